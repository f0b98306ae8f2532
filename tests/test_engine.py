"""The engine against answers known beforehand: published digits, the record, and closed forms.

The closed forms hold in a still world, where nothing grows and prices do not move, so that each
mechanism can be seen alone and reckoned by hand.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios import files, record
from scenarios.assumptions import Assumption, registry
from scenarios.engine import access
from scenarios.engine.value import cumulative, equity_value
from scenarios.projection import CONSTRAINTS, Projection, project, project_effect
from scenarios.scenario import Scenario
from tests.strategies import Tree

Array = npt.NDArray[np.float64]

DT = 1 / 12
NEWEST = record.newest_data()
DECLARED = registry(NEWEST)

#: Nothing grows, nobody learns, prices stay, everyone may buy and there is power and capacity.
STILL: Tree = {
    **dict.fromkeys(("training_demand_growth", "inference_demand_growth"), 1),
    **dict.fromkeys(("training_efficiency_growth", "inference_efficiency_growth"), 1),
    **dict.fromkeys(("training_efficiency_trend", "inference_efficiency_trend"), 1),
    **dict.fromkeys(("long_run_growth", "supply_growth", "supply_long_run_growth"), 1),
    **dict.fromkeys(("power_additions_growth", "energy_efficiency_growth"), 1),
    **dict.fromkeys(("reasoning_adoption_rate", "induced_efficiency", "scarcity_sensitivity"), 0),
    **dict.fromkeys(("substitution_initial", "substitution_rate"), 0),
    **dict.fromkeys(("export_restriction_level_china", "export_restriction_level_row"), 0),
    "price_performance_growth": 1,
    "supply_headroom": 5,
    "initial_backlog_ratio": 0.05,
    "power_additions_gw_per_year": 10_000,
    "lead_time_years": 0.2,
    "adjustment_time_years": 0.2,
}


def scenario(
    assumptions: Tree | None = None, events: list[Tree] | None = None, **fields: Any
) -> Scenario:
    made = {"name": "A", "as_of": "2025-01", "assumptions": assumptions or {}}
    return Scenario(**{**made, "events": events or [], **fields})


def central(made: Scenario) -> Projection:
    return project(made, draws=False)


def still(
    assumptions: Tree | None = None, events: list[Tree] | None = None, **fields: Any
) -> Projection:
    return central(scenario({**STILL, **(assumptions or {})}, events, **fields))


def shock(month: str = "2025-02", multiplier: float = 2.0, **fields: Any) -> Tree:
    made: Tree = {"type": "efficiency_shock", "month": month, "multiplier": multiplier}
    return {**made, "diffusion_months": 9, "training_share": 1, "inference_share": 0.5, **fields}


def restriction(month: str, level: float, region: str = "china") -> Tree:
    return {"type": "export_restriction", "month": month, "region": region, "level": level}


def programme(month: str, end_month: str, **fields: Any) -> Tree:
    made: Tree = {"type": "investment_programme", "month": month, "end_month": end_month}
    shares = {"accelerator_share": 0.5, "additionality": 0.3}
    return {**made, "amount_usd_bn": 500, **shares, **fields}


def outage(month: str, duration_months: float, capacity_loss: float = 0.5) -> Tree:
    made: Tree = {"type": "supply_shock", "month": month, "duration_months": duration_months}
    return {**made, "capacity_loss": capacity_loss}


def years(found: Projection) -> Array:
    return np.arange(1.0, len(found.months) + 1) * DT


# One scenario to twelve digits

TWELVE = scenario(
    {"training_rebound": 0.5, "inference_demand_growth": 5.5, "hardware_life_years": 4.5},
    [
        shock(),
        restriction("2025-05", 3.4),
        restriction("2025-05", 2.5, "rest_of_world"),
        programme("2025-02", "2028-12"),
        outage("2027-03", 12),
    ],
    uncertainty={"draws": 1},
)
COLUMNS = "revenue compute_demand installed_base backlog orders price_per_h100e".split()
TABLE = """
 1  153.585617603  19530755.1305  6847134.52066  5628857.41279  13976768.6938  25330.824629   chips
 6  189.219892756  23783559.9568  10949037.464   5493942.41966  10686565.7525  22143.366307   demand
