"""From a scenario to the engine's inputs: its draws, its events as paths, its place in the record.

The first column is the central case, every assumption at its median; the others are the draws.
Draws are a Latin hypercube with one random stream an assumption, named by seed and id: the same
seed gives every scenario the same draws, so a difference between scenarios is never noise.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scenarios import record
from scenarios.assumptions import registry
from scenarios.correlation import reordered
from scenarios.engine import efficiency, supply
from scenarios.engine.inputs import WORKLOADS, Events, Inputs, Origin
from scenarios.engine.memory import Array
from scenarios.events import (
    EfficiencyShock,
    Event,
    ExportRestriction,
    InvestmentProgramme,
    SupplyShock,
)
from scenarios.metalog import Belief
from scenarios.months import Month
from scenarios.scenario import LEAST_YIELD, Scenario, Uncertainty

_RESTRICTED = ("china", "rest_of_world")
#: The assumptions that say which restriction level each of these is under at the as-of month.
LEVELS = ("export_restriction_level_china", "export_restriction_level_row")
#: The field of each kind of event that says how large it is.
SIZES = {
    "efficiency_shock": "multiplier",
    "export_restriction": "level",
    "investment_programme": "amount_usd_bn",
    "supply_shock": "capacity_loss",
}


@lru_cache(maxsize=64)
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


@lru_cache(maxsize=256)
def _column(name: str, belief: Belief, data: str, uncertainty: Uncertainty) -> Array:
    """Return the median and then the draws of an assumption, shape (1 + draw,)."""
    uniform = _correlated(data, uncertainty).get(name)
    if uniform is None:
        uniform = stream(name, uncertainty.seed, uncertainty.draws)
    values = np.concatenate(([belief.p50], belief.quantile(uniform)))
    values.setflags(write=False)
    return values


@lru_cache(maxsize=4)
def _defaults(data: str, as_of: Month, uncertainty: Uncertainty) -> Mapping[str, Array]:
    """Return the column of every assumption as it is where nobody sets it."""
    vintage = record.vintage(data, as_of)
    return {
        name: _column(name, assumption.belief(None, vintage.get(name)), data, uncertainty)
        for name, assumption in registry(data).items()
    }


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
    if draws:
        assumptions = {**_defaults(scenario.data, scenario.as_of, scenario.uncertainty)}
        for name in scenario.assumptions:
            belief = scenario.belief(name)
            assumptions[name] = _column(name, belief, scenario.data, scenario.uncertainty)
    else:
        assumptions = {name: np.array([scenario.belief(name).p50]) for name in scenario.declared}
    # In draws the value must stay finite, as the central case is checked to be.
    assumptions["terminal_growth"] = np.minimum(
        assumptions["terminal_growth"], assumptions["discount_rate"] - LEAST_YIELD
    )
    levels = [np.array([scenario.belief(name).p50]) for name in LEVELS]
    events = paths([*map(Placed.everywhere, scenario.events)], scenario.as_of, months, levels)
    return Inputs(months, assumptions, origin_of(scenario), events)


def origin_of(scenario: Scenario) -> Origin:
    """Return the record at a scenario's as-of month, with a draw axis of length 1."""
    known = record.history_until(scenario.data, scenario.as_of)
    last = known[-1]
    return Origin(
        shipments=np.array([[quarter.market_shipments] for quarter in known]),
        age=np.array([[(scenario.as_of - quarter.month) / 12] for quarter in known]),
        market=np.array([last.market_shipments]),
        vendor=np.array([last.vendor_shipments]),
        revenue=np.array([last.data_center_revenue]),
    )


@dataclass(frozen=True)
class Placed:
    """An event as it stands in every column.

    Attributes
    ----------
    event : what and when
    size : its size (`SIZES` names the field), shape (draw,) or (1,)
    present : whether it happens at all, shape (draw,) or (1,)
    """

    event: Event
    size: Array
    present: npt.NDArray[np.bool_]

    @classmethod
    def everywhere(cls, event: Event) -> Placed:
        """Return the event as it is, in every column."""
        size = getattr(event, SIZES[event.type])
        return cls(event, np.array([size]), np.array([True]))


def paths(placed: Sequence[Placed], as_of: Month, months: int, levels: Sequence[Array]) -> Events:
    """Return events as paths over ``months``, as the engine takes them.

    ``levels`` are the restriction levels at the as-of month of China and of the rest of the
    world, shape (draw,) or (1,). The draw axis of each path is as long as the longest given for it,
    or 1.
    """

    def columns(kind: str) -> int:
        own = [one for one in placed if one.event.type == kind]
        return max((len(array) for one in own for array in (one.size, one.present)), default=1)

    restricted = max(columns("export_restriction"), *map(len, levels))
    made = Events(
        gain=np.zeros((months, len(WORKLOADS), columns("efficiency_shock"))),
        level=np.empty((months + 1, len(_RESTRICTED), restricted)),
        programme=np.zeros((months, columns("investment_programme"))),
        capacity=np.ones((months, columns("supply_shock"))),
        demand=np.ones((months, 1)),
    )
    for region, level in enumerate(levels):
        made.level[:, region] = level
    # A later month wins, and in one month the later in the file: a stable sort keeps that order.
    for one in sorted(placed, key=lambda one: one.event.month):
        _place(one, one.event.month - as_of, made)
    return made


def _place(one: Placed, start: int, made: Events) -> None:
    """Add one event, acting from step ``start``, to the paths."""
    event, months = one.event, len(made.capacity)
    match event:
        case EfficiencyShock():
            gain = efficiency.shock(months, start, one.size, np.array([event.diffusion_months]))
            for workload, share in enumerate((event.training_share, event.inference_share)):
                made.gain[:, workload] += share * gain * one.present
        case ExportRestriction():
            level = made.level[start:, _RESTRICTED.index(event.region)]
            level[:] = np.where(one.present, one.size, level)
        case InvestmentProgramme():
            spent = event.end_month - event.month + 1
            useful = event.accelerator_share * event.additionality
            monthly = one.size * one.present * 1e9 / spent * useful
            made.programme[start - 1 : start - 1 + spent] += monthly
        case SupplyShock():
            duration = np.array([event.duration_months])
            left = supply.outage(months, start, duration, one.size)
            made.capacity[:] *= np.where(one.present, left, 1.0)
