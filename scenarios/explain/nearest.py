"""The point nearest to the origin at which a function is 0: the design point of reliability theory.

Sequential quadratic programming after Hasofer and Lind [1]_ and Zhang and Der Kiureghian [2]_:
each step goes to the nearest point of the function's tangent, corrected by what earlier steps
have told of its curvature, as far as a merit of distance and gap goes down.

.. [1] Hasofer, A. M. and Lind, N. C. (1974). Exact and invariant second-moment code format.
   Journal of the Engineering Mechanics Division 100(1), 111-121.
.. [2] Zhang, Y. and Der Kiureghian, A. (1995). Two improved algorithms for reliability analysis.
   Reliability and Optimization of Structural Systems, 297-304.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scenarios.engine.memory import Array

#: Takes points of shape (point, coordinate), returns shape (point,).
Gap = Callable[[Array], Array]

_STEP = 1e-4
_TRIES = 0.5 ** np.arange(10)
_LONGEST = 2.0
_ROUNDS = 60
_STILL, _RESTORING = 1e-4, 8
_WORST = 1e6
#: Rays along which a start is sought, and how far out.
_RAYS, _REACH = 64, np.linspace(0.5, 6.0, 12)


@dataclass(frozen=True)
class _Place:
    """A point, shape (coordinate,), with the gap there and its slope, shape (coordinate,)."""

    point: Array
    gap: float
    slope: Array

    @property
    def distance(self) -> float:
        return float(np.linalg.norm(self.point))


def nearest(gap: Gap, count: int, close: float) -> tuple[Array, float]:
    """Return the nearest point found with a gap of at most ``close``, and the gap there.

    It is sought from the origin, and from the first crossing along rays in all directions when
    that lies nearer or nothing was found from the origin. Where there is no such point, the one
    with the least gap is returned.

    Parameters
    ----------
    gap : continuous
    count : of coordinates
    """
    found = _descend(gap, np.zeros(count), close)
    start = _first_crossing(gap, count)
    if start is not None and (abs(found.gap) > close or np.linalg.norm(start) < found.distance):
        others = (found, _descend(gap, start, close))
        found = min(others, key=lambda place: (max(close, abs(place.gap)), place.distance))
    return found.point, found.gap


def _first_crossing(gap: Gap, count: int) -> Array | None:
    """Return the nearest point on a set of rays at which the gap changes its sign, if any."""
    rays = np.random.default_rng(count).normal(size=(_RAYS, count))
    rays = np.concatenate((np.eye(count), -np.eye(count), rays))
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    reach = np.concatenate(([0.0], _REACH))
    values = gap((reach[:, None, None] * rays).reshape(-1, count)).reshape(len(reach), -1)
    crossed = values[:-1] * values[1:] <= 0
    if not crossed.any():
        return None
    place = crossed.argmax(axis=0)
    columns = np.arange(len(rays))
    low, high = values[place, columns], values[place + 1, columns]
    part = low / np.where(low == high, 1.0, low - high)
    distance = np.where(crossed.any(axis=0), reach[place] + part * np.diff(reach)[place], np.inf)
    best = int(distance.argmin())
    crossing: Array = distance[best] * rays[best]
    return crossing


def _descend(gap: Gap, start: Array, close: float) -> _Place:
    """Return the nearest point to the origin with gap 0 that lies downhill from ``start``."""
    here = _place(start, gap(start + _around(len(start))))
    curvature, penalty, learnt = np.eye(len(start)), 0.0, False
    for _ in range(_ROUNDS):
        # Where a standard deviation changes nothing there is nowhere to go.
        if np.linalg.norm(here.slope) <= close:
            break
        step, multiplier = _towards(here, curvature)
        penalty = max(penalty, 2 * abs(multiplier))
        length = float(np.linalg.norm(step))
        after = _searched(gap, here, step * min(1.0, _LONGEST / max(length, _STILL)), penalty)
        if after is None:
            if not learnt:
                break
            curvature, learnt = np.eye(len(start)), False
            continue
        moved = after.point - here.point
        turned = moved + multiplier * (after.slope - here.slope)
        curvature, learnt, here = _updated(curvature, moved, turned), True, after
        if np.linalg.norm(moved) <= _STILL:
            break
    return _restored(gap, here, close)


def _around(count: int) -> Array:
    """Return steps to a point itself and to both sides along each coordinate."""
    return np.concatenate((np.zeros((1, count)), np.eye(count), -np.eye(count))) * _STEP


def _place(point: Array, values: Array) -> _Place:
    """Return a place from the gaps `_around` it."""
    count = len(point)
    slope = (values[1 : count + 1] - values[count + 1 :]) / (2 * _STEP)
    return _Place(point, float(values[0]), slope)


def _searched(gap: Gap, here: _Place, step: Array, penalty: float) -> _Place | None:
    """Return the first place along a step at which the merit goes down, if any (Armijo's rule)."""
    around = _around(len(step))
    tries = here.point + _TRIES[:, None] * step
    # The whole step is mostly taken, so what is needed there is asked for at once.
    values = gap(np.concatenate((tries[1:], tries[0] + around)))
    whole = values[len(tries) - 1 :]
    gaps = np.abs(np.concatenate((whole[:1], values[: len(tries) - 1])))
    merit = (tries**2).sum(axis=1) / 2 + penalty * gaps
    before = here.distance**2 / 2 + penalty * abs(here.gap)
    downhill = min(0.0, float(here.point @ step) - penalty * abs(here.gap))
    better = merit < before + 1e-4 * _TRIES * downhill
    if not better.any():
        return None
    taken = int(better.argmax())
    return _place(tries[taken], gap(tries[taken] + around) if taken else whole)


def _restored(gap: Gap, here: _Place, close: float) -> _Place:
    """Return a place moved along its slope until its gap is closed, as far as it can be."""
    for _ in range(_RESTORING):
        if abs(here.gap) <= close or np.linalg.norm(here.slope) <= close:
            break
        point = here.point - here.gap / float(here.slope @ here.slope) * here.slope
        there = float(gap(point[None])[0])
        if abs(there) >= abs(here.gap):
            break
        here = replace(here, point=point, gap=there)
    return here


def _towards(here: _Place, curvature: Array) -> tuple[Array, float]:
    """Return the step to the least of the quadratic model on the tangent, and its multiplier."""
    back, along = np.linalg.solve(curvature, np.stack((here.point, here.slope), axis=1)).T
    multiplier = (here.gap - float(here.slope @ back)) / float(here.slope @ along)
    return -back - multiplier * along, multiplier


def _updated(curvature: Array, moved: Array, turned: Array) -> Array:
    """Return the curvature after a step, by Powell's damped BFGS formula: positive definite."""
    bent = curvature @ moved
    along, expected = float(moved @ turned), float(moved @ bent)
    if expected <= 1e-300:
        return curvature
    if along < 0.2 * expected:
        part = 0.8 * expected / (expected - along)
        turned = part * turned + (1 - part) * bent
        along = 0.2 * expected
    updated: Array = curvature - np.outer(bent, bent) / expected + np.outer(turned, turned) / along
    # Where the function turns flat nothing can be learnt of its curvature.
    return updated if np.abs(updated).max() < _WORST else np.eye(len(moved))
