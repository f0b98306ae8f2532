"""The window as a stage for the story: what a scene asks for, done with the parts of the window."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QScrollArea, QSplitter, QWidget

from desktop.assumption_editor import AssumptionEditor
from desktop.assumption_panel import AssumptionPanel
from desktop.chart_board import ChartBoard
from desktop.commands import Commands
from desktop.headline import Headline
from desktop.headline_card import Card
from desktop.number_row import NumberRow
from desktop.references import DEFAULTS, NO_EVENTS
from desktop.session import Session, session_of
from desktop.story_ring import Ring
from desktop.timeline import Timeline
from desktop.view_bar import ViewBar
from desktop.workspace import Workspace

_WIDE, _ROOMY = 1240, 304
"""Width of the window from which the column that tells takes its share, in pixels; that share."""


_Part = TypeVar("_Part", bound=QWidget)


@dataclass(frozen=True)
class Parts:
    """The parts of the window that a story moves.

    Attributes
    ----------
    panels : the assumptions, the centre and the right-hand column
    show_view : puts one of `view_bar.NAMES` in front
    view : one of them that has been in front
    """

    workspace: Workspace
    assumptions: AssumptionPanel
    headline: Headline
    views: ViewBar
    board: ChartBoard
    timeline: Timeline
    panels: QSplitter
    commands: Commands
    show_view: Callable[[str], None]
    view: Callable[[str], QWidget]


@dataclass(frozen=True)
class _Memory:
    """What the window showed before the story."""

    active: str
    reference: str
    hidden: frozenset[str]
    view: str
    charts: tuple[str, ...]
    widths: tuple[int, ...]
    session: Session


class WindowStage:
    """Does for `story_guide.StoryGuide` what a `story_guide.Stage` promises."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._memory: _Memory | None = None

    # Scenarios

    def untouched(self, preset: str) -> str:
        """Key of an open scenario that still equals the preset, or ""."""
        documents = self._parts.workspace.documents
        found = (d.key for d in documents if d.preset == preset and not d.is_modified)
        return next(found, "")

    def open_preset(self, preset: str) -> str:
        """Open a preset as an untitled scenario; its key."""
        return self._parts.workspace.new_from_preset(preset).key

    def close_untouched(self, keys: Collection[str]) -> None:
        """Close those scenarios that still equal their presets; never the last one open."""
        work = self._parts.workspace
        for document in work.documents:
            untouched = document.preset and not document.is_modified
            if document.key in keys and untouched and len(work.documents) > 1:
                work.close(document)

    def show_only(self, keys: Collection[str]) -> None:
        """Take all other scenarios off the charts."""
        work = self._parts.workspace
        for document in work.documents:
            work.set_visible(document, document.key in keys)

    def edit(self, key: str, reference: str) -> None:
        """Make a scenario the active one, and measure effects against a reference."""
        work = self._parts.workspace
        document = work.document(key)
        if document is not None:
            work.activate(document)
        work.set_reference(reference)

    def prepare(self) -> None:
        """Take note of what the window shows, and make room for the telling."""
        parts, work = self._parts, self._parts.workspace
        self._memory = _Memory(
            active=work.active.key if work.active else "",
            reference=work.reference,
            hidden=frozenset(d.key for d in work.documents if not work.is_visible(d)),
            view=parts.views.view(),
            charts=parts.board.charts(),
            widths=tuple(parts.panels.sizes()),
            session=session_of(work),
        )
        left, centre, right = parts.panels.sizes()
        wanted = max(right, _ROOMY if parts.panels.width() >= _WIDE else right)
        parts.panels.setSizes([left, centre + right - wanted, wanted])

    def session(self) -> Session:
        """What was open before the story, or what is open when none is told.

        A crash must not leave the user's scenarios off the charts.
        """
        return self._memory.session if self._memory else session_of(self._parts.workspace)

    def recall(self) -> None:
        """Show again what `prepare` took note of, as far as it still exists.

        A scenario that the user changed meanwhile stays the active one.
        """
        memory, self._memory = self._memory, None
        work = self._parts.workspace
        if memory is None:
            return
        for document in work.documents:
            work.set_visible(document, document.key not in memory.hidden)
        before, now = work.document(memory.active), work.active
        if before is not None and not (now and now.is_modified):
            work.activate(before)
        if memory.reference in (DEFAULTS, NO_EVENTS) or work.document(memory.reference) is not None:
            work.set_reference(memory.reference)
        self._parts.board.show_charts(memory.charts)
        self._parts.board.charts_requested.emit()
        self._parts.show_view(memory.view)
        self._parts.panels.setSizes([*memory.widths])
        self._parts.panels.setFocus()

    # Places

    def point_at(self, target: str) -> None:
        """Bring a place into view, with a ring around it that goes at the next action."""
        self.stop_pointing()
        kind, _, name = target.partition(":")
        bring: dict[str, Callable[[str], QWidget]] = {
            "chart": self._chart,
            "headline": self._card,
            "timeline": self._lane,
            "control": self._control,
            "assumption": self._assumption,
            "view": self._view,
        }
        place = bring[kind](name)
        area = (lambda: self._row(name)) if kind == "timeline" else None
        Ring(place, area)

    def stop_pointing(self) -> None:
        """Take the ring away."""
        for ring in self._parts.panels.window().findChildren(Ring):
            ring.go()

    def open_address(self, address: str) -> None:
        """Open an address in the browser."""
        QDesktopServices.openUrl(QUrl(address))

    def _chart(self, name: str) -> QWidget:
        """Put a chart on the board, in the first place where it has none."""
        board = self._parts.board
        self._parts.show_view("charts")
        if board.maximised() not in ("", name):
            board.chart(board.maximised()).maximise_requested.emit()
        if name not in board.charts():
            board.show_charts((name, *board.charts()[1:]))
            board.charts_requested.emit()
        return board.chart(name)

    def _card(self, name: str) -> QWidget:
        return _found(self._parts.headline, Card, name)

    def _lane(self, _name: str) -> QWidget:
        self._parts.commands["show_timeline"].setChecked(True)
        return self._parts.timeline

    def _row(self, name: str) -> QRect:
        """The row of the timeline, a little wider than what is drawn in it."""
        lane = self._parts.timeline
        row = lane.row_rect(name)
        return QRect(4, row.top() - 3, lane.width() - 8, row.height() + 6)

    def _control(self, name: str) -> QWidget:
        """One of the numbers on top of the form, under the keyboard."""
        panel = self._parts.assumptions
        self._parts.commands["show_assumptions"].setChecked(True)
        row = _found(panel, NumberRow, f"headline.{name}")
        _found(panel, QScrollArea, "assumption_scroll").ensureWidgetVisible(row)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return row

    def _assumption(self, name: str) -> QWidget:
        self._parts.commands["show_assumptions"].setChecked(True)
        self._parts.assumptions.show_assumption(name)
        return _found(self._parts.assumptions, AssumptionEditor, name)

    def _view(self, name: str) -> QWidget:
        self._parts.show_view(name)
        return self._parts.view(name)


def _found(root: QWidget, kind: type[_Part], name: str) -> _Part:
    found = root.findChild(kind, name)
    assert isinstance(found, kind)
    return found
