"""The list of what differs between a scenario and its reference, with a way to each of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.charts.ink import chart_font, text_width
from desktop.difference_texts import DifferenceRow
from desktop.scenario_model import Index
from desktop.theme import Theme

_ONE_LINE, _TWO_LINES = 28, 44
_PAD, _GAP = 6, 10
_SIZE = 12


class DifferenceView(QListView):
    """Label and change of every difference; Enter or a click goes to what differs.

    Signals
    -------
    jump_requested : id of the assumption to go to
    event_requested : index of the event to go to
    """

    jump_requested = Signal(str)
    event_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._delegate = _Delegate(theme, self)
        self._asked = 0
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setObjectName("differences")
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def show_rows(self, rows: Sequence[DifferenceRow]) -> None:
        """Show differences."""
        self._model.show_rows(rows)
        height = self.sizeHint().height()
        if height != self._asked:
            self._asked = height
            self.updateGeometry()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.show_theme(theme)
        self.viewport().update()

    def rows(self) -> tuple[DifferenceRow, ...]:
        """What is shown."""
        return self._model.rows

    def sizeHint(self) -> QSize:
        rows = range(self._model.rowCount())
        return QSize(160, sum(self.sizeHintForRow(row) for row in rows) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, _TWO_LINES)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def _go(self, index: QModelIndex) -> None:
        row = self._model.rows[index.row()]
        if row.assumption:
            self.jump_requested.emit(row.assumption)
        elif row.event >= 0:
            self.event_requested.emit(row.event)


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[DifferenceRow, ...] = ()

    def show_rows(self, rows: Sequence[DifferenceRow]) -> None:
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = tuple(rows)
            self.endResetModel()
        elif rows != self.rows:
            self.rows = tuple(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"{row.label}: {row.change}"
        return None


class _Delegate(QStyledItemDelegate):
    """Paints label and change in a line, or the change below the label where both do not fit."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = parent

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        fits = self._fits(_row(index), self._view.viewport().width())
        return QSize(80, _ONE_LINE if fits else _TWO_LINES)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, area = _row(index), QRect(option.rect)
        painter.save()
        self._paint_ground(painter, area, option.state)
        right = area.right() - _PAD - text_width(row.change, _SIZE, 600)
        fits = self._fits(row, area.width())
        room = right - area.left() - _PAD - _GAP if fits else area.width() - 2 * _PAD
        label = QFontMetrics(chart_font(_SIZE, 400)[0]).elidedText(
            row.label, Qt.TextElideMode.ElideRight, int(room) + 1
        )
        self._write(painter, QPointF(area.left() + _PAD, area.top() + 18), label, 400)
        baseline = area.top() + (18 if fits else 35)
        self._write(painter, QPointF(max(right, area.left() + _PAD), baseline), row.change, 600)
        painter.restore()

    def _fits(self, row: DifferenceRow, width: int) -> bool:
        wanted = text_width(row.label, _SIZE, 400) + text_width(row.change, _SIZE, 600)
        return wanted + _GAP + 2 * _PAD <= width

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.fillRect(area, QColor(self._theme.colour("hover")))
        painter.setPen(QColor(self._theme.colour("line")))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(self._theme.colour("accent")))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _write(self, painter: QPainter, place: QPointF, text: str, weight: int) -> None:
        painter.setFont(chart_font(_SIZE, weight)[0])
        painter.setPen(QColor(self._theme.colour("text")))
        painter.drawText(place, text)


def _row(index: Index) -> DifferenceRow:
    model = index.model()
    assert isinstance(model, _Model)
    return model.rows[index.row()]
