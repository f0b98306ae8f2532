"""Sensitivity: which assumptions move an outcome most, and which make its variance."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.charts.elided import ElidedLabel
from desktop.explain.choices import ChoiceBox
from desktop.explain.outcome_texts import outcome_unit
from desktop.explain.pieces import Held
from desktop.explain.question import Question, Subject
from desktop.explain.ranking_drawing import RankingDrawing
from desktop.explain.sensitivity_data import (
    Case,
    Shares,
    Swings,
    ranked,
    sensitivity_csv,
    shares,
    swings,
)
from desktop.explain.sensitivity_texts import SensitivityTexts, factor
from desktop.explain.stage import Front, Stage
from desktop.explain.view import ExplainView
from desktop.form import named, tip
from desktop.theme import Theme
from scenarios.comparison import fiscal_years, outcome_ids

_LAST_YEAR = "last_year"
_ROWS = (5, 10, 15, 20, 0)
"""How many assumptions may be shown; 0 is all."""
_SAMPLES = ("512", "1024", "2048", "8192")


class SensitivityView(ExplainView):
    """A tornado under the hand, and shares of variance when they are asked for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._outcome = _LAST_YEAR
        self._order, self._rows, self._samples = "swing", 10, "1024"
        self._swings: Swings | None = None
        self._shares: Shares | None = None
        self._wanted: tuple[Case, int] | None = None
        self._held = Held()
        self._boxes = {
            name: ChoiceBox(f"sensitivity.{name}", self) for name in ("outcome", "show", "samples")
        }
        self._work = named(QPushButton(self), "sensitivity.work")
        self._stage = Stage(theme, "sensitivity", self)
        self._method = ElidedLabel("help", self)
        self._method.hide()
        for box, stretch in zip(self._boxes.values(), (5, 3, 2), strict=True):
            self.controls.addWidget(box, stretch)
        self.controls.addWidget(self._work, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self._stage, 1)
        self.body.addWidget(self._method)
        self._connect()

    # What a view is

    def title(self) -> str:
        return self.tr("Sensitivity")

    def question(self, subject: Subject) -> Question | None:
        """Ask for the swings, and for shares of variance too if they are wanted of just this."""
        case = self._case(subject)
        first = partial(_swings, case)
        if self._wanted is None or self._wanted[0] != case:
            self._wanted = None
            self._show_work()
            return Question((first,))
        second = partial(shares, case, self._wanted[1])
        return Question((first, second), long=True)

    def show_answer(self, answer: object) -> None:
        if isinstance(answer, Shares):
            self._shares, self._wanted = answer, None
        else:
            assert isinstance(answer, Swings)
            before, self._swings = self._swings, answer
            if before is None or before.case.outcome != answer.case.outcome:
                self._held.forget()
            if self._shares is not None and not self._shares.belongs_to(answer.case):
                self._shares = None
        self._show_ranking()

    def table(self) -> str:
        if self._swings is None:
            return ""
        unit = outcome_unit(self._swings.case.outcome)
        return sensitivity_csv(self._swings, self._shares, unit)

    def picture(self, kind: str) -> bytes:
        shown = self._stage.picture
        return shown.content(kind) if shown.drawing() else b""

    def copy(self) -> None:
        self._stage.picture.copy()

    def retranslate(self) -> None:
        super().retranslate()
        texts = {
            "outcome": (self.tr("Outcome"), self.tr("What the assumptions move.")),
            "show": (
                self.tr("Show"),
                self.tr("How many assumptions are shown, and what they are sorted by."),
            ),
            "samples": (
                self.tr("Samples"),
                self.tr("How many samples shares of variance are worked out from."),
            ),
        }
        for name, (caption, words) in texts.items():
            self._boxes[name].show_texts(caption, words)
        words = self.tr(
            "Work out how much of the outcome’s variance each assumption makes, alone and with "
            "its interactions (Sobol indices). This takes a moment."
        )
        self._work.setText(self.tr("Find shares"))
        self._work.setToolTip(tip(words))
        self._work.setAccessibleDescription(words)
        self._stage.show_names(
            self.tr("Swings"),
            self.tr("Shares"),
            self.tr("There is room for one of the two pictures."),
        )
        if self.subject is not None:
            self.show_subject(self.subject)
            self._show_ranking()

    # What the application says to the view

    def show_subject(self, subject: Subject) -> None:
        super().show_subject(subject)
        if self._outcome not in (_LAST_YEAR, *outcome_ids(subject.scenario)):
            self._outcome = _LAST_YEAR
        self._show_choices()

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self._stage.show_theme(theme)

    def show_idle(self) -> None:
        super().show_idle()
        self._wanted = None
        self._show_work()

    # What the user does

    def _connect(self) -> None:
        self._boxes["outcome"].chosen.connect(self._choose_outcome)
        self._boxes["show"].chosen.connect(self._choose_rows)
        self._boxes["samples"].chosen.connect(self._choose_samples)
        self._work.clicked.connect(self._want_shares)
        self._stage.clicked.connect(self.jump_requested)

    def _choose_outcome(self, name: str) -> None:
        self._outcome = name
        self.changed.emit()

    def _choose_rows(self, name: str) -> None:
        self._order, _, rows = name.partition("/")
        self._rows = int(rows)
        self._held.forget()
        self._show_ranking()

    def _choose_samples(self, name: str) -> None:
        self._samples = name
        self._show_work()

    def _want_shares(self) -> None:
        if self.subject is not None:
            self._wanted = self._case(self.subject), int(self._samples)
            self._show_work()
            self.changed.emit()

    # What is shown

    def _case(self, subject: Subject) -> Case:
        return Case(subject.key, subject.scenario, self._outcome_id(subject), subject.against())

    def _outcome_id(self, subject: Subject) -> str:
        if self._outcome != _LAST_YEAR:
            return self._outcome
        years = fiscal_years(subject.scenario)
        return f"revenue_fy{years[-1]}" if years else "peak_compute_demand"

    def _show_choices(self) -> None:
        assert self.subject is not None
        texts = SensitivityTexts(self.locale())
        self._boxes["outcome"].show_entries(texts.outcome_groups(self.subject.scenario))
        self._boxes["outcome"].show_current(self._outcome_id(self.subject))
        self._boxes["show"].show_entries(texts.row_groups(_ROWS))
        self._boxes["show"].show_current(f"{self._order}/{self._rows}")
        samples = [(self.locale().toString(int(name)), name) for name in _SAMPLES]
        self._boxes["samples"].show_entries([("", samples)])
        self._boxes["samples"].show_current(self._samples)
        self._show_work()

    def _current(self) -> bool:
        """Whether the shares of variance are those of what is shown beside them."""
        if self._shares is None or self._swings is None:
            return False
        return self._shares.case == self._swings.case

    def _show_work(self) -> None:
        done = (
            self.subject is not None
            and self._shares is not None
            and self._shares.samples == int(self._samples)
            and self._shares.case == self._case(self.subject)
        )
        nothing = self._swings is not None and not self._swings.bars
        self._work.setEnabled(self._wanted is None and not done and not nothing)

    def _show_ranking(self) -> None:
        found = self._swings
        self._show_work()
        if found is None or not found.bars:
            self._stage.show_words(self._reason() if found else "")
            self.show_note("")
            self._method.hide()
            return
        texts, shown = SensitivityTexts(self.locale()), self._shares
        reference = self.subject.reference_name if self.subject else ""
        note = texts.note(found, reference)
        self._stage.show_pictures(self._drawing, note + ".")
        self.show_note(note)
        current = self._current()
        self._method.show_text(texts.method(shown, current) if shown else "")
        self._method.setVisible(shown is not None)
        self.show_trouble(texts.trouble(shown) if shown and current else "")

    def _drawing(self, front: Front) -> RankingDrawing:
        assert self._swings is not None
        texts, found = SensitivityTexts(self.locale()), self._swings
        bars = ranked(found, self._shares, self._order == "share")
        bars = bars[: self._rows or len(bars)]
        outcome = found.case.outcome
        return RankingDrawing(
            texts.outcome(outcome),
            texts.symbol(outcome),
            texts.caption(outcome),
            (self.tr("at p10"), self.tr("at p90")),
            (
                (self.tr("% of variance alone"), self.tr("with interactions")),
                (self.tr("% alone"), self.tr("in all")),
            ),
            tuple(texts.row(found, bar, self._shares) for bar in bars),
            found.central * factor(outcome_unit(outcome)),
            not self._current(),
            front,
            self._held,
        )

    def _reason(self) -> str:
        return self.tr(
            "No assumption of this scenario has a spread, so that there is nothing to compare. "
            "Give one a p10 and a p90 by the button beside its slider."
        )


def _swings(case: Case, _progress: object) -> Swings:
    return swings(case)
