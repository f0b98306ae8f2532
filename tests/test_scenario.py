"""A scenario as a value: checked when made, never changed, compared by what it means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from scenarios import record
from scenarios.assumptions import Fixed, Spread, registry
from scenarios.errors import Problem, problems_of
from scenarios.events import ExportRestriction, SupplyShock
from scenarios.months import Month
from scenarios.scenario import Scenario, Uncertainty
from tests.strategies import Tree, parsed, scenario_trees

NEWEST = record.newest_data()
SHOCK: Tree = {
    "type": "efficiency_shock",
    "month": "2025-02",
    "multiplier": 2.0,
    "diffusion_months": 9,
    "training_share": 1,
    "inference_share": 0.5,
}
BAN: Tree = {"type": "export_restriction", "month": "2025-05", "region": "china", "level": 3.4}
PROGRAMME: Tree = {
    "type": "investment_programme",
    "month": "2025-02",
    "end_month": "2028-12",
    "amount_usd_bn": 500,
    "accelerator_share": 0.5,
    "additionality": 0.3,
}
OUTAGE: Tree = {
    "type": "supply_shock",
    "month": "2027-03",
    "duration_months": 12,
    "capacity_loss": 0.5,
}
EVENTS = [SHOCK, BAN, PROGRAMME, OUTAGE]


def scenario(**fields: Any) -> Scenario:
    return Scenario(**{"name": "A", "as_of": "2025-01", **fields})


def problems(**fields: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        scenario(**fields)
    return problems_of(caught.value)


def problem(**fields: Any) -> Problem:
    found = problems(**fields)
    assert len(found) == 1, found
    return found[0]


# What is so when nothing is said


def test_that_a_scenario_needs_only_a_name_and_an_as_of_month() -> None:
    made = scenario()
    assert (made.horizon_months, made.data) == (60, NEWEST)
    assert made.uncertainty == Uncertainty(draws=1024, seed=1, correlations=())
    assert (dict(made.assumptions), made.events, dict(made.notes)) == ({}, (), {})
    assert {found.place for found in problems_of_nothing()} == {"name", "as_of"}


def problems_of_nothing() -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        Scenario()  # type: ignore[call-arg]
    return problems_of(caught.value)


def test_that_the_months_are_those_after_the_as_of_month() -> None:
    months = scenario(horizon_months=6).months
    assert [str(month) for month in months] == [f"2025-{month:02d}" for month in range(2, 8)]


def test_that_beliefs_come_from_the_setting_then_the_vintage_then_the_declaration() -> None:
    start = record.vintage(NEWEST, Month.parse("2025-01"))["inference_share"]
    declared = registry(NEWEST)
    assert start != declared["inference_share"].p50
    assert scenario().belief("inference_share").p50 == start
    assert scenario().belief("training_rebound") == declared["training_rebound"].default
    said = scenario(assumptions={"inference_share": 0.6})
    assert said.belief("inference_share").p50 == 0.6
    assert said.default("inference_share") == scenario().belief("inference_share")


def test_that_each_as_of_month_starts_from_its_own_vintage() -> None:
    for month in record.as_of_months(NEWEST):
        made = scenario(as_of=str(month))
        for name, start in record.vintage(NEWEST, month).items():
            assert made.belief(name).p50 == start


def test_that_there_is_no_belief_about_what_is_not_declared() -> None:
    with pytest.raises(KeyError):
        scenario().belief("moore")


# A value


@given(scenario_trees())
def test_that_scenarios_made_of_one_tree_are_equal_and_hash_alike(tree: Tree) -> None:
    one, other = parsed(tree), parsed(tree)
    assert one == other
    assert hash(one) == hash(other)
    assert one.replace() == one


@pytest.mark.parametrize(
    "change",
    [
        {"name": "B"},
        {"description": "why"},
        {"as_of": "2025-04"},
        {"horizon_months": 61},
        {"assumptions": {"training_rebound": 0.5}},
        {"events": [BAN]},
        {"uncertainty": {"seed": 2}},
        {"notes": {"training_rebound": "why"}},
    ],
)
def test_that_any_difference_makes_scenarios_unequal(change: dict[str, Any]) -> None:
    assert scenario(**change) != scenario()
    assert scenario(**change) == scenario(**change)


def test_that_a_setting_equal_to_the_default_is_not_kept() -> None:
    start = record.vintage(NEWEST, Month.parse("2025-01"))["inference_share"]
    settings = {"training_rebound": 0.9, "inference_share": start, "premium_cap": {"fixed": 0.4}}
    assert scenario(assumptions=settings) == scenario()


def test_that_a_certain_number_at_the_median_is_kept_where_there_is_a_spread() -> None:
    made = scenario(assumptions={"training_rebound": {"fixed": 0.9}})
    assert made.assumptions == {"training_rebound": Fixed(fixed=0.9)}
    assert made != scenario()


def test_that_the_default_of_another_vintage_is_kept() -> None:
    newest = registry(NEWEST)["inference_share"].p50
    assert scenario(assumptions={"inference_share": newest}).assumptions
    assert not scenario(as_of="2026-07", assumptions={"inference_share": newest}).assumptions


def test_that_settings_and_notes_stand_in_the_order_of_the_declarations() -> None:
    names = ["terminal_growth", "supply_growth", "training_demand_growth"]
    made = scenario(
        assumptions=dict.fromkeys(names[1:], 3) | {"terminal_growth": 0.02},
        notes=dict.fromkeys(names, "x"),
    )
    assert list(made.assumptions) == list(made.notes) == names[::-1]


def test_that_nothing_of_a_scenario_can_be_changed() -> None:
    made = scenario(assumptions={"training_rebound": 0.5}, notes={"training_rebound": "why"})
    with pytest.raises(ValidationError):
        made.name = "B"  # type: ignore[misc]
    with pytest.raises(TypeError):
        made.assumptions["training_rebound"] = 1.0  # type: ignore[index]
    with pytest.raises(TypeError):
        made.notes["training_rebound"] = "never mind"  # type: ignore[index]
    with pytest.raises(ValidationError):
        made.uncertainty.seed = 2  # type: ignore[misc]


def test_that_an_edit_leaves_the_old_scenario_as_it_was() -> None:
    before = scenario(assumptions={"training_rebound": 0.5})
    after = before.with_setting("supply_growth", Fixed(fixed=2.0))
    assert dict(before.assumptions) == {"training_rebound": 0.5}
    assert dict(after.assumptions) == {"training_rebound": 0.5, "supply_growth": Fixed(fixed=2.0)}
    assert after.with_setting("supply_growth", None) == before
    assert after.with_setting("supply_growth", 2.9) == before  # its default


def test_that_an_edit_is_checked_like_a_new_scenario() -> None:
    with pytest.raises(ValidationError):
        scenario().with_setting("training_rebound", 5.0)
    with pytest.raises(ValidationError):
        scenario().replace(horizon_months=121)
    with pytest.raises(ValidationError):
        scenario(horizon_months=60, events=[OUTAGE]).replace(horizon_months=12)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("training_rebound", 5.0),
        ("training_rebound", "1"),
        ("training_rebound", Spread(p10=0.1, p50=0.11, p90=1.9)),
        ("training_rebund", 1.0),
        ("terminal_growth", 0.2),
    ],
)
def test_that_an_edit_is_refused_in_the_words_of_a_new_scenario(name: str, setting: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        scenario().with_setting(name, setting)
    assert problems_of(caught.value) == problems(assumptions={name: setting})


def test_that_the_baseline_keeps_start_horizon_and_draws_and_nothing_else() -> None:
    frame = {"horizon_months": 36, "uncertainty": {"draws": 64, "seed": 7}}
    made = scenario(
        assumptions={"training_rebound": 0.5}, events=EVENTS[:2], notes={"lead_time_years": "x"},
        description="why", **frame,
    )  # fmt: skip
    assert made.defaults() == scenario(name="Baseline", **frame)


def test_that_a_scenario_without_its_events_keeps_its_beliefs() -> None:
    made = scenario(assumptions={"training_rebound": 0.5}, events=EVENTS)
    without = made.without_events()
    assert without.name != made.name
    assert without.replace(name="A") == scenario(assumptions={"training_rebound": 0.5})


# Refusals


@pytest.mark.parametrize("as_of", ["2025-02", "2023-07", "2026-10", "1999-01", "2024-12"])
def test_that_an_as_of_month_outside_the_record_is_refused_with_the_months_there_are(
    as_of: str,
) -> None:
    found = problem(as_of=as_of)
    assert found.place == "as_of"
    assert found.message.startswith("must be the last month of a fiscal quarter of the record,")
    assert "2023-10 to 2026-07" in found.message
    assert found.message.endswith(f"this is {as_of}.")


@pytest.mark.parametrize("horizon", [5, 121, 0, -1])
def test_that_a_horizon_outside_its_limits_is_refused(horizon: int) -> None:
    found = problem(horizon_months=horizon)
    assert found == Problem(
        "horizon_months", f"must lie between 6 and 120 (months); this is {horizon}."
    )


@pytest.mark.parametrize("horizon", [6, 120])
def test_that_a_horizon_on_its_limits_is_allowed(horizon: int) -> None:
    assert len(scenario(horizon_months=horizon).months) == horizon


def test_that_a_data_version_that_is_not_shipped_is_refused() -> None:
    found = problem(data="1999-01")
    assert found.place == "data"
    assert NEWEST in found.message


@pytest.mark.parametrize(
    ("field", "value"),
    [("draws", 0), ("draws", 65_537), ("seed", -1), ("seed", 2**63)],
)
def test_that_draws_and_seed_have_limits(field: str, value: int) -> None:
    found = problem(uncertainty={field: value})
    assert found.place == f"uncertainty.{field}"
    assert found.message.startswith("must lie between")


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"name": 5}, "name"),
        ({"horizon_months": 60.5}, "horizon_months"),
        ({"horizon_months": True}, "horizon_months"),
        ({"horizon_months": "60"}, "horizon_months"),
        ({"uncertainty": {"draws": 10.5}}, "uncertainty.draws"),
        ({"uncertainty": []}, "uncertainty"),
        ({"events": {}}, "events"),
        ({"events": [{**SHOCK, "multiplier": "2"}]}, "events[0].multiplier"),
        ({"events": [{**SHOCK, "training_share": True}]}, "events[0].training_share"),
        ({"events": [{**SHOCK, "label": 5}]}, "events[0].label"),
        ({"assumptions": []}, "assumptions"),
        ({"assumptions": {"training_rebound": "0.5"}}, "assumptions.training_rebound"),
        ({"assumptions": {"training_rebound": {"fixed": None}}}, "assumptions.training_rebound.f"),
        ({"notes": {"training_rebound": 5}}, "notes.training_rebound"),
        (
            {"uncertainty": {"correlations": [["training_rebound", "inference_rebound", "0.5"]]}},
            "uncertainty.correlations[0][2]",
        ),
    ],
)
def test_that_a_wrong_type_is_refused_at_its_place(fields: dict[str, Any], place: str) -> None:
    found = problem(**fields)
    assert found.place.startswith(place)
    assert "must be" in found.message


def test_that_an_unknown_assumption_is_refused_with_the_nearest_name() -> None:
    found = problem(assumptions={"training_rebund": 0.5})
    assert found == Problem(
        "assumptions.training_rebund",
        "there is no assumption of this name. Did you mean training_rebound?",
    )


def test_that_a_note_on_an_unknown_assumption_is_refused() -> None:
    assert problem(notes={"lead_time": "x"}).place == "notes.lead_time"


def test_that_a_value_outside_its_limits_is_refused_with_its_unit() -> None:
    found = problem(assumptions={"hardware_life_years": 31})
    assert found.place == "assumptions.hardware_life_years"
    assert found.message == "must lie between 0.5 and 30 (years); this is 31."


def test_that_a_triplet_without_a_spread_is_refused_in_words() -> None:
    found = problem(assumptions={"training_rebound": {"p10": 0.3, "p50": 0.31, "p90": 0.8}})
    assert found.place == "assumptions.training_rebound"
    assert "the nearest p50 that would do is" in found.message


def test_that_all_problems_are_found_at_once() -> None:
    found = problems(
        horizon_months=500,
        assumptions={"moore": 1, "training_rebound": 9, "lead_time_years": "soon"},
        events=[{**SHOCK, "month": "2024-02"}, {**BAN, "level": 7}],
        uncertainty={"draws": 0},
    )
    assert {p.place for p in found} == {
        "horizon_months",
        "assumptions.moore",
        "assumptions.training_rebound",
        "assumptions.lead_time_years",
        "events[1].level",
        "uncertainty.draws",
    }


def test_that_growth_for_ever_must_stay_below_the_discount_rate() -> None:
    scenario(assumptions={"discount_rate": 0.08, "terminal_growth": 0.07})
    found = problem(assumptions={"discount_rate": 0.08, "terminal_growth": 0.0701})
    assert found.place == "assumptions.terminal_growth"
    assert "0.01 below the discount rate (0.08)" in found.message
    assert problem(assumptions={"discount_rate": 0.03}).place == "assumptions.terminal_growth"
    spread = {"p10": 0.05, "p50": 0.095, "p90": 0.14}
    assert problem(assumptions={"terminal_growth": spread}).place == "assumptions.terminal_growth"


# Events


@pytest.mark.parametrize(
    ("event", "field", "low", "high"),
    [
        (SHOCK, "multiplier", 0.01, 1000),
        (SHOCK, "diffusion_months", 0.1, 240),
        (SHOCK, "training_share", 0, 1),
        (SHOCK, "inference_share", 0, 1),
        (BAN, "level", 0, 5),
        (PROGRAMME, "amount_usd_bn", 0, 100_000),
        (PROGRAMME, "accelerator_share", 0, 1),
        (PROGRAMME, "additionality", 0, 1),
        (OUTAGE, "capacity_loss", 0, 1),
    ],
)
def test_that_each_number_of_an_event_has_its_limits(
    event: Tree, field: str, low: float, high: float
) -> None:
    for value in (low, high):
        (made,) = scenario(events=[{**event, field: value}]).events
        assert getattr(made, field) == value
    for value in (low - 1e-6, high + 1e-6, low - 1000, high * 2 + 1):
        found = problem(events=[{**event, field: value}])
        assert found.place == f"events[0].{field}"
        assert found.message.startswith(f"must lie between {low:,g} and {high:,g} (")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event["type"]))
def test_that_an_event_must_come_after_the_as_of_month_and_within_the_horizon(event: Tree) -> None:
    frame: Tree = {"as_of": "2025-01", "horizon_months": 30}
    ends = {"end_month": "2030-01"} if "end_month" in event else {}
    for month, allowed in (
        *(("2025-01", False), ("2025-02", True), ("2027-07", True), ("2027-08", False)),
        *(("2020-01", False),),
    ):
        fields = {**frame, "events": [{**event, "month": month, **ends}]}
        if allowed:
            assert str(scenario(**fields).events[0].month) == month
        else:
            found = problem(**fields)
            assert found.place == "events[0].month"
            assert "must lie between 2025-02 and 2027-07" in found.message
            assert month in found.message


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event["type"]))
def test_that_an_event_needs_all_its_numbers_and_no_others(event: Tree) -> None:
    for field in event:
        if field != "type":
            found = problem(events=[{key: v for key, v in event.items() if key != field}])
            assert found == Problem(f"events[0].{field}", "is required and missing.")
    assert problem(events=[{**event, "surprise": 1}]).place == "events[0].surprise"


def test_that_a_programme_may_outlast_the_horizon_but_not_end_before_it_starts() -> None:
    assert scenario(events=[{**PROGRAMME, "end_month": "2099-12"}]).events
    assert scenario(events=[{**PROGRAMME, "end_month": "2025-02"}]).events
    found = problem(events=[{**PROGRAMME, "end_month": "2025-01"}])
    assert found.place == "events[0].end_month"
    assert found.message == "must not be before month 2025-02; this is 2025-01."


def test_that_an_unknown_kind_of_event_is_refused_with_the_kinds_there_are() -> None:
    found = problem(events=[{**BAN, "type": "export_restrictions"}])
    assert found.place == "events[0].type"
    assert "Did you mean export_restriction?" in found.message


def test_that_the_us_and_its_allies_cannot_be_restricted() -> None:
    found = problem(events=[{**BAN, "region": "us_allies"}])
    assert found.place == "events[0].region"
    assert "'china' or 'rest_of_world'" in found.message


def test_that_two_hundred_events_are_allowed_and_no_more() -> None:
    assert len(scenario(events=[BAN] * 200).events) == 200
    found = problem(events=[BAN] * 201)
    assert found == Problem("events", "must have at most 200 entries; this has 201.")


def test_that_events_keep_their_order_and_may_be_given_as_values() -> None:
    later = SupplyShock(month=Month.parse("2027-03"), duration_months=12, capacity_loss=0.5)
    first = ExportRestriction(month=Month.parse("2025-05"), region="china", level=3.4)
    assert scenario(events=[later, first]).events == (later, first)
    assert scenario(events=[OUTAGE, BAN]) == scenario(events=(later, first))
    assert scenario(events=[BAN, OUTAGE]) != scenario(events=[OUTAGE, BAN])


# Rank correlations

PAIR = ["training_rebound", "inference_rebound", 0.6]


@pytest.mark.parametrize(
    ("pairs", "place", "words"),
    [
        ([["training_rebund", *PAIR[1:]]], "[0]", "Did you mean training_rebound?"),
        ([["training_rebound", "premium_cap", 0.5]], "[0]", "premium_cap has no spread"),
        ([["training_rebound", "training_rebound", 0.5]], "[0]", "correlated with itself"),
        ([[*PAIR[:2], 1]], "[0]", "must lie between -1 and 1, both left out; this is 1."),
        ([[*PAIR[:2], -1.5]], "[0]", "this is -1.5."),
        ([PAIR, [*PAIR[1::-1], 0.2]], "[1]", "are correlated twice."),
        (
            [PAIR, ["inference_rebound", "supply_growth", 0.9], ["training_rebound",
              "supply_growth", -0.9]],
            "",
            "cannot hold together: inference_rebound, supply_growth, training_rebound",
        ),
    ],
)  # fmt: skip
def test_that_a_correlation_that_cannot_be_is_refused(
    pairs: list[list[Any]], place: str, words: str
) -> None:
    found = problem(uncertainty={"correlations": pairs})
    assert found.place == f"uncertainty.correlations{place}"
    assert words in found.message


def test_that_a_spread_may_be_given_as_a_value() -> None:
    spread = Spread(p10=0.3, p50=0.5, p90=0.8)
    made = scenario(assumptions={"training_rebound": spread})
    written = scenario(assumptions={"training_rebound": {"p10": 0.3, "p50": 0.5, "p90": 0.8}})
    assert made == written
    assert made.belief("training_rebound").percentiles() == pytest.approx((0.3, 0.5, 0.8))
