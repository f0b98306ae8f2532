"""The numbers that matter most, on top of the form: three large ones and the rebound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop import event_moves
from desktop.assumption_editor import SettingRow
from desktop.event_texts import EventTexts
from desktop.form import named, section_font, tip
from desktop.number_row import GUTTER, NumberRow
from desktop.numbers import number_text
from desktop.setting_moves import moved
from desktop.theme import TEXT_SIZE, Theme
from scenarios.assumptions import registry
from scenarios.engine.demand import ReasoningDepth
from scenarios.events import EfficiencyShock, Event, ExportRestriction
from scenarios.months import Month
from scenarios.record import newest_data
from scenarios.scenario import Scenario

EFFICIENCY = "training_efficiency_growth"
INFERENCE = "inference_demand_growth"
CHINA = "export_restriction_level_china"
REBOUND = "rebound"
REBOUNDS = ("training_rebound", "inference_rebound")

_REASONING = (
    "reasoning_share_initial",
    "reasoning_share_limit",
    "reasoning_adoption_rate",
    "reasoning_multiplier",
)
_BELIEFS: Mapping[str, tuple[str, ...]] = {
    EFFICIENCY: (EFFICIENCY, "training_efficiency_trend"),
    INFERENCE: (INFERENCE, *_REASONING),
    CHINA: (event_moves.START_LEVEL["china"],),
    REBOUND: REBOUNDS,
}
"""Assumptions that a row speaks of."""

_SHOCKS = 2
"""One-off gains named singly; of more, the rest is counted."""


class HeadlineControls(QWidget):
    """Training-efficiency gain, inference growth, China's restriction level and the rebound.

    The level is that of the projection: what is on record for the as-of month stays, and moving
    the level edits the last event that sets it, or adds one in the first month. Moving the rebound
    sets those of training and of inference alike.

    Signals: ``edited(str, object)`` with an id and a setting, ``edited_together(dict, str)`` with
    settings by id and what they are called, ``events_edited(tuple, str)`` with all events and what
    was done, ``released`` at the end of a gesture.
    """

    edited = Signal(str, object)
    edited_together = Signal(object, str)
    events_edited = Signal(object, str)
    released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scenario: Scenario | None = None
        self._before: Scenario | None = None
        declared = registry(newest_data())
        self._title = named(QLabel(self), "headline.title", "section")
        self._title.setFont(section_font(TEXT_SIZE - 2))
        self._numbers = {
            name: SettingRow(f"headline.{name}", declared[name], theme, self, large=True)
            for name in (EFFICIENCY, INFERENCE)
        }
        self._china = _ChinaRow(f"headline.{CHINA}", declared[CHINA], theme, self, large=True)
        self._declared = {name: declared[name] for name in REBOUNDS}
        self._rebound = _ReboundRow(f"headline.{REBOUND}", declared[REBOUNDS[0]], theme, self)
        self._showing: Mapping[str, Callable[[Scenario], None]] = {
            EFFICIENCY: self._show_efficiency,
            INFERENCE: self._show_inference,
            CHINA: self._show_china,
            REBOUND: self._show_rebound,
        }
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_scenario(self, scenario: Scenario) -> None:
        """Show the numbers of a scenario and what they mean; only rows that differ are touched."""
        before, self._scenario = self._scenario, scenario
        for name, show in self._showing.items():
            if before is None or _said(before, name) != _said(scenario, name):
                show(scenario)

    def show_refusal(self, name: str, words: str) -> None:
        """Say at a number why its last value cannot be."""
        self._row(name).show_refusal(words)

    def show_locked(self, locked: bool) -> None:
        """Let nothing be edited, or again."""
        for row in self._rows():
            row.show_locked(locked)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for row in self._rows():
            row.show_theme(theme)

    def forget_typing(self) -> None:
        """Drop what was typed and refused."""
        for row in self._rows():
            row.forget_typing()

    def retranslate(self) -> None:
        """Write every text in the present language."""
        self._title.setText(self.tr("What matters most"))
        for row in self._rows():
            row.retranslate()
        self._show_again()

    def _rows(self) -> tuple[NumberRow, ...]:
        return (*self._numbers.values(), self._china, self._rebound)

    def _row(self, name: str) -> NumberRow:
        return {**self._numbers, CHINA: self._china, REBOUND: self._rebound}[name]

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(6)
        self._title.setContentsMargins(GUTTER, 0, 0, 0)
        page.addWidget(self._title)
        for row in self._rows():
            page.addWidget(row)

    def _connect(self) -> None:
        for row in self._numbers.values():
            row.edited.connect(self.edited)
            row.released.connect(self.released)
        self._china.moved.connect(self._restrict)
        self._china.released.connect(self._settle)
        self._china.reset_requested.connect(self._unrestrict)
        self._rebound.moved.connect(self._set_rebounds)
        self._rebound.released.connect(self._settle)
        self._rebound.reset_requested.connect(self._reset_rebounds)

    def _restrict(self, level: float) -> None:
        assert self._scenario is not None
        if self._before is None:
            self._before = self._scenario
        events = with_china_level(self._before, level)
        self.events_edited.emit(events, self.tr("export restriction, China"))

    def _settle(self) -> None:
        self._before = None
        self._show_again()
        self.released.emit()

    def _unrestrict(self) -> None:
        assert self._scenario is not None
        self._china.field.setFocus()
        self._restrict(event_moves.steps(self._scenario, "china")[0].level)
        self._settle()

    def _show_again(self) -> None:
        if self._scenario is not None:
            for show in self._showing.values():
                show(self._scenario)

    def _show_efficiency(self, scenario: Scenario) -> None:
        self._show_setting(EFFICIENCY, scenario)
        self._numbers[EFFICIENCY].show_note(self._efficiency(scenario))

    def _show_inference(self, scenario: Scenario) -> None:
        self._show_setting(INFERENCE, scenario)
        self._numbers[INFERENCE].show_note(self._inference(scenario))

    def _show_setting(self, name: str, scenario: Scenario) -> None:
        state = scenario.assumptions.get(name), scenario.belief(name), scenario.default(name)
        self._numbers[name].show_setting(*state)

    def _show_china(self, scenario: Scenario) -> None:
        steps = event_moves.steps(scenario, "china")
        level, start = steps[-1].level, steps[0].level
        self._china.show_number(level, start, None, level != start)
        self._china.show_note(self._restriction(scenario))

    def _show_rebound(self, scenario: Scenario) -> None:
        beliefs = [scenario.belief(name) for name in REBOUNDS]
        defaults = [scenario.default(name).p50 for name in REBOUNDS]
        training, inference = (belief.p50 for belief in beliefs)
        changed = any(name in scenario.assumptions for name in REBOUNDS)
        self._rebound.show_number(
            (training + inference) / 2, sum(defaults) / len(defaults), None, changed
        )
        if training == inference:
            words = self._consequence(training)
        else:
            words = self.tr("Training {training}, inference {inference}; moving it sets both")
            words = words.format(training=self._number(training), inference=self._number(inference))
        self._rebound.show_note(words)

    def _consequence(self, rebound: float) -> str:
        if rebound < 1:
            return self.tr("Below 1: efficiency in the end lowers demand")
        if rebound > 1:
            return self.tr("Above 1: efficiency in the end raises demand")
        return self.tr("At 1: new use in the end makes up for savings")

    def _set_rebounds(self, value: float) -> None:
        assert self._scenario is not None
        if self._before is None:
            self._before = self._scenario
        settings = {
            name: moved(self._before.assumptions.get(name), value, declared.scale)
            for name, declared in self._declared.items()
        }
        self.edited_together.emit(settings, self.tr("Rebound"))

    def _reset_rebounds(self) -> None:
        self._rebound.field.setFocus()
        self.edited_together.emit(dict.fromkeys(REBOUNDS), self.tr("Rebound"))
        self._settle()

    def _efficiency(self, scenario: Scenario) -> str:
        gain = scenario.belief(EFFICIENCY).p50
        trend = scenario.belief("training_efficiency_trend").p50
        if gain == 1:
            words = self.tr("Compute for a fixed capability stays as it is")
        elif gain > 1:
            words = self.tr("Compute for a fixed capability falls {gain}× a year")
        else:
            words = self.tr("Compute for a fixed capability rises {loss}× a year")
        words = words.format(gain=self._number(gain), loss=self._number(1 / gain))
        if gain != trend:
            words += self.tr(" ({trend}× is expected)").format(trend=self._number(trend))
        return words + self._one_off(scenario.events)

    def _one_off(self, events: tuple[Event, ...]) -> str:
        """Name the gains of training that come all at once."""
        shocks = [e for e in events if isinstance(e, EfficiencyShock) and e.training_share > 0]
        if not shocks:
            return ""
        gains = [
            self.tr("{gain}× in {month}").format(
                gain=self._number(shock.multiplier**shock.training_share),
                month=self._month(shock.month),
            )
            for shock in sorted(shocks, key=lambda shock: shock.month)
        ]
        more = len(gains) - _SHOCKS
        named_gains = ", ".join(gains[:_SHOCKS])
        if more > 0:
            named_gains += self.tr(" and %n more", "", more)
        return self.tr("; one-off gains: {gains}").format(gains=named_gains)

    def _inference(self, scenario: Scenario) -> str:
        growth, depth = scenario.belief(INFERENCE).p50, depth_after_a_year(scenario)
        words = self.tr("Queries grow {growth}× a year at first")
        if depth > 1.005:
            words = self.tr(
                "Queries grow {growth}× a year at first; with deeper reasoning "
                "one takes {depth}× the tokens after a year"
            )
        return words.format(growth=self._number(growth), depth=self._number(depth, 2))

    def _restriction(self, scenario: Scenario) -> str:
        steps = event_moves.steps(scenario, "china")
        last = steps[-1]
        name = EventTexts(self.locale()).rung(last.level)
        if last.event is None:
            words, month = self.tr("{rung}, as in {month}"), scenario.as_of
        else:
            words, month = self.tr("{rung}, from {month}"), last.start
        text = words.format(rung=name[:1].upper() + name[1:], month=self._month(month, long=True))
        changes = len(steps) - 1
        return text if changes < 2 else text + self.tr(" (last of %n changes)", "", changes)

    def _number(self, value: float, digits: int = 3) -> str:
        return number_text(value, "x", self.locale(), least=1, most=digits)

    def _month(self, month: Month, long: bool = False) -> str:
        form = QLocale.FormatType.LongFormat if long else QLocale.FormatType.ShortFormat
        return f"{self.locale().standaloneMonthName(month.month, form)} {month.year}"


class _ChinaRow(NumberRow):
    def _title(self) -> str:
        return self.tr("Export restriction, China")


class _ReboundRow(NumberRow):
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint no tint, as the large rows around it do not."""

    def retranslate(self) -> None:
        super().retranslate()
        meaning = self.tr(
            "How strongly cheaper computing makes people use more of it, in training and in "
            "answering alike: at 1 the new use in the end offsets the saving, and above 1 demand "
            "for GPUs rises (the Jevons paradox)."
        )
        self.setToolTip(tip(meaning))
        for part in (self.field, self.slider):
            part.setAccessibleDescription(meaning)

    def _title(self) -> str:
        return self.tr("Rebound, training and inference")


