"""What is on record about export rules before a scenario starts: levels and dated measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from desktop.event_moves import START_LEVEL, Step
from scenarios import record
from scenarios.months import Month


@dataclass(frozen=True)
class Measure:
    """A rule or an act about chip exports: when it was announced, by whom, and what it was."""

    month: Month
    date: str
    authority: str
    title: str


@lru_cache
def past_steps(data: str, region: str, as_of: Month) -> tuple[Step, ...]:
    """The restriction levels of the record up to an as-of month, where they are known.

    They are known quarter by quarter; a new level is dated to the last month of its quarter.
    """
    found: list[Step] = []
    for month in record.as_of_months(data):
        level = record.vintage(data, month)[START_LEVEL[region]]
        if month <= as_of and (not found or level != found[-1].level):
            found.append(Step(month, level, None))
    return tuple(found)


@lru_cache
def measures(data: str, region: str, as_of: Month) -> tuple[Measure, ...]:
    """The measures on record for a region up to an as-of month; unconfirmed ones are left out."""
    found = []
    for row in record.table(data, "export_controls"):
        date = row["date_announced"]
        month = Month.parse(date[:7])
        theirs = ("China" in row["regions_affected"]) == (region == "china")
        if theirs and month <= as_of and not row["confidence"].startswith("unconfirmed"):
            found.append(Measure(month, date, row["authority"], row["measure"]))
    return tuple(sorted(found, key=lambda measure: measure.date))
