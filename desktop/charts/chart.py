"""One chart of the board: a header, a picture, and the numbers at the month pointed at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from desktop.charts import export
from desktop.charts.data import ChartData
from desktop.charts.figure import Memory, draw, layout
from desktop.charts.header import ChartHeader
from desktop.charts.ink import text_width
from desktop.charts.look import Look
from desktop.charts.names import NamesMemory
from desktop.charts.painter import PainterSurface, Store
from desktop.charts.plot import HoverMark, Plot
from desktop.charts.readout import ReadOut, ReadOutPanel, read_out
from desktop.charts.surface import Frame, MarkerLook, TextLook
from desktop.theme import Theme

_SMALLEST = (220, 150)
_PATIENCE = 120
"""Milliseconds for which new data is not yet put into words: nobody listens to a drag."""

_EMPTY = ChartData("", "", "")


class Chart(QFrame):
    """A card with one chart.

    Left and Right move the month pointed at (with Control by a year), Home and End go to the first
    and the last, Escape lets go, Enter asks for the whole board.

    Signals
    -------
    maximise_requested : the chart is to fill the board, or to go back
    hovered : the month ordinal that the mouse or a key points at, or None
    export_requested : a file of one of `export.KINDS` is wanted; `save` writes it
    logarithmic_changed : the user switched the scale
    """

    maximise_requested = Signal()
    hovered = Signal(object)
    export_requested = Signal(str)
    logarithmic_changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._data = _EMPTY
        self._memory = Memory()
        self._store = Store()
        self._frame: tuple[tuple[float, float], Frame] | None = None
        self._hover: float | None = None
        self._make_widgets()
        self._lay_out()
        self._connect()
        self.show_data(_EMPTY)
        self._show_buttons()

    # What the application says to the chart

    def show_data(self, data: ChartData) -> None:
        """Show new data at once; the axis keeps its range while that still suits."""
        if data.key != self._data.key or data.grain != self._data.grain:
            self._memory = Memory()
        self._data = data
        self.setObjectName(f"chart_{data.key}")
        self.setAccessibleName(data.title)
        self._header.show_texts(data)
        self._header.show_scale(self._header.logarithmic(), data.can_be_logarithmic)
        self._redraw()

    def show_hover(self, x: float | None) -> None:
        """Point at a month ordinal: a cross-hair, and the numbers if the chart has any there."""
        self._hover = x
        content = None if x is None else self._content_at(x)
        self._describe(content)
        if x is None:
            self._plot.show_cross_hair(None)
            self._panel.hide()
        else:
            self._show_cross_hair(x if content is None else content.x, content)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._header.show_theme(theme)
        self._panel.show_theme(theme)
        self._redraw()

    def show_logarithmic(self, logarithmic: bool) -> None:
        """Show the scale, without saying that the user changed it."""
        self._header.show_scale(logarithmic, self._data.can_be_logarithmic)
        self._memory = Memory()
        self._redraw()

    def show_maximised(self, maximised: bool) -> None:
        """Show whether the chart fills the board."""
        self._header.show_maximised(maximised)

    def settle(self) -> None:
        """Give the axis its best range and names their best places, after a gesture has ended."""
        self._memory = Memory(names=NamesMemory(self._memory.names.spots))
        self._redraw()

    # What the chart knows

    def data(self) -> ChartData:
        """What is shown."""
        return self._data

    def hover(self) -> float | None:
        """The month ordinal pointed at, or None."""
        return self._hover

    def content(self) -> ReadOut | None:
        """The numbers in the read-out, or None when there is none."""
        return self._panel.content() if self._panel.isVisibleTo(self) else None

    def logarithmic(self) -> bool:
        """Whether the value axis is logarithmic."""
        return self._header.logarithmic() and self._data.can_be_logarithmic

    def plot_frame(self) -> Frame:
        """The rectangle of the data within the picture, and its ranges."""
        size = self._plot.overlay().size()
        return self._laid_out((float(size.width()), float(size.height())))

    def copy(self, kind: str) -> None:
        """Put the "picture" on the clipboard, or the "data" as a spreadsheet takes them."""
        # Mime data made in Python would outlive the interpreter on some platforms, and crash there.
        clipboard = QGuiApplication.clipboard()
        if kind == "data":
            clipboard.setText(export.csv_text(self._data, delimiter="\t"))
        else:
            clipboard.setImage(export.image(self._data, self._look(), self._pixels()))

    def save(self, kind: str, target: Path) -> None:
        """Write a file of one of `export.KINDS`. Raises OSError with the reason."""
        export.write(target, export.content(kind, self._data, self._look(), self._pixels()))

    # What Qt says to the chart

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._memory = Memory()
            self._store = Store()
            self._redraw()
        super().changeEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._header.menu().popup(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_buttons(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._show_buttons()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._describe_soon.stop()
        super().hideEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._show_buttons(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._show_buttons(self.underMouse())
        super().focusOutEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.maximise_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        by_year = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.maximise_requested.emit()
        elif key == Qt.Key.Key_Escape and self._hover is not None:
            self._point_at(None)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._data.months.size:
            self._step(-1 if key == Qt.Key.Key_Left else 1, by_year)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._data.months.size:
            self._point_at(float(self._data.months[0 if key == Qt.Key.Key_Home else -1]))
        else:
            super().keyPressEvent(event)

    # How it is made

    def _make_widgets(self) -> None:
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(*_SMALLEST)
        self._header = ChartHeader(self._theme, self)
        self._plot = Plot(self)
        self._panel = ReadOutPanel(self._theme, self)
        self._describe_soon = QTimer(self, singleShot=True, interval=_PATIENCE)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 4)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._plot, 1)

    def _connect(self) -> None:
        self._describe_soon.timeout.connect(lambda: self._describe(self.content()))
        self._plot.moved.connect(self._follow)
        self._plot.left.connect(lambda: self._point_at(None))
        self._plot.double_clicked.connect(self.maximise_requested)
        self._header.maximise_requested.connect(self.maximise_requested)
        self._header.copy_requested.connect(self.copy)
        self._header.export_requested.connect(self.export_requested)
        self._header.scale_requested.connect(self._switch_scale)
        self._header.focus_moved.connect(lambda: self._show_buttons(self.underMouse()))

    # What happens

    def _redraw(self) -> None:
        self._frame = None
        self._plot.show_drawing(self._paint, self._theme.colour("card"))
        if self._hover is not None:
            self.show_hover(self._hover)
        elif self.isVisible():
            self._describe_soon.start()
        else:
            self._describe(None)

    def _paint(self, image: QImage) -> None:
        with PainterSurface(image, self._store) as surface:
            frame = self._laid_out((surface.width, surface.height))
            draw(surface, self._data, frame, self._look(), self._memory)

    def _laid_out(self, size: tuple[float, float]) -> Frame:
        """The frame for a picture of a size, found once for the same data."""
        if self._frame is None or self._frame[0] != size:
            found = layout(self._data, self._look(), size, self._memory, _text_width)
            self._frame = size, found
        return self._frame[1]

    def _look(self) -> Look:
        return Look(self._theme, self.locale(), self._header.logarithmic())

    def _pixels(self) -> tuple[float, float]:
        return float(self.width()), float(self.height())

    def _show_buttons(self, wanted: bool = False) -> None:
        focus = QApplication.focusWidget()
        within = focus is not None and (focus is self or self.isAncestorOf(focus))
        self._header.show_buttons(wanted or within or self._header.menu().isVisible())

    def _follow(self, place: QPointF) -> None:
        if self._data.months.size:
            self._point_at(self._nearest(self.plot_frame().x_at(place.x())))

    def _nearest(self, x: float) -> float:
        months = self._data.months
        return float(months[np.argmin(np.abs(months - x))])

    def _step(self, by: int, by_year: bool) -> None:
        months = self._data.months
        if self._hover is None:
            self._point_at(float(months[0 if by > 0 else -1]))
        elif by_year:
            self._point_at(self._nearest(self._nearest(self._hover) + 12 * by))
        else:
            here = int(np.argmin(np.abs(months - self._hover)))
            self._point_at(float(months[min(max(here + by, 0), len(months) - 1)]))

    def _point_at(self, x: float | None) -> None:
        if x != self._hover:
            self.show_hover(x)
            self.hovered.emit(x)

    def _content_at(self, x: float) -> ReadOut | None:
        """The read-out of the span that a month lies in, None where the chart has nothing."""
        ahead = self._data.months - x
        reach = self._data.grain.months
        within = np.flatnonzero((ahead > -0.5) & (ahead <= reach - 0.5))
        if not within.size:
            return None
        content = read_out(self._data, float(self._data.months[within[0]]), self.locale())
        return content if content.rows else None

    def _show_cross_hair(self, x: float, content: ReadOut | None) -> None:
        frame = self.plot_frame()
        pixel = float(frame.px(np.array(x)))
        inside = frame.left - 1 <= pixel <= frame.right + 1
        line = QLineF(pixel, frame.top, pixel, frame.bottom) if inside else None
        marks = self._hover_marks(frame, pixel, content) if content and inside else []
        self._plot.show_cross_hair(line, self._theme.colour("axis"), marks)
        self._panel.setVisible(inside and content is not None)
        if inside and content is not None:
            self._panel.show_content(content)
            self._place_panel(pixel)

    def _hover_marks(self, frame: Frame, pixel: float, content: ReadOut) -> list[HoverMark]:
        rows = [row for row in content.rows if row.sign in ("line", "point")]
        heights = frame.py(np.array([row.number for row in rows])).tolist()
        ground = self._theme.colour("card")
        looks = [MarkerLook(self._theme.colour(row.role), ground) for row in rows]
        return [
            HoverMark((pixel, y), row.marker, look)
            for row, y, look in zip(rows, heights, looks, strict=True)
            if frame.top - 1 <= y <= frame.bottom + 1
        ]

    def _place_panel(self, pixel: float) -> None:
        """Put the read-out beside the cross-hair, on the side with more room."""
        origin = self._plot.mapTo(self, QPoint(0, 0))
        x = origin.x() + pixel
        width, height = self._panel.width(), self._panel.height()
        left = x - 12 - width if x > self.width() / 2 else x + 12
        left = min(max(left, 5), max(5, self.width() - width - 5))
        top = min(origin.y() + 6, max(5, self.height() - height - 5))
        self._panel.move(int(left), int(top))
        self._panel.raise_()

    def _describe(self, content: ReadOut | None) -> None:
        """Say in words what is seen: the month pointed at, else the last one."""
        if self._data.note or self._data.advice:
            words = ". ".join(filter(None, (self._data.note, self._data.advice)))
            self.setAccessibleDescription(words)
            return
        if content is None and self._data.months.size:
            content = read_out(self._data, float(self._data.months[-1]), self.locale())
        if content is None or not content.rows:
            self.setAccessibleDescription(self.tr("There is nothing to show."))
        else:
            self.setAccessibleDescription(content.sentence())

    def _switch_scale(self, logarithmic: bool) -> None:
        self.show_logarithmic(logarithmic)
        self.logarithmic_changed.emit(logarithmic)


def _text_width(text: str, look: TextLook) -> float:
    return text_width(text, look.size, look.weight)
