"""Problems in what a person gave: each with its place, what is wrong and what is allowed.

All problems of a file are collected before any is raised.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

Location = tuple[str | int, ...]
#: Where something is wrong, and the words for it.
Finding = tuple[Location, str]
Known = Mapping[str, Iterable[str]]

#: Looking for a near name is slow: it is done for so many names of a list and no more.
MOST_HINTS = 20
_SHOWN = 50
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: ``place`` such as ``events[1].level``, and the words that explain it."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class InvalidInput(ValueError):
    """Input that its author can mend; holds every problem found.

    Parameters
    ----------
    subject : what was read, as its author calls it (a file name, ``--set``)
    problems : at least one
    """

    def __init__(self, subject: str, problems: Iterable[Problem]) -> None:
        self.subject = subject
        self.problems = tuple(problems)
        super().__init__(self.report())

    def report(self) -> str:
        """Return the problems as lines to show, the first naming the subject."""
        count = len(self.problems)
        subject = printable(self.subject)
        lines = [f"{subject} has {count:,} problem{'s' if count != 1 else ''}."]
        lines += [f"  {problem}" for problem in self.problems[:_SHOWN]]
        if count > _SHOWN:
            lines.append(f"  and {count - _SHOWN:,} more.")
        return "\n".join(lines)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `` Did you mean X?`` for the nearest known name, or nothing when none is near."""
    near = difflib.get_close_matches(name[:100], list(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""


def printable(text: str) -> str:
    """Return text in one line, as a terminal shows it: what cannot be seen is escaped."""
    if text.isprintable():
        return text
    seen = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return "".join(seen)


def shown(value: object) -> str:
    """Return a value as it stands in the file, shortened."""
    text = f'"{value[:_LONGEST]}"' if isinstance(value, str) else _plain(value)
    return _shortened(printable(text))


def place_of(location: Location) -> str:
    """Return a place in words, such as ``events[1].level``."""
    place = ""
    for part in location:
        if isinstance(part, int):
            place += f"[{part}]"
        else:
            name = _shortened(printable(part[:_LONGEST])) or '""'
            place += f".{name}" if place else name
    return place


def findings(error: ValidationError, known: Known = MappingProxyType({})) -> list[Finding]:
    """Translate what pydantic found into locations and words.

    ``known`` are the names that there are, by the last part of a place; those of the outermost
    object stand under an empty text. The nearest is named for a misspelt one.
    """
    hints = 0
    found = []
    for each in error.errors(include_url=False):
        location, words = each["loc"], _words(each)
        if each["type"].startswith("union_tag"):
            location = (*location, "type")
        if each["type"] in _NAMED and hints < MOST_HINTS:
            hints += 1
            words += _hint(each, known)
        found.append((location, words))
    return found


def problems_of(error: ValidationError, known: Known = MappingProxyType({})) -> list[Problem]:
    """Translate what pydantic found into problems; ``known`` is that of `findings`."""
    return [Problem(place_of(location), words) for location, words in findings(error, known)]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _plain(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if not isinstance(value, float):
        return repr(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(int(value) if value.is_integer() and abs(value) < 1e16 else value)


_EXPECTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "a text in quotes",
    "dict_type": "an object in braces",
    "mapping_type": "an object in braces",
    "model_type": "an object in braces",
    "model_attributes_type": "an object in braces",
    "list_type": "a list in brackets",
    "tuple_type": "a list in brackets",
    "finite_number": "a finite number",
}


def _words(found: Any) -> str:
    kind, value = found["type"], found["input"]
    if kind in _EXPECTED:
        return f"must be {_EXPECTED[kind]}; this is {shown(value)}."
    if kind == "missing":
        return "is required and missing."
    if kind == "extra_forbidden":
        return "there is nothing of this name here."
    if kind == "literal_error":
        return _one_of(_allowed(found), value)
    if kind == "too_long":
        most, count = found["ctx"]["max_length"], found["ctx"]["actual_length"]
        return f"must have at most {most} entries; this has {count}."
    if kind == "union_tag_invalid":
        return _one_of(_allowed(found), value["type"])
    if kind == "union_tag_not_found":
        return "is required and missing: what kind of event this is."
    return str(found["msg"])


def _one_of(names: Sequence[str], value: object) -> str:
    quoted = [f"'{name}'" for name in names]
    allowed = " or ".join(quoted) if len(names) == 2 else f"one of {', '.join(quoted)}"
    return f"must be {allowed}; this is {shown(value)}."


def _allowed(found: Any) -> list[str]:
    context = found["ctx"]
    text = context.get("expected") or context["expected_tags"]
    return str(text).replace("'", "").replace(" or ", ", ").split(", ")


#: Findings about a name, for which the nearest one that there is can be named.
_NAMED = ("extra_forbidden", "literal_error", "union_tag_invalid")


def _hint(found: Any, known: Known) -> str:
    if found["type"] == "extra_forbidden":
        location = found["loc"]
        parent = location[-2] if len(location) > 1 else ""
        return did_you_mean(str(location[-1]), known.get(str(parent), ()))
    name = found["input"] if found["type"] == "literal_error" else found["input"]["type"]
    return did_you_mean(name, _allowed(found)) if isinstance(name, str) else ""
