"""Finds room for the texts on a map: on the lines they belong to, and within regions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.charts.data import Array
from desktop.charts.surface import Rect, Surface, TextLook

_PAD = 4.0
_TRIED = 12
"""Places along a side of the map that are tried for the name of a region."""
_LOOKED_AT = 20
"""Places along a side of the map that are looked at for the end of a region."""


class Labels:
    """Writes texts on a map so that none covers another, nor what must be seen.

    A text that finds no room is left out: what it says, pointing at the map says as well.
    """

    def __init__(self, surface: Surface, within: Rect, taken: Iterable[Rect]) -> None:
        self._surface, self._within = surface, within
        self._taken = list(taken)

    def write_on_line(
        self, lines: Sequence[tuple[Array, Array]], words: str, look: TextLook, part: float
    ) -> None:
        """Write a text above one of some lines, as near as can be to a part of the map's width."""
        if not lines or not words:
            return
        xs, ys = (np.concatenate(found) for found in zip(*lines, strict=True))
        aim = self._within.left + part * self._within.width
        places = zip(xs.tolist(), (ys - 0.5 * look.size - 3).tolist(), strict=True)
        self._write(sorted(places, key=lambda place: abs(place[0] - aim)), words, look)

    def write_beside(
        self, place: tuple[float, float], words: str, look: TextLook, below: bool
    ) -> None:
        """Write a text beside a point, rather to the right, and below it or above."""
        x, y = place
        far = self._surface.text_width(words, look) / 2 + 2 * _PAD + 6
        down = (1.4 if below else -1.4) * look.size
        sides = [(x + far, y + down), (x - far, y - down), (x - far, y + down), (x + far, y - down)]
        self._write([*sides, (x, y + 2 * down), (x, y - 2 * down)], words, look)

    def write_in_region(
        self, rows: Array, columns: Array, inside: NDArray[np.bool_], words: str, look: TextLook
    ) -> None:
        """Write a text where the region about it is widest.

        Parameters
        ----------
        rows, columns : pixels of the places of the map, shape (row,) and (column,)
        inside : whether a place belongs to the region, shape (row, column)
        """
        width, height = self._surface.text_width(words, look), look.size
        found, step, thin = [], max(1, len(rows) // _TRIED), max(1, len(rows) // _LOOKED_AT)
        outside = ~inside[::thin, ::thin]
        for i, j in np.argwhere(inside[::step, ::step]).tolist():
            x, y = float(columns[step * j]), float(rows[step * i])
            room = _room(rows[::thin], columns[::thin], outside, (x, y), (width / 2, height / 2))
            edge = min(
                x - width / 2 - self._within.left,
                self._within.right - x - width / 2,
                y - height - self._within.top,
                self._within.bottom - y - height,
            )
            found.append((min(room, edge), x, y))
        wide = [place for place in found if place[0] > 2]
        self._write(((x, y) for _, x, y in sorted(wide, reverse=True)), words, look)

    def _write(self, places: Iterable[tuple[float, float]], words: str, look: TextLook) -> None:
        width = self._surface.text_width(words, look)
        for x, y in places:
            baseline = y + 0.36 * look.size
            rect = Rect(x - width / 2, baseline - look.size, width, look.size + 3)
            if _holds(self._within, rect) and not any(_touch(rect, r) for r in self._taken):
                self._surface.text((x, baseline), words, look)
                self._taken.append(rect)
                return


def _room(
    rows: Array,
    columns: Array,
    outside: NDArray[np.bool_],
    place: tuple[float, float],
    half: tuple[float, float],
) -> float:
    """Return how far a text about a place is from the nearest place outside the region. [px]"""
    across = np.maximum(np.abs(columns - place[0]) - half[0], 0)[None, :]
    down = np.maximum(np.abs(rows - place[1]) - half[1], 0)[:, None]
    far = np.hypot(across, down)
    return float(far[outside].min()) if outside.any() else float("inf")


def _holds(outer: Rect, inner: Rect) -> bool:
    return (
        outer.left + 2 <= inner.left
        and inner.right <= outer.right - 2
        and outer.top + 1 <= inner.top
        and inner.bottom <= outer.bottom - 1
    )


def _touch(one: Rect, other: Rect) -> bool:
    return (
        one.left - _PAD < other.right
        and other.left < one.right + _PAD
        and one.top - _PAD < other.bottom
        and other.top < one.bottom + _PAD
    )
