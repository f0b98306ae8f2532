"""The open scenarios: opening, closing, order, colours, visibility and the reference."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from desktop.document import ScenarioDocument
from desktop.references import DEFAULTS, NO_EVENTS
from desktop.workspace import Workspace
from scenarios import files
from scenarios.errors import InvalidInput


@pytest.fixture
def workspace(qtbot: QtBot) -> Workspace:
    return Workspace()


@pytest.fixture
def three(workspace: Workspace) -> list[ScenarioDocument]:
    names = ("r1-shock", "stargate", "baseline-2026-07")
    return [workspace.new_from_preset(name) for name in names]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    files.save(files.preset("r1-shock"), tmp_path / "r1.jevons")
    return tmp_path / "r1.jevons"


def log(workspace: Workspace) -> list[str]:
    """The names of the signals from now on."""
    said: list[str] = []
    for name in ("documents", "active", "reference", "visibility"):
        getattr(workspace, f"{name}_changed").connect(lambda name=name: said.append(name))
    return said


# Opening


def test_that_a_preset_opens_untitled_and_unmodified(workspace: Workspace) -> None:
    said = log(workspace)
    document = workspace.new_from_preset("r1-shock")
    assert document.path is None
    assert document.preset == "r1-shock"
    assert not document.is_modified
    assert workspace.documents == workspace.visible == (document,)
    assert workspace.active is document
    assert said == ["documents", "active"]


def test_that_an_unknown_preset_opens_nothing(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        workspace.new_from_preset("r2-shock")
    assert workspace.documents == ()


def test_that_a_file_opens_with_its_path(workspace: Workspace, file: Path) -> None:
    document = workspace.open_path(file)
    assert document.path == file
    assert not document.is_modified


def test_that_a_broken_file_opens_nothing(workspace: Workspace, file: Path) -> None:
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidInput):
        workspace.open_path(file)
    assert workspace.documents == ()


def test_that_opening_an_open_file_activates_it(workspace: Workspace, file: Path) -> None:
    document = workspace.open_path(file)
    document.rename("Edited")
    workspace.new_from_preset("stargate")
    assert workspace.open_path(file) is document
    assert workspace.active is document
    assert len(workspace.documents) == 2
    assert document.name == "Edited"


def test_that_a_link_to_an_open_file_opens_no_second_document(
    workspace: Workspace, file: Path
) -> None:
    document = workspace.open_path(file)
    link = file.with_name("link.jevons")
    link.symlink_to(file)
    assert workspace.open_path(link) is document
    assert workspace.open_path(file.parent / "." / ".." / file.parent.name / file.name) is document


def test_that_a_file_which_is_gone_is_still_known_as_open(workspace: Workspace, file: Path) -> None:
    document = workspace.open_path(file)
    file.unlink()
    assert workspace.document_at(file) is document


def test_that_a_duplicate_is_unsaved_and_stands_beside_the_original(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    copy = workspace.duplicate(three[0])
    assert workspace.documents == (three[0], copy, three[1], three[2])
    assert workspace.active is copy
    assert copy.name == "R1 shock copy"
    assert copy.is_modified
    assert copy.scenario.replace(name="R1 shock") == three[0].scenario
    assert workspace.duplicate(three[0]).name == "R1 shock copy 2"


# Saving


def test_that_two_documents_cannot_share_a_file(workspace: Workspace, file: Path) -> None:
    document = workspace.open_path(file)
    other = workspace.new_from_preset("stargate")
    for typed in (file, file.with_suffix("")):
        with pytest.raises(InvalidInput, match=r"r1\.jevons.*\n.*open in this window too"):
            workspace.save(other, typed)
    assert files.load(file) == document.scenario
    workspace.save(document, file)
    workspace.save(other, file.with_name("other"))
    assert other.path == file.with_name("other.jevons")


# Closing


def test_that_the_neighbour_of_a_closed_document_becomes_active(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    first, second, third = three
    workspace.activate(first)
    active = []
    for document in (first, second, third):
        workspace.close(document)
        active.append(workspace.active)
    assert active == [second, third, None]
    assert workspace.undo_group.activeStack() is None


def test_that_the_last_one_left_follows_the_last_one_closed(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    workspace.activate(three[2])
    workspace.close(three[2])
    assert workspace.active is three[1]


def test_that_closing_another_document_leaves_the_active_one(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    said = log(workspace)
    workspace.close(three[0])
    assert workspace.active is three[2]
    assert said == ["documents"]


def test_that_a_closed_document_is_deleted_with_its_history(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    stack = three[0].undo_stack
    three[0].rename("Edited")
    workspace.close(three[0])
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(three[0])
    assert not shiboken6.isValid(stack)


def test_that_closing_the_reference_goes_back_to_the_defaults(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    workspace.set_reference(three[0].key)
    said = log(workspace)
    workspace.close(three[0])
    assert workspace.reference == DEFAULTS
    assert "reference" in said


def test_that_who_hears_of_another_active_scenario_finds_its_reference(
    workspace: Workspace, three: list[ScenarioDocument]
) -> None:
    workspace.set_reference(three[2].key)
    workspace.activate(three[2])
    found: list[str] = []
    workspace.active_changed.connect(lambda: found.append(workspace.reference))
    workspace.close(three[2])
    assert found == [DEFAULTS]


def test_that_the_defaults_have_the_months_and_draws_of_the_scenario_they_are_measured_against(
    workspace: Workspace,
) -> None:
    document = workspace.new_from_preset("baseline-2025-01")
    first = workspace.reference_scenario(document)
    assert first == document.scenario.defaults()
    document.edit(document.scenario.with_setting("inference_demand_growth", 5.0), "edit")
    assert workspace.reference_scenario(document) is first
    draws = document.scenario.uncertainty.model_copy(update={"seed": 7})
    for change in (
        {"horizon_months": 24},
        {"as_of": document.scenario.as_of + 3},
        {"uncertainty": draws},
    ):
        changed = document.scenario.replace(**change)
        document.edit(changed, "edit")
        assert workspace.reference_scenario(document) == changed.defaults()


# Undo


def test_that_undo_acts_on_the_active_document(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    for document in three:
        document.rename("Edited")
    workspace.activate(three[1])
    workspace.undo_group.undo()
    assert [document.name == "Edited" for document in three] == [True, False, True]


def test_that_the_workspace_tells_which_document_has_changed(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    changed: list[object] = []
    workspace.scenario_changed.connect(changed.append)
    states: list[object] = []
    workspace.saved_state_changed.connect(states.append)
    three[1].rename("Edited")
    assert changed == states == [three[1]]


# Colours, visibility, order


def test_that_colours_stay_and_the_first_free_one_is_taken(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    assert [workspace.colour(document) for document in three] == [0, 1, 2]
    workspace.close(three[0])
    workspace.move(three[2], 0)
    assert [workspace.colour(document) for document in three[1:]] == [1, 2]
    assert workspace.colour(workspace.new_from_preset("r1-shock")) == 0
    assert workspace.colour(workspace.new_from_preset("r1-shock")) == 3


def test_that_a_wanted_colour_is_given_where_it_is_free(workspace: Workspace, file: Path) -> None:
    assert workspace.colour(workspace.open_path(file, colour=5)) == 5
    assert workspace.colour(workspace.new_from_preset("stargate", colour=5)) == 0


def test_that_a_hidden_document_is_open_and_not_visible(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    said = log(workspace)
    workspace.set_visible(three[1], False)
    workspace.set_visible(three[1], False)
    assert workspace.visible == (three[0], three[2])
    assert workspace.documents == tuple(three)
    workspace.set_visible(three[1], True)
    assert workspace.visible == tuple(three)
    assert said == ["visibility", "visibility"]


def test_that_a_moved_document_keeps_everything_else(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    workspace.activate(three[0])
    said = log(workspace)
    workspace.move(three[0], 2)
    assert workspace.documents == (three[1], three[2], three[0])
    workspace.move(three[0], 2)
    assert said == ["documents"]
    assert workspace.active is three[0]


# The reference


def test_that_the_defaults_are_the_reference_at_first(workspace: Workspace) -> None:
    document = workspace.new_from_preset("r1-shock")
    assert workspace.reference_scenario(document) == document.scenario.defaults()


def test_that_a_scenario_can_be_measured_without_its_events(workspace: Workspace) -> None:
    document = workspace.new_from_preset("r1-shock")
    workspace.set_reference(NO_EVENTS)
    assert workspace.reference_scenario(document) == document.scenario.without_events()


def test_that_a_scenario_can_be_measured_against_an_open_one(
    three: list[ScenarioDocument], workspace: Workspace
) -> None:
    shock, stargate, later = three
    said = log(workspace)
    workspace.set_reference(stargate.key)
    workspace.set_reference(stargate.key)
    assert said == ["reference"]
    assert workspace.reference_scenario(shock) == stargate.scenario
    stargate.edit(stargate.scenario.without_events(), "Delete events")
    assert workspace.reference_scenario(shock) == stargate.scenario
    assert workspace.reference_scenario(later) is None


def test_that_nothing_else_can_be_the_reference(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        workspace.set_reference("r1-shock")
    assert workspace.reference == DEFAULTS
