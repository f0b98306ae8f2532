"""Memory that the processor reads at full speed.

Rows that start on a cache line are read and written about twice as fast as rows that do not, and
on Linux the first touch of fresh memory costs more than the arithmetic on it.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

#: Columns come in multiples of this, eight numbers of eight bytes to a cache line.
LANES = 8

# Freeing one large piece makes the C library keep freed memory for reuse from then on.
np.empty(31 * 2**17)


def padded(columns: int) -> int:
    """Return the number of columns rounded up so that every row starts on a cache line."""
    return -(-columns // LANES) * LANES


def aligned(*shape: int) -> Array:
    """Return an uninitialised array that starts on a cache line; the last axis must be padded."""
    count = math.prod(shape)
    raw = np.empty(count + LANES)
    start = (-raw.ctypes.data // 8) % LANES
    return raw[start : start + count].reshape(shape)


def several(count: int, *shape: int) -> list[Array]:
    """Return ``count`` uninitialised arrays, each starting on a cache line, side by side."""
    return list(aligned(count, *shape))
