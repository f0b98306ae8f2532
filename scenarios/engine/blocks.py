"""Projecting many columns: in blocks, and where there are several, on every core.

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

#: Columns a block. With fewer, two threads lose more time waiting for each other between numpy's
#: short calls than they win (docs/performance.md).
BLOCK = 16392


def project_all(
    inputs: Inputs,
    *,
    keep: Collection[str] = (),
    threads: int | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Outputs:
    """Return the projection of every column of ``inputs``.

    ``keep`` is that of `Outputs.empty`; the others are those of `project_into`.
    """
    out = Outputs.empty(inputs.months, padded(inputs.columns), keep)
    project_into(out, inputs, threads=threads, progress=progress)
    return out.part(slice(0, inputs.columns))


def project_into(
    out: Outputs,
    inputs: Inputs,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
    finished: Callable[[int], None] = lambda *_: None,
) -> None:
    """Write the projection of every column of ``inputs`` into ``out``, whose columns are padded.

    ``threads`` defaults to the number of cores; ``progress`` is told how many blocks are done, of
    how many. With one block ``finished`` is told after each month how many are written.
    """
    columns = inputs.columns
    starts = range(0, columns, BLOCK)

    def run(start: int, finished: Callable[[int], None] = lambda *_: None) -> None:
        stop = min(start + BLOCK, padded(columns))
        block = np.minimum(np.arange(start, stop), columns - 1)
        project(inputs.take(block), out.part(slice(start, stop)), finished)

    if len(starts) == 1:
        run(0, finished)
        progress(1, 1)
        return
    with ThreadPoolExecutor(min(threads or cores(), len(starts))) as pool:
        for done, _ in enumerate(pool.map(run, starts), 1):
            progress(done, len(starts))


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
