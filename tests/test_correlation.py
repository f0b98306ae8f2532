"""Rank correlations: reached as asked, and nothing else about the draws changed."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.correlation import contradicting, matrix, reordered
from scenarios.ensemble import stream
from tests.strategies import correlation_lists

Array = npt.NDArray[np.float64]
Pair = tuple[str, str, float]

#: What the model promises at this number of draws.
DRAWS, PROMISED = 1024, 0.03


def ranks(values: Array) -> Array:
    return values.argsort().argsort().astype(float)


def rank_correlation(one: Array, other: Array) -> float:
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def streams_of(pairs: list[Pair], seed: int = 1, draws: int = DRAWS) -> dict[str, Array]:
    names = sorted({name for pair in pairs for name in pair[:2]})
    return {name: stream(name, seed, draws) for name in names}


def as_pairs(found: list[list[Any]]) -> list[Pair]:
    return [(first, second, value) for first, second, value in found]


@given(correlation_lists().map(as_pairs), st.integers(0, 1000))
def test_that_every_rank_correlation_is_within_the_promise_of_that_asked(
    pairs: list[Pair], seed: int
) -> None:
    found = reordered(streams_of(pairs, seed), pairs)
    for first, second, wanted in pairs:
        assert abs(rank_correlation(found[first], found[second]) - wanted) < PROMISED


@pytest.mark.parametrize("wanted", [-0.99, -0.6, 0.0, 0.3, 0.95, 0.999])
def test_that_one_pair_is_correlated_closely(wanted: float) -> None:
    pairs = [("training_rebound", "inference_rebound", wanted)]
    found = reordered(streams_of(pairs), pairs)
    achieved = rank_correlation(found["training_rebound"], found["inference_rebound"])
    assert achieved == pytest.approx(wanted, abs=0.002)


@pytest.mark.parametrize("seed", range(5))
def test_that_correlations_of_many_assumptions_on_the_edge_of_contradiction_are_reached(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    ways = rng.normal(size=(8, 2))
    ways /= np.linalg.norm(ways, axis=1)[:, None]
    wanted = 0.999 * ways @ ways.T
    pairs = [(f"a{i}", f"a{j}", float(wanted[i, j])) for i, j in combinations(range(8), 2)]
    assert contradicting(pairs) == []
    found = reordered(streams_of(pairs, seed), pairs)
    for first, second, value in pairs:
        assert abs(rank_correlation(found[first], found[second]) - value) < PROMISED


@given(correlation_lists().map(as_pairs), st.integers(1, 200))
def test_that_a_correlation_changes_the_order_of_draws_and_no_draw(
    pairs: list[Pair], draws: int
) -> None:
    streams = streams_of(pairs, draws=draws)
    for name, values in reordered(streams, pairs).items():
        assert (np.sort(values) == np.sort(streams[name])).all()


def test_that_the_first_stream_keeps_its_order() -> None:
    pairs = [("b", "a", 0.7), ("b", "c", -0.5)]
    streams = streams_of(pairs)
    found = reordered(streams, pairs)
    assert next(iter(streams)) == "a"
    assert (found["a"] == streams["a"]).all()
    assert (found["b"] != streams["b"]).any()


def test_that_streams_without_a_correlation_are_left_alone() -> None:
    pairs = [("a", "b", 0.5)]
    streams = {**streams_of(pairs), "c": stream("c", 1, DRAWS)}
    assert set(reordered(streams, pairs)) == {"a", "b"}
    assert reordered(streams, []) == {}


@pytest.mark.parametrize("draws", [1, 2, 3])
def test_that_too_few_draws_for_a_correlation_stay_as_they_are(draws: int) -> None:
    pairs = [("a", "b", 0.5)]
    assert reordered(streams_of(pairs, draws=draws), pairs) == {}


@pytest.mark.parametrize("reverse", [False, True])
def test_that_streams_that_happen_to_agree_in_order_can_be_correlated(reverse: bool) -> None:
    rising = np.array([0.1, 0.3, 0.6, 0.9])
    other = rising[::-1] if reverse else rising
    found = reordered({"a": rising, "b": other}, [("a", "b", 0.5)])
    assert (np.sort(found["b"]) == rising).all()


def test_that_the_matrix_holds_each_correlation_twice_and_ones_between() -> None:
    found = matrix([("b", "c", 0.4), ("a", "b", -0.2)], ["a", "b", "c"])
    assert found.tolist() == [[1, -0.2, 0], [-0.2, 1, 0.4], [0, 0.4, 1]]


def test_that_correlations_that_cannot_hold_together_are_found_by_name() -> None:
    assert contradicting([("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)]) == ["a", "b", "c"]


def test_that_only_those_who_contradict_are_named() -> None:
    chain = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9), ("x", "y", 0.5)]
    assert contradicting(chain) == ["a", "b", "c"]


def test_that_correlations_that_can_hold_together_are_let_through() -> None:
    names = [f"a{i}" for i in range(20)]
    assert contradicting([(one, other, 0.45) for one, other in pairwise(names)]) == []
    assert contradicting([("a", "b", 0.999999)]) == []
    assert contradicting([]) == []
