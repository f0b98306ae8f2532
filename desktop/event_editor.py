"""The popover in which one event is edited, beside the event on the timeline.

It is a child of the window and no window of its own: undo and all menus stay at hand while it is
open, and what it changes is seen at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pydantic import ValidationError
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.event_fields import MAIN
from desktop.event_form import EventForm
from desktop.event_moves import changed
from desktop.event_texts import EventTexts
from desktop.theme import Theme, icon
from scenarios.errors import problems_of
from scenarios.events import Event
from scenarios.scenario import Scenario

_WIDTH = 308
_ARROW = 8
_MARGIN = 10
"""Room about the popover's body for its arrow and its shadow."""

_RADIUS = 8.0
_AWAY = 4
"""Pixels between an event and the arrow's tip, and between the popover and the window's edge."""


class EventEditor(QFrame):
    """A form for the fields of one event.

    Signals
    -------
    edited : the event as the user changed it; the scenario it stands in accepts it
    released : the gesture to which the last edits belong has ended
    delete_requested : the event is to go
    closed : the user has finished
    """

    edited = Signal(object)
    released = Signal()
    delete_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scenario: Scenario | None = None
        self._index = -1
        self._kind = ""
        self._refused: dict[str, Any] = {}
        self._target = QRect()
        self._tip = 0
        self._below = False
        self._form = EventForm(theme, self)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._retranslate()
        self.show_theme(theme)
        self.hide()

    # What the timeline says to the editor

    def show_event(self, scenario: Scenario, index: int) -> None:
        """Show the event of a scenario; what was refused before stays until it is mended."""
        event = scenario.events[index]
        if (event.type, index) != (self._kind, self._index):
            self._kind, self._index, self._refused = event.type, index, {}
            self._form.show_kind(event.type)
            self._show_icon()
        self._scenario = scenario
        self._form.show_event(event, keep=self._refused)
        self._title.setText(self._texts.kind(event.type))
        self._sentence.setText(self._texts.sentence(event))
        self.setAccessibleName(self._texts.kind(event.type))
        self.setAccessibleDescription(self._sentence.text())

    def open_beside(self, widget: QWidget, rect: QRect) -> None:
        """Appear above the rectangle of a widget, or below where there is no room above."""
        window = widget.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._target = QRect(widget.mapTo(window, rect.topLeft()), rect.size())
        opened = not self.isVisible()
        self._place()
        self.show()
        self.raise_()
        if opened:
            self._form.control(MAIN[self._kind]).setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close."""
        self._index, self._refused = -1, {}
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._form.show_theme(theme)
        self._close.setIcon(icon("close", theme))
        self._show_icon()
        self.update()

    # What the editor knows

    def field(self, name: str) -> QWidget:
        """The control of a field of the event."""
        return self._form.control(name)

    def refusal(self, name: str) -> str:
        """Why what was given for a field cannot be, or an empty text."""
        return self._form.refusal(name)

    # What Qt says to the editor

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._finish()
        # Other keys that no field wants stay here: the window's widgets lie below.

    def focusNextPrevChild(self, forward: bool) -> bool:
        order = [w for w in self.findChildren(QWidget) if _takes_tab(w)]
        here = self.focusWidget()
        if here not in order:
            return super().focusNextPrevChild(forward)
        order.sort(key=lambda w: (w.mapTo(self, QPoint()).y() // 8, w.mapTo(self, QPoint()).x()))
        step = 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        order[(order.index(here) + step) % len(order)].setFocus(reason)
        return True

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return done

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = self._outline()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for reach in range(1, 6):
            painter.setPen(QPen(QColor(0, 0, 0, 14 if self._theme.dark else 7), 2 * reach))
            painter.drawPath(body)
        painter.setPen(QPen(QColor(self._theme.colour("strong_line")), 1))
        painter.setBrush(QColor(self._theme.colour("panel")))
        painter.drawPath(body)
        painter.end()

    # How it is made

    def _make_widgets(self) -> None:
        self.setObjectName("event_editor")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._icon = QLabel(self)
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._close = QToolButton(self)
        self._close.setObjectName("close_event_editor")
        self._close.setIconSize(QSize(14, 14))
        self._sentence = QLabel(self)
        self._sentence.setProperty("role", "help")
        self._sentence.setWordWrap(True)
        self._delete = QPushButton(self)
        self._delete.setObjectName("delete_event")
        self._delete.setAutoDefault(False)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._delete)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        self._column.addLayout(head)
        self._column.addWidget(self._form)
        self._column.addWidget(self._sentence)
        self._column.addLayout(foot)
        edge = _MARGIN + 12
        self._column.setContentsMargins(edge, edge - 2, edge, edge - 2)
        self.setFixedWidth(_WIDTH)

    def _connect(self) -> None:
        self._form.given.connect(self._take)
        self._form.released.connect(self.released)
        self._close.clicked.connect(self._finish)
        self._delete.clicked.connect(self.delete_requested)
        application = cast(QApplication, QApplication.instance())
        application.focusChanged.connect(self._follow_focus)

    def _retranslate(self) -> None:
        self._texts = EventTexts(self.locale(), self)
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))
        self._delete.setText(self.tr("Delete"))
        self._form.retranslate()

    def _show_icon(self) -> None:
        if self._kind:
            made = icon(self._kind.replace("_", "-"), self._theme, f"event.{self._kind}")
            self._icon.setPixmap(made.pixmap(QSize(16, 16), self.devicePixelRatioF()))

    # Where it is

    def _place(self) -> None:
        """Stand above the target, or below where there is no room above; stay in the window."""
        target, window = self._target, self.window().rect()
        self.ensurePolished()
        height = self._column.totalHeightForWidth(_WIDTH)
        top = target.top() - _AWAY - height
        self._below = top < 0 and target.bottom() + _AWAY + height <= window.bottom()
        if self._below:
            top = target.bottom() + _AWAY
        seen = target.intersected(window)
        anchor = min(seen.center().x(), seen.left() + 60)
        left = min(max(anchor - _WIDTH // 4, _AWAY), window.width() - _WIDTH - _AWAY)
        self.setGeometry(left, max(top, 0), _WIDTH, height)
        self._tip = min(max(anchor - left, 28), _WIDTH - 28)
        self.update()

    def _outline(self) -> QPainterPath:
        """The body with the arrow that points at the event."""
        body = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        path, arrow = QPainterPath(), QPainterPath()
        path.addRoundedRect(body, _RADIUS, _RADIUS)
        edge, tip = (body.top(), 1.0) if self._below else (body.bottom(), self.height() - 1.0)
        x = float(self._tip)
        arrow.moveTo(x - _ARROW, edge)
        arrow.lineTo(x, tip)
        arrow.lineTo(x + _ARROW, edge)
        arrow.closeSubpath()
        return path.united(arrow)

    # What happens

    def _take(self, name: str, value: object) -> None:
        """Take what was given for a field, with what was refused before if both now fit."""
        assert self._scenario is not None
        event = self._scenario.events[self._index]
        words = ""
        for changes in ({**self._refused, name: value}, {name: value}):
            made, words = self._attempt(event, changes)
            if made is not None:
                self._refused = {k: v for k, v in self._refused.items() if k not in changes}
                for mended in changes:
                    self._form.show_refusal(mended, "")
                if made != event:
                    self.edited.emit(made)
                return
        self._refused[name] = value
        self._form.show_refusal(name, words)

    def _attempt(self, event: Event, changes: Mapping[str, Any]) -> tuple[Event | None, str]:
        """The event with changes as its scenario accepts it, or None and why it does not."""
        assert self._scenario is not None
        events = self._scenario.events
        try:
            made = changed(event, **changes)
            others = (events[: self._index], events[self._index + 1 :])
            self._scenario.replace(events=(*others[0], made, *others[1]))
        except ValidationError as error:
            return None, " ".join(problem.message for problem in problems_of(error))
        return made, ""

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Close when the user has gone elsewhere."""
        if not self.isVisible() or new is None or new.objectName() == "timeline":
            return
        while new is not None:
            if new is self:
                return
            new = new.parentWidget()
        self.dismiss()

    def _finish(self) -> None:
        self.dismiss()
        self.closed.emit()


def _takes_tab(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isVisible() and widget.isEnabled()
