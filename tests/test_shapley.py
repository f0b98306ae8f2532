"""Shapley values: hand-worked games, the axioms on random ones, and sampling beside the exact."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scenarios.engine.memory import Array
from scenarios.explain.shapley import sampled, sampled_orders, shapley, subsets

NUMBERS = st.floats(-100, 100, allow_subnormal=False)


@st.composite
def games(draw: st.DrawFn, least: int = 1) -> Array:
    """The values of all subsets of a few players, in two months."""
    players = draw(st.integers(least, 5))
    return draw(hnp.arrays(np.float64, (2**players, 2), elements=NUMBERS))


def players_of(values: Array) -> int:
    return int(math.log2(len(values)))


def index(players: tuple[int, ...]) -> int:
    return sum(1 << player for player in players)


def over_all_orders(values: Array) -> Array:
    """The definition: mean contribution over every order of joining."""
    count = players_of(values)
    shares = np.zeros((count, values.shape[1]))
    for order in permutations(range(count)):
        for place, player in enumerate(order):
            before = order[:place]
            shares[player] += values[index((*before, player))] - values[index(before)]
    return shares / math.factorial(count)


def swapped(values: Array, one: int, other: int) -> Array:
    """The game in which two players have changed places."""
    renamed = {one: other, other: one}
    order = [
        index(tuple(renamed.get(p, p) for p in range(players_of(values)) if row >> p & 1))
        for row in range(len(values))
    ]
    return values[order]


def test_that_subsets_are_counted_in_binary_from_the_empty_one() -> None:
    assert subsets(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]
    assert subsets(0).shape == (1, 0)


def test_that_the_shares_of_an_additive_game_are_its_weights() -> None:
    weights = np.array([[3.0, -1.0], [0.0, 2.0], [-5.5, 0.25], [1e6, 1e-6]])
    assert shapley(7 + subsets(4) @ weights) == pytest.approx(weights, rel=1e-12, abs=1e-9)


def test_that_a_left_glove_among_two_right_ones_is_worth_two_thirds() -> None:
    # Player 0 has the left glove; a pair is worth 1.
    values = [1.0 if row & 1 and row & 6 else 0.0 for row in range(8)]
    shares = shapley(np.array(values)[:, None])[:, 0]
    assert shares == pytest.approx([2 / 3, 1 / 6, 1 / 6], rel=1e-14)


def test_that_three_who_need_runways_of_one_two_and_four_pay_for_what_they_use() -> None:
    lengths = (1.0, 2.0, 4.0)
    values = [max([lengths[p] for p in range(3) if row >> p & 1], default=0.0) for row in range(8)]
    shares = shapley(np.array(values)[:, None])[:, 0]
    assert shares == pytest.approx([1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 2], rel=1e-14)


def test_that_no_players_have_no_shares() -> None:
    assert shapley(np.array([[4.0, 5.0]])).shape == (0, 2)


@given(games())
def test_that_a_share_is_the_mean_contribution_over_all_orders(values: Array) -> None:
    assert shapley(values) == pytest.approx(over_all_orders(values), rel=1e-12, abs=1e-9)


@given(games())
def test_that_shares_sum_to_what_all_bring_together(values: Array) -> None:
    total = values[-1] - values[0]
    assert shapley(values).sum(axis=0) == pytest.approx(total, rel=1e-12, abs=1e-9)


@given(games(least=2))
def test_that_players_who_bring_the_same_get_the_same(values: Array) -> None:
    shares = shapley((values + swapped(values, 0, 1)) / 2)
    assert shares[0] == pytest.approx(shares[1], rel=1e-12, abs=1e-9)


@given(games(), NUMBERS)
def test_that_a_player_who_always_brings_the_same_gets_just_that(
    values: Array, brings: float
) -> None:
    shares = shapley(np.concatenate((values, values + brings)))
    assert shares[-1] == pytest.approx([brings, brings], rel=1e-12, abs=1e-9)
    assert shares[:-1] == pytest.approx(shapley(values), rel=1e-12, abs=1e-9)


@given(games(), st.integers(0, 2**32))
def test_that_shares_of_a_sum_of_games_are_the_sums_of_shares(values: Array, seed: int) -> None:
    other = np.random.default_rng(seed).normal(size=values.shape)
    together = shapley(values + other)
    assert together == pytest.approx(shapley(values) + shapley(other), rel=1e-12, abs=1e-9)


# Sampling


def sampled_of(values: Array, orders: int, seed: int) -> tuple[Array, Array]:
    masks = sampled_orders(players_of(values), orders, seed)
    rows = masks @ (1 << np.arange(players_of(values)))
    return sampled(masks, values[rows])


def random_game(players: int, seed: int = 1) -> Array:
    return np.random.default_rng(seed).normal(size=(2**players, 3))


def test_that_orders_are_joined_one_by_one_and_half_of_them_backwards() -> None:
    masks = sampled_orders(5, 6, 1)
    assert masks.shape == (6, 6, 5)
    assert (masks.sum(axis=2) == np.arange(6)).all()
    assert (masks[:, 1:] >= masks[:, :-1]).all()
    assert (masks[3:] == ~masks[:3, ::-1]).all()
    assert (sampled_orders(5, 6, 1) == masks).all()
    assert not (sampled_orders(5, 6, 2) == masks).all()


def test_that_sampled_shares_sum_to_the_gap_and_lie_within_four_errors() -> None:
    values = random_game(6)
    shares, error = sampled_of(values, 256, 1)
    assert shares.sum(axis=0) == pytest.approx(values[-1] - values[0], rel=1e-12)
    assert (error > 0).all()
    assert (np.abs(shares - shapley(values)) < 4 * error).all()


def test_that_the_error_says_how_far_samples_scatter() -> None:
    values = random_game(6)
    exact = shapley(values)
    off = [(s - exact) / e for s, e in (sampled_of(values, 128, seed) for seed in range(200))]
    # 3,600 standard scores; 200 independent ones would already lie within 5 % of 1.
    assert float(np.std(off)) == pytest.approx(1, abs=0.1)
    assert abs(float(np.mean(off))) < 0.1


def test_that_sampling_an_additive_game_leaves_no_error() -> None:
    weights = np.array([[1.0], [2.0], [4.0], [8.0]])
    shares, error = sampled_of(subsets(4) @ weights, 4, 1)
    assert shares == pytest.approx(weights, rel=1e-14)
    assert error == pytest.approx(np.zeros((4, 1)), abs=1e-14)


def test_that_one_sample_alone_knows_no_error() -> None:
    assert np.isinf(sampled_of(random_game(3), 2, 1)[1]).all()
