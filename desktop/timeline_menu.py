"""The menu of what can be done with an event or added, and the button that adds."""

from __future__ import annotations

from collections.abc import Container
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.event_moves import KINDS
from desktop.theme import Theme, icon


class TimelineMenu(QMenu):
    """A menu that offers what fits the place where it opens.

    Signals
    -------
    edit_requested, duplicate_requested, delete_requested : of the selected event
    add_requested : a kind of event
    """

    edit_requested = Signal()
    duplicate_requested = Signal()
    delete_requested = Signal()
    add_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_menu")
        self._edit, self._duplicate, self._delete = (QAction(self) for _ in range(3))
        self._rule = QAction(self)
        self._rule.setSeparator(True)
        self._additions = {kind: QAction(self) for kind in KINDS}
        self.addActions([self._edit, self._duplicate, self._delete, self._rule])
        self.addActions(list(self._additions.values()))
        self._edit.triggered.connect(self.edit_requested)
        self._duplicate.triggered.connect(self.duplicate_requested)
        self._delete.triggered.connect(self.delete_requested)
        for kind, action in self._additions.items():
            action.setObjectName(f"add_{kind}")
            action.triggered.connect(partial(self.add_requested.emit, kind))
        self._retranslate()

    def offer(self, kinds: Container[str], theme: Theme, *, with_event: bool, full: bool) -> None:
        """Offer to add kinds, unless the scenario is full, and to change the selected event."""
        for action in (self._edit, self._duplicate, self._delete, self._rule):
            action.setVisible(with_event)
        self._duplicate.setEnabled(not full)
        for kind, action in self._additions.items():
            action.setIcon(icon(kind.replace("_", "-"), theme))
            action.setVisible(kind in kinds)
            action.setEnabled(not full)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._edit.setText(self.tr("Edit…"))
        self._duplicate.setText(self.tr("Duplicate"))
        self._delete.setText(self.tr("Delete"))
        names = {
            "efficiency_shock": self.tr("Add efficiency shock"),
            "export_restriction": self.tr("Add export restriction"),
            "investment_programme": self.tr("Add investment programme"),
            "supply_shock": self.tr("Add supply loss"),
        }
        for kind, action in self._additions.items():
            action.setText(names[kind])


class AddButton(QToolButton):
    """The button at the head of the timeline."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("add_event")
        self.setIconSize(QSize(14, 14))
        self._place = (0, 0, 0)
        self._retranslate()

    def fit(self, left: int, room: int, middle: int) -> None:
        """Stand at a place, with the word beside the sign where there is room for it."""
        self._place = (left, room, middle)
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon)
        if self.sizeHint().width() > room:
            self.setToolButtonStyle(style.ToolButtonIconOnly)
        size = self.sizeHint()
        self.setGeometry(left, middle - size.height() // 2, size.width(), size.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setText(self.tr("Add"))
        self.setToolTip(self.tr("Add an event"))
        self.setAccessibleName(self.tr("Add an event"))
        self.fit(*self._place)
