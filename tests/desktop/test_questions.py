"""The questions asked before something would be lost, answered by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.questions import Answer, Questions
from tests.desktop.modal import answered


@pytest.fixture
def questions(qtbot: QtBot) -> Questions:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Questions(window)


def press(name: str) -> Callable[[QMessageBox], None]:
    def answer(box: QMessageBox) -> None:
        button = box.findChild(QPushButton, name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    return answer


def key(code: Qt.Key) -> Callable[[QMessageBox], None]:
    return lambda box: QTest.keyClick(box, code)


def words(said: list[str]) -> Callable[[QMessageBox], None]:
    def answer(box: QMessageBox) -> None:
        said.extend((box.text(), box.informativeText()))
        box.reject()

    return answer


# Unsaved changes


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (press("save"), Answer.SAVE),
        (press("discard"), Answer.DISCARD),
        (press("cancel"), Answer.CANCEL),
        (key(Qt.Key.Key_Return), Answer.SAVE),
        (key(Qt.Key.Key_Escape), Answer.CANCEL),
        (lambda box: box.close(), Answer.CANCEL),
        (lambda box: box.reject(), Answer.CANCEL),
    ],
    ids=["save", "discard", "cancel", "Return", "Esc", "close", "reject"],
)
def test_that_unsaved_changes_are_asked_about(
    questions: Questions, answer: Callable[[QMessageBox], object], expected: Answer
) -> None:
    assert answered(QMessageBox, answer, lambda: questions.save_changes(["R1"])) is expected


def test_that_the_question_names_what_would_be_lost(questions: Questions) -> None:
    said: list[str] = []
    answered(QMessageBox, words(said), lambda: questions.save_changes(["R1"]))
    answered(QMessageBox, words(said), lambda: questions.save_changes(["R1", "Stargate"]))
    assert said[0] == "Save the changes to “R1” before closing it?"
    assert said[2].startswith("Save the changes to 2 scenario")
    assert said[3] == "R1\nStargate"


def test_that_a_name_is_shown_as_it_is_written(questions: Questions) -> None:
    def look(box: QMessageBox) -> None:
        label = next(found for found in box.findChildren(QLabel) if "R1" in found.text())
        assert label.textFormat() is Qt.TextFormat.PlainText
        box.reject()

    answered(QMessageBox, look, lambda: questions.save_changes(["<b>R1</b>"]))


# The others


@pytest.mark.parametrize("ask", ["overwrite_changed", "revert"])
def test_that_a_loss_needs_a_yes(questions: Questions, ask: str) -> None:
    question: Callable[[], bool] = lambda: getattr(questions, ask)("R1")  # noqa: E731
    assert answered(QMessageBox, press("save"), question) is True
    assert answered(QMessageBox, press("cancel"), question) is False
    assert answered(QMessageBox, key(Qt.Key.Key_Escape), question) is False


@pytest.mark.parametrize(
    ("name", "expected"),
    [("recover", Answer.RECOVER), ("discard", Answer.DISCARD), ("cancel", Answer.CANCEL)],
)
def test_that_a_crash_is_followed_by_a_question(
    questions: Questions, name: str, expected: Answer
) -> None:
    ask: Callable[[], Answer] = lambda: questions.recover(["R1", "Stargate"])  # noqa: E731
    assert answered(QMessageBox, press(name), ask) is expected


# Files


def accept_with(name: str) -> Callable[[QFileDialog], None]:
    def answer(dialog: QFileDialog) -> None:
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(name)
        dialog.accept()

    return answer


def test_that_several_files_can_be_opened(questions: Questions, tmp_path: Path) -> None:
    for name in ("one.jevons", "two.jevons"):
        (tmp_path / name).touch()
    both = accept_with('"one.jevons" "two.jevons"')
    assert answered(QFileDialog, both, lambda: questions.files_to_open(tmp_path)) == [
        tmp_path / "one.jevons",
        tmp_path / "two.jevons",
    ]
    cancel: Callable[[QFileDialog], None] = lambda dialog: dialog.reject()  # noqa: E731
    assert answered(QFileDialog, cancel, lambda: questions.files_to_open(tmp_path)) == []


def test_that_a_file_to_save_gets_the_suffix(questions: Questions, tmp_path: Path) -> None:
    ask: Callable[[], Path | None] = lambda: questions.file_to_save(tmp_path / "R1.jevons")  # noqa: E731
    assert answered(QFileDialog, accept_with("plan.v2"), ask) == tmp_path / "plan.v2.jevons"
    assert answered(QFileDialog, lambda dialog: dialog.accept(), ask) == tmp_path / "R1.jevons"
    assert answered(QFileDialog, lambda dialog: dialog.reject(), ask) is None


@pytest.mark.parametrize(("name", "is_replaced"), [("save", True), ("cancel", False)])
def test_that_a_file_which_only_the_suffix_meets_is_asked_about(
    questions: Questions, tmp_path: Path, name: str, is_replaced: bool
) -> None:
    (tmp_path / "plan.jevons").touch()

    def save() -> Path | None:
        return answered(
            QFileDialog, accept_with("plan"), lambda: questions.file_to_save(tmp_path / "R1")
        )

    expected = tmp_path / "plan.jevons" if is_replaced else None
    assert answered(QMessageBox, press(name), save) == expected
