"""Scenarios side by side: outcomes, differences to the reference, and what differs in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.elided import ElidedLabel
from desktop.charts.ink import chart_font, draw_marker, text_width
from desktop.charts.surface import MarkerLook
from desktop.comparison_data import Column, ComparisonData, comparison_csv
from desktop.comparison_rows import CellText, ComparisonTexts, RowKind, TableRow
from desktop.form import named
from desktop.theme import SeriesLook, Theme, icon

Index = QModelIndex | QPersistentModelIndex

_HEIGHTS = {
    RowKind.SECTION: 36,
    RowKind.OUTCOME: 40,
    RowKind.EFFECT: 56,
    RowKind.DIFFERENCE: 56,
    RowKind.BELIEF: 40,
    RowKind.EVENT: 28,
}
_HEADING, _NARROWEST = 150, 122
_PAD = 10


class ComparisonView(QFrame):
    """A table with a column a scenario. Control+C copies the selected rows, Enter goes to one.

    Signals
    -------
    save_requested : the table as CSV, in full precision, is to go to a file
    jump_requested : id of the assumption to go to
    """

    save_requested = Signal(str)
    jump_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._data: ComparisonData | None = None
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._retranslate()
        self.show_theme(theme)

    # What the application says to the view

    def show_comparison(self, data: ComparisonData | None) -> None:
        """Show what `comparison_data` gave, or that there is nothing to compare."""
        self._data = data
        rows = ComparisonTexts(self.locale()).rows(data) if data else ()
        self._model.show_rows(data.columns if data else (), rows)
        self._shape()
        self._copy.setEnabled(data is not None)
        self._save.setEnabled(data is not None)
        self._write_note()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._delegate.show_theme(theme)
        self._header.show_theme(theme)
        self._copy.setIcon(icon("copy", theme))
        self._save.setIcon(icon("save", theme))
        self._table.viewport().update()

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard, or all of them where only one is."""
        chosen = {index.row() for index in self._table.selectionModel().selectedIndexes()}
        rows = self._model.rows
        if len(chosen) > 1:
            rows = tuple(row for place, row in enumerate(rows) if place in chosen)
        if self._data is not None:
            text = ComparisonTexts(self.locale()).copied(self._data, rows)
            QGuiApplication.clipboard().setText(text)

    # What Qt says to the view

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._retranslate()
            self.show_comparison(self._data)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    # How it is made

    def _make_widgets(self) -> None:
        self.setObjectName("comparison")
        self.setProperty("card", True)
        self._title = named(QLabel(self), "comparison_title", "title")
        self._note = ElidedLabel("muted", self)
        self._copy = named(QPushButton(self), "copy_comparison")
        self._save = named(QPushButton(self), "save_comparison")
        self._table = named(_Table(self), "comparison_table")
        self._model = ComparisonModel(self)
        self._delegate = _Delegate(self._theme, self)
        self._header = _Header(self._theme, self._table)
        self._table.setModel(self._model)
        self._table.setItemDelegate(self._delegate)
        self._table.setHorizontalHeader(self._header)
        self._table.verticalHeader().hide()
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self._table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 2, 4, 2)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._note)
        head.addStretch(1)
        head.addWidget(self._copy)
        head.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._table, 1)

    def _connect(self) -> None:
        self._copy.clicked.connect(self.copy_rows)
        self._table.copied.connect(self.copy_rows)
        self._save.clicked.connect(self._ask_save)
        self._table.activated.connect(self._go)
        self._table.doubleClicked.connect(self._go)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Compare"))
        self._table.setAccessibleName(self.tr("Comparison of scenarios"))
        self._copy.setText(self.tr("Copy"))
        self._copy.setToolTip(self.tr("Copy the selected rows, or all, for a spreadsheet"))
        self._save.setText(self.tr("Save as CSV…"))
        self._write_note()

    # What happens

    def _write_note(self) -> None:
        if self._data is None:
            words = self.tr("Nothing to compare yet")
        elif self._data.reference:
            words = self.tr("p5 to p95, and the share of draws with more than {reference}")
            words = words.format(reference=self._data.reference)
        else:
            words = self.tr("p5 to p95 below each figure")
        self._note.show_text(words)

    def _shape(self) -> None:
        """Give rows their heights and sections the whole width."""
        self._table.clearSpans()
        columns = self._model.columnCount()
        if columns:
            self._header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
            self._header.resizeSection(0, _HEADING)
        for place, row in enumerate(self._model.rows):
            self._table.setRowHeight(place, _HEIGHTS[row.kind])
            if row.kind is RowKind.SECTION and columns > 1:
                self._table.setSpan(place, 0, 1, columns)

    def _ask_save(self) -> None:
        if self._data is not None:
            self.save_requested.emit(comparison_csv(self._data))

    def _go(self, index: QModelIndex) -> None:
        target = self._model.rows[index.row()].target
        if target:
            self.jump_requested.emit(target)


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


