"""What the engine gives: arrays by month, region or workload, and draw."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace

import numpy as np

from scenarios.engine.inputs import REGIONS
from scenarios.engine.memory import Array, aligned

_WORLD = "world"
#: What stands in each row of `Outputs.rows`: a variable and its region.
ROWS: tuple[tuple[str, str], ...] = (
    ("compute_demand", _WORLD),
    ("compute_demand_training", _WORLD),
    ("compute_demand_inference", _WORLD),
    *((name, region) for name in ("installed_base", "revenue") for region in (_WORLD, *REGIONS)),
    ("backlog", _WORLD),
    ("orders", _WORLD),
    ("shipments", _WORLD),
    ("supply_limit_chips", _WORLD),
    ("supply_limit_power", _WORLD),
    ("power_additions", _WORLD),
    ("price_per_h100e", _WORLD),
    ("accelerator_spend", _WORLD),
)


@dataclass
class Outputs:
    """One projection. Flows are those during a month, by year; stocks those at its end.

    Attributes
    ----------
    compute_demand : wanted worldwide, restricted or not, (month, workload, draw) [H100e]
    installed_base : in service, (month, region, draw) [H100e]
    backlog : ordered and not shipped, (month, draw) [H100e]
    orders, shipments : all vendors, (month, draw) [H100e/yr]
    supply_limit_chips, supply_limit_power : what can be made and powered, (month, draw) [H100e/yr]
    power_additions : new power drawn, (month, draw) [GW/yr]
    price_per_h100e : networking included, (month, draw) [USD]
    accelerator_spend : on all vendors' shipments, (month, draw) [USD bn/yr]
    revenue : Nvidia's, from data centres, (month, region, draw) [USD bn/yr]
    rows : all of these and the sums of those by region or workload, side by side, in the order of
        `ROWS`, (month, row, draw)
    """

    compute_demand: Array
    installed_base: Array
    backlog: Array
    orders: Array
    shipments: Array
    supply_limit_chips: Array
    supply_limit_power: Array
    power_additions: Array
    price_per_h100e: Array
    accelerator_spend: Array
    revenue: Array
    rows: Array

    @classmethod
    def empty(cls, months: int, columns: int, keep: Collection[str] = ()) -> Outputs:
        """Return outputs to be written; ``columns`` must be padded.

        When ``keep`` names some outputs, all others keep only their last month: every month is
        written over the one before, which saves memory.
        """
        if not keep:
            return cls._of(aligned(months, len(ROWS), columns))
        one = aligned(1, len(ROWS), columns)
        out = cls._of(
            np.lib.stride_tricks.as_strided(one, (months, *one.shape[1:]), (0, *one.strides[1:]))
        )
        return replace(out, **{name: aligned(*getattr(out, name).shape) for name in keep})

    @classmethod
    def _of(cls, rows: Array) -> Outputs:
        """Return the outputs in these rows."""
        plain = {name: rows[:, ROWS.index((name, _WORLD))] for name, _ in ROWS[11:]}
        return cls(
            compute_demand=rows[:, 1:3],
            installed_base=rows[:, 4:7],
            revenue=rows[:, 8:11],
            rows=rows,
            **plain,
        )

    @property
    def whole(self) -> bool:
        """Whether all months of all outputs are kept."""
        return self.rows.strides[0] != 0

    def world(self, name: str) -> Array:
        """Return the row of `rows` for an output worldwide, shape (month, draw)."""
        return self.rows[:, ROWS.index((name, _WORLD))]

    def part(self, columns: slice) -> Outputs:
        """Return a view of some columns."""
        return Outputs(*(getattr(self, field.name)[..., columns] for field in fields(self)))

    def during(self, months: slice) -> Outputs:
        """Return a view of some months, by index."""
        return Outputs(*(getattr(self, field.name)[months] for field in fields(self)))
