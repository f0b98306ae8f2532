"""The market's verdict of 27 January 2025, from the record."""

from __future__ import annotations

from functools import lru_cache

from scenarios import record

SELL_OFF = "2025-01-24", "2025-01-27"
"""The last close before the market took fright at DeepSeek R1, and the next one."""


@lru_cache
def market_fall(data: str) -> float:
    """Return by what share Nvidia's market value changed on 27 January 2025, for a data version."""
    rows = {row["date"]: row for row in record.table(data, "market")}
    before, after = (float(rows[date]["nvda_market_cap_usd_bn"]) for date in SELL_OFF)
    return after / before - 1
