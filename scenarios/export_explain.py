"""What the analyses say, as CSV and as JSON, with every number in full precision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from scenarios import files
from scenarios.engine.memory import Array
from scenarios.explain.asked import Asked, Split
from scenarios.explain.frontier import Frontier
from scenarios.explain.hindcast import KNOWN, Forecast, Score
from scenarios.explain.sensitivity import Bar, Indices
from scenarios.explain.solve import Combination, Solution
from scenarios.explain.variants import Lever
from scenarios.export import number, table_text
from scenarios.projection import STATISTICS
from scenarios.ranks import percentiles

_BANDS = STATISTICS[2:]


def attribution_csv(split: Split) -> str:
    """Return a split gap, one number a row: what either scenario has, and each share."""
    return table_text(
        [("period", "kind", "item", "unit", "value", "standard_error"), *_split_rows(split)]
    )


def _split_rows(split: Split) -> Iterator[Sequence[str]]:
    for i, period in enumerate(split.periods):
        unit = split.unit
        yield period, "first", split.first.name, unit, number(float(split.from_value[i])), ""
        for place, item in enumerate(split.items):
            share, error = float(split.shares[place, i]), float(split.error[place, i])
            yield period, "share", item.name, unit, number(share), number(error)
        yield period, "second", split.second.name, unit, number(float(split.to_value[i])), ""


def attribution_json(split: Split) -> str:
    """Return a split gap as JSON: both scenarios, periods, and what each item adds."""
    return _json(
        {
            "first": files.tree_of(split.first),
            "second": files.tree_of(split.second),
            "output": split.label,
            "unit": split.unit,
            "exact": split.exact,
            "periods": split.periods,
            "from": _numbers(split.from_value),
            "to": _numbers(split.to_value),
            "items": [
                {
                    "name": item.name,
                    "assumptions": item.assumptions,
                    "events": [files.fields_of(event) for event in item.events],
                    "shares": _numbers(split.shares[place]),
                    "standard_error": _numbers(split.error[place]),
                }
                for place, item in enumerate(split.items)
            ],
        }
    )


def sensitivity_csv(bars: Sequence[Bar], found: Indices | None) -> str:
    """Return bars and indices, one number a row."""
    rows: list[Sequence[str]] = [("assumption", "method", "statistic", "value")]
    for bar in bars:
        for statistic, value in _bar(bar).items():
            rows.append((bar.lever.name, "tornado", statistic, number(value)))
    for name, figures in _indices(found).items():
        for statistic, value in figures.items():
            rows.append((name, "sobol", statistic, number(value)))
    return table_text(rows)


def sensitivity_json(asked: Asked, bars: Sequence[Bar], found: Indices | None, samples: int) -> str:
    """Return bars and indices as JSON, and how far the indices can be trusted."""
    tree = _asked(asked)
    if bars:
        tree["tornado"] = {bar.lever.name: _plain(_bar(bar)) for bar in bars}
    if found is not None:
        tree["sobol"] = {
            "samples": samples,
            "logarithmic": found.logarithmic,
            "too_few": found.too_few,
            "heavy_tailed": found.heavy_tailed,
            "tail": files.shortest(found.tail),
            "indices": {name: _plain(figures) for name, figures in _indices(found).items()},
        }
    return _json(tree)


def _bar(bar: Bar) -> dict[str, float]:
    return {"p10": bar.low, "p90": bar.high, "at_p10": bar.at_low, "at_p90": bar.at_high}


def _indices(found: Indices | None) -> dict[str, dict[str, float]]:
    if found is None:
        return {}
    columns = {
        "first": found.first,
        "first_low": found.first_interval[0],
        "first_high": found.first_interval[1],
        "total": found.total,
        "total_low": found.total_interval[0],
        "total_high": found.total_interval[1],
    }
    return {
        name: {statistic: float(values[i]) for statistic, values in columns.items()}
        for i, name in enumerate(found.names)
    }


def frontier_csv(found: Frontier) -> str:
    """Return a map as ``x,y,value``, one point a row."""
    rows: list[Sequence[str]] = [("x", "y", "value")]
    for y, values in zip(found.y.tolist(), found.values.tolist(), strict=True):
        for x, value in zip(found.x.tolist(), values, strict=True):
            rows.append((number(x), number(y), number(value)))
    return table_text(rows)


def frontier_json(asked: Asked, found: Frontier, levels: Sequence[float]) -> str:
    """Return a map as JSON, with the lines on which the outcome is each of ``levels``."""
    tree = _asked(asked)
    for axis, lever, values in (("x", found.across, found.x), ("y", found.up, found.y)):
        tree[axis] = {**_lever(lever), "values": _numbers(values)}
    tree["values"] = [_numbers(row) for row in found.values]
    tree["contours"] = [
        {
            "level": files.shortest(level),
            "lines": [[_numbers(point) for point in line] for line in found.contour(level)],
        }
        for level in levels
    ]
    return _json(tree)


def solution_csv(lever: Lever, found: Solution) -> str:
    """Return every solution in a row of its own; there may be none."""
    rows = [(lever.name, lever.unit, number(value)) for value in found.values]
    return table_text([("lever", "unit", "value"), *rows])


def solution_json(asked: Asked, lever: Lever, target: float, found: Solution) -> str:
    """Return the solutions as JSON, with the outcome's range, which says why there may be none."""
    tree = {
        **_asked(asked),
        "target": files.shortest(target),
        "lever": _lever(lever),
        "solutions": [files.shortest(value) for value in found.values],
        "lowest": files.shortest(found.lowest),
        "highest": files.shortest(found.highest),
    }
    return _json(tree)


