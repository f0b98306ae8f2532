"""What a hand on the mouse or on the arrow keys makes of an event of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt

from desktop import event_moves
from desktop.timeline_scene import Grip, Hit
from scenarios.events import Event
from scenarios.scenario import Scenario

QUARTER = 3
_THRESHOLD = 3
"""Pixels that a press must wander to become a drag; a month is not much wider."""

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class Deed(StrEnum):
    """What is done to an event."""

    MOVE = "move"
    RESIZE = "resize"
    CHANGE = "change"


@dataclass(frozen=True)
class Drag:
    """A press on an event: what it holds, where it was, and the events before it."""

    hit: Hit
    pixel: float
    before: tuple[Event, ...]
    begun: bool = False

    @property
    def deed(self) -> Deed:
        """What the drag does."""
        return Deed.MOVE if self.hit.grip is Grip.BODY else Deed.RESIZE

    def begins(self, pixel: float) -> bool:
        """Whether a press that has come to a pixel is a drag."""
        return self.begun or abs(pixel - self.pixel) >= _THRESHOLD

    def event_at(self, pixel: float, per_month: float, scenario: Scenario) -> Event:
        """The event held, as it is when the hand is at a pixel; it goes by whole months."""
        event, by = self.before[self.hit.index], round((pixel - self.pixel) / per_month)
        if self.hit.grip is Grip.BODY:
            return event_moves.moved(event, by, scenario)
        if self.hit.grip is Grip.START:
            return event_moves.with_start(event, by, scenario)
        return event_moves.with_end(event, by)

    def edge_of(self, event: Event) -> float:
        """The month ordinal at the edge of an event that is held."""
        end = event_moves.end_of(event)
        return end if self.hit.grip is Grip.END and end is not None else event.month.ordinal - 1.0


def is_step(key: int) -> bool:
    """Whether a key steps."""
    return key in _STEPS


def stepped(
    event: Event, key: Qt.Key, modifiers: Qt.KeyboardModifier, scenario: Scenario
) -> tuple[Event, Deed]:
    """The event after a press of an arrow key, and what that did.

    Left and Right move by a month, with Shift by a quarter, and with Control they move the end; Up
    and Down change a restriction level by half a rung.
    """
    by = _STEPS[key]
    if key not in _SIDEWAYS:
        return event_moves.with_level(event, by), Deed.CHANGE
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        by *= QUARTER
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return event_moves.with_end(event, by), Deed.RESIZE
    return event_moves.moved(event, by, scenario), Deed.MOVE
