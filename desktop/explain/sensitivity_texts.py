"""The words of the sensitivity: rows, sentences and what is said about the method."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QObject

from desktop.difference_texts import ARROW
from desktop.explain.choices import Group
from desktop.explain.outcome_texts import OutcomeTexts, outcome_unit
from desktop.explain.ranking_drawing import Mark, Row
from desktop.explain.sensitivity_data import Share, Shares, Swings
from desktop.form import data_text
from desktop.numbers import number_text, quantity_text
from scenarios.comparison import EFFECTS, outcome_ids
from scenarios.explain.sensitivity import Bar
from scenarios.scenario import Scenario
from scenarios.units import UNITS


class SensitivityTexts(QObject):
    """The words of the sensitivity in the language and the number format of a locale."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._outcomes = OutcomeTexts(locale, self)

    def outcome(self, name: str) -> str:
        """What an outcome is called, as at the start of a sentence."""
        return self._outcomes.label(name)

    def symbol(self, outcome: str) -> str:
        """What stands for the unit of an outcome beside its numbers."""
        unit = outcome_unit(outcome)
        return self.tr("%") if unit == "fraction" else UNITS[unit].base

    def caption(self, outcome: str) -> str:
        """What the bars show."""
        label, symbol = self.outcome(outcome), self.symbol(outcome)
        return label if label.endswith(symbol) else f"{label} [{symbol}]"

    def outcome_groups(self, scenario: Scenario) -> list[Group]:
        """The outcomes of a scenario that can be chosen."""
        names = outcome_ids(scenario)
        levels = [(self.outcome(name), name) for name in names if name not in EFFECTS]
        effects = [(self.outcome(name), name) for name in names if name in EFFECTS]
        return [
            (self.tr("Of the scenario"), levels),
            (self.tr("Against the reference"), effects),
        ]

    def row_groups(self, counts: Sequence[int]) -> list[Group]:
        """How many assumptions can be shown, in either order; 0 is all of them."""
        swing = [self.tr("{count} by swing").format(count=count) for count in counts if count]
        share = [self.tr("{count} by share").format(count=count) for count in counts if count]
        swing.append(self.tr("All by swing"))
        share.append(self.tr("All by share"))
        places = [*(count for count in counts if count), 0]
        return [
            (heading, [(text, f"{order}/{n}") for text, n in zip(texts, places, strict=True)])
            for order, heading, texts in (
                ("swing", self.tr("By swing"), swing),
                ("share", self.tr("By share of variance"), share),
            )
        ]

    def row(self, found: Swings, bar: Bar, shown: Shares | None) -> Row:
        """Return the row of an assumption."""
        unit = outcome_unit(found.case.outcome)
        share = shown.of(bar.lever.name) if shown is not None else None
        ends = bar.low, bar.high
        texts = [number_text(value, bar.lever.unit, self._locale, 1, 3) for value in ends]
        at = bar.at_low, bar.at_high
        results = [self._outcomes.quantity(value, unit) for value in at]
        base = self.symbol(found.case.outcome)
        results = [text.removesuffix(base).rstrip() for text in results]
        return Row(
            data_text(bar.lever.label),
            (texts[0], texts[1]),
            (f"{texts[0]} {ARROW} {results[0]}", f"{texts[1]} {ARROW} {results[1]}"),
            (at[0] * factor(unit), at[1] * factor(unit)),
            marks(share) if share is not None else None,
            self._sentence(found, bar, share),
            bar.lever.name,
        )

    def note(self, found: Swings, reference: str) -> str:
        """What is seen, in a sentence."""
        words = self.tr("Each assumption alone from its p10 to its p90, the others at their p50")
        if found.case.outcome in EFFECTS and reference:
            words = self.tr(
                "Each assumption alone from its p10 to its p90, the others at their p50; "
                "against {reference}"
            )
        return words.format(reference=reference)

    def method(self, shown: Shares, current: bool) -> str:
        """How the shares were worked out, and of which state they are."""
        words = self.tr(
            "Shares of the outcome’s variance from {samples} samples, correlations left aside."
        )
        if shown.indices.logarithmic:
            words = self.tr(
                "Shares of the variance of the outcome’s logarithm from {samples} samples, "
                "correlations left aside."
            )
        said = words.format(samples=self._locale.toString(shown.samples))
        if not current:
            outdated = self.tr("These shares are of an earlier state: find them again.")
            said = f"{outdated} {said}"
        return said

    def trouble(self, shown: Shares) -> str:
        """Why the shares are not to be trusted, or ""."""
        if not shown.indices.too_few:
            return ""
        if shown.indices.heavy_tailed:
            return self.tr(
                "Too few draws to rank these: a few samples far out decide the shares. An outcome "
                "that is always positive, such as revenue, ranks better."
            )
        return self.tr("Too few draws to rank these: take more samples.")

    def _sentence(self, found: Swings, bar: Bar, share: Share | None) -> str:
        name = found.case.outcome
        unit, label = outcome_unit(name), self.outcome(name)
        said = self.tr(
            "{assumption} at {low} (p10): {outcome} {at_low}; at {high} (p90): {at_high}; "
            "at {middle}: {central}."
        ).format(
            assumption=data_text(bar.lever.label),
            outcome=label[:1].lower() + label[1:],
            low=quantity_text(bar.low, bar.lever.unit, self._locale),
            high=quantity_text(bar.high, bar.lever.unit, self._locale),
            middle=quantity_text(bar.lever.now, bar.lever.unit, self._locale),
            at_low=self._outcomes.quantity(bar.at_low, unit),
            at_high=self._outcomes.quantity(bar.at_high, unit),
            central=self._outcomes.quantity(found.central, unit),
        )
        return said if share is None else f"{said} {self._share(share)}"

    def _share(self, share: Share) -> str:
        words = self.tr(
            "Of the variance it makes {first} % alone (95 % interval {first_low} to {first_high}) "
            "and {total} % with its interactions ({total_low} to {total_high})."
        )
        return words.format(
            first=self._percent(share.first),
            first_low=self._percent(share.first_interval[0]),
            first_high=self._percent(share.first_interval[1]),
            total=self._percent(share.total),
            total_low=self._percent(share.total_interval[0]),
            total_high=self._percent(share.total_interval[1]),
        )

    def _percent(self, share: float) -> str:
        return self._outcomes.percentage(share, 0)


def factor(unit: str) -> float:
    """Return what an outcome is multiplied by to be read with its symbol."""
    return 100.0 if unit == "fraction" else UNITS[unit].factor


def marks(share: Share) -> tuple[Mark, Mark]:
    """Return the marks of both kinds of shares in per cent."""
    pairs = ((share.first, share.first_interval), (share.total, share.total_interval))
    first, total = (Mark(100 * v, 100 * low, 100 * high) for v, (low, high) in pairs)
    return first, total
