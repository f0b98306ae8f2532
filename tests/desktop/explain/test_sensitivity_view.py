"""What matters most: swings under the hand, shares of variance when asked for, in the window."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.charts.axis import THIN
from desktop.explain.picture import Picture, Spot
from desktop.explain.ranking_drawing import RankingDrawing
from desktop.explain.sensitivity_data import Case, Shares, ranked, shares, swings
from desktop.explain.sensitivity_texts import SensitivityTexts
from desktop.explain.sensitivity_view import SensitivityView
from desktop.theme import load_theme
from scenarios import files
from scenarios.assumptions import Fixed
from scenarios.comparison import outcome_ids
from scenarios.explain.sensitivity import Bar, Indices, sobol, tornado, uncertain
from scenarios.explain.variants import Against, outcome_of
from scenarios.scenario import Scenario
from tests.desktop.parts import part
from tests.desktop.pseudo_locale import pseudo_locale, untranslated
from tests.desktop.results import preset
from tests.desktop.window import Hands

WEAK, LATER = "r1-shock-weak-rebound", "baseline-2026-07"
LAST = "revenue_fy2030"
FEW = ("training_rebound", "inference_rebound", "inference_demand_growth")


def with_few_spreads(scenario: Scenario, names: tuple[str, ...] = FEW) -> Scenario:
    """The scenario with spreads of some assumptions only, so that shares take a moment less."""
    for name in uncertain(scenario):
        if name not in names:
            scenario = scenario.with_setting(name, Fixed(fixed=scenario.belief(name).p50))
    return scenario


def saved(scenario: Scenario, folder: Path) -> str:
    """The scenario with a few draws in a file of its own."""
    few_draws = scenario.uncertainty.model_copy(update={"draws": 64})
    files.save(scenario.replace(uncertainty=few_draws), folder / "few.jevons")
    return str(folder / "few.jevons")


class Eyes:
    """The view as a person meets it."""

    def __init__(self, qtbot: QtBot, name: str = WEAK) -> None:
        self.hands, self.bot = Hands(qtbot), qtbot
        self.hands.open(name)
        self.hands.press("sensitivity")
        self.wait()

    def wait(self) -> None:
        self.hands.wait_for_charts()
        QApplication.processEvents()
        analyst = self.hands.window._room.analyst
        self.bot.waitUntil(lambda: not analyst.is_busy, timeout=30_000)

    @property
    def view(self) -> SensitivityView:
        return part(self.hands.window, SensitivityView, "explain_sensitivity")

    @property
    def picture(self) -> Picture:
        return part(self.view, Picture, "picture")

    @property
    def drawing(self) -> RankingDrawing:
        drawing = self.picture.drawing()
        assert isinstance(drawing, RankingDrawing)
        return drawing

    @property
    def work(self) -> QPushButton:
        return part(self.view, QPushButton, "sensitivity.work")

    @property
    def case(self) -> Case:
        scenario = self.hands.document.scenario
        return Case("", scenario, LAST, Against(scenario.defaults()))

    def choose(self, name: str, data: str) -> None:
        box = part(self.view, QComboBox, f"sensitivity.{name}")
        box.setCurrentIndex(box.findData(data))
        box.activated.emit(box.currentIndex())
        self.wait()

    def find_shares(self) -> None:
        QTest.mouseClick(self.work, Qt.MouseButton.LeftButton)
        self.wait()

    def faded(self) -> bool:
        return self.drawing.faded

    def method(self) -> str:
        return self.view._method.accessibleName()

    def trouble(self) -> str:
        label = part(self.view, QLabel, "explain_trouble")
        return label.text() if label.isVisible() else ""

    def click(self, spot: Spot) -> None:
        place = QPoint(round(spot.rect.left + 30), round(spot.rect.top + spot.rect.height / 2))
        QTest.mouseClick(self.picture, Qt.MouseButton.LeftButton, pos=place)


@pytest.fixture
def eyes(qtbot: QtBot) -> Eyes:
    return Eyes(qtbot)


@pytest.fixture
def few(qtbot: QtBot, tmp_path: Path) -> Eyes:
    return Eyes(qtbot, saved(with_few_spreads(preset(WEAK)), tmp_path))


# Swings


def test_that_the_bars_are_those_of_the_tornado_in_its_order(eyes: Eyes) -> None:
    scenario = preset(WEAK)
    wanted = tornado(scenario, LAST, Against(scenario.defaults()))[:10]
    rows = eyes.drawing.rows
    assert [row.target for row in rows] == [bar.lever.name for bar in wanted]
    for row, bar in zip(rows, wanted, strict=True):
        assert row.at == pytest.approx((bar.at_low * 1e9, bar.at_high * 1e9))


def test_that_bars_lie_about_the_central_outcome(eyes: Eyes) -> None:
    scenario = preset(WEAK)
    central = outcome_of(scenario, {}, LAST, Against(scenario.defaults()))[0]
    assert eyes.drawing.central == pytest.approx(central * 1e9)


def test_that_as_many_assumptions_are_shown_as_are_wanted(eyes: Eyes) -> None:
    eyes.choose("show", "swing/5")
    assert len(eyes.drawing.rows) == 5
    eyes.choose("show", "swing/0")
    assert len(eyes.drawing.rows) == len(uncertain(preset(WEAK)))


@pytest.mark.parametrize("name", [WEAK, LATER])
def test_that_every_outcome_has_bars_and_words(name: str) -> None:
    scenario, texts = preset(name), SensitivityTexts(QLocale("en_GB"))
    for outcome in outcome_ids(scenario):
        found = swings(Case("", scenario, outcome, Against(scenario.defaults())))
        row = texts.row(found, found.bars[0], None)
        assert found.bars[0].swing > 0
        assert texts.symbol(outcome) in ("USD", "H100e", "%")
        assert "(p10)" in row.words and "nan" not in row.words


def test_that_another_outcome_is_chosen_and_outlives_an_edit(eyes: Eyes) -> None:
    eyes.choose("outcome", "equity_value_effect_share")
    scenario = preset(WEAK)
    wanted = tornado(scenario, "equity_value_effect_share", Against(scenario.defaults()))
    assert eyes.drawing.rows[0].at[1] == pytest.approx(wanted[0].at_high * 100)
    eyes.hands.type_into("training_rebound", "0.8")
    eyes.wait()
    assert eyes.drawing.title == "Equity-value effect"
    assert eyes.drawing.unit == "%"
    assert "against Defaults" in eyes.view._note.accessibleName()


def test_that_an_outcome_that_a_scenario_lacks_gives_way_to_its_last_year(eyes: Eyes) -> None:
    eyes.choose("outcome", "revenue_fy2026")
    eyes.hands.open(LATER)
    eyes.wait()
    assert eyes.drawing.title == "Revenue FY2031 (to Jan 2031)"


def test_that_a_slider_moves_the_bars(eyes: Eyes) -> None:
    before = eyes.drawing
    eyes.hands.drag_slider("inference_demand_growth", 5.5, 6.0, 8.0)
    eyes.wait()
    assert eyes.drawing.central != before.central
    wanted = swings(eyes.case)
    assert eyes.drawing.central == pytest.approx(wanted.central * 1e9)
    assert eyes.drawing.rows[0].at[0] == pytest.approx(wanted.bars[0].at_low * 1e9)


def test_that_a_bar_says_both_ends_in_words(eyes: Eyes) -> None:
    first = eyes.picture.spots()[0]
    assert first.words.startswith(
        "Inference growth at 3.5×/yr (p10): "
        f"revenue FY2030 (to Jan 2030) 216{THIN}bn USD; at 7.5×/yr (p90): "
    )
    assert eyes.drawing.rows[0].ends == ("3.5", "7.5")


def test_that_a_click_and_enter_go_to_the_assumption(eyes: Eyes) -> None:
    shown: list[str] = []
    eyes.view.jump_requested.connect(shown.append)
    eyes.click(eyes.picture.spots()[0])
    eyes.picture.setFocus()
    eyes.bot.waitUntil(eyes.picture.hasFocus)
    eyes.picture.show_drawing(eyes.drawing)
    QTest.keyClick(eyes.picture, Qt.Key.Key_Down)
    QTest.keyClick(eyes.picture, Qt.Key.Key_Down)
    QTest.keyClick(eyes.picture, Qt.Key.Key_Return)
    assert shown == [eyes.drawing.rows[0].target, eyes.drawing.rows[1].target]


def test_that_keys_scroll_to_an_assumption_out_of_sight(eyes: Eyes) -> None:
    eyes.choose("show", "swing/0")
    eyes.hands.window.resize(1000, 640)
    eyes.picture.setFocus()
    eyes.bot.waitUntil(eyes.picture.hasFocus)
    last = QPoint(5, round(eyes.picture.spots()[-1].rect.top) + 5)
    assert not eyes.picture.visibleRegion().contains(last)
    QTest.keyClick(eyes.picture, Qt.Key.Key_Up)
    assert eyes.picture.visibleRegion().contains(last)


def test_that_no_spread_at_all_is_said_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    eyes = Eyes(qtbot, saved(with_few_spreads(preset(WEAK), ()), tmp_path))
    empty = part(eyes.view, QLabel, "sensitivity.empty")
    assert empty.isVisible()
    assert "has a spread" in empty.text()
    assert eyes.view.picture("svg") == b""
    assert not eyes.work.isEnabled()


# Shares of variance


def test_that_shares_are_not_worked_out_before_they_are_wanted(few: Eyes) -> None:
    assert not few.drawing.has_shares
    assert few.work.isEnabled()
    assert not few.view._method.isVisible()


def test_that_shares_are_those_of_the_analysis(few: Eyes) -> None:
    few.find_shares()
    case = few.case
    found = sobol(case.scenario, LAST, case.against, samples=1024)
    for row in few.drawing.rows:
        place = found.names.index(row.target)
        assert row.marks is not None
        assert row.marks[0].value == pytest.approx(100 * found.first[place])
        assert row.marks[1].value == pytest.approx(100 * found.total[place])
        assert row.marks[1].low == pytest.approx(100 * found.total_interval[0, place])
        assert row.marks[0].high == pytest.approx(100 * found.first_interval[1, place])
    assert not few.faded()
    assert not few.work.isEnabled()


def test_that_the_method_is_said_in_words(few: Eyes) -> None:
    few.find_shares()
    assert few.method() == (
        "Shares of the variance of the outcome’s logarithm from 1,024 samples, correlations left "
        "aside."
    )
    assert "with its interactions" in few.picture.spots()[0].words


def test_that_a_slider_makes_shares_old_and_they_can_be_found_again(few: Eyes) -> None:
    few.find_shares()
    before = few.drawing.rows[0].marks
    few.hands.drag_slider("training_rebound", 0.7, 0.9)
    few.wait()
    assert few.faded()
    assert few.method().startswith("These shares are of an earlier state")
    few.find_shares()
    assert not few.faded()
    assert few.drawing.rows[0].marks != before


def test_that_shares_of_another_outcome_are_not_shown(few: Eyes) -> None:
    few.find_shares()
    few.choose("outcome", "peak_compute_demand")
    assert not few.drawing.has_shares
    assert few.work.isEnabled()


def test_that_other_samples_can_be_asked_for(few: Eyes) -> None:
    few.find_shares()
    few.choose("samples", "512")
    assert few.work.isEnabled()
    few.find_shares()
    assert "from 512 samples" in few.method()


def test_that_progress_is_shown_and_stop_ends_it(eyes: Eyes) -> None:
    bar = part(eyes.view, QProgressBar, "explain_progress")
    stop = part(eyes.view, QPushButton, "explain_stop")
    eyes.choose("samples", "8192")
    QTest.mouseClick(eyes.work, Qt.MouseButton.LeftButton)
    assert not eyes.work.isEnabled()
    eyes.bot.waitUntil(lambda: stop.isVisible() and bar.value() > 0, timeout=30_000)
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    eyes.wait()
    assert not eyes.drawing.has_shares
    assert not stop.isVisible()
    assert eyes.work.isEnabled()


def test_that_an_edit_ends_the_search_for_shares_at_once(eyes: Eyes) -> None:
    bar = part(eyes.view, QProgressBar, "explain_progress")
    eyes.choose("samples", "8192")
    QTest.mouseClick(eyes.work, Qt.MouseButton.LeftButton)
    eyes.bot.waitUntil(lambda: bar.value() > 0, timeout=30_000)
    eyes.hands.type_into("training_rebound", "0.8")
    eyes.wait()
    assert not eyes.drawing.has_shares
    assert eyes.drawing.central == pytest.approx(swings(eyes.case).central * 1e9)
    assert eyes.work.isEnabled()


def test_that_too_few_draws_are_said(few: Eyes) -> None:
    few.choose("outcome", "equity_value_effect")
    few.choose("samples", "512")
    few.find_shares()
    found = few.view._shares
    assert found is not None and found.indices.too_few
    assert few.trouble().startswith("Too few draws to rank these")
    few.choose("outcome", LAST)
    assert few.trouble() == ""


def test_that_assumptions_can_be_sorted_by_their_share() -> None:
    scenario = with_few_spreads(preset(WEAK))
    case = Case("", scenario, LAST, Against(scenario.defaults()))
    found, shown = swings(case), shares(case, 512, lambda _done, _total: None)
    rank = ranked(found, shown, True)
    totals = [share.total for bar in rank if (share := shown.of(bar.lever.name))]
    assert totals == sorted(totals, reverse=True)
    assert ranked(found, shown, False) == ranked(found, None, True) == found.bars


# What leaves the view


def rows_of(eyes: Eyes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(eyes.view.table()))]


def test_that_the_table_has_every_assumption_in_full(few: Eyes) -> None:
    bars: tuple[Bar, ...] = swings(few.case).bars
    rows = rows_of(few)
    assert [row["assumption"] for row in rows] == [bar.lever.name for bar in bars]
    assert [float(row["at_p90"]) for row in rows] == [bar.at_high for bar in bars]
    assert [float(row["p10"]) for row in rows] == [bar.low for bar in bars]
    assert {row["unit"] for row in rows} == {"USD bn"}
    assert {row["first"] for row in rows} == {""}


def test_that_the_table_has_shares_only_of_what_is_shown(few: Eyes) -> None:
    few.find_shares()
    found: Shares | None = few.view._shares
    assert found is not None
    indices: Indices = found.indices
    totals = {row["assumption"]: float(row["total"]) for row in rows_of(few)}
    assert totals == dict(zip(indices.names, indices.total.tolist(), strict=True))
    assert {row["logarithmic"] for row in rows_of(few)} == {"true"}
    few.hands.type_into("training_rebound", "0.8")
    few.wait()
    assert {row["total"] for row in rows_of(few)} == {""}


def test_that_the_saved_picture_names_every_assumption_and_both_shares(few: Eyes) -> None:
    few.find_shares()
    root = ET.fromstring(few.view.picture("svg"))
    words = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {row.label for row in few.drawing.rows} <= words
    assert words & {"% alone", "% of variance alone"}
    assert {"at p10", "at p90"} <= words


# Room, language, theme


def test_that_the_smallest_window_turns_from_swings_to_shares(few: Eyes) -> None:
    few.find_shares()
    few.hands.window.resize(1000, 640)
    turn = part(few.view, QToolButton, "sensitivity.front1")
    few.bot.waitUntil(turn.isVisible)
    before = few.picture.grab().toImage()
    QTest.mouseClick(turn, Qt.MouseButton.LeftButton)
    assert few.picture.grab().toImage() != before
    few.hands.window.resize(1500, 900)
    few.bot.waitUntil(lambda: not turn.isVisible())


def test_that_another_theme_paints_the_picture_anew(eyes: Eyes) -> None:
    before = eyes.picture.grab().toImage()
    eyes.view.show_theme(load_theme("dark"))
    assert eyes.picture.grab().toImage() != before


def test_that_every_word_is_translated_when_the_language_changes(few: Eyes) -> None:
    few.find_shares()
    with pseudo_locale():
        QCoreApplication.sendEvent(few.view, QEvent(QEvent.Type.LanguageChange))
        few.wait()
        texts = untranslated(few.view)
        rows = few.drawing.rows
    assert texts == []
    assert all("⟦" in row.words and "⟦" in row.label for row in rows)
