"""Stacked areas: what each part adds to a total."""

from __future__ import annotations

import numpy as np

from desktop.charts.axis import within
from desktop.charts.data import Array, StackLayer
from desktop.charts.surface import Frame, Rect, Surface, TextLook
from desktop.theme import Theme

_TEXT_HEIGHT = 15.0
_SEAM = 5.0
"""Thinner layers touch: a seam would hide them."""


def heights(layers: tuple[StackLayer, ...]) -> Array:
    """Borders of the layers: shape (layer + 1, month), from zero up; a gap counts as nothing."""
    values = np.array([np.nan_to_num(layer.values) for layer in layers])
    return np.concatenate((np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)))


def extent(layers: tuple[StackLayer, ...], span: tuple[float, float]) -> tuple[float, float] | None:
    """Values within some months that the axis must show, or None without layers."""
    seen = within(layers[0].x, span) if layers else np.zeros(0, dtype=bool)
    if not seen.any():
        return None
    return 0.0, float(heights(layers)[-1, seen].max())


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
    surface: Surface, frame: Frame, layers: tuple[StackLayer, ...], theme: Theme
) -> None:
    """Name every layer: inside where it is thick enough, else above the stack with a pointer."""
    if not layers:
        return
    x = frame.px(layers[0].x)
    borders = frame.py(heights(layers))
    outside = frame.right
    for i, layer in reversed(list(enumerate(layers))):
        look = TextLook(theme.text_on(layer.role), weight=600)
        width = surface.text_width(layer.label, look)
        place = _inside(x, borders[i + 1], borders[i], width)
        if place is not None:
            surface.text(place, layer.label, look)
        elif np.nanmax(layer.values, initial=0) > 0:
            outside = _draw_outside(surface, frame, layer, (x, borders, i), outside, theme)


def _inside(x: Array, top: Array, low: Array, width: float) -> tuple[float, float] | None:
    """Baseline start of a text that fits between two borders, as far right as is roomy."""
    if x[-1] - x[0] < width + 12:
        return None
    starts = np.linspace(x[-1] - width - 8, x[0] + 4, 24)
    within = np.linspace(0, width, 7)
    spots = starts[:, None] + within
    ceiling = np.interp(spots, x, top).max(axis=1)
    floor = np.interp(spots, x, low).min(axis=1)
    room = floor - ceiling
    enough = np.flatnonzero(room >= _TEXT_HEIGHT)
    if not enough.size:
        return None
    roomiest = room.max()
    best = next(i for i in enough if room[i] >= min(1.8 * _TEXT_HEIGHT, roomiest - 1e-9))
    return float(starts[best]), float((ceiling[best] + floor[best]) / 2 + 4)


def _draw_outside(
    surface: Surface,
    frame: Frame,
    layer: StackLayer,
    geometry: tuple[Array, Array, int],
    right: float,
    theme: Theme,
) -> float:
    """Write a name above the stack and point from it at the layer; returns its left edge."""
    x, borders, i = geometry
    look = TextLook(theme.ink(layer.role), weight=600, halo=theme.colour("card"))
    width = surface.text_width(layer.label, look)
    start = max(frame.left + 4, min(right, frame.right) - width - 14)
    over = (x >= start - 2) & (x <= start + width + 2)
    roof = float(borders[-1][over].min()) if over.any() else frame.bottom
    baseline = max(frame.top + 12, roof - 12)
    # Beside a narrow stack the name may begin left of it; its pointer never does.
    target = float(np.clip(start + width / 2, x[0] + 2, x[-1] - 2))
    middle = float(np.interp(target, x, (borders[i] + borders[i + 1]) / 2))
    surface.box(Rect(target, baseline + 4, 1.0, max(0.0, middle - baseline - 4)), look.colour)
    surface.text((start, baseline), layer.label, look)
    return start - 8
