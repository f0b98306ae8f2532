"""The charts that the board can show: a line in a table each, and a function that gathers its data.

Everything here is worked out of results that do not change, and touches no widget: call
`board_data` in a worker and let the board paint what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from desktop.chart_sight import BoardRequest, Sight, line, record_points, translate
from desktop.chart_values import (
    Gathered,
    base_at_full_supply,
    binding_shares,
    gathered,
    longest_binding,
    power_limit,
    recorded_base,
)
from desktop.charts.data import (
    Bars,
    Category,
    ChartData,
    Emphasis,
    Ribbon,
    Series,
    StackLayer,
)
from scenarios.engine.inputs import REGIONS
from scenarios.projection import CONSTRAINTS, Projection

_TRAINING, _INFERENCE, _LIMIT = (8.0, 2.5), (3.5, 2.5), (1.5, 2.5)
"""Dashes of lines that have no scenario's look."""

_BASE = "positive"
"""Colour of what is installed, on record and projected."""


@dataclass(frozen=True, eq=False)
class BoardData:
    """The charts by key, and the span of months that all of them show."""

    charts: Mapping[str, ChartData]
    span: tuple[float, float]


@dataclass(frozen=True)
class View:
    """A chart that can be chosen: its key, its title when asked for, and what gathers its data.

    ``variable`` gives the unit; it is the key where not said otherwise, "" where there is none.
    """

    key: str
    title: Callable[[], str]
    gather: Callable[[Sight, ChartData], ChartData]
    variable: str | None = None

    def chart(self, sight: Sight) -> ChartData:
        """Return the chart."""
        variable = self.key if self.variable is None else self.variable
        return self.gather(sight, sight.chart(self.key, self.title(), variable))


def board_data(request: BoardRequest, results: Mapping[str, Projection]) -> BoardData | None:
    """Return what the board shows, or None when there is no result for the active scenario.

    Every projection, and what it is measured against, must hold all outputs for all months.
    Scenarios without a result are left out.
    """
    if request.active not in results:
        return None
    sight = Sight(request, results)
    charts = {key: VIEWS[key].chart(sight) for key in request.charts}
    return BoardData(MappingProxyType(charts), sight.span)


def view_title(key: str) -> str:
    """Return the title of a chart in the language of the application."""
    return VIEWS[key].title()


def constraint_name(constraint: str) -> str:
    """Return what one of `CONSTRAINTS` is called."""
    return {
        "demand": translate("ChartViews", "demand"),
        "chips": translate("ChartViews", "chips"),
        "power": translate("ChartViews", "power"),
    }[constraint]


def region_name(region: str) -> str:
    """Return what one of `REGIONS` is called."""
    return {
        "us_allies": translate("ChartViews", "US and allies"),
        "china": translate("ChartViews", "China"),
        "rest_of_world": translate("ChartViews", "Rest of world"),
    }[region]


def _variable(sight: Sight, chart: ChartData) -> ChartData:
    return replace(chart, series=tuple(sight.lines(chart.key)))


def _with_record(sight: Sight, chart: ChartData) -> ChartData:
    series = tuple(sight.lines(chart.key))
    return replace(chart, series=series, points=(sight.record(chart.key),))


def _compute_demand(sight: Sight, chart: ChartData) -> ChartData:
    series = (
        *sight.lines("compute_demand", translate("ChartViews", "demand")),
        *_workloads(sight),
        *_bases(sight),
    )
    points = record_points(*recorded_base(sight.central, sight.grain), _BASE)
    return replace(chart, series=series, points=(points,))


def _workloads(sight: Sight) -> Iterator[Series]:
    training = sight.values(sight.central, "compute_demand_training")
    inference = sight.values(sight.central, "compute_demand_inference")
    role = sight.active.look.role
    yield _part("training", translate("ChartViews", "training"), role, training, _TRAINING)
    yield _part("inference", translate("ChartViews", "inference"), role, inference, _INFERENCE)


def _bases(sight: Sight) -> Iterator[Series]:
    base = sight.values(sight.central, "installed_base")
    yield _part("installed_base", translate("ChartViews", "installed base"), _BASE, base)
    months = base_at_full_supply(sight.central)[:, None]
    most = gathered(months, int(sight.as_of) + 1, sight.grain, stock=True)
    name = translate("ChartViews", "base at the supply limit")
    short = translate("ChartViews", "supply limit")
    yield replace(_part("full_supply", name, _BASE, most, _LIMIT), short=short)


def _part(key: str, name: str, role: str, values: Gathered, dash: tuple[float, ...] = ()) -> Series:
    """Return a line that belongs to the active scenario without being its main one."""
    return Series(key, name, role, values.x, values.central, emphasis=Emphasis.OTHER, dash=dash)


