"""Why two scenarios differ: shares sum to the gap, and are those of scenarios projected singly."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import comparison
from scenarios.assumptions import registry
from scenarios.engine.memory import Array
from scenarios.errors import InvalidInput
from scenarios.events import EVENT_TYPES
from scenarios.explain import attribution
from scenarios.explain.attribution import (
    GROUPS,
    Attribution,
    Item,
    attribute,
    by_fiscal_year,
    cumulated,
    items_of,
)
from scenarios.projection import VARIABLES, WORLD, paired, project, project_effect
from scenarios.scenario import Scenario
from tests import strategies
from tests.example_events import BAN, OUTAGE, PROGRAMME, SHOCK

BELIEFS = {
    "training_rebound": 0.4,
    "inference_demand_growth": 6.0,
    "supply_growth": 2.5,
    "vendor_share_long_run": 0.6,
    "leakage_china": 0.2,
    "discount_rate": 0.12,
}
MONTHLY = [
    (variable.id, region)
    for variable in VARIABLES.values()
    if variable.has_bands and not variable.scalar
    for region in (WORLD, *variable.regions)
]


def scenario(name: str = "A", **fields: Any) -> Scenario:
    tree = {"name": name, "as_of": "2025-01", "horizon_months": 24}
    return Scenario(**{**tree, "uncertainty": {"draws": 1}, **fields})


FIRST = scenario(events=[SHOCK, BAN | {"month": "2025-03"}], assumptions={"training_rebound": 1.2})
SECOND = scenario("B", events=[BAN, PROGRAMME, OUTAGE], assumptions=BELIEFS)
OUTCOMES = comparison.outcome_ids(FIRST)


def central(of: Scenario, output: str, region: str = WORLD) -> Array:
    """An output or outcome of one scenario's central case, against the first's defaults."""
    projection = project_effect(of, paired(FIRST.defaults(), of))
    if output in OUTCOMES:
        return np.array([comparison.outcome(projection, output).central])
    return projection.central(output, region)


def assert_sums_to_the_gap(found: Attribution) -> None:
    gap = found.second - found.first
    size = np.maximum(np.abs(found.first), np.abs(found.second))
    assert (np.abs(found.shares.sum(axis=0) - gap) <= 1e-9 * np.maximum(size, 1e-300)).all()


# Sums


@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize(("output", "region"), [*MONTHLY, *((name, WORLD) for name in OUTCOMES)])
def test_that_shares_sum_to_the_gap_between_the_two_projections(
    output: str, region: str, single: bool
) -> None:
    items = items_of(FIRST, SECOND, single=single)
    found = attribute(FIRST, SECOND, output, region, items=items)
    assert found.items == items
    assert found.first == pytest.approx(central(FIRST, output, region), rel=1e-9)
    assert found.second == pytest.approx(central(SECOND, output, region), rel=1e-9)
    assert found.shares.shape == (len(items), len(found.first))
    assert_sums_to_the_gap(found)
    assert not found.error.any()


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Scenario, Scenario]:
    """Two scenarios of one as-of month, with horizons of their own."""
    as_of = draw(st.sampled_from(strategies.as_of_months()))
    made = []
    for name in ("A", "B"):
        horizon = draw(st.integers(6, 30))
        chosen = draw(st.lists(strategies.events(as_of, horizon), max_size=4))
        beliefs = draw(strategies.assumption_settings(usual=True))
        fields = {"as_of": as_of, "horizon_months": horizon, "events": chosen}
        made.append(scenario(name, **fields).replace(assumptions=_stated(beliefs)))
    return made[0], made[1]


def _stated(beliefs: Mapping[str, Any]) -> dict[str, Any]:
    tree = {"name": "stated", "as_of": "2025-01", "format": "jevons-scenario", "version": 1}
    return dict(strategies.parsed({**tree, "assumptions": dict(beliefs)}).assumptions)


@given(pairs(), st.sampled_from(["revenue", "installed_base", "price_per_h100e", "backlog"]))
@settings(max_examples=25)
def test_that_any_gap_is_split_without_remainder(
    both: tuple[Scenario, Scenario], output: str
) -> None:
    first, second = both
    found = attribute(first, second, output)
    months = min(each.horizon_months for each in both)
    for each, ours in ((first, found.first), (second, found.second)):
        alone = project(each, draws=False).central(output)[:months]
        assert ours == pytest.approx(alone, rel=1e-9)
    assert_sums_to_the_gap(found)


# Beside scenarios projected one by one


def mixture(chosen: Sequence[Item], beliefs: Mapping[str, float], lists: Mapping[str, Any]) -> Any:
    """The first scenario with the second's assumptions and events of some items."""
    names = {item.name for item in chosen}
    rebound = beliefs["training_rebound"] if "training_rebound" in names else 1.2
    growth = beliefs["inference_demand_growth"] if "inference_demand_growth" in names else 5.0
    events = lists["with" if "China ban" in names else "without"]
    assumptions = {"training_rebound": rebound, "inference_demand_growth": growth}
    return scenario(assumptions=assumptions, events=events)


