"""The results as the charts look at them: who is drawn how, in which unit, over which months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QCoreApplication

from desktop.chart_help import view_help
from desktop.chart_values import Gathered, central_case, recorded, variable_values
from desktop.charts.cutting import letters_told_apart
from desktop.charts.data import Array, ChartData, Emphasis, Grain, Points, Series
from desktop.fitting_bands import fitting_lines
from desktop.theme import SeriesLook
from scenarios.projection import VARIABLES, WORLD, Projection

OPENING = ("compute_demand", "revenue", "revenue_effect", "regions")
"""The charts of the opening board."""

_PAST, _SHORT_PAST = 24, 12
"""Months of the record that are shown before the as-of month; fewer under a short horizon."""

_LONGEST = 44
"""Letters of a scenario's name in a read-out; beside its line a chart cuts it to its room."""

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Shown:
    """A visible scenario: its key, what to call it, its look, and its name cut for a list."""

    key: str
    name: str
    look: SeriesLook
    label: str = ""


@dataclass(frozen=True)
class BoardRequest:
    """What the board is to show.

    Attributes
    ----------
    shown : the visible scenarios, in the order of the list, the active one among them
    active : key of the active scenario
    charts : keys of `chart_views.VIEWS`
    grain : of every chart
    reference_name : what to call that which effects are measured against
    reference_key : key of the open scenario which that is, or ""
    fitting : whether draws that fit the record are drawn beside all draws
    """

    shown: tuple[Shown, ...]
    active: str
    charts: tuple[str, ...] = OPENING
    grain: Grain = Grain.QUARTER
    reference_name: str = ""
    reference_key: str = ""
    fitting: bool = False


class Sight:
    """A request and the results that answer it, read by the functions that gather a chart.

    Attributes
    ----------
    active, projection : the active scenario and its projection
    central : that projection without its draws, as all of the following
    others : the other visible scenarios that have a result, without the one that is the reference
    reference : what the active scenario is measured against; None where that is itself
    reference_name : what to call it
    as_of : month ordinal
    grain : of every chart
    fitting : whether draws that fit the record are drawn beside all draws
    """

    def __init__(self, request: BoardRequest, results: Mapping[str, Projection]) -> None:
        shown, self.reference_name = _with_fitting_names(request)
        self.active = next(one for one in shown if one.key == request.active)
        self.projection = results[request.active]
        self.central = central_case(self.projection)
        # A reference that starts from another month is none: it is drawn like any other.
        reference = request.reference_key if self.projection.baseline is not None else ""
        apart = (request.active, reference)
        self.others = [
            (one, central_case(results[one.key]))
            for one in shown
            if one.key in results and one.key not in apart
        ]
        self.reference = None if reference == request.active else self.central.baseline
        self.fitting = request.fitting
        self.as_of = float(self.projection.scenario.as_of.ordinal)
        self.grain = request.grain

    @cached_property
    def span(self) -> tuple[float, float]:
        """The months shown: some of the record, and the horizons of all scenarios."""
        scenarios = [self.projection.scenario, *(p.scenario for _, p in self.others)]
        past = _PAST if scenarios[0].horizon_months >= 2 * _PAST else _SHORT_PAST
        first = min(self.as_of - past, *(float(s.as_of.ordinal) for s in scenarios))
        return first, max(float((s.as_of + s.horizon_months).ordinal) for s in scenarios)

    @property
    def money(self) -> float:
        """What a year's money is multiplied by to be that of a span."""
        return 1 / 4 if self.grain is Grain.QUARTER else 1.0

    def chart(self, key: str, title: str, variable: str) -> ChartData:
        """Return a chart in the unit of a variable, with its axis and nothing on it yet."""
        unit, *shorter = self.units(variable) if variable else ("",)
        return ChartData(
            key,
            title,
            unit,
            as_of=self.as_of,
            span=self.span,
            grain=self.grain,
            short_units=tuple(shorter),
            help=view_help(key),
        )

    def units(self, variable: str) -> tuple[str, ...]:
        """Return what the values of a variable are in, in words, and the same ever shorter."""
        unit = VARIABLES[variable].unit
        if unit == "USD bn/yr":
            return self._money_units()
        return {
            "H100e": ("H100e",),
            "H100e/yr": (translate("ChartViews", "H100e a year"), "H100e/yr"),
            "GW/yr": (translate("ChartViews", "GW a year"), "GW/yr"),
            "USD": (translate("ChartViews", "USD"),),
        }[unit]

    def _money_units(self) -> tuple[str, ...]:
        if self.grain is Grain.QUARTER:
            short = translate("ChartViews", "bn USD/qtr")
            return translate("ChartViews", "bn USD a quarter"), short
        short = translate("ChartViews", "bn USD/yr")
        if self.grain is Grain.YEAR:
            long = translate("ChartViews", "bn USD a fiscal year, to January")
            return long, translate("ChartViews", "bn USD a year"), short
        return translate("ChartViews", "bn USD, at a year’s rate"), short

    def values(self, projection: Projection, variable: str, region: str = WORLD) -> Gathered:
        """Return a variable by span, in the unit that `units` names."""
        found = variable_values(projection, variable, self.grain, region)
        return found.times(self._factor(variable))

    def _factor(self, variable: str) -> float:
        return self.money if VARIABLES[variable].unit == "USD bn/yr" else 1.0

    def lines(self, variable: str, name: str = "") -> Iterator[Series]:
        """Return a line for every visible scenario and the reference, the active one with bands.

        ``name`` is written beside the active one's line in place of the scenario's.
        """
        values = self.values(self.projection, variable)
        alone = "" if self.others else translate("ChartViews", "this scenario")
        yield line(self.active, values, Emphasis.SELECTED, values.bands(), name or alone)
        if self.fitting:
            yield from fitting_lines(self, variable)
        yield from self.other_lines(variable)

    def other_lines(self, variable: str) -> Iterator[Series]:
        """Return a line for every visible scenario but the active one, and for the reference."""
        for one, projection in self.others:
            yield line(one, self.values(projection, variable))
        if self.reference is not None:
            found = self.values(self.reference, variable)
            look = ("reference", self.reference_name, "muted", found.x, found.central)
            yield Series(*look, emphasis=Emphasis.REFERENCE)

    def record(self, variable: str) -> Points:
        """Return the whole record of a variable, what came after the as-of month too."""
        x, values = recorded(self.projection.scenario.data, variable, self.grain)
        return record_points(x, values * self._factor(variable))


def line(
    one: Shown,
    values: Gathered,
    emphasis: Emphasis = Emphasis.OTHER,
    bands: Array | None = None,
    short: str = "",
) -> Series:
    """Return the line of a scenario, looking as the scenario does everywhere."""
    look = one.look
    drawn = (one.key, one.label, look.role, values.x, values.central)
    return Series(*drawn, bands, emphasis, look.dash, look.marker, short=short or one.name)


def record_points(x: Array, values: Array, role: str = "text") -> Points:
    """Return points of the record."""
    return Points("record", translate("ChartViews", "record"), x, values, role)


def _with_fitting_names(request: BoardRequest) -> tuple[list[Shown], str]:
    """The scenarios of a request with labels, and the name of its reference, too long ones cut."""
    names = *(one.name for one in request.shown), request.reference_name
    *cut, reference = letters_told_apart(names, _LONGEST)
    return [replace(one, label=n) for one, n in zip(request.shown, cut, strict=True)], reference
