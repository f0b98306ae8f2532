"""What all views of the explanations have in common: head, controls, progress, and ways out."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.elided import ElidedLabel
from desktop.explain.question import Question, Subject
from desktop.form import named, show_words
from desktop.theme import Theme, icon


class ExplainView(QFrame):
    """A card with a title, a sentence on what is seen, controls, a body, and a menu to save it.

    A view says what it wants to know by `question`, and shows what comes back by `show_answer`.
    It puts its controls into `controls` and its pictures and tables into `body`; it overrides
    `title`, `question`, `show_answer`, `table` and `picture`, and `retranslate` and `show_theme`
    where it has more to do there. (Qt's classes and Python's abstract ones do not mix.)

    Signals
    -------
    changed : one of the view's own controls was changed: its question is another one now
    cancel_requested : the user does not want to wait
    save_requested : name, suffix and content of a file to be written
    jump_requested : id of the assumption to go to
    setting_requested : id of an assumption and the number to give it, as one undo step
    levers_requested : values by the names of levers, see `levers.moved`; a step of a gesture
    levers_released : the end of that gesture
    """

    changed = Signal()
    cancel_requested = Signal()
    save_requested = Signal(str, str, object)
    jump_requested = Signal(str)
    setting_requested = Signal(str, float)
    levers_requested = Signal(object)
    levers_released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.subject: Subject | None = None
        self.setProperty("card", True)
        self._make_frame()
        self._connect_frame()

    # What a view is

    def title(self) -> str:
        """What the view is called, in the language of the application."""
        raise NotImplementedError

    def question(self, subject: Subject) -> Question | None:
        """What the view wants to know now; None where there is nothing to ask.

        Called in the GUI thread; the steps of the question run in another one and must read
        nothing of the view.
        """
        raise NotImplementedError

    def show_answer(self, answer: object) -> None:
        """Show the answer to a step of the newest question."""
        raise NotImplementedError

    def table(self) -> str:
        """What is shown as CSV, in full precision; "" when nothing is."""
        raise NotImplementedError

    def picture(self, kind: str) -> bytes:
        """What is shown as the bytes of a "png" or "svg" file; empty when nothing is."""
        raise NotImplementedError

    def copy(self) -> None:
        """Put what is shown on the clipboard."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Take the words of the application's language."""
        self._title.setText(self.title())
        words = self.tr("Copy or save")
        self._more.setAccessibleName(words)
        self._more.setToolTip(words)
        self._cancel.setText(self.tr("Stop"))
        self._copy_action.setText(self.tr("&Copy"))
        for kind, action in self._saves.items():
            action.setText(self.tr("Save as {kind}…").format(kind=kind.upper()))

    # What the application says to the view

    def show_subject(self, subject: Subject) -> None:
        """Take what is to be explained; the room asks the question."""
        self.subject = subject

    def let_go(self) -> None:
        """Forget the projection of what is explained; what is seen stays."""
        if self.subject is not None:
            self.subject = replace(self.subject, projection=None)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self._more.setIcon(icon("more", theme))

    def show_note(self, words: str) -> None:
        """Say in a sentence what is seen."""
        self._note.show_text(words)

    def show_trouble(self, words: str) -> None:
        """Say why there is nothing to see, or that all is well with ""."""
        show_words(self._trouble, words, "warning")

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the work is; it is done when ``done`` reaches ``total``."""
        running = done < total
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._waiting.setVisible(running)

    def show_idle(self) -> None:
        """Nothing is being worked out any more."""
        self._waiting.hide()

    # How it is made

    def _make_frame(self) -> None:
        self._title = named(QLabel(self), "explain_title", "title")
        self._note = ElidedLabel("muted", self)
        self._trouble = named(QLabel(self), "explain_trouble")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self._more = named(QToolButton(self), "explain_more")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._copy_action = named_action(self._menu, "copy")
        self._saves = {kind: named_action(self._menu, kind) for kind in ("png", "svg", "csv")}
        self._more.setMenu(self._menu)
        self._waiting = QWidget(self)
        self._progress = named(QProgressBar(self._waiting), "explain_progress")
        self._progress.setTextVisible(False)
        self._cancel = named(QPushButton(self._waiting), "explain_stop")
        self.controls = QHBoxLayout()
        self.body = QVBoxLayout()
        self._lay_out_frame()

    def _lay_out_frame(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 2, 4, 0)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._note, 1)
        head.addWidget(self._more)
        waiting = QHBoxLayout(self._waiting)
        waiting.setContentsMargins(8, 0, 8, 0)
        waiting.addWidget(self._progress, 1)
        waiting.addWidget(self._cancel)
        self._waiting.hide()
        self.controls.setContentsMargins(8, 0, 8, 0)
        self.controls.setSpacing(10)
        self.body.setContentsMargins(8, 0, 8, 4)
        self.body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self.controls)
        column.addWidget(self._waiting)
        column.addWidget(self._trouble)
        column.addLayout(self.body, 1)

    def _connect_frame(self) -> None:
        self._cancel.clicked.connect(self.cancel_requested)
        self._copy_action.triggered.connect(self.copy)
        for kind, action in self._saves.items():
            action.triggered.connect(lambda _checked=False, kind=kind: self._save(kind))

    def _save(self, kind: str) -> None:
        content = self.table().encode("utf-8") if kind == "csv" else self.picture(kind)
        if content:
            self.save_requested.emit(self.title(), kind, content)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self.retranslate()


def named_action(menu: QMenu, name: str) -> QAction:
    """Return a new action of a menu, found in tests by its name."""
    action = menu.addAction("")
    action.setObjectName(f"explain_{name}")
    return action
