"""Parts of the panel that tells a story: the dots that say where one is, and a source."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QLocale, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.form import data_text, named, tip
from desktop.story_text import plain
from desktop.theme import Theme

Source = Mapping[str, str]
"""A source as it stands in the table of sources."""

_LINKS = (
    Qt.TextInteractionFlag.LinksAccessibleByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByMouse
)
_NO_LINKS = Qt.TextInteractionFlag.NoTextInteraction


class Dots(QWidget):
    """A dot for every scene; those told are filled, the present one has a ring."""

    _STEP, _RADIUS = 15.0, 3.5

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_place(self, number: int, count: int, words: str) -> None:
        """Show the scene of that number, from 1, of so many."""
        self._number, self._count = number, count
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self._STEP * self._count), 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent, line = (QColor(self._theme.colour(role)) for role in ("accent", "strong_line"))
        for i in range(self._count):
            told = i < self._number
            painter.setPen(QPen(accent if told else line, 1.2))
            painter.setBrush(accent if told else Qt.BrushStyle.NoBrush)
            centre = QPointF(self._STEP * (i + 0.5), self.height() / 2)
            painter.drawEllipse(centre, self._RADIUS, self._RADIUS)
            if i == self._number - 1:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(centre, self._RADIUS + 2.6, self._RADIUS + 2.6)
        painter.end()


class LinkedLabel(QLabel):
    """A text whose links are followed by mouse and keyboard: Tab goes from link to link."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)

    def show_html(self, html: str) -> None:
        """Show a text; one without a link does not take the keyboard."""
        # The colour of links is settled when a text is set, and only a new one is.
        self.clear()
        self.setTextInteractionFlags(_LINKS if "<a " in html else _NO_LINKS)
        self.setText(html)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.focusNextPrevChild(True)


class SourceLabel(LinkedLabel):
    """A source in words; the tool tip shows its address and the note on it."""

    def __init__(self, source: Source, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "story_source", "help")
        address, title = source.get("url", ""), escape(data_text(source["title"]))
        linked = f'<a href="{escape(address)}">{title}</a>' if address else title
        facts = (source["publisher"], self._dated(source["date"]), self._sure(source))
        self.show_html(", ".join([linked, *(escape(fact) for fact in facts if fact)]))
        self.setAccessibleName(plain(self.text()))
        note = data_text(source["note"].partition("Used by:")[0].strip())
        about = (address or self.tr("No address is recorded."), note)
        self.setToolTip("".join(tip(words) for words in about if words))

    def _sure(self, source: Source) -> str:
        """What is to be known of a source that nobody read again."""
        words = {
            "memory": self.tr("recalled, not read again"),
            "judgement": self.tr("judgement"),
            "derived": self.tr("derived"),
        }
        return words.get(source["confidence"], "")

    def _dated(self, date: str) -> str:
        """A date of a source, such as 2025-01-20 or 1865, as a person reads it."""
        year, *rest = date.split("-")
        if not rest:
            return year
        month = self.locale().standaloneMonthName(int(rest[0]), QLocale.FormatType.LongFormat)
        return " ".join([*(str(int(day)) for day in rest[1:]), month, year])
