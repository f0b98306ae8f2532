"""Does at once what is asked for once, and in turns what is asked for all the time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

#: Something to be shown; that it is the same is told by comparison.
Act = Callable[[], object]


class Turns(QObject):
    """Acts at once when nothing was asked for lately, and otherwise once in a pause.

    Under a steady hand each act has its turn and no moment has two, so that none gets long. What
    was asked for several times is done once, the last state is never left out.
    """

    def __init__(self, pause_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[Act, None] = {}
        self._pause = QTimer(self, singleShot=True, interval=pause_ms)
        self._pause.timeout.connect(self._next)

    @property
    def waits(self) -> bool:
        """Whether something asked for is yet to be done."""
        return bool(self._waiting)

    def ask(self, *acts: Act) -> None:
        """Do this now, or when its turn has come."""
        self._waiting |= dict.fromkeys(acts)
        if not self._pause.isActive():
            self.catch_up()
            self._pause.start()

    def catch_up(self) -> None:
        """Do now all that waits; what is asked for next is done at once, too."""
        while self._waiting:
            self._first()
        self._pause.stop()

    def stop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        self._pause.stop()

    def _next(self) -> None:
        if self._waiting:
            self._first()
            self._pause.start()

    def _first(self) -> None:
        act = next(iter(self._waiting))
        del self._waiting[act]
        act()
