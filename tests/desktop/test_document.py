"""One scenario with its history: undo steps, what counts as modified, and its file."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.document import UNDO_LIMIT, OnDisk, ScenarioDocument
from scenarios import files
from scenarios.errors import InvalidInput
from scenarios.scenario import Scenario

REBOUND = "training_rebound"


@pytest.fixture
def scenario() -> Scenario:
    return files.preset("r1-shock")


@pytest.fixture
def document(qtbot: QtBot, scenario: Scenario) -> ScenarioDocument:
    return ScenarioDocument(scenario, saved=scenario, preset="r1-shock")


@pytest.fixture
def on_disk(qtbot: QtBot, scenario: Scenario, tmp_path: Path) -> ScenarioDocument:
    """A document whose file holds what it holds."""
    files.save(scenario, tmp_path / "r1.jevons")
    return ScenarioDocument(scenario, path=tmp_path / "r1.jevons", saved=scenario)


class Told:
    """How often each signal came."""

    def __init__(self, document: ScenarioDocument) -> None:
        self.scenarios = self.states = 0
        document.scenario_changed.connect(self._scenario)
        document.saved_state_changed.connect(self._state)

    def _scenario(self) -> None:
        self.scenarios += 1

    def _state(self) -> None:
        self.states += 1


@pytest.fixture
def told(document: ScenarioDocument) -> Told:
    return Told(document)


def drag(document: ScenarioDocument, *values: float) -> None:
    for value in values:
        scenario = document.scenario.with_setting(REBOUND, value)
        document.edit(scenario, "Change training rebound", REBOUND)


def rebound(document: ScenarioDocument) -> float:
    return document.scenario.belief(REBOUND).p50


# Undo


def test_that_an_edit_can_be_undone_and_redone_by_its_name(document: ScenarioDocument) -> None:
    before = document.scenario
    after = before.without_events()
    document.edit(after, "Delete events")
    assert document.scenario == after
    assert document.undo_stack.undoText() == "Delete events"
    document.undo_stack.undo()
    assert document.scenario == before
    assert document.undo_stack.redoText() == "Delete events"
    document.undo_stack.redo()
    assert document.scenario == after


def test_that_one_undo_takes_a_drag_back(document: ScenarioDocument) -> None:
    before = document.scenario
    drag(document, 0.5, 0.6, 0.7)
    assert rebound(document) == 0.7
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.scenario == before


def test_that_a_second_drag_is_a_second_step(document: ScenarioDocument) -> None:
    drag(document, 0.5)
    document.end_gesture()
    drag(document, 0.7)
    document.undo_stack.undo()
    assert rebound(document) == 0.5


def test_that_drags_of_two_sliders_are_two_steps(document: ScenarioDocument) -> None:
    drag(document, 0.5)
    other = document.scenario.with_setting("inference_rebound", 0.4)
    document.edit(other, "Change inference rebound", "inference_rebound")
    assert document.undo_stack.count() == 2


def test_that_two_things_done_to_one_number_are_two_steps(document: ScenarioDocument) -> None:
    drag(document, 0.5)
    document.edit(document.scenario.with_setting(REBOUND, None), "Reset", REBOUND)
    assert [document.undo_stack.text(i) for i in range(document.undo_stack.count())] == [
        "Change training rebound",
        "Reset",
    ]


def test_that_a_gesture_lasts_from_its_first_edit_to_its_end(document: ScenarioDocument) -> None:
    stack = document.undo_stack
    acts: dict[str, Callable[[], object]] = {
        "drag": lambda: drag(document, 0.5, 0.6),
        "let go": document.end_gesture,
        "drag on": lambda: drag(document, 0.7),
        "undo": stack.undo,
        "redo": stack.redo,
        "drag again": lambda: drag(document, 0.8),
        "delete": lambda: document.edit(document.scenario.without_events(), "Delete events"),
    }
    found = []
    for name, act in acts.items():
        act()
        found += [name] * document.in_gesture
    assert found == ["drag", "drag on", "drag again"]


def test_that_edits_without_a_gesture_are_never_joined(document: ScenarioDocument) -> None:
    for value in (0.5, 0.6):
        document.edit(document.scenario.with_setting(REBOUND, value), "Change")
    assert document.undo_stack.count() == 2


def test_that_a_drag_that_comes_back_leaves_no_step(document: ScenarioDocument) -> None:
    first = rebound(document)
    drag(document, 0.5, first)
    assert document.undo_stack.count() == 0
    drag(document, 0.6)
    document.undo_stack.undo()
    assert rebound(document) == first


def test_that_an_edit_after_undo_does_not_join_the_step_before(
    document: ScenarioDocument,
) -> None:
    drag(document, 0.5)
    document.edit(document.scenario.without_events(), "Delete events")
    document.undo_stack.undo()
    drag(document, 0.6)
    document.undo_stack.undo()
    assert rebound(document) == 0.5


def test_that_an_edit_which_changes_nothing_leaves_no_step(
    document: ScenarioDocument, told: Told
) -> None:
    document.edit(document.scenario.replace(), "Change")
    assert document.undo_stack.count() == 0
    assert told.scenarios == 0


def test_that_history_has_an_end(document: ScenarioDocument) -> None:
    for step in range(UNDO_LIMIT + 3):
        document.rename(f"Name {step}")
    assert document.undo_stack.count() == UNDO_LIMIT


def test_that_every_change_of_the_scenario_is_told_once(
    document: ScenarioDocument, told: Told
) -> None:
    drag(document, 0.5, 0.6)
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert told.scenarios == 4


# Modified


def test_that_undoing_takes_the_modified_mark_away(document: ScenarioDocument, told: Told) -> None:
    marks = [document.is_modified]
    drag(document, 0.5, 0.6)
    marks.append(document.is_modified)
    document.undo_stack.undo()
    marks.append(document.is_modified)
    assert marks == [False, True, False]
    assert told.states == 2


def test_that_typing_the_saved_value_takes_the_modified_mark_away(
    document: ScenarioDocument,
) -> None:
    saved = document.scenario
    document.edit(saved.without_events(), "Delete events")
    document.edit(saved, "Add an event")
    assert not document.is_modified
    assert document.undo_stack.count() == 2


def test_that_a_scenario_that_stands_nowhere_is_modified(qtbot: QtBot, scenario: Scenario) -> None:
    assert ScenarioDocument(scenario).is_modified


def test_that_renaming_is_an_edit(document: ScenarioDocument, told: Told) -> None:
    document.rename("  My shock ")
    assert document.name == document.scenario.name == "My shock"
    assert document.undo_stack.undoText() == "Rename"
    assert told.states == 1
    document.undo_stack.undo()
    assert document.name == "R1 shock"


def test_that_a_blank_name_is_ignored(document: ScenarioDocument) -> None:
    document.rename("   ")
    assert document.name == "R1 shock"
    assert document.undo_stack.count() == 0


# Saving


def test_that_a_saved_document_reads_back_the_same(
    document: ScenarioDocument, told: Told, tmp_path: Path
) -> None:
    drag(document, 0.5)
    states = told.states
    document.save(tmp_path / "mine.jevons")
    assert files.load(tmp_path / "mine.jevons") == document.scenario
    assert document.path == tmp_path / "mine.jevons"
    assert document.saved == document.scenario
    assert not document.is_modified
    assert document.preset == ""
    assert told.states == states + 1


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("mine", "mine.jevons"),
        ("mine.v2", "mine.v2.jevons"),
        ("mine.json", "mine.json.jevons"),
        ("mine.JEVONS", "mine.JEVONS"),
    ],
)
def test_that_saving_as_adds_the_suffix(
    document: ScenarioDocument, tmp_path: Path, typed: str, written: str
) -> None:
    document.save(tmp_path / typed)
    assert [path.name for path in tmp_path.iterdir()] == [written]


def test_that_saving_again_keeps_whatever_name_the_file_has(
    qtbot: QtBot, scenario: Scenario, tmp_path: Path
) -> None:
    path = tmp_path / "old.json"
    files.save(scenario, path)
    document = ScenarioDocument(scenario, path=path, saved=scenario)
    document.rename("New")
    document.save()
    assert files.load(path).name == "New"
    assert [*tmp_path.iterdir()] == [path]


def test_that_a_relative_path_still_leads_there_from_another_folder(
    document: ScenarioDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document.save(Path("mine"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    document.rename("Later")
    document.save()
    assert files.load(tmp_path / "mine.jevons").name == "Later"


def test_that_a_save_ends_the_gesture(document: ScenarioDocument, tmp_path: Path) -> None:
    drag(document, 0.5)
    document.save(tmp_path / "mine")
    drag(document, 0.6)
    document.undo_stack.undo()
    assert rebound(document) == 0.5
    assert not document.is_modified


def test_that_a_save_that_fails_leaves_document_and_file_alone(
    on_disk: ScenarioDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert on_disk.path is not None
    content = on_disk.path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    drag(on_disk, 0.5)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        on_disk.save()
    assert on_disk.is_modified
    assert on_disk.path.read_bytes() == content
    assert [*on_disk.path.parent.iterdir()] == [on_disk.path]


def test_that_saving_an_untitled_document_needs_a_path(document: ScenarioDocument) -> None:
    with pytest.raises(ValueError, match="path"):
        document.save()


def test_that_a_file_name_is_suggested_from_the_name(document: ScenarioDocument) -> None:
    document.rename('China: rung 4/5? "maybe"...')
    assert document.suggested_file_name == "China rung 4 5 maybe.jevons"
    document.rename("///")
    assert document.suggested_file_name == "scenario.jevons"


# Going back to what is saved


def test_that_a_revert_can_be_undone(on_disk: ScenarioDocument) -> None:
    drag(on_disk, 0.5)
    on_disk.revert()
    assert not on_disk.is_modified
    assert on_disk.undo_stack.undoText() == "Revert"
    on_disk.undo_stack.undo()
    assert rebound(on_disk) == 0.5


def test_that_a_scenario_that_was_never_saved_has_nothing_to_revert_to(
    qtbot: QtBot, scenario: Scenario
) -> None:
    document = ScenarioDocument(scenario)
    document.revert()
    assert document.scenario == scenario


# Another program at the same file


def write(document: ScenarioDocument, scenario: Scenario) -> None:
    assert document.path is not None
    files.save(scenario, document.path)


def test_that_an_unmodified_scenario_follows_its_file(on_disk: ScenarioDocument) -> None:
    other = on_disk.scenario.replace(name="Theirs")
    write(on_disk, other)
    assert on_disk.reread() is OnDisk.FOLLOWED
    assert on_disk.scenario == other
    assert not on_disk.is_modified
    on_disk.undo_stack.undo()
    assert on_disk.name == "R1 shock"
    assert on_disk.is_modified


def test_that_unsaved_changes_are_kept_when_the_file_changes(on_disk: ScenarioDocument) -> None:
    drag(on_disk, 0.5)
    write(on_disk, on_disk.scenario.replace(name="Theirs"))
    assert on_disk.reread() is OnDisk.DIFFERS
    assert rebound(on_disk) == 0.5
    assert on_disk.name == "R1 shock"
    on_disk.revert()
    assert on_disk.name == "Theirs"


def test_that_an_own_save_is_no_change_on_disk(on_disk: ScenarioDocument) -> None:
    drag(on_disk, 0.5)
    on_disk.save()
    assert on_disk.reread() is OnDisk.SAME


def test_that_only_what_the_file_means_counts(on_disk: ScenarioDocument) -> None:
    assert on_disk.path is not None
    on_disk.path.write_bytes(on_disk.path.read_bytes().replace(b"\n  ", b"\n\t"))
    assert on_disk.reread() is OnDisk.SAME
    assert not on_disk.is_modified


def test_that_a_file_which_caught_up_takes_the_modified_mark_away(
    on_disk: ScenarioDocument,
) -> None:
    drag(on_disk, 0.5)
    write(on_disk, on_disk.scenario)
    assert on_disk.reread() is OnDisk.SAME
    assert not on_disk.is_modified


def test_that_a_scenario_whose_file_is_gone_counts_as_modified(on_disk: ScenarioDocument) -> None:
    assert on_disk.path is not None
    on_disk.path.unlink()
    assert on_disk.reread() is OnDisk.GONE
    assert on_disk.is_modified
    assert on_disk.reread() is OnDisk.SAME
    on_disk.save()
    assert on_disk.reread() is OnDisk.SAME
    assert not on_disk.is_modified


def test_that_a_file_which_broke_is_refused_and_the_scenario_kept(
    on_disk: ScenarioDocument,
) -> None:
    assert on_disk.path is not None
    before = on_disk.scenario
    on_disk.path.write_text("{", encoding="utf-8")
    with pytest.raises(InvalidInput, match="not JSON"):
        on_disk.reread()
    assert on_disk.scenario == before
    assert on_disk.is_modified
    write(on_disk, before)
    assert on_disk.reread() is OnDisk.SAME
    assert not on_disk.is_modified


def test_that_an_untitled_document_has_nothing_to_reread(document: ScenarioDocument) -> None:
    assert document.reread() is OnDisk.SAME
    assert not document.is_modified
