"""Paths: where settings and state are kept, and names of scenario files."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from scenarios.files import SUFFIX

_Place = QStandardPaths.StandardLocation
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def settings_folder() -> Path:
    """Where settings are kept. The application must have its name."""
    return Path(QStandardPaths.writableLocation(_Place.AppConfigLocation))


def state_folder() -> Path:
    """Where recovery files and logs are kept. The application must have its name."""
    return Path(QStandardPaths.writableLocation(_Place.StateLocation))


def with_suffix(path: Path) -> Path:
    """The path with the suffix of scenario files, appended where another or none stands."""
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


def file_name(name: str, otherwise: str) -> str:
    """A name for the file of a scenario, fit for every system; ``otherwise`` if nothing is left."""
    stem = " ".join(_NOT_IN_NAMES.sub(" ", name).split())[:100].strip(". ")
    return (stem or otherwise) + SUFFIX


def free_path(path: Path) -> Path:
    """The path, or one with a number behind the name if there is something already."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def same_file(first: Path, second: Path) -> bool:
    """Whether two paths lead to one file, by whatever link or spelling."""
    try:
        return first.samefile(second)
    except OSError:
        return first.resolve() == second.resolve()
