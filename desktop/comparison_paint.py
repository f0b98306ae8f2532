"""How the comparison is painted: names of scenarios above, figures and their spreads below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.charts.ink import chart_font, draw_marker, text_width
from desktop.charts.surface import MarkerLook
from desktop.comparison_data import Column
from desktop.comparison_model import ComparisonModel, Index
from desktop.comparison_rows import CellText, RowKind
from desktop.theme import SeriesLook, Theme

_NARROWEST = 122
_PAD = 10


class ScenarioHeader(QHeaderView):
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


class CellPainter(QStyledItemDelegate):
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
