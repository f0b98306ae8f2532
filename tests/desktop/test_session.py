"""Settings and the open scenarios come back at the next start, whatever happened to the file."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from desktop.places import settings_folder, state_folder
from desktop.references import DEFAULTS, NO_EVENTS
from desktop.session import (
    MOST_RECENT,
    OpenScenario,
    Session,
    Settings,
    SettingsFile,
    restore,
    session_of,
)
from desktop.workspace import Workspace
from scenarios import files

SETTINGS = Settings(
    theme="dark",
    language="fr",
    grain="year",
    logarithmic=("revenue",),
    window=b"\x01\xd9\xd0\xcb\x00\xff",
    splitters={"centre": b"\x00\xff\xfe"},
    recent=(Path("one.jevons").absolute(),),
    session=Session(scenarios=(OpenScenario(preset="r1-shock", colour=3, visible=False),)),
)


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "not there yet")


@pytest.fixture
def workspace(qtbot: QtBot) -> Workspace:
    return Workspace()


def saved(folder: Path, name: str) -> Path:
    path = folder / f"{name}.jevons"
    files.save(files.preset(name), path)
    return path


# Settings


def test_that_settings_are_what_they_were(file: SettingsFile) -> None:
    file.save(SETTINGS)
    assert file.load() == (SETTINGS, "")


def test_that_the_first_start_has_the_defaults_and_no_complaint(file: SettingsFile) -> None:
    assert file.load() == (Settings(), "")


def test_that_a_window_has_its_place_again(file: SettingsFile, qtbot: QtBot) -> None:
    first, second = QMainWindow(), QMainWindow()
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    first.setGeometry(37, 41, 640, 480)
    file.save(Settings(window=bytes(first.saveGeometry().data())))
    assert second.restoreGeometry(file.load()[0].window)
    assert second.geometry() == first.geometry()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"theme": "dark"'],
    ids=["empty", "cut", "list", "null", "not text", "cut later"],
)
def test_that_damaged_settings_are_put_aside_and_told(file: SettingsFile, content: bytes) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(content)
    settings, words = file.load()
    assert settings == Settings()
    (aside,) = file.path.parent.iterdir()
    assert aside.read_bytes() == content
    assert words == f"The settings were damaged. The file was kept as {aside}."
    assert file.load() == (Settings(), "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "sepia"),
        ("grain", 3),
        ("window", "no base64 at all: é"),
        ("splitters", {"centre": 5}),
        ("recent", "one"),
        ("session", {"scenarios": [{"colour": "red"}]}),
    ],
)
def test_that_one_damaged_setting_costs_no_other(file: SettingsFile, key: str, value: Any) -> None:
    file.save(SETTINGS)
    tree = json.loads(file.path.read_bytes())
    file.path.write_text(json.dumps({**tree, key: value}), encoding="utf-8")
    settings, words = file.load()
    expected = SETTINGS.model_copy(update={key: getattr(Settings(), key)})
    assert settings == expected
    assert "damaged" in words


def test_that_what_a_newer_jevons_has_added_is_passed_over(file: SettingsFile) -> None:
    file.save(SETTINGS)
    tree = json.loads(file.path.read_bytes())
    file.path.write_text(json.dumps({**tree, "colour_of_the_sky": "blue"}), encoding="utf-8")
    assert file.load() == (SETTINGS, "")


def test_that_damaged_settings_never_replace_those_put_aside_before(file: SettingsFile) -> None:
    file.path.parent.mkdir()
    for content in (b"first", b"second"):
        file.path.write_bytes(content)
        file.load()
    kept = {path.read_bytes() for path in file.path.parent.iterdir()}
    assert kept == {b"first", b"second"}


def test_that_unreadable_settings_are_told_and_left_alone(file: SettingsFile) -> None:
    file.path.mkdir(parents=True)
    assert file.load() == (Settings(), "The settings cannot be read: that is a folder.")
    assert file.path.is_dir()


def test_that_damaged_settings_in_a_folder_that_cannot_be_changed_are_told(
    file: SettingsFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(b"{")

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "rename", refuse)
    monkeypatch.setattr(os, "replace", refuse)
    assert file.load() == (Settings(), "The settings are damaged: that disk can only be read.")


def test_that_recent_files_are_few_and_each_stands_once(tmp_path: Path) -> None:
    settings = Settings()
    for number in range(MOST_RECENT + 2):
        settings = settings.with_recent(tmp_path / str(number))
    settings = settings.with_recent(tmp_path / "5")
    names = [path.name for path in settings.recent]
    assert names == ["5", "13", "12", "11", "10", "9", "8", "7", "6", "4", "3", "2"]


def test_that_qt_says_where_settings_and_state_belong(
    qapp: QApplication, own_folders: Path
) -> None:
    assert settings_folder().is_relative_to(own_folders)
    assert state_folder().is_relative_to(own_folders)
    assert settings_folder() != state_folder()


# The session


def test_that_open_scenarios_come_back_as_they_stood(workspace: Workspace, tmp_path: Path) -> None:
    first = workspace.open_path(saved(tmp_path, "r1-shock"))
    workspace.new_from_preset("stargate")
    third = workspace.open_path(saved(tmp_path, "h20-ban"))
    workspace.close(first)
    fourth = workspace.open_path(saved(tmp_path, "r1-shock"))
    workspace.set_visible(third, False)
    workspace.activate(third)
    workspace.set_reference(fourth.key)

    again = Workspace()
    assert restore(session_of(workspace), again) == []
    assert [d.name for d in again.documents] == [d.name for d in workspace.documents]
    assert [d.path for d in again.documents] == [d.path for d in workspace.documents]
    assert [again.colour(d) for d in again.documents] == [1, 2, 0]
    assert again.visible == (again.documents[0], again.documents[2])
    assert again.active is again.documents[1]
    assert again.reference == again.documents[2].key
    assert session_of(again) == session_of(workspace)


@pytest.mark.parametrize("reference", [DEFAULTS, NO_EVENTS])
def test_that_the_reference_comes_back(workspace: Workspace, reference: str) -> None:
    workspace.new_from_preset("stargate")
    workspace.set_reference(reference)
    again = Workspace()
    restore(session_of(workspace), again)
    assert again.reference == reference


def test_that_a_scenario_that_stands_nowhere_does_not_come_back(workspace: Workspace) -> None:
    document = workspace.new_from_preset("stargate")
    workspace.set_reference(workspace.duplicate(document).key)
    assert [found.preset for found in session_of(workspace).scenarios] == ["stargate"]
    again = Workspace()
    restore(session_of(workspace), again)
    assert [document.name for document in again.documents] == ["Stargate"]
    assert again.active is again.documents[0]
    assert again.reference == DEFAULTS


def test_that_a_file_which_is_gone_is_told_and_the_others_open(
    workspace: Workspace, tmp_path: Path
) -> None:
    gone = saved(tmp_path, "r1-shock")
    workspace.open_path(gone)
    kept = workspace.open_path(saved(tmp_path, "stargate"))
    workspace.set_reference(kept.key)
    gone.unlink()
    again = Workspace()
    (problem,) = restore(session_of(workspace), again)
    assert problem.subject == "r1-shock.jevons"
    assert [document.path for document in again.documents] == [kept.path]
    assert again.active is again.documents[0]
    assert again.reference == again.documents[0].key


def test_that_a_preset_which_no_longer_ships_is_passed_over(workspace: Workspace) -> None:
    session = Session(scenarios=(OpenScenario(preset="tulips-1637"),), active=7, reference=3)
    assert restore(session, workspace) == []
    assert workspace.documents == ()
