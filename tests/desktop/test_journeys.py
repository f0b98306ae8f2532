"""Journeys: what people do with the window, from the first click to the saved file."""

from __future__ import annotations

import csv
import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop import projector
from desktop.comparison_view import ComparisonView
from desktop.difference_list import DifferenceView
from desktop.number_field import NumberField
from desktop.questions import Answer
from desktop.scenario_settings import ScenarioSettings
from desktop.session import Settings
from desktop.value_slider import ValueSlider
from scenarios import files
from scenarios.events import EfficiencyShock
from scenarios.months import Month
from tests.desktop.parts import part
from tests.desktop.window import Hands

Control = Qt.KeyboardModifier.ControlModifier


def table(path: Path) -> list[dict[str, str]]:
    return [*csv.DictReader(path.read_text(encoding="utf-8").splitlines())]


@pytest.fixture
def hands(qtbot: QtBot) -> Hands:
    made = Hands(qtbot)
    made.open("baseline-2025-01")
    return made


def test_that_dragging_a_slider_moves_charts_and_headline_and_one_undo_takes_it_back(
    hands: Hands,
) -> None:
    line, figures, value = hands.line(), hands.figures(), hands.document.scenario
    hands.drag_slider("inference_demand_growth", 5.5, 6.0, 8.0)
    hands.wait_for_charts()
    assert hands.document.scenario.belief("inference_demand_growth").p50 == pytest.approx(8, 0.05)
    assert not np.array_equal(hands.line(), line)
    assert hands.figures() != figures
    assert hands.document.undo_stack.count() == 1
    assert hands.window.isWindowModified()
    hands.key(Qt.Key.Key_Z, Control)
    hands.wait_for_charts()
    assert hands.document.scenario == value
    assert np.array_equal(hands.line(), line)
    assert hands.figures() == figures
    assert not hands.window.isWindowModified()


def test_that_the_list_of_differences_and_the_figures_end_with_the_last_step_of_a_drag(
    hands: Hands,
) -> None:
    edits = hands.window.assumption_panel.edited
    differences = part(hands.window, DifferenceView, "differences")
    for value in (5.5, 6.0, 6.5, 7.0):
        edits.emit("inference_demand_growth", value)
        hands.bot.waitUntil(lambda: not hands.window.projector.is_busy)
    hands.wait_for_charts()
    shown = [row.change for row in differences.rows()], hands.figures()
    assert shown[0] == ["5 \N{RIGHTWARDS ARROW} 7 ×/yr"]
    edits.emit("inference_demand_growth", 3.5)
    hands.window.settle()
    edits.emit("inference_demand_growth", 7.0)
    hands.window.settle()
    assert ([row.change for row in differences.rows()], hands.figures()) == shown


def test_that_letting_go_of_a_slider_brings_the_list_of_differences_up_to_date(
    hands: Hands,
) -> None:
    differences = part(hands.window, DifferenceView, "differences")
    hands.drag_slider("inference_demand_growth", 5.5, 6.0, 8.0)
    (row,) = differences.rows()
    value = hands.document.scenario.belief("inference_demand_growth").p50
    assert row.change.endswith(f" {value:g} ×/yr")


def test_that_figures_and_differences_stand_as_soon_as_the_charts_of_an_undo(hands: Hands) -> None:
    figures = hands.figures()
    hands.drag_slider("inference_demand_growth", 5.5, 6.0, 8.0)
    hands.wait_for_charts()
    assert hands.figures() != figures
    hands.press("undo")
    hands.bot.waitUntil(lambda: not hands.window.projector.is_busy)
    assert not hands.window.is_behind  # nothing waits for its turn, as under a moving hand
    assert hands.figures() == figures


def test_that_a_saved_scenario_opens_again_as_it_was(hands: Hands, tmp_path: Path) -> None:
    hands.type_into("training_rebound", "0.45")
    hands.wait_for_charts()
    hands.answers("file_to_save", tmp_path / "mine.jevons")
    hands.press("save")
    saved = hands.document.scenario
    assert files.load(tmp_path / "mine.jevons") == saved
    assert not hands.window.isWindowModified()
    line = hands.line()
    hands.press("close")
    hands.open(str(tmp_path / "mine.jevons"))
    assert hands.document.scenario == saved
    assert np.array_equal(hands.line(), line)


