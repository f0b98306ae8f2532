"""From files to open scenarios and back: what happens on Open, Save, Close and a change on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.document import OnDisk, ScenarioDocument
from desktop.notices import Kind, Notice, NoticeBar
from desktop.questions import Answer, Questions
from desktop.watcher import Watcher
from desktop.workspace import Workspace
from scenarios import files
from scenarios.errors import InvalidInput


class FileFlow(QObject):
    """Opens, saves and closes, asking where something would be lost.

    Signals
    -------
    used : the path of a file that was opened or saved
    """

    used = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        questions: Questions,
        notices: NoticeBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._questions = questions
        self._notices = notices
        self._watcher = Watcher(self)
        self._folder = Path.home()
        self._watcher.changed.connect(self._notice_change)
        workspace.documents_changed.connect(self._watch)
        workspace.saved_state_changed.connect(self._watch)

    # Opening

    def choose(self) -> None:
        """Let the user choose files and open them."""
        self.open_all(self._questions.files_to_open(self._folder))

    def open_all(self, paths: Iterable[Path]) -> None:
        """Open files; one that cannot be opened is explained above the charts."""
        for path in paths:
            self._open(path)

    def open_named(self, name: str) -> None:
        """Open a file, or the preset of that name when there is no such file."""
        path = Path(name)
        if not path.exists() and name in files.preset_names():
            self._workspace.new_from_preset(name)
        else:
            self._open(path)

    def _open(self, path: Path) -> None:
        try:
            self._workspace.open_path(path)
        except InvalidInput as error:
            self._notices.show_refused(error)
        else:
            self._remember(path)

    # Saving

    def save(self, document: ScenarioDocument) -> bool:
        """Save a document, asking for a name where it has none; whether it is saved."""
        if document.path is None:
            return self.save_as(document)
        if not self._may_overwrite(document):
            return False
        return self._write(document, None)

    def save_as(self, document: ScenarioDocument) -> bool:
        """Save a document under another name; whether it is saved."""
        folder = document.path.parent if document.path else self._folder
        path = self._questions.file_to_save(folder / document.suggested_file_name)
        return path is not None and self._write(document, path)

    def _write(self, document: ScenarioDocument, path: Path | None) -> bool:
        name = (path or document.path or Path(document.suggested_file_name)).name
        try:
            self._workspace.save(document, path)
        except InvalidInput as error:
            self._notices.show_refused(error)
            return False
        except OSError as error:
            self._notices.show_not_written(name, error)
            return False
        self._notices.take_away(f"not written {name}")
        if document.path is not None:
            self._remember(document.path)
        return True

    def _may_overwrite(self, document: ScenarioDocument) -> bool:
        """Whether saving loses nothing that another program wrote, or the user said so."""
        before = document.saved
        try:
            found = document.reread()
        except InvalidInput:
            return self._questions.overwrite_changed(document.name)
        changed = found is OnDisk.DIFFERS and document.saved != before
        return not changed or self._questions.overwrite_changed(document.name)

    def revert(self, document: ScenarioDocument) -> None:
        """Go back to what is saved, if the user agrees."""
        if document.is_modified and document.saved and self._questions.revert(document.name):
            document.revert()

    # Closing

    def close(self, document: ScenarioDocument) -> bool:
        """Close a document, asking about unsaved changes; whether it is closed."""
        if not self._may_close([document]):
            return False
        self._workspace.close(document)
        return True

    def may_quit(self) -> bool:
        """Ask about all unsaved changes; whether the window may close."""
        return self._may_close([d for d in self._workspace.documents if d.is_modified])

    def _may_close(self, documents: list[ScenarioDocument]) -> bool:
        changed = [document for document in documents if document.is_modified]
        if not changed:
            return True
        answer = self._questions.save_changes([document.name for document in changed])
        if answer is Answer.SAVE:
            return all(self.save(document) for document in changed)
        return answer is Answer.DISCARD

    # Changes on disk

    def look(self) -> None:
        """Look at once for changes on disk, for where a file system gives no notice."""
        self._watcher.look()

    def _watch(self, *_: object) -> None:
        self._watcher.watch(d.path for d in self._workspace.documents if d.path is not None)

    def _notice_change(self, path: Path) -> None:
        document = self._workspace.document_at(path)
        if document is None:
            return
        key = f"disk {path}"
        try:
            found = document.reread()
        except InvalidInput as error:
            text = self.tr("“{name}” was changed by another program and cannot be read any more.")
            self._say(text, path, key, error.report())
            return
        texts = {
            OnDisk.FOLLOWED: self.tr("“{name}” was changed by another program and read again."),
            OnDisk.DIFFERS: self.tr(
                "“{name}” was changed by another program. Yours has unsaved changes too: "
                "saving will ask first, Revert takes the other version."
            ),
            OnDisk.GONE: self.tr("“{name}” is gone from the disk. Saving puts it back."),
        }
        if found in texts:
            self._say(texts[found], path, key)

    def _say(self, text: str, path: Path, key: str, details: str = "") -> None:
        kind: Kind = "warning" if details else "info"
        notice = Notice(text.format(name=path.name), details, kind, key)
        self._notices.show_notice(notice)

    def _remember(self, path: Path) -> None:
        self._folder = path.absolute().parent
        self.used.emit(path.absolute())
