"""The timeline's picture: bands, flags, bars and the ribbon in the colours of a theme.

Nothing is told by colour alone: a level has its number, an event its shape, a constraint its name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPolygonF,
    QStaticText,
    QTransform,
)

from desktop.charts.axis import Tick
from desktop.theme import Theme, contrast, mixed, text_font
from desktop.timeline_blocks import TAIL, TEXT_PAD, Block
from desktop.timeline_scene import (
    HEAD,
    PAD,
    Hit,
    Part,
    Row,
    Scene,
    Stretch,
)
from scenarios.events import EfficiencyShock, InvestmentProgramme
from scenarios.projection import CONSTRAINTS

TEXT = 11
LABEL_LEFT = 11.0

_HEAD_BUTTON = 42.0
"""Where a name of a year may begin: right of a button without a word."""

_RULE_TOP = PAD + HEAD - 3
_LEAST = 14.0
"""Pixels below which a text says nothing."""

_APART = 8.0
_PALE = 0.55
_RADIUS = 3.0
_HATCH = 6.0
_mixed = lru_cache(maxsize=1024)(mixed)
_contrast = lru_cache(maxsize=1024)(contrast)
_MOST_TEXTS = 400


@dataclass(frozen=True)
class Words:
    """What is written besides the events.

    Names of rows by room, names of constraints, what an empty row says, ticks of the time axis.
    """

    rows: dict[Row, tuple[str, str]]
    constraints: tuple[str, ...]
    hint: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Pointer:
    """What the hand does: the selected event, what is under it, and a month to point out.

    ``x`` is the pixel of a line with ``text`` above it; ``firm`` says that something is moved.
    """

    selected: int = -1
    under: Hit | None = None
    x: float | None = None
    text: str = ""
    firm: bool = False


@cache
def timeline_font() -> QFont:
    """The font of every text on the timeline."""
    return text_font(TEXT)


@cache
def _metrics() -> QFontMetricsF:
    return QFontMetricsF(timeline_font())


@lru_cache(maxsize=2048)
def text_width(text: str) -> float:
    """Pixels that a text takes on the timeline."""
    return _metrics().horizontalAdvance(text)


@lru_cache(maxsize=2048)
def _elided(text: str, width: float) -> str:
    return _metrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def level_colour(theme: Theme, level: float) -> str:
    """Colour of a restriction level; between two rungs it lies between their colours."""
    below = min(math.floor(level), 4)
    first, second = (theme.colour(f"restriction.{rung}") for rung in (below, below + 1))
    return _mixed(first, second, level - below)


@lru_cache(maxsize=256)
def readable(fill: str) -> str:
    """Black or white, whichever reads better on a colour."""
    dark, light = "#14171c", "#ffffff"
    return dark if contrast(dark, fill) >= contrast(light, fill) else light


class TimelinePicture:
    """Paints scenes in the colours of a theme; keeps the texts that it has laid out."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._texts: dict[str, QStaticText] = {}

    def paint(self, painter: QPainter, scene: Scene, words: Words, pointer: Pointer) -> None:
        """Paint all that stays where it is while the mouse only points at months."""
        self._begin(painter)
        for tick in words.ticks:
            self._rule(scene.axis.px(tick.place), _RULE_TOP, scene, "grid")
        self._labels(scene, words.rows)
        for part in scene.parts:
            self._part(part)
        self._notches(scene)
        for stretch in scene.stretches:
            self._stretch(stretch, words.constraints[stretch.code])
        self._as_of(scene)
        self._selection(scene, pointer)
        for block in scene.blocks:
            self._block(block, _hot(pointer, block.index))
        if not scene.blocks:
            self._hint(scene, words.hint)

    def paint_pointed(
        self, painter: QPainter, scene: Scene, words: Words, pointer: Pointer
    ) -> None:
        """Paint the month pointed at, and the names of the years that it leaves room for."""
        self._begin(painter)
        pill = _pill(scene, pointer)
        self._ticks(scene, words.ticks, pill)
        if pointer.x is None:
            return
        self._rule(pointer.x, pill.bottom(), scene, "accent" if pointer.firm else "axis")
        self._box(pill, self._theme.colour("accent" if pointer.firm else "hover"), 4)
        ink = self._theme.colour("on_accent" if pointer.firm else "text")
        self._line(pointer.text, pill, ink, centred=True)

    def _begin(self, painter: QPainter) -> None:
        self._painter = painter
        painter.setFont(timeline_font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    # The frame: ticks, names of rows, the as-of line

    def _ticks(self, scene: Scene, ticks: Sequence[Tick], pill: QRectF) -> None:
        ink = self._theme.colour("muted")
        axis = scene.axis
        free = axis.edge
        for tick in reversed(ticks):
            x = scene.axis.px(tick.place)
            width = text_width(tick.text)
            least = min(axis.left, max(axis.left - width / 2, _HEAD_BUTTON))
            left = min(max(x - width / 2, least), axis.edge - width)
            room = QRectF(left, PAD, width, 18)
            if room.right() <= free and not room.intersects(pill):
                self._line(tick.text, room, ink)
                free = left - _APART

    def _labels(self, scene: Scene, rows: dict[Row, tuple[str, str]]) -> None:
        room = scene.axis.left - LABEL_LEFT - 4
        for row, rect in scene.rows.items():
            full, short = rows[row]
            text = full if text_width(full) <= room else short
            place = QRectF(LABEL_LEFT, rect.top(), room, min(rect.height(), 23.0))
            self._line(text, place, self._theme.colour("muted"))

    def _as_of(self, scene: Scene) -> None:
        if not scene.axis.left < scene.as_of < scene.axis.right:
            return
        pen = QPen(QColor(self._theme.colour("muted")), 1.2)
        pen.setDashPattern([1.2, 2.4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._painter.setPen(pen)
        x = round(scene.as_of) + 0.5
        self._painter.drawLine(QLineF(x, PAD + HEAD - 4, x, scene.height - PAD))

    # The rows

    def _part(self, part: Part) -> None:
        if part.rect.width() <= 0:
            return
        fill = level_colour(self._theme, part.step.level)
        if part.past:
            fill = _mixed(fill, self._theme.colour("card"), _PALE)
        self._box(_spaced(part.rect), fill, _RADIUS)
        ink = self._quiet(fill) if part.past else readable(fill)
        self._write(part.text, part.rect, ink, part.text.split(" ")[0])
        if part.step.event is not None:
            handle = QRectF(part.rect.left(), part.rect.top() - 2, 3, part.rect.height() + 4)
            self._box(handle, self._theme.ink("event.export_restriction"), 1.5)

    def _notches(self, scene: Scene) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(self._theme.colour("muted")))
        for notch in scene.notches:
            self._painter.drawEllipse(notch.rect.center(), 1.5, 1.5)

    def _hint(self, scene: Scene, text: str) -> None:
        left = scene.axis.held(scene.axis.low) if scene.as_of < scene.axis.left else scene.as_of
        room = scene.rows[Row.EVENTS].adjusted(0, 0, -4, 0)
        room.setLeft(left + TEXT_PAD)
        self._line(text, room, self._theme.colour("muted"))

    def _stretch(self, stretch: Stretch, name: str) -> None:
        constraint = CONSTRAINTS[stretch.code]
        fill = self._theme.colour(f"constraint.{constraint}")
        area = _spaced(stretch.rect)
        self._box(area, fill, _RADIUS)
        if constraint == "power":
            self._hatch(area, readable(fill), 0.22)
        self._write(name, stretch.rect, readable(fill), name[:1].upper())

    def _block(self, block: Block, hot: bool) -> None:
        role = f"event.{block.event.type}"
        fill = self._theme.colour(role)
        if isinstance(block.event, EfficiencyShock):
            self._flag(block, fill)
        elif isinstance(block.event, InvestmentProgramme):
            self._bar(block, fill, block.rect.height() / 2)
        else:
            self._bar(block, fill, 2)
            self._hatch(block.rect, readable(fill), 0.2, block.text_rect if block.inside else None)
        ink = readable(fill) if block.inside else self._theme.ink(role)
        if block.text and block.text_rect.width() >= _LEAST:
            flag = isinstance(block.event, EfficiencyShock)
            self._line(block.text, block.text_rect.adjusted(0, 0, 0, -3 if flag else 0), ink)
        if hot and not isinstance(block.event, EfficiencyShock):
            self._ends(block, readable(fill))

    def _flag(self, block: Block, fill: str) -> None:
        rect, cut = block.rect, TAIL if block.text else 0.0
        pole, end, inner = rect.left(), rect.right(), rect.right() - cut
        if block.flipped:
            pole, end, inner = rect.right(), rect.left(), rect.left() + cut
        cloth_bottom = rect.bottom() - 3
        corners = [
            QPointF(pole, rect.top()),
            QPointF(end, rect.top()),
            QPointF(inner, (rect.top() + cloth_bottom) / 2),
            QPointF(end, cloth_bottom),
            QPointF(pole, cloth_bottom),
        ]
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(fill))
        self._painter.drawPolygon(QPolygonF(corners))
        left = pole - 2 if block.flipped else pole
        self._painter.drawRect(QRectF(left, rect.top(), 2, rect.height() + 2))

    def _bar(self, block: Block, fill: str, radius: float) -> None:
        rect = block.rect.adjusted(0, 1, 0, -1)
        self._box(rect, fill, min(radius, rect.width() / 2))
        if block.open:
            self._box(QRectF(rect.right() - radius, rect.top(), radius, rect.height()), fill, 0)
            self._arrow(rect, readable(fill))

    def _arrow(self, rect: QRectF, ink: str) -> None:
        x, y = rect.right() - 5, rect.center().y()
        self._painter.setPen(QPen(QColor(ink), 1.4))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(
            [QPointF(x - 3, y - 4), QPointF(x + 1, y), QPointF(x - 3, y + 4)]
        )

    def _ends(self, block: Block, ink: str) -> None:
        middle, height = block.rect.center().y(), block.rect.height() * 0.4
        places = [block.rect.left() + 3] + ([] if block.open else [block.rect.right() - 4])
        for x in places:
            self._box(QRectF(x, middle - height / 2, 1.2, height), ink, 0, 0.8)

    # What the hand does

    def _selection(self, scene: Scene, pointer: Pointer) -> None:
        if pointer.selected < 0:
            return
        area = scene.rect_of(pointer.selected).adjusted(-2.5, -2.5, 2.5, 2.5)
        self._painter.setPen(QPen(QColor(self._theme.colour("accent")), 1.6))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(area, _RADIUS + 2, _RADIUS + 2)

    # Strokes

    def _quiet(self, fill: str) -> str:
        muted, text = self._theme.colour("muted"), self._theme.colour("text")
        return muted if _contrast(muted, fill) >= 4.5 else text

    def _write(self, text: str, area: QRectF, ink: str, short: str) -> None:
        """As much of a text as fits in an area, at least ``short``, or nothing."""
        width = text_width(text)
        room = area.width() - 2 * TEXT_PAD
        if width > room and (width <= area.width() - 6 or room < 3 * _LEAST):
            text = text if width <= area.width() - 6 else short
            if text_width(text) <= area.width() - 6:
                self._line(text, area.adjusted(2, 0, 0, 0), ink, centred=True)
        else:
            self._line(text, area.adjusted(TEXT_PAD, 0, -TEXT_PAD, 0), ink)

    def _line(self, text: str, room: QRectF, ink: str, centred: bool = False) -> None:
        """One line in the middle of the room's height, cut off where the room ends."""
        shown = _elided(text, room.width() + 0.5)
        spare = room.width() - text_width(shown) if centred else 0.0
        self._painter.setPen(QColor(ink))
        laid_out = self._laid_out(shown)
        top = room.center().y() - laid_out.size().height() / 2
        self._painter.drawStaticText(QPointF(room.left() + spare / 2, top), laid_out)

    def _laid_out(self, text: str) -> QStaticText:
        made = self._texts.get(text)
        if made is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            made = self._texts[text] = QStaticText(text)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.prepare(QTransform(), timeline_font())
        return made

    def _box(self, area: QRectF, fill: str, radius: float, opacity: float = 1.0) -> None:
        colour = QColor(fill)
        colour.setAlphaF(opacity)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colour)
        if radius:
            self._painter.drawRoundedRect(area, radius, radius)
        else:
            self._painter.drawRect(area)

    def _rule(self, x: float, top: float, scene: Scene, role: str) -> None:
        """A crisp line from a height down to the foot of the timeline."""
        area = QRectF(round(x), top, 1, scene.height - PAD - top)
        self._painter.fillRect(area, QColor(self._theme.colour(role)))

    def _hatch(self, area: QRectF, ink: str, opacity: float, spared: QRectF | None = None) -> None:
        """Slanted lines over an area, except under its text."""
        colour = QColor(ink)
        colour.setAlphaF(opacity)
        self._painter.save()
        self._painter.setClipRect(area)
        self._painter.setPen(QPen(colour, 1.2))
        height = area.height()
        count = int((area.width() + height) / _HATCH) + 1
        lines = [
            QLineF(x, area.bottom(), x + height, area.top())
            for x in (area.left() - height + i * _HATCH for i in range(count))
            if spared is None or not spared.left() - height < x < spared.right()
        ]
        self._painter.drawLines(lines)
        self._painter.restore()


def _hot(pointer: Pointer, index: int) -> bool:
    under = pointer.under
    return pointer.selected == index or (under is not None and under.index == index)


def _spaced(rect: QRectF) -> QRectF:
    """The area without the pixel that parts it from the next."""
    return rect.adjusted(0, 0, -1 if rect.width() > 3 else 0, 0)


def _pill(scene: Scene, pointer: Pointer) -> QRectF:
    """Room for the text of what is pointed at, empty when nothing is."""
    if pointer.x is None:
        return QRectF()
    width = text_width(pointer.text) + 12
    left = min(max(pointer.x - width / 2, scene.axis.left - PAD), scene.axis.edge + PAD - width)
    return QRectF(left, PAD - 1, width, 19)
