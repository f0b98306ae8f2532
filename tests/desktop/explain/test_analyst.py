"""The worker behind the explanations: the newest question wins, and failures are told in words."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.explain.analyst import Analyst
from desktop.explain.question import Progress, Question
from scenarios.errors import InvalidInput, Problem


class Heard:
    """What an analyst said."""

    def __init__(self, analyst: Analyst) -> None:
        self.answers: list[tuple[object, object]] = []
        self.failures: list[str] = []
        self.counts: list[tuple[int, int]] = []
        analyst.answered.connect(lambda asker, answer: self.answers.append((asker, answer)))
        analyst.failed.connect(lambda _, words: self.failures.append(words))
        analyst.progressed.connect(lambda _, done, total: self.counts.append((done, total)))


@pytest.fixture
def analyst(qtbot: QtBot) -> Iterator[Analyst]:
    analyst = Analyst()
    yield analyst
    analyst.stop()


@pytest.fixture
def heard(analyst: Analyst) -> Heard:
    return Heard(analyst)


def gives(answer: object) -> Callable[[Progress], object]:
    return lambda _progress: answer


class Gate:
    """A step that waits until it is let through, and then tells how far it is."""

    def __init__(self) -> None:
        self.entered, self.open = threading.Event(), threading.Event()

    def __call__(self, progress: Progress) -> object:
        self.entered.set()
        assert self.open.wait(20)
        progress(1, 2)
        return "late"


def test_that_every_step_of_a_question_is_answered_in_turn_and_by_who_asked(
    analyst: Analyst, heard: Heard
) -> None:
    analyst.ask(Question((gives("rough"), gives("exact")), asker="view"))
    assert analyst.is_busy
    assert analyst.wait_idle()
    assert heard.answers == [("view", "rough"), ("view", "exact")]


def test_that_steps_run_in_another_thread(analyst: Analyst, heard: Heard) -> None:
    analyst.ask(Question((lambda _: threading.current_thread() is threading.main_thread(),)))
    assert analyst.wait_idle()
    assert heard.answers == [(None, False)]


def test_that_only_the_newest_of_the_waiting_questions_is_worked_on(
    analyst: Analyst, heard: Heard
) -> None:
    gate = Gate()
    analyst.ask(Question((gate,)))
    assert gate.entered.wait(20)
    analyst.ask(Question((gives("never"),)))
    analyst.ask(Question((gives("newest"),)))
    gate.open.set()
    assert analyst.wait_idle()
    assert [answer for _, answer in heard.answers] == ["late", "newest"]


def test_that_a_newer_question_ends_a_long_one_at_its_next_step(
    analyst: Analyst, heard: Heard
) -> None:
    gate = Gate()
    analyst.ask(Question((gate, gives("never")), long=True))
    assert gate.entered.wait(20)
    analyst.ask(Question((gives("newer"),)))
    gate.open.set()
    assert analyst.wait_idle()
    assert [answer for _, answer in heard.answers] == ["newer"]
    assert heard.counts == []


def test_that_a_cancelled_question_is_not_answered_and_the_next_one_is(
    analyst: Analyst, heard: Heard
) -> None:
    gate = Gate()
    analyst.ask(Question((gate,)))
    assert gate.entered.wait(20)
    analyst.cancel()
    gate.open.set()
    assert analyst.wait_idle()
    analyst.ask(Question((gives("next"),)))
    assert analyst.wait_idle()
    assert [answer for _, answer in heard.answers] == ["next"]
    assert heard.failures == []


def test_that_progress_is_told_while_the_work_runs(analyst: Analyst, heard: Heard) -> None:
    gate = Gate()
    gate.open.set()
    analyst.ask(Question((gate,)))
    assert analyst.wait_idle()
    assert heard.counts == [(1, 2)]


def test_that_what_a_user_can_mend_is_told_as_it_stands(analyst: Analyst, heard: Heard) -> None:
    def refuse(_: Progress) -> object:
        raise InvalidInput("the gap", [Problem("as_of", "differs.")])

    analyst.ask(Question((refuse, gives("never"))))
    assert analyst.wait_idle()
    assert heard.answers == []
    assert "as_of" in heard.failures[0]


def test_that_our_own_fault_is_told_and_reported(
    analyst: Analyst, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: reported.append(error))

    def fail(_: Progress) -> object:
        raise ZeroDivisionError("by nothing")

    analyst.ask(Question((fail,)))
    assert analyst.wait_idle()
    assert heard.failures == ["This cannot be worked out: by nothing"]
    assert [type(error) for error in reported] == [ZeroDivisionError]


def test_that_too_little_memory_is_said_without_a_report(
    analyst: Analyst, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *found: reported.append(found))

    def fail(_: Progress) -> object:
        raise MemoryError

    analyst.ask(Question((fail,)))
    assert analyst.wait_idle()
    assert heard.failures == ["There is not enough memory for this."]
    assert reported == []


def test_that_nothing_is_said_after_the_stop(analyst: Analyst, heard: Heard, qtbot: QtBot) -> None:
    gate = Gate()
    analyst.ask(Question((gate,)))
    assert gate.entered.wait(20)
    gate.open.set()
    analyst.stop()
    assert not analyst.is_busy
    assert analyst.wait_idle()
    assert heard.answers == []