def combination_csv(found: Combination) -> str:
    """Return the value of each lever in a row of its own."""
    rows = [(lever.name, lever.unit, number(value)) for lever, value in found.values.items()]
    return table_text([("lever", "unit", "value"), *rows])


def combination_json(asked: Asked, target: float, found: Combination) -> str:
    """Return a combination as JSON, with its surprise and what it gives."""
    levers = [
        {**_lever(lever), "value": files.shortest(value)} for lever, value in found.values.items()
    ]
    tree = {
        **_asked(asked),
        "target": files.shortest(target),
        "reached": found.reached,
        "gives": files.shortest(found.outcome),
        "surprise": files.shortest(found.surprise),
        "levers": levers,
    }
    return _json(tree)


_FORECAST = ("method", "origin", "month", "quarters_ahead", "actual", "central", *_BANDS)


def hindcast_csv(forecasts: Sequence[Forecast]) -> str:
    """Return every forecast in a row of its own. [USD bn a quarter]"""
    return table_text([_FORECAST, *map(_written, _forecasts(forecasts))])


def hindcast_json(forecasts: Sequence[Forecast], scores: Sequence[Score]) -> str:
    """Return forecasts and scores as JSON, with what has to be known about them."""
    return _json(
        {
            "known": KNOWN,
            "unit": "USD bn a quarter",
            "forecasts": [
                _plain(dict(zip(_FORECAST, row, strict=True))) for row in _forecasts(forecasts)
            ],
            "scores": [_plain(vars(score)) for score in scores],
        }
    )


def _forecasts(forecasts: Sequence[Forecast]) -> Iterator[Sequence[str | int | float]]:
    for each in forecasts:
        bands = percentiles(each.draws)
        for i, month in enumerate(each.months):
            figures = float(each.actual[i]), float(each.central[i]), *bands[:, i].tolist()
            yield each.method, str(each.origin), str(month), i + 1, *figures


def _written(row: Sequence[str | int | float]) -> Sequence[str]:
    return [number(cell) if isinstance(cell, float) else str(cell) for cell in row]


def _asked(asked: Asked) -> dict[str, Any]:
    outcome = asked.outcome
    return {
        "scenario": files.tree_of(asked.scenario),
        "baseline": files.tree_of(asked.against.baseline),
        "outcome": outcome.id,
        "unit": outcome.unit,
        "central": files.shortest(outcome.central),
    }


def _lever(lever: Lever) -> dict[str, Any]:
    return {
        "name": lever.name,
        "label": lever.label,
        "unit": lever.unit,
        "now": files.shortest(float(lever.now)),
        "minimum": files.shortest(float(lever.minimum)),
        "maximum": files.shortest(float(lever.maximum)),
    }


def _numbers(values: Array) -> list[float | int]:
    return [files.shortest(value) for value in values.tolist()]


def _plain(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        name: files.shortest(value) if isinstance(value, float) else value
        for name, value in figures.items()
    }


def _json(tree: dict[str, Any]) -> str:
    return json.dumps(tree, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
