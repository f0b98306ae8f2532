"""The line above a chart: its title, its unit, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from desktop.charts.data import ChartData
from desktop.charts.elided import ElidedLabel
from desktop.theme import Theme, icon

_TITLE = 150
_ROOMY = 240
_HEIGHT = 26
_ICON = QSize(16, 16)


class ChartHeader(QWidget):
    """Title and unit, and two buttons that can be hidden.

    Signals
    -------
    maximise_requested : the chart is to fill the board, or to go back
    copy_requested : the "picture" or the "data" is to go to the clipboard
    export_requested : a file is wanted: "png", "svg" or "csv"
    scale_requested : the value axis is to be logarithmic, or not
    focus_moved : one of the buttons took or lost the focus, or the menu closed
    """

    maximise_requested = Signal()
    copy_requested = Signal(str)
    export_requested = Signal(str)
    scale_requested = Signal(bool)
    focus_moved = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._maximised = False
        self._make_widgets()
        self._make_menu()
        self._lay_out()
        self._connect()
        self._retranslate()
        self.show_theme(theme)

    def show_texts(self, data: ChartData) -> None:
        """Show the title and the unit of a chart."""
        self._title.show_text(data.title, help_text=data.help)
        self._unit.show_text(data.unit, data.short_units)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._maximise.setIcon(icon("restore" if self._maximised else "maximise", theme))
        self._more.setIcon(icon("more", theme))
        self._copies["picture"].setIcon(icon("copy", theme))
        self._exports["png"].setIcon(icon("save", theme))

    def show_maximised(self, maximised: bool) -> None:
        """Show whether the chart fills the board."""
        self._maximised = maximised
        self.show_theme(self._theme)
        self._retranslate()

    def show_scale(self, logarithmic: bool, possible: bool) -> None:
        """Show the scale, and whether a logarithmic one makes sense."""
        self._scale.setChecked(logarithmic)
        self._scale.setEnabled(possible)

    def show_buttons(self, visible: bool) -> None:
        """Show or hide the buttons; the texts stay where they are."""
        # In a narrow header the title needs the room; a double click and Enter do the same.
        self._maximise.setVisible(visible and self.width() >= _ROOMY)
        self._more.setVisible(visible)

    def logarithmic(self) -> bool:
        """Whether a logarithmic scale is wished for."""
        return self._scale.isChecked()

    def menu(self) -> QMenu:
        """The menu of the chart."""
        return self._menu

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_moved.emit()
        return super().eventFilter(watched, event)

    def _make_widgets(self) -> None:
        self.setObjectName("chart_header")
        self._title = ElidedLabel("title", self, least=_TITLE)
        self._unit = ElidedLabel("muted", self)
        self._unit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._maximise = _button("maximise", self)
        self._more = _button("more", self)

    def _make_menu(self) -> None:
        self._menu = QMenu(self)
        self._menu.setObjectName("chart_menu")
        self._copies = {kind: self._menu.addAction("") for kind in ("picture", "data")}
        self._menu.addSeparator()
        self._exports = {kind: self._menu.addAction("") for kind in ("png", "svg", "csv")}
        self._menu.addSeparator()
        self._scale = QAction(self, checkable=True)
        self._menu.addAction(self._scale)
        names = {f"copy_{kind}": action for kind, action in self._copies.items()}
        for name, action in {**names, "logarithmic": self._scale, **self._exports}.items():
            action.setObjectName(name)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 6, 0)
        row.setSpacing(2)
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._maximise)
        row.addWidget(self._more)
        row.addWidget(self._unit)
        self.setFixedHeight(_HEIGHT)

    def _connect(self) -> None:
        self._maximise.clicked.connect(self.maximise_requested)
        self._more.clicked.connect(self._pop_up)
        for kind, action in self._copies.items():
            action.triggered.connect(lambda _, kind=kind: self.copy_requested.emit(kind))
        for kind, action in self._exports.items():
            action.triggered.connect(lambda _, kind=kind: self.export_requested.emit(kind))
        self._scale.triggered.connect(self.scale_requested)
        self._menu.aboutToHide.connect(self.focus_moved)
        for button in (self._maximise, self._more):
            button.installEventFilter(self)

    def _retranslate(self) -> None:
        self._copies["picture"].setText(self.tr("Copy picture"))
        self._copies["data"].setText(self.tr("Copy data"))
        self._exports["png"].setText(self.tr("Save picture as PNG…"))
        self._exports["svg"].setText(self.tr("Save picture as SVG…"))
        self._exports["csv"].setText(self.tr("Save data as CSV…"))
        self._scale.setText(self.tr("Logarithmic scale"))
        self._menu.setAccessibleName(self.tr("Chart menu"))
        whole = self.tr("Show all charts") if self._maximised else self.tr("Fill the board")
        _name(self._maximise, whole)
        _name(self._more, self.tr("More about this chart"))

    def _pop_up(self) -> None:
        self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))


def _button(name: str, parent: QWidget) -> QToolButton:
    made = QToolButton(parent)
    made.setObjectName(name)
    made.setIconSize(_ICON)
    made.setAutoRaise(True)
    return made


def _name(button: QToolButton, text: str) -> None:
    button.setToolTip(text)
    button.setAccessibleName(text)
