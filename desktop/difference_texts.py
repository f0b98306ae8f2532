"""What a scenario believes differently from its reference, in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QObject

from desktop.charts.axis import DASH
from desktop.event_texts import EventTexts
from desktop.form import data_text
from desktop.numbers import MINUS, number_text, unit_text
from scenarios.comparison import differing
from scenarios.events import (
    EfficiencyShock,
    Event,
    ExportRestriction,
    InvestmentProgramme,
)
from scenarios.metalog import Belief
from scenarios.scenario import Scenario

ARROW = "\N{RIGHTWARDS ARROW}"


@dataclass(frozen=True)
class DifferenceRow:
    """One thing that differs.

    Attributes
    ----------
    label : what differs
    change : from what in the reference to what here
    assumption : its id, or "" for an event
    event : index of the event in the scenario, or -1
    """

    label: str
    change: str
    assumption: str = ""
    event: int = -1


class DifferenceTexts(QObject):
    """The differences of two scenarios in words and numbers."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._events = EventTexts(locale, self)

    def rows(self, scenario: Scenario, reference: Scenario) -> tuple[DifferenceRow, ...]:
        """Return what differs, assumptions first, each from the reference to the scenario."""
        found = differing([reference, scenario])
        assumptions = [self._assumption(name, scenario, reference) for name in found.assumptions]
        return (*assumptions, *self._event_rows(found.events, scenario, reference))

    def _assumption(self, name: str, scenario: Scenario, reference: Scenario) -> DifferenceRow:
        declared = scenario.declared[name]
        before, now = reference.belief(name), scenario.belief(name)
        unit = declared.unit
        if before.p50 != now.p50:
            texts = (number_text(belief.p50, unit, self._locale, 1) for belief in (before, now))
        else:
            texts = (spread_text(belief, unit, self._locale) for belief in (before, now))
        symbol = unit_text(unit) if unit in ("fraction", "x/yr", "x") else ""
        change = f" {ARROW} ".join(texts) + (f" {symbol}" if symbol else "")
        return DifferenceRow(data_text(declared.label), change, assumption=name)

    def _event_rows(
        self, events: Sequence[Event], scenario: Scenario, reference: Scenario
    ) -> list[DifferenceRow]:
        ours = [event for event in events if event in scenario.events]
        theirs = [event for event in events if event not in scenario.events]
        rows = []
        for event in ours:
            twin = next((other for other in theirs if _same_place(event, other)), None)
            if twin is not None:
                theirs.remove(twin)
            change = self._event(event) if twin is None else self._change(twin, event)
            index = scenario.events.index(event)
            rows.append(DifferenceRow(self._name(event), change, event=index))
        left_out = self.tr("left out")
        return [*rows, *(DifferenceRow(self._name(event), left_out) for event in theirs)]

    def _change(self, before: Event, now: Event) -> str:
        """What has changed of an event: its size, its month, both, or something smaller."""
        sizes, months = (self._size(before), self._size(now)), (before.month, now.month)
        if sizes[0] != sizes[1] and months[0] != months[1]:
            return f"{self._event(before)} {ARROW} {self._event(now)}"
        if sizes[0] != sizes[1]:
            return f" {ARROW} ".join(sizes)
        if months[0] != months[1]:
            return f" {ARROW} ".join(self._events.month(month, short=True) for month in months)
        return self.tr("changed")

    def _name(self, event: Event) -> str:
        if isinstance(event, ExportRestriction) and not event.label:
            return self._events.region(event.region)
        name = self._events.name(event)
        return name[:1].upper() + name[1:]

    def _event(self, event: Event) -> str:
        return f"{self._size(event)}, {self._events.month(event.month, short=True)}"

    def _size(self, event: Event) -> str:
        if isinstance(event, EfficiencyShock):
            return f"{self._events.number(event.multiplier)}×"
        if isinstance(event, ExportRestriction):
            return self.tr("rung {level}").format(level=self._events.number(event.level))
        if isinstance(event, InvestmentProgramme):
            amount = self._events.number(event.amount_usd_bn * 1e9)
            return self.tr("{amount} USD").format(amount=amount)
        return f"{MINUS}{self._events.percent(event.capacity_loss)}"


def _same_place(one: Event, other: Event) -> bool:
    """Whether two events are the same one, changed."""
    regions = [getattr(event, "region", "") for event in (one, other)]
    return (one.type, one.label, regions[0]) == (other.type, other.label, regions[1])


def spread_text(belief: Belief, unit: str, locale: QLocale) -> str:
    """Return p10 to p90 of a belief without the unit, or its one number."""
    low, middle, high = (number_text(value, unit, locale, 1, 3) for value in belief.percentiles())
    return middle if belief.certain else f"{low} {DASH} {high}"
