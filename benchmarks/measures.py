"""What is measured: the central case beside its peers, how cost grows, peak memory, cold start."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

import resources
from benchmarks import compiled
from benchmarks.timing import Task, Timing, interleaved
from scenarios import assumptions, ensemble, files, projection
from scenarios.engine.blocks import cores, project_all
from scenarios.engine.inputs import Inputs, stacked
from scenarios.engine.memory import Array
from scenarios.engine.outputs import Outputs
from scenarios.projection import Projection
from scenarios.scenario import Scenario
from tests import reference_model

PRESET = "baseline-2026-07"
ROOT = Path(__file__).resolve().parent.parent

ENGINE, WITH_BANDS = "engine", "with percentiles"
AFTER = "percentiles afterwards"
PLAIN = "plain Python"
KERNELS = {"C": compiled.EXACT, "C -ffast-math": compiled.FAST}


@dataclass(frozen=True)
class Plan:
    """What to measure.

    Attributes
    ----------
    repetitions : how often, by number of draws
    plain : draws of plain Python in each repetition, scaled up
    draws, months, scenarios : along which cost is followed
    growth_repetitions : how often
    memory : numbers of draws whose peak memory is taken
    """

    repetitions: Mapping[int, int]
    plain: int
    draws: Sequence[int]
    months: Sequence[int]
    scenarios: Sequence[int]
    growth_repetitions: int
    memory: Sequence[int]


FULL = Plan(
    repetitions={1024: 60, 4096: 30, 65536: 3},
    plain=2,
    draws=(256, 1024, 4096, 16384),
    months=(12, 60, 120),
    scenarios=(1, 2, 4, 8),
    growth_repetitions=10,
    memory=(1024, 4096, 65536),
)
QUICK = Plan(
    repetitions={1024: 10, 4096: 5},
    plain=1,
    draws=(256, 1024, 4096),
    months=(12, 60, 120),
    scenarios=(1, 2, 4),
    growth_repetitions=3,
    memory=(1024,),
)


def measure(plan: Plan) -> dict[str, Any]:
    """Return all of a plan's measurements, as they stand in the JSON file."""
    return {
        "machine": machine(),
        "preset": PRESET,
        "agreement": agreement() if compiled.compiler() else None,
        "central": [central(draws, n, plan.plain) for draws, n in plan.repetitions.items()],
        "cold": cold(plan.growth_repetitions),
        "growth": growth(plan),
        "memory": [{"draws": draws, "peak_mb": peak_memory(draws)} for draws in plan.memory],
    }


