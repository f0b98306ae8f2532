"""Two parts of a view beside each other, or where there is little room one below the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

_SIDE_BY_SIDE = 670
"""Width from which both stand beside each other, in pixels."""

_GAP = 10


class ScrolledPair(QScrollArea):
    """Shows two widgets, and scrolls where their least heights do not fit."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inner = QWidget()
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.inner)
        self._pair.setContentsMargins(0, 0, 0, 0)
        self._pair.setSpacing(_GAP)
        self.setWidget(self.inner)
        for part in (self.viewport(), self.inner):
            part.setAutoFillBackground(False)

    def show_parts(self, first: tuple[QWidget, int], second: tuple[QWidget, int]) -> None:
        """Show two parts, each with its share of the room."""
        for part, share in (first, second):
            self._pair.addWidget(part, share)

    def is_side_by_side(self) -> bool:
        """Whether the parts stand beside each other."""
        return self._pair.direction() is QBoxLayout.Direction.LeftToRight

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= _SIDE_BY_SIDE
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if way is not self._pair.direction():
            self._pair.setDirection(way)
        super().resizeEvent(event)
