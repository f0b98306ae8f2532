"""The gap in pictures: steps from one scenario to the other, and the steps over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QCoreApplication

from desktop.charts.look import Look
from desktop.charts.surface import Rect, Surface
from desktop.explain.gap_data import HORIZON, Gap, Split, group_of, split
from desktop.explain.gap_texts import GapTexts, factor
from desktop.explain.picture import Spot
from desktop.explain.pieces import CAPTION, Held, draw_caption
from desktop.explain.signed_area import Course, Layer, Span, draw_course
from desktop.explain.stage import TURN, Front
from desktop.explain.waterfall import Step, draw_waterfall, least_height

YEAR = "year:"
"""Begins the target of a spot that chooses a fiscal year."""

translate = QCoreApplication.translate

_ROLES = {
    "efficiency": "series.1",
    "inference": "series.2",
    "investment": "series.3",
    "export": "series.4",
    "price": "series.5",
    "supply": "series.6",
    "valuation": "series.7",
}
_WIDE, _COURSE = 720.0, 170.0
"""Width for both pictures side by side, and least height of the second below the first."""

_BETWEEN = 26.0


@dataclass(frozen=True, eq=False)
class GapDrawing:
    """Steps and course beside each other, one above the other, or the one in front."""

    title: str
    unit: str
    captions: tuple[str, str]
    steps: tuple[Step, ...]
    course: Course | None
    front: Front
    held: Held

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        """Draw on the whole of a surface; spots of the steps, then those of the course."""
        spots: tuple[Spot, ...] = ()
        areas = arranged(surface.width, surface.height, self._count(), self.front)
        room = TURN if self.hides(surface.width, surface.height) else 0.0
        if areas[0] is not None:
            inner = _captioned(surface, areas[0], self.captions[0], room, look)
            spots += draw_waterfall(surface, inner, self.steps, look, self.held)
        if areas[1] is not None and self.course is not None:
            inner = _captioned(surface, areas[1], self.captions[1], room, look)
            spots += draw_course(surface, inner, self.course, look, self.held)
        return spots

    def least_height(self, width: float) -> float:
        """Return the height that it needs at a width."""
        steps = arranged(width, 0, self._count(), self.front)[0]
        return CAPTION + least_height(len(self.steps)) if steps is not None else 0.0

    def hides(self, width: float, height: float) -> bool:
        """Whether a size has room for one of the two pictures only."""
        return self.course is not None and None in arranged(
            width, height, self._count(), self.front
        )

    def _count(self) -> int:
        return len(self.steps) if self.course is not None else 0


def _captioned(surface: Surface, area: Rect, words: str, room: float, look: Look) -> Rect:
    """Write a caption, leaving some room at its end, and return the area below it."""
    draw_caption(surface, replace(area, width=area.width - room), words, look)
    return Rect(area.left, area.top + CAPTION, area.width, area.height - CAPTION)


def arranged(
    width: float, height: float, count: int, front: Front
) -> tuple[Rect | None, Rect | None]:
    """Return where ``count`` steps and their course stand; 0 means that there is no course."""
    whole = Rect(0, 0, width, height)
    if not count:
        return whole, None
    if width >= _WIDE:
        left = round(0.5 * (width - _BETWEEN))
        return Rect(0, 0, left, height), Rect(left + _BETWEEN, 0, width - left - _BETWEEN, height)
    least = CAPTION + least_height(count)
    if height >= least + _COURSE:
        upper = max(least, min(0.5 * height, 1.6 * least))
        return Rect(0, 0, width, upper), Rect(0, upper + 6, width, height - upper - 6)
    return (whole, None) if front is Front.FIRST else (None, whole)


def gap_drawing(
    gap: Gap, period: int, by_size: bool, front: Front, texts: GapTexts, held: Held
) -> GapDrawing:
    """Return the pictures of a gap, the steps those of a period."""
    whole = split(gap, period)
    order = _order(gap, whole, by_size)
    name, when = texts.output(gap.output, gap.region), texts.when(gap, period)
    symbol = texts.symbol(whole.unit)
    captions = (
        (name if name.endswith(symbol) else f"{name} [{symbol}]") + when,
        translate("GapDrawing", "Share of the gap over time [{unit}]").format(
            unit=texts.symbol(gap.unit)
        ),
    )
    steps = _steps(gap, whole, period, order, texts)
    # Layers that changed places with every year would be no course.
    course = _course(gap, period, _order(gap, whole, False), texts) if gap.by_month else None
    return GapDrawing(name + when, symbol, captions, steps, course, front, held)


def _order(gap: Gap, whole: Split, by_size: bool) -> list[int]:
    places = range(len(whole.shares))
    if by_size:
        return sorted(places, key=lambda place: -abs(float(whole.shares[place])))
    roles = [*_ROLES]
    items = gap.attribution.items
    return sorted(places, key=lambda place: roles.index(group_of(gap, items[place])))


def _steps(
    gap: Gap, whole: Split, period: int, order: Sequence[int], texts: GapTexts
) -> tuple[Step, ...]:
    times, value = factor(whole.unit), whole.first
    steps = [_total(gap, whole, period, second=False, texts=texts)]
    for place in order:
        item, share = gap.attribution.items[place], float(whole.shares[place])
        steps.append(
            Step(
                texts.item(gap, item),
                texts.figure(whole.rounded(place), whole.unit, signed=True),
                texts.share(gap, place, period, whole),
                value * times,
                (value + share) * times,
                _ROLES[group_of(gap, item)],
                float(whole.error[place]) * times,
                item.assumptions[0] if item.assumptions else "",
            )
        )
        value += share
    return (*steps, _total(gap, whole, period, second=True, texts=texts))


def _total(gap: Gap, whole: Split, period: int, *, second: bool, texts: GapTexts) -> Step:
    value = whole.second if second else whole.first
    return Step(
        gap.names[second],
        texts.figure(value, whole.unit),
        texts.total(gap, second, period, whole),
        0.0,
        value * factor(whole.unit),
        "muted" if second else "axis",
        total=True,
    )


def _course(gap: Gap, period: int, order: Sequence[int], texts: GapTexts) -> Course:
    found, times = gap.attribution, factor(gap.unit)
    layers = tuple(
        Layer(
            texts.item(gap, found.items[place]),
            _ROLES[group_of(gap, found.items[place])],
            found.shares[place] * times,
        )
        for place in order
    )
    total = Layer(
        translate("GapDrawing", "whole gap"), "text", (found.second - found.first) * times
    )
    return Course(gap.x, layers, total, tuple(_span(gap, y, period, texts) for y in gap.years()))


def _span(gap: Gap, year: int, period: int, texts: GapTexts) -> Span:
    months = gap.months_of(year)
    chosen = year == period != HORIZON
    words = texts.year(gap, year)
    return Span(float(months[0]), float(np.max(months)), words, f"{YEAR}{year}", chosen)
