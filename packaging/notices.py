"""Writes what is in a bundle, by whom, and under which licences: THIRD-PARTY-NOTICES.txt.

Each file that PyInstaller collected came from somewhere: an installed package, Python itself, or,
on Linux, a package of the system. A file of unknown origin ends the build.
"""

from __future__ import annotations

import csv
import os
import platform
import re
import subprocess
import sys
import sysconfig
import textwrap
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

LICENCES = Path(__file__).parent / "licences"
#: Where Debian and Ubuntu keep the licences that many packages share.
COMMON = Path("/usr/share/common-licenses")
LINE = "=" * 80

QT = """\
Qt and Qt for Python (PySide6, Shiboken) are used under the GNU Lesser General Public License,
version 3, whose text follows with that of the GNU General Public License which it builds on.
Qt is copyright of The Qt Company Ltd. and other contributors. It is unchanged{icu}.

You may replace the Qt libraries by your own build, changed or not. They are the separate files
listed above, loaded when the program starts, and nothing checks them: build the same version of
Qt for the same platform and put your files in the place of these, under the same names. The
source is at https://download.qt.io/official_releases/qt/ and
https://download.qt.io/official_releases/QtForPython/, the version to take is {version}.
To run Jevons with another version of Qt, install it from source or as a wheel in Python beside
the PySide6 of your choice: Jevons itself is MIT licensed, its source included.

Qt holds code of others under permissive licences, named for each library at
https://doc.qt.io/qt-6/licenses-used-in-qt.html."""
QT_ICU = ", but for the data of ICU, from which items that Qt does not read were left out"
ICU = """\
The Unicode Consortium's International Components for Unicode come with Qt for Python on Linux.
In libicudata, names of languages, units and currencies, spelt-out numbers, transliteration and
line breaking were left out."""
EPOCH = """\
Chip counts from Epoch AI, "AI chip counts", https://github.com/epoch-research/ai-chip-counts."""


