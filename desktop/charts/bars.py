"""Bars from zero: an effect, span by span, that fade out over their p5 to p95.

A bar is solid as far as nineteen in twenty draws agree with it, paler up to the central value,
where it has an edge, and a ghost over the rest of p5 to p95.
"""

from __future__ import annotations

import math

import numpy as np

from desktop.charts.axis import finite_extent, within
from desktop.charts.data import Array, Bars
from desktop.charts.surface import Frame, Rect, Surface
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
        pieces = [(i, *piece) for i in range(len(group.x)) for piece in _pieces(group, i)]
        if not pieces:
            continue
        ends = frame.py(np.array([(low, high) for _, low, high, _ in pieces]))
        for (i, _, _, opacity), (first, second) in zip(pieces, ends.tolist(), strict=True):
            colour = theme.colour(bar_role(group, float(group.central[i])))
            height = max(1.0, abs(second - first))
            rect = Rect(float(left[i]), min(first, second), float(width[i]), height)
            surface.box(rect, colour, opacity)


def bar_role(group: Bars, value: float) -> str:
    """Colour role of a bar: that of its group, or of its sign."""
    return group.role or ("positive" if value >= 0 else "negative")


def _pieces(group: Bars, i: int) -> list[tuple[float, float, float]]:
    """Parts of a bar as (from, to, opacity), none over another but the edge."""
    value = float(group.central[i])
    if not math.isfinite(value) or value == 0:
        return []
    if group.bands is None or not np.isfinite(group.bands[:, i]).all():
        return [(0.0, value, 1.0)]
    ends = float(group.bands[0, i]), float(group.bands[4, i])
    near, far = ends if value > 0 else ends[::-1]
    sign = math.copysign(1.0, value)
    sure = sign * max(0.0, min(sign * near, abs(value)))
    pieces = [(0.0, sure, 1.0), (sure, value, _PALE)]
    if sign * far > abs(value):
        pieces.append((value, far, _GHOST))
    if sign * near < 0:
        pieces.append((near, 0.0, _GHOST))
    return [*(piece for piece in pieces if piece[0] != piece[1]), (value, value, 1.0)]
