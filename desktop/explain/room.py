"""Holds the views of the explanations, makes them when wanted, and asks for their answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.explain.analyst import Analyst
from desktop.explain.question import Subject
from desktop.explain.view import ExplainView
from desktop.theme import Theme


class ExplainRoom(QStackedWidget):
    """The views one behind the other, and the worker that answers the one in front.

    Signals
    -------
    save_requested : name, suffix and content of a file to be written
    jump_requested : id of the assumption to go to
    setting_requested : id of an assumption and the number to give it, as one undo step
    levers_requested, levers_released : values by name of lever, one undo step until released
    """

    save_requested = Signal(str, str, object)
    jump_requested = Signal(str)
    setting_requested = Signal(str, float)
    levers_requested = Signal(object)
    levers_released = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explain")
        self._theme = theme
        self._subject: Subject | None = None
        self._made: dict[str, ExplainView] = {}
        self.analyst = Analyst(self)
        self.analyst.answered.connect(self._show_answer)
        self.analyst.failed.connect(lambda view, words: view.show_trouble(words))
        self.analyst.progressed.connect(lambda view, *counts: view.show_progress(*counts))
        self.analyst.busy_changed.connect(self._show_busy)

    # What the application says to the room

    def show_view(self, name: str) -> None:
        """Put one of `VIEWS` in front."""
        if name not in self._made:
            self._made[name] = self._new(name)
        self.setCurrentWidget(self._made[name])
        self._ask()

    def show_subject(self, subject: Subject | None) -> None:
        """Take what is to be explained from now on; None when no scenario is open."""
        self._subject = subject
        if subject is None:
            self._let_go()
        self._ask()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for view in self._made.values():
            view.show_theme(theme)

    def view(self, name: str) -> ExplainView:
        """One of `VIEWS` that has been shown; ``KeyError`` for another."""
        return self._made[name]

    def stop(self) -> None:
        """Forget every question and wait for the worker's end."""
        self.analyst.stop()

    # What Qt says to the room

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.analyst.cancel()
        if not event.spontaneous():
            self._let_go()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._ask()

    # What happens

    def _new(self, name: str) -> ExplainView:
        view = VIEWS[name](self._theme, self)
        view.setObjectName(f"explain_{name}")
        view.retranslate()
        view.show_theme(self._theme)
        view.changed.connect(self._ask)
        view.cancel_requested.connect(self.analyst.cancel)
        view.save_requested.connect(self.save_requested)
        view.jump_requested.connect(self.jump_requested)
        view.setting_requested.connect(self.setting_requested)
        view.levers_requested.connect(self.levers_requested)
        view.levers_released.connect(self.levers_released)
        self.addWidget(view)
        return view

    def _let_go(self) -> None:
        """Hold on to no projection while nobody looks: it may be large."""
        if self._subject is not None:
            self._subject = replace(self._subject, projection=None)
        for view in self._made.values():
            view.let_go()

    def _ask(self) -> None:
        """Ask the question of the view in front, when somebody looks at it."""
        view = self.currentWidget()
        if self._subject is None or not self.isVisible() or not isinstance(view, ExplainView):
            return
        view.show_subject(self._subject)
        question = view.question(self._subject)
        if question is None:
            self.analyst.cancel()
            view.show_idle()
        else:
            self.analyst.ask(replace(question, asker=view))

    def _show_answer(self, view: ExplainView, answer: object) -> None:
        view.show_trouble("")
        view.show_answer(answer)

    def _show_busy(self, busy: bool) -> None:
        if not busy:
            for view in self._made.values():
                view.show_idle()


def _gap(theme: Theme, parent: QWidget) -> ExplainView:
    from desktop.explain.gap_view import GapView

    return GapView(theme, parent)


def _rebound(theme: Theme, parent: QWidget) -> ExplainView:
    from desktop.explain.rebound_view import ReboundView

    return ReboundView(theme, parent)


def _frontier(theme: Theme, parent: QWidget) -> ExplainView:
    from desktop.explain.frontier_view import FrontierView

    return FrontierView(theme, parent)


def _solve(theme: Theme, parent: QWidget) -> ExplainView:
    from desktop.explain.solve_view import SolveView

    return SolveView(theme, parent)


def _sensitivity(theme: Theme, parent: QWidget) -> ExplainView:
    from desktop.explain.sensitivity_view import SensitivityView

    return SensitivityView(theme, parent)


def _hindcast(theme: Theme, parent: QWidget) -> ExplainView:
    from desktop.explain.hindcast_view import HindcastView

    return HindcastView(theme, parent)


#: The views by name; each is imported when it is first wanted, for the sake of the window's start.
VIEWS: dict[str, Callable[[Theme, QWidget], ExplainView]] = {
    "gap": _gap,
    "rebound": _rebound,
    "frontier": _frontier,
    "solve": _solve,
    "sensitivity": _sensitivity,
    "hindcast": _hindcast,
}