@dataclass
class Component:
    """What somebody else made: its name, licence, files here and the texts to hand on."""

    name: str
    licence: str
    texts: list[str]
    files: set[str] = field(default_factory=set)

    def text(self) -> str:
        """The component's part of the notices."""
        names = f"Files and packages: {', '.join(sorted(self.files))}"
        files = textwrap.fill(
            names, 96, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        head = f"{LINE}\n{self.name}\nLicence: {self.licence}\n{files}"
        return "\n\n".join([head, *(text.strip() for text in self.texts)])


class Origins:
    """Finds out who made a file."""

    def __init__(self) -> None:
        self._packages = dict[str, str]()
        for package in metadata.distributions():
            owner, base = package.name, str(package.locate_file(""))
            for name, *_ in csv.reader((package.read_text("RECORD") or "").splitlines()):
                self._packages[os.path.normpath(f"{base}/{name}")] = owner
        places = {sysconfig.get_path("stdlib"), sys.base_prefix} - {"/usr"}
        self._python = [Path(place).resolve() for place in places]
        self._debian: dict[str, str] = {}

    def of(self, source: str) -> str:
        """The name of the installed package, "Python", or "Debian:" and the system's package."""
        path = Path(source)
        if os.path.normpath(source) in self._packages:
            return self._packages[os.path.normpath(source)]
        if any(path.resolve().is_relative_to(place) for place in self._python):
            return "Python"
        if sys.platform == "linux":
            return f"Debian:{self._of_debian(path)}"
        raise LookupError(f"It is not known who made {source}.")

    def _of_debian(self, path: Path) -> str:
        name = str(path)
        if name not in self._debian:
            self._debian[name] = _debian_package(path)
        return self._debian[name]


def _debian_package(path: Path) -> str:
    # Since /lib became a link to /usr/lib, dpkg knows some files by one name, some by the other.
    for spelling in (path, path.resolve(), Path(str(path.resolve()).removeprefix("/usr"))):
        found = subprocess.run(
            ["dpkg", "--search", str(spelling)], capture_output=True, text=True, check=False
        )
        if found.returncode == 0:
            return found.stdout.split(":")[0]
    raise LookupError(f"It is not known who made {path}.")


def _package(name: str) -> Component:
    about = metadata.metadata(name)
    stated = about["License-Expression"] or about["License"] or ""
    if not stated or "\n" in stated:
        trove = [c for c in about.get_all("Classifier", []) if c.startswith("License")]
        stated = ", ".join(line.rpartition(" :: ")[2] for line in trove)
    texts = [
        Path(file.locate()).read_text(encoding="utf-8")
        for file in metadata.files(name) or ()
        if re.search(r"dist-info/.*(LICEN[SC]E|COPYING|NOTICE)", str(file))
    ]
    if not stated or not texts:
        raise LookupError(f"{name} came without its licence.")
    return Component(f"{name} {about['Version']}", stated, texts)


def _qt() -> Component:
    version = metadata.version("PySide6_Essentials")
    words = QT.format(version=version, icu=QT_ICU if sys.platform == "linux" else "")
    texts = [_licence("LGPL-3.0"), _licence("GPL-3.0")]
    return Component(f"Qt and Qt for Python {version}", "LGPL-3.0-only", [words, *texts])


def _python() -> Component:
    path = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if not path.is_file():
        path = Path(sys.base_prefix, "LICENSE.txt")
    texts = [path.read_text(encoding="utf-8")]
    return Component(f"Python {platform.python_version()}", "PSF-2.0", texts)


def _debian(name: str) -> Component:
    text = Path("/usr/share/doc", name, "copyright").read_text(encoding="utf-8", errors="replace")
    version = ["dpkg-query", "--show", "--showformat=${Version}", name]
    found = subprocess.run(version, capture_output=True, text=True, check=True).stdout
    words = "Debian's package; apt-get source fetches its source."
    return Component(f"{name} {found}", "as stated below", [words, text])


def _licence(name: str) -> str:
    return (LICENCES / f"{name}.txt").read_text(encoding="utf-8")


def _resources(folder: Path) -> list[Component]:
    read = folder.joinpath
    (epoch,) = folder.glob("data/*/LICENSE-epoch-ai.txt")
    font = Component(
        "Inter", "OFL-1.1", [read("fonts/OFL.txt").read_text(encoding="utf-8")], {"resources/fonts"}
    )
    data = Component(
        "Epoch AI, AI chip counts",
        "MIT",
        [EPOCH, epoch.read_text(encoding="utf-8")],
        {f"resources/data/{epoch.parent.name}/epoch_*.csv"},
    )
    return [font, data]


def _made_by(origin: str) -> Component:
    if origin == "Qt":
        return _qt()
    if origin == "ICU":
        return Component("ICU 73", "Unicode-DFS-2016", [ICU, _licence("ICU")])
    if origin == "Python":
        return _python()
    if origin.startswith("Debian:"):
        return _debian(origin.removeprefix("Debian:"))
    return _package(origin)


def _file(name: str) -> str:
    """A library's path in the bundle; of other files and of modules, the package they are in."""
    name = name.replace("\\", "/")
    return name if re.search(r"\.(so|dylib|dll|pyd)\b", name) else name.partition("/")[0]


def _component(origin: str, destination: str) -> str:
    if origin.lower().replace("_", "-") in ("pyside6-essentials", "shiboken6"):
        return "ICU" if "libicu" in destination else "Qt"
    return origin


def components(collected: Iterable[tuple[str, str]], resources: Path) -> list[Component]:
    """What the bundle holds of others, sorted by name.

    ``collected`` are (name of a file in the bundle or of a package, path that it came from),
    ``resources`` is the folder of Jevons' own.
    """
    origins, files = Origins(), defaultdict[str, set[str]](set)
    for name, source in collected:
        origin = origins.of(source)
        if origin != "jevons":
            files[_component(origin, name)].add(_file(name))
    made = _resources(resources)
    for origin, names in files.items():
        made.append(_made_by(origin))
        made[-1].files |= names
    return sorted(made, key=lambda component: component.name.lower())


def text(version: str, parts: Iterable[Component]) -> str:
    """The whole text: what it is, a list, and each component's part."""
    parts = [*parts]
    names = "\n".join(f"  {part.name} ({part.licence})" for part in parts)
    head = (
        f"Third-party notices of Jevons {version}\n\n"
        "Jevons itself is under the MIT licence: LICENSE. This folder also holds the work of "
        f"others:\n\n{names}"
    )
    texts = [head, *(part.text() for part in parts)]
    common = sorted(set(re.findall(r"/common-licenses/([\w.-]*\w)", "\n".join(texts))))
    texts += [
        f"{LINE}\n{name}, as named above\n\n{(COMMON / name).read_text(encoding='utf-8').strip()}"
        for name in common
        if (COMMON / name).is_file()
    ]
    return "\n\n\n".join(texts) + "\n"
