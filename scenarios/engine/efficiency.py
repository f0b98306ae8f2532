"""Stage 1: how far efficiency runs ahead of its trend."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import DT
from scenarios.engine.memory import Array, aligned


def shock(months: int, start: int, multiplier: Array, diffusion_months: Array) -> Array:
    """Return the log gain of one efficiency shock, shape (month, draw).

    It acts from step ``start`` (1 is the first projected month) and spreads with the time
    constant ``diffusion_months``.
    """
    since = np.maximum(np.arange(1, months + 1)[:, None] - start + 1, 0)
    return np.log(multiplier) * -np.expm1(-since / diffusion_months)


class Efficiency:
    """Log efficiency over trend, month by month.

    Parameters
    ----------
    a : assumptions by id, each of shape (draw,)
    shocks : log gain of the shocks, shape (month, workload, draw)
    """

    def __init__(self, a: Mapping[str, Array], shocks: Array) -> None:
        self._rate, self._shocks = a["induced_efficiency"], shocks
        self._shocked = shocks.any(axis=(1, 2)).tolist()
        columns = len(self._rate)
        self.gain, self._ahead = aligned(2, 2, columns)
        for row, workload in zip(self._ahead, ("training", "inference"), strict=True):
            over_trend = a[f"{workload}_efficiency_growth"] / a[f"{workload}_efficiency_trend"]
            row[:] = np.log(over_trend) * a["growth_fade_years"]
        self._unfaded, self._induced, self._monthly = aligned(3, columns)
        self._induced[:] = 0

    def set_access(self, china: Array) -> None:
        """Take the access of China, shape (draw,), from this month on.

        What it is barred from calls forth efficiency that spills over to everyone.
        """
        np.multiply(self._rate, DT * (1 - china), out=self._monthly)

    def advance(self, month: int, fade: Array) -> Array:
        """Go on one month and return the log gain over trend, shape (workload, draw).

        ``fade`` is what is left of early growth, shape (draw,).
        """
        np.subtract(1.0, fade, out=self._unfaded)
        np.multiply(self._ahead, self._unfaded, out=self.gain)
        if self._shocked[month]:
            self.gain += self._shocks[month]
        self._induced += self._monthly
        self.gain[0] += self._induced
        return self.gain
