"""Numbers typed and read, and the steps of a slider."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from desktop.numbers import (
    Scale,
    UnreadableNumber,
    exact_text,
    number_text,
    quantity_text,
    read_number,
    span_texts,
)
from scenarios.assumptions import Assumption, registry
from scenarios.record import newest_data
from scenarios.units import UNITS

DECLARED = list(registry(newest_data()).values())
ENGLISH, GERMAN, FRENCH = (QLocale(name) for name in ("en_GB", "de_DE", "fr_FR"))
LOCALES = st.sampled_from([ENGLISH, GERMAN, FRENCH, QLocale("de_CH"), QLocale("sv_SE")])


@pytest.mark.parametrize(
    ("text", "unit", "locale", "value"),
    [
        ("12.5", "x", FRENCH, 12.5),
        ("12,5", "x", FRENCH, 12.5),
        ("1,5", "x", ENGLISH, 1.5),
        ("1,234", "x", ENGLISH, 1234),
        ("0,234", "x", ENGLISH, 0.234),
        ("1.234", "x", GERMAN, 1.234),
        ("1.234,5", "x", GERMAN, 1234.5),
        ("1,234.5", "x", ENGLISH, 1234.5),
        ("1\u202f234,5", "x", FRENCH, 1234.5),
        ("1'234.5", "x", QLocale("de_CH"), 1234.5),
        ("1e3", "x", ENGLISH, 1000),
        ("1e-3", "1", ENGLISH, 0.001),
        ("2.5E\N{MINUS SIGN}2", "1", ENGLISH, 0.025),
        (" .5 ", "1", ENGLISH, 0.5),
        ("5.", "1", ENGLISH, 5),
        ("\N{MINUS SIGN}20", "fraction", ENGLISH, -0.2),
        ("45", "fraction", ENGLISH, 0.45),
        ("45 %", "fraction", ENGLISH, 0.45),
        ("57 percent", "fraction", ENGLISH, 0.57),
        ("90 %", "1", ENGLISH, 0.9),
        ("+35 %", "x/yr", ENGLISH, 1.35),
        ("-20%", "x/yr", ENGLISH, 0.8),
        ("+35 % a year", "x/yr", ENGLISH, 1.35),
        ("3x", "x/yr", ENGLISH, 3),
        ("3 ×/yr", "x/yr", ENGLISH, 3),
        ("3 x per year", "x/yr", ENGLISH, 3),
        ("10 % p.a.", "1/yr", ENGLISH, 0.1),
        ("0.1 /yr", "1/yr", ENGLISH, 0.1),
        ("6 months", "years", ENGLISH, 0.5),
        ("2 yr", "years", ENGLISH, 2),
        ("28 gw", "GW/yr", ENGLISH, 28),
        ("500 MW a year", "GW/yr", ENGLISH, 0.5),
        ("680 W", "kW", ENGLISH, 0.68),
        ("3 rung", "rung 0-5", ENGLISH, 3),
        ("1.5 trn USD", "USD bn", ENGLISH, 1500),
    ],
)
def test_that_usual_spellings_are_read(text: str, unit: str, locale: QLocale, value: float) -> None:
    assert read_number(text, unit, locale) == value


@pytest.mark.parametrize(
    "text", ["", "abc", "1 2", "1.2.3", "1,23,4", "1e999", "--1", "1.5,5.5", "12,34.5"]
)
def test_that_what_is_no_number_is_not_guessed(text: str) -> None:
    with pytest.raises(UnreadableNumber):
        read_number(text, "x", ENGLISH)


@pytest.mark.parametrize(
    ("text", "unit", "suffix"),
    [("3 kg", "x", "kg"), ("35 %", "x/yr", "%"), ("3 years", "x", "years"), ("1e", "1", "e")],
)
def test_that_a_wrong_unit_is_named(text: str, unit: str, suffix: str) -> None:
    with pytest.raises(UnreadableNumber) as raised:
        read_number(text, unit, ENGLISH)
    assert raised.value.suffix == suffix


@given(st.sampled_from(sorted(UNITS)), st.floats(-1e9, 1e9), LOCALES)
def test_that_what_is_written_reads_back(unit: str, value: float, locale: QLocale) -> None:
    again = read_number(exact_text(value, unit, locale), unit, locale)
    assert again == pytest.approx(value, rel=1e-11, abs=1e-300)


@given(st.sampled_from(DECLARED), st.floats(0, 1), LOCALES)
def test_that_a_value_of_a_slider_is_written_without_loss(
    assumption: Assumption, position: float, locale: QLocale
) -> None:
    value = Scale.of(assumption).value(position)
    for text in (
        exact_text(value, assumption.unit, locale),
        number_text(value, assumption.unit, locale),
    ):
        assert read_number(text, assumption.unit, locale) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (3.0, "x/yr", "3.0"),
        (0.5, "1", "0.50"),
        (28.0, "GW/yr", "28"),
        (1.37, "x/yr", "1.37"),
        (0.45, "fraction", "45"),
        (0.455, "fraction", "45.5"),
        (-0.2, "fraction", "−20"),
        (3.0, "rung 0-5", "3"),
        (2.5, "rung 0-5", "2.5"),
        (10_000.0, "GW/yr", "10000"),
        (3.14159, "x", "3.142"),
        (0.0, "1", "0"),
    ],
)
def test_that_numbers_are_short_and_keep_two_digits(value: float, unit: str, text: str) -> None:
    assert number_text(value, unit, ENGLISH) == text


def test_that_a_quantity_reads_as_in_a_sentence() -> None:
    assert quantity_text(3.0, "x/yr", ENGLISH) == "3×/yr"
    assert quantity_text(0.45, "fraction", FRENCH) == "45\N{NO-BREAK SPACE}%"
    assert quantity_text(0.68, "kW", FRENCH) == "0,68\N{NO-BREAK SPACE}kW"
    assert quantity_text(0.9, "1", ENGLISH) == "0.9"
    assert quantity_text(3.0, "rung 0-5", ENGLISH) == "rung 3"
    assert span_texts(1, 20, "x/yr", ENGLISH) == ("1", "20×/yr")


@pytest.mark.parametrize("assumption", DECLARED, ids=lambda a: a.id)
def test_that_a_default_is_a_place_on_its_slider(assumption: Assumption) -> None:
    scale = Scale.of(assumption)
    assert scale.value(scale.position(assumption.p50)) == assumption.p50


@pytest.mark.parametrize("assumption", DECLARED, ids=lambda a: a.id)
def test_that_a_slider_never_turns_back(assumption: Assumption) -> None:
    scale = Scale.of(assumption)
    values = [scale.value(i / 3000) for i in range(3001)]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (scale.low, scale.high)
    assert len(set(values)) > 40


def test_that_equal_ratios_are_equally_far_apart_where_growth_multiplies() -> None:
    scale = Scale(1, 100, 0.2, 1000, logarithmic=True)
    assert scale.position(10) == pytest.approx(0.5)
    assert scale.position(1000) == 1
    assert Scale(1, 100, 0.2, 1000).position(10) == pytest.approx(9 / 99)


@given(st.sampled_from(DECLARED), st.floats(0, 1), st.integers(1, 10))
def test_that_steps_go_the_way_they_say_and_stay_within_the_limits(
    assumption: Assumption, position: float, count: int
) -> None:
    scale = Scale.of(assumption)
    value = scale.value(position)
    up, down = scale.stepped(value, count), scale.stepped(value, -count)
    assert up > value or value == scale.maximum
    assert down < value or value == scale.minimum
    assert scale.minimum <= down <= up <= scale.maximum


def test_that_a_step_leads_to_the_next_round_value() -> None:
    scale = Scale(1, 10, 0.2, 100, logarithmic=True)
    assert scale.stepped(3.14159, 1) == 3.15
    assert scale.stepped(3.14159, -1) == 3.1
    assert scale.stepped(3.0, 10) == 3.5


def test_that_whole_rungs_attract_and_fractions_remain() -> None:
    scale = Scale(0, 5, 0, 5, whole=True)
    assert scale.value(2.1 / 5) == 2
    assert scale.value(2.5 / 5) == 2.5
    assert scale.stepped(2.5, 1) == 3
    assert scale.stepped(2.5, -1) == 2


def test_that_a_step_of_nothing_is_finite() -> None:
    assert math.isfinite(Scale(1, 10, 0, 100, logarithmic=True).stepped(0, 1))
