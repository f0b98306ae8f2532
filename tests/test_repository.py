"""What the files a newcomer meets first say, and that they agree with each other."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

PROJECT = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = (dev.ROOT / "requirements.lock", dev.ROOT / "requirements-bundle.lock")
MARKDOWN = sorted([*dev.ROOT.glob("*.md"), *dev.ROOT.glob("docs/**/*.md")])

ELSEWHERE = re.compile(
    r"pypi\.org|pythonhosted\.org|debian\.org/debian|npmjs\.org|file:/{2}|://[^/\s\"]*@"
    r"|--(?:extra-)?index-url|--find-(?:links)"
    r"|(?<![\w./:~-])/(?:work|tmp|root|home/\w+|Users/\w+|opt/\w+)\b|\b[A-Z]:\\+Users"
)


def sources() -> Iterator[tuple[Path, str]]:
    """Every text file of the tree that git would keep."""
    ignored = (dev.ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    left_out = {".git"} | {line.rstrip("/") for line in ignored}
    for folder, folders, files in os.walk(dev.ROOT):
        folders[:] = [name for name in folders if name not in left_out]
        for path in (Path(folder, name) for name in files if name not in left_out):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def locked(lock: Path) -> dict[str, Requirement]:
    """The requirements of a lock file by name."""
    lines = re.findall(r"^[a-z0-9].*?(?= \\$)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(found.name): found for found in map(Requirement, lines)}


def version_of(requirement: Requirement) -> str:
    (only,) = requirement.specifier
    assert only.operator == "=="
    return only.version


def test_that_dev_and_the_package_ask_for_the_same_pythons() -> None:
    (oldest, newest) = (dev.OLDEST_PYTHON[1], dev.NEWEST_PYTHON[1])
    assert PROJECT["requires-python"] == f">=3.{oldest},<3.{newest + 1}"


# What is locked


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_that_a_lock_names_versions_and_digests_and_nothing_else(lock: Path) -> None:
    for line in lock.read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(
            r"#.*|[a-z0-9-]+==[\w.]+( ; [\w.' =!<>]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?",
            line,
        ), line


def test_that_both_locks_hold_the_same_versions() -> None:
    first, second = (locked(lock) for lock in LOCKS)
    common = first.keys() & second.keys()
    assert {"numpy", "pyside6-essentials"} <= common
    assert all(first[name].specifier == second[name].specifier for name in common)


@pytest.mark.parametrize(("lock", "extra"), [(LOCKS[0], "test"), (LOCKS[1], "bundle")])
def test_that_a_lock_holds_what_the_package_asks_for(lock: Path, extra: str) -> None:
    found = locked(lock)
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"][extra]
    for requirement in map(Requirement, wanted):
        version = version_of(found[canonicalize_name(requirement.name)])
        assert requirement.specifier.contains(version), requirement


def test_that_these_tests_run_on_what_is_locked() -> None:
    for name, requirement in locked(LOCKS[0]).items():
        if requirement.marker is None or requirement.marker.evaluate():
            assert importlib.metadata.version(name) == version_of(requirement)


def test_that_tests_say_what_qt_draws_on() -> None:
    assert os.environ["QT_QPA_PLATFORM"]


def test_that_the_lock_is_complete() -> None:
    check = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout


def test_that_a_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", tmp_path], cwd=dev.ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.iterdir()
    packages = ("scenarios", "desktop", "resources")
    names = (path.relative_to(dev.ROOT).as_posix() for path, _ in sources())
    expected = {name for name in names if name.startswith(tuple(f"{p}/" for p in packages))}
    assert "resources/data/2026-11/assumptions.csv" in expected
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


# What the files say


def test_that_the_readme_sets_up_with_two_commands() -> None:
    readme = (dev.ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^python3? dev\.py \w+", readme, re.MULTILINE) == [
        "python dev.py run",
        "python dev.py test",
    ]


@pytest.mark.parametrize("path", [*MARKDOWN, dev.ROOT / ".ci/run"], ids=lambda path: path.name)
def test_that_only_commands_that_exist_are_written_about(path: Path) -> None:
    assert set(re.findall(r"dev\.py (\w+)", path.read_text(encoding="utf-8"))) <= set(dev.COMMANDS)


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda path: path.name)
def test_that_every_link_to_a_file_finds_it(page: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_that_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    found = [
        f"{path.relative_to(dev.ROOT)}: {match[0]}"
        for path, text in sources()
        for match in ELSEWHERE.finditer(text)
    ]
    assert found == []
