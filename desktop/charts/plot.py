"""The picture on the screen: the only module that knows pyqtgraph.

Of pyqtgraph it takes the graphics view and the fast way from arrays to polygons. Its axes, grid,
fills and exporters are left alone: the same picture painted here takes a tenth of the time, and
it can be written as SVG. A picture is painted once and kept; the cross-hair costs one copy of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.data import Array
from desktop.charts.ink import blank_image, draw_marker
from desktop.charts.light_pyqtgraph import pyqtgraph
from desktop.charts.surface import MarkerLook

Draw = Callable[[QImage], None]
"""Paints a whole picture on an image."""


def polygon(x: Array, y: Array) -> QPolygonF:
    """A polygon through points given as two arrays of one length."""
    made: QPolygonF = pyqtgraph.functions.arrayToQPolygonF(x, y)
    return made


@dataclass(frozen=True)
class HoverMark:
    """A point on the cross-hair."""

    place: tuple[float, float]
    shape: str
    look: MarkerLook


class Plot(QWidget):
    """A picture that is painted when it must be, and a cross-hair over it.

    Signals
    -------
    moved : the mouse stands at this point of the picture
    left : the mouse is gone
    double_clicked : with the left button
    """

    moved = Signal(QPointF)
    left = Signal()
    double_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plot")
        self._view: QGraphicsView = pyqtgraph.GraphicsView(self)
        self._canvas = _Canvas()
        self._prepare_view()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)

    def show_drawing(self, draw: Draw, background: str) -> None:
        """Paint by calling ``draw``, at the latest before the next picture is on the screen."""
        self._canvas.show_drawing(draw, background)
        self._view.viewport().update()

    def show_cross_hair(
        self, line: QLineF | None, colour: str = "#000000", marks: Sequence[HoverMark] = ()
    ) -> None:
        """Show a line with points over the picture, or none."""
        self._canvas.show_cross_hair(line, colour, marks)
        self._view.viewport().update()

    def overlay(self) -> QWidget:
        """The widget on which a panel over the picture lives."""
        return self._view.viewport()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.moved.emit(event.position())
            return True
        if kind == QEvent.Type.Leave:
            self.left.emit()
        elif kind == QEvent.Type.MouseButtonDblClick and isinstance(event, QMouseEvent):
            if event.button() == Qt.MouseButton.LeftButton:
                self.double_clicked.emit()
            return True
        elif kind == QEvent.Type.Resize:
            self._canvas.fit(QSizeF(self._view.viewport().size()))
        elif kind == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _prepare_view(self) -> None:
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setBackgroundBrush(QBrush(Qt.BrushStyle.NoBrush))
        self._view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self._view.scene().addItem(self._canvas)
        viewport = self._view.viewport()
        viewport.setMouseTracking(True)
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.installEventFilter(self)


class _Canvas(QGraphicsItem):
    """The one item of the scene: the kept picture and the cross-hair."""

    def __init__(self) -> None:
        super().__init__()
        self._size = QSizeF()
        self._draw: Draw | None = None
        self._background = "#ffffff"
        self._image = QImage()
        self._fresh = False
        self._line: QLineF | None = None
        self._line_colour = "#000000"
        self._marks: Sequence[HoverMark] = ()

    def show_drawing(self, draw: Draw, background: str) -> None:
        self._draw, self._background, self._fresh = draw, background, False

    def show_cross_hair(self, line: QLineF | None, colour: str, marks: Sequence[HoverMark]) -> None:
        self._line, self._line_colour, self._marks = line, colour, marks

    def fit(self, size: QSizeF) -> None:
        self.prepareGeometryChange()
        self._size, self._fresh = size, False

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._size.width(), self._size.height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._draw is None or self._size.isEmpty():
            return
        ratio = painter.device().devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(QPointF(0, 0), self._picture(ratio))
        if self._line is not None:
            left = round(self._line.x1() * ratio) / ratio
            line = QRectF(left, self._line.y1(), 1.0, self._line.dy())
            painter.fillRect(line, QColor(self._line_colour))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for mark in self._marks:
                draw_marker(painter, mark.place, mark.shape, 8, mark.look)

    def _picture(self, ratio: float) -> QImage:
        """The picture, painted anew when the data, the size or the screen has changed."""
        wanted = (self._size * ratio).toSize()
        if self._image.size() != wanted or self._image.devicePixelRatio() != ratio:
            self._image, self._fresh = blank_image(self._size, ratio), False
        if not self._fresh and self._draw is not None:
            self._fresh = True
            self._image.fill(QColor(self._background))
            self._draw(self._image)
        return self._image
