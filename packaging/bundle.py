"""Builds the bundle from a clean environment, tests it and zips it: ``python dev.py bundle``.

``--untested`` leaves the tests out. The folder is `dist/jevons`, the zip stands beside it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import stat
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD, DIST = ROOT / "build", ROOT / "dist"
LOCK = ROOT / "requirements-bundle.lock"


def run(*command: str | Path, **settings: str) -> None:
    """Run a command, with these environment variables besides; end with its status if it fails."""
    sys.stdout.flush()
    status = subprocess.call([*map(str, command)], env={**os.environ, **settings}, cwd=ROOT)
    if status:
        sys.exit(status)


def environment() -> Path:
    """The Python of an environment with what the lock file names, and nothing else."""
    folder = BUILD / "venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, wanted = folder / "stamp", hashlib.sha256(LOCK.read_bytes()).hexdigest() + sys.version
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"Making an environment of what {LOCK.name} names.")  # noqa: T201
        run(sys.executable, "-m", "venv", "--clear", folder)
        pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
        run(python, *pip, "--require-hashes", "--requirement", LOCK)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def build(python: Path) -> Path:
    """Build the folder out of a wheel of this source tree; its path."""
    for left in (BUILD / "wheel", BUILD / "pyinstaller", DIST / "jevons"):
        shutil.rmtree(left, ignore_errors=True)
    # The wheel is what `pip install` would install: nothing that lies about in the tree gets in.
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", BUILD / "wheel")
    (wheel,) = (BUILD / "wheel").iterdir()
    pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall"]
    run(python, *pip, "--disable-pip-version-check", wheel)
    # -P: this folder must not be importable, or its files would be taken for the installed ones.
    pyinstaller = ["-P", "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    places = ["--distpath", str(DIST), "--workpath", str(BUILD / "pyinstaller")]
    # A fixed seed, so that sets are written in the same order each time.
    run(python, *pyinstaller, *places, ROOT / "build.spec", PYTHONHASHSEED="1")
    return DIST / "jevons"


def system() -> str:
    """The system as the zip names it: linux-x86_64, macos-arm64, windows-amd64."""
    name = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    return f"{name}-{platform.machine().lower()}"


def contents(folder: Path) -> Iterator[tuple[Path, Path]]:
    """What goes into the zip: path, and path in the zip. On macOS the app stands for its parts."""
    app = folder.with_name("Jevons.app")
    for path in sorted(folder.rglob("*")):
        if sys.platform != "darwin" or path.name in ("LICENSE", "THIRD-PARTY-NOTICES.txt"):
            yield path, path.relative_to(folder)
    for path in sorted(app.rglob("*")) if sys.platform == "darwin" else ():
        yield path, path.relative_to(app.parent)


def pack(folder: Path) -> Path:
    """Write the zip, with the bits that make a file executable, and return its path.

    With SOURCE_DATE_EPOCH set, that is the time of every file in it.
    """
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    name = f"jevons-{version['project']['version']}-{system()}"
    when = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))[:6]
    target = DIST / f"{name}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, inside in contents(folder):
            entry = zipfile.ZipInfo(f"{name}/{inside.as_posix()}", when)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            mode = path.lstat().st_mode
            entry.external_attr = (stat.S_IFMT(mode) | (mode & 0o111) | 0o644) << 16
            if path.is_symlink():
                packed.writestr(entry, str(path.readlink()))
            elif path.is_file():
                packed.writestr(entry, path.read_bytes())
    return target


def main(arguments: Sequence[str]) -> None:
    """Build, test and pack."""
    folder = build(environment())
    if "--untested" not in arguments:
        tests = ["-m", "pytest", "-p", "no:randomly", "tests/test_package.py"]
        run(sys.executable, *tests, JEVONS_BUNDLE=str(folder))
    zipped = pack(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    for path, number in ((folder, size), (zipped, zipped.stat().st_size)):
        print(f"{path.relative_to(ROOT)}: {number / 1e6:.1f} MB")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
