"""Names of lines, bars and areas: beside them where that is clear, else in a column behind them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from desktop.charts import bars, fan, labels, stack
from desktop.charts.cutting import told_apart
from desktop.charts.data import Array, ChartData, Emphasis, Points
from desktop.charts.labels import Obstacle, Spot, Wanted
from desktop.charts.surface import Frame, Surface, TextLook
from desktop.theme import Theme

_SIZE = 11
_HEIGHT = _SIZE + 2.0
_LINE = _SIZE + 2.5
_FEW = 4
"""Most lines that are named beside themselves."""

_TROUBLE = 6.0
"""Trouble of a single name from which on all go into the column."""

_WIDEST, _SHARE, _LEAST = 150.0, 0.3, 74.0
"""Most pixels of a name, the part of the width that a column may take, and what it gets anyway."""

_MEASURED = TextLook("", _SIZE, 600)
"""Look of a name for measuring it, where the colours do not matter."""

_LEADER = 16.0
_FIRST = {Emphasis.SELECTED: 0, Emphasis.OTHER: 1, Emphasis.REFERENCE: 2}

TextWidth = Callable[[str, TextLook], float]


class Named(NamedTuple):
    """Something with a name: its key, its name, its colour role, and its course in pixels."""

    key: str
    name: str
    role: str
    x: Array
    y: Array


@dataclass
class NamesMemory:
    """Where names stood in the last picture, and whether they stand in a column.

    The column is decided on when the names or the size change, not while lines move; only an area
    that gets too thin for its name asks for one at once.
    """

    spots: Mapping[str, Spot] = field(default_factory=dict)
    decided_for: tuple[int, tuple[str, ...]] | None = None
    column: bool = False
    written: dict[tuple[int, tuple[str, ...]], tuple[str, ...]] = field(default_factory=dict)


def column_width(
    data: ChartData, frame: Frame, text_width: TextWidth, memory: NamesMemory
) -> float:
    """Pixels that a column of names takes to the right of a frame; 0 without one."""
    names = tuple(_names(data))
    shown = round(frame.width / 40), names
    if memory.decided_for != shown:
        memory.decided_for, memory.column = shown, _needs_column(data, frame, text_width, memory)
    if not memory.column:
        memory.column = _area_is_unnamed(data, frame, text_width)
    if not memory.column:
        return 0.0
    room = min(_WIDEST, max(_LEAST, _SHARE * frame.width))
    written = _fit(names, room, text_width, memory)
    return max(text_width(text, _MEASURED) for text in written) + _LEADER


def draw_names(
    surface: Surface, data: ChartData, frame: Frame, theme: Theme, memory: NamesMemory
) -> None:
    """Name lines, bars, areas and points; remembers where."""
    inside = _inner_places(data, frame, surface.text_width)
    stack.draw_labels(surface, data.stack, inside, theme)
    if memory.column:
        _draw_column(surface, _column_entries(data, frame, inside), frame, theme, memory)
    wanted, words = _wanted(data, frame, surface.text_width, memory, memory.column)
    obstacles = _obstacles(data, frame, memory.column) if wanted else []
    memory.spots = labels.place(wanted, obstacles, frame, memory.spots, hold=True)
    for key, spot in memory.spots.items():
        label, role = words[key]
        surface.text((spot.left, spot.top + _SIZE - 0.5), label, _look(role, theme))


def _names(data: ChartData) -> Iterator[str]:
    """Every name on a chart but those of points, in one order."""
    yield from (one.name for one in data.series)
    yield from (group.name for group in data.bars)
    yield from (layer.label for layer in data.stack)


def _needs_column(
    data: ChartData, frame: Frame, text_width: TextWidth, memory: NamesMemory
) -> bool:
    """Whether there are many names, or one finds no clear place beside its line."""
    lines = [one.key for one in data.series if one.name]
    lines += [group.key for group in data.bars if group.name]
    if len(lines) > _FEW or (lines and data.stack) or any(group.name for group in data.bars):
        return True
    if len(lines) < 2:
        return False
    wanted, _ = _wanted(data, frame, text_width, memory, column=False)
    obstacles = _obstacles(data, frame, column=False)
    spots = labels.place(wanted, obstacles, frame, memory.spots, hold=False)
    memory.spots = spots
    return any(key not in spots or spots[key].trouble > _TROUBLE for key in lines)


def _area_is_unnamed(data: ChartData, frame: Frame, text_width: TextWidth) -> bool:
    """Whether an area that is seen is too thin for its name."""
    if not data.stack:
        return False
    inside = _inner_places(data, frame, text_width)
    return bool(stack.middles(frame, data.stack).keys() - inside.keys())


def _inner_places(data: ChartData, frame: Frame, text_width: TextWidth) -> dict[str, stack.Place]:
    if not data.stack:
        return {}
    lines = [fan.line_pixels(frame, one) for one in data.series]
    return stack.inner_places(frame, data.stack, lines, text_width)


def _fit(
    names: tuple[str, ...], room: float, text_width: TextWidth, memory: NamesMemory
) -> tuple[str, ...]:
    """Names cut to some pixels, and remembered: a chart asks for the same ones again and again."""
    asked = int(room), names
    if asked not in memory.written:
        memory.written = {
            **(memory.written if len(memory.written) < 8 else {}),
            asked: told_apart(names, lambda text: text_width(text, _MEASURED) <= room),
        }
    return memory.written[asked]


def _wanted(
    data: ChartData, frame: Frame, text_width: TextWidth, memory: NamesMemory, column: bool
) -> tuple[list[Wanted], dict[str, tuple[str, str]]]:
    """Names to be placed beside their lines, the most important first; and their text and role."""
    found = [] if column else _lines(data, frame)
    texts = _fit(tuple(one.name for one in found), _WIDEST, text_width, memory) if found else ()
    found = [one._replace(name=text) for one, text in zip(found, texts, strict=True)]
    found += [Named(p.key, p.label, p.role, frame.px(p.x), frame.py(p.values)) for p in data.points]
    found = [one for one in found if one.name]
    wanted = [
        Wanted(one.key, text_width(one.name, _MEASURED), _HEIGHT, one.x, one.y) for one in found
    ]
    return wanted, {one.key: (one.name, one.role) for one in found}


def _lines(data: ChartData, frame: Frame) -> list[Named]:
    """Lines and bars with a name, the most important first."""
    found = []
    for group, x in zip(data.bars, bars.centres(frame, data.bars, data.grain.months), strict=True):
        if not group.name:
            continue
        role = bars.bar_role(group, float(group.central[-1]) if group.central.size else 0.0)
        found.append(Named(group.key, group.name, role, x, frame.py(group.central)))
    series = sorted(data.series, key=lambda one: _FIRST[one.emphasis])
    lines = (Named(s.key, s.name, s.role, *fan.line_pixels(frame, s)) for s in series if s.name)
    return [*found, *lines]


def _obstacles(data: ChartData, frame: Frame, column: bool) -> list[Obstacle]:
    """What names should not cover, apart from the lines that are named themselves."""
    found = [_corners(frame, points) for points in data.points]
    for one in data.series:
        if one.bands is not None and one.emphasis is Emphasis.SELECTED:
            found.append(Obstacle(frame.px(one.x), frame.py(one.bands[3]), 0.25))
        if column or not one.name:
            found.append(Obstacle(*fan.line_pixels(frame, one)))
    return found


def _draw_column(
    surface: Surface, entries: Sequence[Named], frame: Frame, theme: Theme, memory: NamesMemory
) -> None:
    """Write names right of the frame, at the height of their ends or as near as there is room."""
    room = surface.width - frame.right - _LEADER + 0.5
    texts = _fit(tuple(one.name for one in entries), room, surface.text_width, memory)
    ends = [
        (text, one.role, end)
        for text, one in zip(texts, entries, strict=True)
        if (end := _end(frame, one.x, one.y)) is not None
    ]
    heights = np.array([end for _, _, end in ends])
    places = labels.spread(heights, _LINE, frame.top + 4, frame.bottom - 2)
    for (text, role, end), y in zip(ends, places.tolist(), strict=True):
        look = _look(role, theme)
        surface.stroke((frame.right + 4, end), (frame.right + 10, y), look.colour, 1.0)
        surface.text((frame.right + 13, y + 4), text, look)


def _column_entries(
    data: ChartData, frame: Frame, inside: Mapping[str, stack.Place]
) -> list[Named]:
    """All that is named in the column: lines, bars, and areas without a name inside."""
    middles = stack.middles(frame, data.stack)
    areas = [
        Named(layer.key, layer.label, layer.role, *middles[layer.key])
        for layer in data.stack
        if layer.key in middles and layer.key not in inside
    ]
    return [*_lines(data, frame), *areas]


def _end(frame: Frame, x: Array, y: Array) -> float | None:
    """Height in pixels at which a line ends, at most at the border of the frame."""
    for place, height in zip(x[::-1].tolist(), y[::-1].tolist(), strict=True):
        if place <= frame.right + 1 and math.isfinite(height):
            return min(max(float(height), frame.top), frame.bottom)
    return None


def _corners(frame: Frame, points: Points) -> Obstacle:
    """Places around the markers of the record, with gaps between them."""
    x, y = frame.px(points.x), frame.py(points.values)
    around = np.array([[-3.0, 3.0, 3.0, -3.0, np.nan], [-3.0, -3.0, 3.0, 3.0, np.nan]])
    corners = (x[:, None] + around[0]).ravel(), (y[:, None] + around[1]).ravel()
    return Obstacle(*corners, key=points.key)


def _look(role: str, theme: Theme) -> TextLook:
    return TextLook(theme.ink(role), _SIZE, 600, halo=theme.colour("card"))
