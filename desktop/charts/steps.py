"""Charts of what holds for a while: stepped lines, and ribbons of named states."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from desktop.charts.data import Array, Ribbon
from desktop.charts.surface import Frame, Rect, Surface, TextLook
from desktop.theme import Theme

_ROW = 30.0
"""Most pixels that the row of a ribbon takes."""


def stepped(x: Array, values: Array) -> tuple[Array, Array]:
    """The corners of a line whose values each hold over the span that ends at their place.

    ``values`` has shape (n,) or (k, n); the result has 2n - 1 places on its last axis.
    """
    return np.repeat(x, 2)[:-1], np.repeat(values, 2, axis=-1)[..., 1:]


def stretches(codes: Array) -> list[tuple[int, int, int]]:
    """Maximal stretches of one state as (first index, index after the last, state)."""
    change = np.flatnonzero(np.diff(codes) != 0) + 1
    edges = np.concatenate(([0], change, [len(codes)]))
    found = []
    for first, after in pairwise(edges):
        if first < after and np.isfinite(codes[first]):
            found.append((int(first), int(after), int(codes[first])))
    return found


def rows(frame: Frame, count: int) -> list[Rect]:
    """Places of ``count`` ribbons, from the top."""
    pitch = min(_ROW + 22, frame.height / max(count, 1))
    height = min(_ROW, pitch * 0.62)
    top = frame.top + max(0.0, (frame.height - pitch * count) / 2)
    return [
        Rect(frame.left, top + i * pitch + (pitch - height) / 2, frame.width, height)
        for i in range(count)
    ]


def draw_ribbons(surface: Surface, frame: Frame, ribbons: tuple[Ribbon, ...], theme: Theme) -> None:
    """Draw one row a ribbon, named, and each state named, by a letter where room is scarce."""
    for ribbon, row in zip(ribbons, rows(frame, len(ribbons)), strict=True):
        look = TextLook(theme.colour("muted"), halo=theme.colour("card"))
        if len(ribbons) > 1:
            surface.text((row.left, row.top - 4), ribbon.label, look)
        for first, after, code in stretches(ribbon.codes):
            _draw_stretch(surface, frame, ribbon, (first, after, code), row, theme)


def _draw_stretch(
    surface: Surface,
    frame: Frame,
    ribbon: Ribbon,
    stretch: tuple[int, int, int],
    row: Rect,
    theme: Theme,
) -> None:
    first, after, code = stretch
    category = ribbon.categories[code]
    pitch = float(np.median(np.diff(ribbon.x))) if len(ribbon.x) > 1 else 1.0
    ends = np.array([ribbon.x[first] - pitch, ribbon.x[after - 1]])
    left, right = np.clip(frame.px(ends), frame.left, frame.right)
    place = Rect(float(left), row.top, max(1.0, float(right - left) - 1.0), row.height)
    surface.box(place, theme.colour(category.role), radius=3)
    look = TextLook(theme.text_on(category.role), weight=600)
    for words, margin in ((category.label, 7.0), (category.label[:1], 3.0)):
        if surface.text_width(words, look) + 2 * margin <= place.width:
            surface.text((place.left + margin, place.top + place.height / 2 + 4), words, look)
            break