13  154.90208741   36259829.6966  16995431.8453  6101388.93051  18154324.5916  16844.8916666  demand
27  181.437792831  91983655.5776  38369967.3378  17817991.432   49785613.14    11341.6559859  chips
30  208.719259144  109191782.089  43629047.0211  23887983.1376  56241382.2564  11266.476262   chips
60  473.911535712  485260432.102  233663336.904  74456135.0115  211995073.092  4838.89543767  demand
"""
#: Half a unit in the twelfth digit is at most 5e-12 of a number.
TWELFTH_DIGIT = 6e-12


@pytest.mark.parametrize("line", TABLE.strip().splitlines(), ids=lambda line: line.split()[0])
def test_that_the_published_scenario_comes_out_to_twelve_digits(line: str) -> None:
    month, *numbers, binding = line.split()
    found, at = central(TWELVE), int(month) - 1
    for variable, number in zip(COLUMNS, numbers, strict=True):
        assert found.central(variable)[at] == pytest.approx(float(number), rel=TWELFTH_DIGIT)
    assert CONSTRAINTS[int(found.central("binding_constraint")[at])] == binding


def test_that_its_regions_and_its_value_come_out_to_twelve_digits() -> None:
    found = project_effect(TWELVE, TWELVE.defaults())
    regions = {"us_allies": 436.287076052, "china": 10.3481661328, "rest_of_world": 27.276293527}
    for region, number in regions.items():
        revenue = found.central("revenue", region)[-1]
        assert revenue == pytest.approx(number, rel=TWELFTH_DIGIT)
    (value,) = found.central("equity_value_effect")
    assert value == pytest.approx(-380.824231352, rel=TWELFTH_DIGIT)


# The record


def test_that_the_newest_baseline_has_the_published_revenue() -> None:
    revenue = central(files.preset("baseline-2026-07")).central("revenue")
    assert [round(year) for year in revenue.reshape(5, 12).mean(axis=1)] == [
        *(520, 820, 1085, 1181, 1156)
    ]
    assert round(revenue[:3].mean() / 4, 1) == 101.9


def test_that_the_baseline_of_2025_01_is_near_the_six_quarters_that_followed() -> None:
    revenue = central(files.preset("baseline-2025-01")).central("revenue")
    quarters = revenue[:18].reshape(6, 3).mean(axis=1) / 4
    assert [round(q, 1) for q in quarters] == [40.8, 48.0, 55.2, 62.3, 69.1, 73.9]
    happened = [q.data_center_revenue for q in record.history(NEWEST)][-6:]
    assert [round(q, 1) for q in happened] == [39.1, 41.1, 51.2, 62.3, 75.2, 89.0]


@pytest.mark.parametrize(
    ("rebound", "percent"), [(0, -31.0), (0.5, -18.0), (0.9, -4.7), (1.3, 9.3)]
)
def test_that_a_halving_of_compute_needs_is_worth_what_the_rebound_says(
    rebound: float, percent: float
) -> None:
    beliefs = {"training_rebound": rebound, "inference_rebound": rebound}
    made = scenario(beliefs, [shock()], uncertainty={"draws": 1})
    effect = project_effect(made, made.without_events())
    (share,) = effect.central("equity_value_effect_share")
    assert round(100 * share, 1) == percent
    (value,) = effect.central("equity_value_effect")
    market = record.history_until(NEWEST, made.as_of)[-1].market_cap
    assert market is not None
    assert value / market == share


@pytest.mark.parametrize("as_of", record.as_of_months(NEWEST), ids=str)
def test_that_every_baseline_begins_without_a_jump(as_of: object) -> None:
    found = central(scenario(as_of=str(as_of)))
    last = record.history_until(NEWEST, found.scenario.as_of)[-1]
    # A month of growth, and no more.
    assert 1 < found.central("shipments")[0] / (4 * last.market_shipments) < 1.15
    assert 0.95 < found.central("revenue")[0] / (4 * last.data_center_revenue) < 1.15


# Every assumption matters

#: All mechanisms at once: a gain, both regions half barred and a programme.
LIVELY = [
    shock("2025-04"),
    restriction("2025-06", 2.5),
    restriction("2025-06", 2.5, "rest_of_world"),
    programme("2025-06", "2026-06", additionality=0.5),
]


def outcomes(made: Scenario) -> dict[tuple[str, str], Array]:
    found = project_effect(made, made.defaults())
    return {(v.id, region): found.central(v.id, region) for v, region in found.available()}


@pytest.mark.parametrize("assumption", DECLARED.values(), ids=DECLARED)
def test_that_every_assumption_moves_some_output(assumption: Assumption) -> None:
    made = scenario(events=LIVELY, uncertainty={"draws": 1})
    before = outcomes(made)
    low, high = assumption.slider_minimum, assumption.slider_maximum
    # A central growth for ever must stay a hundredth below the discount rate.
    ends = {"discount_rate": (0.06, high), "terminal_growth": (low, 0.06)}
    moved = 0.0
    for value in ends.get(assumption.id, (low, high)):
        after = outcomes(made.with_setting(assumption.id, float(value)))
        for key, values in before.items():
            size = np.abs(values).max()
            moved = max(moved, float(np.abs(after[key] - values).max() / size) if size else 0)
    assert moved > 1e-3


@pytest.mark.parametrize("name", ["free_cash_flow_margin", "discount_rate", "terminal_growth"])
def test_that_beliefs_about_value_change_no_flow_of_chips_or_money(name: str) -> None:
    made = scenario(events=LIVELY, uncertainty={"draws": 1})
    before, after = outcomes(made), outcomes(made.with_setting(name, DECLARED[name].p50 * 1.1))
    for key, values in before.items():
        assert (after[key] == values).all() != key[0].startswith("equity_value")


# The start


def known_start(as_of: str, life: float, headroom: float, ratio: float, lead: float) -> Tree:
    """The starting point by hand, from the record alone."""
    quarters = [q for q in record.history(NEWEST) if str(q.month) <= as_of]
    last = quarters[-1]
    ages = [(last.month - q.month) / 12 + 0.125 for q in quarters]
    base = sum(
        q.market_shipments * math.exp(-age / life) for q, age in zip(quarters, ages, strict=True)
    )
    shipped = 4 * last.market_shipments
    return {
        "shipments": shipped,
        "share": last.vendor_shipments / last.market_shipments,
        "price": 1e9 * last.data_center_revenue / last.vendor_shipments,
        "installed_base": base,
        "backlog": ratio * shipped * (1 + headroom) * lead,
    }


def test_that_orders_of_a_still_world_begin_as_what_was_shipped_last() -> None:
    found = still()
    start = known_start("2025-01", 5, 5, 0.05, 0.2)
    assert found.central("orders")[0] == pytest.approx(start["shipments"])
    assert found.central("price_per_h100e") == pytest.approx(start["price"])


def test_that_demand_of_a_still_world_is_what_stands_is_ordered_and_is_missing() -> None:
    start = known_start("2025-01", 5, 5, 0.05, 0.2)
    hazard = (1 - math.exp(-DT / 5)) / DT
    missing = 0.2 * (start["shipments"] - hazard * start["installed_base"])
    wanted = start["installed_base"] + start["backlog"] + missing
    assert still().central("compute_demand") == pytest.approx(wanted)


def test_that_who_cannot_buy_wants_no_less() -> None:
    barred = still(
        {"export_restriction_level_china": 4, "leakage_china": 0, "offshore_china": 0}
    ).central("compute_demand")
    assert barred == pytest.approx(still().central("compute_demand") / (1 - 0.17))


# 1 and 2: efficiency and demand


@pytest.mark.parametrize("rebound", [0, 0.5, 1, 1.5, 4])
@pytest.mark.parametrize("share", [1, 0.5])
def test_that_a_gain_leaves_demand_to_the_power_of_rebound_less_one(
    rebound: float, share: float
) -> None:
    quick = {"training_rebound": rebound, "rebound_lag_years": 0.02}
    gain = shock(multiplier=3, diffusion_months=0.1, training_share=share, inference_share=0)
    ratio = demand_ratio("compute_demand_training", quick, [gain])
    assert ratio[-1] == pytest.approx(3 ** (share * (rebound - 1)))
    assert demand_ratio("compute_demand_inference", quick, [gain]) == pytest.approx(1)


def demand_ratio(variable: str, assumptions: Tree, events: list[Tree]) -> Array:
    after, before = still(assumptions, events), still(assumptions)
    return after.central(variable) / before.central(variable)


def test_that_the_saving_comes_at_once_and_the_rebound_later() -> None:
    ratio = demand_ratio(
        "compute_demand_training",
        {"training_rebound": 1, "rebound_lag_years": 2},
        [shock("2025-05", diffusion_months=0.1)],
    )
    assert (ratio[:3] == 1).all()
    # In its first month a twelfth of the time constant has closed 1 - exp(-1/24) of the gap.
    assert ratio[3] == pytest.approx(2 ** -math.exp(-1 / 24), rel=1e-4)
    assert (np.diff(ratio[3:]) > 0).all()
    assert 0.9 < ratio[-1] < 1


def test_that_a_gain_spreads_with_its_time_constant() -> None:
    ratio = demand_ratio(
        "compute_demand_inference",
        {"inference_rebound": 0},
        [shock("2025-05", diffusion_months=9, inference_share=0.5)],
    )
    since = np.maximum(np.arange(1, 61) - 3, 0)
    assert ratio == pytest.approx(2 ** (-0.5 * (1 - np.exp(-since / 9))))


def test_that_gains_add_up_and_a_loss_undoes_a_gain() -> None:
    pair = [shock(multiplier=2), shock(multiplier=3)]
    one = demand_ratio("compute_demand_training", {}, pair)
    assert one == pytest.approx(demand_ratio("compute_demand_training", {}, [shock(multiplier=6)]))
    undone = demand_ratio("compute_demand_training", {}, [shock(multiplier=0.5), shock()])
    assert undone == pytest.approx(1)


def test_that_only_efficiency_over_its_trend_is_a_gain() -> None:
    growing = {"training_demand_growth": 3, "training_efficiency_trend": 2}
    on_trend = still({**growing, "training_efficiency_growth": 2, "training_rebound": 0})
    t = years(on_trend)
    faded = 3 * (1 - np.exp(-t / 3))
    demand = on_trend.central("compute_demand_training")
    expected = math.log(3 / 2) * faded
    assert np.log(demand / demand[0]) == pytest.approx(expected - expected[0], abs=1e-9)
    ahead = still({**growing, "training_efficiency_growth": 4, "training_rebound": 0})
    ratio = ahead.central("compute_demand_training") / demand
    assert np.log(ratio) == pytest.approx(-math.log(4 / 2) * faded)


def test_that_restrictions_call_forth_training_efficiency() -> None:
    barred = {"induced_efficiency": 0.3, "leakage_china": 0, "offshore_china": 0}
    event = [restriction("2025-05", 3)]
    ratio = demand_ratio("compute_demand_training", {**barred, "training_rebound": 0}, event)
    since = np.maximum(np.arange(1, 61) - 3, 0)
    assert np.log(ratio) == pytest.approx(-0.3 * (1 - 0.10) * since * DT)
    unmoved = demand_ratio("compute_demand_inference", {**barred, "inference_rebound": 0}, event)
    assert unmoved == pytest.approx(1)


def test_that_reasoning_deepens_queries_along_a_logistic_curve() -> None:
    shares = {"reasoning_share_initial": 0.1, "reasoning_share_limit": 0.6}
    adopted = {**shares, "reasoning_adoption_rate": 0.8, "reasoning_multiplier": 11}
    found = still(adopted).central("compute_demand_inference")
    t = np.arange(1, 61) * DT
    share = 0.6 / (1 + (0.6 / 0.1 - 1) * np.exp(-0.8 * t))
    # The start depends on the depth of the first month too, so only ratios are known by hand.
    assert found / found[0] == pytest.approx((1 + share * 10) / (1 + share[0] * 10))


# 3: access

LADDER = [(1, 0, 0), (0.9, 0.5, 0.2), (0.45, 1, 0.6), (0.1, 1, 1), (0, 1, 1), (0, 0.3, 0.2)]


@pytest.mark.parametrize("level", range(6))
def test_that_the_ladder_is_the_published_one(level: int) -> None:
    legal, leakage, offshore = LADDER[level]
    at = np.array([float(level)])
    assert access.legal_access(at).tolist() == [legal]
    found = access.access(at, np.array([0.1]), np.array([0.15]))
    assert found == pytest.approx(legal + (1 - legal) * (0.1 * leakage + 0.15 * offshore))


@pytest.mark.parametrize("level", range(5))
def test_that_half_way_between_rungs_every_column_is_half_way(level: int) -> None:
    legal, leakage, offshore = (
        (a + b) / 2 for a, b in zip(LADDER[level], LADDER[level + 1], strict=True)
    )
    at = np.array([level + 0.5])
    assert access.legal_access(at) == pytest.approx(legal)
    found = access.access(at, np.array([0.1]), np.array([0.15]))
    assert found == pytest.approx(legal + (1 - legal) * (0.1 * leakage + 0.15 * offshore))


def test_that_no_way_around_gives_more_than_free_access() -> None:
    everything = access.access(np.array([3.0]), np.array([0.8]), np.array([0.7]))
    assert everything.tolist() == [1]


def china(*events: Tree, **assumptions: float) -> Array:
    """China's revenue by month."""
    return central(scenario(assumptions, [*events])).central("revenue", "china")


