"""Months: written and read as YYYY-MM, counted, ordered, and placed in Nvidia's fiscal year."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from scenarios import record
from scenarios.months import Month

months = st.builds(Month, st.integers(0, 9999 * 12 + 11))


class Diary(BaseModel):
    """A value with a month in it, as a scenario has."""

    month: Month


@given(months)
def test_that_a_month_reads_back_as_it_is_written(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}", str(month))


def test_that_a_month_knows_its_parts() -> None:
    month = Month.parse("2025-02")
    assert (month.year, month.month, str(month)) == (2025, 2, "2025-02")


@pytest.mark.parametrize(
    "text",
    [
        *("", "2025", "2025-2", "2025-00", "2025-13", "202-01", "02-2025", "2025/02"),
        *("2025-02-01", " 2025-02", "2025-02 ", "2025-02\n", "-2025-02", "+025-02"),
        *("202\N{FULLWIDTH DIGIT FIVE}-02", "2025\N{EN DASH}02"),
    ],
)
def test_that_anything_but_year_and_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be a month written YYYY-MM, such as 2025-02"):
        Month.parse(text)


def test_that_december_is_followed_by_january() -> None:
    assert str(Month.parse("2025-12") + 1) == "2026-01"
    assert str(Month.parse("2025-01") + -1) == "2024-12"
    assert str(Month.parse("2024-10") + 27) == "2027-01"


@given(months, st.integers(0, 2000))
def test_that_a_difference_of_months_counts_the_steps_between_them(month: Month, n: int) -> None:
    assert (month + n) - month == n
    assert month - (month + n) == -n


@given(months, months)
def test_that_months_are_ordered_as_their_texts_are(one: Month, other: Month) -> None:
    assert (one < other) == (str(one) < str(other))
    assert (one >= other) == (str(one) >= str(other))
    assert (one == other) == (str(one) == str(other))
    assert len({one, other}) == len({str(one), str(other)})


def test_that_the_fiscal_year_ends_in_january() -> None:
    assert Month.parse("2026-01").fiscal_year == 2026
    assert Month.parse("2026-02").fiscal_year == 2027
    quarters = [(Month.parse("2025-02") + i).fiscal_quarter for i in range(12)]
    assert quarters == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_that_every_quarter_of_the_record_ends_in_the_month_its_name_says() -> None:
    for quarter in record.history(record.newest_data()):
        month = quarter.month
        assert quarter.name == f"FY{month.fiscal_year}Q{month.fiscal_quarter}"
        assert (month + 1).fiscal_quarter != month.fiscal_quarter


def test_that_a_month_in_a_value_may_be_given_as_text_and_is_written_as_text() -> None:
    diary = Diary(month="2025-02")  # type: ignore[arg-type]
    assert diary.month == Month.parse("2025-02")
    assert Diary(month=diary.month) == diary
    assert diary.model_dump_json() == '{"month":"2025-02"}'


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2025-13", '"2025-13"'),
        (202502, "202502"),
        (None, "null"),
        (2025.02, "2025.02"),
        (["2025-02"], "a list"),
        (True, "true"),
    ],
)
def test_that_a_month_in_a_value_is_refused_in_words(value: object, shown: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Diary(month=value)  # type: ignore[arg-type]
    (found,) = caught.value.errors()
    assert found["loc"] == ("month",)
    words = f"must be a month written YYYY-MM, such as 2025-02; this is {shown}."
    assert found["msg"] == words


def test_that_the_schema_of_a_month_lets_through_just_what_is_read() -> None:
    schema = Diary.model_json_schema()["properties"]["month"]
    assert schema["type"] == "string"
    for text, allowed in (("2025-02", True), ("2025-13", False), ("2025-2", False)):
        assert bool(re.search(schema["pattern"], text)) == allowed
    assert all(Month.parse(example) for example in schema["examples"])
