"""What a chart is drawn on: a few shapes in pixels, painted on a screen or written as SVG.

Drawing code speaks to a `Surface` and never to a painter, so that what is saved is what is seen.
Pixels are those of the layout: on a sharp screen or in a picture at twice the size one of them
is several device pixels. NaN in a line or an area leaves a gap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.charts.data import Array

Dash = tuple[float, ...]
Pixels = NDArray[np.uint8]
"""Red, green and blue of a picture, shape (row, column, 3), the first row on top."""

_FAR = 20.0
"""Heights outside the frame at which a value is held: painters misplace larger coordinates."""


@dataclass(frozen=True)
class Frame:
    """The rectangle that data is drawn in, and the ranges that it shows."""

    left: float
    top: float
    width: float
    height: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    logarithmic: bool = False

    @property
    def right(self) -> float:
        """Pixel of the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Pixel of the lower edge."""
        return self.top + self.height

    def px(self, x: Array) -> Array:
        """Pixels of month ordinals."""
        scale = self.width / (self.x_high - self.x_low)
        return self.left + (x - self.x_low) * scale

    def py(self, values: Array, floor: bool = False) -> Array:
        """Pixels of values.

        On a logarithmic axis, zero and less have no place: they become NaN, or with ``floor``,
        as for the lower side of an area, the lower edge.
        """
        low, high = self.y_low, self.y_high
        if self.logarithmic:
            nowhere = math.log10(low) if floor else np.nan
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(values <= 0, nowhere, np.log10(values))
            low, high = math.log10(low), math.log10(high)
        pixels = self.bottom - (values - low) * (self.height / (high - low))
        reach = _FAR * self.height
        return np.minimum(np.maximum(pixels, self.top - reach), self.bottom + reach)

    def x_at(self, pixel: float) -> float:
        """Month ordinal at a pixel."""
        return self.x_low + (pixel - self.left) / self.width * (self.x_high - self.x_low)


class Surface(Protocol):
    """Shapes in pixels. Colours are ``#rrggbb``; text stands on its baseline."""

    width: float
    height: float

    def clip(self, frame: Frame | None) -> None:
        """Let shapes be seen only within the frame, or everywhere again."""

    def part(self, part: Part) -> None:
        """Draw a part; one that equals that of the last picture may be taken from there."""

    def area(self, x: Array, low: Array, high: Array, colour: str, opacity: float = 1.0) -> None:
        """Fill between two lines."""

    def fan(self, x: Array, bounds: Array, colour: str, outer: float, inner: float) -> None:
        """Fill p5 to p95 with the ``outer`` opacity and p25 to p75 with the ``inner``.

        ``bounds`` has shape (4, month): p5, p25, p75, p95.
        """

    def line(self, x: Array, y: Array, colour: str, width: float, dash: Dash = ()) -> None:
        """Draw a line through points."""

    def stroke(
        self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float
    ) -> None:
        """Draw a straight line."""

    def rule(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """Draw a crisp horizontal or vertical hair line."""

    def dots(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """Draw a dotted line."""

    def box(self, rect: Rect, colour: str, opacity: float = 1.0, radius: float = 0) -> None:
        """Fill a rectangle."""

    def boxes(self, edges: Array, colour: str, opacity: float = 1.0) -> None:
        """Fill rectangles: ``edges`` has shape (rectangle, 4), left, top, right and bottom."""

    def image(self, rect: Rect, pixels: Pixels) -> None:
        """Fill a rectangle with a picture, smoothly stretched; it is never cut at the frame."""

    def marker(self, place: tuple[float, float], shape: str, size: float, look: MarkerLook) -> None:
        """Draw a "circle", "square", "triangle" or "diamond" about a point."""

    def text(self, place: tuple[float, float], text: str, look: TextLook) -> None:
        """Write one line."""

    def text_width(self, text: str, look: TextLook) -> float:
        """Pixels that a line would take."""


class Part(Protocol):
    """A part of a picture that looks the same whenever it compares equal, and draws itself."""

    def draw(self, surface: Surface) -> None:
        """Draw it."""


@dataclass(frozen=True)
class Rect:
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Pixel of the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Pixel of the lower edge."""
        return self.top + self.height


@dataclass(frozen=True)
class MarkerLook:
    """Fill and edge of a marker."""

    fill: str
    edge: str
    edge_width: float = 1.5


@dataclass(frozen=True)
class TextLook:
    """How a line of text looks; a halo keeps it readable on lines and bands.

    ``anchor`` is "start", "middle" or "end" as in SVG, ``weight`` 400 or 600.
    """

    colour: str
    size: int = 11
    weight: int = 400
    anchor: str = "start"
    halo: str = ""


def runs(x: Array, *ys: Array) -> Iterator[slice]:
    """Stretches over which ``x`` and all of one or more ``ys`` are finite, as slices."""
    # One product tells of two arrays at once whether all is finite.
    if math.isfinite(sum(x.dot(y) for y in ys)):
        yield slice(None)
        return
    finite = np.isfinite(x)
    for y in ys:
        finite &= np.isfinite(y)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], finite, [False])).astype(np.int8)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        yield slice(int(first), int(last))


def outline(shape: str, size: float) -> list[tuple[float, float]]:
    """Corners of a marker about the origin; a circle has none."""
    half = size / 2
    if shape == "square":
        half *= 0.9
        return [(-half, -half), (half, -half), (half, half), (-half, half)]
    if shape == "triangle":
        half *= 1.15
        return [(0, -half), (half, 0.8 * half), (-half, 0.8 * half)]
    if shape == "diamond":
        half *= 1.2
        return [(0, -half), (half, 0), (0, half), (-half, 0)]
    return []
