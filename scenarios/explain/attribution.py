"""Why two scenarios differ: their gap split exactly over what differs, by Shapley values.

An item's share is its mean contribution over all orders in which the items could be changed from
the first scenario's to the second's. Shares sum to the gap, an item that changes nothing gets
nothing, and items that do the same get the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scenarios.comparison import EFFECTS, differing, outcome
from scenarios.engine.blocks import project_all
from scenarios.engine.inputs import Inputs
from scenarios.engine.memory import Array
from scenarios.ensemble import Placed
from scenarios.errors import InvalidInput, Problem
from scenarios.events import Event
from scenarios.explain.shapley import Mask, sampled, sampled_orders, shapley, subsets
from scenarios.explain.variants import (
    central,
    central_inputs,
    check_outcome,
    kept,
    medians,
    spread,
)
from scenarios.projection import VARIABLES, WORLD, Projection, paired
from scenarios.scenario import Scenario

#: Up to so many items the split is exact; beyond, orders are sampled.
MOST_EXACT = 14

#: The groups of a split, by group of assumption and by type of event.
GROUPS: Mapping[str, str] = {
    "training": "efficiency",
    "demand": "efficiency",
    "inference": "inference",
    "export controls": "export",
    "supply": "supply",
    "price and share": "price",
    "valuation": "valuation",
    "efficiency_shock": "efficiency",
    "export_restriction": "export",
    "investment_programme": "investment",
    "supply_shock": "supply",
}

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Item:
    """Something that differs: assumptions and events that are changed together."""

    name: str
    assumptions: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Attribution:
    """The gap between two scenarios in one output, split over items.

    Attributes
    ----------
    items : what differs
    first, second : the output with no item and with every item changed, shape (month,); an
        outcome has one month
    shares : of each item, shape (item, month); they sum to the gap
    error : standard error of each share, shape (item, month); zeros when exact
    """

    items: tuple[Item, ...]
    first: Array
    second: Array
    shares: Array
    error: Array


def items_of(first: Scenario, second: Scenario, *, single: bool = False) -> tuple[Item, ...]:
    """Return what differs between two scenarios within the shorter horizon.

    An event of the first that the second has changed, in the same month or under the same label,
    is one item; labels alone make no difference.

    Parameters
    ----------
    single : whether every assumption and event is an item of its own, instead of in `GROUPS`
    """
    declared = first.declared
    names = differing((first, second)).assumptions
    singles = [(declared[name].group, Item(name, (name,))) for name in names]
    singles += [
        (events[0].type, Item(_name(events[-1]), (), events)) for events in _changes(first, second)
    ]
    if single:
        return tuple(item for _, item in singles)
    groups = {name: Item(name) for name in dict.fromkeys(GROUPS.values())}
    for kind, item in singles:
        group = groups[GROUPS[kind]]
        assumptions, events = group.assumptions + item.assumptions, group.events + item.events
        groups[group.name] = Item(group.name, assumptions, events)
    return tuple(item for item in groups.values() if item.assumptions or item.events)


def _name(event: Event) -> str:
    return event.label or f"{event.type.replace('_', ' ')} {event.month}"


def _changes(first: Scenario, second: Scenario) -> list[tuple[Event, ...]]:
    """Return the events that only one of two scenarios has, an old one with its new form."""
    last = first.as_of + min(first.horizon_months, second.horizon_months)
    events = [[e for e in effective(s.events) if e.month <= last] for s in (first, second)]
    gone, come = surplus(*events), surplus(*reversed(events))
    found: list[tuple[Event, ...]] = []
    for old in gone:
        new = next((event for event in come if _continues(old, event)), None)
        found.append((old,) if new is None else (old, new))
        if new is not None:
            come.remove(new)
    found += [(event,) for event in come]
    return sorted(found, key=lambda events: events[-1].month)


def _continues(old: Event, new: Event) -> bool:
    """Whether an event is another in a new form."""
    if old.type != new.type or getattr(old, "region", "") != getattr(new, "region", ""):
        return False
    return old.month == new.month or old.label == new.label != ""


def surplus(events: Sequence[Event], others: Sequence[Event]) -> list[Event]:
    """Return the events that are not among ``others``, labels aside, as often as they are left."""
    left = Counter(map(_unlabelled, others))
    found = []
    for event in events:
        if left[_unlabelled(event)]:
            left[_unlabelled(event)] -= 1
        else:
            found.append(event)
    return found


def _unlabelled(event: Event) -> Event:
    return event.model_copy(update={"label": ""})


def attribute(
    first: Scenario,
    second: Scenario,
    output: str = "revenue",
    region: str = WORLD,
    *,
    items: Sequence[Item] | None = None,
    orders: int = 256,
) -> Attribution:
    """Split the gap between two scenarios in an output over what differs.

    Parameters
    ----------
    first, second : of one as-of month; the shorter horizon counts
    output : id of an output by month, or of an outcome against the first scenario's defaults
    items : what to split over; by default `items_of` in groups. What none of them holds stays as
        in the first scenario
    orders : how many orders to sample, forwards and backwards, beyond `MOST_EXACT` items

    Raises
    ------
    InvalidInput : when the as-of months differ, or the output is not one of the region's or has
        no gap that could be split
    """
    if first.as_of != second.as_of:
        words = f"starts from {second.as_of}, {first.name} from {first.as_of}: no gap to split."
        raise InvalidInput(second.name, [Problem("as_of", words)])
    chosen = items_of(first, second) if items is None else tuple(items)
    columns = _Columns(first, second, chosen, output, region)
    if len(chosen) <= MOST_EXACT:
        values = columns.values(subsets(len(chosen)))
        shares, error = shapley(values), np.zeros((len(chosen), values.shape[1]))
        return Attribution(chosen, values[0], values[-1], shares, error)
    masks = sampled_orders(len(chosen), orders, first.uncertainty.seed)
    values = columns.values(masks.reshape(-1, len(chosen)))
    values = values.reshape(*masks.shape[:2], -1)
    shares, error = sampled(masks, values)
    return Attribution(chosen, values[0, 0], values[0, -1], shares, error)


def effective(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events without restrictions that a later line for the same month overrides."""
    last = {(e.month, e.region): i for i, e in enumerate(events) if e.type == "export_restriction"}
    return tuple(
        event
        for i, event in enumerate(events)
        if event.type != "export_restriction" or last[event.month, event.region] == i
    )


