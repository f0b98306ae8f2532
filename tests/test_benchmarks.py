"""The benchmarks: their peer in C computes the same, and what they write can be read."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from benchmarks import measures, tables


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler to make the peer")
def test_that_the_compiled_peer_does_the_same_arithmetic() -> None:
    assert measures.agreement(draws=32) < 1e-9


def test_that_memory_is_measured_in_a_process_of_its_own() -> None:
    assert 20 < measures.peak_memory(16) < 1500


def test_that_the_windows_figures_are_written_with_their_names() -> None:
    case = {"median_ms": 12.34, "p95_ms": 20.0}
    text = tables.window({"slider": {"1": case, "4": case}, "first_window_s": 1.5})
    assert "1 scenario " in text
    assert "4 scenarios" in text
    assert "12.3" in text
    assert "1.50 s" in text


def test_that_help_names_the_options() -> None:
    command = [sys.executable, "-m", "benchmarks", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "--json" in shown
