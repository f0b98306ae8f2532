"""Works out answers off the GUI thread: one question at a time, and the newest wins."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QEventLoop,
    QObject,
    Qt,
    QThreadPool,
    Signal,
)

from desktop.explain.question import Question
from scenarios.errors import InvalidInput


class Cancelled(Exception):
    """The question has been taken back; not an error."""


@dataclass(frozen=True, eq=False)
class _Message:
    """What the worker says: an answer, or a failure, or that it has ended."""

    number: int
    answer: object = None
    error: Exception | None = None
    ended: bool = False


class Analyst(QObject):
    """Answers questions from a worker thread.

    Signals
    -------
    answered : who asked, and the answer to a step of the question
    failed : who asked, and a sentence that says why there is no answer
    progressed : who asked, how much is done, of how much
    busy_changed : whether an answer is awaited
    """

    answered = Signal(object, object)
    failed = Signal(object, str)
    progressed = Signal(object, int, int)
    busy_changed = Signal(bool)

    _said = Signal(object)
    _counted = Signal(int, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._number = 0
        self._cancelled = 0
        self._running: Question | None = None
        self._waiting: Question | None = None
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._counted.connect(self._count, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._running is not None

    def ask(self, question: Question) -> None:
        """Ask; a question that still waits for its turn is forgotten."""
        self._waiting = question
        if self._running is None:
            self._start()
            self.busy_changed.emit(True)
        elif self._running.long:
            self._cancelled = self._number

    def cancel(self) -> None:
        """Take back what is asked; what is already shown stays."""
        self._waiting = None
        self._cancelled = self._number

    def wait_idle(self, timeout_ms: int = 10_000) -> bool:
        """Handle events until nothing is awaited; whether that was reached in time."""
        deadline = QDeadlineTimer(timeout_ms)
        while self.is_busy and not deadline.hasExpired():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        return not self.is_busy

    def stop(self) -> None:
        """Forget every question and wait for the worker's end."""
        self.cancel()
        self._pool.waitForDone()
        self._running = None

    def _start(self) -> None:
        assert self._waiting is not None
        question, self._waiting = self._waiting, None
        self._running = question
        self._number += 1
        number = self._number
        self._pool.start(lambda: self._work(question, number))

    def _work(self, question: Question, number: int) -> None:
        """Answer a question, in the worker."""

        def progress(done: int, total: int) -> None:
            if self._cancelled >= number:
                raise Cancelled
            self._counted.emit(number, done, total)

        try:
            for step in question.steps:
                answer = step(progress)
                if self._cancelled >= number:
                    break
                self._said.emit(_Message(number, answer=answer))
        except Cancelled:
            pass
        # Whatever goes wrong in an analysis, the window lives and says so.
        except Exception as error:  # noqa: BLE001
            self._said.emit(_Message(number, error=error))
        self._said.emit(_Message(number, ended=True))

    def _hear(self, message: _Message) -> None:
        """Pass on what the worker says, in the GUI thread."""
        if self._running is None or message.number != self._number:
            return
        if message.ended:
            self._end()
        elif self._cancelled >= message.number:
            return
        elif message.error is not None:
            self._tell(self._running.asker, message.error)
        else:
            self.answered.emit(self._running.asker, message.answer)

    def _count(self, number: int, done: int, total: int) -> None:
        if self._running is not None and self._cancelled < number == self._number:
            self.progressed.emit(self._running.asker, done, total)

    def _end(self) -> None:
        if self._waiting is not None:
            self._start()
        else:
            self._running = None
            self.busy_changed.emit(False)

    def _tell(self, asker: object, error: Exception) -> None:
        self.failed.emit(asker, self._words(error))
        if not isinstance(error, MemoryError | InvalidInput):
            sys.excepthook(type(error), error, error.__traceback__)

    def _words(self, error: Exception) -> str:
        if isinstance(error, MemoryError):
            return self.tr("There is not enough memory for this.")
        if isinstance(error, InvalidInput):
            return error.report()
        reason = str(error) or type(error).__name__
        return self.tr("This cannot be worked out: {reason}").format(reason=reason)
