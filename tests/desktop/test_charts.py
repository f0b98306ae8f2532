"""Charts under a hand and an eye: real mouse and key events, and the pixels that come of them."""

from __future__ import annotations

import csv
import io
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QEvent, QLocale, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView, QLabel, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.charts import export
from desktop.charts.axis import month_x
from desktop.charts.chart import Chart
from desktop.charts.data import (
    Array,
    Bars,
    Category,
    ChartData,
    Emphasis,
    Grain,
    Mark,
    Points,
    Ribbon,
    Series,
    StackLayer,
)
from desktop.charts.figure import Look
from desktop.theme import Theme, load_theme

AS_OF = month_x(2025, 1)
MONTHS = AS_OF + np.arange(1.0, 61)
QUARTERS = AS_OF + np.arange(3.0, 61, 3)
LIGHT, DARK = load_theme("light"), load_theme("dark")
SIZE = (520.0, 320.0)


def bands_about(central: Array) -> Array:
    return np.multiply.outer([0.6, 0.8, 1.0, 1.25, 1.6], central)


def lines(scale: float = 1.0, **changes: object) -> ChartData:
    central = scale * (100 + 2 * np.arange(60.0))
    record = month_x(2023, 1) + np.arange(0.0, 27, 3)
    content: dict[str, object] = {
        "key": "revenue",
        "title": "Data-centre revenue",
        "unit": "bn USD a year",
        "series": (
            Series("s", "weak rebound", "series.1", MONTHS, central, bands_about(central)),
            Series("b", "baseline", "muted", MONTHS, 1.2 * central, None, Emphasis.REFERENCE),
        ),
        "points": (Points("r", "record", record, np.linspace(15, 95, 9)),),
        "as_of": AS_OF,
        "span": (month_x(2023, 1), AS_OF + 60),
    }
    return ChartData(**{**content, **changes})  # type: ignore[arg-type]


def effect() -> ChartData:
    central = -np.linspace(5, 40, 20)
    bands = np.multiply.outer([1.8, 1.3, 1.0, 0.7, 0.2], central)
    bars = (Bars("e", "weak rebound", QUARTERS, central, bands),)
    return ChartData("effect", "Effect", "bn USD", bars=bars, as_of=AS_OF, grain=Grain.QUARTER)


def regions() -> ChartData:
    parts = {"us_allies": 80.0, "china": 2.0, "rest_of_world": 30.0}
    layers = [
        StackLayer(key, key, f"region.{key}", MONTHS, np.full(60, value))
        for key, value in parts.items()
    ]
    return ChartData("regions", "Who gets the chips", "H100e", stack=tuple(layers), as_of=AS_OF)


def constraint() -> ChartData:
    states = tuple(Category(name, f"constraint.{name}") for name in ("demand", "chips", "power"))
    codes = np.repeat([1.0, 0, 2], 20)
    rows = tuple(Ribbon(key, key, MONTHS, codes, states) for key in ("one", "two"))
    return ChartData("binding", "Binding constraint", "", ribbons=rows, as_of=AS_OF)


EVERY: list[Callable[[], ChartData]] = [lines, effect, regions, constraint]


@pytest.fixture
def chart(qtbot: QtBot) -> Chart:
    return shown(qtbot, lines())


def shown(qtbot: QtBot, data: ChartData, theme: Theme = LIGHT) -> Chart:
    made = Chart(theme)
    made.setLocale(QLocale("en_GB"))
    qtbot.addWidget(made)
    made.show_data(data)
    made.resize(560, 340)
    made.show()
    qtbot.waitExposed(made)
    return made


def viewport(chart: Chart) -> QWidget:
    view = chart.findChild(QGraphicsView)
    assert isinstance(view, QGraphicsView)
    return view.viewport()


def move_to(chart: Chart, x: float) -> None:
    """Move the mouse over the picture to a month ordinal."""
    frame = chart.plot_frame()
    place = QPointF(float(frame.px(np.array(x))), frame.top + frame.height / 2)
    target = viewport(chart)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        target.mapToGlobal(place),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)


