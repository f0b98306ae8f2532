"""What views give away as files: asks where to, writes, and says how it went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.notices import Notice, NoticeBar
from desktop.questions import Questions
from scenarios import files


class Exports(QObject):
    """Writes charts, tables and pictures where the user wants them."""

    def __init__(self, questions: Questions, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._questions, self._notices = questions, notices

    def ask(self, name: str, suffix: str, write: Callable[[Path], object]) -> None:
        """Ask for a file, ``name`` proposed, and let ``write`` write it."""
        path = self._questions.file_to_export(name, suffix)
        if path is None:
            return
        try:
            write(path)
        except OSError as error:
            self._notices.show_not_written(path.name, error)
        else:
            words = self.tr("Saved “{name}”.").format(name=path.name)
            self._notices.show_notice(Notice(words, key=f"saved {path}"))

    def ask_for_content(self, name: str, suffix: str, content: bytes) -> None:
        """Ask for a file, and write it whole or not at all."""
        self.ask(name, suffix, lambda path: files.write_atomically(path, content))

    def ask_for_comparison(self, text: str) -> None:
        """Ask for a file for the comparison of scenarios."""
        self.ask_for_content(self.tr("comparison"), "csv", text.encode("utf-8"))
