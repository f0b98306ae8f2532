"""Pieces that pictures of several kinds are made of: held ranges, captions, cut names, axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.charts.axis import Range, nice_range, tick_texts, value_ticks
from desktop.charts.cutting import told_apart
from desktop.charts.look import Look
from desktop.charts.surface import Rect, Surface, TextLook
from desktop.theme import Theme, mixed

TEXT = 11
CAPTION = 24.0
"""Height of the line above a part of a picture."""

AXIS = 22.0
"""Height of the numbers below an axis."""

_SOFTENING = 0.22


@dataclass
class Held:
    """Ranges that hold still while the data fits them, by what they are of."""

    ranges: dict[str, Range] = field(default_factory=dict)

    def around(self, name: str, low: float, high: float, target: int) -> Range:
        """Return a round range around ``low`` to ``high`` in about ``target`` steps."""
        found = nice_range(low, high, self.ranges.get(name), target)
        self.ranges[name] = found
        return found

    def forget(self) -> None:
        """Find the best ranges again."""
        self.ranges.clear()


@dataclass(frozen=True)
class Across:
    """Values from ``low`` to ``high`` between two pixels from left to right."""

    left: float
    right: float
    low: float
    high: float

    def at(self, value: float) -> float:
        """Pixel of a value, held within the ends."""
        held = min(max(value, self.low), self.high)
        return self.left + (held - self.low) / (self.high - self.low) * (self.right - self.left)


def steps_for(width: float) -> int:
    """Return how many steps of an axis a width has room for."""
    return max(2, min(6, int(width / 64)))


def draw_caption(surface: Surface, area: Rect, words: str, look: Look) -> None:
    """Write what a part of a picture shows above it."""
    text = TextLook(look.theme.colour("muted"), TEXT)
    surface.text((area.left, area.top + 14), cut(surface, words, area.width, text), text)


def soft(theme: Theme, role: str) -> str:
    """Return the colour of a role for areas: a little of the card's in it."""
    return mixed(theme.colour(role), theme.colour("card"), _SOFTENING)


def draw_value_axis(
    surface: Surface, across: Across, limits: Range, rows: tuple[float, float], look: Look
) -> None:
    """Draw upright hair lines at round values between two heights, and their numbers below."""
    theme, ticks = look.theme, value_ticks(limits)
    text = TextLook(theme.colour("muted"), TEXT, anchor="middle")
    free = -math.inf
    for tick, words in zip(ticks, tick_texts(ticks, look.locale), strict=True):
        x = across.at(tick)
        colour = theme.colour("axis" if tick == 0 else "grid")
        surface.rule((x, rows[0]), (x, rows[1]), colour)
        half = surface.text_width(words, text) / 2
        middle = min(max(x, half), surface.width - half)
        if middle - half > free:
            surface.text((middle, rows[1] + 15), words, text)
            free = middle + half + 6


def cut(surface: Surface, words: str, room: float, text: TextLook) -> str:
    """Return a text cut to what fits."""
    return cuts(surface, (words,), room, text)[0]


def cuts(surface: Surface, names: Sequence[str], room: float, text: TextLook) -> tuple[str, ...]:
    """Return texts cut to what fits, so that they can still be told apart."""
    return told_apart(names, lambda name: surface.text_width(name, text) <= room)


def column_width(
    surface: Surface, names: Sequence[str], text: TextLook, most: float, least: float = 0.0
) -> float:
    """Return the width of a column of names, within limits."""
    widest = max((surface.text_width(name, text) for name in names), default=0.0)
    return math.ceil(min(max(widest, least), most))
