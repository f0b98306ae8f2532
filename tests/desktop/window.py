"""A person's hands and eyes on the real window: drags, keys, menus, and what then stands there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.assumption_panel import AssumptionPanel
from desktop.chart_board import ChartBoard
from desktop.charts.data import Array
from desktop.document import ScenarioDocument
from desktop.headline_card import Card
from desktop.main_window import MainWindow
from desktop.number_field import NumberField
from desktop.questions import Answer
from desktop.session import Settings
from desktop.timeline import Timeline
from desktop.value_slider import ValueSlider
from tests.desktop.parts import part

Left = Qt.MouseButton.LeftButton


class Hands:
    """The window as a person meets it; answers to questions are given beforehand."""

    def __init__(self, qtbot: QtBot, settings: Settings | None = None) -> None:
        self.bot = qtbot
        self.window = MainWindow(settings or Settings(theme="light"))
        qtbot.addWidget(self.window, before_close_func=lambda _window: self.window.end())
        self.window.resize(1280, 800)
        self.window.show()
        self.asked: list[str] = []

    # What is open

    @property
    def document(self) -> ScenarioDocument:
        """The scenario being edited."""
        active = self.window.workspace.active
        assert active is not None
        return active

    def open(self, *names: str) -> None:
        """Open files or presets as the command line does, and wait for the charts."""
        for name in names:
            self.window.file_flow.open_named(name)
        self.wait_for_charts()

    def wait_for_charts(self) -> None:
        """Wait until nothing is being worked out or yet to be shown."""
        window = self.window
        self.bot.waitUntil(
            lambda: not window.projector.is_busy and not window.is_behind, timeout=20_000
        )

    def wait_for_answers(self) -> None:
        """Wait until the view in front has its answer too."""
        self.wait_for_charts()
        QApplication.processEvents()
        analyst = self.window._room.analyst
        self.bot.waitUntil(lambda: not analyst.is_busy, timeout=20_000)

    def answers(self, question: str, answer: Answer | bool | Path | list[Path] | None) -> None:
        """Answer a question of the window in this way from now on."""

        def reply(*_: object) -> object:
            self.asked.append(question)
            return answer

        setattr(self.window.questions, question, reply)

    # What stands there

    @property
    def board(self) -> ChartBoard:
        """The charts."""
        return part(self.window, ChartBoard, "chart_board")

    @property
    def timeline(self) -> Timeline:
        """The lane of events."""
        return part(self.window, Timeline, "timeline")

    def line(self, chart: str = "revenue") -> Array:
        """The line of the active scenario on a chart."""
        found = self.board.chart(chart).data().series
        return next(s for s in found if s.key.startswith(self.document.key)).central.copy()

    def figures(self) -> list[str]:
        """What the headline strip says, card by card."""
        cards = self.window.findChildren(Card)
        return [card.accessibleDescription() or card.accessibleName() for card in cards]

    def notices(self) -> list[str]:
        """The notices above the charts."""
        return [notice.text for notice in self.window.notices.notices]

    # Hands

    def slider(self, name: str) -> ValueSlider:
        """The slider of an assumption, brought into view."""
        panel = part(self.window, AssumptionPanel, "assumption_panel")
        panel.show_assumption(name)
        sliders = [s for s in panel.findChildren(ValueSlider) if s.objectName().startswith(name)]
        return sliders[-1]

    def drag_slider(self, name: str, *values: float) -> None:
        """Take the thumb of an assumption's slider, and let go at the last of ``values``."""
        slider = self.slider(name)
        QTest.mousePress(slider, Left, pos=slider.thumb().toPoint())
        for value in values:
            QTest.mouseMove(slider, slider.point(value).toPoint())
        QTest.mouseRelease(slider, Left, pos=slider.point(values[-1]).toPoint())

    def type_into(self, name: str, text: str) -> NumberField:
        """Type a number over that of an assumption, and press Return."""
        self.slider(name)
        panel = part(self.window, AssumptionPanel, "assumption_panel")
        field = next(
            f for f in reversed(panel.findChildren(NumberField)) if f.objectName().startswith(name)
        )
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        return field

    def press(self, command: str) -> None:
        """Choose a command of the menus."""
        action = part(self.window, QAction, f"action_{command}")
        assert action.isEnabled(), f"{command} is not to be had"
        action.trigger()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        """Press a shortcut."""
        self.window.activateWindow()
        self.bot.waitUntil(self.window.isActiveWindow)
        QTest.keyClick(self.window, key, modifier)

    def drag(self, widget: QWidget, start: QPoint, *stops: QPoint) -> None:
        """Press at ``start``, move over ``stops``, and let go at the last."""
        QTest.mousePress(widget, Left, pos=start)
        for stop in stops:
            place, there = QPointF(stop), QPointF(widget.mapToGlobal(stop))
            kind, none = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
            mods = Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(widget, QMouseEvent(kind, place, there, none, Left, mods))
        QTest.mouseRelease(widget, Left, pos=stops[-1])

    def menu(self, name: str) -> QMenu:
        """A menu of the menu bar."""
        return part(self.window, QMenu, f"menu_{name}")
