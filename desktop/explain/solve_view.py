"""Believe: what one would have to believe for a result, of one lever or of several beliefs."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.explain.choices import ChoiceBox
from desktop.explain.joint_answer import (
    JointAnswer,
    JointCase,
    joint_answer,
    joint_csv,
    joint_names,
)
from desktop.explain.joint_drawing import ROW, JointDrawing
from desktop.explain.joint_page import JointPage
from desktop.explain.levers import refusal, shock_name, with_shock
from desktop.explain.market import market_fall
from desktop.explain.outcome_texts import SHARE, outcome_unit
from desktop.explain.picture import Picture
from desktop.explain.question import Progress, Question, Subject
from desktop.explain.solve_answer import (
    SolveAnswer,
    SolveCase,
    against_of,
    solve_answer,
    solve_case,
    solve_csv,
)
from desktop.explain.solve_parts import TargetField, Verdict
from desktop.explain.solve_words import MARKET, SEVERAL, ZERO, SolveWords
from desktop.explain.view import ExplainView
from desktop.form import named
from desktop.theme import Theme
from scenarios.comparison import EFFECTS, outcome_ids
from scenarios.explain.frontier import REBOUND
from scenarios.explain.variants import Against, lever, outcome_of
from scenarios.scenario import Scenario

NO_EVENTS = "no-events"
_TICKED = ("training_rebound", "inference_rebound")
_MOST_USES = 3
_SHEET = 620
"""Width of a picture of the table. [px]"""


class SolveView(ExplainView):
    """A curve over one lever and where it meets the target, or a table of several beliefs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._target: tuple[str, float] | None = None
        self._lever, self._against = REBOUND, NO_EVENTS
        self._ticks: tuple[str, ...] = _TICKED
        self._case: SolveCase | JointCase | None = None
        self._answer: SolveAnswer | JointAnswer | None = None
        self._boxes = {
            name: ChoiceBox(f"solve.{name}", self) for name in ("target", "lever", "against")
        }
        self._field = TargetField(theme, self)
        self._picture, self._page = Picture(theme, self), JointPage(self)
        self._sheet = named(Picture(theme, self), "solve.sheet")
        self._sheet.hide()
        self._verdict = Verdict(self)
        self._lay_out_parts()
        self._connect()

    # What a view is

    def title(self) -> str:
        return self.tr("What would you have to believe?")

    def question(self, subject: Subject) -> Question | None:
        """Ask for the solutions; with several beliefs, for the least surprising combination."""
        case = self._new_case(subject)
        self._case = case
        if isinstance(case, JointCase):
            if self._answer is not None and self._answer.case == case:
                return None
            return Question((partial(joint_answer, case),), long=True) if case.names else None
        if self._answer is not None and self._answer.case == case:
            return None
        return Question((partial(_answered, case),))

    def show_answer(self, answer: object) -> None:
        assert isinstance(answer, SolveAnswer | JointAnswer)
        if self._case is not None and answer.case.asked == self._case.asked:
            self._answer = answer
            self._show_answer()

    def table(self) -> str:
        if isinstance(self._answer, JointAnswer):
            return joint_csv(self._answer)
        return solve_csv(self._answer) if self._answer else ""

    def picture(self, kind: str) -> bytes:
        if self._answer is None:
            return b""
        if isinstance(self._answer, SolveAnswer):
            return self._picture.content(kind)
        return self._drawn(self._answer).content(kind)

    def copy(self) -> None:
        if isinstance(self._answer, SolveAnswer):
            self._picture.copy()
        else:
            self._page.copy()

    def retranslate(self) -> None:
        super().retranslate()
        texts = {
            "target": (self.tr("Result"), self.tr("What is to come out.")),
            "lever": (self.tr("What moves"), self.tr("What you would have to believe otherwise.")),
            "against": (self.tr("Against"), self.tr("What effects are measured by.")),
        }
        for name, (caption, words) in texts.items():
            self._boxes[name].show_texts(caption, words)
        self._field.show_texts(self.tr("Value"), self.tr("The value that is to come out."))
        self._page.retranslate()
        if self.subject is not None:
            self.show_subject(self.subject)

    # What the application says to the view

    def show_subject(self, subject: Subject) -> None:
        super().show_subject(subject)
        self._keep_possible(subject.scenario)
        self._show_choice()
        self._show_answer()

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        for picture in (self._picture, self._sheet):
            picture.show_theme(theme)
        self._field.show_theme(theme)

    def show_idle(self) -> None:
        super().show_idle()
        self._show_answer()

    # What the user does

    def _connect(self) -> None:
        for name, choose in {
            "target": self._choose_target,
            "lever": self._choose_lever,
            "against": self._choose_against,
        }.items():
            self._boxes[name].chosen.connect(choose)
        self._field.edited.connect(self._set_target)
        self._field.refused.connect(self.show_trouble)
        self._page.list.ticked.connect(self._tick)
        self._page.table.jump_requested.connect(self.jump_requested)
        self._picture.clicked.connect(self.jump_requested)
        self._verdict.used.connect(self._use)

    def _choose_target(self, name: str) -> None:
        assert self.subject is not None
        fall = market_fall(self.subject.scenario.data)
        known = {MARKET: (SHARE, fall), ZERO: (SHARE, 0.0)}
        self._target = known.get(name) or (name, self._usual_value(name, self.subject))
        self._renew()

    def _set_target(self, value: float) -> None:
        assert self._target is not None
        self._target = (self._target[0], value)
        self._renew()

    def _choose_lever(self, name: str) -> None:
        self._lever = name
        self._renew()

    def _choose_against(self, name: str) -> None:
        self._against = name
        self._renew()

    def _tick(self) -> None:
        self._ticks = self._page.list.ticks()
        self._renew()

    def _renew(self) -> None:
        self._answer = None
        self._show_choice()
        self._show_answer()
        self.changed.emit()

    def _use(self, place: int) -> None:
        """Set a solution in the scenario, with the gain that it assumes."""
        assert self.subject is not None
        scenario, answer = self.subject.scenario, self._answer
        wanted: dict[str, float] = {}
        if isinstance(answer, SolveAnswer):
            wanted = {answer.case.lever.name: answer.solution.values[place]}
        elif answer is not None:
            wanted = {row.name: row.value for row in answer.rows}
        whole = self._whole(scenario)
        if whole is not scenario and shock_name(scenario) not in wanted:
            wanted[shock_name(scenario)] = lever(whole, shock_name(scenario)).now
        why_not = refusal(scenario, wanted)
        self.show_trouble(why_not)
        if not why_not:
            self.levers_requested.emit(wanted)
            self.levers_released.emit()

    # What is asked

    def _new_case(self, subject: Subject) -> SolveCase | JointCase:
        assert self._target is not None
        whole, without = self._whole(subject.scenario), self._against == NO_EVENTS
        if self._lever != SEVERAL:
            return solve_case(subject, whole, self._lever, self._target, without)
        names = tuple(name for name in joint_names(whole) if name in self._ticks)
        against = against_of(subject, whole, without)
        return JointCase(whole, names, *self._target, against)

    def _whole(self, scenario: Scenario) -> Scenario:
        """Return the scenario, with an efficiency gain where nothing would happen without one."""
        assert self._target is not None
        idle = not scenario.events or self._lever == REBOUND
        measured = self._target[0] in EFFECTS and self._against == NO_EVENTS
        if self._lever == shock_name(scenario) or (measured and idle):
            return with_shock(scenario)
        return scenario

    def _keep_possible(self, scenario: Scenario) -> None:
        """Take the usual in place of what the scenario does not have."""
        if self._target is None or self._target[0] not in outcome_ids(scenario):
            self._target = (SHARE, market_fall(scenario.data))
        known = {*scenario.declared, REBOUND, SEVERAL}
        known |= {f"events[{i}]" for i in range(len(with_shock(scenario).events))}
        if self._lever not in known:
            self._lever = REBOUND

    def _usual_value(self, name: str, subject: Subject) -> float:
        """Return a value to begin with: no effect, or what the scenario gives, rounded."""
        if name in EFFECTS:
            return self._target[1] if self._target and self._target[0] == name else 0.0
        against = Against(subject.scenario.without_events(), follows=True)
        return float(f"{outcome_of(subject.scenario, {}, name, against)[0]:.3g}")

    # What is shown

    def _drawn(self, answer: JointAnswer) -> Picture:
        """Return the table as a picture that is never seen but saved."""
        rows = [texts for _name, texts in self._words().needed(answer)]
        self._sheet.resize(_SHEET, round(ROW * (len(rows) + 1)))
        self._sheet.show_drawing(JointDrawing(self.title(), self._page.heads(), rows))
        return self._sheet

    def _lay_out_parts(self) -> None:
        self.controls.addWidget(self._boxes["target"], 3)
        self.controls.addWidget(self._field, 0)
        self.controls.addWidget(self._boxes["lever"], 3)
        self.controls.addWidget(self._boxes["against"], 2)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._picture)
        self._stack.addWidget(self._page)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self._verdict)

    def _words(self) -> SolveWords:
        assert self.subject is not None
        return SolveWords(self.locale(), self.subject.scenario)

    def _show_choice(self) -> None:
        assert self.subject is not None and self._target is not None
        subject, words, (outcome, value) = self.subject, self._words(), self._target
        fall = market_fall(subject.scenario.data)
        known = {(SHARE, fall): MARKET, (SHARE, 0.0): ZERO}
        groups = {
            "target": words.target_groups(),
            "lever": words.lever_groups(),
            "against": words.against_groups(subject.reference_name),
        }
        shown = {
            "target": known.get(self._target, outcome),
            "lever": self._lever,
            "against": self._against,
        }
        for name, box in self._boxes.items():
            box.show_entries(groups[name])
            box.show_current(shown[name])
        self._field.show_value(value, outcome_unit(outcome))
        several = self._lever == SEVERAL
        self._stack.setCurrentWidget(self._page if several else self._picture)
        if several:
            names = joint_names(subject.scenario)
            self._page.list.show_names(subject.scenario, names, self._ticks)

    def _show_answer(self) -> None:
        if self.subject is None:
            return
        answer, words = self._answer, self._words()
        self.show_note(self._measured_by(words))
        texts: list[str] = []
        aside = ""
        if isinstance(answer, SolveAnswer):
            self._picture.show_drawing(words.drawing(answer, self.title()), words.finding(answer))
            said, aside = words.finding(answer), words.surprises(answer)
            if answer.solution.values:
                texts = words.uses(answer)[:_MOST_USES]
        elif answer is not None:
            self._page.table.show_rows(words.needed(answer))
            said = words.verdict(answer)
            texts = [self.tr("Use these values")] if answer.combination.reached else []
        else:
            said = self._wanting()
        self._verdict.show_words(said, aside)
        does = self.tr("Sets it in the scenario; one undo takes it back.")
        self._verdict.show_uses(texts, does)

    def _wanting(self) -> str:
        if self._lever != SEVERAL:
            return ""
        self._page.table.show_rows([])
        if not self._ticks:
            return self.tr("Tick the assumptions that may move.")
        return ""

    def _measured_by(self, words: SolveWords) -> str:
        assert self.subject is not None
        if self._whole(self.subject.scenario) is not self.subject.scenario:
            return self.tr("Assumes a 2× efficiency gain, which this scenario does not have yet.")
        if self._target and self._target[0] not in EFFECTS:
            return ""
        without = self._against == NO_EVENTS or self.subject.without_events
        return words.measure("" if without else self.subject.reference_name)


def _answered(case: SolveCase, _progress: Progress) -> SolveAnswer:
    return solve_answer(case)
