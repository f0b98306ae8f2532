"""Why two scenarios differ: their gap split exactly over what differs, by Shapley values.

An item's share is its mean contribution over all orders in which the items could be changed from
the first scenario's to the second's [1]_. Shares sum to the gap, an item that changes nothing
gets nothing, and items that do the same get the same.

.. [1] Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import comb

import numpy as np
import numpy.typing as npt

from scenarios.comparison import differing, outcome
from scenarios.engine.blocks import project_all
from scenarios.engine.inputs import Inputs
from scenarios.engine.memory import Array
from scenarios.ensemble import LEVELS, Placed, inputs_of, origin_of, paths
from scenarios.errors import InvalidInput, Problem
from scenarios.events import Event
from scenarios.projection import VARIABLES, WORLD, Projection, paired, project
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

Mask = npt.NDArray[np.bool_]


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
    first, second : the output in either, shape (month,)
    shares : of each item, shape (item, month); they sum to the gap
    error : standard error of each share, shape (item, month); zeros when exact
    """

    items: tuple[Item, ...]
    first: Array
    second: Array
    shares: Array
    error: Array


def items_of(first: Scenario, second: Scenario, *, single: bool = False) -> tuple[Item, ...]:
    """Return what differs between two scenarios, in groups or one by one."""
    found = differing([s.replace(events=effective(s.events)) for s in (first, second)])
    declared = first.declared
    singles = [(declared[name].group, Item(name, (name,))) for name in found.assumptions]
    singles += [(event.type, Item(_name(event), (), (event,))) for event in found.events]
    if single:
        return tuple(item for _, item in singles)
    groups = {name: Item(name) for name in dict.fromkeys(GROUPS.values())}
    for kind, item in singles:
        group = groups[GROUPS[kind]]
        assumptions, events = group.assumptions + item.assumptions, group.events + item.events
        groups[group.name] = Item(group.name, assumptions, events)
    return tuple(item for item in groups.values() if item.assumptions or item.events)


def _name(event: Event) -> str:
    return event.label or f"{event.type} {event.month}"


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
    items : what to split over; by default `items_of` in groups
    orders : how many orders to sample, forwards and backwards, beyond `MOST_EXACT` items

    Raises
    ------
    InvalidInput : when the as-of months differ
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
    masks = _orders(len(chosen), orders, first.uncertainty.seed)
    values = columns.values(masks.reshape(-1, len(chosen)))
    values = values.reshape(*masks.shape[:2], -1)
    shares, error = sampled(masks, values)
    return Attribution(chosen, values[0, 0], values[0, -1], shares, error)


@lru_cache(maxsize=32)
def subsets(count: int) -> Mask:
    """Return every subset of ``count`` items, shape (2 ** count, count); the first is empty."""
    member: Mask = (np.arange(2**count)[:, None] >> np.arange(count)) & 1 == 1
    return member


@lru_cache(maxsize=32)
def _weights(count: int) -> Array:
    """Return what each subset's value adds to each item's share, shape (count, 2 ** count)."""
    member = subsets(count)
    size = member.sum(axis=1)
    joining = np.array([1 / (count * comb(count - 1, s)) for s in range(count)] or [0.0])
    with_item = joining[np.maximum(size - 1, 0)]
    without = joining[np.minimum(size, count - 1)]
    weights: Array = np.where(member.T, with_item, -without)
    return weights


def shapley(values: Array) -> Array:
    """Return the Shapley value of each item from the values of all `subsets`.

    ``values`` has shape (2 ** item, month), the result (item, month).
    """
    count = len(values).bit_length() - 1
    shares: Array = (
        _weights(count) @ (values - values[0]) if count else np.zeros((0, values.shape[1]))
    )
    return shares


