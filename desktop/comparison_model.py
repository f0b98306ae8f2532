"""The comparison as a table for Qt: a heading in each row, then a cell for every scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop.comparison_data import Column
from desktop.comparison_rows import CellText, TableRow

Index = QModelIndex | QPersistentModelIndex


class ComparisonModel(QAbstractTableModel):
    """Rows of a comparison: a heading, then a cell for every scenario."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[TableRow, ...] = ()
        self._columns: tuple[Column, ...] = ()

    def show_rows(self, columns: Sequence[Column], rows: Sequence[TableRow]) -> None:
        """Show a table; the cursor stays where it was while only its content changes."""
        shape = [(row.kind, row.heading) for row in rows]
        same = shape == [(row.kind, row.heading) for row in self.rows]
        same = same and tuple(columns) == self._columns
        if not same:
            self.beginResetModel()
        self.rows, self._columns = tuple(rows), tuple(columns)
        if not same:
            self.endResetModel()
        elif rows:
            last = self.index(len(rows) - 1, len(columns))
            self.dataChanged.emit(self.index(0, 0), last)

    def column(self, place: int) -> Column | None:
        """The scenario of a column; None for the column of headings."""
        return self._columns[place - 1] if place > 0 else None

    def cell(self, index: Index) -> CellText:
        """The text of a cell; a heading has only a figure."""
        row = self.rows[index.row()]
        if index.column() == 0:
            return CellText(row.heading)
        return row.cells[index.column() - 1] if row.cells else CellText()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._columns) + 1 if self._columns else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.figure
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = filter(None, (cell.figure, cell.detail, cell.aside))
            return ", ".join(parts)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        column = self.column(section) if orientation is Qt.Orientation.Horizontal else None
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return column.name if column is not None and role in shown else None
