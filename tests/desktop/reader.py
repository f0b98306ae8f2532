"""A person who follows the story in the real window, by keyboard and mouse."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.document import ScenarioDocument
from desktop.story_figures import WAITING
from desktop.story_panel import StoryPanel
from desktop.story_ring import Ring
from tests.desktop.parts import part
from tests.desktop.window import Hands

ALT, PLAIN = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


class Reader(Hands):
    """Hands that hold the story."""

    @property
    def panel(self) -> StoryPanel:
        """The panel that tells."""
        return part(self.window, StoryPanel, "story")

    def on(self) -> None:
        """Go on by keyboard, and wait until all is shown."""
        self.key(Qt.Key.Key_Right, ALT)
        self.settle()

    def go_to(self, number: int) -> None:
        """Open the story and go on to a scene, from 1."""
        self.press("story")
        for _ in range(number):
            self.on()

    def settle(self) -> None:
        """Wait until charts and explanations stand and every figure is filled in."""
        self.wait_for_charts()
        analyst = self.window._room.analyst
        self.bot.waitUntil(lambda: not analyst.is_busy, timeout=20_000)
        self.bot.waitUntil(lambda: WAITING not in self.text(), timeout=20_000)

    def text(self) -> str:
        """What is told, with plain spaces."""
        return re.sub(r"[^\S\n]", " ", self.panel.words())

    def ring(self) -> Ring:
        """The one ring that is seen."""
        (found,) = (r for r in self.window.findChildren(Ring) if r.isVisible())
        return found

    def ringed(self) -> QWidget:
        """What the ring lies around."""
        target = self.ring().parentWidget()
        assert target is not None
        return target

    def open_presets(self) -> list[str]:
        """The open scenarios by the presets that they came from."""
        return [document.preset for document in self.window.workspace.documents]

    def visible_presets(self) -> set[str]:
        """Those of them on the charts."""
        return {document.preset for document in self.window.workspace.visible}

    def document_of(self, preset: str) -> ScenarioDocument:
        """The last opened scenario of a preset."""
        found = [d for d in self.window.workspace.documents if d.preset == preset]
        return found[-1]
