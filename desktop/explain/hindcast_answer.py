"""What the hindcast view asks and gets: forecasts from every past quarter, scores, and a fit."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from desktop.charts.data import Array
from desktop.explain.question import Progress
from scenarios.explain.hindcast import (
    METHODS,
    Forecast,
    Score,
    conditioned,
    hindcasts,
    quarterly,
    scores,
    weighted_percentiles,
)
from scenarios.months import Month
from scenarios.projection import PERCENTILES, Projection, percentiles
from scenarios.scenario import Scenario

HEADER = ("table", "method", "origin", "month", "quarters_ahead", "statistic", "unit", "value")
ENOUGH = 30.0
"""Effective draws below which weighted percentiles are not to be trusted; judgement."""

_UNIT = "USD bn a quarter"
_BANDS = ("p05", "p25", "p50", "p75", "p95")
_UNITS = {"count": "1", "crps": _UNIT, "bias": "log", "coverage_50": "1", "coverage_90": "1"}


@dataclass(frozen=True, eq=False)
class Line:
    """A forecast to be drawn: its central case (quarter,), its bands (5, quarter), what came."""

    method: str
    origin: Month
    months: tuple[Month, ...]
    central: Array
    bands: Array
    actual: Array


@dataclass(frozen=True, eq=False)
class HindcastAnswer:
    """The hindcasts of a scenario's beliefs.

    Attributes
    ----------
    key : of the beliefs, see `beliefs`
    lines : every forecast, by method and origin
    scores : by method and quarters ahead
    """

    key: Hashable
    lines: tuple[Line, ...]
    scores: tuple[Score, ...]

    @property
    def origins(self) -> tuple[Month, ...]:
        """The quarters forecast from, oldest first."""
        return tuple(dict.fromkeys(line.origin for line in self.lines))

    def of(self, method: str) -> tuple[Line, ...]:
        """Return the forecasts of a method, oldest first."""
        return tuple(line for line in self.lines if line.method == method)

    def score(self, method: str, quarters_ahead: int) -> Score:
        """Return the score of a method at a horizon, 0 for all horizons together."""
        return next(
            s for s in self.scores if (s.method, s.quarters_ahead) == (method, quarters_ahead)
        )

    @property
    def horizons(self) -> tuple[int, ...]:
        """The quarters ahead that are scored, 0 (all together) first."""
        return tuple(dict.fromkeys(score.quarters_ahead for score in self.scores))


@dataclass(frozen=True, eq=False)
class FitAnswer:
    """A projection's quarterly revenue, of all draws and of those that fit the record.

    Attributes
    ----------
    as_of, months : where it starts, and the last months of its quarters
    central, bands, fitting : shapes (quarter,), (5, quarter), (5, quarter) [USD bn a quarter]
    quarters : quarters of the record that the draws are held against
    draws, effective : how many draws there are, and as how many the weighted ones are good
    """

    as_of: Month
    months: tuple[Month, ...]
    central: Array
    bands: Array
    fitting: Array
    quarters: int
    draws: int
    effective: float


def beliefs(scenario: Scenario) -> Hashable:
    """Return what a hindcast depends on: all of a scenario but as-of month, horizon and events."""
    return scenario.data, tuple(scenario.assumptions.items()), scenario.uncertainty


def hindcast_answer(scenario: Scenario, progress: Progress) -> HindcastAnswer:
    """Work out the hindcasts of a scenario's beliefs, and their scores."""
    progress(0, 3)
    forecasts = hindcasts(scenario)
    progress(1, 3)
    found = scores(forecasts)
    progress(2, 3)
    lines = tuple(_line(forecast) for forecast in forecasts)
    progress(3, 3)
    return HindcastAnswer(beliefs(scenario), lines, found)


def _line(forecast: Forecast) -> Line:
    f = forecast
    return Line(f.method, f.origin, f.months, f.central, percentiles(f.draws), f.actual)


def fit_answer(projection: Projection) -> FitAnswer:
    """Weigh the draws of a projection by the record since its as-of month."""
    columns, weights = quarterly(projection), conditioned(projection)
    as_of = projection.scenario.as_of
    draws = columns[:, 1:]
    fitting = weighted_percentiles(draws, weights.values, PERCENTILES)
    return FitAnswer(
        as_of,
        tuple(as_of + 3 * (quarter + 1) for quarter in range(len(columns))),
        columns[:, 0],
        percentiles(draws),
        fitting,
        weights.quarters,
        draws.shape[1],
        weights.effective,
    )


def answer_csv(answer: HindcastAnswer, fit: FitAnswer | None) -> str:
    """Return every forecast, what came, every score and the fit, one number a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_came(answer))
    for line in answer.lines:
        writer.writerows(_forecast_rows("forecast", line.method, line))
    for score in answer.scores:
        for name, unit in _UNITS.items():
            place = ("score", score.method, "", "", score.quarters_ahead, name, unit)
            writer.writerow((*place, repr(getattr(score, name))))
    if fit is not None:
        writer.writerows(_fit_rows(fit))
    return out.getvalue()


def _came(answer: HindcastAnswer) -> Iterator[Sequence[object]]:
    first = answer.of(METHODS[0])[0]
    for month, value in zip(first.months, first.actual, strict=True):
        yield "record", "", "", month, "", "record", _UNIT, repr(float(value))


def _forecast_rows(table: str, method: str, line: Line) -> Iterator[Sequence[object]]:
    statistics = {"central": line.central, **dict(zip(_BANDS, line.bands, strict=True))}
    for place, month in enumerate(line.months):
        for name, values in statistics.items():
            value = repr(float(values[place]))
            yield table, method, line.origin, month, place + 1, name, _UNIT, value


def _fit_rows(fit: FitAnswer) -> Iterator[Sequence[object]]:
    for table, bands in (("all_draws", fit.bands), ("fitting_draws", fit.fitting)):
        for place, month in enumerate(fit.months):
            for name, band in zip(_BANDS, bands, strict=True):
                value = repr(float(band[place]))
                yield table, METHODS[0], fit.as_of, month, place + 1, name, _UNIT, value
    head = ("fitting_draws", METHODS[0], fit.as_of, "", "", "effective_draws", "1")
    yield (*head, repr(fit.effective))
