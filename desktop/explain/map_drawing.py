"""Draws a map of an outcome over two levers: colours, lines of equal value, the mark on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from desktop.charts.data import Array
from desktop.charts.look import TEXT, Look
from desktop.charts.surface import Frame, MarkerLook, Pixels, Rect, Surface, TextLook
from desktop.explain.frontier_answer import Contour, FrontierAnswer, resampled
from desktop.explain.map_axis import MapAxis
from desktop.explain.map_labels import Labels
from desktop.explain.picture import Spot
from desktop.numbers import number_text
from desktop.theme import Theme

_LEFT, _TOP, _RIGHT, _BOTTOM = 40.0, 20.0, 12.0, 38.0
_STRENGTH = 0.75
"""Power of the colour's strength: below 1, so that small effects are seen too."""
_MOST_PIXELS = 360
_SHADES = 255
"""Shades from no effect to an end: more could not be told apart."""
_MARK = 15.0


@dataclass(frozen=True)
class MapWords:
    """The words of a map.

    Attributes
    ----------
    title, unit : for a saved picture
    across, up : names of the axes
    less, more : what it means to be below or above the line
    levels : what stands at the lines, by kind and level of the contour
    here : what the mark of the scenario says, a sentence
    """

    title: str
    unit: str
    across: str
    up: str
    less: str
    more: str
    levels: Mapping[tuple[str, float], str]
    here: str


@dataclass(frozen=True)
class Standing:
    """Where the scenario stands: its value across, and the lowest and highest of what moves up."""

    x: float
    low: float
    high: float

    @property
    def y(self) -> float:
        """The value up, the middle one where several that move together differ."""
        return (self.low + self.high) / 2


