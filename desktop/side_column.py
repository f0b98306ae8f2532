"""The column on the right: what comes and goes stands above what is always there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

_CHANGES = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)
_SHORTEST = 176
"""Pixels of height that the lower part keeps: some scenarios, the others by scrolling."""


class SideColumn(QWidget):
    """Two parts, one above the other. The upper one takes the height it wants, the lower the rest.

    Where there is too little height the lower one scrolls, and brings the current one of its
    ``rows`` into view. The column is gone when both parts are hidden.
    """

    def __init__(
        self, upper: QWidget, lower: QWidget, rows: QAbstractItemView | None = None
    ) -> None:
        super().__init__()
        self._upper, self._lower, self._rows = upper, lower, rows
        self._scroll = QScrollArea(self)
        self.setObjectName("side")
        self._lay_out()
        for part in (upper, lower):
            part.installEventFilter(self)
        if rows is not None:
            rows.selectionModel().currentChanged.connect(self._reveal_later)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _CHANGES:
            self._follow()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._scroll.setMinimumHeight(_SHORTEST)
        self._scroll.setWidget(self._lower)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._upper)
        column.addWidget(self._scroll, 1)

    def _reveal_later(self) -> None:
        """Reveal the current row when the rows have been laid out."""
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        assert self._rows is not None
        row = self._rows.visualRect(self._rows.currentIndex())
        middle = self._rows.viewport().mapTo(self._lower, row.center())
        self._scroll.ensureVisible(middle.x(), middle.y(), 0, row.height())

    def _follow(self) -> None:
        """Show what there is to show."""
        self._scroll.setVisible(not self._lower.isHidden())
        self.setVisible(not (self._lower.isHidden() and self._upper.isHidden()))
