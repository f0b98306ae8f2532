"""What stands still under a moving hand: axes and notes behind the data, the record upon it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QLocale

from desktop.charts.axis import Range, tick_texts, time_ticks, value_ticks, year_month
from desktop.charts.data import ChartData, Grain, Points
from desktop.charts.fan import draw_points
from desktop.charts.look import TEXT, Look
from desktop.charts.surface import Frame, Surface, TextLook

_LINE = TEXT + 6.0


@dataclass(frozen=True)
class Ground:
    """The axes with their grid, or a note in place of the value axis.

    ``limits`` is None for a chart without a value axis.
    """

    frame: Frame
    limits: Range | None
    grain: Grain
    fiscal_start: int
    note: str
    advice: str
    look: Look

    @classmethod
    def of(cls, data: ChartData, frame: Frame, look: Look, limits: Range | None) -> Ground:
        """The ground of a chart."""
        shown = None if data.ribbons else limits
        return cls(frame, shown, data.grain, data.fiscal_start, data.note, data.advice, look)

    def draw(self, surface: Surface) -> None:
        """Draw it."""
        if self.note:
            draw_words(surface, self.frame, self.look, (self.note, self.advice))
            self._draw_base(surface, self.frame.bottom)
        elif self.limits is not None:
            self._draw_value_axis(surface, self.limits)
        self._draw_time_axis(surface)

    def _draw_value_axis(self, surface: Surface, limits: Range) -> None:
        frame, theme = self.frame, self.look.theme
        text = TextLook(theme.colour("muted"), TEXT, anchor="end")
        ticks = value_ticks(limits)
        heights = frame.py(np.array(ticks))
        for y, words in zip(heights.tolist(), tick_texts(ticks, self.look.locale), strict=True):
            surface.rule((frame.left, y), (frame.right, y), theme.colour("grid"))
            surface.text((frame.left - 8, y + 4), words, text)
        zero = float(frame.py(np.zeros(1))[0]) if limits.low < 0 else frame.bottom
        self._draw_base(surface, zero)

    def _draw_base(self, surface: Surface, y: float) -> None:
        colour = self.look.theme.colour("axis")
        surface.rule((self.frame.left, y), (self.frame.right, y), colour)

    def _draw_time_axis(self, surface: Surface) -> None:
        frame, locale = self.frame, self.look.locale
        text = TextLook(self.look.theme.colour("muted"), TEXT, anchor="middle")
        span = frame.x_low, frame.x_high
        for tick in time_ticks(*span, frame.width, self.grain, self.fiscal_start, locale):
            half = surface.text_width(tick.text, text) / 2
            x = float(frame.px(np.array(tick.place)))
            x = min(max(x, half + 1), surface.width - half - 1)
            surface.text((x, frame.bottom + 16), tick.text, text)


@dataclass(frozen=True)
class Past:
    """The record, and the line from which on is projected; ``as_of`` is None where none is seen."""

    frame: Frame
    as_of: float | None
    points: tuple[Points, ...]
    look: Look

    @classmethod
    def of(cls, data: ChartData, frame: Frame, look: Look) -> Past:
        """The past on a chart."""
        seen = data.as_of is not None and frame.x_low < data.as_of < frame.x_high
        return cls(frame, data.as_of if seen and not data.note else None, data.points, look)

    def draw(self, surface: Surface) -> None:
        """Draw it."""
        if self.as_of is not None:
            self._draw_as_of(surface, self.as_of)
        for points in self.points:
            draw_points(surface, self.frame, points, self.look.theme)

    def _draw_as_of(self, surface: Surface, as_of: float) -> None:
        frame = self.frame
        x = float(frame.px(np.array(as_of)))
        surface.dots((x, frame.top), (x, frame.bottom), self.look.theme.colour("muted"))
        self._write_as_of(surface, as_of, x)

    def _write_as_of(self, surface: Surface, as_of: float, x: float) -> None:
        """Say at the line from when on is projected, in as many words as there is room for."""
        theme = self.look.theme
        style = TextLook(theme.colour("muted"), TEXT - 1, halo=theme.colour("card"))
        year, month = year_month(as_of)
        name = self.look.locale.standaloneMonthName(month, QLocale.FormatType.ShortFormat)
        forms = (
            QCoreApplication.translate("Chart", "projection as of {month} {year}"),
            QCoreApplication.translate("Chart", "as of {month} {year}"),
        )
        room = 0.6 * (self.frame.right - x) - 4
        for form in forms:
            text = form.format(month=name, year=year)
            if surface.text_width(text, style) <= room:
                surface.text((x + 4, self.frame.top + 8), text, style)
                return


def draw_words(surface: Surface, frame: Frame, look: Look, words: tuple[str, str]) -> None:
    """Write a note, and in smaller letters what can be done, in the middle of the frame."""
    note = TextLook(look.theme.colour("text"), TEXT + 1, 600, anchor="middle")
    advice = TextLook(look.theme.colour("muted"), TEXT, anchor="middle")
    lines = [
        (line, style)
        for text, style in zip(words, (note, advice), strict=True)
        for line in _wrapped(surface, text, style, frame.width)
    ]
    middle = frame.left + frame.width / 2, frame.top + frame.height / 2
    top = middle[1] - _LINE * (len(lines) - 1) / 2 + TEXT / 3
    for place, (line, style) in enumerate(lines):
        surface.text((middle[0], top + _LINE * place), line, style)


def _wrapped(surface: Surface, text: str, look: TextLook, width: float) -> list[str]:
    """A text in lines of at most a width, a single word excepted."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and surface.text_width(longer, look) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
