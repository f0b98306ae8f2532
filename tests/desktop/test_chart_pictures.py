"""Charts under an eye: the pixels that data, notes, themes, languages and sizes come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import (
    QColor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.charts import export
from desktop.charts.axis import month_x
from desktop.charts.chart import Chart
from desktop.charts.data import (
    Bars,
    ChartData,
    Emphasis,
    Grain,
    Series,
)
from desktop.charts.header import ChartHeader
from desktop.charts.look import Look
from tests.desktop.chart_parts import (
    AS_OF,
    DARK,
    EVERY,
    LIGHT,
    MONTHS,
    QUARTERS,
    SIZE,
    bands_about,
    colour_at,
    constraint,
    effect,
    lines,
    move_to,
    picture,
    regions,
    shown,
)


@pytest.fixture
def chart(qtbot: QtBot) -> Chart:
    return shown(qtbot, lines())


def test_that_the_line_stands_where_its_values_are(qtbot: QtBot) -> None:
    chart = shown(qtbot, lines(points=(), as_of=None))
    drawn = QColor(colour_at(chart, AS_OF + 31, 160.0))
    wanted = QColor(LIGHT.colour("series.1"))
    assert abs(drawn.hue() - wanted.hue()) < 12
    assert drawn.lightness() < 140


def test_that_the_inner_band_is_stronger_than_the_outer_and_the_outer_than_nothing(
    qtbot: QtBot,
) -> None:
    series = lines().series[0]
    chart = shown(qtbot, lines(series=(series,), points=(), span=(AS_OF, AS_OF + 60)))
    shades = [colour_at(chart, AS_OF + 15, 128 * part) for part in (0.9, 0.7, 0.3)]
    inner, outer, nothing = (QColor(shade).lightness() for shade in shades)
    assert inner < outer < nothing
    assert shades[2] == LIGHT.colour("card")


def test_that_nothing_remains_of_the_bands_before(qtbot: QtBot) -> None:
    rising = lines().series[0]
    central = rising.central[::-1].copy()
    falling = Series("s", "", "series.1", MONTHS, central, bands_about(central))
    sight: dict[str, Any] = {"points": (), "span": (AS_OF, AS_OF + 60)}
    chart = shown(qtbot, lines(series=(rising,), **sight))
    assert colour_at(chart, AS_OF + 58, 255.0) != LIGHT.colour("card")
    chart.show_data(lines(series=(falling,), **sight))
    assert colour_at(chart, AS_OF + 58, 255.0) == LIGHT.colour("card")


def test_that_missing_months_leave_a_gap_in_line_and_bands(qtbot: QtBot) -> None:
    series = lines().series[0]
    assert series.bands is not None
    central, bands = series.central.copy(), series.bands.copy()
    central[20:30], bands[:, 20:30] = np.nan, np.nan
    gap = Series("s", "", "series.1", MONTHS, central, bands)
    chart = shown(qtbot, lines(series=(gap,), points=(), span=(AS_OF, AS_OF + 60)))
    assert colour_at(chart, AS_OF + 26, 152.0) == LIGHT.colour("card")
    assert colour_at(chart, AS_OF + 12, 122.0) != LIGHT.colour("card")


def test_that_a_band_that_reaches_zero_fills_a_logarithmic_chart_to_its_floor(
    qtbot: QtBot,
) -> None:
    series = lines().series[0]
    assert series.bands is not None
    bands = series.bands.copy()
    bands[0] = 0.0
    chart = shown(
        qtbot,
        lines(
            series=(Series("s", "", "series.1", MONTHS, series.central, bands),),
            points=(),
            span=(AS_OF, AS_OF + 60),
        ),
    )
    chart.show_logarithmic(True)
    floor = chart.plot_frame().y_low
    assert colour_at(chart, AS_OF + 30, floor * 1.03) != LIGHT.colour("card")


def test_that_a_dashed_reference_is_told_from_a_line_without_colour(qtbot: QtBot) -> None:
    flat = np.full(60, 100.0)
    reference = Series("b", "", "muted", MONTHS, flat, None, Emphasis.REFERENCE)
    chart = shown(qtbot, lines(series=(reference,), points=(), span=(AS_OF, AS_OF + 60)))
    frame = chart.plot_frame()
    y = round(float(frame.py(np.array(100.0))))
    image = picture(chart)
    middle = range(int(frame.left + 60), int(frame.right - 60))
    grid = QColor(LIGHT.colour("grid"))
    dark = [image.pixelColor(x, y).lightness() < grid.lightness() - 20 for x in middle]
    assert 0.3 < sum(dark) / len(dark) < 0.85


def test_that_bars_hang_from_zero_and_fade_towards_their_far_end(qtbot: QtBot) -> None:
    chart = shown(qtbot, effect())
    middle = QUARTERS[-1] - 1.5
    shades = [QColor(colour_at(chart, middle, v)).saturation() for v in (-4.0, -25.0, -60.0)]
    assert shades[0] > shades[1] > shades[2] > 0
    assert chart.plot_frame().y_low < -75
    assert colour_at(chart, middle, -75.0) == LIGHT.colour("card")


def test_that_a_positive_effect_has_another_colour_than_a_negative(qtbot: QtBot) -> None:
    bars = Bars("e", "effect", QUARTERS, np.where(QUARTERS < AS_OF + 30, -10.0, 10.0))
    chart = shown(qtbot, ChartData("effect", "E", "", bars=(bars,), grain=Grain.QUARTER))
    assert colour_at(chart, AS_OF + 10.5, -5) == LIGHT.colour("negative")
    assert colour_at(chart, AS_OF + 55.5, 5) == LIGHT.colour("positive")


def test_that_a_bar_covers_the_span_that_ends_at_its_month(qtbot: QtBot) -> None:
    values = np.where(QUARTERS == AS_OF + 30, 10.0, np.nan)
    bars = Bars("e", "effect", QUARTERS, values)
    chart = shown(qtbot, ChartData("effect", "E", "", bars=(bars,), grain=Grain.QUARTER))
    inside = [colour_at(chart, AS_OF + month, 5) for month in (25.5, 28.5, 31.5)]
    card = LIGHT.colour("card")
    assert inside == [card, LIGHT.colour("positive"), card]


def test_that_layers_stand_on_each_other(qtbot: QtBot) -> None:
    chart = shown(qtbot, regions())
    assert colour_at(chart, AS_OF + 10, 20) == LIGHT.colour("region.us_allies")
    assert colour_at(chart, AS_OF + 10, 81) == LIGHT.colour("region.china")
    assert colour_at(chart, AS_OF + 10, 100) == LIGHT.colour("region.rest_of_world")
    assert chart.plot_frame().y_high >= 112


def test_that_a_ribbon_shows_the_state_of_its_months(qtbot: QtBot) -> None:
    chart = shown(qtbot, constraint())
    frame, image = chart.plot_frame(), picture(chart)
    for month, state in ((15.0, "chips"), (35.0, "demand"), (55.0, "power")):
        x = round(float(frame.px(np.array(AS_OF + month))))
        column = {image.pixelColor(x, y).name() for y in range(image.height())}
        assert LIGHT.colour(f"constraint.{state}") in column


def test_that_the_axis_holds_still_under_a_slider_and_settles_afterwards(chart: Chart) -> None:
    before = chart.plot_frame()
    for scale in (0.9, 0.8, 0.7):
        chart.show_data(lines(scale))
        picture(chart)
        assert chart.plot_frame() == before
    chart.settle()
    assert chart.plot_frame().y_high < before.y_high


def test_that_the_axis_grows_at_once_when_the_data_leaves_it(chart: Chart) -> None:
    picture(chart)
    chart.show_data(lines(3.0))
    assert chart.plot_frame().y_high >= 3 * 218 * 1.25


def test_that_months_out_of_sight_do_not_stretch_the_axis(qtbot: QtBot) -> None:
    chart = shown(qtbot, lines(span=(AS_OF, AS_OF + 6), points=()))
    assert chart.plot_frame().y_high <= 200


def test_that_a_long_tail_is_cut_rather_than_obeyed(qtbot: QtBot) -> None:
    central = np.full(60, 100.0)
    bands = np.multiply.outer([0.5, 0.8, 1.0, 1.3, 50.0], central)
    series = Series("s", "", "series.1", MONTHS, central, bands)
    chart = shown(qtbot, lines(series=(series,), points=()))
    assert 130 <= chart.plot_frame().y_high <= 250
    chart.show_hover(AS_OF + 30)
    content = chart.content()
    assert content is not None
    assert content.rows[0].band == "50 – 5,000"


@pytest.mark.parametrize("value", [1e31, 1e-31, -1e31])
def test_that_absurd_numbers_are_drawn_and_read(qtbot: QtBot, value: float) -> None:
    series = Series("s", "absurd", "series.1", MONTHS, np.linspace(0, value, 60))
    chart = shown(qtbot, lines(series=(series,), points=()))
    picture(chart)
    chart.show_hover(AS_OF + 60)
    content = chart.content()
    assert content is not None
    assert "10" in content.rows[0].value


def test_that_many_names_stand_in_a_column_beside_the_frame(qtbot: QtBot) -> None:
    base = lines().series[0].central
    many = tuple(
        Series(f"s{i}", f"scenario {i}", f"series.{i + 1}", MONTHS, base * (1 + 0.1 * i))
        for i in range(6)
    )
    few = shown(qtbot, lines(series=many[:1], points=())).plot_frame()
    chart = shown(qtbot, lines(series=many, points=()))
    frame, image = chart.plot_frame(), picture(chart)
    assert frame.right < few.right - 40
    beside = range(int(frame.right) + 13, image.width())
    rows = [
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y).lightness() < 140 for x in beside)
    ]
    assert len(rows) > 6 * 7


def test_that_only_many_names_leave_their_lines_where_there_is_room(qtbot: QtBot) -> None:
    apart = tuple(
        Series(f"s{i}", f"line {i}", f"series.{i + 1}", MONTHS, np.full(60, 20.0 * (i + 1)))
        for i in range(5)
    )
    five = shown(qtbot, lines(series=apart, points=()))
    four = shown(qtbot, lines(series=apart[:4], points=()))
    assert five.plot_frame().right < four.plot_frame().right - 30


def test_that_an_empty_chart_says_so(qtbot: QtBot) -> None:
    chart = shown(qtbot, ChartData("nothing", "Nothing", "bn USD"))
    assert chart.accessibleDescription() == "There is nothing to show."
    image, card = picture(chart), QColor(LIGHT.colour("card"))
    pixels = ((x, y) for y in range(image.height()) for x in range(image.width()))
    assert any(image.pixelColor(x, y) != card for x, y in pixels)
    move_to(chart, AS_OF)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.hover() is None


def test_that_the_as_of_line_says_what_it_is_where_there_is_room(qapp: QApplication) -> None:
    look = Look(LIGHT, QLocale("en_GB"))
    late = replace(lines(), series=(), span=(month_x(2016, 1), AS_OF + 60))
    assert ">projection as of Jan 2025<" in export.svg(lines(), look, (900.0, 300.0))
    assert ">as of Jan 2025<" in export.svg(late, look, (480.0, 300.0))
    assert "as of" not in export.svg(replace(lines(), as_of=None), look, (900.0, 300.0))


def test_that_a_note_stands_in_place_of_the_numbers_and_is_told(qtbot: QtBot) -> None:
    zeros = (Bars("e", "effect", QUARTERS, np.zeros(20)),)
    plain = ChartData("effect", "Effect", "bn USD", bars=zeros, as_of=AS_OF, grain=Grain.QUARTER)
    noted = replace(plain, note="No difference", advice="Move a slider")
    chart = shown(qtbot, noted)
    assert chart.accessibleDescription() == "No difference. Move a slider"
    written = export.svg(noted, Look(LIGHT, QLocale("en_GB")), SIZE)
    for words in ("No difference", "Move a slider"):
        assert words in written
        assert words not in export.svg(plain, Look(LIGHT, QLocale("en_GB")), SIZE)
    assert "0.4" not in written


def test_that_a_long_note_is_broken_into_lines_that_fit(qtbot: QtBot) -> None:
    advice = "Move a slider, add an event or choose another reference. " * 3
    data = ChartData("effect", "Effect", "", note="No difference", advice=advice)
    chart = shown(qtbot, data)
    chart.resize(240, 260)
    qtbot.waitUntil(lambda: chart.width() == 240)
    image, card = picture(chart), QColor(LIGHT.colour("card"))
    outside = [*range(6), *range(image.width() - 6, image.width())]
    assert all(image.pixelColor(x, y) == card for x in outside for y in range(image.height()))


def test_that_a_unit_is_said_shorter_before_it_is_cut(qtbot: QtBot) -> None:
    short = ("bn USD", "bn")
    chart = shown(qtbot, replace(lines(), unit="thousand million USD a year", short_units=short))
    unit = chart.findChild(QLabel, "muted")
    assert unit is not None
    assert unit.text() == "thousand million USD a year"
    seen = set()
    for width in range(340, 219, -10):
        chart.resize(width, 200)
        qtbot.waitUntil(lambda width=width: chart.width() == width)  # type: ignore[misc]
        seen.add(unit.text())
        assert (unit.toolTip() == "") == (unit.text() == "thousand million USD a year")
    assert "bn USD" in seen
    assert not [text for text in seen if "…" in text and "bn USD" in text]


@pytest.mark.parametrize("make", EVERY)
def test_that_a_chart_changes_its_theme_while_it_is_seen(
    qtbot: QtBot, make: Callable[[], ChartData]
) -> None:
    chart = shown(qtbot, make())
    light = picture(chart)
    assert light.pixelColor(1, 1).name() == LIGHT.colour("card")
    chart.show_theme(DARK)
    assert picture(chart).pixelColor(1, 1).name() == DARK.colour("card")
    chart.show_theme(LIGHT)
    assert picture(chart) == light


@pytest.mark.parametrize("make", EVERY)
def test_that_every_part_of_a_chart_follows_the_theme(
    qtbot: QtBot, make: Callable[[], ChartData]
) -> None:
    turned, born = shown(qtbot, make()), shown(qtbot, make(), DARK)
    turned.show_theme(DARK)
    for chart in (turned, born):
        chart.activateWindow()
        chart.setFocus()
        chart.show_hover(AS_OF + 15)
        qtbot.waitUntil(chart.hasFocus)
    QApplication.processEvents()
    for name in ("chart_header", "read_out"):
        parts = [chart.findChild(QWidget, name) for chart in (turned, born)]
        for part in parts:
            # Wherever the mouse was left, and whichever of the two has the focus.
            if isinstance(part, ChartHeader):
                part.show_buttons(True)
        one, other = (part.grab().toImage() for part in parts if part is not None)
        assert one == other


def test_that_ticks_and_numbers_follow_the_locale(chart: Chart) -> None:
    english = picture(chart)
    chart.setLocale(QLocale("fr_FR"))
    chart.show_hover(month_x(2027, 2))
    content = chart.content()
    assert content is not None
    assert content.title == "février 2027"
    assert content.rows[0].band.startswith("88,8")
    chart.show_hover(None)
    assert picture(chart).size() == english.size()


@pytest.mark.parametrize("width", [220, 300, 1400])
@pytest.mark.parametrize("make", EVERY)
def test_that_a_chart_can_be_small_or_large(
    qtbot: QtBot, make: Callable[[], ChartData], width: int
) -> None:
    chart = shown(qtbot, make())
    chart.resize(width, max(150, width // 2))
    image = picture(chart)
    card = QColor(LIGHT.colour("card"))
    middle = [image.pixelColor(x, image.height() - 12) for x in range(image.width())]
    assert any(colour != card for colour in middle)


def test_that_a_long_title_ends_in_an_ellipsis_and_is_told_in_full(qtbot: QtBot) -> None:
    title = "A title that is far too long for a narrow chart of the board"
    chart = shown(qtbot, lines(title=title))
    chart.resize(240, 200)
    label = chart.findChild(QLabel, "title")
    assert isinstance(label, QLabel)
    qtbot.waitUntil(lambda: label.text().endswith("…"))
    assert label.toolTip() == title
    assert label.accessibleName() == title
