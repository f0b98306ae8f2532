"""Leads through the story: opens what a scene needs, points at what matters, and tidies up.

What the user has open stays open and as it is; it only leaves the charts while a scene is told.
A scene shows its presets as they were shipped: one that is open and untouched is used, otherwise
it is opened as an untitled scenario. One that the user then changes is the user's from there on.
On leaving, those that the story opened and nobody changed are closed, and the window shows again
what it showed before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from desktop.form import data_text
from desktop.notices import Notice
from desktop.session import Session, StoryPlace
from desktop.story_figures import WAITING, figure
from desktop.story_panel import Page, StoryPanel
from desktop.story_text import paragraphs
from scenarios import record
from scenarios.projection import Projection

if TYPE_CHECKING:
    from desktop.story import Scene, Story

COVER = -1
NOTICE = "story"
"""Key of the notice that offers the story."""


class Stage(Protocol):
    """What a story needs of the window."""

    def untouched(self, preset: str) -> str:
        """Key of an open scenario that still equals the preset, or ""."""
        ...

    def open_preset(self, preset: str) -> str:
        """Open a preset as an untitled scenario; its key."""
        ...

    def close_untouched(self, keys: Collection[str]) -> None:
        """Close those scenarios that still equal their presets; never the last one open."""
        ...

    def show_only(self, keys: Collection[str]) -> None:
        """Take all other scenarios off the charts."""
        ...

    def edit(self, key: str, reference: str) -> None:
        """Make a scenario the active one, and measure effects against a reference."""
        ...

    def point_at(self, target: str) -> None:
        """Bring a place into view, with a ring around it that goes at the next action."""
        ...

    def stop_pointing(self) -> None:
        """Take the ring away."""
        ...

    def prepare(self) -> None:
        """Take note of what the window shows, and make room for the telling."""
        ...

    def recall(self) -> None:
        """Show again what `prepare` took note of, as far as it still exists."""
        ...

    def session(self) -> Session:
        """What to open at the next start, the story aside."""
        ...

    def open_address(self, address: str) -> None:
        """Open an address in the browser."""
        ...


class StoryGuide(QObject):
    """Tells the story on a stage.

    Signals
    -------
    moved : another scene is told, or none
    """

    moved = Signal()

    def __init__(
        self, stage: Stage, panel: StoryPanel, place: StoryPlace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._panel = panel
        self._place = place
        self._story: Story | None = None
        self._at: int | None = None
        self._opened: set[str] = set()
        self._shown: dict[str, str] = {}
        self._projections: Mapping[str, Projection] = {}
        panel.next_requested.connect(self.go_on)
        panel.back_requested.connect(self.go_back)
        panel.leave_requested.connect(self.leave)
        panel.restart_requested.connect(lambda: self._tell(0))
        panel.target_requested.connect(stage.point_at)
        panel.address_requested.connect(stage.open_address)

    # What the guide knows

    @property
    def is_telling(self) -> bool:
        """Whether the story is open."""
        return self._at is not None

    def place(self) -> StoryPlace:
        """The place reached, to be remembered."""
        is_told = self._at is not None and self._at > COVER
        return self._place.model_copy(update={"interrupted": self._place.interrupted or is_told})

    def session(self) -> Session:
        """What to open at the next start, the story aside."""
        return self._stage.session()

    def where(self) -> str:
        """The place in words, such as "Scene 2 of 5", or ""."""
        if self._at is None or self._at == COVER:
            return ""
        words = self.tr("Scene {number} of {count}")
        return words.format(number=self._at + 1, count=len(self._told().scene))

    def offer(self) -> Notice | None:
        """What to offer when the application starts, at most once; None for nothing."""
        if self._place.interrupted:
            self._place = self._place.model_copy(update={"interrupted": False})
            text = self.tr("You were in the middle of the story of January 2025.")
            return Notice(text, key=NOTICE, actions=((self.tr("Go on"), self.open),))
        if self._place.offered:
            return None
        self._place = self._place.model_copy(update={"offered": True})
        text = self.tr("New here? Five short scenes tell what happened in January 2025.")
        return Notice(text, key=NOTICE, actions=((self.tr("Tell me the story"), self.open),))

    # What happens

    def open(self) -> None:
        """Open the story at its cover, which offers to go on where it was left."""
        if self._at is None:
            self._stage.prepare()
            self._at = COVER
            self._place = self._place.model_copy(update={"offered": True, "interrupted": False})
            self._write()
            self._panel.show()
            self.moved.emit()
        self._panel.take_keyboard()

    def go_on(self) -> None:
        """Tell the next scene; after the last one the story ends."""
        if self._at is None:
            return
        wanted = self._at + 1 if self._at != COVER else max(0, self._resumed())
        if wanted < len(self._told().scene):
            self._tell(wanted)
        else:
            self._end("")

    def go_back(self) -> None:
        """Tell the scene before."""
        if self._at is not None and self._at > COVER:
            self._tell(self._at - 1)

    def leave(self) -> None:
        """Leave the story; the place reached is kept."""
        if self._at is not None:
            self._end(self._place.scene)

    def stop(self) -> None:
        """Leave because the window closes; the next start offers to go on."""
        if self._at is not None:
            place = self.place()
            self.leave()
            self._place = place

    def show_projections(self, projections: Mapping[str, Projection]) -> None:
        """Take new projections, by key of their scenarios, for the figures of the text."""
        self._projections = projections
        if self._at is not None:
            self._write()

    def retranslate(self) -> None:
        """Tell in the present language."""
        if self._at is not None:
            self._write()

    def _tell(self, at: int) -> None:
        """Put a scene on the stage, or the cover."""
        self._stage.stop_pointing()
        if at > COVER:
            scene = self._told().scene[at]
            self._place = StoryPlace(scene=scene.key, offered=True)
            self._set_up(scene)
        self._at = at
        self._write()
        if at > COVER:
            self._stage.point_at(self._told().scene[at].focus)
        self._panel.take_keyboard()
        self.moved.emit()

    def _set_up(self, scene: Scene) -> None:
        """Open and show the scenarios of a scene."""
        self._shown = {preset: self._opened_preset(preset) for preset in scene.presets}
        self._stage.show_only(self._shown.values())
        self._stage.edit(self._shown[scene.active], scene.reference)
        left = self._opened - set(self._shown.values())
        self._stage.close_untouched(left)
        self._opened -= left

    def _opened_preset(self, preset: str) -> str:
        found = self._stage.untouched(preset)
        if not found:
            found = self._stage.open_preset(preset)
            self._opened.add(found)
        return found

    def _end(self, scene: str) -> None:
        self._at = None
        self._place = StoryPlace(scene=scene, offered=True)
        self._stage.stop_pointing()
        self._panel.hide()
        self._stage.recall()
        self._stage.close_untouched(self._opened)
        self._opened, self._shown = set(), {}
        self.moved.emit()

    # What is told

    def _told(self) -> Story:
        """The story, read when it is first opened, for the sake of the window's start."""
        if self._story is None:
            from desktop.story import load_story

            self._story = load_story()
        return self._story

    def _resumed(self) -> int:
        """Index of the scene to go on with, or -1."""
        return self._told().place(self._place.scene)

    def _write(self) -> None:
        assert self._at is not None
        self._panel.show_page(self._cover() if self._at == COVER else self._page(self._at))

    def _cover(self) -> Page:
        story = self._told()
        words = paragraphs(story.introduction, lambda *_: "")
        keys = self.tr("Alt+Right goes on, Alt+Left back, Esc leaves.")
        return Page(
            number=0,
            count=len(story.scene),
            title=data_text(story.title),
            date="",
            paragraphs=(*words, keys),
            resume=self._resumed() + 1,
        )

    def _page(self, at: int) -> Page:
        story = self._told()
        scene = story.scene[at]
        return Page(
            number=at + 1,
            count=len(story.scene),
            title=data_text(scene.title),
            date=data_text(scene.date),
            paragraphs=tuple(paragraphs(scene.text, self._figure, scene.active)),
            sources=tuple(record.sources()[key] for key in scene.sources),
        )

    def _figure(self, preset: str, name: str) -> str:
        projection = self._projections.get(self._shown.get(preset, ""))
        return WAITING if projection is None else figure(name, projection, self._panel.locale())
