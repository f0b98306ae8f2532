"""What a chart says at one month: rows of names and numbers, and the panel that shows them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.charts.axis import band_text, month_text, number_text
from desktop.charts.bars import bar_role
from desktop.charts.data import Array, ChartData
from desktop.charts.fan import line_dash
from desktop.charts.ink import chart_font, draw_marker, text_width
from desktop.charts.surface import MarkerLook
from desktop.theme import Theme


@dataclass(frozen=True)
class Row:
    """One line of a read-out; ``sign`` is "line", "point", "bar" or "area" for its key."""

    label: str
    value: str
    band: str
    role: str
    sign: str
    number: float = float("nan")
    dash: tuple[float, ...] = ()
    marker: str = ""


@dataclass(frozen=True)
class ReadOut:
    """Everything a chart shows at one month."""

    x: float
    title: str
    unit: str
    rows: tuple[Row, ...]

    def sentence(self) -> str:
        """The read-out in one line, for those who hear it."""
        rows = (
            f"{row.label} {row.value}" + (f" ({_band_words()}: {row.band})" if row.band else "")
            for row in self.rows
        )
        return f"{self.title}: " + "; ".join(rows) + f" [{self.unit}]"


def read_out(data: ChartData, x: float, locale: QLocale) -> ReadOut:
    """All that a chart shows at the month nearest to ``x``; what has no value there is left out."""
    months = data.months
    if months.size:
        x = float(months[np.argmin(np.abs(months - x))])
    title = month_text(x, data.grain, data.fiscal_start, locale)
    return ReadOut(x, title, data.unit, tuple(_rows(data, x, locale)))


def _rows(data: ChartData, x: float, locale: QLocale) -> Iterator[Row]:
    yield from _line_rows(data, x, locale)
    yield from _bar_rows(data, x, locale)
    yield from _stack_rows(data, x, locale)
    for ribbon in data.ribbons:
        code = _at(ribbon.x, ribbon.codes, x)
        if np.isfinite(code):
            state = ribbon.categories[int(code)]
            yield Row(ribbon.label, state.label, "", state.role, "area", code)


def _line_rows(data: ChartData, x: float, locale: QLocale) -> Iterator[Row]:
    for points in data.points:
        value = _at(points.x, points.values, x)
        if np.isfinite(value):
            text = number_text(value, locale)
            yield Row(points.label, text, "", points.role, "point", value, (), points.marker)
    for one in data.series:
        value = _at(one.x, one.central, x)
        if np.isfinite(value):
            text, band = number_text(value, locale), _band(one.x, one.bands, x, locale)
            dash = line_dash(one)
            yield Row(one.label, text, band, one.role, "line", value, dash, one.marker)


def _bar_rows(data: ChartData, x: float, locale: QLocale) -> Iterator[Row]:
    for group in data.bars:
        value = _at(group.x, group.central, x)
        if np.isfinite(value):
            text, band = number_text(value, locale), _band(group.x, group.bands, x, locale)
            yield Row(group.label, text, band, bar_role(group, value), "bar", value)


def _stack_rows(data: ChartData, x: float, locale: QLocale) -> Iterator[Row]:
    values = [_at(layer.x, layer.values, x) for layer in data.stack]
    for layer, value in reversed(list(zip(data.stack, values, strict=True))):
        if np.isfinite(value):
            yield Row(layer.label, number_text(value, locale), "", layer.role, "area", value)
    if np.isfinite(values).any():
        total = float(np.nansum(values))
        label = QCoreApplication.translate("Chart", "Total")
        yield Row(label, number_text(total, locale), "", "text", "", total)


def _at(x: Array, values: Array, month: float) -> float:
    """Value at a month, NaN when there is none within half a month."""
    if not x.size:
        return float("nan")
    i = int(np.argmin(np.abs(x - month)))
    return float(values[i]) if abs(x[i] - month) <= 0.5 else float("nan")


def _band(x: Array, bands: Array | None, month: float, locale: QLocale) -> str:
    if bands is None:
        return ""
    low, high = _at(x, bands[0], month), _at(x, bands[4], month)
    return band_text(low, high, locale) if np.isfinite(low) and np.isfinite(high) else ""


_PAD, _HEADING, _ROW, _KEY, _COLUMN = 10.0, 16.0, 18.0, 24.0, 14.0
_SIZE = 11


class ReadOutPanel(QWidget):
    """A small panel over a chart; the mouse passes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("read_out")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._content: ReadOut | None = None
        self._columns = (0.0, 0.0, 0.0)
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_content(self, content: ReadOut) -> None:
        """Show a read-out; the panel takes the size it needs."""
        self._content = content
        self._columns = self._measured(content)
        self.resize(self.sizeHint())
        self.update()

    def content(self) -> ReadOut | None:
        """What is shown, or None."""
        return self._content

    def sizeHint(self) -> QSize:
        if self._content is None:
            return QSize()
        names, values, bands = self._columns
        width = _KEY + names + _COLUMN + values + (bands + _COLUMN if bands else 0)
        width = max(width, self._heading_width(self._content))
        headings = 2 if self._has_second_heading() else 1
        height = 2 * _PAD + headings * _HEADING + _ROW * len(self._content.rows)
        return QSize(math.ceil(width + 2 * _PAD), math.ceil(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._content is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        y = _PAD + 10
        self._write(painter, _PAD, y, self._content.title, "text", 600)
        y += _HEADING if self._has_second_heading() else 0
        self._write(painter, _PAD, y, self._content.unit, "muted", 400)
        if self._columns[2]:
            self._write(painter, self.width() - _PAD, y, _band_words(), "muted", 400, end=True)
        for row in self._content.rows:
            y += _ROW
            self._paint_row(painter, row, y + 2)
        painter.end()

    def _has_second_heading(self) -> bool:
        return bool(self._columns[2] or (self._content and self._content.unit))

    def _heading_width(self, content: ReadOut) -> float:
        second = _width(content.unit, 400)
        if self._columns[2]:
            second += _COLUMN + _width(_band_words(), 400)
        return max(_width(content.title, 600), second)

    def _measured(self, content: ReadOut) -> tuple[float, float, float]:
        names = max((_width(row.label, 400) for row in content.rows), default=0.0)
        values = max((_width(row.value, 600) for row in content.rows), default=0.0)
        return names, values, max((_width(row.band, 400) for row in content.rows), default=0.0)

    def _paint_ground(self, painter: QPainter) -> None:
        ground = QColor(self._theme.colour("card"))
        ground.setAlphaF(0.95)
        painter.setPen(QPen(QColor(self._theme.colour("strong_line")), 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_row(self, painter: QPainter, row: Row, y: float) -> None:
        self._paint_key(painter, row, y - 4)
        self._write(painter, _PAD + _KEY, y, row.label, "text", 400)
        bands = self._columns[2]
        right = self.width() - _PAD
        self._write(painter, right, y, row.band, "muted", 400, end=True)
        right -= bands + _COLUMN if bands else 0
        self._write(painter, right, y, row.value, "text", 600, end=True)

    def _paint_key(self, painter: QPainter, row: Row, y: float) -> None:
        colour = QColor(self._theme.colour(row.role))
        if row.sign == "line":
            pen = QPen(colour, 2)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if row.dash:
                pen.setDashPattern([length / 2 for length in row.dash])
            painter.setPen(pen)
            painter.drawLine(QPointF(_PAD, y), QPointF(_PAD + 16, y))
        elif row.sign in ("bar", "area"):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(_PAD + 3, y - 5, 10, 10), 2, 2)
        if row.marker:
            fill = "card" if row.sign == "point" else row.role
            look = MarkerLook(self._theme.colour(fill), colour.name())
            draw_marker(painter, (_PAD + 8, y), row.marker, 6, look)

    def _write(
        self,
        painter: QPainter,
        x: float,
        y: float,
        text: str,
        role: str,
        weight: int,
        end: bool = False,
    ) -> None:
        painter.setFont(chart_font(_SIZE, weight)[0])
        painter.setPen(QColor(self._theme.colour(role)))
        painter.drawText(QPointF(x - _width(text, weight) if end else x, y), text)


def _band_words() -> str:
    """What the numbers from p5 to p95 are called."""
    return QCoreApplication.translate("Chart", "9 of 10 draws")


def _width(text: str, weight: int) -> float:
    return text_width(text, _SIZE, weight)
