"""The open scenarios as rows of a list: what each says of itself, and what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.theme import SeriesLook
from scenarios.months import Month

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ListedScenario:
    """An open scenario as the list shows it.

    Attributes
    ----------
    key : unique
    name : as the scenario is called
    as_of : the month it starts from
    look : of its lines on the charts
    modified : whether it has changes that are in no file
    visible : whether it is on the charts
    note : what else to say of it, in the tool tip
    """

    key: str
    name: str
    as_of: Month
    look: SeriesLook
    modified: bool = False
    visible: bool = True
    note: str = ""


class ScenarioModel(QAbstractListModel):
    """The rows; it changes only by `show_entries`.

    Signals
    -------
    rename_requested : key, and the name that the user gave
    visibility_requested : key, and whether it is to be on the charts
    """

    rename_requested = Signal(str, str)
    visibility_requested = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[ListedScenario, ...] = ()
        self._reference = ""
        self._locale = QLocale()

    def show_entries(
        self, entries: Sequence[ListedScenario], reference: str, locale: QLocale
    ) -> None:
        """Show other entries; the list keeps its place where only their content has changed."""
        same = [e.key for e in entries] == [e.key for e in self._entries]
        if not same:
            self.beginResetModel()
        self._entries, self._reference, self._locale = tuple(entries), reference, locale
        if not same:
            self.endResetModel()
        elif entries:
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))

    def entry(self, index: Index) -> ListedScenario:
        """The entry of a row."""
        return self._entries[index.row()]

    def names(self) -> tuple[str, ...]:
        """The names of all rows."""
        return tuple(entry.name for entry in self._entries)

    def row_of(self, key: str) -> int:
        """The row of a key, or -1."""
        return next((i for i, entry in enumerate(self._entries) if entry.key == key), -1)

    def second_line(self, entry: ListedScenario) -> str:
        """What stands below the name."""
        status = "" if entry.key != self._reference else self.tr("reference")
        status = status if entry.visible else self.tr("hidden")
        form = QLocale.FormatType.ShortFormat if status else QLocale.FormatType.LongFormat
        name = self._locale.standaloneMonthName(entry.as_of.month, form)
        month = f"{name} {entry.as_of.year}"
        if status:
            return self.tr("{status}, {month}").format(status=status, month=month)
        return self.tr("as of {month}").format(month=month)

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return entry.name
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if entry.visible else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            unsaved = self.tr("{name}, unsaved") if entry.modified else "{name}"
            return f"{unsaved.format(name=entry.name)}, {self.second_line(entry)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (entry.name, self.second_line(entry), entry.note)))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        entry = self.entry(index)
        if role == Qt.ItemDataRole.EditRole:
            name = str(value).strip()
            if name and name != entry.name:
                self.rename_requested.emit(entry.key, name)
        elif role == Qt.ItemDataRole.CheckStateRole:
            self.visibility_requested.emit(entry.key, not entry.visible)
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsDropEnabled
        if index.isValid():
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction
