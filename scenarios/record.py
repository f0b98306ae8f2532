"""The observed record, as shipped: Nvidia by fiscal quarter, vintages, export rules, evidence.

Everything here is read from the tables of one data version and never changes.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import resources
from scenarios.months import Month

Row = Mapping[str, str]

#: The first quarter from which a scenario may start: earlier ones lack a vintage.
FIRST_AS_OF = Month.parse("2023-10")


@dataclass(frozen=True, slots=True)
class Quarter:
    """One fiscal quarter of the record. Revenue in USD bn a quarter, shipments in H100e a quarter.

    ``guidance`` is what Nvidia guided for the *next* quarter's total revenue; ``market_cap``
    (USD bn) is None where the table has none.
    """

    name: str
    month: Month
    total_revenue: float
    data_center_revenue: float
    guidance: float
    vendor_shipments: float
    market_shipments: float
    market_cap: float | None


@lru_cache
def data_versions() -> tuple[str, ...]:
    """Return the shipped data versions, oldest first."""
    return tuple(sorted(folder.name for folder in resources.path("data").iterdir()))


def newest_data() -> str:
    """Return the newest shipped data version."""
    return data_versions()[-1]


@lru_cache
def table(data: str, name: str) -> tuple[Row, ...]:
    """Return the rows of table ``name`` (without ``.csv``) of a data version, as written."""
    path = resources.path(f"data/{data}/{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(MappingProxyType(row) for row in csv.DictReader(file))


@lru_cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """Return every source by its key: title, publisher, date, url, confidence, note."""
    with resources.path("sources.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file))


@lru_cache
def history(data: str) -> tuple[Quarter, ...]:
    """Return the record by fiscal quarter, oldest first."""
    return tuple(
        Quarter(
            row["fiscal_quarter"],
            Month.parse(row["quarter_end_month"]),
            float(row["total_revenue_usd_bn"]),
            float(row["data_center_revenue_usd_bn"]),
            float(row["guidance_next_quarter_total_usd_bn"]),
            float(row["vendor_shipments_h100e"]),
            float(row["market_shipments_h100e"]),
            float(row["market_cap_usd_bn"]) if row["market_cap_usd_bn"] else None,
        )
        for row in table(data, "history")
    )


@lru_cache
def as_of_months(data: str) -> tuple[Month, ...]:
    """Return the months a scenario may start from, oldest first."""
    return tuple(quarter.month for quarter in history(data) if quarter.month >= FIRST_AS_OF)


@lru_cache
def history_until(data: str, as_of: Month) -> tuple[Quarter, ...]:
    """Return the record known at ``as_of``; the last quarter is that of ``as_of``."""
    return tuple(quarter for quarter in history(data) if quarter.month <= as_of)


@lru_cache
def vintage(data: str, as_of: Month) -> Mapping[str, float]:
    """Return the assumptions that start differently at ``as_of``, by id."""
    for row in table(data, "vintages"):
        if row["as_of"] == str(as_of):
            return MappingProxyType({k: float(v) for k, v in row.items() if k != "as_of"})
    raise KeyError(f"no vintage for {as_of}")
