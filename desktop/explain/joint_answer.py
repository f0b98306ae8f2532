"""The least surprising combination of beliefs that gives a target, as work for another thread."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from statistics import NormalDist

from desktop.explain.outcome_texts import outcome_unit
from desktop.explain.question import Progress
from desktop.explain.solve_answer import chance
from scenarios.explain.solve import Combination, least_surprising
from scenarios.explain.variants import Against, lever
from scenarios.metalog import Belief
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class JointCase:
    """A search to be made: assumptions that may move together, and the outcome wanted."""

    scenario: Scenario
    names: tuple[str, ...]
    outcome: str
    target: float
    against: Against

    @property
    def asked(self) -> tuple[object, ...]:
        """What the user chose, which tells a former answer from one to another question."""
        return self.names, self.outcome, self.target, self.against.follows


@dataclass(frozen=True)
class Needed:
    """An assumption: what is believed, the value needed, and the chance of one so far out."""

    name: str
    belief: Belief
    value: float
    chance: float


@dataclass(frozen=True, eq=False)
class JointAnswer:
    """The least surprising combination; ``chance`` is that of anything so surprising or more."""

    case: JointCase
    combination: Combination
    rows: tuple[Needed, ...]
    chance: float


def joint_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the assumptions that have a spread in a scenario, in order."""
    return tuple(name for name in scenario.declared if not scenario.belief(name).certain)


def joint_answer(case: JointCase, progress: Progress) -> JointAnswer:
    """Return the least surprising combination of a case."""
    progress(0, 1)
    levers = [lever(case.scenario, name) for name in case.names]
    found = least_surprising(case.scenario, levers, case.outcome, case.target, case.against)
    rows = []
    for each, value in found.values.items():
        belief = case.scenario.belief(each.name)
        rows.append(Needed(each.name, belief, value, chance(belief, value) or 0.0))
    progress(1, 1)
    return JointAnswer(case, found, tuple(rows), NormalDist().cdf(-found.surprise))


def joint_csv(answer: JointAnswer) -> str:
    """Return the combination as CSV, in full precision, the whole of it in the last line."""
    case, text = answer.case, io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write(["id", "p10", "p50", "p90", "needed", "unit", "chance"])
    for row in answer.rows:
        percentiles = map(repr, row.belief.percentiles())
        unit = case.scenario.declared[row.name].unit
        write([row.name, *percentiles, repr(row.value), unit, repr(row.chance)])
    outcome = repr(answer.combination.outcome)
    write([case.outcome, "", "", "", outcome, outcome_unit(case.outcome), repr(answer.chance)])
    return text.getvalue()