@pytest.mark.parametrize(
    ("output", "region"),
    [
        ("revenue", WORLD),
        ("revenue", "china"),
        ("compute_demand_training", WORLD),
        ("equity_value_effect", WORLD),
        ("installed_base_end", WORLD),
    ],
)
def test_that_shares_are_means_over_all_orders_of_scenarios_projected_singly(
    output: str, region: str
) -> None:
    beliefs = {"training_rebound": 0.4, "inference_demand_growth": 6.0}
    # The second scenario's later restriction of the month overrides the one both have.
    low, high = BAN | {"level": 2}, BAN | {"level": 4.5, "label": "China ban"}
    lists = {"without": [SHOCK, low], "with": [SHOCK, high]}
    first = scenario(events=lists["without"], assumptions={"training_rebound": 1.2})
    second = scenario("B", events=lists["with"], assumptions=beliefs)
    items = items_of(first, second, single=True)
    assert [item.name for item in items] == [*beliefs, "China ban"]

    expected = np.zeros((3, 1 if output in OUTCOMES else 24))
    for order in permutations(range(3)):
        for place, item in enumerate(order):
            before = [items[i] for i in order[:place]]
            after = [*before, items[item]]
            gain = central(mixture(after, beliefs, lists), output, region)
            expected[item] += gain - central(mixture(before, beliefs, lists), output, region)
    expected /= math.factorial(3)
    found = attribute(first, second, output, region, items=items)
    scale = float(np.abs(found.second).max())
    assert found.shares == pytest.approx(expected, rel=1e-9, abs=1e-12 * scale)
    assert (np.abs(expected).max(axis=1) > 1e-4 * scale).all()


def test_that_valuation_counts_for_values_and_for_nothing_else() -> None:
    second = FIRST.replace(name="B", assumptions={**FIRST.assumptions, "discount_rate": 0.15})
    items = (*items_of(FIRST, second), Item("scarcity", ("scarcity_sensitivity",)))
    assert [item.name for item in items] == ["valuation", "scarcity"]
    assert not attribute(FIRST, second, items=items).shares.any()
    value = attribute(FIRST, second, "equity_value_effect", items=items)
    gap = central(second, "equity_value_effect") - central(FIRST, "equity_value_effect")
    assert value.shares[0] == pytest.approx(gap, rel=1e-9)
    assert abs(gap) > 1
    assert value.shares[1] == 0


def test_that_a_mixture_of_two_finite_values_is_finite() -> None:
    # A rate of 0.05 with growth of 0.12 would have an endless value.
    low, high = (
        FIRST.with_setting("discount_rate", rate).with_setting("terminal_growth", growth)
        for rate, growth in ((0.05, 0.03), (0.2, 0.12))
    )
    items = items_of(low, high, single=True)
    found = attribute(low, high, "equity_value_effect", items=items)
    assert [item.name for item in items] == ["discount_rate", "terminal_growth"]
    assert_sums_to_the_gap(found)
    held = low.with_setting("terminal_growth", 0.04)
    grown = central(held, "equity_value_effect") - found.first
    both = found.second - central(high.with_setting("terminal_growth", 0.03), "equity_value_effect")
    assert found.shares[1] == pytest.approx((grown + both) / 2, rel=1e-9)


# Many items


MANY = {
    **BELIEFS,
    "inference_rebound": 0.8,
    "hardware_life_years": 4.0,
    "lead_time_years": 0.6,
    "growth_fade_years": 3.5,
    "reasoning_multiplier": 10.0,
    "supply_headroom": 0.05,
    "power_additions_growth": 1.5,
    "premium_lag_years": 0.4,
    "rebound_lag_years": 0.8,
    "inference_share": 0.5,
}


