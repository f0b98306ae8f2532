"""The page on several beliefs at once: which may move, and what would have to be believed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop.form import data_text, named, tip
from scenarios.scenario import Scenario

_NAME = Qt.ItemDataRole.UserRole
_COLUMNS = 5
_BELIEF, _SPREAD = 1, 2
_ROOMY, _NARROW = 420, 320
_ROW = 24


class TickList(QTreeWidget):
    """Assumptions with a spread in their groups, each to be ticked.

    Signals
    -------
    ticked : the user has ticked or unticked one
    """

    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("solve.assumptions")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(6)
        self.setMinimumWidth(120)
        self._names: tuple[str, ...] = ()
        self.itemChanged.connect(self._tell)

    def show_names(self, scenario: Scenario, names: tuple[str, ...], ticks: Iterable[str]) -> None:
        """Offer assumptions, some of them ticked."""
        if names == self._names and set(self.ticks()) == set(ticks):
            return
        self._names = names
        chosen = set(ticks)
        blocked = self.blockSignals(True)
        self.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for name in names:
            declared = scenario.declared[name]
            if declared.group not in groups:
                groups[declared.group] = self._add_group(declared.group)
            label = data_text(declared.label)
            item = QTreeWidgetItem(groups[declared.group], [label])
            item.setToolTip(0, tip(label))
            item.setData(0, _NAME, name)
            item.setCheckState(
                0, Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked
            )
        self.expandAll()
        self.blockSignals(blocked)

    def ticks(self) -> tuple[str, ...]:
        """Names of the assumptions that are ticked, in order."""
        found = (self.topLevelItem(i) for i in range(self.topLevelItemCount()))
        items = (group.child(i) for group in found if group for i in range(group.childCount()))
        on = Qt.CheckState.Checked
        return tuple(item.data(0, _NAME) for item in items if item and item.checkState(0) == on)

    def forget(self) -> None:
        """Write all anew when next shown, as in another language."""
        self._names = ()

    def _add_group(self, name: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self, [data_text(name)])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        return group

    def _tell(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _NAME):
            self.ticked.emit()


class NeededTable(QTableWidget):
    """The values needed. Enter or a double click goes to an assumption, Control+C copies.

    Signals
    -------
    jump_requested : id of the assumption to go to
    """

    jump_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, _COLUMNS, parent)
        self.setObjectName("solve.needed")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.itemActivated.connect(self._jump)
        self.itemDoubleClicked.connect(self._jump)

    def show_rows(self, rows: list[tuple[str, tuple[str, ...]]]) -> None:
        """Show rows: the id of an assumption, or "" for the whole, and the texts of the cells."""
        self.setRowCount(len(rows))
        for place, (name, texts) in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(tip(text))
                item.setData(_NAME, name)
                if column:
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(right)
                if not name:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.setItem(place, column, item)

    def text(self) -> str:
        """The whole table, tab-separated."""
        model, across = self.model(), Qt.Orientation.Horizontal
        lines = [[str(model.headerData(j, across)) for j in range(_COLUMNS)]]
        lines += [
            [str(model.index(i, j).data()) for j in range(_COLUMNS)] for i in range(self.rowCount())
        ]
        return "\n".join("\t".join(line) for line in lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(_SPREAD, self.width() < _ROOMY)
        self.setColumnHidden(_BELIEF, self.width() < _NARROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        else:
            super().keyPressEvent(event)

    def _jump(self, item: QTableWidgetItem) -> None:
        if item.data(_NAME):
            self.jump_requested.emit(item.data(_NAME))


class JointPage(QWidget):
    """The list beside the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = TickList(self)
        self.table = NeededTable(self)
        panes = named(QSplitter(Qt.Orientation.Horizontal, self), "solve.panes")
        panes.addWidget(self.list)
        panes.addWidget(self.table)
        panes.setChildrenCollapsible(False)
        panes.setStretchFactor(0, 1)
        panes.setStretchFactor(1, 2)
        panes.setSizes([180, 260])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(panes)

    def copy(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setText(self.table.text())

    def heads(self) -> list[str]:
        """What stands above the columns."""
        return [
            self.tr("Assumption"),
            self.tr("You believe"),
            self.tr("in 80 %"),
            self.tr("Needed"),
            self.tr("Odds"),
        ]

    def retranslate(self) -> None:
        """Take the words of the application's language."""
        self.list.setAccessibleName(self.tr("Assumptions that may move"))
        self.table.setAccessibleName(self.tr("What would have to be believed"))
        self.table.setHorizontalHeaderLabels(self.heads())
        self.list.forget()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
