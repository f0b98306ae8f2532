"""The watch that every test of the window is under."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QSemaphore, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.collector import Collector
from tests.desktop.leftovers import Leftovers


@pytest.fixture
def leftovers(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Leftovers:
    return Leftovers(monkeypatch)


def test_that_a_test_which_tidies_up_leaves_nothing(leftovers: Leftovers) -> None:
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    window = QWidget()
    window.show()
    window.close()
    del window
    assert leftovers.found() == []


def test_that_a_running_timer_is_named_by_its_place_and_stopped(leftovers: Leftovers) -> None:
    timer = QTimer()
    timer.start(1234)
    (line,) = leftovers.found()
    assert "1234 ms" in line and "test_leftovers.py" in line
    assert not timer.isActive()


def test_that_a_window_is_found_and_closed(leftovers: Leftovers) -> None:
    window = QWidget()
    window.setObjectName("forgotten")
    window.show()
    (line,) = leftovers.found()
    assert "visible QWidget called 'forgotten'" in line
    assert leftovers.found() == []


def test_that_a_window_nobody_refers_to_any_more_is_no_leftover(leftovers: Leftovers) -> None:
    window = QWidget()
    window.itself = window  # type: ignore[attr-defined]
    del window
    assert leftovers.found() == []


def test_that_a_menu_of_a_window_is_not_counted_besides_it(leftovers: Leftovers) -> None:
    window = QWidget()
    QMenu(window)
    assert len(leftovers.found()) == 1


def test_that_a_python_thread_is_found(leftovers: Leftovers) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="endless")
    thread.start()
    found = leftovers.found()
    end.set()
    thread.join()
    assert found == ["the thread endless"]
    assert leftovers.found() == []


def test_that_a_job_in_a_pool_is_found(leftovers: Leftovers) -> None:
    end = QSemaphore()
    pool = QThreadPool()
    pool.start(end.acquire)
    found = leftovers.found()
    end.release()
    pool.waitForDone()
    assert "a job of a thread pool, started in tests/desktop/test_leftovers.py" in found[0]
    assert leftovers.found() == []


def test_that_a_qthread_is_found(leftovers: Leftovers) -> None:
    thread = QThread()
    thread.start()
    found = leftovers.found()
    thread.quit()
    thread.wait()
    assert "a QThread, started in tests/desktop/test_leftovers.py" in found[0]


def test_that_garbage_left_uncollected_is_found(leftovers: Leftovers) -> None:
    collector = Collector()
    found = leftovers.found()
    collector.stop()
    assert any("Collector" in line for line in found)
    assert gc.isenabled()


def test_that_a_widget_to_be_deleted_later_is_no_leftover(leftovers: Leftovers) -> None:
    window = QWidget()
    window.show()
    window.deleteLater()
    assert leftovers.found() == []
    QCoreApplication.processEvents()
