"""Assumptions in rows: what each does to an outcome, and its share of the outcome's variance."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from desktop.charts.axis import Range
from desktop.charts.look import Look
from desktop.charts.surface import MarkerLook, Rect, Surface, TextLook
from desktop.explain.picture import Spot
from desktop.explain.pieces import (
    AXIS,
    CAPTION,
    TEXT,
    Across,
    Held,
    column_width,
    cuts,
    draw_caption,
    draw_value_axis,
    steps_for,
)
from desktop.explain.stage import TURN, Front

_LEAST, _MOST = 17.0, 36.0
"""Height of a row."""

_WIDE = 600.0
"""Width for both parts beside each other."""

_GAP = 10.0
_BETWEEN = 24.0
_MARK = 8.0
_ROOMY = 430.0
"""Width of the bars from which the outcomes stand at their ends too."""

_ROLES = ("less", "more")
"""Colours of a bar's part towards p10, and towards p90."""


@dataclass(frozen=True)
class Mark:
    """A share of variance and its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """An assumption.

    Attributes
    ----------
    label : what it is called
    ends : its value at p10 and at p90, in words
    results : the same with the outcome there
    at : that outcome, in the unit that is shown
    marks : share alone, and with interactions
    words, target : what it says when it is pointed at, and where a click leads
    """

    label: str
    ends: tuple[str, str]
    results: tuple[str, str]
    at: tuple[float, float]
    marks: tuple[Mark, Mark] | None
    words: str
    target: str


@dataclass(frozen=True, eq=False)
class RankingDrawing:
    """Swings, and beside them the shares of variance, or the part in front.

    ``caption`` names the swings, ``ends`` their ends, ``kinds`` both kinds of shares at length and
    in short; ``faded`` shares are of an earlier state.
    """

    title: str
    unit: str
    caption: str
    ends: tuple[str, str]
    kinds: tuple[tuple[str, str], tuple[str, str]]
    rows: tuple[Row, ...]
    central: float
    faded: bool
    front: Front
    held: Held

    @property
    def has_shares(self) -> bool:
        """Whether there is anything beside the swings."""
        return any(row.marks for row in self.rows)

    def least_height(self, width: float) -> float:
        """Return the height that it needs at a width."""
        return CAPTION + AXIS + len(self.rows) * _LEAST

    def hides(self, width: float, height: float) -> bool:
        """Whether a size has room for one of the two parts only."""
        return self.has_shares and width < _WIDE

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        """Draw on the whole of a surface; a spot for each row."""
        row = (surface.height - CAPTION - AXIS) / max(1, len(self.rows))
        row = min(_MOST, max(_LEAST, row))
        text = TextLook(look.theme.colour("text"), TEXT + 1)
        names = [each.label for each in self.rows]
        column = column_width(surface, names, text, 0.34 * surface.width)
        labels = cuts(surface, names, column, text)
        rects = [
            Rect(0, CAPTION + place * row, surface.width, row) for place in range(len(self.rows))
        ]
        for rect, label in zip(rects, labels, strict=True):
            surface.text((0, rect.top + row / 2 + 4), label, text)
        body = Rect(column + _GAP, CAPTION, surface.width - column - _GAP, row * len(self.rows))
        swings, shares = self._parts(surface, body)
        if swings is not None:
            self._draw_swings(surface, swings, row, look)
        if shares is not None:
            self._draw_shares(surface, shares, row, look)
        return tuple(
            Spot(rect, each.words, each.target) for rect, each in zip(rects, self.rows, strict=True)
        )

    def _parts(self, surface: Surface, body: Rect) -> tuple[Rect | None, Rect | None]:
        if not self.has_shares:
            return body, None
        if self.hides(surface.width, surface.height):
            return (body, None) if self.front is Front.FIRST else (None, body)
        width = 0.6 * (body.width - _BETWEEN)
        left = body.left + width + _BETWEEN
        return replace(body, width=width), replace(body, left=left, width=body.right - left)

    # Swings

    def _draw_swings(self, surface: Surface, body: Rect, row: float, look: Look) -> None:
        theme = look.theme
        room = TURN if self.hides(surface.width, surface.height) else 0.0
        self._draw_head(surface, body.right - room, look)
        small = TextLook(theme.colour("muted"), TEXT)
        roomy = body.width >= _ROOMY
        ends = [text for each in self.rows for text in (each.results if roomy else each.ends)]
        margin = column_width(surface, ends, small, 0.24 * body.width) + 8
        limits = self._value_limits(body.width - 2 * margin)
        across = Across(body.left + margin, body.right - margin, limits.low, limits.high)
        draw_value_axis(surface, across, limits, (body.top, body.bottom), look)
        for place, each in enumerate(self.rows):
            self._draw_swing(
                surface,
                each,
                Rect(body.left, body.top + place * row, body.width, row),
                across,
                look,
            )
        x = across.at(self.central)
        surface.rule((x, body.top), (x, body.bottom), theme.colour("text"))

    def _draw_head(self, surface: Surface, right: float, look: Look) -> None:
        """Write what the bars show, and the key of their ends."""
        text = TextLook(look.theme.colour("muted"), TEXT)
        room = sum(surface.text_width(words, text) + 26 for words in self.ends)
        draw_caption(surface, Rect(0, 0, max(0.0, right - room), CAPTION), self.caption, look)
        (shown,) = cuts(surface, (self.caption,), max(0.0, right - room), text)
        left = surface.text_width(shown, text) + 12
        for words, role in zip(self.ends, _ROLES, strict=True):
            surface.box(Rect(left, 6, 9, 9), look.theme.colour(role), radius=2)
            surface.text((left + 13, 14), words, text)
            left += surface.text_width(words, text) + 25

    def _value_limits(self, width: float) -> Range:
        ends = [self.central, *(value for each in self.rows for value in each.at)]
        return self.held.around("swings", min(ends), max(ends), steps_for(width))

    def _draw_swing(
        self, surface: Surface, each: Row, rect: Rect, across: Across, look: Look
    ) -> None:
        """Draw both halves of a bar; where they lie on one side, one above the other."""
        thick = min(0.62 * rect.height, 20.0)
        top = rect.top + (rect.height - thick) / 2
        sides = [value - self.central for value in each.at]
        split = sides[0] * sides[1] > 0
        for which, (value, role) in enumerate(zip(each.at, _ROLES, strict=True)):
            start, end = across.at(self.central), across.at(value)
            height = thick / 2 if split else thick
            left, width = min(start, end), max(abs(end - start), 1.0)
            place = Rect(left, top + (which * height if split else 0.0), width, height)
            surface.box(place, look.theme.colour(role))
        self._write_ends(surface, each, rect, across, look)

    def _write_ends(
        self, surface: Surface, each: Row, rect: Rect, across: Across, look: Look
    ) -> None:
        """Write the assumption's value at either end of its bar, with the outcome if possible."""
        theme, roomy = look.theme, rect.width >= _ROOMY
        order = (0, 1) if each.at[0] <= each.at[1] else (1, 0)
        for which, anchor, shift in zip(order, ("end", "start"), (-5, 5), strict=True):
            text = TextLook(theme.ink(_ROLES[which]), TEXT, 400, anchor, theme.colour("card"))
            x = across.at(each.at[which])
            far = min if anchor == "end" else max
            x = far(x, across.at(self.central)) + shift
            words = (each.results if roomy else each.ends)[which]
            surface.text((x, rect.top + rect.height / 2 + 4), words, text)

    # Shares of variance

    def _draw_shares(self, surface: Surface, body: Rect, row: float, look: Look) -> None:
        hidden = self.hides(surface.width, surface.height)
        left = 0.0 if hidden else body.left
        room = TURN if hidden else 0.0
        self._draw_key(surface, Rect(left, 0, body.right - left - room, CAPTION), look)
        marks = [mark for each in self.rows for mark in each.marks or ()]
        # Estimates may lie a little below zero: too little for a step of the axis.
        low, high = min([0.0, *(m.low for m in marks)]), max([1.0, *(m.high for m in marks)])
        limits = self.held.around("shares", 0.0, high, steps_for(body.width))
        across = Across(body.left + 4, body.right - 6, low, limits.high)
        draw_value_axis(surface, across, limits, (body.top, body.bottom), look)
        for place, each in enumerate(self.rows):
            if each.marks:
                self._draw_marks(surface, each.marks, body.top + place * row, row, across, look)

    def _draw_key(self, surface: Surface, area: Rect, look: Look) -> None:
        """Write what the two marks mean, each behind its mark."""
        text = TextLook(look.theme.colour("muted"), TEXT)
        left = area.left + _MARK / 2
        long, short = self.kinds
        wide = sum(surface.text_width(words, text) + _MARK + 18 for words in long) <= area.width
        for which, words in enumerate(long if wide else short):
            self._draw_mark(surface, (left, area.top + 10), which, look)
            left += _MARK / 2 + 4
            surface.text((left, area.top + 14), words, text)
            left += surface.text_width(words, text) + 14

    def _draw_marks(
        self,
        surface: Surface,
        marks: tuple[Mark, Mark],
        top: float,
        row: float,
        across: Across,
        look: Look,
    ) -> None:
        """Draw both shares with their intervals, one above the other."""
        colour = look.theme.colour("disabled" if self.faded else "muted")
        for which, mark in enumerate(marks):
            y = top + row * (0.5 + (which - 0.5) * 0.42)
            xs = np.array([across.at(mark.low), across.at(mark.high)])
            surface.line(xs, np.array([y, y]), colour, 1.4)
            self._draw_mark(surface, (across.at(mark.value), y), which, look)

    def _draw_mark(
        self, surface: Surface, place: tuple[float, float], which: int, look: Look
    ) -> None:
        theme = look.theme
        colour = theme.colour("disabled" if self.faded else "accent")
        if which == 0:
            surface.marker(place, "circle", _MARK - 1, MarkerLook(colour, theme.colour("card"), 1))
        else:
            surface.marker(place, "diamond", _MARK, MarkerLook(theme.colour("card"), colour, 1.6))
