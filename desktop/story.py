"""The guided story as its file tells it: its scenes, read and checked.

Everything that a scene names must exist: presets, sources, places to point at, figures.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

import resources
from desktop.chart_views import VIEWS as CHARTS
from desktop.headline_controls import CHINA, EFFICIENCY, INFERENCE, REBOUND
from desktop.headline_texts import HeadlineTexts
from desktop.story_figures import is_figure
from desktop.story_text import FIGURE, LINK
from desktop.timeline_scene import Row
from desktop.view_bar import NAMES as VIEWS
from scenarios import files, record
from scenarios.assumptions import registry
from scenarios.errors import InvalidInput, Problem, did_you_mean, problems_of

FILE = "story.toml"


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scene(_Told):
    """One scene.

    Attributes
    ----------
    key : its name, by which the place reached is remembered
    title, date, text : what is told, with ``{figure}`` and ``[words](target)``
    presets, active : the scenarios shown, and the one being edited
    reference : what effects are measured against
    focus : the target pointed at: ``chart:revenue``, ``view:hindcast``
    sources : keys of the sources, in the order of the text
    """

    key: str
    title: str
    date: str
    presets: tuple[str, ...]
    active: str
    reference: Literal["defaults", "no-events"]
    focus: str
    text: str
    sources: tuple[str, ...]

    @property
    def view(self) -> str:
        """The view in front while the scene is told."""
        kind, _, name = self.focus.partition(":")
        return name if kind == "view" else "charts"

    def figures(self) -> Iterator[tuple[str, str]]:
        """Every figure of the text: the preset that it is of, and its name."""
        for found in FIGURE.finditer(self.text):
            yield found["preset"] or self.active, found["name"]

    def targets(self) -> Iterator[str]:
        """Every place that the scene or a link in its text points at."""
        yield self.focus
        yield from (found["target"] for found in LINK.finditer(self.text))


class Story(_Told):
    """The whole story; ``introduction`` is told before the first scene."""

    title: str
    introduction: str
    scene: tuple[Scene, ...]

    def place(self, key: str) -> int:
        """Index of the scene of a key, or -1."""
        return next((i for i, scene in enumerate(self.scene) if scene.key == key), -1)


def load_story() -> Story:
    """Return the story. Raises `InvalidInput` with everything that is wrong in its file."""
    return parse_story(resources.path(FILE).read_text(encoding="utf-8"))


def parse_story(content: str) -> Story:
    """Return the story that a file's text tells. Raises `InvalidInput` as `load_story` does."""
    try:
        story = Story.model_validate(tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(FILE, [Problem("", f"is no TOML: {error}")]) from None
    except ValidationError as error:
        raise InvalidInput(FILE, problems_of(error)) from None
    problems = [*_about_keys(story)]
    for i, scene in enumerate(story.scene):
        found = _about_scene(scene)
        problems += [Problem(f"scene[{i}].{place}", words) for place, words in found]
    if problems:
        raise InvalidInput(FILE, problems)
    return story


def _about_keys(story: Story) -> Iterator[Problem]:
    keys = [scene.key for scene in story.scene]
    for i, key in enumerate(keys):
        if key in keys[:i]:
            yield Problem(f"scene[{i}].key", f"“{key}” is the key of another scene too.")
    if not keys:
        yield Problem("scene", "a story needs at least one.")


def _about_scene(scene: Scene) -> Iterator[tuple[str, str]]:
    """Return what a scene names that does not exist, each with the place in the scene."""
    for preset in scene.presets:
        yield from _unknown("presets", "preset", preset, files.preset_names())
    yield from _unknown("active", "preset of this scene", scene.active, scene.presets)
    for source in scene.sources:
        yield from _unknown("sources", "source", source, record.sources().keys())
    for target in scene.targets():
        kind, _, name = target.partition(":")
        place = "focus" if target == scene.focus else "text"
        kinds = targets()
        yield from _unknown(place, "kind of place", kind, kinds)
        yield from _unknown(place, f"place “{kind}:”", name, kinds.get(kind, (name,)))
    for preset, figure in scene.figures():
        yield from _unknown("text", "preset of this scene", preset, scene.presets)
        if not is_figure(figure):
            yield "text", f"there is no figure {figure}."
    for brace in re.findall(r"\{[^}]*\}?|\}", FIGURE.sub("", scene.text)):
        yield "text", f"{brace} is no figure."


def _unknown(place: str, kind: str, name: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    if name not in known:
        yield place, f"there is no {kind} “{name}”.{did_you_mean(name, known)}"


def targets() -> dict[str, Collection[str]]:
    """Every place of the window that a story can point at: names by kind."""
    return {
        "chart": CHARTS.keys(),
        "headline": HeadlineTexts.NAMES,
        "timeline": [str(row) for row in Row],
        "control": (EFFICIENCY, INFERENCE, CHINA, REBOUND),
        "assumption": registry(record.newest_data()).keys(),
        "view": VIEWS,
    }
