"""Stage 1: how far efficiency runs ahead of its trend."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import DT, Paths
from scenarios.engine.inputs import WORKLOADS
from scenarios.engine.memory import Array


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
    paths : that the gain over trend is one of
    """

    def __init__(self, a: Mapping[str, Array], shocks: Array, paths: Paths) -> None:
        self._rate, self._shocks = a["induced_efficiency"], shocks
        self._shocked = np.logical_or.reduce(shocks, axis=(1, 2))
        ahead = np.stack(
            [np.log(a[f"{w}_efficiency_growth"] / a[f"{w}_efficiency_trend"]) for w in WORKLOADS]
        )
        fade = a["growth_fade_years"]
        self._gain, self._monthly = paths.fading(0.0, ahead * fade, fade)

    def set_access(self, china: Array) -> None:
        """Take the access of China, shape (draw,), from this month on.

        What it is barred from calls forth training efficiency that spills over to everyone.
        """
        np.multiply(self._rate, DT * (1 - china), out=self._monthly[0])

    def advance(self, month: int) -> Array:
        """Return the log gain over trend of a month, shape (workload, draw)."""
        if self._shocked[month]:
            self._gain += self._shocks[month]
        return self._gain