def test_that_a_restriction_acts_from_its_month_until_the_next_one() -> None:
    free = china(restriction("2025-02", 0))
    closed = china(restriction("2025-02", 0), restriction("2025-09", 5))
    assert (closed[:7] == free[:7]).all()
    assert (closed[7:] < free[7:]).all()
    lifted = china(restriction("2025-02", 0), restriction("2025-09", 5), restriction("2026-09", 0))
    assert (lifted[:19] == closed[:19]).all()
    assert (lifted[19:] > closed[19:]).all()


def test_that_the_order_in_the_file_counts_only_within_a_month() -> None:
    early, late = restriction("2025-09", 1), restriction("2026-03", 4)
    assert (china(early, late) == china(late, early)).all()
    last = china(restriction("2025-09", 1), restriction("2025-09", 4))
    assert (last == china(restriction("2025-09", 4))).all()
    assert (last != china(restriction("2025-09", 4), restriction("2025-09", 1))).any()


def test_that_restricting_one_region_takes_nothing_from_the_level_of_another() -> None:
    event = [restriction("2025-09", 4, "rest_of_world")]
    for region, moves in (("us_allies", False), ("china", False), ("rest_of_world", True)):
        before, after = (
            still().central("revenue", region),
            still({}, event).central("revenue", region),
        )
        assert (before != after).any() == moves


