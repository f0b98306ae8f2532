"""Small helpers for forms: names, looks and tool tips of their parts."""

from __future__ import annotations

from html import escape
from typing import TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget

Part = TypeVar("Part", bound=QWidget)


def named(part: Part, name: str, role: str = "") -> Part:
    """Return a part with an object name and a role of the style sheet."""
    part.setObjectName(name)
    if role:
        part.setProperty("role", role)
    return part


def spoken(part: Part, name: str, words: str) -> Part:
    """Return a part with an object name, and what assistive technology calls it."""
    part.setObjectName(name)
    part.setAccessibleName(words)
    return part


def section_font(size: int) -> QFont:
    """Return the font of a heading: small, semi-bold capitals, a little apart."""
    font = QFont()
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold)
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
    return font


def restyle(part: QWidget, **properties: object) -> None:
    """Set properties that the style sheet selects by, if they differ, and style the part anew."""
    changed = {name: value for name, value in properties.items() if part.property(name) != value}
    for name, value in changed.items():
        part.setProperty(name, value)
    if changed:
        part.style().unpolish(part)
        part.style().polish(part)


def show_words(label: QLabel, words: str, role: str) -> None:
    """Show words in a role, or hide the label when there are none."""
    if words:
        restyle(label, role=role)
        label.setText(words)
    if label.isHidden() == bool(words):
        label.setVisible(bool(words))


def tip(text: str) -> str:
    """Return a tool tip that breaks its lines."""
    return f"<p>{escape(text)}</p>"


def data_text(text: str) -> str:
    """Return a text of the data, such as a label, in the present language if that has it.

    Such texts stand in the tables: Qt's tool, which reads the sources, cannot extract them.
    """
    app = QCoreApplication.instance()
    return text if app is None else app.translate("data", text)
