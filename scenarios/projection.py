"""What a scenario projects: every output with its axes, its unit and its uncertainty.

The catalogue below is the only list of outputs; tables, charts and the command line read it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from scenarios import record
from scenarios.engine.blocks import cores, project_all
from scenarios.engine.inputs import REGIONS, Inputs
from scenarios.engine.memory import Array
from scenarios.engine.outputs import Outputs
from scenarios.engine.value import cumulative, equity_value
from scenarios.ensemble import inputs_of
from scenarios.months import Month
from scenarios.scenario import Scenario

WORLD = "world"
Progress = Callable[[int, int], None]
PERCENTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
#: Statistics of an output, in the order in which they stand in tables.
STATISTICS = ("central", "mean", "p05", "p25", "p50", "p75", "p95")
CONSTRAINTS = ("demand", "chips", "power")


@dataclass(frozen=True, slots=True)
class Variable:
    """An output.

    Attributes
    ----------
    id, label, unit : its names and unit, one of `units.UNITS`
    regions : the regions it is also given for
    stock : whether it is read at the end of a month; otherwise it is a flow during it
    scalar : whether it is one number for the whole projection
    """

    id: str
    label: str
    unit: str
    regions: tuple[str, ...] = ()
    stock: bool = False
    scalar: bool = False

    @property
    def has_bands(self) -> bool:
        """Whether statistics other than the central one have a meaning."""
        return self.id != "binding_constraint"


VARIABLES: Mapping[str, Variable] = MappingProxyType(
    {
        variable.id: variable
        for variable in (
            Variable("compute_demand", "Compute demand", "H100e", stock=True),
            Variable("compute_demand_training", "Compute demand, training", "H100e", stock=True),
            Variable("compute_demand_inference", "Compute demand, inference", "H100e", stock=True),
            Variable("installed_base", "Installed base", "H100e", REGIONS, stock=True),
            Variable("backlog", "Backlog", "H100e", stock=True),
            Variable("orders", "Orders", "H100e/yr"),
            Variable("shipments", "Shipments", "H100e/yr"),
            Variable("supply_limit_chips", "Supply limit, chips", "H100e/yr"),
            Variable("supply_limit_power", "Supply limit, power", "H100e/yr"),
            Variable("power_additions", "New power drawn", "GW/yr"),
            Variable("price_per_h100e", "Price per H100e", "USD"),
            Variable("accelerator_spend", "Accelerator spend", "USD bn/yr"),
            Variable("revenue", "Data-centre revenue", "USD bn/yr", REGIONS),
            Variable("revenue_effect", "Revenue effect", "USD bn/yr", REGIONS),
            Variable("binding_constraint", "Binding constraint", "1"),
            Variable("revenue_effect_cumulative", "Revenue effect, sum", "USD bn", scalar=True),
            Variable("equity_value_effect", "Equity-value effect", "USD bn", scalar=True),
            Variable(
                "equity_value_effect_share", "Equity-value effect, share", "fraction", scalar=True
            ),
        )
    }
)


@dataclass(frozen=True)
class Projection:
    """The projection of one scenario: its central case, its draws and its effect.

    Values are read as ``central(id)`` of shape (month,) and ``draws(id)`` of shape (month, draw),
    for the world or for a region; a scalar has one month. They are shared: do not change them.

    Attributes
    ----------
    scenario, inputs : what was projected, and what the engine was given
    outputs : what the engine gave, the central case in column 0
    baseline : the projection that effects are measured against, or None
    """

    scenario: Scenario
    inputs: Inputs
    outputs: Outputs
    baseline: Projection | None = None

    @property
    def months(self) -> tuple[Month, ...]:
        """The months projected."""
        return self.scenario.months

    def central(self, variable: str, region: str = WORLD) -> Array:
        """Return the central projection, shape (month,), in the variable's unit."""
        return self.columns(variable, region)[:, 0]

    def draws(self, variable: str, region: str = WORLD) -> Array:
        """Return the draws, shape (month, draw), in the variable's unit."""
        return self.columns(variable, region)[:, 1:]

    def bands(self, variable: str, region: str = WORLD) -> Array:
        """Return `PERCENTILES` over the draws, shape (percentile, month)."""
        key = (variable, region)
        if key not in self._bands:
            self._bands[key] = percentiles(self.draws(variable, region))
        return self._bands[key]

    def statistic(self, name: str, variable: str, region: str = WORLD) -> Array:
        """Return one of `STATISTICS`, shape (month,)."""
        if name == "central":
            return self.central(variable, region)
        if name == "mean":
            mean: Array = self.draws(variable, region).mean(axis=-1)
            return mean
        return self.bands(variable, region)[PERCENTILES.index(int(name[1:]) / 100)]

    def columns(self, variable: str, region: str = WORLD) -> Array:
        """Return the central case and then the draws, shape (month, 1 + draw).

        ``KeyError`` for an effect when there is no baseline.
        """
        place = None if region == WORLD else REGIONS.index(region)
        if variable in _EFFECTS and self.baseline is not None:
            return _EFFECTS[variable](self, place)
        return _READERS[variable](self.outputs, place)

    def available(self) -> list[tuple[Variable, str]]:
        """Return every (variable, region) that this projection has, in the catalogue's order."""
        return [
            (variable, region)
            for variable in VARIABLES.values()
            if variable.id in _READERS or self.baseline is not None
            for region in (WORLD, *variable.regions)
        ]

    def prepare(self, wanted: Iterable[tuple[str, str]] | None = None) -> None:
        """Work out bands on every core: those of (variable, region) pairs, or all there are."""
        keys = wanted or [(v.id, region) for v, region in self.available() if v.has_bands]
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(lambda key: self.bands(*key), keys))

    def against(self, baseline: Projection) -> Projection:
        """Return this projection with its effect measured against another one.

        Both must have the same as-of month, horizon, draws and seed.
        """
        return replace(self, baseline=baseline)

    @cached_property
    def _bands(self) -> dict[tuple[str, str], Array]:
        return {}


