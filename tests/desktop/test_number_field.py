"""The line to type a number into."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.number_field import NumberField
from desktop.numbers import Scale
from desktop.theme import load_theme

Key = Qt.Key
GROWTH = Scale(low=1, high=10, minimum=0.2, maximum=100, logarithmic=True)
SHARE = Scale(low=0.1, high=0.9, minimum=0.01, maximum=0.99)


class Form(QWidget):
    """A field, another one to go to, and what the field has told."""

    def __init__(self, unit: str, scale: Scale, value: float) -> None:
        super().__init__()
        self.field, self.other = (
            NumberField(unit, scale, load_theme("light"), self),
            QLineEdit(self),
        )
        page = QVBoxLayout(self)
        page.addWidget(self.field)
        page.addWidget(self.other)
        self.edited: list[float] = []
        self.released = 0
        self.refused: list[str] = []
        self.field.show_value(value)
        self.field.edited.connect(self.edited.append)
        self.field.released.connect(self._count)
        self.field.refused.connect(self.refused.append)

    def _count(self) -> None:
        self.released += 1

    def type(self, text: str, end: Qt.Key | None = Key.Key_Return) -> None:
        self.field.setFocus()
        self.field.selectAll()
        QTest.keyClicks(self.field, text)
        if end is not None:
            QTest.keyClick(self.field, end)


def opened(qtbot: QtBot, form: Form) -> Form:
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.other.setFocus()
    return form


@pytest.fixture
def growth(qtbot: QtBot) -> Form:
    return opened(qtbot, Form("x/yr", GROWTH, 3.0))


@pytest.fixture
def share(qtbot: QtBot) -> Form:
    return opened(qtbot, Form("fraction", SHARE, 0.45))


def test_that_return_accepts_what_was_typed(growth: Form) -> None:
    growth.type("4.5")
    assert (growth.edited, growth.released, growth.field.value) == ([4.5], 1, 4.5)


def test_that_nothing_is_told_while_typing(growth: Form) -> None:
    growth.type("45", end=None)
    assert (growth.edited, growth.field.value) == ([], 3.0)


def test_that_leaving_the_field_accepts(growth: Form) -> None:
    growth.type("4.5", end=None)
    growth.other.setFocus()
    assert growth.edited == [4.5]


def test_that_leaving_without_typing_tells_nothing(growth: Form) -> None:
    growth.field.setFocus()
    growth.other.setFocus()
    assert (growth.edited, growth.released) == ([], 0)


def test_that_a_share_is_typed_in_per_cent(share: Form) -> None:
    assert share.field.text() == "45"
    share.type("57")
    assert share.edited == [0.57]


def test_that_a_point_typed_where_the_mark_is_a_comma_is_a_decimal_point(growth: Form) -> None:
    growth.setLocale(QLocale("fr_FR"))
    growth.field.retranslate()
    assert growth.field.text() == "3,0"
    growth.type("12.5")
    assert growth.edited == [12.5]
    growth.other.setFocus()
    assert growth.field.text() == "12,5"


def test_that_a_value_outside_the_limits_is_refused_in_words_and_stays_to_be_mended(
    growth: Form,
) -> None:
    growth.type("500")
    assert growth.refused == ["Must lie between 0.2 and 100×/yr; this is 500×/yr."]
    assert (growth.edited, growth.field.value, growth.field.text()) == ([], 3.0, "500")
    growth.other.setFocus()
    assert growth.field.text() == "500"
    growth.field.setFocus()
    growth.field.end(False)
    QTest.keyClick(growth.field, Key.Key_Backspace)
    assert growth.field.refusal == ""
    QTest.keyClick(growth.field, Key.Key_Return)
    assert growth.edited == [50]


def test_that_limits_of_a_share_are_said_in_per_cent(share: Form) -> None:
    share.type("120")
    nbsp = "\N{NO-BREAK SPACE}"
    assert share.refused == [f"Must lie between 1 and 99{nbsp}%; this is 120{nbsp}%."]


def test_that_words_are_refused_with_an_example(growth: Form) -> None:
    growth.type("fast")
    assert growth.refused == ["This is not a number. Write it like 1.0."]


def test_that_a_unit_of_something_else_is_named(growth: Form) -> None:
    growth.type("3 kg")
    assert growth.refused == ["“kg” is not a unit of this number, which is in ×/yr."]


def test_that_escape_takes_back_what_was_typed(growth: Form) -> None:
    growth.type("500")
    QTest.keyClick(growth.field, Key.Key_Escape)
    assert (growth.field.text(), growth.field.refusal, growth.edited) == ("3.0", "", [])


def test_that_escape_closes_what_the_field_stands_in_when_nothing_was_typed(
    growth: Form, qtbot: QtBot
) -> None:
    passed: list[bool] = []
    action = QAction(growth)
    action.setShortcut(QKeySequence(Key.Key_Escape))
    action.triggered.connect(lambda: passed.append(True))
    growth.addAction(action)
    growth.field.setFocus()
    QTest.keyClick(growth.field, Key.Key_Escape)
    assert passed


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Key.Key_Up, 3.05),
        (Key.Key_Down, 2.95),
        (Key.Key_PageUp, 3.5),
        (Key.Key_PageDown, 2.5),
    ],
)
def test_that_arrows_step(growth: Form, key: Qt.Key, value: float) -> None:
    growth.field.setFocus()
    QTest.keyClick(growth.field, key)
    assert growth.edited == [value]
    assert growth.field.text() == str(value)


def test_that_a_burst_of_steps_is_one_gesture(growth: Form, qtbot: QtBot) -> None:
    growth.field.setFocus()
    for _ in range(5):
        QTest.keyClick(growth.field, Key.Key_Up)
    assert (len(growth.edited), growth.released) == (5, 0)
    qtbot.waitUntil(lambda: growth.released == 1)
    QTest.keyClick(growth.field, Key.Key_Up)
    growth.other.setFocus()
    assert growth.released == 2


def test_that_steps_stop_at_the_limits(share: Form) -> None:
    share.field.show_value(0.985)
    share.field.setFocus()
    QTest.keyClick(share.field, Key.Key_PageUp)
    QTest.keyClick(share.field, Key.Key_PageUp)
    assert share.edited == [0.99]


def test_that_a_step_goes_on_from_what_was_typed(growth: Form) -> None:
    growth.type("6", end=Key.Key_Up)
    assert growth.edited == [6.1]


def test_that_a_value_outside_the_usual_range_is_marked(growth: Form) -> None:
    theme = load_theme("light")

    def ink() -> str:
        return growth.field.palette().color(QPalette.ColorRole.Text).name()

    usual = ink()
    growth.type("30")
    assert growth.edited == [30]
    assert ink() == theme.colour("warning") != usual
    growth.type("3")
    assert ink() == usual


def test_that_showing_tells_nothing_and_keeps_typing_while_the_value_stays(growth: Form) -> None:
    growth.type("500")
    growth.field.show_value(3.0)
    assert growth.field.text() == "500"
    growth.field.show_value(7.0)
    assert (growth.field.refusal, growth.edited, growth.released) == ("", [], 0)
    growth.other.setFocus()
    assert growth.field.text() == "7.0"


def test_that_a_refusal_from_outside_keeps_the_text_and_the_former_value(growth: Form) -> None:
    growth.field.edited.connect(lambda _: growth.field.show_refusal("Not together with that."))
    growth.type("4.5")
    assert (growth.field.text(), growth.field.value) == ("4.5", 3.0)
    QTest.keyClick(growth.field, Key.Key_Escape)
    assert growth.field.text() == "3.0"


def test_that_all_digits_are_there_to_edit_and_few_to_read(growth: Form) -> None:
    growth.field.show_value(3.14159265)
    assert growth.field.text() == "3.142"
    growth.field.setFocus()
    assert growth.field.text() == "3.14159265"
    growth.other.setFocus()
    assert (growth.field.text(), growth.edited) == ("3.142", [])


@pytest.mark.parametrize(("typed", "undone"), [("", 1), ("4", 0)])
def test_that_undo_is_the_windows_unless_there_is_typing_to_undo(
    growth: Form, typed: str, undone: int
) -> None:
    calls: list[bool] = []
    action = QAction(growth)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
    action.triggered.connect(lambda: calls.append(True))
    growth.addAction(action)
    growth.field.setFocus()
    QTest.keyClicks(growth.field, typed)
    QTest.keyClick(growth.field, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(calls) == undone


def test_that_a_locked_field_does_not_step(growth: Form) -> None:
    growth.field.setReadOnly(True)
    growth.field.setFocus()
    QTest.keyClick(growth.field, Key.Key_Up)
    assert growth.edited == []
