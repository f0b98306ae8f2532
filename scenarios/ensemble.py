"""From a scenario to the engine's inputs: its draws, its events as paths, its place in the record.

The first column is the central case, every assumption at its median; the others are the draws.
Draws are a Latin hypercube with one random stream an assumption, named by seed and id: the same
seed gives every scenario the same draws, so a difference between scenarios is never noise.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np

from scenarios import record
from scenarios.assumptions import registry
from scenarios.correlation import reordered
from scenarios.engine import efficiency, supply
from scenarios.engine.inputs import WORKLOADS, Events, Inputs, Origin
from scenarios.engine.memory import Array
from scenarios.events import (
    EfficiencyShock,
    ExportRestriction,
    InvestmentProgramme,
    SupplyShock,
)
from scenarios.metalog import Belief
from scenarios.scenario import LEAST_YIELD, Scenario, Uncertainty

_RESTRICTED = ("china", "rest_of_world")


@lru_cache(maxsize=256)
def stream(name: str, seed: int, draws: int) -> Array:
    """Return the uniform draws of one assumption, shape (draw,), one in each stratum."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    values = rng.permutation(draws) + rng.random(draws)
    values /= draws
    values.setflags(write=False)
    return values


@lru_cache(maxsize=16)
def _correlated(data: str, uncertainty: Uncertainty) -> dict[str, Array]:
    """Return the re-ordered streams of the assumptions that are correlated."""
    chosen = {name for pair in uncertainty.correlations for name in pair[:2]}
    streams = {
        name: stream(name, uncertainty.seed, uncertainty.draws)
        for name in registry(data)
        if name in chosen
    }
    return reordered(streams, uncertainty.correlations)


@lru_cache(maxsize=1024)
def _column(name: str, belief: Belief, data: str, uncertainty: Uncertainty) -> Array:
    """Return the median and then the draws of an assumption, shape (1 + draw,)."""
    uniform = _correlated(data, uncertainty).get(name)
    if uniform is None:
        uniform = stream(name, uncertainty.seed, uncertainty.draws)
    values = np.concatenate(([belief.p50], belief.quantile(uniform)))
    values.setflags(write=False)
    return values


def inputs_of(scenario: Scenario, *, months: int = 0, draws: bool = True) -> Inputs:
    """Return the engine's inputs for one scenario.

    Parameters
    ----------
    months : to project; by default the scenario's horizon
    draws : whether to add the draws to the central case

    Returns
    -------
    with 1 + draws columns, the first the central case
    """
    months = months or scenario.horizon_months
    beliefs = {name: scenario.belief(name) for name in scenario.declared}
    assumptions = {
        name: _column(name, belief, scenario.data, scenario.uncertainty)
        if draws
        else np.array([belief.p50])
        for name, belief in beliefs.items()
    }
    # In draws the value must stay finite, as the central case is checked to be.
    assumptions["terminal_growth"] = np.minimum(
        assumptions["terminal_growth"], assumptions["discount_rate"] - LEAST_YIELD
    )
    return Inputs(months, assumptions, _origin(scenario), events_of(scenario, months))


def _origin(scenario: Scenario) -> Origin:
    known = record.history_until(scenario.data, scenario.as_of)
    last = known[-1]
    return Origin(
        shipments=np.array([[quarter.market_shipments] for quarter in known]),
        age=np.array([[(scenario.as_of - quarter.month) / 12] for quarter in known]),
        market=np.array([last.market_shipments]),
        vendor=np.array([last.vendor_shipments]),
        revenue=np.array([last.data_center_revenue]),
    )


def events_of(scenario: Scenario, months: int) -> Events:
    """Return a scenario's events as paths over ``months`` with a draw axis of length 1."""
    paths = Events(
        gain=np.zeros((months, len(WORKLOADS), 1)),
        level=np.empty((months + 1, len(_RESTRICTED), 1)),
        programme=np.zeros((months, 1)),
        capacity=np.ones((months, 1)),
    )
    paths.level[:, 0] = scenario.belief("export_restriction_level_china").p50
    paths.level[:, 1] = scenario.belief("export_restriction_level_row").p50
    # A later month wins, and in one month the later in the file: a stable sort keeps that order.
    for event in sorted(scenario.events, key=lambda event: event.month):
        start = event.month - scenario.as_of
        match event:
            case EfficiencyShock():
                gain = efficiency.shock(
                    months, start, np.array([event.multiplier]), np.array([event.diffusion_months])
                )
                for workload in range(len(WORKLOADS)):
                    share = (event.training_share, event.inference_share)[workload]
                    paths.gain[:, workload] += share * gain
            case ExportRestriction():
                paths.level[start:, _RESTRICTED.index(event.region)] = event.level
            case InvestmentProgramme():
                spent = event.end_month - event.month + 1
                monthly = event.amount_usd_bn * 1e9 / spent
                useful = event.accelerator_share * event.additionality
                paths.programme[start - 1 : start - 1 + spent] += monthly * useful
            case SupplyShock():
                paths.capacity[:] *= supply.outage(
                    months,
                    start,
                    np.array([event.duration_months]),
                    np.array([event.capacity_loss]),
                )
    return paths
