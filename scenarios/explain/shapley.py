"""Shapley values: what each player of a game brings, over all orders in which they could join.

A player's share is its mean contribution over these orders [1]_. Shares sum to what all bring
together, a player that brings nothing gets nothing, and players that bring the same get the same.

.. [1] Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
import numpy.typing as npt

from scenarios.engine.memory import Array

Mask = npt.NDArray[np.bool_]

#: Subsets multiplied at a time: few enough that the linear-algebra library starts no second
#: thread, for which it would wait on a busy machine many times longer than the product takes.
_PIECE = 256


@lru_cache(maxsize=32)
def subsets(count: int) -> Mask:
    """Return every subset of ``count`` items, shape (2 ** count, count); the first is empty."""
    member: Mask = (np.arange(2**count)[:, None] >> np.arange(count)) & 1 == 1
    return member


@lru_cache(maxsize=32)
def _weights(count: int) -> Array:
    """Return what each subset's value adds to each item's share, shape (count, 2 ** count)."""
    member = subsets(count)
    size = member.sum(axis=1)
    joining = np.array([1 / (count * comb(count - 1, s)) for s in range(count)] or [0.0])
    with_item = joining[np.maximum(size - 1, 0)]
    without = joining[np.minimum(size, count - 1)]
    weights: Array = np.where(member.T, with_item, -without)
    return weights


def shapley(values: Array) -> Array:
    """Return the Shapley value of each item from the values of all `subsets`.

    ``values`` has shape (2 ** item, month), the result (item, month).
    """
    count = len(values).bit_length() - 1
    gains, shares = values - values[0], np.zeros((count, values.shape[1]))
    for start in range(0, len(gains) if count else 0, _PIECE):
        piece = slice(start, start + _PIECE)
        shares += _weights(count)[:, piece] @ gains[piece]
    return shares


def sampled_orders(count: int, orders: int, seed: int) -> Mask:
    """Return the subsets met along random orders and their reverses, (order, count + 1, count)."""
    rng = np.random.default_rng([seed, count])
    half = np.argsort(rng.random((max(1, orders // 2), count)), axis=1)
    place = np.concatenate((half, count - 1 - half))
    masks: Mask = place[:, None, :] < np.arange(count + 1)[None, :, None]
    return masks


def sampled(masks: Mask, values: Array) -> tuple[Array, Array]:
    """Return shares and their standard errors from sampled orders, both (item, month).

    ``masks`` has shape (order, step, item), ``values`` (order, step, month). An order and its
    reverse count as one sample, since they are drawn together.
    """
    steps = np.diff(values, axis=1)
    joined = np.diff(masks.astype(np.int8), axis=1).argmax(axis=1)
    gains = np.take_along_axis(steps, joined[:, :, None], axis=1)
    half = len(gains) // 2
    pairs = (gains[:half] + gains[half:]) / 2
    error = (
        pairs.std(axis=0, ddof=1) / np.sqrt(half) if half > 1 else np.full(pairs.shape[1:], np.inf)
    )
    return pairs.mean(axis=0), error
