"""The rebound meter: what every gain in efficiency saves, what comes back, what remains."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.charts import export
from desktop.charts.chart import Chart
from desktop.charts.data import ChartData
from desktop.charts.look import Look
from desktop.explain.choices import ChoiceBox
from desktop.explain.picture import Picture
from desktop.explain.question import Question, Subject
from desktop.explain.rebound_courses import AMOUNT, SHARE, amounts_over_time, shares_over_time
from desktop.explain.rebound_drawing import Meter, MeterDrawing
from desktop.explain.rebound_texts import ReboundTexts
from desktop.explain.scrolled_pair import ScrolledPair
from desktop.explain.view import ExplainView
from desktop.form import named
from desktop.theme import Theme
from scenarios.explain.rebound import PARTS, Account, Gain, Rebound, rebound
from scenarios.scenario import Scenario

HEADER = ("gain", "part", "month", "statistic", "unit", "value")
TOGETHER = "together"
_STATISTICS = ("direct", "own", "price", "response", "net")


@dataclass(frozen=True, eq=False)
class ReboundAnswer:
    """The rebound meter of a scenario."""

    scenario: Scenario
    rebound: Rebound

    def gains(self) -> tuple[Gain, ...]:
        """Return all gains together, where there are several, and every one of them."""
        found = self.rebound.gains
        return found if len(found) == 1 else (self.rebound.together, *found)


class ReboundView(ExplainView):
    """A meter for every gain, and beside it the course of one of them over time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._answer: ReboundAnswer | None = None
        self._part, self._gain, self._course = "both", TOGETHER, AMOUNT
        self._pointed: float | None = None
        self._boxes = {
            name: ChoiceBox(f"rebound.{name}", self) for name in ("part", "gain", "course")
        }
        self._pair = ScrolledPair("rebound_scroll", self)
        self._picture = Picture(theme, self._pair.inner)
        self._chart = Chart(theme, self._pair.inner)
        self._empty = named(QLabel(self), "rebound_empty", "muted")
        self._lay_out_body()
        self._connect_parts()

    # What a view is

    def title(self) -> str:
        return self.tr("Rebound")

    def question(self, subject: Subject) -> Question:
        """The meter of the scenario."""
        scenario = subject.scenario
        return Question((lambda _progress: ReboundAnswer(scenario, rebound(scenario)),))

    def show_answer(self, answer: object) -> None:
        assert isinstance(answer, ReboundAnswer)
        self._answer = answer
        self._show_choices()
        self._show_all()

    def table(self) -> str:
        return "" if self._answer is None else rebound_csv(self._answer.rebound)

    def picture(self, kind: str) -> bytes:
        return self._picture.content(kind) if self._picture.drawing() else b""

    def copy(self) -> None:
        self._picture.copy()

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self._picture.show_theme(theme)
        self._chart.show_theme(theme)

    def retranslate(self) -> None:
        super().retranslate()
        texts = {
            "part": (self.tr("Compute for"), self.tr("Whose compute is metered.")),
            "gain": (self.tr("Over time"), self.tr("The gain whose course is drawn.")),
            "course": (self.tr("As"), self.tr("What of it is drawn over time.")),
        }
        for name, words in texts.items():
            self._boxes[name].show_texts(*words)
        self._empty.setText(self._texts().empty())
        self._show_choices()
        self._show_all()

    # How it is made

    def _lay_out_body(self) -> None:
        for name, share in (("part", 3), ("gain", 4), ("course", 3)):
            self.controls.addWidget(self._boxes[name], share)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        self._picture.setMinimumWidth(280)
        self._pair.show_parts((self._picture, 1), (self._chart, 1))
        self.body.addWidget(self._pair, 1)
        self.body.addWidget(self._empty, 1)

    def _connect_parts(self) -> None:
        for name, box in self._boxes.items():
            box.chosen.connect(lambda chosen, name=name: self._choose(name, chosen))
        self._picture.clicked.connect(self.jump_requested)
        self._chart.hovered.connect(self._point)
        self._chart.export_requested.connect(self._save_chart)

    # What happens

    def _texts(self) -> ReboundTexts:
        return ReboundTexts(self.locale(), self)

    def _choose(self, name: str, chosen: str) -> None:
        setattr(self, f"_{name}", chosen)
        self._show_all()

    def _point(self, x: float | None) -> None:
        """Read the meter at the month pointed at over time."""
        self._pointed = x
        self._show_meters()

    def _show_choices(self) -> None:
        texts, answer = self._texts(), self._answer
        parts = [(texts.part(part), part) for part in reversed(PARTS)]
        courses = [
            (self.tr("amounts, H100e"), AMOUNT),
            (self.tr("share taken back, %"), SHARE),
        ]
        gains = answer.gains() if answer else ()
        if answer and self._gain not in {gain.name for gain in gains}:
            self._gain = gains[0].name if gains else TOGETHER
        entries = {"part": parts, "gain": self._named_gains(texts), "course": courses}
        chosen = {"part": self._part, "gain": self._gain, "course": self._course}
        for name, box in self._boxes.items():
            box.show_entries([("", entries[name])])
            box.show_current(chosen[name])

    def _named_gains(self, texts: ReboundTexts) -> list[tuple[str, str]]:
        if self._answer is None:
            return []
        found, scenario = self._answer.rebound, self._answer.scenario
        return [(texts.gain(gain, found, scenario), gain.name) for gain in self._answer.gains()]

    def _show_all(self) -> None:
        empty = self._answer is not None and not self._answer.rebound.gains
        self._empty.setVisible(empty)
        self._pair.setVisible(not empty)
        for box in self._boxes.values():
            box.setEnabled(not empty)
        if self._answer is None:
            return
        if empty:
            self._picture.show_drawing(None)
            self.show_note("")
        else:
            self._show_meters()
            self._chart.show_data(self._chart_data(self._answer))

    def _place(self, found: Rebound) -> int:
        """Which month the meter is read at: the one pointed at, else the last."""
        if self._pointed is None:
            return len(found.months) - 1
        return min(max(round(self._pointed) - found.months[0].ordinal, 0), len(found.months) - 1)

    def _show_meters(self) -> None:
        if self._answer is None or not self._answer.rebound.gains:
            return
        texts, found = self._texts(), self._answer.rebound
        place = self._place(found)
        drawing = MeterDrawing(
            self.tr("Rebound: {part}").format(part=texts.part(self._part)),
            self.tr("% of the saving taken back"),
            tuple(self._meter(gain, place, texts) for gain in self._answer.gains()),
            (self.tr("taken back"), self.tr("price"), self.tr("remains")),
        )
        self._picture.setMinimumHeight(drawing.least_height())
        self._picture.show_drawing(drawing, " ".join(meter.words for meter in drawing.meters))
        self.show_note(texts.note(found.months[place]))

    def _meter(self, gain: Gain, place: int, texts: ReboundTexts) -> Meter:
        assert self._answer is not None
        found, account = self._answer.rebound, gain.accounts[self._part]
        name = texts.gain(gain, found, self._answer.scenario)
        direct = float(account.direct[place])
        measurable = bool(account.measurable[place])
        return Meter(
            name,
            texts.verdict(account, place),
            texts.amounts(account, place),
            -float(account.own[place]) / direct if measurable else None,
            -float(account.price[place]) / direct if measurable else 0.0,
            texts.sentence(name, account, place, found.months[place]),
            self._target(gain, place),
        )

    def _target(self, gain: Gain, place: int) -> str:
        """The assumption that a gain rests on, for a shock the rebound that meets it."""
        if gain.name != TOGETHER and not gain.name.startswith(("events[", "others")):
            return gain.name
        if self._part != "both":
            return f"{self._part}_rebound"
        sizes = {part: abs(float(gain.accounts[part].direct[place])) for part in PARTS[:2]}
        return f"{max(sizes, key=lambda part: sizes[part])}_rebound"

    def _chart_data(self, answer: ReboundAnswer) -> ChartData:
        texts, found = self._texts(), answer.rebound
        gain = next(one for one in answer.gains() if one.name == self._gain)
        if self._course == AMOUNT:
            return amounts_over_time(found, gain, self._part, texts)
        return shares_over_time(found, gain, self._part, answer.scenario, texts)

    def _save_chart(self, kind: str) -> None:
        size = float(self._chart.width()), float(self._chart.height())
        look = Look(self.theme, self.locale(), self._chart.logarithmic())
        data = self._chart.data()
        self.save_requested.emit(data.title, kind, export.content(kind, data, look, size))


def rebound_csv(found: Rebound) -> str:
    """Return every account month by month, one number a row; a share that is none is left out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for part in PARTS:
        for name, values in (("without", found.without[part]), ("demand", found.demand[part])):
            for month, value in zip(found.months, values, strict=True):
                writer.writerow(("", part, month, name, "H100e", repr(float(value))))
    for gain in (*found.gains, found.together):
        for part, account in gain.accounts.items():
            for row in _rows(found, account):
                writer.writerow((gain.name, part, *row))
    return out.getvalue()


def _rows(found: Rebound, account: Account) -> Iterator[tuple[object, ...]]:
    for place, month in enumerate(found.months):
        for name in _STATISTICS:
            yield month, name, "H100e", repr(float(getattr(account, name)[place]))
        if account.measurable[place]:
            yield month, "taken_back", "fraction", repr(float(account.taken_back[place]))