def with_china_level(scenario: Scenario, level: float) -> tuple[Event, ...]:
    """Return a scenario's events with China's last restriction level changed.

    Without such an event one is added in the first month; at the level of the record that one is
    not needed and left out again.
    """
    steps = event_moves.steps(scenario, "china")
    start, last, events = steps[0].level, steps[-1], list(scenario.events)
    if last.event is None:
        if level != start:
            events.append(ExportRestriction(month=scenario.as_of + 1, region="china", level=level))
        return tuple(events)
    event = events[last.event]
    alone = len(steps) == 2 and last.start == scenario.as_of + 1 and not event.label
    if alone and level == start:
        del events[last.event]
    else:
        events[last.event] = event.model_copy(update={"level": level})
    return tuple(events)


def _said(scenario: Scenario, name: str) -> tuple[object, ...]:
    """Return all that a row shows."""
    settings = tuple(scenario.assumptions.get(belief) for belief in _BELIEFS[name])
    return scenario.data, scenario.as_of, scenario.events, settings


def depth_after_a_year(scenario: Scenario) -> float:
    """Return tokens per query a year after the as-of month over those then, in the central case."""
    return _depth_after_a_year(tuple(scenario.belief(name).p50 for name in _REASONING))


@lru_cache(maxsize=64)
def _depth_after_a_year(middles: tuple[float, ...]) -> float:
    central = {name: np.array([p50]) for name, p50 in zip(_REASONING, middles, strict=True)}
    depth = ReasoningDepth(central, np.ones(1))
    found = np.ones(1)
    for _ in range(12):
        depth.advance(out=found)
    return float(found[0])
