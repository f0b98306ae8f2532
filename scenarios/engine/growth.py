"""Quantities that grow or fade at known rates, one month after another.

Each keeps one row in the processor's cache and multiplies it on, which is several times faster
than taking powers and exponentials for all months at once.
"""

from __future__ import annotations

import numpy as np

from scenarios.engine.memory import Array, aligned

#: Length of a step. [years]
DT = 1 / 12


class Compound:
    """A quantity that is multiplied by the same factor every year.

    Parameters
    ----------
    start : at the as-of month, shape (draw,)
    growth : factor a year, shape (draw,)
    """

    def __init__(self, start: Array, growth: Array) -> None:
        self.value, self._factor = aligned(2, len(start))
        self.value[:], self._factor[:] = start, growth**DT

    def advance(self) -> Array:
        """Go on one month and return the quantity at its end, shape (draw,)."""
        self.value *= self._factor
        return self.value


class Fade(Compound):
    """What is left of a change that fades with a time constant, exp(-t / tau)."""

    def __init__(self, time_constant: Array) -> None:
        super().__init__(np.ones_like(time_constant), np.exp(-1 / time_constant))


class LogIndex:
    """The log index of a quantity whose yearly growth fades from ``early`` to ``late``.

    ``A(t) = ln(late) t + (ln(early) - ln(late)) tau (1 - exp(-t / tau))``, plus ``start``.

    Parameters
    ----------
    early, late : growth factors a year, shape (..., draw)
    time_constant : tau, shape (draw,) [years]
    start : log of the quantity at the as-of month, shape (..., draw)
    """

    def __init__(self, early: Array, late: Array, time_constant: Array, start: Array) -> None:
        shape = np.broadcast_shapes(early.shape, late.shape, start.shape)
        self._ahead, self._settled, self._monthly = aligned(3, *shape)
        self._ahead[:] = (np.log(early) - np.log(late)) * time_constant
        self._settled[:] = start + self._ahead
        self._monthly[:] = np.log(late) * DT

    def advance(self, fade: Array, out: Array) -> None:
        """Go on one month and write the log index into ``out``; ``fade`` is that of `Fade`."""
        self._settled += self._monthly
        np.multiply(self._ahead, fade, out=out)
        np.subtract(self._settled, out, out=out)


def response(lag: Array) -> Array:
    """Return the share of a gap that closes in one step for a time constant [years]."""
    return -np.expm1(-DT / lag)
