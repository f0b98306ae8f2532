"""Stacked areas: what each part adds to a total."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from desktop.charts.axis import within
from desktop.charts.data import Array, StackLayer
from desktop.charts.surface import Frame, Surface, TextLook
from desktop.theme import Theme

Place: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[Array, Array]
TextWidth: TypeAlias = Callable[[str, TextLook], float]

_TEXT_HEIGHT = 15.0
_SEAM = 5.0
"""Thinner layers touch: a seam would hide them."""


def heights(layers: tuple[StackLayer, ...]) -> Array:
    """Borders of the layers: shape (layer + 1, month), from zero up; a gap counts as nothing."""
    values = np.array([np.zeros_like(layers[0].x), *(layer.values for layer in layers)])
    values[~np.isfinite(values)] = 0.0
    return np.cumsum(values, axis=0, out=values)


def extent(layers: tuple[StackLayer, ...], span: tuple[float, float]) -> tuple[float, float] | None:
    """Values within some months that the axis must show, or None without layers."""
    total = heights(layers)[-1, within(layers[0].x, span)] if layers else np.empty(0)
    return (0.0, float(total.max())) if total.size else None


def draw_stack(
    surface: Surface, frame: Frame, layers: tuple[StackLayer, ...], theme: Theme
) -> None:
    """Fill the layers, a gap the colour of the card between them and a line on the total."""
    if not layers:
        return
    x = frame.px(layers[0].x)
    borders = frame.py(heights(layers))
    for i, layer in enumerate(layers):
        surface.area(x, borders[i], borders[i + 1], theme.colour(layer.role))
    for below, border, above in zip(borders, borders[1:], borders[2:], strict=False):
        thick = np.minimum(below - border, border - above) >= _SEAM
        surface.line(x, np.where(thick, border, np.nan), theme.colour("card"), 1.0)
    surface.line(x, borders[-1], theme.colour("text"), 1.0)


def draw_labels(
    surface: Surface, layers: tuple[StackLayer, ...], places: Mapping[str, Place], theme: Theme
) -> None:
    """Name the layers that have a place inside."""
    for layer in layers:
        if layer.key in places:
            look = TextLook(theme.text_on(layer.role), weight=600)
            surface.text(places[layer.key], layer.label, look)


def inner_places(
    frame: Frame, layers: tuple[StackLayer, ...], lines: Sequence[Line], text_width: TextWidth
) -> dict[str, Place]:
    """Where names begin, by key of the layers that are thick enough; clear of some lines."""
    if not layers:
        return {}
    x = frame.px(layers[0].x)
    borders = frame.py(heights(layers))
    look, found = TextLook("", weight=600), {}
    for i, layer in enumerate(layers):
        width = text_width(layer.label, look)
        place = _inside(x, borders[i + 1], borders[i], width, lines)
        if place is not None:
            found[layer.key] = place
    return found


def middles(frame: Frame, layers: tuple[StackLayer, ...]) -> dict[str, tuple[Array, Array]]:
    """The middle of every layer that is seen somewhere, by key, in pixels."""
    if not layers:
        return {}
    x, borders = frame.px(layers[0].x), frame.py(heights(layers))
    return {
        layer.key: (x, (borders[i] + borders[i + 1]) / 2)
        for i, layer in enumerate(layers)
        if np.nanmax(layer.values, initial=0) > 0
    }


def _inside(x: Array, top: Array, low: Array, width: float, lines: Sequence[Line]) -> Place | None:
    """Baseline start of a text that fits between two borders, as far right as is roomy."""
    if x[-1] - x[0] < width + 12 or (low - top).max() < _TEXT_HEIGHT:
        return None
    starts = np.linspace(x[-1] - width - 8, x[0] + 4, 24)
    within = np.linspace(0, width, 7)
    spots = starts[:, None] + within
    ceiling = np.interp(spots, x, top).max(axis=1)
    floor = np.interp(spots, x, low).min(axis=1)
    room = floor - ceiling
    middle = (ceiling + floor) / 2
    for line_x, line_y in lines:
        apart = np.abs(np.interp(spots, line_x, line_y) - middle[:, None]).min(axis=1)
        room[apart < _TEXT_HEIGHT / 2] = 0.0
    enough = np.flatnonzero(room >= _TEXT_HEIGHT)
    if not enough.size:
        return None
    roomiest = room.max()
    best = next(i for i in enough if room[i] >= min(1.8 * _TEXT_HEIGHT, roomiest - 1e-9))
    return float(starts[best]), float(middle[best] + 4)
