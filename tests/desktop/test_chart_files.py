"""Charts taken elsewhere: pictures and numbers as files and on the clipboard."""

from __future__ import annotations

import csv
import io
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QLocale, QRectF
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QPainter,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.charts import export
from desktop.charts.chart import Chart
from desktop.charts.data import (
    ChartData,
    Mark,
    Series,
)
from desktop.charts.look import Look
from desktop.theme import Theme
from tests.desktop.chart_parts import (
    AS_OF,
    DARK,
    EVERY,
    LIGHT,
    MONTHS,
    SIZE,
    action,
    bands_about,
    lines,
    shown,
)


@pytest.fixture
def chart(qtbot: QtBot) -> Chart:
    return shown(qtbot, lines())


def look(theme: Theme = LIGHT, logarithmic: bool = False) -> Look:
    return Look(theme, QLocale("en_GB"), logarithmic)


@pytest.mark.parametrize("make", EVERY)
def test_that_a_saved_picture_is_twice_as_sharp_and_has_the_title(
    chart: Chart, make: Callable[[], ChartData], tmp_path: Path
) -> None:
    chart.show_data(make())
    chart.save("png", tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    assert (image.width(), image.height()) == (2 * chart.width(), 2 * chart.height())
    card = QColor(LIGHT.colour("card"))
    title = [image.pixelColor(x, y) for x in range(28, 120) for y in range(26, 50)]
    assert any(colour != card for colour in title)


@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_an_svg_is_well_formed_and_names_everything(
    qapp: QApplication, make: Callable[[], ChartData], theme: Theme
) -> None:
    data = make()
    root = ET.fromstring(export.svg(data, look(theme), SIZE))
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    names = {series.label for series in data.series} | {layer.label for layer in data.stack}
    assert {data.title, *names} <= texts
    assert theme.colour("card") in ET.tostring(root, encoding="unicode")


def test_that_signs_of_markup_in_names_do_no_harm(qapp: QApplication) -> None:
    name = 'R&D < "shock" > 2×'
    data = lines(title=name, unit="<bn>", points=())
    root = ET.fromstring(export.svg(data, look(), SIZE))
    assert name in {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}


def test_that_nothing_in_an_svg_lies_outside_the_picture(qapp: QApplication) -> None:
    central = np.exp(np.linspace(0, 60, 60))
    data = lines(
        series=(Series("s", "steep", "series.1", MONTHS, central, bands_about(central)),),
        span=(AS_OF + 5, AS_OF + 40),
        marks=(Mark(AS_OF + 12, "R1 shock"),),
    )
    written = export.svg(data, look(), SIZE)
    numbers = [
        (float(x), float(y))
        for path in re.findall(r' d="([^"]+)"', written)
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)
    ]
    assert len(numbers) > 60
    assert all(0 <= x <= SIZE[0] and 0 <= y <= SIZE[1] for x, y in numbers)


def test_that_the_svg_shows_the_same_as_the_screen(qapp: QApplication) -> None:
    data = lines(points=(), series=(lines().series[0],))
    painted = export.image(data, look(), SIZE, scale=1)
    drawn = QImage(painted.size(), QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(drawn)
    renderer = QSvgRenderer(QByteArray(export.svg(data, look(), SIZE).encode()))
    renderer.render(painter, QRectF(0, 0, *SIZE))
    painter.end()
    apart = [
        (x, y)
        for x in range(260, 480, 4)
        for y in range(60, 280, 4)
        if abs(painted.pixelColor(x, y).lightness() - drawn.pixelColor(x, y).lightness()) > 12
    ]
    assert len(apart) < 60  # edges differ by a pixel
    inner, outer = (350, 190), (350, 145)
    for x, y in (inner, outer):
        one, other = painted.pixelColor(x, y), drawn.pixelColor(x, y)
        assert one.lightness() == pytest.approx(other.lightness(), abs=3)
    assert painted.pixelColor(*inner).lightness() < painted.pixelColor(*outer).lightness() - 10


def test_that_a_csv_gives_every_number_back(qapp: QApplication) -> None:
    data = lines()
    rows = list(csv.DictReader(io.StringIO(export.csv_text(data))))
    assert tuple(rows[0]) == export.HEADER
    assert len(rows) == 9 + 60 * 6 + 60
    found = {(r["series"], r["month"], r["statistic"]): float(r["value"]) for r in rows}
    assert found["weak rebound", "2027-04", "central"] == data.series[0].central[26]
    assert data.series[0].bands is not None
    assert found["weak rebound", "2027-04", "p95"] == data.series[0].bands[4, 26]
    assert found["record", "2023-01", "record"] == 15.0
    assert {row["unit"] for row in rows} == {"bn USD a year"}


def test_that_a_csv_leaves_out_what_is_not_known(qapp: QApplication) -> None:
    values = np.full(60, math.nan)
    values[3] = 1 / 3
    data = lines(points=(), series=(Series("s", "s", "series.1", MONTHS, values),))
    rows = list(csv.DictReader(io.StringIO(export.csv_text(data))))
    assert [row["value"] for row in rows] == ["0.3333333333333333"]


def test_that_copying_puts_a_sharp_picture_on_the_clipboard(chart: Chart) -> None:
    action(chart, "copy_picture").trigger()
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * chart.width()
    expected = export.image(chart.data(), look(), (chart.width(), chart.height()))
    assert image.pixelColor(40, 40) == expected.pixelColor(40, 40)
    assert image.convertToFormat(expected.format()) == expected


def test_that_copied_data_go_into_the_cells_of_a_spreadsheet(chart: Chart) -> None:
    action(chart, "copy_data").trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    cells = [line.split("\t") for line in lines]
    assert cells == [*csv.reader(io.StringIO(export.csv_text(chart.data())))]
    assert len(cells) > 100
    assert {len(row) for row in cells} == {len(export.HEADER)}


def test_that_a_file_that_cannot_be_written_is_an_error_with_its_place(
    chart: Chart, tmp_path: Path
) -> None:
    target = tmp_path / "nowhere" / "chart.csv"
    with pytest.raises(OSError, match=re.escape(str(target))):
        chart.save("csv", target)


def test_that_an_unknown_kind_of_file_is_refused(chart: Chart, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'pdf' is none of png, svg, csv"):
        chart.save("pdf", tmp_path / "chart.pdf")
