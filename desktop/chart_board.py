"""The board: charts in a grid on one time axis, which point at the same month together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.board_chart import TitleMenu
from desktop.chart_sight import OPENING
from desktop.chart_views import VIEWS, BoardData
from desktop.charts.chart import Chart
from desktop.charts.data import ChartData, Grain
from desktop.theme import Theme

_COLUMNS = 2
_SPACING = 10

_BEHIND = 15
"""Pixels behind the last month of a chart that has no names there."""


class ChartBoard(QWidget):
    """A grid of charts, one of which can fill it.

    Double-click, Enter or the button of a chart makes it fill the board; the same, or Escape,
    brings the others back.

    Signals
    -------
    charts_requested : the user wants other charts; `charts` says which
    grain_requested : the user wants all charts by this `Grain`
    hovered : the month ordinal that the mouse or a key points at, or None
    export_requested : key of a chart and one of `charts.export.KINDS`; `save` writes the file
    frame_changed : first and last month shown, and where they stand; as `plot_frame` gives them
    """

    charts_requested = Signal()
    grain_requested = Signal(object)
    hovered = Signal(object)
    export_requested = Signal(str, str)
    frame_changed = Signal(float, float, int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = list(OPENING)
        self._logarithmic: set[str] = set()
        self._maximised: Chart | None = None
        self._data = BoardData({}, (0.0, 1.0))
        self._open = True
        self._frame = (0.0, 0.0, 0, 0)
        self._cells = [Chart(theme, self) for _ in OPENING]
        self._menus = [TitleMenu(cell, theme) for cell in self._cells]
        self._lay_out()
        self._connect()
        self._retranslate()
        self._show_keys()

    # What the application says to the board

    def show_board(self, data: BoardData) -> None:
        """Show what `chart_views.board_data` gave."""
        self._data, self._open = data, True
        for place in range(len(self._cells)):
            self._show_cell(place)
        self._follow_frame()

    def show_nothing(self) -> None:
        """Say that no scenario is open, and what to do."""
        self._data, self._open = BoardData({}, self._data.span), False
        for place in range(len(self._cells)):
            self._show_cell(place)

    def show_charts(self, keys: Sequence[str]) -> None:
        """Choose the charts, without saying that the user did; unknown ones are passed over."""
        known = [key for key in dict.fromkeys(keys) if key in VIEWS]
        spare = [key for key in (*OPENING, *VIEWS) if key not in known]
        self._keys = [*known, *spare][: len(self._cells)]
        self._show_keys()

    def show_grain(self, grain: Grain) -> None:
        """Mark the grain in the menus."""
        for menu in self._menus:
            menu.show_grain(grain)

    def show_hover(self, x: float | None) -> None:
        """Point at a month ordinal on every chart, or at none."""
        for cell in self._cells:
            cell.show_hover(x)

    def show_logarithmic(self, keys: Iterable[str]) -> None:
        """Show these charts on a logarithmic scale, all others on a linear one."""
        self._logarithmic = set(keys)
        for place in range(len(self._cells)):
            self._show_cell(place)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for cell in self._cells:
            cell.show_theme(theme)
        for menu in self._menus:
            menu.show_theme(theme)

    def settle(self) -> None:
        """Give every axis the range that suits best, after a gesture has ended."""
        for cell in self._cells:
            cell.settle()
        self._follow_frame()

    # What the board knows

    def charts(self) -> tuple[str, ...]:
        """Keys of the charts, row by row."""
        return tuple(self._keys)

    def logarithmic(self) -> frozenset[str]:
        """Keys of the charts that have a logarithmic scale, of those not shown too."""
        return frozenset(self._logarithmic)

    def chart(self, key: str) -> Chart:
        """The widget of a chart that is shown; ``ValueError`` for another."""
        return self._cells[self._keys.index(key)]

    def maximised(self) -> str:
        """Key of the chart that fills the board, or ""."""
        return self._keys[self._cells.index(self._maximised)] if self._maximised else ""

    def plot_frame(self) -> tuple[float, float, int, int]:
        """First and last month shown, and the pixels from the board's edges to where they stand.

        Those of a chart that fills the board are its own. Beside each other the charts are taken
        together: from the first month of the left ones to where the last one of the right ones
        stands when no names are written behind it.
        """
        left, right = self._edges(self._maximised) if self._maximised else self._outer_edges()
        return *self._data.span, round(left), round(self.width() - right)

    def save(self, key: str, kind: str, target: Path) -> None:
        """Write a chart as a file of one of `charts.export.KINDS`. Raises OSError."""
        self.chart(key).save(kind, target)

    # What Qt says to the board

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow_frame()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self._maximised is not None:
                self._maximise(None)
                return True
        elif event.type() == QEvent.Type.Resize:
            self._follow_frame()
        return super().eventFilter(watched, event)

    # How it is made

    def _lay_out(self) -> None:
        self.setObjectName("chart_board")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_SPACING)
        for place, cell in enumerate(self._cells):
            self._grid.addWidget(cell, place // _COLUMNS, place % _COLUMNS)
        self._stretch()

    def _connect(self) -> None:
        for place, (cell, menu) in enumerate(zip(self._cells, self._menus, strict=True)):
            cell.hovered.connect(self._hover)
            cell.maximise_requested.connect(partial(self._toggle, cell))
            cell.export_requested.connect(partial(self._ask_export, place))
            cell.logarithmic_changed.connect(partial(self._remember_scale, place))
            cell.installEventFilter(self)
            menu.view_requested.connect(partial(self._choose, place))
            menu.grain_requested.connect(self.grain_requested)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Charts"))
        for menu in self._menus:
            menu.retranslate()

    # What happens

    def _show_keys(self) -> None:
        for place, (menu, key) in enumerate(zip(self._menus, self._keys, strict=True)):
            menu.show_view(key)
            self._show_cell(place)

    def _show_cell(self, place: int) -> None:
        cell, key = self._cells[place], self._keys[place]
        data = self._data.charts.get(key)
        if data is None:
            data = self._empty(key)
        cell.show_data(data)
        if cell.logarithmic() != (key in self._logarithmic and data.can_be_logarithmic):
            cell.show_logarithmic(key in self._logarithmic)

    def _empty(self, key: str) -> ChartData:
        """A chart whose data is on its way, or that has nothing to show."""
        note, advice = "", self.tr("Working out the projection…")
        if not self._open:
            note = self.tr("No scenario is open")
            advice = self.tr("Choose a preset or a file by the + at the upper right.")
        data = ChartData(key, VIEWS[key].title(), "", span=self._data.span)
        return replace(data, note=note, advice=advice)

    def _choose(self, place: int, key: str) -> None:
        """Put a chart in a place; one that stands elsewhere changes places with what is here."""
        before = self._keys[place]
        if key == before:
            return
        if key in self._keys:
            self._keys[self._keys.index(key)] = before
        self._keys[place] = key
        self._show_keys()
        self.charts_requested.emit()

    def _hover(self, x: float | None) -> None:
        self.show_hover(x)
        self.hovered.emit(x)

    def _ask_export(self, place: int, kind: str) -> None:
        self.export_requested.emit(self._keys[place], kind)

    def _remember_scale(self, place: int, logarithmic: bool) -> None:
        change = self._logarithmic.add if logarithmic else self._logarithmic.discard
        change(self._keys[place])

    def _toggle(self, cell: Chart) -> None:
        self._maximise(None if self._maximised is cell else cell)

    def _maximise(self, cell: Chart | None) -> None:
        self._maximised = cell
        for one in self._cells:
            one.setVisible(self._has(one))
            one.show_maximised(one is cell)
        self._stretch()
        self._follow_frame()

    def _stretch(self) -> None:
        """Share the room among the rows and columns that have a chart to show."""
        shown = [
            divmod(place, _COLUMNS) for place, cell in enumerate(self._cells) if self._has(cell)
        ]
        rows, columns = ({index[axis] for index in shown} for axis in (0, 1))
        for row in range(len(self._cells) // _COLUMNS):
            self._grid.setRowStretch(row, int(row in rows))
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, int(column in columns))

    def _has(self, cell: Chart) -> bool:
        """Whether a chart has a place on the board now."""
        return self._maximised is None or self._maximised is cell

    def _outer_edges(self) -> tuple[float, float]:
        left = min(self._edges(cell)[0] for cell in self._cells[::_COLUMNS])
        plot = _plot(self._cells[_COLUMNS - 1])
        right = plot.mapTo(self, QPoint(plot.width(), 0)).x() - _BEHIND
        return left, float(right)

    def _edges(self, cell: Chart) -> tuple[float, float]:
        """Pixels of the board at which the months of a chart begin and end."""
        start, frame = _plot(cell).mapTo(self, QPoint(0, 0)).x(), cell.plot_frame()
        return start + frame.left, start + frame.right

    def _follow_frame(self) -> None:
        """Say where the months stand, when that has changed."""
        if not self.isVisible() or not self._data.charts:
            return
        frame = self.plot_frame()
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(*frame)


def _plot(cell: Chart) -> QWidget:
    plot = cell.findChild(QWidget, "plot")
    assert plot is not None
    return plot
