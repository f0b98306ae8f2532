"""Tables out: a projection as long CSV, JSON, or the IAMC table that pyam reads.

Numbers are written in full precision, at their shortest form that reads back the same.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from scenarios import files
from scenarios.comparison import difference, differing, labels, outcomes
from scenarios.engine.memory import Array
from scenarios.errors import InvalidInput, Problem
from scenarios.months import Month
from scenarios.projection import STATISTICS, WORLD, Projection, Variable

HEADER = ("scenario", "month", "variable", "region", "unit", "statistic", "value")

_MODEL = "Jevons 1"
_IAMC_REGIONS = {
    WORLD: "World",
    "us_allies": "US and allies",
    "china": "China",
    "rest_of_world": "Rest of world",
}
_IAMC_STATISTICS = {
    "central": "",
    "p05": "|5th Percentile",
    "p50": "|Median",
    "p95": "|95th Percentile",
}


def number(value: float) -> str:
    """Return the shortest text that reads back as ``value``."""
    return repr(files.shortest(value))


def csv_text(projection: Projection) -> str:
    """Return the long table of a projection, one number a row, with `HEADER`."""
    return table_text([HEADER, *_long_rows(projection)])


def _long_rows(projection: Projection) -> Iterator[Sequence[str]]:
    name, months = projection.scenario.name, [str(month) for month in projection.months]
    for variable, region in projection.available():
        for statistic in _statistics(variable):
            values = projection.statistic(statistic, variable.id, region).tolist()
            rows = [""] if variable.scalar else months
            for month, value in zip(rows, values, strict=True):
                yield (
                    name,
                    month,
                    variable.id,
                    region,
                    variable.unit,
                    statistic,
                    number(value),
                )


def _statistics(variable: Variable) -> Sequence[str]:
    return STATISTICS if variable.has_bands else STATISTICS[:1]


def json_text(projection: Projection) -> str:
    """Return a projection as JSON: the scenario, the baseline's name, months and variables."""
    variables: dict[str, Any] = {}
    for variable, region in projection.available():
        entry = variables.setdefault(variable.id, {"unit": variable.unit, "regions": {}})
        entry["regions"][region] = {
            statistic: _plain(projection.statistic(statistic, variable.id, region), variable)
            for statistic in _statistics(variable)
        }
    tree = {
        "scenario": files.tree_of(projection.scenario),
        "baseline": files.tree_of(projection.baseline.scenario) if projection.baseline else None,
        "months": [str(month) for month in projection.months],
        "variables": variables,
    }
    return json.dumps(tree, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(values: Array, variable: Variable) -> Any:
    numbers = [files.shortest(value) for value in values.tolist()]
    return numbers[0] if variable.scalar else numbers


def iamc_text(projection: Projection) -> str:
    """Return the IAMC table, wide by calendar year.

    A flow is the mean of the twelve months of its year, a stock is that of its December; a year
    that the horizon does not hold whole is left out, and so are scalars, which have no year.
    Raises `InvalidInput` when the horizon holds no year.
    """
    years = _whole_years(projection)
    rows: list[Sequence[object]] = [("model", "scenario", "region", "variable", "unit", *years)]
    for variable, region in projection.available():
        if variable.scalar or not variable.has_bands:
            continue
        for statistic, suffix in _IAMC_STATISTICS.items():
            series = projection.statistic(statistic, variable.id, region)
            rows.append(
                (
                    _MODEL,
                    projection.scenario.name,
                    _IAMC_REGIONS[region],
                    f"AI Compute|{variable.label}{suffix}",
                    variable.unit,
                    *(number(_yearly(projection, variable, series, year)) for year in years),
                )
            )
    return table_text(rows)


def _whole_years(projection: Projection) -> list[int]:
    count = Counter(month.year for month in projection.months)
    years = [year for year, months in count.items() if months == 12]
    if not years:
        scenario = projection.scenario
        needed = Month(12 * scenario.months[0].year + 23) - scenario.as_of
        words = (
            f"holds no whole calendar year, and the IAMC table is by year; {needed} months would "
            f"hold {scenario.months[0].year + 1}, this is {scenario.horizon_months}."
        )
        raise InvalidInput(scenario.name, [Problem("horizon_months", words)])
    return years


def _yearly(projection: Projection, variable: Variable, series: Array, year: int) -> float:
    steps = [i for i, month in enumerate(projection.months) if month.year == year]
    return float(series[steps[-1]] if variable.stock else series[steps].mean())


COMPARISON_HEADER = ("scenario", "outcome", "unit", "statistic", "value")
_BANDS = STATISTICS[2:]


def comparison_csv(projections: Sequence[Projection]) -> str:
    """Return outcomes and paired differences to the first projection, one number a row.

    Statistics of a difference begin with ``difference_``; ``probability_above_first`` is the
    share of draws in which the outcome exceeds that of the first. Scenarios of one name are told
    apart by a number: ``R1 shock``, ``R1 shock (2)``.
    """
    return table_text([COMPARISON_HEADER, *_comparison_rows(projections)])


def _comparison_rows(projections: Sequence[Projection]) -> Iterator[Sequence[str]]:
    first = {outcome.id: outcome for outcome in outcomes(projections[0])}
    names = labels([projection.scenario for projection in projections])
    for place, projection in enumerate(projections):
        for outcome in outcomes(projection):
            figures = {"central": outcome.central}
            figures |= dict(zip(_BANDS, outcome.bands().tolist(), strict=True))
            if place and outcome.id in first:
                gap = difference(outcome, first[outcome.id])
                figures["difference_central"] = gap.central
                bands = zip(_BANDS, gap.bands.tolist(), strict=True)
                figures |= {f"difference_{name}": value for name, value in bands}
                figures["probability_above_first"] = gap.probability
            for statistic, value in figures.items():
                yield names[place], outcome.id, outcome.unit, statistic, number(value)


def comparison_json(projections: Sequence[Projection]) -> str:
    """Return a comparison as JSON: scenarios, outcomes with differences, and what differs."""
    found: dict[str, Any] = {}
    for scenario, outcome, unit, statistic, value in _comparison_rows(projections):
        entry = found.setdefault(outcome, {"unit": unit, "scenarios": {}})
        entry["scenarios"].setdefault(scenario, {})[statistic] = json.loads(value)
    scenarios = [projection.scenario for projection in projections]
    named, differs = dict(zip(labels(scenarios), scenarios, strict=True)), differing(scenarios)
    tree = {
        "scenarios": {name: files.tree_of(scenario) for name, scenario in named.items()},
        "outcomes": found,
        "differing_assumptions": {
            assumption: {
                name: [files.shortest(p) for p in scenario.belief(assumption).percentiles()]
                for name, scenario in named.items()
            }
            for assumption in differs.assumptions
        },
        "differing_events": [
            {
                "event": files.fields_of(event),
                "times": {name: scenario.events.count(event) for name, scenario in named.items()},
            }
            for event in differs.events
        ],
    }
    return json.dumps(tree, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def table_text(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV, the first the header."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
