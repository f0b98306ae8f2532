"""Files that another program touches are noticed, whatever way it writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.watcher import Watcher
from scenarios.files import write_atomically


@pytest.fixture
def watcher(qtbot: QtBot) -> Iterator[Watcher]:
    watcher = Watcher(settle_ms=1)
    yield watcher
    watcher.watch([])
    watcher.look()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "r1.jevons").write_text("first", encoding="utf-8")
    return tmp_path / "r1.jevons"


class Seen:
    """Whether a file was named since the last time that was asked."""

    def __init__(self, qtbot: QtBot, watcher: Watcher) -> None:
        self._qtbot = qtbot
        self.paths: list[Path] = []
        watcher.changed.connect(self.paths.append)

    def __call__(self, path: Path) -> None:
        self._qtbot.waitUntil(lambda: path in self.paths)
        assert set(self.paths) == {path}
        self.paths.clear()


@pytest.fixture
def seen(qtbot: QtBot, watcher: Watcher) -> Seen:
    return Seen(qtbot, watcher)


def in_place(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def atomically(path: Path, text: str) -> None:
    write_atomically(path, text.encode())


def by_way_of_another_name(path: Path, text: str) -> None:
    path.rename(path.with_suffix(".bak"))
    path.write_text(text, encoding="utf-8")


WAYS = pytest.mark.parametrize("write", [in_place, atomically, by_way_of_another_name])


@WAYS
def test_that_a_file_written_twice_is_noticed_twice(
    watcher: Watcher, seen: Seen, file: Path, write: Callable[[Path, str], None]
) -> None:
    watcher.watch([file])
    write(file, "second one")
    seen(file)
    write(file, "the third")
    seen(file)
    in_place(file, "in place, after all")
    seen(file)


def test_that_a_file_which_goes_and_comes_back_is_noticed_both_times(
    watcher: Watcher, seen: Seen, file: Path
) -> None:
    watcher.watch([file])
    file.unlink()
    seen(file)
    in_place(file, "back")
    seen(file)
    in_place(file, "and changed")
    seen(file)


def test_that_a_file_can_be_awaited(watcher: Watcher, seen: Seen, tmp_path: Path) -> None:
    watcher.watch([tmp_path / "not yet"])
    in_place(tmp_path / "not yet", "now")
    seen(tmp_path / "not yet")


def test_that_other_files_of_the_folder_are_not_told_of(
    watcher: Watcher, seen: Seen, file: Path
) -> None:
    watcher.watch([file])
    in_place(file.with_name("other"), "other")
    watcher.look()
    assert seen.paths == []


def test_that_a_file_no_longer_watched_is_not_told_of(
    watcher: Watcher, seen: Seen, file: Path
) -> None:
    other = file.with_name("other")
    watcher.watch([file, other])
    watcher.watch([other])
    in_place(file, "unseen")
    in_place(other, "seen")
    seen(other)


def test_that_watching_on_does_not_hide_a_change(watcher: Watcher, seen: Seen, file: Path) -> None:
    watcher.watch([file])
    in_place(file, "changed")
    watcher.watch([file, file.with_name("other")])
    seen(file)


def test_that_a_look_finds_what_no_notice_came_of(qtbot: QtBot, seen: Seen, file: Path) -> None:
    deaf = Watcher()
    found: list[Path] = []
    deaf.changed.connect(found.append)
    deaf.watch([file])
    in_place(file, "changed")
    deaf.look()
    assert found == [file]
    deaf.look()
    assert found == [file]


def test_that_a_program_which_keeps_size_and_time_is_noticed_by_the_file(
    watcher: Watcher, seen: Seen, file: Path
) -> None:
    watcher.watch([file])
    before = file.stat()
    twin = file.with_name("twin")
    in_place(twin, "FIRST")
    os.utime(twin, ns=(before.st_atime_ns, before.st_mtime_ns))
    twin.replace(file)
    seen(file)


def test_that_a_file_behind_a_link_is_watched(watcher: Watcher, seen: Seen, file: Path) -> None:
    (file.parent / "elsewhere").mkdir()
    link = file.parent / "elsewhere" / "link"
    link.symlink_to(file)
    watcher.watch([link])
    in_place(file, "changed")
    seen(link)


def test_that_a_folder_that_goes_with_its_file_is_no_fault(
    watcher: Watcher, seen: Seen, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    in_place(folder / "file", "there")
    watcher.watch([folder / "file"])
    (folder / "file").unlink()
    folder.rmdir()
    seen(folder / "file")
    watcher.watch([folder / "file"])
