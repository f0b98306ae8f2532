"""A chart taken elsewhere: the picture as an image, PNG or SVG, the numbers as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QIODevice, QSaveFile, QSizeF
from PySide6.QtGui import QColor, QImage

from desktop.charts.axis import year_month
from desktop.charts.data import STATISTICS, Array, Bars, ChartData, Series
from desktop.charts.figure import Memory, draw, layout
from desktop.charts.ink import blank_image, encoded
from desktop.charts.look import Look
from desktop.charts.painter import PainterSurface
from desktop.charts.surface import Rect, Surface, TextLook
from desktop.charts.svg import SvgSurface

KINDS = ("png", "svg", "csv")
HEADER = ("series", "month", "unit", "statistic", "value")

_SCALE = 2.0
_MARGIN, _HEAD = 14.0, 34.0
_SMALLEST = (480.0, 300.0)


def image(data: ChartData, look: Look, size: tuple[float, float], scale: float = _SCALE) -> QImage:
    """The chart with its title as a picture of ``scale`` pixels to one of ``size``."""
    size = _roomy(size)
    made = blank_image(QSizeF(*size), scale)
    made.fill(QColor(look.theme.colour("card")))
    with PainterSurface(made) as surface:
        _draw_figure(surface, data, look, size)
    return made


def svg(data: ChartData, look: Look, size: tuple[float, float]) -> str:
    """The chart with its title as an SVG document."""
    size = _roomy(size)
    surface = SvgSurface(*size)
    surface.box(Rect(0, 0, *size), look.theme.colour("card"))
    _draw_figure(surface, data, look, size)
    return surface.document(data.title)


def csv_text(data: ChartData, delimiter: str = ",") -> str:
    """All numbers of the chart, one a row under `HEADER`, in full precision.

    Months are written ``YYYY-MM``; the statistic is ``record``, ``central``, a percentile, or
    ``state`` for the number of a ribbon's category.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(HEADER)
    for label, statistic, x, values in _columns(data):
        for month, value in zip(x, values, strict=True):
            if math.isfinite(value):
                year, number = year_month(month)
                row = (label, f"{year:04d}-{number:02d}", data.unit, statistic, repr(float(value)))
                writer.writerow(row)
    return out.getvalue()


def content(kind: str, data: ChartData, look: Look, size: tuple[float, float]) -> bytes:
    """The bytes of a file of one of `KINDS`."""
    if kind == "png":
        return png(image(data, look, size))
    if kind == "svg":
        return svg(data, look, size).encode()
    if kind == "csv":
        return csv_text(data).encode()
    raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")


def png(picture: QImage) -> bytes:
    """An image as PNG, marked with its resolution so that it prints at the size it was seen."""
    picture = QImage(picture)
    dots = round(picture.devicePixelRatio() * 96 / 0.0254)
    picture.setDotsPerMeterX(dots)
    picture.setDotsPerMeterY(dots)
    return encoded(picture)


def write(target: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises OSError with the reason."""
    file = QSaveFile(str(target))
    opened = file.open(QIODevice.OpenModeFlag.WriteOnly)
    if not (opened and file.write(QByteArray(content)) == len(content) and file.commit()):
        raise OSError(f"{target}: {file.errorString()}")


def _roomy(size: tuple[float, float]) -> tuple[float, float]:
    return max(size[0], _SMALLEST[0]), max(size[1], _SMALLEST[1])


def _draw_figure(surface: Surface, data: ChartData, look: Look, size: tuple[float, float]) -> None:
    """Title and unit above the chart, a margin around it."""
    theme = look.theme
    title = TextLook(theme.colour("text"), 13, 600)
    unit = TextLook(theme.colour("muted"), 12, anchor="end")
    surface.text((_MARGIN, 24), data.title, title)
    surface.text((size[0] - _MARGIN, 24), data.unit, unit)
    inner = size[0] - 2 * _MARGIN, size[1] - _HEAD - _MARGIN / 2
    memory = Memory()
    frame = layout(data, look, inner, memory, surface.text_width)
    frame = replace(frame, left=frame.left + _MARGIN, top=frame.top + _HEAD)
    draw(surface, data, frame, look, memory)


def _columns(data: ChartData) -> Iterator[tuple[str, str, Array, Array]]:
    for points in data.points:
        yield points.label, "record", points.x, points.values
    lines: tuple[Series | Bars, ...] = (*data.series, *data.bars)
    for one in lines:
        label = one.label or one.key
        yield label, "central", one.x, one.central
        if one.bands is not None:
            for statistic, band in zip(STATISTICS, one.bands, strict=True):
                yield label, statistic, one.x, band
    for layer in data.stack:
        yield layer.label, "central", layer.x, layer.values
    for ribbon in data.ribbons:
        yield ribbon.label, "state", ribbon.x, ribbon.codes
