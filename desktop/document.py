"""One open scenario: its value, what its file holds, and the way back to every earlier value.

This is the only mutable state of a scenario. An edit replaces the value; "modified" compares the
value with the one on disk, so that undoing back to what was saved takes the mark away.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum, auto
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from desktop.places import file_name, with_suffix
from scenarios import files
from scenarios.errors import InvalidInput
from scenarios.scenario import Scenario

#: Steps that can be undone; older ones are forgotten.
UNDO_LIMIT = 500

_GESTURE = 1
_NO_GESTURE = -1


class OnDisk(Enum):
    """What `ScenarioDocument.reread` found in the file."""

    SAME = auto()
    FOLLOWED = auto()
    """It has changed, and the scenario, which had no unsaved changes, now equals it."""
    DIFFERS = auto()
    """It has changed, and so has the scenario."""
    GONE = auto()


class ScenarioDocument(QObject):
    """A scenario with its undo stack, path and saved state.

    Signals
    -------
    scenario_changed : the scenario is another one now
    saved_state_changed : path, name or `is_modified` is another one now

    Attributes
    ----------
    key : unique, and the same for as long as the document is open
    preset : name of the preset that an untitled document came from, or ""
    """

    scenario_changed = Signal()
    saved_state_changed = Signal()

    def __init__(
        self,
        scenario: Scenario,
        *,
        path: Path | None = None,
        saved: Scenario | None = None,
        preset: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = uuid4().hex
        self.preset = preset
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self._scenario = scenario
        self._path = path.absolute() if path else None
        self._saved = saved
        self._gestures_ended = 0
        self._in_gesture = False
        self._told = self._saved_state()

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is now."""
        return self._scenario

    @property
    def path(self) -> Path | None:
        """The file it was opened from or saved to, absolute; None while it is untitled."""
        return self._path

    @property
    def saved(self) -> Scenario | None:
        """What its file holds, or the preset that it came from; None when it stands nowhere."""
        return self._saved

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self._scenario.name

    @property
    def is_modified(self) -> bool:
        """Whether closing it would lose something."""
        return self._scenario != self._saved

    @property
    def in_gesture(self) -> bool:
        """Whether the last edit belongs to a gesture that has not ended."""
        return self._in_gesture

    @property
    def suggested_file_name(self) -> str:
        """A file name made of the scenario's name, fit for every system."""
        return file_name(self.name, self.tr("scenario"))

    def edit(self, scenario: Scenario, text: str, gesture: Hashable = None) -> None:
        """Replace the scenario, as one undo step named ``text``.

        Edits of one ``gesture`` with one text are one step, until `end_gesture`; one that comes
        back to where it began leaves no step.
        """
        if scenario != self._scenario:
            self._in_gesture = gesture is not None
            mark = (text, gesture, self._gestures_ended) if self._in_gesture else None
            self.undo_stack.push(_Edit(self, scenario, text, mark))

    def end_gesture(self) -> None:
        """Make the next edit a step of its own."""
        self._gestures_ended += 1
        self._in_gesture = False

    def rename(self, name: str) -> None:
        """Give the scenario another name; a blank one is ignored."""
        if name.strip():
            self.edit(self._scenario.replace(name=name.strip()), self.tr("Rename"))

    def save(self, path: Path | None = None) -> None:
        """Write the scenario to ``path`` with the suffix of scenarios, or to its own file.

        Raises ``OSError``, and then file and document are as they were; ``ValueError`` for an
        untitled document without a path.
        """
        target = with_suffix(path.absolute()) if path else self._path
        if target is None:
            raise ValueError("an untitled scenario needs a path to be saved to")
        files.save(self._scenario, target)
        self._path, self._saved, self.preset = target, self._scenario, ""
        self.end_gesture()
        self._tell_saved_state()

    def revert(self) -> None:
        """Go back to what is saved, as one undo step."""
        if self._saved is not None:
            self.edit(self._saved, self.tr("Revert"))

    def reread(self) -> OnDisk:
        """Take note of what the file holds now; without unsaved changes the scenario follows it.

        Raises `InvalidInput` when there is a file that cannot be read: the scenario then counts
        as modified, since it stands nowhere else.
        """
        if self._path is None:
            return OnDisk.SAME
        before, was_modified = self._saved, self.is_modified
        try:
            self._saved = files.load(self._path)
        except InvalidInput:
            self._saved = None
            if self._path.exists():
                raise
            return OnDisk.SAME if before is None else OnDisk.GONE
        else:
            return self._follow(self._saved, before, was_modified)
        finally:
            self._tell_saved_state()

    def _follow(self, found: Scenario, before: Scenario | None, was_modified: bool) -> OnDisk:
        if found in (before, self._scenario):
            return OnDisk.SAME
        if was_modified:
            return OnDisk.DIFFERS
        self.edit(found, self.tr("Change on disk"))
        return OnDisk.FOLLOWED

    def _show(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.scenario_changed.emit()
        self._tell_saved_state()

    def _saved_state(self) -> tuple[Path | None, str, bool]:
        return self._path, self.name, self.is_modified

    def _tell_saved_state(self) -> None:
        state = self._saved_state()
        if state != self._told:
            self._told = state
            self.saved_state_changed.emit()


class _Edit(QUndoCommand):
    """One step: the scenario before and after."""

    def __init__(
        self, document: ScenarioDocument, after: Scenario, text: str, mark: Hashable
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before = document.scenario
        self._after = after
        self._mark = mark

    def id(self) -> int:
        return _NO_GESTURE if self._mark is None else _GESTURE

    def redo(self) -> None:
        self._document._show(self._after)

    def undo(self) -> None:
        self._document.end_gesture()
        self._document._show(self._before)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._mark != self._mark:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True
