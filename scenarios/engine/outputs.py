"""What the engine gives: arrays by month, region or workload, and draw."""

from __future__ import annotations

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
        axes = {"compute_demand": WORKLOADS, "installed_base": REGIONS, "revenue": REGIONS}

        def made(name: str) -> Array:
            middle = (len(axes[name]),) if name in axes else ()
            if not keep or name in keep:
                return aligned(months, *middle, columns)
            one = aligned(*middle, columns)
            return np.lib.stride_tricks.as_strided(one, (months, *one.shape), (0, *one.strides))

        return cls(*(made(field.name) for field in fields(cls)))

    def part(self, columns: slice) -> Outputs:
        """Return a view of some columns."""
        return Outputs(*(getattr(self, field.name)[..., columns] for field in fields(self)))
