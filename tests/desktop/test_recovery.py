"""Unsaved work outlives a process that is killed, and nothing of it is ever lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import dev
from desktop.document import ScenarioDocument
from desktop.recovery import Recovery
from desktop.workspace import Workspace
from scenarios import files

# Opens a file and a preset, edits both, keeps them and waits to be killed.
VICTIM = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.recovery import Recovery
from desktop.workspace import Workspace

app = QApplication([])
workspace = Workspace()
recovery = Recovery(workspace, Path(sys.argv[1]))
recovery.start()
workspace.open_path(Path(sys.argv[2])).rename("Edited file")
workspace.new_from_preset("stargate").rename("Edited preset")
workspace.new_from_preset("h20-ban")
print(recovery.keep_now(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "recovery"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    files.save(files.preset("r1-shock"), tmp_path / "r1.jevons")
    return tmp_path / "r1.jevons"


class Run:
    """One run of the application, in this process."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace()
        self.recovery = Recovery(self.workspace, folder)
        self.words: list[str] = []
        self.recovery.failed.connect(self.words.append)

    @property
    def names(self) -> list[str]:
        return [document.name for document in self.workspace.documents]

    def modified(self) -> ScenarioDocument:
        document = self.workspace.new_from_preset("stargate")
        document.rename("Edited")
        return document


@pytest.fixture
def run(qtbot: QtBot, folder: Path) -> Iterator[Run]:
    run = Run(folder)
    run.recovery.start()
    yield run
    run.recovery.finish()


@pytest.fixture
def next_run(qtbot: QtBot, folder: Path) -> Iterator[Run]:
    """A run that has not started to keep anything yet."""
    run = Run(folder)
    yield run
    run.recovery.finish()


