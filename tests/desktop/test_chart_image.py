"""A picture of colours on every surface: painted where it belongs, and kept within an SVG."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from desktop.charts.ink import blank_image, picture
from desktop.charts.painter import PainterSurface
from desktop.charts.surface import Pixels, Rect
from desktop.charts.svg import SvgSurface

CORNERS: Pixels = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 0]]], dtype="u1")
RECT = Rect(20, 10, 80, 60)


def channels(colour: QColor) -> tuple[int, ...]:
    return colour.red(), colour.green(), colour.blue()


def near(colour: QColor, wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(channels(colour), wanted, strict=True))


def corners(image: QImage) -> list[QColor]:
    return [image.pixelColor(x, y) for y in (13, 66) for x in (23, 96)]


@pytest.fixture
def painted(qapp: QApplication) -> QImage:
    image = blank_image(QSizeF(120, 80), 1.0)
    with PainterSurface(image) as surface:
        surface.image(RECT, CORNERS)
    return image


def embedded(document: str) -> tuple[ET.Element, QImage]:
    element = next(e for e in ET.fromstring(document).iter() if e.tag.endswith("image"))
    link = next(value for name, value in element.attrib.items() if name.endswith("href"))
    kind, _, content = link.partition(",")
    assert kind == "data:image/png;base64"
    return element, QImage.fromData(QByteArray(base64.b64decode(content)))


def written() -> str:
    surface = SvgSurface(120, 80)
    surface.image(RECT, CORNERS)
    return surface.document("colours")


def test_that_the_first_row_is_painted_on_top(painted: QImage) -> None:
    wanted = [tuple(map(int, colour)) for colour in CORNERS.reshape(4, 3)]
    assert all(map(near, corners(painted), wanted))


def test_that_nothing_is_painted_outside_the_rectangle(painted: QImage) -> None:
    outside = [painted.pixelColor(x, y) for x, y in ((17, 40), (103, 40), (60, 7), (60, 73))]
    assert [colour.alpha() for colour in outside] == [0, 0, 0, 0]


def test_that_colours_blend_from_one_place_to_the_next(painted: QImage) -> None:
    middle = painted.pixelColor(60, 12)
    assert 60 < middle.red() < 195
    assert 60 < middle.green() < 195
    assert middle.blue() < 30


def test_that_an_image_outlives_its_array(qapp: QApplication) -> None:
    pixels = CORNERS.copy()
    image = picture(pixels)
    pixels[:] = 0
    assert image.pixelColor(0, 0) == QColor(255, 0, 0)


def test_that_an_odd_width_is_not_skewed(qapp: QApplication) -> None:
    pixels: Pixels = np.arange(2 * 3 * 3, dtype="u1").reshape(2, 3, 3)
    image = picture(pixels)
    assert channels(image.pixelColor(2, 1)) == (15, 16, 17)


def test_that_an_svg_holds_the_same_picture_at_its_place(qapp: QApplication) -> None:
    element, image = embedded(written())
    place = [element.get(name) for name in ("x", "y", "width", "height", "preserveAspectRatio")]
    assert place == ["20", "10", "80", "60", "none"]
    assert (image.width(), image.height()) == (2, 2)
    found = [channels(image.pixelColor(x, y)) for y in (0, 1) for x in (0, 1)]
    assert found == [tuple(map(int, colour)) for colour in CORNERS.reshape(4, 3)]


def test_that_a_reader_shows_the_picture_of_an_svg(qapp: QApplication) -> None:
    shown = blank_image(QSizeF(120, 80), 1.0)
    painter = QPainter(shown)
    QSvgRenderer(QByteArray(written().encode())).render(painter, QRectF(0, 0, 120, 80))
    painter.end()
    wanted = [tuple(map(int, colour)) for colour in CORNERS.reshape(4, 3)]
    assert all(map(near, corners(shown), wanted))


def test_that_a_stroke_is_a_line_through_two_points(qapp: QApplication) -> None:
    ends = (12.0, 70.0), (90.5, 20.25)
    x, y = np.array(ends).T
    image, stroked = (blank_image(QSizeF(120, 80), 2.0) for _ in "ab")
    with PainterSurface(image) as surface:
        surface.line(x, y, "#1f62d0", 1.5)
    with PainterSurface(stroked) as surface:
        surface.stroke(*ends, "#1f62d0", 1.5)
    assert stroked == image != blank_image(QSizeF(120, 80), 2.0)


def test_that_a_stroke_is_written_as_a_line_is(qapp: QApplication) -> None:
    lined, stroked = SvgSurface(120, 80), SvgSurface(120, 80)
    lined.line(np.array([12.0, 90.5]), np.array([70.0, 20.25]), "#1f62d0", 1.5)
    stroked.stroke((12.0, 70.0), (90.5, 20.25), "#1f62d0", 1.5)
    assert stroked.document("") == lined.document("")
