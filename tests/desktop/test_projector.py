"""The worker: newest request first, nothing done twice, and failures in words."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from pytestqt.qtbot import QtBot

from desktop import projector as module
from desktop.projector import Projector, Request, Result
from scenarios import files
from scenarios.projection import Projection, project, project_effect
from scenarios.scenario import Scenario, Uncertainty

EFFECT = ("revenue_effect", "world")
REVENUE = ("revenue", "china")


def with_rebound(scenario: Scenario, value: float) -> Scenario:
    return scenario.with_setting("training_rebound", value)


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    few = Uncertainty(draws=16)
    return files.preset("r1-shock").replace(horizon_months=12, uncertainty=few)


class Worker:
    """Stands before the engine: notes what is projected and where, and can hold it up."""

    def __init__(self) -> None:
        self.done: list[Scenario] = []
        self.threads: set[str] = set()
        self.open = threading.Event()
        self.open.set()
        self.failure: Callable[[Scenario], Exception | None] = lambda scenario: None

    def project(self, scenario: Scenario) -> Projection:
        self.done.append(scenario)
        self.threads.add(threading.current_thread().name)
        assert self.open.wait(20)
        error = self.failure(scenario)
        if error is not None:
            raise error
        return project(scenario)

    @property
    def rebounds(self) -> list[float]:
        return [scenario.belief("training_rebound").p50 for scenario in self.done]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    worker = Worker()
    monkeypatch.setattr(module, "project", worker.project)
    yield worker
    worker.open.set()


@pytest.fixture
def projector(qtbot: QtBot, worker: Worker) -> Iterator[Projector]:
    projector = Projector()
    yield projector
    worker.open.set()
    projector.stop()


class Seen:
    """What the window was told."""

    def __init__(self, projector: Projector) -> None:
        self.results: list[Result] = []
        self.failures: list[str] = []
        self.busy: list[bool] = []
        projector.projected.connect(self.results.append)
        projector.failed.connect(self.failures.append)
        projector.busy_changed.connect(self.busy.append)


@pytest.fixture
def seen(projector: Projector) -> Seen:
    return Seen(projector)


def ask(projector: Projector, *asked: Scenario, **named: Iterable[tuple[str, str]]) -> None:
    rows = tuple((scenario.name, scenario, scenario.defaults()) for scenario in asked)
    projector.request(Request(rows, frozenset(named.get("bands", ()))))


# Answers


def test_that_an_answer_holds_the_projection_with_its_effect(
    projector: Projector, seen: Seen, scenario: Scenario
) -> None:
    ask(projector, scenario)
    assert projector.wait_idle()
    (result,) = seen.results
    found = result.projections["R1 shock"]
    expected = project_effect(scenario, scenario.defaults())
    np.testing.assert_array_equal(found.draws(*EFFECT), expected.draws(*EFFECT))
    assert seen.busy == [True, False]


def test_that_a_scenario_without_a_reference_is_projected_without_effect(
    projector: Projector, seen: Seen, scenario: Scenario
) -> None:
    projector.request(Request((("a", scenario, None),), frozenset([EFFECT, REVENUE])))
    assert projector.wait_idle()
    found = seen.results[0].projections["a"]
    assert found.baseline is None
    np.testing.assert_array_equal(found.central(*REVENUE), project(scenario).central(*REVENUE))


def test_that_the_baseline_gets_the_draws_and_horizon_of_the_scenario(
    projector: Projector, seen: Seen, scenario: Scenario
) -> None:
    other = scenario.replace(horizon_months=24, uncertainty=Uncertainty(draws=8, seed=9))
    projector.request(Request((("a", scenario, other),)))
    assert projector.wait_idle()
    assert seen.results[0].projections["a"].draws(*EFFECT).shape == (12, 16)


def test_that_an_effect_between_two_as_of_months_is_refused(scenario: Scenario) -> None:
    with pytest.raises(ValueError, match="one as-of month: 2025-01, 2026-07"):
        Request((("a", scenario, files.preset("baseline-2026-07")),))


# The newest wins


def test_that_only_the_newest_of_the_waiting_requests_is_worked_on(
    qtbot: QtBot, projector: Projector, worker: Worker, seen: Seen, scenario: Scenario
) -> None:
    worker.open.clear()
    for value in (0.1, 0.2, 0.3, 0.4, 0.5):
        projector.request(Request((("a", with_rebound(scenario, value), None),)))
    qtbot.waitUntil(lambda: worker.rebounds == [0.1])
    worker.open.set()
    assert projector.wait_idle()
    assert worker.rebounds == [0.1, 0.5]
    assert [result.version for result in seen.results] == [1, 5]


def test_that_an_answer_is_shown_although_the_slider_has_moved_on(
    qtbot: QtBot, projector: Projector, worker: Worker, seen: Seen, scenario: Scenario
) -> None:
    worker.open.clear()
    shown: list[float] = []

    def move_on(result: Result) -> None:
        shown.append(result.projections["a"].scenario.belief("training_rebound").p50)
        if len(shown) < 4:
            projector.request(Request((("a", with_rebound(scenario, len(shown) / 10), None),)))

    projector.projected.connect(move_on)
    projector.request(Request((("a", with_rebound(scenario, 0.8), None),)))
    projector.request(Request((("a", with_rebound(scenario, 0.9), None),)))
    worker.open.set()
    assert projector.wait_idle()
    # Each answer brings another request: none of them keeps an answer from being shown.
    assert shown[:2] == [0.8, 0.9]
    assert shown[-1] == 0.3
    assert seen.busy == [True, False]


def test_that_the_window_lives_while_the_worker_works(
    qtbot: QtBot, projector: Projector, worker: Worker, seen: Seen, scenario: Scenario
) -> None:
    worker.open.clear()
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(1)
    ask(projector, scenario)
    qtbot.waitUntil(lambda: len(ticks) > 5)
    timer.stop()
    assert seen.results == []
    assert projector.is_busy
    worker.open.set()
    assert projector.wait_idle()
    assert "MainThread" not in worker.threads


def test_that_waiting_has_an_end(projector: Projector, worker: Worker, scenario: Scenario) -> None:
    worker.open.clear()
    ask(projector, scenario)
    assert not projector.wait_idle(20)


# Nothing twice


def test_that_only_what_has_changed_is_projected(
    projector: Projector, worker: Worker, seen: Seen, scenario: Scenario
) -> None:
    other = scenario.replace(name="Other", events=())
    ask(projector, scenario, other)
    assert projector.wait_idle()
    assert len(worker.done) == 3  # both and their common defaults
    ask(projector, with_rebound(scenario, 0.5), other)
    assert projector.wait_idle()
    assert worker.rebounds[3:] == [0.5]
    assert seen.results[1].projections["Other"] is seen.results[0].projections["Other"]
    ask(projector, scenario, other)
    assert projector.wait_idle()
    assert len(worker.done) == 4


def test_that_another_reference_projects_the_reference_alone(
    projector: Projector, worker: Worker, scenario: Scenario
) -> None:
    ask(projector, scenario)
    projector.wait_idle()
    projector.request(Request((("a", scenario, scenario.without_events()),)))
    projector.wait_idle()
    assert worker.done[2:] == [scenario.without_events()]


def test_that_bands_are_worked_out_once_and_by_the_worker(
    projector: Projector, seen: Seen, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[tuple[str, set[tuple[str, str]]]] = []
    prepare = Projection.prepare

    def noting(this: Projection, wanted: Iterable[tuple[str, str]] | None = None) -> None:
        assert wanted is not None
        prepared.append((threading.current_thread().name, set(wanted)))
        prepare(this, wanted)

    monkeypatch.setattr(Projection, "prepare", noting)
    ask(projector, scenario, bands=[REVENUE])
    projector.wait_idle()
    ask(projector, scenario, bands=[REVENUE, EFFECT])
    projector.wait_idle()
    ask(projector, scenario, bands=[EFFECT])
    projector.wait_idle()
    assert [wanted for _, wanted in prepared] == [{REVENUE}, {EFFECT}]
    assert "MainThread" not in {thread for thread, _ in prepared}
    bands = seen.results[0].projections["R1 shock"].bands(*REVENUE)
    np.testing.assert_array_equal(bands, project(scenario).bands(*REVENUE))


def test_that_views_are_worked_out_by_the_worker(
    projector: Projector, seen: Seen, scenario: Scenario
) -> None:
    threads: list[str] = []

    def derive(projections: Mapping[str, Projection]) -> object:
        threads.append(threading.current_thread().name)
        return sorted(projections)

    projector.request(Request((("b", scenario, None), ("a", scenario, None)), derive=derive))
    assert projector.wait_idle()
    assert seen.results[0].derived == ["a", "b"]
    assert "MainThread" not in threads


def test_that_memory_is_kept_within_limits(
    projector: Projector, worker: Worker, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 0)
    defaults = scenario.defaults()
    for value in (0.1, 0.2, 0.1):
        projector.request(Request((("a", with_rebound(scenario, value), defaults),)))
        assert projector.wait_idle()
    # What the last answer used is kept, whatever its size: the defaults are projected once.
    assert worker.rebounds == [0.1, defaults.belief("training_rebound").p50, 0.2, 0.1]


def test_that_no_effect_keeps_a_dropped_reference_in_memory(
    projector: Projector, seen: Seen, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 0)
    ask(projector, scenario)
    assert projector.wait_idle()
    measured = seen.results.pop().projections["R1 shock"]
    dropped = weakref.ref(measured.baseline)
    del measured
    projector.request(Request((("a", scenario, None),)))
    assert projector.wait_idle()
    gc.collect()
    assert dropped() is None
    assert [*seen.results.pop().projections] == ["a"]


def test_that_a_dropped_effect_against_itself_goes_at_once(
    projector: Projector, seen: Seen, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 0)
    projector.request(Request((("a", scenario, scenario),)))
    assert projector.wait_idle()
    dropped = weakref.ref(seen.results.pop().projections["a"])
    projector.request(Request((("b", with_rebound(scenario, 0.1), None),)))
    assert projector.wait_idle()
    # Without a look for garbage, which would come too late for large projections.
    assert dropped() is None


# Failures


def test_that_too_little_memory_is_said_in_words_and_the_others_are_shown(
    projector: Projector, worker: Worker, seen: Seen, scenario: Scenario
) -> None:
    large = scenario.replace(name="Large", uncertainty=Uncertainty(draws=65536))
    worker.failure = lambda found: MemoryError() if found.name == "Large" else None
    projector.request(Request((("large", large, None), ("small", scenario, None))))
    assert projector.wait_idle()
    assert seen.failures == [
        "“Large” cannot be projected: there is not enough memory for 65,536 draws."
    ]
    assert [*seen.results[0].projections] == ["small"]


def test_that_a_fault_in_the_model_is_told_and_reported_and_the_next_request_answered(
    projector: Projector,
    worker: Worker,
    seen: Seen,
    scenario: Scenario,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reported: list[tuple[object, ...]] = []
    monkeypatch.setattr(sys, "excepthook", lambda *found: reported.append(found))
    worker.failure = lambda found: ZeroDivisionError("division by zero")
    ask(projector, scenario)
    assert projector.wait_idle()
    assert seen.failures == ["“R1 shock” cannot be projected: division by zero"]
    assert reported[0][0] is ZeroDivisionError
    assert seen.busy == [True, False]
    worker.failure = lambda found: None
    ask(projector, scenario)
    assert projector.wait_idle()
    assert [*seen.results[-1].projections] == ["R1 shock"]


def test_that_a_fault_in_a_view_is_told_and_the_projections_shown(
    projector: Projector, seen: Seen, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: reported.append(kind))

    def derive(projections: Mapping[str, Projection]) -> object:
        raise ZeroDivisionError("division by zero")

    projector.request(Request((("a", scenario, None),), derive=derive))
    assert projector.wait_idle()
    (result,) = seen.results
    assert [*result.projections] == ["a"]
    assert result.derived is None
    assert len(seen.failures) == 1
    assert reported == [ZeroDivisionError]


# The end


def test_that_nothing_is_shown_after_the_end(
    qtbot: QtBot, projector: Projector, worker: Worker, seen: Seen, scenario: Scenario
) -> None:
    worker.open.clear()
    ask(projector, scenario)
    ask(projector, with_rebound(scenario, 0.5))
    qtbot.waitUntil(lambda: worker.done != [])
    opening = threading.Timer(0.05, worker.open.set)
    opening.start()
    projector.stop()
    assert worker.open.is_set()
    opening.join()
    ask(projector, with_rebound(scenario, 0.6))
    assert not projector.is_busy
    QCoreApplication.processEvents()
    assert seen.results == []
    assert 0.5 not in worker.rebounds
