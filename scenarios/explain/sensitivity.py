"""What an outcome depends on: a tornado of one-at-a-time moves, and Sobol indices.

Indices are of the logarithm where the outcome is positive throughout: of a heavy-tailed raw
outcome a few draws would decide them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scenarios.engine.memory import Array
from scenarios.ensemble import stream
from scenarios.explain.variants import Against, Lever, lever, outcome_of
from scenarios.scenario import Scenario

Progress = Callable[[int, int], None]

#: An index whose 95 % interval is wider than this is called uncertain; judgement.
WIDE = 0.1
#: An outcome whose farthest hundredth of samples makes more of its variance than this has a heavy
#: tail; of a normal one they make 0.085, of a two-sided exponential one 0.16. Judgement.
HEAVY = 0.2
_RESAMPLES = 200


@dataclass(frozen=True)
class Bar:
    """What moving one assumption from its p10 to its p90 does to an outcome."""

    lever: Lever
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """Distance between the two outcomes."""
        return abs(self.at_high - self.at_low)


def tornado(scenario: Scenario, outcome: str, against: Against) -> tuple[Bar, ...]:
    """Return a bar for every assumption with a spread, the widest first; none without a spread."""
    names = uncertain(scenario)
    if not names:
        return ()
    levers = [lever(scenario, name) for name in names]
    ends = [scenario.belief(name).percentiles() for name in names]
    moved = {}
    for place, (each, (p10, p50, p90)) in enumerate(zip(levers, ends, strict=True)):
        values = np.full(2 * len(levers), p50)
        values[2 * place : 2 * place + 2] = p10, p90
        moved[each] = values
    found = outcome_of(scenario, moved, outcome, against).reshape(-1, 2).tolist()
    bars = [
        Bar(each, p10, p90, low, high)
        for each, (p10, _, p90), (low, high) in zip(levers, ends, found, strict=True)
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.swing))


def uncertain(scenario: Scenario) -> tuple[str, ...]:
    """Return the assumptions that have a spread in a scenario."""
    return tuple(name for name in scenario.declared if not scenario.belief(name).certain)


@dataclass(frozen=True)
class Indices:
    """Sobol indices of an outcome.

    Attributes
    ----------
    names : assumptions, in the order of the declarations
    first, total : share of variance from one alone, and with all its interactions; (name,)
    first_interval, total_interval : 95 % bootstrap intervals, shape (2, name)
    logarithmic : whether they are of the logarithm
    tail : share of variance that the hundredth of samples farthest from the mean makes
    """

    names: tuple[str, ...]
    first: Array
    total: Array
    first_interval: Array
    total_interval: Array
    logarithmic: bool
    tail: float = 0.0

    @property
    def heavy_tailed(self) -> bool:
        """Whether a few samples decide the indices, so that their intervals are too narrow."""
        return self.tail > HEAVY

    @property
    def wide(self) -> bool:
        """Whether an interval is too wide to rank by."""
        widths = np.concatenate((np.ptp(self.first_interval, 0), np.ptp(self.total_interval, 0)))
        return bool((widths > WIDE).any())

    @property
    def too_few(self) -> bool:
        """Whether samples are too few to rank by: an interval is wide, or the tail is heavy."""
        return self.wide or self.heavy_tailed


def sobol(
    scenario: Scenario,
    outcome: str,
    against: Against,
    *,
    samples: int = 1024,
    progress: Progress = lambda _done, _total: None,
) -> Indices:
    """Return first and total Sobol indices of an outcome over all assumptions with a spread.

    Two independent Latin hypercubes A and B, and for each assumption A with that column from B:
    ``samples * (assumptions + 2)`` projections, an assumption at a time; ``progress`` is told how
    many, and may raise to stop. Correlations of the scenario are left out: the indices are
    defined for independent inputs.
    """
    names = uncertain(scenario)
    levers = [lever(scenario, name) for name in names]
    seed = scenario.uncertainty.seed
    a, b = (
        [scenario.belief(name).quantile(stream(name + half, seed, samples)) for name in names]
        for half in ("", "/b")
    )

    def evaluate(columns: list[Array]) -> Array:
        return outcome_of(scenario, dict(zip(levers, columns, strict=True)), outcome, against)

    at_a, at_b = evaluate(a), evaluate(b)
    mixed = np.empty((len(names), samples))
    for place in range(len(names)):
        mixed[place] = evaluate([*a[:place], b[place], *a[place + 1 :]])
        progress(place + 1, len(names))
    return indices(names, at_a, at_b, mixed, np.random.default_rng([seed, samples]))


def indices(
    names: tuple[str, ...], at_a: Array, at_b: Array, mixed: Array, rng: np.random.Generator
) -> Indices:
    """Return the indices from an outcome's values, with bootstrap intervals.

    Parameters
    ----------
    at_a, at_b : outcome of the two samples, shape (sample,)
    mixed : of A with one column from B, shape (name, sample)
    rng : for the bootstrap
    """
    logarithmic = bool(min(at_a.min(), at_b.min(), mixed.min()) > 0)
    if logarithmic:
        at_a, at_b, mixed = np.log(at_a), np.log(at_b), np.log(mixed)
    first, total = _estimates(at_a[None], at_b[None], mixed[:, None])
    chosen = rng.integers(0, len(at_a), (_RESAMPLES, len(at_a)))
    firsts = np.empty((_RESAMPLES, len(names)))
    totals = np.empty_like(firsts)
    for place, rows in enumerate(chosen):
        one = _estimates(at_a[None, rows], at_b[None, rows], mixed[:, None, rows])
        firsts[place], totals[place] = one[0][:, 0], one[1][:, 0]
    ends = (0.025, 0.975)
    return Indices(
        names,
        first[:, 0],
        total[:, 0],
        np.quantile(firsts, ends, axis=0),
        np.quantile(totals, ends, axis=0),
        logarithmic,
        _tail(np.concatenate((at_a, at_b))),
    )


def _tail(values: Array) -> float:
    """Return the share of the variance that the hundredth farthest from the mean makes."""
    squares = np.sort((values - values.mean()) ** 2)[::-1]
    parts = np.clip(len(values) / 100 - np.arange(len(values)), 0, 1)
    whole = float(squares.sum())
    return float(squares @ parts) / whole if whole > 0 else 0.0


def _estimates(at_a: Array, at_b: Array, mixed: Array) -> tuple[Array, Array]:
    """Return first and total indices, shape (name, set), from (set, sample), (name, set, sample).

    First by Saltelli et al. (2010), total by Jansen (1999); an outcome that never changes has
    indices of 0.
    """
    both = np.concatenate((at_a, at_b), axis=-1)
    variance = both.var(axis=-1)
    safe = np.where(variance > 0, variance, np.inf)
    centred = at_b - both.mean(axis=-1, keepdims=True)
    first = (centred * (mixed - at_a)).mean(axis=-1) / safe
    total = ((at_a - mixed) ** 2).mean(axis=-1) / (2 * safe)
    return first, total


def largest(found: Indices, count: int = 10) -> Mapping[str, tuple[float, float]]:
    """Return the (first, total) indices of the assumptions that matter most, by total."""
    order = np.argsort(-found.total)[:count]
    return {found.names[i]: (float(found.first[i]), float(found.total[i])) for i in order}
