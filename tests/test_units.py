"""Units: a closed vocabulary, and numbers written so that a person can read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import record
from scenarios.assumptions import registry
from scenarios.projection import VARIABLES
from scenarios.units import UNITS, decimals, scaled, written


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "H100e", "0 H100e"),
        (372_400_000, "H100e", "372 M H100e"),
        (-372_400_000, "H100e", "−372 M H100e"),
        (12_345, "H100e/yr", "12.3 k H100e/yr"),
        (999, "H100e", "999 H100e"),
        (999.6, "H100e", "1 k H100e"),
        (1_100, "USD bn", "1.1 trn USD"),
        (0.5, "USD bn", "500 M USD"),
        (521.3, "USD bn/yr", "521 bn USD/yr"),
        (25_330.8, "USD", "25,331 USD"),
        (3.2, "GW/yr", "3.2 GW/yr"),
        (12_000, "GW/yr", "12,000 GW/yr"),
        (0.68, "kW", "0.68 kW"),
        (8.0, "x/yr", "8 x/yr"),
        (2.94, "x", "2.94 x"),
        (0.8, "1/yr", "0.8 /yr"),
        (0.5, "years", "0.5 years"),
        (0.169, "fraction", "16.9 %"),
        (0.5, "fraction", "50.0 %"),
        (-0.31, "fraction", "−31.0 %"),
        (0.9, "1", "0.9"),
        (3.4, "rung 0-5", "3.4"),
    ],
)
def test_that_a_number_is_written_as_a_person_reads_it(value: float, unit: str, text: str) -> None:
    assert written(value, unit) == text


def test_that_the_number_of_significant_digits_can_be_chosen() -> None:
    assert written(1_234.5678, "USD", 6) == "1,234.57 USD"
    assert written(0.123456, "fraction", 4) == "12.35 %"
    assert written(123_456_789, "H100e", 2) == "123 M H100e"


def test_that_every_unit_of_the_declarations_is_in_the_vocabulary_and_every_one_is_used() -> None:
    declared = {a.unit for a in registry(record.newest_data()).values()}
    projected = {variable.unit for variable in VARIABLES.values()}
    assert declared | projected == set(UNITS)
    assert all(symbol == unit.symbol for symbol, unit in UNITS.items())


def test_that_a_unit_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(KeyError):
        written(1, "furlongs")


@given(st.sampled_from(sorted(UNITS)), st.floats(-1e15, 1e15))
def test_that_scaling_changes_the_words_and_not_the_amount(unit: str, value: float) -> None:
    words = {"k": 1e3, "M": 1e6, "bn": 1e9, "trn": 1e12}
    number, text = scaled(value, unit)
    size = 0.01 if text == "%" else words.get(text.split(" ")[0], 1)
    assert number * size == pytest.approx(value * UNITS[unit].factor, rel=1e-12)


@given(st.sampled_from(["H100e", "USD bn"]), st.floats(1e-3, 1e11))
def test_that_nobody_has_to_count_zeros(unit: str, value: float) -> None:
    number, _ = scaled(value, unit)
    assert number < 999.5 or value * UNITS[unit].factor >= 1e15


@given(st.floats(-1e12, 1e12).filter(lambda x: abs(x) > 1e-9), st.integers(1, 6))
def test_that_the_decimals_show_the_digits_asked_for(number: float, digits: int) -> None:
    places = decimals(number, digits)
    assert abs(round(number, places) - number) <= 0.5000001 * 10 ** (
        math.floor(math.log10(abs(number))) - digits + 1
    )


@pytest.mark.parametrize("number", [0.0, math.inf, -math.inf, math.nan])
def test_that_a_number_without_digits_has_no_decimals(number: float) -> None:
    assert decimals(number) == 0
