"""When a burst of small steps is over, so that ten presses of a key are one gesture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

PAUSE = 700
"""Milliseconds without a step after which a burst is over."""


class KeyBurst:
    """Counts steps by keyboard or wheel as one gesture until there is a pause.

    ``ended`` is called once when a burst is over.
    """

    def __init__(self, owner: QObject, ended: Callable[[], object]) -> None:
        self._owner, self._ended = owner, ended
        self._timer: QTimer | None = None

    def keep(self) -> None:
        """Begin a burst or go on with it."""
        if self._timer is None:
            self._timer = QTimer(self._owner, singleShot=True, interval=PAUSE)
            self._timer.timeout.connect(self._ended)
        self._timer.start()

    def end(self) -> None:
        """End the burst now, if there is one."""
        if self._timer is not None and self._timer.isActive():
            self._timer.stop()
            self._ended()