def test_that_two_presets_are_compared_and_the_table_saved(hands: Hands, tmp_path: Path) -> None:
    hands.open("r1-shock-weak-rebound")
    hands.answers("file_to_export", tmp_path / "compared.csv")
    hands.press("compare")
    hands.wait_for_charts()
    view = hands.window.findChild(ComparisonView)
    assert view is not None
    assert view.isVisible()
    view.copy_rows()
    copied = QApplication.clipboard().text()
    assert "R1 shock, weak rebound" in copied
    assert "Training rebound" in copied
    save = next(b for b in view.findChildren(QPushButton) if "Save" in b.text())
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    rows = table(tmp_path / "compared.csv")
    assert {"difference_p05", "probability_above_first"} <= {row["statistic"] for row in rows}


def test_that_an_event_is_added_by_a_double_click_and_dragged_to_another_month(
    hands: Hands,
) -> None:
    lane, before = hands.timeline, hands.line()
    spot = QPoint(lane.month_pixel(Month.parse("2026-06")), lane.row_rect("china").center().y())
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=spot)
    hands.wait_for_charts()
    (event,) = hands.document.scenario.events
    assert (event.type, event.month) == ("export_restriction", Month.parse("2026-06"))
    lane.editor().dismiss()
    hands.bot.waitUntil(lambda: not lane.editor().isVisible())
    rect = lane.event_rect(0)
    start = QPoint(rect.left() + 5, rect.center().y())
    a_year = lane.month_pixel(Month.parse("2027-06")) - lane.month_pixel(event.month)
    steps = hands.document.undo_stack.count()
    hands.drag(lane, start, start + QPoint(12, 0), start + QPoint(a_year, 0))
    hands.wait_for_charts()
    (moved,) = hands.document.scenario.events
    assert moved.month > event.month
    assert hands.document.undo_stack.count() == steps + 1
    hands.press("undo")
    assert [*hands.document.scenario.events] == [event]
    hands.press("undo")
    hands.wait_for_charts()
    assert len(hands.document.scenario.events) == 0
    assert np.array_equal(hands.line(), before)


def test_that_a_value_outside_the_limits_is_refused_in_words_and_kept_for_mending(
    hands: Hands,
) -> None:
    before = hands.document.scenario
    field = hands.type_into("training_rebound", "9")
    assert hands.document.scenario == before
    assert field.text() == "9"
    assert "between 0 and 4" in field.refusal


