"""The words of a gap: its outputs, its items, its periods, and sentences on what adds how much."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject

from desktop.chart_views import region_name
from desktop.charts.axis import number_text
from desktop.difference_texts import DifferenceTexts
from desktop.event_texts import EventTexts
from desktop.explain.gap_data import HORIZON, Gap, Split, by_month, split
from desktop.explain.outcome_texts import OutcomeTexts
from desktop.form import data_text
from scenarios.events import Event, ExportRestriction
from scenarios.explain.attribution import GROUPS, Item
from scenarios.months import Month
from scenarios.projection import VARIABLES, WORLD
from scenarios.units import UNITS


class GapTexts(QObject):
    """The words of a gap in the language and the number format of a locale."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._outcomes = OutcomeTexts(locale, self)
        self._events = EventTexts(locale, self)
        self._differences = DifferenceTexts(locale, self)

    # Names

    def output(self, output: str, region: str) -> str:
        """What an output is called, as at the start of a sentence."""
        if not by_month(output):
            return self._outcomes.label(output)
        label = data_text(VARIABLES[output].label)
        return label if region == WORLD else f"{label}, {region_name(region)}"

    def group(self, name: str) -> str:
        """What a group of items is called."""
        return {
            "efficiency": self.tr("Training and efficiency"),
            "inference": self.tr("Inference"),
            "export": self.tr("Export controls"),
            "investment": self.tr("Investment programmes"),
            "supply": self.tr("Supply"),
            "price": self.tr("Price and share"),
            "valuation": self.tr("Valuation"),
        }[name]

    def item(self, gap: Gap, item: Item) -> str:
        """What an item is called: a group, an assumption or an event."""
        if item.name in item.assumptions:
            return data_text(gap.first.declared[item.name].label)
        if item.name in GROUPS.values():
            return self.group(item.name)
        return self._event(item.events[-1])

    def period(self, gap: Gap, period: int) -> str:
        """What a period is called, with its months where they are not the whole of a year."""
        if period == HORIZON:
            return self.tr("Whole horizon")
        year, months = self.tr("FY{year}").format(year=period), gap.months_of(period)
        first, last = Month(int(months[0])), Month(int(months[-1]))
        if len(months) == 12 or _is_stock(gap.output):
            return year
        words = self.tr("{year}, to {month}")
        month = last
        if first.month != 2:
            words, month = self.tr("{year}, from {month}"), first
        return words.format(year=year, month=self._events.month(month, short=True))

    def when(self, gap: Gap, period: int) -> str:
        """When a period's values are, after the name of the output within a sentence."""
        if not gap.by_month:
            return ""
        last = Month(int(gap.months_of(period)[-1]))
        if _is_stock(gap.output):
            words = self.tr(" at the end of {month}")
            return words.format(month=self._events.month(last))
        if _is_mean(gap.output):
            if period == HORIZON:
                return self.tr(" on average over the whole horizon")
            return self.tr(" on average in {period}").format(period=self.period(gap, period))
        if period == HORIZON:
            return self.tr(" over the whole horizon")
        return self.tr(" in {period}").format(period=self.period(gap, period))

    def amount(self, value: float, unit: str, signed: bool = False) -> str:
        """A value with its unit: ``+41 bn USD``."""
        if unit in UNITS:
            return self._outcomes.quantity(value, unit, signed)
        return f"{self.figure(value, unit, signed)} {unit}"

    def figure(self, value: float, unit: str, signed: bool = False) -> str:
        """A value without its unit: ``+41 bn``."""
        sign = "+" if signed and value > 0 else ""
        if unit == "fraction":
            return sign + self._outcomes.percentage(value)
        return sign + number_text(value * factor(unit), self._locale)

    def symbol(self, unit: str) -> str:
        """What stands for a unit beside its numbers."""
        if unit == "fraction":
            return self.tr("%")
        return UNITS[unit].base if unit in UNITS else unit

    def month(self, month: Month) -> str:
        """A month with its year."""
        return self._events.month(month)

    # Sentences

    def share(self, gap: Gap, place: int, period: int, whole: Split) -> str:
        """What an item does to the output, how sure that is, and what differs in it."""
        item, share = gap.attribution.items[place], whole.rounded(place)
        words = self.tr("{item} adds {amount} to {output}{when}.")
        if share < 0:
            words = self.tr("{item} takes {amount} from {output}{when}.")
        elif not share:
            words = self.tr("{item} makes no difference to {output}{when}.")
        said = words.format(
            item=self._changed(gap, item),
            amount=self.amount(abs(share), whole.unit),
            output=self._phrase(gap.output, gap.region),
            when=self.when(gap, period),
        )
        if item.name in GROUPS.values():
            changes = (f"{label} {change}" for label, change in self._changes(gap, item))
            said = said.removesuffix(".") + f": {'; '.join(changes)}."
        if whole.error[place] > 0:
            words = self.tr("Standard error: at most {amount}.")
            said += " " + words.format(amount=self.amount(float(whole.error[place]), whole.unit))
        return said

    def total(self, gap: Gap, second: bool, period: int, whole: Split) -> str:
        """What the output is in one of the scenarios."""
        value = whole.second if second else whole.first
        return self.tr("{scenario}: {output}{when} is {amount}.").format(
            scenario=gap.names[second],
            output=self._phrase(gap.output, gap.region),
            when=self.when(gap, period),
            amount=self.amount(value, whole.unit),
        )

    def year(self, gap: Gap, period: int) -> str:
        """The whole gap of a period and the items that make it, the largest first."""
        whole = split(gap, period)
        order = sorted(range(len(whole.shares)), key=lambda i: -abs(whole.shares[i]))
        parts = [
            f"{self.item(gap, gap.attribution.items[i])} "
            f"{self.figure(whole.rounded(i), whole.unit, signed=True)}"
            for i in order[:4]
            if whole.rounded(i)
        ]
        return self.tr("{period}: {amount}; {parts}").format(
            period=self.period(gap, period),
            amount=self.amount(whole.second - whole.first, whole.unit, signed=True),
            parts="; ".join(parts) or self.tr("no difference"),
        )

    def note(self, gap: Gap, period: int) -> str:
        """What is seen, in a sentence."""
        whole = split(gap, period)
        words = self.tr("{second} less {first}: {amount}{when}, split exactly")
        if gap.sampled:
            words = self.tr(
                "{second} less {first}: {amount}{when}, split by sampled orders of change; "
                "whiskers: standard error, at most"
            )
        return words.format(
            first=gap.names[0],
            second=gap.names[1],
            amount=self.amount(whole.second - whole.first, whole.unit, signed=True),
            when=self.when(gap, period),
        )

    def _changed(self, gap: Gap, item: Item) -> str:
        """An item with what it was and is, a group without, as the subject of a sentence."""
        if item.name in GROUPS.values():
            name = self.group(item.name)
            words = self.tr("What differs in {group}")
            return words.format(group=name[:1].lower() + name[1:])
        (label, change), *_ = self._changes(gap, item)
        return f"{label}, {change},"

    def _changes(self, gap: Gap, item: Item) -> list[tuple[str, str]]:
        """What differs in an item, and each from what to what."""
        rows = self._differences.rows(gap.second, gap.first)
        changes = {row.assumption: row.change for row in rows if row.assumption}
        events = {gap.second.events[row.event]: row.change for row in rows if row.event >= 0}
        declared = gap.first.declared
        found = [(data_text(declared[name].label), changes[name]) for name in item.assumptions]
        for event in item.events:
            if event in gap.second.events:
                change = events.get(event, self._events.badge(event))
                found.append((self._event_name(event), change))
            elif event is item.events[-1]:
                found.append((self._event_name(event), self.tr("left out")))
        return found

    def _phrase(self, output: str, region: str) -> str:
        """What an output is called within a sentence that goes on."""
        label = self.output(output, WORLD)
        words = {
            "compute_demand": self.tr("compute demand"),
            "installed_base": self.tr("the installed base"),
            "backlog": self.tr("the backlog"),
            "price_per_h100e": self.tr("the price per H100e"),
            "peak_compute_demand": self.tr("peak compute demand"),
            "revenue_effect_cumulative": self.tr("the revenue effect over the horizon"),
            "equity_value_effect": self.tr("the equity-value effect"),
            "equity_value_effect_share": self.tr("the equity-value effect as a share of value"),
        }.get(output, label[:1].lower() + label[1:])
        return words if region == WORLD else f"{words}, {region_name(region)},"

    def _event(self, event: Event) -> str:
        return f"{self._event_name(event)}, {self._events.month(event.month, short=True)}"

    def _event_name(self, event: Event) -> str:
        if isinstance(event, ExportRestriction) and not event.label:
            return self._events.region(event.region)
        name = self._events.name(event)
        return name[:1].upper() + name[1:]


def factor(unit: str) -> float:
    """Return what a value is multiplied by to be read with `GapTexts.symbol`."""
    if unit == "fraction":
        return 100.0
    return UNITS[unit].factor if unit in UNITS else 1.0


def _is_stock(output: str) -> bool:
    return by_month(output) and VARIABLES[output].stock


def _is_mean(output: str) -> bool:
    return by_month(output) and not _is_stock(output) and not VARIABLES[output].unit.endswith("/yr")
