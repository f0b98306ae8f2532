"""Fans of forecasts under the record, each quarter with a sentence, as a drawing of a `Picture`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.charts import fan
from desktop.charts.data import ChartData, Series
from desktop.charts.figure import Memory, draw, layout
from desktop.charts.look import Look
from desktop.charts.surface import Frame, Rect, Surface
from desktop.explain.picture import Spot

_FAINT = 1.0


@dataclass(frozen=True)
class Place:
    """What is said at the span that ends at a month ordinal, and what a click there asks for."""

    x: float
    words: str
    target: str = ""


class FanDrawing:
    """A chart over time with faint lines behind the one that matters.

    Parameters
    ----------
    data : the record and the forecast
    ghosts : the other forecasts, as faint lines without names
    places : what is said where
    memory : the range of the axis in the last picture, so that it holds still
    """

    def __init__(
        self,
        data: ChartData,
        ghosts: tuple[Series, ...] = (),
        places: tuple[Place, ...] = (),
        memory: Memory | None = None,
    ) -> None:
        self.title, self.unit = data.title, data.unit
        self.data, self.ghosts, self.places = data, ghosts, places
        self._memory = Memory() if memory is None else memory

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        """Draw on the whole of a surface; the spans that say something, oldest first."""
        size = surface.width, surface.height
        frame = layout(self.data, look, size, self._memory, surface.text_width)
        draw(surface, self.data, frame, look, self._memory)
        surface.clip(frame)
        for ghost in self.ghosts:
            x, y = fan.line_pixels(frame, ghost)
            surface.line(x, y, look.theme.colour(ghost.role), _FAINT)
        surface.clip(None)
        for points in self.data.points:
            fan.draw_points(surface, frame, points, look.theme)
        return tuple(_spot(place, frame, self.data.grain.months) for place in self.places)


def _spot(place: Place, frame: Frame, months: int) -> Spot:
    ends = frame.px(np.array([place.x - months / 2, place.x + months / 2]))
    left, right = np.clip(ends, frame.left, frame.right).tolist()
    rect = Rect(left, frame.top, right - left, frame.height)
    return Spot(rect, place.words, place.target)
