"""Rank correlations between the draws of assumptions.

Streams are re-ordered after Iman and Conover [1]_: each keeps its values, only their order
changes, so a correlation alters no distribution.

.. [1] Iman, R. L. and Conover, W. J. (1982). A distribution-free approach to inducing rank
   correlation among input variables. Communications in Statistics 11(3), 311-334.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import Annotated

import numpy as np
from pydantic import Strict

from scenarios.metalog import Array

#: Two assumptions' ids and the rank correlation wanted between their draws.
Correlation = Annotated[tuple[str, str, float], Strict(False)]

#: The first leaves up to 0.04 between the rank correlation wanted and achieved, three 0.026
#: (300 random matrices of up to 8 assumptions at 1,024 draws); more gain nothing.
_ROUNDS = 3
#: The least eigenvalue of a matrix that is taken apart.
_LEAST = 1e-9


def matrix(correlations: Sequence[tuple[str, str, float]], names: Sequence[str]) -> Array:
    """Return the correlation matrix over ``names``, shape (name, name)."""
    wanted = np.eye(len(names))
    place = {name: i for i, name in enumerate(names)}
    for first, second, value in correlations:
        wanted[place[first], place[second]] = wanted[place[second], place[first]] = value
    return wanted


def contradicting(correlations: Sequence[tuple[str, str, float]]) -> list[str]:
    """Return the names whose correlations cannot hold together; none when all can.

    They are those that weigh most in the direction in which the matrix is not positive definite.
    """
    names = sorted({name for first, second, _ in correlations for name in (first, second)})
    if not names:
        return []
    values, vectors = np.linalg.eigh(matrix(correlations, names))
    if values[0] > _LEAST:
        return []
    weights = np.abs(vectors[:, 0])
    return [name for name, weight in zip(names, weights, strict=True) if weight > 0.1]


def reordered(
    streams: Mapping[str, Array], correlations: Sequence[tuple[str, str, float]]
) -> dict[str, Array]:
    """Return the streams that are correlated, re-ordered. Shapes (draw,) kept.

    Parameters
    ----------
    streams : uniform draws of every assumption named, shape (draw,); their order decides which
        keeps its own order (the first)
    correlations : positive definite as a whole

    With no more draws than assumptions there is no correlation to impose, and the streams come
    back as they are.
    """
    names = [name for name in streams if any(name in pair[:2] for pair in correlations)]
    chosen = np.array([streams[name] for name in names])
    count = chosen.shape[1] if names else 0
    if count <= len(names) + 1:
        return {}
    scores = _normal_scores(count)[chosen.argsort().argsort()]
    free = np.linalg.solve(_triangle(np.array(np.corrcoef(scores))), scores)
    wanted = matrix(correlations, names)
    # Exact for the scores of a bivariate normal; the rounds after the first mend the rest.
    aim = 2 * np.sin(np.pi * wanted / 6)
    np.fill_diagonal(aim, 1.0)
    worst, places = np.inf, chosen.argsort().argsort()
    for _ in range(_ROUNDS):
        ranks = (_triangle(aim) @ free).argsort().argsort()
        missing = wanted - np.corrcoef(ranks)
        if abs(missing).max() < worst:
            worst, places = abs(missing).max(), ranks
        aim += missing
    return {
        name: np.sort(stream)[place]
        for name, stream, place in zip(names, chosen, places, strict=True)
    }


def _triangle(correlation: Array) -> Array:
    """Return the Cholesky factor of the nearest correlation matrix that has one."""
    values, vectors = np.linalg.eigh(correlation)
    if values[0] < _LEAST:
        correlation = (vectors * np.maximum(values, _LEAST)) @ vectors.T
        scale = np.sqrt(np.diag(correlation))
        correlation = correlation / scale / scale[:, None]
    return np.asarray(np.linalg.cholesky(correlation), dtype=np.float64)


@lru_cache(maxsize=4)
def _normal_scores(count: int) -> Array:
    inverse = NormalDist().inv_cdf
    return np.array([inverse((i + 0.5) / count) for i in range(count)])
