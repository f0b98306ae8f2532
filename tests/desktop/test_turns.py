"""What is asked for all the time is done in turns, and the last of it always."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer
from pytestqt.qtbot import QtBot

from desktop.turns import Turns

PAUSE = 30


class Shown:
    """A number that is shown in two places, in turns."""

    def __init__(self) -> None:
        self.state = 0
        self.seen: list[str] = []
        self.turns = Turns(PAUSE)

    def left(self) -> None:
        self.seen.append(f"left {self.state}")

    def right(self) -> None:
        self.seen.append(f"right {self.state}")

    def ask(self, state: int) -> None:
        self.state = state
        self.turns.ask(self.left, self.right)


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    made = Shown()
    yield made
    made.turns.stop()


def test_that_what_is_asked_for_once_is_done_at_once(shown: Shown) -> None:
    shown.ask(1)
    assert shown.seen == ["left 1", "right 1"]
    assert not shown.turns.waits


def test_that_of_many_states_the_last_is_shown_everywhere_and_none_between(
    shown: Shown, qtbot: QtBot
) -> None:
    for state in (1, 2, 3, 4):
        shown.ask(state)
    assert shown.seen == ["left 1", "right 1"]
    assert shown.turns.waits
    qtbot.waitUntil(lambda: not shown.turns.waits)
    assert shown.seen[2:] == ["left 4", "right 4"]


def test_that_under_a_steady_hand_each_has_its_turn_and_none_comes_with_another(
    shown: Shown,
) -> None:
    shown.ask(1)
    del shown.seen[:]
    end = QDeadlineTimer(20_000)
    while len(shown.seen) < 6 and not end.hasExpired():
        before = len(shown.seen)
        shown.ask(shown.state + 1)
        QCoreApplication.processEvents()
        assert len(shown.seen) <= before + 1
    assert [place.split()[0] for place in shown.seen] == ["left", "right"] * 3


def test_that_nothing_is_done_again_that_nobody_asked_for(shown: Shown, qtbot: QtBot) -> None:
    other = Shown()
    shown.ask(1)
    for state in (1, 2):
        other.ask(state)
    # Both began together: when the other is through, this one could have been.
    qtbot.waitUntil(lambda: not other.turns.waits)
    assert len(shown.seen) == 2
    other.turns.stop()


def test_that_catching_up_does_not_wait(shown: Shown) -> None:
    shown.ask(1)
    shown.ask(2)
    shown.turns.catch_up()
    assert shown.seen[2:] == ["left 2", "right 2"]
    shown.turns.catch_up()
    assert len(shown.seen) == 4
    # The hand has let go: what comes of its last move is shown at once.
    shown.ask(3)
    assert shown.seen[4:] == ["left 3", "right 3"]


def test_that_what_waits_can_be_forgotten(shown: Shown) -> None:
    shown.ask(1)
    shown.ask(2)
    shown.turns.stop()
    assert not shown.turns.waits
    shown.ask(3)
    assert shown.seen[2:] == ["left 3", "right 3"]
