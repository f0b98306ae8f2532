"""Where efficiency breaks even: an outcome over two levers, and the lines of equal value."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.engine.memory import Array
from scenarios.events import EfficiencyShock
from scenarios.explain.variants import Against, Lever, lever, outcome_of
from scenarios.scenario import Scenario

#: Both rebounds, moved together.
REBOUND = "training_rebound+inference_rebound"


@dataclass(frozen=True)
class Frontier:
    """An outcome over two levers.

    Attributes
    ----------
    across, up : the levers
    x, y : their values, rising, shape (x,) and (y,)
    values : the outcome, shape (y, x)
    """

    across: Lever
    up: Lever
    x: Array
    y: Array
    values: Array

    def contour(self, level: float = 0.0) -> list[Array]:
        """Return the lines on which the outcome is ``level``, each of shape (point, 2).

        Straight pieces across the cells of the map, at equal ratios where a lever multiplies
        (marching squares), joined end to end from left to right; a closed line ends where it
        starts. Along an edge of the map where the outcome is the level throughout there is no
        line.
        """
        found = []
        for line in _lines(self.values - level):
            up, across = (line if line[0, 1] <= line[-1, 1] else line[::-1]).T
            places = _read(self.across, self.x, across), _read(self.up, self.y, up)
            found.append(np.stack(places, axis=1))
        return found


def frontier(
    scenario: Scenario,
    across: Lever,
    up: Lever,
    outcome: str,
    against: Against,
    *,
    size: int = 64,
) -> Frontier:
    """Return an outcome over the usual ranges of two levers, ``size`` values each.

    ``outcome`` is one of `comparison.outcome_ids`.
    """
    x, y = across.grid(size), up.grid(size)
    moved = {across: np.tile(x, size), up: np.repeat(y, size)}
    values = outcome_of(scenario, moved, outcome, against)
    return Frontier(across, up, x, y, values.reshape(size, size))


def usual_levers(scenario: Scenario) -> tuple[Scenario, Lever, Lever]:
    """Return the usual question: how large an efficiency gain, against rebound of both workloads.

    The gain is the earliest efficiency shock of the scenario returned. One that has none is given
    that of the preset "r1-shock" in the month after the as-of month.
    """
    shocks = [event for event in scenario.events if event.type == "efficiency_shock"]
    if not shocks:
        # The preset's size, pace and shares, which are judgement.
        added = EfficiencyShock(
            month=scenario.as_of + 1,
            multiplier=2.0,
            diffusion_months=9.0,
            training_share=1.0,
            inference_share=0.5,
        )
        scenario = scenario.replace(events=(*scenario.events, added))
        shocks = [added]
    place = scenario.events.index(min(shocks, key=lambda event: event.month))
    return scenario, lever(scenario, f"events[{place}]"), lever(scenario, REBOUND)


Point = tuple[int, int]
Edge = tuple[Point, Point]


def _read(moved: Lever, values: Array, place: Array) -> Array:
    """Return a lever's values at fractional places on its grid, shape kept."""
    whole = np.arange(len(values))
    if moved.multiplies and values[0] > 0:
        ratios: Array = np.exp(np.interp(place, whole, np.log(values)))
        return ratios
    return np.interp(place, whole, values)


def _lines(z: Array) -> list[Array]:
    """Return the lines on which ``z`` of shape (y, x) is 0, each of shape (point, 2).

    Points are fractional indices, (y, x).
    """
    above = _above(z)
    cells = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    pieces: list[tuple[Edge, Edge]] = []
    for row, column in np.argwhere((cells > 0) & (cells < 15)).tolist():
        edges = _crossed(z, above, row, column)
        pieces += [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
    return [np.array([_crossing(z, edge) for edge in line]) for line in joined(pieces)]


def _above(z: Array) -> npt.NDArray[np.bool_]:
    """Return where ``z`` is above 0; exactly 0 counts as its neighbour right or left does."""
    sign = np.sign(z)
    for zero, beside in ((sign[:, :-1], sign[:, 1:]), (sign[:, 1:], sign[:, :-1])):
        np.copyto(zero, beside.copy(), where=zero == 0)
    found: npt.NDArray[np.bool_] = sign > 0
    return found


def _crossed(z: Array, above: npt.NDArray[np.bool_], row: int, column: int) -> list[Edge]:
    """Return the edges of a cell that the line crosses, paired.

    A saddle has four, paired so that its middle lies on the right side.
    """
    corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    crossed = [(min(a, b), max(a, b)) for a, b in sides if above[a] != above[b]]
    middle = sum(float(z[corner]) for corner in corners) > 0
    if len(crossed) == 4 and middle != above[row, column]:
        crossed = [crossed[3], *crossed[:3]]
    return crossed


def _crossing(z: Array, edge: Edge) -> tuple[float, float]:
    """Return where on an edge between two points of the grid ``z`` is 0, (y, x)."""
    start, end = edge
    fall = z[start] - z[end]
    part = float(z[start] / fall) if fall else 0.5
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def joined(pieces: Sequence[tuple[Edge, Edge]]) -> list[list[Edge]]:
    """Return pieces joined end to end into lines."""
    meeting: dict[Edge, list[int]] = {}
    for i, piece in enumerate(pieces):
        for end in piece:
            meeting.setdefault(end, []).append(i)
    unused = dict.fromkeys(range(len(pieces)))
    lines = []
    while unused:
        first = next(iter(unused))
        del unused[first]
        line = deque(pieces[first])
        for tip, grow in ((-1, line.append), (0, line.appendleft)):
            while following := [i for i in meeting[line[tip]] if i in unused]:
                del unused[following[0]]
                a, b = pieces[following[0]]
                grow(b if a == line[tip] else a)
        lines.append(list(line))
    return lines
