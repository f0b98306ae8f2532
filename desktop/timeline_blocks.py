"""Flags and bars of dated events: how wide they are, where their text stands, and in which row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF

from desktop.event_moves import end_of
from desktop.event_texts import EventTexts
from desktop.timeline_axis import Axis
from scenarios.events import Event, ExportRestriction
from scenarios.scenario import Scenario

TEXT_PAD = 7.0
TAIL = 6.0
"""How deep the end of a flag is cut."""

MOST_ROWS = 4
"""Sub-rows that have room for texts."""

_WIDEST_TEXT = 170.0
_NARROWEST = 6.0
_GAP = 5.0

Measured = Callable[[str], float]


@dataclass(frozen=True)
class Block:
    """A flag or a bar: its area, and its text within, beside it, or not at all (then empty).

    ``whole`` is the area with a text beside it. ``open`` says that it goes on beyond the axis,
    ``flipped`` that a flag flies to the left.
    """

    index: int
    event: Event
    rect: QRectF
    text: str
    text_rect: QRectF
    open: bool = False
    flipped: bool = False

    @property
    def whole(self) -> QRectF:
        """Everything that is painted of it."""
        return self.rect.united(self.text_rect) if self.text else self.rect

    @property
    def inside(self) -> bool:
        """Whether the text stands on the block's own colour."""
        return self.rect.contains(self.text_rect)

    def moved_to(self, top: float, height: float) -> Block:
        """The same block in another sub-row."""
        text = QRectF(self.text_rect.left(), top, self.text_rect.width(), height)
        rect = QRectF(self.rect.left(), top, self.rect.width(), height)
        return replace(self, rect=rect, text_rect=text)


def packed(
    scenario: Scenario, axis: Axis, texts: EventTexts, measure: Measured, held: int
) -> tuple[list[tuple[int, Block]], int]:
    """Flags and bars with the number of their sub-row, and how many sub-rows there are.

    When those are too many, texts are left out.
    """
    packed: list[tuple[int, Block]] = []
    count = 1
    for widest in (_WIDEST_TEXT, 0.0):
        packed = _in_sub_rows(_blocks(scenario, axis, texts, measure, widest), held)
        count = max((number for number, _ in packed), default=0) + 1
        if count <= MOST_ROWS:
            break
    return packed, count


def _blocks(
    scenario: Scenario, axis: Axis, texts: EventTexts, measure: Measured, widest: float
) -> list[Block]:
    return [
        _block(index, event, axis, texts, measure, widest)
        for index, event in enumerate(scenario.events)
        if not isinstance(event, ExportRestriction)
    ]


def _block(
    index: int, event: Event, axis: Axis, texts: EventTexts, measure: Measured, widest: float
) -> Block:
    text = texts.badge(event) if widest else ""
    wanted = min(measure(text), widest) + 1 if text else 0.0
    left, end = axis.held(event.month.ordinal - 1), end_of(event)
    if end is None:
        return _flag(index, event, left, axis, text, wanted)
    right = axis.held(end)
    rect = QRectF(left, 0, max(right - left, _NARROWEST), 1)
    beyond = axis.px(end) > axis.right + 1
    return Block(index, event, rect, text, _bar_text(rect, wanted, axis), beyond)


def _flag(index: int, event: Event, pole: float, axis: Axis, text: str, wanted: float) -> Block:
    width = wanted + 2 * TEXT_PAD + TAIL if text else 2 * _NARROWEST
    flipped = pole + width > axis.edge and pole - width >= axis.left
    rect = QRectF(pole - width if flipped else pole, 0, width, 1)
    start = rect.left() + (TAIL if flipped else 0) + TEXT_PAD
    return Block(index, event, rect, text, QRectF(start, 0, wanted, 1), flipped=flipped)


def _bar_text(rect: QRectF, wanted: float, axis: Axis) -> QRectF:
    """Room for the text of a bar: within, else after it, else before it, else what there is."""
    if wanted + 2 * TEXT_PAD <= rect.width():
        return QRectF(rect.left() + TEXT_PAD, 0, rect.width() - 2 * TEXT_PAD, 1)
    if rect.right() + _GAP + wanted <= axis.edge:
        return QRectF(rect.right() + _GAP, 0, wanted, 1)
    if rect.left() - _GAP - wanted >= axis.left:
        return QRectF(rect.left() - _GAP - wanted, 0, wanted, 1)
    return QRectF(rect.left() + TEXT_PAD, 0, max(rect.width() - 2 * TEXT_PAD, 0.0), 1)


def _in_sub_rows(blocks: Sequence[Block], held: int) -> list[tuple[int, Block]]:
    """Each block in the first sub-row in which it touches no other, early ones first."""
    order = sorted(blocks, key=lambda block: (block.index == held, block.whole.left(), block.index))
    taken: list[list[QRectF]] = []
    packed = []
    for block in order:
        whole = block.whole.adjusted(-_GAP / 2, 0, _GAP / 2, 0)
        free = (i for i, row in enumerate(taken) if not any(whole.intersects(r) for r in row))
        number = next(free, len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append(whole)
        packed.append((number, block))
    return packed