def _orders(count: int, orders: int, seed: int) -> Mask:
    """Return the subsets met along random orders and their reverses, (order, count + 1, count)."""
    rng = np.random.default_rng([seed, count])
    half = np.argsort(rng.random((max(1, orders // 2), count)), axis=1)
    place = np.concatenate((half, count - 1 - half))
    masks: Mask = place[:, None, :] < np.arange(count + 1)[None, :, None]
    return masks


def sampled(masks: Mask, values: Array) -> tuple[Array, Array]:
    """Return shares and their standard errors from sampled orders, both (item, month).

    ``masks`` has shape (order, step, item), ``values`` (order, step, month). An order and its
    reverse count as one sample, since they are drawn together.
    """
    steps = np.diff(values, axis=1)
    joined = np.diff(masks.astype(np.int8), axis=1).argmax(axis=1)
    gains = np.take_along_axis(steps, joined[:, :, None], axis=1)
    half = len(gains) // 2
    pairs = (gains[:half] + gains[half:]) / 2
    error = (
        pairs.std(axis=0, ddof=1) / np.sqrt(half) if half > 1 else np.full(pairs.shape[1:], np.inf)
    )
    return pairs.mean(axis=0), error


def effective(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events without restrictions that a later line for the same month overrides."""
    last = {(e.month, e.region): i for i, e in enumerate(events) if e.type == "export_restriction"}
    return tuple(
        event
        for i, event in enumerate(events)
        if event.type != "export_restriction" or last[event.month, event.region] == i
    )


class _Columns:
    """Values of an output for any mixture of two scenarios."""

    def __init__(
        self, first: Scenario, second: Scenario, items: Sequence[Item], output: str, region: str
    ) -> None:
        months = min(first.horizon_months, second.horizon_months)
        self._first = first.replace(events=(), horizon_months=months)
        self._output, self._region, self._items = output, region, items
        self._ends = [inputs_of(s, months=months, draws=False) for s in (first, second)]
        self._place = {name: i for i, item in enumerate(items) for name in item.assumptions}
        held, wanted = (Counter(effective(s.events)) for s in (first, second))
        home = {event: i for i, item in enumerate(items) for event in item.events}
        self._events = [
            *((event, None) for event in (held & wanted).elements()),
            *((event, (home[event], False)) for event in (held - wanted).elements()),
            *((event, (home[event], True)) for event in (wanted - held).elements()),
        ]
        self._baseline = project(paired(first.defaults(), self._first), draws=False)

    def values(self, masks: Mask) -> Array:
        """Return the output of each mixture, shape (mask, month)."""
        projection = Projection(
            self._first, inputs := self._inputs(masks), project_all(inputs), self._baseline
        )
        if self._output in VARIABLES and not VARIABLES[self._output].scalar:
            return projection.columns(self._output, self._region).T
        return outcome(projection, self._output).values[:, None]

    def _inputs(self, masks: Mask) -> Inputs:
        first, second = self._ends
        assumptions = {
            name: np.where(masks[:, self._place[name]], second.assumptions[name], value)
            if name in self._place
            else np.broadcast_to(value, (len(masks),))
            for name, value in first.assumptions.items()
        }
        placed = [
            Placed.everywhere(event)
            if where is None
            else replace(Placed.everywhere(event), present=masks[:, where[0]] == where[1])
            for event, where in self._events
        ]
        levels = [assumptions[name] for name in LEVELS]
        scenario = self._first
        events = paths(placed, scenario.as_of, first.months, levels)
        return Inputs(first.months, assumptions, origin_of(scenario), events)


def by_fiscal_year(scenario: Scenario, shares: Array) -> dict[int, Array]:
    """Return shares of a yearly flow summed over the projected months of each fiscal year.

    ``shares`` has shape (item, month); each result (item,). [the flow's unit times years]
    """
    years = [month.fiscal_year for month in scenario.months[: shares.shape[1]]]
    return {
        year: shares[:, [y == year for y in years]].sum(axis=1) / 12 for year in sorted(set(years))
    }
