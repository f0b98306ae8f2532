"""How long the explanations take, beside the engine alone on as many columns.

Each is given in processor time: it is asked for while a hand waits, on a machine that other work
may share.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from benchmarks.timing import Task, Timing, interleaved
from scenarios import files
from scenarios.engine.blocks import project_all
from scenarios.explain.attribution import attribute, items_of
from scenarios.explain.frontier import REBOUND, frontier, usual_levers
from scenarios.explain.solve import least_surprising, solve
from scenarios.explain.variants import Against, lever, variant_inputs

PRESET = "r1-shock"
ENGINE = "engine alone, 4,096 columns"
#: Beliefs that differ from the preset's, which with its event make twelve items.
BELIEFS: Mapping[str, float] = {
    "training_rebound": 0.5,
    "inference_demand_growth": 6.0,
    "hardware_life_years": 4.5,
    "supply_growth": 3.2,
    "lead_time_years": 0.6,
    "inference_rebound": 0.8,
    "leakage_china": 0.2,
    "price_performance_growth": 1.4,
    "vendor_share_long_run": 0.6,
    "power_additions_growth": 1.5,
    "growth_fade_years": 3.5,
}
#: Moved together as little as may be.
TOGETHER = (*REBOUND.split("+"), "inference_demand_growth", "supply_growth")
_SHARE, _MARKET = "equity_value_effect_share", -0.169


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Return the processor time of each explanation, and of each over the engine alone. [ms]"""
    found = interleaved(tasks(), 5 if quick else 15, clock=time.process_time)
    return {
        "timings": {name: _written(timing) for name, timing in found.items()},
        "over_engine": {
            name: timing.over(found[ENGINE]) for name, timing in found.items() if name != ENGINE
        },
    }


def _written(timing: Timing) -> dict[str, float]:
    return {"best_ms": timing.best * 1e3, "median_ms": timing.median * 1e3}


def tasks() -> dict[str, Task]:
    """Return what is measured by name: the engine alone, then the explanations."""
    first = files.preset(PRESET)
    scenario, across, up = usual_levers(first)
    second = first.replace(name="Other beliefs", assumptions=BELIEFS, events=())
    single = items_of(first, second, single=True)
    against = Against.named(scenario, "no-events")
    together = [lever(scenario, name) for name in TOGETHER]
    inputs = variant_inputs(scenario, {across: across.grid(4096), up: up.grid(4096)})
    mapped = frontier(scenario, across, up, _SHARE, against)
    return {
        ENGINE: lambda: project_all(inputs, keep=("revenue",)),
        f"attribution, {len(single)} items": lambda: attribute(first, second, items=single),
        "attribution, groups": lambda: attribute(first, second),
        "frontier, 64 x 64": lambda: frontier(scenario, across, up, _SHARE, against),
        "its lines of equal value": lambda: mapped.contour(_MARKET),
        "solve, one assumption": lambda: solve(
            scenario, lever(scenario, "training_rebound"), _SHARE, -0.1, against
        ),
        "solve, both rebounds": lambda: solve(scenario, up, _SHARE, _MARKET, against),
        f"least surprising, {len(together)} together": lambda: least_surprising(
            scenario, together, _SHARE, _MARKET, against
        ),
    }
