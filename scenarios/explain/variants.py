"""Many variants of a scenario as columns of one engine call, each at its central case.

A *lever* is what a variant moves: an assumption, or the size of one of the scenario's events.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from scenarios.comparison import EFFECTS, outcome, outcome_ids
from scenarios.engine.blocks import project_all
from scenarios.engine.inputs import Events, Inputs
from scenarios.engine.memory import Array
from scenarios.engine.outputs import Outputs
from scenarios.ensemble import LEVELS, SIZES, Placed, origin_of, paths
from scenarios.errors import InvalidInput, Problem, did_you_mean
from scenarios.limits import Limits
from scenarios.projection import Projection, paired, project
from scenarios.scenario import LEAST_YIELD, Scenario

_EVENT = "events"


@dataclass(frozen=True)
class Lever:
    """Something of a scenario that can be moved.

    Attributes
    ----------
    name : an assumption's id, ``events[N]`` for the size of an event, or several joined by ``+``
        that are moved to one value together
    label, unit : for people
    minimum, maximum : limits of its value
    usual : usual range of its value, within the limits
    multiplies : whether equal ratios matter equally
    now : its value in the scenario; of several, that of the first
    """

    name: str
    label: str
    unit: str
    minimum: float
    maximum: float
    usual: tuple[float, float]
    multiplies: bool
    now: float

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The assumptions it moves."""
        return tuple(part for part in self.name.split("+") if not part.startswith(_EVENT))

    @property
    def events(self) -> tuple[int, ...]:
        """The events whose size it moves, by their place in the scenario."""
        parts = (part for part in self.name.split("+") if part.startswith(_EVENT))
        return tuple(int(part[len(_EVENT) + 1 : -1]) for part in parts)

    def grid(self, count: int, ends: tuple[float, float] | None = None) -> Array:
        """Return ``count`` values between ``ends`` (the usual range), at equal ratios or steps."""
        low, high = ends or self.usual
        if self.multiplies and low > 0:
            return np.geomspace(low, high, count)
        return np.linspace(low, high, count)


_UNITS = {
    "multiplier": "x",
    "level": "rung 0-5",
    "amount_usd_bn": "USD bn",
    "capacity_loss": "fraction",
}
#: Usual sizes of events; judgement.
_USUAL = {
    "multiplier": (1.0, 10.0),
    "level": (0.0, 5.0),
    "amount_usd_bn": (0.0, 1000.0),
    "capacity_loss": (0.0, 1.0),
}


def lever(scenario: Scenario, name: str) -> Lever:
    """Return a lever by name; `InvalidInput` says what is wrong with a name that is none."""
    parts = [_single(scenario, part) for part in name.split("+")]
    first = parts[0]
    if any(part.unit != first.unit for part in parts):
        units = ", ".join(f"{part.name} [{part.unit}]" for part in parts)
        raise InvalidInput(name, [Problem("", f"moves different units together: {units}.")])
    return replace(
        first,
        name=name,
        label=" and ".join(part.label for part in parts),
        minimum=max(part.minimum for part in parts),
        maximum=min(part.maximum for part in parts),
        usual=(max(part.usual[0] for part in parts), min(part.usual[1] for part in parts)),
        multiplies=all(part.multiplies for part in parts),
    )


def _single(scenario: Scenario, name: str) -> Lever:
    if name in scenario.declared:
        declared = scenario.declared[name]
        low, high = _limits(scenario, name)
        return Lever(
            name,
            declared.label,
            declared.unit,
            low,
            high,
            (max(low, declared.slider_minimum), min(high, declared.slider_maximum)),
            declared.multiplies,
            scenario.belief(name).p50,
        )
    known = {f"{_EVENT}[{place}]": event for place, event in enumerate(scenario.events)}
    if name not in known:
        hint = did_you_mean(name, [*scenario.declared, *known])
        words = f"is no assumption and no event of {scenario.name}.{hint}"
        raise InvalidInput(name, [Problem("", words)])
    event = known[name]
    field = SIZES[event.type]
    metadata = type(event).model_fields[field].metadata
    limits = next(item for item in metadata if isinstance(item, Limits))
    return Lever(
        name,
        event.label or event.type.replace("_", " "),
        _UNITS[field],
        limits.minimum,
        limits.maximum,
        _USUAL[field],
        field == "multiplier",
        getattr(event, field),
    )


