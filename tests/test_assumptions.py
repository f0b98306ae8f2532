"""The declared assumptions: read as the table has them, and what a scenario may say of one."""

from __future__ import annotations

import csv
import dataclasses
import math
import re

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

import resources
from scenarios import record
from scenarios.assumptions import Assumption, Fixed, Setting, Spread, registry
from scenarios.limits import Value
from scenarios.units import UNITS

NEWEST = record.newest_data()
DECLARED = registry(NEWEST)
BY_VINTAGE = sorted(name for name, assumption in DECLARED.items() if assumption.vintage)


def rows() -> dict[str, dict[str, str]]:
    text = resources.path(f"data/{NEWEST}/assumptions.csv").read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}


def test_that_the_declarations_are_the_rows_of_the_table_in_their_order() -> None:
    assert list(DECLARED) == list(rows())
    assert {name for name, row in rows().items() if row["vintage"] == "yes"} == set(BY_VINTAGE)
    assert set(record.vintage(NEWEST, record.as_of_months(NEWEST)[0])) == set(BY_VINTAGE)


@pytest.mark.parametrize("name", DECLARED)
def test_that_a_declaration_has_the_numbers_of_its_row(name: str) -> None:
    assumption, row = DECLARED[name], rows()[name]
    for column in ("p10", "p50", "p90", "minimum", "maximum", "slider_minimum", "slider_maximum"):
        written = float(row[column]) if row[column] else None
        assert getattr(assumption, column) == written
    assert (assumption.id, assumption.unit) == (name, row["unit"])
    assert assumption.transform == row["transform"]
    assert ";".join(assumption.source_keys) == row["source_keys"]
    assert ";".join(assumption.evidence) == row["evidence"]


@pytest.mark.parametrize("name", DECLARED)
def test_that_a_declaration_leads_to_its_unit_and_its_sources(name: str) -> None:
    assumption = DECLARED[name]
    assert assumption.unit in UNITS
    assert assumption.source_keys
    assert set(assumption.source_keys) <= set(record.sources())


@pytest.mark.parametrize("name", DECLARED)
def test_that_a_text_states_the_value_and_not_its_placeholder(name: str) -> None:
    assumption, row = DECLARED[name], rows()[name]
    for column in ("label", "definition", "help"):
        text = getattr(assumption, column)
        assert text.strip() == text != ""
        assert "{" not in text
        assert "}" not in text
        for placeholder in re.findall(r"{(\w+)}", row[column]):
            assert re.search(rf"(?<![\d.]){float(row[placeholder]):g}(?!\d|\.\d)", text)


def test_that_a_quoted_value_follows_the_value() -> None:
    quoted = [name for name, row in rows().items() if "{p50}" in row["definition"] + row["help"]]
    assert quoted
    for name in quoted:
        texts = DECLARED[name].definition + DECLARED[name].help
        assert f"{DECLARED[name].p50:g}" in texts


@pytest.mark.parametrize("name", DECLARED)
def test_that_the_default_belief_runs_through_the_declared_percentiles(name: str) -> None:
    assumption = DECLARED[name]
    belief = assumption.default
    assert belief.p50 == assumption.p50
    assert belief.certain != assumption.has_spread
    if assumption.p10 is not None and assumption.p90 is not None:
        expected = (assumption.p10, assumption.p50, assumption.p90)
        assert belief.percentiles() == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", DECLARED)
def test_that_just_the_limits_and_what_lies_between_are_allowed(name: str) -> None:
    assumption = DECLARED[name]
    low, high = assumption.minimum, assumption.maximum
    for value in (low, high, assumption.p50):
        assert assumption.refusal(value) == ""
        assert assumption.refusal(Fixed(fixed=value)) == ""
    for value in (math.nextafter(low, -math.inf), math.nextafter(high, math.inf), 1e9, -1e9):
        for setting in (value, Fixed(fixed=value)):
            words = assumption.refusal(setting)
            assert words.startswith(f"must lie between {low:,g} and {high:,g}")
            assert assumption.unit == "1" or f"({assumption.unit})" in words


@pytest.mark.parametrize("name", [n for n, a in DECLARED.items() if not a.has_spread])
def test_that_an_assumption_without_a_spread_cannot_be_given_one(name: str) -> None:
    low, high = DECLARED[name].minimum, DECLARED[name].maximum
    spread = Spread(p10=low, p50=(low + high) / 2, p90=high)
    assert DECLARED[name].refusal(spread) == 'has no spread: give a number or {"fixed": ...}.'


def test_that_each_percentile_of_a_spread_must_lie_within_the_limits() -> None:
    rebound = DECLARED["training_rebound"]
    assert rebound.refusal(Spread(p10=-0.1, p50=0.5, p90=0.8)).startswith("p10 must lie between")
    assert rebound.refusal(Spread(p10=0.3, p50=4.5, p90=0.8)).startswith("p50 must lie between")
    assert rebound.refusal(Spread(p10=0.3, p50=0.5, p90=4.1)).startswith("p90 must lie between")
    assert rebound.refusal(Spread(p10=0.3, p50=0.5, p90=0.8)) == ""


