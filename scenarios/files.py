"""Scenario files: reading them whole or not at all, writing them atomically and canonically.

A file is data: it is parsed as JSON, brought to the newest version by migrations, and checked.
Every problem is reported at once, with its place.
"""

from __future__ import annotations

import json
import math
import os
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

import resources
from scenarios.assumptions import Fixed, Spread
from scenarios.errors import InvalidInput, Problem, did_you_mean, problems_of, shown
from scenarios.events import EVENT_TYPES
from scenarios.scenario import Scenario, Uncertainty

FORMAT = "jevons-scenario"
VERSION = 1
SUFFIX = ".jevons"
LARGEST = 5_000_000
#: No object of a scenario has more entries: anything longer is not one.
_MOST_ENTRIES = 2_000

#: Turns the tree of a file of version N into one of version N + 1, by N.
MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}

_KEYS = sorted(
    {"format", "version", "type", "p10", "p50", "p90", "fixed"}
    | {name for model in (Scenario, Uncertainty, *EVENT_TYPES) for name in model.model_fields}
)


def preset_names() -> tuple[str, ...]:
    """Return the names of the presets, sorted."""
    return tuple(sorted(path.stem for path in resources.path("presets").glob(f"*{SUFFIX}")))


def preset(name: str) -> Scenario:
    """Return a preset; ``KeyError`` for a name that is none."""
    if name not in preset_names():
        raise KeyError(name)
    return load(resources.path(f"presets/{name}{SUFFIX}"))


def find(name: str) -> Scenario:
    """Return the scenario in a file, or the preset of that name when there is no such file."""
    if not Path(name).exists() and name in preset_names():
        return preset(name)
    if not Path(name).exists():
        hint = did_you_mean(name, preset_names())
        problem = Problem("", f"there is no such file, and no preset of this name.{hint}")
        raise InvalidInput(name, [problem])
    return load(Path(name))