def test_that_more_than_fourteen_items_are_sampled_and_say_how_well() -> None:
    second = scenario("B", assumptions=MANY)
    items = items_of(scenario(), second, single=True)
    assert len(items) == 16
    found = attribute(scenario(), second, items=items, orders=32)
    assert_sums_to_the_gap(found)
    by_name = dict(zip((item.name for item in items), found.error, strict=True))
    assert by_name["discount_rate"].max() == 0
    assert by_name["inference_demand_growth"][-1] > 0
    assert by_name["supply_growth"][-1] > 0
    assert (attribute(scenario(), second, items=items, orders=32).shares == found.shares).all()


@pytest.mark.parametrize("output", ["revenue", "equity_value_effect"])
def test_that_sampled_shares_lie_within_four_errors_of_the_exact(
    output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = scenario("B", assumptions=dict(list(MANY.items())[:5]), events=[SHOCK])
    items = items_of(scenario(), second, single=True)
    assert len(items) == 6
    exact = attribute(scenario(), second, output, items=items)
    monkeypatch.setattr(attribution, "MOST_EXACT", 5)
    found = attribute(scenario(), second, output, items=items)
    assert found.first == pytest.approx(exact.first)
    assert found.second == pytest.approx(exact.second)
    assert found.error.max() > 0
    rounding = 1e-12 * np.abs(exact.second).max()
    assert (np.abs(found.shares - exact.shares) <= 4 * found.error + rounding).all()


# Sums over time


def test_that_fiscal_years_and_running_sums_sum_to_the_gap() -> None:
    found = attribute(FIRST, SECOND)
    gap = found.second - found.first
    years = by_fiscal_year(SECOND, found.shares)
    assert list(years) == [2026, 2027]
    assert years[2026] == pytest.approx(found.shares[:, :12].sum(axis=1) / 12)
    assert sum(years.values()).sum() == pytest.approx(gap.sum() / 12, rel=1e-9)  # type: ignore[union-attr]
    for year, share in years.items():
        name = f"revenue_fy{year}"
        assert share == pytest.approx(attribute(FIRST, SECOND, name).shares[:, 0], rel=1e-9)
    running = cumulated(found.shares)
    assert running.sum(axis=0) == pytest.approx(np.cumsum(gap) / 12, rel=1e-9)
    whole = attribute(FIRST, SECOND, "revenue_effect_cumulative").shares[:, 0]
    assert running[:, -1] == pytest.approx(whole, rel=1e-9)


# What differs


def test_that_the_same_scenario_twice_has_nothing_to_split() -> None:
    found = attribute(FIRST, FIRST.replace(name="B"))
    assert found.items == ()
    assert found.shares.shape == (0, 24)
    assert (found.first == found.second).all()


def test_that_every_assumption_and_event_belongs_to_a_group() -> None:
    kinds = {each.group for each in registry("2026-11").values()}
    kinds |= {kind.model_fields["type"].default for kind in EVENT_TYPES}
    assert set(GROUPS) == kinds


def test_that_groups_hold_what_single_items_hold() -> None:
    single, grouped = (items_of(FIRST, SECOND, single=each) for each in (True, False))
    assert [item.name for item in grouped] == [
        *("efficiency", "inference", "export", "supply", "price", "valuation", "investment"),
    ]
    for field in ("assumptions", "events"):
        both = (
            [each for item in items for each in getattr(item, field)] for items in (single, grouped)
        )
        assert sorted(map(repr, next(both))) == sorted(map(repr, next(both)))


def names(first: Sequence[Any], second: Sequence[Any]) -> list[tuple[str, int]]:
    """Items between two lists of events: their names and how many events each holds."""
    items = items_of(scenario(events=first), scenario("B", events=second), single=True)
    return [(item.name, len(item.events)) for item in items]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([], [SHOCK], [("DeepSeek R1", 1)]),
        ([SHOCK], [], [("DeepSeek R1", 1)]),
        ([], [OUTAGE], [("supply shock 2025-06", 1)]),
        ([SHOCK], [SHOCK | {"multiplier": 3}], [("DeepSeek R1", 2)]),
        ([SHOCK], [SHOCK | {"month": "2025-08"}], [("DeepSeek R1", 2)]),
        ([SHOCK], [SHOCK | {"label": "R1"}], []),
        ([SHOCK], [SHOCK, SHOCK], [("DeepSeek R1", 1)]),
        ([SHOCK] * 3, [SHOCK], [("DeepSeek R1", 1)] * 2),
        ([SHOCK, OUTAGE], [OUTAGE, SHOCK], []),
        (
            [BAN],
            [BAN | {"region": "rest_of_world"}],
            [("export restriction 2025-05", 1)] * 2,
        ),
        (
            [OUTAGE],
            [OUTAGE | {"month": "2025-08"}],
            [(f"supply shock 2025-0{i}", 1) for i in (6, 8)],
        ),
        # A later line for the same month and region overrides.
        ([BAN | {"level": 1}, BAN], [BAN], []),
        ([BAN], [BAN, BAN | {"level": 1}], [("export restriction 2025-05", 2)]),
    ],
)
def test_that_an_event_that_is_changed_is_one_item(
    first: list[Any], second: list[Any], expected: list[tuple[str, int]]
) -> None:
    assert names(first, second) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([BAN | {"level": 1}, BAN], [BAN | {"level": 4}]),
        ([BAN], [BAN, BAN | {"level": 1}]),
        ([BAN], []),
        ([], [BAN]),
        ([SHOCK] * 3, [SHOCK]),
        ([OUTAGE, OUTAGE | {"label": "again"}], [OUTAGE | {"label": "renamed"}]),
        ([BAN, BAN | {"month": "2025-08", "level": 1}], [BAN | {"level": 2}]),
    ],
)
def test_that_lists_of_events_go_over_into_each_other(first: list[Any], second: list[Any]) -> None:
    one, other = scenario(events=first), scenario("B", events=second)
    found = attribute(one, other, items=items_of(one, other, single=True))
    assert found.first == pytest.approx(project(one, draws=False).central("revenue"), rel=1e-12)
    assert found.second == pytest.approx(project(other, draws=False).central("revenue"), rel=1e-12)
    assert_sums_to_the_gap(found)
    assert found.shares.any()


