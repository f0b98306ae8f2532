"""A slider over a range of numbers: where growth multiplies, equal ratios are equally far apart."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleValueChangeEvent,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from desktop.accessible_value import speak
from desktop.form import tip
from desktop.key_burst import KeyBurst
from desktop.numbers import Scale, quantity_text
from desktop.theme import Theme, mixed

_FINE = 10_000
_RADIUS = 8.0
_ATTRACTION = 2.5
"""Pixels from which a drag settles on the default."""

_NEAR = 5.0
"""Pixels beside a value on record within which the mark is pointed at."""

_KEYS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


@dataclass(frozen=True)
class EvidenceMark:
    """A value on record, and what it is in words."""

    value: float
    words: str


class ValueSlider(QSlider):
    """A number to drag. Pressing beside the thumb brings it there and goes on as a drag.

    A line under the groove is the range from p10 to p90, a tick the default, on which a drag
    settles when it comes near; small triangles above it are evidence. A value outside the
    usual range leaves the thumb at the end, marked with an arrow. The wheel turns it only while
    it has the focus, so that scrolling a form past it changes nothing.

    Signals: ``edited(float)`` with each new value, ``released`` at the end of a gesture.
    """

    edited = Signal(float)
    released = Signal()

    def __init__(
        self, unit: str, scale: Scale, theme: Theme, parent: QWidget | None = None
    ) -> None:
        speak("ValueSlider")
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._unit, self._scale, self._theme = unit, scale, theme
        self._value, self._default = scale.low, scale.low
        self._before: float | None = None
        self._range: tuple[float, float] | None = None
        self._evidence: tuple[EvidenceMark, ...] = ()
        self._grip = 0.0
        self._wheel = 0
        self._burst = KeyBurst(self, self.released.emit)
        self.setRange(0, _FINE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def value_shown(self) -> float:
        """The number that the thumb stands for, in the unit of the assumption."""
        return self._value

    def show_value(self, value: float) -> None:
        """Show a value; under a drag the thumb stays with the pointer."""
        if value != self._value and self._before is None:
            self._put(value)

    def show_marks(self, default: float, spread: tuple[float, float] | None) -> None:
        """Show the default, and the range from p10 to p90 if there is one."""
        if (default, spread) != (self._default, self._range):
            self._default, self._range = default, spread
            self.update()

    def show_evidence(self, marks: tuple[EvidenceMark, ...]) -> None:
        """Mark values on record within the usual range; each says on hovering what it is."""
        self._evidence = tuple(mark for mark in marks if self._scale.is_usual(mark.value))
        self.update()

    def evidence(self) -> tuple[EvidenceMark, ...]:
        """The values on record that are marked."""
        return self._evidence

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def thumb(self) -> QPointF:
        """Return the middle of the thumb."""
        return QPointF(self._x(self._value), self.height() / 2 - 1)

    def point(self, value: float) -> QPointF:
        """Return where the thumb's middle is for a value."""
        return QPointF(self._x(value), self.height() / 2 - 1)

    def spoken_number(self) -> tuple[float, float, float, float]:
        """Return value, both ends of the usual range, and the step here."""
        return self._value, self._scale.low, self._scale.high, self._scale.step(self._value)

    def spoken_text(self) -> str:
        """Return the value with its unit."""
        return quantity_text(self._value, self._unit, self.locale())

    def take_number(self, value: float) -> None:
        """Do as if a person had brought the thumb to a value."""
        if self.isEnabled():
            self._go(min(max(value, self._scale.minimum), self._scale.maximum))
            self.released.emit()

    def sizeHint(self) -> QSize:
        return QSize(160, 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 22)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._evidence_at(event.pos().x())
            if words:
                QToolTip.showText(event.globalPos(), "".join(map(tip, words)), self)
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._before is not None:
            event.ignore()
            return
        self._burst.end()
        self._before = self._value
        away = event.position().x() - self.thumb().x()
        self._grip = away if abs(away) <= _RADIUS else 0.0
        self.setSliderDown(True)
        if not self._grip:
            self._drag(event.position().x())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._before is not None:
            self._drag(event.position().x() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end_drag()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._before is not None:
            if key == Qt.Key.Key_Escape:
                self._go(self._before)
                self._end_drag()
            return
        target = self._target(key)
        if target is None:
            event.ignore()
            return
        self._go(target)
        self._burst.keep()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus() or self._before is not None:
            event.ignore()
            return
        self._wheel += event.angleDelta().y() or event.angleDelta().x()
        notches = int(self._wheel / 120)
        self._wheel -= notches * 120
        if notches:
            self._go(self._scale.stepped(self._value, notches))
            self._burst.keep()
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._burst.end()
        self._wheel = 0
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._end_drag()
        self._burst.end()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._end_drag()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.thumb()
        self._paint_groove(painter, middle)
        self._paint_marks(painter, middle.y() + 8.5)
        self._paint_evidence(painter, middle.y() - 4)
        self._paint_thumb(painter, middle)

    def _target(self, key: Qt.Key) -> float | None:
        """Return where a key leads."""
        forward = -1 if self.isRightToLeft() else 1
        sideways = {Qt.Key.Key_Right: forward, Qt.Key.Key_Left: -forward}
        steps = _KEYS.get(key) or sideways.get(key)
        if steps:
            return self._scale.stepped(self._value, steps)
        return {Qt.Key.Key_Home: self._scale.low, Qt.Key.Key_End: self._scale.high}.get(key)

    def _drag(self, x: float) -> None:
        if abs(x - self._x(self._default)) <= _ATTRACTION and self._scale.is_usual(self._default):
            self._go(self._default)
            return
        part = (x - _RADIUS) / max(1.0, self.width() - 2 * _RADIUS)
        self._go(self._scale.value(1 - part if self.isRightToLeft() else part))

    def _end_drag(self) -> None:
        if self._before is not None:
            self._before = None
            self.setSliderDown(False)
            self.update()
            self.released.emit()

    def _go(self, value: float) -> None:
        if value != self._value:
            self._put(value)
            self.edited.emit(value)

    def _put(self, value: float) -> None:
        self._value = value
        self.setSliderPosition(round(self._scale.position(value) * _FINE))
        self.update()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, value))

    def _x(self, value: float) -> float:
        part = self._scale.position(value)
        part = 1 - part if self.isRightToLeft() else part
        return _RADIUS + part * (self.width() - 2 * _RADIUS)

    def _paint_groove(self, painter: QPainter, middle: QPointF) -> None:
        start = self.width() if self.isRightToLeft() else 0
        painter.setBrush(QColor(self._theme.colour("track")))
        painter.drawRoundedRect(_bar(0, self.width(), middle.y(), 4), 2, 2)
        painter.setBrush(QColor(self._theme.colour("accent" if self.isEnabled() else "disabled")))
        painter.drawRoundedRect(_bar(start, middle.x(), middle.y(), 4), 2, 2)

    def _paint_marks(self, painter: QPainter, y: float) -> None:
        if self._range is not None:
            soft = mixed(self._theme.colour("accent"), self._theme.colour("panel"), 0.45)
            painter.setBrush(QColor(soft))
            low, high = map(self._x, self._range)
            painter.drawRoundedRect(_bar(low, high, y, 2), 1, 1)
        if self._scale.whole:
            painter.setBrush(QColor(self._theme.colour("strong_line")))
            for stop in range(round(self._scale.low), round(self._scale.high) + 1):
                painter.drawEllipse(QPointF(self._x(stop), y), 1.5, 1.5)
        if self._value != self._default:
            painter.setBrush(QColor(self._theme.colour("muted")))
            painter.drawRoundedRect(QRectF(self._x(self._default) - 1, y - 3, 2, 6), 1, 1)

    def _paint_evidence(self, painter: QPainter, tip_y: float) -> None:
        """Small triangles above the groove, pointing down at values on record."""
        painter.setBrush(QColor(self._theme.colour("muted")))
        for mark in self._evidence:
            x = self._x(mark.value)
            corners = ((x - 3, tip_y - 5), (x + 3, tip_y - 5), (x, tip_y))
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))

    def _evidence_at(self, x: float) -> list[str]:
        """What the values on record near a pixel are, the nearest first."""
        near = [mark for mark in self._evidence if abs(self._x(mark.value) - x) <= _NEAR]
        near.sort(key=lambda mark: abs(self._x(mark.value) - x))
        return [mark.words for mark in near]

    def _paint_thumb(self, painter: QPainter, middle: QPointF) -> None:
        usual = self._scale.is_usual(self._value)
        ring = "accent" if usual else "warning"
        fill = "panel"
        if self.hasFocus() or self.isSliderDown():
            fill, ring = ring, "text" if self.hasFocus() else ring
        elif self.underMouse():
            fill = "accent_soft"
        if not self.isEnabled():
            fill, ring = "panel", "disabled"
        painter.setBrush(QColor(self._theme.colour(fill)))
        painter.setPen(QPen(QColor(self._theme.colour(ring)), 2))
        painter.drawEllipse(middle, 6.5, 6.5)
        if not usual:
            self._paint_arrow(painter, middle, fill)

    def _paint_arrow(self, painter: QPainter, centre: QPointF, fill: str) -> None:
        """An arrow in the thumb, towards where the value lies beyond the end."""
        way = 1.0 if centre.x() > self.width() / 2 else -1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colour("warning" if fill == "panel" else "panel")))
        tip, base = centre.x() + 3.2 * way, centre.x() - 2.0 * way
        points = [QPointF(tip, centre.y())]
        points += [QPointF(base, centre.y() + dy) for dy in (-3.2, 3.2)]
        painter.drawPolygon(QPolygonF(points))


def _bar(start: float, end: float, y: float, thickness: float) -> QRectF:
    left, right = min(start, end), max(start, end)
    return QRectF(left, y - thickness / 2, max(right - left, thickness), thickness)
