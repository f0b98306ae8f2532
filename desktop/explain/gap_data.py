"""The gap between two scenarios as it is shown: by item, over a fiscal year or the horizon."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.charts.data import Array
from scenarios.comparison import EFFECTS, EXACT
from scenarios.engine.inputs import REGIONS
from scenarios.explain.attribution import GROUPS, Attribution, Item, attribute, items_of
from scenarios.months import Month
from scenarios.projection import VARIABLES, WORLD
from scenarios.scenario import Scenario

#: The outputs that can be split: (id, region), those by month first.
OUTPUTS: tuple[tuple[str, str], ...] = (
    ("revenue", WORLD),
    *(("revenue", region) for region in REGIONS),
    ("compute_demand", WORLD),
    ("compute_demand_training", WORLD),
    ("compute_demand_inference", WORLD),
    ("installed_base", WORLD),
    *(("installed_base", region) for region in REGIONS),
    ("shipments", WORLD),
    ("orders", WORLD),
    ("backlog", WORLD),
    ("supply_limit_chips", WORLD),
    ("supply_limit_power", WORLD),
    ("power_additions", WORLD),
    ("price_per_h100e", WORLD),
    ("accelerator_spend", WORLD),
    *((name, WORLD) for name in EFFECTS),
    ("peak_compute_demand", WORLD),
)

HORIZON = 0
"""The period that is the whole horizon; any other number is a fiscal year."""


@dataclass(frozen=True, eq=False)
class Gap:
    """The gap between two scenarios in one output, split.

    Attributes
    ----------
    first, second : the scenarios
    names : of both, for people
    output, region : which output
    attribution : how it is split
    """

    first: Scenario
    second: Scenario
    names: tuple[str, str]
    output: str
    region: str
    attribution: Attribution

    @property
    def by_month(self) -> bool:
        """Whether the output has a value for every month."""
        return by_month(self.output)

    @property
    def unit(self) -> str:
        """Unit of the output, one of `units.UNITS`."""
        if self.output in VARIABLES:
            return VARIABLES[self.output].unit
        return "H100e"

    @property
    def sampled(self) -> bool:
        """Whether the shares are estimates."""
        return bool((self.attribution.error > 0).any())

    @property
    def x(self) -> Array:
        """Ordinals of the months."""
        count = len(self.attribution.first)
        return np.array([month.ordinal for month in self.first.months[:count]], dtype=float)

    def years(self) -> tuple[int, ...]:
        """Return the fiscal years of the months."""
        return tuple(sorted({_fiscal_year(x) for x in self.x})) if self.by_month else ()

    def months_of(self, period: int) -> Array:
        """Return the ordinals of the projected months of a period."""
        return self.x[[period in (HORIZON, _fiscal_year(x)) for x in self.x]]


@dataclass(frozen=True, eq=False)
class Split:
    """The gap of one period.

    Attributes
    ----------
    unit : of all values
    first, second : the output in either scenario
    shares : of each item, shape (item,); they sum to the gap
    error : their standard errors at most, shape (item,)
    """

    unit: str
    first: float
    second: float
    shares: Array
    error: Array

    def rounded(self, place: int) -> float:
        """Return the share of an item, 0 where it is no more than rounding."""
        share = float(self.shares[place])
        return 0.0 if abs(share) <= EXACT * max(abs(self.first), abs(self.second)) else share


def by_month(output: str) -> bool:
    """Whether an output has a value for every month."""
    return output in VARIABLES and not VARIABLES[output].scalar


def work_out(
    first: Scenario,
    second: Scenario,
    names: tuple[str, str],
    output: tuple[str, str],
    single: bool,
) -> Gap:
    """Split the gap in an output (id, region) over groups, or over single items."""
    items = items_of(first, second, single=single)
    found = attribute(first, second, *output, items=items)
    return Gap(first, second, names, *output, found)


def split(gap: Gap, period: int) -> Split:
    """Return the gap of a period, of which `Gap.months_of` says the months.

    A flow is summed over its months, a stock read at the last of them, a price is their mean. The
    errors of months are added as if they were one: what they come to is no more.
    """
    found, unit = gap.attribution, gap.unit
    months = np.isin(gap.x, gap.months_of(period)) if gap.by_month else np.ones(1, dtype=bool)
    gathered, unit = _gathering(gap.output, unit)
    return Split(
        unit,
        float(gathered(found.first[months])),
        float(gathered(found.second[months])),
        np.asarray(gathered(found.shares[:, months])),
        np.asarray(gathered(found.error[:, months])),
    )


def group_of(gap: Gap, item: Item) -> str:
    """Return the group of `attribution.GROUPS` that an item is, or belongs to."""
    if item.name in GROUPS.values():
        return item.name
    declared = gap.first.declared
    kind = declared[item.assumptions[0]].group if item.assumptions else item.events[0].type
    return GROUPS[kind]


def gap_csv(gap: Gap) -> str:
    """Return both scenarios and every item's share by month, in full precision."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("output", "region", "month", "item", "value", "standard_error", "unit"))
    found = gap.attribution
    months = [str(month) for month in gap.first.months] if gap.by_month else [""]
    for place, month in enumerate(months[: len(found.first)]):
        start = gap.output, gap.region, month
        for name, values in (("first", found.first), ("second", found.second)):
            rows.writerow((*start, name, repr(float(values[place])), "", gap.unit))
        for item, shares, errors in zip(found.items, found.shares, found.error, strict=True):
            share, error = repr(float(shares[place])), repr(float(errors[place]))
            rows.writerow((*start, item.name, share, error, gap.unit))
    return out.getvalue()


def _gathering(output: str, unit: str) -> tuple[Callable[[Array], Array], str]:
    """Return how the months of an output are gathered, and the unit of what that gives."""
    if not by_month(output) or VARIABLES[output].stock:
        return (lambda values: values[..., -1]), unit
    if unit.endswith("/yr"):
        return (lambda values: values.sum(axis=-1) / 12), unit.removesuffix("/yr")
    return (lambda values: values.mean(axis=-1)), unit


def _fiscal_year(x: float) -> int:
    return Month(int(x)).fiscal_year
