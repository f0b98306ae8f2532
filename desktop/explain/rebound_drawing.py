"""The rebound meter: for every gain a bar, how much of what it saves is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.charts.axis import Range, nice_range, value_ticks
from desktop.charts.look import Look
from desktop.charts.surface import Rect, Surface, TextLook
from desktop.explain.picture import Spot
from desktop.explain.pieces import AXIS, TEXT, Across, cut, soft
from desktop.theme import Theme

PITCH = 60.0
"""Least height of a meter with its words."""

_ROOMY = 76.0
_WORDS = 45.0
"""Height of a meter without its bar."""

_BAR_TOP, _OVER = 20.0, 3.0
_MOST = 300.0
"""Per cent at which a bar is cut, its number still being said."""

_LEFT, _RIGHT = 8.0, 14.0
OWN, PRICE, BEYOND = "series.1", "series.5", "warning"


@dataclass(frozen=True)
class Meter:
    """One bar.

    Attributes
    ----------
    label, verdict, amounts : what stands above it at both ends, and below it
    own, price : taken back by use itself and by the price of compute, parts of the saving; None
        where there is nothing saved to take back
    words, target : what it says in sentences, and the assumption that a click goes to
    """

    label: str
    verdict: str
    amounts: str
    own: float | None
    price: float
    words: str
    target: str = ""


@dataclass(frozen=True, eq=False)
class MeterDrawing:
    """Bars one below the other on one axis of per cent; ``names`` are written into the bars."""

    title: str
    unit: str
    meters: tuple[Meter, ...]
    names: tuple[str, str, str]

    def least_height(self) -> int:
        """Pixels that all bars need."""
        return round(PITCH * len(self.meters) + AXIS + 4)

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        """Draw on the whole of a surface; a spot for every bar, from the top."""
        limits = nice_range(0.0, self._longest(), None, 4)
        across = Across(_LEFT, surface.width - _RIGHT, 0.0, limits.high)
        pitch = (surface.height - AXIS - 4) / max(1, len(self.meters))
        pitch = min(max(pitch, PITCH), _ROOMY)
        spots = []
        for place, meter in enumerate(self.meters):
            area = Rect(0, place * pitch, surface.width, pitch - 4)
            self._draw_meter(surface, area, (across, limits), meter, look)
            spots.append(Spot(area, meter.words, meter.target))
        _draw_numbers(surface, pitch * len(self.meters), (across, limits), look)
        return tuple(spots)

    def _longest(self) -> float:
        ends = [100 * (m.own + max(m.price, 0.0)) for m in self.meters if m.own is not None]
        return min(max([115.0, *ends]), _MOST)

    def _draw_meter(
        self, surface: Surface, area: Rect, axis: tuple[Across, Range], meter: Meter, look: Look
    ) -> None:
        theme, across = look.theme, axis[0]
        end = TextLook(theme.colour("text"), TEXT, 600, anchor="end")
        head = TextLook(theme.colour("text"), TEXT + 1, 600)
        low = TextLook(theme.colour("muted"), TEXT)
        height = area.height - _WORDS
        room = across.right - _LEFT - 12 - surface.text_width(meter.verdict, end)
        surface.text((_LEFT, area.top + 14), cut(surface, meter.label, room, head), head)
        surface.text((across.right, area.top + 14), meter.verdict, end)
        bar = _Bar(surface, across, area.top + _BAR_TOP, height)
        bar.rule(value_ticks(axis[1]), theme)
        if meter.own is not None:
            self._draw_bar(bar, meter, theme)
            bar.mark(100.0, theme)
        below = cut(surface, meter.amounts, across.right - _LEFT, low)
        surface.text((_LEFT, area.top + _BAR_TOP + height + 16), below, low)

    def _draw_bar(self, bar: _Bar, meter: Meter, theme: Theme) -> None:
        assert meter.own is not None
        own, total = 100 * meter.own, 100 * (meter.own + meter.price)
        bar.fill(0, 100, theme.colour("track"))
        bar.fill(0, min(own, total, 100), soft(theme, OWN))
        bar.fill(min(own, 100), min(total, 100), soft(theme, PRICE))
        bar.fill(max(total, 0.0), min(own, 100), theme.colour(OWN), 0.35)
        bar.fill(100, total, soft(theme, BEYOND))
        back, by_price, left = self.names
        bar.write(0, min(own, total, 100), back, theme.text_on(OWN))
        bar.write(own, min(total, 100), by_price, theme.text_on(PRICE))
        bar.write(max(total, own), 100, left, theme.colour("text"))


@dataclass(frozen=True)
class _Bar:
    """A bar being drawn; places are per cent."""

    surface: Surface
    across: Across
    top: float
    height: float

    def rule(self, ticks: list[float], theme: Theme) -> None:
        """Draw hair lines at round values behind it."""
        for tick in ticks:
            self._upright(tick, theme.colour("axis" if tick == 0 else "grid"))

    def mark(self, place: float, theme: Theme) -> None:
        """Mark where all of the saving is taken back."""
        x = self.across.at(place)
        for shift in (-0.5, 0.5):
            ends = (self.top - _OVER, self.top + self.height + _OVER)
            self.surface.rule((x + shift, ends[0]), (x + shift, ends[1]), theme.colour("text"))

    def _upright(self, place: float, colour: str) -> None:
        x = self.across.at(place)
        low, high = self.top - _OVER, self.top + self.height + _OVER
        self.surface.rule((x, low), (x, high), colour)

    def fill(self, first: float, last: float, colour: str, opacity: float = 1.0) -> None:
        """Fill a part, if there is any."""
        left, right = self.across.at(first), self.across.at(last)
        if last > first and right > left:
            self.surface.box(Rect(left, self.top, right - left, self.height), colour, opacity)

    def write(self, first: float, last: float, words: str, colour: str) -> None:
        """Write into the middle of a part where there is room."""
        left, right = self.across.at(first), self.across.at(last)
        look = TextLook(colour, TEXT - 1, anchor="middle")
        if right - left > self.surface.text_width(words, look) + 8:
            self.surface.text(((left + right) / 2, self.top + self.height / 2 + 4), words, look)


def _draw_numbers(surface: Surface, top: float, axis: tuple[Across, Range], look: Look) -> None:
    """Write the per cent below all bars."""
    text = TextLook(look.theme.colour("muted"), TEXT, anchor="middle")
    for tick in value_ticks(axis[1]):
        words = look.locale.toString(tick, "f", 0) + "\N{NO-BREAK SPACE}%"
        half = surface.text_width(words, text) / 2
        middle = min(max(axis[0].at(tick), half), surface.width - half)
        surface.text((middle, top + 14), words, text)
