"""Was it ever right: what would have been said in every past quarter, against what came."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QLabel,
    QSlider,
    QToolButton,
    QWidget,
)

from desktop.charts.figure import Memory
from desktop.explain.fan_drawing import FanDrawing
from desktop.explain.hindcast_answer import (
    ENOUGH,
    FitAnswer,
    HindcastAnswer,
    Line,
    answer_csv,
    beliefs,
    fit_answer,
    hindcast_answer,
)
from desktop.explain.hindcast_fans import fit_drawing, hindcast_drawing
from desktop.explain.hindcast_texts import HindcastTexts
from desktop.explain.picture import Picture
from desktop.explain.question import Question, Step, Subject
from desktop.explain.score_table import ScoreTable
from desktop.explain.scrolled_pair import ScrolledPair
from desktop.explain.view import ExplainView
from desktop.form import named, show_words, tip
from desktop.theme import Theme
from scenarios.explain.hindcast import METHODS
from scenarios.months import Month
from scenarios.projection import Projection
from scenarios.scenario import Scenario

_ONE_ROW = 660
"""Width from which the words about a fit stand beside the switch, in pixels."""

_QUICK = 1024
"""Draws up to which hindcasts are worked out to the end while the next are already wanted."""

_KEPT = 6
_FEW_AHEAD = 4


class HindcastView(ExplainView):
    """A fan from a chosen quarter under the record, and a table of scores beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._kept: dict[Hashable, HindcastAnswer] = {}
        self._answer: HindcastAnswer | None = None
        self._fit: FitAnswer | None = None
        self._origin: Month | None = None
        self._memory = Memory()
        self._make_controls()
        self._make_body()
        self._lay_out_body()
        self._connect_parts()

    # What a view is

    def title(self) -> str:
        return self.tr("Was it ever right?")

    def question(self, subject: Subject) -> Question:
        """Hindcasts of the scenario's beliefs, and if wished for the draws that fit."""
        scenario = subject.scenario
        kept = self._kept.get(beliefs(scenario))
        steps: list[Step] = [lambda _: kept] if kept is not None else _work(scenario)
        if self._fitting.isChecked() and subject.projection is not None:
            steps.append(partial(_fit, subject.projection))
        return Question(tuple(steps), long=kept is None and scenario.uncertainty.draws > _QUICK)

    def show_answer(self, answer: object) -> None:
        if isinstance(answer, HindcastAnswer):
            self._keep(answer)
            self._show_origins(answer)
            self._table.show_scores(answer, self._texts())
        elif isinstance(answer, FitAnswer):
            self._fit = answer
        self._show_picture()

    def table(self) -> str:
        if self._answer is None:
            return ""
        return answer_csv(self._answer, self._fit if self._fitting.isChecked() else None)

    def picture(self, kind: str) -> bytes:
        return self._picture.content(kind) if self._picture.drawing() else b""

    def copy(self) -> None:
        self._picture.copy()

    def show_subject(self, subject: Subject) -> None:
        """Take what is to be explained; another scenario begins at its own as-of month."""
        if self.subject is None or subject.key != self.subject.key:
            self._origin, self._fit, self._memory = None, None, Memory()
        super().show_subject(subject)
        self._name_switch()

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self._picture.show_theme(theme)

    def retranslate(self) -> None:
        super().retranslate()
        self._memory = Memory()
        texts = self._texts()
        for place, method in enumerate(METHODS):
            self._method.setItemText(place, texts.method(method))
            self._method.setItemData(place, texts.method_tip(method), _TIP)
        self._name(self._method, self.tr("Method"), self.tr("Whose forecasts are drawn"))
        self._name(self._slider, self.tr("Looked ahead from"), self.tr("Quarter looked ahead from"))
        self._name(self._earlier, self.tr("Earlier"), self.tr("One quarter earlier"))
        self._name(self._later, self.tr("Later"), self.tr("One quarter later"))
        self._known.setText(texts.known())
        self._name_switch()
        if self._answer is not None:
            self._table.show_scores(self._answer, texts)
            self._show_picture()

    # What Qt says to the view

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _ONE_ROW
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)

    # How it is made

    def _make_controls(self) -> None:
        self._earlier = named(QToolButton(self), "hindcast_earlier")
        self._earlier.setArrowType(Qt.ArrowType.LeftArrow)
        self._later = named(QToolButton(self), "hindcast_later")
        self._later.setArrowType(Qt.ArrowType.RightArrow)
        self._slider = named(QSlider(Qt.Orientation.Horizontal, self), "hindcast_origin")
        self._slider.setPageStep(4)
        self._slider.setMinimumWidth(80)
        self._month = named(QLabel(self), "hindcast_month", "title")
        self._method = named(QComboBox(self), "hindcast_method")
        for method in METHODS:
            self._method.addItem("", method)
        self._fitting = named(QCheckBox(self), "hindcast_fitting")
        self._fit_words = named(QLabel(self), "hindcast_fit_words")
        self._fit_words.setWordWrap(True)
        self._fit_words.hide()

    def _make_body(self) -> None:
        self._pair = ScrolledPair("hindcast_scroll", self)
        self._picture = Picture(self.theme, self._pair.inner)
        self._picture.setMinimumSize(280, 130)
        self._table = ScoreTable(self._pair.inner)
        self._pair.show_parts((self._picture, 5), (self._table, 4))
        self._known = named(QLabel(self), "hindcast_known", "help")
        self._known.setWordWrap(True)

    def _lay_out_body(self) -> None:
        self._origin_controls: tuple[QWidget, ...] = (
            self._earlier,
            self._slider,
            self._later,
            self._month,
        )
        for part in self._origin_controls:
            self.controls.addWidget(part)
        self.controls.setSpacing(4)
        self.controls.addStretch(1)
        self.controls.addWidget(self._method)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(6)
        self._row.addWidget(self._fitting)
        self._row.addWidget(self._fit_words, 1)
        self.body.addLayout(self._row)
        self.body.addWidget(self._pair, 1)
        self.body.addWidget(self._known)

    def _connect_parts(self) -> None:
        self._slider.valueChanged.connect(self._choose_place)
        self._earlier.clicked.connect(lambda: self._slider.setValue(self._slider.value() - 1))
        self._later.clicked.connect(lambda: self._slider.setValue(self._slider.value() + 1))
        self._method.currentIndexChanged.connect(lambda _: self._show_picture())
        self._fitting.toggled.connect(self._switch)
        self._picture.clicked.connect(self._choose_month)

    # What happens

    def _texts(self) -> HindcastTexts:
        return HindcastTexts(self.locale(), self)

    def _keep(self, answer: HindcastAnswer) -> None:
        """Remember an answer, and forget the one that was not wanted for longest."""
        self._answer = answer
        self._kept.pop(answer.key, None)
        self._kept[answer.key] = answer
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]

    def _show_origins(self, answer: HindcastAnswer) -> None:
        origins = answer.origins
        if self._origin not in origins:
            as_of = self.subject.scenario.as_of if self.subject else None
            self._origin = as_of if as_of in origins else origins[-_FEW_AHEAD]
        blocked = self._slider.blockSignals(True)
        self._slider.setRange(0, len(origins) - 1)
        self._slider.setValue(origins.index(self._origin))
        self._slider.blockSignals(blocked)

    def _choose_place(self, place: int) -> None:
        if self._answer is not None:
            self._origin = self._answer.origins[place]
            self._show_picture()

    def _choose_month(self, target: str) -> None:
        month = Month.parse(target)
        if self._answer is not None and month in self._answer.origins:
            self._slider.setValue(self._answer.origins.index(month))

    def _switch(self, on: bool) -> None:
        self._memory = Memory()
        for part in (*self._origin_controls, self._method):
            part.setEnabled(not on)
        self._fit = None
        self._show_picture()
        self.changed.emit()

    def _line(self) -> Line | None:
        """The forecast chosen."""
        if self._answer is None:
            return None
        found = self._answer.of(self._method.currentData())
        return next((line for line in found if line.origin == self._origin), None)

    def _show_picture(self) -> None:
        self._show_fit_words()
        texts, line = self._texts(), self._line()
        if self._answer is None or line is None:
            return
        self._month.setText(texts.month(line.origin, short=True))
        self._earlier.setEnabled(self._slider.isEnabled() and self._slider.value() > 0)
        self._later.setEnabled(
            self._slider.isEnabled() and self._slider.value() < self._slider.maximum()
        )
        if self._fitting.isChecked() and self._fit is not None:
            self.show_note(texts.fit_note())
            self._draw(fit_drawing(self._fit, self._data(), texts, self._memory), "")
        elif not self._fitting.isChecked():
            self.show_note(texts.note(line))
            drawing = hindcast_drawing(self._answer, line, self._data(), texts, self._memory)
            self._draw(drawing, texts.seen(self._answer, line))

    def _draw(self, drawing: FanDrawing, description: str) -> None:
        words = description or " ".join(place.words for place in drawing.places[-1:])
        self._picture.show_drawing(drawing, words)

    def _data(self) -> str:
        assert self.subject is not None
        return self.subject.scenario.data

    def _show_fit_words(self) -> None:
        fit, texts = self._fit, self._texts()
        if fit is None or not self._fitting.isChecked():
            show_words(self._fit_words, "", "muted")
        elif fit.quarters == 0:
            show_words(self._fit_words, texts.nothing_came(fit.as_of), "muted")
        else:
            role = "muted" if fit.effective >= ENOUGH else "warning"
            show_words(self._fit_words, texts.fit(fit), role)

    def _name_switch(self) -> None:
        if self.subject is not None:
            texts = self._texts()
            self._fitting.setText(texts.only_fitting(self.subject.scenario.as_of))
            self._fitting.setToolTip(tip(texts.only_fitting_tip()))

    def _name(self, part: QWidget, name: str, words: str) -> None:
        part.setAccessibleName(name)
        part.setToolTip(words)


_TIP = Qt.ItemDataRole.ToolTipRole


def _work(scenario: Scenario) -> list[Step]:
    """Return the steps to a hindcast: with many draws, a quick one with few comes first."""
    steps: list[Step] = [partial(hindcast_answer, scenario)]
    if scenario.uncertainty.draws > _QUICK:
        fewer = scenario.uncertainty.model_copy(update={"draws": _QUICK})
        steps.insert(0, partial(hindcast_answer, scenario.replace(uncertainty=fewer)))
    return steps


def _fit(projection: Projection, _progress: object) -> FitAnswer:
    return fit_answer(projection)
