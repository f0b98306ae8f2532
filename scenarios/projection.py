"""What a scenario projects: every output with its axes, its unit and its uncertainty.

The catalogue below is the only list of outputs; tables, charts and the command line read it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from scenarios import ranks, record
from scenarios.engine.blocks import project_into
from scenarios.engine.inputs import REGIONS, Inputs
from scenarios.engine.memory import Array, padded
from scenarios.engine.outputs import ROWS, Outputs
from scenarios.engine.value import cumulative, equity_value
from scenarios.ensemble import inputs_of
from scenarios.months import Month
from scenarios.ranks import Key, Ranking
from scenarios.scenario import Scenario

WORLD = "world"
Progress = Callable[[int, int], None]
PERCENTILES, percentiles = ranks.PERCENTILES, ranks.percentiles
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
        band: Array = self.bands(variable, region)[PERCENTILES.index(int(name[1:]) / 100)]
        return band

    def columns(self, variable: str, region: str = WORLD) -> Array:
        """Return the central case and then the draws, shape (month, 1 + draw).

        ``KeyError`` for an effect when there is no baseline.
        """
        key = (variable, region)
        if key not in self._read:
            place = None if region == WORLD else REGIONS.index(region)
            if variable in _EFFECTS and self.baseline is not None:
                self._read[key] = _EFFECTS[variable](self, place)
            else:
                self._read[key] = _READERS[variable](self.outputs, place)
        return self._read[key]

    def available(self) -> list[tuple[Variable, str]]:
        """Return every (variable, region) that this projection has, in the catalogue's order."""
        return [
            (variable, region)
            for variable in VARIABLES.values()
            if variable.id in _READERS or self.baseline is not None
            for region in (WORLD, *variable.regions)
        ]

    def _fill(self, out: Outputs, *, bands: bool, progress: Progress) -> None:
        """Write ``out``, which `outputs` is a view of, and prepare the bands if wanted."""
        if not bands:
            project_into(out, self.inputs, progress=progress)
            return
        keys = self._with_bands()
        ranking = self._ranking(keys)
        project_into(out, self.inputs, progress=progress, finished=ranking.sort_until)
        self._take(ranking, keys)

    def prepare(self, wanted: Iterable[Key] | None = None) -> None:
        """Work out bands on every core: those of (variable, region) pairs, or all there are."""
        keys = list(wanted or self._with_bands())
        self._take(self._ranking(keys), keys)

    def _take(self, ranking: Ranking, keys: Iterable[Key]) -> None:
        self._bands.update(ranking.finish())
        for key in keys:
            self.bands(*key)

    def _with_bands(self) -> list[Key]:
        return [(v.id, region) for v, region in self.available() if v.has_bands]

    def _ranking(self, keys: Iterable[Key]) -> Ranking:
        """Return the bands of quantities in the making, scalars aside."""
        by_month = [key for key in keys if not VARIABLES[key[0]].scalar]
        # The engine's own rows stand side by side and need no gathering.
        places = sorted(map(ROWS.index, set(by_month) & set(ROWS))) if self.outputs.whole else []
        others = [key for key in by_month if key not in {ROWS[place] for place in places}]

        def read(months: slice) -> Array:
            rows = self.outputs.rows[months]
            if len(places) < len(ROWS):
                rows = rows[:, places]
            if not others:
                return rows[..., 1:]
            part = self._during(months)
            found = [part.draws(*key)[:, None] for key in others]
            return np.concatenate((rows[..., 1:], *found), axis=1)

        ordered = [*(ROWS[place] for place in places), *others]
        return Ranking(read, ordered, len(self.months), self.inputs.columns - 1)

    def _during(self, months: slice) -> Projection:
        """Return a view of some months, by index; scalars have no meaning in it."""
        baseline = self.baseline and self.baseline._during(months)
        return replace(self, outputs=self.outputs.during(months), baseline=baseline)

    def against(self, baseline: Projection) -> Projection:
        """Return this projection with its effect measured against another one.

        Both must have the same as-of month, horizon, draws and seed.
        """
        return replace(self, baseline=baseline)

    @cached_property
    def peak_demand(self) -> Array:
        """The highest compute demand of the horizon, shape (1 + draw,). [H100e]"""
        peak: Array = self.columns("compute_demand").max(axis=0)
        return peak

    @cached_property
    def _read(self) -> dict[tuple[str, str], Array]:
        return {}

    @cached_property
    def _bands(self) -> dict[tuple[str, str], Array]:
        return {}