def test_that_two_equal_events_that_come_share_alike() -> None:
    one, other = scenario(), scenario("B", events=[SHOCK, SHOCK])
    found = attribute(one, other, items=items_of(one, other, single=True))
    assert found.shares[0] == pytest.approx(found.shares[1], rel=1e-9)
    assert found.shares[0].any()


def test_that_the_shorter_horizon_counts() -> None:
    longer = SECOND.replace(horizon_months=36, events=[OUTAGE | {"month": "2027-03"}])
    first = FIRST.replace(events=[])
    assert all(not item.events for item in items_of(first, longer))
    assert all(not item.events for item in items_of(longer, first))
    for found in (attribute(first, longer), attribute(longer, first)):
        assert found.shares.shape[1] == 24
        assert_sums_to_the_gap(found)


def test_that_what_no_item_holds_stays_as_in_the_first() -> None:
    items = items_of(FIRST, SECOND, single=True)
    chosen = [item for item in items if item.name in ("supply_growth", "supply shock 2025-06")]
    found = attribute(FIRST, SECOND, items=chosen)
    partly = FIRST.with_setting("supply_growth", 2.5).replace(events=[*FIRST.events, OUTAGE])
    assert found.second == pytest.approx(central(partly, "revenue"), rel=1e-9)
    assert_sums_to_the_gap(found)


def test_that_what_comes_overrides_what_still_stands() -> None:
    # The ban of May moves to August under its label, and another one comes in May.
    old, new = BAN | {"label": "A"}, BAN | {"label": "B", "level": 1}
    one, other = scenario(events=[old]), scenario("B", events=[old | {"month": "2025-08"}, new])
    (come,) = (item for item in items_of(one, other, single=True) if item.name == "B")
    assert len(come.events) == 1
    expected = project(scenario(events=[new]), draws=False).central("revenue")
    assert attribute(one, other, items=[come]).second == pytest.approx(expected, rel=1e-12)


# Refusals


def test_that_scenarios_of_different_as_of_months_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"starts from 2026-07, A from 2025-01"):
        attribute(scenario(), scenario("B", as_of="2026-07"))


@pytest.mark.parametrize(
    ("output", "region", "words"),
    [
        ("revenu", WORLD, "is no outcome of A"),
        ("revenue_fy2035", WORLD, "is no outcome of A"),
        ("backlog", "china", "is not given for china; choose world."),
        ("revenue_fy2026", "china", "is not given for china; choose world."),
        ("revenue", "europe", "choose world or us_allies or china or rest_of_world."),
        ("binding_constraint", WORLD, "there is no gap to split"),
    ],
)
def test_that_an_output_without_a_gap_to_split_is_refused(
    output: str, region: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        attribute(FIRST, SECOND, output, region)
