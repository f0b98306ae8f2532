"""A label that says it shorter, or ends in an ellipsis, when there is no room for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """Shows as much of its text as fits, and all of it in the tool tip, with what helps.

    ``least`` is the width that it keeps for its text before others give way. [px]
    """

    def __init__(self, role: str, parent: QWidget | None = None, least: int = 24) -> None:
        super().__init__(parent)
        self._least = least
        self._full = ""
        self._shorter: tuple[str, ...] = ()
        self._help = ""
        self.setObjectName(role)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str, shorter: Sequence[str] = (), help_text: str = "") -> None:
        """Show a text, or the first of its shorter forms that fits; the help is in the tool tip."""
        said = text, tuple(shorter), help_text
        if said != (self._full, self._shorter, self._help):
            self._full, self._shorter, self._help = said
            self.setAccessibleName(text)
            self.updateGeometry()
            self._fit()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._full) + 2
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._least, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics, forms = self.fontMetrics(), (self._full, *self._shorter)
        form = next((f for f in forms if metrics.horizontalAdvance(f) <= self.width()), forms[-1])
        shown = metrics.elidedText(form, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
        words = self._full if shown != self._full else ""
        if self._help:
            words = "".join(f"<p>{escape(part)}</p>" for part in (words, self._help) if part)
        self.setToolTip(words)
