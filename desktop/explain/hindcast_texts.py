"""The words of the hindcast view, in the language and the number format of a locale."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, QObject

from desktop.charts.axis import DASH, MINUS, band_text, number_text
from desktop.event_texts import EventTexts
from desktop.explain.hindcast_answer import ENOUGH, FitAnswer, HindcastAnswer, Line
from desktop.form import data_text
from scenarios.explain.hindcast import KNOWN, METHODS, Score
from scenarios.months import Month

MEASURES = ("crps", "bias", "coverage_50", "coverage_90")
"""What a score consists of, in the order of the table."""


class HindcastTexts(QObject):
    """Names, explanations and sentences."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._events = EventTexts(locale, self)

    # Names

    def known(self) -> str:
        """What must be known before any score is believed."""
        return data_text(KNOWN)

    def method(self, method: str) -> str:
        """Name of a method."""
        return {
            METHODS[0]: self.tr("Jevons"),
            METHODS[1]: self.tr("Random walk"),
            METHODS[2]: self.tr("Holt"),
        }[method]

    def method_tip(self, method: str) -> str:
        """What a method does."""
        return {
            METHODS[0]: self.tr("This model, with the beliefs of the scenario."),
            METHODS[1]: self.tr(
                "Random walk with drift: revenue goes on growing as it has grown on average "
                "up to then. A yardstick that knows nothing of chips or models."
            ),
            METHODS[2]: self.tr(
                "Holt’s method: revenue goes on growing at its recent pace, recent quarters "
                "counting for more. A yardstick that knows nothing of chips or models."
            ),
        }[method]

    def measure(self, measure: str) -> str:
        """Name of one of `MEASURES`."""
        return {
            "crps": self.tr("CRPS, bn USD"),
            "bias": self.tr("Bias"),
            "coverage_50": self.tr("In 50 % band"),
            "coverage_90": self.tr("In 90 % band"),
        }[measure]

    def measure_tip(self, measure: str) -> str:
        """What one of `MEASURES` says, for people who have never met it."""
        return {
            "crps": self.tr(
                "Continuous ranked probability score: how far a forecast, with its bands, lay "
                "from what came, on average, in billions of dollars a quarter. Being wrong costs, "
                "and so does being vague. 0 would be perfect; the smallest is the best."
            ),
            "bias": self.tr(
                "By how much the central forecast was too high (+) or too low (−) on average. "
                "The nearest to 0 is the best."
            ),
            "coverage_50": self.tr(
                "How many of the actual figures fell inside the inner band, which claims to hold "
                "half of them. Fewer: the bands were too narrow, too sure. More: too wide. The "
                "nearest to 50 % is the best."
            ),
            "coverage_90": self.tr(
                "How many of the actual figures fell inside the outer band, which claims to hold "
                "nine in ten. Fewer: the bands were too narrow, too sure. More: too wide. The "
                "nearest to 90 % is the best."
            ),
        }[measure]

    def horizon(self, quarters_ahead: int, count: int) -> str:
        """Heading of the scores at a horizon."""
        forecasts = self.tr("%n forecast(s)", "", count)
        if quarters_ahead == 0:
            words = self.tr("All horizons")
        else:
            words = self.tr("%n quarter(s) ahead", "", quarters_ahead)
        return f"{words} · {forecasts}"

    def figure(self, score: Score, measure: str) -> str:
        """A figure of a score."""
        value: float = getattr(score, measure)
        if not math.isfinite(value):
            return DASH
        if measure == "crps":
            return number_text(value, self._locale)
        if measure == "bias":
            percent = self._percent(math.expm1(value))
            return percent if percent[0] in f"{MINUS}0" else "+" + percent
        return self._percent(value)

    def month(self, month: Month, short: bool = False) -> str:
        """A month with its year."""
        return self._events.month(month, short)

    # Sentences

    def note(self, line: Line | None) -> str:
        """What is seen, in a sentence."""
        if line is None:
            return ""
        words = self.tr("{method}, looking ahead from {month}, and what came [bn USD a quarter]")
        return words.format(method=self.method(line.method), month=self.month(line.origin))

    def came(self, month: Month, actual: float) -> str:
        """What the record says of the quarter to a month."""
        words = self.tr("Quarter to {month}: {actual} bn USD came.")
        return words.format(month=self.month(month), actual=self._money(actual))

    def said(self, line: Line, place: int) -> str:
        """What a forecast said of a quarter."""
        low, high = float(line.bands[0, place]), float(line.bands[4, place])
        words = self.tr("{method} said {central} in {origin} (90 % band {band}).")
        return words.format(
            origin=self.month(line.origin),
            method=self.method(line.method),
            central=self._money(float(line.central[place])),
            band=band_text(low, high, self._locale),
        )

    def look_from(self) -> str:
        """What a click on a quarter does."""
        return self.tr("Click to look ahead from here.")

    def seen(self, answer: HindcastAnswer, line: Line) -> str:
        """The picture in words, for those who do not see it."""
        last = len(line.months) - 1
        score = answer.score(line.method, 0)
        inside = self.tr("Of %n forecast(s) by this method", "", score.count)
        words = self.tr("{share} lay inside their 90 % band.")
        share = words.format(share=self._percent(score.coverage_90))
        parts = [
            self.came(line.months[last], float(line.actual[last])),
            self.said(line, last),
            f"{inside}, {share}",
        ]
        return " ".join(parts)

    # Draws that fit the record

    def only_fitting(self, as_of: Month) -> str:
        """The switch."""
        words = self.tr("Only draws that fit the record since {month}")
        return words.format(month=self.month(as_of))

    def only_fitting_tip(self) -> str:
        """What the switch does."""
        return self.tr(
            "Shows the scenario’s own projection twice: with all draws, and with each draw "
            "counting for as much as it fits the quarters that have come since. This tells which "
            "of the beliefs the record has left standing."
        )

    def fit_note(self) -> str:
        """What is seen of the fit, in a sentence."""
        return self.tr("All draws, and those that fit the record [bn USD a quarter]")

    def nothing_came(self, as_of: Month) -> str:
        """That there is nothing to hold draws against."""
        words = self.tr(
            "{month} is the newest quarter on record: nothing has come since that draws could be "
            "held against. Start from an earlier quarter to use this."
        )
        return words.format(month=self.month(as_of))

    def fit(self, fit: FitAnswer) -> str:
        """As how many draws the weighted ones are good."""
        against = self.tr("Held against %n quarter(s)", "", fit.quarters)
        words = self.tr("as good as {effective} draws of {draws}")
        count = words.format(
            effective=self._locale.toString(round(fit.effective)),
            draws=self._locale.toString(fit.draws),
        )
        if fit.effective >= ENOUGH:
            return self.tr("{against}: {count}.").format(against=against, count=count)
        few = self.tr("{against}: {count}; too few to trust below {enough}.")
        return few.format(against=against, count=count, enough=round(ENOUGH))

    def fit_at(self, fit: FitAnswer, place: int, actual: float | None) -> str:
        """What all draws and the fitting ones say of a quarter."""
        parts = []
        if actual is not None:
            parts.append(self.came(fit.months[place], actual))
        else:
            words = self.tr("Quarter to {month}.")
            parts.append(words.format(month=self.month(fit.months[place])))
        words = self.tr("All draws: {all}. Those that fit: {fitting} (90 % bands, bn USD).")
        bands = (fit.bands[[0, 4], place], fit.fitting[[0, 4], place])
        texts = [band_text(float(b[0]), float(b[1]), self._locale) for b in bands]
        return " ".join([*parts, words.format(all=texts[0], fitting=texts[1])])

    def _money(self, value: float) -> str:
        return number_text(value, self._locale)

    def _percent(self, share: float) -> str:
        text = self._locale.toString(abs(share) * 100, "f", 0)
        sign = MINUS if share < 0 and text != self._locale.zeroDigit() else ""
        return self.tr("{number} %").format(number=sign + text)