@pytest.fixture
def killed(folder: Path, file: Path) -> None:
    """A run that was killed with unsaved work."""
    command = [sys.executable, "-c", VICTIM, str(folder), str(file)]
    with subprocess.Popen(
        command, cwd=dev.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "True\n"
        os.kill(victim.pid, signal.SIGKILL)
    assert victim.returncode == -signal.SIGKILL


@pytest.fixture
def left_behind(qtbot: QtBot, folder: Path, file: Path, tmp_path: Path) -> None:
    """The same work, left by a run whose lock somebody has deleted since."""
    run = Run(folder)
    run.recovery.start()
    run.workspace.open_path(file).rename("Edited file")
    run.workspace.new_from_preset("stargate").rename("Edited preset")
    assert run.recovery.keep_now()
    (own,) = (path for path in folder.iterdir() if path.is_dir())
    shutil.copytree(own, tmp_path / own.name)
    run.recovery.finish()
    shutil.move(tmp_path / own.name, folder)


def kept(folder: Path) -> list[str]:
    """The names of the scenarios that are kept at this moment."""
    found = (json.loads(path.read_bytes()) for path in folder.glob("*/*.json"))
    return sorted(json.loads(tree["scenario"])["name"] for tree in found)


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# Keeping


def test_that_only_unsaved_work_is_kept(run: Run, folder: Path, file: Path) -> None:
    run.workspace.open_path(file)
    run.modified()
    assert run.recovery.keep_now()
    assert kept(folder) == ["Edited"]


def test_that_the_last_state_is_kept(run: Run, folder: Path) -> None:
    document = run.modified()
    run.recovery.keep_now()
    document.rename("Edited again")
    run.recovery.keep_now()
    assert kept(folder) == ["Edited again"]


def test_that_what_has_not_changed_is_not_written_again(run: Run, folder: Path) -> None:
    run.modified()
    run.recovery.keep_now()
    (path,) = folder.glob("*/*.json")
    path.write_bytes(b"as it was")
    run.recovery.keep_now()
    assert path.read_bytes() == b"as it was"


def test_that_work_is_kept_regularly(qtbot: QtBot, next_run: Run, folder: Path) -> None:
    next_run.recovery.start(interval_ms=1)
    next_run.modified()
    qtbot.waitUntil(lambda: kept(folder) == ["Edited"])


def test_that_work_is_kept_when_the_application_loses_the_focus(
    qtbot: QtBot, qapp: QApplication, run: Run, folder: Path
) -> None:
    run.modified()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    qtbot.waitUntil(lambda: kept(folder) == ["Edited"])


def test_that_a_save_deletes_what_was_kept(run: Run, folder: Path, tmp_path: Path) -> None:
    document = run.modified()
    run.recovery.keep_now()
    assert kept(folder) == ["Edited"]
    document.save(tmp_path / "mine")
    run.recovery.keep_now()
    assert kept(folder) == []


def test_that_closing_or_undoing_deletes_what_was_kept(run: Run, folder: Path) -> None:
    document = run.modified()
    other = run.modified()
    run.recovery.keep_now()
    assert len(kept(folder)) == 2
    run.workspace.close(document)
    run.recovery.keep_now()
    assert len(kept(folder)) == 1
    other.undo_stack.undo()
    run.recovery.keep_now()
    assert kept(folder) == []


def test_that_a_clean_end_leaves_no_file(run: Run, folder: Path) -> None:
    run.modified()
    run.recovery.keep_now()
    assert len(left(folder)) == 2
    run.recovery.finish()
    assert [*folder.iterdir()] == []
    run.recovery.keep_now()
    assert [*folder.iterdir()] == []


def test_that_a_full_disk_is_told_once_and_tried_again(
    qtbot: QtBot, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    run.modified()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert not run.recovery.keep_now()
        assert not run.recovery.keep_now()
    assert run.words == ["Unsaved work cannot be kept safe from a crash: the disk is full."]
    assert run.recovery.keep_now()
    assert kept(folder) == ["Edited"]
    run.modified()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert not run.recovery.keep_now()
    assert len(run.words) == 2


def test_that_a_failure_to_keep_a_closed_document_is_forgotten(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    document = run.modified()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert not run.recovery.keep_now()
    run.workspace.close(document)
    assert run.recovery.keep_now()


def test_that_a_place_that_cannot_be_written_to_is_told(next_run: Run, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("a file stands where the folder should be", encoding="utf-8")
    next_run.recovery.start()
    next_run.modified()
    assert not next_run.recovery.keep_now()
    assert len(next_run.words) == 1


# After a crash


@pytest.mark.usefixtures("killed")
def test_that_work_of_a_killed_process_is_offered_and_recovered(
    next_run: Run, folder: Path, file: Path
) -> None:
    recovery = next_run.recovery
    recovery.start()
    found, words = recovery.look()
    assert words == []
    assert {item.scenario.name: item.path for item in found} == {
        "Edited file": file,
        "Edited preset": None,
    }
    assert all(datetime.now(UTC) - item.when < timedelta(minutes=5) for item in found)

    recovery.recover(found)
    assert sorted(next_run.names) == ["Edited file", "Edited preset"]
    document = next_run.workspace.document_at(file)
    assert document is not None
    assert document.is_modified
    assert files.load(file).name == "R1 shock"
    document.undo_stack.undo()
    assert document.name == "R1 shock"
    document.undo_stack.redo()
    # Kept anew by this run, and by no other.
    assert recovery.keep_now()
    assert kept(folder) == ["Edited file", "Edited preset"]
    assert len([*folder.glob("*.lock")]) == 1


@pytest.mark.usefixtures("left_behind")
def test_that_work_is_safe_until_it_is_kept_anew(
    next_run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    next_run.recovery.start()
    found, _ = next_run.recovery.look()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        next_run.recovery.recover(found)
    assert sorted(next_run.names) == ["Edited file", "Edited preset"]
    assert kept(folder) == ["Edited file", "Edited preset"]


@pytest.mark.usefixtures("left_behind")
def test_that_work_on_a_file_changed_since_is_recovered_beside_it(
    next_run: Run, file: Path
) -> None:
    files.save(files.preset("h20-ban"), file)
    next_run.recovery.start()
    found, _ = next_run.recovery.look()
    next_run.recovery.recover(found)
    assert sorted(next_run.names) == ["Edited file", "Edited preset"]
    assert next_run.workspace.document_at(file) is None
    assert files.load(file) == files.preset("h20-ban")


@pytest.mark.usefixtures("left_behind")
def test_that_discarded_work_is_gone(next_run: Run, folder: Path) -> None:
    found, _ = next_run.recovery.look()
    next_run.recovery.discard(found)
    assert next_run.recovery.look() == ([], [])
    assert [*folder.iterdir()] == []


@pytest.mark.usefixtures("left_behind")
def test_that_work_left_for_later_is_offered_again(next_run: Run) -> None:
    found, _ = next_run.recovery.look()
    next_run.recovery.leave()
    assert next_run.recovery.look() == (found, [])


@pytest.mark.usefixtures("killed")
def test_that_work_is_offered_to_one_run_alone(next_run: Run, folder: Path) -> None:
    found, _ = next_run.recovery.look()
    assert len(found) == 2
    other = Run(folder)
    assert other.recovery.look() == ([], [])
    other.recovery.finish()


def test_that_work_of_a_run_that_lives_is_not_offered(run: Run, next_run: Run) -> None:
    run.modified()
    run.recovery.keep_now()
    assert next_run.recovery.look() == ([], [])
    assert run.recovery.look() == ([], [])


def test_that_the_first_start_finds_nothing(next_run: Run) -> None:
    assert next_run.recovery.look() == ([], [])


# What cannot be recovered


@pytest.mark.usefixtures("left_behind")
@pytest.mark.parametrize("damage", ["cut", "newer wrapper", "newer scenario", "broken scenario"])
def test_that_what_cannot_be_read_is_moved_aside_and_told(
    next_run: Run, folder: Path, damage: str
) -> None:
    path = min(folder.glob("*/*.json"))
    tree = json.loads(path.read_bytes())
    damaged = {
        "cut": path.read_bytes()[:-30],
        "newer wrapper": json.dumps({**tree, "version": 2}).encode(),
        "newer scenario": json.dumps(
            {**tree, "scenario": tree["scenario"].replace('"version": 1', '"version": 9')}
        ).encode(),
        "broken scenario": json.dumps({**tree, "scenario": "{"}).encode(),
    }[damage]
    path.write_bytes(damaged)

    found, words = next_run.recovery.look()
    assert len(found) == len(words) == 1
    (aside,) = (folder / "aside").iterdir()
    assert aside.read_bytes() == damaged
    assert str(aside) in words[0]
    next_run.recovery.discard(found)
    assert next_run.recovery.look() == ([], [])
    assert left(folder) == [aside]


@pytest.mark.usefixtures("left_behind")
def test_that_a_write_cut_short_is_not_taken_for_work(next_run: Run, folder: Path) -> None:
    path = min(folder.glob("*/*.json"))
    path.with_name(f".{path.name}.tmp").write_bytes(b'{"format"')
    found, words = next_run.recovery.look()
    assert len(found) == 2
    assert words == []
    next_run.recovery.discard(found)
    assert [*folder.iterdir()] == []


@pytest.mark.usefixtures("left_behind")
def test_that_work_which_the_disk_does_not_give_is_told_and_left(
    next_run: Run, folder: Path
) -> None:
    path = min(folder.glob("*/*.json"))
    path.unlink()
    path.mkdir()
    found, words = next_run.recovery.look()
    assert len(found) == 1
    assert words == [f"Unsaved work in {path} cannot be read: that is a folder."]
    next_run.recovery.discard(found)
    assert path.is_dir()
