"""That this PySide6 keeps count of what it hands out.

On CPython before 3.12, PySide6 6.12.0 loses a reference to None or True with nearly every call.
A window then lives for minutes and all its other tests pass.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6 import __version__
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

CALLS = 200
#: So many references more, that losing some fails a test instead of ending the process.
SPARE = (None, True) * (100 * CALLS)


class Source(QObject):
    signal = Signal()


def void_call() -> Callable[[], object]:
    timer = QTimer()
    return lambda: timer.setInterval(1)


def widget_call() -> Callable[[], object]:
    widget = QWidget()

    def update() -> None:
        widget.update()

    return update


def emission() -> Callable[[], object]:
    source = Source()

    def emit() -> None:
        source.signal.emit()

    return emit


def connection() -> Callable[[], object]:
    source = Source()

    def connect_and_disconnect() -> None:
        source.signal.disconnect(source.signal.connect(void))

    return connect_and_disconnect


def void() -> None:
    """Take a signal."""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are not counted any more")
@pytest.mark.parametrize(
    ("make", "singleton"),
    [(void_call, None), (widget_call, None), (emission, True), (connection, True)],
)
def test_that_pyside_keeps_its_references(
    make: Callable[[], Callable[[], object]], singleton: object
) -> None:
    call = make()
    call()
    before = sys.getrefcount(singleton)
    for _ in range(CALLS):
        call()
    lost = before - sys.getrefcount(singleton)
    assert lost < CALLS / 2, f"PySide6 {__version__} loses references to {singleton!r}"
