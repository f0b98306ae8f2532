"""A drawing that can be pointed at, clicked, and saved: for pictures that are not charts over time.

What it draws is a `Drawing`: it speaks to a `charts.surface.Surface`, so that what is saved is
what is seen. Charts over time are `charts.chart.Chart`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from desktop.charts import export
from desktop.charts.ink import blank_image
from desktop.charts.look import Look
from desktop.charts.painter import PainterSurface, Store
from desktop.charts.surface import Rect, Surface, TextLook
from desktop.charts.svg import SvgSurface
from desktop.form import tip
from desktop.theme import Theme

_MARGIN, _HEAD = 14.0, 34.0
_SMALLEST = (480.0, 300.0)
_SCALE = 2.0


@dataclass(frozen=True)
class Spot:
    """A place of a drawing that says something.

    Attributes
    ----------
    rect : where, in pixels of the layout
    words : what it says when it is pointed at, whole sentences
    target : id of the assumption to go to when it is clicked, or ""
    """

    rect: Rect
    words: str
    target: str = ""


class Drawing(Protocol):
    """What a picture draws."""

    @property
    def title(self) -> str:
        """What stands above a saved picture."""
        ...

    @property
    def unit(self) -> str:
        """What stands beside that."""
        ...

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        """Draw on the whole of a surface; the places that say something, in reading order."""
        ...


class Picture(QWidget):
    """Shows a `Drawing`. Left, Right, Up and Down go from spot to spot, Enter clicks one.

    Signals
    -------
    clicked : target of the spot that was clicked
    walked_to : the spot that a key went to
    pressed_at : where the left button went down or was moved to, in pixels
    """

    clicked = Signal(str)
    walked_to = Signal(object)
    pressed_at = Signal(QPointF)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing: Drawing | None = None
        self._store = Store()
        self._image = QImage()
        self._fresh = False
        self._spots: tuple[Spot, ...] = ()
        self._here: Spot | None = None
        self.setObjectName("picture")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(220, 140)

    # What the application says to the picture

    def show_drawing(self, drawing: Drawing | None, description: str = "") -> None:
        """Show a drawing, or nothing; ``description`` says in words what is seen."""
        self._drawing = drawing
        self._here = None
        self.setAccessibleName(drawing.title if drawing else "")
        self.setAccessibleDescription(description)
        self._renew()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._store = Store()
        self._renew()

    # What the picture knows

    def drawing(self) -> Drawing | None:
        """What is shown."""
        return self._drawing

    def spots(self) -> tuple[Spot, ...]:
        """The places that say something, as drawn last."""
        self._paint_if_stale()
        return self._spots

    def spot_at(self, place: QPointF) -> Spot | None:
        """The topmost spot at a place."""
        x, y = place.x(), place.y()
        found = (
            spot
            for spot in reversed(self.spots())
            if spot.rect.left <= x <= spot.rect.right and spot.rect.top <= y <= spot.rect.bottom
        )
        return next(found, None)

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        if self._drawing is not None:
            QGuiApplication.clipboard().setImage(self._saved_image(self._drawing))

    def content(self, kind: str) -> bytes:
        """The bytes of a "png" or "svg" file of the picture."""
        assert self._drawing is not None
        if kind == "png":
            return export.png(self._saved_image(self._drawing))
        size = self._saved_size()
        surface = SvgSurface(*size)
        surface.box(Rect(0, 0, *size), self._theme.colour("card"))
        inner = SvgSurface(size[0] - 2 * _MARGIN, size[1] - _HEAD - _MARGIN)
        self._write_head(surface, self._drawing)
        self._drawing.draw(inner, self._look())
        surface.inset(inner, _MARGIN, _HEAD)
        return surface.document(self._drawing.title).encode()

    # What Qt says to the picture

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_if_stale()
        painter = QPainter(self)
        painter.drawImage(QPointF(0, 0), self._image)
        if self._here is not None:
            rect = self._here.rect
            painter.setPen(QColor(self._theme.colour("accent" if self.hasFocus() else "axis")))
            painter.drawRoundedRect(QRectF(rect.left, rect.top, rect.width, rect.height), 3, 3)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tip(spot.words) if spot else "", self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._store = Store()
            self._renew()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.spot_at(event.position()))
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.pressed_at.emit(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed_at.emit(event.position())
            spot = self.spot_at(event.position())
            if spot is not None and spot.target:
                self.clicked.emit(spot.target)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, spots = event.key(), self.spots()
        by = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: -1,
        }.get(Qt.Key(key), 0)
        if by and spots:
            place = spots.index(self._here) + by if self._here in spots else (by - 1) // 2
            self._point_at(spots[place % len(spots)])
            self.walked_to.emit(self._here)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._here and self._here.target:
            self.clicked.emit(self._here.target)
        else:
            super().keyPressEvent(event)

    # What happens

    def _renew(self) -> None:
        self._fresh = False
        self.update()

    def _look(self) -> Look:
        return Look(self._theme, self.locale())

    def _paint_if_stale(self) -> None:
        size, ratio = QSizeF(self.size()), self.devicePixelRatioF()
        if self._image.size() != (size * ratio).toSize() or self._image.isNull():
            self._image, self._fresh = blank_image(size, ratio), False
        if self._fresh:
            return
        self._fresh = True
        self._image.fill(QColor(self._theme.colour("card")))
        if self._drawing is None:
            self._spots = ()
            return
        with PainterSurface(self._image, self._store) as surface:
            self._spots = self._drawing.draw(surface, self._look())

    def _point_at(self, spot: Spot | None) -> None:
        if spot != self._here:
            self._here = spot
            has_target = spot is not None and bool(spot.target)
            shape = Qt.CursorShape.PointingHandCursor if has_target else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            if spot is not None and self.hasFocus():
                self.setAccessibleDescription(spot.words)
            self.update()

    def _saved_size(self) -> tuple[float, float]:
        return (
            max(self.width() + 2 * _MARGIN, _SMALLEST[0]),
            max(self.height() + _HEAD + _MARGIN, _SMALLEST[1]),
        )

    def _saved_image(self, drawing: Drawing) -> QImage:
        size = self._saved_size()
        inner = blank_image(QSizeF(size[0] - 2 * _MARGIN, size[1] - _HEAD - _MARGIN), _SCALE)
        with PainterSurface(inner) as surface:
            drawing.draw(surface, self._look())
        made = blank_image(QSizeF(*size), _SCALE)
        made.fill(QColor(self._theme.colour("card")))
        with PainterSurface(made) as surface:
            self._write_head(surface, drawing)
        painter = QPainter(made)
        painter.drawImage(QPointF(_MARGIN, _HEAD), inner)
        painter.end()
        return made

    def _write_head(self, surface: Surface, drawing: Drawing) -> None:
        title = TextLook(self._theme.colour("text"), 13, 600)
        unit = TextLook(self._theme.colour("muted"), 12, anchor="end")
        surface.text((_MARGIN, 24), drawing.title, title)
        surface.text((surface.width - _MARGIN, 24), drawing.unit, unit)
