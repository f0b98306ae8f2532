"""What a hand does to an event: new ones, and the same one earlier, longer or stricter.

Every function gives a new event that its scenario accepts: it begins after the as-of month and
within the horizon. The values that a new event starts with are judgement, those of the presets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.ensemble import LEVELS
from scenarios.events import (
    EVENT_TYPES,
    EfficiencyShock,
    Event,
    ExportRestriction,
    InvestmentProgramme,
    Region,
    SupplyShock,
)
from scenarios.months import Month
from scenarios.scenario import Scenario

KINDS: tuple[str, ...] = tuple(kind.model_fields["type"].default for kind in EVENT_TYPES)
REGIONS: tuple[Region, ...] = ("china", "rest_of_world")
START_LEVEL: Mapping[str, str] = dict(zip(REGIONS, LEVELS, strict=True))
"""The assumption that holds a region's restriction level at the as-of month."""

_LONGEST_LOSS = 1200
_LAST_MONTH = Month.parse("9999-12")
_STRICTEST = 5.0

STARTS: Mapping[str, Mapping[str, float]] = {
    "efficiency_shock": {
        "multiplier": 2.0,
        "diffusion_months": 9.0,
        "training_share": 1.0,
        "inference_share": 0.5,
    },
    "export_restriction": {},
    "investment_programme": {
        "amount_usd_bn": 500.0,
        "accelerator_share": 0.5,
        "additionality": 0.3,
    },
    "supply_shock": {"duration_months": 12.0, "capacity_loss": 0.5},
}
"""The numbers that a new event of each kind starts with: judgement, as in the presets."""

_PROGRAMME_MONTHS = 48


@dataclass(frozen=True)
class Step:
    """A stretch of one restriction level; ``event`` is the index of what began it, or None."""

    start: Month
    level: float
    event: int | None


def steps(scenario: Scenario, region: str) -> list[Step]:
    """The restriction levels of a region after the as-of month, in order of time.

    The first one begins in the month after it. Of several events in one month, the last in the
    scenario's order holds; the others have steps of no length.
    """
    level = scenario.belief(START_LEVEL[region]).p50
    found = [Step(scenario.as_of + 1, level, None)]
    changes = [
        Step(event.month, event.level, index)
        for index, event in enumerate(scenario.events)
        if isinstance(event, ExportRestriction) and event.region == region
    ]
    return found + sorted(changes, key=lambda step: step.start)


def changed(event: Event, **changes: Any) -> Event:
    """An event with some fields changed. Raises ``pydantic.ValidationError`` like any other."""
    return type(event)(**{**dict(event), **changes})


def new_event(kind: str, month: Month, scenario: Scenario, region: Region = "china") -> Event:
    """An event of one of `KINDS` at a month, moved into the horizon, with values to start from."""
    month = _held(month, scenario)
    values: dict[str, Any] = {"month": month, **STARTS[kind]}
    if kind == "efficiency_shock":
        return EfficiencyShock(**values)
    if kind == "export_restriction":
        return ExportRestriction(
            month=month, region=region, level=_next_level(scenario, region, month)
        )
    if kind == "investment_programme":
        return InvestmentProgramme(**values, end_month=month + (_PROGRAMME_MONTHS - 1))
    return SupplyShock(**values)


def moved(event: Event, by: int, scenario: Scenario) -> Event:
    """The event ``by`` months later, within the horizon; a programme keeps its length."""
    month = _held(event.month + by, scenario)
    if isinstance(event, InvestmentProgramme):
        end = min(event.end_month + (month - event.month), _LAST_MONTH)
        return changed(event, month=month, end_month=end)
    return changed(event, month=month)


def with_start(event: Event, by: int, scenario: Scenario) -> Event:
    """The event beginning ``by`` months later and ending when it did; at least a month is left."""
    month = _held(event.month + by, scenario)
    if isinstance(event, InvestmentProgramme):
        return changed(event, month=min(month, event.end_month))
    if isinstance(event, SupplyShock):
        month = min(month, event.month + max(0, math.ceil(event.duration_months) - 1))
        left = event.duration_months - (month - event.month)
        return changed(event, month=month, duration_months=float(min(left, _LONGEST_LOSS)))
    return changed(event, month=month)


def with_end(event: Event, by: int) -> Event:
    """The event ending ``by`` months later, beyond the horizon if wished; one without end as is."""
    if isinstance(event, InvestmentProgramme):
        end = min(max(event.end_month + by, event.month), _LAST_MONTH)
        return changed(event, end_month=end)
    if isinstance(event, SupplyShock) and by:
        months = min(max(round(event.duration_months + by), 1), _LONGEST_LOSS)
        return changed(event, duration_months=float(months))
    return event


def with_level(event: Event, by: int) -> Event:
    """A restriction ``by`` half rungs stricter, on a half or a whole rung; another event as is."""
    if not isinstance(event, ExportRestriction):
        return event
    halves = event.level * 2
    wanted = (math.floor(halves + by) if by > 0 else math.ceil(halves + by)) / 2
    return changed(event, level=min(max(wanted, 0.0), _STRICTEST))


def end_of(event: Event) -> float | None:
    """The month ordinal at whose end an event ends, None for one that only begins."""
    if isinstance(event, InvestmentProgramme):
        return float(event.end_month.ordinal)
    if isinstance(event, SupplyShock):
        return event.month.ordinal - 1 + event.duration_months
    return None


def level_at(scenario: Scenario, region: str, month: Month) -> float:
    """The restriction level of a region in a month."""
    return list(_until(steps(scenario, region), month))[-1].level


def _until(found: list[Step], month: Month) -> Iterator[Step]:
    yield found[0]
    yield from (step for step in found[1:] if step.start <= month)


def _next_level(scenario: Scenario, region: str, month: Month) -> float:
    """The next whole rung up, or down from the top."""
    level = level_at(scenario, region, month)
    return math.floor(level) + 1.0 if level < _STRICTEST else _STRICTEST - 1


def _held(month: Month, scenario: Scenario) -> Month:
    return min(max(month, scenario.as_of + 1), scenario.as_of + scenario.horizon_months)
