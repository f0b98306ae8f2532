"""Problems in what a person gave: each with its place, what is wrong and what is allowed.

All problems of a file are collected before any is raised.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

_SHOWN = 50


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
        lines = [f"{self.subject} has {count} problem{'s' if count != 1 else ''}."]
        lines += [f"  {problem}" for problem in self.problems[:_SHOWN]]
        if count > _SHOWN:
            lines.append(f"  and {count - _SHOWN} more.")
        return "\n".join(lines)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `` Did you mean X?`` for the nearest known name, or nothing when none is near."""
    near = difflib.get_close_matches(name[:100], list(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""


def shown(value: object) -> str:
    """Return a value as it stands in the file, shortened."""
    text = f'"{value}"' if isinstance(value, str) else _plain(value)
    return text if len(text) <= 60 else text[:57] + "..."


def problems_of(error: ValidationError, known: Sequence[str] = ()) -> list[Problem]:
    """Translate pydantic's findings into problems.

    ``known`` are the keys among which a misspelt one is looked for, besides those of the models.
    """
    return [
        Problem(_place(found["loc"]), _words(found, known))
        for found in error.errors(include_url=False)
    ]


def _plain(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else repr(value)


def _place(location: tuple[int | str, ...]) -> str:
    place = ""
    for part in location:
        if isinstance(part, int):
            place += f"[{part}]"
        elif part not in _TAGS:
            place += f".{part}" if place else part
    return place


_EVENTS = ("efficiency_shock", "export_restriction", "investment_programme", "supply_shock")
#: What pydantic adds to a place to say which member of a union it tried.
_TAGS = frozenset([*_EVENTS, "as-number", "as-spread", "as-fixed", ""])

_EXPECTED = {
    "float_type": "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "string_type": "a text in quotes",
    "dict_type": "an object in braces",
    "model_type": "an object in braces",
    "model_attributes_type": "an object in braces",
    "list_type": "a list in brackets",
    "tuple_type": "a list in brackets",
    "finite_number": "a finite number",
}


def _words(found: Any, known: Sequence[str]) -> str:
    kind, value, context = found["type"], found["input"], found.get("ctx", {})
    if kind in _EXPECTED:
        return f"must be {_EXPECTED[kind]}; this is {shown(value)}."
    if kind == "missing":
        return "is required and missing."
    if kind == "extra_forbidden":
        name = str(found["loc"][-1])
        return f"there is nothing of this name here.{did_you_mean(name, known)}"
    if kind in ("literal_error", "union_tag_invalid"):
        allowed = context.get("expected") or context["expected_tags"]
        tag = value.get("type") if kind == "union_tag_invalid" else value
        hint = did_you_mean(tag, allowed.replace("'", "").split(", ")) if _text(tag) else ""
        return f"must be one of {allowed}; this is {shown(tag)}.{hint}"
    if kind == "union_tag_not_found":
        return "must have a type, one of " + ", ".join(_EVENTS) + "."
    if kind in ("too_long", "too_short"):
        most = context.get("max_length", context.get("min_length"))
        return f"must have {'at most' if kind == 'too_long' else 'at least'} {most} entries."
    return str(found["msg"])


def _text(value: object) -> bool:
    return isinstance(value, str)
