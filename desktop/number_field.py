"""A line to type a number into: any usual spelling is read, what cannot be is refused in words.

Spin boxes drop what they do not understand: typing 12.5 where the decimal mark is a comma gives
125, and 1e3 gives 13. This field keeps what was typed until it can be read or is taken back.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.key_burst import KeyBurst
from desktop.numbers import (
    Scale,
    UnreadableNumber,
    exact_text,
    number_text,
    quantity_text,
    read_number,
    span_texts,
    unit_text,
)
from desktop.theme import Theme

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class NumberField(QLineEdit):
    """A number in a unit. The value is only what was accepted, never half of what is typed.

    Return or leaving the field accepts, Escape takes back; Up and Down go a step, Page Up and
    Page Down ten.

    Signals: ``edited(float)`` with each accepted value, ``released`` at the end of a gesture,
    ``refused(str)`` with why the text cannot be, or with an empty text once it can.
    """

    edited = Signal(float)
    released = Signal()
    refused = Signal(str)

    def __init__(
        self, unit: str, scale: Scale, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._unit, self._scale, self._theme = unit, scale, theme
        self._value = scale.low
        self._words = ""
        self._committing = self._marked = False
        self._burst = KeyBurst(self, self.released.emit)
        self.setProperty("quiet", True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._write()
        self.textEdited.connect(self._check_typed)

    @property
    def value(self) -> float:
        """The value last shown or accepted, in the unit of the assumption."""
        return self._value

    @property
    def refusal(self) -> str:
        """Why the text cannot be, or an empty text."""
        return self._words

    def show_value(self, value: float) -> None:
        """Show a value; another one than before replaces whatever is being typed."""
        if value != self._value:
            self._value = value
            if not self._committing:
                self._forget()

    def show_refusal(self, words: str) -> None:
        """Mark the text as refused for a reason, without losing it; an empty reason clears it."""
        if words == self._words:
            return
        self._words = words
        self.update()
        self.refused.emit(words)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._marked = False
        self._mark()

    def width_for(self, text: str) -> int:
        """Return the width in which a text fits."""
        return self.fontMetrics().horizontalAdvance(text) + 13

    def retranslate(self) -> None:
        """Write the number in the present locale."""
        self._write()

    def take_back(self) -> None:
        """Show the value again in place of what was typed."""
        self._forget()
        if self.hasFocus():
            self.selectAll()

    def sizeHint(self) -> QSize:
        return QSize(self.width_for("0.000"), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave undo and redo to the window unless there is typing to undo."""
        if event.type() != QEvent.Type.ShortcutOverride or self.isModified():
            return False
        assert isinstance(event, QKeyEvent)
        keys = QKeySequence.StandardKey
        passed_on = event.matches(keys.Undo) or event.matches(keys.Redo)
        if passed_on:
            event.ignore()
        return passed_on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps and not self.isReadOnly():
            self._step(steps)
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self._words):
            self.take_back()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.isModified():
            self.setText(self._exact())
        self.installEventFilter(self)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.removeEventFilter(self)
        self._burst.end()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._words:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.colour("error")), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4.5, 4.5)

    def _check_typed(self) -> None:
        """Once a text has been refused, say while it is mended whether it will do."""
        if self._words:
            self.show_refusal(self._read()[1])

    def _accept(self) -> None:
        if not self.isModified():
            self._write()
            return
        value, words = self._read()
        self.show_refusal(words)
        if words:
            return
        self._committing = True
        self._set(value)
        self.released.emit()
        self._committing = False
        if not self._words:
            self._forget()

    def _step(self, steps: int) -> None:
        typed, words = self._read() if self.isModified() else (self._value, "")
        start = self._value if words else typed
        self.show_refusal("")
        self._set(self._scale.stepped(start, steps))
        self._burst.keep()
        if not self._words:
            self._forget()

    def _set(self, value: float) -> None:
        before = self._value
        if value != before:
            self._value = value
            self.edited.emit(value)
        if self._words:
            self._value = before

    def _read(self) -> tuple[float, str]:
        """Return the value typed and why it cannot be."""
        try:
            value = read_number(self.text(), self._unit, self.locale())
        except UnreadableNumber as error:
            return self._value, self._misread(error)
        return value, "" if self._scale.is_allowed(value) else self._outside(value)

    def _misread(self, error: UnreadableNumber) -> str:
        if error.suffix:
            words = self.tr("“{suffix}” is not a unit of this number, which is in {unit}.")
            unit = unit_text(self._unit) or self.tr("plain numbers")
            return words.format(suffix=error.suffix, unit=unit)
        example = number_text(self._scale.low, self._unit, self.locale())
        return self.tr("This is not a number. Write it like {example}.").format(example=example)

    def _outside(self, value: float) -> str:
        low, high = span_texts(self._scale.minimum, self._scale.maximum, self._unit, self.locale())
        this = quantity_text(value, self._unit, self.locale())
        words = self.tr("Must lie between {low} and {high}; this is {this}.")
        return words.format(low=low, high=high, this=this)

    def _forget(self) -> None:
        self.setModified(False)
        self.show_refusal("")
        self._write()

    def _write(self) -> None:
        """Write the value, short for reading, whole for editing."""
        if self.isModified():
            return
        text = self._exact() if self.hasFocus() else self._short()
        if text != self.text():
            self.setText(text)
        self.setCursorPosition(len(text)) if self.hasFocus() else self.home(False)
        self._mark()

    def _mark(self) -> None:
        """Mark a value outside the usual range."""
        unusual = not self._scale.is_usual(self._value)
        if unusual != self._marked:
            self._marked = unusual
            colours = QPalette()
            if unusual:
                colours.setColor(QPalette.ColorRole.Text, QColor(self._theme.colour("warning")))
            self.setPalette(colours)

    def _exact(self) -> str:
        return exact_text(self._value, self._unit, self.locale())

    def _short(self) -> str:
        return number_text(self._value, self._unit, self.locale())


def heavier(size: int | None = None) -> QFont:
    """Return the application's font in semi-bold, for the numbers of a form."""
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    if size is not None:
        font.setPixelSize(size)
    return font
