"""Answers a modal dialog in a person's place, without the danger that the test hangs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication, QDialog

_Dialog = TypeVar("_Dialog", bound=QDialog)
_Result = TypeVar("_Result")

#: Long enough for a slow machine; a test that reaches it fails. [ms]
_PATIENCE = 5000


def answered(
    kind: type[_Dialog], answer: Callable[[_Dialog], object], ask: Callable[[], _Result]
) -> _Result:
    """Call ``ask``, give ``answer`` to the dialog of that kind it opens, and return its result.

    A dialog that is not answered, or never opens, fails the test.
    """
    errors: list[BaseException] = []
    waited = QElapsedTimer()
    waited.start()
    done: list[bool] = []
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and dialog.isVisible() and not done:
            done.append(True)
            try:
                answer(dialog)
            except BaseException as error:  # noqa: BLE001 - raised below, outside the dialog
                errors.append(error)
                dialog.reject()
        elif isinstance(dialog, QDialog) and waited.hasExpired(_PATIENCE):
            errors.append(AssertionError(f"{dialog} stayed open"))
            dialog.reject()

    timer.timeout.connect(look)
    timer.start(5)
    try:
        result = ask()
    finally:
        timer.stop()
    if errors:
        raise errors[0]
    assert done, f"no {kind.__name__} was opened"
    return result
