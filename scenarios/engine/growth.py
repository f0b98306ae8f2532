"""Quantities that grow or fade at known rates, one month after another.

Their rows stay in the processor's cache and are multiplied and added to, which is several times
faster than taking powers and exponentials for all months at once.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from scenarios.engine.memory import Array, several

#: Length of a step. [years]
DT = 1 / 12
#: Factors as arrays without axes, which numpy multiplies by faster than by Python's numbers.
MONTH, MONTHS_A_YEAR, BILLIONTH = np.array(DT), np.array(12.0), np.array(1e-9)
#: Rows for which there is room in `Paths`, of each kind.
ROOM = 8


class Path(NamedTuple):
    """A quantity that fades on its own, as a row or rows of `Paths`.

    Attributes
    ----------
    now : at the end of the month, shape (..., draw)
    monthly : what is added to its end every month, same shape; it may be changed
    """

    now: Array
    monthly: Array


class Paths:
    """Quantities that nothing in the model moves back, moved on together at a month's beginning.

    A call of numpy costs more than going through a thousand numbers, so there is one for all.
    The arrays that are handed out show the current month.

    Parameters
    ----------
    columns : length of the draw axis
    """

    def __init__(self, columns: int) -> None:
        self._all = several(5, ROOM, columns)
        self._compounds = several(2, ROOM, columns)
        self._taken = self._compounded = 0

    def compound(self, start: Array, growth: Array) -> Array:
        """Return a quantity that grows by a factor a year; it is that of the month's end.

        Parameters
        ----------
        start : at the as-of month, shape (draw,)
        growth : factor a year, shape (draw,)
        """
        place, self._compounded = self._compounded, self._compounded + 1
        self._value, self._growth = (rows[: self._compounded] for rows in self._compounds)
        value: Array = self._value[place]
        value[:], self._growth[place] = start, growth**DT
        return value

    def fading(self, start: Array | float, end: Array, tau: Array) -> Path:
        """Return a quantity that fades from a start to an end: ``end + (start - end) exp(-t/tau)``.

        Parameters
        ----------
        start, end : at the as-of month, and in the end, shape (..., draw)
        tau : time constant, shape (draw,) [years]
        """
        first, self._taken = self._taken, self._taken + math.prod(end.shape[:-1])
        rows = [rows[first : self._taken].reshape(end.shape) for rows in self._all]
        rows[0][:], rows[1][:], rows[2][:], rows[3][:] = end, start - end, np.exp(-DT / tau), 0
        self._end, self._gap, self._factor, self._monthly, self._now = (
            rows[: self._taken] for rows in self._all
        )
        return Path(rows[4], rows[3])

    def log_index(self, early: Array, late: Array, tau: Array, start: Array | float = 0.0) -> Array:
        """Return the log index of a quantity whose yearly growth fades from ``early`` to ``late``.

        ``A(t) = ln(late) t + (ln(early) - ln(late)) tau (1 - exp(-t / tau))``, plus ``start``.

        Parameters
        ----------
        early, late : growth factors a year, shape (..., draw)
        tau : time constant, shape (draw,) [years]
        start : log of the quantity at the as-of month, shape (..., draw)
        """
        path = self.fading(start, start + (np.log(early) - np.log(late)) * tau, tau)
        path.monthly[:] = np.log(late) * DT
        return path.now

    def advance(self) -> None:
        """Go on one month."""
        self._value *= self._growth
        self._gap *= self._factor
        self._end += self._monthly
        np.add(self._end, self._gap, out=self._now)


def response(lag: Array) -> Array:
    """Return the share of a gap that closes in one step for a time constant [years]."""
    share: Array = -np.expm1(-DT / lag)
    return share
