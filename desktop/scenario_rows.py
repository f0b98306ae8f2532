"""The list of the open scenarios and how its rows are painted."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QLineF,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.charts.cutting import told_apart
from desktop.charts.ink import chart_font, draw_marker, text_width
from desktop.charts.surface import MarkerLook
from desktop.scenario_model import Index, ListedScenario, ScenarioModel
from desktop.theme import SeriesLook, Theme, icon

ROW = 46
_MOST_ROWS = 6
_LEFT, _EYE = 38, 26
_NAME = 13
_UNSAVED = "\N{BULLET}"


class ScenarioView(QListView):
    """The list. Space shows or hides, F2 renames, Alt with Up or Down moves, Delete closes.

    Signals
    -------
    move_requested : key, and the row it is to have
    close_requested : key
    """

    move_requested = Signal(str, int)
    close_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ScenarioModel(self)
        self._delegate = _Delegate(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setObjectName("open_scenarios")
        self.setMouseTracking(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def scenario_model(self) -> ScenarioModel:
        """The model of the rows."""
        return self._model

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.show_theme(theme)
        self.viewport().update()

    def fit(self) -> None:
        """Be as high as the rows, up to a few of them."""
        rows = min(max(self._model.rowCount(), 1), _MOST_ROWS)
        self.setFixedHeight(rows * ROW + 2)

    def key(self) -> str:
        """Key of the current row, or ""."""
        index = self.currentIndex()
        return self._model.entry(index).key if index.isValid() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, alt = self.currentIndex().row(), Qt.KeyboardModifier.AltModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & alt and event.key() in steps and row >= 0:
            self._move(row, row + steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete and row >= 0:
            self.close_requested.emit(self.key())
        elif event.key() == Qt.Key.Key_Space and row >= 0:
            index = self.currentIndex()
            self._model.setData(index, None, Qt.ItemDataRole.CheckStateRole)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is self:
            super().dragEnterEvent(event)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.source() is self:
            super().dragMoveEvent(event)
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        row = self.currentIndex().row()
        to = min(round(event.position().y() / ROW), self._model.rowCount())
        # The row leaves its place first: those behind it move up.
        self._move(row, to - (to > row))
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def _move(self, row: int, to: int) -> None:
        if row >= 0 and to != row and 0 <= to < self._model.rowCount():
            self.move_requested.emit(self._model.entry(self._model.index(row)).key, to)


_EYES = (("eye", "muted"), ("eye", "disabled"), ("eye-off", "muted"))


class _Delegate(QStyledItemDelegate):
    """Paints a row: a sample of the scenario's line, its name, a second line, and an eye."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        # An icon is drawn from its file in every size: too dear for each paint.
        self._eyes = {look: icon(look[0], theme, look[1]) for look in _EYES}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, area = index.model(), QRect(option.rect)
        assert isinstance(model, ScenarioModel)
        entry = model.entry(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, area, option.state)
        painter.setOpacity(1.0 if entry.visible else 0.45)
        self._paint_look(painter, area, entry.look)
        painter.setOpacity(1.0)
        self._paint_words(painter, area, entry, (model.names(), model.second_line(entry)))
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        self._paint_eye(painter, area, entry.visible, over)
        painter.restore()

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the name into the editor, unless the user has begun to type another."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        area = QRect(option.rect)
        editor.setGeometry(area.adjusted(_LEFT - 9, 2, -4, -area.height() + 28))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Take a click on the eye, which shows or hides."""
        if not isinstance(event, QMouseEvent) or not _eye(QRect(option.rect)).contains(
            event.position().toPoint()
        ):
            return False
        if event.type() == QEvent.Type.MouseButtonRelease:
            model.setData(index, None, Qt.ItemDataRole.CheckStateRole)
        return event.button() == Qt.MouseButton.LeftButton

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = selected and bool(state & QStyle.StateFlag.State_HasFocus)
        if not (selected or over):
            return
        role = "accent_soft" if selected else "hover"
        edge = QPen(QColor(self._theme.colour("accent")), 1.0)
        painter.setPen(edge if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colour(role)))
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 1.5, -0.5, -1.5), 5, 5)

    def _paint_look(self, painter: QPainter, area: QRect, look: SeriesLook) -> None:
        """A piece of the line with its dash and its marker, as on the charts."""
        colour, middle = QColor(self._theme.colour(look.role)), area.top() + 16.5
        pen = QPen(colour, 2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if look.dash:
            pen.setDashPattern([length / 2 for length in look.dash])
        painter.setPen(pen)
        painter.drawLine(QLineF(area.left() + 8, middle, area.left() + 28, middle))
        marker = MarkerLook(colour.name(), self._theme.colour("panel"), 1.0)
        draw_marker(painter, (area.left() + 28, middle), look.marker, 8, marker)

    def _paint_words(
        self,
        painter: QPainter,
        area: QRect,
        entry: ListedScenario,
        words: tuple[tuple[str, ...], str],
    ) -> None:
        names, second = words
        room = area.width() - _LEFT - _EYE
        role = "text" if entry.visible else "muted"
        mark = f" {_UNSAVED}" if entry.modified else ""
        weight = 500 if entry.visible else 400
        font = chart_font(_NAME, weight)[0]
        least = room - math.ceil(text_width(mark, _NAME, weight))
        name = _fitting(names, least, weight)[names.index(entry.name)]
        self._write(painter, font, role, QPointF(area.left() + _LEFT, area.top() + 21), name + mark)
        font = chart_font(11, 400)[0]
        second = QFontMetrics(font).elidedText(second, Qt.TextElideMode.ElideRight, room)
        self._write(painter, font, "muted", QPointF(area.left() + _LEFT, area.top() + 37), second)

    def _paint_eye(self, painter: QPainter, area: QRect, visible: bool, over: bool) -> None:
        look = ("eye", "muted" if over else "disabled") if visible else ("eye-off", "muted")
        box = QRect(0, 0, 16, 16)
        box.moveCenter(_eye(area).center())
        self._eyes[look].paint(painter, box)

    def _write(self, painter: QPainter, font: QFont, role: str, place: QPointF, text: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colour(role)))
        painter.drawText(place, text)


@lru_cache(maxsize=64)
def _fitting(names: tuple[str, ...], room: int, weight: int) -> tuple[str, ...]:
    """Names cut to some pixels, so that those which begin alike can be told apart."""
    return told_apart(names, lambda text: text_width(text, _NAME, weight) <= room)


def _eye(area: QRect) -> QRect:
    """Where a row takes the click that shows or hides."""
    return area.adjusted(area.width() - _EYE - 2, 0, 0, 0)
