"""Fonts, texts and markers as Qt paints them, shared by pictures and panels."""

from __future__ import annotations

import math
from functools import cache, lru_cache

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QImageWriter, QPainter, QPen

from desktop.charts.surface import MarkerLook, Pixels, TextLook, outline
from desktop.theme import text_font

TEXT_PAD = 4.0
"""Room about a text in its image: for the halo, and for what reaches above its size."""

_HALO = tuple((x, y) for x in (-1.2, 0, 1.2) for y in (-1.2, 0, 1.2) if x or y)


def blank_image(size: QSizeF, ratio: float) -> QImage:
    """A transparent image of a size in layout pixels, ``ratio`` device pixels to each."""
    pixels = (size * ratio).toSize()
    image = QImage(pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


@cache
def chart_font(size: int, weight: int) -> tuple[QFont, QFontMetricsF]:
    """A font for texts on charts, and its measures."""
    font = text_font(size)
    font.setWeight(QFont.Weight(weight))
    return font, QFontMetricsF(font)


@lru_cache(maxsize=2048)
def text_width(text: str, size: int, weight: int) -> float:
    """Pixels that a line of text takes."""
    return chart_font(size, weight)[1].horizontalAdvance(text)


def text_image(text: str, look: TextLook, ratio: float) -> QImage:
    """A line of text as an image, its baseline ``look.size`` below a margin."""
    font, metrics = chart_font(look.size, look.weight)
    width = math.ceil(metrics.horizontalAdvance(text)) + 2 * TEXT_PAD
    image = blank_image(
        QSizeF(width, look.size + math.ceil(metrics.descent()) + 2 * TEXT_PAD), ratio
    )
    baseline = look.size + TEXT_PAD
    painter = QPainter(image)
    painter.setFont(font)
    if look.halo:
        painter.setPen(translucent(look.halo, 0.4))
        for x, y in _HALO:
            painter.drawText(QPointF(TEXT_PAD + x, baseline + y), text)
    painter.setPen(QColor(look.colour))
    painter.drawText(QPointF(TEXT_PAD, baseline), text)
    painter.end()
    return image


def draw_marker(
    painter: QPainter, place: tuple[float, float], shape: str, size: float, look: MarkerLook
) -> None:
    """Draw a "circle", "square", "triangle" or "diamond" about a point."""
    painter.setPen(QPen(QColor(look.edge), look.edge_width))
    painter.setBrush(QColor(look.fill))
    corners = outline(shape, size)
    if corners:
        painter.drawPolygon([QPointF(place[0] + x, place[1] + y) for x, y in corners])
    else:
        painter.drawEllipse(QPointF(*place), size / 2, size / 2)


def picture(pixels: Pixels) -> QImage:
    """An image of red, green and blue."""
    rows, columns = pixels.shape[:2]
    whole = np.ascontiguousarray(pixels)
    image = QImage(whole.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    # The image would look into memory that is gone with the array.
    return image.copy()


def encoded(image: QImage) -> bytes:
    """An image as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def translucent(colour: str, opacity: float) -> QColor:
    """A colour at some opacity."""
    made = QColor(colour)
    made.setAlphaF(opacity)
    return made
