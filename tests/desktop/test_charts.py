"""Charts under a hand: real mouse and key events, what they say, and what they are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.charts import export
from desktop.charts.axis import month_x
from desktop.charts.chart import Chart
from desktop.charts.data import (
    ChartData,
    Series,
)
from tests.desktop.chart_parts import (
    AS_OF,
    DARK,
    LIGHT,
    MONTHS,
    action,
    colour_at,
    constraint,
    effect,
    lines,
    move_to,
    picture,
    regions,
    shown,
    viewport,
)


@pytest.fixture
def chart(qtbot: QtBot) -> Chart:
    return shown(qtbot, lines())


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


# Those who hear it


def test_that_a_chart_says_its_name_and_its_last_numbers(chart: Chart, qtbot: QtBot) -> None:
    assert chart.accessibleName() == "Data-centre revenue"
    assert chart.objectName() == "chart_revenue"
    words = "January 2030: weak rebound 218 (9 of 10 draws: 131 – 349); baseline 262"
    assert chart.accessibleDescription() == f"{words} [bn USD a year]"
    chart.show_data(lines(scale=2))
    qtbot.waitUntil(lambda: "weak rebound 436" in chart.accessibleDescription())


def test_that_a_chart_says_the_numbers_pointed_at(chart: Chart) -> None:
    chart.show_hover(month_x(2027, 4))
    words = "April 2027: weak rebound 152 (9 of 10 draws: 91.2"
    assert chart.accessibleDescription().startswith(words)


def test_that_every_control_has_a_name(chart: Chart) -> None:
    buttons = chart.findChildren(QToolButton)
    assert len(buttons) == 2
    assert all(button.accessibleName() and button.objectName() for button in buttons)
    menu = chart.findChild(QMenu, "chart_menu")
    assert isinstance(menu, QMenu)
    assert menu.accessibleName()
    assert all(item.text() for item in menu.actions() if not item.isSeparator())


# What it is made of


def test_that_values_must_fit_their_months() -> None:
    with pytest.raises(ValueError, match="s: "):
        Series("s", "", "series.1", MONTHS, np.zeros(59))
    with pytest.raises(ValueError, match=re.escape("bands must have shape (5, month)")):
        Series("s", "", "series.1", MONTHS, np.zeros(60), np.zeros((60, 5)))


def test_that_only_plots_know_pyqtgraph_and_charts_know_no_scenarios() -> None:
    folder = Path(export.__file__).parent
    sources = {place.name: place.read_text(encoding="utf-8") for place in folder.glob("*.py")}
    imports = {
        name: re.findall(r"^\s*(?:from|import) ([\w.]+)", text, re.MULTILINE)
        for name, text in sources.items()
    }
    knows = {name for name, found in imports.items() for one in found if "pyqtgraph" in one}
    assert knows == {"light_pyqtgraph.py", "plot.py"}
    assert not any(one.startswith("scenarios") for found in imports.values() for one in found)
