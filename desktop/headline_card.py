"""A card with one key figure, painted so that it stays legible at every width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.charts.ink import chart_font, text_width
from desktop.theme import Theme

_SMALLEST = 9
"""Pixels below which no text is shrunk to fit."""

_CAPTION, _UNIT, _QUIET = 12, 12, 15
"""Sizes in pixels of a label, of a unit, and of words in place of a figure."""


@dataclass(frozen=True)
class CardText:
    """What stands on a card.

    Attributes
    ----------
    labels : what the figure is, and the same ever shorter for a narrow card
    figure, unit : the figure
    band, ends : its p5 to p95, in a line and as two
    median, short_median : its median where that is far from the figure
    notes : what it is to be compared with, and the same ever shorter
    words : all of it in sentences
    quiet : whether the figure is but words that there is none to speak of
    """

    labels: tuple[str, ...]
    figure: str
    unit: str = ""
    band: str = ""
    ends: tuple[str, ...] = ()
    median: str = ""
    short_median: str = ""
    notes: tuple[str, ...] = ()
    words: str = ""
    quiet: bool = False

    @property
    def label(self) -> str:
        """What the figure is, in full."""
        return self.labels[0]

    @property
    def note(self) -> str:
        """What it is to be compared with, in full."""
        return self.notes[0] if self.notes else ""


class CardMode(Enum):
    """How the rows of a card are laid out, with its height in pixels."""

    LARGE = 95
    """Band and note side by side."""
    MEDIUM = 110
    """Band, median and note below each other."""
    SMALL = 113
    """The unit below the figure, and both ends of the band below each other, too."""

    @property
    def height(self) -> int:
        """Height of a card in pixels."""
        return self.value

    @property
    def padding(self) -> float:
        """Pixels between the border and a text."""
        return 7.0 if self is CardMode.SMALL else 11.0

    @classmethod
    def fitting(cls, width: float) -> CardMode:
        """Return the mode for cards of a width in pixels."""
        return cls.LARGE if width >= 218 else cls.MEDIUM if width >= 126 else cls.SMALL


@dataclass(frozen=True)
class Sizes:
    """Sizes of texts in pixels, the same on every card of a strip."""

    figure: int = 20
    row: int = 11

    def least(self, other: Sizes) -> Sizes:
        """Return the smaller size of each."""
        return Sizes(min(self.figure, other.figure), min(self.row, other.row))


class Card(QFrame):
    """A figure with its label, its unit, its spread and what it is to be compared with."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mode = CardMode.MEDIUM
        self._text = CardText(("",), "")
        self._sizes = Sizes()
        self.setObjectName(name)
        self.setProperty("card", True)

    def show_text(self, text: CardText) -> None:
        """Show a figure."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(f"{text.label}: {text.figure} {text.unit}".rstrip())
            self.setAccessibleDescription(text.words)
            self.setToolTip(text.words)
            self.update()

    def show_mode(self, mode: CardMode) -> None:
        """Lay the rows out for a width."""
        self._mode = mode
        self.update()

    def show_sizes(self, sizes: Sizes) -> None:
        """Write in some sizes."""
        if sizes != self._sizes:
            self._sizes = sizes
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def text(self) -> CardText:
        """What is shown."""
        return self._text

    def sizes(self) -> Sizes:
        """The sizes written in."""
        return self._sizes

    def fitting_sizes(self) -> Sizes:
        """Largest sizes in which every text fits between the borders."""
        figure, row = Sizes().figure - 2 * (self._mode is CardMode.SMALL), Sizes().row
        while figure > _SMALLEST and self._first_line(figure) > self._room():
            figure -= 1
        rows = [left for left, _, _ in self._rows()]
        while row > _SMALLEST and any(text_width(text, row, 400) > self._room() for text in rows):
            row -= 1
        return Sizes(figure, row)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        text, pad, small = self._text, self._mode.padding, self._mode is CardMode.SMALL
        label_size = _CAPTION - small
        label = self._form(text.labels, label_size)
        self._write(painter, pad, 20 if small else 23, label, label_size, 400, "muted")
        base = 40.0 if small else 47.0
        if text.quiet:
            self._write(painter, pad, base, text.figure, self._quiet(), 500, "muted")
        else:
            size = self._sizes.figure
            end = self._write(painter, pad, base, text.figure, size, 600, "text")
            if not small:
                self._write(painter, end + 5, base, text.unit, _UNIT, 500, "muted")
        for left, right, y in self._rows():
            size = self._sizes.row
            self._write(painter, pad, y, left, size, 400, "muted")
            start = self.width() - pad - text_width(right, size, 400)
            self._write(painter, start, y, right, size, 400, "muted")
        painter.end()

    def _room(self) -> float:
        return self.width() - 2 * self._mode.padding

    def _quiet(self) -> int:
        sizes, words = range(_QUIET, _SMALLEST, -1), self._text.figure
        return next((s for s in sizes if text_width(words, s, 500) <= self._room()), _SMALLEST)

    def _first_line(self, size: int) -> float:
        """Pixels that the figure takes, and the unit where that stands beside it."""
        if self._text.quiet:
            return 0.0
        width = text_width(self._text.figure, size, 600)
        if self._text.unit and self._mode is not CardMode.SMALL:
            width += 5 + text_width(self._text.unit, _UNIT, 500)
        return width

    def _rows(self) -> Iterator[tuple[str, str, float]]:
        """Lines below the figure: what stands at the left, at the right, and the baseline."""
        text, size = self._text, Sizes().row
        if self._mode is CardMode.LARGE:
            beside = self._room() - 14 - text_width(text.band, size, 400)
            yield text.band, self._form(text.notes, size, beside), 67.0
            yield text.median, "", 82.0
            return
        note = self._form(text.notes, size)
        lines: tuple[str, ...] = (text.band, text.median, note)
        top, pitch = 67.0, 15.0
        if self._mode is CardMode.SMALL:
            low, *high = text.ends or (text.band,)
            lines = (text.unit, low, text.short_median, *high, note)
            top, pitch = 54.0, 13.0
        for place, line in enumerate(line for line in lines if line):
            yield line, "", top + pitch * place

    def _form(self, forms: tuple[str, ...], size: int, room: float | None = None) -> str:
        """The first form that fits, else the last."""
        room = self._room() if room is None else room
        fitting = (form for form in forms if text_width(form, size, 400) <= room)
        return next(fitting, forms[-1] if forms else "")

    def _write(
        self, painter: QPainter, x: float, y: float, text: str, size: int, weight: int, role: str
    ) -> float:
        """Write a text on its baseline; return where it ends."""
        if not text:
            return x
        painter.setFont(chart_font(size, weight)[0])
        painter.setPen(QColor(self._theme.colour(role)))
        painter.drawText(QPointF(x, y), text)
        return x + text_width(text, size, weight)
