"""Scenarios side by side in numbers: outcomes, differences to the reference, and what differs.

Worked out of results that do not change; to be called in a worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from desktop.chart_sight import BoardRequest
from desktop.headline_data import Spread, spread
from desktop.theme import SeriesLook
from scenarios import export
from scenarios.comparison import (
    EFFECTS,
    Outcome,
    difference,
    differing,
    fiscal_years,
    labels,
    outcome_ids,
    outcomes,
)
from scenarios.events import Event
from scenarios.metalog import Belief
from scenarios.projection import Projection


@dataclass(frozen=True)
class Gap:
    """How far an outcome lies from the reference's, and the share of draws in which it is more."""

    spread: Spread
    probability: float


@dataclass(frozen=True)
class Column:
    """A scenario of the table; ``look`` is None for the reference when it is not open."""

    name: str
    look: SeriesLook | None


@dataclass(frozen=True)
class OutcomeLine:
    """An outcome of every column, and its differences; None where a column has none.

    The difference of an effect is the effect itself.
    """

    id: str
    label: str
    unit: str
    is_effect: bool
    values: tuple[Spread | None, ...]
    gaps: tuple[Gap | None, ...]


@dataclass(frozen=True, eq=False)
class ComparisonData:
    """What the comparison shows.

    Attributes
    ----------
    columns : the reference, then the visible scenarios
    reference : the name of the reference, "" where there is none
    outcomes : as lines
    assumptions : ids of those that differ, and what each column believes
    events : those that not every column has, and which columns have them
    projections : of the visible scenarios, for the file
    """

    columns: tuple[Column, ...]
    reference: str
    outcomes: tuple[OutcomeLine, ...]
    assumptions: tuple[tuple[str, tuple[Belief, ...]], ...]
    events: tuple[tuple[Event, tuple[bool, ...]], ...]
    projections: tuple[Projection, ...]


def comparison_data(
    request: BoardRequest, results: Mapping[str, Projection]
) -> ComparisonData | None:
    """Return the comparison of the visible scenarios, or None without a result for the active one.

    The reference is that of the active scenario; a difference is that of a scenario to its own
    reference, which has the same draws. It is a column of its own unless it is visible anyway.
    """
    if request.active not in results:
        return None
    shown = [one for one in request.shown if one.key in results]
    found = [results[one.key] for one in shown]
    columns = [Column(one.name, one.look) for one in shown]
    reference = results[request.active].baseline
    name = request.reference_name if reference is not None else ""
    if reference is not None and request.reference_key not in [one.key for one in shown]:
        found.insert(0, reference)
        columns.insert(0, Column(name, None))
    scenarios = [projection.scenario for projection in found]
    differs, worked_out = differing(scenarios), _Outcomes(results.get(request.reference_key))
    return ComparisonData(
        tuple(columns),
        name,
        tuple(worked_out.line(name, found) for name in _ids(found)),
        tuple((name, tuple(s.belief(name) for s in scenarios)) for name in differs.assumptions),
        tuple((event, tuple(event in s.events for s in scenarios)) for event in differs.events),
        tuple(results[one.key] for one in shown),
    )


def comparison_csv(data: ComparisonData) -> str:
    """Return outcomes and differences in full precision, one number a row.

    As `export.comparison_csv` gives them, every scenario beside its own reference.
    """
    names = labels([projection.scenario for projection in data.projections])
    lines: dict[str, None] = {}
    for name, projection in zip(names, data.projections, strict=True):
        named = replace(projection, scenario=projection.scenario.replace(name=name))
        pair = [named] if projection.baseline is None else [projection.baseline, named]
        lines |= dict.fromkeys(export.comparison_csv(pair).splitlines(keepends=True))
    return "".join(lines)


def _ids(projections: Sequence[Projection]) -> list[str]:
    """Return the outcomes that any of the projections has, years in order."""
    years = sorted({year for p in projections for year in fiscal_years(p.scenario)})
    ids = outcome_ids(projections[0].scenario)
    head = [name for name in ids if name not in EFFECTS and not name.startswith("revenue_fy")]
    effects = EFFECTS if any(p.baseline is not None for p in projections) else ()
    return [*head, *(f"revenue_fy{year}" for year in years), *effects]


class _Outcomes:
    """Outcomes by projection, each worked out once: many scenarios share a reference.

    ``reference`` is the scenario that is the reference itself, which has no difference to it.
    """

    def __init__(self, reference: Projection | None) -> None:
        self._reference = reference
        self._found: dict[int, dict[str, Outcome]] = {}

    def line(self, name: str, projections: Sequence[Projection]) -> OutcomeLine:
        """Return the line of an outcome that at least one projection has."""
        found = [self._of(projection).get(name) for projection in projections]
        first = next(one for one in found if one is not None)
        return OutcomeLine(
            name,
            first.label,
            first.unit,
            name in EFFECTS,
            tuple(None if one is None else spread(one.values) for one in found),
            tuple(self._gap(p, one) for p, one in zip(projections, found, strict=True)),
        )

    def _of(self, projection: Projection) -> dict[str, Outcome]:
        key = id(projection)
        if key not in self._found:
            found = outcomes(projection)
            self._found[key] = {outcome.id: outcome for outcome in found}
        return self._found[key]

    def _gap(self, projection: Projection, own: Outcome | None) -> Gap | None:
        """Return the difference to the scenario's reference; an effect is one to nothing."""
        if own is None or projection.baseline is None or projection is self._reference:
            return None
        other = self._of(projection.baseline).get(own.id)
        if own.id in EFFECTS:
            other = replace(own, values=np.zeros_like(own.values))
        if other is None:
            return None
        gap = difference(own, other)
        low, median, high = (float(gap.bands[i]) for i in (0, 2, 4))
        return Gap(Spread(gap.central, low, median, high), gap.probability)