def project(
    scenario: Scenario,
    *,
    keep: Collection[str] = (),
    draws: bool = True,
    progress: Progress = lambda done, total: None,
) -> Projection:
    """Return the projection of a scenario, without its effect.

    ``keep`` names the engine's outputs to keep, all by default; ``draws`` says whether to
    project the draws besides the central case; ``progress`` is told how much is done, of how much.
    """
    inputs = inputs_of(scenario, draws=draws)
    return Projection(scenario, inputs, project_all(inputs, keep=keep, progress=progress))


def project_effect(
    scenario: Scenario, baseline: Scenario, *, progress: Progress = lambda done, total: None
) -> Projection:
    """Return the projection of a scenario with its effect against ``baseline``.

    The baseline is projected over the scenario's horizon with the scenario's draws, so that a
    difference is never noise. Raises ``ValueError`` when the as-of months differ.
    """
    if baseline.as_of != scenario.as_of:
        raise ValueError(
            f"an effect needs one as-of month; {scenario.name} starts from {scenario.as_of}, "
            f"{baseline.name} from {baseline.as_of}."
        )
    reference = project(
        paired(baseline, scenario),
        keep=("revenue",),
        progress=lambda done, total: progress(done, 2 * total),
    )
    projection = project(scenario, progress=lambda done, total: progress(total + done, 2 * total))
    return projection.against(reference)


def paired(baseline: Scenario, scenario: Scenario) -> Scenario:
    """Return ``baseline`` with the horizon and the draws of ``scenario``.

    Events beyond the horizon are left out: they do not act within it.
    """
    end = scenario.as_of + scenario.horizon_months
    return baseline.replace(
        horizon_months=scenario.horizon_months,
        uncertainty=scenario.uncertainty,
        events=tuple(event for event in baseline.events if event.month <= end),
    )


def percentiles(draws: Array) -> Array:
    """Return `PERCENTILES` along the last axis, shape (percentile, ...).

    Linear interpolation between order statistics; sorting costs a sixth of a quantile routine.
    """
    ordered = np.sort(draws, axis=-1)
    place = np.array(PERCENTILES) * (ordered.shape[-1] - 1)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, ordered.shape[-1] - 1)
    low = np.moveaxis(ordered[..., below], -1, 0)
    high = np.moveaxis(ordered[..., above], -1, 0)
    part = (place - below).reshape(-1, *[1] * (draws.ndim - 1))
    return low + (high - low) * part


_Reader = Callable[[Outputs, int | None], Array]


def _plain(name: str) -> _Reader:
    return lambda outputs, region: getattr(outputs, name)


def _by_region(name: str) -> _Reader:
    def read(outputs: Outputs, region: int | None) -> Array:
        values: Array = getattr(outputs, name)
        if region is not None:
            return values[:, region]
        return values[:, 0] + values[:, 1] + values[:, 2]

    return read


def _binding(outputs: Outputs, region: int | None) -> Array:
    chips, power = outputs.supply_limit_chips, outputs.supply_limit_power
    # Shipments at the limit are worked out as a share of the backlog, a rounding error away.
    limited = outputs.shipments >= np.minimum(chips, power) * (1 - 1e-12)
    return np.where(limited, np.where(chips <= power, 1.0, 2.0), 0.0)


_READERS: Mapping[str, _Reader] = {
    "compute_demand": lambda o, region: o.compute_demand[:, 0] + o.compute_demand[:, 1],
    "compute_demand_training": lambda o, region: o.compute_demand[:, 0],
    "compute_demand_inference": lambda o, region: o.compute_demand[:, 1],
    "installed_base": _by_region("installed_base"),
    "revenue": _by_region("revenue"),
    "binding_constraint": _binding,
    **{
        name: _plain(name)
        for name in (
            "backlog",
            "orders",
            "shipments",
            "supply_limit_chips",
            "supply_limit_power",
            "power_additions",
            "price_per_h100e",
            "accelerator_spend",
        )
    },
}


def _revenue_effect(projection: Projection, region: int | None) -> Array:
    assert projection.baseline is not None
    read = _READERS["revenue"]
    return read(projection.outputs, region) - read(projection.baseline.outputs, region)


def _cumulative(projection: Projection, region: int | None) -> Array:
    return cumulative(_revenue_effect(projection, None))[None]


def _equity_value(projection: Projection, region: int | None) -> Array:
    a = projection.inputs.assumptions
    return equity_value(
        _revenue_effect(projection, None),
        a["free_cash_flow_margin"],
        a["discount_rate"],
        a["terminal_growth"],
    )[None]


def _equity_share(projection: Projection, region: int | None) -> Array:
    scenario = projection.scenario
    value = record.history_until(scenario.data, scenario.as_of)[-1].market_cap
    if value is None:
        raise KeyError(f"the record has no market value for {scenario.as_of}")
    return _equity_value(projection, None) / value


_EFFECTS: Mapping[str, Callable[[Projection, int | None], Array]] = {
    "revenue_effect": _revenue_effect,
    "revenue_effect_cumulative": _cumulative,
    "equity_value_effect": _equity_value,
    "equity_value_effect_share": _equity_share,
}
