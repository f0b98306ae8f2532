"""The model on one page: from assumptions to shipments and vendor revenue, month by month.

`project` reads like the model's description: the start from the record, then every month access,
efficiency, demand, orders, supply, price and revenue, in this order. Flows are those during a
month, stocks those at its end. Axes: month, then region or workload, then draw. Every stage works
on one month of all draws at a time, in place, so that its numbers stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scenarios.engine.access import Access
from scenarios.engine.demand import Demand, first_month_depth
from scenarios.engine.efficiency import Efficiency
from scenarios.engine.growth import BILLIONTH, DT, MONTH, MONTHS_A_YEAR, Paths
from scenarios.engine.inputs import Inputs
from scenarios.engine.memory import Array, aligned, several
from scenarios.engine.orders import Orders
from scenarios.engine.outputs import Outputs
from scenarios.engine.price import Price
from scenarios.engine.start import balanced
from scenarios.engine.supply import Limits, Shipping


def project(
    inputs: Inputs, out: Outputs, finished: Callable[[int], None] = lambda *_: None
) -> None:
    """Write the projection of every column of ``inputs`` into ``out``.

    The number of columns must be `memory.padded`; `blocks.project_all` takes any number.
    ``finished`` is told after each month how many are written.
    """
    a, events, columns = inputs.assumptions, inputs.events, inputs.columns

    # Start, from the record
    trend = np.stack(
        (
            a["training_demand_growth"] / a["training_efficiency_trend"],
            a["inference_demand_growth"] / a["inference_efficiency_trend"],
        )
    )
    trend_inference = trend[1] * first_month_depth(a) ** 12
    start = balanced(
        inputs.origin,
        life=a["hardware_life_years"],
        headroom=a["supply_headroom"],
        backlog_ratio=a["initial_backlog_ratio"],
        lead_time=a["lead_time_years"],
        adjustment_time=a["adjustment_time_years"],
        growth=np.log(trend[0] + a["inference_share"] * (trend_inference - trend[0])),
    )
    access = Access(a, events.level)
    reached = access.served.sum(axis=0)
    installed, waiting, leaving = several(3, 3, columns)
    installed[:] = start.installed_base * access.served / reached
    waiting[:] = start.backlog * access.served / reached
    kept = aligned(3, columns)
    kept[:] = 1 - DT * start.hazard

    paths = Paths(columns)
    efficiency = Efficiency(a, events.gain, paths)
    efficiency.set_access(access.china)
    demand = Demand(a, trend, start.demand / reached, events.demand, paths)
    orders = Orders(a, start.hazard, events.programme)
    limits = Limits(a, start.capacity, events.capacity, paths)
    shipping = Shipping(a["lead_time_years"])
    price = Price(a, start.price, paths)
    # A month's revenue is read as that of a year.
    share, _ = paths.fading(
        12 * start.vendor_share, 12 * a["vendor_share_long_run"], a["vendor_share_fade_years"]
    )
    ordered = start.backlog
    earned, shipped = several(2, columns)
    wanted_world, installed_world, revenue_world = map(
        out.world, ("compute_demand", "installed_base", "revenue")
    )

    for month in range(inputs.months):
        # 3 Export access
        if access.advance(month):
            efficiency.set_access(access.china)
        paths.advance()
        # 1 Efficiency
        gain = efficiency.advance(month)
        # 2 Demand
        now = out.price_per_h100e[month]
        price.advance(out=now)
        wanted = out.compute_demand[month]
        demand.advance(month, gain, price.relative, out=wanted)
        np.add(wanted[0], wanted[1], out=wanted_world[month])
        # 4 Orders
        placed = orders.advance(month, access.served, wanted_world[month], now, installed, waiting)
        waiting += placed
        orders_world = out.orders[month]
        _add_up(placed, out=orders_world)
        # 5 Supply
        ordered = np.add(ordered, orders_world, out=out.backlog[month])
        orders_world *= MONTHS_A_YEAR
        shipments = out.shipments[month]
        limit = limits.advance(month, out.supply_limit_chips[month], out.supply_limit_power[month])
        shipping.advance(ordered, limit, out=shipments)
        np.multiply(waiting, shipping.share, out=leaving)
        waiting -= leaving
        installed = np.multiply(installed, kept, out=out.installed_base[month])
        installed += leaving
        _add_up(installed, out=installed_world[month])
        # 6 Price and revenue
        price.respond(shipping.due, limit)
        np.multiply(shipments, MONTH, out=shipped)
        ordered -= shipped
        limits.power_additions(shipments, out=out.power_additions[month])
        np.multiply(now, BILLIONTH, out=earned)
        np.multiply(shipments, earned, out=out.accelerator_spend[month])
        earned *= share
        revenue = np.multiply(leaving, earned, out=out.revenue[month])
        _add_up(revenue, out=revenue_world[month])
        finished(month + 1)


def _add_up(by_region: Array, out: Array) -> None:
    """Write the sum over the regions, shape (draw,), into ``out``."""
    np.add(by_region[0], by_region[1], out=out)
    out += by_region[2]
