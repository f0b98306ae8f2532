"""Axes as plain functions: snapped value ranges, tick places, and how months and numbers read.

Time on every chart is a *month ordinal*: ``12 * year + month - 1``, so that January 2026 is
24312.0, whole numbers are months and a span is a number of months. A flow stands at its month,
a stock at the month whose end it describes, a quarter or a year at its last month.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QCoreApplication, QLocale

from desktop.charts.data import Array, Grain

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
THIN = "\N{NARROW NO-BREAK SPACE}"

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_ROOM, _MONTH_ROOM = 40.0, 44.0
"""Pixels from one tick to the next that a short fiscal year, and a month or a year, need."""

_LONG = 58.0
"""Pixels from one tick to the next that a fiscal year in full needs."""

_KEEP = 0.55
"""Part of a former range that data must fill for the range to stay: less would waste the chart."""


@dataclass(frozen=True)
class Range:
    """A value axis from ``low`` to ``high``; ``step`` between ticks is 0 on a logarithmic one."""

    low: float
    high: float
    step: float


@dataclass(frozen=True)
class Tick:
    """A place on an axis, in the axis's own units, and the text written there."""

    place: float
    text: str


def month_x(year: int, month: int) -> float:
    """Month ordinal of a calendar month (``month`` 1 to 12)."""
    return float(12 * year + month - 1)


def year_month(x: float) -> tuple[int, int]:
    """Calendar year and month (1 to 12) nearest to a month ordinal."""
    year, month = divmod(round(x), 12)
    return year, month + 1


def fiscal_quarter(x: float, fiscal_start: int) -> tuple[int, int]:
    """Fiscal year and quarter (1 to 4) of a month ordinal.

    A fiscal year that starts in month ``fiscal_start`` is named after the calendar year it ends in.
    """
    year, month = year_month(x)
    since = (month - fiscal_start) % 12
    ends_next_year = fiscal_start > 1 and month >= fiscal_start
    return year + int(ends_next_year), since // 3 + 1


def nice_range(low: float, high: float, previous: Range | None = None, target: int = 5) -> Range:
    """Linear range around ``low`` to ``high`` that begins and ends on a round step.

    ``previous`` is given back unchanged while the data fits it and fills enough of it, so that an
    axis holds still under a slider that is being dragged. ``target`` is the wished number of steps.
    """
    if previous is not None and previous.step > 0 and _still_fits(low, high, previous):
        return previous
    span = high - low
    if not span > 0:
        span = abs(high) or 1.0
        low, high = min(low, high - span / 2), max(high, low + span / 2)
    step = _nice_step((high - low) / target)
    first = math.floor(low / step + 1e-9) * step
    last = math.ceil(high / step - 1e-9) * step
    return Range(first, max(last, first + step), step)


def nice_log_range(low: float, high: float, previous: Range | None = None) -> Range:
    """Range around positive ``low`` to ``high`` whose ends are 1, 2 or 5 times a power of ten.

    ``previous`` is kept as in `nice_range`, measured in logarithms.
    """
    if previous is not None and previous.step == 0:
        ends = (math.log10(previous.low), math.log10(previous.high))
        if _still_fits(math.log10(low), math.log10(high), Range(*ends, step=1)):
            return previous
    first, last = _round_down(low), -_round_down(-high)
    return Range(first, last if last > first else 10 * first, 0.0)


def value_ticks(limits: Range) -> list[float]:
    """Tick values of a range from `nice_range` or `nice_log_range`, ascending."""
    if limits.step > 0:
        count = round((limits.high - limits.low) / limits.step)
        return [limits.low + i * limits.step for i in range(count + 1)]
    decades = math.log10(limits.high / limits.low)
    first, last = math.floor(math.log10(limits.low)), math.ceil(math.log10(limits.high))
    if decades >= 2.5:
        stride = max(1, math.ceil(decades / 6))
        ticks = [10.0**k for k in range(first, last + 1, stride)]
    else:
        ticks = [m * 10.0**k for k in range(first, last + 1) for m in (1, 2, 5)]
    slack = 1e-9
    return [t for t in ticks if limits.low * (1 - slack) <= t <= limits.high * (1 + slack)]


def time_ticks(
    first: float, last: float, width: float, grain: Grain, fiscal_start: int, locale: QLocale
) -> list[Tick]:
    """Ticks between two month ordinals that fit ``width`` pixels without touching.

    Months and quarters are labelled by calendar year and month, as the timeline is, years by the
    fiscal year that starts in month ``fiscal_start`` (by the bare year when that is January).
    """
    per_month = width / max(last - first, 1.0)
    strides = [s for s in (1, 3, 12, 24, 60, 120, 240) if s >= grain.months]
    room = _ROOM if grain is Grain.YEAR else _MONTH_ROOM
    stride = next((s for s in strides if s * per_month >= room), strides[-1])
    ends_of_spans = grain is Grain.YEAR or (grain is Grain.QUARTER and stride == grain.months)
    anchor = (fiscal_start - 2) % 12 if ends_of_spans else 0
    start = math.ceil((first - anchor) / stride - 1e-9) * stride + anchor
    places = np.arange(start, last + 1e-6, stride)
    long = stride * per_month >= _LONG
    return [Tick(float(x), _tick_text(x, grain, fiscal_start, long, locale)) for x in places]


def month_text(x: float, grain: Grain, fiscal_start: int, locale: QLocale) -> str:
    """What stands at a month ordinal: a month, or a fiscal quarter or year with its last month."""
    year, month = year_month(x)
    if grain is Grain.MONTH:
        return f"{locale.standaloneMonthName(month)} {year}"
    fiscal_year, quarter = fiscal_quarter(x, fiscal_start)
    prefix = "" if fiscal_start == 1 else "FY"
    name = f"{prefix}{fiscal_year}"
    if grain is Grain.QUARTER:
        name = f"Q{quarter} {name}"
    end = f"{locale.standaloneMonthName(month, QLocale.FormatType.ShortFormat)} {year}"
    return QCoreApplication.translate("Chart", "{span}, to {month}").format(span=name, month=end)


