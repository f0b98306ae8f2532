"""What an outcome depends on, as it is shown: swings of a tornado and shares of its variance."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from desktop.explain.question import Progress
from scenarios.explain.sensitivity import Bar, Indices, sobol, tornado
from scenarios.explain.variants import Against, outcome_of
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Case:
    """What is asked: which outcome of which scenario, measured against what.

    ``key`` is that of the open scenario.
    """

    key: str
    scenario: Scenario
    outcome: str
    against: Against


@dataclass(frozen=True, eq=False)
class Swings:
    """The outcome with one assumption at a time at its p10 and its p90.

    Attributes
    ----------
    central : the outcome with all at their p50
    bars : of every assumption with a spread, the widest first
    """

    case: Case
    central: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of the outcome's variance, from ``samples`` samples."""

    case: Case
    samples: int
    indices: Indices

    def belongs_to(self, case: Case) -> bool:
        """Whether these are shares of the same outcome, maybe of an earlier state."""
        return (self.case.key, self.case.outcome) == (case.key, case.outcome)

    def of(self, name: str) -> Share | None:
        """Return the shares of an assumption; None for one that had no spread."""
        found = self.indices
        if name not in found.names:
            return None
        place = found.names.index(name)
        return Share(
            float(found.first[place]),
            (float(found.first_interval[0, place]), float(found.first_interval[1, place])),
            float(found.total[place]),
            (float(found.total_interval[0, place]), float(found.total_interval[1, place])),
        )


@dataclass(frozen=True)
class Share:
    """Shares of variance of one assumption, alone and with its interactions, and 95 % intervals."""

    first: float
    first_interval: tuple[float, float]
    total: float
    total_interval: tuple[float, float]


def swings(case: Case) -> Swings:
    """Work out the bars of a tornado and the central outcome."""
    scenario, outcome, against = case.scenario, case.outcome, case.against
    central = outcome_of(scenario, {}, outcome, against)
    return Swings(case, float(central[0]), tornado(scenario, outcome, against))


def shares(case: Case, samples: int, progress: Progress) -> Shares:
    """Work out shares of variance."""
    found = sobol(case.scenario, case.outcome, case.against, samples=samples, progress=progress)
    return Shares(case, samples, found)


def ranked(found: Swings, shown: Shares | None, by_share: bool) -> tuple[Bar, ...]:
    """Return the bars by their swing, or by the share of variance with interactions."""
    if shown is None or not by_share:
        return found.bars
    total = {bar.lever.name: shown.of(bar.lever.name) for bar in found.bars}
    return tuple(
        sorted(found.bars, key=lambda bar: -(s.total if (s := total[bar.lever.name]) else 0.0))
    )


_HEADER = (
    "assumption",
    "p10",
    "p90",
    "outcome",
    "at_p10",
    "at_p50",
    "at_p90",
    "unit",
    "first",
    "first_p025",
    "first_p975",
    "total",
    "total_p025",
    "total_p975",
    "samples",
    "logarithmic",
)


def sensitivity_csv(found: Swings, shown: Shares | None, unit: str) -> str:
    """Return a row for every assumption in full precision.

    Shares of variance are left empty where they are not of the same scenario and outcome.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(_HEADER)
    for bar in found.bars:
        ends = bar.lever.name, repr(bar.low), repr(bar.high), found.case.outcome
        outcome = repr(bar.at_low), repr(found.central), repr(bar.at_high), unit
        rows.writerow((*ends, *outcome, *_share_cells(bar.lever.name, found, shown)))
    return out.getvalue()


def _share_cells(name: str, found: Swings, shown: Shares | None) -> tuple[str, ...]:
    share = shown.of(name) if shown is not None and shown.case == found.case else None
    if share is None or shown is None:
        return ("",) * 8
    numbers = share.first, *share.first_interval, share.total, *share.total_interval
    logarithmic = str(shown.indices.logarithmic).lower()
    return (*map(repr, numbers), str(shown.samples), logarithmic)
