"""Quantities that grow or fade at known rates, one month after another.

Each keeps its rows in the processor's cache and multiplies or adds to them, which is several times
faster than taking powers and exponentials for all months at once.
"""

from __future__ import annotations

import numpy as np

from scenarios.engine.memory import Array, aligned, several

#: Length of a step. [years]
DT = 1 / 12
#: Factors as arrays without axes, which numpy multiplies by faster than by Python's numbers.
MONTH, MONTHS_A_YEAR, BILLIONTH = np.array(DT), np.array(12.0), np.array(1e-9)


class Compound:
    """A quantity that is multiplied by the same factor every year.

    Parameters
    ----------
    start : at the as-of month, shape (draw,)
    growth : factor a year, shape (draw,)
    """

    def __init__(self, start: Array, growth: Array) -> None:
        self._value, self._factor = several(2, len(start))
        self._value[:], self._factor[:] = start, growth**DT

    def advance(self) -> Array:
        """Go on one month and return the quantity at its end, shape (draw,)."""
        self._value *= self._factor
        return self._value


class Fading:
    """A quantity that fades with a time constant from a start to an end.

    ``end + (start - end) exp(-t / tau)``.

    Attributes
    ----------
    end : what it fades to, shape (..., draw); it may be moved

    Parameters
    ----------
    start, end : at the as-of month, and in the end, shape (..., draw)
    tau : time constant, shape (draw,) [years]
    """

    def __init__(self, start: Array | float, end: Array, tau: Array) -> None:
        self.end, self._gap, self._factor = several(3, *end.shape)
        self.end[:], self._gap[:], self._factor[:] = end, start - end, np.exp(-DT / tau)

    def advance(self, out: Array) -> Array:
        """Go on one month, write the quantity at its end into ``out`` and return it."""
        self._gap *= self._factor
        np.add(self.end, self._gap, out=out)
        return out


class LogIndex(Fading):
    """The log index of a quantity whose yearly growth fades from ``early`` to ``late``.

    ``A(t) = ln(late) t + (ln(early) - ln(late)) tau (1 - exp(-t / tau))``, plus ``start``.

    Parameters
    ----------
    early, late : growth factors a year, shape (..., draw)
    tau : time constant, shape (draw,) [years]
    start : log of the quantity at the as-of month, shape (..., draw)
    """

    def __init__(self, early: Array, late: Array, tau: Array, start: Array | float = 0.0) -> None:
        super().__init__(start, start + (np.log(early) - np.log(late)) * tau, tau)
        self._monthly = aligned(*self.end.shape)
        self._monthly[:] = np.log(late) * DT

    def advance(self, out: Array) -> Array:
        """Go on one month, write the log index at its end into ``out`` and return it."""
        self.end += self._monthly
        return super().advance(out)


def response(lag: Array) -> Array:
    """Return the share of a gap that closes in one step for a time constant [years]."""
    share: Array = -np.expm1(-DT / lag)
    return share
