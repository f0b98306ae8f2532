"""A monkey at the window: five hundred seeded gestures, none of which may break anything."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.document import ScenarioDocument
from desktop.explain.picture import Picture
from desktop.explain.room import ExplainRoom
from desktop.questions import Answer
from desktop.references import DEFAULTS, NO_EVENTS
from desktop.view_bar import ViewBar
from scenarios.files import preset_names
from tests.desktop.parts import part
from tests.desktop.window import Hands

GESTURES = 500
Left = Qt.MouseButton.LeftButton


class Monkey:
    """Chooses gestures by a seed and performs them on the real window."""

    def __init__(self, hands: Hands, seed: int) -> None:
        self.hands = hands
        self.chance = random.Random(seed)
        self.names = [*hands.document.scenario.declared]

    def act(self) -> str:
        """Perform one gesture; return its name."""
        gestures: list[Callable[[], object]] = [
            *[self.drag_slider] * 4,
            *[self.type_number] * 2,
            *[self.touch_lane] * 3,
            self.lane_key,
            *[self.undo] * 3,
            *[self.redo] * 2,
            self.another_scenario,
            self.choose_reference,
            self.choose_view,
            self.point_at_a_chart,
            *[self.ask_for_reasons] * 2,
        ]
        chosen = self.chance.choice(gestures)
        chosen()
        return chosen.__name__

    def drag_slider(self) -> None:
        name = self.chance.choice(self.names)
        declared = self.hands.document.scenario.declared[name]
        low, high = declared.slider_minimum, declared.slider_maximum
        self.hands.drag_slider(name, *(self.chance.uniform(low, high) for _ in range(3)))

    def type_number(self) -> None:
        text = self.chance.choice(["0.5", "3", "-1", "1e3", "abc", "2,5", ""])
        field = self.hands.type_into(self.chance.choice(self.names), text)
        QTest.keyClick(field, Qt.Key.Key_Escape)

    def touch_lane(self) -> None:
        lane = self.hands.timeline
        spot = QPoint(self.chance.randrange(lane.width()), self.chance.randrange(lane.height()))
        there = spot + QPoint(self.chance.randrange(-80, 80), 0)
        if self.chance.random() < 0.4:
            QTest.mouseDClick(lane, Left, pos=spot)
            lane.editor().dismiss()
        else:
            self.hands.drag(lane, spot, there)

    def lane_key(self) -> None:
        keys = [Qt.Key.Key_Tab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Delete]
        self.hands.timeline.setFocus()
        QTest.keyClick(self.hands.timeline, self.chance.choice(keys))

    def undo(self) -> None:
        self.hands.window.workspace.undo_group.undo()

    def redo(self) -> None:
        self.hands.window.workspace.undo_group.redo()

    def another_scenario(self) -> None:
        workspace = self.hands.window.workspace
        choice = self.chance.randrange(4)
        if choice == 0 and len(workspace.documents) < 4:
            workspace.new_from_preset(self.chance.choice(preset_names()))
        elif choice == 1 and len(workspace.documents) > 1:
            self.hands.press("close")
        elif choice == 2 and len(workspace.documents) < 4:
            self.hands.press("duplicate")
        else:
            self.hands.press("next")

    def choose_reference(self) -> None:
        workspace = self.hands.window.workspace
        keys = [DEFAULTS, NO_EVENTS, *(document.key for document in workspace.documents)]
        workspace.set_reference(self.chance.choice(keys))

    def choose_view(self) -> None:
        menu = self.hands.menu(self.chance.choice(["grain", "theme"]))
        self.chance.choice(menu.actions()).trigger()
        if self.chance.random() < 0.3:
            self.hands.press("compare")

    def point_at_a_chart(self) -> None:
        board = self.hands.board
        board.show_hover(float(self.chance.randrange(24280, 24400)))
        board.show_hover(None)

    def ask_for_reasons(self) -> None:
        """Look at any view, and press something on one of those that explain."""
        bar = part(self.hands.window, ViewBar, "view_bar")
        bar.setCurrentIndex(self.chance.randrange(bar.count()))
        view = part(self.hands.window, ExplainRoom, "explain").currentWidget()
        if view is None or not view.isVisible():
            return
        for picture in filter(QWidget.isVisible, view.findChildren(Picture)):
            place = QPoint(self.chance.randrange(picture.width()), picture.height() // 2)
            QTest.mouseClick(picture, Left, pos=place)
        found = [*view.findChildren(QComboBox), *view.findChildren(QAbstractButton)]
        chosen = self.chance.choice([one for one in found if one.isVisible() and one.isEnabled()])
        if isinstance(chosen, QComboBox):
            QTest.keyClick(chosen, self.chance.choice([Qt.Key.Key_Down, Qt.Key.Key_Up]))
        elif chosen.objectName() != "explain_more":  # its menu would wait for a choice
            QTest.mouseClick(chosen, Left)


def memory() -> int:
    """Bytes that the process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def undone(document: ScenarioDocument) -> ScenarioDocument:
    """A document with every step taken back."""
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    return document


@pytest.mark.timeout(600)
def test_that_five_hundred_gestures_break_nothing(qtbot: QtBot) -> None:
    hands = Hands(qtbot)
    hands.open("r1-shock")
    hands.answers("save_changes", Answer.DISCARD)
    monkey = Monkey(hands, seed=27_01_2025)
    held: list[int] = []
    for count in range(GESTURES):
        monkey.act()
        if count % 25 == 24:
            hands.wait_for_charts()
            held.append(memory())
    hands.wait_for_charts()
    quarter = len(held) // 4
    grown = max(held[-quarter:]) - max(held[quarter : 2 * quarter])
    assert grown < 60_000_000, f"memory grew by {grown / 1e6:.0f} MB in the second half"
    for document in hands.window.workspace.documents:
        latest, place = document.scenario, document.undo_stack.index()
        first = undone(document).scenario
        if document.preset:
            assert first == document.saved
        document.undo_stack.setIndex(place)
        assert document.scenario == latest
        document.undo_stack.setIndex(document.undo_stack.count())
        assert undone(document).scenario == first
