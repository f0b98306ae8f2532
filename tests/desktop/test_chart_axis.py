"""Axes and names without a window: round ranges, ticks that fit, numbers that read, places."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from desktop.charts.axis import (
    Range,
    band_text,
    fiscal_quarter,
    month_text,
    month_x,
    nice_log_range,
    nice_range,
    number_text,
    tick_texts,
    time_ticks,
    value_ticks,
    year_month,
)
from desktop.charts.data import Grain
from desktop.charts.labels import Obstacle, Spot, Wanted, place, spread
from desktop.charts.steps import stepped, stretches
from desktop.charts.surface import Frame, runs

ENGLISH, FRENCH = QLocale("en_GB"), QLocale("fr_FR")
FRAME = Frame(left=40, top=10, width=400, height=200, x_low=0, x_high=60, y_low=0, y_high=100)
values = st.floats(-1e30, 1e30, allow_subnormal=False).filter(lambda v: v == 0 or abs(v) > 1e-20)


@given(low=values, high=values)
def test_that_a_range_holds_its_data_and_begins_and_ends_on_a_tick(low: float, high: float) -> None:
    low, high = sorted((low, high))
    made = nice_range(low, high)
    slack = 1e-6 * made.step
    assert made.low <= low + slack
    assert made.high >= high - slack
    ticks = value_ticks(made)
    assert 2 <= len(ticks) <= 8
    assert ticks[-1] == pytest.approx(made.high, abs=slack)


@given(low=st.floats(1e-12, 1e30), factor=st.floats(1, 1e20))
def test_that_a_logarithmic_range_holds_its_data(low: float, factor: float) -> None:
    high = low * factor
    made = nice_log_range(low, high)
    assert made.low <= low * (1 + 1e-8)
    assert made.high >= high * (1 - 1e-8)
    assert len(value_ticks(made)) >= 1


def test_that_a_range_keeps_still_until_the_data_leaves_it_or_fills_little_of_it() -> None:
    first = nice_range(0, 380)
    assert first == Range(0, 400, 100)
    assert nice_range(0, 250, first) == first
    assert nice_range(0, 401, first) == Range(0, 500, 100)
    assert nice_range(0, 190, first) == Range(0, 200, 50)


def test_that_a_logarithmic_range_keeps_still_too() -> None:
    first = nice_log_range(12, 900)
    assert (first.low, first.high) == (10, 1000)
    assert nice_log_range(15, 700, first) == first
    assert nice_log_range(15, 1100, first).high == 2000


def test_that_a_range_is_not_kept_over_a_change_of_scale() -> None:
    assert nice_log_range(12, 900, Range(0, 1000, 200)).step == 0
    assert nice_range(12, 900, Range(10, 1000, 0)).step > 0


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 380, [0, 100, 200, 300, 400]),
        (-43, 3, [-50, -40, -30, -20, -10, 0, 10]),
        (0, 0.9, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_that_ticks_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert value_ticks(nice_range(low, high)) == pytest.approx(ticks)


def test_that_one_value_gets_a_range_around_it() -> None:
    ticks = value_ticks(nice_range(7, 7))
    assert ticks[0] < 7 < ticks[-1]


def test_that_a_logarithmic_axis_has_fewer_ticks_the_more_decades_it_spans() -> None:
    assert value_ticks(nice_log_range(5, 450)) == pytest.approx([5, 10, 20, 50, 100, 200, 500])
    assert value_ticks(nice_log_range(1, 1e5)) == pytest.approx([10.0**k for k in range(6)])
    assert len(value_ticks(nice_log_range(1, 1e20))) <= 8


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0123, "0.0123"),
        (43.24, "43.2"),
        (171.0, "171"),
        (999.96, "1,000"),
        (12345.0, "12,345"),
        (372_400_000.0, "372 M"),
        (999_960_000.0, "1 bn"),
        (1.1e12, "1.1 trn"),
        (2.5e26, "250 ×10²⁴"),
        (1e31, "10 ×10³⁰"),
        (2.5e-7, "250 ×10⁻⁹"),
        (-563.2, "−563"),
        (-1.2e9, "−1.2 bn"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_that_a_number_reads_well(value: float, text: str) -> None:
    assert number_text(value, ENGLISH).replace("\N{NARROW NO-BREAK SPACE}", " ") == text


def test_that_numbers_follow_the_locale() -> None:
    assert number_text(43.24, FRENCH) == "43,2"
    assert tick_texts([0, 0.5, 1], FRENCH) == ["0", "0,5", "1,0"]


def test_that_a_band_says_its_scale_once() -> None:
    space = "\N{NARROW NO-BREAK SPACE}"
    assert band_text(148e6, 260e6, ENGLISH) == f"148 – 260{space}M"
    assert band_text(900e6, 1.2e9, ENGLISH) == f"900{space}M – 1.2{space}bn"
    assert band_text(1234, 5678, FRENCH).count("234") == 1


def test_that_a_band_below_zero_has_no_row_of_dashes() -> None:
    assert band_text(-31, -4, ENGLISH) == "−31 to −4"


def test_that_ticks_of_one_axis_share_scale_and_decimals() -> None:
    texts = tick_texts([0, 5e7, 1e8, 1.5e8], ENGLISH)
    assert [text.replace("\N{NARROW NO-BREAK SPACE}", " ") for text in texts] == [
        "0",
        "50 M",
        "100 M",
        "150 M",
    ]
    assert tick_texts([-0.5, 0, 0.5], ENGLISH) == ["−0.5", "0", "0.5"]


@given(year=st.integers(1900, 2200), month=st.integers(1, 12))
def test_that_a_month_ordinal_gives_its_month_back(year: int, month: int) -> None:
    assert year_month(month_x(year, month)) == (year, month)
    assert month_x(year + 1, month) - month_x(year, month) == 12


@pytest.mark.parametrize(
    ("year", "month", "start", "fiscal"),
    [
        (2026, 1, 2, (2026, 4)),
        (2026, 2, 2, (2027, 1)),
        (2025, 4, 2, (2026, 1)),
        (2025, 12, 1, (2025, 4)),
        (2025, 9, 10, (2025, 4)),
        (2025, 10, 10, (2026, 1)),
    ],
)
def test_that_fiscal_quarters_begin_where_told(
    year: int, month: int, start: int, fiscal: tuple[int, int]
) -> None:
    assert fiscal_quarter(month_x(year, month), start) == fiscal


def test_that_a_span_is_named_by_its_grain() -> None:
    x = month_x(2026, 4)
    assert month_text(x, Grain.MONTH, 2, ENGLISH) == "April 2026"
    assert month_text(x, Grain.QUARTER, 2, ENGLISH) == "Q1 FY2027, to Apr 2026"
    assert month_text(month_x(2026, 1), Grain.YEAR, 2, ENGLISH) == "FY2026, to Jan 2026"
    assert month_text(month_x(2026, 12), Grain.YEAR, 1, ENGLISH) == "2026, to Dec 2026"
    assert month_text(x, Grain.MONTH, 2, FRENCH) == "avril 2026"


@pytest.mark.parametrize("grain", list(Grain))
@pytest.mark.parametrize("width", [150.0, 330.0, 1200.0])
@pytest.mark.parametrize("months", [6, 24, 84, 240])
def test_that_ticks_on_the_time_axis_keep_apart(grain: Grain, width: float, months: int) -> None:
    first = month_x(2023, 1)
    ticks = time_ticks(first, first + months, width, grain, 2, ENGLISH)
    assert all(first <= tick.place <= first + months for tick in ticks)
    pixels = width / months
    for one, other in pairwise(ticks):
        assert (other.place - one.place) * pixels >= 7 * len(one.text) - 4


def test_that_each_grain_labels_its_own_spans() -> None:
    first, last = month_x(2023, 1), month_x(2030, 1)

    def texts(width: float, grain: Grain, start: int = 2) -> list[str]:
        return [tick.text for tick in time_ticks(first, last, width, grain, start, ENGLISH)]

    assert texts(400, Grain.MONTH) == [str(year) for year in range(2023, 2031)]
    assert texts(200, Grain.MONTH) == ["2024", "2026", "2028", "2030"]
    assert texts(400, Grain.YEAR)[:2] == ["FY23", "FY24"]
    assert texts(600, Grain.YEAR)[:2] == ["FY2023", "FY2024"]
    assert texts(2000, Grain.QUARTER)[:5] == ["2023", "Apr", "Jul", "Oct", "2024"]
    assert texts(600, Grain.YEAR, start=1)[0] == "2023"


@pytest.mark.parametrize("width", [150, 400, 1200])
def test_that_charts_by_quarter_have_the_years_of_the_timeline(width: float) -> None:
    first, last = month_x(2024, 7), month_x(2031, 7)
    years = [
        {t.place: t.text for t in time_ticks(first, last, width, grain, start, ENGLISH)}
        for grain, start in ((Grain.QUARTER, 2), (Grain.MONTH, 1))
    ]
    january = [{x: text for x, text in found.items() if x % 12 == 0} for found in years]
    assert january[0] == january[1]
    assert set(january[0].values()) <= {str(year) for year in range(2024, 2032)}


def test_that_a_short_span_is_labelled_by_months() -> None:
    first = month_x(2025, 1)
    texts = [t.text for t in time_ticks(first, first + 4, 400, Grain.MONTH, 2, FRENCH)]
    assert texts == ["2025", "févr.", "mars", "avr.", "mai"]
    by_threes = [t.text for t in time_ticks(first, first + 20, 400, Grain.MONTH, 1, ENGLISH)]
    assert by_threes == ["2025", "Apr", "Jul", "Oct", "2026", "Apr", "Jul"]


def test_that_no_value_is_placed_where_a_painter_would_lose_it() -> None:
    pixels = FRAME.py(np.array([1e300, -1e300, 50.0]))
    assert np.all(np.abs(pixels) < 1e4)
    assert pixels[2] == FRAME.top + FRAME.height / 2


def test_that_a_gap_parts_a_line_in_two() -> None:
    nan = math.nan
    found = list(runs(np.array([nan, 1, 2, nan, 4]), np.array([0.0, 1, 2, 3, 4])))
    assert found == [slice(1, 3), slice(4, 5)]


def test_that_a_step_lasts_over_the_span_that_ends_at_its_month() -> None:
    x, y = stepped(np.array([1.0, 2, 3]), np.array([10.0, 20, 30]))
    assert x.tolist() == [1, 1, 2, 2, 3]
    assert y.tolist() == [10, 20, 20, 30, 30]


def test_that_equal_neighbours_make_one_stretch() -> None:
    assert stretches(np.array([0.0, 0, 2, 2, 2, math.nan, 1])) == [(0, 2, 0), (2, 5, 2), (6, 7, 1)]
    assert stretches(np.empty(0)) == []


@given(
    wanted=st.lists(st.floats(-50, 250), max_size=12),
    spacing=st.floats(1, 40),
)
def test_that_names_in_a_column_keep_order_and_distance(
    wanted: list[float], spacing: float
) -> None:
    places = spread(np.array(wanted), spacing, 0, 200)
    room = min(spacing, 200 / max(1, len(wanted) - 1))
    inside = np.sort(places)
    assert np.all(inside >= -1e-6)
    assert np.all(inside <= 200 + 1e-6)
    assert np.all(np.diff(inside) >= room - 1e-6)
    order = np.argsort(wanted, kind="stable")
    assert np.all(np.diff(places[order]) >= -1e-6)


def test_that_a_lonely_name_stands_at_the_height_of_its_line() -> None:
    assert spread(np.array([73.0]), 14, 0, 200).tolist() == [73]


X = np.linspace(40, 440, 61)


def line(start: float, end: float, key: str = "a") -> Wanted:
    return Wanted(key, 60, 13, X, np.linspace(start, end, len(X)))


def rect(spot: Spot) -> tuple[float, float, float, float]:
    return spot.left, spot.top, spot.left + 60, spot.top + 13


def test_that_names_stand_near_their_lines_and_not_on_each_other() -> None:
    wanted = [line(150, 100, "a"), line(160, 118, "b"), line(60, 40, "c")]
    spots = place(wanted, [], FRAME, {}, hold=False)
    assert list(spots) == ["a", "b", "c"]
    rects = [rect(spot) for spot in spots.values()]
    for i, (left, top, right, bottom) in enumerate(rects):
        assert FRAME.left <= left
        assert right <= FRAME.right + 1
        for other in rects[i + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart
        under = np.interp([left, right], X, wanted[i].y)
        assert min(abs(under[0] - top), abs(under[1] - bottom)) < 30


def test_that_a_name_avoids_another_line() -> None:
    free = place([line(100, 100)], [], FRAME, {}, hold=False)["a"]
    above = Obstacle(X, np.full(len(X), free.top + 6))
    spot = place([line(100, 100)], [above], FRAME, {}, hold=False)["a"]
    assert not spot.top < free.top + 6 < spot.top + 13


def test_that_a_name_without_room_is_left_out() -> None:
    outside = Wanted("a", 60, 13, X, np.full(len(X), -50.0))
    assert place([outside], [], FRAME, {}, hold=False) == {}
    too_wide = Wanted("a", 600, 13, X, np.full(len(X), 100.0))
    assert place([too_wide], [], FRAME, {}, hold=False) == {}


def test_that_a_name_moves_with_its_line_but_keeps_its_side() -> None:
    first = place([line(100, 90)], [], FRAME, {}, hold=True)
    then = place([line(104, 93)], [], FRAME, first, hold=True)
    assert then["a"].slot == first["a"].slot
    assert then["a"].top == pytest.approx(first["a"].top + 3, abs=1)


def test_that_two_names_of_one_line_do_not_stand_on_each_other() -> None:
    spots = place([line(100, 100, "a"), line(100, 100, "b")], [], FRAME, {}, hold=False)
    first, second = rect(spots["a"]), rect(spots["b"])
    assert first[2] <= second[0] or second[2] <= first[0] or abs(first[1] - second[1]) >= 13


def test_that_a_name_bears_a_small_nuisance_rather_than_move() -> None:
    first = place([line(100, 100)], [], FRAME, {}, hold=True)
    nuisance = Obstacle(np.array([first["a"].left + 9]), np.array([first["a"].top + 6]))
    fresh = place([line(100, 100)], [nuisance], FRAME, {}, hold=True)
    held = place([line(100, 100)], [nuisance], FRAME, first, hold=True)
    assert fresh["a"].slot != first["a"].slot
    assert held["a"].slot == first["a"].slot


def test_that_a_held_name_gives_way_when_a_line_crosses_it() -> None:
    first = place([line(100, 100)], [], FRAME, {}, hold=True)
    crossing = Obstacle(X, np.full(len(X), first["a"].top + 6))
    then = place([line(100, 100)], [crossing], FRAME, first, hold=True)
    assert then["a"].slot != first["a"].slot
