"""How soon the window answers a hand: a slider dragged, charts painted, the first window.

A drag is 200 moves of the mouse on the slider of inference growth, each sent when the charts are
painted that the one before asked for: the latency is from the event to the end of that. Key figures
and differences, which follow a moving hand only some times a second, fall into some of the steps.
Where the time goes is told by wrapping four parts: the engine, gathering what views show
(percentiles among it), telling the charts, and painting them. The rest is the form, the document,
key figures and Qt.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pkgutil import resolve_name
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np

STEPS = 200
#: Latencies before these are those of a window that warms up: fonts, texts, layers.
_WARM = 5


def slider_latency(scenarios: int, steps: int = STEPS) -> dict[str, float]:
    """Return median and p95 of the latency, the longest block, and the medians of its parts. [ms]

    ``scenarios`` is how many are visible besides the baseline that effects are measured against.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.main_window import MainWindow
    from desktop.session import Settings
    from desktop.start import application

    app = application()
    latencies: list[float] = []
    blocks: list[float] = []
    with _timed() as spent:
        window = MainWindow(Settings(theme="light"))
        for name in ("baseline-2025-01", "r1-shock", "r1-shock-jevons", "stargate")[-scenarios:]:
            window.file_flow.open_named(name)
        window.show()
        window.settle()
        for move in _drag(window, "headline.inference_demand_growth.slider"):
            if len(latencies) == steps + _WARM:
                break
            for times in spent.values():
                times.append(0.0)
            start = time.perf_counter()
            move()
            if not window.projector.is_busy:  # where the slider stood before the move
                continue
            blocks.append(_wait(app, window))
            latencies.append((time.perf_counter() - start) * 1e3)
        window.end()
    return {
        "median_ms": median(latencies[_WARM:]),
        "p95_ms": float(np.quantile(latencies[_WARM:], 0.95)),
        "longest_block_ms": max(blocks[_WARM:]),
        **{f"{name}_ms": median(filter(None, times)) for name, times in spent.items()},
    }


def _drag(window: Any, name: str) -> Iterator[Any]:
    """Take the thumb of a slider and move it to and fro; gives calls that make one move each."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication, QWidget

    slider = window.findChild(QWidget, name)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def send(kind: QEvent.Type, place: QPointF) -> None:
        button = none if kind is QEvent.Type.MouseMove else left
        event = QMouseEvent(
            kind, place, slider.mapToGlobal(place), button, left, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(slider, event)

    start = slider.thumb()
    send(QEvent.Type.MouseButtonPress, start)
    there = np.linspace(0.15, 0.85, 100) * slider.width()
    for x in cycle([*there, *there[::-1]]):
        yield lambda x=x: send(QEvent.Type.MouseMove, QPointF(x, start.y()))


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
def _timed() -> Iterator[dict[str, list[float]]]:
    """Give the milliseconds spent in each part since the last number of its list was begun."""
    parts = {
        "engine": "desktop.projector.project",
        "gather": "desktop.viewing.sight",
        "show": "desktop.main_window.MainWindow._show_sighting",
        "paint": "desktop.charts.chart.Chart._paint",
    }
    spent = {name: [0.0] for name in parts}

    def noted(call: Any, times: list[float]) -> Any:
        def timed(*args: Any, **options: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*args, **options)
            finally:
                times[-1] += (time.perf_counter() - start) * 1e3

        return timed

    with ExitStack() as stack:
        for name, place in parts.items():
            stack.enter_context(patch(place, noted(resolve_name(place), spent[name])))
        yield spent


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
