"""Sets Jevons up in its source tree and runs it: ``python dev.py run``, ``python dev.py test``.

Standard library only, and syntax that Python 3.6 can read, so that whoever has an old Python
is told so in words.
"""

import ctypes
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, Dict, Iterable, List, Mapping, NamedTuple, Sequence, Tuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "jevons-stamp"

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 13)
OLDEST_GLIBC = (2, 34)
CHECKED = ("scenarios", "resources", "desktop", "benchmarks", "packaging", "tests", "dev.py")

# What Qt's wheels load and do not bring along, by the plugin that Qt draws through: the file,
# and Debian's package that holds it. Every plugin needs what "offscreen" needs.
LIBRARIES = {
    "offscreen": (
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libX11.so.6", "libx11-6"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libfreetype.so.6", "libfreetype6"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
    ),
    "wayland": (
        ("libwayland-client.so.0", "libwayland-client0"),
        ("libwayland-cursor.so.0", "libwayland-cursor0"),
    ),
    "xcb": (
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-image.so.0", "libxcb-image0"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxcb-randr.so.0", "libxcb-randr0"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxcb-render.so.0", "libxcb-render0"),
        ("libxcb-shape.so.0", "libxcb-shape0"),
        ("libxcb-shm.so.0", "libxcb-shm0"),
        ("libxcb-sync.so.1", "libxcb-sync1"),
        ("libxcb-util.so.1", "libxcb-util1"),
        ("libxcb-xfixes.so.0", "libxcb-xfixes0"),
        ("libxcb-xkb.so.1", "libxcb-xkb1"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ),
}

# What builds and tests a bundle on Linux: the program, and Debian's package that holds it.
PROGRAMS = {
    "Xvfb": "xvfb",
    "desktop-file-validate": "desktop-file-utils",
    "gio": "libglib2.0-bin",
    "objdump": "binutils",
    "update-mime-database": "shared-mime-info",
    "xdotool": "xdotool",
}

# Fails with the loader's own words when Qt, or the plugin of that name, cannot be loaded.
QT_PROBE = """
import ctypes, pathlib, sys
try:
    from PySide6 import QtCore, QtWidgets
    plugins = QtCore.QLibraryInfo.path(QtCore.QLibraryInfo.LibraryPath.PluginsPath)
    ctypes.CDLL(str(pathlib.Path(plugins, "platforms", f"libq{sys.argv[1]}.so")))
except (ImportError, OSError) as error:
    sys.exit(str(error))
"""


class Missing(Exception):
    """Something this machine lacks; the text says what it is and how to get it."""


def python_problem(version: Tuple[int, int]) -> str:
    """Why a Python of this version cannot run Jevons; empty when it can."""
    this, oldest, newest = (f"{v[0]}.{v[1]}" for v in (version, OLDEST_PYTHON, NEWEST_PYTHON))
    if version < OLDEST_PYTHON:
        return f"Python {oldest} or newer is needed; this is {this}."
    if version > NEWEST_PYTHON:
        return f"Python {oldest} to {newest} is needed; this is {this}, which is not tested yet."
    return ""


def python_names(system: str) -> List[List[str]]:
    """Commands that may start a Python that can run Jevons, the newest first."""
    minors = range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1)
    names = [[f"python3.{minor}"] for minor in minors]
    if system == "win32":
        names += [["py", f"-3.{minor}"] for minor in minors]
    return names


