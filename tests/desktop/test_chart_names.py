"""Names beside lines, bars and areas: where they stand, and that they can be told apart."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.charts import export, stack
from desktop.charts.data import Bars, ChartData, Emphasis, Grain, Series, StackLayer
from desktop.charts.figure import Memory, layout
from desktop.charts.ink import text_width
from desktop.charts.look import Look
from desktop.charts.surface import Frame, TextLook
from tests.desktop.chart_parts import (
    AS_OF,
    LIGHT,
    MONTHS,
    QUARTERS,
    SIZE,
    bands_about,
    lines,
    regions,
)

FRAME = Frame(left=46, top=8, width=400, height=200, x_low=0, x_high=60, y_low=0, y_high=120)


def measured(text: str, look: TextLook) -> float:
    return text_width(text, look.size, look.weight)


def look() -> Look:
    return Look(LIGHT, QLocale("en_GB"))


def written(data: ChartData, size: tuple[float, float] = SIZE) -> dict[str, tuple[float, float]]:
    """Where every text of a chart begins, as it is saved."""
    found = re.findall(
        r'<text x="([-\d.]+)" y="([-\d.]+)"[^>]*fill="#[0-9a-f]{6}">([^<]*)<',
        export.svg(data, look(), size),
    )
    return {text: (float(x), float(y)) for x, y, text in found}


def frame_of(data: ChartData) -> Frame:
    """The frame in a saved picture, which has a margin at both sides."""
    made = layout(data, look(), (SIZE[0] - 28, SIZE[1] - 41), Memory(), measured)
    return replace(made, left=made.left + 14)


def one(key: str, name: str, values: float, emphasis: Emphasis = Emphasis.OTHER) -> Series:
    return Series(key, name, "series.2", MONTHS, np.full(60, values), emphasis=emphasis)


@pytest.mark.parametrize("width", [480.0, 560.0, 900.0])
def test_that_names_which_begin_alike_are_told_apart_on_a_chart(
    qapp: QApplication, width: float
) -> None:
    names = [f"A rather long name of a scenario, {end}" for end in ("weak", "strong", "none")]
    series = tuple(one(str(i), name, 30.0 * (i + 1)) for i, name in enumerate(names))
    found = written(lines(series=series, points=()), (width, 300.0))
    shown = [text for text in found if any(end in text for end in ("weak", "stro", "none"))]
    assert len(shown) == len(names)


def test_that_a_thick_area_is_named_inside_and_a_thin_one_behind_the_frame(
    qapp: QApplication,
) -> None:
    data = regions()
    found, frame = written(data), frame_of(data)
    assert found["us_allies"][0] < frame.right
    assert found["china"][0] > frame.right
    only_thick = replace(data, stack=(data.stack[0],))
    assert frame_of(only_thick).right > frame.right + 40


def test_that_an_area_that_is_nowhere_seen_has_no_name(qapp: QApplication) -> None:
    data = regions()
    thick, without = data.stack[0], replace(data.stack[1], values=np.zeros(60))
    thin = replace(data.stack[2], values=np.full(60, 2.0))
    found = written(replace(data, stack=(thick, without, thin)))
    assert "china" not in found
    assert {"us_allies", "rest_of_world"} <= found.keys()


def test_that_a_name_inside_an_area_keeps_clear_of_lines_over_it(qapp: QApplication) -> None:
    layer = StackLayer("all", "US and allies", "region.us_allies", MONTHS - AS_OF, np.full(60, 60))
    free = stack.inner_places(FRAME, (layer,), (), measured)["all"]
    x = np.linspace(FRAME.left, FRAME.right, 20)
    low_at_the_end = np.where(x > 250, free[1] - 4, FRAME.top)
    moved = stack.inner_places(FRAME, (layer,), [(x, low_at_the_end)], measured)["all"]
    assert moved[0] + measured("US and allies", TextLook("", weight=600)) < 275
    everywhere = np.full(20, free[1] - 4)
    assert stack.inner_places(FRAME, (layer,), [(x, everywhere)], measured) == {}


def test_that_lines_over_areas_and_beside_named_bars_are_named_behind_the_frame(
    qapp: QApplication,
) -> None:
    over = replace(regions(), series=(one("o", "other scenario", 40.0),))
    assert written(over)["other scenario"][0] > frame_of(over).right
    bars = (Bars("b", "bars", QUARTERS, np.full(20, -10.0), name="this scenario"),)
    beside = ChartData(
        "effect", "Effect", "", bars=bars, series=(one("o", "other", -5.0),), grain=Grain.QUARTER
    )
    right = frame_of(beside).right
    assert written(beside)["this scenario"][0] > right
    assert written(beside)["other"][0] > right


def test_that_bars_without_a_name_leave_the_chart_its_width(qapp: QApplication) -> None:
    central = np.full(20, -10.0)
    bars = Bars("b", "bars", QUARTERS, central, bands_about(central))
    alone = ChartData("effect", "Effect", "", bars=(bars,), grain=Grain.QUARTER)
    named = replace(alone, bars=(replace(bars, name="this scenario"),))
    assert "bars" not in written(alone)
    assert frame_of(alone).right > frame_of(named).right + 40
