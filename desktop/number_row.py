"""A row of a form about one number: its label, the number with its unit, and a slider beneath."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.form import data_text, named, show_words, tip
from desktop.number_field import NumberField, heavier
from desktop.number_note import NumberNote
from desktop.numbers import Scale, quantity_text, span_texts, unit_beside
from desktop.theme import TEXT_SIZE, Theme, icon, mixed
from desktop.value_slider import ValueSlider
from scenarios.assumptions import Assumption

GUTTER = 18
"""Pixels at the left of every row, where the mark of a changed number stands."""

MARGIN = 14
_TINT = 0.5
_FIELD_PADDING = 6
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class NumberRow(QWidget):
    """One number to set by typing or dragging, with a mark that takes it back to its default.

    Signals: ``moved(float)`` with each new value, ``released`` at the end of a gesture,
    ``reset_requested`` when the mark is pressed.
    """

    moved = Signal(float)
    released = Signal()
    reset_requested = Signal()

    def __init__(
        self,
        name: str,
        assumption: Assumption,
        theme: Theme,
        parent: QWidget | None = None,
        large: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        # What stands behind the row need not be painted when the number moves.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self._assumption, self._theme, self._large = assumption, theme, large
        self._scale = Scale.of(assumption)
        self._differs = False
        self._mark: ResetMark | None = None
        self._value = self._default = assumption.p50
        self._refusal = ""
        self._note: NumberNote | None = None
        self._create()
        self._lay_out()
        self._connect()

    @property
    def field(self) -> NumberField:
        """The field of the number."""
        return self._field

    @property
    def slider(self) -> ValueSlider:
        """The slider of the number."""
        return self._slider

    def show_number(
        self, value: float, default: float, spread: tuple[float, float] | None, differs: bool
    ) -> None:
        """Show a value, its default, the range from p10 to p90, and whether it was changed."""
        if value != self._value:
            self._value, self._refusal = value, ""
        self._field.show_value(value)
        self._slider.show_value(value)
        self._slider.show_marks(default, spread)
        if (default, differs) != (self._default, self._differs):
            self._default, self._differs = default, differs
            self._show_mark()
            self.update()
        self._say()

    def show_note(self, words: str) -> None:
        """Show what the value means, such as the name of a rung, beneath it."""
        if self._note is None and words:
            self._note = NumberNote(f"{self.objectName()}.note", self)
            self._page.insertWidget(self._page.indexOf(self._words) + 1, self._note)
        if self._note is not None:
            self._note.show_words(words)

    def show_refusal(self, words: str) -> None:
        """Say why the last value cannot be. What was typed stays to be mended."""
        if self._field.isModified():
            self._field.show_refusal(words)
        elif words != self._refusal:
            self._refusal = words
            self._say()

    def forget_typing(self) -> None:
        """Drop what was typed and refused: it was meant for something else."""
        self._refusal = ""
        self._field.take_back()
        self._say()

    def show_locked(self, locked: bool) -> None:
        """Let nothing be edited, or again."""
        self._field.setReadOnly(locked)
        self._slider.setEnabled(not locked)
        if self._mark is not None:
            self._mark.setEnabled(not locked)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._field.show_theme(theme)
        self._slider.show_theme(theme)
        if self._mark is not None:
            self._mark.show_theme(theme)
        self.update()

    def retranslate(self) -> None:
        """Write every text in the present language."""
        label = data_text(self._assumption.label)
        meaning = data_text(self._assumption.help)
        self._label.setText(self._title() or label)
        self._field.retranslate()
        self.setToolTip(tip(meaning))
        for part in (self._field, self._slider):
            part.setAccessibleName(self._title() or label)
            part.setAccessibleDescription(meaning)
        self._unit.setText(unit_beside(self._assumption.unit))
        if not self._unit.text():
            self._unit.hide()
        self._name_mark()
        self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._differs or self._large:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = self._theme.colour("panel"), self._theme.colour("warning_soft")
        painter.setBrush(QColor(mixed(*colours, _TINT)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 0, -6, 0), 5, 5)

    def _title(self) -> str:
        """Return a label of its own, in place of the assumption's."""
        return ""

    def _create(self) -> None:
        a, name, theme = self._assumption, self.objectName(), self._theme
        self._label = named(QLabel(self), f"{name}.label")
        self._label.setWordWrap(True)
        self._field = named(NumberField(a.unit, self._scale, theme, self), f"{name}.number")
        self._field.setFont(heavier(TEXT_SIZE + 4 if self._large else None))
        self._field.setFixedWidth(self._field.width_for("0.00" if self._large else "0.000"))
        self._unit = named(QLabel(self), f"{name}.unit", "help")
        self._slider = named(ValueSlider(a.unit, self._scale, theme, self), f"{name}.slider")
        self._words = named(QLabel(self), f"{name}.words")
        self._words.setWordWrap(True)
        self._words.hide()
        self._label.setBuddy(self._field)

    def _lay_out(self) -> None:
        first, self._second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(0)
        first.addWidget(self._label, 1)
        first.addWidget(self._field, 0, _MIDDLE)
        has_unit = bool(unit_beside(self._assumption.unit))
        first.addSpacing(2 if has_unit else -_FIELD_PADDING)
        first.addWidget(self._unit, 0, _MIDDLE)
        self._second.setSpacing(0)
        self._second.addWidget(self._slider, 1)
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(GUTTER, 3, MARGIN, 4)
        self._page.setSpacing(0)
        self._page.addLayout(first)
        self._page.addLayout(self._second)
        self._page.addWidget(self._words)

    def _connect(self) -> None:
        for part in (self._field, self._slider):
            part.edited.connect(self.moved)
            part.released.connect(self.released)
        self._field.refused.connect(self._say)

    def _show_mark(self) -> None:
        """Show or hide the mark, made when it is first needed."""
        if self._mark is None and self._differs:
            self._mark = named(ResetMark(self._theme, self), f"{self.objectName()}.reset")
            self._mark.setEnabled(self._slider.isEnabled())
            self._mark.clicked.connect(self.reset_requested)
            self._mark.move(2, 5)
        if self._mark is not None:
            self._mark.setVisible(self._differs)
        self._name_mark()

    def _name_mark(self) -> None:
        """Say on the mark what it takes the number back to."""
        if self._mark is not None:
            words = self.tr("Back to the default, {default}")
            words = words.format(default=self._quantity(self._default))
            self._mark.setToolTip(words)
            self._mark.setAccessibleName(f"{self._field.accessibleName()}: {words}")

    def _say(self) -> None:
        """Write beneath the number that it is refused or unusual."""
        refusal = self._field.refusal or self._refusal
        unusual = "" if self._scale.is_usual(self._field.value) else self._unusual()
        show_words(self._words, refusal or unusual, "error" if refusal else "warning")

    def _unusual(self) -> str:
        low, high = self._span(self._scale.low, self._scale.high)
        return self.tr("Outside the usual range, {low} to {high}.").format(low=low, high=high)

    def _span(self, low: float, high: float) -> tuple[str, str]:
        return span_texts(low, high, self._assumption.unit, self.locale())

    def _quantity(self, value: float) -> str:
        return quantity_text(value, self._assumption.unit, self.locale())


class ResetMark(QAbstractButton):
    """A dot that says that a number was changed; under the pointer it is a button to undo that."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(14, 18)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(14, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        if self.isEnabled() and (self.underMouse() or self.hasFocus()):
            area = QRectF(centre.x() - 7, centre.y() - 7, 14, 14)
            if self.hasFocus():
                painter.setPen(QPen(QColor(self._theme.colour("accent")), 1))
                painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            icon("undo", self._theme, "warning").paint(painter, area.toRect())
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colour("warning")))
        painter.drawEllipse(centre, 3, 3)
