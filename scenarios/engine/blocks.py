"""Projecting many columns: in blocks that fit the processor's cache, on every core where it pays.

The blocks are the same whatever the number of threads, so the same inputs give the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from scenarios.engine import project
from scenarios.engine.inputs import Inputs
from scenarios.engine.memory import padded
from scenarios.engine.outputs import Outputs

#: Columns a block; measured best of 264 to 8,200 (docs/performance.md).
BLOCK = 4104


def project_all(
    inputs: Inputs,
    *,
    keep: Collection[str] = (),
    threads: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outputs:
    """Return the projection of every column of ``inputs``, as `engine.project` does for a block.

    ``keep`` is that of `Outputs.empty`; ``threads`` defaults to the number of cores;
    ``progress`` is told how many blocks are done, of how many.
    """
    columns = inputs.columns
    out = Outputs.empty(inputs.months, padded(columns), keep)
    starts = range(0, columns, BLOCK)

    def run(start: int) -> None:
        stop = min(start + BLOCK, padded(columns))
        block = np.minimum(np.arange(start, stop), columns - 1)
        project(inputs.take(block), out.part(slice(start, stop)))

    workers = min(threads or cores(), len(starts))
    if workers == 1:
        for done, start in enumerate(starts, 1):
            run(start)
            progress(done, len(starts))
    else:
        with ThreadPoolExecutor(workers) as pool:
            for done, _ in enumerate(pool.map(run, starts), 1):
                progress(done, len(starts))
    return out.part(slice(0, columns))


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
