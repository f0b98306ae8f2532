"""Finds what a test has left running or open, and says where it came from."""

from __future__ import annotations

import gc
import threading
import traceback
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget

_ROOT = Path(__file__).parents[2]
#: Made by Qt itself and kept for the next time.
_QTS_OWN = ("QTipLabel", "QDesktopScreenWidget", "QScreenHelper")


class Leftovers:
    """Watches from when it is made; `found` names what is still there and ends it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._started: weakref.WeakKeyDictionary[QObject, str] = weakref.WeakKeyDictionary()
        self._threads = set(threading.enumerate())
        self._windows = set(_windows())
        self._collects = gc.isenabled()
        for kind in (QTimer, QThread, QThreadPool):
            monkeypatch.setattr(kind, "start", self._noting(kind.start))

    def _noting(self, start: Callable[..., Any]) -> Callable[..., Any]:
        def noted(this: QObject, *args: Any, **named: Any) -> Any:
            self._started[this] = _place()
            return start(this, *args, **named)

        return noted

    def found(self) -> list[str]:
        """Return a line for each timer, thread and window left over, and take it away."""
        return [
            *self._timers(),
            *self._pools(),
            *self._python_threads(),
            *self._open(),
            *self._gc(),
        ]

    def _of(self, kind: type[QObject]) -> list[tuple[Any, str]]:
        return [
            (found, place)
            for found, place in self._started.items()
            if isinstance(found, kind) and shiboken6.isValid(found)
        ]

    def _timers(self) -> list[str]:
        active = [(timer, place) for timer, place in self._of(QTimer) if timer.isActive()]
        lines = [f"a timer of {t.interval()} ms, started in {place}" for t, place in active]
        for timer, _ in active:
            timer.stop()
        return lines

    def _pools(self) -> list[str]:
        pools = [place for pool, place in self._of(QThreadPool) if pool.activeThreadCount()]
        threads = [place for thread, place in self._of(QThread) if thread.isRunning()]
        return [
            *(f"a job of a thread pool, started in {place}" for place in pools),
            *(f"a QThread, started in {place}" for place in threads),
        ]

    def _python_threads(self) -> list[str]:
        # Threads of Qt that have run Python show up as dummies and never go.
        return [
            f"the thread {thread.name}"
            for thread in set(threading.enumerate()) - self._threads
            if not isinstance(thread, threading._DummyThread)
        ]

    def _open(self) -> list[str]:
        if _new(self._windows):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
        left = _new(self._windows)
        lines = [
            f"a {'visible' if window.isVisible() else 'hidden'} {type(window).__name__} "
            f"called {window.objectName()!r}, titled {window.windowTitle()!r}"
            for window in left
        ]
        for window in left:
            window.close()
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return lines

    def _gc(self) -> list[str]:
        if gc.isenabled() == self._collects:
            return []
        gc.enable()
        return ["a Collector (a Projector that was not stopped has one)"]


def _new(before: set[QWidget]) -> list[QWidget]:
    return [window for window in _windows() if window not in before]


def _windows() -> list[QWidget]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.parent() is None and widget.metaObject().className() not in _QTS_OWN
    ]


def _place() -> str:
    """Return the innermost line of ours on the stack."""
    frames = [f for f in traceback.extract_stack() if Path(f.filename).is_relative_to(_ROOT)]
    ours = [f for f in frames if ".venv" not in f.filename and f.filename != __file__]
    last = ours[-1] if ours else frames[-1]
    return f"{Path(last.filename).relative_to(_ROOT)}, line {last.lineno}"