class MapDrawing:
    """A map, drawn on any surface."""

    def __init__(self, answer: FrontierAnswer, standing: Standing, words: MapWords) -> None:
        self.title, self.unit = words.title, words.unit
        self.answer, self.standing, self.words = answer, standing, words

    def axes(self, width: float, height: float) -> tuple[MapAxis, MapAxis]:
        """Return the axes across and up on a surface of a size."""
        found, right, bottom = self.answer.frontier, width - _RIGHT, height - _BOTTOM
        ends = ((_LEFT, max(_LEFT + 20, right)), (max(_TOP + 20, bottom), _TOP))
        across, up = (
            MapAxis(*lever.usual, *end, logarithmic=lever.multiplies and lever.usual[0] > 0)
            for lever, end in zip((found.across, found.up), ends, strict=True)
        )
        return across, up

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        """Draw all of it; the one place that says something of itself is the scenario's."""
        across, up = self.axes(surface.width, surface.height)
        rect = Rect(across.start, up.end, across.end - across.start, up.start - up.end)
        frame = Frame(rect.left, rect.top, rect.width, rect.height, 0, 1, 0, 1)
        surface.image(rect, self._pixels(frame, look.theme))
        self._draw_axes(surface, across, up, look)
        surface.clip(frame)
        for contour in self.answer.contours:
            self._draw_contour(surface, contour, across, up, look.theme)
        surface.clip(None)
        mark = self._draw_mark(surface, across, up, look.theme)
        self._draw_labels(surface, Labels(surface, rect, (mark,)), across, up, look.theme)
        return (Spot(mark, self.words.here),)

    def _pixels(self, frame: Frame, theme: Theme) -> Pixels:
        values = self.answer.frontier.values
        count = [max(2, min(_MOST_PIXELS, int(size))) for size in (frame.height, frame.width)]
        rows, columns = (
            (np.arange(n) + 0.5) / n * (side - 1)
            for n, side in zip(count, values.shape, strict=True)
        )
        return coloured(resampled(values, rows[::-1], columns), reach(values), theme)

    def _draw_axes(self, surface: Surface, across: MapAxis, up: MapAxis, look: Look) -> None:
        text = TextLook(look.theme.colour("muted"), TEXT, anchor="middle")
        for tick in across.ticks():
            words = number_text(tick, self.answer.case.across.unit, look.locale, 1, 3)
            x, half = across.at(tick), surface.text_width(words, text) / 2
            surface.rule((x, up.start), (x, up.start + 4), look.theme.colour("axis"))
            surface.text((min(x, surface.width - half), up.start + 16), words, text)
        end = TextLook(look.theme.colour("muted"), TEXT, anchor="end")
        for tick in up.ticks():
            words, y = number_text(tick, self.answer.case.up.unit, look.locale, 1, 3), up.at(tick)
            surface.rule((across.start - 4, y), (across.start, y), look.theme.colour("axis"))
            surface.text((across.start - 7, y + 4), words, end)
        name = TextLook(look.theme.colour("text"), TEXT, 600)
        surface.text((2, up.end - 8), f"\N{UPWARDS ARROW} {self.words.up}", name)
        right = TextLook(look.theme.colour("text"), TEXT, 600, "end")
        words = f"{self.words.across} \N{RIGHTWARDS ARROW}"
        surface.text((across.end, up.start + 32), words, right)

    def _draw_contour(
        self, surface: Surface, contour: Contour, across: MapAxis, up: MapAxis, theme: Theme
    ) -> None:
        role, width, dash = {
            "even": ("text", 2.4, ()),
            "market": ("text", 1.6, (6.0, 4.0)),
            "round": ("muted", 0.7, ()),
        }[contour.kind]
        for line in contour.lines:
            x, y = across.pixel(line[:, 0]), up.pixel(line[:, 1])
            surface.line(x, y, theme.colour(role), width, dash)

    def _draw_mark(self, surface: Surface, across: MapAxis, up: MapAxis, theme: Theme) -> Rect:
        here = self.standing
        x, y = across.at(here.x), up.at(here.y)
        surface.dots((x, up.end), (x, up.start), theme.colour("text"))
        low, high = up.at(here.low), up.at(here.high)
        if low - high > 1:
            for width, role in ((5.0, "card"), (2.0, "accent")):
                ends = np.array([x, x]), np.array([low, high])
                surface.line(*ends, theme.colour(role), width)
                for end in (low, high):
                    cross = np.array([x - 5, x + 5]), np.array([end, end])
                    surface.line(*cross, theme.colour(role), width)
        halo = MarkerLook(theme.colour("card"), theme.colour("card"), 3.0)
        surface.marker((x, y), "circle", _MARK - 2, halo)
        ring = MarkerLook(theme.colour("card"), theme.colour("accent"), 3.0)
        surface.marker((x, y), "circle", _MARK - 5, ring)
        return Rect(x - _MARK / 2, y - _MARK / 2, _MARK, _MARK)

    def _draw_labels(
        self, surface: Surface, labels: Labels, across: MapAxis, up: MapAxis, theme: Theme
    ) -> None:
        colour, halo = theme.colour("text"), theme.colour("card")
        strong = TextLook(colour, TEXT + 1, 600, "middle", halo)
        weak = TextLook(colour, TEXT - 1, 400, "middle", halo)
        found = self.answer.frontier
        for contour in reversed(self.answer.contours):
            words = self.words.levels[contour.kind, contour.level]
            look = weak if contour.kind == "round" else strong
            part = {"even": 0.8, "market": 0.62}.get(contour.kind, 0.93)
            lines = [(across.pixel(line[:, 0]), up.pixel(line[:, 1])) for line in contour.lines]
            labels.write_on_line(lines, words, look, part)
            if contour.kind == "even":
                region = TextLook(colour, TEXT + 3, 600, "middle", halo)
                rows = up.pixel(found.y), across.pixel(found.x)
                labels.write_in_region(*rows, found.values < 0, self.words.less, region)
                labels.write_in_region(*rows, found.values > 0, self.words.more, region)


def reach(values: Array) -> float:
    """Return the size of the outcome at which colours are strongest: that of its largest value."""
    return float(np.abs(values).max())


def coloured(values: Array, limit: float, theme: Theme) -> Pixels:
    """Return the colours of values from ``-limit`` over 0 to ``limit``, shape (row, column, 3)."""
    places = np.rint(values * (_SHADES / (limit or 1.0))).astype(np.intp) + _SHADES
    return _shades(theme)[np.clip(places, 0, 2 * _SHADES)]


def _shades(theme: Theme) -> Pixels:
    """Return the colours from one end over no effect to the other, shape (shade, 3)."""
    less, even, more = (_channels(theme.colour(role)) for role in ("less", "even", "more"))
    part = np.linspace(-1, 1, 2 * _SHADES + 1)[:, None]
    ends = np.where(part < 0, less - even, more - even)
    return np.asarray(np.rint(even + ends * np.abs(part) ** _STRENGTH), dtype=np.uint8)


def _channels(colour: str) -> Array:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)
