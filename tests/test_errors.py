"""What people are told of their mistakes: where, what, what is allowed, in one readable line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from scenarios.errors import (
    MOST_HINTS,
    InvalidInput,
    Location,
    Problem,
    did_you_mean,
    findings,
    place_of,
    printable,
    problems_of,
    shown,
)
from scenarios.limits import Limits, Value


class Diary(Value):
    """A value with one field of every kind that a scenario has."""

    title: str = ""
    pages: Annotated[int, Limits(1, 65_536)] = 1
    weight: Annotated[float, Limits(0.01, 1000, "kg")] = 1
    colour: Literal["red", "green"] = "red"
    paper: Literal["thin", "thick", "ruled"] = "thin"
    marks: Annotated[tuple[str, ...], Field(strict=False, max_length=2)] = ()


def refused(**fields: object) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        Diary(**fields)  # type: ignore[arg-type]
    return problems_of(caught.value, {"": Diary.model_fields})


# The report


def test_that_a_report_names_its_subject_and_then_each_problem_with_its_place() -> None:
    problems = [
        Problem("assumptions.training_rebund", "there is no assumption of this name."),
        Problem("", "it is empty."),
    ]
    error = InvalidInput("r1.jevons", problems)
    assert error.problems == tuple(problems)
    assert error.report() == str(error)
    assert error.report().splitlines() == [
        "r1.jevons has 2 problems.",
        "  assumptions.training_rebund: there is no assumption of this name.",
        "  it is empty.",
    ]


def test_that_one_problem_is_not_called_problems() -> None:
    report = InvalidInput("r1.jevons", [Problem("name", "is missing.")]).report()
    assert report.startswith("r1.jevons has 1 problem.\n")


@pytest.mark.parametrize(("count", "closing"), [(50, "  p49: x"), (2_050, "  and 2,000 more.")])
def test_that_a_report_shows_fifty_problems_and_counts_the_rest(count: int, closing: str) -> None:
    error = InvalidInput("r1.jevons", [Problem(f"p{i}", "x") for i in range(count)])
    lines = error.report().splitlines()
    assert lines[0] == f"r1.jevons has {count:,} problems."
    assert lines[50] == "  p49: x"
    assert lines[-1] == closing
    assert len(lines) == 51 + (count > 50)
    assert len(error.problems) == count


def test_that_a_file_name_cannot_write_to_the_terminal() -> None:
    report = InvalidInput("a\x1b[2J\n.jevons", [Problem("", "it is empty.")]).report()
    assert report.splitlines()[0] == r"a\x1b[2J\n.jevons has 1 problem."


# Near names


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("training_rebund", " Did you mean training_rebound?"),
        ("lead_time", " Did you mean lead_time_years?"),
        ("moon_phase", ""),
        ("", ""),
        ("training_rebound" * 100_000, ""),
    ],
)
def test_that_the_nearest_name_is_offered_when_one_is_near(name: str, hint: str) -> None:
    assert did_you_mean(name, ["training_rebound", "lead_time_years"]) == hint


def test_that_near_names_are_looked_for_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    near = difflib.get_close_matches

    def counted(name: str, known: Sequence[str], n: int) -> list[str]:
        calls.append(name)
        return near(name, known, n)

    monkeypatch.setattr(difflib, "get_close_matches", counted)
    found = refused(**{f"page{i}": 1 for i in range(1_000)})
    assert len(found) == 1_000
    assert len(calls) == MOST_HINTS
    assert [f.message.endswith("mean pages?") for f in found] == [
        i < MOST_HINTS for i in range(1_000)
    ]


# Places and values


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ((), ""),
        (("name",), "name"),
        (("events", 1, "level"), "events[1].level"),
        (("uncertainty", "correlations", 0, 2), "uncertainty.correlations[0][2]"),
        (("assumptions", ""), 'assumptions.""'),
        (("a\nb\x1b",), r"a\nb\x1b"),
        (("k" * 1_000_000,), "k" * 60),
        # Names that a scenario uses elsewhere are no less shown where they do not belong.
        (("supply_shock",), "supply_shock"),
        (("as-number",), "as-number"),
    ],
)
def test_that_a_place_is_written_as_in_the_file(location: Location, place: str) -> None:
    assert place_of(location) == place


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (5.0, "5"),
        (-0.25, "-0.25"),
        (100_001.0, "100001"),
        (1234567.891, "1234567.891"),
        (1e250, "1e+250"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        ("2x", '"2x"'),
        ("", '""'),
        ("déjà vu", '"déjà vu"'),
        ("\x1b[2J\n\ud800", r'"\x1b[2J\n\ud800"'),
        ({"a": 1}, "an object"),
        ([1], "a list"),
        ((1,), "a list"),
    ],
)
def test_that_a_value_is_shown_as_it_stands_in_the_file(value: object, text: str) -> None:
    assert shown(value) == text


def test_that_a_long_value_is_cut() -> None:
    assert shown("x" * 5_000_000) == '"' + "x" * 56 + "..."
    assert shown(10**100) == "1" + "0" * 56 + "..."


def test_that_only_what_cannot_be_seen_is_escaped() -> None:
    assert printable("Größe – 5 × 😀") == "Größe – 5 × 😀"
    assert printable("a\tb\u202ec\x9bd\u2028e\udfff") == r"a\tb\u202ec\x9bd\u2028e\udfff"


# What pydantic finds, in our words


@pytest.mark.parametrize(
    ("fields", "place", "message"),
    [
        ({"title": 5}, "title", "must be a text in quotes; this is 5."),
        ({"pages": "5"}, "pages", 'must be a whole number; this is "5".'),
        ({"pages": 1.5}, "pages", "must be a whole number; this is 1.5."),
        ({"pages": True}, "pages", "must be a whole number; this is true."),
        ({"pages": 0}, "pages", "must lie between 1 and 65,536; this is 0."),
        ({"weight": []}, "weight", "must be a number; this is a list."),
        ({"weight": float("nan")}, "weight", "must be a finite number; this is NaN."),
        ({"weight": 1e4}, "weight", "must lie between 0.01 and 1,000 (kg); this is 10000."),
        ({"colour": "rd"}, "colour", "must be 'red' or 'green'; this is \"rd\". Did you mean red?"),
        ({"colour": None}, "colour", "must be 'red' or 'green'; this is null."),
        ({"paper": "x"}, "paper", "must be one of 'thin', 'thick', 'ruled'; this is \"x\"."),
        ({"marks": {}}, "marks", "must be a list in brackets; this is an object."),
        ({"marks": ["a", 2]}, "marks[1]", "must be a text in quotes; this is 2."),
        ({"marks": ["a"] * 3}, "marks", "must have at most 2 entries; this has 3."),
        ({"wieght": 2}, "wieght", "there is nothing of this name here. Did you mean weight?"),
    ],
)  # fmt: skip
def test_that_a_wrong_field_is_refused_in_plain_words(
    fields: dict[str, object], place: str, message: str
) -> None:
    assert refused(**fields) == [Problem(place, message)]


def test_that_a_near_name_is_one_of_the_object_that_the_misspelt_one_stands_in() -> None:
    class Shelf(Value):
        """Something with an object in it."""

        diary: Diary = Diary()

    with pytest.raises(ValidationError) as caught:
        Shelf.model_validate({"diary": {"titel": "x"}, "dairy": {}})
    known = {"": ["diary"], "diary": Diary.model_fields}
    assert findings(caught.value, known) == [
        (("diary", "titel"), "there is nothing of this name here. Did you mean title?"),
        (("dairy",), "there is nothing of this name here. Did you mean diary?"),
    ]
    assert "Did you mean" not in str(problems_of(caught.value))
