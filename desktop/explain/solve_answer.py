"""What one would have to believe of one lever, as work for another thread."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from desktop.charts.data import Array
from desktop.explain.levers import moved, with_now_in_range
from desktop.explain.outcome_texts import outcome_unit
from desktop.explain.question import Subject
from scenarios import record
from scenarios.explain.solve import Solution, quantile, solve
from scenarios.explain.variants import Against, Lever, lever, outcome_of
from scenarios.metalog import Belief
from scenarios.scenario import Scenario

_POINTS = 97
_FARTHEST = 7.0
#: Evidence on elasticities is written in a unit of its own.
_SAME_UNIT = {"absolute elasticity": "1"}


@dataclass(frozen=True)
class SolveCase:
    """A search to be made. The present value of the lever is no part of it.

    Attributes
    ----------
    scenario : with the lever at some value, always the same one
    lever : what is moved
    outcome, target : id of an outcome, and the value wanted, in its unit
    against : what effects are measured by
    """

    scenario: Scenario
    lever: Lever
    outcome: str
    target: float
    against: Against

    @property
    def asked(self) -> tuple[object, ...]:
        """What the user chose, which tells a former answer from one to another question."""
        return self.lever.name, self.outcome, self.target, self.against.follows


@dataclass(frozen=True, eq=False)
class SolveAnswer:
    """The solutions of a case, and the outcome over the range shown.

    Attributes
    ----------
    x, values : the lever and the outcome, shape (point,)
    """

    case: SolveCase
    solution: Solution
    x: Array
    values: Array

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        return outcome_unit(self.case.outcome)

    @property
    def shown(self) -> tuple[float, ...]:
        """The solutions within the range shown, rising."""
        low, high = float(self.x[0]), float(self.x[-1])
        return tuple(value for value in self.solution.values if low <= value <= high)


@dataclass(frozen=True)
class Evidence:
    """What was found about an assumption: a value or a range, in the assumption's unit."""

    parameter: str
    low: float
    central: float
    high: float
    source: str
    definition: str


def solve_case(
    subject: Subject, whole: Scenario, name: str, target: tuple[str, float], without_events: bool
) -> SolveCase:
    """Return the search for an outcome's value; ``whole`` has the events that the lever moves.

    Raises `InvalidInput` where the scenario has no such lever.
    """
    found = with_now_in_range(lever(whole, name))
    start = found.usual[0]
    neutral = moved(whole, {name: start})
    against = against_of(subject, neutral, without_events)
    return SolveCase(neutral, replace(found, now=start), *target, against)


def against_of(subject: Subject, scenario: Scenario, without_events: bool) -> Against:
    """Return what effects are measured by: the scenario without its events, or the reference."""
    if without_events or subject.without_events:
        return Against(scenario.without_events(), follows=True)
    return subject.against()


def solve_answer(case: SolveCase) -> SolveAnswer:
    """Return all solutions of a case and the curve about them."""
    solution = solve(case.scenario, case.lever, case.outcome, case.target, case.against)
    low, high = case.lever.usual
    x = case.lever.grid(_POINTS, (low, high))
    if not any(low <= value <= high for value in solution.values) and solution.values:
        nearest = min(solution.values, key=lambda v: max(low - v, v - high))
        x = case.lever.grid(_POINTS, (min(low, nearest), max(high, nearest)))
    values = outcome_of(case.scenario, {case.lever: x}, case.outcome, case.against)
    return SolveAnswer(case, solution, x, np.asarray(values))


def chance(belief: Belief, value: float) -> float | None:
    """Return the probability of a value so far out or farther, on its side of the median.

    None where the belief is certain.
    """
    if belief.certain:
        return None
    normal, values = _quantiles(belief)
    z = float(np.interp(value, values, normal))
    return NormalDist().cdf(-abs(z))


@lru_cache(maxsize=64)
def _quantiles(belief: Belief) -> tuple[Array, Array]:
    normal = np.linspace(-_FARTHEST, _FARTHEST, 1401)
    return normal, quantile(belief, normal)


def evidence(scenario: Scenario, name: str) -> tuple[Evidence, ...]:
    """Return the evidence on a lever that is in its unit, that of all its assumptions."""
    parts = [scenario.declared[part] for part in name.split("+") if part in scenario.declared]
    wanted = {(parameter, part.unit) for part in parts for parameter in part.evidence}
    rows = record.table(scenario.data, "evidence")
    found = (
        _evidence(row)
        for row in rows
        if (row["parameter"], _SAME_UNIT.get(row["unit"], row["unit"])) in wanted
    )
    return tuple(each for each in found if each is not None)


def solve_csv(answer: SolveAnswer) -> str:
    """Return the curve and the solutions as CSV, in full precision."""
    case, unit = answer.case, answer.unit
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write(["kind", case.lever.name, "lever_unit", case.outcome, "unit"])
    for x, value in zip(answer.x.tolist(), answer.values.tolist(), strict=True):
        write(["curve", repr(x), case.lever.unit, repr(value), unit])
    for x in answer.solution.values:
        write(["solution", repr(x), case.lever.unit, repr(case.target), unit])
    return text.getvalue()


def _evidence(row: Mapping[str, str]) -> Evidence | None:
    """Return a row of the evidence; None where its figures are not numbers."""
    try:
        numbers = [float(row[name]) for name in ("low", "central", "high") if row[name]]
    except ValueError:  # such as shares of several firms in one cell
        return None
    low, high = numbers[0], numbers[-1]
    central = float(row["central"] or (low + high) / 2)
    parameter = row["parameter"].replace("_", " ")
    return Evidence(parameter, low, central, high, row["source_title"], row["definition"])
