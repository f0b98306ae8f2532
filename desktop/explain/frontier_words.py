"""What the map of break-even says in words: its finding, its axes, and what stands at a place."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject

from desktop.charts.data import Array
from desktop.explain.frontier_answer import NO_EVENTS, Contour, FrontierAnswer, FrontierCase
from desktop.explain.levers import LeverTexts
from desktop.explain.map_drawing import MapWords, Standing
from desktop.explain.outcome_texts import OutcomeTexts
from desktop.numbers import unit_text
from scenarios.comparison import outcome_ids
from scenarios.explain.variants import Lever
from scenarios.scenario import Scenario

_COMPUTE = ("peak_compute_demand", "installed_base_end")


class FrontierWords(QObject):
    """The words of the map for one scenario, in the language and the format of a locale."""

    def __init__(self, locale: QLocale, scenario: Scenario, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scenario = scenario
        self.levers = LeverTexts(locale, self)
        self.outcomes = OutcomeTexts(locale, self)

    def outcome_groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the outcomes to choose from, effects first."""
        names = reversed(outcome_ids(self._scenario))
        return [("", [(self.outcomes.compared_label(name), name) for name in names])]

    def against_groups(self, reference: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return what an outcome can be measured by; ``reference`` is the window's."""
        words = self.tr("Reference: {name}").format(name=reference)
        return [("", [(self.tr("No events"), NO_EVENTS), (words, "reference")])]

    def finding(self, answer: FrontierAnswer, here: Standing) -> str:
        """Return what the map says about the scenario as it stands."""
        case = answer.case
        across = self.levers.given(self._scenario, case.across, here.x)
        even = self._crossings(answer.contour("even"), case.up, here.x)
        market = self._crossings(answer.contour("market"), case.up, here.x)
        words = self.tr("With {across}, nothing in the range shown breaks even.")
        if even and market:
            words = self.tr("With {across}, {even} breaks even, {market} gives {move}.")
        elif even:
            words = self.tr("With {across}, {even} breaks even.")
        elif market:
            words = self.tr("With {across}, {market} gives {move}; nothing breaks even.")
        found = answer.contour("market")
        move = self._level(found, case.unit) if found else ""
        return words.format(across=across, even=even, market=market, move=move)

    def measure(self, case: FrontierCase, reference: str) -> str:
        """Return what is shown, and against what, in a sentence."""
        outcome = self.outcomes.compared_label(case.outcome)
        if case.against.follows:
            return self.tr("{outcome}, against the same beliefs without events.").format(
                outcome=outcome
            )
        words = self.tr("{outcome}, against {reference}.")
        return words.format(outcome=outcome, reference=reference)

    def place(self, answer: FrontierAnswer, x: float, y: float) -> str:
        """Return both values at a place of the map and the outcome there, in sentences."""
        case, value = answer.case, answer.value_at(x, y)
        less, more = self._sides(case.outcome)
        return self.tr("{across} {x}, {up} {y}: {outcome} {value}, {side}.").format(
            across=self.levers.label(self._scenario, case.across.name),
            x=self.levers.quantity(case.across, x),
            up=self.levers.phrase(self._scenario, case.up.name),
            y=self.levers.quantity(case.up, y),
            outcome=self.outcomes.phrase(case.outcome),
            value=self.outcomes.quantity(value, case.unit, signed=True),
            side=less if value < 0 else more if value > 0 else self.tr("no effect"),
        )

    def map(self, answer: FrontierAnswer, here: Standing, title: str) -> MapWords:
        """Return the words on the map."""
        case = answer.case
        less, more = self._sides(case.outcome)
        levels = {(c.kind, c.level): self._level(c, case.unit) for c in answer.contours}
        return MapWords(
            title,
            self.outcomes.compared_label(case.outcome),
            self._axis(case.across),
            self._axis(case.up),
            less,
            more,
            levels,
            self.here(answer, here),
        )

    def here(self, answer: FrontierAnswer, here: Standing) -> str:
        """Return where the scenario stands, in sentences."""
        place = self.place(answer, here.x, here.y)
        if here.low == here.high:
            return self.tr("This scenario. {place}").format(place=place)
        low, high = (self.levers.quantity(answer.case.up, v) for v in (here.low, here.high))
        words = self.tr("This scenario, in which the two lie at {low} and {high}. {place}")
        return words.format(low=low, high=high, place=place)

    def _sides(self, outcome: str) -> tuple[str, str]:
        if outcome in _COMPUTE:
            return self.tr("needs fewer"), self.tr("needs more")
        return self.tr("sells fewer"), self.tr("sells more")

    def _axis(self, lever: Lever) -> str:
        label, unit = self.levers.label(self._scenario, lever.name), unit_text(lever.unit)
        return f"{label} ({unit})" if unit else label

    def _level(self, contour: Contour, unit: str) -> str:
        if contour.kind == "even":
            return self.tr("break-even")
        if contour.kind == "market":
            move = self.outcomes.quantity(contour.level, unit)
            return self.tr("the market’s {move}").format(move=move)
        return self.outcomes.round_quantity(contour.level, unit)

    def _crossings(self, contour: Contour | None, up: Lever, x: float) -> str:
        found = crossings(contour.lines, x) if contour else []
        first = [self.levers.given(self._scenario, up, value) for value in found[:1]]
        others = [self.levers.quantity(up, value) for value in found[1:]]
        return self.tr(" or ").join([*first, *others])


def crossings(lines: tuple[Array, ...], x: float) -> list[float]:
    """Return the values up at which lines of shape (point, 2) pass a value across, rising."""
    found = set()
    for line in lines:
        before, after = line[:-1], line[1:]
        passes = (before[:, 0] - x) * (after[:, 0] - x) <= 0
        for a, b in zip(before[passes], after[passes], strict=True):
            part = (x - a[0]) / (b[0] - a[0]) if b[0] != a[0] else 0.0
            found.add(round(float(a[1] + part * (b[1] - a[1])), 9))
    return sorted(found)
