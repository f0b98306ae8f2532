"""The key figures of one projection, with their spread and how far they lie from the reference.

Worked out of results that do not change; to be called in a worker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.chart_values import central_case
from desktop.charts.data import Array
from desktop.explain.market import SELL_OFF, market_fall
from scenarios.comparison import (
    Binding,
    Outcome,
    bindings,
    difference,
    fiscal_year_revenue,
    fiscal_years,
)
from scenarios.engine.value import cumulative
from scenarios.months import Month
from scenarios.projection import CONSTRAINTS, Projection, binding_codes, percentiles
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Spread:
    """A figure: its central case, and p5, median and p95 over the draws."""

    central: float
    low: float
    median: float
    high: float

    def times(self, factor: float) -> Spread:
        """Return the figure in another unit."""
        return Spread(*(factor * v for v in (self.central, self.low, self.median, self.high)))


@dataclass(frozen=True)
class KeyFigures:
    """The key figures; what cannot be known is None.

    Attributes
    ----------
    last : the last month projected
    peak, peak_gap : highest compute demand, and how far it lies from the reference's [H100e]
    peak_month : when it is reached in the central case
    fiscal_year : the one of the two revenues, 0 where none ends within the horizon
    revenue, revenue_gap : of that fiscal year [USD bn]
    effect : cumulative revenue effect [USD bn]
    effect_share : the same as a share of the reference's revenue, in the central case
    equity, equity_share : equity-value effect [USD bn], and as a share of the market value
    market : what the market did to that value when it faced the same news, as a share
    bindings : what binds when, in the central case
    binding_shares : share of draws and months in which each constraint binds, by its name
    """

    last: Month
    peak: Spread
    peak_gap: Spread | None
    peak_month: Month
    fiscal_year: int
    revenue: Spread | None
    revenue_gap: Spread | None
    effect: Spread | None
    effect_share: float | None
    equity: Spread | None
    equity_share: Spread | None
    market: float | None
    bindings: tuple[Binding, ...]
    binding_shares: dict[str, float]


def headline_data(projection: Projection) -> KeyFigures:
    """Return the key figures; the reference, if any, must hold all outputs for all months."""
    demand = projection.columns("compute_demand")
    peak, peak_gap = _measured(projection, lambda p: p.columns("compute_demand").max(axis=0))
    year = next_fiscal_year(projection.scenario)
    revenue = revenue_gap = None
    if year:
        revenue, revenue_gap = _measured(projection, lambda p: fiscal_year_revenue(p, year))
    codes = binding_codes(projection.outputs)[:, 1:]
    return KeyFigures(
        last=projection.months[-1],
        peak=peak,
        peak_gap=peak_gap,
        peak_month=projection.months[int(np.argmax(demand[:, 0]))],
        fiscal_year=year,
        revenue=revenue,
        revenue_gap=revenue_gap,
        effect=_scalar(projection, "revenue_effect_cumulative"),
        effect_share=_effect_share(projection),
        equity=_scalar(projection, "equity_value_effect"),
        equity_share=_scalar(projection, "equity_value_effect_share"),
        market=market_move(projection.scenario),
        bindings=bindings(central_case(projection)),
        binding_shares={
            name: np.count_nonzero(codes == code) / codes.size
            for code, name in enumerate(CONSTRAINTS)
        },
    )


def next_fiscal_year(scenario: Scenario) -> int:
    """Return the fiscal year after the one of the as-of month, or the one under way, or 0.

    The first of them that ends within the horizon.
    """
    within = fiscal_years(scenario)
    coming = scenario.as_of.fiscal_year + 1
    return coming if coming in within else next(iter(within), 0)


def market_move(scenario: Scenario) -> float | None:
    """Return by what share Nvidia's market value changed on 27 January 2025.

    None for scenarios that start from another month, which did not face that news.
    """
    if scenario.as_of != Month.parse(SELL_OFF[0][:7]):
        return None
    return market_fall(scenario.data)


def spread(values: Array) -> Spread:
    """Return the figure of a central case and its draws, shape (1 + draw,)."""
    bands = percentiles(values[1:])
    return Spread(float(values[0]), float(bands[0]), float(bands[2]), float(bands[4]))


def _measured(
    projection: Projection, read: Callable[[Projection], Array]
) -> tuple[Spread, Spread | None]:
    """Return a figure and, draw by draw, how far it lies from the reference's."""
    values = read(projection)
    if projection.baseline is None:
        return spread(values), None
    outcomes = (Outcome("", "", "", v) for v in (values, read(projection.baseline)))
    gap = difference(*outcomes)
    return spread(values), Spread(gap.central, *(float(gap.bands[i]) for i in (0, 2, 4)))


def _scalar(projection: Projection, variable: str) -> Spread | None:
    if projection.baseline is None:
        return None
    return spread(projection.columns(variable)[0])


def _effect_share(projection: Projection) -> float | None:
    if projection.baseline is None:
        return None
    whole = cumulative(projection.baseline.central("revenue"))
    return float(projection.central("revenue_effect_cumulative")[0] / whole) if whole else None
