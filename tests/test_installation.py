"""`pip install .` and `pipx install .`: what they install does the same outside the source tree.

Both take what they need from the index that is configured, in the versions that are locked.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

import dev

pytestmark = pytest.mark.timeout(900)

PIPX = "pipx==1.8.0"


def run(*command: str | Path, at: Path, **settings: str) -> bytes:
    """What a command prints that runs in a folder, without the tree that these tests are of."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [*map(str, command)],
        cwd=at,
        env={**environment, "QT_QPA_PLATFORM": "offscreen", **settings},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode("utf-8", "replace")
    return ended.stdout


def programs(environment: Path) -> Path:
    return environment / ("Scripts" if sys.platform == "win32" else "bin")


def empty_environment(folder: Path) -> Path:
    """The folder of programs of a new environment, with nothing in it but pip."""
    run(sys.executable, "-m", "venv", folder, at=folder.parent)
    return programs(folder)


def by_pip(folder: Path, constraints: Path) -> Path:
    """Install with pip; the folder of the programs."""
    made = empty_environment(folder / "environment")
    pip = (made / "python", "-m", "pip", "install", "--quiet")
    run(*pip, dev.ROOT, at=folder, PIP_CONSTRAINT=str(constraints))
    return made


def by_pipx(folder: Path, constraints: Path) -> Path:
    """Install with pipx; the folder of the programs."""
    made = empty_environment(folder / "pipx")
    run(made / "python", "-m", "pip", "install", "--quiet", PIPX, at=folder)
    run(
        *(made / "pipx", "install", "--python", sys.executable, dev.ROOT),
        at=folder,
        PIPX_HOME=str(folder / "home"),
        PIPX_BIN_DIR=str(folder / "programs"),
        PIPX_MAN_DIR=str(folder / "pages"),
        PIP_CONSTRAINT=str(constraints),
    )
    return folder / "programs"


@pytest.fixture(scope="module")
def constraints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locked versions, as pip's limits on what it chooses."""
    path = tmp_path_factory.mktemp("constraints") / "constraints.txt"
    found = re.findall(r"^[a-z0-9-]+==.*?(?= \\$)", dev.LOCK.read_text("utf-8"), re.MULTILINE)
    path.write_text("\n".join(found), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[by_pip, by_pipx], ids=lambda install: install.__name__)
def installed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    constraints: Path,
) -> Iterator[Path]:
    """The folder of the installed programs."""
    install: Callable[[Path, Path], Path] = request.param
    folder = tmp_path_factory.mktemp("installed")
    yield install(folder, constraints)
    shutil.rmtree(folder)  # 400 MB, which pytest would keep


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, at=dev.ROOT)
    (made,) = folder.iterdir()
    return made


def test_that_both_programs_run_where_there_is_no_source(installed: Path, tmp_path: Path) -> None:
    table = ("run", "r1-shock-weak-rebound", "--draws", "64", "--format", "csv")
    here = run(sys.executable, "-m", "scenarios", *table, at=dev.ROOT)
    assert len(here.splitlines()) > 1000
    assert run(installed / "jevons", *table, at=tmp_path) == here
    said = run(installed / "jevons-desktop", "r1-shock", "--picture", "p.png", at=tmp_path)
    assert said == b""
    assert QImage(str(tmp_path / "p.png")).width() == 1280


@pytest.mark.skipif(not (dev.ROOT / ".git").exists(), reason="git lists what there has to be")
def test_that_a_wheel_holds_every_resource_that_git_keeps(wheel: Path) -> None:
    git = ("git", "-c", "safe.directory=*", "ls-files", "-z", "resources")
    listed = run(*git, at=dev.ROOT).decode("utf-8").split("\0")
    names = [name for name in listed if (dev.ROOT / name).is_file()]
    assert "resources/presets/r1-shock.jevons" in names
    with zipfile.ZipFile(wheel) as opened:
        for name in names:
            assert opened.read(name) == (dev.ROOT / name).read_bytes(), name


def test_that_a_wheel_holds_nothing_but_the_packages_and_their_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        tops = {name.partition("/")[0] for name in opened.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "scenarios",
        "desktop",
        "resources",
    }
