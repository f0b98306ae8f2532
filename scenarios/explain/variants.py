"""Many variants of a scenario as columns of one engine call, each at its central case.

A *lever* is what a variant moves: an assumption, or the size of one of the scenario's events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scenarios.comparison import outcome
from scenarios.engine.blocks import project_all
from scenarios.engine.inputs import Inputs
from scenarios.engine.memory import Array
from scenarios.engine.outputs import Outputs
from scenarios.ensemble import LEVELS, SIZES, Placed, inputs_of, origin_of, paths
from scenarios.errors import InvalidInput, Problem, did_you_mean
from scenarios.limits import Limits
from scenarios.projection import Projection, paired
from scenarios.scenario import LEAST_YIELD, Scenario

_EVENT = "events"
_KEPT = {"peak_compute_demand": ("compute_demand",), "installed_base_end": ("installed_base",)}


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
        return Lever(
            name,
            declared.label,
            declared.unit,
            declared.minimum,
            declared.maximum,
            (declared.slider_minimum, declared.slider_maximum),
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


def variant_inputs(scenario: Scenario, moved: Mapping[Lever, Array]) -> Inputs:
    """Return the central case of a scenario with levers moved, one column a value.

    ``moved`` holds arrays of one shape (draw,).
    """
    central = inputs_of(scenario, draws=False)
    columns = max((len(values) for values in moved.values()), default=1)
    assumptions = dict(central.assumptions) | {
        name: values for each, values in moved.items() for name in each.assumptions
    }
    assumptions = {n: np.broadcast_to(v, (columns,)) for n, v in assumptions.items()}
    assumptions["terminal_growth"] = np.minimum(
        assumptions["terminal_growth"], assumptions["discount_rate"] - LEAST_YIELD
    )
    placed = [Placed.everywhere(event) for event in scenario.events]
    for each, values in moved.items():
        for place in each.events:
            placed[place] = replace(placed[place], size=values)
    moves_level = any(name in LEVELS for each in moved for name in each.assumptions)
    levels = [assumptions[name][: None if moves_level else 1] for name in LEVELS]
    events = paths(placed, scenario.as_of, central.months, levels)
    return Inputs(central.months, assumptions, origin_of(scenario), events)


def outcome_of(
    scenario: Scenario, moved: Mapping[Lever, Array], name: str, against: Against
) -> Array:
    """Return an outcome of every variant, shape (draw,), in the outcome's unit."""
    keep = _KEPT.get(name, ("revenue",))
    inputs = variant_inputs(scenario, moved)
    projection = Projection(scenario, inputs, project_all(inputs, keep=keep))
    if name not in _KEPT:
        projection = projection.against(_baseline(scenario, moved, against))
    return outcome(projection, name).values


def _baseline(scenario: Scenario, moved: Mapping[Lever, Array], against: Against) -> Projection:
    """Return what the variants are measured against, with a column each or one for all."""
    baseline = paired(against.baseline, scenario)
    follows = {each: v for each, v in moved.items() if not each.events and against.follows}
    if not follows:
        inputs = variant_inputs(baseline, {})
        return Projection(baseline, inputs, project_all(inputs, keep=("revenue",)))
    values, place = np.unique(np.stack([*follows.values()]), axis=1, return_inverse=True)
    inputs = variant_inputs(baseline, dict(zip(follows, values, strict=True)))
    outputs = project_all(inputs, keep=("revenue",))
    return Projection(baseline, inputs, _spread(outputs, place.ravel()))


def _spread(outputs: Outputs, place: npt.NDArray[np.intp]) -> Outputs:
    """Return outputs of which only revenue counts, with column ``place[i]`` in column i."""
    return replace(outputs, revenue=outputs.revenue[..., place])
