"""The open scenarios: their order, which is active, which are visible, and the reference."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoGroup

from desktop.document import ScenarioDocument
from desktop.places import same_file, with_suffix
from desktop.references import DEFAULTS, NO_EVENTS
from scenarios import files
from scenarios.errors import InvalidInput, Problem
from scenarios.scenario import Scenario


class Workspace(QObject):
    """The open documents. It owns them: a closed one is deleted.

    Signals
    -------
    documents_changed : another list or order of documents
    active_changed, reference_changed, visibility_changed : another answer to that question
    scenario_changed, saved_state_changed : that of the document handed over

    Attributes
    ----------
    undo_group : undoes and redoes in the active document
    """

    documents_changed = Signal()
    active_changed = Signal()
    reference_changed = Signal()
    visibility_changed = Signal()
    scenario_changed = Signal(object)
    saved_state_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_group = QUndoGroup(self)
        self._documents: list[ScenarioDocument] = []
        self._active: ScenarioDocument | None = None
        self._reference = DEFAULTS
        self._baseline: Scenario | None = None
        self._hidden: set[str] = set()
        self._colours: dict[str, int] = {}

    @property
    def documents(self) -> tuple[ScenarioDocument, ...]:
        """The open documents, in order."""
        return tuple(self._documents)

    @property
    def visible(self) -> tuple[ScenarioDocument, ...]:
        """The open documents that charts show, in order."""
        return tuple(document for document in self._documents if self.is_visible(document))

    @property
    def active(self) -> ScenarioDocument | None:
        """The document that is edited; None when none is open."""
        return self._active

    @property
    def reference(self) -> str:
        """What effects are measured against: `DEFAULTS`, `NO_EVENTS` or a document's key."""
        return self._reference

    def document(self, key: str) -> ScenarioDocument | None:
        """The open document of that key."""
        return next((found for found in self._documents if found.key == key), None)

    def document_at(self, path: Path) -> ScenarioDocument | None:
        """The open document of that file, by whatever link or spelling of its path."""
        return next((d for d in self._documents if d.path and same_file(d.path, path)), None)

    def is_visible(self, document: ScenarioDocument) -> bool:
        """Whether charts show the document."""
        return document.key not in self._hidden

    def colour(self, document: ScenarioDocument) -> int:
        """Index of the document's series in a theme, the same for as long as it is open."""
        return self._colours[document.key]

    def reference_scenario(self, document: ScenarioDocument) -> Scenario | None:
        """What the document's effect is measured against.

        None where there is no such effect: the reference starts from another as-of month.
        """
        scenario = document.scenario
        if self._reference == NO_EVENTS:
            return scenario.without_events()
        chosen = self.document(self._reference)
        if chosen is None:
            return self._defaults(scenario)
        return chosen.scenario if chosen.scenario.as_of == scenario.as_of else None

    def _defaults(self, scenario: Scenario) -> Scenario:
        """The baseline of a scenario: the one before, as long as it starts and ends alike."""
        before = self._baseline
        if before is None or _frame(before) != _frame(scenario):
            self._baseline = before = scenario.defaults()
        return before

    def add(self, document: ScenarioDocument, at: int | None = None, colour: int = -1) -> None:
        """Take a document over, at a place or behind the others, and make it the active one.

        It gets the series ``colour`` where that is free, the first free one otherwise.
        """
        taken = set(self._colours.values())
        free = next(i for i in range(len(taken) + 1) if i not in taken)
        self._colours[document.key] = colour if colour >= 0 and colour not in taken else free
        self._documents.insert(len(self._documents) if at is None else at, document)
        document.setParent(self)
        self.undo_group.addStack(document.undo_stack)
        document.scenario_changed.connect(partial(self.scenario_changed.emit, document))
        document.saved_state_changed.connect(partial(self.saved_state_changed.emit, document))
        self.documents_changed.emit()
        self.activate(document)

    def open_path(self, path: Path, colour: int = -1) -> ScenarioDocument:
        """Open a file, or activate the document that has it open.

        ``colour`` is that of `add`. Raises `InvalidInput` with all that is wrong with the file.
        """
        document = self.document_at(path)
        if document is None:
            scenario = files.load(path)
            document = ScenarioDocument(scenario, path=path, saved=scenario)
            self.add(document, colour=colour)
        self.activate(document)
        return document

    def new_from_preset(self, name: str, colour: int = -1) -> ScenarioDocument:
        """Open a preset as an untitled document; ``KeyError`` for a name that is none.

        ``colour`` is that of `add`.
        """
        scenario = files.preset(name)
        document = ScenarioDocument(scenario, saved=scenario, preset=name)
        self.add(document, colour=colour)
        return document

    def duplicate(self, document: ScenarioDocument) -> ScenarioDocument:
        """Open an untitled, unsaved copy under another name, beside the document."""
        name = self._free_name(document.name)
        copy = ScenarioDocument(document.scenario.replace(name=name))
        self.add(copy, self._documents.index(document) + 1)
        return copy

    def save(self, document: ScenarioDocument, path: Path | None = None) -> None:
        """Save a document, to ``path`` if one is given.

        Raises `InvalidInput` when another document has that file open, ``OSError`` when it
        cannot be written.
        """
        other = self.document_at(with_suffix(path)) if path else None
        if path and other not in (None, document):
            words = self.tr("is open in this window too. Close it there, or take another name.")
            raise InvalidInput(with_suffix(path).name, [Problem("", words)])
        document.save(path)

    def close(self, document: ScenarioDocument) -> None:
        """Close a document, whatever it would lose; its neighbour becomes the active one."""
        index = self._documents.index(document)
        self._documents.remove(document)
        self._hidden.discard(document.key)
        del self._colours[document.key]
        self.undo_group.removeStack(document.undo_stack)
        document.deleteLater()
        measured = document.key == self._reference
        if measured:
            self._reference = DEFAULTS
        if document is self._active:
            left = self._documents[index : index + 1] or self._documents[-1:]
            self._set_active(left[0] if left else None)
        if measured:
            self.reference_changed.emit()
        self.documents_changed.emit()

    def activate(self, document: ScenarioDocument) -> None:
        """Make a document the one that is edited."""
        if document is not self._active:
            self._set_active(document)

    def _set_active(self, document: ScenarioDocument | None) -> None:
        self._active = document
        if document is not None:
            self.undo_group.setActiveStack(document.undo_stack)
        self.active_changed.emit()

    def set_visible(self, document: ScenarioDocument, visible: bool) -> None:
        """Show a document on the charts, or take it off them."""
        if visible != self.is_visible(document):
            change: Callable[[str], None] = self._hidden.discard if visible else self._hidden.add
            change(document.key)
            self.visibility_changed.emit()

    def set_reference(self, reference: str) -> None:
        """Measure effects against `DEFAULTS`, `NO_EVENTS` or the document of a key.

        Raises ``KeyError`` for anything else.
        """
        if reference not in (DEFAULTS, NO_EVENTS) and self.document(reference) is None:
            raise KeyError(reference)
        if reference != self._reference:
            self._reference = reference
            self.reference_changed.emit()

    def move(self, document: ScenarioDocument, to: int) -> None:
        """Give a document another place in the order."""
        if self._documents.index(document) != to:
            self._documents.remove(document)
            self._documents.insert(to, document)
            self.documents_changed.emit()

    def _free_name(self, name: str) -> str:
        taken = {document.name for document in self._documents}
        first = self.tr("{name} copy").format(name=name)
        numbered = (
            self.tr("{name} copy {number}").format(name=name, number=number)
            for number in range(2, len(taken) + 3)
        )
        return next(found for found in (first, *numbered) if found not in taken)


def _frame(scenario: Scenario) -> tuple[object, ...]:
    """Return all that a baseline has of its scenario."""
    return scenario.as_of, scenario.horizon_months, scenario.data, scenario.uncertainty
