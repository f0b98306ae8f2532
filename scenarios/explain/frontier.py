"""Where efficiency breaks even: an outcome over two levers, and the lines of equal value."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.engine.memory import Array
from scenarios.explain.variants import Against, Lever, outcome_of
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Frontier:
    """An outcome over two levers.

    Attributes
    ----------
    across, up : the levers
    x, y : their values, shape (x,) and (y,)
    values : the outcome, shape (y, x)
    """

    across: Lever
    up: Lever
    x: Array
    y: Array
    values: Array

    def contour(self, level: float = 0.0) -> list[Array]:
        """Return the lines on which the outcome is ``level``, each of shape (point, 2).

        Straight pieces across the cells of the map (marching squares), joined end to end.
        """
        return _lines(self.x, self.y, self.values - level)


def frontier(
    scenario: Scenario,
    across: Lever,
    up: Lever,
    outcome: str,
    against: Against,
    *,
    size: int = 64,
) -> Frontier:
    """Return an outcome over the usual ranges of two levers, ``size`` values each."""
    x, y = across.grid(size), up.grid(size)
    moved = {across: np.tile(x, size), up: np.repeat(y, size)}
    values = outcome_of(scenario, moved, outcome, against)
    return Frontier(across, up, x, y, values.reshape(size, size))


Point = tuple[int, int]
Edge = tuple[Point, Point]


def _lines(x: Array, y: Array, z: Array) -> list[Array]:
    """Return the lines on which ``z`` of shape (y, x) is 0, each of shape (point, 2)."""
    above = z > 0
    cells = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    pieces: list[tuple[Edge, Edge]] = []
    for row, column in np.argwhere((cells > 0) & (cells < 15)).tolist():
        edges = _crossed(z, row, column)
        pieces += [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
    return [np.array([_crossing(x, y, z, edge) for edge in line]) for line in joined(pieces)]


def _crossed(z: Array, row: int, column: int) -> list[Edge]:
    """Return the edges of a cell that the line crosses, paired.

    A saddle has four, paired so that its middle lies on the right side.
    """
    corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    crossed = [(min(a, b), max(a, b)) for a, b in sides if (z[a] > 0) != (z[b] > 0)]
    middle = sum(float(z[corner]) for corner in corners) > 0
    if len(crossed) == 4 and middle != (z[row, column] > 0):
        crossed = [crossed[3], *crossed[:3]]
    return crossed


def _crossing(x: Array, y: Array, z: Array, edge: Edge) -> tuple[float, float]:
    start, end = edge
    part = z[start] / (z[start] - z[end])
    across = x[start[1]] + part * (x[end[1]] - x[start[1]])
    up = y[start[0]] + part * (y[end[0]] - y[start[0]])
    return float(across), float(up)


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
