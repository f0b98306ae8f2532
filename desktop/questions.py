"""The questions that the window asks, each a dialog, and the dialogs that choose files.

They stand behind one object so that tests can answer in a person's place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QMessageBox,
    QPushButton,
    QWidget,
)

from desktop.places import with_suffix
from scenarios.files import SUFFIX

_Role = QMessageBox.ButtonRole
_ICON = 40


class Answer(Enum):
    """What a person chose; dismissing the dialog is CANCEL."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()
    RECOVER = auto()


class Questions(QObject):
    """Asks in front of a window, and waits for the answer."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def save_changes(self, names: Sequence[str]) -> Answer:
        """Ask what to do with unsaved changes before closing: SAVE, DISCARD or CANCEL."""
        if len(names) == 1:
            text = self.tr("Save the changes to “{name}” before closing it?").format(name=names[0])
        else:
            text = self.tr("Save the changes to %n scenario(s) before closing?", "", len(names))
        return self._ask(
            text,
            "\n".join(names) if len(names) > 1 else self.tr("Without saving they are lost."),
            {
                Answer.SAVE: (self.tr("&Save"), _Role.AcceptRole),
                Answer.DISCARD: (self.tr("&Don’t save"), _Role.DestructiveRole),
                Answer.CANCEL: (self.tr("Cancel"), _Role.RejectRole),
            },
        )

    def overwrite_changed(self, name: str) -> bool:
        """Ask whether to save over what another program has written meanwhile."""
        text = self.tr("“{name}” was changed by another program. Save over it?")
        return self._is_confirmed(
            text.format(name=name),
            self.tr("The other program’s changes are lost."),
            self.tr("&Save over it"),
        )

    def revert(self, name: str) -> bool:
        """Ask whether to give up all unsaved changes."""
        text = self.tr("Go back to the saved “{name}”?").format(name=name)
        return self._is_confirmed(text, self.tr("One undo takes this back."), self.tr("&Revert"))

    def recover(self, names: Sequence[str]) -> Answer:
        """Ask what to do with what a crash left behind: RECOVER, DISCARD, or CANCEL for later."""
        return self._ask(
            self.tr(
                "Jevons did not close properly. Recover %n unsaved scenario(s)?", "", len(names)
            ),
            "\n".join(names),
            {
                Answer.RECOVER: (self.tr("&Recover"), _Role.AcceptRole),
                Answer.DISCARD: (self.tr("&Discard"), _Role.DestructiveRole),
                Answer.CANCEL: (self.tr("&Later"), _Role.RejectRole),
            },
        )

    def files_to_open(self, folder: Path) -> list[Path]:
        """Ask for scenario files; none when cancelled."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("Open scenarios"), str(folder), self._filters()
        )
        return [Path(name) for name in chosen]

    def file_to_save(self, suggested: Path) -> Path | None:
        """Ask where to save; None when cancelled. The path has the suffix of scenarios."""
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the scenario as"), str(suggested), self._filters()
        )
        path = with_suffix(Path(chosen)) if chosen else None
        # The dialog has asked about the name as it was typed.
        if path and path != Path(chosen) and path.exists() and not self._replace(path.name):
            return None
        return path

    def file_to_export(self, name: str, suffix: str) -> Path | None:
        """Ask where to write a picture or a table; None when cancelled."""
        names = f"{suffix.upper()} (*.{suffix})"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save"), f"{name}.{suffix}", names
        )
        path = Path(chosen)
        if chosen and path.suffix.lower() != f".{suffix}":
            path = path.with_name(f"{path.name}.{suffix}")
            if path.exists() and not self._replace(path.name):
                return None
        return path if chosen else None

    def _replace(self, name: str) -> bool:
        text = self.tr("There is already a file “{name}”. Replace it?").format(name=name)
        return self._is_confirmed(text, "", self.tr("&Replace"))

    def _filters(self) -> str:
        scenarios = self.tr("Scenarios (*{suffix})").format(suffix=SUFFIX)
        return ";;".join((scenarios, self.tr("All files (*)")))

    def _is_confirmed(self, text: str, more: str, yes: str) -> bool:
        buttons = {
            Answer.SAVE: (yes, _Role.AcceptRole),
            Answer.CANCEL: (self.tr("Cancel"), _Role.RejectRole),
        }
        return self._ask(text, more, buttons) is Answer.SAVE

    def _ask(self, text: str, more: str, buttons: Mapping[Answer, tuple[str, _Role]]) -> Answer:
        """Ask and return the answer; the first button is the default, the last one cancels."""
        box = QMessageBox(self._window)
        box.setObjectName("question")
        box.setWindowTitle(self.tr("Jevons"))
        box.setIconPixmap(QApplication.windowIcon().pixmap(_ICON))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText(more)
        made: list[QPushButton] = []
        for answer, (label, role) in buttons.items():
            made.append(box.addButton(label, role))
            made[-1].setObjectName(answer.name.lower())
        box.setDefaultButton(made[0])
        box.setEscapeButton(made[-1])
        box.exec()
        box.deleteLater()
        answers: dict[QAbstractButton, Answer] = dict(zip(made, buttons, strict=True))
        return answers.get(box.clickedButton(), [*buttons][-1])
