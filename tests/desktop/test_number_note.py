"""Words beneath a number: the form is laid out anew only when they need another height."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.number_note import NumberNote
from tests.desktop.parts import part

LONG = "Queries grow 3× a year at first; with deeper reasoning one takes 2.3× the tokens later"


class Form(QWidget):
    """A form with a note, which counts how often it is laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.laid_out = 0
        self.note = NumberNote("note", self)
        page = QVBoxLayout(self)
        page.addWidget(self.note)
        page.addStretch()
        self.resize(240, 200)
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.laid_out += event.type() == QEvent.Type.LayoutRequest
        return False

    def say(self, words: str) -> None:
        self.note.show_words(words)
        QApplication.processEvents()


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.say("Short")
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    made.laid_out = 0
    return made


def test_that_words_of_one_height_leave_the_form_as_it_is(form: Form) -> None:
    form.say("Other")
    assert part(form, QLabel, "note").text() == "Other"
    assert form.laid_out == 0


def test_that_words_that_need_more_lines_get_them_and_give_them_back(form: Form) -> None:
    low = form.note.height()
    form.say(LONG)
    assert form.laid_out
    label = part(form, QLabel, "note")
    assert form.note.height() == label.height() == label.heightForWidth(label.width()) > low
    form.say("Short")
    assert form.note.height() == label.height() == low


def test_that_a_narrower_form_breaks_the_words_into_more_lines(form: Form) -> None:
    form.say(LONG)
    before = form.note.height()
    form.resize(160, 200)
    QApplication.processEvents()
    assert form.note.height() > before


def test_that_words_that_came_at_another_width_get_their_room(form: Form) -> None:
    def widen(width: int) -> None:
        form.resize(width, 200)
        QApplication.processEvents()

    widen(160)
    widen(240)
    form.say("Queries grow 3× a year at first")
    widen(160)
    label = part(form, QLabel, "note")
    assert label.height() == label.heightForWidth(label.width())


def test_that_no_words_take_no_place(form: Form) -> None:
    form.say("")
    assert form.note.isHidden()
    assert form.laid_out
    form.say("Again")
    assert part(form, QLabel, "note").isVisible()
