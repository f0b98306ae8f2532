"""Where everything on the timeline stands: its rows, steps, flags and bars as rectangles.

A month is the span that ends at its ordinal, as on the ribbons of the charts: what begins in the
month after the as-of month begins at the as-of line. Places are pixels of the widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF

from desktop.event_moves import REGIONS, Step, steps
from desktop.event_texts import EventTexts
from desktop.timeline_axis import Axis
from desktop.timeline_blocks import MOST_ROWS, TEXT_PAD, Block, Measured, packed
from desktop.timeline_record import Measure, measures, past_steps
from scenarios.events import EfficiencyShock
from scenarios.months import Month
from scenarios.scenario import Scenario

PAD = 6.0
HEAD = 22.0
_BAND, _BAND_PITCH = 18.0, 23.0
_EVENT, _EVENT_PITCH = 18.0, 21.0
_BINDS, _BINDS_PITCH = 14.0, 20.0
_GRIP = 5.0
"""Pixels on either side of an edge that take hold of it."""


class Row(StrEnum):
    """The rows of the timeline, from the top."""

    CHINA = "china"
    REST_OF_WORLD = "rest_of_world"
    EVENTS = "events"
    BINDS = "binds"


class Grip(StrEnum):
    """What of an event the hand holds."""

    BODY = "body"
    START = "start"
    END = "end"


@dataclass(frozen=True)
class Part:
    """A stretch of one restriction level; ``event`` is what began it, ``past`` says on record."""

    row: Row
    rect: QRectF
    step: Step
    text: str
    past: bool = False

    @property
    def handle(self) -> QRectF:
        """What takes hold of the edge at which it begins."""
        rect = self.rect
        return QRectF(rect.left() - _GRIP, rect.top() - 2, 2 * _GRIP, rect.height() + 4)


@dataclass(frozen=True)
class Stretch:
    """Months, both included, in which the same thing binds."""

    rect: QRectF
    code: int
    first: Month
    last: Month


@dataclass(frozen=True)
class Notch:
    """A measure on record, and what takes hold of its mark."""

    rect: QRectF
    measure: Measure


@dataclass(frozen=True)
class Binding:
    """What binds, month by month from ``first`` on, as codes of `projection.CONSTRAINTS`."""

    first: Month
    codes: tuple[int, ...]


@dataclass(frozen=True)
class Hit:
    """The event under a point, and what of it."""

    index: int
    grip: Grip


@dataclass(frozen=True)
class Scene:
    """Everything on the timeline, in the order in which it is painted."""

    axis: Axis
    rows: dict[Row, QRectF]
    parts: tuple[Part, ...]
    blocks: tuple[Block, ...]
    stretches: tuple[Stretch, ...]
    notches: tuple[Notch, ...]
    as_of: float
    height: float
    grips: dict[tuple[int, Grip], QRectF] = field(default_factory=dict)

    def row_at(self, point: QPointF) -> Row | None:
        """The row that a point lies in."""
        return next((row for row, rect in self.rows.items() if rect.contains(point)), None)

    def hit(self, point: QPointF, selected: int = -1) -> Hit | None:
        """The event at a point; the ends of the selected one come first, then any end."""
        under = [
            Hit(index, grip) for (index, grip), rect in self.grips.items() if rect.contains(point)
        ]
        under.sort(key=lambda hit: (hit.index != selected, hit.grip is Grip.BODY, -hit.index))
        return under[0] if under else None

    def rect_of(self, index: int) -> QRectF:
        """Where an event stands: a flag, a bar, or the step that it begins."""
        for block in self.blocks:
            if block.index == index:
                return block.rect
        return next(part.rect for part in self.parts if part.step.event == index)


def build(
    scenario: Scenario,
    binding: Binding | None,
    axis: Axis,
    texts: EventTexts,
    measure: Measured,
    held: int = -1,
) -> Scene:
    """The scene of a scenario; the event of index ``held`` takes the place that others leave."""
    blocks, sub_rows = packed(scenario, axis, texts, measure, held)
    pitch = min(_EVENT_PITCH, (MOST_ROWS * _EVENT_PITCH - 2) / sub_rows)
    height = min(sub_rows, MOST_ROWS) * _EVENT_PITCH
    rows = _rows(axis, height + (_BAND_PITCH - _EVENT_PITCH))
    top = rows[Row.EVENTS].top() + (_BAND_PITCH - _EVENT) / 2
    placed = tuple(
        block.moved_to(top + number * pitch, min(_EVENT, max(pitch - 1, 1.0)))
        for number, block in blocks
    )
    parts = tuple(
        part for region in REGIONS for part in _parts(scenario, region, rows, axis, texts)
    )
    return Scene(
        axis=axis,
        rows=rows,
        parts=parts,
        blocks=placed,
        stretches=tuple(_placed(binding, rows[Row.BINDS], axis)) if binding else (),
        notches=tuple(_notches(scenario, rows, axis)),
        as_of=axis.px(scenario.as_of.ordinal),
        height=rows[Row.BINDS].bottom() + PAD,
        grips=_grips(placed, parts, measure),
    )


def _rows(axis: Axis, events: float) -> dict[Row, QRectF]:
    heights = {
        Row.CHINA: _BAND_PITCH,
        Row.REST_OF_WORLD: _BAND_PITCH,
        Row.EVENTS: events,
        Row.BINDS: _BINDS_PITCH,
    }
    rows, top = {}, PAD + HEAD
    for row, height in heights.items():
        rows[row] = QRectF(axis.left, top, axis.right - axis.left, height)
        top += height
    return rows


def _span(axis: Axis, first: Month, after: float, row: QRectF, height: float) -> QRectF:
    """The area from the start of a month to a month ordinal, in the middle of a row."""
    left, right = axis.held(first.ordinal - 1), axis.held(after)
    return QRectF(left, row.center().y() - height / 2, max(right - left, 0.0), height)


def _parts(
    scenario: Scenario, region: str, rows: dict[Row, QRectF], axis: Axis, texts: EventTexts
) -> list[Part]:
    row = Row(region)
    past = past_steps(scenario.data, region, scenario.as_of)
    coming = steps(scenario, region)
    found = []
    for number, step in enumerate(found_steps := [*past, *coming]):
        later = found_steps[number + 1 :]
        after = later[0].start.ordinal - 1 if later else axis.high
        rect = _span(axis, step.start, after, rows[row], _BAND)
        repeated = number < len(past) and later and later[0].level == step.level
        text = "" if repeated else _step_text(scenario, step, texts)
        found.append(Part(row, rect, step, text, past=number < len(past)))
    return [part for part in found if part.rect.width() > 0 or part.step.event is not None]


def _step_text(scenario: Scenario, step: Step, texts: EventTexts) -> str:
    label = scenario.events[step.event].label if step.event is not None else ""
    return texts.level(step.level) + (f"  \N{MIDDLE DOT}  {label}" if label else "")


def _notches(scenario: Scenario, rows: dict[Row, QRectF], axis: Axis) -> list[Notch]:
    found = []
    for region in REGIONS:
        row = rows[Row(region)]
        for measure in measures(scenario.data, region, scenario.as_of):
            x = axis.px(measure.month.ordinal - 0.5)
            if axis.left <= x <= axis.right:
                bottom = row.center().y() + _BAND / 2
                found.append(Notch(QRectF(x - 2, bottom - 5, 4, 5), measure))
    return found


def stretches_of(binding: Binding) -> list[Stretch]:
    """The stretches of one constraint, not yet placed."""
    codes = binding.codes
    edges = [i for i in range(len(codes) + 1) if i in (0, len(codes)) or codes[i] != codes[i - 1]]
    return [
        Stretch(QRectF(), codes[first], binding.first + first, binding.first + (after - 1))
        for first, after in pairwise(edges)
    ]


def _placed(binding: Binding, row: QRectF, axis: Axis) -> Iterator[Stretch]:
    for stretch in stretches_of(binding):
        rect = _span(axis, stretch.first, stretch.last.ordinal, row, _BINDS)
        if rect.width() > 0:
            yield replace(stretch, rect=rect)


def _grips(
    blocks: Sequence[Block], parts: Sequence[Part], measure: Measured
) -> dict[tuple[int, Grip], QRectF]:
    grips = {}
    for part in parts:
        if part.step.event is not None:
            width = min(measure(part.text) + 2 * TEXT_PAD, part.rect.width())
            text = QRectF(part.rect.topLeft(), part.rect.bottomLeft() + QPointF(width, 0))
            grips[part.step.event, Grip.BODY] = part.handle.united(text)
    for block in blocks:
        grips[block.index, Grip.BODY] = block.whole
        if not isinstance(block.event, EfficiencyShock):
            grips.update(_ends(block))
    return grips


def _ends(block: Block) -> dict[tuple[int, Grip], QRectF]:
    """What takes hold of the ends of a bar; a short one leaves a third of itself to move it by."""
    rect = block.rect
    inner = min(_GRIP, rect.width() / 3)
    ends = {
        (block.index, Grip.START): QRectF(
            rect.left() - _GRIP + 1, rect.top(), _GRIP - 1 + inner, rect.height()
        )
    }
    if not block.open:
        ends[block.index, Grip.END] = QRectF(
            rect.right() - inner, rect.top(), _GRIP - 1 + inner, rect.height()
        )
    return ends
