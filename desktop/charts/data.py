"""What a chart is given: plain arrays with a name, a look and a unit; no documents, no model.

Every ``x`` is a month ordinal (see `desktop.charts.axis`), ascending; every value is in the unit
that `ChartData.unit` names. NaN means that there is no value: lines and bands leave a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

STATISTICS = ("p05", "p25", "p50", "p75", "p95")
"""Rows of every ``bands`` array, in order."""


class Grain(StrEnum):
    """Length of the spans that a chart's values stand for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Calendar months in a span."""
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


class Emphasis(StrEnum):
    """How loudly a series is drawn."""

    SELECTED = "selected"
    OTHER = "other"
    REFERENCE = "reference"


@dataclass(frozen=True, eq=False)
class Series:
    """A line with its bands.

    ``role`` names a colour of the theme. ``central`` has shape (month,), ``bands`` (5, month) in
    the order of `STATISTICS`, or None. ``dash`` is in pixels, dash and gap in turn. ``marker``
    ("circle", "square", "triangle", "diamond" or "") stands at the line's end. The values of
    a ``stepped`` line hold over the span that ends at their month. ``short`` is written beside the
    line where the label is too long for that.
    """

    key: str
    label: str
    role: str
    x: Array
    central: Array
    bands: Array | None = None
    emphasis: Emphasis = Emphasis.SELECTED
    dash: tuple[float, ...] = ()
    marker: str = ""
    stepped: bool = False
    short: str = ""

    @property
    def name(self) -> str:
        """What is written beside the line."""
        return self.short or self.label

    def __post_init__(self) -> None:
        _check(self.key, self.x, self.central, self.bands)


@dataclass(frozen=True, eq=False)
class Points:
    """Observed values, drawn as open markers: the record."""

    key: str
    label: str
    x: Array
    values: Array
    role: str = "text"
    marker: str = "circle"

    def __post_init__(self) -> None:
        _check(self.key, self.x, self.values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Points):
            return NotImplemented
        looks = (self.key, self.label, self.role, self.marker)
        return (
            looks == (other.key, other.label, other.role, other.marker)
            and np.array_equal(self.x, other.x)
            and np.array_equal(self.values, other.values, equal_nan=True)
        )

    def __hash__(self) -> int:
        return hash((self.key, self.label, len(self.x)))


@dataclass(frozen=True, eq=False)
class Bars:
    """One bar a span, from zero, with whiskers from p5 to p95 where ``bands`` is given.

    ``role`` "" colours a bar by its sign. ``name`` is written beside the bars, if anything is.
    """

    key: str
    label: str
    x: Array
    central: Array
    bands: Array | None = None
    role: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        _check(self.key, self.x, self.central, self.bands)


@dataclass(frozen=True, eq=False)
class StackLayer:
    """One share of a total, stacked on the layers before it; ``values`` are not negative."""

    key: str
    label: str
    role: str
    x: Array
    values: Array

    def __post_init__(self) -> None:
        _check(self.key, self.x, self.values)


@dataclass(frozen=True)
class Category:
    """A state that a ribbon can be in."""

    label: str
    role: str


@dataclass(frozen=True, eq=False)
class Ribbon:
    """A row of states over time: ``codes`` index ``categories``, NaN where nothing is known."""

    key: str
    label: str
    x: Array
    codes: Array
    categories: tuple[Category, ...]

    def __post_init__(self) -> None:
        _check(self.key, self.x, self.codes)


@dataclass(frozen=True)
class Mark:
    """A labelled vertical line at a month: when something happens."""

    x: float
    label: str
    role: str = "muted"


@dataclass(frozen=True, eq=False)
class ChartData:
    """Everything one chart shows.

    ``as_of`` is the month ordinal between record and projection, ``span`` the months shown (all of
    the data when None). ``fiscal_start`` is the first month of a fiscal year. ``short_units`` are
    ever shorter ways to write the unit. ``help`` says what is shown. ``note`` stands in place of
    what cannot be shown or says nothing, ``advice`` below it.
    """

    key: str
    title: str
    unit: str
    series: tuple[Series, ...] = ()
    points: tuple[Points, ...] = ()
    bars: tuple[Bars, ...] = ()
    stack: tuple[StackLayer, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()
    marks: tuple[Mark, ...] = ()
    as_of: float | None = None
    span: tuple[float, float] | None = None
    grain: Grain = Grain.MONTH
    fiscal_start: int = 2
    from_zero: bool = True
    short_units: tuple[str, ...] = ()
    help: str = ""
    note: str = ""
    advice: str = ""

    @property
    def can_be_logarithmic(self) -> bool:
        """Whether a logarithmic scale would show the same: lines yes, lengths and areas no."""
        return bool(self.series or self.points) and not (self.bars or self.stack or self.ribbons)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown at any month."""
        return not any(x.size for x in self._places())

    @cached_property
    def months(self) -> Array:
        """Every month ordinal at which something is shown, ascending."""
        places = [x for x in self._places() if x.size]
        if not places:
            return np.empty(0)
        ordered = np.sort(np.concatenate(places))
        # Not by `numpy.unique`, which loads masked arrays: 13 ms before the first picture.
        return ordered[np.concatenate(([True], np.diff(ordered) > 0))]

    def _places(self) -> Iterator[Array]:
        for group in (self.series, self.points, self.bars, self.stack, self.ribbons):
            for item in group:
                yield item.x


def _check(key: str, x: Array, values: Array, bands: Array | None = None) -> None:
    if x.ndim != 1 or x.shape != values.shape:
        raise ValueError(f"{key}: {values.shape} values do not fit {x.shape} months")
    if bands is not None and bands.shape != (len(STATISTICS), len(x)):
        raise ValueError(f"{key}: bands must have shape (5, month), not {bands.shape}")