def _revenue_effect(sight: Sight, chart: ChartData) -> ChartData:
    if sight.projection.baseline is None:
        advice = translate("ChartViews", "The reference starts from another month: choose another.")
        note = translate("ChartViews", "Nothing to measure against")
        return replace(chart, note=note, advice=advice)
    chart = _longer_unit(chart, translate("ChartViews", "{unit}, against {reference}"), sight)
    effect = sight.values(sight.projection, "revenue_effect")
    measured = [(one, p) for one, p in sight.others if p.baseline is not None]
    # A bar alone says by its colour whether it is a gain; beside lines, whose it is.
    whose = (sight.active.look.role, sight.active.name) if measured else ("", "")
    bars = Bars(
        sight.active.key, sight.active.label, effect.x, effect.central, effect.bands(), *whose
    )
    series = tuple(line(one, sight.values(p, "revenue_effect")) for one, p in measured)
    if not (series or effect.values.any()):
        note = translate("ChartViews", "Same revenue as the reference")
        advice = translate(
            "ChartViews",
            "No difference yet: move a slider, add an event or choose another reference.",
        )
        chart = replace(chart, note=note, advice=advice)
    return replace(chart, bars=(bars,), series=series)


def _longer_unit(chart: ChartData, words: str, sight: Sight) -> ChartData:
    """Return a chart that says more of its unit where there is room."""
    unit = words.format(unit=chart.unit, reference=sight.reference_name)
    return replace(chart, unit=unit, short_units=(chart.unit, *chart.short_units))


def _regions(sight: Sight, chart: ChartData) -> ChartData:
    chart = _longer_unit(chart, translate("ChartViews", "revenue, {unit}"), sight)
    stack = []
    for region in REGIONS:
        values = sight.values(sight.central, "revenue", region)
        layer = (region, region_name(region), f"region.{region}", values.x, values.central)
        stack.append(StackLayer(*layer))
    series = tuple(sight.other_lines("revenue"))
    if sight.others:
        # Whose chips they are must be seen where other scenarios' lines run over them.
        total = sight.values(sight.central, "revenue")
        series = (line(sight.active, total), *series)
    return replace(chart, stack=tuple(stack), series=series)


def _shipments(sight: Sight, chart: ChartData) -> ChartData:
    labels = (translate("ChartViews", "chip limit"), translate("ChartViews", "power limit"))
    limits = []
    for constraint, label in zip(("chips", "power"), labels, strict=True):
        values = sight.values(sight.central, f"supply_limit_{constraint}")
        limits.append(_part(constraint, label, f"constraint.{constraint}", values, _LIMIT))
    chart = _with_record(sight, chart)
    return replace(chart, series=(*chart.series, *limits))


def _power(sight: Sight, chart: ChartData) -> ChartData:
    months = power_limit(sight.central)[:, None]
    limit = gathered(months, int(sight.as_of) + 1, sight.grain)
    name = translate("ChartViews", "limit")
    chart = _variable(sight, chart)
    return replace(
        chart, series=(*chart.series, _part("limit", name, "constraint.power", limit, _LIMIT))
    )


def _binding(sight: Sight, chart: ChartData) -> ChartData:
    categories = tuple(Category(constraint_name(c), f"constraint.{c}") for c in CONSTRAINTS)
    shown = [(sight.active, sight.central), *sight.others]
    rows = [(one.key, one.label, projection) for one, projection in shown]
    if sight.reference is not None:
        rows.append(("reference", sight.reference_name, sight.reference))
    ribbons = []
    for key, name, projection in rows:
        codes = longest_binding(projection, sight.grain)
        ribbons.append(Ribbon(key, name, codes.x, codes.central, categories))
    unit = translate("ChartViews", "central case")
    return replace(chart, unit=unit, ribbons=tuple(ribbons))


def _shares(sight: Sight, chart: ChartData) -> ChartData:
    shares = binding_shares(sight.projection, sight.grain)
    layers = [
        StackLayer(name, constraint_name(name), f"constraint.{name}", share.x, share.central)
        for name, share in zip(CONSTRAINTS, shares, strict=True)
    ]
    return replace(chart, unit=translate("ChartViews", "% of draws"), stack=tuple(layers))


_ALL = (
    View("compute_demand", lambda: translate("ChartViews", "Compute demand"), _compute_demand),
    View("revenue", lambda: translate("ChartViews", "Data-centre revenue"), _with_record),
    View("revenue_effect", lambda: translate("ChartViews", "Revenue effect"), _revenue_effect),
    View("regions", lambda: translate("ChartViews", "Who gets the chips"), _regions, "revenue"),
    View("shipments", lambda: translate("ChartViews", "Shipments"), _shipments),
    View("orders", lambda: translate("ChartViews", "Orders"), _variable),
    View("backlog", lambda: translate("ChartViews", "Backlog"), _variable),
    View("price_per_h100e", lambda: translate("ChartViews", "Price per H100e"), _with_record),
    View("accelerator_spend", lambda: translate("ChartViews", "Accelerator spend"), _variable),
    View("power_additions", lambda: translate("ChartViews", "New power drawn"), _power),
    View("binding", lambda: translate("ChartViews", "What limits deliveries"), _binding, ""),
    View(
        "binding_share", lambda: translate("ChartViews", "What limits them, by draws"), _shares, ""
    ),
)

VIEWS: Mapping[str, View] = MappingProxyType({view.key: view for view in _ALL})
"""All charts by key, in the order of the menu."""
