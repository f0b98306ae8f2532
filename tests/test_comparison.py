"""Scenarios side by side: paired differences, what differs, and what a table says of it."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise

import numpy as np
import pytest

from scenarios import export, files, report
from scenarios.comparison import (
    Outcome,
    bindings,
    difference,
    differing,
    fiscal_year_revenue,
    fiscal_years,
    labels,
    outcomes,
    pairable,
)
from scenarios.months import Month
from scenarios.projection import Projection, project, project_effect
from scenarios.record import history
from scenarios.scenario import Scenario
from tests import example_events
from tests.example_events import BAN, SHOCK

PROGRAMME = {**example_events.PROGRAMME, "end_month": "2028-12"}
OUTAGE = {**example_events.OUTAGE, "month": "2025-02", "duration_months": 12}
LEVELS = (5, 25, 50, 75, 95)


def scenario(name: str = "A", **fields: object) -> Scenario:
    tree = {"name": name, "as_of": "2025-01", "horizon_months": 24, "uncertainty": {"draws": 48}}
    return Scenario(**{**tree, **fields})  # type: ignore[arg-type]


def projected(scenario: Scenario) -> Projection:
    return project_effect(scenario, scenario.defaults())


@pytest.fixture(scope="module")
def both() -> list[Projection]:
    shocked = scenario("B", events=[SHOCK], assumptions={"training_rebound": 0.5})
    return [projected(scenario()), projected(shocked)]


def outcome(values: list[float]) -> Outcome:
    return Outcome("a", "A", "USD bn", np.array([0.0, *values]))


# Outcomes


def test_that_the_outcomes_are_the_headline_figures(both: list[Projection]) -> None:
    found = {each.id: each for each in outcomes(both[1])}
    assert list(found) == [
        "peak_compute_demand",
        "installed_base_end",
        "revenue_fy2026",
        "revenue_fy2027",
        "revenue_effect_cumulative",
        "equity_value_effect",
        "equity_value_effect_share",
    ]
    peak = found["peak_compute_demand"]
    assert peak.central == both[1].central("compute_demand").max()
    peaks = both[1].draws("compute_demand").max(axis=0)
    assert peak.bands() == pytest.approx(np.percentile(peaks, LEVELS))
    end = found["installed_base_end"]
    assert end.central == both[1].central("installed_base")[-1]
    assert found["revenue_effect_cumulative"].bands() == pytest.approx(
        both[1].bands("revenue_effect_cumulative")[:, 0]
    )


def test_that_effects_are_outcomes_only_against_a_baseline() -> None:
    ids = [each.id for each in outcomes(project(scenario()))]
    assert ids == ["peak_compute_demand", "installed_base_end", "revenue_fy2026", "revenue_fy2027"]


@pytest.mark.parametrize(
    ("as_of", "horizon", "years"),
    [
        ("2025-01", 11, ()),
        ("2025-01", 12, (2026,)),
        ("2025-01", 60, (2026, 2027, 2028, 2029, 2030)),
        ("2025-04", 8, ()),
        ("2025-04", 9, (2026,)),
        ("2025-10", 6, (2026,)),
    ],
)
def test_that_fiscal_years_count_when_they_end_within_the_horizon(
    as_of: str, horizon: int, years: tuple[int, ...]
) -> None:
    assert fiscal_years(scenario(as_of=as_of, horizon_months=horizon)) == years


def test_that_a_fiscal_year_takes_its_first_quarters_from_the_record() -> None:
    found = project(scenario(as_of="2025-07", horizon_months=6))
    recorded = [
        quarter.data_center_revenue
        for quarter in history("2026-11")
        if str(quarter.month) in ("2025-04", "2025-07")
    ]
    assert len(recorded) == 2
    expected = sum(recorded) + found.central("revenue").sum() / 12
    assert fiscal_year_revenue(found, 2026)[0] == pytest.approx(expected)


# Differences


def test_that_differences_are_taken_draw_by_draw() -> None:
    gap = difference(outcome([3, 1, 2]), outcome([1, 2, 3]))
    assert gap.central == 0
    assert gap.bands == pytest.approx(np.percentile([2, -1, -1], LEVELS))
    assert gap.probability == pytest.approx(1 / 3)


def test_that_ties_count_half_and_rounding_counts_as_a_tie() -> None:
    # The model is exact to 1e-9.
    reference = outcome([1e12, 5, 0, 1])
    moved = outcome([1e12 * (1 + 5e-10), 5 * (1 - 5e-10), 0, 1 + 2e-9])
    gap = difference(moved, reference)
    assert gap.bands[:3].tolist() == [0, 0, 0]
    assert gap.bands[-1] > 0
    assert gap.probability == pytest.approx((1 + 3 / 2) / 4)
    same = difference(reference, reference)
    assert same.bands.tolist() == [0] * 5
    assert same.probability == 0.5


def test_that_a_difference_leaves_the_outcomes_as_they_were() -> None:
    one, other = outcome([1, 2]), outcome([2, 2])
    difference(one, other)
    assert one.values.tolist() == [0, 1, 2]
    assert other.values.tolist() == [0, 2, 2]


def test_that_the_spread_of_a_difference_is_narrower_than_that_of_the_outcomes(
    both: list[Projection],
) -> None:
    name = "revenue_fy2027"
    one, other = ({o.id: o for o in outcomes(each)}[name] for each in both)
    gap = difference(other, one)
    draws = other.values[1:] - one.values[1:]
    assert gap.bands == pytest.approx(np.percentile(draws, LEVELS))
    assert gap.probability == np.mean(draws > 0)
    assert np.ptp(gap.bands) < np.ptp(one.bands()) / 2


def test_that_scenarios_pair_when_draws_seed_and_correlations_are_the_same() -> None:
    assert pairable(scenario(), scenario("B", events=[BAN]))
    assert not pairable(scenario(), scenario(uncertainty={"draws": 48, "seed": 2}))


# What differs


def test_that_nothing_differs_between_scenarios_that_believe_the_same() -> None:
    found = differing([scenario(), scenario("B", description="why", horizon_months=36)])
    assert (found.assumptions, found.events) == ((), ())


def test_that_assumptions_differ_in_what_is_believed_in_the_order_of_declarations() -> None:
    said = {"terminal_growth": 0.02, "training_rebound": {"fixed": 0.9}, "supply_growth": 2.9}
    found = differing([scenario(), scenario("B"), scenario("C", assumptions=said)])
    assert found.assumptions == ("training_rebound", "terminal_growth")


def test_that_starts_from_other_months_differ_by_their_vintage() -> None:
    found = differing([scenario(), scenario("B", as_of="2026-07")])
    assert "inference_share" in found.assumptions
    assert "training_rebound" not in found.assumptions


def test_that_events_differ_that_not_all_have_as_often_in_order_of_time() -> None:
    one = scenario(events=[BAN, SHOCK, OUTAGE])
    other = scenario("B", events=[OUTAGE, SHOCK, SHOCK, BAN | {"level": 3}])
    found = differing([one, other]).events
    shock, ban, weaker = (scenario(events=[e]).events[0] for e in (SHOCK, BAN, BAN | {"level": 3}))
    assert set(found) == {shock, ban, weaker}
    assert [event.month for event in found] == sorted(event.month for event in found)


def test_that_scenarios_of_one_name_are_told_apart() -> None:
    names = ["A", "A (2)", "A", "B", "A"]
    assert labels([scenario(name) for name in names]) == ("A", "A (2)", "A (3)", "B", "A (4)")


# Tables


def test_that_the_table_of_differences_is_paired_and_names_the_first(
    both: list[Projection],
) -> None:
    rows = list(csv.DictReader(io.StringIO(export.comparison_csv(both))))
    assert list(rows[0]) == ["scenario", "outcome", "unit", "statistic", "value"]
    found = {(r["scenario"], r["outcome"], r["statistic"]): float(r["value"]) for r in rows}
    assert len(found) == len(rows)
    assert not any(s == "A" and n.startswith(("difference", "prob")) for s, _, n in found)
    for one, other in zip(outcomes(both[0]), outcomes(both[1]), strict=True):
        gap = difference(other, one)
        key = "B", other.id
        assert found["A", one.id, "central"] == one.central
        assert found[*key, "central"] == other.central
        assert found[*key, "difference_central"] == gap.central
        assert [found[*key, f"difference_p{level:02d}"] for level in LEVELS] == gap.bands.tolist()
        assert [found[*key, f"p{level:02d}"] for level in LEVELS] == other.bands().tolist()
        assert found[*key, "probability_above_first"] == gap.probability


def test_that_json_says_what_differs_by_scenario(both: list[Projection]) -> None:
    twice = both[1].scenario.replace(name="B", events=[SHOCK, SHOCK])
    tree = json.loads(export.comparison_json([*both, projected(twice)]))
    assert list(tree["scenarios"]) == ["A", "B", "B (2)"]
    assert files.parse(json.dumps(tree["scenarios"]["B"]).encode(), "B") == both[1].scenario
    assert tree["differing_assumptions"] == {
        "training_rebound": {
            name: pytest.approx(list(each.belief("training_rebound").percentiles()))
            for name, each in zip(
                tree["scenarios"], (both[0].scenario, both[1].scenario, twice), strict=True
            )
        }
    }
    assert tree["differing_events"] == [
        {"event": SHOCK, "times": {"A": 0, "B": 1, "B (2)": 2}},
    ]
    revenue = tree["outcomes"]["revenue_fy2027"]
    assert revenue["unit"] == "USD bn"
    assert list(revenue["scenarios"]) == ["A", "B", "B (2)"]
    assert "difference_p50" not in revenue["scenarios"]["A"]
    assert revenue["scenarios"]["B"] != revenue["scenarios"]["B (2)"]


def test_that_a_terminal_shows_outcomes_differences_and_what_differs(
    both: list[Projection],
) -> None:
    text = report.comparison(both)
    lines = text.splitlines()
    assert lines[0].split() == ["A", "B"]
    assert any(line.startswith("B less the first") for line in lines)
    assert any(line.split()[:3] == ["Training", "rebound", "(elasticity)"] for line in lines)
    (event,) = (line for line in lines if line.startswith("DeepSeek R1: "))
    assert event.split()[-1] == "yes"
    assert text.endswith("\n")
    assert not any(line != line.rstrip() for line in lines)


def test_that_the_same_scenario_twice_differs_in_nothing(both: list[Projection]) -> None:
    text = report.comparison([both[1], both[1]])
    assert "B (2) less the first" in text
    assert "The scenarios believe the same and have the same events." in text
    chances = [line.split()[-1] for line in text.splitlines() if line.endswith("%")]
    assert chances.count("50%") >= 7
    rows = list(csv.DictReader(io.StringIO(export.comparison_csv([both[1], both[1]]))))
    differences = {r["value"] for r in rows if r["statistic"].startswith("difference")}
    assert differences == {"0"}


def test_that_an_outcome_that_only_one_has_is_left_blank() -> None:
    longer = projected(scenario("B", horizon_months=36))
    text = report.comparison([longer, projected(scenario())])
    (line,) = (each for each in text.splitlines() if "FY2028" in each and "USD" in each)
    assert line.count("USD") == 1
    rows = csv.DictReader(io.StringIO(export.comparison_csv([projected(scenario()), longer])))
    extra = [row["statistic"] for row in rows if row["outcome"] == "revenue_fy2028"]
    assert extra == ["central", "p05", "p25", "p50", "p75", "p95"]


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (SHOCK, "DeepSeek R1: efficiency gain of 2x from 2025-02"),
        (BAN, "China to rung 3.5 from 2025-05"),
        (BAN | {"region": "rest_of_world"}, "rest of world to rung 3.5 from 2025-05"),
        (PROGRAMME, "programme of 500 bn USD, 2025-02 to 2028-12"),
        (OUTAGE, "50% of chip supply lost for 12 months from 2025-02"),
        (BAN | {"label": "a\x1bb"}, r"a\x1bb: China to rung 3.5 from 2025-05"),
    ],
)
def test_that_an_event_is_said_in_one_line(tree: dict[str, object], text: str) -> None:
    (event,) = scenario(events=[tree]).events
    assert report.event_text(event) == text


# The headline


def test_that_the_headline_says_what_was_projected_and_what_binds(both: list[Projection]) -> None:
    lines = report.headline(both[1]).splitlines()
    assert lines[:3] == [
        "B",
        "as of 2025-01, 24 months, 48 draws, data 2026-11",
        "effects against: Baseline",
    ]
    labels = [each.label for each in outcomes(both[1])]
    assert [label for label in labels if any(line.startswith(label) for line in lines)] == labels
    assert lines[-1].startswith("What binds: ")


def test_that_what_binds_is_told_in_stretches_without_gaps(both: list[Projection]) -> None:
    for each in both:
        found = bindings(each)
        assert found[0].first == Month.parse("2025-02")
        assert found[-1].last == Month.parse("2027-01")
        for before, after in pairwise(found):
            assert after.first == before.last + 1
            assert after.constraint != before.constraint
        codes = each.central("binding_constraint")
        for stretch in found:
            steps = [stretch.first - Month.parse("2025-02"), stretch.last - Month.parse("2025-02")]
            names = {("demand", "chips", "power")[int(code)] for code in codes[steps]}
            assert names == {stretch.constraint}
