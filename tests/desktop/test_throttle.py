"""What is asked for all the time is done now and then, and the last of it always."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.throttle import Throttle

WHILE = 30


class Counted:
    """A throttle on counting, and what has been counted."""

    def __init__(self) -> None:
        self.state = 0
        self.shown: list[int] = []
        self.throttle = Throttle(lambda: self.shown.append(self.state), WHILE)

    def ask(self, state: int) -> None:
        self.state = state
        self.throttle.ask()


@pytest.fixture
def counted(qtbot: QtBot) -> Iterator[Counted]:
    made = Counted()
    yield made
    made.throttle.stop()


def test_that_what_is_asked_for_once_is_done_at_once(counted: Counted) -> None:
    counted.ask(1)
    assert counted.shown == [1]
    assert not counted.throttle.waits


def test_that_of_many_states_the_last_one_is_shown_and_none_between(
    counted: Counted, qtbot: QtBot
) -> None:
    for state in (1, 2, 3, 4):
        counted.ask(state)
    assert counted.shown == [1]
    assert counted.throttle.waits
    qtbot.waitUntil(lambda: not counted.throttle.waits)
    assert counted.shown == [1, 4]


def test_that_nothing_is_done_again_that_nobody_asked_for(counted: Counted, qtbot: QtBot) -> None:
    other = Counted()
    counted.ask(1)
    for state in (1, 2):
        other.ask(state)
    # Both began together: when the other has caught up, this one could have.
    qtbot.waitUntil(lambda: other.shown == [1, 2])
    assert counted.shown == [1]
    other.throttle.stop()


def test_that_catching_up_does_not_wait(counted: Counted) -> None:
    counted.ask(1)
    counted.ask(2)
    counted.throttle.catch_up()
    assert counted.shown == [1, 2]
    counted.throttle.catch_up()
    assert counted.shown == [1, 2]


def test_that_what_waits_can_be_forgotten(counted: Counted) -> None:
    counted.ask(1)
    counted.ask(2)
    counted.throttle.stop()
    assert not counted.throttle.waits
    counted.ask(3)
    assert counted.shown == [1, 3]