class _Table(QTableView):
    """The table, whose columns share its width.

    Signals
    -------
    copied : the user pressed the keys for copying
    """

    copied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)


class _Header(QHeaderView):
    """Names of the scenarios, each with a sample of its line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setMinimumSectionSize(_NARROWEST)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setFixedHeight(34)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.fillRect(rect, QColor(self._theme.colour("card")))
        painter.setPen(QColor(self._theme.colour("strong_line")))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        model = self.model()
        column = model.column(logicalIndex) if isinstance(model, ComparisonModel) else None
        if column is None:
            return
        sample = 24 if column.look else 0
        font = chart_font(12, 600)[0]
        room = rect.width() - 2 * _PAD - sample
        name = QFontMetrics(font).elidedText(column.name, Qt.TextElideMode.ElideRight, room)
        left = rect.right() - _PAD - text_width(name, 12, 600)
        self._write(painter, font, QPointF(left, rect.center().y() + 5), name, column)
        if column.look:
            self._paint_look(painter, QPointF(left - 16, rect.center().y() + 1), column.look)

    def _write(
        self, painter: QPainter, font: QFont, place: QPointF, name: str, column: Column
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colour("text" if column.look else "muted")))
        painter.drawText(place, name)

    def _paint_look(self, painter: QPainter, place: QPointF, look: SeriesLook) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marker = MarkerLook(self._theme.colour(look.role), self._theme.colour("card"), 1.0)
        draw_marker(painter, (place.x(), place.y()), look.marker, 9, marker)


class _Delegate(QStyledItemDelegate):
    """Paints a cell: its figure, and below it the spread and the chance in smaller letters."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, area = index.model(), QRect(option.rect)
        assert isinstance(model, ComparisonModel)
        kind, cell = model.rows[index.row()].kind, model.cell(index)
        painter.save()
        self._paint_ground(painter, area, kind, option.state)
        if index.column() == 0:
            self._paint_heading(painter, area, kind, cell.figure)
        else:
            self._paint_cell(painter, area, kind, cell)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, area: QRect, kind: RowKind, state: QStyle.StateFlag
    ) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(self._theme.colour("accent_soft")))
        if kind is not RowKind.OUTCOME:
            painter.setPen(QColor(self._theme.colour("line")))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(self._theme.colour("accent")))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _paint_heading(self, painter: QPainter, area: QRect, kind: RowKind, text: str) -> None:
        size, weight, role = 13, 400, "text"
        if kind is RowKind.SECTION:
            size, weight, role, text = 11, 600, "muted", text.upper()
        elif kind is RowKind.DIFFERENCE:
            size, role = 12, "muted"
        baseline = area.bottom() - 9 if kind is RowKind.SECTION else area.top() + 19
        font = chart_font(size, weight)[0]
        metrics = QFontMetrics(font)
        room = area.width() - _PAD - 4
        left = area.left() + 8
        lines = _wrapped(text, metrics, room) if kind is not RowKind.SECTION else [text]
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colour(role)))
        for i, line in enumerate(lines):
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(left, baseline + 15 * i), shown)

    def _paint_cell(self, painter: QPainter, area: QRect, kind: RowKind, cell: CellText) -> None:
        weight = 400 if kind is RowKind.EVENT else 600
        lines = [(cell.figure, 13, weight, "text"), (cell.detail, 11, 400, "muted")]
        lines.append((cell.aside, 11, 400, "muted"))
        y = area.top() + 19
        for text, size, bold, role in lines:
            painter.setFont(chart_font(size, bold)[0])
            painter.setPen(QColor(self._theme.colour(role)))
            left = area.right() - _PAD - text_width(text, size, bold)
            painter.drawText(QPointF(left, y), text)
            y += 15


def _wrapped(text: str, metrics: QFontMetrics, room: int) -> list[str]:
    """A text in one line, or in two where one is too short; the second may be too long."""
    words = text.split(" ")
    first = len(words)
    while first > 1 and metrics.horizontalAdvance(" ".join(words[:first])) > room:
        first -= 1
    return [line for line in (" ".join(words[:first]), " ".join(words[first:])) if line]
