"""Levers in the window: which there are, what they are called, and a scenario with some moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pydantic import ValidationError
from PySide6.QtCore import QLocale, QObject

from desktop import event_moves, setting_moves
from desktop.event_texts import EventTexts
from desktop.form import data_text
from desktop.numbers import RUNG, Scale, quantity_text
from scenarios.ensemble import SIZES
from scenarios.errors import problems_of
from scenarios.events import EfficiencyShock, ExportRestriction
from scenarios.explain.frontier import REBOUND, usual_levers
from scenarios.explain.variants import Lever, lever
from scenarios.scenario import Scenario

_EVENT = "events[{}]"


def with_shock(scenario: Scenario) -> Scenario:
    """Return a scenario with an efficiency shock: as it is, or with the usual one added."""
    return usual_levers(scenario)[0]


def shock_name(scenario: Scenario) -> str:
    """Return the lever that is the size of the efficiency shock of `with_shock`."""
    return usual_levers(scenario)[1].name


def moved(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return a scenario with levers, by their names, at other values.

    A certain number stays certain and a spread keeps its shape, as under a slider. The size of
    the event after the last one is that of the efficiency shock that `with_shock` adds. Raises
    ``pydantic.ValidationError`` for values that no scenario has, such as endless growth.
    """
    names = {part for name in values for part in name.split("+")}
    whole = with_shock(scenario) if _EVENT.format(len(scenario.events)) in names else scenario
    settings, events = dict(whole.assumptions), list(whole.events)
    for name, value in values.items():
        found = lever(whole, name)
        for each in found.assumptions:
            declared = whole.declared[each]
            setting = setting_moves.moved(settings.get(each), value, declared.scale)
            settings[each] = value if declared.refusal(setting) else setting
        for place in found.events:
            size = {SIZES[events[place].type]: value}
            events[place] = event_moves.changed(events[place], **size)
    return whole.replace(assumptions=settings, events=tuple(events))


def refusal(scenario: Scenario, values: Mapping[str, float]) -> str:
    """Say why no scenario has levers at some values, or return an empty text."""
    try:
        moved(scenario, values)
    except ValidationError as error:
        problem = problems_of(error)[0]
        name = problem.place.rpartition(".")[2]
        label = data_text(scenario.declared[name].label) if name in scenario.declared else name
        return f"{label} {problem.message}"
    return ""


def with_now_in_range(found: Lever) -> Lever:
    """Return a lever whose usual range reaches to its present value."""
    low, high = found.usual
    return replace(found, usual=(min(low, found.now), max(high, found.now)))


def lever_scale(found: Lever) -> Scale:
    """Return the round values of a lever over its usual range."""
    low, high = found.usual
    logarithmic = found.multiplies and low > 0
    return Scale(low, high, found.minimum, found.maximum, logarithmic, found.unit == RUNG)


def overlap(one: str, other: str) -> bool:
    """Whether two levers move the same thing."""
    return bool(set(one.split("+")) & set(other.split("+")))


class LeverTexts(QObject):
    """Levers in words and numbers, in the language and the number format of a locale."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._events = EventTexts(locale, self)

    def groups(self, scenario: Scenario) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Give the levers of a scenario in groups: the group's name, and labels with names."""
        yield self.tr("together"), [(self.tr("Both rebounds"), REBOUND)]
        names = [_EVENT.format(place) for place in range(len(with_shock(scenario).events))]
        yield self.tr("events"), [(self._short(scenario, name), name) for name in names]
        groups: dict[str, list[tuple[str, str]]] = {}
        for declared in scenario.declared.values():
            label = data_text(declared.label)
            groups.setdefault(declared.group, []).append((label, declared.id))
        for group, entries in groups.items():
            yield data_text(group), entries

    def label(self, scenario: Scenario, name: str) -> str:
        """What a lever is called, as at the start of a sentence."""
        if name == REBOUND:
            return self.tr("Rebound of both workloads")
        labels = [self._single(scenario, part) for part in name.split("+")]
        return self.tr(" and ").join(labels)

    def phrase(self, scenario: Scenario, name: str) -> str:
        """What a lever is called, within a sentence."""
        label = self.label(scenario, name)
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    def given(self, scenario: Scenario, found: Lever, value: float) -> str:
        """A lever at a value, as it stands in a sentence: ``a 2× gain``."""
        quantity = self.quantity(found, value)
        if found.name == REBOUND:
            return self.tr("a rebound of {value}").format(value=quantity)
        if found.name == shock_name(scenario):
            return self.tr("a {value} gain").format(value=quantity)
        label = self.phrase(scenario, found.name)
        return self.tr("{lever} at {value}").format(lever=label, value=quantity)

    def quantity(self, found: Lever, value: float, most: int = 3) -> str:
        """A value of a lever, with its unit."""
        if found.name == REBOUND:
            return self._locale.toString(value, "f", 2)
        return quantity_text(value, found.unit, self._locale, most)

    def _single(self, scenario: Scenario, name: str) -> str:
        if name in scenario.declared:
            return data_text(scenario.declared[name].label)
        place = int(name[len("events[") : -1])
        if place >= len(scenario.events):
            return self.tr("One-off efficiency gain")
        event = scenario.events[place]
        if isinstance(event, EfficiencyShock) and not event.label:
            return self.tr("One-off efficiency gain")
        words = self.tr("Size of {event}")
        if isinstance(event, EfficiencyShock):
            words = self.tr("Efficiency gain, {event}")
        elif isinstance(event, ExportRestriction):
            words = self.tr("Level of {event}")
        return words.format(event=self._events.name(event))

    def _short(self, scenario: Scenario, name: str) -> str:
        place = int(name[len("events[") : -1])
        if place >= len(scenario.events):
            return self.tr("One-off efficiency gain")
        name = self._events.name(scenario.events[place])
        return name[:1].upper() + name[1:]
