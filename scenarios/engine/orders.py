"""Stage 4: how much buyers order in a month."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import DT
from scenarios.engine.memory import Array, several


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
        self._spends, self._begun = np.logical_or.reduce(money, axis=1), False
        self._part, self._held, self._nothing, self._scratch, self.placed = several(
            5, 3, len(hazard)
        )
        self._part[:] = DT / a["adjustment_time_years"]
        self._held[:] = 1 - hazard * a["adjustment_time_years"]
        self._nothing[:] = 0
        self._programme = np.zeros(len(hazard))

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
        placed, scratch = self.placed, self._scratch
        np.multiply(served, demand, out=placed)
        if self._spends[month]:
            self._programme += self._money[month] / price
            self._begun = True
        if self._begun:
            placed[0] += self._programme
        # (V - K - B) / T + hazard K = (V - B - (1 - hazard T) K) / T
        np.multiply(installed_base, self._held, out=scratch)
        placed -= backlog
        placed -= scratch
        np.maximum(placed, self._nothing, out=placed)
        placed *= self._part
        return placed
