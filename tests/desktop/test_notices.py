"""Notices above the charts: what they say, how they go, and how they look."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.notices import MOST_SHOWN, Kind, Notice, NoticeBar, reason_of
from desktop.theme import contrast, load_theme
from scenarios.errors import InvalidInput, Problem


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def bar(qtbot: QtBot, window: QWidget) -> NoticeBar:
    """The bar above a field that has the keyboard, in a window of the smallest size."""
    bar = NoticeBar(load_theme("light"), window)
    field = QLineEdit(window)
    layout = QVBoxLayout(window)
    layout.addWidget(bar)
    layout.addWidget(field, 1)
    window.resize(1024, 680)
    window.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return bar


def rows(bar: NoticeBar) -> list[QFrame]:
    found = bar.findChildren(QFrame, "notice")
    return [row for row in found if row.isVisible()]


def texts(bar: NoticeBar) -> list[str]:
    return [notice.text for notice in bar.notices]


def button(row: QWidget, name: str) -> QAbstractButton:
    """The button of that object name or label."""
    buttons = row.findChildren(QAbstractButton)
    return next(found for found in buttons if name in (found.objectName(), found.text()))


def click(row: QWidget, name: str) -> None:
    QTest.mouseClick(button(row, name), Qt.MouseButton.LeftButton)


def test_that_the_bar_takes_no_room_until_there_is_something_to_tell(bar: NoticeBar) -> None:
    assert not bar.isVisible()
    bar.show_notice(Notice("Saved."))
    assert bar.isVisible()
    click(rows(bar)[0], "dismiss")
    assert not bar.isVisible()
    assert bar.notices == ()


def test_that_a_notice_does_not_take_the_keyboard(bar: NoticeBar) -> None:
    field = bar.window().findChild(QLineEdit)
    bar.show_notice(Notice("Something happened.", details="More of it."))
    assert bar.window().focusWidget() is field


def test_that_escape_closes_the_notice_that_has_the_keyboard(bar: NoticeBar) -> None:
    bar.show_notice(Notice("First."))
    bar.show_notice(Notice("Second."))
    QTest.keyClick(button(rows(bar)[0], "dismiss"), Qt.Key.Key_Escape)
    assert texts(bar) == ["Second."]


def test_that_a_notice_replaces_the_one_with_its_key_in_place(bar: NoticeBar) -> None:
    bar.show_notice(Notice("It differs.", key="r1"))
    bar.show_notice(Notice("Another."))
    bar.show_notice(Notice("It is gone.", key="r1"))
    bar.show_notice(Notice("Another."))
    assert texts(bar) == ["It is gone.", "Another."]
    assert len(rows(bar)) == 2
    assert rows(bar)[0].y() < rows(bar)[1].y()


def test_that_a_notice_can_be_taken_away_by_its_key(bar: NoticeBar) -> None:
    bar.show_notice(Notice("It differs.", key="r1"))
    bar.take_away("nothing of this name")
    assert texts(bar) == ["It differs."]
    bar.take_away("r1")
    assert texts(bar) == []


def test_that_the_oldest_harmless_notice_makes_room(bar: NoticeBar) -> None:
    kinds: list[Kind] = ["error", "info", "error", "warning", "error", "info"]
    shown = []
    for number, kind in enumerate(kinds):
        bar.show_notice(Notice(str(number), kind=kind))
        shown.append("".join(texts(bar)))
    assert shown == ["0", "01", "012", "023", "024", "245"]
    assert len(rows(bar)) == MOST_SHOWN


def test_that_an_action_is_done_once_and_takes_the_notice_away(bar: NoticeBar) -> None:
    done: list[str] = []
    actions = (("Reload", lambda: done.append("reload")), ("Keep", lambda: done.append("keep")))
    bar.show_notice(Notice("It was changed by another program.", actions=actions))
    click(rows(bar)[0], "Keep")
    assert done == ["keep"]
    assert bar.notices == ()


def test_that_what_an_action_has_to_tell_stays(bar: NoticeBar) -> None:
    def fail() -> None:
        bar.show_notice(Notice("Still not possible.", key="save"))

    bar.show_notice(Notice("Not possible.", key="save", actions=(("Try again", fail),)))
    click(rows(bar)[0], "Try again")
    assert texts(bar) == ["Still not possible."]


def test_that_details_unfold_and_can_be_copied(qtbot: QtBot, bar: NoticeBar) -> None:
    bar.show_notice(Notice("Two problems.", details="first\nsecond"))
    (row,) = rows(bar)
    details = row.findChild(QPlainTextEdit)
    assert details is not None
    qtbot.waitUntil(lambda: row.height() == row.sizeHint().height())
    height = row.height()
    assert not details.isVisible()
    QTest.keyClick(button(row, "unfold"), Qt.Key.Key_Space)
    assert details.isVisible()
    qtbot.waitUntil(lambda: row.height() > height)
    assert details.toPlainText() == "first\nsecond"
    assert details.isReadOnly()
    click(row, "unfold")
    assert not details.isVisible()
    qtbot.waitUntil(lambda: row.height() == height)


def test_that_without_details_there_is_nothing_to_unfold(bar: NoticeBar) -> None:
    bar.show_notice(Notice("All is said."))
    assert not button(rows(bar)[0], "unfold").isVisible()


def test_that_names_are_shown_as_they_are_written(bar: NoticeBar) -> None:
    bar.show_notice(Notice("<b>R1</b> & others"))
    labels = rows(bar)[0].findChildren(QLabel)
    (label,) = (found for found in labels if "R1" in found.text())
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_that_a_long_text_wraps(bar: NoticeBar) -> None:
    bar.show_notice(Notice("A scenario with quite a long name. " * 12))
    labels = rows(bar)[0].findChildren(QLabel)
    (label,) = (found for found in labels if found.text().startswith("A scenario"))
    assert label.height() >= label.heightForWidth(label.width()) > 2 * label.fontMetrics().height()
    assert bar.window().width() == 1024


def test_that_a_screen_reader_hears_the_kind_before_the_text(
    bar: NoticeBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerts: list[str] = []

    def note(event: object) -> None:
        alerts.append(event.object().accessibleName())  # type: ignore[attr-defined]

    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    kinds: tuple[Kind, ...] = ("info", "warning", "error")
    for kind in kinds:
        bar.show_notice(Notice(f"About {kind}.", kind=kind))
    assert alerts == ["Note: About info.", "Warning: About warning.", "Error: About error."]
    assert all(button(row, "dismiss").accessibleName() for row in rows(bar))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_that_a_notice_takes_on_the_theme(bar: NoticeBar, name: str) -> None:
    theme = load_theme(name)
    bar.show_notice(Notice("About errors.", kind="error"))
    bar.show_theme(theme)
    (row,) = rows(bar)
    picture = row.grab().toImage()
    middle = row.height() // 2
    assert picture.pixelColor(1, middle).name() == theme.colour("error")
    assert picture.pixelColor(row.width() // 2, 3).name() == theme.colour("warning_soft")
    assert contrast(theme.colour("text"), theme.colour("warning_soft")) > 4.5


# What problems say


def test_that_one_problem_of_a_file_is_said_at_once(bar: NoticeBar) -> None:
    bar.show_refused(InvalidInput("r1.jevons", [Problem("as_of", "is required and missing.")]))
    (notice,) = bar.notices
    assert notice.text == "“r1.jevons” cannot be opened: as_of: is required and missing."
    assert notice.details == ""
    assert notice.kind == "error"


def test_that_several_problems_are_counted_and_listed(bar: NoticeBar) -> None:
    error = InvalidInput("r1.jevons", [Problem("a", "is wrong."), Problem("b", "is too.")])
    bar.show_refused(error)
    (notice,) = bar.notices
    assert notice.text.startswith("“r1.jevons” cannot be opened. It has 2 problem")
    assert notice.details == error.report()
    bar.show_refused(InvalidInput("r1.jevons", [Problem("", "is empty.")]))
    assert len(bar.notices) == 1


def test_that_a_failed_save_says_why(bar: NoticeBar) -> None:
    bar.show_not_written("r1.jevons", OSError(errno.ENOSPC, "No space left on device"))
    assert texts(bar) == ["“r1.jevons” could not be saved: the disk is full."]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda folder: (folder / "no" / "file").write_text(""), "there is no such file or folder"),
        (lambda folder: folder.write_text(""), "that is a folder"),
        (lambda folder: (folder / ("x" * 300)).write_text(""), "the name is too long"),
    ],
    ids=["missing", "folder", "name"],
)
def test_that_reasons_are_in_plain_words(
    tmp_path: Path, make: Callable[[Path], None], expected: str
) -> None:
    with pytest.raises(OSError, match="Errno") as raised:
        make(tmp_path)
    assert reason_of(raised.value) == expected


def test_that_an_unknown_reason_is_the_systems_own() -> None:
    assert reason_of(OSError(errno.EXDEV, os.strerror(errno.EXDEV))) == "invalid cross-device link"
    assert reason_of(OSError("Something else")) == "something else"
