"""The commands of the window: one line each in a table, from which menus and shortcuts are made."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop.view_bar import NAMES

Shortcut = QKeySequence.StandardKey | str | None
_Key = QKeySequence.StandardKey


@dataclass(frozen=True)
class Command:
    """A command: its id, which menu it stands in, its shortcut."""

    id: str
    menu: str
    shortcut: Shortcut = None
    checkable: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole


#: A line between groups of a menu.
LINE = "-"

COMMANDS: tuple[Command, ...] = (
    Command("new", "file", _Key.New),
    Command("presets", "file"),
    Command("open", "file", _Key.Open),
    Command("recent", "file"),
    Command(LINE, "file"),
    Command("save", "file", _Key.Save),
    Command("save_as", "file", _Key.SaveAs),
    Command("revert", "file"),
    Command(LINE, "file"),
    Command("close", "file", _Key.Close),
    Command("quit", "file", _Key.Quit, role=QAction.MenuRole.QuitRole),
    Command("undo", "edit", _Key.Undo),
    Command("redo", "edit", _Key.Redo),
    Command(LINE, "edit"),
    Command("find", "edit", _Key.Find),
    Command("reset_all", "edit"),
    Command("charts", "view", "Alt+1", checkable=True),
    Command("compare", "view", "Ctrl+K", checkable=True),
    Command("grain", "view"),
    Command("fitting", "view", checkable=True),
    Command(LINE, "view"),
    Command("show_assumptions", "view", "Ctrl+1", checkable=True),
    Command("show_timeline", "view", "Ctrl+2", checkable=True),
    Command("show_scenarios", "view", "Ctrl+3", checkable=True),
    Command(LINE, "view"),
    Command("theme", "view"),
    Command("language", "view"),
    Command("settings", "scenario", "Ctrl+I"),
    Command("rename", "scenario", "F2"),
    Command("duplicate", "scenario", "Ctrl+D"),
    Command("visible", "scenario", checkable=True),
    Command("reference", "scenario"),
    Command(LINE, "scenario"),
    Command("next", "scenario", _Key.NextChild),
    Command("previous", "scenario", _Key.PreviousChild),
    *(
        Command(name, "explain", f"Alt+{place}", checkable=True)
        for place, name in enumerate(NAMES[2:], start=2)
    ),
    Command("story", "help"),
    Command("about", "help", role=QAction.MenuRole.AboutRole),
)


class CommandTexts(QObject):
    """What commands and menus are called, in the language of the application."""

    def menu(self, name: str) -> str:
        """Return the title of a menu."""
        return {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "view": self.tr("&View"),
            "scenario": self.tr("&Scenario"),
            "explain": self.tr("E&xplain"),
            "help": self.tr("&Help"),
        }[name]

    def command(self, name: str) -> str:
        """Return the text of a command."""
        return {
            "new": self.tr("&New scenario"),
            "presets": self.tr("New from &preset"),
            "open": self.tr("&Open…"),
            "recent": self.tr("Open &recent"),
            "save": self.tr("&Save"),
            "save_as": self.tr("Save &as…"),
            "revert": self.tr("Re&vert"),
            "close": self.tr("&Close scenario"),
            "quit": self.tr("&Quit"),
            "undo": self.tr("&Undo"),
            "redo": self.tr("&Redo"),
            "find": self.tr("&Find an assumption"),
            "reset_all": self.tr("Reset &all assumptions"),
            "charts": self.tr("C&harts"),
            "compare": self.tr("&Compare"),
            "fitting": self.tr("Only draws that &fit the record"),
            "grain": self.tr("&Values by"),
            "show_assumptions": self.tr("&Assumptions"),
            "show_timeline": self.tr("&Timeline"),
            "show_scenarios": self.tr("&Open scenarios"),
            "theme": self.tr("&Theme"),
            "language": self.tr("&Language"),
            "settings": self.tr("Scenario &settings…"),
            "rename": self.tr("&Rename"),
            "duplicate": self.tr("&Duplicate"),
            "visible": self.tr("&Visible on the charts"),
            "reference": self.tr("&Measure effects against"),
            "next": self.tr("&Next scenario"),
            "previous": self.tr("&Previous scenario"),
            "gap": self.tr("&Why two scenarios differ"),
            "rebound": self.tr("&Rebound of each efficiency gain"),
            "frontier": self.tr("&Break-even of efficiency"),
            "solve": self.tr("What one would have to be&lieve"),
            "sensitivity": self.tr("&Sensitivity to assumptions"),
            "hindcast": self.tr("&Hindcast against the record"),
            "story": self.tr("&January 2025 in five scenes"),
            "about": self.tr("&About Jevons"),
        }[name]


class Commands(QObject):
    """The actions of a window by id, and the menus they stand in."""

    SUBMENUS = ("presets", "recent", "grain", "theme", "language", "reference")

    def __init__(self, bar: QMenuBar, window: QWidget, ready: dict[str, QAction]) -> None:
        """Fill the menu bar; ``ready`` are actions that exist already, such as undo."""
        super().__init__(window)
        self._texts = CommandTexts(self)
        self.menus: dict[str, QMenu] = {}
        self.actions: dict[str, QAction] = {}
        for command in COMMANDS:
            menu = self.menus.get(command.menu) or self._add_menu(command.menu, bar)
            if command.id == LINE:
                menu.addSeparator()
            elif command.id in self.SUBMENUS:
                self.menus[command.id] = self._add_submenu(command.id, menu)
            else:
                action = ready.get(command.id) or QAction(window)
                self._dress(action, command)
                menu.addAction(action)
                window.addAction(action)
                self.actions[command.id] = action
        self._own = [name for name in self.actions if name not in ready]
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self.actions[name]

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        for name in self._own:
            self.actions[name].setText(self._texts.command(name))
        for name, menu in self.menus.items():
            known = self._texts.command if name in self.SUBMENUS else self._texts.menu
            menu.setTitle(known(name))

    def _add_menu(self, name: str, bar: QMenuBar) -> QMenu:
        menu = self.menus[name] = bar.addMenu("")
        menu.setObjectName(f"menu_{name}")
        menu.setToolTipsVisible(True)
        return menu

    def _add_submenu(self, name: str, menu: QMenu) -> QMenu:
        submenu = menu.addMenu("")
        submenu.setObjectName(f"menu_{name}")
        submenu.setToolTipsVisible(True)
        return submenu

    def _dress(self, action: QAction, command: Command) -> None:
        action.setObjectName(f"action_{command.id}")
        action.setCheckable(command.checkable)
        action.setMenuRole(command.role)
        if isinstance(command.shortcut, QKeySequence.StandardKey):
            action.setShortcuts(command.shortcut)
        elif command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
