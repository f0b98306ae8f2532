"""The engine against a second implementation of the model, scalar and written by itself.

The promise is nine digits. Both reckon in floats of sixteen, so a small difference between two
large numbers, such as orders when nearly enough stands already, has fewer digits to agree on: of
such a series a ten-trillionth of its largest value is allowed too. A constraint is compared where
rounding cannot decide which one binds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenarios import record
from scenarios.projection import WORLD, Projection, project, project_effect
from tests import reference_model
from tests.reference_model import REGIONS, Reference, Series
from tests.strategies import DATA, Tree, parsed, scenario_trees

Array = npt.NDArray[np.float64]

AGREED = 1e-9
ROUNDING = 1e-13
#: A failure is found and made small. Explaining it line by line as well outlasts the time limit.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
#: Kept by the reference for its readers; the engine does not put them out.
INNER = ("pi", "J")
CORNERS: list[Tree] = json.loads((Path(__file__).parent / "files" / "corners.json").read_bytes())
MIXED = st.one_of(
    scenario_trees(usual=True, correlated=False), scenario_trees(usual=False, correlated=False)
)


@pytest.fixture(autouse=True, scope="module")
def _tables_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reference_model, "table", cache(reference_model.table))
        yield


def apart(ours: Array, theirs: Array, size: float) -> float:
    """How far two series are from agreeing; up to 1 they do. ``size`` is what rounding goes by."""
    assert ours.shape == theirs.shape
    assert np.isfinite(theirs).all()
    allowed = AGREED * np.maximum(abs(ours), abs(theirs)) + ROUNDING * size + 1e-300
    return float(np.max(abs(ours - theirs) / allowed))


def series(found: Projection, name: str, column: int) -> Array:
    variable, _, region = name.partition("/")
    return found.columns(variable, region or WORLD)[:, column]


def disagreements(found: Projection, expected: Reference) -> list[str]:
    """Variables of a projection, by column, that are not those of the reference."""
    wrong = []
    for column, values in enumerate([expected.central, *expected.draws]):
        for name in values.keys() - {*INNER, "binding_constraint"}:
            size = max(values[name.partition("/")[0]])
            distance = apart(series(found, name, column), np.array(values[name]), size)
            if not distance <= 1:
                wrong.append(f"{name} in column {column}: {distance:.3g} times too far apart")
        differs = series(found, "binding_constraint", column) != values["binding_constraint"]
        if (differs & decided(values)).any():
            wrong.append(f"binding_constraint in column {column}")
    return wrong


def decided(values: Series) -> npt.NDArray[np.bool_]:
    """Months in which one constraint binds clearly, shape (month,)."""
    chips, power = (np.array(values[f"supply_limit_{name}"]) for name in ("chips", "power"))
    limit, shipped = np.minimum(chips, power), np.array(values["shipments"])
    met = (abs(shipped - limit) > AGREED * limit) | (shipped == limit)
    clear: npt.NDArray[np.bool_] = met & (abs(chips - power) > AGREED * limit)
    return clear


def effect_disagreements(
    found: Projection, expected: Reference, pair: tuple[Reference, Reference], tree: Tree
) -> list[str]:
    """Effects that are not those of the reference, to nine digits of the revenue they are of.

    ``pair`` are the scenario and its baseline as the reference projects them.
    """
    market = record.history_until(found.scenario.data, found.scenario.as_of)[-1].market_cap
    assert market is not None
    central, drawn = reference_model.assumption_values(tree, DATA, len(expected.draws))
    wrong = []
    for column, (a, values) in enumerate(
        zip([central, *drawn], [expected.central, *expected.draws], strict=True)
    ):
        revenue = np.max([np.array([r.central, *r.draws][column]["revenue"]) for r in pair], axis=0)
        worth = reference_model.equity_value_effect(a, list(revenue))
        sizes = {
            "revenue_effect_cumulative": revenue.sum() / 12,
            "equity_value_effect": worth,
            "equity_value_effect_share": worth / market,
        }
        for name, effect in values.items():
            difference = abs(series(found, name, column) - np.array(effect))
            if not (difference <= AGREED * sizes.get(name, revenue) + 1e-300).all():
                wrong.append(f"{name} in column {column}: {difference.max():.3g}")
    return wrong


def held_against(tree: Tree, baseline: str | Tree, draws: int) -> list[str]:
    """What the effect of a scenario, and its projection, have wrong by the reference."""
    made = parsed(tree)
    chosen = {"defaults": made.defaults(), "no-events": made.without_events()}
    other = chosen[baseline] if isinstance(baseline, str) else parsed(baseline)
    found = project_effect(made, other)
    own = reference_model.project(tree, DATA, draws)
    base = reference_model.project(reference_model.baseline_of(tree, baseline), DATA, draws)
    expected = reference_model.effect(tree, DATA, baseline, draws)
    wrong = disagreements(found, own)
    return wrong + effect_disagreements(found, expected, (own, base), tree)


@settings(max_examples=150, phases=PHASES)
@given(MIXED, st.integers(0, 2))
def test_that_a_projection_is_that_of_the_reference(tree: Tree, draws: int) -> None:
    draws = min(draws, tree["uncertainty"]["draws"])
    expected = reference_model.project(tree, DATA, draws)
    assert disagreements(project(parsed(tree)), expected) == []


@settings(max_examples=40, phases=PHASES)
@given(MIXED, st.sampled_from(["defaults", "no-events"]), st.integers(0, 1))
def test_that_an_effect_is_that_of_the_reference(tree: Tree, baseline: str, draws: int) -> None:
    assert held_against(tree, baseline, draws) == []


@settings(max_examples=20, phases=PHASES)
@given(MIXED, MIXED)
def test_that_an_effect_against_another_scenario_is_that_of_the_reference(
    tree: Tree, other: Tree
) -> None:
    # What lies beyond the horizon of the scenario is left out of its baseline by both.
    other = {**other, "as_of": tree["as_of"], "events": []}
    assert held_against(tree, other, 1) == []


@pytest.mark.parametrize("baseline", ["defaults", "no-events"])
@pytest.mark.parametrize("tree", CORNERS, ids=lambda tree: str(tree["name"]))
def test_that_a_corner_scenario_is_that_of_the_reference(tree: Tree, baseline: str) -> None:
    assert held_against(tree, baseline, 2) == []


# That the comparison can fail


def test_that_the_corner_scenarios_meet_every_constraint_and_both_ends_of_the_premium() -> None:
    found = [reference_model.project(tree, DATA).central for tree in CORNERS]
    assert {code for values in found for code in values["binding_constraint"]} == {0, 1, 2}
    assert {0.05, -0.05} <= {round(premium, 6) for values in found for premium in values["pi"]}
    assert any(0 in values["orders"] for values in found)
    assert any(0 in values["shipments"] for values in found)


@pytest.mark.parametrize(
    ("name", "change"),
    [("hardware_life_years", 1e-7), ("scarcity_sensitivity", 1e-6), ("leakage_china", 1e-6)],
)
def test_that_a_small_difference_in_a_belief_is_seen(name: str, change: float) -> None:
    tree = CORNERS[0]
    value = parsed(tree).belief(name).p50 * (1 + change)
    found = project(parsed({**tree, "assumptions": {name: value}}))
    assert disagreements(found, reference_model.project(tree, DATA))
    assert not disagreements(project(parsed(tree)), reference_model.project(tree, DATA))


def test_that_a_digit_wrong_in_one_region_and_month_is_seen() -> None:
    tree = CORNERS[0]
    expected = reference_model.project(tree, DATA, 1)
    for values, name in (
        (expected.central, "orders"),
        (expected.draws[0], f"revenue/{REGIONS[2]}"),
    ):
        right = values[name][30]
        values[name][30] = right * (1 + 1e-8)
        (wrong,) = disagreements(project(parsed(tree)), expected)
        assert name in wrong
        values[name][30] = right
    expected.central["binding_constraint"][0] = 2.0
    assert disagreements(project(parsed(tree)), expected) == ["binding_constraint in column 0"]
