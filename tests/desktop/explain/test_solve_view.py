"""What one would have to believe: the view in the real window, its answers and its files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from statistics import NormalDist

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.charts.axis import MINUS
from desktop.explain.curve_drawing import CurveDrawing
from desktop.explain.joint_answer import JointAnswer, JointCase, joint_answer, joint_names
from desktop.explain.joint_page import NeededTable, TickList
from desktop.explain.levers import moved
from desktop.explain.market import market_fall
from desktop.explain.outcome_texts import SHARE
from desktop.explain.picture import Picture, Spot
from desktop.explain.question import Subject
from desktop.explain.solve_answer import chance, evidence, solve_answer, solve_case
from desktop.explain.solve_words import MARKET, SEVERAL, ZERO, SolveWords
from desktop.number_field import NumberField
from scenarios.assumptions import Fixed
from scenarios.comparison import outcome
from scenarios.events import EfficiencyShock
from scenarios.explain.frontier import REBOUND
from scenarios.explain.solve import Solution, least_surprising, solve
from scenarios.explain.variants import Against, lever
from scenarios.projection import project, project_effect
from scenarios.scenario import Scenario
from tests.desktop.explain.levers_at_work import AtWork
from tests.desktop.parts import part
from tests.desktop.pseudo_locale import pseudo_locale, untranslated
from tests.desktop.results import preset

R1, NEWEST = "r1-shock", "baseline-2026-07"
GAIN = "events[0]"
BRITISH = QLocale("en_GB")
PERCENT = "\N{NO-BREAK SPACE}%"
FALL = market_fall(preset(R1).data)


class Believe(AtWork):
    def __init__(self, qtbot: QtBot, *presets: str) -> None:
        super().__init__(qtbot, "solve", *presets)

    @property
    def said(self) -> str:
        return part(self.view(), QLabel, "solve.finding").text()

    @property
    def picture(self) -> Picture:
        return part(self.view(), Picture, "picture")

    @property
    def drawing(self) -> CurveDrawing:
        drawing = self.picture.drawing()
        assert isinstance(drawing, CurveDrawing)
        return drawing

    @property
    def tree(self) -> TickList:
        return part(self.view(), TickList, "solve.assumptions")

    @property
    def needed(self) -> NeededTable:
        return part(self.view(), NeededTable, "solve.needed")

    @property
    def uses(self) -> list[QPushButton]:
        buttons = self.view().findChildren(QPushButton)
        return [b for b in buttons if b.objectName().startswith("solve.use") and b.isVisible()]

    def use(self, place: int = 0) -> None:
        QTest.mouseClick(self.uses[place], Qt.MouseButton.LeftButton)
        self.wait()

    def type_target(self, text: str) -> None:
        fields = self.view().findChildren(NumberField)
        field = next(f for f in fields if f.isVisible())
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.wait()

    def tick(self, name: str) -> None:
        """Tick or untick an assumption by a click on its box."""
        tree = self.tree
        groups = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
        items = [group.child(i) for group in groups if group for i in range(group.childCount())]
        item = next(i for i in items if i and i.data(0, Qt.ItemDataRole.UserRole) == name)
        tree.scrollToItem(item)
        rect = tree.visualItemRect(item)
        place = QPoint(rect.left() + 12, rect.center().y())
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
        self.wait()

    def spot(self, words: str) -> Spot:
        return next(spot for spot in self.picture.spots() if words in spot.words)


@pytest.fixture
def r1(qtbot: QtBot) -> Believe:
    return Believe(qtbot, R1)


def subject(scenario: Scenario) -> Subject:
    return Subject("key", scenario, scenario.defaults(), "Defaults")


def equity(scenario: Scenario) -> float:
    effect = project_effect(scenario, scenario.without_events())
    return float(effect.central(SHARE)[0])


# One lever


def test_that_it_says_at_first_sight_what_the_market_believed(r1: Believe) -> None:
    said = f"A 2× gain with a rebound of 0.54 gives the market’s {MINUS}16.9{PERCENT}."
    assert r1.said.startswith(said)
    assert r1.picture.accessibleDescription() == said
    (point,) = r1.drawing.points
    assert point.value == pytest.approx(0.53618, abs=1e-5)


def test_that_the_solution_is_that_of_the_model(r1: Believe) -> None:
    scenario = r1.hands.document.scenario
    against = Against.named(scenario, "no-events")
    found = solve(scenario, lever(scenario, REBOUND), SHARE, FALL, against)
    assert [p.value for p in r1.drawing.points] == pytest.approx(list(found.values), rel=1e-9)


def test_that_the_value_used_gives_the_target_and_is_one_undo_step(r1: Believe) -> None:
    document, before = r1.hands.document, r1.hands.document.scenario
    (button,) = r1.uses
    assert button.text() == "Use this value"
    r1.use()
    assert equity(document.scenario) == pytest.approx(FALL, rel=1e-6)
    assert document.undo_stack.count() == 1
    (now,) = r1.drawing.nows
    assert now.value == pytest.approx(0.53618, abs=1e-5)
    document.undo_stack.undo()
    assert document.scenario == before


def test_that_a_scenario_without_a_gain_is_lent_one_and_given_it_when_used(qtbot: QtBot) -> None:
    shown = Believe(qtbot, NEWEST)
    assert shown.said.startswith("A 2× gain with a rebound of 0.72 gives the market’s")
    notes = [label.text() for label in shown.view().findChildren(QLabel)]
    assert any(note.startswith("Assumes a 2× efficiency gain") for note in notes)
    shown.use()
    (event,) = shown.hands.document.scenario.events
    assert isinstance(event, EfficiencyShock)
    assert equity(shown.hands.document.scenario) == pytest.approx(FALL, rel=1e-6)
    assert shown.hands.document.undo_stack.count() == 1


def test_that_no_gain_is_lent_where_revenue_is_asked_for(qtbot: QtBot) -> None:
    shown = Believe(qtbot, NEWEST)
    shown.choose("target", "revenue_fy2028")
    shown.choose("lever", "training_demand_growth")
    scenario = shown.hands.document.scenario
    revenue = outcome(project(scenario), "revenue_fy2028").central
    assert shown.drawing.answer.case.target == float(f"{revenue:.3g}")
    assert shown.drawing.answer.case.scenario.events == ()
    shown.type_target("700")
    shown.use()
    used = shown.hands.document.scenario
    assert used.events == ()
    assert outcome(project(used), "revenue_fy2028").central == pytest.approx(700, rel=1e-6)


def test_that_a_target_that_cannot_be_is_explained_by_what_can(r1: Believe) -> None:
    r1.type_target("-60")
    assert r1.said.strip() == (
        f"Rebound of both workloads alone cannot give {MINUS}60.0{PERCENT} (equity-value effect): "
        f"from 0 to 4, it moves the outcome from {MINUS}31.0{PERCENT} to +28.0{PERCENT} only."
    )
    assert r1.uses == []
    assert r1.drawing.points == ()
    assert r1.box("target").currentData() == SHARE


def test_that_a_lever_without_effect_is_said_to_have_none(r1: Believe) -> None:
    r1.choose("target", "revenue_fy2027")
    r1.choose("lever", "discount_rate")
    assert r1.said.startswith("Discount rate makes no difference: the outcome stays at 2")


def test_that_of_several_solutions_each_can_be_used(qtbot: QtBot) -> None:
    shown = Believe(qtbot, R1)
    answer = shown.drawing.answer
    both = replace(answer, solution=Solution((0.3, 0.5362), -0.3, 0.3))
    shown.view().show_answer(both)
    assert [button.text() for button in shown.uses] == ["Use 0.30", "Use 0.54"]
    assert shown.said.startswith("A 2× gain with a rebound of 0.30 or 0.54 gives")
    assert [point.label for point in shown.drawing.points] == ["0.30", "0.54"]
    shown.use(1)
    assert shown.asked == [{REBOUND: 0.5362}]


def test_that_known_targets_are_recognised_when_typed(r1: Believe) -> None:
    assert r1.box("target").currentData() == MARKET
    r1.type_target("0")
    assert r1.box("target").currentData() == ZERO
    assert "gives no effect." in r1.said


def test_that_a_target_that_is_no_number_is_refused_in_words(r1: Believe) -> None:
    r1.type_target("much")
    trouble = part(r1.view(), QLabel, "explain_trouble")
    assert trouble.text().startswith("This is not a number.")
    r1.type_target("-10")
    assert trouble.isHidden()
    assert r1.drawing.answer.case.target == pytest.approx(-0.1)


def test_that_the_answer_follows_a_slider(r1: Believe) -> None:
    before = r1.drawing.answer
    r1.hands.drag_slider("inference_demand_growth", 6.0, 8.0)
    r1.wait()
    scenario = r1.hands.document.scenario
    against = Against.named(scenario, "no-events")
    found = solve(scenario, lever(scenario, REBOUND), SHARE, FALL, against)
    assert r1.drawing.answer is not before
    assert r1.drawing.answer.solution.values == pytest.approx(found.values, rel=1e-9)


def test_that_the_answer_stays_while_only_its_own_lever_moves(r1: Believe) -> None:
    r1.choose("lever", "training_rebound")
    before = r1.drawing.answer
    r1.hands.drag_slider("training_rebound", 0.4)
    r1.wait()
    assert r1.drawing.answer is before
    (now,) = r1.drawing.nows
    assert now.value == r1.hands.document.scenario.belief("training_rebound").p50


def test_that_beliefs_and_evidence_are_shown_below_the_curve(r1: Believe) -> None:
    labels = [bar.label for bar in r1.drawing.bars]
    assert labels[:2] == [
        "your belief: training rebound (elasticity)",
        "your belief: inference rebound (elasticity)",
    ]
    assert "evidence: rebound threshold" in labels
    belief = r1.drawing.bars[0]
    assert (belief.low, belief.middle, belief.high) == pytest.approx((0.5, 0.9, 1.4))


def test_that_evidence_in_another_unit_is_left_out() -> None:
    scenario = preset(R1)
    for name in scenario.declared:
        for found in evidence(scenario, name):
            assert found.low <= found.central <= found.high, (name, found)
    gained = {found.parameter for found in evidence(scenario, "training_efficiency_growth")}
    assert gained == {"algorithmic training efficiency growth"}
    assert evidence(scenario, GAIN) == ()


def test_that_a_click_on_a_belief_goes_to_its_assumption(r1: Believe) -> None:
    rect = r1.spot("You believe of Training rebound").rect
    place = QPoint(round(rect.left + rect.width / 2), round(rect.top + rect.height / 2))
    with r1.bot.waitSignal(r1.view().jump_requested) as heard:
        QTest.mouseClick(r1.picture, Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == ["training_rebound"]


def test_that_the_solution_says_how_surprising_it_is(r1: Believe) -> None:
    r1.choose("lever", "training_rebound")
    r1.type_target("-8")
    belief = r1.hands.document.scenario.belief("training_rebound")
    (point,) = r1.drawing.points
    odds = chance(belief, point.value)
    assert odds is not None
    words = SolveWords(BRITISH, r1.hands.document.scenario).odds(odds)
    assert f"You give a value so far out a chance of {words}." in point.words
    assert point.words.split(" gives ")[0] in r1.said


# Odds


def test_that_a_percentile_has_the_odds_of_its_name() -> None:
    belief = preset(R1).belief("training_rebound")
    p10, p50, p90 = belief.percentiles()
    found = [chance(belief, value) for value in (p10, p50, p90)]
    assert found == pytest.approx([0.1, 0.5, 0.1], abs=1e-4)


def test_that_a_certain_belief_has_no_odds() -> None:
    scenario = preset(R1).with_setting("training_rebound", Fixed(fixed=0.9))
    assert chance(scenario.belief("training_rebound"), 0.5) is None
    assert SolveWords(BRITISH, scenario).surprise("training_rebound", 0.5) == ""


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.5, "1 in 2"), (1 / 12, "1 in 12"), (1 / 1234, "1 in 1,200"), (1e-9, "less than 1 in a")],
)
def test_that_odds_are_round_and_in_plain_words(probability: float, words: str) -> None:
    assert SolveWords(BRITISH, preset(R1)).odds(probability).startswith(words)


# Several at once


def test_that_the_least_surprising_combination_is_that_of_the_model(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    scenario = r1.hands.document.scenario
    levers = [lever(scenario, name) for name in ("training_rebound", "inference_rebound")]
    against = Against.named(scenario, "no-events")
    found = least_surprising(scenario, levers, SHARE, FALL, against)
    shown = [r1.needed.model().index(row, 3).data() for row in range(2)]
    assert shown == [f"{found.values[each]:.3g}" for each in levers]
    odds = SolveWords(BRITISH, scenario).odds(NormalDist().cdf(-found.surprise))
    assert f"{found.surprise:.1f} standard deviations from your beliefs, {odds}." in r1.said


def test_that_ticking_one_more_makes_it_less_surprising(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    before = answer_of(r1).combination.surprise
    r1.tick("inference_share")
    after = answer_of(r1)
    assert "inference_share" in after.case.names
    assert after.combination.surprise < before
    assert r1.needed.rowCount() == 3


def test_that_with_nothing_ticked_it_says_what_to_do(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    for name in ("training_rebound", "inference_rebound"):
        r1.tick(name)
    assert r1.said == "Tick the assumptions that may move."
    assert r1.needed.rowCount() == 0
    assert r1.uses == []


def test_that_a_combination_is_used_as_one_undo_step(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    document, before = r1.hands.document, r1.hands.document.scenario
    r1.use()
    assert equity(document.scenario) == pytest.approx(FALL, rel=1e-6)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.scenario == before


def test_that_what_has_no_spread_cannot_be_ticked(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    document = r1.hands.document
    fixed = document.scenario.with_setting("training_rebound", Fixed(fixed=0.9))
    document.edit(fixed, "Fix")
    r1.wait()
    assert "training_rebound" not in joint_names(fixed)
    assert r1.tree.ticks() == ("inference_rebound",)
    assert answer_of(r1).case.names == ("inference_rebound",)


def test_that_a_combination_out_of_reach_is_said_to_be(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    r1.type_target("-95")
    assert r1.said.startswith(f"These assumptions cannot give {MINUS}95.0{PERCENT}")
    assert r1.uses == []


def test_that_a_search_can_be_stopped_before_its_answer() -> None:
    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    scenario = preset(R1)
    against = Against.named(scenario, "no-events")
    case = JointCase(scenario, ("training_rebound",), SHARE, FALL, against)
    with pytest.raises(Stopped):
        joint_answer(case, stop)


def test_that_the_search_is_one_that_a_newer_one_ends(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    view = r1.view()
    assert view.subject is not None
    r1.tick("inference_share")
    # A scenario that was never shown, so that the answer cannot be there already.
    question = view.question(subject(r1.hands.document.scenario.replace(horizon_months=36)))
    assert question is not None
    assert question.long
    r1.wait()


def test_that_a_row_leads_to_its_assumption(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    table = r1.needed
    item = table.item(1, 0)
    assert item is not None
    with r1.bot.waitSignal(r1.view().jump_requested) as heard:
        rect = table.visualItemRect(item)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert heard.args == ["inference_rebound"]


# Files, theme, language


def test_that_the_curve_is_saved_in_full_precision(r1: Believe) -> None:
    head, *rows = csv.reader(io.StringIO(r1.view().table()))
    assert head == ["kind", REBOUND, "lever_unit", SHARE, "unit"]
    answer = r1.drawing.answer
    curve = [row for row in rows if row[0] == "curve"]
    assert [float(row[1]) for row in curve] == answer.x.tolist()
    assert [float(row[3]) for row in curve] == answer.values.tolist()
    (solution,) = [row for row in rows if row[0] == "solution"]
    assert (float(solution[1]),) == answer.solution.values
    assert (float(solution[3]), solution[4]) == (FALL, "fraction")


def test_that_the_combination_is_saved_in_full_precision(r1: Believe) -> None:
    r1.choose("lever", SEVERAL)
    head, *rows, whole = csv.reader(io.StringIO(r1.view().table()))
    assert head == ["id", "p10", "p50", "p90", "needed", "unit", "chance"]
    answer = answer_of(r1)
    found = [(row[0], float(row[4]), float(row[6])) for row in rows]
    assert found == [(row.name, row.value, row.chance) for row in answer.rows]
    assert (whole[0], float(whole[6])) == (SHARE, answer.chance)


def test_that_both_pages_can_be_saved_and_copied(r1: Believe) -> None:
    svg = r1.view().picture("svg").decode()
    assert "your belief: training rebound (elasticity)" in svg
    r1.view().copy()
    assert not QGuiApplication.clipboard().image().isNull()
    r1.choose("lever", SEVERAL)
    table = r1.view().picture("svg").decode()
    assert "Training rebound (elasticity)" in table
    assert "1 in " in table
    assert QImage.fromData(r1.view().picture("png")).width() > 400
    r1.view().copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "Assumption"
    assert len(lines) == 3


def test_that_the_curve_takes_the_colours_of_another_theme(r1: Believe) -> None:
    def ground() -> str:
        QApplication.processEvents()
        return str(r1.picture.grab().toImage().pixelColor(2, r1.picture.height() - 2).name())

    light = ground()
    r1.hands.window._set_theme("dark")
    assert ground() != light


@pytest.mark.parametrize("page", [REBOUND, SEVERAL])
def test_that_every_text_can_be_translated(r1: Believe, page: str) -> None:
    with pseudo_locale():
        QApplication.sendEvent(r1.view(), QEvent(QEvent.Type.LanguageChange))
        r1.choose("lever", page)
        declared = preset(R1).declared.values()
        data = {d.label for d in declared} | {d.group for d in declared} | {"DeepSeek R1"}
        assert untranslated(r1.view(), known=data) == []
        assert "⟦" in r1.said


def test_that_a_search_by_the_reference_measures_against_it() -> None:
    scenario = moved(preset(R1), {"training_demand_growth": 6.0})
    asked = subject(scenario)
    case = solve_case(asked, scenario, "discount_rate", (SHARE, -0.2), without_events=False)
    assert case.against == Against(scenario.defaults())
    answer = solve_answer(case)
    for value in answer.solution.values:
        used = moved(scenario, {"discount_rate": value})
        effect = project_effect(used, scenario.defaults())
        assert float(effect.central(SHARE)[0]) == pytest.approx(-0.2, rel=1e-6)


def answer_of(believe: Believe) -> JointAnswer:
    answer = believe.view()._answer  # type: ignore[attr-defined]
    assert isinstance(answer, JointAnswer)
    return answer
