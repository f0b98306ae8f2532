"""One chart on one surface: axes, layers from the back to the front, names beside the lines."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtCore import QCoreApplication

from desktop.charts import bars, fan, names, stack, steps
from desktop.charts.axis import (
    Range,
    finite_extent,
    month_x,
    nice_log_range,
    nice_range,
    tick_texts,
    value_ticks,
    within,
)
from desktop.charts.data import ChartData, Emphasis
from desktop.charts.ground import Ground, Past, draw_words
from desktop.charts.look import TEXT, Look
from desktop.charts.names import NamesMemory
from desktop.charts.surface import Frame, Surface, TextLook
from desktop.theme import Theme

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 15.0, 8.0, 22.0
_MARGIN_STEP = 8.0
_ORDER = {Emphasis.REFERENCE: 0, Emphasis.OTHER: 1, Emphasis.SELECTED: 2}
"""From the back to the front."""


@dataclass
class Memory:
    """What a chart keeps from one picture to the next, so that nothing jumps under a slider.

    ``left`` is the room for the texts of the value axis with the range ``limits``.
    """

    limits: Range | None = None
    left: float = _LEFT
    names: NamesMemory = field(default_factory=NamesMemory)


def value_range(data: ChartData, look: Look, previous: Range | None) -> Range:
    """Value axis for all that a chart shows; ``previous`` is kept where `nice_range` would."""
    logarithmic = look.logarithmic and data.can_be_logarithmic
    span = _span(data)
    parts = [
        fan.extent(data.series, span, logarithmic),
        bars.extent(data.bars, span),
        stack.extent(data.stack, span),
        _points_extent(data, span, logarithmic),
    ]
    known = [part for part in parts if part is not None]
    low = min((part[0] for part in known), default=0.0)
    high = max((part[1] for part in known), default=1.0)
    if logarithmic and known:
        return nice_log_range(low, high, previous)
    if data.from_zero and low > 0:
        low = 0.0
    return nice_range(low, high, previous)


def layout(
    data: ChartData,
    look: Look,
    size: tuple[float, float],
    memory: Memory,
    text_width: Callable[[str, TextLook], float],
) -> Frame:
    """Frame for a picture of a size in pixels; remembers the value range."""
    before, memory.limits = memory.limits, value_range(data, look, memory.limits)
    if memory.limits is not before:
        memory.left = _left(memory.limits, look, text_width)
    left = 10.0 if data.ribbons else memory.left
    first, last = _span(data)
    frame = Frame(
        left=left,
        top=_TOP,
        width=max(20.0, size[0] - left - _RIGHT),
        height=max(20.0, size[1] - _TOP - _BOTTOM),
        x_low=first,
        x_high=last,
        y_low=memory.limits.low,
        y_high=memory.limits.high,
        logarithmic=memory.limits.step == 0,
    )
    column = names.column_width(data, frame, text_width, memory.names)
    return replace(frame, width=frame.width - max(0.0, column - _RIGHT))


def _left(limits: Range, look: Look, text_width: Callable[[str, TextLook], float]) -> float:
    """Pixels that the texts of a value axis take, in steps, so that charts stand in line."""
    texts = tick_texts(value_ticks(limits), look.locale)
    widest = max(text_width(text, TextLook("", TEXT)) for text in texts)
    return max(_LEFT, math.ceil((widest + 10) / _MARGIN_STEP) * _MARGIN_STEP)


def draw(surface: Surface, data: ChartData, frame: Frame, look: Look, memory: Memory) -> None:
    """Draw everything; remembers where the names of lines stand."""
    theme = look.theme
    if data.is_empty:
        words = data.note, data.advice
        nothing = QCoreApplication.translate("Chart", "Nothing to show yet")
        whole = replace(frame, left=8.0, width=surface.width - 16)
        draw_words(surface, whole, look, words if any(words) else ("", nothing))
        return
    surface.part(Ground.of(data, frame, look, memory.limits))
    series = sorted(data.series, key=lambda s: _ORDER[s.emphasis])
    surface.clip(frame)
    stack.draw_stack(surface, frame, data.stack, theme)
    bars.draw_bars(surface, frame, data.bars, data.grain.months, theme)
    for one in series:
        fan.draw_bands(surface, frame, one, theme)
    for one in series:
        fan.draw_line(surface, frame, one, theme)
    surface.clip(None)
    surface.part(Past.of(data, frame, look))
    steps.draw_ribbons(surface, frame, data.ribbons, theme)
    for one in series:
        fan.draw_end(surface, frame, one, theme)
    _draw_marks(surface, data, frame, theme)
    names.draw_names(surface, data, frame, theme, memory.names)


def _points_extent(
    data: ChartData, span: tuple[float, float], logarithmic: bool
) -> tuple[float, float] | None:
    shown = [p.values[within(p.x, span)] for p in data.points]
    if logarithmic:
        shown = [np.where(values > 0, values, np.nan) for values in shown]
    return finite_extent(*shown)


def _span(data: ChartData) -> tuple[float, float]:
    """Months shown: as told, else all there are."""
    if data.span is not None:
        return data.span
    months = data.months
    if not months.size:
        return month_x(2025, 1), month_x(2026, 1)
    return float(months[0]), float(max(months[-1], months[0] + 1))


def _draw_marks(surface: Surface, data: ChartData, frame: Frame, theme: Theme) -> None:
    for i, mark in enumerate(sorted(data.marks, key=lambda m: m.x)):
        if not frame.x_low <= mark.x <= frame.x_high:
            continue
        look = TextLook(theme.ink(mark.role), TEXT - 1, halo=theme.colour("card"))
        x, y = float(frame.px(np.array(mark.x))), frame.top + 10 + 13 * (i % 3)
        surface.rule((x, y + 3), (x, frame.bottom), theme.colour(mark.role))
        width = surface.text_width(mark.label, look)
        surface.text((min(x, frame.right - width), y), mark.label, look)
