"""A field for a month: typed as YYYY-MM, or stepped month by month."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from desktop.form import restyle
from desktop.key_burst import KeyBurst
from scenarios.months import Month

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 12,
    Qt.Key.Key_PageDown: -12,
}
_MOST = Month.parse("9999-12").ordinal


class MonthField(QWidget):
    """A month with buttons for the one before and the one after.

    Up and Down step by a month, Page Up and Page Down by a year.

    Signals
    -------
    edited : the month that the user gave
    refused : why what was typed cannot be, or an empty text once it can
    released : the gesture to which the last edits belong has ended
    """

    edited = Signal(object)
    refused = Signal(str)
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._month = Month(0)
        self._words = ""
        self._burst = KeyBurst(self, self.released.emit)
        self._line = _MonthLine(self)
        self._less = _button("\N{MINUS SIGN}", "month_earlier", self)
        self._more = _button("+", "month_later", self)
        self._lay_out()
        self._connect()
        self._retranslate()

    def show_value(self, month: Month) -> None:
        """Show a month; another one than before replaces whatever is being typed."""
        if month != self._month or not self._words:
            self._month = month
            if self._typed() != month:
                self._line.setText(str(month))
            self.show_refusal("")

    def show_refusal(self, words: str) -> None:
        """Mark the text as refused for a reason, without losing it; an empty reason clears it."""
        if words != self._words:
            self._words = words
            restyle(self._line, refused=bool(words))
            self.refused.emit(words)

    def line(self) -> QLineEdit:
        """The field that is typed into."""
        return self._line

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._line.setAccessibleName(name)

    def setAccessibleDescription(self, text: str) -> None:
        super().setAccessibleDescription(text)
        self._line.setAccessibleDescription(text)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._burst.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._line, 1)
        layout.addWidget(self._less)
        layout.addWidget(self._more)
        self.setFocusProxy(self._line)

    def _connect(self) -> None:
        self._line.textEdited.connect(self._read)
        self._line.stepped.connect(self._step)
        self._line.returnPressed.connect(self._finish)
        self._line.left.connect(self._finish)
        self._less.clicked.connect(lambda: self._step(-1))
        self._more.clicked.connect(lambda: self._step(1))

    def _retranslate(self) -> None:
        self._line.setPlaceholderText(self.tr("YYYY-MM"))
        for button, text in (
            (self._less, self.tr("A month earlier")),
            (self._more, self.tr("A month later")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _typed(self) -> Month | None:
        try:
            return Month.parse(self._line.text().strip())
        except ValueError:
            return None

    def _read(self) -> None:
        """Take what is typed as soon as it is a month."""
        month = self._typed()
        if month is not None:
            self.show_refusal("")
            if month != self._month:
                self._month = month
                self.edited.emit(month)
                self._burst.keep()

    def _step(self, by: int) -> None:
        month = Month(min(max((self._typed() or self._month).ordinal + by, 0), _MOST))
        self._line.setText(str(month))
        self._read()

    def _finish(self) -> None:
        try:
            Month.parse(self._line.text().strip())
        except ValueError as error:
            self.show_refusal(str(error))
        self._burst.end()


class _MonthLine(QLineEdit):
    """A line that also takes keys for steps.

    Signals
    -------
    stepped : by so many months
    left : the focus has gone elsewhere
    """

    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _STEPS.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(by)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _button(text: str, name: str, parent: QWidget) -> QToolButton:
    made = QToolButton(parent)
    made.setObjectName(name)
    made.setText(text)
    made.setAutoRepeat(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setFixedSize(24, 24)
    return made