def test_that_a_broken_file_is_explained_and_nothing_is_lost(hands: Hands, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jevons"
    broken.write_text('{"format": "jevons-scenario", "version": 1, "nam": "x"}', encoding="utf-8")
    hands.answers("files_to_open", [broken])
    open_before = hands.window.workspace.documents
    hands.press("open")
    assert hands.window.workspace.documents == open_before
    (notice,) = hands.window.notices.notices
    assert "broken.jevons" in notice.text
    assert "Did you mean name?" in notice.details


def test_that_a_file_dropped_on_the_window_is_opened(hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "dropped.jevons"
    files.save(files.preset("stargate"), path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(600, 400), actions, data, buttons, none)
    QApplication.sendEvent(hands.window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(600, 400), actions, data, buttons, none)
    QApplication.sendEvent(hands.window, drop)
    hands.wait_for_charts()
    assert hands.document.path == path


def test_that_closing_asks_about_unsaved_changes_and_cancel_keeps_the_window(
    hands: Hands,
) -> None:
    hands.type_into("training_rebound", "0.5")
    hands.answers("save_changes", Answer.CANCEL)
    hands.window.close()
    assert hands.window.isVisible()
    assert hands.asked == ["save_changes"]
    hands.answers("save_changes", Answer.DISCARD)
    hands.window.close()
    assert not hands.window.isVisible()


def test_that_a_change_by_another_program_is_followed_when_nothing_is_unsaved(
    hands: Hands, tmp_path: Path
) -> None:
    path = tmp_path / "shared.jevons"
    files.save(files.preset("stargate"), path)
    hands.open(str(path))
    changed = hands.document.scenario.with_setting("training_rebound", 0.4)
    files.save(changed, path)
    hands.bot.waitUntil(lambda: hands.document.scenario == changed)
    assert any("another program" in text for text in hands.notices())
    assert not hands.document.is_modified


def test_that_effects_are_measured_against_what_is_chosen(hands: Hands) -> None:
    hands.open("r1-shock-weak-rebound")
    against_defaults = hands.figures()
    hands.menu("reference").aboutToShow.emit()
    action = next(a for a in hands.menu("reference").actions() if a.data() == "no-events")
    action.trigger()
    hands.wait_for_charts()
    assert hands.figures() != against_defaults
    assert any("18" in text for text in hands.figures())


def test_that_a_chart_is_saved_as_picture_and_numbers(hands: Hands, tmp_path: Path) -> None:
    for kind in ("png", "svg", "csv"):
        target = tmp_path / f"revenue.{kind}"
        hands.answers("file_to_export", target)
        hands.board.chart("revenue").export_requested.emit(kind)
        assert target.stat().st_size > 1000
    rows = table(tmp_path / "revenue.csv")
    central = [float(r["value"]) for r in rows if r["statistic"] == "central"]
    assert set(hands.line().tolist()) <= set(central)


def test_that_the_scenario_settings_change_horizon_and_draws_in_one_step(hands: Hands) -> None:
    hands.press("settings")
    dialog = hands.window.findChild(ScenarioSettings)
    assert dialog is not None
    horizon = dialog._horizon
    horizon.setValue(36)
    dialog._draws.setCurrentText("256")
    dialog._accept()
    hands.wait_for_charts()
    scenario = hands.document.scenario
    assert (scenario.horizon_months, scenario.uncertainty.draws) == (36, 256)
    assert hands.document.undo_stack.count() == 1


def test_that_settings_that_cannot_be_are_explained_and_not_taken(hands: Hands) -> None:
    hands.open("taiwan-outage-2027")
    hands.press("settings")
    dialog = hands.window.findChild(ScenarioSettings)
    assert dialog is not None
    dialog._horizon.setValue(6)
    before = hands.document.scenario
    assert dialog.wanted() == before
    assert "2027-03" in dialog._words.text()
    dialog.reject()
    assert hands.document.scenario == before


def test_that_the_theme_is_switched_while_the_window_is_open(hands: Hands) -> None:
    before = hands.window.grab().toImage().pixelColor(2, 400)
    next(a for a in hands.menu("theme").actions() if a.data() == "dark").trigger()
    hands.wait_for_charts()
    after = hands.window.grab().toImage().pixelColor(2, 400)
    assert before.lightness() > 128 > after.lightness()


def test_that_the_session_remembers_what_was_open(qtbot: QtBot, tmp_path: Path) -> None:
    first = Hands(qtbot)
    path = tmp_path / "kept.jevons"
    files.save(files.preset("stargate"), path)
    first.open(str(path), "r1-shock")
    remembered = first.window.settings()
    assert remembered.recent == (path,)
    assert [s.preset or s.path for s in remembered.session.scenarios] == [path, "r1-shock"]
    assert Settings.model_validate_json(remembered.model_dump_json()) == remembered


def test_that_a_shock_of_the_past_is_set_dated_and_argued_with(hands: Hands) -> None:
    hands.open("r1-shock")
    lane = hands.timeline
    (event,) = hands.document.scenario.events
    assert isinstance(event, EfficiencyShock)
    QTest.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=lane.event_rect(0).center())
    field = lane.editor().field("multiplier")
    assert isinstance(field, NumberField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "4")
    QTest.keyClick(field, Qt.Key.Key_Return)
    hands.wait_for_charts()
    (stronger,) = hands.document.scenario.events
    assert isinstance(stronger, EfficiencyShock)
    assert stronger.multiplier == 4


def test_that_no_number_looks_chosen_when_another_scenario_is_opened(hands: Hands) -> None:
    hands.open("r1-shock-weak-rebound")
    chosen = [f for f in hands.window.findChildren(NumberField) if f.hasSelectedText()]
    assert not chosen


def test_that_one_drag_sets_both_rebounds_and_one_undo_takes_them_back(hands: Hands) -> None:
    before, line = hands.document.scenario, hands.line()
    slider = part(hands.window, ValueSlider, "headline.rebound.slider")
    points = [slider.point(value).toPoint() for value in (0.8, 0.6, 0.5)]
    hands.drag(slider, slider.thumb().toPoint(), *points)
    hands.wait_for_charts()
    rebounds = ("training_rebound", "inference_rebound")
    found = [hands.document.scenario.belief(name).p50 for name in rebounds]
    assert found == pytest.approx([0.5, 0.5], abs=0.03)
    assert hands.document.undo_stack.count() == 1
    assert not np.array_equal(hands.line(), line)
    hands.key(Qt.Key.Key_Z, Control)
    hands.wait_for_charts()
    assert hands.document.scenario == before


def test_that_looking_at_what_binds_tells_what_more_of_it_is_worth(hands: Hands) -> None:
    lane = hands.timeline
    month = hands.document.scenario.as_of + 6
    place = QPoint(lane.month_pixel(month), lane.row_rect("binds").center().y())
    asked: list[object] = []
    hands.window._shadows.found.connect(lambda *found: asked.append(found))
    QTest.mouseMove(lane, place)
    hands.bot.waitUntil(lambda: bool(asked), timeout=20_000)
    assert lane._shadow is not None


def test_that_draws_that_fit_the_record_are_drawn_where_there_is_a_record(hands: Hands) -> None:
    def keys() -> list[str]:
        return [one.key for one in hands.board.chart("revenue").data().series]

    assert "fitting" not in keys()
    hands.press("fitting")
    hands.wait_for_charts()
    assert "fitting" in keys()
    hands.open("baseline-2026-07")
    assert not part(hands.window, QAction, "action_fitting").isEnabled()
    assert "fitting" not in keys()


def test_that_nothing_of_a_closed_scenario_stays_on_the_charts(hands: Hands) -> None:
    hands.press("close")
    hands.wait_for_charts()
    assert not hands.window.workspace.documents
    assert hands.board.chart("revenue").data().series == ()
    assert hands.window._subject() is None


def test_that_an_answer_for_a_closed_scenario_is_not_shown(hands: Hands) -> None:
    hands.answers("save_changes", Answer.DISCARD)
    document = hands.document
    document.edit(document.scenario.with_setting("training_rebound", 0.3), "Change")
    assert hands.window.projector.is_busy
    hands.press("close")
    hands.wait_for_charts()
    assert hands.board.chart("revenue").data().series == ()
    assert hands.window.report() == ""


def test_that_views_nobody_looks_at_hold_no_projection(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector, "MOST_KEPT", 0)
    hands.press("gap")
    hands.wait_for_answers()
    sighted = hands.window._subject()
    assert sighted is not None
    assert sighted.projection is not None
    held = weakref.ref(sighted.projection)
    del sighted
    hands.press("charts")
    hands.window.workspace.new_from_preset("r1-shock")
    hands.window.workspace.set_visible(hands.window.workspace.documents[0], False)
    hands.wait_for_charts()
    hands.window.settle()
    gc.collect()
    assert held() is None


def test_that_what_was_typed_is_not_left_to_another_scenario_of_the_same_name(
    hands: Hands,
) -> None:
    first = hands.document
    hands.open("baseline-2025-01")
    hands.document.rename(first.name)
    field = hands.type_into("training_rebound", "99")
    assert field.text() == "99"
    hands.window.workspace.activate(first)
    assert field.text() == "0.90"
