"""What the user does to the open scenarios: edits of their documents, each with a name for undo."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.document import ScenarioDocument
from desktop.scenario_settings import ScenarioSettings
from desktop.setting_moves import Setting, with_settings
from desktop.workspace import Workspace
from scenarios.assumptions import Fixed, Spread
from scenarios.events import Event


class Gestures(QObject):
    """Edits the active scenario, and names, order and visibility of all.

    Signals
    -------
    ended : the hand has let go
    """

    ended = Signal()

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window

    # The active scenario

    def set_assumption(self, name: str, setting: float | Spread | Fixed | None) -> None:
        """Give an assumption a setting, or its default."""
        document = self._workspace.active
        if document is None:
            return
        label = document.scenario.declared[name].label
        text = self.tr("Reset “{label}”") if setting is None else self.tr("Change “{label}”")
        scenario = document.scenario.with_setting(name, setting)
        document.edit(scenario, text.format(label=label), gesture=name)

    def set_at_once(self, name: str, value: float) -> None:
        """Give an assumption a number, as a gesture of its own."""
        self.set_assumption(name, value)
        self.end()

    def set_together(self, settings: Mapping[str, Setting], label: str) -> None:
        """Give several assumptions settings, in one step that is called after ``label``."""
        document = self._workspace.active
        if document is None:
            return
        reset = all(setting is None for setting in settings.values())
        text = self.tr("Reset “{label}”") if reset else self.tr("Change “{label}”")
        scenario = with_settings(document.scenario, settings)
        document.edit(scenario, text.format(label=label), gesture=label)

    def set_levers(self, values: Mapping[str, float]) -> None:
        """Give levers of the explanations values, by their names."""
        from desktop.explain.levers import moved

        document = self._workspace.active
        if document is not None:
            scenario = moved(document.scenario, values)
            document.edit(scenario, self.tr("Set levers"), gesture="levers")

    def set_events(self, events: tuple[Event, ...], text: str) -> None:
        """Give the scenario events; ``text`` says what was done."""
        document = self._workspace.active
        if document is not None:
            capital = text[:1].upper() + text[1:]
            document.edit(document.scenario.replace(events=events), capital, gesture="events")

    def set_note(self, name: str, words: str) -> None:
        """Write a note on an assumption, or take it away."""
        document = self._workspace.active
        if document is None:
            return
        notes = {key: text for key, text in document.scenario.notes.items() if key != name}
        if words.strip():
            notes[name] = words
        document.edit(document.scenario.replace(notes=notes), self.tr("Edit a note"))

    def reset_all(self, document: ScenarioDocument) -> None:
        """Give every assumption its default."""
        document.edit(document.scenario.replace(assumptions={}), self.tr("Reset all assumptions"))

    def edit_settings(self) -> None:
        """Ask for start, horizon, draws and correlations."""
        document = self._workspace.active
        if document is not None:
            dialog = ScenarioSettings(document.scenario, self._window)
            text = self.tr("Change the scenario’s settings")
            dialog.edited.connect(lambda scenario: document.edit(scenario, text))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def end(self) -> None:
        """What comes next is another step of undo."""
        if self._workspace.active is not None:
            self._workspace.active.end_gesture()
        self.ended.emit()

    # All of them

    def rename(self, key: str, name: str) -> None:
        """Give the scenario of a key another name."""
        document = self._workspace.document(key)
        if document is not None:
            document.rename(name)

    def set_visible(self, key: str, visible: bool) -> None:
        """Show the scenario of a key on the charts, or take it off them."""
        document = self._workspace.document(key)
        if document is not None:
            self._workspace.set_visible(document, visible)

    def move(self, key: str, to: int) -> None:
        """Put the scenario of a key at another place of the list."""
        document = self._workspace.document(key)
        if document is not None:
            self._workspace.move(document, to)

    def step(self, by: int) -> None:
        """Go to the scenario so many places on, in a circle."""
        documents = self._workspace.documents
        if self._workspace.active in documents:
            place = documents.index(self._workspace.active) + by
            self._workspace.activate(documents[place % len(documents)])
