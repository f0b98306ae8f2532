"""The key figures of one projection, with their spread and how far they lie from the reference.

Worked out of results that do not change; to be called in a worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from desktop.charts.data import Array
from desktop.explain.market import SELL_OFF, market_fall
from scenarios.comparison import (
    Binding,
    fiscal_year_revenue,
    fiscal_years,
    gap,
    stretches,
)
from scenarios.engine.value import cumulative
from scenarios.months import Month
from scenarios.projection import CONSTRAINTS, Projection, binding_codes, percentiles
from scenarios.scenario import Scenario

_SOLD_OFF = Month.parse(SELL_OFF[0][:7])


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
    months, year = projection.months, next_fiscal_year(projection.scenario)
    figures = dict(_figures(projection, year))
    rows = np.stack([*figures.values()])
    spreads = dict(zip(figures, _spreads(rows), strict=True))
    codes = binding_codes(projection.outputs)
    return KeyFigures(
        last=months[-1],
        peak=spreads["peak"],
        peak_gap=spreads.get("peak_gap"),
        peak_month=months[int(np.argmax(projection.central("compute_demand")))],
        fiscal_year=year,
        revenue=spreads.get("revenue"),
        revenue_gap=spreads.get("revenue_gap"),
        effect=spreads.get("effect"),
        effect_share=_effect_share(projection),
        equity=spreads.get("equity"),
        equity_share=spreads.get("equity_share"),
        market=market_move(projection.scenario),
        bindings=stretches(months, codes[:, 0]),
        binding_shares={
            name: np.count_nonzero(codes[:, 1:] == code) / codes[:, 1:].size
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
    if scenario.as_of != _SOLD_OFF:
        return None
    return market_fall(scenario.data)


def spread(values: Array) -> Spread:
    """Return the figure of a central case and its draws, shape (1 + draw,)."""
    return next(_spreads(values[None]))


def _spreads(rows: Array) -> Iterator[Spread]:
    """Return each row's figure, shape (figure, 1 + draw)."""
    low, _, median, _, high = percentiles(rows[:, 1:]).tolist()
    return map(Spread, rows[:, 0].tolist(), low, median, high)


def _figures(projection: Projection, year: int) -> Iterator[tuple[str, Array]]:
    """Give the figures that a projection has by their names in `KeyFigures`, (1 + draw,) each."""
    reference = projection.baseline
    yield "peak", projection.peak_demand
    if reference:
        yield "peak_gap", gap(projection.peak_demand, reference.peak_demand)
    if year:
        revenue = fiscal_year_revenue(projection, year)
        yield "revenue", revenue
        if reference:
            yield "revenue_gap", gap(revenue, fiscal_year_revenue(reference, year))
    if reference:
        yield "effect", projection.columns("revenue_effect_cumulative")[0]
        yield "equity", projection.columns("equity_value_effect")[0]
        yield "equity_share", projection.columns("equity_value_effect_share")[0]


def _effect_share(projection: Projection) -> float | None:
    if projection.baseline is None:
        return None
    whole = cumulative(projection.baseline.central("revenue"))
    return float(projection.central("revenue_effect_cumulative")[0] / whole) if whole else None