#: What only values cash flow: the projection itself does not depend on it.
_VALUING = {"free_cash_flow_margin", "discount_rate", "terminal_growth"}


class _Columns:
    """Values of an output for any mixture of two scenarios."""

    def __init__(
        self, first: Scenario, second: Scenario, items: Sequence[Item], output: str, region: str
    ) -> None:
        months = min(first.horizon_months, second.horizon_months)
        self._first = first.replace(events=(), horizon_months=months)
        _check(self._first, output, region)
        self._output, self._region = output, region
        self._ends = [medians(scenario) for scenario in (first, second)]
        self._place = {name: i for i, item in enumerate(items) for name in item.assumptions}
        self._events = _switched(first, second, items)
        acting = [bool(item.events or {*item.assumptions} - _VALUING) for item in items]
        self._acting = np.array(acting, dtype=bool)

    def values(self, masks: Mask) -> Array:
        """Return the output of each mixture, shape (mask, month)."""
        projection = self._projection(masks)
        if _by_month(self._output):
            return projection.columns(self._output, self._region).T
        return outcome(projection, self._output).values[:, None]

    def _projection(self, masks: Mask) -> Projection:
        inputs, keep = self._inputs(masks), kept(self._output)
        if self._acting.all():
            outputs = project_all(inputs, keep=keep)
        else:
            columns, place = _distinct(masks & self._acting)
            outputs = spread(project_all(inputs.take(columns), keep=keep), keep, place)
        projection = Projection(self._first, inputs, outputs)
        if self._output not in _AGAINST:
            return projection
        return projection.against(central(paired(self._first.defaults(), self._first)))

    def _inputs(self, masks: Mask) -> Inputs:
        first, second = self._ends
        moved = {
            name: np.where(masks[:, place], second[name], first[name])
            for name, place in self._place.items()
        }
        placed = [
            Placed.everywhere(event)
            if place is None
            else replace(Placed.everywhere(event), present=masks[:, place] == present)
            for event, place, present in self._events
        ]
        return central_inputs(self._first, {**first, **moved}, placed)


_AGAINST = ("revenue_effect", *EFFECTS)


def _by_month(output: str) -> bool:
    return output in VARIABLES and not VARIABLES[output].scalar


def _check(scenario: Scenario, output: str, region: str) -> None:
    """Raise `InvalidInput` when an output has no gap that could be split."""
    regions: tuple[str, ...] = ()
    if _by_month(output):
        variable = VARIABLES[output]
        regions = variable.regions
        if not variable.has_bands:
            words = "names what binds in a month: there is no gap to split."
            raise InvalidInput(output, [Problem("", words)])
    else:
        check_outcome(scenario, output)
    if region != WORLD and region not in regions:
        words = f"is not given for {region}; choose {' or '.join((WORLD, *regions))}."
        raise InvalidInput(output, [Problem("", words)])


def _switched(
    first: Scenario, second: Scenario, items: Sequence[Item]
) -> list[tuple[Event, int | None, bool]]:
    """Return every event that may happen, the item that switches it, and whether it switches on.

    Those of the first come before those of the second: of two restrictions of a region in one
    month the later in order counts.
    """
    ours, theirs = (effective(scenario.events) for scenario in (first, second))
    switches: dict[Event, list[int]] = {}
    for place, item in enumerate(items):
        for event in item.events:
            switches.setdefault(event, []).append(place)
    gone, come = surplus(ours, theirs), surplus(theirs, ours)
    found: list[tuple[Event, int | None, bool]] = []
    for event in ours:
        leaves = event in gone and bool(switches.get(event))
        found.append((event, switches[event].pop(0) if leaves else None, False))
    found += [(event, switches[event].pop(0), True) for event in come if switches.get(event)]
    return found


def _distinct(masks: Mask) -> tuple[Places, Places]:
    """Return where each different mask stands first, and for every mask which of these it is."""
    packed = np.packbits(masks, axis=1)
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, place = np.unique(rows, return_index=True, return_inverse=True)
    return first, place


def by_fiscal_year(scenario: Scenario, shares: Array) -> dict[int, Array]:
    """Return shares of a yearly flow summed over the projected months of each fiscal year.

    ``shares`` has shape (item, month); each result (item,). [the flow's unit times years]
    """
    years = [month.fiscal_year for month in scenario.months[: shares.shape[1]]]
    return {
        year: shares[:, [y == year for y in years]].sum(axis=1) / 12 for year in sorted(set(years))
    }


def cumulated(shares: Array) -> Array:
    """Return shares of a yearly flow summed from the first month on, shape (item, month).

    ``shares`` has shape (item, month). [the flow's unit times years]
    """
    return np.cumsum(shares, axis=1) / 12
