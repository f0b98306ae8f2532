"""Beliefs: a smooth distribution through three percentiles, kept within its limits."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scenarios.metalog import LEAST, MOST, Belief, Scale, why_not
from tests import reference_model

LOG = Scale("log", 0.01, 100)
LOGIT = Scale("logit", 0, 0.6)
PLAIN = Scale("plain", -1, 2)
SCALES = [LOG, LOGIT, PLAIN]

#: From far below one draw in a million to far above it.
PROBABILITIES = np.concatenate(
    [np.logspace(-9, -2, 200), np.linspace(0.011, 0.989, 600), 1 - np.logspace(-2, -9, 200)]
)


@st.composite
def triplets(draw: st.DrawFn) -> tuple[float, float, float, Scale]:
    """Three percentiles through which there is a spread, and their scale."""
    scale = draw(st.sampled_from(SCALES))
    span = scale.maximum - scale.minimum
    inner = st.floats(scale.minimum + 1e-3 * span, scale.maximum - 1e-3 * span)
    p10, p90 = sorted((draw(inner), draw(inner)))
    assume(p90 - p10 > 1e-3 * span)
    q10, q90 = scale.forward(p10), scale.forward(p90)
    part = draw(st.floats(LEAST + 1e-5, MOST - 1e-5))
    p50 = float(scale.backward(np.array(q10 + part * (q90 - q10))))
    return p10, p50, p90, scale


def quantile(belief: Belief, y: float) -> float:
    return float(belief.quantile(np.array([y]))[0])


@given(triplets())
def test_that_the_spread_runs_through_its_three_percentiles(
    triplet: tuple[float, float, float, Scale],
) -> None:
    p10, p50, p90, scale = triplet
    belief = Belief.through(p10, p50, p90, scale)
    found = belief.quantile(np.array([0.1, 0.5, 0.9]))
    assert found == pytest.approx([p10, p50, p90], rel=1e-9, abs=1e-12)
    assert belief.percentiles() == pytest.approx((p10, p50, p90), rel=1e-9, abs=1e-12)
    assert not belief.certain


@given(triplets())
def test_that_the_spread_rises_and_stays_within_its_limits(
    triplet: tuple[float, float, float, Scale],
) -> None:
    p10, p50, p90, scale = triplet
    values = Belief.through(p10, p50, p90, scale).quantile(PROBABILITIES)
    inside = values[(values > scale.minimum) & (values < scale.maximum)]
    # Neighbouring quantiles are often closer than rounding.
    assert (np.diff(values) >= -1e-12 * (scale.maximum - scale.minimum)).all()
    assert len(inside) > 2
    assert values.min() >= scale.minimum
    assert values.max() <= scale.maximum


@given(triplets(), st.floats(1e-6, 1 - 1e-6))
def test_that_a_quantile_is_that_of_keelins_formula(
    triplet: tuple[float, float, float, Scale], y: float
) -> None:
    p10, p50, p90, scale = triplet
    space = (scale.transform, scale.minimum, scale.maximum)
    q10, q50, q90 = (reference_model.transformed(p, *space) for p in (p10, p50, p90))
    expected = reference_model.quantile(
        reference_model.Belief(p50, (q10, q50, q90), scale.minimum, scale.maximum, scale.transform),
        y,
    )
    found = quantile(Belief.through(p10, p50, p90, scale), y)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_that_draws_far_out_are_clipped_to_the_limits() -> None:
    wide = Belief.through(0.02, 1, 50, LOG)
    assert quantile(wide, 1e-9) == 0.01
    assert quantile(wide, 1 - 1e-9) == 100
    assert 0.01 < quantile(wide, 0.08) < 0.02


@given(triplets(), st.floats(0.02, 0.98))
def test_that_a_moved_belief_keeps_its_shape(
    triplet: tuple[float, float, float, Scale], place: float
) -> None:
    p10, p50, p90, scale = triplet
    belief = Belief.through(p10, p50, p90, scale)
    median = scale.minimum + place * (scale.maximum - scale.minimum)
    moved = belief.moved_to(median)
    assert moved.p50 == median
    for before, after in ((belief.q10, moved.q10), (belief.q50, moved.q50)):
        assert moved.q90 - after == pytest.approx(belief.q90 - before, rel=1e-9)
    assert moved.q50 == pytest.approx(scale.forward(median))


def test_that_a_median_moved_twofold_takes_its_logarithmic_percentiles_along() -> None:
    moved = Belief.through(2, 3, 6, LOG).moved_to(6)
    assert moved.percentiles() == pytest.approx((4, 6, 12))


def test_that_percentiles_moved_past_a_limit_are_shown_at_the_limit() -> None:
    assert Belief.through(2, 3, 6, LOG).moved_to(80).percentiles()[2] == 100


@pytest.mark.parametrize(
    ("scale", "limit"), [(LOGIT, 0.0), (LOGIT, 0.6), (Scale("log", 0, 4), 0.0)]
)
def test_that_a_median_on_a_limit_that_is_infinitely_far_away_is_certain(
    scale: Scale, limit: float
) -> None:
    moved = Belief.through(0.1, 0.2, 0.4, scale).moved_to(limit)
    assert moved.certain
    assert moved.percentiles() == (limit, limit, limit)
    assert set(moved.quantile(PROBABILITIES)) == {limit}


def test_that_a_median_on_a_limit_within_reach_keeps_a_spread_on_its_inner_side() -> None:
    moved = Belief.through(2, 3, 6, LOG).moved_to(100)
    assert quantile(moved, 0.1) == pytest.approx(100 * 2 / 3)
    assert quantile(moved, 0.9) == 100


def test_that_a_certain_number_stays_certain_when_it_moves() -> None:
    moved = Belief.fixed(3, LOG).moved_to(4)
    assert moved == Belief.fixed(4, LOG)
    assert set(moved.quantile(PROBABILITIES)) == {4}


def test_that_a_median_next_to_a_limit_gives_no_warning() -> None:
    belief = Belief.through(0.1, 0.2, 0.4, LOGIT)
    assert belief.moved_to(1e-310).quantile(PROBABILITIES).max() < 1e-290


@given(triplets())
def test_that_the_density_is_that_of_a_distribution(
    triplet: tuple[float, float, float, Scale],
) -> None:
    p10, p50, p90, scale = triplet
    y = np.linspace(0.001, 0.999, 4001)
    values, density = Belief.through(p10, p50, p90, scale).density(y)
    assert (density > 0).all()
    inside = (values > scale.minimum) & (values < scale.maximum)
    middle = 0.5 * (density[1:] + density[:-1]) * np.diff(values)
    assert middle[inside[1:] & inside[:-1]].sum() == pytest.approx(0.998 * inside.mean(), abs=0.02)


@pytest.mark.parametrize(
    ("triplet", "scale"),
    [((3, 2, 4), LOG), ((2, 3, 3), LOG), ((2, 2, 3), LOG), ((4, 3, 2), PLAIN)],
)
def test_that_percentiles_that_do_not_rise_are_refused(
    triplet: tuple[float, float, float], scale: Scale
) -> None:
    assert why_not(*triplet, scale).startswith("p10, p50 and p90 must rise;")


def test_that_a_percentile_infinitely_far_away_is_refused_by_value() -> None:
    assert why_not(0, 0.2, 0.4, LOGIT).startswith("a percentile cannot lie on 0,")
    assert why_not(0.1, 0.2, 0.6, LOGIT).startswith("a percentile cannot lie on 0.6,")


def test_that_percentiles_with_one_logarithm_are_refused() -> None:
    p10 = 90.0
    p50 = math.nextafter(p10, 100)
    p90 = math.nextafter(p50, 100)
    assert math.log(p10) == math.log(p90)
    assert why_not(p10, p50, p90, LOG).startswith("p10 and p90 lie too near each other")


@given(triplets(), st.one_of(st.floats(0.001, LEAST), st.floats(MOST, 0.999)))
def test_that_a_lopsided_triplet_is_refused_with_a_median_that_would_do(
    triplet: tuple[float, float, float, Scale], part: float
) -> None:
    p10, _, p90, scale = triplet
    q10, q90 = scale.forward(p10), scale.forward(p90)
    p50 = float(scale.backward(np.array(q10 + part * (q90 - q10))))
    assume(p10 < p50 < p90)
    found = (scale.forward(p50) - q10) / (q90 - q10)
    assume(not LEAST < found < MOST)
    words = why_not(p10, p50, p90, scale)
    near, advised = re.fullmatch(
        r"p50 lies too near p(10|90) for a smooth spread; the nearest p50 that would do is (.*)\.",
        words,
    ).groups()  # type: ignore[union-attr]
    assert near == ("10" if part < 0.5 else "90")
    assert why_not(p10, float(advised), p90, scale) == ""
    at = (scale.forward(float(advised)) - q10) / (q90 - q10)
    assert abs(at - (LEAST if part < 0.5 else MOST)) < 2e-3


def test_that_a_narrow_lopsided_triplet_is_told_a_median_with_the_digits_it_takes() -> None:
    words = why_not(4.999, 4.9991, 5.001, LOG)
    advised = float(words.rstrip(".").split()[-1])
    assert why_not(4.999, advised, 5.001, LOG) == ""


@pytest.mark.parametrize("part", [LEAST, MOST])
def test_that_the_limits_are_where_the_spread_stops_rising(part: float) -> None:
    def falls(part: float) -> bool:
        belief = Belief(0, 0, part, 1, Scale("plain", -99, 99))
        return bool((np.diff(belief.quantile(PROBABILITIES)) < 0).any())

    outwards = -1e-4 if part < 0.5 else 1e-4
    assert falls(part + outwards)
    assert not falls(part - outwards)
