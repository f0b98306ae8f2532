"""Names of lines, written beside the lines so that nobody has to look them up in a legend.

A few names stand above or below their lines, where they cover the least of other lines, of the
record and of other names; they stay there while the lines move a little under a slider. Where
there are many, they stand in a column behind the ends of the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from desktop.charts.data import Array
from desktop.charts.surface import Frame

_ENDS = (1.0, 0.94, 0.87, 0.79, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
"""Where along the line a name may end, as parts of the seen line."""

_ALL = range(2 * len(_ENDS))
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


class Wanted(NamedTuple):
    """A name that wants a place: its size in pixels and the line or the points it belongs to."""

    key: str
    width: float
    height: float
    x: Array
    y: Array


class Obstacle(NamedTuple):
    """A line or points, in pixels, that a name should not cover; ``weight`` 1 is a line's.

    The name of ``key``, if any, belongs to it.
    """

    x: Array
    y: Array
    weight: float = 1.0
    key: str = ""


class Spot(NamedTuple):
    """The upper left corner of a placed name, and which of its places it took.

    ``cost`` is what the place is compared by later, ``trouble`` what it covers or stands far from:
    about one for every five pixels of a line.
    """

    left: float
    top: float
    slot: int
    cost: float = 0.0
    trouble: float = 0.0


class _Place(NamedTuple):
    """Where a name could stand, in pixels, and how little that is liked.

    From ``near`` to ``far`` is the space between the name and its line.
    """

    left: float
    top: float
    right: float
    bottom: float
    dislike: float
    near: float
    far: float


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
    corners = _points(lines, numbers)
    held = _held(wanted, corners, frame, previous) if hold else None
    if held is not None:
        return held
    probes = _points([_probed(line, frame) for line in lines], numbers)
    placed: dict[str, Spot] = {}
    taken: list[_Place] = []
    for number, want in enumerate(wanted):
        places = _places(want, frame, _ALL)
        if not places:
            continue
        clashes = [100.0 * _clashes(one, taken, frame) for one in places]
        cost = _cost(places, probes, number) + clashes
        favour = np.zeros(len(cost))
        if want.key in previous:
            favour[previous[want.key].slot] = _HOLD
        best = int(np.argmin(cost - favour))
        if cost[best] < _REFUSED:
            chosen = places[best]
            value = float(_cost([chosen], corners, number)[0])
            trouble = float(cost[best] - chosen.dislike)
            placed[want.key] = Spot(chosen.left, chosen.top, best, value, trouble)
            taken.append(chosen)
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
    places = wanted[order].clip(low, high).tolist()
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
    held: list[_Place] = []
    for want in wanted:
        places = _places(want, frame, (previous[want.key].slot,))
        if not places or _clashes(places[0], held, frame):
            return None
        held += places
    most = np.array([spot.cost + _HOLD for spot in previous.values()])
    if (_cost(held, corners, np.arange(len(held))[:, None]) > most).any():
        return None
    return {
        key: spot._replace(left=one.left, top=one.top)
        for (key, spot), one in zip(previous.items(), held, strict=True)
    }


def _points(lines: Sequence[Obstacle], numbers: Mapping[str, float]) -> Array:
    """The points of all lines as rows [x, y, weight, number of the name or -1]."""
    marks = [(line.weight, numbers.get(line.key, -1.0)) for line in lines]
    counts = [len(line.x) for line in lines]
    x = np.concatenate([line.x for line in lines])
    y = np.concatenate([line.y for line in lines])
    return np.array((x, y, *np.repeat(np.array(marks).T, counts, axis=1)))


def _probed(line: Obstacle, frame: Frame) -> Obstacle:
    """A line with points that are evenly close, not far outside the frame."""
    finite = np.isfinite(line.x) & np.isfinite(line.y)
    x, y = line.x[finite], np.clip(line.y[finite], frame.top - 20, frame.bottom + 20)
    if len(x) > 1 and finite.all():
        along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
        steps = np.arange(0.0, along[-1], _SPACING)
        x, y = np.interp(steps, along, x), np.interp(steps, along, y)
    return Obstacle(x, y, line.weight, line.key)


def _places(want: Wanted, frame: Frame, slots: Iterable[int]) -> list[_Place]:
    """The places of some slots; none when nothing of the line is seen."""
    seen = (want.y >= frame.top) & (want.y <= frame.bottom)
    seen &= (want.x >= frame.left - 1) & (want.x <= frame.right + 1)
    x, y = want.x[seen], want.y[seen]
    return [_place_at(slot, want, x, y, frame) for slot in slots] if x.size else []


def _place_at(slot: int, want: Wanted, x: Array, y: Array, frame: Frame) -> _Place:
    """The place of a slot beside the seen part of a line.

    Slots 0 to n - 1 are above the line at each of `_ENDS`, the next n below it.
    """
    part, below = _ENDS[slot % len(_ENDS)], slot >= len(_ENDS)
    first, last = float(x[0]), float(x[-1])
    right = max(first + part * (last - first), min(first + want.width, frame.right))
    left = right - want.width
    under = np.interp(left + _ACROSS * want.width, x, y).tolist()
    high, low = min(under), max(under)
    top = low + _GAP if below else high - _GAP - want.height
    bottom = top + want.height
    dislike = 3.0 * (1 - part) + 2.0 * (low - high) / want.height + 0.4 * below
    near, far = (high, top) if below else (bottom, low)
    return _Place(left, top, right, bottom, dislike, near, far)


def _cost(places: Sequence[_Place], probes: Array, own: int | NDArray[np.int_]) -> Array:
    """How bad each place is: what it covers, which other line is nearer, and its own dislike.

    ``own`` is the number of the name, or shape (place, 1) for places of different names.
    """
    left, top, right, bottom, dislike, near, far = np.array(places).T[:, :, None]
    x, y, weight, owner = probes
    beside = (x > left - 2) & (x < right + 2)
    covered = beside & (y > top - 1) & (y < bottom + 1)
    between = beside & (y > near) & (y < far) & (owner != own)
    parts = _COVERED * (covered @ weight) + _BETWEEN * (between @ weight)
    return np.asarray(dislike[:, 0] + parts)


def _clashes(place: _Place, taken: Sequence[_Place], frame: Frame) -> bool:
    """Whether a place is ruled out: outside the frame, or on a name that stands already."""
    left, top, right, bottom, *_ = place
    if left < frame.left or right > frame.right + 1:
        return True
    if top < frame.top - 2 or bottom > frame.bottom:
        return True
    return any(
        left < other.right + 4
        and right > other.left - 4
        and top < other.bottom
        and bottom > other.top
        for other in taken
    )
