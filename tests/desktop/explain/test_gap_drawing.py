"""Steps, layers over time and ranked bars as they are drawn: where they stand, and what fits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from desktop.charts.data import Array
from desktop.charts.look import Look
from desktop.charts.surface import Rect, TextLook
from desktop.charts.svg import SvgSurface
from desktop.explain.gap_data import work_out
from desktop.explain.gap_drawing import GapDrawing, gap_drawing
from desktop.explain.gap_texts import GapTexts
from desktop.explain.picture import Drawing
from desktop.explain.pieces import Held, soft
from desktop.explain.ranking_drawing import Mark, RankingDrawing, Row
from desktop.explain.signed_area import Course, Layer, draw_course
from desktop.explain.stage import Front
from desktop.explain.waterfall import Step, draw_waterfall
from desktop.theme import load_theme
from tests.desktop.results import preset

THEME = load_theme("light")
LOOK = Look(THEME, QLocale("en_GB"))
ROLES = "series.1", "series.2"


class Recorder(SvgSurface):
    """A surface that remembers boxes, areas and texts."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(width, height)
        self.filled: list[tuple[Rect, str]] = []
        self.areas: list[tuple[Array, Array, str]] = []
        self.lines: list[tuple[Array, Array, str]] = []
        self.rules: list[tuple[tuple[float, float], tuple[float, float]]] = []
        self.texts: list[tuple[str, float, float]] = []

    def box(self, rect: Rect, colour: str, opacity: float = 1.0, radius: float = 0) -> None:
        self.filled.append((rect, colour))

    def area(self, x: Array, low: Array, high: Array, colour: str, opacity: float = 1.0) -> None:
        self.areas.append((low, high, colour))

    def rule(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        self.rules.append((start, end))

    def line(
        self, x: Array, y: Array, colour: str, width: float, dash: tuple[float, ...] = ()
    ) -> None:
        self.lines.append((x, y, colour))

    def text(self, place: tuple[float, float], text: str, look: TextLook) -> None:
        width = self.text_width(text, look)
        left = place[0] - {"start": 0.0, "middle": 0.5, "end": 1.0}[look.anchor] * width
        self.texts.append((text, left, left + width))

    def words(self) -> list[str]:
        return [text for text, _, _ in self.texts]


def steps(*values: float, error: float = 0.0) -> tuple[Step, ...]:
    """Steps through values, the first and the last of which are the totals."""
    between = [
        Step(f"step {i}", "", "", a, b, ROLES[0], error)
        for i, (a, b) in enumerate(pairwise(values))
    ]
    first = Step("first", "", "", 0.0, values[0], "axis", total=True)
    last = Step("last", "", "", 0.0, values[-1], "muted", total=True)
    return first, *between, last


def drawn_steps(found: tuple[Step, ...]) -> Recorder:
    surface = Recorder(500, 300)
    draw_waterfall(surface, Rect(0, 0, 500, 300), found, LOOK, Held())
    return surface


@pytest.fixture(autouse=True)
def fonts(qtbot: QtBot) -> None:
    """Texts are measured in the application's font."""


def test_that_a_bar_spans_what_its_step_adds() -> None:
    surface = drawn_steps(steps(100, 150, 60))
    (first, _), (up, _), (down, _), (last, _) = surface.filled
    per_unit = first.width / 100
    assert [up.width, down.width, last.width] == pytest.approx(
        [50 * per_unit, 90 * per_unit, 60 * per_unit]
    )
    assert up.left == pytest.approx(first.right)
    assert down.right == pytest.approx(up.right)
    assert last.right == pytest.approx(down.left)


def test_that_the_axis_begins_at_zero_unless_the_gap_could_not_be_seen() -> None:
    near, far = drawn_steps(steps(1000, 1004, 1003)), drawn_steps(steps(1000, 700))
    assert "0" in far.words()
    assert "0" not in near.words()
    cuts = [colour for _, _, colour in near.lines]
    assert cuts == [THEME.colour("card")] * 4
    assert not far.lines


def test_that_a_gap_below_zero_has_its_bars_left_of_it() -> None:
    surface = drawn_steps(steps(0, -50, -20))
    (first, _), (down, _), (up, _), (last, _) = surface.filled
    assert down.right == pytest.approx(first.left)
    assert up.left == pytest.approx(down.left)
    assert last.right == pytest.approx(first.left)


def test_that_an_estimate_has_a_whisker_within_the_axis() -> None:
    exact, estimated = (drawn_steps(steps(10, 60, error=error)) for error in (0.0, 30.0))
    per_unit = estimated.filled[0][0].width / 10
    lengths = [end[0] - start[0] for start, end in estimated.rules]
    assert [length for length in lengths if length] == pytest.approx([60 * per_unit])
    assert not any(end[0] - start[0] for start, end in exact.rules)
    assert "100" in estimated.words()
    assert "100" not in exact.words()


def course(*layers: list[float]) -> tuple[Course, Recorder]:
    values = [np.array(layer) for layer in layers]
    months = np.arange(24301.0, 24301.0 + len(values[0]))
    found = tuple(Layer(f"layer {i}", ROLES[i], v) for i, v in enumerate(values))
    total = Layer("gap", "text", np.asarray(sum(values)))
    made, surface = Course(months, found, total, ()), Recorder(500, 300)
    draw_course(surface, Rect(0, 0, 500, 300), made, LOOK, Held())
    return made, surface


def extents(surface: Recorder, role: str) -> tuple[float, float]:
    parts = [(a, b) for a, b, colour in surface.areas if colour == soft(THEME, role)]
    return (
        min(float(np.minimum(a, b).min()) for a, b in parts),
        max(float(np.maximum(a, b).max()) for a, b in parts),
    )


def test_that_layers_that_add_stand_on_zero_and_those_that_take_hang_below() -> None:
    _, surface = course([4.0, 4.0], [-2.0, -2.0])
    (up_top, up_low), (down_top, down_low) = (extents(surface, role) for role in ROLES)
    assert up_low == pytest.approx(down_top)
    assert up_low - up_top == pytest.approx(2 * (down_low - down_top))


def test_that_layers_of_one_sign_stand_on_each_other() -> None:
    _, surface = course([4.0, 4.0], [2.0, 2.0])
    (first_top, _), (_, second_low) = (extents(surface, role) for role in ROLES)
    zero = max(float(a.max()) for a, _, _ in surface.areas)
    second_top = extents(surface, ROLES[1])[0]
    assert second_top < first_top < zero
    assert second_low == pytest.approx(zero) or second_low == pytest.approx(first_top)


def test_that_a_layer_that_changes_sign_goes_through_zero() -> None:
    _, surface = course([3.0, 0.0, -3.0])
    upper, lower = surface.areas
    zero = float(upper[0][0])
    assert float(upper[1][0]) < zero == float(upper[1][2])
    assert float(lower[1][2]) > zero == float(lower[1][0])


def test_that_the_whole_gap_is_a_line_over_the_layers() -> None:
    made, surface = course([4.0, 4.0], [-2.0, -2.0])
    gap = next(y for _, y, colour in surface.lines if colour == THEME.colour("text"))
    top, low = extents(surface, ROLES[0])
    assert gap.tolist() == pytest.approx([(top + low) / 2] * 2)
    assert "gap" in surface.words()
    assert made.total.values.tolist() == [2.0, 2.0]


def of_january(period: int = 0) -> GapDrawing:
    second = preset("r1-shock-weak-rebound")
    gap = work_out(
        second.defaults(), second, ("Defaults", second.name), ("revenue", "world"), False
    )
    return gap_drawing(gap, period, True, Front.FIRST, GapTexts(LOOK.locale), Held())


def test_that_the_year_of_the_steps_is_marked_over_time() -> None:
    drawing = of_january(2028)
    assert drawing.course is not None
    assert [span.chosen for span in drawing.course.spans] == [False, False, True, False, False]
    whole = of_january()
    assert whole.course is not None
    assert not any(span.chosen for span in whole.course.spans)


def ranking(front: Front = Front.FIRST, *, shares: bool = True) -> RankingDrawing:
    marks = (Mark(10, 5, 15), Mark(20, 15, 25)) if shares else None
    rows = (
        Row("Assumption with a name", ("1", "3"), ("1 → 5", "3 → 9"), (5.0, 9.0), marks, "a", "a"),
        Row("Another of them", ("2", "4"), ("2 → 8", "4 → 7"), (8.0, 7.5), marks, "b", "b"),
    )
    kinds = (("% of variance alone", "with interactions"), ("% alone", "in all"))
    return RankingDrawing(
        "Revenue", "USD", "Revenue [USD]", ("p10", "p90"), kinds, rows, 7.0, False, front, Held()
    )


def test_that_the_two_ends_of_a_bar_meet_at_the_central_outcome() -> None:
    surface = Recorder(900, 300)
    ranking().draw(surface, LOOK)
    low = [rect for rect, colour in surface.filled if colour == THEME.colour("less")]
    high = [rect for rect, colour in surface.filled if colour == THEME.colour("more")]
    assert low[1].right == pytest.approx(high[1].left)
    assert low[1].height == high[1].height


def test_that_ends_on_one_side_stand_one_above_the_other() -> None:
    surface = Recorder(900, 300)
    ranking().draw(surface, LOOK)
    low = [rect for rect, colour in surface.filled if colour == THEME.colour("less")]
    high = [rect for rect, colour in surface.filled if colour == THEME.colour("more")]
    assert low[2].left == pytest.approx(high[2].left)
    assert low[2].bottom == pytest.approx(high[2].top)


@pytest.mark.parametrize("size", [(430, 200), (470, 260), (690, 420), (1000, 700), (1560, 600)])
@pytest.mark.parametrize("front", Front)
@pytest.mark.parametrize("kind", ["gap", "ranking", "swings"])
def test_that_no_text_leaves_the_picture(kind: str, front: Front, size: tuple[int, int]) -> None:
    made: dict[str, Drawing] = {
        "gap": of_january(),
        "ranking": ranking(front),
        "swings": ranking(front, shares=False),
    }
    surface = Recorder(*size)
    spots = made[kind].draw(surface, LOOK)
    outside = [text for text in surface.texts if text[1] < -1 or text[2] > size[0] + 1]
    assert outside == []
    assert spots
    assert all(spot.rect.bottom <= size[1] + 1 for spot in spots)
