"""What must hold whatever is believed and happens, up to the limits of every assumption."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenarios import ensemble, files, record
from scenarios.assumptions import registry
from scenarios.engine import access, blocks
from scenarios.engine.blocks import project_all
from scenarios.engine.inputs import REGIONS, Inputs, stacked
from scenarios.engine.outputs import Outputs
from scenarios.engine.value import equity_value
from scenarios.ensemble import inputs_of
from scenarios.projection import Projection, project, project_effect
from scenarios.scenario import Scenario
from tests.strategies import (
    Tree,
    assumption_settings,
    efficiency_shocks,
    events,
    month_after,
    parsed,
    rows,
    scenario_trees,
    within,
)

Array = npt.NDArray[np.float64]

DT = 1 / 12
DECLARED = registry(record.newest_data())
#: A failure is found and made small. Explaining it line by line as well outlasts the time limit.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
#: What sums and differences of sixteen-digit numbers leave.
ROUNDING = 1e-12


def scenario(**fields: Any) -> Scenario:
    return Scenario(**{"name": "A", "as_of": "2025-01", **fields})


def columns(found: Projection, variable: str, region: str = "world") -> Array:
    """Central case and draws, shape (month, 1 + draw)."""
    return found.columns(variable, region)


def before(values: Array, start: Array) -> Array:
    """Stocks a month earlier, with those of the as-of month first."""
    return np.concatenate([start[None], values[:-1]])


def same_bytes(one: Outputs, other: Outputs) -> bool:
    return all(
        getattr(one, field.name).tobytes() == getattr(other, field.name).tobytes()
        for field in fields(Outputs)
    )


# Stocks and flows


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees())
def test_that_compute_in_service_is_what_was_there_and_came_less_what_retired(tree: Tree) -> None:
    found = project(parsed(tree))
    life = found.inputs.assumptions["hardware_life_years"]
    stock, shipped = columns(found, "installed_base"), columns(found, "shipments")
    known = record.history_until(found.scenario.data, found.scenario.as_of)
    start = sum(
        q.market_shipments * np.exp(-((found.scenario.as_of - q.month) / 12 + 0.125) / life)
        for q in known
    )
    kept = np.exp(-DT / life)
    expected = before(stock, np.asarray(start)) * kept + shipped * DT
    assert np.max(abs(stock / expected - 1)) < ROUNDING
    # What is still there of the start and of every delivery, over the whole horizon at once.
    months = np.arange(len(stock))[:, None]
    total = start * kept ** len(stock) + (shipped * DT * kept ** months[::-1]).sum(axis=0)
    assert np.max(abs(stock[-1] / total - 1)) < 100 * ROUNDING


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees())
def test_that_each_region_keeps_what_is_delivered_to_it(tree: Tree) -> None:
    found = project(parsed(tree))
    kept = np.exp(-DT / found.inputs.assumptions["hardware_life_years"])
    world, shipped = columns(found, "revenue"), columns(found, "shipments")
    for region in REGIONS:
        revenue = columns(found, "revenue", region)
        part = np.divide(revenue, world, out=np.zeros_like(world), where=world > 0)
        stock = columns(found, "installed_base", region)
        expected = stock[:-1] * kept + (shipped * part)[1:] * DT
        assert np.max(abs(stock[1:] - expected) / columns(found, "installed_base")[1:]) < ROUNDING


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees())
def test_that_what_is_ordered_is_shipped_or_waits(tree: Tree) -> None:
    found = project(parsed(tree))
    a = found.inputs.assumptions
    last = record.history_until(found.scenario.data, found.scenario.as_of)[-1]
    capacity = 4 * last.market_shipments * (1 + a["supply_headroom"])
    start = a["initial_backlog_ratio"] * capacity * a["lead_time_years"]
    backlog, ordered = columns(found, "backlog"), columns(found, "orders")
    shipped = columns(found, "shipments")
    expected = before(backlog, start) + (ordered - shipped) * DT
    size = np.maximum(before(backlog, start), ordered * DT) + shipped * DT
    assert np.max(abs(backlog - expected) / size) < ROUNDING


@settings(max_examples=40, phases=PHASES)
@given(scenario_trees(most_events=20))
def test_that_no_stock_flow_or_price_is_ever_negative(tree: Tree) -> None:
    found = project(parsed(tree))
    for variable, region in found.available():
        assert columns(found, variable.id, region).min() >= 0, (variable.id, region)
    assert columns(found, "price_per_h100e").min() > 0


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees())
def test_that_no_more_is_shipped_than_made_powered_or_due(tree: Tree) -> None:
    found = project(parsed(tree))
    shipped = columns(found, "shipments")
    waiting = columns(found, "backlog") + shipped * DT
    lead = found.inputs.assumptions["lead_time_years"]
    for most in (
        columns(found, "supply_limit_chips"),
        columns(found, "supply_limit_power"),
        waiting / lead,
    ):
        assert (shipped <= most * (1 + ROUNDING)).all()


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees())
def test_that_the_world_is_the_sum_of_its_regions_and_workloads(tree: Tree) -> None:
    made = parsed(tree)
    found = project_effect(made, made.defaults())
    parts = [("revenue", REGIONS), ("installed_base", REGIONS), ("revenue_effect", REGIONS)]
    for variable, regions in parts:
        total = sum(columns(found, variable, region) for region in regions)
        size = columns(found, variable.removesuffix("_effect")) + 1
        assert np.max(abs(columns(found, variable) - total) / size) < 1e-9
    demand = [columns(found, f"compute_demand_{name}") for name in ("training", "inference")]
    assert columns(found, "compute_demand") == pytest.approx(demand[0] + demand[1], rel=ROUNDING)


# Access

LEVELS = within(0, 5)
SHARES = within(0, 1)


@given(LEVELS, LEVELS)
def test_that_a_stricter_rung_never_raises_direct_access(one: float, other: float) -> None:
    loose, strict = sorted((one, other))
    legal = access.legal_access(np.array([loose, strict]))
    assert 0 <= legal[1] <= legal[0] <= 1


@given(LEVELS, LEVELS, SHARES, SHARES)
def test_that_with_the_same_ways_around_a_stricter_embargo_never_opens_access(
    one: float, other: float, leakage: float, offshore: float
) -> None:
    # Up to rung 3 the ways around widen as the front door closes; from there on they narrow.
    loose, strict = sorted((3 + one * 0.4, 3 + other * 0.4))
    found = access.access(np.array([loose, strict]), np.array([leakage]), np.array([offshore]))
    assert 0 <= found[1] <= found[0] * (1 + ROUNDING) <= 1 + ROUNDING


@settings(max_examples=30, phases=PHASES)
@given(st.sampled_from(["china", "rest_of_world"]), LEVELS, LEVELS)
def test_that_a_stricter_rung_never_sells_more_to_the_region_it_bars(
    region: str, one: float, other: float
) -> None:
    # No way around, no answer of technology or price, and enough chips for everyone: what is left
    # is direct access.
    name = "china" if region == "china" else "row"
    ways = {f"{way}_{name}": 0.0 for way in ("leakage", "offshore")}
    calm = {"induced_efficiency": 0.0, "scarcity_sensitivity": 0.0, "supply_headroom": 5.0}
    start = {"initial_backlog_ratio": 0.05, f"export_restriction_level_{name}": 0.0}
    plenty = {"power_additions_gw_per_year": 10_000.0}
    made = scenario(assumptions={**ways, **calm, **start, **plenty})

    def sold(level: float) -> float:
        event = {"type": "export_restriction", "month": "2025-06", "region": region}
        found = project(made.replace(events=[{**event, "level": level}]), draws=False)
        assert (found.central("binding_constraint") == 0).all()
        return float(found.central("shipments") @ found.central("revenue", region))

    loose, strict = sorted((one, other))
    assert sold(strict) <= sold(loose) * (1 + 1e-9)


# Rebound


@st.composite
def gains(draw: st.DrawFn) -> Tree:
    """Scenarios in which efficiency only ever runs ahead of its trend, without scarcity pricing."""
    tree = draw(scenario_trees(correlated=False, most_draws=10))
    ahead = {}
    for workload in ("training", "inference"):
        slow, fast = sorted((draw(within(0.2, 100)), draw(within(0.2, 100))))
        ahead[f"{workload}_efficiency_trend"] = {"fixed": slow}
        ahead[f"{workload}_efficiency_growth"] = {"fixed": fast}
    ahead["induced_efficiency"] = {"fixed": draw(within(0, 2))}
    tree["assumptions"] |= {**ahead, "scarcity_sensitivity": {"fixed": 0}}
    months = st.integers(1, 6).map(lambda step: month_after(tree["as_of"], step))
    shocks = draw(st.lists(efficiency_shocks(months), max_size=3))
    for shock in shocks:
        shock["multiplier"] = max(1.0, shock["multiplier"])
    others = [event for event in tree["events"] if event["type"] != "efficiency_shock"]
    return {**tree, "events": others + shocks}


@settings(max_examples=30, phases=PHASES)
@given(gains(), st.sampled_from(["training", "inference"]), within(0, 4), within(0, 4))
def test_that_a_higher_rebound_never_lowers_demand_after_a_gain(
    tree: Tree, workload: str, one: float, other: float
) -> None:
    def wanted(rebound: float) -> Array:
        belief = {f"{workload}_rebound": {"fixed": rebound}}
        made = parsed({**tree, "assumptions": {**tree["assumptions"], **belief}})
        return columns(project(made), "compute_demand")

    weak, strong = sorted((one, other))
    assert (wanted(strong) >= wanted(weak) * (1 - ROUNDING)).all()


# Effects


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees())
def test_that_a_scenario_equal_to_its_baseline_has_exactly_no_effect(tree: Tree) -> None:
    made = parsed(tree)
    plain = parsed({**tree, "assumptions": {}, "events": []})
    renamed = made.replace(name="other words for it")
    for one, other in ((made, renamed), (plain, plain.defaults())):
        found = project_effect(one, other)
        for variable, region in found.available():
            if "effect" in variable.id:
                assert not columns(found, variable.id, region).any()


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees())
def test_that_beliefs_written_out_as_numbers_have_exactly_the_effect_of_the_defaults(
    tree: Tree,
) -> None:
    plain = parsed({**tree, "assumptions": {}, "events": []})
    said = {name: plain.belief(name).p50 for name in DECLARED}
    found = project_effect(plain.replace(name="said", assumptions=said), plain)
    assert not columns(found, "revenue_effect").any()


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees(), scenario_trees())
def test_that_an_effect_turned_round_changes_its_sign(tree: Tree, other: Tree) -> None:
    frame = {"as_of": tree["as_of"], "events": []}
    one = parsed(tree)
    two = parsed({**other, **frame}).replace(
        horizon_months=one.horizon_months, uncertainty=one.uncertainty
    )
    there, back = project_effect(one, two), project_effect(two, one)
    for region in ("world", *REGIONS):
        forth = columns(there, "revenue_effect", region)
        assert (forth == -columns(back, "revenue_effect", region)).all()


# The same numbers every time


@settings(max_examples=15, phases=PHASES)
@given(scenario_trees(most_draws=600))
def test_that_one_thread_and_two_give_the_same_bytes(tree: Tree) -> None:
    inputs = inputs_of(parsed(tree))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", 64)
        alone = project_all(inputs, threads=1)
        assert same_bytes(alone, project_all(inputs, threads=2))
        assert same_bytes(alone, project_all(inputs))


@settings(max_examples=15, phases=PHASES)
@given(scenario_trees(most_draws=600), st.sampled_from([8, 64, 136, 4104]))
def test_that_the_size_of_a_block_changes_no_number(tree: Tree, size: int) -> None:
    inputs = inputs_of(parsed(tree))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", size)
        cut = project_all(inputs)
    assert same_bytes(cut, project_all(inputs))


@settings(max_examples=15, phases=PHASES)
@given(scenario_trees(most_draws=60))
def test_that_the_same_seed_gives_the_same_bytes_again(tree: Tree) -> None:
    first = project(parsed(tree)).outputs
    ensemble.stream.cache_clear()
    ensemble._column.cache_clear()
    ensemble._defaults.cache_clear()
    ensemble._correlated.cache_clear()
    assert same_bytes(first, project(parsed(tree)).outputs)


def test_that_another_process_gives_the_same_bytes() -> None:
    script = (
        "import hashlib; from scenarios import files; from scenarios.projection import project;"
        "found = project(files.preset('stargate')).columns('revenue');"
        "print(hashlib.sha256(found.tobytes()).hexdigest())"
    )
    here = project(files.preset("stargate")).columns("revenue")
    for seed in ("1", "2"):
        other = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=True,
        )
        assert other.stdout.strip() == hashlib.sha256(here.tobytes()).hexdigest()


def test_that_another_seed_gives_other_draws_and_the_same_central_case() -> None:
    made = files.preset("baseline-2025-01")
    one, other = (
        project(made.replace(uncertainty={"draws": 100, "seed": seed})) for seed in (1, 2)
    )
    assert (one.central("revenue") == other.central("revenue")).all()
    assert (one.draws("revenue") != other.draws("revenue")).all()


# Columns side by side


@settings(max_examples=15, phases=PHASES)
@given(st.lists(scenario_trees(most_draws=20), min_size=2, max_size=4), st.integers(6, 120))
def test_that_scenarios_projected_together_are_as_each_alone(
    trees: list[Tree], months: int
) -> None:
    parts = [inputs_of(parsed(tree), months=months) for tree in trees]
    together = project_all(stacked(parts))
    start = 0
    for part in parts:
        width = slice(start, start + part.columns)
        assert same_bytes(project_all(part), together.part(width))
        start += part.columns
    assert together.backlog.shape == (months, start)


def test_that_scenarios_of_different_length_cannot_be_projected_together() -> None:
    made = files.preset("baseline-2025-01")
    with pytest.raises(ValueError, match="same number of months"):
        stacked([inputs_of(made, months=12), inputs_of(made, months=24)])


@settings(max_examples=30, phases=PHASES)
@given(scenario_trees(most_draws=100), st.data())
def test_that_a_draw_does_not_depend_on_the_draws_beside_it(
    tree: Tree, data: st.DataObject
) -> None:
    inputs = inputs_of(parsed(tree))
    index = st.integers(0, inputs.columns - 1)
    chosen = np.array(data.draw(st.lists(index, min_size=1, max_size=20)), dtype=np.intp)
    whole = project_all(inputs)
    alone = project_all(inputs.take(chosen))
    for field in fields(Outputs):
        assert (getattr(alone, field.name) == getattr(whole, field.name)[..., chosen]).all()


# To the limits and no further


def everything_finite(made: Outputs, a: dict[str, Array] | None = None) -> None:
    for field in fields(Outputs):
        values = getattr(made, field.name)
        assert values.dtype == np.float64
        assert np.isfinite(values).all(), field.name
    if a is not None:
        growth = np.minimum(a["terminal_growth"], a["discount_rate"] - 0.01)
        margin, rate = a["free_cash_flow_margin"], a["discount_rate"]
        assert np.isfinite(equity_value(made.revenue.sum(axis=1), margin, rate, growth)).all()


@settings(max_examples=20, phases=PHASES)
@given(scenario_trees(most_draws=1, most_events=12), st.integers(0, 2**32))
def test_that_everything_is_finite_with_assumptions_at_their_limits_in_any_mixture(
    tree: Tree, seed: int
) -> None:
    inputs = inputs_of(parsed({**tree, "assumptions": {}, "horizon_months": 120}), draws=False)
    rng = np.random.default_rng(seed)
    mixed = {}
    for name, assumption in DECLARED.items():
        ends = [assumption.minimum, assumption.p50, assumption.maximum]
        mixed[name] = rng.choice(ends, size=256, p=[0.4, 0.2, 0.4])
    inputs = Inputs(inputs.months, mixed, inputs.origin, inputs.events)
    everything_finite(project_all(inputs), mixed)


@pytest.mark.parametrize("name", rows())
def test_that_everything_is_finite_at_the_limits_of_one_assumption_and_its_draws(name: str) -> None:
    assumption = DECLARED[name]
    # So far apart that either may go to its limits.
    apart = (
        {"discount_rate": 1.0, "terminal_growth": -0.2} if assumption.group == "valuation" else {}
    )
    for limit in (assumption.minimum, assumption.maximum):
        made = scenario(
            horizon_months=120, assumptions={**apart, name: limit}, uncertainty={"draws": 200}
        )
        found = project_effect(made, made.defaults())
        everything_finite(found.outputs)
        for variable, region in found.available():
            assert np.isfinite(columns(found, variable.id, region)).all()


@settings(max_examples=10, phases=PHASES)
@given(st.data())
def test_that_everything_is_finite_under_two_hundred_events(data: st.DataObject) -> None:
    few = data.draw(st.lists(events("2025-01", 120), min_size=1, max_size=8))
    made = parsed(
        {
            "format": files.FORMAT,
            "version": files.VERSION,
            "name": "made up",
            "as_of": "2025-01",
            "horizon_months": 120,
            "assumptions": data.draw(assumption_settings(usual=False)),
            "events": (few * 200)[:200],
            "uncertainty": {"draws": 20},
        }
    )
    found = project_effect(made, made.defaults())
    for variable, region in found.available():
        assert np.isfinite(columns(found, variable.id, region)).all()


@settings(max_examples=25, phases=PHASES)
@given(scenario_trees(most_events=20))
def test_that_every_output_is_finite_and_real(tree: Tree) -> None:
    made = parsed(tree)
    found = project_effect(made, made.defaults())
    for variable, region in found.available():
        values = columns(found, variable.id, region)
        assert values.dtype == np.float64
        assert np.isfinite(values).all()
        assert values.shape == (
            1 if variable.scalar else made.horizon_months,
            1 + made.uncertainty.draws,
        )
