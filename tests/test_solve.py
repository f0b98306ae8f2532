"""What would have to be believed: beside fine scans, worked examples and plain projections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import comparison, files
from scenarios.engine.memory import Array
from scenarios.errors import InvalidInput
from scenarios.explain.nearest import nearest
from scenarios.explain.solve import (
    Solution,
    least_surprising,
    quantile,
    roots,
    search_grid,
    solve,
)
from scenarios.explain.variants import Against, Lever, lever, outcome_of
from scenarios.projection import project_effect
from scenarios.scenario import Scenario

SHOCK = {
    "type": "efficiency_shock",
    "month": "2025-02",
    "multiplier": 2,
    "diffusion_months": 9,
    "training_share": 1,
    "inference_share": 0.5,
}
BOTH = "training_rebound+inference_rebound"
SHARE = "equity_value_effect_share"


def scenario(**fields: Any) -> Scenario:
    tree = {"name": "A", "as_of": "2025-01", "events": [SHOCK], "uncertainty": {"draws": 1}}
    return Scenario(**{**tree, **fields})


def solved(of: Scenario, name: str, outcome: str, target: float, against: str) -> Solution:
    return solve(of, lever(of, name), outcome, target, Against.named(of, against))


def alone(of: Scenario, against: Scenario, outcome: str) -> float:
    """An outcome of one scenario projected the plain way."""
    return comparison.outcome(project_effect(of, against), outcome).central


def with_beliefs(of: Scenario, value: float, *names: str) -> Scenario:
    return of.replace(assumptions={**of.assumptions, **dict.fromkeys(names, value)})


# The market of 27 January 2025


def test_that_the_markets_fall_is_the_belief_in_a_rebound_of_about_a_half() -> None:
    shock = scenario()
    found = solved(shock, BOTH, SHARE, -0.169, "no-events")
    assert [f"{value:.4f}" for value in found.values] == ["0.5356"]
    believed = with_beliefs(shock, found.values[0], "training_rebound", "inference_rebound")
    assert alone(believed, believed.without_events(), SHARE) == pytest.approx(-0.169, rel=1e-8)


@pytest.mark.parametrize(
    ("rebound", "percent"), [(0.0, "-31.0"), (0.5, "-18.0"), (0.9, "-4.7"), (1.3, "9.3")]
)
def test_that_the_worked_rebounds_solve_back(rebound: float, percent: str) -> None:
    shock = scenario()
    believed = with_beliefs(shock, rebound, "training_rebound", "inference_rebound")
    target = alone(believed, believed.without_events(), SHARE)
    assert f"{100 * target:.1f}" == percent
    found = solved(shock, BOTH, SHARE, target, "no-events")
    assert found.values == pytest.approx((rebound,), abs=1e-9)


# Against fine scans


def scan(of: Scenario, name: str, outcome: str, target: float, against: str) -> list[float]:
    """Crossings between neighbours of a grid some twenty times as fine as that of the search."""
    moved = lever(of, name)
    coarse = search_grid(moved)
    part = np.linspace(0, 1, 20, endpoint=False)
    fine = (coarse[:-1, None] + np.diff(coarse)[:, None] * part).ravel()
    gaps = outcome_of(of, {moved: fine}, outcome, Against.named(of, against)) - target
    at = np.flatnonzero(gaps[:-1] * gaps[1:] < 0)
    crossings: Array = fine[at] - gaps[at] * (fine[at + 1] - fine[at]) / (gaps[at + 1] - gaps[at])
    return list(crossings.tolist())


@pytest.mark.parametrize(
    ("name", "outcome", "target", "against", "count"),
    [
        (BOTH, SHARE, -0.169, "no-events", 1),
        (BOTH, "equity_value_effect", 0.0, "no-events", 1),
        ("events[0]", SHARE, -0.05, "no-events", 1),
        ("events[0]", SHARE, -0.05, "defaults", 1),
        ("training_rebound", SHARE, 0.0, "defaults", 1),
        ("inference_share", SHARE, -0.02, "no-events", 1),
        ("inference_demand_growth", "revenue_fy2027", 250.0, "defaults", 1),
        ("reasoning_share_initial", "revenue_fy2028", 300.0, "defaults", 2),
        ("reasoning_share_initial", "revenue_fy2028", 380.0, "defaults", 2),
        ("reasoning_share_initial", "revenue_fy2028", 384.55, "defaults", 2),
        ("inference_efficiency_trend", SHARE, -0.0054, "no-events", 3),
        ("hardware_life_years", "installed_base_end", 2e8, "defaults", 1),
        ("growth_fade_years", "peak_compute_demand", 1e9, "defaults", 1),
    ],
)
def test_that_all_solutions_of_a_fine_scan_are_found(
    name: str, outcome: str, target: float, against: str, count: int
) -> None:
    shock = scenario()
    found = solved(shock, name, outcome, target, against)
    expected = scan(shock, name, outcome, target, against)
    assert len(found.values) == count
    assert found.values == pytest.approx(expected, rel=1e-3)
    moved, baseline = lever(shock, name), Against.named(shock, against)
    gives = outcome_of(shock, {moved: np.array(found.values)}, outcome, baseline)
    assert gives == pytest.approx(np.full(count, target), rel=1e-8, abs=1e-9)
    assert found.lowest < target < found.highest


def test_that_the_size_of_an_event_is_solved_for() -> None:
    shock = scenario()
    (size,) = solved(shock, "events[0]", SHARE, -0.05, "no-events").values
    believed = shock.replace(events=[SHOCK | {"multiplier": size}])
    assert alone(believed, believed.without_events(), SHARE) == pytest.approx(-0.05, rel=1e-8)


def test_that_the_revenue_of_a_fiscal_year_is_solved_for() -> None:
    baseline = files.preset("baseline-2026-07")
    (growth,) = solved(
        baseline, "inference_demand_growth", "revenue_fy2028", 700.0, "defaults"
    ).values
    believed = baseline.with_setting("inference_demand_growth", growth)
    assert alone(believed, baseline, "revenue_fy2028") == pytest.approx(700, rel=1e-8)


def test_that_the_range_of_the_outcome_says_why_there_is_no_solution() -> None:
    found = solved(scenario(), "inference_demand_growth", "revenue_fy2028", 700.0, "defaults")
    assert found.values == ()
    highest = alone(
        with_beliefs(scenario(), 100.0, "inference_demand_growth"),
        scenario().defaults(),
        "revenue_fy2028",
    )
    assert highest <= found.highest < 700
    assert 0 < found.lowest < found.highest


def test_that_a_rate_is_solved_for_only_where_values_are_finite() -> None:
    shock = scenario()
    for name, value in (("terminal_growth", 0.09), ("discount_rate", 0.04)):
        found = lever(shock, name)
        assert value in (pytest.approx(found.minimum), pytest.approx(found.maximum))
        assert found.minimum <= found.usual[0] < found.usual[1] <= found.maximum
        # Only up to there does the outcome go on changing.
        values = search_grid(found)
        share = outcome_of(shock, {found: values}, SHARE, Against.named(shock, "no-events"))
        assert (np.diff(share) != 0).all()


def test_that_an_unknown_outcome_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"is no outcome of A\. Did you mean revenue_fy2029"):
        solved(scenario(), BOTH, "revenue_fy2019", 1.0, "no-events")


# Roots of any function


def rooted(function: Callable[[Array], Array], target: float = 0.0, count: int = 41) -> Solution:
    return roots(function, np.linspace(-2, 2, count), target)


def test_that_every_crossing_is_found_to_rounding() -> None:
    found = rooted(lambda x: np.sin(5 * x), 0.3)
    first, turn = np.arcsin(0.3), 2 * np.pi
    angles = [start + turn * k for k in (-2, -1, 0, 1) for start in (first, np.pi - first)]
    inside = [angle / 5 for angle in angles if abs(angle / 5) <= 2]
    assert found.values == pytest.approx(inside, rel=1e-12)
    assert found.lowest == pytest.approx(-1, abs=0.01)
    assert found.highest == pytest.approx(1, abs=0.01)


def test_that_solutions_at_ends_and_on_the_grid_count_once() -> None:
    assert rooted(lambda x: (x - 2) * (x + 2)).values == (-2, 2)
    assert rooted(lambda x: x * (x - 1)).values == pytest.approx((0, 1), abs=1e-15)


def test_that_a_stretch_of_solutions_is_told_by_its_ends() -> None:
    assert rooted(lambda x: np.maximum(0, np.abs(x) - 1)).values == (-1, 1)
    assert rooted(np.zeros_like).values == (-2, 2)


def test_that_an_extreme_between_two_points_of_the_grid_is_looked_into() -> None:
    found = rooted(lambda x: 1e-4 - (x - 0.05) ** 2)
    assert found.values == pytest.approx((0.04, 0.06), rel=1e-9)
    assert found.highest == pytest.approx(1e-4, rel=0.2)


def test_that_a_jump_over_the_target_is_no_solution() -> None:
    assert rooted(lambda x: np.where(x < 0.512, -1.0, 1.0)).values == ()
    assert rooted(lambda x: np.where(x < 0.512, x, x + 1)).values == pytest.approx((0,), abs=1e-12)


@given(st.lists(st.integers(-39, 39), min_size=1, max_size=4, unique=True), st.floats(-3, 3))
def test_that_the_zeros_of_a_polynomial_are_found(places: list[int], steepness: float) -> None:
    zeros = sorted(place / 20 + 0.01 for place in places)
    scale = np.exp(steepness)
    found = rooted(lambda x: scale * np.prod([x - zero for zero in zeros], axis=0), count=81)
    # Exact to 1e-12 of the largest value, which is up to 1e5 times the slope at a zero.
    assert found.values == pytest.approx(zeros, abs=1e-7)


# Several together


LINEAR = np.array([1.0, -2.0, 0.5])


def test_that_the_nearest_point_of_a_plane_is_its_foot() -> None:
    point, left = nearest(lambda p: p @ LINEAR - 4, 3, 1e-9)
    assert point == pytest.approx(4 * LINEAR / (LINEAR @ LINEAR), rel=1e-6)
    assert abs(left) <= 1e-9


@pytest.mark.parametrize(
    ("gap", "distance"),
    [
        (lambda p: (p[:, 0] - 2) ** 2 + (p[:, 1] - 2) ** 2 - 1, 8**0.5 - 1),
        (lambda p: p[:, 0] ** 2 / 9 + p[:, 1] ** 2 / 4 - 1, 2.0),
        # The nearest point lies on an axis, not where the slope first points.
        (lambda p: p[:, 0] ** 3 + p[:, 1] ** 3 - 18, 18 ** (1 / 3)),
        (lambda p: p[:, 0] ** 2 - 2, 2**0.5),
        (lambda p: np.exp(3 * p[:, 0] + p[:, 1]) - 100, np.log(100) / 10**0.5),
        (lambda p: np.maximum(p[:, 0], p[:, 1]) + 3 * np.minimum(p[:, 0], p[:, 1]) - 4, 2**0.5),
    ],
    ids=["circle", "around the start", "cubes", "flat at the start", "exponential", "kink"],
)
def test_that_curved_targets_are_met_where_they_come_nearest(
    gap: Callable[[Array], Array], distance: float
) -> None:
    point, left = nearest(gap, 2, 1e-9)
    assert abs(left) <= 1e-9
    assert np.linalg.norm(point) == pytest.approx(distance, rel=1e-5)


def test_that_the_least_gap_is_kept_where_there_is_no_solution() -> None:
    _, left = nearest(lambda p: (p[:, 0] - 1) ** 2 + p[:, 1] ** 2 + 0.5, 2, 1e-9)
    assert left == pytest.approx(0.5, abs=1e-3)


LEVERS = ("inference_demand_growth", "supply_growth", "vendor_share_long_run")


def combined(of: Scenario, target: float, names: tuple[str, ...] = LEVERS) -> Any:
    levers = [lever(of, name) for name in names]
    against = Against.named(of, "no-events")
    return least_surprising(of, levers, "revenue_fy2028", target, against)


def scores_of(of: Scenario, values: dict[Lever, float]) -> Array:
    """Standard normal numbers of which values are the quantiles, by bisection."""
    found = []
    for moved, value in values.items():
        low, high = -7.0, 7.0
        for _ in range(60):
            middle = (low + high) / 2
            below = quantile(of.belief(moved.name), np.array([middle]))[0] < value
            low, high = (middle, high) if below else (low, middle)
        found.append(low)
    return np.array(found)


def test_that_no_feasible_combination_is_less_surprising() -> None:
    shock = scenario()
    found = combined(shock, 420.0)
    assert found.reached
    assert found.outcome == pytest.approx(420, rel=1e-6)
    believed = shock.replace(assumptions={m.name: value for m, value in found.values.items()})
    assert alone(believed, shock.defaults(), "revenue_fy2028") == pytest.approx(420, rel=1e-6)
    assert np.linalg.norm(scores_of(shock, found.values)) == pytest.approx(found.surprise, rel=1e-6)

    directions = np.random.default_rng(1).normal(size=(3000, len(LEVERS)))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    normal = 0.995 * found.surprise * directions
    moved = {
        lever(shock, name): quantile(shock.belief(name), normal[:, i])
        for i, name in enumerate(LEVERS)
    }
    gives = outcome_of(shock, moved, "revenue_fy2028", Against.named(shock, "no-events"))
    assert alone(shock, shock.defaults(), "revenue_fy2028") < gives.max() < 420


@pytest.mark.parametrize("name", ["supply_growth", "inference_demand_growth"])
def test_that_one_lever_alone_gives_its_nearest_solution(name: str) -> None:
    shock = scenario()
    (value,) = combined(shock, 330.0, (name,)).values.values()
    solutions = solved(shock, name, "revenue_fy2028", 330.0, "no-events").values
    moved = lever(shock, name)
    assert value == pytest.approx(
        min(solutions, key=lambda found: abs(scores_of(shock, {moved: found})[0])), rel=1e-6
    )


def test_that_nothing_moves_when_the_target_is_already_met() -> None:
    shock = scenario()
    found = combined(shock, alone(shock, shock.defaults(), "revenue_fy2028"))
    assert found.surprise == pytest.approx(0, abs=1e-6)
    assert {m.name: value for m, value in found.values.items()} == pytest.approx(
        {name: shock.belief(name).p50 for name in LEVERS}
    )


def test_that_a_target_out_of_reach_is_said_to_be() -> None:
    found = combined(scenario(), 1e5)
    assert not found.reached
    assert found.outcome < 1e5


def correlated(rank: float) -> Scenario:
    uncertainty = {"correlations": [["training_rebound", "inference_rebound", rank]]}
    return scenario(uncertainty=uncertainty)


def test_that_moving_together_surprises_less_where_beliefs_move_together() -> None:
    names = ("training_rebound", "inference_rebound")

    def found(of: Scenario) -> Any:
        levers = [lever(of, name) for name in names]
        return least_surprising(of, levers, SHARE, -0.169, Against.named(of, "no-events"))

    apart, free, together = (found(of) for of in (correlated(-0.7), scenario(), correlated(0.7)))
    assert together.surprise < free.surprise < apart.surprise
    for rank, each in ((-0.7, apart), (0.7, together)):
        # Of normal numbers with correlation r, ranks are correlated by 6 / pi asin(r / 2).
        normal = 2 * np.sin(np.pi * rank / 6)
        matrix = np.array([[1, normal], [normal, 1]])
        scores = scores_of(scenario(), each.values)
        distance = float(np.sqrt(scores @ np.linalg.solve(matrix, scores)))
        assert each.surprise == pytest.approx(distance, rel=1e-6)
    assert found(correlated(0.0)).surprise == pytest.approx(free.surprise, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("events[0]", "is not one assumption"),
        (BOTH, "is not one assumption"),
        ("premium_cap", "has no spread in A"),
    ],
)
def test_that_only_assumptions_with_a_spread_can_surprise(name: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        combined(scenario(), 400.0, (name,))
