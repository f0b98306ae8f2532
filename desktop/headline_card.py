"""A card with one key figure, painted so that it stays legible at every width."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.charts.ink import chart_font, text_width
from desktop.theme import Theme

_SMALLEST = 9
"""Pixels below which a text is not shrunk to fit."""


@dataclass(frozen=True)
class CardText:
    """What stands on a card.

    Attributes
    ----------
    label, short : what the figure is, and the same for a narrow card
    figure, unit : the figure
    band : its p5 to p95
    note, short_note : what it is to be compared with, and the same where there is little room
    words : all of it in sentences
    """

    label: str
    short: str
    figure: str
    unit: str = ""
    band: str = ""
    note: str = ""
    words: str = ""
    short_note: str = ""


class CardMode(Enum):
    """How the rows of a card are laid out, with its height in pixels."""

    LARGE = 80
    """Band and note side by side."""
    MEDIUM = 95
    """Band and note below each other."""
    SMALL = 108
    """The unit below the figure, too."""

    @property
    def height(self) -> int:
        """Height of a card in pixels."""
        return self.value

    @classmethod
    def fitting(cls, width: float) -> CardMode:
        """Return the mode for cards of a width in pixels."""
        return cls.LARGE if width >= 218 else cls.MEDIUM if width >= 126 else cls.SMALL


class Card(QFrame):
    """A figure with its label, its unit, its spread and what it is to be compared with."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mode = CardMode.MEDIUM
        self._text = CardText("", "", "")
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

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def text(self) -> CardText:
        """What is shown."""
        return self._text

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        small = self._mode is CardMode.SMALL
        pad = 8.0 if small else 12.0
        label = self._text.label
        if text_width(label, 12, 400) > self.width() - 2 * pad:
            label = self._text.short
        self._write(painter, pad, 23, label, 12, 400, "muted")
        end = self._write(painter, pad, 47, self._text.figure, 18 if small else 20, 600, "text")
        if small:
            self._write(painter, pad, 63, self._text.unit, 11, 400, "muted")
        else:
            self._write(painter, end + 5, 47, self._text.unit, 12, 500, "muted")
        self._write_rows(painter, pad, 67 + 14.0 * small)
        painter.end()

    def _write_rows(self, painter: QPainter, pad: float, top: float) -> None:
        self._write(painter, pad, top, self._text.band, 11, 400, "muted")
        room = self.width() - 2 * pad
        if self._mode is not CardMode.LARGE:
            self._write(painter, pad, top + 15, self._note(room), 11, 400, "muted")
            return
        note = self._note(room - 14 - text_width(self._text.band, 11, 400))
        left = self.width() - pad - text_width(note, 11, 400)
        self._write(painter, left, top, note, 11, 400, "muted")

    def _note(self, room: float) -> str:
        """The note, or its short form where there is too little room."""
        fits = text_width(self._text.note, 11, 400) <= room
        return self._text.note if fits else self._text.short_note or self._text.note

    def _write(
        self, painter: QPainter, x: float, y: float, text: str, size: int, weight: int, role: str
    ) -> float:
        """Write a text on its baseline, smaller where it would not fit; return where it ends."""
        room = self.width() - x - 6
        while size > _SMALLEST and text_width(text, size, weight) > room:
            size -= 1
        painter.setFont(chart_font(size, weight)[0])
        painter.setPen(QColor(self._theme.colour(role)))
        painter.drawText(QPointF(x, y), text)
        return x + text_width(text, size, weight)