def test_that_a_spread_without_a_metalog_is_refused() -> None:
    rebound = DECLARED["training_rebound"]
    assert "p50 lies too near p10" in rebound.refusal(Spread(p10=0.3, p50=0.301, p90=0.8))
    assert "must rise" in rebound.refusal(Spread(p10=0.5, p50=0.3, p90=0.8))
    assert "cannot lie on 0" in rebound.refusal(Spread(p10=0.0, p50=0.3, p90=0.8))


@pytest.mark.parametrize("name", [n for n, a in DECLARED.items() if a.has_spread])
def test_that_a_number_moves_the_median_and_keeps_the_shape_of_the_spread(name: str) -> None:
    assumption = DECLARED[name]
    # Two thirds of the way from the median to the upper end of the usual range.
    moved = assumption.p50 + (assumption.slider_maximum - assumption.p50) * 2 / 3
    belief, default = assumption.belief(moved, None), assumption.default
    assert belief.p50 == moved != default.p50
    assert belief.q50 == pytest.approx(assumption.scale.forward(moved))
    assert belief.q90 - belief.q50 == pytest.approx(default.q90 - default.q50)
    assert belief.q50 - belief.q10 == pytest.approx(default.q50 - default.q10)


def test_that_a_setting_says_what_is_believed() -> None:
    rebound = DECLARED["training_rebound"]
    assert rebound.belief(None, None) == rebound.default
    assert rebound.belief(Fixed(fixed=0.5), None).percentiles() == (0.5, 0.5, 0.5)
    spread = rebound.belief(Spread(p10=0.3, p50=0.5, p90=0.8), None)
    assert spread.percentiles() == pytest.approx((0.3, 0.5, 0.8))


def test_that_the_vintage_holds_until_something_is_said() -> None:
    share = DECLARED["inference_share"]
    assert share.belief(None, 0.3) == share.belief(0.3, None) == share.default.moved_to(0.3)
    assert share.belief(0.6, 0.3) == share.belief(0.6, None)
    assert share.belief(Fixed(fixed=0.6), 0.3).percentiles() == (0.6, 0.6, 0.6)


@pytest.mark.parametrize("name", DECLARED)
def test_that_an_assumption_with_a_logarithmic_slider_has_no_zero_on_it(name: str) -> None:
    assumption = DECLARED[name]
    if assumption.multiplies:
        assert assumption.slider_minimum > 0
        assert assumption.transform == "log"


def test_that_growth_multiplies_and_a_share_does_not() -> None:
    assert DECLARED["supply_growth"].multiplies
    assert not DECLARED["inference_share"].multiplies
    assert not DECLARED["training_rebound"].multiplies  # its usual range starts at 0


def test_that_a_declaration_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        DECLARED["training_rebound"] = DECLARED["lead_time_years"]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        DECLARED["training_rebound"].p50 = 1.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (1, 1.0),
        (0.5, 0.5),
        ({"fixed": 5}, Fixed(fixed=5)),
        ({"p10": 0.3, "p50": 0.5, "p90": 0.8}, Spread(p10=0.3, p50=0.5, p90=0.8)),
    ],
)
def test_that_the_three_ways_to_say_something_are_read(given: object, read: object) -> None:
    setting: TypeAdapter[object] = TypeAdapter(Setting, config=Value.model_config)
    found = setting.validate_python(given)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    "given",
    [
        *(True, "0.5", None, [0.5], math.nan, math.inf, {}, {"fixed": "5"}, {"fixed": None}),
        *({"p10": 0.3, "p50": 0.5}, {"p10": 0.3, "p50": 0.5, "p90": 0.8, "p95": 1}),
        *({"fixed": 5, "p50": 5}, {"fixed": math.nan}, {"median": 0.5}),
    ],
)
def test_that_any_other_way_is_refused(given: object) -> None:
    setting: TypeAdapter[object] = TypeAdapter(Setting, config=Value.model_config)
    with pytest.raises(ValidationError):
        setting.validate_python(given)


@pytest.mark.parametrize("name", DECLARED)
def test_that_no_draw_leaves_the_limits_wherever_the_median_is_moved(name: str) -> None:
    assumption: Assumption = DECLARED[name]
    y = np.linspace(0.0005, 0.9995, 999)
    for place in np.linspace(0, 1, 9):
        median = assumption.minimum + place * (assumption.maximum - assumption.minimum)
        values = assumption.belief(float(median), None).quantile(y)
        assert np.isfinite(values).all()
        assert values.min() >= assumption.minimum
        assert values.max() <= assumption.maximum
        assert np.median(values) == pytest.approx(median, rel=1e-9, abs=1e-12)
