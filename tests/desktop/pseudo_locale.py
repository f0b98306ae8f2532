"""A language that shows which texts of a window cannot be translated: it brackets the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QTabWidget,
    QWidget,
)


class PseudoLocale(QTranslator):
    """Puts every text that goes through ``tr()`` in brackets."""

    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        # A word for Qt itself, which nobody reads.
        is_setting = sourceText == "QT_LAYOUT_DIRECTION"
        return None if is_setting else f"⟦{sourceText}⟧"  # type: ignore[return-value]

    def isEmpty(self) -> bool:
        return False


@contextmanager
def pseudo_locale() -> Iterator[None]:
    """Speak in brackets, in what is made or retranslated meanwhile."""
    translator = PseudoLocale()
    QCoreApplication.installTranslator(translator)
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)


def untranslated(root: QWidget, known: Collection[str] = ()) -> list[str]:
    """Return the texts of a widget and those in it that did not go through ``tr()``.

    ``known`` are texts that need not: names, numbers, declarations.
    """
    found = {text for widget in _all(root) for text in _texts(widget)}
    found |= {text for action in _actions(root) for text in _action_texts(action)}
    return sorted(
        text
        for text in found
        if any(map(str.isalpha, text)) and "⟦" not in text and text not in known
    )


def _all(root: QWidget) -> list[QWidget]:
    inside = root.findChildren(QWidget)
    # A text that a scroll area or spin box copies to the widgets it is made of is theirs.
    return [root, *(w for w in inside if not w.objectName().startswith("qt_"))]


def _actions(root: QWidget) -> list[QAction]:
    return [action for widget in _all(root) for action in widget.actions()]


def _action_texts(action: QAction) -> Iterator[str]:
    yield action.text()
    yield action.toolTip() if action.toolTip() != action.text().replace("&", "") else ""
    yield action.statusTip()


def _texts(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.statusTip()
    yield widget.whatsThis()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if widget.isWindow() and not isinstance(widget, QMenu):
        yield widget.windowTitle()
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QGroupBox() | QMenu():
            yield widget.title()
        case QLineEdit():
            yield widget.placeholderText()
        case QComboBox():
            yield from (widget.itemText(i) for i in range(widget.count()))
        case QTabBar() | QTabWidget():
            yield from (widget.tabText(i) for i in range(widget.count()))
