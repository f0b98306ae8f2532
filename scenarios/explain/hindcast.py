"""Was it ever right: projections from every past quarter, against what came.

The defaults were chosen in 2026 by people who knew the record up to then, so a hindcast flatters
the model. What differs by quarter is only the vintage: what could be read off the record of that
quarter, and the starting values of `vintages.csv`, which are judgement made afterwards too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from scenarios import record
from scenarios.engine.memory import Array
from scenarios.months import Month
from scenarios.projection import Projection, project
from scenarios.scenario import Scenario

METHODS = ("Jevons", "random walk with drift", "Holt's method")

KNOWN = (
    "The defaults were chosen in 2026, with the record up to July 2026 in sight; the starting "
    "values of each quarter were set by judgement at the same time. The scores therefore say how "
    "well the model can be made to fit, not how well it would have forecast."
)


@dataclass(frozen=True)
class Forecast:
    """Quarterly data-centre revenue forecast from one origin. [USD bn a quarter]

    Attributes
    ----------
    method : one of `METHODS`
    origin : last month known
    months : last months of the quarters forecast
    central : shape (quarter,)
    draws : equally likely values, shape (quarter, draw)
    actual : what came, shape (quarter,)
    """

    method: str
    origin: Month
    months: tuple[Month, ...]
    central: Array
    draws: Array
    actual: Array


@dataclass(frozen=True)
class Score:
    """How good forecasts of one method were at one horizon.

    Attributes
    ----------
    method : one of `METHODS`
    quarters_ahead : 0 for all horizons together
    count : forecasts scored
    crps : mean continuous ranked probability score [USD bn a quarter]
    bias : mean of the log of central over actual; above 0 too high
    coverage_50, coverage_90 : share of actual values inside the central 50 and 90 % bands
    """

    method: str
    quarters_ahead: int
    count: int
    crps: float
    bias: float
    coverage_50: float
    coverage_90: float


def crps(draws: Array, actual: Array) -> Array:
    """Return the continuous ranked probability score of equally likely draws.

    ``E|X - y| - E|X - X'| / 2`` [1]_, the second term from sorted draws.

    Parameters
    ----------
    draws : shape (..., draw)
    actual : shape (...)

    .. [1] Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and
       estimation. Journal of the American Statistical Association 102, 359-378.
    """
    ordered = np.sort(draws, axis=-1)
    count = ordered.shape[-1]
    weight = (2 * np.arange(1, count + 1) - count - 1) / count**2
    error = np.abs(ordered - np.asarray(actual)[..., None]).mean(axis=-1)
    spread: Array = error - (ordered * weight).sum(axis=-1)
    return spread


def quarterly(projection: Projection) -> Array:
    """Return revenue by fiscal quarter, shape (quarter, 1 + draw). [USD bn a quarter]"""
    revenue = projection.columns("revenue")
    whole = revenue[: len(revenue) // 3 * 3]
    mean: Array = whole.reshape(-1, 3, whole.shape[-1]).mean(axis=1)
    return mean / 4


def hindcasts(scenario: Scenario) -> tuple[Forecast, ...]:
    """Return forecasts by every method from every quarter that a record follows.

    ``scenario`` gives beliefs, draws and seed; its events and as-of month are left aside. An
    assumption it does not set follows the vintage of each quarter.
    """
    quarters = record.history(scenario.data)
    actual = {quarter.month: quarter.data_center_revenue for quarter in quarters}
    found = []
    for origin in record.as_of_months(scenario.data):
        ahead = [month for month in actual if month > origin]
        if ahead:
            came = np.array([actual[month] for month in ahead])
            past = np.array([actual[month] for month in actual if month <= origin])
            for method, (central, draws) in _methods(scenario, origin, past, len(ahead)).items():
                found.append(Forecast(method, origin, tuple(ahead), central, draws, came))
    return tuple(found)


def _methods(
    scenario: Scenario, origin: Month, past: Array, count: int
) -> Mapping[str, tuple[Array, Array]]:
    projected = scenario.replace(as_of=origin, events=(), horizon_months=max(6, 3 * count))
    columns = quarterly(project(projected, keep=("revenue",)))[:count]
    draws = scenario.uncertainty.draws
    return {
        METHODS[0]: (columns[:, 0], columns[:, 1:]),
        METHODS[1]: _lognormal(*random_walk(np.log(past), count), draws),
        METHODS[2]: _lognormal(*holt(np.log(past), count), draws),
    }


def random_walk(past: Array, count: int) -> tuple[Array, Array]:
    """Return mean and standard deviation of the next values of a random walk with drift.

    ``past`` has shape (quarter,); both results (count,).
    """
    steps = np.diff(past)
    ahead = np.arange(1, count + 1)
    spread = steps.std(ddof=1) * np.sqrt(ahead * (1 + ahead / len(steps)))
    return past[-1] + ahead * steps.mean(), spread


_SMOOTHINGS = np.linspace(0.05, 1.0, 20)


def holt(past: Array, count: int) -> tuple[Array, Array]:
    """Return mean and standard deviation of the next values by Holt's linear method.

    Level and trend are smoothed by the pair of constants with the least one-step error over
    ``past``, shape (quarter,); the variance is that of the state-space form. Results (count,).
    """
    level_gain, trend_gain = (g.ravel() for g in np.meshgrid(_SMOOTHINGS, _SMOOTHINGS))
    level = np.full_like(level_gain, past[1])
    trend = np.full_like(level_gain, past[1] - past[0])
    squares = np.zeros_like(level_gain)
    for value in past[2:]:
        error = value - level - trend
        squares += error**2
        level = level + trend + level_gain * error
        trend = trend + level_gain * trend_gain * error
    best = int(squares.argmin())
    alpha, beta = level_gain[best], level_gain[best] * trend_gain[best]
    variance = squares[best] / max(1, len(past) - 2)
    ahead = np.arange(1, count + 1)
    growing = np.cumsum((alpha + beta * ahead) ** 2)
    factor = 1 + np.concatenate(([0.0], growing[:-1]))
    return level[best] + ahead * trend[best], np.sqrt(variance * factor)


def _lognormal(mean: Array, deviation: Array, draws: int) -> tuple[Array, Array]:
    """Return the median and equally likely draws of lognormal forecasts."""
    inverse = NormalDist().inv_cdf
    scores = np.array([inverse((i + 0.5) / draws) for i in range(draws)])
    return np.exp(mean), np.exp(mean[:, None] + deviation[:, None] * scores)


def scores(forecasts: Sequence[Forecast]) -> tuple[Score, ...]:
    """Return the scores of every method, by quarters ahead and over all."""
    found = []
    longest = max(len(forecast.months) for forecast in forecasts)
    for method in dict.fromkeys(forecast.method for forecast in forecasts):
        own = [forecast for forecast in forecasts if forecast.method == method]
        for ahead in range(longest + 1):
            rows = [
                (f.central[i], f.draws[i], f.actual[i])
                for f in own
                for i in range(len(f.months))
                if ahead in (0, i + 1)
            ]
            if rows:
                found.append(_score(method, ahead, rows))
    return tuple(found)


def _score(method: str, ahead: int, rows: Sequence[tuple[float, Array, float]]) -> Score:
    actual = np.array([row[2] for row in rows])
    central = np.array([row[0] for row in rows])
    marks = np.array([np.quantile(row[1], (0.05, 0.25, 0.75, 0.95)) for row in rows]).T
    score = np.mean([crps(row[1], np.array(row[2])) for row in rows])
    return Score(
        method,
        ahead,
        len(rows),
        float(score),
        float(np.log(central / actual).mean()),
        float(((marks[1] <= actual) & (actual <= marks[2])).mean()),
        float(((marks[0] <= actual) & (actual <= marks[3])).mean()),
    )


#: How far the model may be off in a quarter although a draw is right, in logs; judgement.
TOLERANCE = 0.1


@dataclass(frozen=True)
class Weights:
    """How well each draw hits the record since the as-of month.

    Attributes
    ----------
    values : shape (draw,), summing to 1
    quarters : quarters of the record they are judged by; none when the as-of month is the newest
    """

    values: Array
    quarters: int

    @property
    def effective(self) -> float:
        """The effective number of draws, 1 / sum of squares."""
        return float(1 / (self.values**2).sum())


def conditioned(projection: Projection, tolerance: float = TOLERANCE) -> Weights:
    """Return the weights of a projection's draws given the record since its as-of month.

    A quarter's revenue is taken as lognormal around the draw's with deviation ``tolerance``.
    """
    scenario = projection.scenario
    came = [
        (quarter.month - scenario.as_of) // 3 - 1
        for quarter in record.history(scenario.data)
        if scenario.as_of < quarter.month <= scenario.months[-1]
    ]
    draws = projection.draws("revenue").shape[1]
    if not came:
        return Weights(np.full(draws, 1 / draws), 0)
    actual = [
        quarter.data_center_revenue
        for quarter in record.history(scenario.data)
        if scenario.as_of < quarter.month <= scenario.months[-1]
    ]
    off = np.log(quarterly(projection)[came, 1:] / np.array(actual)[:, None])
    fit = -0.5 * (off**2).sum(axis=0) / tolerance**2
    values = np.exp(fit - fit.max())
    return Weights(values / values.sum(), len(came))


def weighted_percentiles(draws: Array, weights: Array, ranks: Sequence[float]) -> Array:
    """Return percentiles of weighted draws, shape (rank, ...), along the last axis of ``draws``.

    Between the middles of the draws' weights, the first of them at 0 and the last at 1: with
    equal weights those of `ranks.percentiles`. Draws without weight are left out.
    """
    heavy = weights > 0
    draws, weights = draws[..., heavy], weights[heavy]
    order = np.argsort(draws, axis=-1)
    ordered = np.take_along_axis(draws, order, axis=-1)
    own = weights[order]
    middle = np.cumsum(own, axis=-1) - own / 2
    first, last = middle[..., :1], middle[..., -1:]
    place = (middle - first) / np.where(last > first, last - first, 1.0)
    flat = ordered.reshape(-1, ordered.shape[-1]), place.reshape(-1, ordered.shape[-1])
    found = [np.interp(ranks, p, v) for v, p in zip(*flat, strict=True)]
    return np.moveaxis(np.array(found).reshape(*draws.shape[:-1], len(ranks)), -1, 0)
