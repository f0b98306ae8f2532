"""The window with one of the views that set levers in front."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from desktop.explain.view import ExplainView
from tests.desktop.parts import part
from tests.desktop.window import Hands


class AtWork:
    """A view in the real window, as a person meets it; ``asked`` are the levers it has set."""

    def __init__(self, qtbot: QtBot, name: str, *presets: str) -> None:
        self.hands, self.bot, self.name = Hands(qtbot), qtbot, name
        self.asked: list[Mapping[str, float]] = []
        self.hands.open(*presets)
        self.hands.press(name)
        self.wait()
        self.view().levers_requested.connect(self.asked.append)

    def view(self) -> ExplainView:
        """The view."""
        return part(self.hands.window, ExplainView, f"explain_{self.name}")

    def wait(self) -> None:
        """Wait until nothing is being worked out."""
        self.hands.wait_for_answers()

    def box(self, name: str) -> QComboBox:
        """A choice of the view."""
        return part(self.view(), QComboBox, f"{self.name}.{name}")

    def choose(self, name: str, data: str) -> None:
        """Choose an entry by its data, and wait for what comes of it."""
        box = self.box(name)
        assert box.findData(data) >= 0, f"{data} is not to be had"
        box.setCurrentIndex(box.findData(data))
        box.activated.emit(box.currentIndex())
        self.wait()
