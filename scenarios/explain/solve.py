"""What would you have to believe: values of a lever that give a target, or several at once.

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
from scenarios.explain.variants import Against, Lever, outcome_of
from scenarios.metalog import Belief
from scenarios.scenario import Scenario

Evaluate = Callable[[Array], Array]

_GRID = 193
_FINER = 17
_ROUNDS = 8
#: How near an outcome must come to its target, relative to it.
CLOSE = 1e-8


@dataclass(frozen=True)
class Solution:
    """Values of one lever that give a target.

    Attributes
    ----------
    values : every solution in the range searched, rising
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
        _search_grid(lever),
        target,
    )


def _search_grid(lever: Lever) -> Array:
    """Return values from limit to limit, most of them in the usual range."""
    low, high = lever.usual
    inner = lever.grid(_GRID)
    outer = [lever.grid(33, (lever.minimum, low)), lever.grid(33, (high, lever.maximum))]
    return np.unique(np.concatenate([inner, *outer]))


def roots(evaluate: Evaluate, grid: Array, target: float) -> Solution:
    """Return where a function passes ``target``, every crossing that ``grid`` separates.

    All crossings are refined together, each round one call.

    Parameters
    ----------
    evaluate : takes and returns an array of shape (value,)
    grid : rising values that span the range
    """
    gaps = evaluate(grid) - target
    lowest, highest = float(gaps.min() + target), float(gaps.max() + target)
    exact = grid[gaps == 0].tolist()
    crossing = np.flatnonzero(gaps[:-1] * gaps[1:] < 0)
    low, high = grid[crossing], grid[crossing + 1]
    start = gaps[crossing]
    part = np.linspace(0, 1, _FINER)
    for _ in range(_ROUNDS if len(crossing) else 0):
        finer = low[:, None] + (high - low)[:, None] * part
        values = evaluate(finer.ravel()).reshape(finer.shape) - target
        same = np.sign(values) == np.sign(start)[:, None]
        last = np.minimum(np.cumprod(same, axis=1).sum(axis=1) - 1, _FINER - 2)
        rows = np.arange(len(finer))
        low, high = finer[rows, last], finer[rows, last + 1]
        start, end = values[rows, last], values[rows, last + 1]
        if np.all(high - low <= 4 * np.spacing(np.abs(high))) or np.all(start == 0):
            break
    else:
        end = start
    found = exact
    if len(crossing):
        steep = np.where(start == end, 1.0, start - end)
        found = [*exact, *(low + (high - low) * np.clip(start / steep, 0, 1)).tolist()]
    return Solution(tuple(sorted(found)), lowest, highest)


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
    scenario says; the smallest such vector that gives the target is sought by steps towards the
    nearest point of the linearised target [1]_, each step halved while it overshoots.

    .. [1] Hasofer, A. M. and Lind, N. C. (1974). Exact and invariant second-moment code format.
       Journal of the Engineering Mechanics Division 100(1), 111-121.
    """
    beliefs = [scenario.belief(lever.name) for lever in levers]
    mixing = _mixing(scenario, levers)

    if not all(lever.name in scenario.declared for lever in levers):
        raise ValueError("only single assumptions have a joint spread")

    def values_at(points: Array) -> list[Array]:
        mixed = points @ mixing.T
        return [quantile(belief, mixed[:, i]) for i, belief in enumerate(beliefs)]

    def gap(points: Array) -> Array:
        moved = dict(zip(levers, values_at(points), strict=True))
        return outcome_of(scenario, moved, outcome, against) - target

    point, distance = _nearest(gap, len(levers), max(abs(target), 1e-9))
    values = values_at(point[None])
    return Combination(
        {lever: float(value[0]) for lever, value in zip(levers, values, strict=True)},
        float(np.linalg.norm(point)),
        target + distance,
        abs(distance) <= 1e-6 * max(abs(target), 1e-9),
    )


def _mixing(scenario: Scenario, levers: Sequence[Lever]) -> Array:
    names = [lever.name for lever in levers]
    pairs = [c for c in scenario.uncertainty.correlations if c[0] in names and c[1] in names]
    return np.asarray(np.linalg.cholesky(correlation.matrix(pairs, names)), dtype=np.float64)


def quantile(belief: Belief, z: Array) -> Array:
    """Return a belief's values at standard normal numbers ``z``. Shape kept."""
    cdf = np.array([NormalDist().cdf(value) for value in np.clip(z, -7, 7).tolist()])
    return belief.quantile(cdf)


_STEP = 1e-3
_TRIES = 0.5 ** np.arange(8)


def _nearest(gap: Evaluate, count: int, scale: float) -> tuple[Array, float]:
    """Return the point nearest to 0 at which ``gap`` is 0, and the gap left there."""
    point = np.zeros(count)
    here = float(gap(point[None])[0])
    for _ in range(60):
        around = np.concatenate((np.eye(count), -np.eye(count))) * _STEP
        values = gap(point + around)
        slope = (values[:count] - values[count:]) / (2 * _STEP)
        steepness = float(slope @ slope)
        if steepness == 0:
            break
        aim = slope * (float(slope @ point) - here) / steepness
        tries = point + _TRIES[:, None] * (aim - point)
        gaps = gap(tries)
        # Least surprise and the target together: the target counts far more.
        merit = np.linalg.norm(tries, axis=1) + 1e3 * np.abs(gaps) / scale
        best = int(merit.argmin())
        moved = float(np.abs(tries[best] - point).max())
        point, here = tries[best], float(gaps[best])
        if moved < 1e-5 and abs(here) <= CLOSE * scale:
            break
    return point, here
