"""The lane of dated events under the charts, edited by hand, by keyboard and in a popover."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from desktop import event_moves
from desktop.event_editor import EventEditor
from desktop.key_burst import KeyBurst
from desktop.theme import Theme, icon
from desktop.timeline_hand import QUARTER, Deed, Drag, is_step, stepped
from desktop.timeline_lane import Lane
from desktop.timeline_menu import AddButton, TimelineMenu
from desktop.timeline_paint import LABEL_LEFT
from desktop.timeline_scene import PAD, Grip, Hit, Row
from scenarios.events import MOST_EVENTS, Event, Region
from scenarios.months import Month
from scenarios.scenario import Scenario

Events = tuple[Event, ...]

_APART = 14
"""Pixels between the button and the first year on the axis."""


class Timeline(Lane):
    """The timeline of one scenario, to be edited.

    Double-click adds or edits, dragging moves or resizes. With the keyboard: Tab goes from event
    to event, Left and Right move one by a month (with Shift by a quarter), with Control its end,
    Up and Down a restriction level by half a rung; Enter edits, Delete deletes, Insert adds.

    Signals
    -------
    edited : the user changed the events: the tuple of all of them, and what was done in words
    released : the gesture to which the last edits belong has ended
    selected : the index of the selected event, or -1
    """

    edited = Signal(object, str)
    released = Signal()
    selected = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._drag: Drag | None = None
        self._editor: EventEditor | None = None
        self._place = Row.EVENTS, Month(0)
        super().__init__(theme, parent)
        self._make_widgets()
        self._connect()
        self.show_theme(theme)

    # What the application says to the timeline

    def show_scenario(self, scenario: Scenario) -> None:
        if scenario is self._scenario or scenario == self._scenario:
            return
        before = self._scenario
        self._drag, self._held = None, -1
        if not _still_there(self.selection(), before, scenario):
            self._close_editor()
            self._point(selected=-1)
            self.selected.emit(-1)
        super().show_scenario(scenario)
        self._follow()

    def show_frame(self, x0: float, x1: float, left: int, right: int) -> None:
        super().show_frame(x0, x1, left, right)
        self._place_button()
        self._follow()

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self._add_button.setIcon(icon("add", theme))
        if self._editor is not None:
            self._editor.show_theme(theme)
        self._place_button()

    # What the timeline knows

    def selection(self) -> int:
        """Index of the selected event, or -1."""
        return self._pointer.selected

    def editor(self) -> EventEditor:
        """The popover in which the selected event is edited, made when it is first needed."""
        if self._editor is None:
            self._editor = EventEditor(self._theme, self)
            self._editor.edited.connect(self._take_edit)
            self._editor.released.connect(self.released)
            self._editor.delete_requested.connect(self._delete)
            self._editor.closed.connect(self.setFocus)
            self.destroyed.connect(self._editor.deleteLater)
        return self._editor

    # What Qt says to the timeline

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._action_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_button()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._scene.hit(event.position(), self.selection())
        self._burst.end()
        self._select(hit.index if hit else -1)
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self._drag = Drag(hit, event.position().x(), self._scenario.events)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._drag is None:
            super().mouseMoveEvent(event)
            self._show_under(self._scene.hit(event.position(), self.selection()))
        elif self._drag.begins(x):
            self._drag_to(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end_drag()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self._scene.hit(event.position(), self.selection())
        if hit is None:
            self._add_by_hand(event.position())
        else:
            self._select(hit.index)
            self.open_editor()

    def leaveEvent(self, event: QEvent) -> None:
        self._show_under(None)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = QPointF(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.selection() >= 0:
            place = self._scene.rect_of(self.selection()).center()
        self._pop_up(place, with_event=self.selection() >= 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        order = self._in_time()
        if event.reason() == Qt.FocusReason.TabFocusReason and order:
            self._select(order[0])
        elif event.reason() == Qt.FocusReason.BacktabFocusReason and order:
            self._select(order[-1])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._burst.end()

    def focusNextPrevChild(self, forward: bool) -> bool:
        order = self._in_time()
        here = order.index(self.selection()) if self.selection() >= 0 else len(order)
        place = here + (1 if forward else -1)
        if self.hasFocus() and 0 <= place < len(order):
            self._select(order[place])
            return True
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._action_of(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    # How it is made

    def _make_widgets(self) -> None:
        self._menu = TimelineMenu(self)
        self._add_button = AddButton(self)
        self._burst = KeyBurst(self, self.released.emit)

    def _connect(self) -> None:
        self._menu.edit_requested.connect(self.open_editor)
        self._menu.duplicate_requested.connect(self._duplicate)
        self._menu.delete_requested.connect(self._delete)
        self._menu.add_requested.connect(self._add)
        self._add_button.clicked.connect(self._add_by_button)

    def _place_button(self) -> None:
        """Put the button at the head of the names of rows."""
        left = round(LABEL_LEFT) - 5
        self._add_button.fit(left, round(self._scene.axis.left) - _APART - left, round(PAD) + 9)

    # What the hand does

    def _drag_to(self, x: float) -> None:
        assert self._drag is not None
        self._drag = drag = replace(self._drag, begun=True)
        self._held = drag.hit.index
        event = drag.event_at(x, self._scene.axis.per_month, self._scenario)
        self._put(drag.before, self._held, event, drag.deed)
        edge = self._scene.axis.held(drag.edge_of(event))
        self._point(x=edge, text=self._texts.when(event), firm=True)

    def _end_drag(self) -> None:
        drag, self._drag, self._held = self._drag, None, -1
        if drag is not None and drag.begun:
            self._point(x=None, firm=False)
            self._refresh()
            self._follow()
            self.released.emit()

    def _cancel(self) -> None:
        """Take back the drag; without one, close the editor or let go of the event."""
        if self._drag is not None:
            if self._drag.begun:
                before = self._drag.before
                self._put(before, self._held, before[self._held], self._drag.deed)
            self._end_drag()
        elif self._is_editing():
            self._close_editor()
        else:
            self._select(-1)

    def _show_under(self, hit: Hit | None) -> None:
        self._point(under=hit)
        if hit is None:
            self.unsetCursor()
        elif hit.grip is Grip.BODY:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setCursor(Qt.CursorShape.SizeHorCursor)

    # What keys do

    def _action_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does here, or None if it is not for the timeline."""
        key, index = event.key(), self.selection()
        if key == Qt.Key.Key_Insert:
            return self._add_by_button
        if key == Qt.Key.Key_Escape and (index >= 0 or self._drag is not None):
            return self._cancel
        if index < 0:
            return None
        if is_step(key):
            return partial(self._step, Qt.Key(key), event.modifiers())
        return {
            Qt.Key.Key_Return: self.open_editor,
            Qt.Key.Key_Enter: self.open_editor,
            Qt.Key.Key_F2: self.open_editor,
            Qt.Key.Key_Delete: self._delete,
            Qt.Key.Key_Backspace: self._delete,
        }.get(Qt.Key(key))

    def _step(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        events, index = self._scenario.events, self.selection()
        event, deed = stepped(events[index], key, modifiers, self._scenario)
        self._put(events, index, event, deed)
        self._burst.keep()
        self._follow()

    # What becomes of the events

    def open_editor(self) -> None:
        """Open the popover beside the selected event."""
        if self.selection() >= 0:
            self.editor().show_event(self._scenario, self.selection())
            self.editor().open_beside(self, self._scene.rect_of(self.selection()).toAlignedRect())

    def _put(self, before: Events, index: int, event: Event, deed: Deed) -> None:
        what = {
            Deed.MOVE: self.tr("move {event}"),
            Deed.RESIZE: self.tr("resize {event}"),
            Deed.CHANGE: self.tr("change {event}"),
        }[deed]
        events = (*before[:index], event, *before[index + 1 :])
        self._edit(events, what.format(event=self._texts.name(before[index])))

    def _edit(self, events: Events, text: str) -> None:
        if events != self._scenario.events:
            super().show_scenario(self._scenario.replace(events=events))
            self.edited.emit(events, text)

    def _take_edit(self, event: Event) -> None:
        index = self.selection()
        self._put(self._scenario.events, index, event, Deed.CHANGE)
        self.editor().show_event(self._scenario, index)

    def _add(self, kind: str) -> None:
        row, month = self._place
        region: Region = "rest_of_world" if row is Row.REST_OF_WORLD else "china"
        event = event_moves.new_event(kind, month, self._scenario, region)
        self._append(event, self.tr("add {event}"))
        self.open_editor()

    def _duplicate(self) -> None:
        event = self._scenario.events[self.selection()]
        self._append(
            event_moves.moved(event, QUARTER, self._scenario), self.tr("duplicate {event}")
        )

    def _append(self, event: Event, what: str) -> None:
        if len(self._scenario.events) < MOST_EVENTS:
            self._close_editor()
            events = (*self._scenario.events, event)
            self._edit(events, what.format(event=self._texts.name(event)))
            self._select(len(events) - 1)
            self.released.emit()

    def _delete(self) -> None:
        index, events = self.selection(), self._scenario.events
        if index < 0:
            return
        self._close_editor()
        self._select(-1)
        what = self.tr("delete {event}").format(event=self._texts.name(events[index]))
        self._edit((*events[:index], *events[index + 1 :]), what)
        self.released.emit()

    # What is selected, and the menus

    def _select(self, index: int) -> None:
        if index != self.selection():
            self._burst.end()
            self._close_editor()
            self._point(selected=index)
            self._describe()
            self.selected.emit(index)

    def _in_time(self) -> list[int]:
        events = self._scenario.events
        return sorted(range(len(events)), key=lambda index: events[index].month)

    def _follow(self) -> None:
        """Keep an open editor with its event."""
        if self._is_editing():
            self.open_editor()

    def _is_editing(self) -> bool:
        return self._editor is not None and self._editor.isVisible()

    def _close_editor(self) -> None:
        if self._editor is not None:
            self._editor.dismiss()

    def _add_by_hand(self, point: QPointF) -> None:
        row = self._scene.row_at(point)
        if row is Row.EVENTS:
            self._pop_up(point, with_event=False)
        elif row in (Row.CHINA, Row.REST_OF_WORLD):
            self._place = row, self._scene.axis.month_at(point.x())
            self._add("export_restriction")

    def _add_by_button(self) -> None:
        self._place = Row.EVENTS, self._scenario.as_of + QUARTER
        self._offer(event_moves.KINDS, with_event=False)
        below = QPoint(0, self._add_button.height() + 2)
        self._menu.popup(self._add_button.mapToGlobal(below))

    def _pop_up(self, point: QPointF, with_event: bool) -> None:
        row = self._scene.row_at(point) or Row.EVENTS
        self._place = row, self._scene.axis.month_at(point.x())
        dated = [kind for kind in event_moves.KINDS if kind != "export_restriction"]
        only_dated = row is Row.EVENTS and not with_event
        self._offer(dated if only_dated else event_moves.KINDS, with_event)
        self._menu.popup(self.mapToGlobal(point.toPoint()))

    def _offer(self, kinds: Container[str], with_event: bool) -> None:
        full = len(self._scenario.events) >= MOST_EVENTS
        self._menu.offer(kinds, self._theme, with_event=with_event, full=full)


def _still_there(index: int, before: Scenario, after: Scenario) -> bool:
    """Whether the event of an index is the same one, perhaps changed, in another scenario."""
    if index < 0:
        return True
    if len(before.events) != len(after.events) or before.as_of != after.as_of:
        return False
    return before.events[index].type == after.events[index].type
