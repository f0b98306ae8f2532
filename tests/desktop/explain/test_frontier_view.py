"""Break-even: the map in the real window, under mouse and keyboard, its words and its files."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.charts.axis import MINUS
from desktop.explain.frontier_answer import (
    NO_EVENTS,
    Choice,
    FrontierAnswer,
    frontier_answer,
    frontier_case,
    resampled,
    round_levels,
)
from desktop.explain.frontier_words import crossings
from desktop.explain.levers import moved, shock_name, with_shock
from desktop.explain.map_axis import MapAxis
from desktop.explain.map_drawing import MapDrawing, coloured
from desktop.explain.map_picture import MapPicture
from desktop.explain.market import market_fall
from desktop.explain.outcome_texts import SHARE
from desktop.explain.question import Subject
from desktop.headline_data import market_move
from desktop.theme import NAMES, contrast, load_theme
from scenarios.assumptions import Fixed, Spread
from scenarios.events import EfficiencyShock, ExportRestriction
from scenarios.explain.frontier import REBOUND, frontier
from scenarios.explain.variants import Against, lever, outcome_of
from scenarios.projection import project_effect
from tests.desktop.explain.levers_at_work import AtWork
from tests.desktop.parts import part
from tests.desktop.pseudo_locale import pseudo_locale, untranslated
from tests.desktop.results import preset
from tests.desktop.test_theme import EYES, seen_distance

R1, BASE, NEWEST = "r1-shock", "baseline-2025-01", "baseline-2026-07"
GAIN = "events[0]"


class Map(AtWork):
    def __init__(self, qtbot: QtBot, *presets: str) -> None:
        super().__init__(qtbot, "frontier", *presets)
        self.wait_fine()

    def wait_fine(self) -> None:
        self.bot.waitUntil(lambda: self.answer.size == 64, timeout=20_000)
        self.wait()

    @property
    def picture(self) -> MapPicture:
        return part(self.view(), MapPicture, "map")

    @property
    def drawing(self) -> MapDrawing:
        drawing = self.picture.map()
        assert drawing is not None
        return drawing

    @property
    def answer(self) -> FrontierAnswer:
        return self.drawing.answer

    @property
    def reading(self) -> str:
        return part(self.view(), QLabel, "frontier.reading").text()

    def place(self, x: float, y: float) -> QPoint:
        return self.picture.point(x, y).toPoint()

    def hover(self, place: QPoint) -> None:
        at, none = QPointF(place), Qt.MouseButton.NoButton
        kind, plain = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, self.picture.mapToGlobal(at), none, none, plain)
        QApplication.sendEvent(self.picture, event)


@pytest.fixture
def r1(qtbot: QtBot) -> Map:
    return Map(qtbot, R1)


def subject(name: str = R1) -> Subject:
    return Subject("key", preset(name), preset(name).defaults(), "Defaults")


def answer_for(choice: Choice, name: str = R1, size: int = 16) -> FrontierAnswer:
    asked = subject(name)
    return frontier_answer(frontier_case(asked, choice, with_shock(asked.scenario)), size)


# What is shown first


def test_that_the_map_is_that_of_the_model(r1: Map) -> None:
    scenario = r1.hands.document.scenario
    levers = lever(scenario, GAIN), lever(scenario, REBOUND)
    found = frontier(scenario, *levers, SHARE, Against.named(scenario, "no-events"))
    np.testing.assert_allclose(r1.answer.frontier.values, found.values, rtol=1e-12)
    np.testing.assert_array_equal(r1.answer.frontier.x, found.x)
    np.testing.assert_array_equal(r1.answer.frontier.y, found.y)


def test_that_it_says_where_it_breaks_even_and_where_the_market_stood(r1: Map) -> None:
    said = "With a 2× gain, a rebound of 1.03 breaks even, a rebound of 0.54 gives the market’s "
    assert r1.reading.startswith(f"{said}{MINUS}16.9\N{NO-BREAK SPACE}%.")
    assert r1.picture.accessibleDescription().startswith(said)


def test_that_the_line_of_the_market_passes_where_its_fall_is_met(r1: Map) -> None:
    contour = r1.answer.contour("market")
    assert contour is not None
    (up,) = crossings(contour.lines, 2.0)
    assert up == pytest.approx(0.5356, abs=2e-3)
    scenario = moved(r1.hands.document.scenario, {REBOUND: up})
    share = project_effect(scenario, scenario.without_events()).central(SHARE)[0]
    assert share == pytest.approx(market_fall(scenario.data), abs=1e-3)


def test_that_the_mark_stands_where_the_scenario_is(r1: Map) -> None:
    here = r1.drawing.standing
    assert (here.x, here.low, here.high) == (2.0, 0.9, 1.1)
    (spot,) = r1.picture.spots()
    middle = spot.rect.left + spot.rect.width / 2, spot.rect.top + spot.rect.height / 2
    assert middle == pytest.approx(r1.picture.point(2.0, 1.0).toTuple())
    assert "in which the two lie at 0.90 and 1.10" in spot.words


def test_that_both_sides_of_the_line_are_named(r1: Map) -> None:
    assert (r1.drawing.words.less, r1.drawing.words.more) == ("sells fewer", "sells more")
    assert "sells fewer" in r1.picture.content("svg").decode()


def test_that_a_scenario_without_a_gain_is_shown_one_and_told_so(qtbot: QtBot) -> None:
    shown = Map(qtbot, NEWEST)
    assert shown.drawing.standing.x == 2.0
    assert "has no efficiency gain yet" in shown.reading
    QTest.mouseClick(shown.picture, Qt.MouseButton.LeftButton, pos=shown.place(3, 0.5))
    shown.wait_fine()
    (event,) = shown.hands.document.scenario.events
    assert isinstance(event, EfficiencyShock)
    assert event.multiplier == pytest.approx(3, rel=0.02)
    assert "has no efficiency gain yet" not in shown.reading


# Pointing and setting


def test_that_pointing_tells_both_values_and_the_outcome(r1: Map) -> None:
    r1.hover(r1.place(3, 0.5))
    assert r1.reading == (
        "Efficiency gain, DeepSeek R1 3×, rebound of both workloads 0.50: equity-value effect "
        f"{MINUS}26.2\N{NO-BREAK SPACE}%, sells fewer."
    )
    spot = r1.picture.spot_at(QPointF(r1.place(3, 0.5)))
    assert spot is not None
    assert spot.words == r1.reading
    QApplication.sendEvent(r1.picture, QEvent(QEvent.Type.Leave))
    assert r1.reading.startswith("With a 2× gain")


def test_that_pointing_beside_the_map_tells_nothing_of_it(r1: Map) -> None:
    assert r1.picture.spot_at(QPointF(3, 3)) is None
    r1.hover(QPoint(3, 3))
    assert r1.reading.startswith("With a 2× gain")


def test_that_a_click_sets_both_levers_as_one_undo_step(r1: Map) -> None:
    document = r1.hands.document
    before = document.scenario
    QTest.mouseClick(r1.picture, Qt.MouseButton.LeftButton, pos=r1.place(4, 0.3))
    scenario = document.scenario
    event = scenario.events[0]
    assert isinstance(event, EfficiencyShock)
    assert event.multiplier == pytest.approx(4, rel=0.03)
    rebounds = [scenario.belief(name).p50 for name in REBOUND.split("+")]
    assert rebounds == [pytest.approx(0.3, abs=0.03)] * 2
    document.undo_stack.undo()
    assert document.scenario == before


def test_that_a_drag_is_one_undo_step_and_the_mark_follows(r1: Map) -> None:
    document, before = r1.hands.document, r1.hands.document.scenario
    stops = [r1.place(x, y) for x, y in ((3, 0.8), (5, 0.6), (6, 1.5))]
    r1.hands.drag(r1.picture, r1.place(2, 1), *stops)
    assert len(r1.asked) == 4
    here = r1.drawing.standing
    assert (here.x, here.y) == (r1.asked[-1][GAIN], r1.asked[-1][REBOUND])
    r1.wait_fine()
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.scenario == before


def test_that_two_clicks_are_two_undo_steps(r1: Map) -> None:
    for place in (r1.place(3, 0.5), r1.place(5, 1.5)):
        QTest.mouseClick(r1.picture, Qt.MouseButton.LeftButton, pos=place)
    assert r1.hands.document.undo_stack.count() == 2


def test_that_a_drag_that_began_beside_the_map_sets_nothing(r1: Map) -> None:
    r1.hands.drag(r1.picture, QPoint(4, 4), r1.place(3, 0.8), r1.place(4, 0.8))
    assert r1.asked == []


@pytest.mark.parametrize(
    ("key", "x", "y"),
    [
        (Qt.Key.Key_Right, 2.01, 1.0),
        (Qt.Key.Key_Left, 1.99, 1.0),
        (Qt.Key.Key_Up, 2.0, 1.01),
        (Qt.Key.Key_PageDown, 2.0, 0.9),
    ],
)
def test_that_the_arrow_keys_move_a_step(r1: Map, key: Qt.Key, x: float, y: float) -> None:
    QTest.keyClick(r1.picture, key)
    assert r1.asked == [{GAIN: pytest.approx(x), REBOUND: pytest.approx(y)}]


def test_that_a_burst_of_keys_is_one_undo_step(r1: Map) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(r1.picture, key)
    with r1.bot.waitSignal(r1.view().levers_released):
        r1.hands.press("charts")
    assert r1.hands.document.undo_stack.count() == 1


def test_that_the_map_stays_while_only_its_own_levers_move(r1: Map) -> None:
    before = r1.answer
    QTest.mouseClick(r1.picture, Qt.MouseButton.LeftButton, pos=r1.place(4, 0.3))
    r1.wait()
    assert r1.answer is before


def test_that_the_map_follows_a_slider_and_ends_fine(r1: Map) -> None:
    before = r1.answer
    sizes: list[int] = []
    show = r1.view().show_answer

    def watch(answer: object) -> None:
        assert isinstance(answer, FrontierAnswer)
        sizes.append(answer.size)
        show(answer)

    r1.view().show_answer = watch  # type: ignore[method-assign]
    r1.hands.drag_slider("inference_demand_growth", 6.0, 8.0)
    r1.bot.waitUntil(lambda: r1.answer is not before and r1.answer.size == 64, timeout=20_000)
    r1.wait()
    assert sizes[0] == 32
    scenario = r1.hands.document.scenario
    levers = lever(scenario, GAIN), lever(scenario, REBOUND)
    found = frontier(scenario, *levers, SHARE, Against.named(scenario, "no-events"))
    np.testing.assert_allclose(r1.answer.frontier.values, found.values, rtol=1e-12)


def test_that_values_that_no_scenario_has_are_refused_in_words(r1: Map) -> None:
    r1.choose("across", "discount_rate")
    r1.choose("up", "terminal_growth")
    before = r1.drawing.standing
    QTest.mouseClick(r1.picture, Qt.MouseButton.LeftButton, pos=r1.place(0.06, 0.06))
    trouble = part(r1.view(), QLabel, "explain_trouble")
    assert trouble.text().startswith("Terminal growth must stay 0.01 below the discount rate")
    assert r1.asked == []
    assert r1.drawing.standing == before
    QTest.mouseClick(r1.picture, Qt.MouseButton.LeftButton, pos=r1.place(0.15, 0.02))
    assert trouble.isHidden()
    assert len(r1.asked) == 1


# Choices


def test_that_every_assumption_and_event_can_be_an_axis(r1: Map) -> None:
    box = r1.box("across")
    names = {box.itemData(i) for i in range(box.count())} - {None}
    assert names == {REBOUND, GAIN, *preset(R1).declared}


def test_that_a_lever_taken_from_the_other_axis_is_exchanged(r1: Map) -> None:
    r1.choose("across", REBOUND)
    assert (r1.box("across").currentData(), r1.box("up").currentData()) == (REBOUND, GAIN)
    assert r1.answer.frontier.across.name == REBOUND


def test_that_a_part_of_a_joint_lever_is_not_moved_twice(r1: Map) -> None:
    r1.choose("across", "training_rebound")
    assert r1.box("up").currentData() == GAIN
    r1.choose("up", "inference_rebound")
    r1.choose("across", REBOUND)
    assert {r1.box("across").currentData(), r1.box("up").currentData()} == {REBOUND, GAIN}


def test_that_the_choice_is_kept_while_the_scenario_changes(r1: Map) -> None:
    r1.choose("across", "discount_rate")
    r1.choose("outcome", "revenue_fy2027")
    r1.hands.drag_slider("lead_time_years", 0.8)
    r1.wait()
    assert r1.box("across").currentData() == "discount_rate"
    assert r1.box("outcome").currentData() == "revenue_fy2027"


def test_that_a_lever_that_has_gone_gives_way_to_the_usual(r1: Map) -> None:
    document = r1.hands.document
    extra = document.scenario.events[0]
    document.edit(document.scenario.replace(events=(extra, extra)), "Twice")
    r1.wait()
    r1.choose("across", "events[1]")
    document.edit(document.scenario.replace(events=(extra,)), "Once")
    r1.wait()
    assert r1.box("across").currentData() == GAIN


def test_that_an_event_of_another_kind_waits_for_a_map_of_its_own(r1: Map) -> None:
    document = r1.hands.document
    shock = document.scenario.events[0]
    rule = ExportRestriction(month=shock.month, region="china", level=0)
    r1.choose("across", GAIN)
    document.edit(document.scenario.replace(events=(rule, shock)), "A rule first")
    r1.wait()
    assert r1.drawing.answer.case.across.unit == "rung 0-5"
    assert r1.drawing.standing.x == 0


def test_that_an_outcome_that_is_no_effect_is_shown_as_a_change() -> None:
    choice = Choice(GAIN, REBOUND, "revenue_fy2027", NO_EVENTS)
    answer = answer_for(choice)
    scenario = preset(R1)
    column, row = 9, 5
    x, y = float(answer.frontier.x[column]), float(answer.frontier.y[row])
    levers = {lever(scenario, GAIN): np.array([x]), lever(scenario, REBOUND): np.array([y])}
    against = Against.named(scenario, "no-events")
    own = outcome_of(scenario, levers, "revenue_fy2027", against)[0]
    without = moved(scenario, {REBOUND: y}).without_events()
    other = outcome_of(without, {}, "revenue_fy2027", against)[0]
    assert answer.frontier.values[row, column] == pytest.approx(own / other - 1, rel=1e-9)
    assert answer.case.unit == "fraction"


def test_that_against_the_reference_the_beliefs_count_too() -> None:
    choice = Choice("training_demand_growth", "discount_rate", SHARE, "reference")
    answer = answer_for(choice)
    assert answer.case.against.baseline == preset(R1).defaults()
    scenario = moved(preset(R1), {"training_demand_growth": 4.0, "discount_rate": 0.12})
    found = project_effect(scenario, scenario.defaults()).central(SHARE)[0]
    fine = frontier_answer(answer.case, 64)
    assert fine.value_at(4.0, 0.12) == pytest.approx(found, abs=2e-3)


def test_that_a_scenario_of_another_month_has_its_own_market_line(qtbot: QtBot) -> None:
    shown = Map(qtbot, NEWEST)
    contour = shown.answer.contour("market")
    assert contour is not None
    assert contour.level == market_fall(preset(NEWEST).data)


def test_that_the_fall_of_the_market_is_that_of_the_headline() -> None:
    assert market_fall(preset(BASE).data) == market_move(preset(BASE))


def test_that_a_trouble_is_told_and_goes_with_its_cause(qtbot: QtBot) -> None:
    shown = Map(qtbot, R1, NEWEST)
    trouble = part(shown.view(), QLabel, "explain_trouble")
    work = shown.hands.window.workspace
    work.set_reference(work.documents[0].key)
    shown.wait()
    shown.choose("against", "reference")
    assert not shown.answer.case.against.follows
    assert trouble.isHidden()


# Levers of a scenario


def test_that_setting_a_lever_keeps_what_is_certain_and_the_shape_of_a_spread() -> None:
    own = Spread(p10=0.6, p50=1.0, p90=1.6)
    settings = {"training_rebound": Fixed(fixed=0.7), "inference_rebound": own}
    scenario = moved(preset(R1).replace(assumptions=settings), {REBOUND: 0.5})
    assert scenario.assumptions["training_rebound"] == Fixed(fixed=0.5)
    spread = scenario.assumptions["inference_rebound"]
    assert isinstance(spread, Spread)
    assert spread.p50 == 0.5
    assert spread.p90 / spread.p50 == pytest.approx(1.6, rel=1e-4)


def test_that_the_gain_after_the_last_event_is_added() -> None:
    scenario = preset("h20-ban")
    name = shock_name(scenario)
    assert name == f"events[{len(scenario.events)}]"
    found = moved(scenario, {name: 3.0, "discount_rate": 0.12})
    assert found.events[:-1] == scenario.events
    assert found.events[-1].multiplier == 3.0  # type: ignore[union-attr]
    assert found.belief("discount_rate").p50 == 0.12
    assert moved(scenario, {"discount_rate": 0.12}).events == scenario.events


# Drawing


def test_that_an_axis_finds_the_value_back_that_it_placed() -> None:
    for axis in (MapAxis(1, 10, 40, 500, logarithmic=True), MapAxis(0, 2, 300, 20)):
        for value in (axis.low, 1.3, 1.9, axis.high):
            assert axis.value(axis.at(value)) == pytest.approx(value)
        assert axis.value(-1e6 if axis.start < axis.end else 1e6) == pytest.approx(axis.low)


def test_that_ticks_are_round_and_on_the_axis() -> None:
    assert MapAxis(1, 10, 0, 600, logarithmic=True).ticks() == [1, 2, 5, 10]
    assert MapAxis(3, 4.5, 0, 300, logarithmic=True).ticks()[0] == 3
    assert MapAxis(0, 2, 200, 0).ticks() == [0, 1, 2]


def test_that_between_the_places_of_a_map_values_go_in_proportion() -> None:
    values = np.array([[0.0, 1.0, 4.0], [10.0, 11.0, 14.0]])
    found = resampled(values, np.array([0.0, 0.5, 1.0]), np.array([0.5, 2.0]))
    np.testing.assert_allclose(found, [[0.5, 4.0], [5.5, 9.0], [10.5, 14.0]])


def test_that_round_levels_leave_out_the_line_of_no_effect() -> None:
    levels = round_levels(np.array([-0.54, 0.36]))
    assert np.allclose(levels, [-0.5, -0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3])
    assert round_levels(np.zeros(4)) == []


@pytest.mark.parametrize("name", NAMES)
def test_that_colours_part_at_no_effect_and_are_strongest_at_the_ends(name: str) -> None:
    theme = load_theme(name)
    found = coloured(np.array([[-2.0, 0.0, 2.0]]), 2.0, theme)
    hexes = ["#" + "".join(f"{c:02x}" for c in colour) for colour in found[0].tolist()]
    assert hexes == [theme.colour(role) for role in ("less", "even", "more")]
    flat = coloured(np.zeros((2, 2)), 0.0, theme)
    assert (flat == flat[0, 0]).all()


@pytest.mark.parametrize("name", NAMES)
def test_that_any_eye_can_tell_the_sides_and_read_on_them(name: str) -> None:
    theme = load_theme(name)
    less, more, even, text = (theme.colour(r) for r in ("less", "more", "even", "text"))
    assert min(seen_distance(less, more, eyes) for eyes in EYES) > 10
    assert min(contrast(text, ground) for ground in (less, more, even)) >= 4.5


def test_that_a_map_of_no_difference_can_be_drawn(r1: Map) -> None:
    flat = replace(r1.answer.frontier, values=np.zeros((64, 64)))
    answer = FrontierAnswer(r1.answer.case, flat, ())
    r1.picture.show_drawing(MapDrawing(answer, r1.drawing.standing, r1.drawing.words))
    assert len(r1.picture.spots()) == 1


# Files, theme, language


def test_that_the_table_holds_the_whole_map_in_full_precision(r1: Map) -> None:
    head, *rows = csv.reader(io.StringIO(r1.view().table()))
    assert head == [GAIN, REBOUND, "outcome", "value", "unit"]
    assert {(row[2], row[4]) for row in rows} == {(SHARE, "fraction")}
    values = np.array([float(row[3]) for row in rows]).reshape(64, 64)
    np.testing.assert_array_equal(values, r1.answer.frontier.values)
    np.testing.assert_array_equal([float(r[0]) for r in rows[:64]], r1.answer.frontier.x)
    np.testing.assert_array_equal([float(r[1]) for r in rows[::64]], r1.answer.frontier.y)


def test_that_the_pictures_can_be_read(r1: Map) -> None:
    png = QImage.fromData(r1.view().picture("png"))
    assert png.width() >= 2 * r1.picture.width()
    texts = {element.text for element in ET.fromstring(r1.view().picture("svg")).iter()}
    assert {"sells more", "break-even", f"the market’s {MINUS}16.9\N{NO-BREAK SPACE}%"} <= texts


def test_that_the_map_takes_the_colours_of_another_theme(r1: Map) -> None:
    def colour() -> str:
        QApplication.processEvents()
        picture = r1.picture.grab().toImage()
        return picture.pixelColor(r1.place(9.5, 0.05)).name()

    theme = load_theme("light")
    assert seen_distance(colour(), theme.colour("less"), "normal") < 8
    r1.hands.window._set_theme("dark")
    assert seen_distance(colour(), load_theme("dark").colour("less"), "normal") < 8


def test_that_every_text_can_be_translated(r1: Map) -> None:
    with pseudo_locale():
        QApplication.sendEvent(r1.view(), QEvent(QEvent.Type.LanguageChange))
        r1.wait()
        data = {d.label for d in preset(R1).declared.values()}
        data |= {d.group for d in preset(R1).declared.values()} | {"DeepSeek R1"}
        assert untranslated(r1.view(), known=data) == []
        assert "⟦" in r1.reading


def test_that_numbers_are_written_as_the_country_does(r1: Map) -> None:
    r1.view().setLocale(QLocale("de_DE"))
    r1.hover(r1.place(3, 0.5))
    assert "0,5" in r1.reading
    assert f"{MINUS}26,2" in r1.reading
