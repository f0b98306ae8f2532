"""What the analyses say, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.errors import printable
from scenarios.explain.asked import Asked, Split
from scenarios.explain.frontier import Frontier
from scenarios.explain.hindcast import KNOWN, METHODS, Forecast, Score
from scenarios.explain.sensitivity import WIDE, Bar, Indices
from scenarios.explain.solve import Combination, Solution
from scenarios.explain.variants import Lever
from scenarios.report import event_text, wrapped
from scenarios.tables import aligned_table
from scenarios.units import written

#: The most rows of a table of assumptions; the CSV and the JSON have all.
MOST_ROWS = 15
#: The most values of either lever of a map on a terminal.
MOST_CELLS = 9


def attribution(split: Split) -> str:
    """Return a gap between two scenarios, split over what differs."""
    first, second = printable(split.first.name), printable(split.second.name)
    lines = [f"{split.label}: from {first} to {second}", f"as of {split.first.as_of}", ""]
    if not split.items:
        return "\n".join([*lines, "They believe the same and have the same events.", ""])
    names = ["from", *(printable(item.name) for item in split.items), "to"]
    figures = np.vstack((split.from_value, split.shares, split.to_value))
    texts = [[written(float(value), split.unit) for value in row] for row in figures]
    rows: list[Sequence[str]]
    if len(split.periods) > len(names):
        columns = zip(split.periods, zip(*texts, strict=True), strict=True)
        rows = [("", *names), *((period, *row) for period, row in columns)]
    else:
        pairs = zip(names, texts, strict=True)
        heading = [period or "value" for period in split.periods]
        rows = [("", *heading), *((name, *row) for name, row in pairs)]
    lines += [aligned_table(rows), ""]
    if not split.exact:
        worst = written(float(split.error.max()), split.unit)
        words = f"Shares are means over sampled orders, with a standard error of at most {worst}."
        lines += [*wrapped(words), ""]
    for item in split.items:
        parts = [*item.assumptions, *map(event_text, item.events)]
        alone = len(parts) == 1 and not parts[0].startswith(item.name)
        if len(parts) > 1 or alone:
            lines += wrapped(f"{printable(item.name)}: {', '.join(parts)}")
        elif parts != [item.name]:
            lines += wrapped(parts[0])
    return "\n".join(lines).rstrip() + "\n"


def sensitivity(asked: Asked, bars: Sequence[Bar], found: Indices | None, samples: int) -> str:
    """Return the widest bars of a tornado and the largest Sobol indices, as far as there are."""
    outcome = asked.outcome
    now = written(outcome.central, outcome.unit)
    parts = ["\n".join([*asked.heading, "", f"{outcome.label}: {now} in the central case"])]
    if bars:
        parts.append(aligned_table(_bar_rows(asked, bars)))
        if len(bars) > MOST_ROWS:
            parts.append(f"The {MOST_ROWS} widest of {len(bars)} bars; one moved at a time.")
    if found is not None:
        parts += [aligned_table(_index_rows(found)), "\n".join(_about_indices(found, samples))]
    return "\n\n".join(parts) + "\n"


def _bar_rows(asked: Asked, bars: Sequence[Bar]) -> list[Sequence[str]]:
    unit = asked.outcome.unit
    rows: list[Sequence[str]] = [("Assumption", "p10", "p90", "at p10", "at p90", "swing")]
    for bar in bars[:MOST_ROWS]:
        ends = (written(value, bar.lever.unit) for value in (bar.low, bar.high))
        found = (written(value, unit) for value in (bar.at_low, bar.at_high, bar.swing))
        rows.append((bar.lever.name, *ends, *found))
    return rows


def _index_rows(found: Indices) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("Assumption", "first", "95 %", "total", "95 %")]
    for i in np.argsort(-found.total, kind="stable")[:MOST_ROWS].tolist():
        cells = []
        for values, ends in (
            (found.first, found.first_interval),
            (found.total, found.total_interval),
        ):
            cells += [f"{values[i]:.2f}", f"{ends[0, i]:.2f} to {ends[1, i]:.2f}"]
        rows.append((found.names[i], *(cell.replace("-", "\N{MINUS SIGN}") for cell in cells)))
    return rows


def _about_indices(found: Indices, samples: int) -> list[str]:
    scale = "the logarithm of the outcome" if found.logarithmic else "the outcome itself"
    words = f"Sobol indices of {scale}: share of its variance, alone and with all interactions."
    lines = [*wrapped(f"{words} {samples:,} samples; correlations are left out.")]
    if found.wide:
        words = f"Too few samples to rank by: an interval is wider than {WIDE:g}."
        lines += wrapped(f"{words} Try --samples {4 * samples}.")
    if found.heavy_tailed:
        words = (
            f"The hundredth of samples farthest from the mean makes {found.tail:.0%} of the "
            "variance: a few decide these indices, and the intervals are too narrow. Rank by the "
            "tornado, or by an outcome that is positive throughout."
        )
        lines += wrapped(words)
    return lines


def frontier(asked: Asked, found: Frontier, levels: Sequence[float]) -> str:
    """Return a map of an outcome over two levers, thinned, and where its lines of equal value run.

    ``levels`` are the values of the lines, in the outcome's unit.
    """
    unit = asked.outcome.unit
    x, y = (_thinned(len(values)) for values in (found.x, found.y))
    heading = (_short(found.up.unit), *(written(found.x[i], found.across.unit) for i in x))
    rows: list[Sequence[str]] = [heading]
    for j in reversed(y):
        cells = (written(float(found.values[j, i]), unit) for i in x)
        rows.append((written(found.y[j], found.up.unit), *cells))
    lines = [*asked.heading, "", f"{asked.outcome.label}", *_axes(found), "", aligned_table(rows)]
    for words in dict.fromkeys(_crossing(found, level, unit) for level in levels):
        lines += ["", *wrapped(words)]
    return "\n".join(lines) + "\n"


def _thinned(count: int) -> list[int]:
    most = min(count, MOST_CELLS)
    return [round(place * (count - 1) / (most - 1)) for place in range(most)]


def _short(unit: str) -> str:
    return "" if unit == "1" else unit


def _axes(found: Frontier) -> list[str]:
    across, up = found.across, found.up
    return [f"across: {across.label} ({across.name})", f"up: {up.label} ({up.name})"]


def _crossing(found: Frontier, level: float, unit: str) -> str:
    lines = found.contour(level)
    target = written(level, unit)
    if not lines:
        least, most = float(found.values.min()), float(found.values.max())
        low, high = written(least, unit), written(most, unit)
        if least == most:
            return f"The outcome is {low} everywhere on this map."
        return f"{target} is crossed nowhere on this map, which runs from {low} to {high}."
    ends = []
    for line in lines:
        (x0, y0), (x1, y1) = line[0].tolist(), line[-1].tolist()
        start, end = (_point(found, x, y) for x, y in sorted([(x0, y0), (x1, y1)]))
        ends.append(f"from {start} to {end}")
    return f"{target} runs {'; '.join(ends)}."


def _point(found: Frontier, x: float, y: float) -> str:
    return f"({written(x, found.across.unit)}, {written(y, found.up.unit)})"


def solution(asked: Asked, lever: Lever, target: float, found: Solution) -> str:
    """Return the values of a lever that give a target, or why there is none."""
    outcome = asked.outcome
    wanted, now = (written(value, outcome.unit) for value in (target, outcome.central))
    limits = f"{written(lever.minimum, lever.unit)} and {written(lever.maximum, lever.unit)}"
    lines = [*asked.heading, "", f"{outcome.label}: {now} in the central case"]
    if found.values:
        values = " or ".join(written(value, lever.unit, 4) for value in found.values)
        before = written(lever.now, lever.unit, 4)
        words = f"{wanted} follows where {lever.label} ({lever.name}) is {values}, not {before}."
        words += f" There is no other such value between {limits}."
    else:
        low, high = (written(value, outcome.unit) for value in (found.lowest, found.highest))
        words = (
            f"No value of {lever.label} ({lever.name}) between {limits} gives {wanted}: "
            f"the outcome runs from {low} to {high}."
        )
    return "\n".join([*lines, "", *wrapped(words)]) + "\n"


def combination(asked: Asked, target: float, found: Combination) -> str:
    """Return the least surprising values of several levers that give a target."""
    outcome = asked.outcome
    wanted, now = (written(value, outcome.unit) for value in (target, outcome.central))
    rows: list[Sequence[str]] = [("Assumption", "now", "then")]
    for lever, value in found.values.items():
        rows.append((lever.name, *(written(v, lever.unit, 4) for v in (lever.now, value))))
    reached = written(found.outcome, outcome.unit)
    words = (
        f"{wanted} follows with the least surprise: {found.surprise:.2f} standard deviations of "
        "the joint spread."
        if found.reached
        else f"No combination was found that gives {wanted}; the nearest gives {reached}."
    )
    heading = [*asked.heading, "", f"{outcome.label}: {now} in the central case", ""]
    return "\n".join([*heading, aligned_table(rows), "", *wrapped(words)]) + "\n"


def hindcast(forecasts: Sequence[Forecast], scores: Sequence[Score]) -> str:
    """Return the forecasts one and four quarters before, and the scores of each method."""
    parts = [
        "\n".join(wrapped(KNOWN)),
        "Data-centre revenue by quarter [USD bn], forecast one and four quarters before:",
        aligned_table(_forecast_rows(forecasts)),
        "Scores, by quarters ahead:",
        aligned_table(_score_rows(scores)),
        "\n".join(
            wrapped(
                "CRPS: mean error of the whole distribution [USD bn], smaller is better. Bias: "
                "central over actual. Inside: share of quarters inside the central band, 50 % and "
                "90 % where the bands are right."
            )
        ),
    ]
    return "\n\n".join(parts) + "\n"


_BEFORE = (1, 4)
_SHORT = dict(zip(METHODS, ("Jevons", "walk", "Holt"), strict=True))


def _forecast_rows(forecasts: Sequence[Forecast]) -> list[Sequence[str]]:
    came = {m: a for f in forecasts for m, a in zip(f.months, f.actual.tolist(), strict=True)}
    made = {
        (f.method, month, ahead): float(f.central[ahead - 1])
        for f in forecasts
        for ahead, month in enumerate(f.months, 1)
    }
    heading = [f"{_SHORT[method]}, {ahead}" for method in METHODS for ahead in _BEFORE]
    rows: list[Sequence[str]] = [("quarter to", "actual", *heading)]
    for month, actual in sorted(came.items()):
        found = (made.get((method, month, n)) for method in METHODS for n in _BEFORE)
        cells = ("" if value is None else f"{value:.1f}" for value in found)
        rows.append((str(month), f"{actual:.1f}", *cells))
    return rows


def _score_rows(scores: Sequence[Score]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [
        ("Method", "ahead", "count", "CRPS", "bias", "inside 50 %", "inside 90 %")
    ]
    for score in scores:
        bias = f"{np.expm1(score.bias):+.0%}".replace("-", "\N{MINUS SIGN}")
        inside = (f"{share:.0%}" for share in (score.coverage_50, score.coverage_90))
        ahead = str(score.quarters_ahead or "all")
        rows.append((score.method, ahead, str(score.count), f"{score.crps:.1f}", bias, *inside))
    return rows
