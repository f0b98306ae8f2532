"""Stage 7: what a difference in revenue is worth to the vendor's owners."""

from __future__ import annotations

from scenarios.engine.growth import DT
from scenarios.engine.memory import Array


def equity_value(revenue_effect: Array, margin: Array, discount: Array, growth: Array) -> Array:
    """Return the present value of the cash flow that a revenue effect brings. [USD bn]

    Cash flow within the horizon is discounted month by month; its mean over the last twelve
    months then grows for ever.

    Parameters
    ----------
    revenue_effect : shape (month, draw) [USD bn/yr]
    margin : free cash flow per dollar of revenue, shape (draw,)
    discount, growth : cost of capital, and growth after the horizon, below it; (draw,) [1/yr]

    Returns
    -------
    shape (draw,)
    """
    lasting = revenue_effect[-12:].mean(axis=0) * (1 + growth) / (discount - growth)
    monthly = (1 + discount) ** -DT
    # In months' worth of revenue, backwards: what lasts begins after the horizon.
    value: Array = lasting * 12
    for during in revenue_effect[::-1]:
        value += during
        value *= monthly
    value *= margin * DT
    return value


def cumulative(revenue_effect: Array) -> Array:
    """Return the sum of a revenue effect over the horizon, shape (draw,). [USD bn]"""
    total: Array = revenue_effect.sum(axis=0) * DT
    return total