def project(
    scenario: Scenario,
    *,
    keep: Collection[str] = (),
    draws: bool = True,
    bands: bool = False,
    progress: Progress = lambda *_: None,
) -> Projection:
    """Return the projection of a scenario, without its effect.

    Parameters
    ----------
    keep : the engine's outputs to keep, all by default
    draws : whether to project the draws besides the central case
    bands : whether to prepare all bands, which takes less time during the projection than after
    progress : is told how much is done, of how much
    """
    out, projection = _blank(scenario, keep=keep, draws=draws)
    projection._fill(out, bands=bands, progress=progress)
    return projection


def project_effect(
    scenario: Scenario,
    baseline: Scenario,
    *,
    bands: bool = False,
    progress: Progress = lambda *_: None,
) -> Projection:
    """Return the projection of a scenario with its effect against ``baseline``.

    The baseline is projected over the scenario's horizon with the scenario's draws, so that a
    difference is never noise. ``bands`` and ``progress`` are those of `project`. Raises
    ``ValueError`` when the as-of months differ.
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
    out, projection = _blank(scenario)
    projection = projection.against(reference)
    projection._fill(
        out, bands=bands, progress=lambda done, total: progress(total + done, 2 * total)
    )
    return projection


def _blank(
    scenario: Scenario, *, keep: Collection[str] = (), draws: bool = True
) -> tuple[Outputs, Projection]:
    """Return outputs still to be written, and a projection that views them."""
    inputs = inputs_of(scenario, draws=draws)
    out = Outputs.empty(inputs.months, padded(inputs.columns), keep)
    return out, Projection(scenario, inputs, out.part(slice(0, inputs.columns)))


def paired(baseline: Scenario, scenario: Scenario) -> Scenario:
    """Return ``baseline`` with the horizon and the draws of ``scenario``.

    Events beyond the horizon are left out: they do not act within it.
    """
    end = scenario.as_of + scenario.horizon_months
    changes = {
        "horizon_months": scenario.horizon_months,
        "uncertainty": scenario.uncertainty,
        "events": tuple(event for event in baseline.events if event.month <= end),
    }
    if all(getattr(baseline, name) == value for name, value in changes.items()):
        return baseline
    return baseline.replace(**changes)


_Reader = Callable[[Outputs, int | None], Array]


def _plain(name: str) -> _Reader:
    return lambda outputs, _: getattr(outputs, name)


def _by_region(name: str) -> _Reader:
    def read(outputs: Outputs, region: int | None) -> Array:
        values: Array = getattr(outputs, name)
        if region is not None:
            return values[:, region]
        if outputs.whole:
            return outputs.world(name)
        return values[:, 0] + values[:, 1] + values[:, 2]

    return read


def _wanted(outputs: Outputs, _: int | None) -> Array:
    if outputs.whole:
        return outputs.world("compute_demand")
    return outputs.compute_demand[:, 0] + outputs.compute_demand[:, 1]


def binding_codes(outputs: Outputs) -> npt.NDArray[np.int8]:
    """Return what binds as indices of `CONSTRAINTS`, shape (month, 1 + draw)."""
    chips, power = outputs.supply_limit_chips, outputs.supply_limit_power
    codes = (chips > power).view(np.int8)
    codes += 1
    codes *= (outputs.shipments >= chips) | (outputs.shipments >= power)
    return codes


_READERS: Mapping[str, _Reader] = {
    "compute_demand": _wanted,
    "compute_demand_training": lambda o, _: o.compute_demand[:, 0],
    "compute_demand_inference": lambda o, _: o.compute_demand[:, 1],
    "installed_base": _by_region("installed_base"),
    "revenue": _by_region("revenue"),
    "binding_constraint": lambda o, _: binding_codes(o).astype(np.float64),
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
    place = WORLD if region is None else REGIONS[region]
    return projection.columns("revenue", place) - projection.baseline.columns("revenue", place)


def _cumulative(projection: Projection, _: int | None) -> Array:
    return cumulative(projection.columns("revenue_effect"))[None]


def _equity_value(projection: Projection, _: int | None) -> Array:
    a = projection.inputs.assumptions
    return equity_value(
        projection.columns("revenue_effect"),
        a["free_cash_flow_margin"],
        a["discount_rate"],
        a["terminal_growth"],
    )[None]


def _equity_share(projection: Projection, _: int | None) -> Array:
    scenario = projection.scenario
    value = record.history_until(scenario.data, scenario.as_of)[-1].market_cap
    if value is None:
        raise KeyError(f"the record has no market value for {scenario.as_of}")
    return projection.columns("equity_value_effect") / value


_EFFECTS: Mapping[str, Callable[[Projection, int | None], Array]] = {
    "revenue_effect": _revenue_effect,
    "revenue_effect_cumulative": _cumulative,
    "equity_value_effect": _equity_value,
    "equity_value_effect_share": _equity_share,
}
