"""Names of lines, written beside the lines so that nobody has to look them up in a legend.

A few names stand above or below their lines, where they cover the least of other lines, of the
record and of other names; they stay there while the lines move a little under a slider. Where
there are many, they stand in a column behind the ends of the lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from desktop.charts.data import Array
from desktop.charts.surface import Frame

_PLACES = np.array((1.0, 0.94, 0.87, 0.79, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2))
"""Where along the line a name may end, as parts of the seen line."""

_ALL = np.arange(2 * len(_PLACES))
_ACROSS = np.linspace(0, 1, 7)
_GAP = 4.0
_SPACING = 5.0
"""Pixels between the points at which lines are probed."""

_COVERED, _BETWEEN = 1.2, 1.5
"""Cost of a probe under a name, and of one of another line between a name and its own line."""

_HOLD = 2.0
"""How much worse its old place may be for a name to stay."""

_REFUSED = 60.0
"""A name that can only stand on another one, or outside, is left out."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """A name that wants a place: its size in pixels and the line or the points it belongs to."""

    key: str
    width: float
    height: float
    x: Array
    y: Array


@dataclass(frozen=True, eq=False)
class Obstacle:
    """A line or points, in pixels, that a name should not cover; ``weight`` 1 is a line's.

    The name of ``key``, if any, belongs to it.
    """

    x: Array
    y: Array
    weight: float = 1.0
    key: str = ""


@dataclass(frozen=True)
class Spot:
    """The upper left corner of a placed name, and which of its places it took.

    ``cost`` is what the place is compared by later, ``trouble`` what it covers or stands far from:
    about one for every five pixels of a line.
    """

    left: float
    top: float
    slot: int
    cost: float = 0.0
    trouble: float = 0.0


def place(
    wanted: Sequence[Wanted],
    obstacles: Sequence[Obstacle],
    frame: Frame,
    previous: Mapping[str, Spot],
    hold: bool,
) -> dict[str, Spot]:
    """Places of names by key, in the order of ``wanted``; one without any room is left out.

    ``previous`` is what the last call gave; with ``hold`` all names keep those places if none is
    much worse off, which is also quicker.
    """
    if not wanted:
        return {}
    lines = [Obstacle(want.x, want.y, key=want.key) for want in wanted] + list(obstacles)
    numbers = {want.key: float(number) for number, want in enumerate(wanted)}
    corners = _corners(lines, numbers)
    held = _held(wanted, corners, frame, previous) if hold else None
    if held is not None:
        return held
    probes = _probes(lines, numbers, frame)
    placed: dict[str, Spot] = {}
    rows: list[Array] = []
    for number, want in enumerate(wanted):
        rects = _candidates(want, frame, _ALL)
        if rects is None:
            continue
        cost = _cost(rects, probes, number) + _clashes(rects, rows, frame)
        favour = np.zeros(len(cost))
        if want.key in previous:
            favour[previous[want.key].slot] = _HOLD
        best = int(np.argmin(cost - favour))
        if cost[best] < _REFUSED:
            rect = rects[best]
            value = float(_cost(rect[None], corners, number)[0])
            trouble = float(cost[best] - rect[4])
            placed[want.key] = Spot(float(rect[0]), float(rect[1]), best, value, trouble)
            rows.append(rect)
    return placed


def spread(wanted: Array, spacing: float, low: float, high: float) -> Array:
    """Places near the ``wanted`` ones, at least ``spacing`` apart and within ``low`` to ``high``.

    The order is kept; when there is no room for all, the distance shrinks.
    """
    count = len(wanted)
    if not count:
        return wanted
    spacing = min(spacing, (high - low) / max(1, count - 1))
    order = np.argsort(wanted, kind="stable")
    places = np.clip(wanted[order], low, high)
    for i in range(1, count):
        places[i] = max(places[i], places[i - 1] + spacing)
    places[-1] = min(places[-1], high)
    for i in range(count - 2, -1, -1):
        places[i] = min(places[i], places[i + 1] - spacing)
    result = np.empty(count)
    result[order] = places
    return result


def _held(
    wanted: Sequence[Wanted], corners: Array, frame: Frame, previous: Mapping[str, Spot]
) -> dict[str, Spot] | None:
    """All names in the places they had, moved with their lines, or None where one would suffer."""
    if [want.key for want in wanted] != list(previous):
        return None
    rects: list[Array] = []
    moved: dict[str, Spot] = {}
    for number, want in enumerate(wanted):
        before = previous[want.key]
        row = _candidates(want, frame, np.array([before.slot]))
        if row is None:
            return None
        cost = _cost(row, corners, number)[0]
        if cost > before.cost + _HOLD or _clashes(row, rects, frame)[0]:
            return None
        rects.append(row[0])
        moved[want.key] = replace(before, left=float(row[0, 0]), top=float(row[0, 1]))
    return moved


def _corners(lines: Sequence[Obstacle], numbers: Mapping[str, float]) -> Array:
    """The points of all lines as rows [x, y, weight, number of the name or -1]."""
    rows = [_row(line.x, line.y, line.weight, numbers.get(line.key, -1.0)) for line in lines]
    return np.concatenate(rows, axis=1)


def _probes(lines: Sequence[Obstacle], numbers: Mapping[str, float], frame: Frame) -> Array:
    """Points along all lines, evenly close, as rows [x, y, weight, number of the name or -1]."""
    found = []
    for line in lines:
        finite = np.isfinite(line.x) & np.isfinite(line.y)
        x, y = line.x[finite], np.clip(line.y[finite], frame.top - 20, frame.bottom + 20)
        if len(x) > 1 and finite.all():
            along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
            steps = np.arange(0.0, along[-1], _SPACING)
            x, y = np.interp(steps, along, x), np.interp(steps, along, y)
        found.append(_row(x, y, line.weight, numbers.get(line.key, -1.0)))
    return np.concatenate(found, axis=1)


def _row(x: Array, y: Array, weight: float, number: float) -> Array:
    made = np.empty((4, len(x)))
    made[0], made[1], made[2], made[3] = x, y, weight, number
    return made


def _candidates(want: Wanted, frame: Frame, slots: NDArray[np.int_]) -> Array | None:
    """Places of some slots as rows [left, top, right, bottom, dislike, near, far].

    Slots 0 to n - 1 are above the line at each of `_PLACES`, the next n below it. From ``near`` to
    ``far`` is the space between the name and the line. None when nothing of the line is seen.
    """
    seen = np.isfinite(want.y) & (want.y >= frame.top) & (want.y <= frame.bottom)
    seen &= (want.x >= frame.left - 1) & (want.x <= frame.right + 1)
    x, y = want.x[seen], want.y[seen]
    if not x.size:
        return None
    parts, below = _PLACES[slots % len(_PLACES)], slots >= len(_PLACES)
    right = x[0] + parts * (x[-1] - x[0])
    right = np.maximum(right, min(x[0] + want.width, frame.right))
    left = right - want.width
    under = np.interp(left[:, None] + _ACROSS * want.width, x, y)
    high, low = under.min(axis=1), under.max(axis=1)
    top = np.where(below, low + _GAP, high - _GAP - want.height)
    bottom = top + want.height
    dislike = 3.0 * (1 - parts) + 2.0 * (low - high) / want.height + 0.4 * below
    near, far = np.where(below, high, bottom), np.where(below, top, low)
    return np.stack((left, top, right, bottom, dislike, near, far), axis=1)


def _cost(rects: Array, probes: Array, own: int) -> Array:
    """How bad each place is: what it covers, which other line is nearer, and its own dislike."""
    left, top, right, bottom, dislike, near, far = rects.T[:, :, None]
    x, y, weight, owner = probes
    beside = (x > left - 2) & (x < right + 2)
    covered = beside & (y > top - 1) & (y < bottom + 1)
    between = beside & (y > near) & (y < far) & (owner != own)
    parts = _COVERED * (covered @ weight) + _BETWEEN * (between @ weight)
    return np.asarray(dislike[:, 0] + parts)


def _clashes(rects: Array, taken: Sequence[Array], frame: Frame) -> Array:
    """A cost that rules out places outside the frame or on a name that stands already."""
    left, top, right, bottom = rects.T[:4]
    bad = (left < frame.left) | (right > frame.right + 1)
    bad |= (top < frame.top - 2) | (bottom > frame.bottom)
    for other in taken:
        meets = (left < other[2] + 4) & (right > other[0] - 4)
        bad |= meets & (top < other[3]) & (bottom > other[1])
    return np.where(bad, 100.0, 0.0)