def machine() -> dict[str, Any]:
    """Return what the figures hold for."""
    return {
        "processor": _processor(),
        "cores": cores(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "compiler": compiled.version(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def scenario(draws: int = 1024, months: int = 60, preset: str = PRESET) -> Scenario:
    """Return a preset with this many draws and months."""
    found = files.preset(preset)
    uncertainty = found.uncertainty.model_copy(update={"draws": draws})
    return found.replace(uncertainty=uncertainty, horizon_months=months)


def central(draws: int, repetitions: int, plain: int) -> dict[str, Any]:
    """Return the timings of the central case and of its peers, taken in turn."""
    chosen = scenario(draws)
    inputs = ensemble.inputs_of(chosen)
    tasks: dict[str, Task] = {
        ENGINE: lambda: project_all(inputs),
        WITH_BANDS: lambda: projection.project(chosen, bands=True),
        AFTER: lambda: projection.project(chosen).prepare(),
        PLAIN: plain_python(plain),
    }
    if compiled.compiler():
        for name, flags in KERNELS.items():
            tasks |= _kernel_tasks(name, compiled.kernel(flags), inputs)
    timings = interleaved(tasks, repetitions)
    timings[PLAIN] = Timing(tuple(s / plain * draws for s in timings[PLAIN].seconds))
    return {
        "draws": draws,
        "months": inputs.months,
        "repetitions": repetitions,
        "plain_python_scaled_from_draws": plain,
        "timings": {name: _written(timing) for name, timing in timings.items()},
        "ratios": _ratios(timings),
    }


def _kernel_tasks(name: str, kernel: compiled.Kernel, inputs: Inputs) -> dict[str, Task]:
    filled = kernel.inputs(inputs)
    out = Outputs.empty(inputs.months, filled.columns)

    def both() -> None:
        kernel.project(filled, out)
        kernel.percentiles(out, inputs.columns - 1)

    return {name: lambda: kernel.project(filled, out), f"{name}, {WITH_BANDS}": both}


def _written(timing: Timing) -> dict[str, float]:
    return {"best_ms": timing.best * 1e3, "median_ms": timing.median * 1e3}


def _ratios(timings: Mapping[str, Timing]) -> dict[str, float]:
    """Return how many times longer the engine takes than each peer, like against like."""
    ratios = {f"{ENGINE} / {PLAIN}": timings[ENGINE].over(timings[PLAIN])}
    for name in KERNELS:
        if name in timings:
            ratios[f"{ENGINE} / {name}"] = timings[ENGINE].over(timings[name])
            peer = timings[f"{name}, {WITH_BANDS}"]
            ratios[f"{WITH_BANDS} / {name}"] = timings[WITH_BANDS].over(peer)
    return ratios


def plain_python(draws: int) -> Task:
    """Return a task that projects this many draws one number at a time, without percentiles."""
    chosen = scenario()
    data = resources.path(f"data/{chosen.data}")
    text = resources.path(f"presets/{PRESET}{files.SUFFIX}").read_text(encoding="utf-8")
    given = json.loads(text)
    history = reference_model.table(data, "history.csv")
    _, drawn = reference_model.assumption_values(given, data, draws)
    events = reference_model.events_of(given)

    def run() -> None:
        for a in drawn:
            start = reference_model.start_of(a, history, given["as_of"])
            reference_model.project_values(a, start, events, chosen.horizon_months)

    return run


def cold(repetitions: int) -> dict[str, float]:
    """Return what the first use of 1,024 draws costs beside a later one."""
    chosen = scenario()

    def fresh() -> None:
        for cached in (ensemble.stream, ensemble._column, ensemble._defaults, assumptions.registry):
            cached.cache_clear()
        ensemble.inputs_of(chosen)

    timings = interleaved({"cold": fresh, "warm": lambda: ensemble.inputs_of(chosen)}, repetitions)
    return {name: timing.median * 1e3 for name, timing in timings.items()}


def growth(plan: Plan) -> dict[str, list[dict[str, float]]]:
    """Return how the cost with percentiles grows, along one axis at a time."""

    def with_bands(chosen: Scenario) -> Task:
        return lambda: projection.project(chosen, bands=True)

    def together(count: int) -> Task:
        names = (files.preset_names() * count)[:count]
        parts = [ensemble.inputs_of(scenario(preset=name)) for name in names]
        return lambda: project_all(stacked(parts))

    return {
        axis: _followed(tasks, plan.growth_repetitions)
        for axis, tasks in {
            "draws": {n: with_bands(scenario(draws=n)) for n in plan.draws},
            "months": {n: with_bands(scenario(months=n)) for n in plan.months},
            "scenarios stacked, engine only": {n: together(n) for n in plan.scenarios},
        }.items()
    }


def _followed(tasks: Mapping[int, Task], repetitions: int) -> list[dict[str, float]]:
    timings = interleaved({str(size): task for size, task in tasks.items()}, repetitions)
    return [{"size": int(size), **_written(timing)} for size, timing in timings.items()]


def peak_memory(draws: int) -> float:
    """Return the peak memory of a fresh process that projects, with percentiles. [MB]"""
    command = [sys.executable, "-m", "benchmarks", "--peak-memory-of", str(draws)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def own_peak_memory(draws: int) -> float:
    """Project with percentiles, and return the peak memory of this process. [MB]"""
    import resource  # not on Windows

    projection.project(scenario(draws), bands=True)
    status = Path("/proc/self/status")
    if status.exists():
        # The system call's figure begins with that of the process that started this one.
        lines = dict(line.split(":") for line in status.read_text(encoding="ascii").splitlines())
        return float(lines["VmHWM"].split()[0]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def agreement(draws: int = 256) -> float:
    """Return the largest relative difference between the engine and the kernel, over all presets.

    Of every output in every month and draw, and of all percentiles.
    """
    return max(
        difference(projection.project(scenario(draws, preset=name), bands=True), kernel)
        for name in files.preset_names()
        for kernel in map(compiled.kernel, KERNELS.values())
    )


def difference(engine: Projection, kernel: compiled.Kernel) -> float:
    """Return the largest relative difference between a projection and the kernel's."""
    filled = kernel.inputs(engine.inputs)
    out = Outputs.empty(engine.inputs.months, filled.columns)
    kernel.project(filled, out)
    pairs = [
        (
            getattr(engine.outputs, field.name),
            getattr(out, field.name)[..., : engine.inputs.columns],
        )
        for field in fields(Outputs)
    ]
    bands = kernel.percentiles(out, engine.inputs.columns - 1)
    pairs += [(engine.bands(*key), found) for key, found in bands.items()]
    return max(_apart(ours, theirs) for ours, theirs in pairs)


def _apart(ours: Array, theirs: Array) -> float:
    size = np.maximum(np.maximum(np.abs(ours), np.abs(theirs)), 1e-300)
    return float(np.max(np.abs(ours - theirs) / size))
