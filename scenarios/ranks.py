"""Percentiles over the draws, found a few months at a time on every core.

Sorting costs a sixth of numpy's quantile routines. A sort lets other threads run, so months that
are projected can be sorted on one core while another projects the months that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scenarios.engine.blocks import cores
from scenarios.engine.memory import Array

#: What percentiles are asked of: a variable and a region.
Key = tuple[str, str]
PERCENTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
#: Months sorted at a time.
STRETCH = 12


def percentiles(draws: Array) -> Array:
    """Return `PERCENTILES` along the last axis, shape (percentile, ...).

    Linear interpolation between order statistics.
    """
    ordered = draws.copy()
    ordered.sort()
    places, _ = _places(draws.shape[-1])
    return _between(ordered.take(places, axis=-1), draws.shape[-1])


@lru_cache(maxsize=16)
def _places(draws: int) -> tuple[npt.NDArray[np.intp], Array]:
    """Return where in a sorted row the percentiles lie, and how far above the places below.

    The places below come first, then those above.
    """
    place = np.array(PERCENTILES) * (draws - 1)
    below = np.floor(place).astype(np.intp)
    return np.concatenate((below, np.minimum(below + 1, draws - 1))), place - below


def _between(found: Array, draws: int) -> Array:
    """Return percentiles, first axis, from the order statistics at `_places`, last axis."""
    _, part = _places(draws)
    low = found[..., : len(part)]
    between: Array = low + (found[..., len(part) :] - low) * part
    return between.transpose(-1, *range(found.ndim - 1))


class Ranking:
    """The percentiles of several quantities in the making.

    Parameters
    ----------
    read : gives the draws of all quantities during some months, by index, (month, key, draw)
    keys : the quantities
    months, draws : how many there are
    """

    def __init__(
        self,
        read: Callable[[slice], Array],
        keys: Sequence[Key],
        months: int,
        draws: int,
    ) -> None:
        self._read, self._keys, self._draws = read, keys, draws
        self._found = np.empty((months, len(keys), len(_places(draws)[0])))
        self._pool = ThreadPoolExecutor(cores() - 1) if cores() > 1 else None
        self._pending: list[tuple[slice, Future[None]]] = []
        self._begun = 0

    def sort_until(self, end: int) -> None:
        """Begin to sort the months before ``end``, which are projected, on another core."""
        months = len(self._found)
        while self._begun < end and (self._begun + STRETCH <= end or end == months):
            stretch = slice(self._begun, min(self._begun + STRETCH, end))
            if self._pool:
                self._pending.append((stretch, self._pool.submit(self._sort, stretch)))
            else:
                self._sort(stretch)
            self._begun = stretch.stop

    def finish(self) -> dict[Key, Array]:
        """Return the percentiles by quantity, each of shape (percentile, month)."""
        self.sort_until(len(self._found))
        for stretch, future in reversed(self._pending):
            if future.cancel():  # not begun yet: this thread has nothing else to do
                self._sort(stretch)
        for _, future in self._pending:
            if not future.cancelled():
                future.result()
        if self._pool:
            self._pool.shutdown()
        bands = _between(self._found, self._draws).transpose(2, 0, 1)
        return dict(zip(self._keys, bands, strict=True))

    def _sort(self, months: slice) -> None:
        # Few and long calls of numpy, for between them threads wait for each other.
        ordered = np.sort(self._read(months), axis=-1)
        self._found[months] = ordered.take(_places(self._draws)[0], axis=-1)
