"""The key figures in words and numbers, as they stand on the cards."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, QObject

from desktop.chart_views import constraint_name
from desktop.charts.axis import DASH, MINUS, band_text, number_text
from desktop.headline_card import CardText
from desktop.headline_data import KeyFigures, Spread
from scenarios.comparison import Binding
from scenarios.months import Month

_BILLION = 1e9
_DELTA = "\N{GREEK CAPITAL LETTER DELTA}"


class HeadlineTexts(QObject):
    """The texts of the cards, in the language and the number format of a locale."""

    NAMES = ("peak_compute_demand", "revenue", "revenue_effect", "equity_value_effect", "binding")

    def __init__(self, locale: QLocale, reference: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._reference = reference

    def cards(self, figures: KeyFigures | None) -> tuple[CardText, ...]:
        """Return a text for each of `NAMES`; dashes where there are no figures."""
        if figures is None:
            return tuple(CardText(label, short, DASH) for label, short in self._labels())
        return (
            self._peak(figures),
            self._revenue(figures),
            self._effect(figures),
            self._equity(figures),
            self._binds(figures),
        )

    def _labels(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.tr("Peak compute demand"), self.tr("Peak demand")),
            (self.tr("Revenue"), self.tr("Revenue")),
            (self.tr("Revenue effect"), self.tr("Effect")),
            (self.tr("Equity-value effect"), self.tr("Equity value")),
            (self.tr("Binds"), self.tr("Binds")),
        )

    def _peak(self, figures: KeyFigures) -> CardText:
        label, short = self._labels()[0]
        number = self._number(figures.peak.central)
        words = self.tr("{label}: {figure} H100e, reached in {month}.").format(
            label=label, figure=number, month=self._month(figures.peak_month)
        )
        words += self._spread_words(figures.peak) + self._gap_words(figures.peak_gap)
        band, note = self._band(figures.peak), self._gap(figures.peak_gap)
        return CardText(label, short, number, "H100e", band, note, words)

    def _revenue(self, figures: KeyFigures) -> CardText:
        spread = figures.revenue and figures.revenue.times(_BILLION)
        if spread is None:
            label, short = self._labels()[1]
            words = self.tr("No fiscal year ends within the horizon.")
            return CardText(label, short, DASH, words=words)
        gap = figures.revenue_gap and figures.revenue_gap.times(_BILLION)
        label = self.tr("Revenue FY{year}").format(year=figures.fiscal_year)
        short = self.tr("Rev. FY{year}").format(year=figures.fiscal_year % 100)
        number = self._number(spread.central)
        words = self.tr(
            "Nvidia’s data-centre revenue in fiscal year {year}, which ends in January {year}: "
            "{figure} USD."
        ).format(year=figures.fiscal_year, figure=number)
        words += self._spread_words(spread) + self._gap_words(gap)
        return CardText(label, short, number, "USD", self._band(spread), self._gap(gap), words)

    def _effect(self, figures: KeyFigures) -> CardText:
        spread = figures.effect and figures.effect.times(_BILLION)
        if spread is None or figures.effect_share is None:
            return self._without_reference(2)
        label = self.tr("Revenue effect to {year}").format(year=figures.last.year)
        short = self.tr("Effect to {year}").format(year=figures.last.year)
        number = self._number(spread.central)
        share = self._percent(figures.effect_share)
        note = self.tr("{share} of revenue").format(share=share)
        words = self.tr(
            "Data-centre revenue over the horizon, to {month}, less that of {reference}: {figure} "
            "USD, which is {share} of it."
        ).format(
            month=self._month(figures.last), reference=self._reference, figure=number, share=share
        )
        words += self._spread_words(spread)
        return CardText(label, short, number, "USD", self._band(spread), note, words, share)

    def _equity(self, figures: KeyFigures) -> CardText:
        share, value = figures.equity_share, figures.equity and figures.equity.times(_BILLION)
        if share is None or value is None:
            return self._without_reference(3)
        label, short = self._labels()[3]
        percent, money = self._percent(share.central), self._number(value.central)
        short_note = self._band(value)
        note = self.tr("{band} USD").format(band=short_note)
        words = self.tr(
            "What the difference in revenue to {reference} is worth to Nvidia’s owners: {money} "
            "USD, which is {share} of the market value at the start."
        ).format(reference=self._reference, money=money, share=percent)
        words += self._spread_words(value)
        if figures.market is not None:
            move = self._percent(figures.market)
            note = short_note = self.tr("market {move}").format(move=move)
            told = self.tr("On 27 January 2025 the market took {move} off Nvidia’s value.")
            words += "\n" + told.format(move=self._percent(abs(figures.market)))
        unit = self.tr("{money} USD").format(money=money)
        texts = (percent, unit, self._percents(share), note, words, short_note)
        return CardText(label, short, *texts)

    def _binds(self, figures: KeyFigures) -> CardText:
        label, short = self._labels()[4]
        stretches = figures.bindings
        longest = max(stretches, key=lambda found: found.last - found.first)
        place = stretches.index(longest)
        name = constraint_name(longest.constraint)
        before, after = stretches[:place], stretches[place + 1 :]
        when, note = self._when(longest, bool(before), bool(after)), ""
        if before:
            note = self.tr("{constraint} before").format(constraint=self._name(before[-1]))
        elif after:
            note = self.tr("{constraint} after").format(constraint=self._name(after[0]))
        words = self._binding_words(figures)
        return CardText(label, short, name[:1].upper() + name[1:], "", when, note, words)

    def _when(self, stretch: Binding, before: bool, after: bool) -> str:
        first, last = self._month(stretch.first, short=True), self._month(stretch.last, short=True)
        if before and after:
            return f"{first} {DASH} {last}"
        if before:
            return self.tr("from {month}").format(month=first)
        if after:
            return self.tr("to {month}").format(month=last)
        return self.tr("all the time")

    def _binding_words(self, figures: KeyFigures) -> str:
        lines = [self.tr("What limits shipments in the central case:")]
        for found in figures.bindings:
            first, last = self._month(found.first), self._month(found.last)
            words = self.tr("{constraint}: {first} to {last}")
            lines.append(words.format(constraint=self._name(found), first=first, last=last))
        shares = ", ".join(
            f"{constraint_name(name)} {self._percent(share, 0)}"
            for name, share in figures.binding_shares.items()
        )
        lines.append(self.tr("Over all draws and months: {shares}.").format(shares=shares))
        return "\n".join(lines)

    def _without_reference(self, place: int) -> CardText:
        label, short = self._labels()[place]
        words = self.tr("The reference starts from another month: there is no effect to measure.")
        return CardText(label, short, DASH, words=words)

    def _spread_words(self, spread: Spread) -> str:
        words = self.tr("p5 to p95: {band}; median {median}.")
        return "\n" + words.format(band=self._band(spread), median=self._number(spread.median))

    def _gap_words(self, gap: Spread | None) -> str:
        if gap is None:
            return ""
        words = self.tr("Difference to {reference}: {gap} (p5 to p95: {band}).")
        number = self._signed(gap.central)
        found = words.format(reference=self._reference, gap=number, band=self._band(gap))
        return "\n" + found

    def _gap(self, gap: Spread | None) -> str:
        return "" if gap is None else f"{_DELTA} {self._signed(gap.central)}"

    def _signed(self, value: float) -> str:
        return ("+" if value > 0 else "") + self._number(value)

    def _number(self, value: float) -> str:
        return number_text(value, self._locale)

    def _band(self, spread: Spread) -> str:
        return band_text(spread.low, spread.high, self._locale)

    def _percent(self, share: float, places: int = 1) -> str:
        return self.tr("{number} %").format(number=self._percentage(share, places))

    def _percents(self, spread: Spread) -> str:
        low, high = self._percentage(spread.low, 1), self._percentage(spread.high, 1)
        return self.tr("{low} to {high} %").format(low=low, high=high)

    def _percentage(self, share: float, places: int) -> str:
        text = self._locale.toString(abs(share) * 100, "f", places)
        below = math.copysign(1, share) < 0 and any(c.isdigit() and c != "0" for c in text)
        return MINUS + text if below else text

    def _name(self, stretch: Binding) -> str:
        return constraint_name(stretch.constraint)

    def _month(self, month: Month, short: bool = False) -> str:
        form = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
        return f"{self._locale.standaloneMonthName(month.month, form)} {month.year}"
