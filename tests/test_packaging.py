"""What building a bundle is made of: icons, the smaller ICU data, notices, the zip, the command."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import PySide6
import pytest
from PySide6.QtGui import QImage, QImageReader

import dev
import resources

DRAWING = resources.path("icons/jevons.svg")


def part(name: str) -> ModuleType:
    """A module of the folder `packaging`, which is no package."""
    spec = importlib.util.spec_from_file_location(name, dev.ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


icons, icu, notices, bundle = map(part, ("icons", "icu", "notices", "bundle"))


@pytest.mark.parametrize(
    ("kind", "sizes"),
    [("ico", (16, 20, 24, 32, 40, 48, 64, 256)), ("icns", (32, 64, 128, 256, 512, 1024))],
)
def test_that_an_icon_holds_the_drawing_in_each_size(
    kind: str, sizes: Sequence[int], tmp_path: Path
) -> None:
    path = icons.write(DRAWING, tmp_path / f"jevons.{kind}")
    reader, found = QImageReader(str(path)), list[QImage]()
    assert bytes(reader.format().data()).decode() == kind
    for number in range(reader.imageCount()):
        reader.jumpToImage(number)
        found.append(reader.read())
    assert sorted(image.width() for image in found) == sorted(sizes)
    for image in found:
        assert image.height() == image.width()
        assert image.pixelColor(0, 0).alpha() == 0
        middle = image.pixelColor(image.width() // 4, image.height() * 3 // 4)
        assert middle.blue() > middle.red()


def test_that_windows_version_resource_is_one_expression_with_every_blank_filled() -> None:
    spec = (dev.ROOT / "build.spec").read_text(encoding="utf-8")
    template = dev.ROOT / "packaging" / "windows" / "version.txt.in"
    text = template.read_text(encoding="utf-8")
    blanks = set(re.findall(r"@(\w+)@", text))
    assert blanks == {"NAME", "NUMBERS", "VERSION"}
    assert all(f'"{blank}":' in spec for blank in blanks)
    filled = re.sub(r"@NUMBERS@", "0, 1, 0, 0", text)
    assert isinstance(ast.parse(filled, mode="eval").body, ast.Call)


def qt_icu() -> Path:
    found = (Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicudata.so.*")
    return next(found, Path())


@pytest.mark.skipif(not qt_icu().is_file(), reason="Qt brings ICU along on Linux alone")
def test_that_packing_icu_data_anew_keeps_every_item() -> None:
    data = icu.package(qt_icu().read_bytes())
    header = data[: int.from_bytes(data[:2], "little")]
    items = icu.items(data)
    last = [*items][-1]
    kept = {name: content for name, content in items.items() if not icu.LEFT_OUT.match(name)}
    again = icu.items(icu.packed(header, kept))
    assert len(header) % 16 == 0
    assert [*again] == [*kept] == sorted(kept)
    for name, content in kept.items():
        assert again[name].startswith(content) or name == last
    assert 0.4 < sum(map(len, kept.values())) / len(data) < 0.7
    for what in ("root.res", "coll/ja.res", "zone/fr.res", "cnvalias.icu", "nfkc.nrm"):
        assert any(name.endswith(f"/{what}") for name in kept), what


def test_that_a_file_of_unknown_origin_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / "libstray.so").touch()
    with pytest.raises((LookupError, FileNotFoundError), match=r"libstray|dpkg"):
        notices.components([("libstray.so", str(tmp_path / "libstray.so"))], resources.path(""))


def test_that_files_are_told_by_who_made_them() -> None:
    parts = notices.components(
        [
            ("click", str(Path(importlib.util.find_spec("click").origin or ""))),  # type: ignore[union-attr]
            ("os", os.__file__),
            ("PySide6/Qt/lib/libQt6Core.so.6", str(Path(PySide6.__file__))),
            ("PySide6/Qt/lib/libicudata.so.73", str(Path(PySide6.__file__))),
        ],
        resources.path(""),
    )
    text = notices.text("1.2.3", parts)
    by_name = {component.name.partition(" ")[0]: component for component in parts}
    assert by_name["click"].files == {"click"}
    assert by_name["Python"].files == {"os"}
    assert by_name["Qt"].files == {"PySide6/Qt/lib/libQt6Core.so.6"}
    assert by_name["ICU"].files == {"PySide6/Qt/lib/libicudata.so.73"}
    assert text.startswith("Third-party notices of Jevons 1.2.3\n")
    assert "Pallets" in text
    assert "You may replace the Qt libraries" in text


@pytest.mark.skipif(sys.platform == "win32", reason="there are no executable bits there")
def test_that_a_zip_keeps_what_is_executable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "jevons"
    folder.mkdir()
    for name, mode in (("jevons", 0o755), ("LICENSE", 0o600)):
        (folder / name).write_text(name, encoding="utf-8")
        (folder / name).chmod(mode)
    (folder / "link").symlink_to("jevons")
    monkeypatch.setattr(bundle, "DIST", tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = bundle.pack(folder)
    first = path.read_bytes()
    os.utime(folder / "jevons", (0, 0))
    assert bundle.pack(folder).read_bytes() == first
    assert path.name == f"{path.stem}.zip" and bundle.system() in path.stem
    with zipfile.ZipFile(path) as packed:
        entries = {
            name.rpartition("/")[2]: entry.external_attr >> 16
            for name, entry in packed.NameToInfo.items()
        }
        assert entries == {"jevons": 0o100755, "LICENSE": 0o100644, "link": 0o120755}
        assert packed.read(f"{path.stem}/link") == b"jevons"
        assert all(entry.date_time[0] == 2023 for entry in packed.infolist())


@pytest.mark.skipif(sys.platform != "linux", reason="freedesktop.org's files are Linux's")
def test_that_registering_is_undone_without_a_trace_and_asks_for_what_it_knows(
    tmp_path: Path,
) -> None:
    place = tmp_path / "a & b"
    (place / "_internal" / "share").mkdir(parents=True)
    (place / "_internal" / "resources" / "icons").mkdir(parents=True)
    linux = dev.ROOT / "packaging" / "linux"
    for name in ("jevons.desktop", "jevons.xml"):
        (place / "_internal" / "share" / name).write_bytes((linux / name).read_bytes())
    (place / "_internal" / "resources" / "icons" / "jevons.svg").write_bytes(DRAWING.read_bytes())
    (place / "register.sh").write_bytes((linux / "register.sh").read_bytes())

    def register(*arguments: str) -> int:
        # An empty PATH would lack cp: the tools that keep caches are left out by their absence.
        return subprocess.run(
            ["sh", place / "register.sh", *arguments],
            env={"HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]},
            capture_output=True,
            check=False,
        ).returncode

    share = tmp_path / "home" / ".local" / "share"
    assert register("--remove") == 0
    assert register("--unknown") == 2
    assert not share.exists()
    assert register() == 0
    entry = (share / "applications" / "jevons.desktop").read_text(encoding="utf-8")
    assert f'Exec="{place}/jevons-desktop" %F' in entry.splitlines()
    assert entry.count("Exec=") == 1
    assert (share / "mime" / "packages" / "jevons.xml").is_file()
    assert (share / "icons" / "hicolor" / "scalable" / "apps" / "jevons.svg").is_file()
    assert register("--remove") == 0
    assert list(share.rglob("*jevons*")) == []


def test_that_bundle_sees_to_libraries_and_programs_and_passes_its_arguments_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = list[str]()

    def call_python(*arguments: str) -> int:
        seen.append(" ".join(arguments))
        return 3

    monkeypatch.setattr(dev, "prepare", lambda: seen.append("environment"))
    monkeypatch.setattr(dev, "need_qt", seen.append)
    monkeypatch.setattr(dev, "need_programs", lambda: seen.append("programs"))
    monkeypatch.setattr(dev, "call_python", call_python)
    assert dev.main(["bundle", "--untested"]) == 3
    script = str(dev.ROOT / "packaging" / "bundle.py")
    assert seen == [
        "environment",
        "offscreen",
        "wayland",
        "xcb",
        "programs",
        f"{script} --untested",
    ]


def test_that_programs_that_are_missing_are_installed_on_linux_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed = list[Sequence[str]]()
    there = {"Xvfb", "gio", "objdump", "update-mime-database"}
    monkeypatch.setattr(shutil, "which", lambda name: name if name in there else None)
    monkeypatch.setattr(dev, "install_debian", lambda packages, why: installed.append(packages))
    for system in ("linux", "darwin"):
        monkeypatch.setattr(sys, "platform", system)
        dev.need_programs()
    assert installed == [["desktop-file-utils", "xdotool"]]
