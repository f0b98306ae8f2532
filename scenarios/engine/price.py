"""Stage 6: the price of compute with its scarcity premium, and the vendor's share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import Compound, Fade, response
from scenarios.engine.memory import Array, aligned

#: Scarcity and limit are held above this, so that the premium is finite when nothing moves.
LEAST = 1e-12


class Price:
    """The price of one H100e, month by month.

    Attributes
    ----------
    relative : price over its trend, 1 at the as-of month, shape (draw,)
    value : shape (draw,) [USD]

    Parameters
    ----------
    a : assumptions by id, each of shape (draw,)
    start : price at the as-of month, shape (draw,) [USD]
    """

    def __init__(self, a: Mapping[str, Array], start: Array) -> None:
        columns = len(start)
        self.relative, self.value, self._premium, self._aim, self._scratch = aligned(5, columns)
        self._sensitivity, self._cap, self._floor, self._part, self._start = aligned(5, columns)
        self._per_lead_time = aligned(columns)
        self._per_lead_time[:] = 1 / a["lead_time_years"]
        self._sensitivity[:], self._cap[:] = a["scarcity_sensitivity"], a["premium_cap"]
        # Scarcity is held above LEAST by holding the premium above what LEAST would give.
        self._floor[:] = np.maximum(a["premium_floor"], self._sensitivity * np.log(LEAST))
        self._part[:] = response(a["premium_lag_years"])
        self._aim_for(a["initial_backlog_ratio"])
        self._premium[:] = self._aim
        self._start[:] = 1 + self._premium
        self._trend = Compound(start, 1 / a["price_performance_growth"])

    def _aim_for(self, scarcity: Array) -> None:
        aim = self._aim
        np.log(scarcity, out=aim)
        aim *= self._sensitivity
        np.minimum(aim, self._cap, out=aim)
        np.maximum(aim, self._floor, out=aim)

    def advance(self, out: Array) -> None:
        """Go on one month and write the price during it into ``out``, shape (draw,). [USD]"""
        np.add(self._premium, 1.0, out=self.relative)
        self.relative /= self._start
        np.multiply(self._trend.advance(), self.relative, out=out)

    def respond(self, ordered: Array, limit: Array) -> None:
        """Move the premium towards what this month's scarcity leads to.

        ``ordered`` is the backlog before shipping, above 0 [H100e]; ``limit`` what can be
        shipped [H100e/yr]; both of shape (draw,).
        """
        scarcity = self._scratch
        np.maximum(limit, LEAST, out=scarcity)
        np.divide(ordered, scarcity, out=scarcity)
        scarcity *= self._per_lead_time
        self._aim_for(scarcity)
        self._aim -= self._premium
        self._aim *= self._part
        self._premium += self._aim


class VendorShare:
    """Nvidia's share of shipments, month by month.

    Parameters
    ----------
    now, long_run : at the as-of month and in the end, shape (draw,)
    time_constant : shape (draw,) [years]
    """

    def __init__(self, now: Array, long_run: Array, time_constant: Array) -> None:
        self._fade = Fade(time_constant)
        self._long_run, self._gap, self.value = aligned(3, len(long_run))
        self._long_run[:], self._gap[:] = long_run, now - long_run

    def advance(self) -> Array:
        """Go on one month and return the share, shape (draw,)."""
        np.multiply(self._gap, self._fade.advance(), out=self.value)
        self.value += self._long_run
        return self.value
