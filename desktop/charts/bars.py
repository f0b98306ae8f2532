"""Bars from zero: an effect, span by span, that fade out over their p5 to p95.

A bar is solid as far as nineteen in twenty draws agree with it, paler up to the central value,
where it has an edge, and a ghost over the rest of p5 to p95.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from desktop.charts.axis import finite_extent, within
from desktop.charts.data import Array, Bars
from desktop.charts.surface import Frame, Surface
from desktop.theme import Theme

_FILL = 0.78
"""Part of a span that its bars take."""

_PALE, _GHOST = 0.6, 0.2
"""Opacity of a bar where the central value stands for it, and where only some draws do."""

_TAIL = 2.2
"""How far the ghosts may stretch the axis beyond the bars."""


def extent(bars: tuple[Bars, ...], span: tuple[float, float]) -> tuple[float, float] | None:
    """Values within some months that the axis must show, zero among them; None without bars."""
    solid = finite_extent(*(b.central[within(b.x, span)] for b in bars))
    if solid is None:
        return None
    low, high = min(0.0, solid[0]), max(0.0, solid[1])
    tails = finite_extent(*(b.bands[::4, within(b.x, span)] for b in bars if b.bands is not None))
    if tails is None:
        return low, high
    reach = (_TAIL - 1) * (high - low)
    return min(low, max(tails[0], low - reach)), max(high, min(tails[1], high + reach))


def places(frame: Frame, bars: tuple[Bars, ...], months: int) -> list[Array]:
    """Left edges in pixels of every group of bars, and the width of each, as rows [left, width].

    Bars of one span stand side by side, the span ending at their month.
    """
    slot = months * frame.width / (frame.x_high - frame.x_low)
    whole = max(1.0, slot * _FILL)
    width = whole / max(1, len(bars))
    groups = []
    for i, group in enumerate(bars):
        left = frame.px(group.x) - slot / 2 - whole / 2 + i * width
        groups.append(np.stack((left, np.full_like(left, max(1.0, width - (len(bars) > 1))))))
    return groups


def centres(frame: Frame, bars: tuple[Bars, ...], months: int) -> list[Array]:
    """Pixels of the middles of every group of bars."""
    return [left + width / 2 for left, width in places(frame, bars, months)]


def draw_bars(
    surface: Surface, frame: Frame, bars: tuple[Bars, ...], months: int, theme: Theme
) -> None:
    """Draw all bars."""
    for group, (left, width) in zip(bars, places(frame, bars, months), strict=True):
        pieces = _pieces(group)
        ends = frame.py(np.array([(start, end) for start, end, _, _ in pieces]))
        top = ends.min(axis=1)
        edges = np.empty((*top.shape, 4))
        edges[..., 0], edges[..., 1], edges[..., 2] = left, top, left + width
        edges[..., 3] = np.maximum(ends.max(axis=1), top + 1)
        for (_, _, opacity, there), piece in zip(pieces, edges, strict=True):
            for role, theirs in _roles(group, there):
                surface.boxes(piece[theirs], theme.colour(role), opacity)


def bar_role(group: Bars, value: float) -> str:
    """Colour role of a bar: that of its group, or of its sign."""
    return group.role or ("positive" if value >= 0 else "negative")


def _roles(group: Bars, there: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Colour roles of some bars of a group, and which of them have each."""
    up = there if group.role else there & (group.central >= 0)
    for theirs, sign in ((up, 1.0), (there & ~up, -1.0)):
        if theirs.any():
            yield bar_role(group, sign), theirs


def _pieces(group: Bars) -> list[tuple[Array, Array, float, NDArray[np.bool_]]]:
    """Parts of all bars as (from, to, opacity, which have it), none over another but the edge."""
    value = group.central
    zero, up = np.zeros_like(value), value > 0
    seen = np.isfinite(value) & (value != 0)
    if group.bands is None:
        return [(zero, value, 1.0, seen)]
    low, high = group.bands[0], group.bands[4]
    spread = seen & np.isfinite(group.bands).all(axis=0)
    near, far = np.where(up, low, high), np.where(up, high, low)
    # What nineteen in twenty draws agree with: from zero, at most to the central value.
    sure = np.minimum(np.maximum(near, np.minimum(value, 0)), np.maximum(value, 0))
    sure = np.where(spread, sure, value)
    return [
        (zero, sure, 1.0, seen & (sure != 0)),
        (sure, value, _PALE, spread & (sure != value)),
        (value, far, _GHOST, spread & np.where(up, far > value, far < value)),
        (near, zero, _GHOST, spread & np.where(up, near < 0, near > 0)),
        (value, value, 1.0, spread),
    ]
