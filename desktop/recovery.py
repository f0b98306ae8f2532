"""Keeps unsaved work safe while it is edited, and offers it again after a crash.

Each run of the application has a folder of its own with a file for each document that has unsaved
changes, and holds a lock beside it. A folder whose lock nobody holds was left behind by a run
that did not end properly. What cannot be read is moved aside and told, never deleted.
"""

from __future__ import annotations

import contextlib
import errno
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from PySide6.QtCore import QLockFile, QObject, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from desktop.document import ScenarioDocument
from desktop.notices import reason_of
from desktop.places import free_path
from desktop.workspace import Workspace
from scenarios import files
from scenarios.errors import InvalidInput
from scenarios.scenario import Scenario

#: Time between two looks for unsaved changes. [ms]
INTERVAL = 30_000

_ASIDE = "aside"
_KEPT = "*.json"


class _Kept(BaseModel):
    """What stands in a recovery file: the scenario, and the file it was edited from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["jevons-recovery"] = "jevons-recovery"
    version: Literal[1] = 1
    path: Path | None = None
    changed_ns: int | None = None
    scenario: str


@dataclass(frozen=True)
class LeftBehind:
    """Unsaved work of a run that did not end properly.

    Attributes
    ----------
    scenario : as it was kept last
    path : the file it was edited from; None for an untitled one, and for a file that has been
        changed since, so that saving cannot undo that change
    when : it was kept
    kept : the recovery file
    """

    scenario: Scenario
    path: Path | None
    when: datetime
    kept: Path


class Recovery(QObject):
    """Keeps the unsaved work of a workspace in a folder.

    Signals
    -------
    failed : a sentence on what could not be kept; not again until it has been possible
    """

    failed = Signal(str)

    _written = Signal()

    def __init__(self, workspace: Workspace, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._folder = folder
        self._own = folder / uuid4().hex
        self._lock: QLockFile | None = None
        self._claimed: dict[Path, QLockFile] = {}
        self._kept: dict[str, Scenario] = {}
        self._problems: dict[str, OSError] = {}
        self._has_failed = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        self._written.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def start(self, interval_ms: int = INTERVAL) -> None:
        """Keep what is unsaved from now on, regularly and when the application loses the focus."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._problems[""] = error
            self._tell()
            return
        self._lock = _lock(self._own)
        if self._lock is None:
            self._problems[""] = PermissionError(errno.EACCES, "")
            self._tell()
            return
        self._timer.start(interval_ms)
        self._workspace.saved_state_changed.connect(self._drop_saved)
        self._workspace.documents_changed.connect(self._drop_saved)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state_changed)

    def keep(self) -> None:
        """Write what is unsaved and not yet kept, without waiting for the disk."""
        if self._lock is None:
            return
        for document in self._workspace.documents:
            if document.is_modified and self._kept.get(document.key) != document.scenario:
                self._kept[document.key] = document.scenario
                job = partial(_write, self._path(document.key), document.scenario, document.path)
                self._queue(document.key, job)

    def keep_now(self) -> bool:
        """Write what is unsaved; whether all of it is safe on the disk."""
        self.keep()
        self._pool.waitForDone()
        self._tell()
        return self._lock is not None and not self._problems

    def finish(self) -> None:
        """Forget what was kept: the application ends, and nothing is to be recovered."""
        self._timer.stop()
        self._pool.waitForDone()
        self.leave()
        if self._lock is not None:
            for kept in self._own.glob(_KEPT):
                _remove(kept)
            _let_go(self._own, self._lock)
            self._lock = None
            self._kept.clear()

    def look(self) -> tuple[list[LeftBehind], list[str]]:
        """Return what was left behind, and sentences on what of it was moved aside.

        It is ours until `recover`, `discard` or `leave`: another run that starts now does not
        see it.
        """
        found: list[LeftBehind] = []
        words: list[str] = []
        for folder in self._left():
            lock = _lock(folder)
            if lock is None:
                continue
            self._claimed[folder] = lock
            for kept in sorted(folder.glob(_KEPT)):
                match self._read(kept):
                    case LeftBehind() as item:
                        found.append(item)
                    case str() as sentence:
                        words.append(sentence)
        if not found:
            self.leave()
        return found, words

    def _left(self) -> list[Path]:
        """Return the folders of other runs, and those that only a lock is left of."""
        found = {place.with_suffix("") for place in self._folder.glob("*")}
        runs = {place for place in found if re.fullmatch("[0-9a-f]{32}", place.name)}
        return sorted(runs - {self._own})

    def recover(self, items: Sequence[LeftBehind]) -> None:
        """Open what was left behind, unsaved; call `start` before.

        The recovery files go once everything is kept anew.
        """
        for item in items:
            document = self._reopened(item.path) if item.path else None
            if document is None:
                self._workspace.add(ScenarioDocument(item.scenario))
            else:
                document.edit(item.scenario, self.tr("Recover"))
        if self.keep_now():
            self.discard(items)
        self.leave()

    def discard(self, items: Sequence[LeftBehind]) -> None:
        """Delete what was left behind."""
        for item in items:
            _remove(item.kept)
        self.leave()

    def leave(self) -> None:
        """Leave what was left behind and is still there to the next run."""
        for folder, lock in self._claimed.items():
            _let_go(folder, lock)
        self._claimed.clear()

    def _reopened(self, path: Path) -> ScenarioDocument | None:
        try:
            return self._workspace.open_path(path)
        except InvalidInput:
            return None

    def _path(self, key: str) -> Path:
        return self._own / f"{key}.json"

    def _queue(self, key: str, job: Callable[[], None]) -> None:
        """Do a job after those before it, in the worker: a disk may take its time."""

        def run() -> None:
            try:
                job()
                self._problems.pop(key, None)
            except OSError as error:
                self._problems[key] = error
            self._written.emit()

        self._pool.start(run)

    def _tell(self) -> None:
        """Tell of a failure, once, and see to it that the next look tries again."""
        for key in [*self._problems]:
            self._kept.pop(key, None)
        error = next(iter(self._problems.values()), None)
        if error is not None and not self._has_failed:
            text = self.tr("Unsaved work cannot be kept safe from a crash: {reason}.")
            self.failed.emit(text.format(reason=reason_of(error)))
        self._has_failed = error is not None

    def _drop_saved(self) -> None:
        """Delete what was kept of documents that are saved or closed."""
        unsaved = {found.key for found in self._workspace.documents if found.is_modified}
        for key in {*self._kept, *self._problems} - unsaved:
            self._kept.pop(key, None)
            self._queue(key, partial(_remove, self._path(key)))

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.keep()

    def _read(self, kept: Path) -> LeftBehind | str:
        """Return what a recovery file holds, or a sentence on what became of it."""
        try:
            tree = _Kept.model_validate_json(kept.read_bytes())
            scenario = files.parse(tree.scenario.encode(), kept.name)
            when = datetime.fromtimestamp(kept.stat().st_mtime, UTC)
        except OSError as error:
            text = self.tr("Unsaved work in {path} cannot be read: {reason}.")
            return text.format(path=kept, reason=reason_of(error))
        except InvalidInput as error:
            return self._moved_aside(kept, str(error.problems[0]))
        except ValidationError:
            return self._moved_aside(kept, self.tr("it is damaged, or made by a newer Jevons."))
        unchanged = tree.changed_ns == _changed_ns(tree.path)
        return LeftBehind(scenario, tree.path if unchanged else None, when, kept)

    def _moved_aside(self, kept: Path, reason: str) -> str:
        aside = free_path(self._folder / _ASIDE / kept.name)
        try:
            aside.parent.mkdir(exist_ok=True)
            kept.rename(aside)
        except OSError:
            aside = kept
        text = self.tr("Unsaved work cannot be recovered: {reason} It was kept as {path}.")
        return text.format(reason=reason, path=aside)


def _write(kept: Path, scenario: Scenario, path: Path | None) -> None:
    text = files.text_of(scenario)
    tree = _Kept(path=path, changed_ns=_changed_ns(path), scenario=text)
    kept.parent.mkdir(exist_ok=True)
    files.write_atomically(kept, tree.model_dump_json(indent=2).encode())


def _remove(kept: Path) -> None:
    kept.unlink(missing_ok=True)


def _changed_ns(path: Path | None) -> int | None:
    """Return when a file was changed, or None where there is none."""
    try:
        return path.stat().st_mtime_ns if path else None
    except OSError:
        return None


def _lock(folder: Path) -> QLockFile | None:
    """Return the lock of a run, or None while another run holds it."""
    lock = QLockFile(str(folder.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    return lock if lock.tryLock(0) else None


def _let_go(folder: Path, lock: QLockFile) -> None:
    """Give a run's folder up, and delete it if nothing is left in it but a write cut short."""
    with contextlib.suppress(OSError):
        for unfinished in folder.glob(".*"):
            unfinished.unlink(missing_ok=True)
        folder.rmdir()
    lock.unlock()