def starts(command: Sequence[str]) -> bool:
    """Whether the command is on the PATH and starts a Python that can make an environment."""
    if shutil.which(command[0]) is None:
        return False
    trial = [*command, "-c", "import ensurepip, venv"]
    return subprocess.call(trial, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def other_python(problem: str, works: Callable[[Sequence[str]], bool] = starts) -> List[str]:
    """The command of a Python on this machine that can run Jevons.

    Raises ``Missing`` with ``problem`` when there is none.
    """
    names = python_names(sys.platform)
    for command in names:
        if works(command):
            return command
    tried = ", ".join(" ".join(command) for command in names)
    raise Missing(f"{problem} None was found on the PATH as {tried}.")


def glibc_problem(library: str, version: str) -> str:
    """Why Qt's wheels cannot be installed beside this C library; empty when they can."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if library != "glibc" or numbers >= OLDEST_GLIBC:
        return ""
    oldest = ".".join(map(str, OLDEST_GLIBC))
    return f"Qt needs glibc {oldest} or newer; this system has {version}."


def has_display(system: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown: on Linux, whether a display server is announced."""
    if system != "linux":
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def stamp(lock: bytes, project: bytes, python: str, root: str) -> str:
    """A digest of all that the installed packages depend on."""
    parts = (hashlib.sha256(lock).hexdigest(), hashlib.sha256(project).hexdigest(), python, root)
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def made_by(configuration: str, python: str) -> bool:
    """Whether the ``pyvenv.cfg`` with this text was written by Python of this version."""
    found = re.search(r"^version\s*=\s*(\S+)", configuration, re.MULTILINE)
    return found is not None and found.group(1) == python


def libraries_of(plugin: str) -> Dict[str, str]:
    """What Qt needs to draw through this plugin: library file -> Debian's package."""
    return dict(LIBRARIES["offscreen"] + LIBRARIES[plugin])


def install_command(packages: Iterable[str]) -> List[str]:
    """The call of ``apt-get`` that installs these packages and no more."""
    return ["apt-get", "install", "--yes", "--no-install-recommends", *packages]


def script(name: str) -> Path:
    """Where the environment keeps the program of this name."""
    return VENV / (f"Scripts/{name}.exe" if sys.platform == "win32" else f"bin/{name}")


def call(command: Sequence[str], **settings: str) -> int:
    """Run a command, with these environment variables set besides; its exit status."""
    sys.stdout.flush()
    return subprocess.call(list(command), env=dict(os.environ, **settings))


def call_python(*arguments: str, **settings: str) -> int:
    """Run the environment's Python, with these environment variables; its exit status."""
    return call([str(script("python")), *arguments], **settings)


def install_debian(packages: Sequence[str], why: str) -> None:
    """Install Debian's packages where that is ours to do.

    Raises ``Missing`` with the command to give where it is not, or where it failed.
    """
    command = install_command(packages)
    advice = f"{why} On Debian and Ubuntu: sudo {' '.join(command)}"
    is_root = sys.platform != "win32" and os.geteuid() == 0
    if not is_root or shutil.which("apt-get") is None:
        raise Missing(advice)
    print(f"{why} Installing {', '.join(packages)}.")
    for step in (["apt-get", "update", "--quiet"], command):
        if call(step, DEBIAN_FRONTEND="noninteractive"):
            raise Missing(f"apt-get failed; its lines above say why. {advice}")


def make_environment() -> None:
    """Make ``.venv`` anew, with the Python that runs this file."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        install_debian([package], "This Python came without its modules venv and ensurepip.")
    print(f"Making {VENV.name} with Python {platform.python_version()}.")
    if call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise Missing(f"Python could not make {VENV}; its lines above say why.")


def install_packages() -> None:
    """Install exactly what the lock file names, and the project itself as an editable package."""
    print(f"Installing what {LOCK.name} names; the first time that takes a while.")
    pip = ["-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]
    if not sys.stdout.isatty():
        pip.append("--quiet")
    # The lock is complete: without --no-deps, pip would look for newer versions of some of it.
    locked = call_python(*pip, "--require-hashes", "--requirement", str(LOCK))
    if locked or call_python(*pip, "--no-build-isolation", "--editable", str(ROOT)):
        raise Missing("pip could not install everything; its lines above say why.")


def prepare() -> None:
    """Bring ``.venv`` up to date with the lock file, the project and this Python."""
    problem = glibc_problem(*platform.libc_ver())
    if problem:
        raise Missing(problem)
    python = platform.python_version()
    configuration = VENV / "pyvenv.cfg"
    # pip comes last when an environment is made: without it, the making was interrupted.
    whole = configuration.is_file() and script("python").exists() and script("pip").exists()
    if not whole or not made_by(configuration.read_text(encoding="utf-8"), python):
        make_environment()
    project = (ROOT / "pyproject.toml").read_bytes()
    wanted = stamp(LOCK.read_bytes(), project, python, str(ROOT))
    if not STAMP.is_file() or STAMP.read_text(encoding="utf-8") != wanted:
        install_packages()
        STAMP.write_text(wanted, encoding="utf-8")


def loads(library: str) -> bool:
    """Whether this machine's loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def qt_problem(plugin: str) -> str:
    """What the loader says when Qt cannot draw through this plugin; empty when it can."""
    probe = subprocess.Popen(
        [str(script("python")), "-c", QT_PROBE, plugin],
        stderr=subprocess.PIPE,
        universal_newlines=True,
    )
    words = probe.communicate()[1].strip()
    return words if probe.returncode else ""


def need_qt(plugin: str) -> None:
    """See to the system libraries that Qt needs on Linux to draw through this plugin."""
    problem = qt_problem(plugin) if sys.platform == "linux" else ""
    if not problem:
        return
    needed = libraries_of(plugin)
    missing = [file for file in needed if not loads(file)]
    if missing:
        why = f"Qt needs system libraries that are missing here: {', '.join(missing)}."
        install_debian([needed[file] for file in missing], why)
        problem = qt_problem(plugin)
    if problem:
        raise Missing(f"Qt cannot be loaded: {problem}")


def run(arguments: List[str]) -> int:
    """Open the window; where there is no display, do the same job headless."""
    prepare()
    if has_display(sys.platform, os.environ):
        need_qt("xcb" if os.environ.get("DISPLAY") else "wayland")
        return call_python("-m", "desktop", *arguments)
    need_qt("offscreen")
    print("There is no display here: the headline table, and jevons-preview.png as a picture.")
    return call_python("-m", "desktop", "--headless", *arguments, QT_QPA_PLATFORM="offscreen")


def has_source(path: Path) -> bool:
    """Whether there is Python to check here."""
    return path.is_file() or any(path.rglob("*.py"))


def checks() -> Dict[str, List[str]]:
    """The checks that run before the tests: name -> arguments to the environment's Python."""
    sources = [name for name in CHECKED if has_source(ROOT / name)]
    return {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy", "--strict", *sources],
    }


def test(arguments: List[str]) -> int:
    """Check style and types, then run all tests; with arguments, hand them to pytest alone.

    Every step runs, whatever the one before said. pytest comes last, so that the count of the
    tests is the closing line.
    """
    prepare()
    need_qt(os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    os.chdir(str(ROOT))
    if arguments:
        return call_python("-m", "pytest", *arguments)
    failed = []
    for name, command in checks().items():
        print(f"== {name}")
        if call_python(*command):
            failed.append(name)
    print(f"== pytest, after a failure of {', '.join(failed)}" if failed else "== pytest")
    return call_python("-m", "pytest", "--numprocesses", "auto") or (1 if failed else 0)


def bench(arguments: List[str]) -> int:
    """Run the benchmarks."""
    prepare()
    os.chdir(str(ROOT))
    return call_python("-m", "benchmarks", *arguments)


def need_programs() -> None:
    """See to the programs that building and testing a bundle on Linux needs."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if sys.platform == "linux" and missing:
        why = f"A bundle is built and tested with programs missing here: {', '.join(missing)}."
        install_debian([PROGRAMS[name] for name in missing], why)


def bundle(arguments: List[str]) -> int:
    """Build a folder that runs without Python, test it and zip it."""
    prepare()
    # PyInstaller takes what Qt's plugins load from the system.
    for plugin in ("offscreen", "wayland", "xcb"):
        need_qt(plugin)
    need_programs()
    return call_python(str(ROOT / "packaging" / "bundle.py"), *arguments)


class Command(NamedTuple):
    """A word after ``dev.py``: what may follow it, and what it does."""

    usage: str
    purpose: str
    function: Callable[[List[str]], int]


COMMANDS = {
    "run": Command("[FILE...]", "open Jevons, with these scenario files or presets", run),
    "test": Command("[PYTEST ARGUMENT...]", "check style and types, run the tests", test),
    "bundle": Command("[--untested]", "build, test and zip what runs without Python", bundle),
    "bench": Command("[ARGUMENT...]", "run the benchmarks", bench),
}


def usage() -> str:
    """What can be asked of this file."""
    rows = [f"  {name + ' ' + row.usage:26} {row.purpose}" for name, row in COMMANDS.items()]
    return "\n".join(["usage: python dev.py COMMAND", *rows])


def main(arguments: List[str]) -> int:
    """Do what the arguments ask; the exit status is 2 for what the user can mend."""
    if not arguments or arguments[0] not in COMMANDS:
        helped = arguments[:1] in (["-h"], ["--help"])
        print(usage(), file=sys.stdout if helped else sys.stderr)
        return 0 if helped else 2
    try:
        problem = python_problem(sys.version_info[:2])
        if problem:
            return call([*other_python(problem), str(ROOT / "dev.py"), *arguments])
        return COMMANDS[arguments[0]].function(arguments[1:])
    except Missing as missing:
        print(f"dev.py: {missing}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
