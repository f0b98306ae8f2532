"""Scenarios side by side: outcomes, differences to the reference, and what differs in them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.elided import ElidedLabel
from desktop.comparison_data import ComparisonData, comparison_csv
from desktop.comparison_model import ComparisonModel
from desktop.comparison_paint import CellPainter, ScenarioHeader
from desktop.comparison_rows import ComparisonTexts, RowKind
from desktop.form import named
from desktop.theme import Theme, icon

_HEIGHTS = {
    RowKind.SECTION: 36,
    RowKind.OUTCOME: 40,
    RowKind.EFFECT: 56,
    RowKind.DIFFERENCE: 56,
    RowKind.BELIEF: 40,
    RowKind.EVENT: 28,
}
_HEADING = 150


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
        self._delegate = CellPainter(self._theme, self)
        self._header = ScenarioHeader(self._theme, self._table)
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
