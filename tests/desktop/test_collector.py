"""Garbage is collected, and by the GUI thread alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from desktop.collector import INTERVAL, Collector, collect_due


class Node(QObject):
    """An object that refers to itself: only a collection can end it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.stop()


def discard_nodes(count: int = 1) -> list[str]:
    """Make garbage; the list fills with the names of the threads that it is destroyed in."""
    threads: list[str] = []
    for _ in range(count):
        weakref.finalize(Node(), lambda: threads.append(threading.current_thread().name))
    return threads


def test_that_a_busy_worker_does_not_destroy_objects_of_the_gui_thread(
    collector: Collector,
) -> None:
    threads = discard_nodes()
    pool = QThreadPool()
    pool.start(lambda: [[] for _ in range(100_000)])
    pool.waitForDone()
    assert threads == []
    gc.collect()
    assert threads == ["MainThread"]


def test_that_garbage_goes_while_the_application_runs(qtbot: QtBot, collector: Collector) -> None:
    threads = discard_nodes(2 * gc.get_threshold()[0])
    qtbot.waitUntil(lambda: len(threads) > 0, timeout=10 * INTERVAL)
    assert set(threads) == {"MainThread"}


def test_that_old_garbage_is_looked_at_too(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", collected.append)
    for counts in ((0, 0, 0), (9999, 0, 0), (9999, 99, 0), (9999, 99, 99), (0, 99, 0)):
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        collect_due()
    assert collected == [0, 1, 2, 1]


def test_that_python_collects_again_afterwards(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.stop()
    assert [gc.isenabled()] == [True]


def test_that_a_process_which_never_collects_is_left_so(qtbot: QtBot) -> None:
    gc.disable()
    try:
        Collector().stop()
        assert not gc.isenabled()
    finally:
        gc.enable()
