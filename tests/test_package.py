"""The bundle: moved and driven from outside, it does what the source tree does.

`python dev.py bundle` builds it once and runs these tests on it: JEVONS_BUNDLE names its folder.
"""

from __future__ import annotations

import json
import marshal
import os
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import dev
from desktop.session import Settings, StoryPlace
from scenarios import files
from tests.desktop.window import Hands
from tests.screen import Program, Screen, wait_until

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        "JEVONS_BUNDLE" not in os.environ,
        reason="python dev.py bundle builds the bundle and runs these tests on it",
    ),
]
linux = pytest.mark.skipif(sys.platform != "linux", reason="a screen is only had on Linux: Xvfb")

LIMIT = 200e6
PRESETS = ["r1-shock-weak-rebound", "baseline-2026-07", "taiwan-outage-2027"]
NOBODY = 65534
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder of a built bundle."""
    return Path(os.environ["JEVONS_BUNDLE"])


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach, with a space and an accent in its name."""
    made = Path(tempfile.mkdtemp(prefix="où est-il "))
    made.chmod(0o755)
    yield made
    for path in made.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(made)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with Screen(tmp_path) as made:
        yield made


@pytest.fixture
def home(folder: Path) -> Path:
    """A home whose settings do not follow the system, and where the story was told."""
    return _home(folder / "home")


def _home(made: Path) -> Path:
    settings = Settings(theme="light", story=StoryPlace(offered=True))
    place = made / ".config" / "Jevons" / "Jevons" / "settings.json"
    place.parent.mkdir(parents=True)
    place.write_text(settings.model_dump_json(), encoding="utf-8")
    return made


@pytest.fixture
def hands(qtbot: QtBot, home: Path) -> Hands:
    """The source tree's window with the same settings, which tells where to put the mouse."""
    made = Hands(qtbot, Settings(theme="light", story=StoryPlace(offered=True)))
    made.open("r1-shock")
    return made


def program(bundle: Path, name: str) -> Path:
    return bundle / (f"{name}.exe" if sys.platform == "win32" else name)


def place(widget: QWidget, point: QPoint) -> tuple[int, int]:
    """A point of a widget on a screen whose corner is the window's."""
    found = widget.mapTo(widget.window(), point)
    return found.x(), found.y()


def titled(screen: Screen, words: str) -> None:
    """Come back when a window's title has these words in it."""
    wait_until(lambda: bool(screen.windows(words)), words)


def area(widget: QWidget) -> QRect:
    return QRect(QPoint(*place(widget, QPoint(0, 0))), widget.size())


def modules(executable: Path) -> set[str]:
    """The names of the modules that are packed into an executable."""
    content = executable.read_bytes()
    archive = content[content.rindex(b"PYZ\0") :]
    (table,) = struct.unpack_from("!i", archive, 8)
    return {name for name, _ in marshal.loads(archive[table:])}


def libraries(bundle: Path) -> set[str]:
    endings = (".so", ".dll", ".dylib", ".pyd")
    files = (path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.name for path in files if any(e in path.suffixes for e in endings)}


# It is moved, made read-only, and given nothing


