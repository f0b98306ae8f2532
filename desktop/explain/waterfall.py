"""From one number to another, a step an item: rows with a bar from where the last one ended."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from desktop.charts.axis import Range
from desktop.charts.look import Look
from desktop.charts.surface import Rect, Surface, TextLook
from desktop.explain.picture import Spot
from desktop.explain.pieces import (
    AXIS,
    TEXT,
    Across,
    Held,
    column_width,
    cuts,
    draw_value_axis,
    soft,
    steps_for,
)

_LEAST, _MOST = 17.0, 42.0
"""Height of a row."""

_GAP = 10.0
_SMALL = 0.2
"""A gap smaller than this part of the values is shown on an axis that does not begin at zero."""

_BEFORE = 0.15
"""Part of such a gap that the axis reaches beyond it, for the total's bars to be seen."""


@dataclass(frozen=True)
class Step:
    """A row.

    Attributes
    ----------
    label, number : written before and behind the bar
    words : what it says when it is pointed at
    start, end : where its bar begins and ends; that of a total begins at zero
    error : length of its whisker to either side
    role : colour of its bar
    target : where a click on it leads, or ""
    total : whether it is one of the two numbers, not a step between them
    """

    label: str
    number: str
    words: str
    start: float
    end: float
    role: str
    error: float = 0.0
    target: str = ""
    total: bool = False


def least_height(count: int) -> float:
    """Return the height that so many rows need."""
    return AXIS + count * _LEAST


def draw_waterfall(
    surface: Surface, area: Rect, steps: tuple[Step, ...], look: Look, held: Held
) -> tuple[Spot, ...]:
    """Draw steps from the top to the bottom of an area; a spot for each of them."""
    row = min(_MOST, max(_LEAST, (area.height - AXIS) / len(steps)))
    top = area.top
    texts = TextLook(look.theme.colour("text"), TEXT + 1)
    numbers = TextLook(look.theme.colour("text"), TEXT + 1, 600, anchor="end")
    names = [step.label for step in steps]
    label = column_width(surface, names, texts, 0.4 * area.width)
    number = column_width(surface, [step.number for step in steps], numbers, 0.3 * area.width)
    limits = _limits(steps, held, area.width - label - number)
    across = Across(area.left + label + _GAP, area.right - number - _GAP, limits.low, limits.high)
    draw_value_axis(surface, across, limits, (top, top + row * len(steps)), look)
    spots = []
    for place, (step, name) in enumerate(
        zip(steps, cuts(surface, names, label, texts), strict=True)
    ):
        rect = Rect(area.left, top + place * row, area.width, row)
        _draw_bar(surface, step, rect, across, look)
        weight = TextLook(texts.colour, texts.size, 600 if step.total else 400)
        surface.text((area.left, rect.top + row / 2 + 4), name, weight)
        surface.text((area.right, rect.top + row / 2 + 4), step.number, numbers)
        spots.append(Spot(rect, step.words, step.target))
    _draw_links(surface, steps, (top, row), across, look)
    return tuple(spots)


def _limits(steps: tuple[Step, ...], held: Held, width: float) -> Range:
    """Return the range of the axis; zero is in it unless the gap would be too small to see."""
    inner = [step.end for step in steps] + [step.start for step in steps if not step.total]
    inner += [step.end + sign * step.error for step in steps for sign in (-1, 1) if step.error]
    low, high = min(inner), max(inner)
    if high - low >= _SMALL * max(abs(low), abs(high)):
        low, high = min(low, 0.0), max(high, 0.0)
    else:
        low, high = low - _BEFORE * (high - low), high + _BEFORE * (high - low)
    return held.around("steps", low, high, steps_for(width))


def _draw_bar(surface: Surface, step: Step, rect: Rect, across: Across, look: Look) -> None:
    theme = look.theme
    start, end = across.at(step.start), across.at(step.end)
    thick = min(0.62 * rect.height, 22.0)
    top = rect.top + (rect.height - thick) / 2
    left, width = min(start, end), max(abs(end - start), 1.0)
    surface.box(Rect(left, top, width, thick), soft(theme, step.role), radius=2)
    if step.total and not across.low <= step.start <= across.high:
        _draw_break(surface, across, step.start < across.low, (top, thick), look)
    if step.error:
        _draw_whisker(surface, step, across, (top, thick), look)


def _draw_break(
    surface: Surface, across: Across, from_left: bool, bar: tuple[float, float], look: Look
) -> None:
    """Cut a bar that begins outside the axis, so that nobody compares its length."""
    top, thick = bar
    for shift in (7.0, 12.0):
        middle = across.left + shift if from_left else across.right - shift
        xs, ys = np.array([middle - 3, middle + 3]), np.array([top + thick + 1, top - 1])
        surface.line(xs, ys, look.theme.colour("card"), 2.0)


def _draw_whisker(
    surface: Surface, step: Step, across: Across, bar: tuple[float, float], look: Look
) -> None:
    top, thick = bar
    low, high = across.at(step.end - step.error), across.at(step.end + step.error)
    colour, middle = look.theme.colour("text"), top + thick / 2
    surface.rule((low, middle), (high, middle), colour)
    for x in (low, high):
        surface.rule((x, middle - 3), (x, middle + 4), colour)


def _draw_links(
    surface: Surface,
    steps: tuple[Step, ...],
    rows: tuple[float, float],
    across: Across,
    look: Look,
) -> None:
    """Join the end of every bar with the beginning of the next by a hair line."""
    top, row = rows
    thick = min(0.62 * row, 22.0)
    margin = (row - thick) / 2
    for place, (step, _) in enumerate(pairwise(steps)):
        x, y = across.at(step.end), top + (place + 1) * row
        surface.rule((x, y - margin), (x, y + margin), look.theme.colour("muted"))
