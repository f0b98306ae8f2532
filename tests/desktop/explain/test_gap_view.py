"""Why two scenarios differ: the view in the real window, its numbers, its words and its files."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop.assumption_panel import AssumptionPanel
from desktop.charts.axis import MINUS, THIN
from desktop.explain.gap_data import HORIZON, OUTPUTS, by_month, split, work_out
from desktop.explain.gap_drawing import GapDrawing, arranged
from desktop.explain.gap_texts import GapTexts
from desktop.explain.gap_view import GapView
from desktop.explain.picture import Picture, Spot
from desktop.explain.stage import Front
from desktop.theme import load_theme
from scenarios.comparison import fiscal_years, outcome
from scenarios.explain.attribution import Attribution, attribute, by_fiscal_year, items_of
from scenarios.projection import project, project_effect
from tests.desktop.parts import part
from tests.desktop.pseudo_locale import pseudo_locale, untranslated
from tests.desktop.results import preset
from tests.desktop.window import Hands

WEAK, BASE, LATER = "r1-shock-weak-rebound", "baseline-2025-01", "baseline-2026-07"
BRITISH = QLocale("en_GB")


class Eyes:
    """The view as a person meets it."""

    def __init__(self, qtbot: QtBot, *names: str) -> None:
        self.hands, self.bot = Hands(qtbot), qtbot
        self.hands.open(*names)
        self.hands.press("gap")
        self.wait()

    def wait(self) -> None:
        self.hands.wait_for_answers()

    @property
    def view(self) -> GapView:
        return part(self.hands.window, GapView, "explain_gap")

    @property
    def picture(self) -> Picture:
        return part(self.view, Picture, "picture")

    @property
    def drawing(self) -> GapDrawing:
        drawing = self.picture.drawing()
        assert isinstance(drawing, GapDrawing)
        return drawing

    @property
    def empty(self) -> QLabel:
        return part(self.view, QLabel, "gap.empty")

    def box(self, name: str) -> QComboBox:
        return part(self.view, QComboBox, f"gap.{name}")

    def entries(self, name: str) -> list[str]:
        box = self.box(name)
        return [box.itemText(place) for place in range(box.count())]

    def choose(self, name: str, data: str) -> None:
        box = self.box(name)
        box.setCurrentIndex(box.findData(data))
        box.activated.emit(box.currentIndex())
        self.wait()

    def tick(self, name: str) -> None:
        box = part(self.view, QCheckBox, f"gap.{name}")
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
        self.wait()

    def click(self, spot: Spot) -> None:
        rect = spot.rect
        place = QPoint(round(rect.left + rect.width / 2), round(rect.top + rect.height / 2))
        QTest.mouseClick(self.picture, Qt.MouseButton.LeftButton, pos=place)

    def spot(self, words: str) -> Spot:
        return next(spot for spot in self.picture.spots() if words in spot.words)

    def year(self, year: int) -> Spot:
        return next(s for s in self.picture.spots() if s.words.startswith(f"FY{year}:"))


@pytest.fixture
def eyes(qtbot: QtBot) -> Eyes:
    return Eyes(qtbot, WEAK)


def attributed(**options: object) -> Attribution:
    return attribute(preset(WEAK).defaults(), preset(WEAK), **options)  # type: ignore[arg-type]


# Numbers


def test_that_the_steps_are_those_of_the_attribution(eyes: Eyes) -> None:
    found, steps = attributed(), eyes.drawing.steps
    shares = found.shares.sum(axis=1) / 12 * 1e9
    assert [step.label for step in steps] == [
        "Defaults",
        "Training and efficiency",
        "Inference",
        "R1 shock, weak rebound",
    ]
    assert steps[0].end == pytest.approx(found.first.sum() / 12 * 1e9)
    assert [step.end - step.start for step in steps[1:3]] == pytest.approx(list(shares))
    assert steps[2].end == pytest.approx(steps[3].end)


def test_that_every_step_begins_where_the_last_one_ended(eyes: Eyes) -> None:
    steps = eyes.drawing.steps
    assert [step.start for step in steps[1:-1]] == [step.end for step in steps[:-2]]
    assert steps[-1].end == pytest.approx(steps[-2].end, rel=1e-12)


def test_that_layers_over_time_sum_to_the_whole_gap(eyes: Eyes) -> None:
    course = eyes.drawing.course
    assert course is not None
    total = sum(layer.values for layer in course.layers)
    np.testing.assert_allclose(total, course.total.values, atol=1.0)


def test_that_a_fiscal_year_is_summed_as_the_attribution_sums_it() -> None:
    first, second = preset(WEAK).defaults(), preset(WEAK)
    gap = work_out(first, second, ("a", "b"), ("revenue", "world"), True)
    wanted = by_fiscal_year(first, gap.attribution.shares)
    for year in gap.years():
        np.testing.assert_allclose(split(gap, year).shares, wanted[year])
    assert gap.years() == tuple(wanted)


@pytest.mark.parametrize("output", OUTPUTS, ids="/".join)
def test_that_every_output_can_be_split_over_every_period(output: tuple[str, str]) -> None:
    first, second = preset(WEAK).defaults(), preset(WEAK)
    gap = work_out(first, second, ("a", "b"), output, False)
    texts = GapTexts(BRITISH)
    for period in (HORIZON, *gap.years()):
        whole = split(gap, period)
        assert whole.shares.sum() == pytest.approx(whole.second - whole.first, abs=1e-6)
        assert texts.amount(whole.first, whole.unit)
    assert bool(gap.years()) == by_month(output[0])


def test_that_a_stock_is_read_at_the_end_and_a_price_averaged() -> None:
    first, second = preset(WEAK).defaults(), preset(WEAK)
    demand = work_out(first, second, ("a", "b"), ("compute_demand", "world"), False)
    price = work_out(first, second, ("a", "b"), ("price_per_h100e", "world"), False)
    year = fiscal_years(first)[1]
    projection = project(second, draws=False)
    stock, paid = (projection.central(name) for name in ("compute_demand", "price_per_h100e"))
    of_year = [month.fiscal_year == year for month in second.months]
    assert split(demand, year).second == pytest.approx(stock[of_year][-1])
    assert split(demand, HORIZON).second == pytest.approx(stock[-1])
    assert split(price, year).second == pytest.approx(paid[of_year].mean())
    assert split(price, HORIZON).unit == "USD"


def test_that_an_outcome_is_that_of_the_projection(eyes: Eyes) -> None:
    eyes.choose("output", "equity_value_effect/world")
    scenario = preset(WEAK)
    wanted = outcome(project_effect(scenario, scenario.defaults()), "equity_value_effect")
    assert eyes.drawing.steps[-1].end == pytest.approx(wanted.central * 1e9)
    assert eyes.drawing.course is None
    assert not eyes.box("period").isEnabled()


def test_that_the_note_says_the_gap_that_the_headline_shows(eyes: Eyes) -> None:
    note = eyes.view._note.accessibleName()
    gap = f"{MINUS}548{THIN}bn USD over the whole horizon, split exactly"
    assert note == f"R1 shock, weak rebound less Defaults: {gap}"


# What is chosen


def test_that_items_on_their_own_are_named_as_people_know_them(eyes: Eyes) -> None:
    eyes.tick("single")
    labels = [step.label for step in eyes.drawing.steps[1:-1]]
    assert labels == [
        "DeepSeek R1, Feb 2025",
        "Training rebound (elasticity)",
        "Inference rebound (elasticity)",
    ]


def test_that_steps_keep_one_order_when_they_are_not_sorted(eyes: Eyes) -> None:
    eyes.tick("single")
    eyes.tick("by_size")
    labels = [step.label for step in eyes.drawing.steps[1:-1]]
    assert labels == [
        "Training rebound (elasticity)",
        "DeepSeek R1, Feb 2025",
        "Inference rebound (elasticity)",
    ]


def test_that_keys_choose_another_output(eyes: Eyes) -> None:
    QTest.keyClick(eyes.box("output"), Qt.Key.Key_Down)
    eyes.wait()
    found = attributed(region="us_allies")
    assert eyes.drawing.title.startswith("Data-centre revenue, US and allies")
    assert eyes.drawing.steps[-1].end == pytest.approx(found.second.sum() / 12 * 1e9)


def test_that_a_click_on_a_year_moves_the_steps_and_a_second_one_takes_that_back(
    eyes: Eyes,
) -> None:
    whole = eyes.drawing.steps
    eyes.click(eyes.year(2028))
    wanted = by_fiscal_year(preset(WEAK), attributed().shares)[2028] * 1e9
    steps = eyes.drawing.steps
    assert [step.end - step.start for step in steps[1:-1]] == pytest.approx(list(wanted))
    assert eyes.box("period").currentText() == "FY2028"
    eyes.click(eyes.year(2028))
    assert eyes.drawing.steps == whole
    assert eyes.box("period").currentText() == "Whole horizon"


def test_that_a_year_that_is_cut_off_says_its_months(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, "full-embargo-2026")
    periods = eyes.entries("period")
    assert periods[1] == "FY2027, from Aug 2026"
    assert periods[2] == "FY2028"
    assert periods[-1] == "FY2032, to Jul 2031"


def test_that_only_scenarios_of_the_same_start_can_be_started_from(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, LATER, BASE, WEAK)
    assert eyes.entries("start") == ["Defaults", "Baseline, January 2025"]
    base = eyes.hands.window.workspace.documents[1]
    eyes.choose("start", base.key)
    assert eyes.drawing.steps[0].label == "Baseline, January 2025"
    found = attribute(preset(BASE), preset(WEAK))
    assert eyes.drawing.steps[0].end == pytest.approx(found.first.sum() / 12 * 1e9)


def test_that_what_was_chosen_outlives_an_edit_and_not_its_scenario(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, BASE, WEAK)
    work = eyes.hands.window.workspace
    eyes.choose("start", work.documents[0].key)
    eyes.choose("output", "backlog/world")
    eyes.hands.type_into("training_rebound", "0.7")
    eyes.wait()
    assert eyes.box("start").currentText() == "Baseline, January 2025"
    assert eyes.box("output").currentText() == "Backlog"
    work.close(work.documents[0])
    eyes.wait()
    assert eyes.box("start").currentText() == "Defaults"


# Live


def test_that_a_slider_moves_the_steps(eyes: Eyes) -> None:
    before = eyes.drawing.steps
    eyes.hands.drag_slider("inference_demand_growth", 5.5, 6.0, 8.0)
    eyes.wait()
    scenario = eyes.hands.document.scenario
    found = attribute(scenario.defaults(), scenario)
    assert eyes.drawing.steps != before
    assert eyes.drawing.steps[-1].end == pytest.approx(found.second.sum() / 12 * 1e9)
    assert "Inference growth 5 → " in eyes.spot("differs in inference").words


# Words


def test_that_a_step_says_what_it_adds_and_what_differs(eyes: Eyes) -> None:
    eyes.choose("period", "2028")
    assert eyes.spot("inference").words == (
        f"What differs in inference takes 22.7{THIN}bn USD from data-centre revenue in FY2028: "
        "Inference rebound (elasticity) 1.1 → 0.5."
    )
    eyes.tick("single")
    assert eyes.spot("Inference").words == (
        f"Inference rebound (elasticity), 1.1 → 0.5, takes 22.2{THIN}bn USD "
        "from data-centre revenue in FY2028."
    )


def test_that_a_step_up_is_said_to_add(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, "inference-boom-2026")
    assert "inference adds" in eyes.spot("differs in inference").words
    assert eyes.drawing.steps[1].number.startswith("+")


def test_that_a_click_on_a_step_goes_to_its_assumption(eyes: Eyes) -> None:
    panel = part(eyes.hands.window, AssumptionPanel, "assumption_panel")
    shown: list[str] = []
    eyes.view.jump_requested.connect(shown.append)
    eyes.click(eyes.spot("differs in inference"))
    assert shown == ["inference_rebound"]
    assert panel.isVisible()


def test_that_keys_walk_from_step_to_year_and_enter_chooses_it(eyes: Eyes) -> None:
    eyes.picture.setFocus()
    eyes.bot.waitUntil(eyes.picture.hasFocus)
    for _ in range(5):
        QTest.keyClick(eyes.picture, Qt.Key.Key_Right)
    assert eyes.picture.accessibleDescription().startswith("FY2026:")
    QTest.keyClick(eyes.picture, Qt.Key.Key_Return)
    assert eyes.box("period").currentText() == "FY2026"


def test_that_nothing_that_differs_is_said_in_words(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, BASE)
    assert eyes.empty.isVisible()
    assert eyes.empty.text().startswith("Nothing differs between Baseline, January 2025")
    assert eyes.view.picture("png") == b""
    eyes.hands.type_into("training_rebound", "0.5")
    eyes.wait()
    assert not eyes.empty.isVisible()
    assert len(eyes.drawing.steps) == 3


def test_that_a_reference_of_another_month_is_said_in_words(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, LATER, WEAK)
    eyes.hands.window.workspace.set_reference(eyes.hands.window.workspace.documents[0].key)
    eyes.wait()
    assert eyes.empty.isVisible()
    assert "does not start from January 2025" in eyes.empty.text()
    assert eyes.entries("start") == []
    assert eyes.view.table() == ""


def test_that_many_items_are_sampled_and_that_is_said(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, WEAK)
    scenario = eyes.hands.document.scenario
    names = [name for name in scenario.declared if not scenario.belief(name).certain][:14]
    for name in names:
        scenario = scenario.with_setting(name, scenario.belief(name).percentiles()[0])
    eyes.hands.document.edit(scenario, "many")
    eyes.tick("single")
    count = len(items_of(scenario.defaults(), scenario, single=True))
    assert count > 14
    assert len(eyes.drawing.steps) == count + 2
    assert "sampled" in eyes.view._note.accessibleName()
    errors = [step.error for step in eyes.drawing.steps[1:-1]]
    assert max(errors) > 0
    assert "Standard error: at most" in eyes.spot(eyes.drawing.steps[1].label).words
    eyes.tick("single")
    assert not any(step.error for step in eyes.drawing.steps)


# Room


def test_that_both_pictures_stand_side_by_side_or_one_above_the_other_or_one_is_in_front() -> None:
    left, right = arranged(1000, 300, 5, Front.FIRST)
    assert left is not None and right is not None
    assert left.right < right.left
    upper, lower = arranged(500, 600, 5, Front.FIRST)
    assert upper is not None and lower is not None
    assert upper.bottom <= lower.top
    assert arranged(500, 200, 5, Front.FIRST)[1] is None
    assert arranged(500, 200, 5, Front.SECOND)[0] is None
    assert arranged(500, 200, 0, Front.SECOND)[0] is not None


def test_that_the_smallest_window_turns_from_steps_to_time(eyes: Eyes) -> None:
    eyes.hands.window.resize(1000, 640)
    eyes.bot.waitUntil(lambda: part(eyes.view, QToolButton, "gap.front1").isVisible())
    assert eyes.picture.spots()[0].words.startswith("Defaults:")
    QTest.mouseClick(part(eyes.view, QToolButton, "gap.front1"), Qt.MouseButton.LeftButton)
    assert eyes.picture.spots()[0].words.startswith("FY2026:")


# What leaves the view


def test_that_the_table_has_both_scenarios_and_all_shares_in_full(eyes: Eyes) -> None:
    rows = [*csv.DictReader(io.StringIO(eyes.view.table()))]
    found, scenario = attributed(), preset(WEAK)
    for name, values in (("first", found.first), ("second", found.second)):
        assert [float(r["value"]) for r in rows if r["item"] == name] == values.tolist()
    for item, shares in zip(found.items, found.shares, strict=True):
        assert [float(r["value"]) for r in rows if r["item"] == item.name] == shares.tolist()
    assert {row["unit"] for row in rows} == {"USD bn/yr"}
    months = [row["month"] for row in rows if row["item"] == "first"]
    assert months == [str(month) for month in scenario.months]


def test_that_the_saved_picture_names_every_step(eyes: Eyes) -> None:
    root = ET.fromstring(eyes.view.picture("svg"))
    words = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {step.label for step in eyes.drawing.steps} <= words
    assert {step.number for step in eyes.drawing.steps} <= words


# Language and theme


def test_that_another_theme_paints_the_picture_anew(eyes: Eyes) -> None:
    before = eyes.picture.grab().toImage()
    eyes.view.show_theme(load_theme("dark"))
    assert eyes.picture.grab().toImage() != before


def test_that_every_word_is_translated_when_the_language_changes(eyes: Eyes) -> None:
    with pseudo_locale():
        QCoreApplication.sendEvent(eyes.view, QEvent(QEvent.Type.LanguageChange))
        eyes.wait()
        texts = untranslated(eyes.view, known=["R1 shock, weak rebound", "Defaults"])
        labels = [step.label for step in eyes.drawing.steps[1:-1]]
    assert texts == []
    assert all("⟦" in label for label in labels)


def test_that_numbers_follow_the_locale() -> None:
    assert GapTexts(QLocale("de_DE")).figure(1.26, "USD bn") == f"1,26{THIN}bn"
