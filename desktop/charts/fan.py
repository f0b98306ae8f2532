"""Lines with bands: the central projection and, about it, p25 to p75 and p5 to p95."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from desktop.charts.axis import finite_extent, within
from desktop.charts.data import Array, Emphasis, Points, Series
from desktop.charts.steps import stepped
from desktop.charts.surface import Frame, MarkerLook, Surface
from desktop.theme import Theme

_OPACITY = {
    Emphasis.SELECTED: (0.13, 0.30),
    Emphasis.OTHER: (0.07, 0.15),
    Emphasis.REFERENCE: (0.05, 0.11),
}
"""Of p5 to p95 and of p25 to p75."""

_NOWHERE = np.empty(0), np.empty(0)
_LINES: WeakKeyDictionary[Series, tuple[Frame, tuple[Array, Array]]] = WeakKeyDictionary()
"""Pixels of the lines there are, for they are asked for several times a picture."""

_WIDTH = {Emphasis.SELECTED: 2.0, Emphasis.OTHER: 1.5, Emphasis.REFERENCE: 1.5}
_REFERENCE_DASH = (5.0, 3.5)
_TAIL = 1.4
"""How far p95 may stretch a linear axis beyond everything else: a long tail is cut, not obeyed."""


def draw_bands(surface: Surface, frame: Frame, series: Series, theme: Theme) -> None:
    """Fill the bands of a series that has them."""
    if series.bands is None:
        return
    x = frame.px(series.x)
    bounds = frame.py(series.bands[[0, 1, 3, 4]], floor=True)
    if series.stepped:
        x, bounds = stepped(x, bounds)
    outer, inner = _OPACITY[series.emphasis]
    surface.fan(x, bounds, theme.colour(series.role), outer, inner)


def draw_line(surface: Surface, frame: Frame, series: Series, theme: Theme) -> None:
    """Draw the central line of a series."""
    x, y = line_pixels(frame, series)
    colour = theme.colour(series.role)
    surface.line(x, y, colour, _WIDTH[series.emphasis], line_dash(series))


def draw_end(surface: Surface, frame: Frame, series: Series, theme: Theme) -> None:
    """Put the marker of a series where its line ends within the frame."""
    if not series.marker:
        return
    x, y = line_pixels(frame, series)
    seen = np.flatnonzero((y >= frame.top) & (y <= frame.bottom) & (x <= frame.right + 1))
    if seen.size:
        end = float(x[seen[-1]]), float(y[seen[-1]])
        colour = theme.colour(series.role)
        surface.marker(end, series.marker, 6.5, MarkerLook(colour, theme.colour("card"), 1.0))


def draw_points(surface: Surface, frame: Frame, points: Points, theme: Theme) -> None:
    """Draw the record as open markers."""
    look = MarkerLook(theme.colour("card"), theme.colour(points.role))
    size = 6.0 if len(points.x) * 9 < frame.width else 4.5
    for x, y in zip(frame.px(points.x), frame.py(points.values), strict=True):
        if np.isfinite(y) and frame.top - 1 <= y <= frame.bottom + 1 and _within(frame, x):
            surface.marker((float(x), float(y)), points.marker, size, look)


def line_pixels(frame: Frame, series: Series) -> tuple[Array, Array]:
    """The central line of a series in pixels; do not change it, for it is kept."""
    kept, line = _LINES.get(series, (None, _NOWHERE))
    if kept != frame:
        line = frame.px(series.x), frame.py(series.central)
        line = stepped(*line) if series.stepped else line
        _LINES[series] = frame, line
    return line


def line_dash(series: Series) -> tuple[float, ...]:
    """Dash of a series; a reference is never drawn through."""
    if series.emphasis is Emphasis.REFERENCE:
        return series.dash or _REFERENCE_DASH
    return series.dash


def extent(
    series: tuple[Series, ...], span: tuple[float, float], logarithmic: bool
) -> tuple[float, float] | None:
    """Values within some months that the axis must show, or None without any.

    The central lines and p25 to p75 in full; p5 and p95 as far as they leave the rest readable.
    """
    solid, tails = [], []
    for one in series:
        seen = within(one.x, span)
        solid.append(one.central[seen])
        if one.bands is not None:
            solid.append(one.bands[1:4:2, seen])
            tails.append(one.bands[::4, seen])
    if logarithmic:
        solid, tails = [_positive(a) for a in solid], [_positive(a) for a in tails]
    inner, outer = finite_extent(*solid), finite_extent(*tails)
    if inner is None or outer is None:
        return inner
    if logarithmic:
        return max(outer[0], inner[0] / 3), min(outer[1], inner[1] * 3)
    low = min(inner[0], max(outer[0], inner[0] - (_TAIL - 1) * (inner[1] - inner[0])))
    return low, max(inner[1], min(outer[1], _TAIL * inner[1]))


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, np.nan)


def _within(frame: Frame, x: float) -> bool:
    return frame.left - 1 <= x <= frame.right + 1
