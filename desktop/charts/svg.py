"""A surface that writes SVG which every reader shows alike.

Shapes are cut at the frame here, because readers treat ``clipPath`` differently; widths are plain
numbers, text is text.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from html import escape

import numpy as np

from desktop.charts.data import Array
from desktop.charts.ink import encoded, picture, text_width
from desktop.charts.surface import (
    Dash,
    Frame,
    MarkerLook,
    Part,
    Pixels,
    Rect,
    TextLook,
    outline,
    runs,
)

_FAMILY = "Inter, Helvetica, Arial, sans-serif"

_Point = tuple[float, float]


class SvgSurface:
    """Collects elements; `document` gives the whole file."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []
        self._frame: Frame | None = None

    def document(self, title: str) -> str:
        """The SVG document."""
        width, height = _number(self.width), _number(self.height)
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="{_FAMILY}" '
            "style=\"font-feature-settings: 'tnum'\">\n"
            f"<title>{escape(title, quote=False)}</title>\n"
        )
        return head + "\n".join(self._parts) + "\n</svg>\n"

    def inset(self, other: SvgSurface, left: float, top: float) -> None:
        """Put all of another surface here, its corner at a point."""
        shift = f"translate({_number(left)} {_number(top)})"
        self._parts.append(f'<g transform="{shift}">\n' + "\n".join(other._parts) + "\n</g>")

    def clip(self, frame: Frame | None) -> None:
        """Let shapes be seen only within the frame, or everywhere again."""
        self._frame = frame

    def part(self, part: Part) -> None:
        """Draw a part."""
        part.draw(self)

    def area(self, x: Array, low: Array, high: Array, colour: str, opacity: float = 1.0) -> None:
        """Fill between two lines."""
        for run in runs(x, low, high):
            there = list(zip(x[run], low[run], strict=True))
            back = list(zip(x[run][::-1], high[run][::-1], strict=True))
            points = self._cut_area([(float(a), float(b)) for a, b in there + back])
            if len(points) > 2:
                self._add(f'<path d="{_path(points)}Z"', fill=colour, fill_opacity=opacity)

    def fan(self, x: Array, bounds: Array, colour: str, outer: float, inner: float) -> None:
        """Fill p5 to p95 and p25 to p75; the inner adds to the outer what it lacks."""
        self.area(x, bounds[0], bounds[3], colour, outer)
        self.area(x, bounds[1], bounds[2], colour, (inner - outer) / (1 - outer))

    def line(self, x: Array, y: Array, colour: str, width: float, dash: Dash = ()) -> None:
        """Draw a line through points."""
        for run in runs(x, y):
            points = [(float(a), float(b)) for a, b in zip(x[run], y[run], strict=True)]
            for piece in self._cut_line(points):
                self._add(
                    f'<path d="{_path(piece)}"',
                    fill="none",
                    stroke=colour,
                    stroke_width=width,
                    stroke_dasharray=" ".join(map(_number, dash)),
                    stroke_linejoin="round",
                )

    def stroke(self, start: _Point, end: _Point, colour: str, width: float) -> None:
        """Draw a straight line."""
        (x1, y1), (x2, y2) = start, end
        self.line(np.array([x1, x2]), np.array([y1, y2]), colour, width)

    def rule(self, start: _Point, end: _Point, colour: str) -> None:
        """Draw a hair line."""
        self._stroke(start, end, stroke=colour, stroke_width=1)

    def dots(self, start: _Point, end: _Point, colour: str) -> None:
        """Draw a dotted line."""
        self._stroke(start, end, stroke=colour, stroke_width=1.2, stroke_dasharray="1.5 3")

    def box(self, rect: Rect, colour: str, opacity: float = 1.0, radius: float = 0) -> None:
        """Fill a rectangle."""
        left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
        if self._frame is not None:
            left, top = max(left, self._frame.left), max(top, self._frame.top)
            right, bottom = min(right, self._frame.right), min(bottom, self._frame.bottom)
        if right > left and bottom > top:
            self._add(
                f'<rect x="{_number(left)}" y="{_number(top)}" width="{_number(right - left)}" '
                f'height="{_number(bottom - top)}"',
                rx=radius or "",
                fill=colour,
                fill_opacity=opacity,
            )

    def boxes(self, edges: Array, colour: str, opacity: float = 1.0) -> None:
        """Fill rectangles."""
        for left, top, right, bottom in edges.tolist():
            self.box(Rect(left, top, right - left, bottom - top), colour, opacity)

    def image(self, rect: Rect, pixels: Pixels) -> None:
        """Fill a rectangle with a picture, kept within the file."""
        content = b64encode(encoded(picture(pixels))).decode("ascii")
        self._parts.append(
            f'<image x="{_number(rect.left)}" y="{_number(rect.top)}" '
            f'width="{_number(rect.width)}" height="{_number(rect.height)}" '
            'preserveAspectRatio="none" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'xlink:href="data:image/png;base64,{content}"/>'
        )

    def marker(self, place: _Point, shape: str, size: float, look: MarkerLook) -> None:
        """Draw a marker about a point."""
        corners = [(place[0] + x, place[1] + y) for x, y in outline(shape, size)]
        element = f'<path d="{_path(corners)}Z"'
        if not corners:
            centre = f'cx="{_number(place[0])}" cy="{_number(place[1])}"'
            element = f'<circle {centre} r="{_number(size / 2)}"'
        self._add(element, fill=look.fill, stroke=look.edge, stroke_width=look.edge_width)

    def text(self, place: _Point, text: str, look: TextLook) -> None:
        """Write one line, its halo as a wider copy beneath."""
        start = (
            f'<text x="{_number(place[0])}" y="{_number(place[1])}" font-size="{look.size}" '
            f'font-weight="{look.weight}" text-anchor="{look.anchor}"'
        )
        end = f">{escape(text, quote=False)}</text>"
        if look.halo:
            halo = f' fill="{look.halo}" stroke="{look.halo}" stroke-width="3"'
            self._parts.append(f'{start}{halo} opacity="0.8"{end}')
        self._parts.append(f'{start} fill="{look.colour}"{end}')

    def text_width(self, text: str, look: TextLook) -> float:
        """Pixels that a line takes in the shipped font."""
        return text_width(text, look.size, look.weight)

    def _add(self, element: str, **attributes: str | float) -> None:
        written = "".join(
            f' {name.replace("_", "-")}="{escape(_attribute(value))}"'
            for name, value in attributes.items()
            if value != "" and not (name == "fill_opacity" and value == 1)
        )
        self._parts.append(f"{element}{written}/>")

    def _stroke(self, start: _Point, end: _Point, **attributes: str | float) -> None:
        (x1, y1), (x2, y2) = start, end
        line = f'<line x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}"'
        self._add(line, **attributes)

    def _cut_area(self, points: list[_Point]) -> list[_Point]:
        """The part of a polygon within the frame (Sutherland and Hodgman 1974)."""
        for inside, cross in _sides(self._frame):
            kept: list[_Point] = []
            for a, b in zip(points[-1:] + points[:-1], points, strict=True):
                if inside(a) != inside(b):
                    kept.append(cross(a, b))
                if inside(b):
                    kept.append(b)
            points = kept
        return points

    def _cut_line(self, points: list[_Point]) -> list[list[_Point]]:
        """The pieces of a line within the frame."""
        pieces = [points]
        for inside, cross in _sides(self._frame):
            pieces = [part for piece in pieces for part in _cut_at(piece, inside, cross)]
        return [piece for piece in pieces if len(piece) > 1]


