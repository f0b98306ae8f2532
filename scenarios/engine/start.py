"""The balanced start: what stands in the field at the as-of month, so that nothing jumps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.engine.growth import DT
from scenarios.engine.inputs import Origin
from scenarios.engine.memory import Array


@dataclass(frozen=True)
class Start:
    """The state at the as-of month, each of shape (draw,).

    Attributes
    ----------
    shipments : all vendors [H100e/yr]
    vendor_share : Nvidia's share of them
    price : of one H100e, networking included [USD]
    installed_base, backlog : in service, and ordered but not shipped [H100e]
    capacity : chips that can be made in a year [H100e/yr]
    hazard : retirement rate [1/yr]
    demand : compute that buyers with access want [H100e]
    """

    shipments: Array
    vendor_share: Array
    price: Array
    installed_base: Array
    backlog: Array
    capacity: Array
    hazard: Array
    demand: Array


def balanced(
    origin: Origin,
    *,
    life: Array,
    headroom: Array,
    backlog_ratio: Array,
    lead_time: Array,
    adjustment_time: Array,
    growth: Array,
) -> Start:
    """Return the start at which orders go on as they were.

    Parameters
    ----------
    origin : the record
    life : mean service life of hardware, shape (draw,) [years]
    headroom, backlog_ratio : spare capacity, and backlog over the normal one, shape (draw,)
    lead_time, adjustment_time : shape (draw,) [years]
    growth : log growth of demand on trend, shape (draw,) [1/yr]
    """
    shipments = 4 * origin.market
    share = origin.vendor / origin.market
    price = 4e9 * origin.revenue / (shipments * share)
    in_service = (origin.shipments * np.exp(-(origin.age + 0.125) / life)).sum(axis=0)
    hazard = -np.expm1(-DT / life) / DT
    capacity = shipments * (1 + headroom)
    backlog = backlog_ratio * capacity * lead_time
    orders = shipments + growth * backlog - hazard * in_service
    demand = np.maximum(0.0, in_service + backlog + adjustment_time * orders)
    return Start(shipments, share, price, in_service, backlog, capacity, hazard, demand)