def test_that_domestic_chips_replace_barred_ones_up_to_their_limit() -> None:
    level = {"export_restriction_level_china": 4, "leakage_china": 0.5, "offshore_china": 0}
    domestic = {"substitution_initial": 0.2, "substitution_limit": 0.7, "substitution_rate": 0.6}
    barred = {**level, **domestic}
    found = still({**barred, "hardware_life_years": 0.5}, horizon_months=120)
    shrunk = found.central("installed_base", "china")
    fixed = still({**barred, "substitution_rate": 0, "hardware_life_years": 0.5})
    kept = fixed.central("installed_base", "china")
    assert kept[-1] == pytest.approx(kept[24], rel=1e-3)
    # From 80% of demand left to the vendors to 30%.
    left = 0.3 + 0.5 * (1 - 0.6 * DT) ** 120
    assert shrunk[-1] / kept[-1] == pytest.approx(left / 0.8, rel=0.01)


def test_that_domestic_chips_give_way_when_access_is_free() -> None:
    free = {"substitution_initial": 0.5, "substitution_reversal_rate": 0.4}
    found = still({**free, "hardware_life_years": 0.5}, horizon_months=120)
    fixed = still({**free, "substitution_reversal_rate": 0, "hardware_life_years": 0.5})
    ratio = (
        found.central("installed_base", "china")[-1] / fixed.central("installed_base", "china")[-1]
    )
    assert ratio == pytest.approx((1 - 0.5 * (1 - 0.4 * DT) ** 120) / 0.5, rel=0.01)