_Inside = Callable[[_Point], bool]
_Cross = Callable[[_Point, _Point], _Point]


def _sides(frame: Frame | None) -> list[tuple[_Inside, _Cross]]:
    """For each side of the frame: whether a point is within it, and where a segment crosses it."""
    if frame is None:
        return []
    return [
        (lambda p: p[0] >= frame.left, lambda a, b: _at_x(a, b, frame.left)),
        (lambda p: p[0] <= frame.right, lambda a, b: _at_x(a, b, frame.right)),
        (lambda p: p[1] >= frame.top, lambda a, b: _at_y(a, b, frame.top)),
        (lambda p: p[1] <= frame.bottom, lambda a, b: _at_y(a, b, frame.bottom)),
    ]


def _cut_at(points: list[_Point], inside: _Inside, cross: _Cross) -> list[list[_Point]]:
    pieces: list[list[_Point]] = [[]]
    for i, point in enumerate(points):
        if i and inside(points[i - 1]) != inside(point):
            pieces[-1].append(cross(points[i - 1], point))
            if not inside(point):
                pieces.append([])
        if inside(point):
            pieces[-1].append(point)
    return pieces


def _at_x(a: _Point, b: _Point, x: float) -> _Point:
    return x, a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0])


def _at_y(a: _Point, b: _Point, y: float) -> _Point:
    return a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]), y


def _path(points: list[_Point]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _attribute(value: str | float) -> str:
    return value if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{np.round(value, 2):.2f}".rstrip("0").rstrip(".")