def number_text(value: float, locale: QLocale, digits: int = 3) -> str:
    """A number for reading: ``372 M``, ``1.2 bn``, ``12,345``, ``0.0123``; a dash when undefined.

    ``digits`` significant digits, without trailing zeros; whole numbers below a million in full.
    """
    return _joined(*_number_parts(value, locale, digits))


def band_text(low: float, high: float, locale: QLocale) -> str:
    """Two numbers as a range, the scale word once when it is the same: ``148 – 260 M``."""
    first, second = _number_parts(low, locale, 3), _number_parts(high, locale, 3)
    start = first[0] if first[1] == second[1] else _joined(*first)
    if low < 0 or high < 0:
        words = QCoreApplication.translate("Chart", "{low} to {high}")
        return words.format(low=start, high=_joined(*second))
    return f"{start} {DASH} {_joined(*second)}"


def tick_texts(ticks: Sequence[float], locale: QLocale) -> list[str]:
    """Texts of value ticks: one scale and one number of decimals for an evenly spaced axis."""
    if not ticks:
        return []
    step = min((b - a for a, b in pairwise(ticks)), default=abs(ticks[0]) or 1)
    even = all(math.isclose(b - a, step) for a, b in pairwise(ticks))
    if not even:
        return [number_text(tick, locale) for tick in ticks]
    largest = max(abs(tick) for tick in ticks)
    scale = _scale(largest) if largest >= 1e6 else 0
    decimals = _decimals(step / 10.0**scale)
    written = [_written(tick / 10.0**scale, decimals, locale, trim=False) for tick in ticks]
    word = _word(scale)
    return [_joined(text, word) if tick else "0" for tick, text in zip(ticks, written, strict=True)]


def within(x: Array, span: tuple[float, float]) -> slice:
    """Which of ascending month ordinals lie in a span, its ends included."""
    return slice(int(x.searchsorted(span[0])), int(x.searchsorted(span[1], side="right")))


def finite_extent(*arrays: Array) -> tuple[float, float] | None:
    """Smallest and largest finite number of all arrays, or None when there is none."""
    if not arrays:
        return None
    values = np.concatenate([array.ravel() for array in arrays])
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else None


def _still_fits(low: float, high: float, previous: Range) -> bool:
    inside = previous.low <= low and high <= previous.high
    return inside and high - low >= _KEEP * (previous.high - previous.low)


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return power * next(s for s in _STEPS if s * power >= rough * (1 - 1e-9))


def _round_down(value: float) -> float:
    """Largest 1, 2 or 5 times a power of ten not above ``value``; for negatives, of either sign."""
    size = abs(value)
    power = 10.0 ** math.floor(math.log10(size) + 1e-12)
    if value > 0:
        return power * max(m for m in (1, 2, 5) if m * power <= size * (1 + 1e-9))
    return -power * min(m for m in (1, 2, 5, 10) if m * power >= size * (1 - 1e-9))


def _tick_text(x: float, grain: Grain, fiscal_start: int, long: bool, locale: QLocale) -> str:
    year, month = year_month(x)
    if grain is not Grain.YEAR:
        if month == 1:
            return str(year)
        return locale.standaloneMonthName(month, QLocale.FormatType.ShortFormat)
    fiscal_year, _ = fiscal_quarter(x, fiscal_start)
    prefix = "" if fiscal_start == 1 else "FY"
    return f"{prefix}{fiscal_year}" if long else f"{prefix}{fiscal_year % 100:02d}"


def _significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _scale(size: float) -> int:
    """Power of ten of the scale word for a number: 6, 9, 12, or outside those its own."""
    if 1e-4 <= size < 1e15:
        return 12 if size >= 1e12 else 9 if size >= 1e9 else 6
    return 3 * math.floor(math.log10(size) / 3)


def _word(scale: int) -> str:
    if scale == 0:
        return ""
    if scale == 6:
        return QCoreApplication.translate("Chart", "M", "million")
    if scale == 9:
        return QCoreApplication.translate("Chart", "bn", "thousand million")
    if scale == 12:
        return QCoreApplication.translate("Chart", "trn", "million million")
    return "\N{MULTIPLICATION SIGN}" + "10" + str(scale).translate(_SUPERSCRIPT)


def _number_parts(value: float, locale: QLocale, digits: int) -> tuple[str, str]:
    """The digits of a number and its scale word."""
    if not math.isfinite(value):
        return DASH, ""
    if value == 0:
        return "0", ""
    rounded = _significant(value, digits)
    scale = 0 if 1e-4 <= abs(rounded) < 1e6 else _scale(abs(rounded))
    reduced = rounded / 10.0**scale if scale else value
    exponent = math.floor(math.log10(abs(rounded)) - scale + 1e-9)
    return _written(reduced, max(0, digits - 1 - exponent), locale, trim=True), _word(scale)


def _joined(text: str, word: str) -> str:
    return text + THIN + word if word else text


def _decimals(step: float) -> int:
    return next((d for d in range(9) if math.isclose(step, round(step, d), rel_tol=1e-6)), 9)


def _written(value: float, decimals: int, locale: QLocale, trim: bool) -> str:
    text = locale.toString(float(value), "f", decimals)
    if trim and decimals:
        text = text.rstrip(locale.zeroDigit()).removesuffix(locale.decimalPoint())
    return text.replace("-", MINUS)