# 4: orders


def test_that_a_programme_stands_for_ever_and_only_as_demand() -> None:
    spent = [programme("2025-02", "2025-07")]
    after, before = (still({}, events, horizon_months=120) for events in (spent, []))
    start = known_start("2025-01", 5, 5, 0.05, 0.2)
    bought = 500e9 * 0.5 * 0.3 / start["price"]
    hazard = (1 - math.exp(-DT / 5)) / DT
    # Ten years on, twice the life of the hardware: what retired was ordered again. Part of what
    # is wanted is then always on order, for the lead time less the month in which it is shipped.
    standing = bought / (1 + hazard * (0.2 - DT))
    for region, more in (("us_allies", standing), ("china", 0), ("world", standing)):
        difference = after.central("installed_base", region) - before.central(
            "installed_base", region
        )
        assert difference[-1] == pytest.approx(more, rel=1e-4, abs=1)
    assert (after.central("compute_demand") == before.central("compute_demand")).all()


def test_that_a_programme_is_spent_evenly_and_stops_with_the_horizon() -> None:
    def ordered(*events: Tree) -> Array:
        return still({}, [*events]).central("orders")

    before = ordered()
    whole = ordered(programme("2025-05", "2025-08", amount_usd_bn=400)) - before
    half = ordered(programme("2025-05", "2025-06", amount_usd_bn=200)) - before
    assert (whole[:3] == 0).all()
    assert whole[:5] == pytest.approx(half[:5])
    assert (whole[5:8] > half[5:8]).all()
    # Only a sixth of these twelve years lies within the two of the horizon.
    short = still({}, [programme("2025-02", "2037-01", amount_usd_bn=600)], horizon_months=24)
    known = still({}, [programme("2025-02", "2027-01", amount_usd_bn=100)], horizon_months=24)
    assert short.central("orders") == pytest.approx(known.central("orders"), rel=1e-12)


