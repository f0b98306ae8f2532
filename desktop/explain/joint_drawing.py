"""Draws the table of several beliefs, for a picture of it."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.charts.look import Look
from desktop.charts.surface import Rect, Surface, TextLook
from desktop.explain.picture import Spot

_SIZE, _GAP = 12, 22.0
ROW = 26.0
"""Height of a row in pixels."""


class JointDrawing:
    """A table of texts: the first column to the left, the others to the right."""

    def __init__(self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.title, self.unit = title, ""
        self._heads, self._rows = heads, rows

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        """Draw the table; each row says all of its cells."""
        theme = look.theme
        head = TextLook(theme.colour("muted"), _SIZE - 1, 600)
        cell = TextLook(theme.colour("text"), _SIZE)
        ends = self._ends(surface, cell)
        self._write(surface, self._heads, ends, ROW * 0.65, head)
        spots = []
        for place, row in enumerate(self._rows):
            top = ROW * (place + 1)
            surface.rule((0, top), (surface.width, top), theme.colour("line"))
            self._write(surface, row, ends, top + ROW * 0.65, cell)
            spots.append(Spot(Rect(0, top, surface.width, ROW), ", ".join(row) + "."))
        return tuple(spots)

    def _ends(self, surface: Surface, look: TextLook) -> list[float]:
        """Return the right ends of the columns after the first, from the left."""
        ends, right = [], surface.width
        for texts in reversed(list(zip(self._heads, *self._rows, strict=True))[1:]):
            ends.append(right)
            right -= max(surface.text_width(text, look) for text in texts) + _GAP
        return ends[::-1]

    def _write(
        self,
        surface: Surface,
        texts: Sequence[str],
        ends: Sequence[float],
        y: float,
        look: TextLook,
    ) -> None:
        surface.text((0, y), texts[0], look)
        right = TextLook(look.colour, look.size, look.weight, "end")
        for end, text in zip(ends, texts[1:], strict=True):
            surface.text((end, y), text, right)
