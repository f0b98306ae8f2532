"""What the engine gives: arrays by month, region or workload, and draw."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, fields

import numpy as np

from scenarios.engine.inputs import REGIONS, WORKLOADS
from scenarios.engine.memory import Array, aligned


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

    @classmethod
    def empty(cls, months: int, columns: int, keep: Collection[str] = ()) -> Outputs:
        """Return outputs to be written; ``columns`` must be padded.

        When ``keep`` names some outputs, all others keep only their last month: every month is
        written over the one before, which saves memory.
        """
        parts = {"compute_demand": WORKLOADS, "installed_base": REGIONS, "revenue": REGIONS}
        names = [field.name for field in fields(cls)]
        middle = {name: (len(parts[name]),) if name in parts else () for name in names}
        deep = {name: months if not keep or name in keep else 1 for name in names}
        # One piece of memory, which the system can give in large pages.
        sizes = [deep[name] * math.prod(middle[name]) for name in names]
        pieces = np.split(aligned(sum(sizes), columns), np.cumsum(sizes)[:-1])

        def shaped(name: str, rows: Array) -> Array:
            values = rows.reshape(deep[name], *middle[name], columns)
            if deep[name] == months:
                return values
            return np.lib.stride_tricks.as_strided(
                values, (months, *values.shape[1:]), (0, *values.strides[1:])
            )

        return cls(*map(shaped, names, pieces))

    def part(self, columns: slice) -> Outputs:
        """Return a view of some columns."""
        return Outputs(*(getattr(self, field.name)[..., columns] for field in fields(self)))

    def during(self, months: slice) -> Outputs:
        """Return a view of some months, by index."""
        return Outputs(*(getattr(self, field.name)[months] for field in fields(self)))