def load(path: Path) -> Scenario:
    """Return the scenario in a file; `InvalidInput` with every problem when it cannot be."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidInput(path.name, [Problem("", f"cannot be read: {reason}.")]) from error
    return parse(content, path.name)


def parse(content: bytes, subject: str) -> Scenario:
    """Return the scenario in the bytes of a file called ``subject``."""
    tree = _tree(content, subject)
    problems = _heading(tree)
    if problems and problems[0].place == "version":
        raise InvalidInput(subject, problems)
    for version in range(tree.get("version", VERSION), VERSION):
        tree = MIGRATIONS[version](tree)
    fields = {key: value for key, value in tree.items() if key not in ("format", "version")}
    try:
        scenario = Scenario(**fields)
    except ValidationError as error:
        raise InvalidInput(subject, [*problems, *problems_of(error, _KEYS)]) from error
    if problems:
        raise InvalidInput(subject, problems)
    return scenario


def _heading(tree: dict[str, Any]) -> list[Problem]:
    """Return what is wrong with format and version; a version problem comes first."""
    version = tree.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        words = f"made by a newer Jevons (version {version}; this one reads up to {VERSION})."
        return [Problem("version", words)]
    problems = []
    if tree.get("format") != FORMAT:
        found = f"this is {shown(tree['format'])}" if "format" in tree else "it is missing"
        problems.append(Problem("format", f'must be "{FORMAT}"; {found}.'))
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        found = f"this is {shown(version)}" if "version" in tree else "it is missing"
        problems.insert(0, Problem("version", f"must be a whole number from 1 on; {found}."))
    return problems


def _tree(content: bytes, subject: str) -> dict[str, Any]:
    def refuse(words: str) -> InvalidInput:
        return InvalidInput(subject, [Problem("", words)])

    if len(content) > LARGEST:
        raise refuse(f"is over {LARGEST // 1_000_000} MB: no scenario is that large.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(f"is not UTF-8 text (byte {error.start} cannot be read).") from error
    problems: list[Problem] = []
    try:
        tree = json.loads(
            text,
            object_pairs_hook=lambda pairs: _object(pairs, problems),
            parse_constant=lambda name: _constant(name, problems),
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise refuse(f"is not JSON: {error.msg.lower()} at {place}.") from error
    except RecursionError as error:
        raise refuse("is nested too deeply to be a scenario.") from error
    problems += _oversized(tree)
    problems += _lone_surrogates(text)
    if problems:
        raise InvalidInput(subject, problems)
    if not isinstance(tree, dict):
        raise refuse(f"must be a JSON object in braces; this is {shown(tree)}.")
    return tree


def _object(pairs: list[tuple[str, Any]], problems: list[Problem]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        count = Counter(name for name, _ in pairs)
        twice = [name for name in found if count[name] > 1][:_MOST_ENTRIES]
        problems += [Problem(name, "stands twice in one object.") for name in twice]
    return found


def _oversized(tree: object) -> list[Problem]:
    """Return the lists and objects that are longer than any of a scenario, not entering them."""
    problems, waiting = [], [("", tree)]
    while waiting:
        place, value = waiting.pop()
        if not isinstance(value, dict | list):
            continue
        if len(value) > _MOST_ENTRIES:
            problems.append(Problem(place, f"has {len(value):,} entries: no scenario has so many."))
            continue
        items = value.items() if isinstance(value, dict) else enumerate(value)
        waiting += [(f"{place}.{key}" if place else str(key), item) for key, item in items]
    return problems


def _constant(name: str, problems: list[Problem]) -> float:
    problems.append(Problem("", f"{name} is not a number that can be used."))
    return 0.0


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 300 else math.inf


def _lone_surrogates(text: str) -> list[Problem]:
    if "\\ud" not in text.lower():
        return []
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return [Problem("", "holds half a character (a lone surrogate), which is no text.")]
    return []


def tree_of(scenario: Scenario) -> dict[str, Any]:
    """Return the canonical tree of a scenario: what differs from the defaults, in file order.

    The data version is always written, since what is newest changes with time.
    """
    tree: dict[str, Any] = {"format": FORMAT, "version": VERSION, "name": scenario.name}
    if scenario.description:
        tree["description"] = scenario.description
    tree["as_of"] = str(scenario.as_of)
    if scenario.horizon_months != Scenario.model_fields["horizon_months"].default:
        tree["horizon_months"] = scenario.horizon_months
    tree["data"] = scenario.data
    if scenario.assumptions:
        tree["assumptions"] = {n: _setting(value) for n, value in scenario.assumptions.items()}
    if scenario.events:
        tree["events"] = [fields_of(event) for event in scenario.events]
    if scenario.uncertainty != Uncertainty():
        defaults = Uncertainty()
        tree["uncertainty"] = {
            name: value
            for name, value in fields_of(scenario.uncertainty).items()
            if getattr(scenario.uncertainty, name) != getattr(defaults, name)
        }
    if scenario.notes:
        tree["notes"] = dict(scenario.notes)
    return tree


def _setting(value: float | Spread | Fixed) -> Any:
    return fields_of(value) if isinstance(value, BaseModel) else shortest(value)


def fields_of(value: BaseModel) -> dict[str, Any]:
    """Return an event, a spread or the uncertainty as it stands in a file."""
    return {name: _plain(item) for name, item in value if name != "label" or item}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return shortest(value)
    return value if isinstance(value, str | int) else str(value)


def shortest(value: float) -> float | int:
    """Return a number that is written at its shortest: a whole one without a decimal point."""
    return int(value) if value.is_integer() and abs(value) < 1e16 else value


def text_of(scenario: Scenario) -> str:
    """Return the canonical text of a scenario's file."""
    return json.dumps(tree_of(scenario), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def save(scenario: Scenario, path: Path) -> None:
    """Write a scenario so that a crash or a full disk leaves the old file whole."""
    write_atomically(path, text_of(scenario).encode("utf-8"))


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` whole or not at all; ``OSError`` leaves what was there.

    A link is followed, an existing file keeps its permissions, and the content is on the disk
    before it takes the name.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Return the permissions the file has, or those a new file gets."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
