"""Words beneath a number that change with every step, in a form that mostly keeps its height."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.form import named, show_words


class NumberNote(QWidget):
    """A label that asks for another place only when its words need another height.

    A label that breaks its lines asks at every change of its text, and the whole form around it
    is laid out again.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = named(QLabel(self), name, "help")
        self._label.setWordWrap(True)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, words: str) -> None:
        """Show words, or nothing."""
        show_words(self._label, words, "help")
        if self.isHidden() == bool(words):
            self.setVisible(bool(words))
        self._ask_for_room()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._label.heightForWidth(width)

    def sizeHint(self) -> QSize:
        return self._label.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._label.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label.setGeometry(self.rect())
        # The layout remembers the height of former words at this width.
        self._ask_for_room()

    def _ask_for_room(self) -> None:
        if self.heightForWidth(self.width()) != self.height():
            self.updateGeometry()
