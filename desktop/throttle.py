"""Does at once what is asked for once, and now and then what is asked for all the time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Throttle(QObject):
    """Calls ``act`` at once when it is asked to, then not again for a while.

    What is asked for in that while is one call at its end: the last state is never left out.
    """

    def __init__(
        self, act: Callable[[], object], interval_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._act = act
        self._waits = False
        self._rest = QTimer(self, singleShot=True, interval=interval_ms)
        self._rest.timeout.connect(self.catch_up)

    @property
    def waits(self) -> bool:
        """Whether something asked for is yet to be done."""
        return self._waits

    def ask(self) -> None:
        """Act now, or when the last act is long enough ago."""
        self._waits = True
        if not self._rest.isActive():
            self.catch_up()

    def catch_up(self) -> None:
        """Do now what waits, if something does."""
        if self._waits:
            self._waits = False
            self._act()
            self._rest.start()

    def stop(self) -> None:
        """Forget what waits."""
        self._waits = False
        self._rest.stop()
