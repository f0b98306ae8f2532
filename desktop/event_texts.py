"""Events in words: their names, what stands on the timeline, and a sentence for each."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QLocale, QObject

from desktop.charts.axis import MINUS, number_text
from desktop.form import data_text
from scenarios.events import (
    EfficiencyShock,
    Event,
    ExportRestriction,
    InvestmentProgramme,
    SupplyShock,
)
from scenarios.ladder import RUNG_NAMES
from scenarios.months import Month

_TIMES = "\N{MULTIPLICATION SIGN}"
_DASH = "\N{EN DASH}"


class EventTexts(QObject):
    """The words for events in the language and the number format of a locale."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale

    def kind(self, kind: str) -> str:
        """Name of a kind of event, as at the start of a sentence."""
        return {
            "efficiency_shock": self.tr("Efficiency shock"),
            "export_restriction": self.tr("Export restriction"),
            "investment_programme": self.tr("Investment programme"),
            "supply_shock": self.tr("Supply loss"),
        }[kind]

    def region(self, region: str) -> str:
        """Name of a region."""
        return {
            "china": self.tr("China"),
            "rest_of_world": self.tr("Rest of world"),
        }[region]

    def name(self, event: Event) -> str:
        """What to call an event: its label, else its kind."""
        if event.label:
            return event.label
        if isinstance(event, ExportRestriction):
            words = self.tr("export restriction, {region}")
            return words.format(region=self.region(event.region))
        return {
            "efficiency_shock": self.tr("efficiency shock"),
            "investment_programme": self.tr("investment programme"),
            "supply_shock": self.tr("supply loss"),
        }[event.type]

    def badge(self, event: Event) -> str:
        """What stands on the timeline: the name and the size."""
        name = event.label or self.kind(event.type)
        if isinstance(event, EfficiencyShock):
            return f"{name} {self.number(event.multiplier)}{_TIMES}"
        if isinstance(event, InvestmentProgramme):
            return f"{name} {self.number(event.amount_usd_bn * 1e9)}"
        if isinstance(event, SupplyShock):
            return f"{name} {MINUS}{self.percent(event.capacity_loss)}"
        return self.level(event.level)

    def level(self, level: float) -> str:
        """A restriction level: its number and its name."""
        return f"{self.number(level)} {self.rung(level)}"

    def rung(self, level: float) -> str:
        """What a restriction level is called; a fraction lies between two rungs."""
        below, above = (data_text(RUNG_NAMES[rung]) for rung in (floor(level), ceil(level)))
        if below == above:
            return below
        return self.tr("between {below} and {above}").format(below=below, above=above)

    def month(self, month: Month, short: bool = False) -> str:
        """A month with its year."""
        form = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
        return f"{self._locale.standaloneMonthName(month.month, form)} {month.year}"

    def number(self, value: float) -> str:
        """A number in the locale's format."""
        return number_text(value, self._locale)

    def percent(self, share: float) -> str:
        """A share in per cent."""
        return self.tr("{number} %").format(number=self.number(share * 100))

    def when(self, event: Event) -> str:
        """The month of an event, or its first and last one."""
        if isinstance(event, InvestmentProgramme):
            return f"{self.month(event.month, True)} {_DASH} {self.month(event.end_month, True)}"
        if isinstance(event, SupplyShock):
            months = self.months(event.duration_months)
            return f"{self.month(event.month, True)}, {months}"
        return self.month(event.month, short=True)

    def months(self, count: float) -> str:
        """A number of months, which may be a fraction."""
        if count == round(count):
            return self.tr("%n month(s)", "", int(count))
        return self.tr("{number} months").format(number=self.number(count))

    def sentence(self, event: Event) -> str:
        """The whole event in a sentence."""
        if isinstance(event, EfficiencyShock):
            words = self._shock(event)
        elif isinstance(event, ExportRestriction):
            words = self._restriction(event)
        elif isinstance(event, InvestmentProgramme):
            words = self._programme(event)
        else:
            words = self._loss(event)
        return f"{event.label}: {words}" if event.label else words[:1].upper() + words[1:]

    def _shock(self, event: EfficiencyShock) -> str:
        return self.tr(
            "from {month} the same result needs {times} times less compute than the trend had "
            "promised, by a share of {training} in training and {inference} in inference, "
            "spreading with a time constant of {months}."
        ).format(
            month=self.month(event.month),
            times=self.number(event.multiplier),
            training=self.percent(event.training_share),
            inference=self.percent(event.inference_share),
            months=self.months(event.diffusion_months),
        )

    def _restriction(self, event: ExportRestriction) -> str:
        return self.tr("from {month} {region} is at restriction level {level}.").format(
            month=self.month(event.month),
            region=self.region(event.region),
            level=f"{self.number(event.level)}, {self.rung(event.level)}",
        )

    def _programme(self, event: InvestmentProgramme) -> str:
        return self.tr(
            "{amount} USD are spent from {month} to {end}; {accelerators} of it buys accelerators, "
            "and {additional} of those would not have been bought anyway."
        ).format(
            amount=self.number(event.amount_usd_bn * 1e9),
            month=self.month(event.month),
            end=self.month(event.end_month),
            accelerators=self.percent(event.accelerator_share),
            additional=self.percent(event.additionality),
        )

    def _loss(self, event: SupplyShock) -> str:
        return self.tr(
            "from {month} for {months}, {loss} of the capacity to make chips is lost."
        ).format(
            month=self.month(event.month),
            months=self.months(event.duration_months),
            loss=self.percent(event.capacity_loss),
        )
