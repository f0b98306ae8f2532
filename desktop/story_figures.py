"""The figures that a story's texts quote, read from a projection or from the record behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QCoreApplication, QLocale

from desktop.charts.axis import DASH, MINUS, number_text
from desktop.event_texts import EventTexts
from desktop.headline_data import market_move
from desktop.numbers import quantity_text
from scenarios import record
from scenarios.assumptions import registry
from scenarios.events import EfficiencyShock, InvestmentProgramme
from scenarios.months import Month
from scenarios.projection import CONSTRAINTS, Projection

WAITING = "…"
"""What stands where a figure is not worked out yet."""

_BILLION = 1e9

translate = QCoreApplication.translate


def is_figure(name: str) -> bool:
    """Whether `figure` knows a name: one of the table below, or the id of an assumption."""
    return name in _FIGURES or name in registry(record.newest_data())


def figure(name: str, projection: Projection, locale: QLocale) -> str:
    """Return a figure of a projection as a person reads it; a dash where it has none.

    Effects are those against the projection's baseline.
    """
    if name in _FIGURES:
        return _FIGURES[name](projection, _Words(locale))
    scenario = projection.scenario
    return quantity_text(scenario.belief(name).p50, scenario.declared[name].unit, locale)


class _Words:
    """Numbers, shares, money and months in the format of a locale."""

    def __init__(self, locale: QLocale) -> None:
        self._locale = locale
        self._texts = EventTexts(locale)

    def month(self, month: Month) -> str:
        return self._texts.month(month)

    def number(self, value: float) -> str:
        return number_text(value, self._locale)

    def usd(self, billions: float) -> str:
        amount = self.number(billions * _BILLION)
        return translate("StoryFigures", "{amount} USD").format(amount=amount)

    def share(self, share: float, places: int = 1) -> str:
        number = self._locale.toString(abs(share) * 100, "f", places)
        return translate("StoryFigures", "{number} %").format(number=number)

    def no_month(self, last: Month) -> str:
        words = translate("StoryFigures", "no month up to {month}")
        return words.format(month=self.month(last))


def _recorded_quarter(p: Projection, words: _Words) -> str:
    """Data-centre revenue of the quarter that ends in the as-of month."""
    quarter = record.history_until(p.scenario.data, p.scenario.as_of)[-1]
    return words.usd(quarter.data_center_revenue)


def _market_cap(p: Projection, words: _Words) -> str:
    value = record.history_until(p.scenario.data, p.scenario.as_of)[-1].market_cap
    return DASH if value is None else words.usd(value)


def _market_fall(p: Projection, words: _Words) -> str:
    """What the market took off Nvidia's value on 27 January 2025."""
    move = market_move(p.scenario)
    return DASH if move is None else words.share(move)


def _equity_effect(p: Projection, words: _Words) -> str:
    if p.baseline is None:
        return DASH
    share = float(p.central("equity_value_effect_share")[0])
    return _sign(round(share, 3)) + words.share(share)


def _revenue_effect(p: Projection, words: _Words) -> str:
    if p.baseline is None:
        return DASH
    effect = float(p.central("revenue_effect_cumulative")[0])
    return _sign(effect) + words.usd(abs(effect))


def _peak_demand(p: Projection, words: _Words) -> str:
    return f"{words.number(float(p.central('compute_demand').max()))} H100e"


def _demand_overtakes(p: Projection, words: _Words) -> str:
    """The month from which demand lies above the baseline's for good."""
    if p.baseline is None:
        return DASH
    above = p.central("compute_demand") > p.baseline.central("compute_demand")
    behind = np.flatnonzero(~above)
    first = int(behind[-1]) + 1 if behind.size else 0
    return words.month(p.months[first]) if first < len(above) else words.no_month(p.months[-1])


def _chips_until(p: Projection, words: _Words) -> str:
    """The last month of the first stretch in which chips are what limits shipments."""
    binds = p.central("binding_constraint") == CONSTRAINTS.index("chips")
    if not binds.any():
        return words.no_month(p.months[-1])
    start = int(np.argmax(binds))
    free = np.flatnonzero(~binds[start:])
    return words.month(p.months[start + int(free[0]) - 1] if free.size else p.months[-1])


def _shock(p: Projection, words: _Words) -> str:
    """By how much the efficiency shocks multiply, were they to reach training in full."""
    shocks = [e for e in p.scenario.events if isinstance(e, EfficiencyShock)]
    if not shocks:
        return DASH
    return f"{words.number(float(np.prod([e.multiplier for e in shocks])))}×"


def _orders(p: Projection) -> tuple[float, float]:
    """New orders for accelerators by the programmes, and what they spend. [USD bn]"""
    found = [e for e in p.scenario.events if isinstance(e, InvestmentProgramme)]
    new = sum(e.amount_usd_bn * e.accelerator_share * e.additionality for e in found)
    return new, sum(e.amount_usd_bn for e in found)


def _new_orders(p: Projection, words: _Words) -> str:
    return words.usd(_orders(p)[0])


def _new_orders_share(p: Projection, words: _Words) -> str:
    new, spent = _orders(p)
    return words.share(new / spent, 0) if spent else DASH


def _latest_revenue(p: Projection, words: _Words) -> str:
    """Data-centre revenue of the newest quarter on record."""
    return words.usd(record.history(p.scenario.data)[-1].data_center_revenue)


def _latest_month(p: Projection, words: _Words) -> str:
    return words.month(record.history(p.scenario.data)[-1].month)


def _projected_latest(p: Projection, words: _Words) -> str:
    """What the central case says of the newest quarter on record."""
    ends = record.history(p.scenario.data)[-1].month - p.scenario.as_of
    if not 3 <= ends <= len(p.months):
        return DASH
    return words.usd(float(p.central("revenue")[ends - 3 : ends].mean()) / 4)


def _sign(value: float) -> str:
    return MINUS if value < 0 else "+" if value > 0 else ""


_FIGURES: Mapping[str, Callable[[Projection, _Words], str]] = {
    "as_of": lambda p, words: words.month(p.scenario.as_of),
    "last_month": lambda p, words: words.month(p.months[-1]),
    "recorded_quarter": _recorded_quarter,
    "market_cap": _market_cap,
    "market_fall": _market_fall,
    "equity_effect": _equity_effect,
    "revenue_effect": _revenue_effect,
    "peak_demand": _peak_demand,
    "demand_overtakes": _demand_overtakes,
    "chips_until": _chips_until,
    "shock": _shock,
    "new_orders": _new_orders,
    "new_orders_share": _new_orders_share,
    "latest_revenue": _latest_revenue,
    "latest_month": _latest_month,
    "projected_latest": _projected_latest,
}
