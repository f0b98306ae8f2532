"""Controls of the explanations: choices under their captions, and a choice of levers in groups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from desktop.form import named, section_font, tip
from desktop.theme import TEXT_SIZE

Group = tuple[str, Sequence[tuple[str, str]]]

_LEAST, _WIDEST = 92, 420
_SLACK = 4
"""Pixels beside the text of a box that the style leaves free without need."""


class ChoiceBox(QWidget):
    """A choice with a caption above it. The data of an entry is its name.

    Signals
    -------
    chosen : name of the entry that the user chose
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = named(QLabel(self), f"{name}.caption", "help")
        self._box = named(_ElidingBox(self), name)
        self._tip = ""
        self._groups: list[Group] = []
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumContentsLength(4)
        self._box.setMinimumWidth(_LEAST)
        self._box.setMaxVisibleItems(24)
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._caption.setBuddy(self._box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self._caption)
        column.addWidget(self._box)
        self._box.activated.connect(self._tell)

    def current(self) -> str:
        """Name of the entry that is shown, or ""."""
        return str(self._box.currentData() or "")

    def show_texts(self, caption: str, words: str) -> None:
        """Write what the choice is about, in short and in a sentence."""
        self._caption.setText(caption)
        self._box.setAccessibleName(caption)
        self._tip = words
        self._write_tip()

    def show_entries(self, groups: Sequence[Group]) -> None:
        """Offer entries, labels with names, in groups; a group without a name has no heading."""
        if list(groups) == self._groups:
            return
        self._groups = list(groups)
        before = self.current()
        self._box.clear()
        for heading, entries in groups:
            if heading:
                self._add_heading(heading)
            for label, name in entries:
                self._box.addItem(label, name)
        self.show_current(before)
        texts = [self._box.itemText(place) for place in range(self._box.count())]
        widest = max(map(self._box.fontMetrics().horizontalAdvance, texts), default=0)
        self._box.view().setMinimumWidth(min(widest + 48, _WIDEST))

    def show_current(self, name: str) -> None:
        """Show an entry as the one that is chosen."""
        self._box.setCurrentIndex(self._box.findData(name))
        self._write_tip()

    def _add_heading(self, text: str) -> None:
        self._box.addItem(text)
        model = self._box.model()
        assert isinstance(model, QStandardItemModel)
        item = model.item(self._box.count() - 1)
        item.setEnabled(False)
        item.setFont(section_font(TEXT_SIZE - 2))

    def _tell(self) -> None:
        self._write_tip()
        self.chosen.emit(self.current())

    def _write_tip(self) -> None:
        text = self._box.currentText()
        self._box.setToolTip(tip(f"{self._tip} {text}.") if text else tip(self._tip))
        self._box.setAccessibleDescription(self._tip)


class _ElidingBox(QComboBox):
    """A choice whose text ends in an ellipsis when there is no room for all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width() + _SLACK
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
