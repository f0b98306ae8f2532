"""The right panel: the open scenarios, what effects are measured against, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.difference_list import DifferenceView
from desktop.difference_texts import DifferenceTexts
from desktop.form import named
from desktop.references import DEFAULTS, NO_EVENTS
from desktop.scenario_model import ListedScenario
from desktop.scenario_rows import ScenarioView
from desktop.theme import Theme, icon
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class ListedPreset:
    """A preset as the menu shows it: the name of its file, its title and what it says."""

    name: str
    title: str
    description: str = ""


class ScenarioList(QWidget):
    """The open scenarios, the reference, and what differs between the two.

    Nothing changes by itself: every gesture asks, and the answer comes by `show_scenarios`.

    Signals
    -------
    activate_requested, save_requested, duplicate_requested, close_requested : key of a scenario
    visibility_requested : key, and whether it is to be on the charts
    rename_requested : key and name
    move_requested : key, and the place in the list that it is to have
    reference_requested : `DEFAULTS`, `NO_EVENTS` or a key
    preset_requested : name of the preset to open
    open_requested : a file is to be opened
    jump_requested : id of the assumption to go to
    event_requested : index of the event of the active scenario to go to
    """

    activate_requested = Signal(str)
    save_requested = Signal(str)
    duplicate_requested = Signal(str)
    close_requested = Signal(str)
    visibility_requested = Signal(str, bool)
    rename_requested = Signal(str, str)
    move_requested = Signal(str, int)
    reference_requested = Signal(str)
    preset_requested = Signal(str)
    open_requested = Signal()
    jump_requested = Signal(str)
    event_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[ListedScenario, ...] = ()
        self._active = ""
        self._reference = DEFAULTS
        self._compared: tuple[Scenario, Scenario | None] | None = None
        self._offered: list[tuple[str, str, str]] = []
        self._make_widgets(theme)
        self._make_menus()
        self._lay_out()
        self._connect()
        self._retranslate()
        self.show_theme(theme)

    # What the application says to the panel

    def show_scenarios(
        self, entries: Sequence[ListedScenario], active: str, reference: str
    ) -> None:
        """Show the open scenarios, the active one, and what effects are measured against."""
        self._entries, self._active, self._reference = tuple(entries), active, reference
        self._model.show_entries(entries, reference, self.locale())
        self._list.fit()
        self._show_active()
        self._show_references()
        if not entries:
            self._compared = None
            self._differences.hide()
            self._same.show()
            self._same.setText(self.tr("No scenario is open: add one by the + above."))

    def show_differences(self, scenario: Scenario, reference: Scenario | None) -> None:
        """Show in what the active scenario differs from its reference, if it has one."""
        self._compared = scenario, reference
        rows = DifferenceTexts(self.locale()).rows(scenario, reference) if reference else ()
        self._differences.show_rows(rows)
        self._differences.setVisible(bool(rows))
        self._same.setVisible(not rows)
        self._same.setText(
            self.tr("The same beliefs and events as the reference.")
            if reference
            else self.tr("The reference starts from another month.")
        )

    def show_presets(self, presets: Sequence[ListedPreset]) -> None:
        """Offer presets in the menu of the add button."""
        self._preset_menu.clear()
        for preset in presets:
            action = self._preset_menu.addAction(preset.title)
            action.setData(preset.name)
            action.setToolTip(preset.description)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._list.show_theme(theme)
        self._differences.show_theme(theme)
        self._add.setIcon(icon("add", theme))
        self._open.setIcon(icon("open", theme))
        self._save.setIcon(icon("save", theme))
        self._duplicate.setIcon(icon("duplicate", theme))
        self._close.setIcon(icon("close", theme))
        self._measure.setIcon(icon("reference", theme))

    def rename(self) -> None:
        """Let the user type another name for the active scenario."""
        self._list.setFocus()
        self._list.edit(self._list.currentIndex())

    # What Qt says to the panel

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._retranslate()
            self.show_scenarios(self._entries, self._active, self._reference)
            if self._compared is not None:
                self.show_differences(*self._compared)

    # How it is made

    def _make_widgets(self, theme: Theme) -> None:
        self.setObjectName("scenario_list")
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = named(QLabel(self), "open_title", "section")
        self._add = named(QToolButton(self), "add_scenario")
        self._list = ScenarioView(theme, self)
        self._model = self._list.scenario_model()
        self._reference_title = named(QLabel(self), "reference_title", "section")
        self._chooser = named(QComboBox(self), "reference")
        self._differ_title = named(QLabel(self), "differ_title", "section")
        self._differences = DifferenceView(theme, self)
        self._same = named(QLabel(self), "same", "help")
        self._same.setWordWrap(True)
        self._reference_title.setBuddy(self._chooser)
        self._chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._chooser.setMinimumContentsLength(8)

    def _make_menus(self) -> None:
        self._add_menu = named(QMenu(self), "add_menu")
        self._preset_menu = named(QMenu(self._add_menu), "preset_menu")
        self._preset_menu.setToolTipsVisible(True)
        self._add_menu.addMenu(self._preset_menu)
        self._open = self._action(self._add_menu, "open")
        self._menu = named(QMenu(self), "scenario_menu")
        self._rename = self._action(self._menu, "rename", Qt.Key.Key_F2)
        self._save = self._action(self._menu, "save")
        self._duplicate = self._action(self._menu, "duplicate")
        self._visible = self._action(self._menu, "visible", Qt.Key.Key_Space)
        self._measure = self._action(self._menu, "measure")
        self._menu.addSeparator()
        self._up = self._action(self._menu, "up", Qt.Modifier.ALT | Qt.Key.Key_Up)
        self._down = self._action(self._menu, "down", Qt.Modifier.ALT | Qt.Key.Key_Down)
        self._menu.addSeparator()
        self._close = self._action(self._menu, "close", Qt.Key.Key_Delete)

    def _action(self, menu: QMenu, name: str, shortcut: object = None) -> QAction:
        action = menu.addAction("")
        action.setObjectName(name)
        if shortcut is not None:
            # The list takes the key itself: here it only shows which one.
            action.setShortcut(QKeySequence(shortcut))  # type: ignore[call-overload]
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcutVisibleInContextMenu(True)
        return action

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._list)
        column.addSpacing(12)
        column.addWidget(self._reference_title)
        column.addWidget(self._chooser)
        column.addSpacing(14)
        column.addWidget(self._differ_title)
        column.addWidget(self._differences)
        column.addWidget(self._same)
        column.addStretch(1)
        self._add.setIconSize(QSize(16, 16))
        self._add.setMenu(self._add_menu)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _connect(self) -> None:
        self._list.selectionModel().currentChanged.connect(self._activate)
        self._list.customContextMenuRequested.connect(self._pop_up)
        self._list.move_requested.connect(self.move_requested)
        self._list.close_requested.connect(self.close_requested)
        self._model.rename_requested.connect(self.rename_requested)
        self._model.visibility_requested.connect(self.visibility_requested)
        self._chooser.activated.connect(self._choose_reference)
        self._preset_menu.triggered.connect(lambda a: self.preset_requested.emit(a.data()))
        self._open.triggered.connect(self.open_requested)
        self._differences.jump_requested.connect(self.jump_requested)
        self._differences.event_requested.connect(self.event_requested)
        self._rename.triggered.connect(self.rename)
        self._save.triggered.connect(lambda: self.save_requested.emit(self._active))
        self._duplicate.triggered.connect(lambda: self.duplicate_requested.emit(self._active))
        self._close.triggered.connect(lambda: self.close_requested.emit(self._active))
        self._measure.triggered.connect(lambda: self.reference_requested.emit(self._active))
        self._visible.triggered.connect(self._switch_visible)
        self._up.triggered.connect(partial(self._move, -1))
        self._down.triggered.connect(partial(self._move, 1))

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Open scenarios").upper())
        self._list.setAccessibleName(self.tr("Open scenarios"))
        self._reference_title.setText(self.tr("Reference").upper())
        self._chooser.setAccessibleName(self.tr("Reference that effects are measured against"))
        self._chooser.setToolTip(self.tr("What effects are measured against"))
        self._differ_title.setText(self.tr("What differs").upper())
        self._differences.setAccessibleName(self.tr("What differs from the reference"))
        add = self.tr("Open another scenario")
        self._add.setAccessibleName(add)
        self._add.setToolTip(add)
        self._preset_menu.setTitle(self.tr("New from preset"))
        self._open.setText(self.tr("Open…"))
        self._rename.setText(self.tr("Rename"))
        self._save.setText(self.tr("Save"))
        self._duplicate.setText(self.tr("Duplicate"))
        self._visible.setText(self.tr("Show on the charts"))
        self._measure.setText(self.tr("Measure effects against it"))
        self._up.setText(self.tr("Move up"))
        self._down.setText(self.tr("Move down"))
        self._close.setText(self.tr("Close"))
        self._visible.setCheckable(True)

    # What happens

    def _show_active(self) -> None:
        row = self._model.row_of(self._active)
        if row >= 0 and row != self._list.currentIndex().row():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._list.selectionModel().setCurrentIndex(self._model.index(row), flag)

    def _show_references(self) -> None:
        """Offer every reference; those that start from another month are greyed and say so."""
        offers = self._offers()
        if offers != self._offered:
            self._offered = offers
            self._chooser.clear()
            for place, (key, name, reason) in enumerate(offers):
                self._chooser.addItem(f"{name} ({reason})" if reason else name, key)
                self._chooser.setItemData(place, reason or name, Qt.ItemDataRole.ToolTipRole)
                model = self._chooser.model()
                if isinstance(model, QStandardItemModel):
                    model.item(place).setEnabled(not reason)
        self._chooser.setCurrentIndex(max(0, self._chooser.findData(self._reference)))

    def _offers(self) -> list[tuple[str, str, str]]:
        """Every reference: its key, its name, and why it cannot be chosen, if it cannot."""
        offers = [
            (DEFAULTS, self.tr("Defaults"), ""),
            (NO_EVENTS, self.tr("No events"), ""),
        ]
        active = next((e for e in self._entries if e.key == self._active), None)
        if active is not None:
            offers += [(e.key, e.name, self._refusal(e, active)) for e in self._entries]
        return offers

    def _refusal(self, entry: ListedScenario, active: ListedScenario) -> str:
        if entry.as_of != active.as_of:
            month = self.locale().standaloneMonthName(entry.as_of.month)
            words = self.tr("starts from {month} {year}")
            return words.format(month=month, year=entry.as_of.year)
        itself = entry.key == active.key and entry.key != self._reference
        return self.tr("this scenario") if itself else ""

    def _choose_reference(self, place: int) -> None:
        chosen = self._chooser.itemData(place)
        if chosen != self._reference:
            self.reference_requested.emit(chosen)

    def _activate(self) -> None:
        key = self._list.key()
        if key and key != self._active:
            self.activate_requested.emit(key)

    def _switch_visible(self, visible: bool) -> None:
        self.visibility_requested.emit(self._active, visible)

    def _move(self, by: int) -> None:
        self.move_requested.emit(self._active, self._model.row_of(self._active) + by)

    def _pop_up(self, place: QPoint) -> None:
        index = self._list.indexAt(place)
        entry = next((e for e in self._entries if e.key == self._active), None)
        if not index.isValid() or entry is None:
            return
        row = index.row()
        self._visible.setChecked(entry.visible)
        self._measure.setEnabled(self._reference != entry.key)
        self._up.setEnabled(row > 0)
        self._down.setEnabled(row < len(self._entries) - 1)
        self._menu.popup(self._list.viewport().mapToGlobal(place))
