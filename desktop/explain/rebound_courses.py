"""The rebound over time: what is saved, taken back and remains, or the share taken back."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from desktop.charts.data import Array, ChartData, Emphasis, Series
from desktop.explain.rebound_texts import ReboundTexts
from scenarios.explain.rebound import Account, Gain, Rebound
from scenarios.scenario import Scenario

SHARE, AMOUNT = "share", "amount"
"""What the chart over time shows."""

_DASHES: tuple[tuple[float, ...], ...] = ((), (7.0, 3.0), (2.0, 3.0), (9.0, 3.0, 2.0, 3.0))
_MOST = 4
"""Gains whose shares are drawn beside all gains together."""

_FAR = 3.0
"""Share taken back beyond which a line is cut: a saving near 0 has no meaningful share."""

translate = QCoreApplication.translate


def amounts_over_time(found: Rebound, gain: Gain, part: str, texts: ReboundTexts) -> ChartData:
    """Return what a gain does to compute demand, month by month."""
    account, x = gain.accounts[part], _ordinals(found)
    lines = (
        _line("net", texts, "series.1", x, account.net, Emphasis.SELECTED),
        _line("response", texts, "positive", x, account.response, Emphasis.OTHER, (7.0, 3.0)),
        _line("direct", texts, "negative", x, account.direct, Emphasis.OTHER, (2.0, 3.0)),
    )
    title = translate("Rebound", "Change of compute demand")
    return ChartData("rebound_amount", title, "H100e", series=lines)


def shares_over_time(
    found: Rebound, chosen: Gain, part: str, scenario: Scenario, texts: ReboundTexts
) -> ChartData:
    """Return the share that is taken back of what every gain saves, month by month."""
    x = _ordinals(found)
    others = [gain for gain in _all(found) if gain is not chosen][:_MOST]
    lines = []
    for place, gain in enumerate((chosen, *others)):
        shares = _shares(gain.accounts[part])
        emphasis = Emphasis.OTHER if place else Emphasis.SELECTED
        lines.append(
            Series(
                gain.name,
                texts.gain(gain, found, scenario),
                f"series.{place + 1}",
                x,
                shares,
                emphasis=emphasis,
                dash=_DASHES[place % len(_DASHES)],
            )
        )
    whole = Series(
        "whole",
        translate("Rebound", "all of it"),
        "muted",
        x,
        np.full(len(x), 100.0),
        emphasis=Emphasis.REFERENCE,
    )
    title = translate("Rebound", "Taken back")
    unit = translate("Rebound", "% of the saving")
    return ChartData("rebound_share", title, unit, series=(*lines, whole))


def _shares(account: Account) -> Array:
    shares = account.taken_back
    return np.where(np.abs(shares) <= _FAR, 100 * shares, np.nan)


def _all(found: Rebound) -> tuple[Gain, ...]:
    """Return all gains together, where there are several, and every one."""
    return found.gains if len(found.gains) == 1 else (found.together, *found.gains)


def _ordinals(found: Rebound) -> Array:
    return np.array([float(month.ordinal) for month in found.months])


def _line(
    key: str,
    texts: ReboundTexts,
    role: str,
    x: Array,
    values: Array,
    emphasis: Emphasis,
    dash: tuple[float, ...] = (),
) -> Series:
    return Series(key, texts.series(key), role, x, values, emphasis=emphasis, dash=dash)
