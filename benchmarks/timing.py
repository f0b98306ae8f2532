"""Timings that stay fair where the machine's speed wanders: everything in turn, many times over."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Task = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """How long a task took, repetition by repetition. [s]"""

    seconds: tuple[float, ...]

    @property
    def best(self) -> float:
        """The shortest. [s]"""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The median. [s]"""
        return statistics.median(self.seconds)

    def over(self, other: Timing) -> float:
        """Return how many times longer this took: the median of each repetition's ratio."""
        pairs = zip(self.seconds, other.seconds, strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)


def interleaved(
    tasks: Mapping[str, Task],
    repetitions: int,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Timing]:
    """Return the timing of each task, all of them run in turn ``repetitions`` times.

    Each runs once before, unmeasured, so that caches are warm. ``clock`` gives seconds.
    """
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    gc.disable()
    try:
        for _ in range(repetitions):
            for name, task in tasks.items():
                start = clock()
                task()
                seconds[name].append(clock() - start)
    finally:
        gc.enable()
    return {name: Timing(tuple(found)) for name, found in seconds.items()}
