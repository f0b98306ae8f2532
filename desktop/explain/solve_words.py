"""What one would have to believe, in words: the answer, how surprising it is, why there is none."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLocale, QObject

from desktop.charts.axis import DASH
from desktop.explain.choices import Group
from desktop.explain.curve_drawing import Bar, CurveDrawing, CurveWords, Point
from desktop.explain.joint_answer import JointAnswer
from desktop.explain.levers import LeverTexts, shock_name, with_shock
from desktop.explain.market import market_fall
from desktop.explain.outcome_texts import SHARE, OutcomeTexts, outcome_unit
from desktop.explain.solve_answer import SolveAnswer, chance, evidence
from desktop.form import data_text
from desktop.numbers import quantity_text, span_texts, unit_text
from scenarios.comparison import EFFECTS, fiscal_years
from scenarios.explain.frontier import REBOUND
from scenarios.explain.variants import Lever, lever
from scenarios.scenario import Scenario

MARKET, ZERO, SEVERAL = "market", "zero", "several"
_RARE = 1e-6


class SolveWords(QObject):
    """The words for one scenario, in the language and the format of a locale."""

    def __init__(self, locale: QLocale, scenario: Scenario, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale, self._scenario = locale, scenario
        self.levers = LeverTexts(locale, self)
        self.outcomes = OutcomeTexts(locale, self)

    def target_groups(self) -> list[Group]:
        """Return what can be wanted: two well-known values, then outcomes of any value."""
        known = [(self.market(), MARKET), (self.tr("No equity-value effect"), ZERO)]
        names = [*reversed(EFFECTS)]
        names += [f"revenue_fy{year}" for year in fiscal_years(self._scenario)]
        return [("", known), ("", [(self.outcomes.label(name), name) for name in names])]

    def lever_groups(self) -> list[Group]:
        """Return what can be moved."""
        (heading, together), *others = self.levers.groups(self._scenario)
        several = (self.tr("Several, least surprising"), SEVERAL)
        return [(heading, [*together, several]), *others]

    def market(self) -> str:
        """The market's move, as at the start of a sentence."""
        move = self.outcomes.quantity(market_fall(self._scenario.data), "fraction")
        return self.tr("The market’s {move}").format(move=move)

    def target(self, outcome: str, target: float) -> str:
        """A value of an outcome, within a sentence."""
        if outcome == SHARE and target == market_fall(self._scenario.data):
            words = self.market()
            return words[:1].lower() + words[1:]
        if target == 0 and outcome in EFFECTS:
            return self.tr("no effect")
        value = self.outcomes.quantity(target, outcome_unit(outcome), signed=outcome in EFFECTS)
        label = self.outcomes.label(outcome)
        label = label[:1].lower() + label[1:]
        return self.tr("{value} ({outcome})").format(outcome=label, value=value)

    def finding(self, answer: SolveAnswer) -> str:
        """Return the answer in sentences."""
        case = answer.case
        target = self.target(case.outcome, case.target)
        if not answer.solution.values:
            return self._why_not(answer, target)
        values = list(answer.solution.values)
        first = self.levers.given(self._scenario, case.lever, values[0])
        others = [self.levers.quantity(case.lever, value) for value in values[1:]]
        given = self.tr(" or ").join([first, *others])
        if case.lever.name == REBOUND and with_shock(case.scenario) is case.scenario:
            gain = lever(case.scenario, shock_name(case.scenario))
            with_gain = self.levers.given(case.scenario, gain, gain.now)
            given = self.tr("{gain} with {given}").format(gain=with_gain, given=given)
        words = self.tr("{given} gives {target}.").format(given=given, target=target)
        return words[:1].upper() + words[1:]

    def against_groups(self, reference: str) -> list[Group]:
        """Return what effects can be measured by; ``reference`` is the window's."""
        words = self.tr("Reference: {name}").format(name=reference)
        return [("", [(self.tr("No events"), "no-events"), (words, "reference")])]

    def measure(self, reference: str) -> str:
        """Return what effects are measured by, in a sentence; "" for the lack of events."""
        if not reference:
            return self.tr("Effects against the same beliefs without events.")
        return self.tr("Effects against {reference}.").format(reference=reference)

    def uses(self, answer: SolveAnswer) -> list[str]:
        """What stands on the buttons that set the solutions."""
        values = answer.solution.values
        if len(values) == 1:
            return [self.tr("Use this value")]
        quantities = (self.levers.quantity(answer.case.lever, value) for value in values)
        return [self.tr("Use {value}").format(value=quantity) for quantity in quantities]

    def surprises(self, answer: SolveAnswer) -> str:
        """Return how surprising the one solution is, in sentences; "" of several or none."""
        values = answer.solution.values
        return self.surprise(answer.case.lever.name, values[0]) if len(values) == 1 else ""

    def surprise(self, name: str, value: float) -> str:
        """Return how surprising a value is, in a sentence; "" where nothing is believed of it."""
        found = []
        for part in name.split("+"):
            if part in self._scenario.declared:
                odds = chance(self._scenario.belief(part), value)
                if odds is not None:
                    label = data_text(self._scenario.declared[part].label)
                    found.append((label, self.odds(odds)))
        if len(found) == 1:
            words = self.tr("You give a value so far out a chance of {odds}.")
            return words.format(odds=found[0][1])
        if not found:
            return ""
        listed = ", ".join(f"{label[:1].lower()}{label[1:]} {odds}" for label, odds in found)
        return self.tr("The odds you give it: {odds}.").format(odds=listed)

    def odds(self, probability: float) -> str:
        """A probability in plain words: ``1 in 12``."""
        if probability < _RARE:
            return self.tr("less than 1 in a million")
        number = 1 / probability
        size = 10 ** max(0, math.floor(math.log10(number)) - 1)
        rounded = round(number / size) * size
        return self.tr("1 in {number}").format(number=self._locale.toString(rounded))

    def belief(self, name: str) -> str:
        """What the scenario believes of an assumption: its median and its spread."""
        middle, spread = self._belief_parts(name)
        return f"{middle} ({spread})" if spread else middle

    def _belief_parts(self, name: str) -> tuple[str, str]:
        declared, belief = self._scenario.declared[name], self._scenario.belief(name)
        middle = quantity_text(belief.p50, declared.unit, self._locale, 3)
        if belief.certain:
            return middle, ""
        p10, _, p90 = belief.percentiles()
        # A limit that is reached but for rounding is that limit.
        p10 = p10 if abs(p10) > 1e-9 * abs(p90) else 0.0
        low, high = span_texts(p10, p90, declared.unit, self._locale)
        return middle, f"{low} {DASH} {high}"

    def drawing(self, answer: SolveAnswer, title: str) -> CurveDrawing:
        """Return the picture of an answer."""
        case = answer.case
        whole = with_shock(self._scenario)
        nows = sorted({lever(whole, part).now for part in case.lever.name.split("+")})
        label, unit = self.outcomes.label(case.outcome), answer.unit
        symbol = self.tr("%") if unit == "fraction" else self.tr("bn USD")
        words = CurveWords(
            title,
            f"{label} ({symbol})",
            self._axis(case.lever),
            self.outcomes.quantity(case.target, unit),
        )
        points = [self._point(answer, value) for value in answer.shown]
        here = [self._here(answer, now) for now in nows]
        return CurveDrawing(answer, words, points, here, self._bars(answer))

    def needed(self, answer: JointAnswer) -> list[tuple[str, tuple[str, ...]]]:
        """Return the rows of the table of several beliefs: id, and texts of its cells."""
        found: list[tuple[str, tuple[str, ...]]] = []
        for row in answer.rows:
            declared = self._scenario.declared[row.name]
            value = quantity_text(row.value, declared.unit, self._locale, 3)
            label = data_text(declared.label)
            texts = (label, *self._belief_parts(row.name), value, self.odds(row.chance))
            found.append((row.name, texts))
        return found

    def verdict(self, answer: JointAnswer) -> str:
        """Return what several beliefs come to, in sentences."""
        case, found = answer.case, answer.combination
        target = self.target(case.outcome, case.target)
        if not found.reached:
            nearest = self.outcomes.quantity(found.outcome, outcome_unit(case.outcome))
            words = self.tr(
                "These assumptions cannot give {target} together; the nearest found is {nearest}. "
                "Tick more of them."
            )
            return words.format(target=target, nearest=nearest)
        words = self.tr(
            "The least surprising way to {target}: {distance} standard deviations from your "
            "beliefs, {odds}."
        )
        distance = self._locale.toString(found.surprise, "f", 1)
        return words.format(target=target, distance=distance, odds=self.odds(answer.chance))

    def _axis(self, found: Lever) -> str:
        label, unit = self.levers.label(self._scenario, found.name), unit_text(found.unit)
        return f"{label} ({unit})" if unit else label

    def _here(self, answer: SolveAnswer, now: float) -> Point:
        label = self.tr("now {value}").format(value=self.levers.quantity(answer.case.lever, now))
        value = float(np.interp(now, answer.x, answer.values))
        words = self.tr("This scenario: {given}. All else equal, that gives {outcome}.")
        words = words.format(
            given=self.levers.given(self._scenario, answer.case.lever, now),
            outcome=self.outcomes.quantity(value, answer.unit),
        )
        return Point(now, label, words)

    def _point(self, answer: SolveAnswer, value: float) -> Point:
        case = answer.case
        given = self.levers.given(self._scenario, case.lever, value)
        target = self.target(case.outcome, case.target)
        words = self.tr("{given} gives {target}.").format(given=given, target=target)
        words = f"{words[:1].upper()}{words[1:]} {self.surprise(case.lever.name, value)}"
        return Point(value, self.levers.quantity(case.lever, value), words)

    def _bars(self, answer: SolveAnswer) -> list[Bar]:
        """Return what is believed of the assumptions of a lever, then the evidence on them."""
        name = answer.case.lever.name
        parts = [part for part in name.split("+") if part in self._scenario.declared]
        bars = [self._belief_bar(part) for part in parts]
        for found in evidence(self._scenario, name):
            middle = self.levers.quantity(answer.case.lever, found.central)
            words = self.tr("{source}: {value}, {definition}.")
            words = words.format(source=found.source, value=middle, definition=found.definition)
            label = self.tr("evidence: {name}").format(name=found.parameter)
            ends = found.low, found.central, found.high
            bars.append(Bar(label, *ends, "muted", words, parts[0]))
        return bars

    def _belief_bar(self, name: str) -> Bar:
        label, belief = data_text(self._scenario.declared[name].label), self._scenario.belief(name)
        p10, p50, p90 = belief.percentiles()
        words = self.tr("You believe of {label}: {belief}, in 80 % of cases.")
        if belief.certain:
            words = self.tr("You hold {label} for certain: {belief}.")
        words = words.format(label=label, belief=self.belief(name))
        shown = self.tr("your belief: {label}").format(label=label[:1].lower() + label[1:])
        return Bar(shown, p10, p50, p90, "accent", words, name)

    def _why_not(self, answer: SolveAnswer, target: str) -> str:
        case, found = answer.case, answer.solution
        unit = outcome_unit(case.outcome)
        low, high = (
            self.outcomes.quantity(v, unit, signed=case.outcome in EFFECTS)
            for v in (found.lowest, found.highest)
        )
        label = self.levers.label(self._scenario, case.lever.name)
        words = self.tr("{lever} makes no difference: the outcome stays at {low}.")
        if low != high:
            words = self.tr(
                "{lever} alone cannot give {target}: from {minimum} to {maximum}, it moves the "
                "outcome from {low} to {high} only."
            )
        minimum, maximum = span_texts(
            case.lever.minimum, case.lever.maximum, case.lever.unit, self._locale
        )
        return words.format(
            lever=label, target=target, minimum=minimum, maximum=maximum, low=low, high=high
        )
