"""Stage 5: what can be made and powered, and what of the backlog is shipped."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import DT, Compound, Fade, LogIndex
from scenarios.engine.memory import Array, aligned

#: Added to the backlog so that nothing is divided by zero when nobody orders. [H100e]
NOTHING = 1e-200


def outage(months: int, start: int, duration_months: Array, capacity_loss: Array) -> Array:
    """Return the share of capacity left by one supply shock, shape (month, draw).

    It acts from step ``start`` (1 is the first projected month) for ``duration_months``.
    """
    step = np.arange(1, months + 1)[:, None]
    hit = (step >= start) & (step < start + duration_months)
    return np.where(hit, 1 - capacity_loss, 1.0)


class Limits:
    """How much can be shipped a year, month by month.

    Parameters
    ----------
    a : assumptions by id, each of shape (draw,)
    capacity : chips that can be made at the as-of month, shape (draw,) [H100e/yr]
    left : share of capacity left by supply shocks, shape (month, draw)
    """

    def __init__(self, a: Mapping[str, Array], capacity: Array, left: Array) -> None:
        self._left, self._hit = left, (left != 1).any(axis=1).tolist()
        self._fade = Fade(a["supply_fade_years"])
        self._growth = LogIndex(
            a["supply_growth"],
            a["supply_long_run_growth"],
            a["supply_fade_years"],
            np.log(capacity),
        )
        kilowatt, thrift = a["power_per_h100e_kw"], a["energy_efficiency_growth"]
        self.kilowatt = Compound(kilowatt, 1 / thrift)
        self._powered = Compound(
            1e6 * a["power_additions_gw_per_year"] / kilowatt, a["power_additions_growth"] * thrift
        )
        self._limit = aligned(len(capacity))

    def advance(self, month: int, chips: Array, power: Array) -> Array:
        """Go on one month and return the limit, shape (draw,). [H100e/yr]

        What chip makers can make and what can be powered are written into ``chips`` and
        ``power``, shape (draw,). [H100e/yr]
        """
        self._growth.advance(self._fade.advance(), out=chips)
        np.exp(chips, out=chips)
        if self._hit[month]:
            chips *= self._left[month]
        power[:] = self._powered.advance()
        self.kilowatt.advance()
        return np.minimum(chips, power, out=self._limit)


class Shipping:
    """What of the backlog is shipped, month by month; ``monthly_share`` of it when supply is free.

    Parameters
    ----------
    lead_time : from order to shipment, shape (draw,) [years]
    """

    def __init__(self, lead_time: Array) -> None:
        self._monthly_share, self.share = aligned(2, len(lead_time))
        self._monthly_share[:] = DT / lead_time

    def advance(self, ordered: Array, limit: Array) -> Array:
        """Return the share of the backlog that is shipped this month, shape (draw,).

        ``ordered`` is the whole backlog with this month's orders, above 0 [H100e]; ``limit`` what
        can be shipped [H100e/yr].
        """
        np.divide(limit, ordered, out=self.share)
        self.share *= DT
        return np.minimum(self.share, self._monthly_share, out=self.share)