def test_that_a_cheaper_chip_makes_a_programme_buy_more() -> None:
    late = [programme("2027-02", "2027-02")]

    def added(growth: float) -> float:
        cheaper = {"price_performance_growth": growth, "adjustment_time_years": 0.1}
        rebound = {"training_rebound": 0, "inference_rebound": 0}
        after, before = (still({**cheaper, **rebound}, events) for events in (late, []))
        return float(after.central("orders")[24] - before.central("orders")[24])

    assert added(1.5) / added(1) == pytest.approx(1.5 ** (25 / 12))


def test_that_nobody_orders_when_more_stands_than_is_wanted() -> None:
    found = still({"initial_backlog_ratio": 1}, [shock(multiplier=1000, inference_share=1)])
    assert (found.central("orders") == 0).any()
    assert (found.central("orders") >= 0).all()


# 5: supply


@pytest.mark.parametrize(
    ("assumptions", "constraint"),
    [
        ({}, "demand"),
        ({"supply_headroom": -0.4, "initial_backlog_ratio": 2}, "chips"),
        ({"power_additions_gw_per_year": 1}, "power"),
    ],
    ids=["demand", "chips", "power"],
)
def test_that_the_constraint_that_binds_is_named(assumptions: Tree, constraint: str) -> None:
    found = still(assumptions)
    assert CONSTRAINTS[int(found.central("binding_constraint")[0])] == constraint
    chips, power, shipped = (
        found.central(name)[0] for name in ("supply_limit_chips", "supply_limit_power", "shipments")
    )
    if constraint == "demand":
        assert shipped < 0.9 * min(chips, power)
    else:
        assert shipped == pytest.approx(chips if constraint == "chips" else power, rel=1e-12)
        assert (chips < power) == (constraint == "chips")


def test_that_without_limits_a_backlog_is_shipped_in_its_lead_time() -> None:
    found = central(
        scenario({"supply_headroom": 5, "initial_backlog_ratio": 0.05, "training_demand_growth": 3})
    )
    assert (found.central("binding_constraint") == 0).all()
    shipped = found.central("shipments")
    before_shipping = found.central("backlog") + shipped * DT
    assert shipped == pytest.approx(before_shipping / 0.5)


def test_that_chips_grow_from_capacity_at_the_start() -> None:
    found = central(scenario({"supply_headroom": 0.1}))
    start = known_start("2025-01", 5, 0.1, 1.25, 0.5)
    t = years(found)
    growth = math.log(1.3) * t + (math.log(2.9) - math.log(1.3)) * 3 * (1 - np.exp(-t / 3))
    expected = start["shipments"] * 1.1 * np.exp(growth)
    assert found.central("supply_limit_chips") == pytest.approx(expected)


def test_that_an_outage_takes_its_share_for_its_months_and_two_multiply() -> None:
    events = [outage("2025-04", 3), outage("2025-06", 2.5, 0.2), outage("2026-02", 0, 1)]
    after, before = still({}, events), still()
    ratio = after.central("supply_limit_chips") / before.central("supply_limit_chips")
    # From April: two months at a half, June at a half of four fifths, two at four fifths.
    expected = [1, 1, 0.5, 0.5, 0.4, 0.8, 0.8]
    assert ratio == pytest.approx([*expected, *[1] * 53])
    power = after.central("supply_limit_power") / before.central("supply_limit_power")
    assert (power == 1).all()


