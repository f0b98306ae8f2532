"""An axis of a map: where a value stands, which value stands at a pixel, and round values."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from desktop.charts.axis import Range, nice_range, value_ticks
from desktop.charts.data import Array

_ROOM = 62.0
"""Pixels that a tick wants on its axis."""


@dataclass(frozen=True)
class MapAxis:
    """Values from ``low`` to ``high`` between the pixels ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def pixel(self, values: Array) -> Array:
        """Pixels of values."""
        return self.start + self._part(values) * (self.end - self.start)

    def at(self, value: float) -> float:
        """Pixel of a value; one outside stands at the end."""
        held = min(max(value, self.low), self.high)
        return float(self.pixel(np.array(held)))

    def part(self, pixel: float) -> float:
        """How far along the axis a pixel is, 0 to 1."""
        return min(max((pixel - self.start) / (self.end - self.start), 0.0), 1.0)

    def value(self, pixel: float) -> float:
        """Value at a pixel, or that at the end nearest to it."""
        part = self.part(pixel)
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** part)
        return self.low + (self.high - self.low) * part

    def ticks(self) -> list[float]:
        """Round values along the axis, as many as there is room for."""
        room = max(2, int(abs(self.end - self.start) / _ROOM))
        if self.logarithmic:
            found = value_ticks(Range(self.low, self.high, 0.0))
            if len(found) > 1:
                return found
        step = nice_range(self.low, self.high, target=min(room, 6)).step
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [step * i for i in range(first, last + 1)]

    def _part(self, values: Array) -> Array:
        if self.logarithmic:
            ratio = np.log(values / self.low) / math.log(self.high / self.low)
            return np.asarray(ratio)
        return (values - self.low) / (self.high - self.low)
