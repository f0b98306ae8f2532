"""Stage 6: the price of compute with its scarcity premium, and the vendor's share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scenarios.engine.growth import Paths, response
from scenarios.engine.memory import Array, several

#: Scarcity and limit are held above this, so that the premium is finite when nothing moves.
LEAST = 1e-12


class Price:
    """The price of one H100e, month by month.

    Attributes
    ----------
    relative : price over its trend, (1 + pi) / (1 + pi0) with the premium pi, shape (draw,)

    Parameters
    ----------
    a : assumptions by id, each of shape (draw,)
    start : price at the as-of month, shape (draw,) [USD]
    paths : that its trend is one of
    """

    def __init__(self, a: Mapping[str, Array], start: Array, paths: Paths) -> None:
        columns = len(start)
        # What is aimed at and what there is, side by side, and what each is multiplied by.
        self._both, self._by = several(2, 2, columns)
        self._aim, self.relative = self._both
        self._level, self._highest, self._lowest, self._least = several(4, columns)
        cap, sensitivity = a["premium_cap"], a["scarcity_sensitivity"]
        # Scarcity is held above LEAST by holding the premium above what LEAST would give.
        floor = np.maximum(a["premium_floor"], sensitivity * np.log(LEAST))
        premium = np.clip(sensitivity * np.log(a["initial_backlog_ratio"]), floor, cap)
        # The part of the aim that is reached in a month is level + slope * ln(scarcity), held.
        part = response(a["premium_lag_years"])
        self._level[:] = part / (1 + premium)
        self._by[:] = self._level * sensitivity, 1 - part
        self._lowest[:], self._highest[:] = self._level * (1 + floor), self._level * (1 + cap)
        self._least[:], self.relative[:] = LEAST, 1
        self._trend = paths.compound(start, 1 / a["price_performance_growth"])

    def advance(self, out: Array) -> None:
        """Write the price during a month into ``out``, shape (draw,). [USD]"""
        np.multiply(self._trend, self.relative, out=out)

    def respond(self, due: Array, limit: Array) -> None:
        """Move the premium towards what this month's scarcity leads to.

        ``due`` is what would be shipped if supply were free, above 0, and ``limit`` what can be,
        both of shape (draw,). [H100e/yr]
        """
        aim = self._aim
        np.maximum(limit, self._least, out=aim)
        np.divide(due, aim, out=aim)
        np.log(aim, out=aim)
        self._both *= self._by
        aim += self._level
        np.minimum(aim, self._highest, out=aim)
        np.maximum(aim, self._lowest, out=aim)
        self.relative += aim
