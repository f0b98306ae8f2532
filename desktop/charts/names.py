"""Names of lines on a chart: beside the lines where that is clear, else in a column behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from desktop.charts import fan, labels
from desktop.charts.data import ChartData, Emphasis, Points, Series
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

_WIDEST, _SHARE = 112.0, 0.3
"""Most pixels of a name in the column, and most of the width that the column takes."""

_LEADER = 16.0
_FIRST = {Emphasis.SELECTED: 0, Emphasis.OTHER: 1, Emphasis.REFERENCE: 2}

TextWidth = Callable[[str, TextLook], float]


@dataclass
class NamesMemory:
    """Where names stood in the last picture, and whether they stand in a column.

    The column is decided on when the names or the size change, not while lines move.
    """

    spots: Mapping[str, Spot] = field(default_factory=dict)
    decided_for: tuple[int, tuple[str, ...]] | None = None
    column: bool = False


def column_width(
    data: ChartData, frame: Frame, text_width: TextWidth, memory: NamesMemory
) -> float:
    """Pixels that a column of names takes to the right of a frame; 0 without one."""
    shown = round(frame.width / 40), tuple(series.name for series in data.series)
    if memory.decided_for != shown:
        memory.decided_for, memory.column = shown, _needs_column(data, frame, text_width, memory)
    if not memory.column:
        return 0.0
    widest = max(text_width(series.name, _look()) for series in data.series)
    return min(widest, _WIDEST, _SHARE * frame.width) + _LEADER


def draw_names(
    surface: Surface, data: ChartData, frame: Frame, theme: Theme, memory: NamesMemory
) -> None:
    """Name lines and points; remembers where."""
    if memory.column:
        _draw_column(surface, data, frame, theme)
    wanted = _wanted(data, frame, surface.text_width, memory.column)
    obstacles = _obstacles(data, frame, memory.column)
    memory.spots = labels.place(wanted, obstacles, frame, memory.spots, hold=True)
    words = {series.key: (series.name, series.role) for series in data.series}
    words |= {points.key: (points.label, points.role) for points in data.points}
    for key, spot in memory.spots.items():
        label, role = words[key]
        surface.text((spot.left, spot.top + _SIZE - 0.5), label, _look(role, theme))


def _needs_column(
    data: ChartData, frame: Frame, text_width: TextWidth, memory: NamesMemory
) -> bool:
    """Whether there are many names, or one finds no clear place beside its line."""
    count = sum(bool(series.name) for series in data.series)
    if count > _FEW:
        return True
    if count < 2:
        return False
    wanted = _wanted(data, frame, text_width, column=False)
    obstacles = _obstacles(data, frame, column=False)
    spots = labels.place(wanted, obstacles, frame, memory.spots, hold=False)
    memory.spots = spots
    lines = [series.key for series in data.series if series.name]
    return any(key not in spots or spots[key].trouble > _TROUBLE for key in lines)


def _wanted(data: ChartData, frame: Frame, text_width: TextWidth, column: bool) -> list[Wanted]:
    """Names to be placed beside their lines, the most important first."""
    series = [] if column else sorted(data.series, key=lambda s: _FIRST[s.emphasis])
    lines = [(s.key, s.name, fan.line_pixels(frame, s)) for s in series]
    lines += [(p.key, p.label, (frame.px(p.x), frame.py(p.values))) for p in data.points]
    return [
        Wanted(key, text_width(label, _look()), _HEIGHT, x, y)
        for key, label, (x, y) in lines
        if label
    ]


def _obstacles(data: ChartData, frame: Frame, column: bool) -> list[Obstacle]:
    """What names should not cover, apart from the lines that are named themselves."""
    found = [_corners(frame, points) for points in data.points]
    for one in data.series:
        if one.bands is not None and one.emphasis is Emphasis.SELECTED:
            found.append(Obstacle(frame.px(one.x), frame.py(one.bands[3]), 0.25))
        if column or not one.name:
            found.append(Obstacle(*fan.line_pixels(frame, one)))
    return found


def _draw_column(surface: Surface, data: ChartData, frame: Frame, theme: Theme) -> None:
    """Name lines right of the frame, at the height of their ends or as near as there is room."""
    ends = [(s, end) for s in data.series if s.name and (end := _end(frame, s)) is not None]
    heights = np.array([end for _, end in ends])
    places = labels.spread(heights, _LINE, frame.top + 4, frame.bottom - 2)
    room = surface.width - frame.right - _LEADER
    for (series, end), y in zip(ends, places.tolist(), strict=True):
        leader = np.array([frame.right + 4, frame.right + 10]), np.array([end, y])
        surface.line(*leader, theme.colour(series.role), 1.0)
        look = _look(series.role, theme)
        surface.text((frame.right + 13, y + 4), _shortened(series.name, room, look, surface), look)


def _shortened(label: str, room: float, look: TextLook, surface: Surface) -> str:
    """A label cut with an ellipsis to some pixels."""
    if surface.text_width(label, look) <= room:
        return label
    kept = label
    while kept and surface.text_width(kept + "…", look) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,") + "…"


def _end(frame: Frame, series: Series) -> float | None:
    """Height in pixels at which a line ends, at most at the border of the frame."""
    x, y = fan.line_pixels(frame, series)
    seen = np.flatnonzero(np.isfinite(y) & (x <= frame.right + 1))
    return float(np.clip(y[seen[-1]], frame.top, frame.bottom)) if seen.size else None


def _corners(frame: Frame, points: Points) -> Obstacle:
    """Places around the markers of the record, with gaps between them."""
    x, y = frame.px(points.x), frame.py(points.values)
    around = np.array([[-3.0, 3.0, 3.0, -3.0, np.nan], [-3.0, -3.0, 3.0, 3.0, np.nan]])
    corners = (x[:, None] + around[0]).ravel(), (y[:, None] + around[1]).ravel()
    return Obstacle(*corners, key=points.key)


def _look(role: str = "", theme: Theme | None = None) -> TextLook:
    """Look of a name; for measuring it, the colours do not matter."""
    if theme is None:
        return TextLook("", _SIZE, 600)
    return TextLook(theme.ink(role), _SIZE, 600, halo=theme.colour("card"))