def _limits(scenario: Scenario, name: str) -> tuple[float, float]:
    """Return the limits of an assumption between which the value of cash flow is finite."""
    declared = scenario.declared[name]
    low, high = declared.minimum, declared.maximum
    if name == "terminal_growth":
        return low, min(high, scenario.belief("discount_rate").p50 - LEAST_YIELD)
    if name == "discount_rate":
        return max(low, scenario.belief("terminal_growth").p50 + LEAST_YIELD), high
    return low, high


@dataclass(frozen=True)
class Against:
    """What effects of variants are measured against.

    Attributes
    ----------
    baseline : a scenario of the same as-of month
    follows : whether the assumptions moved in a variant are moved in its baseline too, as for
        the scenario without its events
    """

    baseline: Scenario
    follows: bool = False

    @classmethod
    def named(cls, scenario: Scenario, name: str) -> Against:
        """Return the baseline ``defaults`` or ``no-events`` of a scenario."""
        if name == "no-events":
            return cls(scenario.without_events(), follows=True)
        return cls(scenario.defaults())


#: This assumption always has a value for every column, which says how many there are.
_WIDE = "terminal_growth"


def variant_inputs(scenario: Scenario, moved: Mapping[Lever, Array]) -> Inputs:
    """Return the central case of a scenario with levers moved, one column a value.

    ``moved`` holds arrays of one shape (draw,); what is the same in all columns has one.
    """
    assumptions = dict(medians(scenario)) | {
        name: values for each, values in moved.items() for name in each.assumptions
    }
    placed = [Placed.everywhere(event) for event in scenario.events]
    for each, values in moved.items():
        for place in each.events:
            placed[place] = replace(placed[place], size=values)
    return central_inputs(scenario, assumptions, placed)


def central_inputs(
    scenario: Scenario, assumptions: Mapping[str, Array], placed: Sequence[Placed]
) -> Inputs:
    """Return the engine's inputs for any assumptions and events at a scenario's as-of month.

    ``assumptions`` are all of them, each of shape (draw,) or (1,).
    """
    levels = [assumptions[name] for name in LEVELS]
    events = paths(placed, scenario.as_of, scenario.horizon_months, levels)
    widths = [len(values) for values in assumptions.values()]
    columns = max(*widths, *(getattr(events, each.name).shape[-1] for each in fields(Events)))
    # As in draws: two ends that are finite may have a mixture between them that is not.
    growth = np.minimum(assumptions[_WIDE], assumptions["discount_rate"] - LEAST_YIELD)
    full = dict(assumptions) | {_WIDE: np.broadcast_to(growth, (columns,))}
    return Inputs(scenario.horizon_months, full, origin_of(scenario), events)


@lru_cache(maxsize=64)
def medians(scenario: Scenario) -> Mapping[str, Array]:
    """Return the medians of all assumptions by id, each of shape (1,)."""
    found = {name: np.array([scenario.belief(name).p50]) for name in scenario.declared}
    return MappingProxyType(found)


def outcome_of(
    scenario: Scenario, moved: Mapping[Lever, Array], name: str, against: Against
) -> Array:
    """Return an outcome of every variant, shape (draw,), in the outcome's unit.

    ``name`` is one of `comparison.outcome_ids`; `InvalidInput` says so when it is none.
    """
    check_outcome(scenario, name)
    inputs = variant_inputs(scenario, moved)
    if name not in EFFECTS:
        projection = Projection(scenario, inputs, project_all(inputs, keep=kept(name)))
    else:
        projection = _effect(scenario, inputs, moved, against)
    return outcome(projection, name).values


def check_outcome(scenario: Scenario, name: str) -> None:
    """Raise `InvalidInput` when a scenario has no outcome of this name."""
    known = outcome_ids(scenario)
    if name not in known:
        words = f"is no outcome of {scenario.name}.{did_you_mean(name, known)}"
        raise InvalidInput(name, [Problem("", words)])


