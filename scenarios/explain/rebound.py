"""The rebound meter: what a gain in efficiency saves, what comes back as volume, what remains.

Of a set of gains, with everything else as it is in the central case:

- **direct**: demand with volumes held at what they are without the gains, less demand without;
- **response**: demand as projected, less demand with volumes held: the volume that lower unit
  cost calls forth, split into that of the gains themselves and that of the price of compute,
  which moves as demand and scarcity do;
- **net** = direct + response: demand with the gains less demand without.

How far a gain lowers demand with volumes held is read off columns in which both rebounds are 0,
where demand responds to no cost: the ratio of two such columns is exactly ``1 / q``. Every set of
gains is a pair of columns, with the scenario's rebounds and with none, of one engine call; each
part is then split over the gains by Shapley values, so that parts, gains and workloads all add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scenarios.engine.blocks import project_all
from scenarios.engine.demand import HELD
from scenarios.engine.growth import response
from scenarios.engine.inputs import WORKLOADS, Inputs
from scenarios.engine.memory import Array
from scenarios.ensemble import LEVELS, Placed, inputs_of, origin_of, paths
from scenarios.events import EfficiencyShock
from scenarios.explain.shapley import shapley, subsets
from scenarios.months import Month
from scenarios.scenario import Scenario

#: The parts of demand that are metered.
PARTS = (*WORKLOADS, "both")
#: With more gains than this the smallest shocks count as one.
MOST_GAINS = 8
_REBOUNDS = tuple(f"{workload}_rebound" for workload in WORKLOADS)
_INDUCED = "induced_efficiency"
#: A direct change smaller than this, relative to demand, is rounding.
_LEAST = 1e-12

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Account:
    """What a gain does to compute demand, each of shape (month,). [H100e]

    Attributes
    ----------
    direct : with volumes held; below 0 where compute is saved
    own : volume called forth by the lower unit cost itself
    price : volume called forth, or kept away, by what the gain does to the price of compute
    measurable : whether there is a direct change to measure the rebound by
    """

    direct: Array
    own: Array
    price: Array
    measurable: Mask

    @property
    def response(self) -> Array:
        """The whole response of volume."""
        return self.own + self.price

    @property
    def net(self) -> Array:
        """What remains: demand with the gain less demand without."""
        return self.direct + self.response

    @property
    def taken_back(self) -> Array:
        """The measured rebound: share of the direct saving taken back; NaN where there is none.

        Above 1 the gain raises demand. It is no elasticity: of a gain of 2x with an elasticity of
        0.5, ``(sqrt(2) - 1) / (2 - 1) = 41 %`` is taken back in the long run.
        """
        safe = np.where(self.measurable, self.direct, np.nan)
        return -self.response / safe

    @property
    def taken_back_at_end(self) -> float:
        """The measured rebound in the last month; NaN where there is none."""
        return float(self.taken_back[-1])


@dataclass(frozen=True)
class Gain:
    """A gain in efficiency and its account.

    Attributes
    ----------
    name : an assumption's id, ``events[N]`` by the place in the scenario, or ``others``
    label : for people
    accounts : by part, one of `PARTS`
    """

    name: str
    label: str
    accounts: Mapping[str, Account]


@dataclass(frozen=True)
class Rebound:
    """The rebound meter of a scenario's central case.

    Attributes
    ----------
    months : those projected
    gains : every gain in efficiency over trend; empty when there is none
    together : all of them at once; part by part the sum of ``gains``
    without, demand : compute demand without any of them and as projected, by part,
        shape (month,) [H100e]
    """

    months: tuple[Month, ...]
    gains: tuple[Gain, ...]
    together: Gain
    without: Mapping[str, Array]
    demand: Mapping[str, Array]


@dataclass(frozen=True)
class _Source:
    """Where a gain comes from: assumptions with their values when it is absent, and events."""

    name: str
    label: str
    absent: Mapping[str, float]
    events: tuple[int, ...] = ()


def rebound(scenario: Scenario) -> Rebound:
    """Return the rebound meter of every efficiency gain in a scenario.

    Gains are those of each efficiency shock, of assumptions that run ahead of their trend (for
    good: the trend itself is the field's past, and is no gain), and what restrictions induce.
    """
    sources = _sources(scenario)
    member = subsets(len(sources))
    demand, held, own = _demands(scenario, sources, member)
    direct, own, price = held - demand[0], own - held, demand - own
    real = np.abs(direct) > _LEAST * demand[0]
    shares = [_split(part) for part in (direct, own, price)]
    whole = [part[-1] for part in (direct, own, price)]
    gains = [
        _gain(source.name, source.label, [share[place] for share in shares], real[2**place])
        for place, source in enumerate(sources)
        if real[2**place].any()
    ]
    return Rebound(
        scenario.months,
        tuple(gains),
        _gain("together", "All gains", whole, real[-1]),
        dict(zip(PARTS, demand[0], strict=True)),
        dict(zip(PARTS, demand[-1], strict=True)),
    )


def _gain(name: str, label: str, shares: Sequence[Array], real: Mask) -> Gain:
    direct, own, price = shares
    accounts = {part: Account(direct[i], own[i], price[i], real[i]) for i, part in enumerate(PARTS)}
    return Gain(name, label, accounts)


def _sources(scenario: Scenario) -> list[_Source]:
    """Return where gains come from; of many shocks, the smallest count as one."""
    found = []
    for workload in WORKLOADS:
        name, trend = f"{workload}_efficiency_growth", f"{workload}_efficiency_trend"
        usual = scenario.belief(trend).p50
        if scenario.belief(name).p50 != usual:
            label = f"{scenario.declared[name].label} ahead of its trend"
            found.append(_Source(name, label, {name: usual}))
    if scenario.belief(_INDUCED).p50 != 0:
        found.append(_Source(_INDUCED, scenario.declared[_INDUCED].label, {_INDUCED: 0.0}))
    shocks = [
        (place, event)
        for place, event in enumerate(scenario.events)
        if isinstance(event, EfficiencyShock)
    ]
    most = MOST_GAINS - len(found)
    if len(shocks) > most:
        shocks.sort(key=lambda shock: -_size(shock[1]))
        shocks, others = shocks[: most - 1], shocks[most - 1 :]
        places = tuple(place for place, _ in others)
        joined = [_Source("others", f"{len(places)} smaller shocks", {}, places)]
    else:
        joined = []
    for place, event in sorted(shocks, key=lambda shock: (shock[1].month, shock[0])):
        label = event.label or f"Efficiency shock of {event.multiplier:g}x, {event.month}"
        found.append(_Source(f"events[{place}]", label, {}, (place,)))
    return found + joined


def _size(shock: EfficiencyShock) -> float:
    return float(abs(np.log(shock.multiplier)) * max(shock.training_share, shock.inference_share))


def _demands(
    scenario: Scenario, sources: Sequence[_Source], member: Mask
) -> tuple[Array, Array, Array]:
    """Return demand with each set of gains, all of shape (set, part, month). [H100e]

    As projected; with volumes held as without any gain; and with volumes that respond to the
    gains themselves and no further to the price than without them.
    """
    inputs = _inputs(scenario, sources, member)
    outputs = project_all(inputs, keep=("compute_demand",))
    found = np.moveaxis(outputs.compute_demand, -1, 0).swapaxes(1, 2)
    demand, unmoved = found[: len(member)], found[len(member) :]
    safe = np.where(unmoved[0] > 0, unmoved[0], 1.0)
    ratio = np.where(unmoved[0] > 0, unmoved / safe, 1.0)
    log_gain = -np.log(np.maximum(ratio, np.exp(-2 * HELD)))
    called = _called_forth(scenario, log_gain)
    held = demand[0] * ratio
    own = demand[0] * np.exp(np.clip(called - log_gain, -HELD, HELD))
    return _with_both(demand), _with_both(held), _with_both(own)


def _with_both(demand: Array) -> Array:
    """Return demand of both workloads and their sum, shape (set, part, month)."""
    return np.concatenate((demand, demand.sum(axis=1, keepdims=True)), axis=1)


def _called_forth(scenario: Scenario, log_gain: Array) -> Array:
    """Return the log volume that gains call forth with the lag of the rebound. Shape kept."""
    part = response(np.array(scenario.belief("rebound_lag_years").p50))
    elasticity = np.array([[scenario.belief(name).p50] for name in _REBOUNDS])[:, 0]
    memory, called = np.zeros(log_gain.shape[:-1]), np.empty_like(log_gain)
    for month in range(log_gain.shape[-1]):
        memory += part * (log_gain[..., month] - memory)
        called[..., month] = elasticity * memory
    return called


def _inputs(scenario: Scenario, sources: Sequence[_Source], member: Mask) -> Inputs:
    """Return the sets of gains as columns: all with the scenario's rebounds, then all with none."""
    central = inputs_of(scenario, draws=False)
    present = np.concatenate((member, member))
    columns = len(present)
    assumptions = {n: np.broadcast_to(v, (columns,)) for n, v in central.assumptions.items()}
    rebounding = np.arange(columns) < len(member)
    for name in _REBOUNDS:
        assumptions[name] = np.where(rebounding, assumptions[name], 0.0)
    placed = [Placed.everywhere(event) for event in scenario.events]
    for i, source in enumerate(sources):
        for name, absent in source.absent.items():
            assumptions[name] = np.where(present[:, i], assumptions[name], absent)
        for place in source.events:
            placed[place] = replace(placed[place], present=present[:, i])
    levels = [central.assumptions[name] for name in LEVELS]
    events = paths(placed, scenario.as_of, central.months, levels)
    return Inputs(central.months, assumptions, origin_of(scenario), events)


def _split(values: Array) -> Array:
    """Return what each gain adds to a part, shape (gain, part, month), from that of every set."""
    shares = shapley(values.reshape(len(values), -1))
    return shares.reshape(len(shares), *values.shape[1:])
