"""Stage 3: what export restrictions let through, and what China makes itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import DT
from scenarios.engine.memory import Array, aligned, several

#: The ladder of restriction levels: legal access, and what leakage and offshore are multiplied by.
RUNGS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0)
LEGAL = (1.0, 0.90, 0.45, 0.10, 0.0, 0.0)
LEAKAGE = (0.0, 0.5, 1.0, 1.0, 1.0, 0.3)
OFFSHORE = (0.0, 0.2, 0.6, 1.0, 1.0, 0.2)


def legal_access(level: Array) -> Array:
    """Return the share of demand that may be served openly at a restriction level. Shape kept."""
    return np.interp(level, RUNGS, LEGAL)


def access(level: Array, leakage: Array, offshore: Array) -> Array:
    """Return the share of a region's demand that reaches the vendors at all.

    Parameters
    ----------
    level : restriction level, shape (draw,) or (1,) [rung]
    leakage, offshore : share of barred demand met by diversion and abroad, shape (draw,)

    Returns
    -------
    shape (draw,)
    """
    legal = legal_access(level)
    around = leakage * np.interp(level, RUNGS, LEAKAGE)
    around += offshore * np.interp(level, RUNGS, OFFSHORE)
    return np.minimum(legal + (1 - legal) * around, 1.0)


class Access:
    """Who can be served, month by month.

    Attributes
    ----------
    served : share of world demand that comes to the vendors, by region, shape (region, draw)
    china : access of China, shape (draw,)

    Parameters
    ----------
    a : assumptions by id, each of shape (draw,)
    level : of China and of the rest of the world, index 0 the as-of month,
        shape (month + 1, 2, draw) [rung]
    """

    def __init__(self, a: Mapping[str, Array], level: Array) -> None:
        self._a, self._level = a, level
        self._changes = np.logical_or.reduce(level[1:] != level[:-1], axis=(1, 2))
        columns = len(a["demand_share_china"])
        self.served = aligned(3, columns)
        self.served[0] = 1 - a["demand_share_china"] - a["demand_share_row"]
        # What moves and what is still bought, side by side, and what each is multiplied by.
        self._both, self._by = several(2, 2, columns)
        self._moving, self._bought = self._both
        self._least, self._reached, self._losing = several(3, columns)
        self._bought[:], self._least[:] = 1 - a["substitution_initial"], 1 - a["substitution_limit"]
        self._set_level(level[0])
        np.multiply(self._reached, self._bought, out=self.served[1])

    def _set_level(self, level: Array) -> None:
        a = self._a
        self.china = access(level[0], a["leakage_china"], a["offshore_china"])
        rest = access(level[1], a["leakage_row"], a["offshore_row"])
        legal = legal_access(level[0])
        self._by[0] = DT * a["substitution_rate"] * (1 - legal)
        self._losing[:] = DT * a["substitution_reversal_rate"] * legal
        self._by[1] = 1 - self._by[0] - self._losing
        np.multiply(a["demand_share_china"], self.china, out=self._reached)
        np.multiply(a["demand_share_row"], rest, out=self.served[2])

    def advance(self, month: int) -> bool:
        """Go on one month; return whether the restriction levels changed in it.

        Barred Chinese demand moves to domestic chips up to a limit and comes back, more slowly,
        as access is free.
        """
        if self._changes[month]:
            self._set_level(self._level[month + 1])
        # In u = 1 - Z, what is still bought: max(0, limit - Z) = u - min(u, 1 - limit).
        np.minimum(self._bought, self._least, out=self._moving)
        self._both *= self._by
        self._moving += self._losing
        self._bought += self._moving
        np.multiply(self._reached, self._bought, out=self.served[1])
        return bool(self._changes[month])
