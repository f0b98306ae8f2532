"""Stage 5: what can be made and powered, and what of the backlog is shipped."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import DT, MONTH, Paths
from scenarios.engine.memory import Array, several


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
    paths : that capacity and power are among
    """

    def __init__(self, a: Mapping[str, Array], capacity: Array, left: Array, paths: Paths) -> None:
        self._left, self._hit = left, np.logical_or.reduce(left != 1, axis=1)
        self._chips = paths.log_index(
            a["supply_growth"],
            a["supply_long_run_growth"],
            a["supply_fade_years"],
            np.log(capacity),
        )
        gigawatt, thrift = a["power_per_h100e_kw"] / 1e6, a["energy_efficiency_growth"]
        self._gigawatt = paths.compound(gigawatt, 1 / thrift)
        self._power, self._more_power, self._limit = several(3, len(capacity))
        self._power[:] = a["power_additions_gw_per_year"] / gigawatt
        self._more_power[:] = (a["power_additions_growth"] * thrift) ** DT

    def advance(self, month: int, chips: Array, power: Array) -> Array:
        """Return the limit during a month, shape (draw,). [H100e/yr]

        What chip makers can make and what can be powered are written into ``chips`` and
        ``power``, shape (draw,). [H100e/yr]
        """
        np.exp(self._chips, out=chips)
        if self._hit[month]:
            chips *= self._left[month]
        self._power = np.multiply(self._power, self._more_power, out=power)
        return np.minimum(chips, power, out=self._limit)

    def power_additions(self, shipments: Array, out: Array) -> None:
        """Write the new power that a month's shipments draw into ``out``, shape (draw,). [GW/yr]"""
        np.multiply(shipments, self._gigawatt, out=out)


class Shipping:
    """What is shipped of the backlog, month by month.

    Attributes
    ----------
    due : what would be shipped if supply were free, shape (draw,) [H100e/yr]
    share : the part of the backlog that is shipped in the month, shape (draw,)

    Parameters
    ----------
    lead_time : from order to shipment, shape (draw,) [years]
    """

    def __init__(self, lead_time: Array) -> None:
        self._pace, self._monthly, self.due, self.share = several(4, len(lead_time))
        self._pace[:], self._monthly[:] = 1 / lead_time, DT / lead_time

    def advance(self, ordered: Array, limit: Array, out: Array) -> None:
        """Write a month's shipments into ``out``, shape (draw,). [H100e/yr]

        ``ordered`` is the whole backlog with this month's orders [H100e]; ``limit`` what can be
        shipped [H100e/yr]. A backlog never empties, for lead times are longer than a month.
        """
        np.multiply(ordered, self._pace, out=self.due)
        np.minimum(self.due, limit, out=out)
        np.divide(limit, ordered, out=self.share)
        self.share *= MONTH
        np.minimum(self.share, self._monthly, out=self.share)
