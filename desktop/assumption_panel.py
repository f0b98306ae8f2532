"""The form of everything a scenario assumes: the headline controls, and all numbers in groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import groupby

from pydantic import ValidationError
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.about_assumption import AboutAssumption
from desktop.assumption_editor import AssumptionEditor, Looks
from desktop.assumption_finder import AssumptionFinder
from desktop.assumption_group import AssumptionGroup
from desktop.form import data_text, named
from desktop.headline_controls import CHINA, REBOUND, HeadlineControls
from desktop.setting_moves import Setting, with_settings
from desktop.theme import Theme
from scenarios.assumptions import Assumption, registry
from scenarios.errors import problems_of
from scenarios.record import newest_data
from scenarios.scenario import Scenario

OPEN_AT_FIRST = ("training", "inference")

_REST, _PACE = 600, 15
"""Milliseconds after which rows not yet seen begin to be made, and from one to the next."""


class AssumptionPanel(QWidget):
    """Every assumption of a scenario, to read, to set and to ask about.

    Nothing that its scenario would refuse is ever told: the row says why instead.

    Signals: ``edited(str, object)`` with an id and a number, `Spread`, `Fixed` or None for the
    default; ``edited_together(dict, str)`` with several of them by id, which are one step, and
    what they are called; ``events_edited(tuple, str)`` with all events and what was done;
    ``released`` at the end of a gesture; ``note_edited(str, str)`` with an id and the author's
    note; ``open_groups_changed(tuple)`` with the names of the groups that are open.
    """

    edited = Signal(str, object)
    edited_together = Signal(object, str)
    events_edited = Signal(object, str)
    released = Signal()
    note_edited = Signal(str, str)
    open_groups_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looks = Looks.of(theme)
        self._declared = registry(newest_data())
        self._scenario: Scenario | None = None
        self._rows: dict[str, AssumptionEditor] = {}
        self._about: AboutAssumption | None = None
        self._locked = False
        self._ahead = QTimer(self)
        self._create()
        self._lay_out()
        self._connect()
        self.show_open_groups(OPEN_AT_FIRST)

    def show_scenario(self, scenario: Scenario) -> None:
        """Show a scenario; only the rows that differ from what is shown are touched."""
        before, self._scenario = self._scenario, scenario
        if self._ahead.isActive():
            self._ahead.start(_REST)
        self._headline.show_scenario(scenario)
        for name in self._rows.keys() & _said_anew(before, scenario):
            self._show(name, self._rows[name])
        if before is None or before.assumptions.keys() != scenario.assumptions.keys():
            self._show_changed(scenario.assumptions.keys())
        if self._about is not None and self._about.isVisible():
            self._about.show_assumption(self._about.shown_id, scenario)

    def forget_typing(self) -> None:
        """Drop what was typed and refused: it was meant for another scenario."""
        self._headline.forget_typing()
        for row in self._rows.values():
            row.forget_typing()

    def show_locked(self, locked: bool) -> None:
        """Let nothing be edited, or again."""
        self._locked = locked
        self._headline.show_locked(locked)
        for row in self._rows.values():
            row.show_locked(locked)
        if self._about is not None:
            self._about.show_locked(locked)

    def show_open_groups(self, names: Iterable[str]) -> None:
        """Open the groups of these names and close the others."""
        wanted = set(names)
        for name, group in self._groups.items():
            group.show_open(name in wanted)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._looks = Looks.of(theme)
        self._headline.show_theme(theme)
        self._finder.show_theme(theme)
        for group in self._groups.values():
            group.show_looks(self._looks)
        for row in self._rows.values():
            row.show_looks(self._looks)
        if self._about is not None:
            self._about.show_theme(theme)

    def focus_search(self) -> None:
        """Bring the search box into view, ready to type into."""
        self._scroll.ensureWidgetVisible(self._finder)
        self._finder.focus_box()

    def show_assumption(self, name: str) -> None:
        """Bring the row of an assumption into view, its number under the keyboard."""
        self._finder.show_everything()
        self._groups[self._declared[name].group].show_open(True)
        self._content.adjustSize()
        self._scroll.ensureWidgetVisible(self._rows[name])
        self._rows[name].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ahead.start(_REST)

    def hideEvent(self, event: QHideEvent) -> None:
        self._ahead.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._retranslate()

    def _retranslate(self) -> None:
        self._headline.retranslate()
        self._finder.retranslate()
        for group in self._groups.values():
            group.retranslate()
        for row in self._rows.values():
            row.retranslate()

    def _create(self) -> None:
        self.setObjectName("assumption_panel")
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme = self._looks.theme
        self._scroll = named(QScrollArea(self), "assumption_scroll")
        self._content = QWidget(self._scroll)
        self._headline = named(HeadlineControls(theme, self._content), "headline_controls")
        self._finder = named(AssumptionFinder(theme, self._content), "assumption_finder")
        self._groups = {
            name: AssumptionGroup(name, list(members), self._make, self._looks, self._content)
            for name, members in groupby(self._declared.values(), key=lambda a: a.group)
        }

    def _lay_out(self) -> None:
        page = QVBoxLayout(self._content)
        page.setContentsMargins(0, 14, 0, 16)
        page.setSpacing(0)
        for part in (self._headline, self._finder, *self._groups.values()):
            page.addWidget(part)
        page.addStretch()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._content)
        for part in (self._content, self._scroll.viewport()):
            part.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _connect(self) -> None:
        self._headline.edited.connect(self._edit_headline)
        self._headline.edited_together.connect(self._edit_together)
        self._headline.events_edited.connect(self._edit_events)
        self._headline.released.connect(self.released)
        self._finder.wanted.connect(self._show_wanted)
        self._finder.entered.connect(self._enter_results)
        self._ahead.timeout.connect(self._make_ahead)
        for group in self._groups.values():
            group.toggled.connect(self._tell_open_groups)

    def _make_ahead(self) -> None:
        """Make one row that is not seen yet, so that a search finds them all made."""
        self._ahead.setInterval(_PACE)
        if not any(group.make_next() for group in self._groups.values()):
            self._ahead.stop()

    def _make(self, assumption: Assumption, parent: QWidget) -> AssumptionEditor:
        """Make the row of an assumption when it is first seen."""
        row = AssumptionEditor(assumption, self._looks, parent)
        self._rows[assumption.id] = row
        row.edited.connect(self._edit)
        row.released.connect(self.released)
        row.about_requested.connect(self._show_about)
        if self._locked:
            row.show_locked(True)
        if self._scenario is not None:
            self._show(assumption.id, row)
        return row

    def _show(self, name: str, row: AssumptionEditor) -> None:
        assert self._scenario is not None
        setting = self._scenario.assumptions.get(name)
        row.show_setting(setting, self._scenario.belief(name), self._scenario.default(name))

    def _show_changed(self, changed: Collection[str]) -> None:
        self._finder.show_changed(changed)
        for group in self._groups.values():
            group.show_changed(changed)

    def _show_wanted(self, wanted: frozenset[str] | None) -> None:
        for group in self._groups.values():
            group.show_wanted(wanted)

    def _edit(self, name: str, setting: Setting) -> None:
        words = self._refusal(lambda scenario: scenario.with_setting(name, setting))
        self._rows[name].show_refusal(words)
        if not words:
            self.edited.emit(name, setting)

    def _edit_headline(self, name: str, setting: Setting) -> None:
        words = self._refusal(lambda scenario: scenario.with_setting(name, setting))
        self._headline.show_refusal(name, words)
        if not words:
            self.edited.emit(name, setting)

    def _edit_together(self, settings: Mapping[str, Setting], label: str) -> None:
        words = self._refusal(lambda scenario: with_settings(scenario, settings))
        self._headline.show_refusal(REBOUND, words)
        if not words:
            self.edited_together.emit(settings, label)

    def _edit_events(self, events: object, text: str) -> None:
        words = self._refusal(lambda scenario: scenario.replace(events=events))
        self._headline.show_refusal(CHINA, words)
        if not words:
            self.events_edited.emit(events, text)

    def _refusal(self, change: Callable[[Scenario], Scenario]) -> str:
        """Say why the scenario refuses a change, or return an empty text."""
        assert self._scenario is not None
        try:
            change(self._scenario)
        except ValidationError as error:
            problem = problems_of(error)[0]
            declared = self._declared.get(problem.place.rpartition(".")[2])
            return f"{data_text(declared.label) if declared else problem.place} {problem.message}"
        return ""

    def _enter_results(self) -> None:
        found = (group.first_row() for group in self._groups.values() if not group.isHidden())
        row = next((row for row in found if row is not None), None)
        if row is not None:
            row.field.setFocus(Qt.FocusReason.TabFocusReason)

    def _tell_open_groups(self) -> None:
        opened = tuple(name for name, group in self._groups.items() if group.is_open)
        self.open_groups_changed.emit(opened)

    def _show_about(self, name: str) -> None:
        if self._scenario is None:
            return
        if self._about is None:
            self._about = AboutAssumption(self._looks.theme, self)
            self._about.note_edited.connect(self.note_edited)
            self._about.show_locked(self._locked)
            self._about.move(self.mapToGlobal(QPoint(self.width() + 12, 40)))
        self._about.show_assumption(name, self._scenario)
        self._about.show()
        self._about.raise_()
        self._about.activateWindow()


def _said_anew(before: Scenario | None, now: Scenario) -> Collection[str]:
    """Return the assumptions whose rows show something else than before."""
    if before is None or (before.as_of, before.data) != (now.as_of, now.data):
        return now.declared.keys()
    settings = before.assumptions.items() ^ now.assumptions.items()
    return {name for name, _ in settings}
