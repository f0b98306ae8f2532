"""The benchmarks: their peer in C computes the same, and what they write can be read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from benchmarks import explain, measures, tables
from benchmarks.timing import Timing, interleaved


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler to make the peer")
def test_that_the_compiled_peer_does_the_same_arithmetic() -> None:
    assert measures.agreement(draws=200) < 1e-9


def test_that_a_report_holds_every_measurement_and_can_be_written() -> None:
    plan = measures.Plan(
        repetitions={16: 1},
        plain=1,
        draws=(16,),
        months=(6, 12),
        scenarios=(1, 2),
        growth_repetitions=1,
        memory=(16,),
    )
    found = measures.measure(plan)
    assert set(found) == {
        *("machine", "preset", "agreement", "central", "cold", "growth", "memory"),
    }
    (case,) = found["central"]
    assert (case["draws"], case["months"], case["repetitions"]) == (16, 60, 1)
    assert {"engine", "with percentiles", "plain Python"} <= set(case["timings"])
    assert all({"best_ms", "median_ms"} == set(timing) for timing in case["timings"].values())
    assert [size["size"] for size in found["growth"]["months"]] == [6, 12]
    text = tables.written(json.loads(json.dumps(found)))
    assert "16 draws x 60 months" in text
    assert "scaled from 1 draws" in text


@pytest.mark.parametrize("timings", [((2.0, 6.0), (1.0, 2.0))])
def test_that_a_ratio_pairs_neighbours_in_time(timings: tuple[tuple[float, ...], ...]) -> None:
    mine, theirs = map(Timing, timings)
    assert mine.over(theirs) == 2.5


def test_that_memory_is_measured_in_a_process_of_its_own() -> None:
    assert 20 < measures.peak_memory(16) < 1500


def test_that_the_windows_figures_are_written_with_their_names() -> None:
    case = {"median_ms": 12.34, "p95_ms": 20.0}
    text = tables.window({"slider": {"1": case, "4": case}, "first_window_s": 1.5})
    assert "1 scenario " in text
    assert "4 scenarios" in text
    assert "12.3" in text
    assert "1.50 s" in text


def test_that_explanations_are_measured_beside_the_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = explain.tasks()
    assert list(asked)[:2] == [explain.ENGINE, "attribution, 12 items"]
    done: list[str] = []
    monkeypatch.setattr(explain, "tasks", lambda: {n: lambda n=n: done.append(n) for n in asked})
    found = json.loads(json.dumps(explain.measure(quick=True)))
    assert set(done) == set(asked)
    assert set(found["timings"]) == set(asked)
    assert set(found["over_engine"]) == set(asked) - {explain.ENGINE}


def test_that_figures_of_explanations_are_written_with_their_names() -> None:
    timings = {"best_ms": 12.34, "median_ms": 20.0}
    found = {"timings": {"engine": timings, "solve": timings}, "over_engine": {"solve": 0.756}}
    _, _, *lines = tables.explain(found).splitlines()
    assert lines[0].split() == ["engine", "12.3", "20.0"]
    assert lines[1].split() == ["solve", "12.3", "20.0", "0.76"]


def test_that_a_timing_can_be_told_in_processor_time() -> None:
    clock = iter([1.0, 3.0, 10.0, 14.0]).__next__
    assert interleaved({"a": lambda: None}, 2, clock=clock)["a"] == Timing((2.0, 4.0))


def test_that_help_names_the_options() -> None:
    command = [sys.executable, "-m", "benchmarks", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "--json" in shown
