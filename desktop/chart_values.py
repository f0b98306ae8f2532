"""Projections and the record at the grain of a chart: months gathered into whole fiscal spans.

Draws are gathered first and percentiles taken afterwards, so that a band is that of the quarter or
the year and not of its months. A span is dated by its last month; one that is not whole is left
out. Flows are the mean over the span, as a rate a year; stocks are those at its end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from desktop.charts.data import Array, Grain
from scenarios import record
from scenarios.engine.growth import DT
from scenarios.months import Month
from scenarios.projection import CONSTRAINTS, VARIABLES, WORLD, Projection, percentiles
from scenarios.record import Quarter

#: What the record knows of a quarter, as a rate a year, in the unit of the variable.
RECORDED: dict[str, Callable[[Quarter], float]] = {
    "revenue": lambda quarter: 4 * quarter.data_center_revenue,
    "shipments": lambda quarter: 4 * quarter.market_shipments,
    "price_per_h100e": lambda q: 1e9 * q.data_center_revenue / q.vendor_shipments,
    "revenue_effect": lambda _: 0.0,
}


@dataclass(frozen=True, eq=False)
class Gathered:
    """Values by span: ``x`` is the ordinal of its last month, ``values`` (span, 1 + draw)."""

    x: Array
    values: Array

    @property
    def central(self) -> Array:
        """The central case, shape (span,)."""
        return self.values[:, 0]

    def bands(self) -> Array:
        """Return p5, p25, p50, p75 and p95 over the draws, shape (5, span)."""
        return percentiles(self.values[:, 1:])

    def times(self, factor: float) -> Gathered:
        """Return these values in another unit."""
        return self if factor == 1 else Gathered(self.x, self.values * factor)


def gathered(
    values: Array, first: int, grain: Grain, *, stock: bool = False, known: Array | None = None
) -> Gathered:
    """Return monthly values by span.

    Parameters
    ----------
    values : by month, shape (month, column)
    first : ordinal of the first month
    grain : of the result
    stock : whether they are read at the end of a month
    known : the record of the months before ``first``, which completes a span that has begun
    """
    length = grain.months
    begun = (first - 1) % length
    if stock:
        ends = values[(-first) % length :: length]
        return Gathered(_ends(first + (-first) % length, len(ends), length), ends)
    if begun and known is not None and len(known) >= begun:
        before = np.broadcast_to(known[-begun:, None], (begun, values.shape[1]))
        values, first, begun = np.concatenate((before, values)), first - begun, 0
    skipped = length - begun if begun else 0
    count = max(0, len(values) - skipped) // length
    months = values[skipped : skipped + count * length].reshape(count, length, values.shape[1])
    x = _ends(first + skipped + length - 1, count, length)
    return Gathered(x, months[:, 0] if length == 1 else np.add.reduce(months, axis=1) / length)


def central_case(projection: Projection) -> Projection:
    """Return a projection without its draws, to be read for lines that have no bands."""
    baseline = projection.baseline and central_case(projection.baseline)
    return replace(projection, outputs=projection.outputs.part(slice(0, 1)), baseline=baseline)


def variable_values(
    projection: Projection, variable: str, grain: Grain, region: str = WORLD
) -> Gathered:
    """Return a variable of a projection by span, in the variable's unit.

    The record completes a fiscal year that has begun where it knows the variable worldwide.
    """
    scenario = projection.scenario
    known = _known_months(scenario.data, scenario.as_of, variable) if region == WORLD else None
    columns = projection.columns(variable, region)
    first, stock = (scenario.as_of + 1).ordinal, VARIABLES[variable].stock
    return gathered(columns, first, grain, stock=stock, known=known)


@lru_cache
def recorded(data: str, variable: str, grain: Grain) -> tuple[Array, Array]:
    """Return the whole record of a variable by span: month ordinals and values in its unit.

    A month is not on record: by month, each quarter stands at its last month. Both arrays are
    shared: do not change them.
    """
    quarters = record.history(data)
    x = np.array([float(quarter.month.ordinal) for quarter in quarters])
    values = np.array([RECORDED[variable](quarter) for quarter in quarters])
    if grain is not Grain.YEAR:
        return _fixed(x), _fixed(values)
    lead = next(i for i, quarter in enumerate(quarters) if quarter.month.fiscal_quarter == 1)
    count = (len(quarters) - lead) // 4
    years = values[lead : lead + 4 * count].reshape(count, 4)
    return _fixed(x[lead + 3 : lead + 4 * count : 4]), _fixed(years.mean(axis=1))


def recorded_base(projection: Projection, grain: Grain) -> tuple[Array, Array]:
    """Return what was in service by the record: month ordinals and H100e at the end of each span.

    Recorded shipments, retired with the central hardware life of the projection's scenario, as the
    model reckons its start from them. Both arrays are shared: do not change them.
    """
    life = float(projection.inputs.assumptions["hardware_life_years"][0])
    return _recorded_base(projection.scenario.data, life, grain)


@lru_cache(maxsize=16)
def _recorded_base(data: str, life: float, grain: Grain) -> tuple[Array, Array]:
    quarters = record.history(data)
    x = np.array([float(quarter.month.ordinal) for quarter in quarters])
    shipped = np.array([quarter.market_shipments for quarter in quarters])
    age = (x[:, None] - x) / 12
    left = np.where(age >= 0, np.exp(-(age + 0.125) / life), 0.0) @ shipped
    whole = x % grain.months == 0
    return _fixed(x[whole]), _fixed(left[whole])


def base_at_full_supply(projection: Projection) -> Array:
    """Return what would be in service if as much were shipped every month as could be.

    The central case at the end of each month, shape (month,) [H100e]: the supply limit as a stock,
    to be seen beside the compute that is wanted.
    """
    life = float(projection.inputs.assumptions["hardware_life_years"][0])
    kept = float(np.exp(-DT / life))
    chips, power = (projection.central(f"supply_limit_{name}") for name in ("chips", "power"))
    shipped = projection.central("shipments")[0]
    base = float((projection.central("installed_base")[0] - shipped * DT) / kept)
    path = []
    for limit in (np.minimum(chips, power) * DT).tolist():
        base = base * kept + limit
        path.append(base)
    return np.array(path)


def power_limit(projection: Projection) -> Array:
    """Return the power that can be added, central case, shape (month,). [GW/yr]"""
    assumptions = projection.inputs.assumptions
    start, growth = (
        float(assumptions[f"power_additions_{name}"][0]) for name in ("gw_per_year", "growth")
    )
    return np.array(
        [start * growth ** (step * DT) for step in range(1, projection.inputs.months + 1)]
    )


def longest_binding(projection: Projection, grain: Grain) -> Gathered:
    """Return the code of the constraint that binds longest in each span, in the central case."""
    codes = projection.central("binding_constraint")[:, None]
    shares = _binding_by_span(projection, codes, grain)
    return Gathered(shares[0].x, np.argmax([s.central for s in shares], axis=0)[:, None] * 1.0)


def binding_shares(projection: Projection, grain: Grain) -> tuple[Gathered, ...]:
    """Return how often each of `CONSTRAINTS` binds: its share of draws and months of a span. [%]"""
    codes = projection.draws("binding_constraint")
    return tuple(g.times(100) for g in _binding_by_span(projection, codes, grain))


def _binding_by_span(projection: Projection, codes: Array, grain: Grain) -> list[Gathered]:
    first = (projection.scenario.as_of + 1).ordinal
    shares = ((codes == code).mean(axis=1)[:, None] for code in range(len(CONSTRAINTS)))
    return [gathered(share, first, grain) for share in shares]


@lru_cache
def _known_months(data: str, as_of: Month, variable: str) -> Array | None:
    """Return the record up to the as-of month, month by month."""
    if variable not in RECORDED:
        return None
    quarters = record.history_until(data, as_of)
    return _fixed(np.repeat([RECORDED[variable](quarter) for quarter in quarters], 3))


def _fixed(values: Array) -> Array:
    """Return an array that nobody can change any more, to be shared."""
    values.setflags(write=False)
    return values


def _ends(first: int, count: int, length: int) -> Array:
    return np.arange(first, first + count * length, length, dtype=np.float64)
