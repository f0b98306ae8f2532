"""The hindcast in the real window: fans from past quarters, scores, and draws that fit."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QSlider
from pytestqt.qtbot import QtBot

from desktop.explain.fan_drawing import FanDrawing
from desktop.explain.hindcast_answer import HEADER, HindcastAnswer, hindcast_answer
from desktop.explain.hindcast_texts import HindcastTexts
from desktop.explain.hindcast_view import HindcastView
from desktop.explain.picture import Picture
from desktop.explain.score_table import BEST, ScoreTable, best
from scenarios import record
from scenarios.events import EfficiencyShock
from scenarios.explain.hindcast import (
    KNOWN,
    METHODS,
    Score,
    conditioned,
    hindcasts,
    quarterly,
    scores,
    weighted_percentiles,
)
from scenarios.months import Month
from scenarios.projection import PERCENTILES, percentiles, project
from tests.desktop.parts import part
from tests.desktop.pseudo_locale import pseudo_locale, untranslated
from tests.desktop.results import preset
from tests.desktop.window import Hands, Left

BASE = "baseline-2025-01"


class Eyes:
    """The view as a person meets it."""

    def __init__(self, qtbot: QtBot, *names: str) -> None:
        self.hands = Hands(qtbot)
        self.bot = qtbot
        self.hands.open(*(names or (BASE,)))
        self.fewer_draws()
        self.hands.press("hindcast")
        self.wait()

    def fewer_draws(self) -> None:
        scenario = self.hands.document.scenario
        uncertainty = scenario.uncertainty.model_copy(update={"draws": 64})
        self.hands.document.edit(scenario.replace(uncertainty=uncertainty), "fewer draws")
        self.hands.wait_for_charts()

    def wait(self) -> None:
        self.hands.wait_for_answers()

    @property
    def view(self) -> HindcastView:
        return part(self.hands.window, HindcastView, "explain_hindcast")

    @property
    def picture(self) -> Picture:
        return part(self.view, Picture, "picture")

    @property
    def drawing(self) -> FanDrawing:
        drawing = self.picture.drawing()
        assert isinstance(drawing, FanDrawing)
        return drawing

    @property
    def origin(self) -> Month:
        assert self.drawing.data.as_of is not None
        return Month(round(self.drawing.data.as_of))

    @property
    def slider(self) -> QSlider:
        return part(self.view, QSlider, "hindcast_origin")

    @property
    def answer(self) -> HindcastAnswer:
        assert self.view._answer is not None
        return self.view._answer

    def text(self, name: str) -> str:
        label = part(self.view, QLabel, name)
        return label.text() if label.isVisibleTo(self.view) else ""

    def tick_fitting(self) -> None:
        box = part(self.view, QCheckBox, "hindcast_fitting")
        QTest.mouseClick(box, Left, pos=QPoint(8, box.height() // 2))
        self.wait()


@pytest.fixture
def eyes(qtbot: QtBot) -> Eyes:
    return Eyes(qtbot)


# Fans


def test_that_the_fan_is_the_forecast_that_the_model_gives_from_that_quarter(eyes: Eyes) -> None:
    forecast = next(
        f
        for f in hindcasts(eyes.hands.document.scenario)
        if f.method == METHODS[0] and f.origin == Month.parse("2025-01")
    )
    assert eyes.origin == forecast.origin
    (fan,) = eyes.drawing.data.series
    np.testing.assert_array_equal(fan.central[1:], forecast.central)
    assert fan.bands is not None
    np.testing.assert_array_equal(fan.bands[:, 1:], percentiles(forecast.draws))
    assert fan.x[1:].tolist() == [month.ordinal for month in forecast.months]


def test_that_the_record_stands_on_top_and_other_quarters_forecasts_behind(eyes: Eyes) -> None:
    history = record.history(eyes.hands.document.scenario.data)
    (points,) = eyes.drawing.data.points
    assert points.values.tolist() == [quarter.data_center_revenue for quarter in history]
    assert len(eyes.drawing.ghosts) == len(eyes.answer.origins) - 1
    last = next(ghost for ghost in eyes.drawing.ghosts if ghost.key == "ghost_2026-04")
    line = next(line for line in eyes.answer.of(METHODS[0]) if str(line.origin) == "2026-04")
    assert last.central.tolist() == [history[-2].data_center_revenue, line.central[0]]


def test_that_left_and_right_change_the_quarter_looked_ahead_from(eyes: Eyes) -> None:
    eyes.slider.setFocus()
    QTest.keyClick(eyes.slider, Qt.Key.Key_Right)
    assert str(eyes.origin) == "2025-04"
    assert eyes.text("hindcast_month") == "Apr 2025"
    QTest.keyClick(eyes.slider, Qt.Key.Key_Left)
    QTest.keyClick(eyes.slider, Qt.Key.Key_Left)
    assert str(eyes.origin) == "2024-10"


def test_that_the_steps_end_at_the_first_and_the_last_quarter(eyes: Eyes) -> None:
    earlier, later = eyes.view._earlier, eyes.view._later
    QTest.mouseClick(earlier, Left)
    assert str(eyes.origin) == "2024-10"
    eyes.slider.setFocus()
    QTest.keyClick(eyes.slider, Qt.Key.Key_Home)
    assert (str(eyes.origin), earlier.isEnabled(), later.isEnabled()) == ("2023-10", False, True)
    QTest.keyClick(eyes.slider, Qt.Key.Key_End)
    assert (str(eyes.origin), earlier.isEnabled(), later.isEnabled()) == ("2026-04", True, False)


def test_that_a_click_on_a_quarter_looks_ahead_from_it(eyes: Eyes) -> None:
    spot = next(spot for spot in eyes.picture.spots() if spot.target == "2025-10")
    middle = QPoint(round(spot.rect.left + spot.rect.width / 2), 40)
    QTest.mouseClick(eyes.picture, Left, pos=middle)
    assert str(eyes.origin) == "2025-10"
    assert eyes.slider.value() == eyes.answer.origins.index(Month.parse("2025-10"))


def test_that_every_quarter_says_what_came_and_what_was_said(eyes: Eyes) -> None:
    words = {place.x: place.words for place in eyes.drawing.places}
    said = words[Month.parse("2026-01").ordinal]
    line = next(line for line in eyes.answer.of(METHODS[0]) if str(line.origin) == "2025-01")
    central = f"{line.central[3]:.1f}"
    assert "Quarter to January 2026: 62.3 bn USD came." in said
    assert f"Jevons said {central} in January 2025 (90 % band " in said
    assert said.endswith("Click to look ahead from here.")
    assert "said" not in words[Month.parse("2024-10").ordinal]
    assert "Click" not in words[Month.parse("2025-01").ordinal]
    assert "Click" not in words[Month.parse("2026-07").ordinal]


def test_that_the_picture_is_told_in_words(eyes: Eyes) -> None:
    words = eyes.picture.accessibleDescription()
    assert "Quarter to July 2026: 89" in words
    assert "lay inside their 90 % band." in words


def test_that_another_method_draws_its_own_forecasts(eyes: Eyes) -> None:
    combo = part(eyes.view, QComboBox, "hindcast_method")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    (fan,) = eyes.drawing.data.series
    line = next(line for line in eyes.answer.of(METHODS[1]) if str(line.origin) == "2025-01")
    assert fan.central[1:].tolist() == line.central.tolist()
    assert fan.label == "Random walk"


def test_that_a_scenario_of_the_newest_quarter_begins_at_one_with_a_year_to_judge(
    qtbot: QtBot,
) -> None:
    eyes = Eyes(qtbot, "baseline-2026-07")
    assert str(eyes.origin) == "2025-07"
    assert len(eyes.drawing.data.series[0].central) == 1 + 4


# Scores


def test_that_the_table_holds_the_scores_of_every_method_at_every_horizon(eyes: Eyes) -> None:
    expected = scores(hindcasts(eyes.hands.document.scenario))
    rows = part(eyes.view, ScoreTable, "scores").scores.rows
    longest = max(score.quarters_ahead for score in expected)
    assert len(rows) == 5 * (1 + longest)
    assert rows[0].heading.startswith("All horizons · 66 forecast")
    assert rows[20].heading.startswith("4 quarter")
    texts = HindcastTexts(QLocale("en_GB"))
    for place, measure in enumerate(("crps", "bias", "coverage_50", "coverage_90")):
        four = [
            next(s for s in expected if (s.method, s.quarters_ahead) == (method, 4))
            for method in METHODS
        ]
        assert rows[21 + place].figures == tuple(texts.figure(s, measure) for s in four)


def test_that_the_best_figure_of_a_row_is_marked_by_more_than_colour(eyes: Eyes) -> None:
    table = part(eyes.view, ScoreTable, "scores")
    model = table.scores
    crps = [eyes.answer.score(method, 0).crps for method in METHODS]
    texts = [model.data(model.index(1, 1 + i)) for i in range(3)]
    assert [BEST in text for text in texts] == [value == min(crps) for value in crps]
    winner = 1 + crps.index(min(crps))
    assert model.data(model.index(1, winner), Qt.ItemDataRole.FontRole).weight() > 500
    spoken = model.data(model.index(1, winner), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith(", the best")


def test_that_the_best_is_the_nearest_to_what_a_measure_should_be() -> None:
    def score(**values: float) -> Score:
        given = {"crps": 1.0, "bias": 0.0, "coverage_50": 0.5, "coverage_90": 0.9, **values}
        return Score("Jevons", 1, 3, **given)

    assert best((score(crps=2.0), score(crps=1.5)), "crps") == (False, True)
    assert best((score(bias=-0.3), score(bias=0.2)), "bias") == (False, True)
    assert best((score(coverage_50=1.0), score(coverage_50=0.4)), "coverage_50") == (False, True)
    assert best((score(coverage_90=0.9), score(coverage_90=0.9)), "coverage_90") == (True, True)


def test_that_a_bias_in_logs_is_read_as_a_percentage_with_its_sign() -> None:
    texts = HindcastTexts(QLocale("en_GB"))

    def bias(value: float) -> str:
        return texts.figure(Score("Jevons", 1, 1, 0.0, value, 0.0, 0.0), "bias")

    assert [bias(np.log(1.5)), bias(np.log(0.5)), bias(0.001)] == ["+50 %", "−50 %", "0 %"]
    assert bias(float("nan")) == "–"


def test_that_what_a_measure_means_is_told_in_its_tool_tip(eyes: Eyes) -> None:
    model = part(eyes.view, ScoreTable, "scores").scores
    told = model.data(model.index(1, 1), Qt.ItemDataRole.ToolTipRole)
    assert "Being wrong costs, and so does being vague" in told
    head = model.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "knows nothing of chips" in head


def test_that_the_table_is_copied_for_a_spreadsheet(eyes: Eyes) -> None:
    table = part(eyes.view, ScoreTable, "scores")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "\tJevons\tRandom walk\tHolt"
    assert lines[2].split("\t")[0] == "CRPS, bn USD"
    assert len(lines) == 1 + len(table.scores.rows)


def test_that_what_the_scores_do_not_say_always_stands_there_in_full(eyes: Eyes) -> None:
    assert eyes.text("hindcast_known") == KNOWN
    eyes.hands.window.resize(1024, 680)
    QApplication.processEvents()
    known = part(eyes.view, QLabel, "hindcast_known")
    assert known.heightForWidth(known.width()) <= known.height()
    assert eyes.view.rect().contains(known.geometry())
    eyes.tick_fitting()
    assert eyes.text("hindcast_known") == KNOWN


# Live


def test_that_a_slider_moves_the_fan_and_events_do_not(eyes: Eyes) -> None:
    before = eyes.drawing.data.series[0].central.copy()
    eyes.hands.drag_slider("supply_growth", 1.4, 1.3)
    eyes.wait()
    moved = eyes.drawing.data.series[0].central.copy()
    assert moved[-1] < before[-1]
    shock = EfficiencyShock(
        month=Month.parse("2025-06"),
        multiplier=3.0,
        diffusion_months=6,
        training_share=1.0,
        inference_share=1.0,
    )
    document = eyes.hands.document
    document.edit(document.scenario.replace(events=(shock,)), "add a shock")
    eyes.wait()
    assert eyes.drawing.data.series[0].central.tolist() == moved.tolist()


def test_that_beliefs_seen_before_are_not_worked_out_again(
    eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(scenario: object, progress: object) -> object:
        asked.append("asked")
        return hindcast_answer(scenario, progress)  # type: ignore[arg-type]

    monkeypatch.setattr("desktop.explain.hindcast_view.hindcast_answer", counted)
    eyes.hands.press("charts")
    eyes.hands.press("hindcast")
    eyes.wait()
    assert asked == []
    eyes.hands.type_into("supply_growth", "1.5")
    eyes.wait()
    assert asked == ["asked"]
    eyes.hands.press("undo")
    eyes.wait()
    assert asked == ["asked"]
    assert eyes.drawing.data.series[0].central[-1] == eyes.view._line().central[-1]  # type: ignore[union-attr]


def test_that_with_many_draws_a_quick_answer_comes_before_the_exact_one(eyes: Eyes) -> None:
    scenario = eyes.hands.document.scenario
    uncertainty = scenario.uncertainty.model_copy(update={"draws": 1500})
    subject = eyes.view.subject
    assert subject is not None
    question = eyes.view.question(
        replace(subject, scenario=scenario.replace(uncertainty=uncertainty))
    )
    assert question.long
    rough, exact = (step(lambda _done, _total: None) for step in question.steps)
    assert isinstance(rough, HindcastAnswer) and isinstance(exact, HindcastAnswer)
    fewer = scenario.uncertainty.model_copy(update={"draws": 1024})
    assert rough.scores == scores(hindcasts(scenario.replace(uncertainty=fewer)))
    assert exact.scores == scores(hindcasts(scenario.replace(uncertainty=uncertainty)))
    assert len(eyes.view.question(subject).steps) == 1


# Draws that fit the record


def test_that_the_switch_shows_all_draws_beside_those_that_fit(eyes: Eyes) -> None:
    eyes.tick_fitting()
    projection = project(eyes.hands.document.scenario)
    everything, fitting = eyes.drawing.data.series
    draws = quarterly(projection)[:, 1:]
    weights = conditioned(projection)
    assert everything.bands is not None and fitting.bands is not None
    np.testing.assert_allclose(everything.bands, percentiles(draws), rtol=1e-12)
    expected = weighted_percentiles(draws, weights.values, PERCENTILES)
    np.testing.assert_allclose(fitting.bands, expected, rtol=1e-12)
    words = eyes.text("hindcast_fit_words")
    assert f"as good as {round(weights.effective)} draws of 64" in words
    assert "6 quarter" in words


def test_that_too_few_effective_draws_are_not_to_be_trusted_in_words(eyes: Eyes) -> None:
    eyes.tick_fitting()
    assert conditioned(project(eyes.hands.document.scenario)).effective < 30
    assert eyes.text("hindcast_fit_words").endswith("; too few to trust below 30.")
    label = part(eyes.view, QLabel, "hindcast_fit_words")
    assert label.property("role") == "warning"


def test_that_in_the_newest_quarter_there_is_nothing_to_fit(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, "baseline-2026-07")
    box = part(eyes.view, QCheckBox, "hindcast_fitting")
    assert box.text() == "Only draws that fit the record since July 2026"
    eyes.tick_fitting()
    words = eyes.text("hindcast_fit_words")
    assert words.startswith("July 2026 is the newest quarter on record: nothing has come since")
    assert [one.key for one in eyes.drawing.data.series] == ["all"]


def test_that_the_switch_turned_off_goes_back_to_the_hindcast(eyes: Eyes) -> None:
    before = eyes.drawing.data.series[0].central.tolist()
    eyes.tick_fitting()
    assert not eyes.slider.isEnabled()
    eyes.tick_fitting()
    assert eyes.slider.isEnabled()
    assert eyes.text("hindcast_fit_words") == ""
    assert eyes.drawing.data.series[0].central.tolist() == before


def test_that_the_fit_follows_the_scenario(eyes: Eyes) -> None:
    eyes.tick_fitting()
    before = eyes.drawing.data.series[1].central.copy()
    eyes.hands.type_into("supply_growth", "1.3")
    eyes.wait()
    assert eyes.drawing.data.series[1].central[-1] != before[-1]


# Taking it elsewhere, themes, languages, sizes


def test_that_the_saved_table_reads_back_as_what_is_shown(eyes: Eyes) -> None:
    eyes.tick_fitting()
    rows = list(csv.DictReader(io.StringIO(eyes.view.table())))
    assert tuple(rows[0]) == HEADER
    forecasts = [r for r in rows if r["table"] == "forecast" and r["statistic"] == "central"]
    line = next(line for line in eyes.answer.of(METHODS[2]) if str(line.origin) == "2024-04")
    own = [r for r in forecasts if (r["method"], r["origin"]) == (METHODS[2], "2024-04")]
    assert [float(r["value"]) for r in own] == line.central.tolist()
    assert [r["month"] for r in own] == [str(month) for month in line.months]
    assert {r["unit"] for r in forecasts} == {"USD bn a quarter"}
    found = {
        (r["method"], r["quarters_ahead"], r["statistic"]): float(r["value"])
        for r in rows
        if r["table"] == "score"
    }
    assert found[METHODS[0], "4", "crps"] == eyes.answer.score(METHODS[0], 4).crps
    assert found[METHODS[0], "4", "count"] == eyes.answer.score(METHODS[0], 4).count
    fitting = [r for r in rows if r["table"] == "fitting_draws" and r["statistic"] == "p50"]
    assert [float(r["value"]) for r in fitting] == eyes.drawing.data.series[1].central.tolist()
    came = [float(r["value"]) for r in rows if r["table"] == "record"]
    assert came == eyes.answer.of(METHODS[0])[0].actual.tolist()


def test_that_the_picture_is_saved_as_png_and_svg(eyes: Eyes) -> None:
    assert eyes.view.picture("png").startswith(b"\x89PNG")
    svg = eyes.view.picture("svg").decode()
    assert "Data-centre revenue" in svg and "record" in svg


def test_that_another_theme_paints_the_picture_anew(eyes: Eyes) -> None:
    light = eyes.picture.grab().toImage()
    eyes.hands.window._set_theme("dark")
    QApplication.processEvents()
    assert eyes.picture.grab().toImage() != light


def test_that_every_text_of_the_view_can_be_translated(eyes: Eyes) -> None:
    with pseudo_locale():
        QCoreApplication.sendEvent(eyes.view, QEvent(QEvent.Type.LanguageChange))
        assert [t for t in untranslated(eyes.view) if t != "Jan 2025"] == []
        heads = [place.words for place in eyes.drawing.places]
        assert all("⟦" in words for words in heads)


def test_that_the_table_stands_below_the_picture_where_there_is_little_room(eyes: Eyes) -> None:
    table = part(eyes.view, ScoreTable, "scores")
    assert table.geometry().left() > eyes.picture.geometry().right()
    eyes.hands.window.resize(1024, 680)
    QApplication.processEvents()
    assert table.geometry().top() > eyes.picture.geometry().bottom()
    assert table.geometry().left() == eyes.picture.geometry().left()


def test_that_the_picture_says_what_is_pointed_at(eyes: Eyes) -> None:
    spot = next(spot for spot in eyes.picture.spots() if "January 2026" in spot.words)
    place = QPointF(spot.rect.left + spot.rect.width / 2, spot.rect.top + 20)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        eyes.picture.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(eyes.picture, event)
    assert eyes.picture.cursor().shape() is Qt.CursorShape.PointingHandCursor


def test_that_progress_is_told_to_the_end() -> None:
    counts: list[tuple[int, int]] = []
    answer = hindcast_answer(preset(BASE), lambda done, total: counts.append((done, total)))
    assert counts == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert len(answer.lines) == 3 * len(answer.origins)
