"""A quiet ring around the place that a story points at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

_RADIUS = 7.0
_ACTIONS = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class Ring(QWidget):
    """A ring inside the edge of a widget, or of a part of it; nothing under it is covered.

    It stands still, follows its widget, and goes by itself at the next click or key.
    """

    def __init__(self, target: QWidget, area: Callable[[], QRect] | None = None) -> None:
        super().__init__(target)
        self._area = area or target.rect
        self._window = target.window().windowHandle()
        self.setObjectName("story_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setGeometry(self._area())
        target.installEventFilter(self)
        if self._window is not None:
            self._window.installEventFilter(self)
        self.show()
        self.raise_()

    def go(self) -> None:
        """Go away."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.parent() and kind in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.setGeometry(self._area())
        elif kind in _ACTIONS and watched is self._window and not _is_modifier(event):
            self.go()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().accent().color()
        soft = QColor(colour)
        soft.setAlphaF(0.28)
        for inset, shade in ((1.0, colour), (3.0, soft)):
            painter.setPen(QPen(shade, 2))
            edge = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(edge, _RADIUS - inset, _RADIUS - inset)
        painter.end()


def _is_modifier(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() in _MODIFIERS
