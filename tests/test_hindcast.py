"""Hindcasts: scores against closed forms, methods against hand-worked numbers, no look ahead."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import numpy.typing as npt
import pytest

from scenarios import files, record
from scenarios.explain.hindcast import (
    KNOWN,
    METHODS,
    Forecast,
    conditioned,
    crps,
    hindcasts,
    holt,
    quarterly,
    random_walk,
    scores,
    weighted_percentiles,
)
from scenarios.months import Month
from scenarios.projection import Projection, project
from scenarios.ranks import PERCENTILES, percentiles
from scenarios.scenario import Scenario

Array = npt.NDArray[np.float64]

ORIGIN = Month.parse("2025-01")


def scenario(**fields: object) -> Scenario:
    few = {"draws": 64}
    return Scenario(**{"name": "A", "as_of": "2025-01", "uncertainty": few, **fields})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def forecasts() -> tuple[Forecast, ...]:
    return hindcasts(scenario())


# The score


def test_that_the_score_of_a_normal_forecast_is_its_closed_form() -> None:
    """``sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi))`` (Gneiting and Raftery 2007)."""
    draws = np.random.default_rng(1).normal(10, 2, 40_000)
    for actual in (10.0, 12.0, 5.0):
        z = (actual - 10) / 2
        cdf, density = (1 + math.erf(z / math.sqrt(2))) / 2, math.exp(-(z**2) / 2)
        density /= math.sqrt(2 * math.pi)
        exact = 2 * (z * (2 * cdf - 1) + 2 * density - 1 / math.sqrt(math.pi))
        assert float(crps(draws, np.array(actual))) == pytest.approx(exact, abs=0.02)


def test_that_the_score_is_what_its_definition_says_of_every_pair() -> None:
    rng = np.random.default_rng(1)
    draws, actual = rng.normal(size=(3, 7)), rng.normal(size=3)
    pairs = np.abs(draws[:, :, None] - draws[:, None, :]).mean(axis=(1, 2))
    defined = np.abs(draws - actual[:, None]).mean(axis=1) - pairs / 2
    assert crps(draws, actual) == pytest.approx(defined, rel=1e-12)


def test_that_the_score_of_a_single_number_is_its_error() -> None:
    assert float(crps(np.array([3.0]), np.array(5.0))) == 2.0


def forecast(central: Array, draws: Array, actual: Array, method: str = "A") -> Forecast:
    months = tuple(ORIGIN + 3 * ahead for ahead in range(1, len(actual) + 1))
    return Forecast(method, ORIGIN, months, central, draws, actual)


def test_that_coverage_is_the_share_of_what_came_inside_the_bands() -> None:
    """Of draws from 0 to 100 the central 90 % run from 5 to 95, the central 50 % from 25 to 75."""
    actual = np.array([4.9, 5.1, 24.0, 26.0, 50.0, 74.0, 76.0, 94.0, 96.0, 200.0])
    draws = np.tile(np.linspace(0, 100, 101), (10, 1))
    found = scores([forecast(np.full(10, 50.0), draws, actual)])
    overall = found[0]
    assert (overall.method, overall.quarters_ahead, overall.count) == ("A", 0, 10)
    assert overall.coverage_50 == pytest.approx(0.3)
    assert overall.coverage_90 == pytest.approx(0.7)
    assert [score.coverage_90 for score in found[1:]] == [0, 1, 1, 1, 1, 1, 1, 1, 0, 0]


def test_that_bias_is_above_0_where_forecasts_are_too_high() -> None:
    actual = np.array([10.0, 20.0])
    for factor in (2.0, 0.5):
        found = scores([forecast(factor * actual, np.ones((2, 1)), actual)])
        assert found[0].bias == pytest.approx(math.log(factor))


def test_that_scores_are_by_method_and_by_quarters_ahead() -> None:
    short = forecast(np.array([2.0]), np.array([[1.0]]), np.array([1.0]))
    long = forecast(np.array([1.0, 4.0]), np.array([[1.0], [1.0]]), np.array([1.0, 4.0]))
    other = forecast(np.array([1.0]), np.array([[3.0]]), np.array([1.0]), "B")
    found = scores([short, long, other])
    keys = [(score.method, score.quarters_ahead, score.count) for score in found]
    assert keys[:3] == [("A", 0, 3), ("A", 1, 2), ("A", 2, 1)]
    assert keys[3:] == [("B", 0, 1), ("B", 1, 1)]
    assert [score.crps for score in found] == [1.0, 0.0, 3.0, 2.0, 2.0]
    assert found[1].bias == pytest.approx(math.log(2) / 2)


# The other methods, by hand


def test_that_a_random_walk_goes_on_by_its_mean_step() -> None:
    """Of 0, 1, 3: steps 1 and 2, mean 1.5, deviation sqrt(1/2), its own error included."""
    mean, spread = random_walk(np.array([0.0, 1.0, 3.0]), 2)
    assert mean == pytest.approx([4.5, 6.0])
    assert spread == pytest.approx([math.sqrt(0.5 * 1.5), math.sqrt(0.5 * 2 * 2)])


def test_that_holt_goes_on_along_a_straight_line_without_doubt() -> None:
    mean, spread = holt(np.array([1.0, 2.0, 3.0, 4.0]), 3)
    assert mean == pytest.approx([5, 6, 7])
    assert spread == pytest.approx([0, 0, 0], abs=1e-12)


def test_that_holt_moves_level_and_trend_by_its_constants() -> None:
    """Of 0, 1, 3: level 1 and trend 1 miss by 1 with any constants, so the least count, 0.05.

    Level 1 + 1 + 0.05, trend 1 + 0.05 * 0.05; the variance is 1 and grows by (0.05 + 0.0025 j)^2.
    """
    mean, spread = holt(np.array([0.0, 1.0, 3.0]), 3)
    assert mean == pytest.approx([3.0525, 4.055, 5.0575])
    growing = [1, 1 + 0.0525**2, 1 + 0.0525**2 + 0.055**2]
    assert spread == pytest.approx(np.sqrt(growing))


def test_that_holt_takes_the_constants_that_missed_least() -> None:
    """A step up is followed at once: level by 1, trend by as little as there is."""
    mean, _ = holt(np.array([0.0, 0, 0, 5, 5, 5, 5, 5, 5, 5]), 1)
    assert mean[0] == pytest.approx(5, abs=0.4)


# Hindcasts


def test_that_every_quarter_that_a_record_follows_is_an_origin(
    forecasts: tuple[Forecast, ...],
) -> None:
    origins = record.as_of_months(scenario().data)[:-1]
    keys = [(forecast.origin, forecast.method) for forecast in forecasts]
    assert keys == [(origin, method) for origin in origins for method in METHODS]
    for each in forecasts:
        count = (Month.parse("2026-07") - each.origin) // 3
        assert each.months == tuple(each.origin + 3 * ahead for ahead in range(1, count + 1))
        assert each.central.shape == each.actual.shape == (count,)
        assert each.draws.shape == (count, 64)
        assert (each.draws > 0).all()


def test_that_jevons_forecasts_what_it_projects(forecasts: tuple[Forecast, ...]) -> None:
    (made,) = (f for f in forecasts if f.origin == ORIGIN and f.method == METHODS[0])
    projection = project(scenario(horizon_months=18))
    revenue = projection.central("revenue").reshape(6, 3).mean(axis=1) / 4
    assert made.central == pytest.approx(revenue, rel=1e-12)
    recorded = {q.month: q.data_center_revenue for q in record.history(scenario().data)}
    assert made.actual.tolist() == [recorded[month] for month in made.months]


def test_that_events_and_the_as_of_month_are_left_aside() -> None:
    shock = files.preset("r1-shock").replace(uncertainty={"draws": 8})
    plain = shock.replace(events=(), as_of="2026-07")
    for one, other in zip(hindcasts(shock), hindcasts(plain), strict=True):
        assert (one.draws == other.draws).all()


def test_that_what_is_believed_counts_in_every_quarter() -> None:
    believed = scenario(assumptions={"inference_demand_growth": 8})
    ours = [f for f in hindcasts(believed) if f.method == METHODS[0]]
    plain = [f for f in hindcasts(scenario()) if f.method == METHODS[0]]
    assert all(one.central[-1] > other.central[-1] for one, other in zip(ours, plain, strict=True))


@pytest.mark.parametrize("method", METHODS)
def test_that_no_forecast_knows_what_came_after(
    method: str, forecasts: tuple[Forecast, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    quarters = record.history(scenario().data)
    later = tuple(
        dataclasses.replace(
            quarter,
            data_center_revenue=3 * quarter.data_center_revenue,
            market_shipments=2 * quarter.market_shipments,
            vendor_shipments=1.5 * quarter.vendor_shipments,
        )
        if quarter.month > ORIGIN
        else quarter
        for quarter in quarters
    )
    monkeypatch.setattr(record, "history", lambda data: later)
    uncached = record.history_until.__wrapped__
    monkeypatch.setattr(record, "history_until", uncached)
    changed = hindcasts(scenario())
    for before, after in zip(forecasts, changed, strict=True):
        if before.method == method and before.origin <= ORIGIN:
            assert (before.central == after.central).all()
            assert (before.draws == after.draws).all()
            assert (before.actual != after.actual).any()
        elif before.method == method:
            assert (before.central != after.central).any()


def test_that_shorter_forecasts_are_known_better(forecasts: tuple[Forecast, ...]) -> None:
    for method in METHODS:
        by_horizon = {s.quarters_ahead: s for s in scores(forecasts) if s.method == method}
        assert by_horizon[1].count == 11
        assert by_horizon[0].count == 66
        assert by_horizon[1].crps < by_horizon[4].crps


def test_that_it_is_said_that_the_outcome_was_known() -> None:
    assert "not how well it would have forecast" in KNOWN


# Conditioning on the record


@pytest.fixture(scope="module")
def projection() -> Projection:
    return project(scenario(uncertainty={"draws": 256}), keep=("revenue",))


def test_that_an_endless_tolerance_leaves_all_draws_alike(projection: Projection) -> None:
    weights = conditioned(projection, tolerance=1e6)
    assert weights.quarters == 6
    assert weights.values == pytest.approx(1 / 256, rel=1e-6)
    assert weights.effective == pytest.approx(256)


def test_that_no_tolerance_leaves_the_draw_that_fits_best(projection: Projection) -> None:
    weights = conditioned(projection, tolerance=1e-4)
    assert weights.effective == pytest.approx(1)
    quarters = record.history(scenario().data)
    actual = np.array([q.data_center_revenue for q in quarters if q.month > ORIGIN])
    off = np.log(quarterly(projection)[:6, 1:] / actual[:, None])
    assert weights.values.argmax() == (off**2).sum(axis=0).argmin()


def test_that_a_draw_counts_by_how_far_it_was_off(projection: Projection) -> None:
    weights = conditioned(projection, tolerance=0.3)
    assert weights.values.sum() == pytest.approx(1)
    assert 1 < weights.effective < 256
    quarters = record.history(scenario().data)
    actual = np.array([q.data_center_revenue for q in quarters if q.month > ORIGIN])
    off = np.log(quarterly(projection)[:6, 1:] / actual[:, None])
    gap = ((off[:, 3] ** 2).sum() - (off[:, 5] ** 2).sum()) / (2 * 0.3**2)
    assert np.log(weights.values[5] / weights.values[3]) == pytest.approx(gap)


def test_that_nothing_is_learnt_where_no_record_follows() -> None:
    newest = files.preset("baseline-2026-07").replace(uncertainty={"draws": 16})
    weights = conditioned(project(newest, keep=("revenue",)))
    assert weights.quarters == 0
    assert (weights.values == 1 / 16).all()
    assert weights.effective == pytest.approx(16)


def test_that_only_quarters_within_the_horizon_count() -> None:
    short = scenario(horizon_months=8)
    assert conditioned(project(short, keep=("revenue",))).quarters == 2


# Weighted percentiles


def test_that_equal_weights_give_plain_percentiles() -> None:
    draws = np.random.default_rng(1).normal(size=(4, 3, 57))
    found = weighted_percentiles(draws, np.full(57, 1 / 57), PERCENTILES)
    assert found == pytest.approx(percentiles(draws), rel=1e-9)


def test_that_a_draw_of_twice_the_weight_counts_like_two() -> None:
    draws, weights = np.array([4.0, 1.0, 2.0, 3.0]), np.array([0.1, 0.1, 0.4, 0.4])
    found = weighted_percentiles(draws, weights, [0.0, 0.5, 1.0])
    # Middles of the weights 0.05, 0.3, 0.7, 0.95: the median lies halfway between 2 and 3.
    assert found == pytest.approx([1, 2.5, 4])
    heavier = weighted_percentiles(draws, np.array([0.1, 0.1, 0.1, 0.7]), [0.5])
    # Middles 0.05, 0.15, 0.55, 0.95: half way from the first to the last is 0.5.
    assert heavier[0] == pytest.approx(2 + (0.5 - 0.15) / 0.4)


def test_that_draws_without_weight_are_left_out() -> None:
    draws = np.array([[5.0, -1e9, 7.0, 1e9]])
    found = weighted_percentiles(draws, np.array([0.5, 0.0, 0.5, 0.0]), [0.0, 0.5, 1.0])
    assert found[:, 0] == pytest.approx([5, 6, 7])
    alone = weighted_percentiles(draws, np.array([0.0, 0.0, 1.0, 0.0]), PERCENTILES)
    assert (alone == 7).all()