_KEPT = {
    "peak_compute_demand": "compute_demand",
    "compute_demand_training": "compute_demand",
    "compute_demand_inference": "compute_demand",
    "installed_base_end": "installed_base",
}
_ENGINES = {field.name for field in fields(Outputs)}


def kept(name: str) -> tuple[str, ...]:
    """Return the engine's outputs from which an output by month or an outcome is read."""
    name = _KEPT.get(name, name)
    return (name,) if name in _ENGINES else ("revenue",)


def _effect(
    scenario: Scenario, inputs: Inputs, moved: Mapping[Lever, Array], against: Against
) -> Projection:
    """Return the revenue of variants, against a baseline with a column each or one for all."""
    baseline = paired(against.baseline, scenario)
    follows = {
        replace(each, name="+".join(each.assumptions)): values
        for each, values in moved.items()
        if each.assumptions and against.follows
    }
    if not follows:
        outputs = project_all(inputs, keep=("revenue",))
        return Projection(scenario, inputs, outputs, central(baseline))
    values, place = _different(np.stack([*follows.values()]))
    others = variant_inputs(baseline, dict(zip(follows, values, strict=True)))
    outputs, theirs = _both(inputs, others)
    theirs = spread(theirs, ("revenue",), place)
    return Projection(scenario, inputs, outputs, Projection(baseline, others, theirs))


def _different(values: Array) -> tuple[Array, npt.NDArray[np.intp]]:
    """Return the different columns of ``values``, and for every column which of these it is."""
    if len(values) == 1:
        # Sorting numbers takes a small part of the time of sorting columns.
        numbers, place = np.unique(values[0], return_inverse=True)
        return numbers[None], place
    columns, place = np.unique(values, axis=1, return_inverse=True)
    return columns, place.ravel()


@lru_cache(maxsize=32)
def central(scenario: Scenario) -> Projection:
    """Return the revenue of a scenario's central case; no other output is kept."""
    return project(scenario, keep=("revenue",), draws=False)


#: Below so many columns one call of the engine for two inputs takes less time than two.
_FEW = 1024


def _both(one: Inputs, other: Inputs) -> tuple[Outputs, Outputs]:
    """Return the revenue that two inputs of the same months give; no other output is kept."""
    if max(one.columns, other.columns) > _FEW:
        return project_all(one, keep=("revenue",)), project_all(other, keep=("revenue",))
    outputs = project_all(_beside(one, other), keep=("revenue",))
    return outputs.part(slice(0, one.columns)), outputs.part(slice(one.columns, None))


def _beside(one: Inputs, other: Inputs) -> Inputs:
    """Return the columns of two inputs of one as-of month; what is the same in all stays one.

    `engine.inputs.stacked` takes any inputs, and longer.
    """
    widths = one.columns, other.columns

    def full(*arrays: Array) -> Array:
        wide = [np.broadcast_to(a, (*a.shape[:-1], w)) for a, w in zip(arrays, widths, strict=True)]
        return np.concatenate(wide, axis=-1)

    def joined(ours: Array, theirs: Array) -> Array:
        same = ours.shape[-1] == theirs.shape[-1] == 1 and np.array_equal(ours, theirs)
        return ours if same else full(ours, theirs)

    mine, others = one.assumptions, other.assumptions
    assumptions = {name: joined(values, others[name]) for name, values in mine.items()}
    return Inputs(
        one.months,
        assumptions | {_WIDE: full(mine[_WIDE], others[_WIDE])},
        one.origin,
        Events(
            *(
                joined(getattr(one.events, each.name), getattr(other.events, each.name))
                for each in fields(Events)
            )
        ),
    )


def spread(outputs: Outputs, keep: Collection[str], place: npt.NDArray[np.intp]) -> Outputs:
    """Return outputs of which only ``keep`` count, with column ``place[i]`` in column i."""
    return replace(outputs, **{name: getattr(outputs, name).take(place, axis=-1) for name in keep})
