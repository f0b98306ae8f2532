"""Shares of a gap over time: stacked up where they add, down where they take, and their sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.charts.axis import Range, tick_texts, time_ticks, value_ticks
from desktop.charts.data import Array, Grain
from desktop.charts.labels import spread
from desktop.charts.look import Look
from desktop.charts.surface import Frame, Rect, Surface, TextLook
from desktop.explain.picture import Spot
from desktop.explain.pieces import (
    AXIS,
    TEXT,
    Held,
    column_width,
    cuts,
    soft,
)

_LINE = 14.0
_SEAM = 4.0
_LEADER = 14.0
_THIN = 0.015
"""An item that is never more than this part of the height of the stack is not named."""


@dataclass(frozen=True, eq=False)
class Layer:
    """An item's share by month, shape (month,), in the unit that is shown."""

    label: str
    role: str
    values: Array


@dataclass(frozen=True)
class Span:
    """A stretch of time that can be chosen: ordinals of its first and last month."""

    first: float
    last: float
    words: str
    target: str
    chosen: bool


@dataclass(frozen=True, eq=False)
class Course:
    """Shares over time.

    Attributes
    ----------
    x : ordinals of the months
    layers : from the axis outwards
    total : what they sum to, and its name
    spans : the stretches that can be chosen
    """

    x: Array
    layers: tuple[Layer, ...]
    total: Layer
    spans: tuple[Span, ...]


def draw_course(
    surface: Surface, area: Rect, course: Course, look: Look, held: Held
) -> tuple[Spot, ...]:
    """Draw layers over time in an area; a spot for each stretch of time."""
    borders = _borders(course.layers)
    limits = _limits(borders, course, held, area.height)
    shown = _named(course, borders)
    text = TextLook(look.theme.colour("text"), TEXT, 600)
    names = [layer.label for layer, _ in shown]
    room = column_width(surface, names, text, 0.3 * area.width)
    frame = _frame(surface, area, limits, course.x, room, look)
    _draw_axes(surface, frame, limits, look)
    _draw_layers(surface, frame, course, borders, look)
    _draw_chosen(surface, frame, course.spans, look)
    _draw_names(surface, frame, shown, cuts(surface, names, room, text), look)
    return tuple(_spot(frame, span) for span in course.spans)


def _borders(layers: tuple[Layer, ...]) -> list[tuple[Array, Array]]:
    """Return the inner and the outer border of every layer where it adds, then where it takes."""
    count = len(layers[0].values)
    tops = {1: np.zeros(count), -1: np.zeros(count)}
    found = []
    for layer in layers:
        for sign in (1, -1):
            part = np.clip(sign * layer.values, 0.0, None) * sign
            found.append((tops[sign], tops[sign] + part))
            tops[sign] = tops[sign] + part
    return found


def _limits(borders: list[tuple[Array, Array]], course: Course, held: Held, height: float) -> Range:
    ends = np.concatenate([course.total.values, *(outer for _, outer in borders)])
    low, high = min(0.0, float(ends.min())), max(0.0, float(ends.max()))
    return held.around("course", low, high, max(2, min(5, int(height / 48))))


def _frame(
    surface: Surface, area: Rect, limits: Range, x: Array, names: float, look: Look
) -> Frame:
    muted = TextLook(look.theme.colour("muted"), TEXT)
    ticks = tick_texts(value_ticks(limits), look.locale)
    left = column_width(surface, ticks, muted, 90.0) + 10
    top = area.top + 4
    return Frame(
        area.left + left,
        top,
        max(20.0, area.width - left - names - _LEADER),
        max(20.0, area.bottom - top - AXIS),
        float(x[0]) - 1,
        float(max(x[-1], x[0] + 1)),
        limits.low,
        limits.high,
    )


def _draw_chosen(surface: Surface, frame: Frame, spans: tuple[Span, ...], look: Look) -> None:
    """Mark the chosen stretch by its ends and a bar below it."""
    colour = look.theme.colour("accent")
    for rect in (_rect(frame, span) for span in spans if span.chosen):
        for x in (rect.left, rect.right):
            surface.rule((x, rect.top), (x, rect.bottom), colour)
        surface.box(Rect(rect.left, rect.bottom, rect.width, 3.0), colour)


