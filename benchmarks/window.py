"""How soon the window answers a hand: a slider dragged, charts painted, the first window.

A drag is 200 moves of the mouse on the slider of inference growth, each sent when the charts of
the one before stand: the latency is from the event to the end of the paint. Where it goes is told
by wrapping the three parts: work in the projector's thread, showing, painting.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import numpy as np

STEPS = 200


def slider_latency(scenarios: int, steps: int = STEPS) -> dict[str, float]:
    """Return median and p95 of the latency, its parts, and the longest block. [ms]

    ``scenarios`` is how many are visible besides the baseline that effects are measured against.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.main_window import MainWindow
    from desktop.session import Settings
    from desktop.start import application

    app = application()
    window = MainWindow(Settings(theme="light"))
    for name in ("baseline-2025-01", "r1-shock", "r1-shock-jevons", "stargate")[-scenarios:]:
        window.file_flow.open_named(name)
    window.show()
    window.settle()
    document = window.workspace.active
    assert document is not None
    parts: dict[str, list[float]] = {"work": [], "show": []}
    latencies, blocks = [], []
    with _timed(window, parts):
        for step in range(steps):
            value = 4.0 + 3.0 * step / steps
            start = time.perf_counter()
            window.assumption_panel.edited.emit("inference_demand_growth", value)
            blocks.append(_wait(app, window))
            latencies.append((time.perf_counter() - start) * 1e3)
    window.end()
    return {
        "median_ms": median(latencies),
        "p95_ms": float(np.quantile(latencies, 0.95)),
        "longest_block_ms": max(blocks),
        **{f"{name}_median_ms": median(times) for name, times in parts.items()},
    }


def _wait(app: Any, window: Any) -> float:
    """Handle events until the charts stand; return the longest that one of them took. [ms]"""
    from PySide6.QtCore import QEventLoop

    waiting = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    longest = 0.0
    while window.projector.is_busy:
        # Waiting costs nothing; what came is handled in the second call, which is timed.
        app.processEvents(waiting)
        start = time.perf_counter()
        app.processEvents()
        longest = max(longest, (time.perf_counter() - start) * 1e3)
    start = time.perf_counter()
    app.processEvents()
    return max(longest, (time.perf_counter() - start) * 1e3)


@contextmanager
def _timed(window: Any, parts: dict[str, list[float]]) -> Iterator[None]:
    """Note how long the worker works and the views take to be told."""
    work, show = window.projector._work, window._show_sighting

    def noted(name: str, call: Any) -> Any:
        def timed(*args: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*args)
            finally:
                parts[name].append((time.perf_counter() - start) * 1e3)

        return timed

    window.projector._work = noted("work", work)
    window._viewing.sighted.disconnect()
    window._viewing.sighted.connect(noted("show", show))
    yield
    window.projector._work = work


def first_window(runs: int = 5) -> float:
    """Return the median time from starting the process to the first painted charts. [s]"""
    times = []
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": home}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "desktop", "--end-when-painted", "baseline-2026-07"]
        for _ in range(runs + 1):
            start = time.perf_counter()
            with subprocess.Popen(command, stdout=subprocess.PIPE, env=env) as process:
                assert process.stdout is not None
                process.stdout.readline()
                times.append(time.perf_counter() - start)
    return median(times[1:])


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Return the figures of the window: latency by number of scenarios, and the first window."""
    steps = STEPS // 4 if quick else STEPS
    return {
        "slider": {str(count): slider_latency(count, steps) for count in (1, 4)},
        "first_window_s": first_window(3 if quick else 5),
    }
