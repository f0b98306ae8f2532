"""When the program fails: work is saved, the person is told once, and the program goes on."""

from __future__ import annotations

import faulthandler
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QThreadPool, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import dev
from desktop import crash as module
from desktop.crash import QUIET, CrashDialog, CrashHandler, log_faults, report


class Faulty(RuntimeError):
    """What is raised here on purpose."""


class Fixed:
    """The handler in its surroundings, all of them to hand."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.now = 0.0
        self.is_safe = True
        self.threads: list[QThread] = []
        self.printed: list[type[BaseException]] = []
        self.save_fault: Exception | None = None
        self.handler = CrashHandler("1.2.3", log, self._save, clock=lambda: self.now)

    def _save(self) -> bool:
        self.threads.append(QThread.currentThread())
        if self.save_fault is not None:
            raise self.save_fault
        return self.is_safe

    def print(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.printed.append(kind)

    @property
    def dialogs(self) -> list[CrashDialog]:
        windows = QApplication.topLevelWidgets()
        return [found for found in windows if isinstance(found, CrashDialog) and found.isVisible()]

    @property
    def report(self) -> str:
        shown = self.dialogs[0].findChild(QPlainTextEdit, "report")
        assert shown is not None
        return shown.toPlainText()

    def press(self, name: str) -> None:
        button = self.dialogs[0].findChild(QPushButton, name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def fixed(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fixed]:
    fixed = Fixed(tmp_path / "state" / "crash.log")
    monkeypatch.setattr(sys, "excepthook", fixed.print)
    monkeypatch.setattr(threading, "excepthook", lambda args: fixed.printed.append(args.exc_type))
    fixed.handler.install()
    yield fixed
    fixed.handler.uninstall()


def fail(words: str = "on purpose") -> None:
    raise Faulty(words)


def fail_elsewhere() -> None:
    raise Faulty("elsewhere")


def in_slot(fault: Callable[[], None]) -> None:
    """Fail where most failures are: in a slot that Qt calls."""

    class Source(QObject):
        happened = Signal()

    source = Source()
    source.happened.connect(fault)
    source.happened.emit()


def in_pool(fault: Callable[[], None]) -> None:
    pool = QThreadPool()
    pool.start(fault)
    pool.waitForDone()


def in_python_thread(fault: Callable[[], None]) -> None:
    thread = threading.Thread(target=fault)
    thread.start()
    thread.join()


# Telling


@pytest.mark.parametrize("place", [in_slot, in_pool, in_python_thread])
def test_that_a_failure_anywhere_is_told_in_the_window(
    qtbot: QtBot, fixed: Fixed, place: Callable[[Callable[[], None]], None]
) -> None:
    place(fail)
    qtbot.waitUntil(lambda: len(fixed.dialogs) == 1)
    assert "Faulty: on purpose" in fixed.report
    assert fixed.printed == [Faulty]
    assert set(fixed.threads) == {QThread.currentThread()}


def test_that_work_is_saved_before_anything_else(fixed: Fixed) -> None:
    in_slot(fail)
    # No event has been handled yet: at the end of the process none will be.
    assert fixed.threads == [QThread.currentThread()]
    assert "Faulty" in fixed.log.read_text(encoding="utf-8")


def test_that_the_dialog_says_whether_work_is_safe(qtbot: QtBot, fixed: Fixed) -> None:
    for is_safe in (True, False):
        fixed.is_safe = is_safe
        fixed.now += 2 * QUIET
        in_slot(fail)
        qtbot.waitUntil(lambda: len(fixed.dialogs) == 1)
        words = fixed.dialogs[0].findChild(QLabel, "words")
        assert words is not None
        assert ("was kept" in words.text(), "could not be kept" in words.text()) == (
            is_safe,
            not is_safe,
        )
        fixed.press("proceed")


def test_that_a_failure_to_save_is_no_second_crash(qtbot: QtBot, fixed: Fixed) -> None:
    fixed.save_fault = OSError("disk on fire")
    in_slot(fail)
    qtbot.waitUntil(lambda: len(fixed.dialogs) == 1)
    words = fixed.dialogs[0].findChild(QLabel, "words")
    assert words is not None
    assert "could not be kept" in words.text()
    logged = fixed.log.read_text(encoding="utf-8")
    assert "disk on fire" in logged
    assert "Faulty" in logged


def test_that_the_program_goes_on(qtbot: QtBot, fixed: Fixed) -> None:
    in_slot(fail)
    qtbot.waitUntil(lambda: len(fixed.dialogs) == 1)
    fixed.press("proceed")
    assert fixed.dialogs == []
    done: list[bool] = []
    QTimer.singleShot(0, lambda: done.append(True))
    qtbot.waitUntil(lambda: done == [True])


def test_that_the_report_can_be_copied(qtbot: QtBot, fixed: Fixed) -> None:
    in_slot(fail)
    qtbot.waitUntil(lambda: len(fixed.dialogs) == 1)
    fixed.press("copy")
    assert QGuiApplication.clipboard().text() == fixed.report
    assert len(fixed.dialogs) == 1


def test_that_quitting_is_offered(
    qtbot: QtBot, fixed: Fixed, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(QCoreApplication, "quit", lambda: asked.append(True))
    in_slot(fail)
    qtbot.waitUntil(lambda: len(fixed.dialogs) == 1)
    fixed.press("quit")
    assert asked == [True]
    assert fixed.dialogs == []


# Not telling


def test_that_a_fault_in_painting_is_told_once(qtbot: QtBot, fixed: Fixed) -> None:
    painted: list[int] = []

    class Broken(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            painted.append(1)
            fail()

    widget = Broken()
    qtbot.addWidget(widget)
    widget.show()
    for _ in range(3):
        painted.clear()
        widget.update()
        qtbot.waitUntil(lambda: len(painted) > 0)
    qtbot.waitUntil(lambda: len(fixed.dialogs) == 1)
    fixed.press("proceed")
    painted.clear()
    widget.update()
    qtbot.waitUntil(lambda: len(painted) > 0)
    assert fixed.dialogs == []
    assert fixed.log.read_text(encoding="utf-8").count("\ntests.desktop.test_crash.Faulty: ") == 1


def test_that_a_fault_which_storms_stays_silent_and_one_that_comes_back_does_not(
    qtbot: QtBot, fixed: Fixed
) -> None:
    logged = []
    for pause in (0, 0.6 * QUIET, 0.6 * QUIET, 0.6 * QUIET, 1.1 * QUIET):
        fixed.now += pause
        in_slot(fail)
        logged.append(
            fixed.log.read_text(encoding="utf-8").count("\ntests.desktop.test_crash.Faulty: ")
        )
    assert logged == [1, 1, 1, 1, 2]


def test_that_another_fault_is_added_to_the_open_dialog(qtbot: QtBot, fixed: Fixed) -> None:
    in_slot(fail)
    in_slot(fail_elsewhere)
    qtbot.waitUntil(lambda: len(fixed.dialogs) == 1 and "elsewhere" in fixed.report)
    assert "on purpose" in fixed.report


def test_that_a_fault_in_telling_does_not_go_round_in_circles(
    qtbot: QtBot, fixed: Fixed, monkeypatch: pytest.MonkeyPatch
) -> None:
    last: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "__excepthook__", lambda kind, *_: last.append(kind))

    def save_through_a_slot() -> bool:
        in_slot(fail_elsewhere)
        return True

    monkeypatch.setattr(fixed.handler, "_save_work", save_through_a_slot)
    in_slot(fail)
    assert last == [Faulty]


def test_that_a_log_that_cannot_be_written_stops_nothing(qtbot: QtBot, fixed: Fixed) -> None:
    fixed.log.parent.write_text("a file stands where the folder should be", encoding="utf-8")
    in_slot(fail)
    qtbot.waitUntil(lambda: len(fixed.dialogs) == 1)


def test_that_an_interruption_from_the_keyboard_ends_the_program(
    fixed: Fixed, monkeypatch: pytest.MonkeyPatch
) -> None:
    status: list[int] = []
    monkeypatch.setattr(QCoreApplication, "exit", status.append)
    fixed.handler.handle(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert status == [130]
    assert fixed.printed == [KeyboardInterrupt]
    assert fixed.threads == []


def test_that_a_thread_may_end_itself(fixed: Fixed) -> None:
    in_python_thread(sys.exit)
    assert fixed.printed == []


def test_that_hooks_are_given_back(qtbot: QtBot, tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook)
    handler = CrashHandler("1.2.3", tmp_path / "log", lambda: True)
    handler.install()
    assert sys.excepthook != before[0]
    assert threading.excepthook != before[1]
    handler.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


# What is written


def test_that_a_report_names_versions_and_hides_the_home_folder(own_folders: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        (own_folders / "secret").read_text(encoding="utf-8")
    text = report("1.2.3", raised.value)
    assert text.startswith("Jevons 1.2.3, Python 3.")
    assert "PySide6 6." in text
    assert "~/secret" in text
    assert str(own_folders) not in text


def test_that_the_log_does_not_grow_for_ever(fixed: Fixed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST_LOG", 10)
    for words in ("first", "second", "third"):
        module.write_log(fixed.log, words * 10)
    assert fixed.log.read_text(encoding="utf-8") == "third" * 10 + "\n\n"
    old = fixed.log.with_suffix(".old.log").read_text(encoding="utf-8")
    assert old == "second" * 10 + "\n\n"


def test_that_a_fault_that_ends_the_process_is_logged(tmp_path: Path) -> None:
    log = tmp_path / "state" / "crash.log"
    code = (
        "import os, pathlib, sys; from desktop.crash import log_faults\n"
        "file = log_faults(pathlib.Path(sys.argv[1]))\n"
        "def the_culprit(): os.abort()\n"
        "the_culprit()"
    )
    command = [sys.executable, "-c", code, str(log)]
    ended = subprocess.run(command, cwd=dev.ROOT, capture_output=True, check=False)
    assert ended.returncode != 0
    assert "the_culprit" in log.read_text(encoding="utf-8")


def test_that_a_closed_log_of_faults_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(faulthandler, "enable", lambda file: done.append(file.name))
    monkeypatch.setattr(faulthandler, "disable", lambda: done.append("disabled"))
    faults = log_faults(tmp_path / "faults.log")
    assert faults is not None
    faults.close()
    assert done == [str(tmp_path / "faults.log"), "disabled"]


def test_that_faults_go_unlogged_where_there_can_be_no_log(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder", encoding="utf-8")
    assert log_faults(tmp_path / "state" / "crash.log") is None
