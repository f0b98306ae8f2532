"""The form of one kind of event: a row for each field, with why it is refused beneath it."""

from __future__ import annotations

from collections.abc import Container
from functools import partial

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from desktop.event_fields import FIELDS, Field, FieldTexts, scale
from desktop.event_moves import REGIONS, STARTS
from desktop.event_texts import EventTexts
from desktop.form import named, tip
from desktop.month_field import MonthField
from desktop.number_field import NumberField
from desktop.numbers import quantity_text, unit_beside
from desktop.theme import Theme
from scenarios.events import Event


class EventForm(QWidget):
    """The fields of an event.

    Signals
    -------
    given : the name of a field and what the user gave for it
    released : the gesture to which the last values belong has ended
    """

    given = Signal(str, object)
    released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = ""
        self._rows: dict[str, _Row] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)

    def show_kind(self, kind: str) -> None:
        """Make the fields of a kind of event."""
        for row in self._rows.values():
            row.remove()
        self._kind, self._rows = kind, {}
        for place, field in enumerate(FIELDS[kind]):
            control = _control(kind, field, self._theme, self)
            control.edited.connect(partial(self.given.emit, field.name))
            control.released.connect(self.released)
            self._rows[field.name] = _Row(field, control, self._grid, 2 * place)
        self.retranslate()

    def show_event(self, event: Event, keep: Container[str] = ()) -> None:
        """Show the values of an event, except in the fields to ``keep``."""
        for name, row in self._rows.items():
            if name not in keep:
                row.control.show_value(getattr(event, name))

    def show_refusal(self, name: str, words: str) -> None:
        """Say beneath a field why it is refused; an empty text says that it is not."""
        self._rows[name].control.show_refusal(words)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for row in self._rows.values():
            if isinstance(row.control, NumberField):
                row.control.show_theme(theme)

    def retranslate(self) -> None:
        """Write every name, unit and tool tip in the language and locale of now."""
        for row in self._rows.values():
            row.retranslate(self._kind, self.locale())

    def control(self, name: str) -> QWidget:
        """The control of a field."""
        return self._rows[name].control

    def refusal(self, name: str) -> str:
        """What stands beneath a field."""
        return self._rows[name].message.text()


class _LabelField(QLineEdit):
    """A line for the label.

    Signals: ``edited(str)`` with every letter, ``released`` when it is done, ``refused`` never.
    """

    edited = Signal(str)
    released = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(self.edited)
        self.editingFinished.connect(self._finish)

    def show_value(self, text: str) -> None:
        """Show a label; the cursor stays while it is the same."""
        if text != self.text():
            self.setText(text)

    def show_refusal(self, words: str) -> None:
        """Pass on why the label is refused."""
        self.refused.emit(words)

    def _finish(self) -> None:
        if self.isModified():
            self.setModified(False)
            self.released.emit()


class _RegionField(QComboBox):
    """A choice of region.

    Signals: ``edited(str)`` and ``released`` with a choice, ``refused`` never.
    """

    edited = Signal(str)
    released = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for region in REGIONS:
            self.addItem("", region)
        self.activated.connect(self._choose)

    def show_value(self, region: str) -> None:
        """Show a region."""
        self.setCurrentIndex(self.findData(region))

    def show_refusal(self, words: str) -> None:
        """Pass on why the region is refused."""
        self.refused.emit(words)

    def show_names(self, texts: EventTexts) -> None:
        """Name the regions."""
        for place, region in enumerate(REGIONS):
            self.setItemText(place, texts.region(region))

    def _choose(self) -> None:
        self.edited.emit(self.currentData())
        self.released.emit()


Control = _LabelField | _RegionField | MonthField | NumberField


class _Row(QObject):
    """A field's name, control and unit, and beneath them why it is refused."""

    def __init__(self, field: Field, control: Control, grid: QGridLayout, line: int) -> None:
        super().__init__(control)
        parent = control.parentWidget()
        self.control = control
        self._field = field
        self._name = named(QLabel(parent), f"name_{field.name}", "muted")
        self._unit = named(QLabel(parent), f"unit_{field.name}", "muted")
        self.message = named(QLabel(parent), f"message_{field.name}", "error")
        self.message.setWordWrap(True)
        self._name.setBuddy(control)
        control.setObjectName(field.name)
        control.refused.connect(self._show_message)
        self._put(grid, line)
        self._show_message("")

    def remove(self) -> None:
        """Take every part out of the form."""
        for part in (self._name, self._unit, self.message, self.control):
            part.hide()
            part.deleteLater()

    def retranslate(self, kind: str, locale: QLocale) -> None:
        """Write the texts anew."""
        texts, field = FieldTexts(self), self._field
        self._name.setText(texts.name(field.name))
        self._unit.setText(texts.unit(field, unit_beside(field.unit)))
        start = STARTS[kind].get(field.name)
        written = "" if start is None else quantity_text(start, field.unit, locale)
        meaning = [texts.meaning(field.name), texts.default(field.name, written)]
        self.control.setAccessibleName(texts.name(field.name))
        self.control.setAccessibleDescription(" ".join(meaning).strip())
        self.control.setToolTip(tip(" ".join(meaning).strip()))
        if isinstance(self.control, _RegionField):
            self.control.show_names(EventTexts(locale, self))

    def _put(self, grid: QGridLayout, line: int) -> None:
        grid.addWidget(self._name, line, 0)
        wide = not isinstance(self.control, NumberField)
        grid.addWidget(self.control, line, 1, 1, 2 if wide else 1)
        if wide:
            self._unit.hide()
        else:
            grid.addWidget(self._unit, line, 2)
        grid.addWidget(self.message, line + 1, 0, 1, 3)

    def _show_message(self, words: str) -> None:
        self.message.setText(words[:1].upper() + words[1:])
        self.message.setVisible(bool(words))


def _number(kind: str, field: Field, theme: Theme, parent: QWidget) -> NumberField:
    made = NumberField(field.unit, scale(kind, field), theme, parent)
    made.setProperty("quiet", False)
    return made


def _control(kind: str, field: Field, theme: Theme, parent: QWidget) -> Control:
    if field.form == "number":
        return _number(kind, field, theme, parent)
    if field.form == "month":
        return MonthField(parent)
    return _LabelField(parent) if field.form == "text" else _RegionField(parent)
