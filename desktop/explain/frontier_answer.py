"""The map of break-even as work for another thread: what is asked, and what comes back."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

import numpy as np

from desktop.charts.axis import nice_range
from desktop.charts.data import Array
from desktop.explain.levers import moved, with_now_in_range
from desktop.explain.market import market_fall
from desktop.explain.outcome_texts import SHARE, outcome_unit
from desktop.explain.question import Subject
from scenarios.comparison import EFFECTS
from scenarios.explain.frontier import Frontier, frontier
from scenarios.explain.variants import Against, Lever, lever, outcome_of
from scenarios.projection import paired
from scenarios.scenario import Scenario

COARSE, FINE = 32, 64
NO_EVENTS = "no-events"
_LEVELS = 10


@dataclass(frozen=True)
class Choice:
    """What the user wants to see: names of levers and of an outcome, and what it is measured by.

    ``against`` is `NO_EVENTS` or "reference".
    """

    across: str
    up: str
    outcome: str
    against: str


@dataclass(frozen=True)
class FrontierCase:
    """A map to be drawn. Where the scenario stands on it is no part of it.

    Attributes
    ----------
    scenario : with both levers at some value, always the same one
    across, up : the levers, their present value left out
    outcome : id of an outcome
    against : what the outcome is measured by
    """

    scenario: Scenario
    across: Lever
    up: Lever
    outcome: str
    against: Against

    @property
    def asked(self) -> tuple[object, ...]:
        """What the user chose, which tells a former answer from one to another question.

        An event of the same number may be of another kind in another scenario.
        """
        axes = [(each.name, each.unit, each.multiplies) for each in (self.across, self.up)]
        return *axes, self.outcome, self.against.follows

    @property
    def unit(self) -> str:
        """Unit of what is shown: an effect in its own, any other outcome as a share."""
        return outcome_unit(self.outcome) if self.outcome in EFFECTS else "fraction"


@dataclass(frozen=True, eq=False)
class Contour:
    """Lines of one level; ``kind`` is "even" for no effect, "market" or "round"."""

    kind: str
    level: float
    lines: tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class FrontierAnswer:
    """A map and its contours, the plainest first."""

    case: FrontierCase
    frontier: Frontier
    contours: tuple[Contour, ...]

    @property
    def size(self) -> int:
        """Values along a side of the map."""
        return len(self.frontier.x)

    def contour(self, kind: str) -> Contour | None:
        """The lines of a kind of which there is one level at most."""
        return next((c for c in self.contours if c.kind == kind and c.lines), None)

    def value_at(self, x: float, y: float) -> float:
        """The outcome at values of the levers, between those of the map in proportion."""
        found = self.frontier
        rows, columns = _place(found.up, found.y, y), _place(found.across, found.x, x)
        return float(resampled(self.frontier.values, np.array([rows]), np.array([columns]))[0, 0])


def frontier_case(subject: Subject, choice: Choice, whole: Scenario) -> FrontierCase:
    """Return the map for a choice; ``whole`` is the scenario with the events that its levers move.

    Raises `InvalidInput` where the scenario has no such lever.
    """
    across, up = (with_now_in_range(lever(whole, name)) for name in (choice.across, choice.up))
    neutral = moved(whole, {each.name: each.usual[0] for each in (up, across)})
    without_events = choice.against == NO_EVENTS or subject.without_events
    against = Against(neutral.without_events(), follows=True)
    if not without_events:
        against = subject.against()
    across, up = replace(across, now=across.usual[0]), replace(up, now=up.usual[0])
    return FrontierCase(neutral, across, up, choice.outcome, against)


def frontier_answer(case: FrontierCase, size: int) -> FrontierAnswer:
    """Return the map of a case with ``size`` values along each side."""
    if case.outcome in EFFECTS:
        found = frontier(case.scenario, case.across, case.up, case.outcome, case.against, size=size)
    else:
        found = _change(case, size)
    levels = [("round", level) for level in round_levels(found.values)]
    if case.outcome == SHARE:
        levels.append(("market", market_fall(case.scenario.data)))
    levels.append(("even", 0.0))
    contours = tuple(Contour(kind, level, tuple(found.contour(level))) for kind, level in levels)
    return FrontierAnswer(case, found, contours)


def round_levels(values: Array) -> list[float]:
    """Return round levels of an outcome other than 0, a few."""
    low, high = float(values.min()), float(values.max())
    if not high > low:
        return []
    step = nice_range(low, high, target=_LEVELS).step
    first, last = int(np.ceil(low / step)), int(np.floor(high / step))
    return [step * i for i in range(first, last + 1) if i]


def resampled(values: Array, rows: Array, columns: Array) -> Array:
    """Return values of a map between its places, in proportion, shape (row, column).

    ``rows`` and ``columns`` are places in it, counted from 0.
    """
    across = _between(values.T, columns).T
    return _between(across, rows)


def frontier_csv(answer: FrontierAnswer) -> str:
    """Return the map as CSV, a point a line, in full precision."""
    case, found = answer.case, answer.frontier
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write([case.across.name, case.up.name, "outcome", "value", "unit"])
    for y, row in zip(found.y.tolist(), found.values.tolist(), strict=True):
        for x, value in zip(found.x.tolist(), row, strict=True):
            write([repr(x), repr(y), case.outcome, repr(value), case.unit])
    return text.getvalue()


def _change(case: FrontierCase, size: int) -> Frontier:
    """Return the map of an outcome's change, as a share of the baseline's."""
    x, y = case.across.grid(size), case.up.grid(size)
    levers = {case.across: np.tile(x, size), case.up: np.repeat(y, size)}
    own = outcome_of(case.scenario, levers, case.outcome, case.against)
    baseline = paired(case.against.baseline, case.scenario)
    follows = {e: v for e, v in levers.items() if case.against.follows and not e.events}
    other = outcome_of(baseline, follows, case.outcome, case.against)
    return Frontier(case.across, case.up, x, y, (own / other - 1).reshape(size, size))


def _place(moved: Lever, grid: Array, value: float) -> float:
    """Return where on a lever's grid a value lies, counted from 0."""
    places = np.arange(len(grid))
    if moved.multiplies and grid[0] > 0:
        return float(np.interp(np.log(value), np.log(grid), places))
    return float(np.interp(value, grid, places))


def _between(values: Array, places: Array) -> Array:
    """Return rows of ``values`` at places between them."""
    below = np.clip(np.floor(places).astype(int), 0, len(values) - 2)
    part = (places - below)[:, None]
    return np.asarray(values[below] * (1 - part) + values[below + 1] * part)
