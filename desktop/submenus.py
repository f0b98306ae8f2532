"""The menus whose entries depend on what there is: presets, recent files, references, choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.charts.data import Grain
from desktop.form import tip
from desktop.references import DEFAULTS, NO_EVENTS
from desktop.scenario_list import ListedPreset
from desktop.translation import languages
from scenarios import files


class Submenus(QObject):
    """Fills the menus and says what was chosen in them.

    Signals
    -------
    preset_chosen : name of a preset
    file_chosen : a ``Path``
    grain_chosen : a `Grain`
    theme_chosen : "system", "light" or "dark"
    language_chosen : a code, or "" for that of the system
    reference_chosen : a word of `workspace`, or the key of a document
    """

    preset_chosen = Signal(str)
    file_chosen = Signal(object)
    grain_chosen = Signal(object)
    theme_chosen = Signal(str)
    language_chosen = Signal(str)
    reference_chosen = Signal(str)

    def __init__(self, menus: Mapping[str, QMenu], parent: QWidget) -> None:
        super().__init__(parent)
        self._menus = menus
        self._grain, self._theme, self._language = Grain.QUARTER, "system", ""
        for name, signal in {
            "presets": self.preset_chosen,
            "recent": self.file_chosen,
            "theme": self.theme_chosen,
            "language": self.language_chosen,
            "reference": self.reference_chosen,
        }.items():
            menus[name].triggered.connect(lambda action, s=signal: s.emit(action.data()))
        # Qt hands back the plain text of an enumeration of texts.
        menus["grain"].triggered.connect(lambda a: self.grain_chosen.emit(Grain(a.data())))
        self.retranslate()

    def presets(self) -> list[ListedPreset]:
        """Return the presets, in the order of their names."""
        found = ((name, files.preset(name)) for name in files.preset_names())
        return [ListedPreset(name, made.name, tip(made.description)) for name, made in found]

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self._fill("presets", [(p.name, p.title, p.description) for p in self.presets()])
        self.show_grain(self._grain)
        self.show_theme(self._theme)
        self.show_language(self._language)

    def show_grain(self, grain: Grain) -> None:
        """Mark the grain in use."""
        self._grain = grain
        texts = {
            Grain.YEAR: self.tr("Fiscal &year"),
            Grain.QUARTER: self.tr("Fiscal &quarter"),
            Grain.MONTH: self.tr("&Month"),
        }
        self._choose("grain", texts.items(), grain)

    def show_theme(self, choice: str) -> None:
        """Mark the choice of a theme."""
        self._theme = choice
        texts = {
            "system": self.tr("As the &system"),
            "light": self.tr("&Light"),
            "dark": self.tr("&Dark"),
        }
        self._choose("theme", texts.items(), choice)

    def show_language(self, choice: str) -> None:
        """Mark the language; with one language there is nothing to choose."""
        self._language = choice
        known = {"": self.tr("As the &system"), **languages()}
        self._choose("language", known.items(), choice)
        self._menus["language"].menuAction().setVisible(len(known) > 2)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List the recent files; those that are gone are greyed."""
        self._fill("recent", [(path, path.name, str(path)) for path in paths])
        for action, path in zip(self._menus["recent"].actions(), paths, strict=False):
            action.setEnabled(path.exists())
        if not paths:
            self._menus["recent"].addAction(self.tr("No files yet")).setEnabled(False)

    def show_references(self, documents: Iterable[tuple[str, str]], chosen: str) -> None:
        """List what effects can be measured against."""
        known = [
            (DEFAULTS, self.tr("The &defaults")),
            (NO_EVENTS, self.tr("The scenario without its &events")),
            *documents,
        ]
        self._choose("reference", known, chosen)

    def _fill(self, name: str, entries: Iterable[tuple[object, str, str]]) -> list[QAction]:
        menu = self._menus[name]
        menu.clear()
        made = []
        for data, text, more in entries:
            action = menu.addAction(text)
            action.setData(data)
            action.setToolTip(more)
            made.append(action)
        return made

    def _choose(self, name: str, entries: Iterable[tuple[object, str]], chosen: object) -> None:
        """Fill a menu of which one entry is in force."""
        entries = [*entries]
        group = QActionGroup(self._menus[name])
        for action, (data, _) in zip(
            self._fill(name, [(d, text, "") for d, text in entries]), entries, strict=True
        ):
            action.setCheckable(True)
            action.setChecked(data == chosen)
            group.addAction(action)
