"""What the charts are given: values by span, who is drawn how, and the record beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.chart_sight import OPENING
from desktop.chart_values import (
    base_at_full_supply,
    gathered,
    power_limit,
    recorded,
    recorded_base,
    variable_values,
)
from desktop.chart_views import VIEWS, board_data
from desktop.charts.data import Array, ChartData, Emphasis, Grain, Series
from scenarios import record
from scenarios.comparison import fiscal_year_revenue, fiscal_years
from scenarios.engine.growth import DT
from scenarios.projection import Projection, percentiles
from tests.desktop.results import (
    BASE,
    JEVONS,
    LATER,
    WEAK,
    measured,
    preset,
    request,
    result,
    results,
)

LINES = (
    "compute_demand",
    "revenue",
    "shipments",
    "orders",
    "backlog",
    "price_per_h100e",
    "accelerator_spend",
    "power_additions",
)


def chart(
    key: str,
    *names: str,
    grain: Grain = Grain.QUARTER,
    found: dict[str, Projection] | None = None,
    reference_key: str = "",
) -> ChartData:
    asked = request(*names, charts=(key,), grain=grain, reference_key=reference_key)
    data = board_data(asked, found or results(*names))
    assert data is not None
    return data.charts[key]


def series(data: ChartData, key: str) -> Series:
    return next(one for one in data.series if one.key == key)


# Spans


@given(
    months=st.integers(1, 40),
    start=st.integers(0, 40),
    grain=st.sampled_from(list(Grain)),
    known=st.integers(0, 12),
)
def test_that_only_whole_spans_are_shown_and_none_is_lost(
    months: int, start: int, grain: Grain, known: int
) -> None:
    first = 24300 + start
    values = np.arange(months, dtype=float)[:, None] + first
    before = np.arange(first - known, first, dtype=float)
    found = gathered(values, first, grain, known=before)
    length = grain.months
    begun = (first - 1) % length
    begins = first - begun if begun <= known else first - begun + length
    whole = [e for e in range(begins + length - 1, first + months) if e % length == 0]
    assert found.x.tolist() == whole
    # Each month's value is its own ordinal, so that a span's mean is its middle.
    assert found.central == pytest.approx([end - (length - 1) / 2 for end in whole])


@given(months=st.integers(1, 40), start=st.integers(0, 40), grain=st.sampled_from(list(Grain)))
def test_that_a_stock_is_that_of_the_last_month_of_its_span(
    months: int, start: int, grain: Grain
) -> None:
    first = 24300 + start
    values = np.arange(months, dtype=float)[:, None] + first
    found = gathered(values, first, grain, stock=True)
    assert found.x.tolist() == found.central.tolist()
    ends = [end for end in range(first, first + months) if end % grain.months == 0]
    assert found.x.tolist() == ends


def test_that_a_band_is_that_of_the_quarter_and_not_of_its_months() -> None:
    projection = result(WEAK)
    found = variable_values(projection, "revenue", Grain.QUARTER)
    monthly = projection.draws("revenue")
    quarters = (monthly[0::3] + monthly[1::3] + monthly[2::3]) / 3
    assert found.bands() == pytest.approx(percentiles(quarters))
    of_months = projection.bands("revenue")
    means = (of_months[:, 0::3] + of_months[:, 1::3] + of_months[:, 2::3]) / 3
    assert np.abs(found.bands() / means - 1).max() > 1e-3


def test_that_by_month_a_chart_shows_the_projection_itself() -> None:
    data = chart("revenue", WEAK, grain=Grain.MONTH)
    one = series(data, WEAK)
    assert one.central == pytest.approx(result(WEAK).central("revenue"))
    assert one.bands == pytest.approx(result(WEAK).bands("revenue"))
    assert one.x.tolist() == [month.ordinal for month in result(WEAK).months]


def test_that_a_quarter_has_the_money_of_three_months() -> None:
    by_month = result(WEAK).central("revenue") / 12
    one = series(chart("revenue", WEAK), WEAK)
    assert one.central == pytest.approx(by_month.reshape(-1, 3).sum(axis=1))


@pytest.mark.parametrize("name", [WEAK, LATER])
def test_that_a_fiscal_year_has_the_revenue_that_the_headline_gives(name: str) -> None:
    projection = result(name)
    one = series(chart("revenue", name, grain=Grain.YEAR), name)
    years = fiscal_years(projection.scenario)
    assert one.x.tolist() == [12.0 * year for year in years]
    found = [fiscal_year_revenue(projection, year)[0] for year in years]
    assert one.central == pytest.approx(found)


def test_that_a_fiscal_year_under_way_is_left_out_where_the_record_does_not_complete_it() -> None:
    assert preset(LATER).as_of.month != 1
    orders = series(chart("orders", LATER, grain=Grain.YEAR), LATER)
    revenue = series(chart("revenue", LATER, grain=Grain.YEAR), LATER)
    assert orders.x[0] == revenue.x[0] + 12


def test_that_a_horizon_without_a_whole_span_leaves_an_empty_chart() -> None:
    found = {WEAK: result(WEAK, 6)}
    data = chart("orders", WEAK, grain=Grain.YEAR, found=found)
    assert data.months.size == 0


# Every chart


@pytest.mark.parametrize("grain", list(Grain))
@pytest.mark.parametrize("key", list(VIEWS))
def test_that_every_chart_has_numbers_a_title_and_a_unit(key: str, grain: Grain) -> None:
    data = chart(key, WEAK, JEVONS, LATER, grain=grain)
    assert data.key == key
    assert data.title
    assert data.unit
    months = data.months
    assert months.size
    assert data.span is not None
    assert months[months > float(preset(WEAK).as_of.ordinal)].max() <= data.span[1]
    for x, values in everything(data):
        assert np.isfinite(values).all()
        assert all(a < b for a, b in pairwise(x.tolist()))


def everything(data: ChartData) -> list[tuple[Array, Array]]:
    return [
        *((one.x, one.central) for one in data.series),
        *((bars.x, bars.central) for bars in data.bars),
        *((points.x, points.values) for points in data.points),
        *((layer.x, layer.values) for layer in data.stack),
        *((ribbon.x, ribbon.codes) for ribbon in data.ribbons),
    ]


def test_that_the_opening_board_has_four_charts_of_the_table() -> None:
    assert len(OPENING) == 4
    assert set(OPENING) <= set(VIEWS)


@pytest.mark.parametrize("key", LINES)
def test_that_every_visible_scenario_is_on_every_chart_of_lines(key: str) -> None:
    data = chart(key, WEAK, JEVONS, LATER)
    assert {WEAK, JEVONS, LATER, "reference"} <= {one.key for one in data.series}
    assert series(data, WEAK).emphasis is Emphasis.SELECTED
    assert series(data, WEAK).bands is not None
    for other in (JEVONS, LATER):
        assert series(data, other).emphasis is Emphasis.OTHER
        assert series(data, other).bands is None
    assert series(data, "reference").emphasis is Emphasis.REFERENCE


@pytest.mark.parametrize("key", ["revenue_effect", "regions"])
def test_that_the_others_are_lines_over_the_bars_and_areas_of_the_active_one(key: str) -> None:
    data = chart(key, WEAK, JEVONS)
    assert bool(data.bars) != bool(data.stack)
    assert series(data, JEVONS).emphasis is Emphasis.OTHER
    assert (WEAK in {one.key for one in data.series}) == bool(data.stack)


def test_that_bars_have_the_colour_and_the_name_of_their_scenario_only_beside_others() -> None:
    alone, beside = (chart("revenue_effect", *names).bars[0] for names in [(WEAK,), (WEAK, JEVONS)])
    assert (alone.role, alone.name) == ("", "")
    assert beside.role == series(chart("revenue", WEAK, JEVONS), WEAK).role
    assert beside.name == preset(WEAK).name


def test_that_scenarios_differ_in_more_than_their_colours() -> None:
    data = chart("revenue", WEAK, JEVONS, BASE)
    looks = [(s.dash, s.marker) for s in data.series if s.key != "reference"]
    assert len(set(looks)) == 3


def test_that_a_scenario_alone_needs_no_name_on_its_chart_but_keeps_it_in_the_numbers() -> None:
    alone = series(chart("revenue", WEAK), WEAK)
    assert alone.name == "this scenario"
    assert alone.label == preset(WEAK).name
    beside = series(chart("revenue", WEAK, JEVONS), WEAK)
    assert beside.label == preset(WEAK).name
    assert beside.name == preset(WEAK).name


def test_that_very_long_names_which_begin_alike_still_differ() -> None:
    names = {WEAK: f"{'long ' * 20}one", JEVONS: f"{'long ' * 20}two"}
    asked = request(WEAK, JEVONS, charts=("revenue",))
    shown = tuple(replace(one, name=names[one.key]) for one in asked.shown)
    data = board_data(replace(asked, shown=shown), results(WEAK, JEVONS))
    assert data is not None
    found = [series(data.charts["revenue"], key).label for key in names]
    assert len(set(found)) == 2
    assert max(map(len, found)) < 50


def test_that_an_open_scenario_which_is_the_reference_is_drawn_once() -> None:
    found = {
        WEAK: measured(preset(WEAK), preset(JEVONS)),
        JEVONS: measured(preset(JEVONS), preset(JEVONS)),
    }
    data = chart("revenue", WEAK, JEVONS, found=found, reference_key=JEVONS)
    assert [one.key for one in data.series] == [WEAK, "reference"]
    line = series(data, "reference").central
    assert line == pytest.approx(series(chart("revenue", JEVONS), JEVONS).central)


def test_that_an_active_scenario_which_is_the_reference_has_no_second_line() -> None:
    found = {WEAK: measured(preset(WEAK), preset(WEAK))}
    data = chart("revenue", WEAK, found=found, reference_key=WEAK)
    assert [one.key for one in data.series] == [WEAK]


def test_that_a_reference_from_another_month_is_a_line_like_any_other() -> None:
    found = {WEAK: replace(result(WEAK), baseline=None), LATER: result(LATER)}
    data = chart("revenue", WEAK, LATER, found=found, reference_key=LATER)
    assert [one.key for one in data.series] == [WEAK, LATER]
    effect = chart("revenue_effect", WEAK, LATER, found=found, reference_key=LATER)
    assert not effect.bars


def test_that_a_scenario_without_a_result_is_left_out() -> None:
    data = board_data(request(WEAK, JEVONS), results(WEAK))
    assert data is not None
    assert JEVONS not in {one.key for one in data.charts["revenue"].series}
    assert board_data(request(WEAK, JEVONS), results(JEVONS)) is None


def test_that_all_charts_span_the_horizons_of_all_scenarios() -> None:
    data = board_data(request(WEAK, LATER), results(WEAK, LATER))
    assert data is not None
    first, last = data.span
    assert first == preset(WEAK).as_of.ordinal - 24
    assert last == preset(LATER).months[-1].ordinal
    assert {one.span for one in data.charts.values()} == {data.span}
    assert {one.as_of for one in data.charts.values()} == {preset(WEAK).as_of.ordinal}


def test_that_an_earlier_scenario_is_shown_from_its_beginning() -> None:
    early = preset(WEAK).replace(as_of=record.FIRST_AS_OF, events=())
    found = {LATER: result(LATER), WEAK: measured(early, early.defaults())}
    data = chart("revenue", LATER, WEAK, found=found)
    assert data.span is not None
    assert data.span[0] == record.FIRST_AS_OF.ordinal


# Single charts


def test_that_the_effect_is_the_paired_difference_to_the_reference() -> None:
    projection = result(WEAK)
    assert projection.baseline is not None
    data = chart("revenue_effect", WEAK)
    gaps = projection.columns("revenue") - projection.baseline.columns("revenue")
    quarters = gaps.reshape(20, 3, -1).sum(axis=1) / 12
    assert data.bars[0].central == pytest.approx(quarters[:, 0])
    assert data.bars[0].bands == pytest.approx(percentiles(quarters[:, 1:]))
    assert "baseline" in data.unit


def test_that_an_effect_of_nothing_is_said_in_words_with_what_to_do() -> None:
    found = {WEAK: measured(preset(WEAK), preset(WEAK))}
    same = chart("revenue_effect", WEAK, found=found)
    assert same.note == "Same revenue as the reference"
    assert "move a slider" in same.advice
    assert chart("revenue_effect", WEAK).note == ""
    beside = {**found, JEVONS: result(JEVONS)}
    assert chart("revenue_effect", WEAK, JEVONS, found=beside).note == ""


def test_that_an_effect_without_a_reference_says_why() -> None:
    found = {WEAK: replace(result(WEAK), baseline=None)}
    data = chart("revenue_effect", WEAK, found=found)
    assert data.note
    assert "another month" in data.advice


@pytest.mark.parametrize("grain", list(Grain))
@pytest.mark.parametrize("key", list(VIEWS))
def test_that_every_chart_explains_itself_and_has_ever_shorter_units(
    key: str, grain: Grain
) -> None:
    data = chart(key, WEAK, grain=grain)
    assert len(data.help.split()) > 5
    units = [data.unit, *data.short_units]
    assert units == sorted(units, key=len, reverse=True)


@pytest.mark.parametrize("grain", list(Grain))
def test_that_regions_add_up_to_the_revenue(grain: Grain) -> None:
    layers = chart("regions", WEAK, grain=grain).stack
    revenue = series(chart("revenue", WEAK, grain=grain), WEAK)
    total = sum(layer.values for layer in layers)
    assert total == pytest.approx(revenue.central[-len(layers[0].x) :])


def test_that_the_record_stands_beside_the_projection_and_after_its_start() -> None:
    points = chart("revenue", WEAK).points[0]
    quarters = record.history("2026-11")
    assert points.values.tolist() == [quarter.data_center_revenue for quarter in quarters]
    assert points.x[-1] > preset(WEAK).as_of.ordinal
    shipments = chart("shipments", WEAK).points[0]
    assert shipments.values.tolist() == [4 * quarter.market_shipments for quarter in quarters]


def test_that_the_record_by_year_has_whole_fiscal_years() -> None:
    x, values = recorded("2026-11", "revenue", Grain.YEAR)
    assert x.tolist() == [12.0 * year for year in (2023, 2024, 2025, 2026)]
    quarters = record.history("2026-11")
    fy2026 = sum(q.data_center_revenue for q in quarters if q.month.fiscal_year == 2026)
    assert values[-1] == pytest.approx(fy2026)


@pytest.mark.parametrize("name", [WEAK, LATER])
def test_that_the_recorded_base_ends_where_the_model_begins(name: str) -> None:
    projection = result(name)
    x, base = recorded_base(projection, Grain.QUARTER)
    at_start = base[x.tolist().index(projection.scenario.as_of.ordinal)]
    life = projection.inputs.assumptions["hardware_life_years"][0]
    shipped = projection.central("shipments")[0] * DT
    after = at_start * np.exp(-DT / life) + shipped
    assert projection.central("installed_base")[0] == pytest.approx(after)


@pytest.mark.parametrize("name", [WEAK, "baseline-2026-07"])
def test_that_the_base_at_the_supply_limit_is_the_installed_one_while_supply_binds(
    name: str,
) -> None:
    projection = result(name)
    most, base = base_at_full_supply(projection), projection.central("installed_base")
    bound = projection.central("binding_constraint") > 0
    first_free = int(np.argmin(bound))
    assert 0 < first_free < len(base)
    assert most[:first_free] == pytest.approx(base[:first_free])
    assert (most[first_free:] > base[first_free:]).all()


def test_that_what_is_drawn_reaches_the_power_limit_where_power_binds() -> None:
    projection = result("baseline-2026-07")
    drawn, limit = projection.central("power_additions"), power_limit(projection)
    bound = projection.central("binding_constraint") == 2
    assert 0 < bound.sum() < len(bound)
    assert drawn[bound] == pytest.approx(limit[bound])
    assert (drawn[~bound] < limit[~bound]).all()


@pytest.mark.parametrize("grain", list(Grain))
def test_that_shares_of_what_binds_add_up_to_all_draws(grain: Grain) -> None:
    layers = chart("binding_share", WEAK, grain=grain).stack
    assert sum(layer.values for layer in layers) == pytest.approx(np.full(len(layers[0].x), 100))


def test_that_a_share_of_what_binds_counts_draws() -> None:
    codes = result(WEAK).draws("binding_constraint")
    layers = chart("binding_share", WEAK, grain=Grain.MONTH).stack
    chips = next(layer for layer in layers if layer.key == "chips")
    assert chips.values == pytest.approx(100 * (codes == 1).mean(axis=1))


def test_that_a_quarter_is_given_to_what_binds_longest() -> None:
    codes = result(LATER).central("binding_constraint").reshape(-1, 3)
    ribbon = chart("binding", LATER).ribbons[0]
    for months, code in zip(codes, ribbon.codes, strict=True):
        assert (months == code).sum() == max((months == other).sum() for other in range(3))


def test_that_what_binds_has_a_row_for_every_scenario_and_the_reference() -> None:
    ribbons = chart("binding", WEAK, JEVONS).ribbons
    assert [ribbon.key for ribbon in ribbons] == [WEAK, JEVONS, "reference"]


def test_that_demand_is_shown_with_its_parts() -> None:
    data = chart("compute_demand", WEAK)
    whole = series(data, WEAK).central
    parts = series(data, "training").central + series(data, "inference").central
    assert parts == pytest.approx(whole)
    assert {"installed_base", "full_supply"} <= {one.key for one in data.series}
