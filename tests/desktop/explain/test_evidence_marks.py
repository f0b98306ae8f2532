"""The evidence on elasticities, marked on the sliders of the rebounds: where, and what it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.assumption_editor import AssumptionEditor, Looks
from desktop.evidence_marks import evidence_marks
from desktop.numbers import Scale
from desktop.theme import load_theme
from desktop.value_slider import EvidenceMark, ValueSlider
from scenarios import record
from scenarios.assumptions import registry
from tests.desktop.pseudo_locale import pseudo_locale
from tests.desktop.window import Hands

DATA = record.newest_data()
BRITISH = QLocale("en_GB")
REBOUNDS = ("training_rebound", "inference_rebound")


@pytest.fixture(autouse=True)
def no_tip_left() -> Iterator[None]:
    yield
    QToolTip.hideText()
    QApplication.processEvents()


def row(parameter: str) -> record.Row:
    return next(r for r in record.table(DATA, "evidence") if r["parameter"] == parameter)


def editor(qtbot: QtBot, name: str, theme: str = "light") -> AssumptionEditor:
    made = AssumptionEditor(registry(DATA)[name], Looks.of(load_theme(theme)))
    qtbot.addWidget(made)
    made.resize(280, made.sizeHint().height())
    made.show()
    return made


def tip_over(slider: ValueSlider, value: float, aside: int = 0) -> str:
    QToolTip.hideText()
    place = slider.point(value).toPoint() + QPoint(aside, 0)
    event = QHelpEvent(QEvent.Type.ToolTip, place, slider.mapToGlobal(place))
    QApplication.sendEvent(slider, event)
    return QToolTip.text() if QToolTip.isVisible() else ""


@pytest.mark.parametrize("name", REBOUNDS)
def test_that_every_elasticity_on_record_is_marked_where_its_value_is(name: str) -> None:
    assumption = registry(DATA)[name]
    expected = sorted(float(row(parameter)["central"]) for parameter in assumption.evidence)
    marks = evidence_marks(assumption, BRITISH)
    assert [mark.value for mark in marks] == expected
    assert len(expected) >= 2


def test_that_a_mark_says_value_meaning_source_and_how_sure_it_is() -> None:
    marks = evidence_marks(registry(DATA)["inference_rebound"], BRITISH)
    found = row("price_elasticity_llm_demand_short_run")
    words = next(mark.words for mark in marks if mark.value == float(found["central"]))
    assert words.startswith("Evidence 1.1 (0.5 to 2): ")
    for part in ("definition", "as_of", "source_title", "quote_or_note", "confidence"):
        assert found[part] in words


def test_that_a_definition_is_not_passed_off_as_evidence() -> None:
    marks = evidence_marks(registry(DATA)["training_rebound"], BRITISH)
    (words,) = (mark.words for mark in marks if mark.value == 1.0)
    assert words.startswith("1 divides: >1: an efficiency gain raises compute spend")
    assert words.endswith("By definition.")
    assert "Evidence" not in words


def test_that_evidence_in_another_unit_is_not_marked() -> None:
    marked = {name for name, one in registry(DATA).items() if evidence_marks(one, BRITISH)}
    assert marked == set(REBOUNDS)


def test_that_pointing_at_a_mark_tells_what_it_is(qtbot: QtBot) -> None:
    slider = editor(qtbot, "inference_rebound").slider
    assert [mark.value for mark in slider.evidence()] == [0.76, 1.0, 1.1]
    said = tip_over(slider, 0.76, aside=3)
    assert "Evidence 0.76 (0.66 to 0.87)" in said
    assert "1.1" not in said


def test_that_marks_close_together_are_both_told_the_nearest_first(qtbot: QtBot) -> None:
    slider = ValueSlider("1", Scale(0, 2, 0, 4), load_theme("light"))
    qtbot.addWidget(slider)
    slider.resize(200, 22)
    slider.show_evidence((EvidenceMark(1.0, "the first"), EvidenceMark(1.03, "the second")))
    slider.show()
    said = tip_over(slider, 1.03)
    assert said.index("the second") < said.index("the first")


def test_that_beside_a_mark_the_meaning_of_the_number_is_told(qtbot: QtBot) -> None:
    slider = editor(qtbot, "inference_rebound").slider
    said = tip_over(slider, 1.6)
    assert "Evidence" not in said
    assert "Jevons paradox" in said


def test_that_a_value_outside_the_slider_is_not_marked(qtbot: QtBot) -> None:
    slider = ValueSlider("1", Scale(0, 2, 0, 4), load_theme("light"))
    qtbot.addWidget(slider)
    slider.show_evidence((EvidenceMark(0.5, "inside"), EvidenceMark(3.0, "outside")))
    assert [mark.words for mark in slider.evidence()] == ["inside"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_a_mark_is_seen_above_the_groove(qtbot: QtBot, theme: str) -> None:
    slider = editor(qtbot, "training_rebound", theme).slider
    slider.show_value(1.8)
    with_marks = slider.grab().toImage()
    slider.show_evidence(())
    without = slider.grab().toImage()
    x = round(slider.point(0.76).x())
    above = [y for y in range(6) if with_marks.pixel(x, y) != without.pixel(x, y)]
    assert above
    beside = [y for y in range(22) if with_marks.pixel(x + 12, y) != without.pixel(x + 12, y)]
    assert beside == []


def test_that_those_who_hear_the_slider_hear_the_evidence(qtbot: QtBot) -> None:
    slider = editor(qtbot, "training_rebound").slider
    assert "Evidence 0.76" in slider.accessibleDescription()


def test_that_the_words_follow_the_language_without_repeating_themselves(qtbot: QtBot) -> None:
    made = editor(qtbot, "training_rebound")
    with pseudo_locale():
        made.retranslate()
        assert all(mark.words.startswith("⟦") for mark in made.slider.evidence())
    made.retranslate()
    assert made.slider.accessibleDescription().count("Evidence 0.76") == 1


def test_that_the_window_marks_them(qtbot: QtBot) -> None:
    hands = Hands(qtbot)
    hands.open("r1-shock")
    for name in REBOUNDS:
        assert hands.slider(name).evidence()
    assert hands.slider("supply_growth").evidence() == ()
