"""Break-even: an outcome over two levers, and the line on which efficiency stops hurting sales."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.explain.choices import ChoiceBox
from desktop.explain.frontier_answer import (
    COARSE,
    FINE,
    NO_EVENTS,
    Choice,
    FrontierAnswer,
    FrontierCase,
    frontier_answer,
    frontier_case,
    frontier_csv,
)
from desktop.explain.frontier_words import FrontierWords
from desktop.explain.levers import overlap, refusal, shock_name, with_shock
from desktop.explain.map_drawing import MapDrawing, Standing
from desktop.explain.map_picture import MapPicture
from desktop.explain.outcome_texts import SHARE
from desktop.explain.question import Progress, Question, Subject
from desktop.explain.view import ExplainView
from desktop.form import named
from desktop.theme import Theme
from scenarios.comparison import outcome_ids
from scenarios.explain.frontier import REBOUND
from scenarios.explain.variants import lever

_SETTLES = 250
"""Milliseconds without a change after which the map is drawn finely."""


class FrontierView(ExplainView):
    """A map under the hand, with choices of what it shows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._choice: Choice | None = None
        self._case: FrontierCase | None = None
        self._answer: FrontierAnswer | None = None
        self._standing = Standing(0, 0, 0)
        self._map = MapPicture(theme, self)
        self._finding = ""
        self._reading = named(QLabel(self), "frontier.reading", "muted")
        self._reading.setWordWrap(True)
        self._reading.setMinimumHeight(2 * self._reading.fontMetrics().lineSpacing())
        self._reading.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._boxes = {
            name: ChoiceBox(f"frontier.{name}", self)
            for name in ("outcome", "across", "up", "against")
        }
        for box in self._boxes.values():
            self.controls.addWidget(box, 1)
        self.body.addWidget(self._map, 1)
        self.body.addWidget(self._reading)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLES)
        self._connect()

    # What a view is

    def title(self) -> str:
        return self.tr("Break-even")

    def question(self, subject: Subject) -> Question | None:
        """Ask for the map: coarsely while the scenario changes, finely once it holds still."""
        case = self._asked(subject)
        fine, same = partial(_answered, case, FINE), case == self._case
        self._case = case
        shown = self._answer
        if shown is not None and shown.case == case and shown.size == FINE:
            return None
        if shown is None:
            return Question((partial(_answered, case, COARSE), fine))
        if same and not self._settling.isActive():
            return Question((fine,))
        self._settling.start()
        return Question((partial(_answered, case, COARSE),))

    def show_answer(self, answer: object) -> None:
        assert isinstance(answer, FrontierAnswer)
        if self._case is not None and answer.case.asked == self._case.asked:
            self._answer = answer
            self._show_map()

    def table(self) -> str:
        return frontier_csv(self._answer) if self._answer else ""

    def picture(self, kind: str) -> bytes:
        return self._map.content(kind) if self._answer else b""

    def copy(self) -> None:
        self._map.copy()

    def retranslate(self) -> None:
        super().retranslate()
        texts = {
            "outcome": (self.tr("Outcome"), self.tr("What the colours show.")),
            "across": (self.tr("Across"), self.tr("What grows from left to right.")),
            "up": (self.tr("Up"), self.tr("What grows from the bottom to the top.")),
            "against": (self.tr("Against"), self.tr("What the outcome is measured by.")),
        }
        for name, (caption, words) in texts.items():
            self._boxes[name].show_texts(caption, words)
        if self.subject is not None:
            self.show_subject(self.subject)

    # What the application says to the view

    def show_subject(self, subject: Subject) -> None:
        super().show_subject(subject)
        self._choice = self._possible(self._choice)
        self._show_choice()
        self._standing = self._stands()
        if self._answer is not None and self._answer.case.asked != self._asked(subject).asked:
            self._case = self._answer = None
        self._show_map()

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self._map.show_theme(theme)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settling.stop()

    # What the user does

    def _connect(self) -> None:
        for name, box in self._boxes.items():
            box.chosen.connect(partial(self._choose, name))
        self._settling.timeout.connect(self.changed)
        self._map.moved_to.connect(self._move)
        self._map.released.connect(self.levers_released)
        self._map.read.connect(self._show_reading)

    def _choose(self, what: str, name: str) -> None:
        """Take a choice; a lever that the other axis has is exchanged."""
        assert self._choice is not None
        before, wanted = self._choice, replace(self._choice, **{what: name})
        if overlap(wanted.across, wanted.up):
            other = "up" if what == "across" else "across"
            wanted = replace(wanted, **{other: getattr(before, what)})
        self._choice = self._possible(wanted)
        self._case = self._answer = None
        self._show_choice()
        self.changed.emit()

    def _move(self, x: float, y: float) -> None:
        """Set both levers, and show the mark there at once."""
        assert self._choice is not None
        assert self.subject is not None
        wanted = {self._choice.across: x, self._choice.up: y}
        why_not = refusal(self.subject.scenario, wanted)
        self.show_trouble(why_not)
        if not why_not:
            self._standing = Standing(x, y, y)
            self._show_map()
            self.levers_requested.emit(wanted)

    # What is shown

    def _words(self) -> FrontierWords:
        assert self.subject is not None
        return FrontierWords(self.locale(), self.subject.scenario)

    def _asked(self, subject: Subject) -> FrontierCase:
        assert self._choice is not None
        return frontier_case(subject, self._choice, with_shock(subject.scenario))

    def _possible(self, choice: Choice | None) -> Choice:
        """Return a choice with what the scenario does not have replaced by the usual."""
        assert self.subject is not None
        scenario = self.subject.scenario
        usual = Choice(shock_name(scenario), REBOUND, SHARE, NO_EVENTS)
        if choice is None:
            return usual
        known = {*scenario.declared, REBOUND}
        known |= {f"events[{i}]" for i in range(len(with_shock(scenario).events))}
        levers = [name for name in (choice.across, choice.up) if name in known]
        if choice.outcome not in outcome_ids(scenario):
            choice = replace(choice, outcome=SHARE)
        if len(levers) < 2 or overlap(*levers):
            return replace(choice, across=usual.across, up=usual.up)
        return choice

    def _show_choice(self) -> None:
        assert self._choice is not None and self.subject is not None
        words, subject = self._words(), self.subject
        levers = [*words.levers.groups(subject.scenario)]
        self._boxes["across"].show_entries(levers)
        self._boxes["up"].show_entries(levers)
        self._boxes["outcome"].show_entries(words.outcome_groups())
        self._boxes["against"].show_entries(words.against_groups(subject.reference_name))
        for name, box in self._boxes.items():
            box.show_current(getattr(self._choice, name))

    def _stands(self) -> Standing:
        assert self._choice is not None and self.subject is not None
        whole = with_shock(self.subject.scenario)
        parts = [lever(whole, name).now for name in self._choice.up.split("+")]
        return Standing(lever(whole, self._choice.across).now, min(parts), max(parts))

    def _show_map(self) -> None:
        answer = self._answer
        if answer is None or self.subject is None:
            return
        words = self._words()
        drawing = MapDrawing(
            answer, self._standing, words.map(answer, self._standing, self.title())
        )
        self._map.show_words(partial(words.place, answer))
        self._finding = words.finding(answer, self._standing)
        described = f"{self._finding} {words.here(answer, self._standing)}"
        self._map.show_drawing(drawing, described)
        self.show_note(words.measure(answer.case, self.subject.reference_name))
        self._show_reading(None)

    def _show_reading(self, values: tuple[float, float] | None) -> None:
        """Say what stands under the mouse, or what the map says on the whole."""
        if self._answer is None:
            self._reading.setText("")
        elif values is not None:
            self._reading.setText(self._words().place(self._answer, *values))
        else:
            self._reading.setText(f"{self._finding} {self._hint()}")

    def _hint(self) -> str:
        assert self.subject is not None and self._choice is not None
        if f"events[{len(self.subject.scenario.events)}]" in (self._choice.across, self._choice.up):
            return self.tr("This scenario has no efficiency gain yet: a click on the map adds it.")
        return self.tr("Click or drag to set both, or use the arrow keys.")


def _answered(case: FrontierCase, size: int, _progress: Progress) -> FrontierAnswer:
    return frontier_answer(case, size)
