"""The density of a spread, drawn, with three handles that set its percentiles."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.numbers import Scale
from desktop.setting_moves import Triplet
from desktop.theme import Theme, mixed
from scenarios.metalog import Belief

Array = npt.NDArray[np.float64]

_EDGE, _TOP, _BOTTOM = 8.0, 6.0, 12.0
_REACH = 10.0
_ASIDE = 0.6
"""Room beside the outer percentiles, in widths from p10 to p90."""


class DensityView(QWidget):
    """A density with a handle at p10, p50 and p90, which cannot pass each other.

    Signals: ``dragged(tuple)`` with the three percentiles while a handle moves, ``released`` when
    it is let go, ``taken_back`` when Escape ends the drag.
    """

    dragged = Signal(object)
    released = Signal()
    taken_back = Signal()

    def __init__(self, scale: Scale, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale, self._theme = scale, theme
        self._belief: Belief | None = None
        self._default: Belief | None = None
        self._triplet: Triplet = (scale.low, scale.low, scale.low)
        self._extent = (0.0, 1.0)
        self._held: int | None = None
        self._near: int | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_belief(self, belief: Belief, default: Belief) -> None:
        """Show what is believed, and the default as a dashed line where it differs."""
        self._belief, self._default = belief, default
        self._triplet = belief.percentiles()
        self._settle()

    def show_percentiles(self, triplet: Triplet) -> None:
        """Show three percentiles that no smooth spread runs through: handles without a curve."""
        self._belief, self._triplet = None, triplet
        self._settle()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def handle(self, index: int) -> QPointF:
        """Return the middle of the handle of p10 (0), p50 (1) or p90 (2)."""
        return QPointF(self._x(self._triplet[index]), self.height() - _BOTTOM)

    def point(self, value: float) -> QPointF:
        """Return where a handle's middle is for a value."""
        return QPointF(self._x(value), self.height() - _BOTTOM)

    def sizeHint(self) -> QSize:
        return QSize(180, 84)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 84)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            self._held = self._handle_at(event.position())
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            self._hover(self._handle_at(event.position()))
            return
        value = self._scale_value(event.position().x())
        triplet = list(self._triplet)
        triplet[self._held] = self._between(self._held, value)
        if tuple(triplet) != self._triplet:
            self._triplet = (triplet[0], triplet[1], triplet[2])
            self.dragged.emit(self._triplet)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._held is not None:
            self.taken_back.emit()
            self._let_go()
        else:
            event.ignore()

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_curves(painter)
        ground = self.height() - _BOTTOM
        painter.setPen(QPen(QColor(self._theme.colour("axis")), 1))
        painter.drawLine(QPointF(_EDGE, ground), QPointF(self.width() - _EDGE, ground))
        if self._is_certain():
            self._paint_handle(painter, 1)
            return
        for index in (0, 2, 1):
            self._paint_handle(painter, index)

    def _let_go(self) -> None:
        if self._held is not None:
            self._held = None
            self._settle()
            self.released.emit()

    def _hover(self, near: int | None) -> None:
        if near != self._near:
            self._near = near
            shape = Qt.CursorShape.SizeHorCursor if near is not None else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def _handle_at(self, place: QPointF) -> int | None:
        """Return the handle under the pointer, the median before the others."""
        if self._is_certain() or not self.isEnabled():
            return None
        away = {index: abs(self.handle(index).x() - place.x()) for index in (1, 0, 2)}
        nearest = min(away, key=lambda index: away[index])
        return nearest if away[nearest] <= _REACH else None

    def _between(self, index: int, value: float) -> float:
        """Return the value held between its neighbours and the limits, a step apart."""
        gap = self._scale.step(value)
        low = self._triplet[index - 1] + gap if index else self._scale.minimum
        high = self._triplet[index + 1] - gap if index < 2 else self._scale.maximum
        return self._triplet[index] if low > high else float(f"{min(max(value, low), high):.6g}")

    def _is_certain(self) -> bool:
        return self._triplet[0] == self._triplet[2]

    def _settle(self) -> None:
        """Fit the view to what is shown, unless a handle is held."""
        self.update()
        if self._held is not None:
            return
        shown = [self._along(value) for value in self._triplet]
        if self._default is not None:
            shown += [self._along(value) for value in self._default.percentiles()]
        low, high = min(shown), max(shown)
        aside = _ASIDE * (high - low) or 0.5 * (abs(high) or 1.0)
        least, most = self._along(self._scale.minimum), self._along(self._scale.maximum)
        self._extent = (max(low - aside, least), min(high + aside, most))

    def _along(self, value: float) -> float:
        """Return a value on the way along the slider, where equal ratios may be equally far."""
        if not self._scale.logarithmic:
            return value
        return math.log(value) if value > 0 else -math.inf

    def _x(self, value: float) -> float:
        start, end = self._extent
        part = (self._along(value) - start) / (end - start)
        return _EDGE + part * (self.width() - 2 * _EDGE)

    def _scale_value(self, x: float) -> float:
        start, end = self._extent
        part = min(max((x - _EDGE) / max(1.0, self.width() - 2 * _EDGE), 0.0), 1.0)
        along = start + part * (end - start)
        exact = math.exp(along) if self._scale.logarithmic else along
        step = self._scale.step(exact) / 5
        return round(exact / step) * step

    def _curve(self, belief: Belief) -> tuple[Array, Array]:
        """Return the density over the way along the slider, between the limits."""
        values, density = belief.density(_probabilities())
        inside = (values > belief.scale.minimum) & (values < belief.scale.maximum)
        values, density = values[inside], density[inside]
        if self._scale.logarithmic:
            return np.log(values), density * values
        return values, density

    def _paint_curves(self, painter: QPainter) -> None:
        shown = [belief for belief in (self._belief, self._default) if belief is not None]
        curves = {belief: self._curve(belief) for belief in shown if not belief.certain}
        top = max((float(height.max()) for _, height in curves.values() if height.size), default=1)
        paths = {belief: self._path(x, height / top) for belief, (x, height) in curves.items()}
        if self._belief in paths:
            painter.fillPath(paths[self._belief], QColor(self._theme.colour("accent_soft")))
        if self._default in paths and self._default != self._belief:
            pen = QPen(QColor(self._theme.colour("muted")), 1, Qt.PenStyle.DashLine)
            painter.strokePath(paths[self._default], pen)
        if self._belief in paths:
            pen = QPen(QColor(self._theme.colour("accent")), 1.6)
            painter.strokePath(paths[self._belief], pen)

    def _path(self, along: Array, height: Array) -> QPainterPath:
        start, end = self._extent
        x = _EDGE + (along - start) / (end - start) * (self.width() - 2 * _EDGE)
        seen = (x >= 0) & (x <= self.width())
        ground = self.height() - _BOTTOM
        y = ground - height * (ground - _TOP)
        path = QPainterPath()
        points = list(zip(x[seen].tolist(), y[seen].tolist(), strict=True))
        if points:
            path.moveTo(points[0][0], ground)
            for left, level in points:
                path.lineTo(left, level)
            path.lineTo(points[-1][0], ground)
        return path

    def _paint_handle(self, painter: QPainter, index: int) -> None:
        place, accent = self.handle(index), QColor(self._theme.colour("accent"))
        soft = mixed(self._theme.colour("accent"), self._theme.colour("panel"), 0.4)
        painter.setPen(QPen(accent if index == 1 else QColor(soft), 1))
        painter.drawLine(place, QPointF(place.x(), _TOP))
        active = index in (self._held, self._near)
        painter.setPen(QPen(accent if self.isEnabled() else QColor(soft), 2))
        painter.setBrush(accent if active else QColor(self._theme.colour("panel")))
        size = 5.0 if index == 1 else 4.0
        painter.drawEllipse(QRectF(place.x() - size, place.y() - size, 2 * size, 2 * size))


@lru_cache
def _probabilities() -> Array:
    """Probabilities at which the density is drawn, closer together towards the tails."""
    odds = np.linspace(-8.0, 8.0, 201)
    return np.asarray(1 / (1 + np.exp(-odds)))
