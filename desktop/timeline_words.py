"""What the timeline says: names of rows, what is under the mouse, a description to read aloud."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF

from desktop.event_moves import REGIONS, level_at
from desktop.event_texts import EventTexts
from desktop.form import tip
from desktop.timeline_scene import Binding, Notch, Part, Row, Scene, Stretch, stretches_of
from scenarios.projection import CONSTRAINTS
from scenarios.scenario import Scenario

_NEAR = 2.0
"""Pixels beside the line of the as-of month within which it is pointed at."""


class TimelineWords(QObject):
    """The timeline's texts in the language and number format of event texts."""

    def __init__(self, texts: EventTexts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts

    def rows(self) -> dict[Row, tuple[str, str]]:
        """Name of each row, and a shorter one where there is no room."""
        return {
            Row.CHINA: (self.tr("China"), self.tr("China")),
            Row.REST_OF_WORLD: (self.tr("Rest of world"), self.tr("Others")),
            Row.EVENTS: (self.tr("Events"), self.tr("Events")),
            Row.BINDS: (self.tr("Limited by"), self.tr("Limit")),
        }

    def meaning(self, row: Row) -> str:
        """What a row shows, in a sentence."""
        levels = self.tr(
            "{region}: how strictly exports of AI chips are restricted, from 0 (unrestricted) to 5 "
            "(enforced embargo)."
        )
        return {
            Row.CHINA: levels.format(region=self.tr("China")),
            Row.REST_OF_WORLD: levels.format(
                region=self.tr("Rest of the world, without the United States and their allies")
            ),
            Row.EVENTS: self.tr(
                "What happens on a date: efficiency shocks, investment programmes, supply losses."
            ),
            Row.BINDS: self.tr(
                "What limits deliveries: demand, the chips that can be made, or power."
            ),
        }[row]

    def constraints(self) -> tuple[str, ...]:
        """Names of what can bind, in the order of `projection.CONSTRAINTS`."""
        names = {
            "demand": self.tr("demand"),
            "chips": self.tr("chips"),
            "power": self.tr("power"),
        }
        return tuple(names[constraint] for constraint in CONSTRAINTS)

    def hint(self) -> str:
        """What the row of events says while it is empty."""
        return self.tr("Double-click to add an event")

    def tool_tip(self, scene: Scene, scenario: Scenario, point: QPointF) -> str:
        """What is under a point, in sentences that break their lines."""
        return "".join(tip(line) for line in self._under(scene, scenario, point))

    def _under(self, scene: Scene, scenario: Scenario, point: QPointF) -> list[str]:
        hit = scene.hit(point)
        if hit is None and point.x() < scene.axis.left:
            beside = point + QPointF(scene.axis.left - point.x() + 1, 0)
            row = scene.row_at(beside)
            return [self.meaning(row)] if row is not None else []
        if hit is None and abs(point.x() - scene.as_of) <= _NEAR:
            return [self.as_of(scenario)]
        if hit is not None:
            return [self._texts.sentence(scenario.events[hit.index])]
        for notch in scene.notches:
            if notch.rect.adjusted(-2, -2, 2, 1).contains(point):
                return self._measures(scene, notch)
        for part in scene.parts:
            if part.rect.contains(point):
                return [self._level(part, scenario)]
        for stretch in scene.stretches:
            if stretch.rect.contains(point):
                return [self._binding(stretch)]
        return [self.hint()] if scene.row_at(point) is Row.EVENTS else []

    def description(self, scenario: Scenario, binding: Binding | None) -> str:
        """Everything on the timeline in sentences."""
        events = sorted(scenario.events, key=lambda event: event.month)
        sentences = [
            self.tr("From {first} to {last}.").format(
                first=self._texts.month(scenario.as_of + 1),
                last=self._texts.month(scenario.as_of + scenario.horizon_months),
            ),
            *(self._start(region, scenario) for region in REGIONS),
            self.tr("%n event(s).", "", len(events)),
            *(self._texts.sentence(event) for event in events),
        ]
        if binding is not None:
            sentences += [self._binding(s) for s in stretches_of(binding)]
        return " ".join(sentences)

    def as_of(self, scenario: Scenario) -> str:
        """What the line between record and projection is."""
        words = self.tr("As of {month}: the record on the left, the projection on the right.")
        return words.format(month=self._texts.month(scenario.as_of))

    def event_name(self, scenario: Scenario, index: int) -> str:
        """How one event is announced: its name, its kind and when it is."""
        event = scenario.events[index]
        kind = self._texts.kind(event.type)
        named = f"{event.label}, {kind}" if event.label else kind
        return f"{named}, {self._texts.when(event)}"

    def _start(self, region: str, scenario: Scenario) -> str:
        words = self.tr("{region} starts at restriction level {level}.")
        level = level_at(scenario, region, scenario.as_of)
        return words.format(region=self._texts.region(region), level=self._texts.level(level))

    def _level(self, part: Part, scenario: Scenario) -> str:
        level = self._texts.level(part.step.level)
        region = self._texts.region(part.row)
        if part.past:
            words = self.tr("On record from {month}: {region} at restriction level {level}.")
            return words.format(
                month=self._texts.month(part.step.start), region=region, level=level
            )
        if part.step.event is None:
            words = self.tr(
                "{region} starts at restriction level {level}, as set among the assumptions. "
                "Double-click to change it from a month on."
            )
            return words.format(region=region, level=level)
        return self._texts.sentence(scenario.events[part.step.event])

    def _measures(self, scene: Scene, notch: Notch) -> list[str]:
        month = notch.measure.month
        measures = {n.measure for n in scene.notches if n.measure.month == month}
        return sorted(f"{m.date}, {m.authority}: {m.title}" for m in measures)

    def _binding(self, stretch: Stretch) -> str:
        words = {
            "demand": self.tr(
                "{months}: demand binds, all that is ordered can be made and powered."
            ),
            "chips": self.tr("{months}: chips bind, more is ordered than can be made."),
            "power": self.tr("{months}: power binds, more is ordered than can be powered."),
        }[CONSTRAINTS[stretch.code]]
        first, last = self._texts.month(stretch.first), self._texts.month(stretch.last)
        if stretch.first == stretch.last:
            return words.format(months=first)
        return words.format(months=self.tr("{first} to {last}").format(first=first, last=last))
