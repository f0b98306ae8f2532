"""The timeline's axis: from months to pixels and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenarios.months import Month


@dataclass(frozen=True)
class Axis:
    """Months from ``low`` to ``high`` between two pixels; texts may go on to the ``edge``."""

    low: float
    high: float
    left: float
    right: float
    edge: float

    @property
    def per_month(self) -> float:
        """Pixels of a month."""
        return (self.right - self.left) / max(self.high - self.low, 1.0)

    def px(self, x: float) -> float:
        """Pixel of a month ordinal."""
        return self.left + (x - self.low) * self.per_month

    def held(self, x: float) -> float:
        """Pixel of a month ordinal, or of the end of the axis that it lies beyond."""
        return min(max(self.px(x), self.left), self.right)

    def month_at(self, pixel: float) -> Month:
        """The month whose span a pixel lies in."""
        return Month(math.floor(self.low + (pixel - self.left) / self.per_month) + 1)
