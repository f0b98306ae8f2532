"""The closed vocabulary of units, and how a number in each is written.

``1.1 trn USD``, ``3.2 GW/yr``, ``372 M H100e``: large numbers take a short-scale word so that a
reader never counts zeros.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of an assumption or an output.

    Attributes
    ----------
    symbol : as written in tables and files
    kind : what it measures: compute, flow, money, price, power, growth, time, share, number, rung
    factor : what one stands for in the smallest unit of its kind (1e9 for USD bn)
    base : symbol of that smallest unit, written after the scaled number
    """

    symbol: str
    kind: str
    factor: float = 1.0
    base: str = ""


UNITS = {
    unit.symbol: unit
    for unit in (
        Unit("H100e", "compute", base="H100e"),
        Unit("H100e/yr", "flow", base="H100e/yr"),
        Unit("USD", "price", base="USD"),
        Unit("USD bn", "money", 1e9, "USD"),
        Unit("USD bn/yr", "money", 1e9, "USD/yr"),
        Unit("GW/yr", "power", base="GW/yr"),
        Unit("kW", "power", base="kW"),
        Unit("x/yr", "growth", base="x/yr"),
        Unit("x", "growth", base="x"),
        Unit("1/yr", "number", base="/yr"),
        Unit("years", "time", base="years"),
        Unit("fraction", "share", base="%"),
        Unit("1", "number"),
        Unit("rung 0-5", "rung", base=""),
    )
}

_WORDS = ((1e12, "trn"), (1e9, "bn"), (1e6, "M"), (1e3, "k"))


def scaled(value: float, unit: str) -> tuple[float, str]:
    """Return ``value`` as (number to show, unit text to show after it).

    A share becomes a percentage; compute, flows and money take the words k, M, bn and trn.
    Raises ``KeyError`` for a unit outside the vocabulary.
    """
    known = UNITS[unit]
    if known.kind == "share":
        return value * 100, "%"
    number = value * known.factor
    if known.kind in ("compute", "flow", "money"):
        for size, word in _WORDS:
            if abs(number) >= 0.9995 * size:
                return number / size, f"{word} {known.base}"
    return number, known.base


def decimals(number: float, digits: int = 3) -> int:
    """Return how many decimals show ``number`` with so many significant digits."""
    if number == 0 or not math.isfinite(number):
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(number)) + 1e-9))


def written(value: float, unit: str, digits: int = 3) -> str:
    """Return a number with its unit as a person reads it, such as ``1.1 trn USD``."""
    number, text = scaled(value, unit)
    places = decimals(number, digits)
    figure = f"{number:,.{places}f}".replace("-", "\N{MINUS SIGN}")
    if places and unit != "fraction":
        figure = figure.rstrip("0").rstrip(".")
    return f"{figure} {text}".strip()
