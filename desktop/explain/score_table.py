"""The table of scores: for every horizon and measure a row, for every method a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from desktop.explain.hindcast_answer import HindcastAnswer
from desktop.explain.hindcast_texts import MEASURES, HindcastTexts
from desktop.form import tip
from scenarios.explain.hindcast import METHODS, Score

Index = QModelIndex | QPersistentModelIndex

BEST = "\N{CHECK MARK}"
"""Stands before the best figure of a row."""

_GOAL = {"crps": 0.0, "bias": 0.0, "coverage_50": 0.5, "coverage_90": 0.9}
_ROW, _SIZE = 22, 12
_PADDING = 20
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def best(scores: tuple[Score, ...], measure: str) -> tuple[bool, ...]:
    """Return which scores are nearest to what a measure should be; equal ones all are."""
    off = [abs(getattr(score, measure) - _GOAL[measure]) for score in scores]
    return tuple(each == min(off) for each in off)


@dataclass(frozen=True)
class _Row:
    """A row: a heading alone, or a measure with a figure for every method."""

    heading: str
    figures: tuple[str, ...] = ()
    best: tuple[bool, ...] = ()
    explanation: str = ""


class ScoreModel(QAbstractTableModel):
    """Scores for Qt: headings of horizons, below each a row for every measure."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[_Row, ...] = ()
        self._heads: tuple[tuple[str, str], ...] = ()

    def show_scores(self, answer: HindcastAnswer, texts: HindcastTexts) -> None:
        """Show scores; the place looked at stays."""
        rows = tuple(row for ahead in answer.horizons for row in _rows(answer, ahead, texts))
        same = len(rows) == len(self.rows)
        if not same:
            self.beginResetModel()
        self.rows = rows
        self._heads = tuple((texts.method(m), texts.method_tip(m)) for m in METHODS)
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(METHODS)))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, len(METHODS))
        else:
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 1 + len(METHODS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column() - 1
        wins = bool(row.best) and column >= 0 and row.best[column]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column, wins)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(row.explanation) if row.explanation else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column, wins)
            case Qt.ItemDataRole.TextAlignmentRole if column >= 0:
                return _RIGHT
            case Qt.ItemDataRole.FontRole if wins or not row.figures:
                return _font(QFont.Weight.DemiBold)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not self._heads or section == 0:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._heads[section - 1][0]
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self._heads[section - 1][1])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
        return None

    def _text(self, row: _Row, column: int, wins: bool) -> str:
        if column < 0:
            return row.heading
        if not row.figures:
            return ""
        return f"{BEST} {row.figures[column]}" if wins else row.figures[column]

    def _spoken(self, row: _Row, column: int, wins: bool) -> str:
        if column < 0 or not row.figures:
            return row.heading
        words = self.tr("{figure}, the best") if wins else "{figure}"
        return words.format(figure=row.figures[column])


def _rows(answer: HindcastAnswer, ahead: int, texts: HindcastTexts) -> list[_Row]:
    scores = tuple(answer.score(method, ahead) for method in METHODS)
    rows = [_Row(texts.horizon(ahead, scores[0].count))]
    for measure in MEASURES:
        figures = tuple(texts.figure(score, measure) for score in scores)
        explanation = texts.measure_tip(measure)
        rows.append(_Row(texts.measure(measure), figures, best(scores, measure), explanation))
    return rows


def _font(weight: QFont.Weight) -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(_SIZE)
    font.setWeight(weight)
    return font


class ScoreTable(QTableView):
    """The scores. Control+C copies all of them for a spreadsheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scores")
        self._model = ScoreModel(self)
        self.setModel(self._model)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setMinimumSectionSize(_ROW)
        self.setFont(_font(QFont.Weight.Normal))
        self.setMinimumSize(372, 150)

    @property
    def scores(self) -> ScoreModel:
        """What is shown."""
        return self._model

    def show_scores(self, answer: HindcastAnswer, texts: HindcastTexts) -> None:
        """Show scores, the horizons one below the other."""
        self._model.show_scores(answer, texts)
        self.setAccessibleName(self.tr("Scores by method and horizon"))
        self.clearSpans()
        for place, row in enumerate(self._model.rows):
            if not row.figures:
                self.setSpan(place, 0, 1, 1 + len(METHODS))
        measures = [row.heading for row in self._model.rows if row.figures]
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        widest = max(map(self.fontMetrics().horizontalAdvance, measures))
        header.resizeSection(0, widest + _PADDING)

    def copied(self) -> str:
        """Return the table as text, cells apart by tabs."""
        columns = range(self._model.columnCount())
        heads = ["", *(self._model.headerData(c, Qt.Orientation.Horizontal) for c in columns[1:])]
        lines = [heads, *((row.heading, *row.figures) for row in self._model.rows)]
        return "\n".join("\t".join(line) for line in lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.copied())
        else:
            super().keyPressEvent(event)
