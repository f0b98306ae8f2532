"""Numbers as a person types and reads them: text to value and back, and the steps of a slider.

Values are in the unit of the assumption; a fraction is typed and read as a percentage. Nothing
here needs a widget.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from scenarios.assumptions import Assumption
from scenarios.units import decimals

MINUS = "\N{MINUS SIGN}"
RUNG = "rung 0-5"

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_NUMBER = re.compile(
    rf"\s*(?P<sign>[+\-{MINUS}]?)\s*(?P<body>\d(?:[\d.,'’{_SPACES}]*\d)?[.,]?|[.,]\d+)"
    rf"(?P<power>[eE][+\-{MINUS}]?\d+)?\s*(?P<suffix>.*?)\s*"
)
_GROUPED = re.compile(rf"\d{{1,3}}([.,'’{_SPACES}])\d{{3}}(?:\1\d{{3}})*|\d*")
_YEARLY = re.compile(r"(?:/|per|a|p)\.?(?:years?|yr|y|a)\.?$")


class UnreadableNumber(ValueError):
    """A text that is no number; ``suffix`` is what stands after one and is no unit of it."""

    def __init__(self, text: str, suffix: str = "") -> None:
        super().__init__(text)
        self.suffix = suffix


@dataclass(frozen=True, slots=True)
class Scale:
    """The way along a slider, in the unit of its number.

    Attributes
    ----------
    low, high : the usual range, from end to end; a value outside is marked
    minimum, maximum : limits; a value outside is refused
    logarithmic : whether equal ratios are equally far apart
    whole : whether whole numbers are stops that attract
    """

    low: float
    high: float
    minimum: float
    maximum: float
    logarithmic: bool = False
    whole: bool = False

    @classmethod
    def of(cls, assumption: Assumption) -> Scale:
        """Return the scale of an assumption's slider."""
        return cls(
            assumption.slider_minimum,
            assumption.slider_maximum,
            assumption.minimum,
            assumption.maximum,
            assumption.multiplies,
            assumption.unit == RUNG,
        )

    def is_usual(self, value: float) -> bool:
        """Whether a value lies within the usual range."""
        return self.low <= value <= self.high

    def is_allowed(self, value: float) -> bool:
        """Whether a value lies within the limits."""
        return self.minimum <= value <= self.maximum

    def position(self, value: float) -> float:
        """Return how far along the slider a value lies, 0 to 1; one outside lies at the end."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def value(self, position: float) -> float:
        """Return the round value nearest to a place on the slider, 0 to 1."""
        position = min(max(position, 0.0), 1.0)
        if self.logarithmic:
            exact = self.low * (self.high / self.low) ** position
        else:
            exact = self.low + (self.high - self.low) * position
        if self.whole:
            exact = _attracted(exact)
        return min(max(_multiple(exact, self.step(exact)), self.low), self.high)

    def step(self, value: float) -> float:
        """Return the step near a value: 1 or 5 times a power of ten, about a hundredth of the way.

        A coarser step begins at one of its own multiples, so that rounding never turns back.
        """
        if self.whole:
            return 0.1
        if not self.logarithmic:
            return _round_step((self.high - self.low) / 100)
        multiples = math.ceil(100 / math.log(self.high / self.low))
        return _round_step(max(value, 1e-12) / multiples)

    def stepped(self, value: float, steps: int) -> float:
        """Return the value so many steps up or down, a multiple of the step within the limits."""
        size = 1.0 if self.whole else self.step(value if steps > 0 else value * (1 - 1e-9))
        start = value / size
        start = math.floor(start + 1e-6) if steps > 0 else math.ceil(start - 1e-6)
        return min(max(_multiple((start + steps) * size, size), self.minimum), self.maximum)


def unit_text(unit: str) -> str:
    """Return a unit as it stands after a number: ``×/yr``, ``%``, ``GW/yr``."""
    if unit == RUNG:
        return "rung"
    shown = {"1": "", "1/yr": "/yr", "fraction": "%"}.get(unit, unit)
    return shown.replace("x", "×", 1) if unit in ("x", "x/yr") else shown


def unit_beside(unit: str) -> str:
    """Return a unit as it stands beside a field: a rung is one "of 5"."""
    return QCoreApplication.translate("Numbers", "of 5") if unit == RUNG else unit_text(unit)


def number_text(value: float, unit: str, locale: QLocale, least: int = 2, most: int = 4) -> str:
    """Return a value without its unit, with ``least`` to ``most`` significant digits.

    A percentage or a rung has no zeros after the point. The text reads back as the same number.
    """
    shown = value * _shown_factor(unit)
    if not shown or not 1e-5 <= abs(shown) < 1e9:
        # Locales write exponents in ways that are hard to type, such as 1×10^-8.
        return f"{shown:.{most}g}".replace(".", locale.decimalPoint()).replace("-", MINUS)
    places = decimals(shown, most)
    text = f"{shown:.{places}f}".rstrip("0") if places else ""
    places = len(text.partition(".")[2])
    if unit not in ("fraction", RUNG):
        places = max(places, decimals(shown, least))
    plain = QLocale(locale)
    plain.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return plain.toString(shown, "f", places).replace("-", MINUS)


def exact_text(value: float, unit: str, locale: QLocale) -> str:
    """Return a value without its unit and with all its digits, for editing."""
    return number_text(value, unit, locale, most=12)


def quantity_text(value: float, unit: str, locale: QLocale, most: int = 4) -> str:
    """Return a value with its unit, as it stands in a sentence: ``3×/yr``, ``45 %``."""
    number, symbol = number_text(value, unit, locale, 1, most), unit_text(unit)
    if unit == RUNG:
        return f"{symbol} {number}"
    glue = "" if symbol[:1] in ("×", "/") else "\N{NO-BREAK SPACE}"
    return f"{number}{glue}{symbol}" if symbol else number


def span_texts(low: float, high: float, unit: str, locale: QLocale) -> tuple[str, str]:
    """Return both ends of a range to read, the unit after the second only: ``1``, ``20×/yr``."""
    if unit == RUNG:
        return quantity_text(low, unit, locale), quantity_text(high, unit, locale)
    first = number_text(low, unit, locale, least=1, most=3)
    return first, quantity_text(high, unit, locale, most=3)


def read_number(text: str, unit: str, locale: QLocale) -> float:
    """Return the value that a person typed, in ``unit``; raise `UnreadableNumber`.

    A point or the locale's comma is the decimal mark, groups of three digits may be set apart,
    exponents and the unit in its usual spellings are understood: ``1,5``, ``1e-3``, ``45 %``,
    ``6 months``. Growth may be a percentage with its sign: ``+35 %`` is 1.35 a year.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise UnreadableNumber(text)
    body, point = found["body"], locale.decimalPoint()
    number = float(_without_groups(body, point, text) + _ascii(found["power"] or ""))
    if found["sign"] in ("-", MINUS):
        number = -number
    suffix = _plain_suffix(found["suffix"])
    if unit == "x/yr" and found["sign"] and suffix in ("%", "%/yr"):
        return 1 + number / 100
    factor = _factors(unit).get(suffix)
    if factor is None:
        raise UnreadableNumber(text, found["suffix"])
    value = number * factor if factor >= 1 else number / round(1 / factor)
    if not math.isfinite(value):
        raise UnreadableNumber(text)
    return value


