"""A map under the hand: what stands under the mouse, a click, a drag, the arrow keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop.charts.surface import Rect
from desktop.explain.levers import lever_scale
from desktop.explain.map_axis import MapAxis
from desktop.explain.map_drawing import MapDrawing
from desktop.explain.picture import Picture, Spot
from desktop.key_burst import KeyBurst
from desktop.theme import Theme
from scenarios.explain.variants import Lever

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_PageDown: (0, -10),
    Qt.Key.Key_PageUp: (0, 10),
}
_DOT = 9.0


class MapPicture(Picture):
    """Shows a `MapDrawing`. Press or drag to move the mark; the arrow keys move it a step.

    Signals
    -------
    moved_to : values across and up at which the mark is wanted
    released : the end of a gesture
    read : values across and up under the mouse, or None when it has left
    """

    moved_to = Signal(float, float)
    released = Signal()
    read = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("map")
        self._words: Callable[[float, float], str] = lambda _x, _y: ""
        self._held = False
        self._burst = KeyBurst(self, self.released.emit)
        self.pressed_at.connect(self._drag)

    # What the application says to the map

    def show_words(self, words: Callable[[float, float], str]) -> None:
        """Take what says in a sentence what stands at values across and up."""
        self._words = words

    # What the map knows

    def map(self) -> MapDrawing | None:
        """The map that is shown."""
        drawing = self.drawing()
        return drawing if isinstance(drawing, MapDrawing) else None

    def point(self, x: float, y: float) -> QPointF:
        """Where values across and up stand, in pixels."""
        across, up = self._axes()
        return QPointF(across.at(x), up.at(y))

    def values_at(self, place: QPointF) -> tuple[float, float] | None:
        """Round values across and up at a place; None off the map."""
        if self.map() is None:
            return None
        across, up = self._axes()
        inside = across.start <= place.x() <= across.end and up.end <= place.y() <= up.start
        return self._round(place) if inside else None

    def spot_at(self, place: QPointF) -> Spot | None:
        """What stands at a place: the outcome at its values."""
        values = self.values_at(place)
        if values is None:
            return None
        middle = self.point(*values)
        dot = Rect(middle.x() - _DOT / 2, middle.y() - _DOT / 2, _DOT, _DOT)
        return Spot(dot, self._words(*values))

    # What Qt says to the map

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.map() is not None:
            across, up = self._axes()
            frame = QRectF(across.start, up.end, across.end - across.start, up.start - up.end)
            painter = QPainter(self)
            painter.setPen(QPen(QColor(self._theme.colour("accent")), 2))
            painter.drawRect(frame)
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._burst.end()
        self._held = self.values_at(event.position()) is not None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        values = self.values_at(event.position())
        shape = Qt.CursorShape.ArrowCursor if values is None else Qt.CursorShape.CrossCursor
        self.setCursor(shape)
        self.read.emit(values)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = False
            self.released.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.read.emit(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._burst.end()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._burst.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps, shown = _STEPS.get(Qt.Key(event.key())), self.map()
        if steps is None or shown is None:
            super().keyPressEvent(event)
            return
        here, case = shown.standing, shown.answer.case
        x = _stepped(case.across, here.x, steps[0])
        y = _stepped(case.up, here.y, steps[1])
        self.moved_to.emit(x, y)
        self._burst.keep()

    # What happens

    def _drag(self, place: QPointF) -> None:
        if self._held:
            self.moved_to.emit(*self._round(place))

    def _axes(self) -> tuple[MapAxis, MapAxis]:
        shown = self.map()
        assert shown is not None
        return shown.axes(self.width(), self.height())

    def _round(self, place: QPointF) -> tuple[float, float]:
        shown = self.map()
        assert shown is not None
        (across, up), case = self._axes(), shown.answer.case
        x, y = across.part(place.x()), up.part(place.y())
        return _rounded(case.across, x), _rounded(case.up, y)


def _stepped(lever: Lever, value: float, by: int) -> float:
    return lever_scale(lever).stepped(value, by) if by else value


def _rounded(lever: Lever, part: float) -> float:
    return lever_scale(lever).value(part)
