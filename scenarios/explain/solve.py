"""What would you have to believe: values of a lever that give a target.

One lever is searched over its whole allowed range: all solutions are found, or it is said why
there is none. Several are moved together as little as the joint spread allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from scenarios import correlation
from scenarios.engine.memory import Array
from scenarios.errors import InvalidInput, Problem
from scenarios.explain.nearest import nearest
from scenarios.explain.variants import Against, Lever, outcome_of
from scenarios.metalog import Belief
from scenarios.scenario import Scenario

Evaluate = Callable[[Array], Array]

_GRID, _BEYOND = 193, 33
#: Where a bracket is looked into around the guess, as parts of its width.
_AROUND = np.array([0.0, *(sign * 10.0**-p for p in (1, 2, 3, 4, 6, 8, 11) for sign in (-1, 1))])
_ROUNDS = 12
#: How near an outcome must come to its target, relative to the outcome's size; a search goes on
#: until it is ten thousand times as near.
CLOSE, _SURE = 1e-8, 1e-4


@dataclass(frozen=True)
class Solution:
    """Values of one lever that give a target.

    Attributes
    ----------
    values : every solution in the range searched, rising; of a stretch in which all values are
        solutions, its two ends
    lowest, highest : the outcome's range over it, which says why there may be none
    """

    values: tuple[float, ...]
    lowest: float
    highest: float


def solve(
    scenario: Scenario, lever: Lever, outcome: str, target: float, against: Against
) -> Solution:
    """Return every value of a lever, within its limits, that gives ``target``.

    Parameters
    ----------
    outcome : id of an outcome, see `comparison.outcome_ids`
    target : in the outcome's unit
    """
    return roots(
        lambda values: outcome_of(scenario, {lever: values}, outcome, against),
        search_grid(lever),
        target,
    )


def search_grid(lever: Lever) -> Array:
    """Return rising values from limit to limit, most of them in the usual range."""
    low, high = lever.usual
    beyond = [lever.grid(_BEYOND, (lever.minimum, low)), lever.grid(_BEYOND, (high, lever.maximum))]
    return np.unique(np.concatenate([lever.grid(_GRID), *beyond]))


def roots(evaluate: Evaluate, grid: Array, target: float) -> Solution:
    """Return where a continuous function passes ``target``, every crossing that ``grid`` separates.

    Between three points of the grid that come near the target without crossing it is looked
    closer once. All crossings are refined together, each round one call.

    Parameters
    ----------
    evaluate : takes and returns an array of shape (value,)
    grid : rising values that span the range
    """
    gaps = evaluate(grid) - target
    between = _near_misses(grid, gaps)
    if len(between):
        grid, place = np.unique(np.concatenate((grid, between)), return_index=True)
        gaps = np.concatenate((gaps, evaluate(between) - target))[place]
    crossing = np.flatnonzero(gaps[:-1] * gaps[1:] < 0)
    found = _refined(
        lambda values: evaluate(values) - target,
        np.stack((grid[crossing], grid[crossing + 1])),
        np.stack((gaps[crossing], gaps[crossing + 1])),
        CLOSE * max(abs(target), float(np.abs(gaps + target).max())),
    )
    values = sorted([*_exact(grid, gaps), *found])
    return Solution(tuple(values), float(gaps.min()) + target, float(gaps.max()) + target)


def _exact(grid: Array, gaps: Array) -> list[float]:
    """Return the values of the grid that are solutions; of several in a row, the two ends."""
    zero = np.concatenate(([False], gaps == 0, [False]))
    starts, ends = np.flatnonzero(zero[1:] & ~zero[:-1]), np.flatnonzero(zero[:-1] & ~zero[1:]) - 1
    return list(np.unique(grid[np.concatenate((starts, ends))]).tolist())


def _near_misses(grid: Array, gaps: Array) -> Array:
    """Return values around extremes that may reach beyond 0 between points of the grid."""
    left, here, right = np.abs(gaps[:-2]), np.abs(gaps[1:-1]), np.abs(gaps[2:])
    same = (gaps[:-2] * gaps[1:-1] > 0) & (gaps[1:-1] * gaps[2:] > 0)
    extreme = same & (here <= left) & (here <= right)
    places = np.flatnonzero(extreme & (here <= np.maximum(left, right) - here)) + 1
    part = np.linspace(0, 1, 33)[1:-1, None]
    values: Array = grid[places - 1] + part * (grid[places + 1] - grid[places - 1])
    return values.ravel()


def _refined(gap: Evaluate, ends: Array, gaps: Array, close: float) -> list[float]:
    """Return a root in each bracket, those left out at which the function jumps over 0.

    Parameters
    ----------
    ends, gaps : of the brackets and the function there, of opposite sign, shape (2, bracket)
    close : how near 0 the function must come
    """
    rows = np.arange(ends.shape[1])
    nearest = error = np.full(ends.shape[1], np.inf)
    for _ in range(_ROUNDS if len(rows) else 0):
        tries = np.sort(_secant(ends, gaps) + _AROUND[:, None] * (ends[1] - ends[0]), axis=0)
        tries = np.clip(tries, *ends)
        values = np.concatenate((gaps[:1], gap(tries.ravel()).reshape(tries.shape), gaps[1:]))
        tries = np.concatenate((ends[:1], tries, ends[1:]))
        past = (np.sign(values) != np.sign(gaps[0])).argmax(axis=0)
        ends = np.stack((tries[past - 1, rows], tries[past, rows]))
        gaps = np.stack((values[past - 1, rows], values[past, rows]))
        nearest, error = np.abs(gaps).min(axis=0), _bend(tries, values)[past - 1, rows]
        narrow = ends[1] - ends[0] <= 4 * np.spacing(np.abs(ends).max(axis=0))
        if np.all((error <= _SURE * close) | (nearest == 0) | narrow):
            break
    return list(_secant(ends, gaps)[(error <= close) | (nearest <= close)].tolist())


def _bend(places: Array, values: Array) -> Array:
    """Return by how much a function may leave the straight line between neighbouring places.

    An eighth of the change of slope to the intervals beside; both have shape (place, bracket),
    the result one row less. Where places coincide nothing is known.
    """
    width = np.diff(places, axis=0)
    apart = width > 0
    slope = np.where(apart, np.diff(values, axis=0) / np.where(apart, width, 1.0), np.nan)
    turn, unknown = np.abs(np.diff(slope, axis=0)), np.full((1, places.shape[1]), np.nan)
    most = np.fmax(np.concatenate((unknown, turn)), np.concatenate((turn, unknown)))
    return np.where(np.isnan(most), np.inf, most * width / 8)


def _secant(ends: Array, gaps: Array) -> Array:
    """Return where straight lines through the ends of brackets are 0, shape (bracket,)."""
    place: Array = ends[0] + (ends[1] - ends[0]) * gaps[0] / (gaps[0] - gaps[1])
    return place


@dataclass(frozen=True)
class Combination:
    """The least surprising values of several levers that give a target.

    Attributes
    ----------
    values : by lever, in its unit
    surprise : distance from the scenario's beliefs in standard deviations of the joint spread
    outcome : what the values give
    reached : whether that is the target
    """

    values: dict[Lever, float]
    surprise: float
    outcome: float
    reached: bool


def least_surprising(
    scenario: Scenario, levers: Sequence[Lever], outcome: str, target: float, against: Against
) -> Combination:
    """Return the values of assumptions with a spread that reach a target with least surprise.

    Each assumption is written as the quantile of a standard normal number, correlated as the
    scenario says; the smallest such vector that gives the target is sought by `nearest`. What is
    not among the levers stays at its median.

    Raises
    ------
    InvalidInput : when a lever is not one assumption with a spread
    """
    beliefs = [_spread_of(scenario, lever) for lever in levers]
    mixing = _mixing(scenario, levers)

    def values_at(points: Array) -> dict[Lever, Array]:
        normal = points @ mixing.T
        return {
            lever: quantile(belief, normal[:, i])
            for i, (lever, belief) in enumerate(zip(levers, beliefs, strict=True))
        }

    def gap(points: Array) -> Array:
        return outcome_of(scenario, values_at(points), outcome, against) - target

    size = max(abs(target), abs(float(gap(np.zeros((1, len(levers))))[0]) + target))
    point, left = nearest(gap, len(levers), CLOSE * size)
    values = {lever: float(found[0]) for lever, found in values_at(point[None]).items()}
    distance = float(np.linalg.norm(point))
    return Combination(values, distance, target + left, abs(left) <= CLOSE * size)


def _spread_of(scenario: Scenario, lever: Lever) -> Belief:
    if lever.name not in scenario.declared:
        words = "is not one assumption: only single assumptions have a joint spread."
        raise InvalidInput(lever.name, [Problem("", words)])
    belief = scenario.belief(lever.name)
    if belief.certain:
        words = f"has no spread in {scenario.name}: any other value would surprise without end."
        raise InvalidInput(lever.name, [Problem("", words)])
    return belief


def _mixing(scenario: Scenario, levers: Sequence[Lever]) -> Array:
    """Return what makes independent normal numbers correlated, shape (lever, lever)."""
    names = [lever.name for lever in levers]
    pairs = [c for c in scenario.uncertainty.correlations if c[0] in names and c[1] in names]
    # Of normal numbers with this correlation the ranks are correlated as the scenario says.
    wanted = 2 * np.sin(np.pi * correlation.matrix(pairs, names) / 6)
    np.fill_diagonal(wanted, 1.0)
    values, vectors = np.linalg.eigh(wanted)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)), dtype=np.float64)


def quantile(belief: Belief, z: Array) -> Array:
    """Return a belief's values at standard normal numbers ``z``, held within 7. Shape kept."""
    cdf = NormalDist().cdf
    return belief.quantile(np.array([cdf(value) for value in np.clip(z, -7, 7).tolist()]))
