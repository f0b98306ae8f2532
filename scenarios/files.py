"""Scenario files: reading them whole or not at all, writing them atomically and canonically.

A file is data: it is parsed as JSON, brought to the newest version by migrations, and checked.
Every problem is reported at once, with its place.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeGuard

from pydantic import BaseModel, ValidationError

import resources
from scenarios.assumptions import Fixed, Spread
from scenarios.errors import (
    InvalidInput,
    Location,
    Problem,
    did_you_mean,
    place_of,
    printable,
    problems_of,
    shown,
)
from scenarios.scenario import Scenario, Uncertainty

FORMAT = "jevons-scenario"
VERSION = 1
SUFFIX = ".jevons"
LARGEST = 5_000_000
#: More numbers, texts and brackets than any scenario can hold: an answer within a moment.
MOST_VALUES = 20_000

#: Turns the tree of a file of version N into one of version N + 1, by N.
MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}

_NAMES = {"": ("format", "version", *Scenario.model_fields)}

#: A text in quotes, or what is left of one without an end.
_TEXT = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)

_NO_NAME = "a name in double quotes is missing, or the comma before is one too many"
_NO_VALUE = "a value is missing or misspelt"
#: What Python says of text that is not JSON, in plain words.
_NOT_JSON = {
    "Expecting value": _NO_VALUE,
    "Expecting property name enclosed in double quotes": _NO_NAME,
    "Expecting ':' delimiter": "a colon is missing after the name",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Illegal trailing comma before end of object": _NO_NAME,
    "Illegal trailing comma before end of array": _NO_VALUE,
    "Extra data": "there is more after the closing brace",
    "Unterminated string starting at": "a text has no closing quote",
    "Invalid control character at": "a text in quotes is broken over lines or holds a tab",
    "Invalid \\escape": "a backslash in a text must be written twice",
    "Invalid \\uXXXX escape": "four hexadecimal digits must follow \\u",
}


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
    path = Path(name)
    if name in preset_names() and not path.is_file():
        return preset(name)
    try:
        return parse(_content(path), name)
    except FileNotFoundError as error:
        hint = did_you_mean(name, preset_names())
        words = f"there is no such file, and no preset of this name.{hint}"
        raise InvalidInput(name, [Problem("", words)]) from error
    except OSError as error:
        raise unreadable(name, error) from error


def load(path: Path) -> Scenario:
    """Return the scenario in a file; `InvalidInput` with every problem when it cannot be."""
    try:
        content = _content(path)
    except OSError as error:
        raise unreadable(path.name or str(path), error) from error
    return parse(content, path.name)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return read(file)


def read(file: BinaryIO) -> bytes:
    """Return what a file holds; of one that is too large, enough to see that it is."""
    return file.read(LARGEST + 1)


def unreadable(subject: str, error: OSError) -> InvalidInput:
    """Return what to raise for a file that cannot be opened or read."""
    return InvalidInput(subject, [Problem("", f"it cannot be read: {reason(error)}.")])


def reason(error: OSError) -> str:
    """Return why the system refused, without its number and the path."""
    return (error.strerror or str(error)).lower()


def parse(content: bytes, subject: str) -> Scenario:
    """Return the scenario in the bytes of a file called ``subject``."""
    tree, problems = _tree(content, subject)
    version = tree.get("version")
    if _is_whole(version) and version > VERSION:
        words = f"made by a newer Jevons (version {shown(version)}; this one reads up to {VERSION})"
        raise InvalidInput(subject, [Problem("version", f"{words}: update this one.")])
    problems += _heading(tree)
    for each in range(version if _is_whole(version) and version > 0 else VERSION, VERSION):
        tree = MIGRATIONS[each](tree)
    fields = {key: value for key, value in tree.items() if key not in ("format", "version")}
    try:
        scenario = Scenario(**fields)
    except ValidationError as error:
        raise InvalidInput(subject, [*problems, *problems_of(error, _NAMES)]) from error
    if problems:
        raise InvalidInput(subject, problems)
    return scenario


def _heading(tree: Mapping[str, Any]) -> Iterator[Problem]:
    """Return what is wrong with format and version."""
    found = {name: f"this is {shown(tree[name])}" for name in ("format", "version") if name in tree}
    if tree.get("format") != FORMAT:
        yield Problem("format", f'must be "{FORMAT}"; {found.get("format", "it is missing")}.')
    if not _is_whole(tree.get("version")) or tree["version"] < 1:
        words = f"must be a whole number from 1 on; {found.get('version', 'it is missing')}."
        yield Problem("version", words)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _tree(content: bytes, subject: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return the tree of a file, with problems that the tree itself does not show."""
    text = _text(content, subject)
    repeated: Repeated = {}
    try:
        tree = json.loads(
            text,
            object_pairs_hook=lambda pairs: _object(pairs, repeated),
            parse_int=_whole,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        words = _NOT_JSON.get(error.msg.removesuffix(": "), error.msg.lower())
        place = f"line {error.lineno}, column {error.colno}"
        raise _refused(subject, f"it is not JSON: {words} ({place}).") from error
    except RecursionError as error:
        raise _refused(subject, "it is nested too deeply to be a scenario.") from error
    if not isinstance(tree, dict):
        raise _refused(subject, f"it must be a JSON object in braces; this is {shown(tree)}.")
    halves = "\\ud" in text.lower()
    return tree, [*_unseen(tree, repeated)] if repeated or halves else []


def _text(content: bytes, subject: str) -> str:
    if len(content) > LARGEST:
        raise _refused(subject, f"it is over {LARGEST // 1_000_000} MB: no scenario is that large.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        words = f"it is not UTF-8 text: line {line} is the first that cannot be read."
        raise _refused(subject, words) from error
    start = text.lstrip()[:1]
    if not start:
        raise _refused(subject, "it is empty.")
    if start in "{[" and (count := values_in(text)) > MOST_VALUES:
        words = f"it holds {count:,} values: no scenario has more than {MOST_VALUES:,}."
        raise _refused(subject, words)
    return text


def values_in(text: str) -> int:
    """Return how many values JSON text holds at most, without reading it as such."""
    bare = _TEXT.sub("", text)
    return sum(map(bare.count, ",[{"))


def _refused(subject: str, words: str) -> InvalidInput:
    return InvalidInput(subject, [Problem("", words)])


#: Objects with names that stand twice in them, by identity, and those names.
Repeated = dict[int, tuple[dict[str, Any], list[str]]]


def _object(pairs: list[tuple[str, Any]], repeated: Repeated) -> dict[str, Any]:
    # Half a character in a name would be refused by whatever the name is shown on.
    found = {printable(name): value for name, value in pairs}
    if len(found) != len(pairs):
        count = Counter(printable(name) for name, _ in pairs)
        repeated[id(found)] = found, [name for name in found if count[name] > 1]
    return found


def _unseen(tree: object, repeated: Repeated) -> Iterator[Problem]:
    """Return repeated names and lone surrogates, with their places."""
    waiting: list[tuple[Location, object]] = [((), tree)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str) and not _is_text(value):
            words = f"holds half a character (a lone surrogate); this is {shown(value)}."
            yield Problem(place_of(place), words)
        for name in repeated.get(id(value), ((), ()))[1]:
            yield Problem(place_of((*place, name)), "stands twice in one object: keep one.")
        if isinstance(value, dict | list):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += reversed([((*place, key), item) for key, item in items])


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 300 else float(digits)


def _number(text: str) -> int | float:
    """Return a number with a point or an exponent; 60.0 is the whole number 60, as JSON has it."""
    return shortest(float(text))


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
    before it takes the name. What is no file, such as a pipe, is written to as it is.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    target = Path(os.path.realpath(path))
    mode = _mode(target)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".jevons-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Return the permissions the file has, or those a new file gets."""
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    effective = os.access in os.supports_effective_ids
    if not os.access(target, os.W_OK, effective_ids=effective):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return mode
