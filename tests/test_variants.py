"""Many variants in one call give what each gives as a scenario of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import comparison
from scenarios.comparison import outcome_ids
from scenarios.engine.blocks import project_all
from scenarios.engine.memory import Array
from scenarios.ensemble import SIZES, inputs_of
from scenarios.errors import InvalidInput
from scenarios.events import EVENT_TYPES
from scenarios.explain.variants import Against, kept, lever, medians, outcome_of
from scenarios.projection import VARIABLES, Projection, paired, project, project_effect
from scenarios.scenario import Scenario
from tests import strategies
from tests.example_events import BAN, OUTAGE, PROGRAMME, SHOCK

EVENTS = (SHOCK, BAN, PROGRAMME, OUTAGE)
SHARE = "equity_value_effect_share"


def scenario(name: str = "A", **fields: Any) -> Scenario:
    tree = {"name": name, "as_of": "2025-01", "horizon_months": 24, "events": EVENTS}
    return Scenario(**{**tree, "uncertainty": {"draws": 1}, **fields})


def moved(of: Scenario, name: str, value: float) -> Scenario:
    """The scenario of its own that a variant stands for."""
    for part in name.split("+"):
        if part in of.declared:
            of = of.replace(assumptions={**of.assumptions, part: value})
        else:
            place = int(part.removeprefix("events[").removesuffix("]"))
            event = of.events[place]
            changed = event.model_copy(update={SIZES[event.type]: value})
            of = of.replace(events=(*of.events[:place], changed, *of.events[place + 1 :]))
    return of


def alone(of: Scenario, baseline: Scenario, outcome: str) -> float:
    return comparison.outcome(project_effect(of, baseline), outcome).central


# Levers


def test_that_an_assumption_is_a_lever_with_its_limits_and_its_median() -> None:
    found = lever(scenario(assumptions={"hardware_life_years": 4.5}), "hardware_life_years")
    declared = scenario().declared["hardware_life_years"]
    assert (found.label, found.unit) == (declared.label, declared.unit)
    assert (found.minimum, found.maximum) == (declared.minimum, declared.maximum)
    assert found.usual == (declared.slider_minimum, declared.slider_maximum)
    assert found.now == 4.5
    assert found.assumptions == ("hardware_life_years",)
    assert found.events == ()


@pytest.mark.parametrize(
    ("place", "label", "limits", "now"),
    [
        (0, "DeepSeek R1", (0.01, 1000), 2),
        (1, "export restriction", (0, 5), 3.5),
        (2, "investment programme", (0, 100_000), 500),
        (3, "supply shock", (0, 1), 0.5),
    ],
)
def test_that_the_size_of_an_event_is_a_lever(
    place: int, label: str, limits: tuple[float, float], now: float
) -> None:
    found = lever(scenario(), f"events[{place}]")
    assert (found.label, found.now) == (label, now)
    assert (found.minimum, found.maximum) == limits
    assert found.minimum <= found.usual[0] < found.usual[1] <= found.maximum
    assert found.events == (place,)
    assert found.assumptions == ()


def test_that_every_kind_of_event_has_a_size_that_can_be_moved() -> None:
    kinds = [kind.model_fields["type"].default for kind in EVENT_TYPES]
    assert [event["type"] for event in EVENTS] == kinds
    units = [lever(scenario(), f"events[{i}]").unit for i in range(len(EVENTS))]
    assert units == ["x", "rung 0-5", "USD bn", "fraction"]


def test_that_levers_moved_together_stay_within_the_limits_of_all() -> None:
    both = lever(scenario(), "demand_share_china+demand_share_row")
    assert (both.minimum, both.maximum) == (0, 0.39)
    assert both.usual == (0.05, 0.3)
    assert both.assumptions == ("demand_share_china", "demand_share_row")
    assert not both.multiplies


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("training_rebund", "Did you mean training_rebound?"),
        ("events[4]", "is no assumption and no event of A"),
        ("training_rebound+nothing", "is no assumption and no event of A"),
        ("training_rebound+supply_growth", "moves different units together"),
    ],
)
def test_that_a_name_that_is_no_lever_is_refused(name: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        lever(scenario(), name)
    assert words in caught.value.report()


def test_that_a_grid_goes_in_equal_ratios_where_these_matter() -> None:
    growth, rebound = (lever(scenario(), n) for n in ("supply_growth", "training_rebound"))
    assert growth.grid(3) == pytest.approx([1, 6**0.5, 6])
    assert rebound.grid(3).tolist() == [0, 1, 2]
    assert rebound.grid(2, (0.5, 4)).tolist() == [0.5, 4]
    # Ratios end at zero.
    assert lever(scenario(), "events[2]").grid(3).tolist() == [0, 500, 1000]


# Variants beside scenarios of their own

NAMES = [
    *(f"events[{i}]" for i in range(4)),
    *("training_rebound+inference_rebound", "inference_demand_growth", "hardware_life_years"),
    *("export_restriction_level_china", "vendor_share_long_run", "discount_rate"),
]


@pytest.mark.parametrize("against", ["defaults", "no-events"])
@pytest.mark.parametrize("name", NAMES)
def test_that_variants_give_what_scenarios_of_their_own_give(name: str, against: str) -> None:
    each = lever(scenario(), name)
    values = each.grid(3)
    for outcome in ("equity_value_effect", SHARE, "revenue_fy2027", "installed_base_end"):
        found = outcome_of(scenario(), {each: values}, outcome, Against.named(scenario(), against))
        assert found.shape == values.shape
        for value, ours in zip(values, found, strict=True):
            own = moved(scenario(), name, value)
            theirs = alone(own, Against.named(own, against).baseline, outcome)
            assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@given(st.data())
@settings(max_examples=25)
def test_that_any_two_levers_of_any_scenario_move_together(data: st.DataObject) -> None:
    tree = data.draw(strategies.scenario_trees(usual=True, most_draws=1, correlated=False))
    # With a rate near its growth the value after the horizon is a matter of rounding.
    tree["assumptions"].pop("terminal_growth", None)
    of = strategies.parsed(tree)
    known = [*of.declared, *(f"events[{i}]" for i in range(len(of.events)))]
    names = data.draw(st.lists(st.sampled_from(known), min_size=2, max_size=2, unique=True))
    levers = [lever(of, name) for name in names]
    values = [np.array(data.draw(_two_within(each.usual))) for each in levers]
    outcome = data.draw(st.sampled_from([n for n in outcome_ids(of) if n != SHARE]))
    against = data.draw(st.sampled_from(["defaults", "no-events"]))
    chosen = dict(zip(levers, values, strict=True))
    found = outcome_of(of, chosen, outcome, Against.named(of, against))
    for i in range(2):
        own = of
        for name, column in zip(names, values, strict=True):
            own = moved(own, name, float(column[i]))
        baseline = Against.named(own, against).baseline
        size = abs(alone(own, baseline, "revenue_effect_cumulative")) + 1e3
        assert found[i] == pytest.approx(alone(own, baseline, outcome), rel=1e-8, abs=1e-9 * size)


def _two_within(usual: tuple[float, float]) -> st.SearchStrategy[list[float]]:
    return st.lists(strategies.within(*usual), min_size=2, max_size=2)


def test_that_nothing_moved_is_the_scenario_itself() -> None:
    against = Against.named(scenario(), "defaults")
    for outcome in outcome_ids(scenario()):
        (found,) = outcome_of(scenario(), {}, outcome, against)
        assert found == pytest.approx(alone(scenario(), scenario().defaults(), outcome), rel=1e-9)


def test_that_only_the_assumptions_of_a_mixed_lever_move_its_baseline() -> None:
    name = "events[0]+reasoning_multiplier"
    each, values = lever(scenario(), name), np.array([1.5, 6.0])
    found = outcome_of(scenario(), {each: values}, SHARE, Against.named(scenario(), "no-events"))
    for value, ours in zip(values, found, strict=True):
        own = moved(scenario(), name, value)
        assert ours == pytest.approx(alone(own, own.without_events(), SHARE), rel=1e-9)


def test_that_any_open_scenario_can_be_the_baseline() -> None:
    other = scenario("B", events=[OUTAGE], assumptions={"supply_growth": 2.5}, horizon_months=60)
    each, values = lever(scenario(), "training_rebound"), np.array([0.2, 1.4])
    found = outcome_of(scenario(), {each: values}, SHARE, Against(other))
    for value, ours in zip(values, found, strict=True):
        own = moved(scenario(), "training_rebound", value)
        assert ours == pytest.approx(alone(own, other, SHARE), rel=1e-9)


def test_that_many_columns_give_what_few_give() -> None:
    each = lever(scenario(), "training_rebound+inference_rebound")
    against, values = Against.named(scenario(), "no-events"), each.grid(1500)
    many = outcome_of(scenario(), {each: values}, SHARE, against)
    few = outcome_of(scenario(), {each: values[::100]}, SHARE, against)
    assert many[::100] == pytest.approx(few, rel=1e-12)


def test_that_an_endless_value_is_held_as_in_draws() -> None:
    growth, rate = (lever(scenario(), n) for n in ("terminal_growth", "discount_rate"))
    against = Against.named(scenario(), "defaults")
    values: dict[Any, Array] = {growth: np.array([0.06]), rate: np.array([0.05])}
    (found,) = outcome_of(scenario(), values, SHARE, against)
    held = scenario(assumptions={"discount_rate": 0.05, "terminal_growth": 0.04})
    assert found == pytest.approx(alone(held, scenario().defaults(), SHARE), rel=1e-9)


def test_that_medians_are_the_central_case() -> None:
    central = inputs_of(scenario(), draws=False).assumptions
    assert {name: values[0] for name, values in medians(scenario()).items()} == {
        name: values[0] for name, values in central.items()
    }


@pytest.mark.parametrize("name", [v.id for v in VARIABLES.values() if v.id != "binding_constraint"])
def test_that_what_is_kept_is_enough_to_read_an_output(name: str) -> None:
    inputs = inputs_of(scenario(), draws=False)
    against = project(paired(scenario().defaults(), scenario()), draws=False)
    less = Projection(scenario(), inputs, project_all(inputs, keep=kept(name))).against(against)
    whole = Projection(scenario(), inputs, project_all(inputs)).against(against)
    assert (less.central(name) == whole.central(name)).all()
