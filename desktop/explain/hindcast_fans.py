"""What the hindcast view draws: the record, and under it forecasts as fans."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from desktop.chart_sight import record_points
from desktop.charts.data import Array, ChartData, Emphasis, Grain, Points, Series
from desktop.charts.figure import Memory
from desktop.explain.fan_drawing import FanDrawing, Place
from desktop.explain.hindcast_answer import FitAnswer, HindcastAnswer, Line
from desktop.explain.hindcast_texts import HindcastTexts
from scenarios import record
from scenarios.months import Month

_LEAD = 9
"""Months before the first quarter looked ahead from that are shown."""

_PAST = 36
"""Months before the as-of month that are shown with a fit."""

translate = QCoreApplication.translate


def hindcast_drawing(
    answer: HindcastAnswer, line: Line, data: str, texts: HindcastTexts, memory: Memory
) -> FanDrawing:
    """Return the fan of one forecast, those of the same method from other quarters behind it."""
    points = _record(data)
    x = _ordinals(line.months)
    last = _last_known(points, line.origin)
    fan = Series(
        "forecast",
        texts.method(line.method),
        "series.1",
        np.concatenate(([float(line.origin.ordinal)], x)),
        np.concatenate(([last], line.central)),
        np.concatenate((np.full((5, 1), last), line.bands), axis=1),
        marker="circle" if len(x) == 1 else "",
    )
    chart = ChartData(
        "hindcast",
        _title(),
        _unit(),
        series=(fan,),
        points=(points,),
        as_of=float(line.origin.ordinal),
        span=(float(answer.origins[0].ordinal - _LEAD), float(points.x[-1])),
        grain=Grain.QUARTER,
    )
    ghosts = tuple(_ghost(other, points) for other in answer.of(line.method) if other is not line)
    origins = frozenset(answer.origins)
    places = tuple(_place(month, points, line, origins, texts) for month in _months(data))
    return FanDrawing(chart, ghosts, places, memory)


def fit_drawing(fit: FitAnswer, data: str, texts: HindcastTexts, memory: Memory) -> FanDrawing:
    """Return the fans of all draws, and of those that fit the record."""
    points, x = _record(data), _ordinals(fit.months)
    everything = Series(
        "all",
        translate("Hindcast", "all draws"),
        "muted",
        x,
        fit.bands[2],
        fit.bands,
        Emphasis.OTHER,
        (5.0, 3.5),
    )
    fitting = Series(
        "fitting",
        translate("Hindcast", "draws that fit"),
        "series.1",
        x,
        fit.fitting[2],
        fit.fitting,
    )
    as_of = float(fit.as_of.ordinal)
    chart = ChartData(
        "fit",
        _title(),
        _unit(),
        series=(everything, fitting) if fit.quarters else (everything,),
        points=(points,),
        as_of=as_of,
        span=(max(as_of - _PAST, float(points.x[0])), float(x[-1])),
        grain=Grain.QUARTER,
    )
    came = dict(zip(points.x.tolist(), points.values.tolist(), strict=True))
    places = tuple(
        Place(place, texts.fit_at(fit, i, came.get(place))) for i, place in enumerate(x.tolist())
    )
    return FanDrawing(chart, places=places, memory=memory)


def _title() -> str:
    return translate("Hindcast", "Data-centre revenue")


def _unit() -> str:
    return translate("ChartViews", "bn USD a quarter")


def _months(data: str) -> tuple[Month, ...]:
    return tuple(quarter.month for quarter in record.history(data))


def _ordinals(months: tuple[Month, ...]) -> Array:
    return np.array([float(month.ordinal) for month in months])


def _record(data: str) -> Points:
    values = np.array([quarter.data_center_revenue for quarter in record.history(data)])
    return record_points(_ordinals(_months(data)), values)


def _last_known(points: Points, origin: Month) -> float:
    return float(points.values[points.x == origin.ordinal][0])


def _ghost(line: Line, points: Points) -> Series:
    """A forecast from another quarter, from the last point known then."""
    origin = float(line.origin.ordinal)
    x = np.concatenate(([origin], _ordinals(line.months)))
    values = np.concatenate(([_last_known(points, line.origin)], line.central))
    return Series(f"ghost_{line.origin}", "", "axis", x, values)


def _place(
    month: Month, points: Points, line: Line, origins: frozenset[Month], texts: HindcastTexts
) -> Place:
    parts = [texts.came(month, _last_known(points, month))]
    if month in line.months:
        parts.append(texts.said(line, line.months.index(month)))
    if month in origins and month != line.origin:
        return Place(month.ordinal, " ".join([*parts, texts.look_from()]), str(month))
    return Place(month.ordinal, " ".join(parts))
