"""What is remembered from one run to the next: settings, recent files, the open scenarios.

All of it is one file in the user's configuration folder. A damaged one is put aside, never
deleted, and what it still tells is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json, to_json
from PySide6.QtCore import QCoreApplication

from desktop.document import ScenarioDocument
from desktop.notices import reason_of
from desktop.places import free_path
from desktop.references import NO_EVENTS
from desktop.workspace import Workspace
from scenarios import files
from scenarios.errors import InvalidInput

MOST_RECENT = 12

_FILE = "settings.json"


class _Remembered(BaseModel):
    """A value; what a newer version has added is passed over."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", ser_json_bytes="base64", val_json_bytes="base64"
    )


class OpenScenario(_Remembered):
    """One open scenario: its file, or else the preset that it came from."""

    path: Path | None = None
    preset: str = ""
    colour: int = -1
    visible: bool = True


class Session(_Remembered):
    """The open scenarios. ``reference`` is the number of one of them, or a word of `workspace`."""

    scenarios: tuple[OpenScenario, ...] = ()
    active: int = 0
    reference: int | str = ""


class StoryPlace(_Remembered):
    """How far the story was told.

    Attributes
    ----------
    scene : key of the scene reached, "" before the first and after the last
    interrupted : whether the window was closed while it was told
    offered : whether the offer of a first start was made, or is needed no more
    """

    scene: str = ""
    interrupted: bool = False
    offered: bool = False


class Settings(_Remembered):
    """Choices and habits.

    Attributes
    ----------
    theme : "system" follows the system
    language : a language of `translation.languages`; "" follows the system
    grain : span that a chart's values stand for
    charts, logarithmic : ids of the charts on the board, and of those with a logarithmic scale
    groups : assumption groups that stand open; None as at first
    window : geometry, as Qt packs it
    splitters : sizes by object name, as Qt packs them
    recent : files, the last one first
    session : the scenarios open at the end
    story : how far the story was told
    """

    theme: Literal["system", "light", "dark"] = "system"
    language: str = ""
    grain: Literal["month", "quarter", "year"] = "quarter"
    charts: tuple[str, ...] = ()
    logarithmic: tuple[str, ...] = ()
    groups: tuple[str, ...] | None = None
    window: bytes = b""
    splitters: dict[str, bytes] = {}
    recent: tuple[Path, ...] = ()
    session: Session = Session()
    story: StoryPlace = StoryPlace()

    def with_recent(self, path: Path) -> Settings:
        """Return settings with a file as the most recent one."""
        others = (found for found in self.recent if found != path.absolute())
        recent = (path.absolute(), *others)[:MOST_RECENT]
        return self.model_copy(update={"recent": recent})


class SettingsFile:
    """Reads and writes the settings in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / _FILE

    def load(self) -> tuple[Settings, str]:
        """Return the settings, and a sentence on what could not be read of them, or "".

        What cannot be read is set to its default. The damaged file is kept under another name.
        """
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return Settings(), ""
        except OSError as error:
            words = QCoreApplication.translate("Settings", "The settings cannot be read: {reason}.")
            return Settings(), words.format(reason=reason_of(error))
        try:
            return Settings.model_validate_json(content), ""
        except ValidationError as error:
            return _what_is_sound(content, error), self._put_aside()

    def save(self, settings: Settings) -> None:
        """Write the settings whole or not at all; raises ``OSError``."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = settings.model_dump_json(indent=2) + "\n"
        files.write_atomically(self.path, content.encode("utf-8"))

    def _put_aside(self) -> str:
        aside = free_path(self.path.with_suffix(".damaged.json"))
        try:
            self.path.replace(aside)
        except OSError as error:
            words = QCoreApplication.translate("Settings", "The settings are damaged: {reason}.")
            return words.format(reason=reason_of(error))
        words = QCoreApplication.translate(
            "Settings", "The settings were damaged. The file was kept as {path}."
        )
        return words.format(path=aside)


def session_of(workspace: Workspace) -> Session:
    """Return what is open. A scenario that was never saved is not: it stands nowhere."""
    documents = [found for found in workspace.documents if found.path or found.preset]
    chosen = workspace.document(workspace.reference)
    return Session(
        scenarios=tuple(
            OpenScenario(
                path=document.path,
                preset=document.preset,
                colour=workspace.colour(document),
                visible=workspace.is_visible(document),
            )
            for document in documents
        ),
        active=documents.index(workspace.active) if workspace.active in documents else 0,
        reference=documents.index(chosen) if chosen in documents else workspace.reference,
    )


def restore(session: Session, workspace: Workspace) -> list[InvalidInput]:
    """Open what was open; return what is wrong with the files that could not be opened."""
    problems: list[InvalidInput] = []
    opened: dict[int | str, ScenarioDocument] = {}
    for number, scenario in enumerate(session.scenarios):
        try:
            document = _open(scenario, workspace)
        except InvalidInput as error:
            problems.append(error)
        else:
            if document is not None:
                opened[number] = document
                workspace.set_visible(document, scenario.visible)
    if session.active in opened:
        workspace.activate(opened[session.active])
    if session.reference in opened:
        workspace.set_reference(opened[session.reference].key)
    elif session.reference == NO_EVENTS:
        workspace.set_reference(NO_EVENTS)
    return problems


def _open(scenario: OpenScenario, workspace: Workspace) -> ScenarioDocument | None:
    if scenario.path is not None:
        return workspace.open_path(scenario.path, scenario.colour)
    if scenario.preset in files.preset_names():
        return workspace.new_from_preset(scenario.preset, scenario.colour)
    return None


def _what_is_sound(content: bytes, error: ValidationError) -> Settings:
    """Return the settings without the fields that have something wrong in them."""
    places = [found["loc"] for found in error.errors(include_url=False)]
    if not all(places):
        return Settings()
    wrong = {place[0] for place in places}
    sound = {key: value for key, value in from_json(content).items() if key not in wrong}
    return Settings.model_validate_json(to_json(sound))
