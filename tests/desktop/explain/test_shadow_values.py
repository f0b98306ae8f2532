"""What one per cent more of what limits deliveries is worth, where the ribbon is pointed at."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.event_texts import EventTexts
from desktop.shadow_values import ShadowValues
from desktop.theme import load_theme
from desktop.timeline import Timeline
from desktop.timeline_shadow import ShadowWords
from scenarios.explain.shadow import Shadow, shadow
from scenarios.months import Month
from tests.desktop.pseudo_locale import pseudo_locale
from tests.desktop.results import preset, result

NAME = "baseline-2026-07"


@pytest.fixture
def values(qtbot: QtBot) -> Iterator[ShadowValues]:
    values = ShadowValues()
    yield values
    values.stop()


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    timeline = Timeline(load_theme("light"))
    qtbot.addWidget(timeline)
    timeline.resize(900, 140)
    timeline.show_scenario(preset(NAME))
    timeline.show_projection(result(NAME))
    timeline.show()
    return timeline


@pytest.fixture
def asked(timeline: Timeline) -> list[str]:
    found: list[str] = []
    timeline.shadow_wanted.connect(lambda: found.append("asked"))
    return found


def on_ribbon(timeline: Timeline, month: str) -> QPoint:
    row = timeline.row_rect("binds")
    return QPoint(timeline.month_pixel(Month.parse(month)), row.center().y())


def point_at(timeline: Timeline, place: QPoint) -> None:
    none, mods = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    there = QPointF(timeline.mapToGlobal(place))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), there, none, none, mods)
    QApplication.sendEvent(timeline, event)


def tip_at(timeline: Timeline, place: QPoint) -> str:
    event = QHelpEvent(QEvent.Type.ToolTip, place, timeline.mapToGlobal(place))
    QApplication.sendEvent(timeline, event)
    return QToolTip.text()


@pytest.fixture(autouse=True)
def no_tip_left() -> Iterator[None]:
    yield
    QToolTip.hideText()
    QApplication.processEvents()


def test_that_the_answer_is_that_of_the_scenario(qtbot: QtBot, values: ShadowValues) -> None:
    with qtbot.waitSignal(values.found) as found:
        values.ask(preset(NAME))
    scenario, answer = found.args
    assert scenario == preset(NAME)
    assert answer.over_horizon() == shadow(preset(NAME)).over_horizon()
    qtbot.waitUntil(lambda: not values.is_busy)


def test_that_pointing_at_the_ribbon_asks_once_for_a_scenario(
    timeline: Timeline, asked: list[str]
) -> None:
    point_at(timeline, timeline.row_rect("events").center())
    assert asked == []
    point_at(timeline, on_ribbon(timeline, "2027-03"))
    point_at(timeline, on_ribbon(timeline, "2028-03"))
    assert asked == ["asked"]
    timeline.show_scenario(preset(NAME).with_setting("supply_growth", 1.3))
    point_at(timeline, on_ribbon(timeline, "2027-03"))
    assert asked == ["asked", "asked"]


def test_that_the_keyboard_on_the_timeline_asks_too(
    timeline: Timeline, asked: list[str], qtbot: QtBot
) -> None:
    timeline.activateWindow()
    timeline.setFocus()
    qtbot.waitUntil(lambda: asked == ["asked"])


def test_that_the_fiscal_year_pointed_at_is_told(timeline: Timeline) -> None:
    answer = shadow(preset(NAME))
    timeline.show_shadow(preset(NAME), answer)
    years = answer.by_fiscal_year()
    place = answer.years.index(2028)
    said = tip_at(timeline, on_ribbon(timeline, "2027-08"))
    chips = f"{years['chips'][place]:.1f}"
    assert f"1 % more chips would add {chips} bn USD to FY2028’s revenue." in said
    assert "1 % more power would add nothing to FY2028’s revenue." in said
    assert "chips bind" in said
    assert "FY2029" in tip_at(timeline, on_ribbon(timeline, "2028-08"))


def test_that_less_later_is_said_to_be_less(timeline: Timeline) -> None:
    answer = shadow(preset(NAME))
    timeline.show_shadow(preset(NAME), answer)
    place = answer.years.index(2029)
    assert answer.by_fiscal_year()["chips"][place] < 0
    said = tip_at(timeline, on_ribbon(timeline, "2028-08"))
    assert "1 % more chips would take " in said
    assert "More can mean less later" in said
    assert "More can mean" not in tip_at(timeline, on_ribbon(timeline, "2027-08"))


def test_that_a_year_cut_by_the_horizon_is_told_as_such() -> None:
    answer = shadow(preset(NAME))
    texts = EventTexts(QLocale("en_GB"))
    lines = ShadowWords(QLocale("en_GB"), texts).in_year(answer, Month.parse("2031-05"))
    assert 2032 not in answer.years
    inside = np.array([month.fiscal_year == 2032 for month in answer.months])
    value = float(answer.added["demand"][inside].sum()) / 12
    assert f"1 % more demand would add {value:.1f} bn USD to FY2032’s revenue up to July 2031." in (
        lines
    )


def test_that_an_answer_that_comes_late_completes_the_open_tip(
    timeline: Timeline, qtbot: QtBot
) -> None:
    said = tip_at(timeline, on_ribbon(timeline, "2027-08"))
    assert "is being worked out…" in said
    timeline.show_shadow(preset(NAME), shadow(preset(NAME)))
    qtbot.waitUntil(lambda: "FY2028’s revenue" in QToolTip.text())


def test_that_the_answer_for_another_scenario_is_not_shown(timeline: Timeline) -> None:
    other = preset(NAME).with_setting("supply_growth", 1.3)
    timeline.show_shadow(other, shadow(other))
    assert "is being worked out…" in tip_at(timeline, on_ribbon(timeline, "2027-08"))
    timeline.show_shadow(preset(NAME), shadow(preset(NAME)))
    timeline.show_scenario(other)
    assert "FY2028" not in tip_at(timeline, on_ribbon(timeline, "2027-08"))


def test_that_only_the_ribbon_speaks_of_it(timeline: Timeline) -> None:
    timeline.show_shadow(preset(NAME), shadow(preset(NAME)))
    assert "1 % more" not in tip_at(timeline, timeline.row_rect("china").center())


def test_that_those_who_hear_the_timeline_hear_it_too(timeline: Timeline) -> None:
    answer = shadow(preset(NAME))
    timeline.show_shadow(preset(NAME), answer)
    demand = f"{answer.over_horizon()['demand']:.0f}"
    words = f"1 % more demand would add {demand} bn USD to revenue over the horizon."
    assert words in timeline.accessibleDescription()


def test_that_every_sentence_can_be_translated() -> None:
    answer: Shadow = shadow(preset(NAME))
    with pseudo_locale():
        words = ShadowWords(QLocale("en_GB"), EventTexts(QLocale("en_GB")))
        lines = [*words.in_year(answer, answer.months[20]), *words.over_horizon(answer)]
        assert all(line.startswith("⟦") for line in [*lines, words.waiting()])


def test_that_the_question_reaches_the_worker_and_comes_back(
    timeline: Timeline, values: ShadowValues, qtbot: QtBot
) -> None:
    timeline.shadow_wanted.connect(lambda: values.ask(preset(NAME)))
    values.found.connect(timeline.show_shadow)
    point_at(timeline, on_ribbon(timeline, "2027-08"))
    qtbot.waitUntil(lambda: not values.is_busy)
    assert "FY2028’s revenue" in tip_at(timeline, on_ribbon(timeline, "2027-08"))
