"""The board under a hand: mouse and keys on four charts, and where their months stand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsView,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.chart_board import ChartBoard
from desktop.chart_sight import OPENING
from desktop.chart_views import VIEWS, board_data
from desktop.charts.chart import Chart
from desktop.charts.data import Grain
from desktop.theme import apply_theme, load_theme
from tests.desktop.results import BASE, JEVONS, WEAK, request, results

LIGHT, DARK = load_theme("light"), load_theme("dark")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def board(qtbot: QtBot) -> ChartBoard:
    made = ChartBoard(LIGHT)
    qtbot.addWidget(made)
    made.resize(860, 540)
    show(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def show(board: ChartBoard, *names: str, grain: Grain = Grain.QUARTER) -> None:
    names = names or (WEAK,)
    data = board_data(request(*names, charts=board.charts(), grain=grain), results(*names))
    assert data is not None
    board.show_board(data)


def viewport(chart: Chart) -> QWidget:
    view = chart.findChild(QGraphicsView)
    assert isinstance(view, QGraphicsView)
    return view.viewport()


def move_to(chart: Chart, x: float) -> None:
    """Move the mouse over the picture to a month ordinal."""
    frame = chart.plot_frame()
    place = QPointF(float(frame.px(np.array(x))), frame.top + frame.height / 2)
    target, none = viewport(chart), Qt.MouseButton.NoButton
    everywhere = target.mapToGlobal(place)
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, place, everywhere, none, none, keys)
    QApplication.sendEvent(target, event)


def menu(chart: Chart, name: str) -> QMenu:
    found = chart.findChild(QMenu, name)
    assert isinstance(found, QMenu)
    return found


def action(chart: Chart, menu_name: str, data: str) -> QAction:
    return next(a for a in menu(chart, menu_name).actions() if a.data() == data)


def seen(board: ChartBoard) -> list[str]:
    """Titles of the charts that can be seen, row by row."""
    charts = [chart for chart in board.findChildren(Chart) if chart.isVisible()]
    places = {chart: chart.mapTo(board, QPoint(0, 0)) for chart in charts}
    charts.sort(key=lambda chart: (places[chart].y(), places[chart].x()))
    return [chart.data().key for chart in charts]


# What is shown


def test_that_the_opening_board_shows_its_four_charts(board: ChartBoard) -> None:
    assert seen(board) == list(OPENING)
    assert [board.chart(key).data().title for key in OPENING] == [
        "Compute demand",
        "Data-centre revenue",
        "Revenue effect",
        "Who gets the chips",
    ]


def test_that_all_charts_are_of_one_size(board: ChartBoard) -> None:
    sizes = [chart.size().toTuple() for chart in board.findChildren(Chart)]
    widths, heights = zip(*sizes, strict=True)
    assert max(widths) - min(widths) <= 1
    assert max(heights) - min(heights) <= 1


def test_that_other_charts_come_with_the_data_asked_for(board: ChartBoard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(board.charts_requested):
        board.show_charts(("backlog", "price_per_h100e", "no such chart", "backlog"))
    assert board.charts() == ("backlog", "price_per_h100e", *OPENING[:2])
    assert board.chart("backlog").data().months.size == 0
    show(board)
    assert board.chart("backlog").data().months.size


def test_that_a_chart_whose_data_is_on_its_way_has_its_title(board: ChartBoard) -> None:
    board.show_charts(("power_additions",))
    data = board.chart("power_additions").data()
    assert data.title == "New power drawn"
    assert "projection" in data.advice


def test_that_a_board_without_a_scenario_says_so_until_there_is_one(
    board: ChartBoard, qtbot: QtBot
) -> None:
    board.show_nothing()
    chart = board.chart("revenue")
    qtbot.waitUntil(lambda: chart.accessibleDescription().startswith("No scenario is open. Choose"))
    assert all(board.chart(key).data().months.size == 0 for key in OPENING)
    show(board)
    assert {board.chart(key).data().note for key in OPENING} == {""}


# Pointing


def test_that_all_charts_point_at_the_same_month(board: ChartBoard, qtbot: QtBot) -> None:
    x = board.chart("revenue").data().months[-4]
    with qtbot.waitSignal(board.hovered) as heard:
        move_to(board.chart("revenue"), x)
    assert heard.args == [x]
    for key in OPENING:
        content = board.chart(key).content()
        assert content is not None
        assert content.x == x


def test_that_pointing_from_outside_is_not_answered(board: ChartBoard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(board.hovered):
        board.show_hover(24340.0)
        assert board.chart("regions").hover() == 24340.0
        board.show_hover(None)
    assert board.chart("regions").content() is None


# One chart for all


def test_that_a_double_click_fills_the_board_and_another_brings_the_rest_back(
    board: ChartBoard,
) -> None:
    chart = board.chart("revenue_effect")
    QTest.mouseDClick(viewport(chart), LEFT)
    assert seen(board) == ["revenue_effect"]
    assert board.maximised() == "revenue_effect"
    QApplication.processEvents()
    assert chart.size() == board.size()
    QTest.mouseDClick(viewport(chart), LEFT)
    assert seen(board) == list(OPENING)
    assert board.maximised() == ""


def test_that_escape_brings_the_rest_back_even_while_pointing(board: ChartBoard) -> None:
    chart = board.chart("regions")
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert seen(board) == ["regions"]
    move_to(chart, 24340.0)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert seen(board) == list(OPENING)


def test_that_escape_on_the_whole_board_only_stops_pointing(board: ChartBoard) -> None:
    chart = board.chart("regions")
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.hover() is not None
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.hover() is None
    assert seen(board) == list(OPENING)


# Choosing charts


def test_that_a_click_on_the_title_offers_every_chart(board: ChartBoard, qtbot: QtBot) -> None:
    chart = board.chart("regions")
    title = chart.findChild(QLabel, "title")
    assert isinstance(title, QLabel)
    QTest.mouseClick(title, LEFT)
    views = menu(chart, "views_menu")
    qtbot.waitUntil(views.isVisible)
    assert [a.text() for a in views.actions()] == [view.title() for view in VIEWS.values()]
    assert [a.data() for a in views.actions() if a.isChecked()] == ["regions"]
    place = views.actionGeometry(action(chart, "views_menu", "backlog")).center()
    with qtbot.waitSignal(board.charts_requested):
        QTest.mouseClick(views, LEFT, pos=place)
    assert board.charts() == (*OPENING[:3], "backlog")


def test_that_a_chart_can_be_chosen_with_keys(board: ChartBoard, qtbot: QtBot) -> None:
    chart = board.chart("compute_demand")
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Tab)
    button = QApplication.focusWidget()
    assert isinstance(button, QToolButton)
    assert button.accessibleName() == "Show another chart"
    QTest.keyClick(button, Qt.Key.Key_Space)
    views = menu(chart, "views_menu")
    qtbot.waitUntil(views.isVisible)
    for _ in OPENING:
        QTest.keyClick(views, Qt.Key.Key_Down)
    with qtbot.waitSignal(board.charts_requested):
        QTest.keyClick(views, Qt.Key.Key_Return)
    assert board.charts() == ("shipments", *OPENING[1:])


def test_that_a_chart_which_stands_elsewhere_changes_places(
    board: ChartBoard, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(board.charts_requested):
        action(board.chart("compute_demand"), "views_menu", "regions").trigger()
    assert board.charts() == ("regions", "revenue", "revenue_effect", "compute_demand")
    assert seen(board) == ["regions", "revenue", "revenue_effect", "compute_demand"]
    assert board.chart("compute_demand").data().months.size


def test_that_choosing_what_is_there_asks_for_nothing(board: ChartBoard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(board.charts_requested):
        action(board.chart("regions"), "views_menu", "regions").trigger()


def test_that_buttons_for_choosing_are_seen_only_where_they_are_wanted(
    board: ChartBoard, qtbot: QtBot
) -> None:
    def visible(key: str, name: str = "choose_chart") -> bool:
        button = board.chart(key).findChild(QToolButton, name)
        return button is not None and button.isVisible()

    board.chart("regions").setFocus()
    qtbot.waitUntil(lambda: visible("regions"))
    board.chart("revenue").setFocus()
    qtbot.waitUntil(lambda: visible("revenue") and not visible("regions"))
    assert [visible(key) for key in OPENING] == [visible(key, "maximise") for key in OPENING]


def test_that_the_grain_is_a_choice_of_every_chart(board: ChartBoard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(board.grain_requested) as heard:
        action(board.chart("revenue"), "grain_menu", "year").trigger()
    assert heard.args == [Grain.YEAR]
    with qtbot.assertNotEmitted(board.grain_requested):
        board.show_grain(Grain.YEAR)
    for key in OPENING:
        assert action(board.chart(key), "grain_menu", "year").isChecked()


# Scales


def test_that_the_scale_goes_with_the_chart_and_not_with_its_place(board: ChartBoard) -> None:
    chart = board.chart("revenue")
    scale = chart.findChild(QAction, "logarithmic")
    assert isinstance(scale, QAction)
    scale.trigger()
    assert board.logarithmic() == {"revenue"}
    action(chart, "views_menu", "backlog").trigger()
    show(board)
    assert not board.chart("backlog").logarithmic()
    action(board.chart("compute_demand"), "views_menu", "revenue").trigger()
    show(board)
    assert board.chart("revenue").logarithmic()
    assert [key for key in board.charts() if board.chart(key).logarithmic()] == ["revenue"]


def test_that_remembered_scales_are_shown(board: ChartBoard) -> None:
    board.show_logarithmic(("compute_demand", "backlog"))
    assert board.chart("compute_demand").logarithmic()
    assert not board.chart("revenue").logarithmic()
    assert board.logarithmic() == {"compute_demand", "backlog"}


# Files


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_that_a_file_is_asked_for_and_written(
    board: ChartBoard, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    export = board.chart("regions").findChild(QAction, kind)
    assert isinstance(export, QAction)
    with qtbot.waitSignal(board.export_requested) as heard:
        export.trigger()
    assert heard.args == ["regions", kind]
    board.save("regions", kind, tmp_path / f"chart.{kind}")
    assert (tmp_path / f"chart.{kind}").stat().st_size > 500


# Where the months stand


def pixel(board: ChartBoard, key: str, x: float) -> int:
    """Pixel of the board at which a month ordinal stands on a chart."""
    chart = board.chart(key)
    place = round(float(chart.plot_frame().px(np.array(x))))
    return viewport(chart).mapTo(board, QPoint(place, 0)).x()


def test_that_the_frame_says_where_the_first_and_last_month_stand(board: ChartBoard) -> None:
    first, last, left, right = board.plot_frame()
    assert (first, last) == board.chart("revenue").data().span
    lefts = [pixel(board, key, first) for key in ("compute_demand", "revenue_effect")]
    assert abs(min(lefts) - left) <= 1
    assert abs(pixel(board, "revenue", last) - (board.width() - right)) <= 1


def test_that_names_behind_the_lines_do_not_move_the_frame(board: ChartBoard) -> None:
    before, behind = board.plot_frame(), pixel(board, "revenue", board.plot_frame()[1])
    show(board, WEAK, JEVONS, BASE)
    QApplication.processEvents()
    assert pixel(board, "revenue", before[1]) < behind - 20
    assert board.plot_frame()[3] == before[3]


def test_that_the_frame_of_a_single_chart_is_its_own(board: ChartBoard, qtbot: QtBot) -> None:
    chart = board.chart("revenue")
    with qtbot.waitSignal(board.frame_changed):
        QTest.mouseDClick(viewport(chart), LEFT)
    QApplication.processEvents()
    left, right = board.plot_frame()[2:]
    frame = chart.plot_frame()
    assert left < board.width() / 4
    assert abs(board.width() - left - right - frame.width) <= 2


def test_that_a_change_of_the_frame_is_told_once(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    made = ChartBoard(LIGHT)
    QVBoxLayout(host).addWidget(made)
    heard: list[tuple[float, float, int, int]] = []
    made.frame_changed.connect(lambda *frame: heard.append(frame))
    host.resize(900, 600)
    host.show()
    qtbot.waitExposed(host)
    show(made)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[-1] == made.plot_frame()
    count = len(heard)
    show(made)
    made.settle()
    assert len(heard) == count
    host.resize(1100, 600)
    qtbot.waitUntil(lambda: heard[-1] == made.plot_frame() and len(heard) > count)


# Looks and words


def test_that_the_board_changes_its_theme_while_it_is_seen(board: ChartBoard) -> None:
    board.show_theme(DARK)
    for key in OPENING:
        chart = board.chart(key)
        QApplication.processEvents()
        ground = viewport(chart).grab().toImage().pixelColor(2, 2).name()
        assert ground == DARK.colour("card")


@pytest.mark.parametrize("width", [460, 560, 900, 1390])
def test_that_titles_are_whole_at_every_width(qtbot: QtBot, qapp: QApplication, width: int) -> None:
    apply_theme(qapp, LIGHT)
    made = ChartBoard(LIGHT)
    qtbot.addWidget(made)
    made.resize(width, 480)
    made.show()
    qtbot.waitExposed(made)
    show(made, WEAK, JEVONS, BASE)
    QApplication.processEvents()
    for key in OPENING:
        title = made.chart(key).findChild(QLabel, "title")
        assert isinstance(title, QLabel)
        assert title.text() == made.chart(key).data().title
        assert made.chart(key).width() <= width / 2


def test_that_every_button_has_a_name(board: ChartBoard) -> None:
    assert board.accessibleName()
    for button in board.findChildren(QToolButton):
        if button.objectName() != "qt_menubar_ext_button":
            assert button.accessibleName(), button.objectName()
