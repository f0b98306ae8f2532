"""Why: the gap between two scenarios in an output, split exactly over what differs."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.explain.choices import ChoiceBox
from desktop.explain.gap_data import HORIZON, OUTPUTS, Gap, by_month, gap_csv, work_out
from desktop.explain.gap_drawing import YEAR, GapDrawing, gap_drawing
from desktop.explain.gap_texts import GapTexts
from desktop.explain.pieces import Held
from desktop.explain.question import Other, Question, Subject
from desktop.explain.stage import Front, Stage
from desktop.explain.view import ExplainView
from desktop.form import named, tip
from desktop.theme import Theme

_REFERENCE = "reference"


class GapView(ExplainView):
    """Steps from one scenario to the other, and the same steps over time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._gap: Gap | None = None
        self._start = _REFERENCE
        self._output = OUTPUTS[0]
        self._period = HORIZON
        self._held = Held()
        self._boxes = {
            name: ChoiceBox(f"gap.{name}", self) for name in ("start", "output", "period")
        }
        self._single = named(QCheckBox(self), "gap.single")
        self._by_size = named(QCheckBox(self), "gap.by_size")
        self._by_size.setChecked(True)
        self._stage = Stage(theme, "gap", self)
        self._lay_out_controls()
        self.body.addWidget(self._stage, 1)
        self._connect()

    # What a view is

    def title(self) -> str:
        return self.tr("Why")

    def question(self, subject: Subject) -> Question | None:
        """Ask how the gap is split; without a scenario to start from there is nothing to ask."""
        start = self._starts(subject).get(self._start)
        if start is None:
            self._gap = None
            self._show_gap()
            return None
        names = start.name, subject.scenario.name
        ends, single = (start.scenario, subject.scenario), self._single.isChecked()
        work = partial(work_out, *ends, names, self._output, single)
        return Question((lambda _progress: work(),))

    def show_answer(self, answer: object) -> None:
        assert isinstance(answer, Gap)
        before, self._gap = self._gap, answer
        if before is None or _shown(before) != _shown(answer):
            self._held.forget()
        self._show_choices()
        self._show_gap()

    def table(self) -> str:
        return gap_csv(self._gap) if self._gap else ""

    def picture(self, kind: str) -> bytes:
        shown = self._stage.picture
        return shown.content(kind) if shown.drawing() else b""

    def copy(self) -> None:
        self._stage.picture.copy()

    def retranslate(self) -> None:
        super().retranslate()
        texts = {
            "start": (self.tr("From"), self.tr("The scenario that the gap starts from.")),
            "output": (self.tr("Gap in"), self.tr("The output that is compared.")),
            "period": (
                self.tr("Period"),
                self.tr("The months that the steps are about; a click on a year chooses it too."),
            ),
        }
        for name, (caption, words) in texts.items():
            self._boxes[name].show_texts(caption, words)
        self._write_box(
            self._single,
            self.tr("Item by item"),
            self.tr("Split over every assumption and event by itself, instead of groups of them."),
        )
        self._write_box(
            self._by_size,
            self.tr("Largest first"),
            self.tr("Sort the steps by their size, instead of keeping one order."),
        )
        self._stage.show_names(
            self.tr("Step by step"),
            self.tr("Over time"),
            self.tr("There is room for one of the two pictures."),
        )
        if self.subject is not None:
            self.show_subject(self.subject)
            self._show_gap()

    # What the application says to the view

    def show_subject(self, subject: Subject) -> None:
        super().show_subject(subject)
        starts = self._starts(subject)
        if self._start not in starts:
            self._start = next(iter(starts), _REFERENCE)
        self._show_choices()

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self._stage.show_theme(theme)

    # How it is made

    def _lay_out_controls(self) -> None:
        for box, stretch in zip(self._boxes.values(), (3, 5, 2), strict=True):
            self.controls.addWidget(box, stretch)
        checks = QVBoxLayout()
        checks.setSpacing(3)
        checks.addWidget(self._single)
        checks.addWidget(self._by_size)
        self.controls.addLayout(checks)

    def _connect(self) -> None:
        self._boxes["start"].chosen.connect(self._choose_start)
        self._boxes["output"].chosen.connect(self._choose_output)
        self._boxes["period"].chosen.connect(lambda name: self._choose_period(int(name)))
        self._single.toggled.connect(self.changed)
        self._by_size.toggled.connect(self._show_gap)
        self._stage.clicked.connect(self._go)

    def _write_box(self, box: QCheckBox, text: str, words: str) -> None:
        box.setText(text)
        box.setToolTip(tip(words))
        box.setAccessibleDescription(words)

    # What the user does

    def _choose_start(self, name: str) -> None:
        self._start = name
        self.changed.emit()

    def _choose_output(self, name: str) -> None:
        output, _, region = name.partition("/")
        self._output = output, region
        self.changed.emit()

    def _choose_period(self, period: int) -> None:
        self._period = period
        self._held.forget()
        self._show_choices()
        self._show_gap()

    def _go(self, target: str) -> None:
        """Choose the year that was clicked, the horizon again for the same; or go to an item."""
        if target.startswith(YEAR):
            year = int(target.removeprefix(YEAR))
            self._choose_period(HORIZON if year == self._chosen() else year)
        else:
            self.jump_requested.emit(target)

    # What is shown

    def _starts(self, subject: Subject) -> dict[str, Other]:
        """Return the scenarios that a gap to this one can start from."""
        found = {}
        if subject.reference is not None:
            name = subject.reference_name
            found[_REFERENCE] = Other(_REFERENCE, name, subject.reference)
        as_of = subject.scenario.as_of
        found |= {other.key: other for other in subject.others if other.scenario.as_of == as_of}
        return found

    def _chosen(self) -> int:
        """Return the period that is shown: that which was chosen, if the gap has it."""
        gap = self._gap
        return self._period if gap and self._period in gap.years() else HORIZON

    def _show_choices(self) -> None:
        assert self.subject is not None
        texts, starts = GapTexts(self.locale()), self._starts(self.subject)
        self._boxes["start"].show_entries(
            [("", [(start.name, key) for key, start in starts.items()])]
        )
        self._boxes["start"].show_current(self._start)
        self._boxes["output"].show_entries(self._output_groups(texts))
        self._boxes["output"].show_current("/".join(self._output))
        gap, periods = self._gap, [(self.tr("Whole horizon"), str(HORIZON))]
        if gap is not None:
            periods += [(texts.period(gap, year), str(year)) for year in gap.years()]
        self._boxes["period"].show_entries([("", periods)])
        self._boxes["period"].show_current(str(self._chosen()))
        self._boxes["period"].setEnabled(by_month(self._output[0]))

    def _output_groups(self, texts: GapTexts) -> list[tuple[str, list[tuple[str, str]]]]:
        entries = [(texts.output(*output), "/".join(output)) for output in OUTPUTS]
        monthly = sum(by_month(output) for output, _ in OUTPUTS)
        return [
            (self.tr("Month by month"), entries[:monthly]),
            (self.tr("One number"), entries[monthly:]),
        ]

    def _show_gap(self) -> None:
        gap = self._gap
        if gap is None or not gap.attribution.items:
            self._stage.show_words(self._reason())
            self.show_note("")
            return
        texts = GapTexts(self.locale())
        self._stage.show_pictures(self._drawing, texts.note(gap, self._chosen()) + ".")
        self.show_note(texts.note(gap, self._chosen()))

    def _drawing(self, front: Front) -> GapDrawing:
        assert self._gap is not None
        texts, by_size = GapTexts(self.locale()), self._by_size.isChecked()
        return gap_drawing(self._gap, self._chosen(), by_size, front, texts, self._held)

    def _reason(self) -> str:
        """Why there is no gap to split, and what to do."""
        if self.subject is None:
            return ""
        if self._gap is not None:
            words = self.tr(
                "Nothing differs between {second} and {first}. Move a slider or add an event to "
                "the timeline, and what it does to the gap is shown here."
            )
            first, second = self._gap.names
            return words.format(first=first, second=second)
        words = self.tr(
            "The reference does not start from {month}, as {scenario} does, nor does any other "
            "open scenario: there is no gap to split. Open a scenario as of {month}, or choose "
            "the defaults as the reference on the right."
        )
        scenario, texts = self.subject.scenario, GapTexts(self.locale())
        return words.format(month=texts.month(scenario.as_of), scenario=scenario.name)


def _shown(gap: Gap) -> tuple[str, str, str]:
    return gap.output, gap.region, gap.names[0]