def _attracted(value: float) -> float:
    return float(round(value)) if abs(value - round(value)) <= 0.15 else value


def _multiple(value: float, step: float) -> float:
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return round(round(value / step) * step, places)


def _round_step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough) + 1e-9)
    return power * (5 if rough >= 5 * power * (1 - 1e-9) else 1)


def _shown_factor(unit: str) -> float:
    return 100.0 if unit == "fraction" else 1.0


def _without_groups(body: str, point: str, text: str) -> str:
    """Return digits with a point for the decimal mark."""
    mark = max((mark for mark in ".," if mark in body), key=body.rfind, default="")
    foreign = mark not in (".", point) and re.fullmatch(r"[1-9]\d{0,2},\d{3}", body)
    if not mark or body.count(mark) > 1 or foreign:
        whole, decimal = body, ""
    else:
        whole, _, decimal = body.rpartition(mark)
    if not _GROUPED.fullmatch(whole) or not (decimal.isdigit() or not decimal):
        raise UnreadableNumber(text)
    return "".join(c for c in whole if c.isdigit()) + "." + decimal


def _ascii(power: str) -> str:
    return power.replace(MINUS, "-")


def _plain_suffix(text: str) -> str:
    """Return a suffix in one spelling: small letters, no spaces, ``/yr`` for every year."""
    plain = "".join(text.lower().split()).replace("×", "x").replace("percent", "%")
    return _YEARLY.sub("/yr", plain)


def _factors(unit: str) -> Mapping[str, float]:
    """Return how much of ``unit`` one of each suffix is."""
    return {"": 1.0, _plain_suffix(unit): 1.0, **_SUFFIXES.get(unit, {})}


_MONEY = {"m": 1e-3, "bn": 1.0, "trn": 1e3, "usd": 1.0}
_MONEY |= {f"{word}usd": _MONEY[word] for word in ("m", "bn", "trn")}
_SUFFIXES: Mapping[str, Mapping[str, float]] = {
    "fraction": {"": 0.01, "%": 0.01},
    "1": {"%": 0.01},
    "x": {"%": 0.01},
    "x/yr": {"x": 1.0, "/yr": 1.0},
    "1/yr": {"/yr": 1.0, "%": 0.01, "%/yr": 0.01},
    "years": {"year": 1.0, "yr": 1.0, "y": 1.0, "months": 1 / 12, "month": 1 / 12, "mo": 1 / 12},
    "GW/yr": {"gw": 1.0, "mw": 1e-3, "mw/yr": 1e-3},
    "kW": {"w": 1e-3, "mw": 1e3},
    "USD bn": _MONEY,
    RUNG: {"rung": 1.0},
}