def _draw_axes(surface: Surface, frame: Frame, limits: Range, look: Look) -> None:
    theme, ticks = look.theme, value_ticks(limits)
    text = TextLook(theme.colour("muted"), TEXT, anchor="end")
    heights = frame.py(np.array(ticks))
    for y, words in zip(heights.tolist(), tick_texts(ticks, look.locale), strict=True):
        surface.rule((frame.left, y), (frame.right, y), theme.colour("grid"))
        surface.text((frame.left - 8, y + 4), words, text)
    middle = TextLook(text.colour, TEXT, anchor="middle")
    for tick in time_ticks(frame.x_low, frame.x_high, frame.width, Grain.YEAR, 2, look.locale):
        x = float(frame.px(np.array(tick.place)))
        half = surface.text_width(tick.text, middle) / 2
        x = min(max(x, half), surface.width - half)
        surface.text((x, frame.bottom + 17), tick.text, middle)


def _draw_layers(
    surface: Surface,
    frame: Frame,
    course: Course,
    borders: list[tuple[Array, Array]],
    look: Look,
) -> None:
    theme, x = look.theme, frame.px(course.x)
    surface.clip(frame)
    for place, (inner, outer) in enumerate(borders):
        if not (inner != outer).any():
            continue
        role = course.layers[place // 2].role
        near, far = frame.py(inner), frame.py(outer)
        surface.area(x, near, far, soft(theme, role))
        seam = np.where(np.abs(far - near) >= _SEAM, far, np.nan)
        surface.line(x, seam, theme.colour("card"), 1.0)
    zero = float(frame.py(np.zeros(1))[0])
    surface.rule((frame.left, zero), (frame.right, zero), theme.colour("axis"))
    total = frame.py(course.total.values)
    surface.line(x, total, theme.colour("card"), 4.0)
    surface.line(x, total, theme.colour(course.total.role), 2.0, (5, 2))
    surface.clip(None)


def _named(course: Course, borders: list[tuple[Array, Array]]) -> list[tuple[Layer, float]]:
    """Return the layers worth a name, and the value beside which it stands."""
    size = max((float(np.ptp([inner, outer])) for inner, outer in borders), default=0.0)
    size = max(size, float(np.abs(course.total.values).max()))
    found = [(course.total, float(course.total.values[-1]))]
    for place, layer in enumerate(course.layers):
        if float(np.abs(layer.values).max()) > _THIN * size:
            inner, outer = borders[2 * place + int(layer.values[-1] < 0)]
            found.append((layer, float(inner[-1] + outer[-1]) / 2))
    return found


def _draw_names(
    surface: Surface,
    frame: Frame,
    shown: list[tuple[Layer, float]],
    names: tuple[str, ...],
    look: Look,
) -> None:
    """Write the names behind the ends of their layers, each with a leader."""
    theme = look.theme
    if _LINE * len(shown) > frame.height + AXIS:
        return
    ends = frame.py(np.array([value for _, value in shown]))
    places = spread(ends, _LINE, frame.top + 2, frame.bottom + AXIS - 8)
    for (layer, _), name, end, y in zip(shown, names, ends, places, strict=True):
        text = TextLook(theme.ink(layer.role), TEXT, 600)
        ys = np.array([end, y])
        xs = np.array([frame.right + 2, frame.right + _LEADER - 3])
        surface.line(xs, ys, theme.colour(layer.role), 1.0)
        surface.text((frame.right + _LEADER, float(y) + 4), name, text)


def _spot(frame: Frame, span: Span) -> Spot:
    return Spot(_rect(frame, span), span.words, span.target)


def _rect(frame: Frame, span: Span) -> Rect:
    left, right = frame.px(np.array([span.first - 1, span.last])).tolist()
    return Rect(left, frame.top, right - left, frame.height)
