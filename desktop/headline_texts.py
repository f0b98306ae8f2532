"""The key figures in words and numbers, as they stand on the cards."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject

from desktop.chart_views import constraint_name
from desktop.charts.axis import DASH, MINUS, band_text, number_text
from desktop.headline_card import CardText
from desktop.headline_data import KeyFigures, Spread
from scenarios.comparison import Binding
from scenarios.months import Month

_BILLION = 1e9
_FAR = 0.1
"""Part of p5 to p95 by which the median must differ from the central case to be shown."""


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
            return tuple(CardText(labels, DASH) for labels in self._labels())
        return (
            self._peak(figures),
            self._revenue(figures),
            self._effect(figures),
            self._equity(figures),
            self._binds(figures),
        )

    def _labels(self) -> tuple[tuple[str, ...], ...]:
        return (
            (self.tr("Peak compute demand"), self.tr("Peak demand")),
            (self.tr("Revenue"),),
            (self.tr("Revenue effect"), self.tr("Rev. effect")),
            (self.tr("Equity-value effect"), self.tr("Equity value")),
            (self.tr("Limited by"),),
        )

    def _peak(self, figures: KeyFigures) -> CardText:
        labels = self._labels()[0]
        number = self._number(figures.peak.central)
        words = self.tr("{label}: {figure} H100e, reached in {month}.").format(
            label=labels[0], figure=number, month=self._month(figures.peak_month)
        )
        words += " " + self.tr("H100e: computing power counted in Nvidia H100 chips.")
        words += self._spread_words(figures.peak) + self._gap_words(figures.peak_gap)
        return self._card(labels, number, "H100e", figures.peak, self._gap(figures.peak_gap), words)

    def _revenue(self, figures: KeyFigures) -> CardText:
        spread = figures.revenue and figures.revenue.times(_BILLION)
        if spread is None:
            words = self.tr("No fiscal year ends within the horizon.")
            return CardText(self._labels()[1], DASH, words=words)
        gap = figures.revenue_gap and figures.revenue_gap.times(_BILLION)
        january = self._month(Month.parse(f"{figures.fiscal_year:04d}-01"), short=True)
        forms = (
            self.tr("Revenue FY{year} (to {month})"),
            self.tr("Revenue FY{year}"),
            self.tr("Rev. FY{year}"),
        )
        labels = tuple(form.format(year=figures.fiscal_year, month=january) for form in forms)
        number = self._number(spread.central)
        words = self.tr(
            "Nvidia’s data-centre revenue in fiscal year {year}, which ends in January {year}: "
            "{figure} USD."
        ).format(year=figures.fiscal_year, figure=number)
        words += self._spread_words(spread) + self._gap_words(gap)
        return self._card(labels, number, "USD", spread, self._gap(gap), words)

    def _effect(self, figures: KeyFigures) -> CardText:
        spread = figures.effect and figures.effect.times(_BILLION)
        if spread is None or figures.effect_share is None:
            return self._without_reference(2)
        forms = (self.tr("Revenue effect to {year}"), self.tr("Effect to {year}"))
        labels = *(form.format(year=figures.last.year) for form in forms), self._labels()[2][-1]
        if is_nothing(spread):
            return self._nothing(labels)
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
        return self._card(labels, number, "USD", spread, (note, share), words)

    def _equity(self, figures: KeyFigures) -> CardText:
        share, value = figures.equity_share, figures.equity and figures.equity.times(_BILLION)
        if share is None or value is None:
            return self._without_reference(3)
        labels = self._labels()[3]
        if is_nothing(value):
            return self._nothing(labels)
        percent, money = self._percent(share.central), self._number(value.central)
        notes: tuple[str, ...] = ()
        words = self.tr(
            "What the difference in revenue to {reference} is worth to Nvidia’s owners: {money} "
            "USD, which is {share} of the market value at the start."
        ).format(reference=self._reference, money=money, share=percent)
        words += self._spread_words(value)
        if figures.market is not None:
            move = self._percent(figures.market)
            forms = self.tr("market {move}"), self.tr("mkt {move}")
            notes = tuple(form.format(move=move) for form in forms)
            told = self.tr("On 27 January 2025 the market took {move} off Nvidia’s value.")
            words += "\n" + told.format(move=self._percent(abs(figures.market)))
        unit = self.tr("{money} USD").format(money=money)
        return self._card(labels, percent, unit, share, notes, words, self._percent)

    def _binds(self, figures: KeyFigures) -> CardText:
        stretches = figures.bindings
        longest = max(stretches, key=lambda found: found.last - found.first)
        place = stretches.index(longest)
        name = constraint_name(longest.constraint)
        before, after = stretches[:place], stretches[place + 1 :]
        when, ends = self._when(longest, bool(before), bool(after))
        forms: tuple[str, ...] = ()
        beside = ""
        if before:
            forms = self.tr("{constraint} before"), self.tr("{constraint} first")
            beside = self._name(before[-1])
        elif after:
            forms = self.tr("{constraint} after"), self.tr("then {constraint}")
            beside = self._name(after[0])
        notes = tuple(form.format(constraint=beside) for form in forms)
        words, name = self._binding_words(figures), name[:1].upper() + name[1:]
        return CardText(self._labels()[4], name, band=when, ends=ends, notes=notes, words=words)

    def _card(
        self,
        labels: tuple[str, ...],
        figure: str,
        unit: str,
        spread: Spread,
        notes: tuple[str, ...],
        words: str,
        write: Callable[[float], str] | None = None,
    ) -> CardText:
        """Return a card with a spread, whose numbers are written by ``write``."""
        write = write or self._number
        percents = write == self._percent
        band = self._percents(spread) if percents else self._band(spread)
        ends = tuple(
            f"{name} {write(value)}" for name, value in (("p5", spread.low), ("p95", spread.high))
        )
        median = write(spread.median) if is_far(spread) else ""
        told = self.tr("median {number}").format(number=median) if median else ""
        short = f"p50 {median}" if median else ""
        return CardText(labels, figure, unit, band, ends, told, short, notes, words)

    def _nothing(self, labels: tuple[str, ...]) -> CardText:
        """Return the card of an effect that there is not."""
        words = self.tr(
            "{label}: none, this scenario earns what {reference} earns. Move a slider, add an "
            "event or choose another reference."
        ).format(label=labels[0], reference=self._reference)
        notes = self._same()
        return CardText(labels, self.tr("No effect"), notes=notes, words=words, quiet=True)

    def _same(self) -> tuple[str, ...]:
        words = self.tr("same as {reference}").format(reference=self._reference)
        return words, self.tr("as reference")

    def _when(self, stretch: Binding, before: bool, after: bool) -> tuple[str, tuple[str, ...]]:
        """When a stretch lasts, in a line and for a narrow card."""
        first, last = self._month(stretch.first, short=True), self._month(stretch.last, short=True)
        if before and after:
            return f"{first} {DASH} {last}", (f"{first} {DASH}", last)
        if before:
            short = self.tr("{month} on").format(month=first)
            return self.tr("from {month}").format(month=first), (short,)
        if after:
            return self.tr("to {month}").format(month=last), ()
        return self.tr("all the time"), ()

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
        words = self.tr("The reference starts from another month: there is no effect to measure.")
        return CardText(self._labels()[place], DASH, words=words)

    def _spread_words(self, spread: Spread) -> str:
        words = self.tr(
            "Nine of ten draws lie between {low} and {high} (p5 to p95), half of them above "
            "{median} (the median, p50)."
        )
        numbers = (self._number(v) for v in (spread.low, spread.high, spread.median))
        found = "\n" + words.format(**dict(zip(("low", "high", "median"), numbers, strict=True)))
        if is_far(spread):
            found += " " + self.tr(
                "The large figure is the central case, in which every assumption has its middle "
                "value. It is not the middle of the draws: limits and growth do not pull evenly "
                "both ways."
            )
        return found

    def _gap_words(self, gap: Spread | None) -> str:
        if gap is None:
            return ""
        words = self.tr("Difference to {reference}: {gap} (p5 to p95: {band}).")
        number = self._signed(gap.central)
        found = words.format(reference=self._reference, gap=number, band=self._band(gap))
        return "\n" + found

    def _gap(self, gap: Spread | None) -> tuple[str, ...]:
        if gap is None:
            return ()
        if is_nothing(gap):
            return self._same()
        forms = (
            self.tr("{gap} against {reference}"),
            self.tr("{gap} vs {reference}"),
            self.tr("{gap} vs ref."),
            self.tr("diff. {gap}"),
        )
        number = self._signed(gap.central)
        return tuple(form.format(gap=number, reference=self._reference) for form in forms)

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


def is_nothing(spread: Spread) -> bool:
    """Return whether a figure is zero in the central case and in nearly every draw."""
    return not (spread.central or spread.low or spread.high)


def is_far(spread: Spread) -> bool:
    """Return whether the median lies far from the central case."""
    return abs(spread.median - spread.central) > _FAR * (spread.high - spread.low)
