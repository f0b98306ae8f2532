"""A surface that paints on an image."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from desktop.charts.data import Array
from desktop.charts.ink import (
    TEXT_PAD,
    blank_image,
    draw_marker,
    picture,
    text_image,
    text_width,
    translucent,
)
from desktop.charts.plot import polygon
from desktop.charts.surface import Dash, Frame, MarkerLook, Part, Pixels, Rect, TextLook, runs

_MOST_TEXTS = 400


@dataclass
class Store:
    """What a chart's surface may use again for the next picture."""

    layer: QImage | None = None
    parts: dict[type[Part], tuple[Part, QImage]] = field(default_factory=dict)
    texts: dict[tuple[str, TextLook, float], QImage] = field(default_factory=dict)

    def text(self, text: str, look: TextLook, ratio: float) -> QImage:
        """The image of a text, made when it is new."""
        key = (text, look, ratio)
        made = self.texts.get(key)
        if made is None:
            if len(self.texts) > _MOST_TEXTS:
                self.texts.clear()
            made = self.texts[key] = text_image(text, look, ratio)
        return made


class PainterSurface:
    """A surface that paints on an image, to be used in a ``with`` statement.

    An image must not go while somebody paints on it, whatever else goes wrong.
    """

    def __init__(self, image: QImage, store: Store | None = None) -> None:
        size = image.deviceIndependentSize()
        self.width, self.height = size.width(), size.height()
        self._image = image
        self._ratio = image.devicePixelRatio()
        self._painter = QPainter(image)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._keeps = store is not None
        self._store = store or Store()

    def __enter__(self) -> PainterSurface:
        return self

    def __exit__(self, *reason: object) -> None:
        self._painter.end()

    def clip(self, frame: Frame | None) -> None:
        """Let shapes be seen only within the frame, or everywhere again."""
        if frame is None:
            self._painter.setClipping(False)
        else:
            self._painter.setClipRect(QRectF(frame.left, frame.top, frame.width, frame.height))

    def part(self, part: Part) -> None:
        """Draw a part, on a layer of its own that is kept while pictures are painted anew."""
        if not self._keeps:
            part.draw(self)
            return
        kept, layer = self._store.parts.get(type(part), (None, self._image))
        if kept != part or layer.size() != self._image.size():
            layer = blank_image(QSizeF(self.width, self.height), self._ratio)
            with PainterSurface(layer, self._store) as surface:
                part.draw(surface)
            self._store.parts[type(part)] = part, layer
        self._painter.drawImage(QPointF(0, 0), layer)

    def area(self, x: Array, low: Array, high: Array, colour: str, opacity: float = 1.0) -> None:
        """Fill between two lines."""
        self._fill(self._painter, x, low, high, translucent(colour, opacity))

    def fan(self, x: Array, bounds: Array, colour: str, outer: float, inner: float) -> None:
        """Fill p5 to p95 and p25 to p75.

        Translucent fills cost ten times what opaque ones do. So both areas replace what is below
        them on a layer of their own, which is then blended once.
        """
        dirty = self._bounding_box(x, bounds) if x.size else QRectF()
        if dirty.isEmpty():
            return
        layer = self._layer()
        painter = QPainter(layer)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(dirty, Qt.GlobalColor.transparent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._fill(painter, x, bounds[0], bounds[3], translucent(colour, outer))
        self._fill(painter, x, bounds[1], bounds[2], translucent(colour, inner))
        painter.end()
        pixels = QRectF(dirty.topLeft() * self._ratio, dirty.size() * self._ratio)
        self._painter.drawImage(dirty, layer, pixels)

    def line(self, x: Array, y: Array, colour: str, width: float, dash: Dash = ()) -> None:
        """Draw a line through points."""
        self._painter.setPen(_pen(colour, width, dash))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for across, up in ((x[run], y[run]) for run in runs(x, y)):
            if len(across) == 2:
                # Two points need no polygon, which takes longer to make than to draw.
                self._painter.drawLine(*map(QPointF, across, up))
            else:
                self._painter.drawPolyline(polygon(across, up))

    def stroke(
        self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float
    ) -> None:
        """Draw a straight line."""
        self._painter.setPen(_pen(colour, width, ()))
        self._painter.drawLine(QPointF(*start), QPointF(*end))

    def rule(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """Draw a crisp horizontal or vertical hair line."""
        width, height = end[0] - start[0], end[1] - start[1]
        right, bottom = start[0] + max(1.0, width), start[1] + max(1.0, height)
        self._fill_rect(start[0], start[1], right, bottom, QColor(colour))

    def dots(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """Draw a dotted line."""
        pen = QPen(QColor(colour), 1.2)
        pen.setDashPattern([1.2, 2.4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._painter.setPen(pen)
        x = self._snapped(start[0]) + 0.5
        self._painter.drawLine(QPointF(x, start[1]), QPointF(x, end[1]))

    def box(self, rect: Rect, colour: str, opacity: float = 1.0, radius: float = 0) -> None:
        """Fill a rectangle."""
        if not radius:
            fill = translucent(colour, opacity)
            self._fill_rect(rect.left, rect.top, rect.right, rect.bottom, fill)
            return
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(translucent(colour, opacity))
        area = QRectF(rect.left, rect.top, rect.width, rect.height)
        self._painter.drawRoundedRect(area, radius, radius)

    def boxes(self, edges: Array, colour: str, opacity: float = 1.0) -> None:
        """Fill rectangles."""
        places = np.round(edges * self._ratio) / self._ratio
        places[:, 2:] -= places[:, :2]
        fill = translucent(colour, opacity)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for place in places.tolist():
            self._painter.fillRect(QRectF(*place), fill)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def image(self, rect: Rect, pixels: Pixels) -> None:
        """Fill a rectangle with a picture."""
        area = QRectF(rect.left, rect.top, rect.width, rect.height)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.drawImage(area, picture(pixels))

    def marker(self, place: tuple[float, float], shape: str, size: float, look: MarkerLook) -> None:
        """Draw a marker about a point."""
        draw_marker(self._painter, place, shape, size, look)

    def text(self, place: tuple[float, float], text: str, look: TextLook) -> None:
        """Write one line."""
        made = self._store.text(text, look, self._ratio)
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[look.anchor]
        left = place[0] - shift * self.text_width(text, look) - TEXT_PAD
        top = place[1] - TEXT_PAD - look.size
        self._painter.drawImage(QPointF(self._snapped(left), self._snapped(top)), made)

    def text_width(self, text: str, look: TextLook) -> float:
        """Pixels that a line would take."""
        return text_width(text, look.size, look.weight)

    def _snapped(self, place: float) -> float:
        return round(place * self._ratio) / self._ratio

    def _fill_rect(
        self, left: float, top: float, right: float, bottom: float, colour: QColor
    ) -> None:
        """Fill whole device pixels: crisp, and a tenth of the cost of smoothed edges."""
        left, top = self._snapped(left), self._snapped(top)
        area = QRectF(left, top, self._snapped(right) - left, self._snapped(bottom) - top)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._painter.fillRect(area, colour)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _layer(self) -> QImage:
        layer = self._store.layer
        if layer is None or layer.size() != self._image.size():
            size = QSizeF(self.width, self.height)
            layer = self._store.layer = blank_image(size, self._ratio)
        return layer

    def _bounding_box(self, x: Array, bounds: Array) -> QRectF:
        """Whole pixels of the surface that bands may touch."""
        low, high = float(np.fmin.reduce(bounds, None)), float(np.fmax.reduce(bounds, None))
        if not math.isfinite(low):
            return QRectF()
        corner = QPointF(math.floor(x[0]) - 1, math.floor(low) - 1)
        box = QRectF(corner, QPointF(math.ceil(x[-1]) + 1, math.ceil(high) + 1))
        return box & QRectF(0, 0, self.width, self.height)

    def _fill(self, painter: QPainter, x: Array, low: Array, high: Array, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for run in runs(x, low, high):
            there, back = x[run], x[run][::-1]
            outline_y = np.concatenate((low[run], high[run][::-1]))
            painter.drawPolygon(polygon(np.concatenate((there, back)), outline_y))


@lru_cache(maxsize=64)
def _pen(colour: str, width: float, dash: Dash) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen
