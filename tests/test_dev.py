"""What dev.py decides, and what it says to whom."""

from __future__ import annotations

import ast
import os
import platform
import re
import shutil
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

import PySide6
import pytest

import dev


class Calls:
    """Stands in for the running of commands: notes them, and fails those named."""

    def __init__(self, *failing: str) -> None:
        self.made: list[str] = []
        self.settings: dict[str, str] = {}
        self.failing = failing

    def __call__(self, *command: str | Sequence[str], **settings: str) -> int:
        line = " ".join(part if isinstance(part, str) else " ".join(part) for part in command)
        self.made.append(line)
        self.settings.update(settings)
        return int(any(word in line for word in self.failing))


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Calls]:
    """An environment that is up to date, in which nothing is really run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dev, "prepare", lambda: None)
    monkeypatch.setattr(dev, "need_qt", lambda plugin: None)

    def answering(*failing: str) -> Calls:
        calls = Calls(*failing)
        monkeypatch.setattr(dev, "call_python", calls)
        return calls

    return answering


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Calls]:
    """A machine with apt-get, whose user is root, in which nothing is really run."""

    def answering(*failing: str, user: int = 0, program: str | None = "apt-get") -> Calls:
        calls = Calls(*failing)
        monkeypatch.setattr(dev, "call", calls)
        monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(shutil, "which", lambda name: program)
        return calls

    return answering


def test_that_an_old_python_is_told_what_is_needed() -> None:
    assert dev.python_problem((3, 8)) == "Python 3.11 or newer is needed; this is 3.8."


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_that_every_supported_python_is_accepted(minor: int) -> None:
    assert dev.python_problem((3, minor)) == ""


def test_that_a_python_newer_than_any_tested_is_refused() -> None:
    assert dev.python_problem((3, 14)).startswith("Python 3.11 to 3.13 is needed; this is 3.14")


def test_that_python_3_6_can_read_dev() -> None:
    tree = ast.parse(Path(dev.__file__).read_text(encoding="utf-8"), feature_version=(3, 6))
    nodes = list(ast.walk(tree))
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names - {"__future__"}


def test_that_the_newest_python_that_starts_takes_over() -> None:
    starting = (["python3.11"], ["python3.12"])
    assert dev.other_python("Too old.", lambda command: command in starting) == ["python3.12"]


def test_that_the_reason_is_given_when_no_other_python_starts() -> None:
    with pytest.raises(dev.Missing, match=r"Too old\. None was found .*python3\.11"):
        dev.other_python("Too old.", lambda command: False)


def test_that_windows_is_asked_for_its_launcher() -> None:
    assert ["py", "-3.12"] in dev.python_names("win32")
    assert ["py", "-3.12"] not in dev.python_names("linux")


def test_that_a_name_on_the_path_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "python3.13"
    broken.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    broken.chmod(0o755)
    assert not dev.starts([str(broken)])
    assert not dev.starts([str(tmp_path / "python3.12")])
    assert dev.starts([sys.executable])


def test_that_an_environment_knows_which_python_made_it(tmp_path: Path) -> None:
    venv.create(tmp_path, with_pip=False)
    configuration = (tmp_path / "pyvenv.cfg").read_text(encoding="utf-8")
    assert dev.made_by(configuration, platform.python_version())
    assert not dev.made_by(configuration, "3.11.99")
    assert not dev.made_by("", platform.python_version())


def test_that_every_cause_of_a_new_installation_changes_the_stamp() -> None:
    first = dev.stamp(b"lock", b"project", "3.11.7", "here")
    assert first == dev.stamp(b"lock", b"project", "3.11.7", "here")
    others = {
        dev.stamp(b"other", b"project", "3.11.7", "here"),
        dev.stamp(b"lock", b"other", "3.11.7", "here"),
        dev.stamp(b"lock", b"project", "3.12.1", "here"),
        dev.stamp(b"lock", b"project", "3.11.7", "there"),
    }
    assert len(others - {first}) == 4


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A source tree whose environment is up to date; notes what is then made and installed."""
    root, done = tmp_path / "tree", list[str]()
    monkeypatch.setattr(dev, "ROOT", root)
    monkeypatch.setattr(dev, "VENV", root / ".venv")
    monkeypatch.setattr(dev, "LOCK", root / "requirements.lock")
    monkeypatch.setattr(dev, "STAMP", root / ".venv" / "jevons-stamp")

    def make_environment() -> None:
        done.append("made")
        venv.EnvBuilder(clear=True).create(dev.VENV)
        dev.script("pip").touch()

    monkeypatch.setattr(dev, "make_environment", make_environment)
    monkeypatch.setattr(dev, "install_packages", lambda: done.append("installed"))
    root.mkdir()
    (root / "pyproject.toml").touch()
    dev.LOCK.touch()
    dev.prepare()
    assert done == ["made", "installed"]
    done.clear()
    return done


def test_that_nothing_is_done_to_an_environment_that_is_up_to_date(environment: list[str]) -> None:
    dev.prepare()
    assert environment == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_that_a_changed_file_is_installed_once(name: str, environment: list[str]) -> None:
    (dev.ROOT / name).write_text("changed", encoding="utf-8")
    dev.prepare()
    dev.prepare()
    assert environment == ["installed"]


@pytest.mark.parametrize("lost", ["pip", "python"])
def test_that_a_broken_environment_is_made_anew(lost: str, environment: list[str]) -> None:
    dev.script(lost).unlink()
    dev.prepare()
    assert environment == ["made", "installed"]


def test_that_another_python_makes_its_own_environment(environment: list[str]) -> None:
    configuration = dev.VENV / "pyvenv.cfg"
    text = configuration.read_text(encoding="utf-8")
    configuration.write_text(text.replace(platform.python_version(), "3.10.1"), encoding="utf-8")
    dev.prepare()
    assert environment == ["made", "installed"]


def test_that_an_installation_that_failed_is_tried_again(
    environment: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def install_packages() -> None:
        environment.append("tried")
        raise dev.Missing("No network.")

    monkeypatch.setattr(dev, "install_packages", install_packages)
    dev.LOCK.write_text("changed", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(dev.Missing):
            dev.prepare()
    assert environment == ["tried", "tried"]


@pytest.mark.parametrize(
    ("failing", "made"),
    [
        pytest.param("--require-hashes", 1, id="lock"),
        pytest.param("--editable", 2, id="project"),
    ],
)
def test_that_a_failed_installation_is_not_taken_for_done(
    failing: str, made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(failing)
    monkeypatch.setattr(dev, "call_python", calls)
    with pytest.raises(dev.Missing, match="pip could not install"):
        dev.install_packages()
    assert len(calls.made) == made


@pytest.mark.parametrize(
    ("library", "version", "problem"),
    [
        ("glibc", "2.31", "Qt needs glibc 2.34 or newer; this system has 2.31."),
        ("glibc", "2.34", ""),
        ("glibc", "2.100", ""),
        ("", "", ""),
    ],
)
def test_that_an_old_c_library_is_named(library: str, version: str, problem: str) -> None:
    assert dev.glibc_problem(library, version) == problem


@pytest.mark.skipif(sys.platform != "linux", reason="Qt brings its libraries along elsewhere")
@pytest.mark.parametrize("plugin", ["offscreen", "wayland", "xcb"])
def test_that_every_library_qt_loads_is_in_the_table(plugin: str) -> None:
    qt = Path(PySide6.__file__).parent / "Qt"
    needed: set[str] = set()
    waiting = [qt / "plugins" / "platforms" / f"libq{plugin}.so", qt / "lib" / "libQt6Widgets.so.6"]
    while waiting:
        names = re.findall(rb"\0(lib[\w.+-]+\.so\.\d+)(?=\0)", waiting.pop().read_bytes())
        new = {name.decode() for name in names} - needed
        needed |= new
        waiting += [qt / "lib" / name for name in new if (qt / "lib" / name).is_file()]
    brought = {path.name for path in (qt / "lib").iterdir()}
    everywhere = r"lib(c|m|dl|pthread|rt|gcc_s|stdc\+\+|z|zstd|gthread-2\.0|xcb)\.so\..*"
    unknown = {name for name in needed - brought if not re.fullmatch(everywhere, name)}
    assert unknown == set(dev.libraries_of(plugin))


def test_that_each_missing_library_asks_for_its_package(
    apt: Callable[..., Calls], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["libEGL.so.1: cannot open shared object file", ""])
    monkeypatch.setattr(dev, "qt_problem", lambda plugin: next(answers))
    monkeypatch.setattr(dev, "loads", lambda file: file not in ("libEGL.so.1", "libGL.so.1"))
    calls = apt()
    dev.need_qt("offscreen")
    assert calls.made == [
        "apt-get update --quiet",
        "apt-get install --yes --no-install-recommends libegl1 libgl1",
    ]


def test_that_the_loaders_words_are_passed_on_when_no_library_is_missing(
    apt: Callable[..., Calls], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "qt_problem", lambda plugin: "undefined symbol: qt_version")
    monkeypatch.setattr(dev, "loads", lambda file: True)
    calls = apt()
    with pytest.raises(dev.Missing, match=r"Qt cannot be loaded: undefined symbol: qt_version"):
        dev.need_qt("offscreen")
    assert calls.made == []


@pytest.mark.parametrize(("user", "program"), [(1000, "apt-get"), (0, None)])
def test_that_the_command_is_given_where_installing_is_not_ours_to_do(
    user: int, program: str | None, apt: Callable[..., Calls]
) -> None:
    calls = apt(user=user, program=program)
    command = "sudo apt-get install --yes --no-install-recommends libegl1 libgl1"
    with pytest.raises(dev.Missing, match=f"Something is missing. .*: {command}"):
        dev.install_debian(["libegl1", "libgl1"], "Something is missing.")
    assert calls.made == []


@pytest.mark.parametrize("failing", ["update", "install"])
def test_that_a_failure_of_apt_is_reported(failing: str, apt: Callable[..., Calls]) -> None:
    calls = apt(failing)
    with pytest.raises(dev.Missing, match="apt-get failed"):
        dev.install_debian(["libegl1"], "Something is missing.")
    assert failing in calls.made[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="the plugin's file is named so on Linux")
def test_that_a_probe_of_qt_speaks_only_of_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    assert dev.qt_problem("no_such_plugin").startswith(str(Path(PySide6.__file__).parent))
    monkeypatch.setattr(dev, "QT_PROBE", dev.QT_PROBE + "print('a warning', file=sys.stderr)")
    assert dev.qt_problem("offscreen") == ""


@pytest.mark.parametrize(
    ("system", "environment", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_that_only_linux_needs_a_display_server(
    system: str, environment: dict[str, str], shown: bool
) -> None:
    assert dev.has_display(system, environment) == shown


def test_that_run_opens_the_window_with_the_files_given(
    prepared: Callable[..., Calls], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "has_display", lambda system, environment: True)
    calls = prepared()
    assert dev.main(["run", "one.jevons", "two.jevons"]) == 0
    assert calls.made == ["-m desktop one.jevons two.jevons"]


def test_that_run_says_so_and_goes_on_without_a_display(
    prepared: Callable[..., Calls],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "has_display", lambda system, environment: False)
    calls = prepared()
    assert dev.main(["run", "one.jevons"]) == 0
    assert calls.made == ["-m desktop --headless one.jevons"]
    assert calls.settings == {"QT_QPA_PLATFORM": "offscreen"}
    assert "There is no display here" in capsys.readouterr().out


@pytest.mark.parametrize("failing", ["", "ruff check", "ruff format", "mypy", "pytest"])
def test_that_every_check_runs_and_any_of_them_fails_the_whole(
    failing: str, prepared: Callable[..., Calls]
) -> None:
    calls = prepared(*filter(None, [failing]))
    assert dev.main(["test"]) == int(failing != "")
    assert [call.split()[1] for call in calls.made] == ["ruff", "ruff", "mypy", "pytest"]


def test_that_arguments_of_test_go_to_pytest_alone(prepared: Callable[..., Calls]) -> None:
    calls = prepared()
    assert dev.main(["test", "tests/test_dev.py", "-k", "stamp"]) == 0
    assert calls.made == ["-m pytest tests/test_dev.py -k stamp"]


def test_that_types_are_checked_in_every_folder_with_source(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    (tmp_path / "dev.py").touch()
    (tmp_path / "desktop" / "charts").mkdir(parents=True)
    (tmp_path / "desktop" / "charts" / "plot.py").touch()
    (tmp_path / "resources" / "data").mkdir(parents=True)
    assert dev.checks()["mypy"][3:] == ["desktop", "dev.py"]


@pytest.mark.parametrize("arguments", [[], ["tset"]])
def test_that_an_unknown_command_is_answered_with_the_known_ones(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(arguments) == 2
    words = capsys.readouterr().err
    assert all(f"  {name} " in words for name in dev.COMMANDS)


def test_that_what_is_missing_is_said_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def prepare() -> None:
        raise dev.Missing("Qt is missing.")

    monkeypatch.setattr(dev, "prepare", prepare)
    assert dev.main(["bench"]) == 2
    assert capsys.readouterr().err == "dev.py: Qt is missing.\n"