@linux
def test_that_a_moved_read_only_bundle_draws_what_the_source_tree_draws(
    bundle: Path, folder: Path, screen: Screen, home: Path
) -> None:
    moved, mine = folder / "Jévons à part", folder / "mon scénario.jevons"
    shutil.copytree(bundle, moved, symlinks=True)
    files.save(files.preset("r1-shock"), mine)
    for path in [*moved.rglob("*"), moved]:
        if not path.is_symlink():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o555)
    # Root writes what is read-only, so that another user has to try.
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    become = user if os.geteuid() == 0 else []
    (out := folder / "out").mkdir()
    for path in (out, home, *home.rglob("*")) if become else ():
        os.chown(path, NOBODY, NOBODY)
    assert subprocess.run([*become, "test", "-w", moved / "_internal"], check=False).returncode
    drawn = subprocess.run(
        [*become, program(moved, "jevons-desktop"), mine, "--picture", out / "bundle.png"],
        env={"DISPLAY": screen.display, "HOME": str(home)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (drawn.returncode, drawn.stdout, drawn.stderr) == (0, "", "")
    source = [sys.executable, "-m", "desktop", str(mine), "--picture", str(folder / "source.png")]
    subprocess.run(source, cwd=dev.ROOT, env={**os.environ, **OFFSCREEN}, check=True)
    assert not QImage(str(out / "bundle.png")).isNull()
    assert QImage(str(out / "bundle.png")) == QImage(str(folder / "source.png"))


# It is driven from outside


@linux
def test_that_the_bundled_window_saves_a_copy_and_a_picture_and_quits(
    bundle: Path, tmp_path: Path, screen: Screen, home: Path, hands: Hands
) -> None:
    mine, copy, picture = (tmp_path / name for name in ("mine.jevons", "copy.jevons", "chart.png"))
    files.save(files.preset("r1-shock"), mine)
    desktop = program(bundle, "jevons-desktop")
    with Program([desktop, mine], {"HOME": str(home)}, "R1 shock", screen) as run:
        screen.settled(area(hands.window))
        screen.key(run.window, "ctrl+shift+s")
        screen.choose_file("Save the scenario as", copy)
        chart = hands.board.chart("revenue")
        middle = place(chart, chart.rect().center())
        screen.hand("mousemove", "--sync", *middle, "click", 3)
        screen.settled(area(hands.window))
        screen.hand("key", "Down", "Down", "Down", "Return")
        screen.choose_file("Save", picture)
        screen.key(run.window, "ctrl+q")
        assert run.ended() == (0, "")
    assert files.load(copy) == files.load(mine)
    assert QImage(str(picture)).width() > 300


@linux
def test_that_a_slider_moves_the_bundled_charts_and_one_undo_brings_them_back(
    bundle: Path, screen: Screen, home: Path, hands: Hands
) -> None:
    desktop = program(bundle, "jevons-desktop")
    charts, slider = area(hands.board), hands.slider("training_efficiency_growth")
    thumb, end = slider.thumb().toPoint(), slider.point(4.5).toPoint()
    middle = QPoint((thumb.x() + end.x()) // 2, thumb.y())
    with Program([desktop, "r1-shock"], {"HOME": str(home)}, "R1 shock", screen) as run:
        before = screen.settled(charts)
        screen.drag(*(place(slider, point) for point in (thumb, middle, end)))
        after = screen.settled(charts, unlike=before)
        screen.key(run.window, "ctrl+z")
        assert screen.settled(charts, unlike=after) == before
        screen.key(run.window, "ctrl+q")
        assert run.ended() == (0, "")


@linux
def test_that_the_story_is_walked_to_its_end_in_the_bundled_window(
    bundle: Path, screen: Screen, home: Path
) -> None:
    desktop = program(bundle, "jevons-desktop")
    with Program([desktop, "--story"], {"HOME": str(home)}, "Baseline", screen) as run:
        for scene in range(1, 6):
            screen.key(run.window, "alt+Right")
            titled(screen, f"Scene {scene} of 5")
        screen.key(run.window, "alt+Right")
        wait_until(lambda: not screen.windows("Scene 5 of 5"), "the end of the story")
        screen.key(run.window, "ctrl+q")
        assert run.ended() == (0, "")


# It computes what the source tree computes


@pytest.mark.parametrize("preset", PRESETS)
def test_that_the_bundled_command_line_writes_the_same_tables(
    preset: str, bundle: Path, tmp_path: Path
) -> None:
    arguments = ["run", preset, "--baseline", "no-events", "--format", "csv"]
    frozen = subprocess.run(
        [program(bundle, "jevons"), *arguments],
        capture_output=True,
        cwd=tmp_path,
        env={"SYSTEMROOT": os.environ.get("SYSTEMROOT", "")},
        check=True,
    )
    source = subprocess.run(
        [sys.executable, "-m", "scenarios", *arguments],
        capture_output=True,
        cwd=dev.ROOT,
        check=True,
    )
    assert frozen.stderr == b""
    assert len(frozen.stdout.splitlines()) > 1000
    assert frozen.stdout == source.stdout


def test_that_the_bundle_knows_its_version(bundle: Path) -> None:
    said = subprocess.run(
        [program(bundle, "jevons"), "--version"], capture_output=True, text=True, check=True
    )
    assert metadata.version("jevons") in said.stdout


# What is in it


def test_that_the_bundle_is_small_enough(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = {
        (entry.st_dev, entry.st_ino): entry.st_size
        for entry in (path.lstat() for path in bundle.rglob("*"))
        if stat.S_ISREG(entry.st_mode)
    }
    size = sum(sizes.values())
    with capsys.disabled():
        print(f"\n{size / 1e6:.1f} MB unpacked, limit {LIMIT / 1e6:.0f} MB")  # noqa: T201
    assert size <= LIMIT


@linux
def test_that_the_bundled_window_says_when_it_is_painted(
    bundle: Path, screen: Screen, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"DISPLAY": screen.display, "HOME": str(home)}
    desktop = [str(program(bundle, "jevons-desktop"))]
    source = [sys.executable, "-m", "desktop"]
    times: dict[str, list[float]] = {"bundle": [], "source tree": []}
    for name, command in [("bundle", desktop), ("source tree", source)] * 3:
        start = time.perf_counter()
        said = subprocess.run(
            [*command, "r1-shock", "--end-when-painted"],
            env=environment,
            cwd=dev.ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        times[name].append(time.perf_counter() - start)
        assert "painted" in said.stdout
    with capsys.disabled():
        for name, taken in times.items():
            print(f"\n{name}: painted and ended after {min(taken):.2f} s (best of 3)")  # noqa: T201


@pytest.mark.skipif(not (dev.ROOT / ".git").exists(), reason="git lists what there has to be")
def test_that_every_resource_is_in_the_bundle_unchanged(bundle: Path) -> None:
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "resources"],
        cwd=dev.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listed.stdout.split("\0") if (dev.ROOT / name).is_file()]
    names = [name for name in names if not name.endswith(".py")]
    assert "resources/data/2026-11/assumptions.csv" in names
    for name in names:
        assert (bundle / "_internal" / name).read_bytes() == (dev.ROOT / name).read_bytes()


def test_that_nothing_of_the_build_and_the_tests_is_in_the_bundle(bundle: Path) -> None:
    found = modules(program(bundle, "jevons-desktop")) | modules(program(bundle, "jevons"))
    packages = {name.partition(".")[0] for name in found}
    assert {"desktop", "scenarios", "numpy", "pyqtgraph"} <= packages
    assert not packages & {"tests", "benchmarks", "dev", "pytest", "hypothesis", "mypy", "pip"}
    assert not packages & {"ssl", "scipy", "pandas", "matplotlib", "tkinter", "sqlite3"}
    assert not [name for name in libraries(bundle) if name.startswith(("libcrypto", "libssl"))]


def test_that_every_library_and_package_in_the_bundle_has_its_notice(bundle: Path) -> None:
    notices = (bundle / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    found = modules(program(bundle, "jevons-desktop")) | modules(program(bundle, "jevons"))
    packages = {name.partition(".")[0] for name in found} - {"desktop", "scenarios", "resources"}
    named = set(notices.replace(",", " ").replace("/", " ").split())
    assert "libQt6Core.so.6" in named or sys.platform != "linux"
    assert sorted((packages | libraries(bundle)) - named) == []


def test_that_the_notices_hand_on_the_licences_that_ask_for_it(bundle: Path) -> None:
    notices = (bundle / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    for words in (
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "GNU GENERAL PUBLIC LICENSE",
        "You may replace the Qt libraries by your own build",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "SIL OPEN FONT LICENSE Version 1.1",
        "Epoch AI",
        "NumPy Developers",
    ):
        assert words in notices
    assert (bundle / "LICENSE").read_bytes() == (dev.ROOT / "LICENSE").read_bytes()


READS_OF_ICU = """
import json, sys
from PySide6.QtCore import QCollator, QLocale, QStringConverter, QStringDecoder, QTimeZone
words = "zèbre Äpfel apfel côte coté Öl ß ss 東京 京都 ก ข b A a ñ nz ll łódź 10 9 ą".split()
zones = [b"Europe/Paris", b"America/New_York", b"Asia/Tokyo", b"Asia/Kolkata"]
said = [[codec, QStringDecoder(codec).isValid()] for codec in QStringConverter.availableCodecs()]
for name in "en fr de sv es pl ja zh zh_Hant ko th ru tr ar fi lt vi".split():
    locale = QLocale(name)
    collator = QCollator(locale)
    said.append(sorted(words, key=collator.sortKey))
    said.append([locale.toUpper("i\u0131ßǆ"), locale.toLower("İIΣ")])
    for zone in map(QTimeZone, zones):
        kinds = [(time, form) for time in QTimeZone.TimeType for form in QTimeZone.NameType]
        said.append([zone.displayName(*kind, locale) for kind in kinds])
loaded = [line.split()[-1] for line in open("/proc/self/maps") if "libicudata" in line]
print(json.dumps([loaded[0], said]))
"""


@linux
def test_that_qt_reads_the_same_from_the_smaller_data_of_icu(bundle: Path) -> None:
    smaller = bundle / "_internal" / "PySide6" / "Qt" / "lib"
    said = [
        subprocess.run(
            [sys.executable, "-c", READS_OF_ICU],
            env={**os.environ, "LD_LIBRARY_PATH": str(place)},
            capture_output=True,
            check=True,
        ).stdout
        for place in ("", smaller)
    ]
    (whole, all_of_it), (less, some_of_it) = map(json.loads, said)
    assert not Path(whole).is_relative_to(smaller)
    assert Path(less).is_relative_to(smaller)
    assert len(all_of_it) > 200
    assert some_of_it == all_of_it


# It is made known to the desktop


def desktop_tool(*command: str | Path, home: Path, **settings: str) -> str:
    """What a tool says that reads the desktop's files of this home."""
    said = subprocess.run(
        [*map(str, command)],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout


@linux
@pytest.mark.skipif(not shutil.which("gio"), reason="gio (libglib2.0-bin) is what opens files")
def test_that_a_file_opens_in_a_registered_bundle_whatever_its_folder_is_called(
    bundle: Path, folder: Path, screen: Screen, home: Path
) -> None:
    moved, mine = folder / 'a "$copy" of `\\é`', folder / "mon scénario.jevons"
    shutil.copytree(bundle, moved, symlinks=True)
    files.save(files.preset("r1-shock"), mine)
    assert desktop_tool(moved / "register.sh", home=home) == ""
    entry = home / ".local/share/applications/jevons.desktop"
    assert desktop_tool("desktop-file-validate", entry, home=home) == ""
    kind = desktop_tool("gio", "info", "-a", "standard::content-type", mine, home=home)
    assert "application/x-jevons" in kind
    # What it starts would hold on to a pipe.
    desktop_tool(
        "sh", "-c", f"gio open '{mine}' >/dev/null 2>&1", home=home, DISPLAY=screen.display
    )
    wait_until(lambda: bool(screen.windows("R1 shock")), "the window")
    (window,) = screen.windows("R1 shock")
    running = Path("/proc", screen.hand("getwindowpid", window), "exe").readlink()
    assert running == moved / "jevons-desktop"
    screen.settled(QRect(0, 0, 1280, 800))
    screen.key(window, "ctrl+q")
    wait_until(lambda: not screen.windows("R1 shock"), "the window's end")
    desktop_tool(moved / "register.sh", "--remove", home=home)
    assert not [path for path in home.rglob("*jevons*") if path.suffix != ".log"]
    kind = desktop_tool("gio", "info", "-a", "standard::content-type", mine, home=home)
    assert "application/x-jevons" not in kind
