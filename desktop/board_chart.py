"""What the board adds to a chart: a menu at its title in which another chart can be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from desktop.chart_views import VIEWS
from desktop.charts.chart import Chart
from desktop.charts.data import Grain
from desktop.charts.header import ChartHeader
from desktop.theme import Theme, icon

_SHOWN = {QEvent.Type.ShowToParent: True, QEvent.Type.HideToParent: False}
_Found = TypeVar("_Found", bound=QObject)


class TitleMenu(QObject):
    """The menus of all charts and of the grain, at a chart's title and in its own menu.

    Signals
    -------
    view_requested : the key of the chart that is to stand here
    grain_requested : the `Grain` that all charts are to have
    """

    view_requested = Signal(str)
    grain_requested = Signal(object)

    def __init__(self, chart: Chart, theme: Theme) -> None:
        super().__init__(chart)
        self._title = _found(chart, QLabel, "title")
        self._views, self._grains = _menu(chart, "views_menu"), _menu(chart, "grain_menu")
        self._button = QToolButton(chart)
        self._neighbour = _found(chart, QToolButton, "maximise")
        self._view_actions = dict(zip(VIEWS, _choices(self._views, VIEWS), strict=True))
        self._grain_actions = dict(zip(Grain, _choices(self._grains, Grain), strict=True))
        self._lay_out(chart)
        self._connect()
        self.retranslate()
        self.show_theme(theme)

    def show_view(self, key: str) -> None:
        """Mark the chart that stands here."""
        self._view_actions[key].setChecked(True)

    def show_grain(self, grain: Grain) -> None:
        """Mark the grain of the charts."""
        self._grain_actions[grain].setChecked(True)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._button.setIcon(icon("chevron-down", theme))

    def retranslate(self) -> None:
        """Take the words of the application's language."""
        another = self.tr("Show another chart")
        self._button.setAccessibleName(another)
        self._button.setToolTip(another)
        self._views.setTitle(another)
        self._grains.setTitle(self.tr("Values by"))
        for key, action in self._view_actions.items():
            action.setText(VIEWS[key].title())
        self._grain_actions[Grain.MONTH].setText(self.tr("Month"))
        self._grain_actions[Grain.QUARTER].setText(self.tr("Fiscal quarter"))
        self._grain_actions[Grain.YEAR].setText(self.tr("Fiscal year"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._title and kind == QEvent.Type.MouseButtonPress:
            self._pop_up()
            return True
        if watched is self._neighbour and kind in _SHOWN:
            self._button.setVisible(_SHOWN[kind])
        return super().eventFilter(watched, event)

    def _lay_out(self, chart: Chart) -> None:
        header = _found(chart, ChartHeader, "chart_header")
        row = header.layout()
        assert isinstance(row, QBoxLayout)
        row.insertWidget(row.indexOf(self._title) + 1, self._button)
        # The title keeps its room: where there is little, the unit gives way.
        self._title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        _found(chart, QLabel, "muted").setMinimumWidth(1)
        self._title.setCursor(Qt.CursorShape.PointingHandCursor)
        self._button.setObjectName("choose_chart")
        self._button.setIconSize(QSize(12, 12))
        self._button.setAutoRaise(True)
        self._button.hide()
        self._button.installEventFilter(header)
        QWidget.setTabOrder(chart, self._button)
        QWidget.setTabOrder(self._button, self._neighbour)
        own = header.menu()
        own.addSeparator()
        own.addMenu(self._views)
        own.addMenu(self._grains)

    def _connect(self) -> None:
        self._title.installEventFilter(self)
        self._neighbour.installEventFilter(self)
        self._button.clicked.connect(self._pop_up)
        self._views.triggered.connect(lambda chosen: self.view_requested.emit(chosen.data()))
        self._grains.triggered.connect(
            lambda chosen: self.grain_requested.emit(Grain(chosen.data()))
        )

    def _pop_up(self) -> None:
        self._views.popup(self._title.mapToGlobal(QPoint(0, self._title.height())))
        here = next((a for a in self._view_actions.values() if a.isChecked()), None)
        if here is not None:
            self._views.setActiveAction(here)


def _menu(chart: Chart, name: str) -> QMenu:
    made = QMenu(chart)
    made.setObjectName(name)
    return made


def _choices(menu: QMenu, keys: Iterable[str]) -> list[QAction]:
    """Add an action a key, of which one is marked at a time."""
    group = QActionGroup(menu)
    actions = []
    for key in keys:
        action = QAction(menu)
        action.setCheckable(True)
        action.setData(str(key))
        group.addAction(action)
        menu.addAction(action)
        actions.append(action)
    return actions


def _found(chart: Chart, kind: type[_Found], name: str) -> _Found:
    found = chart.findChild(kind, name)
    assert isinstance(found, kind)
    return found
