"""Names cut to the room there is can still be told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.charts.cutting import letters_told_apart, told_apart

NAMES = st.lists(st.text("ab ,", min_size=1, max_size=14), min_size=1, max_size=6)
STORY = ("R1 shock", "R1 shock, weak rebound", "R1 shock, Jevons rebound", "Baseline, January 2025")


def cut(names: tuple[str, ...], letters: int) -> tuple[str, ...]:
    return told_apart(names, lambda text: len(text) <= letters)


def test_that_a_name_with_room_stands_as_it_is() -> None:
    assert cut(STORY, 24) == STORY


def test_that_a_name_of_its_own_loses_its_end() -> None:
    assert cut(("Baseline, January 2025", "R1 shock"), 12) == ("Baseline, J…", "R1 shock")


def test_that_names_which_begin_alike_keep_what_tells_them_apart() -> None:
    found = cut(("Baseline, January 2025", "Baseline, July 2026"), 13)
    assert found == ("…January 2025", "Bas…July 2026")
    assert cut(STORY, 10)[1:3] == ("…weak reb…", "…Jevons r…")
    assert cut(STORY[:2], 10) == ("R1 shock", "…weak reb…")


def test_that_names_which_end_alike_too_lose_their_middles() -> None:
    runs = ("Alpha model run 1", "Alpha model run 2", "Beta model run 1", "Beta model run 2")
    found = cut(runs, 9)
    assert found == ("Alpha m…1", "Alpha m…2", "Beta mo…1", "Beta mo…2")


@pytest.mark.parametrize("letters", [8, 9, 11, 14, 18, 20])
def test_that_all_names_of_the_january_story_differ_however_short(letters: int) -> None:
    found = cut((*STORY, *(f"{name} copy" for name in STORY)), letters)
    assert len(set(found)) == 2 * len(STORY)


@given(names=NAMES, letters=st.integers(2, 12))
def test_that_no_cut_name_is_longer_than_its_room_and_a_short_one_is_whole(
    names: list[str], letters: int
) -> None:
    found = told_apart(names, lambda text: len(text) <= letters)
    for name, short in zip(names, found, strict=True):
        assert len(short) <= letters
        assert short == name or len(name) > letters
    assert [found[names.index(name)] for name in names] == list(found)


def test_that_letters_are_counted_too() -> None:
    assert letters_told_apart(("one scenario", "two"), 5) == ("one…", "two")