def picture(chart: Chart) -> QImage:
    QApplication.processEvents()
    return viewport(chart).grab().toImage()


def colour_at(chart: Chart, x: float, value: float) -> str:
    frame = chart.plot_frame()
    place = QPoint(round(float(frame.px(np.array(x)))), round(float(frame.py(np.array(value)))))
    return picture(chart).pixelColor(place).name()


def action(chart: Chart, name: str) -> QAction:
    found = chart.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found


# Pointing


def test_that_the_mouse_reads_every_series_at_its_month(chart: Chart, qtbot: QtBot) -> None:
    x = month_x(2027, 4)
    with qtbot.waitSignal(chart.hovered) as heard:
        move_to(chart, x + 0.3)
    assert heard.args == [x]
    content = chart.content()
    assert content is not None
    assert content.title == "April 2027"
    assert [(row.label, row.value, row.band) for row in content.rows] == [
        ("weak rebound", "152", "91.2 – 243"),
        ("baseline", "182", ""),
    ]


def test_that_the_mouse_reads_the_record_left_of_the_as_of_month(chart: Chart) -> None:
    move_to(chart, month_x(2023, 5))
    content = chart.content()
    assert content is not None
    assert [(row.label, row.value) for row in content.rows] == [("record", "25")]


def test_that_the_panel_stays_within_the_chart_and_lets_the_cross_hair_be_seen(
    chart: Chart,
) -> None:
    for x in (month_x(2023, 1), month_x(2026, 3), month_x(2027, 9), AS_OF + 60):
        move_to(chart, x)
        panel = chart.findChild(QWidget, "read_out")
        assert panel is not None
        assert panel.isVisible()
        assert chart.rect().contains(panel.geometry())
        cross_hair = viewport(chart).mapTo(chart, QPoint(0, 0)).x() + chart.plot_frame().px(
            np.array(x)
        )
        assert not panel.geometry().left() <= cross_hair <= panel.geometry().right()


def test_that_the_cross_hair_and_the_panel_go_with_the_mouse(chart: Chart, qtbot: QtBot) -> None:
    before, x = picture(chart), month_x(2027, 4)
    assert colour_at(chart, x, 3.0) == LIGHT.colour("card")
    move_to(chart, x)
    assert colour_at(chart, x, 3.0) == LIGHT.colour("axis")
    with qtbot.waitSignal(chart.hovered) as heard:
        QApplication.sendEvent(viewport(chart), QEvent(QEvent.Type.Leave))
    assert heard.args == [None]
    assert chart.content() is None
    assert picture(chart) == before


def test_that_another_chart_can_be_pointed_at_without_answering(chart: Chart, qtbot: QtBot) -> None:
    other = shown(qtbot, regions())
    chart.hovered.connect(other.show_hover)
    with qtbot.assertNotEmitted(other.hovered):
        move_to(chart, month_x(2027, 4))
    content = other.content()
    assert content is not None
    assert [row.value for row in content.rows] == ["30", "2", "80", "112"]
    assert content.rows[-1].label == "Total"


def test_that_a_month_is_read_in_the_quarter_it_lies_in(qtbot: QtBot) -> None:
    chart = shown(qtbot, effect())
    chart.show_hover(month_x(2025, 5))
    content = chart.content()
    assert content is not None
    assert content.title == "Q2 FY2026, to Jul 2025"
    assert content.rows[0].band.endswith(" to −1.37")


def test_that_a_month_without_anything_shows_no_numbers(chart: Chart) -> None:
    chart.show_hover(month_x(2024, 3))
    assert chart.content() is None


def test_that_keys_walk_through_the_months(chart: Chart, qtbot: QtBot) -> None:
    chart.setFocus()
    heard: list[float | None] = []
    chart.hovered.connect(heard.append)
    year = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(chart, Qt.Key.Key_End)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Left, year)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    first = month_x(2023, 1)
    assert heard == [AS_OF + 60, AS_OF + 59, AS_OF + 47, first, first + 3, None]


