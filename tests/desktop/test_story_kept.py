"""The story loses nothing: what the user has open, the place reached, and the next start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.notices import Notice
from desktop.questions import Answer
from desktop.references import DEFAULTS
from desktop.session import Settings, StoryPlace
from desktop.story import load_story
from desktop.story_ring import Ring
from scenarios import files
from tests.desktop.parts import part
from tests.desktop.reader import ALT, PLAIN, Reader

SCENES = load_story().scene


@pytest.fixture
def reader(qtbot: QtBot) -> Reader:
    made = Reader(qtbot)
    made.open("baseline-2026-07")
    return made


# Nothing is lost


def test_that_leaving_puts_everything_back_as_it_was(reader: Reader) -> None:
    reader.open("inference-boom-2026", "open-trade-2026")
    work = reader.window.workspace
    hidden, active, reference = work.documents[0], work.documents[1], work.documents[2]
    work.set_visible(hidden, False)
    work.activate(active)
    work.set_reference(reference.key)
    reader.press("compare")
    widths = reader.window._panels.sizes()
    before = work.documents
    reader.go_to(3)
    assert not work.is_visible(active)
    reader.key(Qt.Key.Key_Escape, PLAIN)
    reader.wait_for_charts()
    assert work.documents == before
    assert [work.is_visible(d) for d in before] == [False, True, True]
    assert work.active is active
    assert work.reference == reference.key
    assert reader.window._view_bar.view() == "compare"
    assert reader.window._panels.sizes() == widths
    assert not any(ring.isVisible() for ring in reader.window.findChildren(Ring))


def test_that_the_users_own_changes_stay_and_can_be_undone(reader: Reader) -> None:
    mine = reader.document
    shipped = mine.scenario
    reader.drag_slider("training_rebound", 1.2)
    changed = mine.scenario
    reader.go_to(len(SCENES) + 1)
    assert mine.scenario == changed != shipped
    assert mine.is_modified
    assert reader.document is mine
    reader.press("undo")
    assert mine.scenario == shipped


def test_that_a_preset_the_user_opened_is_used_and_stays_open(reader: Reader) -> None:
    reader.open("r1-shock-weak-rebound")
    mine = reader.document
    reader.go_to(2)
    assert reader.document is mine
    reader.key(Qt.Key.Key_Escape, PLAIN)
    assert reader.open_presets() == ["baseline-2026-07", "r1-shock-weak-rebound"]


def test_that_a_changed_scenario_of_a_scene_is_kept_and_the_story_takes_a_fresh_one(
    reader: Reader,
) -> None:
    reader.go_to(2)
    mine = reader.document
    reader.drag_slider("training_rebound", 1.2)
    reader.settle()
    reader.on()
    fresh = reader.document_of("r1-shock-weak-rebound")
    assert fresh is not mine and not fresh.is_modified
    assert not reader.window.workspace.is_visible(mine)
    reader.key(Qt.Key.Key_Left, ALT)
    reader.settle()
    assert reader.document is fresh
    reader.key(Qt.Key.Key_Escape, PLAIN)
    assert [*reader.window.workspace.documents][1:] == [mine]
    reader.window.workspace.activate(mine)
    reader.press("undo")
    assert mine.scenario == files.preset("r1-shock-weak-rebound")


def test_that_a_changed_scenario_stays_in_front_when_the_story_is_left(reader: Reader) -> None:
    reader.go_to(2)
    mine = reader.document
    reader.drag_slider("training_rebound", 1.2)
    reader.key(Qt.Key.Key_Escape, PLAIN)
    reader.wait_for_charts()
    assert reader.document is mine
    assert reader.window.workspace.is_visible(mine)
    assert reader.window.workspace.reference == DEFAULTS


def test_that_undo_works_in_the_middle_of_a_scene(reader: Reader) -> None:
    reader.go_to(2)
    told, shipped = reader.text(), reader.document.scenario
    reader.drag_slider("training_rebound", 1.2)
    reader.settle()
    assert reader.text() != told
    reader.press("undo")
    reader.settle()
    assert reader.document.scenario == shipped
    assert reader.text() == told


def test_that_a_scenario_closed_in_a_scene_does_not_stop_the_story(reader: Reader) -> None:
    reader.go_to(2)
    reader.press("close")
    reader.wait_for_charts()
    reader.on()
    assert reader.document.preset == "r1-shock-jevons"
    reader.key(Qt.Key.Key_Escape, PLAIN)
    assert reader.open_presets() == ["baseline-2026-07"]


def test_that_the_last_scenario_stays_open_when_the_user_has_none(reader: Reader) -> None:
    reader.go_to(1)
    reader.window.workspace.close(reader.document_of("baseline-2026-07"))
    reader.key(Qt.Key.Key_Escape, PLAIN)
    assert reader.open_presets() == ["baseline-2025-01"]


# Left and taken up again


def test_that_the_story_goes_on_where_it_was_left(qtbot: QtBot, reader: Reader) -> None:
    reader.go_to(3)
    reader.key(Qt.Key.Key_Escape, PLAIN)
    settings = Settings.model_validate_json(reader.window.settings().model_dump_json())
    assert settings.story == StoryPlace(scene="more", offered=True)
    later = Reader(qtbot, settings)
    later.open("baseline-2026-07")
    later.press("story")
    onward = part(later.panel, QPushButton, "story_next")
    assert onward.text() == "Go on with scene 3"
    later.on()
    assert later.window.guide.where() == "Scene 3 of 5"


def test_that_a_story_left_can_be_told_from_the_start(reader: Reader) -> None:
    reader.go_to(3)
    reader.key(Qt.Key.Key_Escape, PLAIN)
    reader.press("story")
    QTest.mouseClick(part(reader.panel, QPushButton, "story_restart"), Qt.MouseButton.LeftButton)
    reader.settle()
    assert reader.window.guide.where() == "Scene 1 of 5"


def test_that_closing_the_window_in_a_scene_keeps_the_place_and_the_users_session(
    qtbot: QtBot, reader: Reader
) -> None:
    reader.go_to(4)
    after_a_crash = reader.window.settings()
    reader.window.close()
    settings = reader.window.settings()
    assert settings.story == StoryPlace(scene="rules", interrupted=True, offered=True)
    opened = [(found.preset, found.visible) for found in settings.session.scenarios]
    assert opened == [("baseline-2026-07", True)]
    assert after_a_crash.story == settings.story
    assert after_a_crash.session == settings.session
    later = Reader(qtbot, settings)
    later.open("baseline-2026-07")
    offer = later.window.guide.offer()
    assert offer is not None and offer.actions[0][0] == "Go on"
    assert later.window.guide.offer() is None, "it is offered once"
    offer.actions[0][1]()
    later.on()
    assert later.window.guide.where() == "Scene 4 of 5"


def test_that_a_question_that_keeps_the_window_open_keeps_the_scene(reader: Reader) -> None:
    reader.go_to(2)
    reader.drag_slider("training_rebound", 1.2)
    reader.answers("save_changes", Answer.CANCEL)
    reader.window.close()
    assert reader.asked == ["save_changes"]
    assert reader.window.guide.where() == "Scene 2 of 5"


def test_that_the_story_is_offered_once_and_told_when_wanted(reader: Reader) -> None:
    offer = reader.window.guide.offer()
    assert isinstance(offer, Notice)
    reader.window.notices.show_notice(offer)
    assert reader.window.guide.offer() is None
    assert reader.window.settings().story == StoryPlace(offered=True)
    tell = next(b for b in reader.window.notices.findChildren(QPushButton))
    assert tell.text() == "Tell me the story"
    QTest.mouseClick(tell, Qt.MouseButton.LeftButton)
    assert reader.panel.isVisible()
    assert not reader.window.notices.notices


# From the command line


SAY = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from desktop import start
from desktop.main_window import MainWindow
def said():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    print(window.guide.is_telling, len(window.notices.notices))
    QCoreApplication.quit()
start._say_painted = said
sys.exit(start.main(["--end-when-painted", *sys.argv[1:]]))
"""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--story"], "True 0"),
        ([], "False 1"),
        (["stargate"], "False 0"),
        (["--story", "stargate"], "True 0"),
    ],
    ids=lambda found: " ".join(found) if isinstance(found, list) else found,
)
def test_that_the_application_starts_with_the_story_when_asked_to(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    folders = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "STATE", "DATA")}
    found = subprocess.run(
        [sys.executable, "-c", SAY, *arguments],
        env={**os.environ, **folders, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert found.stdout.strip() == said
    assert not found.stderr
    (settings,) = tmp_path.rglob("settings.json")
    remembered = json.loads(settings.read_text(encoding="utf-8"))["story"]
    assert remembered["offered"] == (arguments != ["stargate"])
