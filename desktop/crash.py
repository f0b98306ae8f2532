"""What happens when the program itself fails: the work is saved, and a report offered to copy.

An exception that nothing catches ends up in a hook, in whatever thread raised it, and the program
goes on. The hook writes the log and hops to the GUI thread. A fault in painting comes back with
every repaint: it is told once, and again only after it has been quiet for a while.
"""

from __future__ import annotations

import contextlib
import faulthandler
import platform
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

#: A fault that comes back within this time of its last coming is not told again. [s]
QUIET = 10.0

_LARGEST_LOG = 1_000_000
_Button = QDialogButtonBox.ButtonRole


class CrashHandler(QObject):
    """Catches what nothing else has caught, from `install` to `uninstall`.

    Parameters
    ----------
    version : of the application, for the report
    log : file that reports are appended to
    save_work : makes unsaved work safe; says whether it is
    clock : seconds that only rise
    """

    _caught = Signal(str)

    def __init__(
        self,
        version: str,
        log: Path,
        save_work: Callable[[], bool],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._version = version
        self._log = log
        self._save_work = save_work
        self._clock = clock
        self._seen: dict[tuple[str, ...], float] = {}
        self._guard = threading.Lock()
        self._within = threading.local()
        self._dialog: CrashDialog | None = None
        self._before = (sys.excepthook, threading.excepthook)
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch from now on, in all threads."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self.handle
        threading.excepthook = self._handle_thread

    def uninstall(self) -> None:
        """Leave exceptions to whoever had them before."""
        sys.excepthook, threading.excepthook = self._before
        if self._dialog is not None:
            self._dialog.close()

    def handle(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Take an exception, in the thread that raised it."""
        if not issubclass(kind, Exception):
            self._before[0](kind, error, trace)
            QCoreApplication.exit(130 if issubclass(kind, KeyboardInterrupt) else 1)
            return
        if getattr(self._within, "busy", False):
            sys.__excepthook__(kind, error, trace)
            return
        self._within.busy = True
        try:
            if self._is_news(error):
                self._tell(kind, error, trace)
        finally:
            self._within.busy = False

    def _handle_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            self.handle(args.exc_type, args.exc_value, args.exc_traceback)

    def _is_news(self, error: BaseException) -> bool:
        """Return whether this fault has been quiet, and note that it came."""
        frames = traceback.extract_tb(error.__traceback__)
        place = [f"{frame.filename}:{frame.lineno}" for frame in frames[-1:]]
        signature, now = (type(error).__name__, *place), self._clock()
        with self._guard:
            last = self._seen.get(signature)
            self._seen[signature] = now
        return last is None or now - last > QUIET

    def _tell(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        # Here and not after the hop: at start and at the end no event loop runs any more.
        if QThread.currentThread() is self.thread():
            self._save()
        text = report(self._version, error)
        with contextlib.suppress(OSError):
            write_log(self._log, text)
        self._before[0](kind, error, trace)
        self._caught.emit(text)

    def _save(self) -> bool:
        try:
            return self._save_work()
        # Saving may fail from what has just gone wrong; the dialog says that it did.
        except Exception as error:  # noqa: BLE001
            with contextlib.suppress(OSError):
                write_log(self._log, report(self._version, error))
            return False

    def _show(self, text: str) -> None:
        """Save the work and show the dialog, in the GUI thread."""
        is_safe = self._save()
        if self._dialog is not None:
            self._dialog.add(text)
            return
        self._dialog = CrashDialog(text, is_safe, QApplication.activeWindow())
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.open()

    def _forget_dialog(self) -> None:
        self._dialog = None


class CrashDialog(QDialog):
    """Says that something went wrong, whether work is safe, and offers the report to copy."""

    def __init__(self, text: str, is_safe: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Something went wrong"))
        self._report = self._made_report(text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        title = QLabel(self.tr("Jevons made a mistake of its own, and can go on."), self)
        title.setProperty("role", "title")
        buttons = self._made_buttons()
        layout.addWidget(title)
        layout.addWidget(self._made_words(is_safe))
        layout.addWidget(self._report, 1)
        layout.addWidget(buttons)
        buttons.setFocus()
        self.resize(640, 420)

    def add(self, text: str) -> None:
        """Add the report of another fault."""
        self._report.appendPlainText("\n" + text)

    def _made_words(self, is_safe: bool) -> QLabel:
        safe = self.tr("Unsaved work was kept and is offered when Jevons starts again.")
        unsafe = self.tr("Unsaved work could not be kept: save it now, under another name.")
        last = self.tr("This report helps to mend it. It may hold names from your scenarios.")
        words = QLabel("\n".join((safe if is_safe else unsafe, last)), self)
        words.setObjectName("words")
        words.setWordWrap(True)
        return words

    def _made_report(self, text: str) -> QPlainTextEdit:
        shown = QPlainTextEdit(text, self)
        shown.setObjectName("report")
        shown.setAccessibleName(self.tr("Report"))
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        return shown

    def _made_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        copy = buttons.addButton(self.tr("&Copy the report"), _Button.ActionRole)
        copy.setObjectName("copy")
        copy.clicked.connect(self._copy)
        leave = buttons.addButton(self.tr("&Quit Jevons"), _Button.DestructiveRole)
        leave.setObjectName("quit")
        leave.clicked.connect(self._quit)
        proceed = buttons.addButton(self.tr("&Go on"), _Button.AcceptRole)
        proceed.setObjectName("proceed")
        proceed.setDefault(True)
        buttons.setFocusProxy(proceed)
        buttons.accepted.connect(self.accept)
        return buttons

    def _quit(self) -> None:
        self.accept()
        QCoreApplication.quit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())


def report(version: str, error: BaseException) -> str:
    """Return a report on an exception: versions, system and traceback, without the home folder."""
    qt = f"PySide6 {PySide6.__version__}, Qt {qVersion()}"
    lines = [
        f"Jevons {version}, Python {platform.python_version()}, {qt}",
        f"{platform.platform()}, {QGuiApplication.platformName()}",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, in thread {threading.current_thread().name}",
        "",
        *(line.rstrip("\n") for line in traceback.format_exception(error)),
    ]
    return "\n".join(lines).replace(str(Path.home()), "~")


def write_log(log: Path, text: str) -> None:
    """Append a report to the log; a log grown too long becomes the old one. Raises ``OSError``."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{text}\n\n")


class FaultLog:
    """Appends the stack of a fault that ends the process to a log, until it is closed.

    Raises ``OSError`` where there can be no log.
    """

    def __init__(self, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self._file = log.open("a", encoding="utf-8")
        faulthandler.enable(self._file)

    def close(self) -> None:
        """Log no more."""
        faulthandler.disable()
        self._file.close()


def log_faults(log: Path) -> FaultLog | None:
    """Log faults that end the process; None where there can be no log."""
    try:
        return FaultLog(log)
    except OSError:
        return None
