"""Tells assistive technology the true number of a slider, where Qt would tell its position.

Qt reports a slider's whole-number position: 4771 of 10000 for 3.0 on a logarithmic way from 1
to 10. Here a widget says its own value, its range and its step, and can be set by them.
"""

from __future__ import annotations

import weakref
from functools import lru_cache
from typing import Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import VoidPtr, getCppPointer


class SpokenNumber(Protocol):
    """What a widget has to offer to be spoken of as a number."""

    def spoken_number(self) -> tuple[float, float, float, float]:
        """Return value, minimum, maximum and step."""
        ...

    def spoken_text(self) -> str:
        """Return the value in words."""
        ...

    def take_number(self, value: float) -> None:
        """Do what a person does who sets the widget to a value."""
        ...


@lru_cache
def speak(class_name: str) -> None:
    """Let the widgets of a class, which are `SpokenNumber`, be spoken of as sliders."""

    def spoken(key: str, widget: QObject) -> QAccessibleInterface | None:
        return _Slider(cast(QWidget, widget)) if key == class_name else None

    QAccessible.installFactory(spoken)


class _Slider(QAccessibleWidget):
    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role.Slider, "")
        self._number = _Number(widget)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        # Qt takes an address here. PySide passes on only a VoidPtr whole; int and None crash it.
        if kind == QAccessible.InterfaceType.ValueInterface:
            return cast(int, VoidPtr(getCppPointer(self._number)[0]))
        return super().interface_cast(kind) or cast(int, VoidPtr(0))

    def text(self, kind: QAccessible.Text) -> str:
        widget = cast(SpokenNumber, self.widget())
        return widget.spoken_text() if kind == QAccessible.Text.Value else super().text(kind)


class _Number(QAccessibleValueInterface):
    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._widget = weakref.ref(widget)

    def currentValue(self) -> float:
        return self._told()[0]

    def minimumValue(self) -> float:
        return self._told()[1]

    def maximumValue(self) -> float:
        return self._told()[2]

    def minimumStepSize(self) -> float:
        return self._told()[3]

    def setCurrentValue(self, value: float) -> None:
        widget = cast(SpokenNumber | None, self._widget())
        if widget is not None:
            widget.take_number(float(value))

    def _told(self) -> tuple[float, float, float, float]:
        widget = cast(SpokenNumber | None, self._widget())
        return (0.0, 0.0, 0.0, 0.0) if widget is None else widget.spoken_number()
