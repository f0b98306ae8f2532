"""Scenarios side by side: outcomes, paired differences, and the beliefs and events that differ.

The same seed gives every scenario the same draws, so differences are taken draw by draw: their
spread is that of the difference, never of the noise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios import record
from scenarios.engine.memory import Array
from scenarios.events import Event
from scenarios.months import Month
from scenarios.projection import CONSTRAINTS, VARIABLES, Projection, percentiles
from scenarios.scenario import Scenario

#: What the model is exact to: a smaller relative difference is rounding, and counts as none.
EXACT = 1e-9


@dataclass(frozen=True)
class Outcome:
    """One figure of a projection.

    Attributes
    ----------
    id, label, unit : its names and unit, one of `units.UNITS`
    values : the central case and then the draws, shape (1 + draw,)
    """

    id: str
    label: str
    unit: str
    values: Array

    @property
    def central(self) -> float:
        """The central case."""
        return float(self.values[0])

    def bands(self) -> Array:
        """Return `projection.PERCENTILES` over the draws, shape (percentile,)."""
        return percentiles(self.values[1:])


@dataclass(frozen=True)
class Difference:
    """How far one scenario's outcome lies from the reference's.

    Attributes
    ----------
    central : of the central cases
    bands : `projection.PERCENTILES` of the paired differences, shape (percentile,)
    probability : share of draws in which the outcome exceeds the reference's; ties count half
    """

    central: float
    bands: Array
    probability: float


def outcomes(projection: Projection) -> tuple[Outcome, ...]:
    """Return the headline figures of a projection, its effect included when it has a baseline."""
    return tuple(
        outcome(projection, name)
        for name in outcome_ids(projection.scenario)
        if name not in EFFECTS or projection.baseline is not None
    )


#: Outcomes that are measured against a baseline.
EFFECTS = tuple(variable.id for variable in VARIABLES.values() if variable.scalar)
_REVENUE = "revenue_fy"


def outcome_ids(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of the outcomes that a projection of ``scenario`` has, in order."""
    years = (f"{_REVENUE}{year}" for year in fiscal_years(scenario))
    return "peak_compute_demand", "installed_base_end", *years, *EFFECTS


def outcome(projection: Projection, name: str) -> Outcome:
    """Return one outcome by its id; ``KeyError`` for one that the projection does not have."""
    if name not in outcome_ids(projection.scenario):
        raise KeyError(name)
    if name == "peak_compute_demand":
        return Outcome(name, "Peak compute demand", "H100e", projection.peak_demand)
    if name == "installed_base_end":
        installed = projection.columns("installed_base")[-1]
        return Outcome(name, "Installed base at the horizon", "H100e", installed)
    if name in EFFECTS:
        variable = VARIABLES[name]
        return Outcome(name, variable.label, variable.unit, projection.columns(name)[0])
    year = int(name.removeprefix(_REVENUE))
    revenue = fiscal_year_revenue(projection, year)
    return Outcome(name, f"Data-centre revenue FY{year}", "USD bn", revenue)


def fiscal_years(scenario: Scenario) -> tuple[int, ...]:
    """Return the fiscal years that end within the horizon."""
    last = scenario.as_of + scenario.horizon_months
    return tuple(range((scenario.as_of + 1).fiscal_year, (last + 1).fiscal_year))


def january(year: int) -> Month:
    """Return the month in which fiscal ``year`` ends."""
    return Month(year * 12)


def fiscal_year_revenue(projection: Projection, year: int) -> Array:
    """Return data-centre revenue of a fiscal year, shape (1 + draw,). [USD bn]

    Quarters up to the as-of month are those of the record, the rest is projected.
    """
    scenario = projection.scenario
    first, last = (max(january(y) - scenario.as_of, 0) for y in (year - 1, year))
    recorded = _recorded_revenue(scenario.data, scenario.as_of, year)
    projected: Array = projection.columns("revenue")[first:last].sum(axis=0) / 12
    return projected + recorded


@lru_cache
def _recorded_revenue(data: str, as_of: Month, year: int) -> float:
    return sum(
        quarter.data_center_revenue
        for quarter in record.history_until(data, as_of)
        if quarter.month.fiscal_year == year
    )


def difference(outcome: Outcome, reference: Outcome) -> Difference:
    """Return how far an outcome lies from the reference's, draw by draw.

    Both must be of projections with the same draws and seed.
    """
    found = gap(outcome.values, reference.values)
    draws = found[1:]
    more, ties = (np.count_nonzero(f) / draws.size for f in (draws > 0, draws == 0))
    return Difference(float(found[0]), percentiles(draws), float(more + ties / 2))


def gap(values: Array, reference: Array) -> Array:
    """Return by how much values exceed the reference's, column by column, without rounding.

    Both of shape (1 + draw,), of projections with the same draws and seed.
    """
    found: Array = values - reference
    size = np.maximum(np.abs(values), np.abs(reference))
    np.copyto(found, 0.0, where=np.abs(found) <= EXACT * size)
    return found


def labels(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Return a name for each scenario that no other has: of two ``A``, the second is ``A (2)``."""
    found: list[str] = []
    for scenario in scenarios:
        name, count = scenario.name, 1
        while name in found:
            count += 1
            name = f"{scenario.name} ({count})"
        found.append(name)
    return tuple(found)


def pairable(scenario: Scenario, reference: Scenario) -> bool:
    """Whether two scenarios have the same draws, so that differences can be paired."""
    return scenario.uncertainty == reference.uncertainty


@dataclass(frozen=True)
class Binding:
    """A stretch of months in which the same constraint binds, both ends included."""

    constraint: str
    first: Month
    last: Month


def bindings(projection: Projection) -> tuple[Binding, ...]:
    """Return what binds when in the central case, in order of time."""
    return stretches(projection.months, projection.central("binding_constraint"))


def stretches(months: Sequence[Month], codes: npt.NDArray[Any]) -> tuple[Binding, ...]:
    """Return what binds when, in order of time, from indices of `CONSTRAINTS`, shape (month,)."""
    binds = codes.tolist()
    changes = (i for i, (code, after) in enumerate(pairwise(binds), 1) if code != after)
    return tuple(
        Binding(CONSTRAINTS[int(binds[first])], months[first], months[end - 1])
        for first, end in pairwise((0, *changes, len(binds)))
    )


@dataclass(frozen=True)
class Differing:
    """What differs between scenarios.

    Attributes
    ----------
    assumptions : ids of those that are believed differently, in the order of the declarations
    events : events that not every scenario has, in order of time
    """

    assumptions: tuple[str, ...]
    events: tuple[Event, ...]


def differing(scenarios: Sequence[Scenario]) -> Differing:
    """Return the assumptions and events in which scenarios differ.

    An event that one scenario holds more often than another differs too.
    """
    first = scenarios[0]
    assumptions = tuple(
        name
        for name in first.declared
        if any(other.belief(name) != first.belief(name) for other in scenarios[1:])
    )
    held = [Counter(scenario.events) for scenario in scenarios]
    events = {
        event
        for scenario in scenarios
        for event in scenario.events
        if len({counts[event] for counts in held}) > 1
    }
    return Differing(assumptions, tuple(sorted(events, key=lambda e: (e.month, repr(e)))))
