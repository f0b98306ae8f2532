"""Parts of the page on what one would have to believe: the wanted value, the answer, its uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.charts.elided import ElidedLabel
from desktop.form import named, tip
from desktop.number_field import NumberField
from desktop.numbers import Scale
from desktop.theme import Theme

_SCALES = {
    "fraction": Scale(-1.0, 1.0, -10.0, 100.0),
    "USD bn": Scale(-5000.0, 5000.0, -1e6, 1e6),
}
_LEAST = 72


class TargetField(QWidget):
    """A number with a caption above it, in the unit of what is wanted.

    Signals
    -------
    edited : the value that the user wants
    refused : why a text cannot be, or ""
    """

    edited = Signal(float)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = ("", "")
        self._caption = named(QLabel(self), "solve.value.caption", "help")
        self._fields = {unit: self._made(unit) for unit in _SCALES}
        self._unit = "fraction"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self._caption)
        for field in self._fields.values():
            column.addWidget(field)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def field(self) -> NumberField:
        """The field that is shown."""
        return self._fields[self._unit]

    def show_value(self, value: float, unit: str) -> None:
        """Show a value in a unit."""
        self._unit = unit
        for each, field in self._fields.items():
            field.setVisible(each == unit)
        self.field().show_value(value)
        self._write()

    def show_texts(self, caption: str, words: str) -> None:
        """Write what the number is about, in short and in a sentence."""
        self._texts = caption, words
        for field in self._fields.values():
            field.retranslate()
        self._write()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for field in self._fields.values():
            field.show_theme(theme)

    def _made(self, unit: str) -> NumberField:
        field = named(NumberField(unit, _SCALES[unit], self._theme, self), f"solve.value.{unit}")
        field.setProperty("quiet", False)
        field.setMinimumWidth(_LEAST)
        field.setVisible(False)
        field.edited.connect(self.edited)
        field.refused.connect(self.refused)
        return field

    def _write(self) -> None:
        caption, words = self._texts
        symbol = {"fraction": "%"}.get(self._unit, self._unit)
        self._caption.setText(f"{caption} ({symbol})")
        self._caption.setBuddy(self.field())
        self.field().setAccessibleName(f"{caption} ({symbol})")
        self.field().setToolTip(tip(words))


class Verdict(QWidget):
    """The answer in words, and a button for each solution.

    Signals
    -------
    used : number of the solution that the user wants
    """

    used = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = named(QLabel(self), "solve.finding")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._aside = named(ElidedLabel("help", self), "solve.aside", "help")
        self._buttons: list[QPushButton] = []
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(self._words)
        column.addWidget(self._aside)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 2)
        self._row.setSpacing(8)
        self._row.addLayout(column, 1)

    def show_words(self, words: str, aside: str = "") -> None:
        """Say the answer, and in one smaller line how surprising it is."""
        self._words.setText(words)
        self._aside.show_text(aside)
        self._aside.setVisible(bool(aside))

    def show_uses(self, texts: Sequence[str], words: str) -> None:
        """Offer solutions by the texts of their buttons; ``words`` say what a button does."""
        while len(self._buttons) < len(texts):
            place = len(self._buttons)
            button = named(QPushButton(self), f"solve.use.{place}")
            button.clicked.connect(self._teller(place))
            self._buttons.append(button)
            self._row.addWidget(button)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(texts))
            if place < len(texts):
                button.setText(texts[place])
                button.setToolTip(tip(words))

    def _teller(self, place: int) -> Callable[[], None]:
        return lambda: self.used.emit(place)