def test_that_the_first_arrow_key_begins_at_the_first_month(chart: Chart, qtbot: QtBot) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.hover() == month_x(2023, 1)


def test_that_new_numbers_are_read_at_the_month_still_pointed_at(chart: Chart) -> None:
    move_to(chart, month_x(2027, 4))
    chart.show_data(lines(scale=2))
    content = chart.content()
    assert content is not None
    assert content.rows[0].value == "304"


# What the user asks for


def test_that_a_double_click_and_enter_ask_for_the_whole_board(chart: Chart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.maximise_requested):
        QTest.mouseDClick(viewport(chart), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(chart.maximise_requested):
        QTest.keyClick(chart, Qt.Key.Key_Return)


def test_that_buttons_appear_with_the_focus_and_can_be_reached_by_tab(
    chart: Chart, qtbot: QtBot
) -> None:
    field = QLabel("elsewhere", chart)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    maximise, more = (chart.findChild(QToolButton, name) for name in ("maximise", "more"))
    assert isinstance(maximise, QToolButton)
    assert isinstance(more, QToolButton)
    chart.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(maximise.isVisible)
    QTest.keyClick(chart, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is maximise
    assert more.isVisible()
    with qtbot.waitSignal(chart.maximise_requested):
        QTest.keyClick(maximise, Qt.Key.Key_Space)


def test_that_buttons_hide_when_the_focus_goes(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, second = Chart(LIGHT, window), Chart(LIGHT, window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    first.setFocus()
    button = first.findChild(QToolButton, "more")
    assert isinstance(button, QToolButton)
    qtbot.waitUntil(button.isVisible)
    second.setFocus()
    qtbot.waitUntil(lambda: not button.isVisible())


def test_that_buttons_hide_when_the_focus_leaves_one_of_them(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, second = Chart(LIGHT, window), Chart(LIGHT, window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    first.setFocus()
    button = first.findChild(QToolButton, "more")
    assert isinstance(button, QToolButton)
    qtbot.waitUntil(button.isVisible)
    button.setFocus()
    second.setFocus()
    qtbot.waitUntil(lambda: not button.isVisible())


def test_that_the_menu_asks_for_files_of_every_kind(chart: Chart, qtbot: QtBot) -> None:
    for kind in export.KINDS:
        with qtbot.waitSignal(chart.export_requested) as heard:
            action(chart, kind).trigger()
        assert heard.args == [kind]


def test_that_a_right_click_on_the_picture_opens_the_menu(chart: Chart, qtbot: QtBot) -> None:
    menu = chart.findChild(QMenu, "chart_menu")
    assert isinstance(menu, QMenu)
    target = viewport(chart)
    place = QPoint(100, 100)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, target.mapToGlobal(place))
    QApplication.sendEvent(target, event)
    qtbot.waitUntil(menu.isVisible)
    menu.close()


def test_that_the_wheel_is_left_to_what_is_around_the_chart(chart: Chart) -> None:
    place = QPointF(50, 50)
    event = QWheelEvent(
        place,
        viewport(chart).mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport(chart), event)
    assert not event.isAccepted()


def test_that_the_logarithmic_scale_is_a_choice_of_the_menu(chart: Chart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.logarithmic_changed) as heard:
        action(chart, "logarithmic").trigger()
    assert heard.args == [True]
    frame = chart.plot_frame()
    assert frame.logarithmic
    ten, hundred, thousand = frame.py(np.array([10.0, 100.0, 1000.0]))
    assert ten - hundred == pytest.approx(hundred - thousand)


@pytest.mark.parametrize("make", [effect, regions, constraint])
def test_that_bars_and_areas_have_no_logarithmic_scale(
    qtbot: QtBot, make: Callable[[], ChartData]
) -> None:
    chart = shown(qtbot, make())
    chart.show_logarithmic(True)
    assert not action(chart, "logarithmic").isEnabled()
    assert not chart.logarithmic()
    assert not chart.plot_frame().logarithmic


def test_that_showing_says_nothing(chart: Chart, qtbot: QtBot) -> None:
    said: list[object] = []
    for signal in (chart.hovered, chart.logarithmic_changed, chart.export_requested):
        signal.connect(said.append)
    chart.maximise_requested.connect(lambda: said.append("maximise"))
    chart.show_data(effect())
    chart.show_data(lines())
    chart.show_hover(month_x(2026, 1))
    chart.show_hover(None)
    chart.show_logarithmic(True)
    chart.show_theme(DARK)
    chart.show_maximised(True)
    chart.settle()
    assert said == []


# What the eye sees


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
    header = turned.findChild(QWidget, "chart_header")
    panel = turned.findChild(QWidget, "read_out")
    assert header is not None
    assert panel is not None
    for part, name in ((header, "chart_header"), (panel, "read_out")):
        other = born.findChild(QWidget, name)
        assert other is not None
        turned.findChildren(QToolButton)[0].setVisible(True)
        born.findChildren(QToolButton)[0].setVisible(True)
        assert part.grab().toImage() == other.grab().toImage()


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


# Those who hear it


def test_that_a_chart_says_its_name_and_its_last_numbers(chart: Chart, qtbot: QtBot) -> None:
    assert chart.accessibleName() == "Data-centre revenue"
    assert chart.objectName() == "chart_revenue"
    words = "January 2030: weak rebound 218 (p5–p95 131 – 349); baseline 262 [bn USD a year]"
    assert chart.accessibleDescription() == words
    chart.show_data(lines(scale=2))
    qtbot.waitUntil(lambda: "weak rebound 436" in chart.accessibleDescription())


def test_that_a_chart_says_the_numbers_pointed_at(chart: Chart) -> None:
    chart.show_hover(month_x(2027, 4))
    assert chart.accessibleDescription().startswith("April 2027: weak rebound 152 (p5–p95 91.2")


def test_that_every_control_has_a_name(chart: Chart) -> None:
    buttons = chart.findChildren(QToolButton)
    assert len(buttons) == 2
    assert all(button.accessibleName() and button.objectName() for button in buttons)
    menu = chart.findChild(QMenu, "chart_menu")
    assert isinstance(menu, QMenu)
    assert menu.accessibleName()
    assert all(item.text() for item in menu.actions() if not item.isSeparator())


# Taking it elsewhere


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
    action(chart, "copy").trigger()
    image = QGuiApplication.clipboard().image()
    assert image.width() == 2 * chart.width()
    expected = export.image(chart.data(), look(), (chart.width(), chart.height()))
    assert image.pixelColor(40, 40) == expected.pixelColor(40, 40)
    assert image.convertToFormat(expected.format()) == expected


def test_that_a_file_that_cannot_be_written_is_an_error_with_its_place(
    chart: Chart, tmp_path: Path
) -> None:
    target = tmp_path / "nowhere" / "chart.csv"
    with pytest.raises(OSError, match=re.escape(str(target))):
        chart.save("csv", target)


def test_that_an_unknown_kind_of_file_is_refused(chart: Chart, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'pdf' is none of png, svg, csv"):
        chart.save("pdf", tmp_path / "chart.pdf")


# What it is made of


def test_that_values_must_fit_their_months() -> None:
    with pytest.raises(ValueError, match="s: "):
        Series("s", "", "series.1", MONTHS, np.zeros(59))
    with pytest.raises(ValueError, match=re.escape("bands must have shape (5, month)")):
        Series("s", "", "series.1", MONTHS, np.zeros(60), np.zeros((60, 5)))


def test_that_only_one_module_knows_pyqtgraph_and_charts_know_no_scenarios() -> None:
    folder = Path(export.__file__).parent
    sources = {place.name: place.read_text(encoding="utf-8") for place in folder.glob("*.py")}
    imports = {
        name: re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE)
        for name, text in sources.items()
    }
    assert [name for name, found in imports.items() if "pyqtgraph" in found] == ["plot.py"]
    assert not any("scenarios" in found for found in imports.values())
