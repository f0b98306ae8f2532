"""What the engine is given: plain arrays, one column a draw.

A column is one possible world: one draw of one scenario, or its central case. Scenarios are
projected together by standing their columns side by side; arrays that are the same for every
column may have a draw axis of length 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from scenarios.engine.memory import Array, aligned

REGIONS = ("us_allies", "china", "rest_of_world")
WORKLOADS = ("training", "inference")


@dataclass(frozen=True)
class Events:
    """Dated events as paths over the months.

    Attributes
    ----------
    gain : log efficiency gain of the shocks, shape (month, workload, draw)
    level : export-restriction level of China and of the rest of the world; index 0 is the start,
        shape (month + 1, 2, draw) [rung]
    programme : money for accelerators that would not have been spent, shape (month, draw) [USD]
    capacity : share of chip-making capacity left, shape (month, draw)
    demand : what compute wanted is multiplied by, shape (month, draw)
    """

    gain: Array
    level: Array
    programme: Array
    capacity: Array
    demand: Array


@dataclass(frozen=True)
class Origin:
    """The record at the as-of month.

    Attributes
    ----------
    shipments : all vendors, each fiscal quarter up to the as-of month, shape (quarter, draw)
        [H100e a quarter]
    age : from each quarter's end to the as-of month, shape (quarter, draw) [years]
    market, vendor : last quarter's shipments of all vendors and of Nvidia, shape (draw,)
        [H100e a quarter]
    revenue : last quarter's data-centre revenue, shape (draw,) [USD bn a quarter]
    """

    shipments: Array
    age: Array
    market: Array
    vendor: Array
    revenue: Array


@dataclass(frozen=True)
class Inputs:
    """Everything a projection depends on.

    Attributes
    ----------
    months : months to project
    assumptions : by id, each of shape (draw,), in the unit of its declaration
    origin, events : as above
    """

    months: int
    assumptions: Mapping[str, Array]
    origin: Origin
    events: Events

    @property
    def columns(self) -> int:
        """The length of the draw axis."""
        return max(len(values) for values in self.assumptions.values())

    def take(self, columns: npt.NDArray[np.intp]) -> Inputs:
        """Return the inputs of some columns, by index, in rows that start on cache lines."""

        def chosen(values: Array) -> Array:
            return values if values.shape[-1] == 1 else values.take(columns, axis=-1)

        def spread(values: Array) -> Array:
            return np.broadcast_to(values, (*values.shape[:-1], len(columns)))

        rows = aligned(len(self.assumptions), len(columns))
        for row, values in zip(rows, self.assumptions.values(), strict=True):
            row[:] = chosen(values)
        return Inputs(
            self.months,
            dict(zip(self.assumptions, rows, strict=True)),
            Origin(*(spread(chosen(getattr(self.origin, f.name))) for f in fields(Origin))),
            Events(*(chosen(getattr(self.events, f.name)) for f in fields(Events))),
        )


def stacked(parts: Sequence[Inputs]) -> Inputs:
    """Return the columns of several inputs side by side, in order.

    All must have the same number of months. Records of different length are filled up in front
    with quarters of no shipments.
    """
    if len(parts) == 1:
        return parts[0]
    if len({part.months for part in parts}) != 1:
        raise ValueError("inputs to stack must have the same number of months")
    widths = [part.columns for part in parts]
    quarters = max(len(part.origin.age) for part in parts)

    def side_by_side(arrays: Sequence[Array]) -> Array:
        full = [np.broadcast_to(a, (*a.shape[:-1], w)) for a, w in zip(arrays, widths, strict=True)]
        return np.concatenate(full, axis=-1)

    def filled(values: Array) -> Array:
        if values.ndim == 1:
            return values
        return np.pad(values, ((quarters - len(values), 0), (0, 0)))

    return Inputs(
        parts[0].months,
        {
            name: side_by_side([part.assumptions[name] for part in parts])
            for name in parts[0].assumptions
        },
        Origin(
            *(
                side_by_side([filled(getattr(part.origin, f.name)) for part in parts])
                for f in fields(Origin)
            )
        ),
        Events(
            *(
                side_by_side([getattr(part.events, f.name) for part in parts])
                for f in fields(Events)
            )
        ),
    )