def test_that_nothing_is_shipped_without_capacity_and_nothing_is_lost() -> None:
    found = still({}, [outage("2025-02", 1200, 1)])
    assert (found.central("shipments") == 0).all()
    assert (found.central("revenue") == 0).all()
    assert (np.diff(found.central("backlog")) > 0).all()


# 6: price and revenue


def test_that_the_price_falls_with_price_performance_when_scarcity_does_not_count() -> None:
    found = central(scenario({"scarcity_sensitivity": 0}))
    start = known_start("2025-01", 5, 0.02, 1.25, 0.5)
    expected = start["price"] * 1.37 ** -years(found)
    assert found.central("price_per_h100e") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("loss", "edge"), [(0.99, "premium_cap"), (0, "premium_floor")], ids=["scarce", "plenty"]
)
def test_that_the_premium_stops_at_its_floor_and_its_cap(loss: float, edge: str) -> None:
    limits = {"premium_floor": -0.1, "premium_cap": 0.3}
    moving = {**limits, "scarcity_sensitivity": 2, "premium_lag_years": 0.02}
    start = {"initial_backlog_ratio": 1, "supply_headroom": 5}
    found = still({**moving, **start}, [outage("2025-02", 60, loss)])
    price = found.central("price_per_h100e")
    # The first month has the premium of the start, which is none at a backlog ratio of 1.
    premium = price / price[0] - 1
    assert price[0] == pytest.approx(known_start("2025-01", 5, 5, 1, 0.2)["price"])
    assert premium[-1] == pytest.approx(limits[edge], rel=1e-3)
    assert (premium >= -0.1 - 1e-12).all()
    assert (premium <= 0.3 + 1e-12).all()


def test_that_the_premium_answers_a_month_later_and_with_its_lag() -> None:
    moving = {"scarcity_sensitivity": 0.1, "premium_lag_years": 0.5, "initial_backlog_ratio": 1}
    events = [outage("2025-05", 60, 0.9999)]
    after, before = still(moving, events), still(moving)
    ratio = after.central("price_per_h100e") / before.central("price_per_h100e")
    assert (ratio[:4] == 1).all()
    assert ratio[4] > 1
    # Towards the cap of 40%, a share of the gap every month.
    part = 1 - math.exp(-DT / 0.5)
    premium = before.central("price_per_h100e")[3] / before.central("price_per_h100e")[0] - 1
    reached = after.central("price_per_h100e")[4] / before.central("price_per_h100e")[0] - 1
    assert reached == pytest.approx(premium + part * (0.4 - premium))


# 7: value


def test_that_a_lasting_effect_is_worth_its_flow_over_the_discount_rate() -> None:
    effect = np.full((60, 2), 100.0)
    margin, discount = np.array([0.4, 0.5]), np.array([0.1, 0.2])
    found = equity_value(effect, margin, discount, np.zeros(2))
    t = np.arange(1, 61)[:, None] * DT
    within = (100 * margin * DT / (1 + discount) ** t).sum(axis=0)
    after = 100 * margin / discount / (1 + discount) ** 5
    assert found == pytest.approx(within + after)


def test_that_what_comes_after_the_horizon_is_the_mean_of_the_last_year_and_grows() -> None:
    effect = np.zeros((24, 1))
    effect[-12:, 0] = np.arange(12)
    one, rate, growth = np.ones(1), np.array([0.1]), np.array([0.03])
    still_there = equity_value(effect, one, rate, growth)
    t = np.arange(13, 25)[:, None] * DT
    within = (effect[-12:] * DT / 1.1**t).sum()
    assert still_there == pytest.approx(within + 5.5 * 1.03 / 0.07 / 1.1**2)


def test_that_an_effect_sums_over_years_and_not_over_months() -> None:
    assert cumulative(np.full((24, 1), 3.0)).tolist() == [pytest.approx(6.0)]


# What went wrong in other models


def test_that_nvidias_share_is_applied_once() -> None:
    found = central(TWELVE)
    start = known_start("2025-01", 4.5, 0.02, 1.25, 0.5)
    share = 0.5 + (start["share"] - 0.5) * np.exp(-years(found) / 4)
    spend = found.central("shipments") * found.central("price_per_h100e") / 1e9
    assert found.central("accelerator_spend") == pytest.approx(spend)
    assert found.central("revenue") == pytest.approx(spend * share)


