"""The JSON Schema of scenario files: an editor refuses what Jevons refuses, and nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from scenarios import files
from scenarios.assumptions import registry
from scenarios.errors import InvalidInput
from scenarios.record import newest_data
from scenarios.schema import file_schema
from tests.strategies import Tree, scenario_trees

SCHEMA = Draft202012Validator(file_schema())
DECLARED = registry(newest_data())
LEAST: Tree = {"format": "jevons-scenario", "version": 1, "name": "A", "as_of": "2025-01"}
EVENTS: dict[str, Tree] = {
    "efficiency_shock": {
        "month": "2025-02",
        "multiplier": 2,
        "diffusion_months": 9,
        "training_share": 1,
        "inference_share": 0.5,
    },
    "export_restriction": {"month": "2025-05", "region": "china", "level": 3},
    "investment_programme": {
        "month": "2025-02",
        "end_month": "2028-12",
        "amount_usd_bn": 500,
        "accelerator_share": 0.5,
        "additionality": 0.3,
    },
    "supply_shock": {"month": "2027-03", "duration_months": 12, "capacity_loss": 0.5},
}
LIMITS = {
    "multiplier": (0.01, 1000),
    "diffusion_months": (0.1, 240),
    "training_share": (0, 1),
    "inference_share": (0, 1),
    "level": (0, 5),
    "amount_usd_bn": (0, 100_000),
    "accelerator_share": (0, 1),
    "additionality": (0, 1),
    "duration_months": (0, 1200),
    "capacity_loss": (0, 1),
}


def refusal(tree: object) -> str:
    """What Jevons says of a tree; nothing when it opens."""
    try:
        files.parse(json.dumps(tree).encode(), "a.jevons")
    except InvalidInput as error:
        return str(error)
    return ""


def event(kind: str, **fields: Any) -> Tree:
    return {**LEAST, "events": [{"type": kind, **EVENTS[kind], **fields}]}


def test_that_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(file_schema())


@pytest.mark.parametrize("name", files.preset_names())
def test_that_each_preset_is_valid(name: str) -> None:
    SCHEMA.validate(json.loads(files.text_of(files.preset(name))))


def test_that_the_example_and_a_file_with_the_least_are_valid() -> None:
    example = Path(__file__).parent / "files/v1/example.jevons"
    SCHEMA.validate(json.loads(example.read_bytes()))
    SCHEMA.validate(LEAST)


@settings(max_examples=30)
@given(scenario_trees())
def test_that_what_opens_is_valid_and_so_is_what_is_saved_of_it(tree: Tree) -> None:
    SCHEMA.validate(tree)
    saved = files.text_of(files.parse(json.dumps(tree).encode(), "a.jevons"))
    SCHEMA.validate(json.loads(saved))


def beyond(low: float, high: float) -> tuple[float, float]:
    """The numbers next to both limits, outside."""
    return math.nextafter(low, -math.inf), math.nextafter(high, math.inf)


def test_that_both_refuse_an_assumption_outside_its_limits_and_allow_it_on_them() -> None:
    for name, each in DECLARED.items():
        for number in (each.minimum, each.maximum, *beyond(each.minimum, each.maximum)):
            for setting in (number, {"fixed": number}):
                # A rate at which the value is endless is refused for what stands beside it.
                rates = {"discount_rate": {"fixed": 1}, "terminal_growth": {"fixed": -0.2}}
                tree = {**LEAST, "assumptions": {**rates, name: setting}}
                lies_within = each.minimum <= number <= each.maximum
                endless = "endless" in refusal(tree)
                assert SCHEMA.is_valid(tree) is lies_within
                assert (refusal(tree) == "") is (lies_within and not endless)


@pytest.mark.parametrize("kind", EVENTS)
def test_that_both_refuse_a_number_of_an_event_outside_its_limits(kind: str) -> None:
    for field in set(EVENTS[kind]) & set(LIMITS):
        for number in (*LIMITS[field], *beyond(*LIMITS[field])):
            tree = event(kind, **{field: number})
            lies_within = LIMITS[field][0] <= number <= LIMITS[field][1]
            assert SCHEMA.is_valid(tree) is lies_within
            assert (refusal(tree) == "") is lies_within


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"horizon_months": 6}, True),
        ({"horizon_months": 120.0}, True),
        ({"horizon_months": 5}, False),
        ({"horizon_months": 121}, False),
        ({"horizon_months": 60.5}, False),
        ({"horizon_months": "60"}, False),
        ({"horizon_months": True}, False),
        ({"version": 2}, False),
        ({"version": 0}, False),
        ({"format": "jevons"}, False),
        ({"as_of": "2025-02"}, False),
        ({"as_of": "2023-07"}, False),
        ({"data": "2031-04"}, False),
        ({"name": 5}, False),
        ({"name": None}, False),
        ({"description": []}, False),
        ({"moon": 1}, False),
        ({"uncertainty": {"draws": 65_536, "seed": 2**63 - 1}}, True),
        ({"uncertainty": {"draws": 65_537}}, False),
        ({"uncertainty": {"draws": 0}}, False),
        ({"uncertainty": {"seed": -1}}, False),
        ({"uncertainty": {"drawz": 1}}, False),
        ({"uncertainty": []}, False),
        ({"assumptions": {"training_rebund": 1}}, False),
        ({"assumptions": {"training_rebound": "1"}}, False),
        ({"assumptions": {"training_rebound": {"p10": 0.3, "p50": 0.5}}}, False),
        ({"assumptions": {"training_rebound": {"p10": 0.3, "p50": 0.5, "p90": 5}}}, False),
        ({"assumptions": {"training_rebound": {"fixed": 1, "p50": 1}}}, False),
        ({"assumptions": {"premium_cap": {"p10": 0.1, "p50": 0.2, "p90": 0.3}}}, False),
        ({"assumptions": []}, False),
        ({"notes": {"training_rebound": "why"}}, True),
        ({"notes": {"training_rebound": 5}}, False),
        ({"notes": {"moon": "why"}}, False),
        ({"events": [{"month": "2025-02"}]}, False),
        ({"events": [EVENTS["supply_shock"]]}, False),
        ({"events": [{"type": "moon", **EVENTS["supply_shock"]}]}, False),
        ({"events": [{"type": "export_restriction", **EVENTS["supply_shock"]}]}, False),
        ({"events": {}}, False),
        (event("export_restriction", region="us_allies"), False),
        (event("export_restriction", label="H20 ban"), True),
        (event("export_restriction", label=5), False),
        (event("export_restriction", month="2025-13"), False),
        (event("export_restriction", moon=1), False),
        ({"events": event("export_restriction")["events"] * 200}, True),
        ({"events": event("export_restriction")["events"] * 201}, False),
    ],
)
def test_that_both_say_the_same_of_a_file(fields: Tree, allowed: bool) -> None:
    tree = {**LEAST, **fields}
    assert SCHEMA.is_valid(tree) is allowed
    assert (refusal(tree) == "") is allowed


@pytest.mark.parametrize("name", ["format", "version", "name", "as_of"])
def test_that_both_need_the_four_names_that_are_required(name: str) -> None:
    tree = {key: value for key, value in LEAST.items() if key != name}
    assert not SCHEMA.is_valid(tree)
    assert f"{name}:" in refusal(tree)


@pytest.mark.parametrize("kind", EVENTS)
def test_that_both_need_all_of_an_event_but_its_label(kind: str) -> None:
    (whole,) = event(kind, label="x")["events"]
    for field in whole:
        tree = {**LEAST, "events": [{key: v for key, v in whole.items() if key != field}]}
        assert SCHEMA.is_valid(tree) is (field == "label")
        assert (refusal(tree) == "") is (field == "label")


@pytest.mark.parametrize(
    ("pair", "allowed"),
    [
        (["training_rebound", "inference_rebound", 0.6], True),
        (["training_rebound", "inference_rebound", -0.99], True),
        (["training_rebound", "inference_rebound", 1], False),
        (["training_rebound", "inference_rebound", -1], False),
        (["training_rebound", "inference_rebound", "0.6"], False),
        (["training_rebound", "inference_rebound"], False),
        (["training_rebound", "inference_rebound", 0.6, 0.6], False),
        (["training_rebound", "premium_cap", 0.6], False),
        (["moon", "inference_rebound", 0.6], False),
        ({}, False),
    ],
)
def test_that_both_say_the_same_of_a_correlation(pair: object, allowed: bool) -> None:
    tree = {**LEAST, "uncertainty": {"correlations": [pair]}}
    assert SCHEMA.is_valid(tree) is allowed
    assert (refusal(tree) == "") is allowed


#: What is wrong between values, which a schema of single values cannot say.
BETWEEN = (
    "after the as-of month and within the horizon",
    "must not be before month",
    "or the value is endless",
    "p10, p50 and p90 must rise",
    "for a smooth spread",
    "a percentile cannot lie on",
    "lie too near each other",
    "contradict each other",
    "are correlated twice",
    "cannot be correlated with itself",
)

ODD = st.one_of(
    st.none() | st.booleans() | st.integers(-3, 130) | st.floats(-10, 2000, allow_nan=False),
    st.sampled_from(("", "2025-04", "2026-07", "china", "supply_shock", "2026-11", "moon")),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(("fixed", "p10", "p50", "p90")), st.floats(0, 5)),
)


def places_in(tree: object) -> Iterator[tuple[Any, Any]]:
    """Every (object or list, name or place in it)."""
    if isinstance(tree, dict | list):
        for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
            yield tree, key
            yield from places_in(value)


@settings(max_examples=60)
@given(scenario_trees(most_events=3), st.data())
def test_that_both_agree_on_a_file_with_something_odd_in_it(
    tree: Tree, data: st.DataObject
) -> None:
    tree = json.loads(json.dumps(tree))
    holder, key = data.draw(st.sampled_from(list(places_in(tree))))
    if data.draw(st.booleans()):
        holder[key] = data.draw(ODD)
    elif isinstance(holder, dict):
        holder[data.draw(st.sampled_from(("moon", "label", "fixed", "notes")))] = data.draw(ODD)
    reason = refusal(tree)
    if not reason:
        assert SCHEMA.is_valid(tree)
    elif not any(words in reason for words in BETWEEN):
        assert not SCHEMA.is_valid(tree), reason
