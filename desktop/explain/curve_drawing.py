"""Draws an outcome over a lever: the curve, the target, where they meet, and what is believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from desktop.charts.axis import nice_range, value_ticks
from desktop.charts.look import TEXT, Look
from desktop.charts.surface import Frame, MarkerLook, Rect, Surface, TextLook
from desktop.explain.map_axis import MapAxis
from desktop.explain.map_labels import Labels
from desktop.explain.picture import Spot
from desktop.explain.solve_answer import SolveAnswer
from desktop.numbers import number_text
from desktop.theme import Theme

_TOP, _RIGHT, _BOTTOM, _GAP = 20.0, 14.0, 38.0, 8.0
_ROW, _BAR, _SMALLEST_PLOT = 17.0, 4.0, 70.0
_RING, _SPOT = 11.0, 18.0


@dataclass(frozen=True)
class Bar:
    """A range of the lever below the plot: what is believed of it, or what somebody found.

    ``words`` is a whole sentence; ``target`` an assumption to go to, or "".
    """

    label: str
    low: float
    middle: float
    high: float
    role: str
    words: str
    target: str = ""


@dataclass(frozen=True)
class Point:
    """A value of the lever, with what stands at it and what it says."""

    value: float
    label: str
    words: str


@dataclass(frozen=True)
class CurveWords:
    """The words of the picture.

    Attributes
    ----------
    title, unit : for a saved picture, and on the axis up
    across : name of the axis across
    target : what stands at the target's line
    """

    title: str
    unit: str
    across: str
    target: str


class CurveDrawing:
    """A curve with its target, drawn on any surface."""

    def __init__(
        self,
        answer: SolveAnswer,
        words: CurveWords,
        points: Sequence[Point],
        nows: Sequence[Point],
        bars: Sequence[Bar],
    ) -> None:
        self.title, self.unit = words.title, words.unit
        self.answer, self.words = answer, words
        self.points, self.nows, self.bars = tuple(points), tuple(nows), tuple(bars)
        self._scale = 100.0 if answer.unit == "fraction" else 1.0
        shown = np.append(answer.values, answer.case.target) * self._scale
        self._limits = nice_range(float(shown.min()), float(shown.max()))

    def axes(self, width: float, height: float) -> tuple[MapAxis, MapAxis]:
        """Return the axes across and up on a surface of a size."""
        x, lever = self.answer.x, self.answer.case.lever
        left = _GAP + max(34.0, *(7.0 * len(f"{t:g}") for t in value_ticks(self._limits)))
        bottom = height - _BOTTOM - _ROW * len(self._rows(height))
        across = MapAxis(
            float(x[0]),
            float(x[-1]),
            left,
            max(left + 20, width - _RIGHT),
            lever.multiplies and x[0] > 0,
        )
        return across, MapAxis(self._limits.low, self._limits.high, max(_TOP + 20, bottom), _TOP)

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        """Draw all of it; solutions, the scenario's value and the ranges say something."""
        across, up = self.axes(surface.width, surface.height)
        self._draw_axes(surface, across, up, look)
        spots = [
            self._draw_bar(surface, across, up, place, bar, look.theme)
            for place, bar in enumerate(self._rows(surface.height))
        ]
        spots += [self._draw_now(surface, across, up, now, look.theme) for now in self.nows]
        self._draw_curve(surface, across, up, look.theme)
        rects = [self._ring(across, up, point) for point in self.points]
        for rect in rects:
            ring = MarkerLook(look.theme.colour("card"), look.theme.colour("accent"), 3.0)
            middle = rect.left + rect.width / 2, rect.top + rect.height / 2
            surface.marker(middle, "circle", _RING, ring)
        self._draw_labels(surface, across, up, rects, look.theme)
        points = zip(rects, self.points, strict=True)
        return (*(Spot(rect, point.words) for rect, point in points), *spots)

    def _rows(self, height: float) -> tuple[Bar, ...]:
        """The ranges that there is room for below a plot that can still be read."""
        room = int((height - _TOP - _BOTTOM - _SMALLEST_PLOT) / _ROW)
        return self.bars[: max(0, room)]

    def _draw_axes(self, surface: Surface, across: MapAxis, up: MapAxis, look: Look) -> None:
        muted = look.theme.colour("muted")
        end, middle = TextLook(muted, TEXT, anchor="end"), TextLook(muted, TEXT, anchor="middle")
        for tick in value_ticks(self._limits):
            y = up.at(tick)
            role = "axis" if tick == 0 else "grid"
            surface.rule((across.start, y), (across.end, y), look.theme.colour(role))
            surface.text((across.start - 7, y + 4), number_text(tick, "", look.locale, 1, 4), end)
        for tick in across.ticks():
            words = number_text(tick, self.answer.case.lever.unit, look.locale, 1, 3)
            x, half = across.at(tick), surface.text_width(words, middle) / 2
            surface.rule((x, up.start), (x, up.start + 4), look.theme.colour("axis"))
            surface.text((min(x, surface.width - half), up.start + 16), words, middle)
        name = TextLook(look.theme.colour("text"), TEXT, 600)
        surface.text((2, up.end - 8), f"\N{UPWARDS ARROW} {self.words.unit}", name)
        right = TextLook(look.theme.colour("text"), TEXT, 600, "end")
        words = f"{self.words.across} \N{RIGHTWARDS ARROW}"
        surface.text((across.end, up.start + 31), words, right)

    def _draw_curve(self, surface: Surface, across: MapAxis, up: MapAxis, theme: Theme) -> None:
        target = up.at(self.answer.case.target * self._scale)
        ends = np.array([across.start, across.end])
        surface.line(ends, np.full(2, target), theme.colour("text"), 1.6, (6.0, 4.0))
        frame = Frame(
            across.start, up.end, across.end - across.start, up.start - up.end, 0, 1, 0, 1
        )
        surface.clip(frame)
        x, y = across.pixel(self.answer.x), up.pixel(self.answer.values * self._scale)
        surface.line(x, y, theme.colour("accent"), 2.2)
        surface.clip(None)

    def _draw_now(
        self, surface: Surface, across: MapAxis, up: MapAxis, now: Point, theme: Theme
    ) -> Spot:
        x = across.at(now.value)
        surface.dots((x, up.end), (x, up.start), theme.colour("text"))
        return Spot(Rect(x - 4, up.end, 8, up.start - up.end), now.words)

    def _draw_bar(
        self, surface: Surface, across: MapAxis, up: MapAxis, place: int, bar: Bar, theme: Theme
    ) -> Spot:
        """Draw a range in its row below the plot, its name where there is more room."""
        low, middle, high = (across.at(v) for v in (bar.low, bar.middle, bar.high))
        y = up.start + _BOTTOM + _ROW * place + _ROW / 2
        colour = theme.colour(bar.role)
        rect = Rect(low, y - _BAR / 2, max(3.0, high - low), _BAR)
        if place < 2 and bar.role == "accent":
            shade = Rect(low, up.end, rect.width, up.start - up.end)
            surface.box(shade, colour, 0.07)
        surface.box(rect, colour, 0.75, _BAR / 2)
        surface.marker((middle, y), "diamond", 8, MarkerLook(theme.colour("card"), colour, 1.5))
        text = TextLook(theme.colour("muted"), TEXT - 1)
        before, after = min(low, middle - 4) - 8, max(high, middle + 4) + 8
        room = max(before, surface.width - after)
        label = _cut(surface, bar.label, text, room)
        width = surface.text_width(label, text)
        start = after if after + width <= surface.width else before - width
        surface.text((start, y + 4), label, text)
        return Spot(Rect(low - 4, y - 7, rect.width + 8, 14), bar.words, bar.target)

    def _ring(self, across: MapAxis, up: MapAxis, point: Point) -> Rect:
        x, y = across.at(point.value), up.at(self.answer.case.target * self._scale)
        return Rect(x - _SPOT / 2, y - _SPOT / 2, _SPOT, _SPOT)

    def _draw_labels(
        self,
        surface: Surface,
        across: MapAxis,
        up: MapAxis,
        rings: Sequence[Rect],
        theme: Theme,
    ) -> None:
        text, card = theme.colour("text"), theme.colour("card")
        within = Rect(across.start, up.end, across.end - across.start, up.start - up.end)
        lines = [Rect(across.at(now.value) - 1, up.end, 2, TEXT + 4) for now in self.nows]
        labels = Labels(surface, within, [*rings, *lines])
        strong = TextLook(text, TEXT + 1, 600, "middle", card)
        for ring, point in zip(rings, self.points, strict=True):
            x, y = ring.left + ring.width / 2, ring.top + ring.height / 2
            labels.write_beside((x, y), point.label, strong, below=self._rises(point.value))
        target = np.full(41, up.at(self.answer.case.target * self._scale))
        line = np.linspace(across.start, across.end, 41), target
        labels.write_on_line([line], self.words.target, strong, 0.85)
        weak = TextLook(theme.colour("muted"), TEXT, 400, "middle", card)
        for now in self.nows:
            labels.write_beside((across.at(now.value), up.end - 6), now.label, weak, below=True)

    def _rises(self, value: float) -> bool:
        """Whether the outcome grows with the lever at a value."""
        x, values = self.answer.x, self.answer.values
        place = min(max(int(np.searchsorted(x, value)), 1), len(x) - 1)
        return bool(values[place] > values[place - 1])


def _cut(surface: Surface, words: str, look: TextLook, room: float) -> str:
    """Return as much of some words as there is room for."""
    if surface.text_width(words, look) <= room:
        return words
    shorter = (f"{words[:end]}…" for end in range(len(words) - 1, 0, -1))
    return next((text for text in shorter if surface.text_width(text, look) <= room), "")
