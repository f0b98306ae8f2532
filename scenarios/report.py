"""What a projection and a comparison say, as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from scenarios.assumptions import Assumption
from scenarios.comparison import Outcome, bindings, difference, differing, labels, outcomes
from scenarios.errors import printable
from scenarios.events import (
    EfficiencyShock,
    Event,
    ExportRestriction,
    InvestmentProgramme,
    SupplyShock,
)
from scenarios.metalog import Belief
from scenarios.projection import Projection
from scenarios.scenario import Scenario
from scenarios.tables import aligned_table
from scenarios.units import written

WIDTH = 88


def headline(projection: Projection) -> str:
    """Return the headline figures of a projection with their bands, and what binds when."""
    scenario = projection.scenario
    rows: list[Sequence[str]] = [("", "central", "p5", "median", "p95")]
    for outcome in outcomes(projection):
        p5, _, p50, _, p95 = outcome.bands()
        figures = (outcome.central, p5, p50, p95)
        rows.append((outcome.label, *(written(figure, outcome.unit) for figure in figures)))
    draws = f"{scenario.uncertainty.draws:,} draws"
    scope = f"as of {scenario.as_of}, {scenario.horizon_months} months, {draws}"
    lines = [printable(scenario.name), f"{scope}, data {scenario.data}"]
    if projection.baseline is not None:
        lines.append(f"effects against: {printable(projection.baseline.scenario.name)}")
    binding = ", ".join(f"{b.constraint} {b.first} to {b.last}" for b in bindings(projection))
    return "\n".join([*lines, "", aligned_table(rows), "", f"What binds: {binding}", ""])


def comparison(projections: Sequence[Projection]) -> str:
    """Return outcomes side by side, differences to the first, and what differs in the scenarios."""
    scenarios = [projection.scenario for projection in projections]
    found = [outcomes(projection) for projection in projections]
    shared = [
        [next((o for o in each if o.id == first.id), None) for each in found] for first in found[0]
    ]
    names = [printable(name) for name in labels(scenarios)]
    outcome_rows = [("", *names)]
    outcome_rows += [
        (row[0].label, *(written(o.central, o.unit) if o else "" for o in row))
        for row in shared
        if row[0]
    ]
    parts = [aligned_table(outcome_rows)]
    parts += [
        _differences(name, [row[0] for row in shared], [row[place] for row in shared])
        for place, name in enumerate(names[1:], 1)
    ]
    return "\n\n".join([*parts, *_what_differs(scenarios, names)]) + "\n"


def _differences(
    name: str, first: Sequence[Outcome | None], other: Sequence[Outcome | None]
) -> str:
    rows: list[Sequence[str]] = [
        (f"{name} less the first", "central", "p5", "p95", "chance of more")
    ]
    for reference, outcome in zip(first, other, strict=True):
        if reference is not None and outcome is not None:
            gap = difference(outcome, reference)
            figures = (gap.central, gap.bands[0], gap.bands[-1])
            texts = (written(figure, outcome.unit) for figure in figures)
            rows.append((outcome.label, *texts, f"{gap.probability:.0%}"))
    return aligned_table(rows)


def _what_differs(scenarios: Sequence[Scenario], names: Sequence[str]) -> list[str]:
    found = differing(scenarios)
    parts = []
    if found.assumptions:
        rows = [("Assumption", *names)]
        for name in found.assumptions:
            declared = scenarios[0].declared[name]
            texts = (belief_text(s.belief(name), declared) for s in scenarios)
            rows.append((declared.label, *texts))
        parts.append(aligned_table(rows))
    if found.events:
        rows = [("Event", *names)]
        for event in found.events:
            counts = (scenario.events.count(event) for scenario in scenarios)
            rows.append((event_text(event), *(_times(count) for count in counts)))
        parts.append(aligned_table(rows))
    return parts or ["The scenarios believe the same and have the same events."]


def _times(count: int) -> str:
    return {0: "", 1: "yes"}.get(count, f"{count} times")


def belief_text(belief: Belief, declared: Assumption) -> str:
    """Return what is believed of an assumption, with p10 and p90 where there is a spread."""
    p10, p50, p90 = (written(p, declared.unit) for p in belief.percentiles())
    return p50 if belief.certain else f"{p50} ({p10} to {p90})"


def event_text(event: Event) -> str:
    """Return an event in one line."""
    what = ""
    match event:
        case EfficiencyShock():
            what = f"efficiency gain of {event.multiplier:g}x from {event.month}"
        case ExportRestriction():
            place = event.region.replace("_", " ").replace("china", "China")
            what = f"{place} to rung {event.level:g} from {event.month}"
        case InvestmentProgramme():
            amount = written(event.amount_usd_bn, "USD bn")
            what = f"programme of {amount}, {event.month} to {event.end_month}"
        case SupplyShock():
            lost = f"{event.capacity_loss:.0%} of chip supply lost"
            what = f"{lost} for {event.duration_months:g} months from {event.month}"
    return f"{printable(event.label)}: {what}" if event.label else what


def assumption_text(declared: Assumption, sources: Sequence[str]) -> str:
    """Return everything that is declared of one assumption."""
    unit = declared.unit
    spread = belief_text(declared.default, declared)
    limits = f"{written(declared.minimum, unit)} to {written(declared.maximum, unit)}"
    lines = [
        f"{declared.label} ({declared.id})",
        "",
        *wrapped(declared.help),
        "",
        f"default      {spread}"
        + ("; the median depends on the as-of month" if declared.vintage else ""),
        f"limits       {limits}",
        f"unit         {unit}",
        f"group        {declared.group}",
        f"confidence   {declared.confidence}",
        "",
        *wrapped(f"Definition: {declared.definition}"),
        *wrapped(f"Basis: {declared.basis}" if declared.basis else ""),
        *(line for source in sources for line in wrapped(f"Source: {source}")),
    ]
    return "\n".join(lines) + "\n"


def wrapped(text: str) -> list[str]:
    """Return the lines of a text; an address is never broken."""
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)
