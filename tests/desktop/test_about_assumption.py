"""What the window tells about a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QTextBrowser
from pytestqt.qtbot import QtBot

from desktop.about_assumption import AboutAssumption, AboutWords
from desktop.theme import load_theme
from scenarios import record
from scenarios.assumptions import Fixed, Spread, registry
from scenarios.files import preset
from scenarios.scenario import Scenario
from tests.desktop.parts import part

REBOUND = "training_rebound"


class Stand:
    """The page, and the notes it has told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.about = AboutAssumption(load_theme("light"))
        qtbot.addWidget(self.about)
        self._qtbot = qtbot
        self.notes: list[tuple[str, str]] = []
        self.about.note_edited.connect(lambda name, note: self.notes.append((name, note)))

    def show(self, name: str, scenario: Scenario) -> str:
        """Show an assumption and return the text of the page."""
        self.about.show_assumption(name, scenario)
        self.about.show()
        self.about.activateWindow()
        self._qtbot.waitUntil(self.about.isActiveWindow)
        return part(self.about, QTextBrowser, "about_assumption.page").toPlainText()

    @property
    def note(self) -> QPlainTextEdit:
        return part(self.about, QPlainTextEdit, "about_assumption.note")


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    return Stand(qtbot)


@pytest.fixture
def scenario() -> Scenario:
    return preset("baseline-2025-01")


def test_that_the_page_tells_meaning_values_and_what_they_rest_on(
    stand: Stand, scenario: Scenario
) -> None:
    page = stand.show(REBOUND, scenario)
    declared = registry(scenario.data)[REBOUND]
    for text in (declared.label, declared.help, declared.definition, declared.basis):
        assert text in page
    assert "0.9; in 80 % of cases 0.5 to 1.4" in page
    assert "Judgement: set by hand." in page
    assert REBOUND in page


def test_that_limits_and_usual_range_are_told_in_the_unit_of_the_field(
    stand: Stand, scenario: Scenario
) -> None:
    page = stand.show("inference_share", scenario)
    assert "10 to 90 %" in page
    assert "1 to 99 %" in page


def test_that_a_default_that_depends_on_the_month_says_so(stand: Stand, scenario: Scenario) -> None:
    page = stand.show("inference_share", scenario)
    assert "Default as of January 2025" in page
    assert "40 %; in 80 % of cases" in page
    assert "as of" not in stand.show(REBOUND, scenario)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (0.5, ("In this scenario", "0.5; in 80 % of cases 0.278 to 0.778")),
        (Spread(p10=0.3, p50=0.5, p90=0.8), ("0.5; in 80 % of cases 0.3 to 0.8", "own")),
        (Fixed(fixed=0.5), ("none, it is fixed",)),
    ],
)
def test_that_what_the_scenario_says_stands_beside_the_default(
    stand: Stand, scenario: Scenario, setting: float | Spread | Fixed, words: tuple[str, ...]
) -> None:
    assert "In this scenario" not in stand.show(REBOUND, scenario)
    page = stand.show(REBOUND, scenario.with_setting(REBOUND, setting))
    for text in words:
        assert text in page


def pages() -> Iterator[tuple[str, str]]:
    scenario = preset("baseline-2026-07")
    words = AboutWords(QLocale("en_GB"))
    for name, declared in registry(scenario.data).items():
        yield name, words.page(declared, scenario)


def test_that_every_source_is_named_and_linked_where_it_has_an_address(qtbot: QtBot) -> None:
    for name, page in pages():
        for key in registry(record.newest_data())[name].source_keys:
            address = record.sources()[key].get("url")
            if address:
                assert f"href='{address.replace('&', '&amp;')}'" in page, (name, key)


def test_that_all_evidence_of_a_number_is_shown(qtbot: QtBot) -> None:
    rows = record.table(record.newest_data(), "evidence")
    for name, page in pages():
        evidence = registry(record.newest_data())[name].evidence
        expected = sum(row["parameter"] in evidence for row in rows)
        assert page.count("class='figure'") == expected, name


def test_that_texts_of_the_data_cannot_become_markup(qtbot: QtBot) -> None:
    scenario = preset("baseline-2026-07")
    declared = replace(registry(scenario.data)[REBOUND], help="<img src='x'>")
    page = AboutWords(QLocale("en_GB")).page(declared, scenario)
    assert "<img" not in page


def test_that_the_note_is_told_when_its_writing_is_over(stand: Stand, scenario: Scenario) -> None:
    stand.show(REBOUND, scenario)
    stand.note.setFocus()
    QTest.keyClicks(stand.note, "A guess.")
    assert stand.notes == []
    QTest.keyClick(stand.note, Qt.Key.Key_Tab)
    assert stand.notes == [(REBOUND, "A guess.")]


@pytest.mark.parametrize("way", ["close", "escape", "another"])
def test_that_a_note_is_told_however_the_page_is_left(
    stand: Stand, scenario: Scenario, way: str
) -> None:
    stand.show(REBOUND, scenario)
    stand.note.setFocus()
    QTest.keyClicks(stand.note, "A guess.")
    if way == "close":
        box = stand.about.findChildren(QDialogButtonBox)[0]
        close = box.button(QDialogButtonBox.StandardButton.Close)
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    elif way == "escape":
        QTest.keyClick(stand.about, Qt.Key.Key_Escape)
    else:
        stand.show("inference_rebound", scenario)
    assert (REBOUND, "A guess.") in stand.notes
    assert {name for name, _ in stand.notes} == {REBOUND}


def test_that_a_note_of_the_scenario_is_shown_and_not_told_again(stand: Stand) -> None:
    stand.show(REBOUND, preset("r1-shock-weak-rebound"))
    assert stand.note.toPlainText().startswith("Judgement: 0.5")
    stand.about.close()
    assert stand.notes == []


def test_that_a_change_of_the_scenario_leaves_a_note_being_written_alone(
    stand: Stand, scenario: Scenario
) -> None:
    stand.show(REBOUND, scenario)
    stand.note.setFocus()
    QTest.keyClicks(stand.note, "A gu")
    stand.show(REBOUND, scenario.with_setting(REBOUND, 0.5))
    assert stand.note.toPlainText() == "A gu"


def test_that_a_locked_note_cannot_be_written(stand: Stand, scenario: Scenario) -> None:
    stand.show(REBOUND, scenario)
    stand.about.show_locked(True)
    stand.note.setFocus()
    QTest.keyClicks(stand.note, "A guess.")
    assert stand.note.toPlainText() == ""


def test_that_an_unknown_id_is_refused(stand: Stand, scenario: Scenario) -> None:
    with pytest.raises(KeyError):
        stand.about.show_assumption("rebound", scenario)
