"""Collects garbage in the GUI thread alone.

Python collects in whatever thread happens to allocate. A window's discarded objects, collected in
a worker, would be destroyed in a thread that is not theirs, which Qt does not survive for long.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: Time between two looks for garbage. [ms]
INTERVAL = 500


class Collector(QObject):
    """Stands in for Python's own collector from when it is made until `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._replaces = gc.isenabled()
        self._timer = QTimer(self)
        self._timer.timeout.connect(collect_due)
        if self._replaces:
            gc.disable()
            self._timer.start(INTERVAL)

    def stop(self) -> None:
        """Leave collecting to Python again."""
        self._timer.stop()
        if self._replaces:
            gc.enable()
            self._replaces = False


def collect_due() -> None:
    """Collect the oldest generation that is due, as Python's own collector would."""
    due = [
        count > limit > 0 for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)
    ]
    if any(due):
        gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
