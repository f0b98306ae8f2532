"""Stage 4: how much buyers order in a month."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import DT
from scenarios.engine.memory import Array, aligned


class Orders:
    """What buyers order, month by month.

    Parameters
    ----------
    a : assumptions by id, each of shape (draw,)
    hazard : retirement rate, shape (draw,) [1/yr]
    money : what programmes spend in addition, shape (month, draw) [USD]
    """

    def __init__(self, a: Mapping[str, Array], hazard: Array, money: Array) -> None:
        self._money = money
        self._spends = money.any(axis=1).tolist()
        self._closing, self._retiring, self._target, self._nothing = aligned(4, 3, len(hazard))
        self._closing[:] = DT / a["adjustment_time_years"]
        self._retiring[:] = DT * hazard
        self._nothing[:] = 0
        self.placed = aligned(3, len(hazard))
        self._programme = np.zeros(len(hazard))
        self._any = bool(money.any())

    def advance(
        self,
        month: int,
        served: Array,
        demand: Array,
        price: Array,
        installed_base: Array,
        backlog: Array,
    ) -> Array:
        """Go on one month and return what is ordered, shape (region, draw). [H100e]

        Buyers close part of the gap to what they want and replace what retires; nobody cancels.
        What programmes buy never retires and is wanted in the US and its allies.

        Parameters
        ----------
        served : share of world demand with access, by region, shape (region, draw)
        demand : compute wanted worldwide, shape (draw,) [H100e]
        price : of one H100e, shape (draw,) [USD]
        installed_base, backlog : at the start of the month, shape (region, draw) [H100e]
        """
        target, placed = self._target, self.placed
        np.multiply(served, demand, out=target)
        if self._any:
            if self._spends[month]:
                self._programme += self._money[month] / price
            target[0] += self._programme
        target -= installed_base
        target -= backlog
        target *= self._closing
        np.multiply(installed_base, self._retiring, out=placed)
        placed += target
        return np.maximum(placed, self._nothing, out=placed)