def test_that_a_regions_share_is_applied_once() -> None:
    found = still({"demand_share_china": 0.2, "demand_share_row": 0.1})
    for variable in ("installed_base", "revenue"):
        world = found.central(variable)
        for region, share in (("us_allies", 0.7), ("china", 0.2), ("rest_of_world", 0.1)):
            assert found.central(variable, region) == pytest.approx(share * world)


def test_that_the_share_of_inference_is_applied_once() -> None:
    found = still({"inference_share": 0.3})
    wanted = found.central("compute_demand")
    assert found.central("compute_demand_inference") == pytest.approx(0.3 * wanted)
    assert found.central("compute_demand_training") == pytest.approx(0.7 * wanted)


def test_that_the_shares_of_a_programme_are_applied_once() -> None:
    def ordered(**shares: float) -> Array:
        event = programme("2025-05", "2025-05", **shares)
        found = still({}, [event]).central("orders") - still().central("orders")
        return found[3:4]

    whole = ordered(accelerator_share=1, additionality=1)
    bought = 500e9 / known_start("2025-01", 5, 5, 0.05, 0.2)["price"]
    assert whole == pytest.approx(bought / 0.2)
    assert ordered(accelerator_share=0.5, additionality=1) == pytest.approx(whole * 0.5)
    assert ordered(accelerator_share=1, additionality=0.3) == pytest.approx(whole * 0.3)


def test_that_gigawatts_are_a_million_kilowatts() -> None:
    scarce = {"power_additions_gw_per_year": 2, "power_per_h100e_kw": 0.5}
    growing = {"power_additions_growth": 1.5, "energy_efficiency_growth": 1.2}
    found = still({**scarce, **growing})
    t = years(found)
    assert found.central("supply_limit_power") == pytest.approx(2e6 / 0.5 * (1.5 * 1.2) ** t)
    # While power binds, just the power that can be added is drawn.
    binds = found.central("binding_constraint") == CONSTRAINTS.index("power")
    assert binds[:3].all()
    drawn = found.central("power_additions")
    assert drawn[binds] == pytest.approx((2 * 1.5**t)[binds])
    assert (drawn <= 2 * 1.5**t * (1 + 1e-12)).all()
    assert drawn == pytest.approx(found.central("shipments") * 0.5 * 1.2**-t / 1e6)


@pytest.mark.parametrize("life", [0.5, 5, 30])
def test_that_hardware_retires(life: float) -> None:
    found = still({"hardware_life_years": life}, [outage("2025-02", 1200, 1)])
    start = known_start("2025-01", life, 5, 0.05, 0.2)
    assert start["installed_base"] < sum(
        q.market_shipments for q in record.history_until(NEWEST, found.scenario.as_of)
    )
    left = start["installed_base"] * np.exp(-years(found) / life)
    assert found.central("installed_base") == pytest.approx(left)


@pytest.mark.parametrize(
    "assumptions",
    [
        {"premium_floor": -0.9, "scarcity_sensitivity": 3, "initial_backlog_ratio": 0.05},
        {"supply_headroom": -0.5, "long_run_growth": 0.5, "supply_long_run_growth": 0.5},
        {"terminal_growth": -0.2, "induced_efficiency": -1},
        {
            **dict.fromkeys(("training_demand_growth", "inference_demand_growth"), 0.2),
            **dict.fromkeys(("training_efficiency_trend", "inference_efficiency_trend"), 100),
            "adjustment_time_years": 10,  # so that less than nothing would be wanted at the start
        },
        {"reasoning_share_initial": 0.99, "reasoning_share_limit": 0.001},
        {"demand_share_china": 0.6, "demand_share_row": 0.39},
    ],
    ids=["premium", "supply", "value", "demand", "reasoning", "regions"],
)
def test_that_no_negative_base_turns_a_result_complex_or_undefined(assumptions: Tree) -> None:
    events = [shock(multiplier=0.01), outage("2025-03", 1, 1)]
    made = scenario(assumptions, events, uncertainty={"draws": 8})
    found = project_effect(made, made.defaults())
    for variable, region in found.available():
        values = found.columns(variable.id, region)
        assert values.dtype == np.float64
        assert np.isfinite(values).all()
