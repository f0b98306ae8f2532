"""The comparison as a table: its rows in words and numbers, shown and copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QLocale, QObject

from desktop.charts.axis import DASH, band_text, number_text
from desktop.comparison_data import ComparisonData, Gap, OutcomeLine
from desktop.difference_texts import spread_text
from desktop.event_texts import EventTexts
from desktop.form import data_text
from desktop.headline_data import Spread
from desktop.numbers import MINUS, quantity_text
from scenarios.assumptions import Assumption
from scenarios.events import Event
from scenarios.metalog import Belief
from scenarios.units import UNITS


class RowKind(StrEnum):
    """What a row of the table is."""

    SECTION = "section"
    OUTCOME = "outcome"
    EFFECT = "effect"
    DIFFERENCE = "difference"
    BELIEF = "belief"
    EVENT = "event"


@dataclass(frozen=True)
class CellText:
    """What stands in a cell: its figure, and two smaller lines below."""

    figure: str = ""
    detail: str = ""
    aside: str = ""


@dataclass(frozen=True)
class TableRow:
    """A row: its kind, its heading, its cells, and what of it goes to the clipboard.

    ``target`` is the id of an assumption to which the row leads; ``copied`` has its own rows, each
    with as many cells as the table has columns after a statistic and a unit.
    """

    kind: RowKind
    heading: str
    cells: tuple[CellText, ...] = ()
    target: str = ""
    copied: tuple[tuple[str, ...], ...] = ()


class ComparisonTexts(QObject):
    """The rows of a comparison in the language and the number format of a locale."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._plain = QLocale(locale)
        self._plain.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)

    def rows(self, data: ComparisonData) -> tuple[TableRow, ...]:
        """Return the rows: outcomes, each with its differences, then beliefs and events."""
        rows = [TableRow(RowKind.SECTION, self.tr("Outcomes"))]
        for line in data.outcomes:
            rows.append(self._outcome(line))
            if any(gap is not None for gap in line.gaps) and not line.is_effect:
                rows.append(self._difference(line, data.reference))
        if data.assumptions:
            rows.append(TableRow(RowKind.SECTION, self.tr("Assumptions that differ")))
            declared = data.projections[0].scenario.declared
            rows += [self._belief(declared[name], found) for name, found in data.assumptions]
        if data.events:
            rows.append(TableRow(RowKind.SECTION, self.tr("Events that differ")))
            events = EventTexts(self._locale, self)
            rows += [self._event(events, event, has) for event, has in data.events]
        return tuple(rows)

    def copied(self, data: ComparisonData, rows: Sequence[TableRow]) -> str:
        """Return rows as tab-separated text for a spreadsheet, one statistic a line."""
        head = ("", self.tr("Statistic"), self.tr("Unit"), *(c.name for c in data.columns))
        lines = [head, *(line for row in rows for line in row.copied)]
        return "".join("\t".join(_without_tabs(cell) for cell in line) + "\n" for line in lines)

    def _outcome(self, line: OutcomeLine) -> TableRow:
        label = self._label(line)
        cells = tuple(self._value_cell(value, line.unit) for value in line.values)
        if line.is_effect:
            cells = tuple(map(self._with_chance, cells, line.gaps))
        names = (self.tr("central"), "p5", self.tr("median"), "p95")
        copied = self._numbers(label, line.unit, names, [_four(value) for value in line.values])
        if line.is_effect:
            copied += self._chances(label, line)
        kind = RowKind.EFFECT if line.is_effect else RowKind.OUTCOME
        return TableRow(kind, label, cells, copied=copied)

    def _difference(self, line: OutcomeLine, reference: str) -> TableRow:
        heading = self.tr("less {reference}").format(reference=reference)
        cells = tuple(self._gap_cell(gap, line.unit) for gap in line.gaps)
        names = (
            self.tr("difference"),
            self.tr("difference p5"),
            self.tr("difference median"),
            self.tr("difference p95"),
        )
        label, found = self._label(line), [_four(gap.spread if gap else None) for gap in line.gaps]
        copied = self._numbers(label, line.unit, names, found)
        copied += self._chances(label, line)
        return TableRow(RowKind.DIFFERENCE, heading, cells, copied=copied)

    def _chances(self, label: str, line: OutcomeLine) -> tuple[tuple[str, ...], ...]:
        found = [(gap.probability,) if gap else () for gap in line.gaps]
        return self._numbers(label, "", (self.tr("share of draws with more"),), found)

    def _belief(self, declared: Assumption, beliefs: Sequence[Belief]) -> TableRow:
        label, unit = data_text(declared.label), declared.unit
        cells = tuple(self._belief_cell(belief, unit) for belief in beliefs)
        found = [belief.percentiles() for belief in beliefs]
        copied = self._numbers(label, unit, ("p10", "p50", "p90"), found)
        return TableRow(RowKind.BELIEF, label, cells, declared.id, copied)

    def _event(self, events: EventTexts, event: Event, has: Sequence[bool]) -> TableRow:
        heading = f"{events.badge(event)}, {events.month(event.month, short=True)}"
        yes, no = self.tr("yes"), self.tr("no")
        cells = tuple(CellText(yes if there else DASH) for there in has)
        copied = (heading, "", "", *(yes if there else no for there in has))
        return TableRow(RowKind.EVENT, heading, cells, copied=(copied,))

    def _label(self, line: OutcomeLine) -> str:
        name = line.id
        if name.startswith("revenue_fy"):
            year = name.removeprefix("revenue_fy")
            return self.tr("Revenue FY{year} (to January {year})").format(year=year)
        return {
            "peak_compute_demand": self.tr("Peak compute demand"),
            "installed_base_end": self.tr("Installed base at the horizon"),
            "revenue_effect_cumulative": self.tr("Revenue effect over the horizon"),
            "equity_value_effect": self.tr("Equity-value effect"),
            "equity_value_effect_share": self.tr("Equity-value effect, share of value"),
        }.get(name, line.label)

    def _value_cell(self, value: Spread | None, unit: str) -> CellText:
        if value is None:
            return CellText(DASH)
        return CellText(self._quantity(value.central, unit), self._band(value, unit))

    def _gap_cell(self, gap: Gap | None, unit: str) -> CellText:
        if gap is None:
            return CellText()
        figure = self._quantity(gap.spread.central, unit)
        if gap.spread.central > 0:
            figure = f"+{figure}"
        return self._with_chance(CellText(figure, self._band(gap.spread, unit)), gap)

    def _with_chance(self, cell: CellText, gap: Gap | None) -> CellText:
        if gap is None:
            return cell
        share = self._locale.toString(gap.probability * 100, "f", 0)
        return replace(cell, aside=self.tr("more in {share} %").format(share=share))

    def _belief_cell(self, belief: Belief, unit: str) -> CellText:
        detail = "" if belief.certain else spread_text(belief, unit, self._locale)
        return CellText(quantity_text(belief.p50, unit, self._locale), detail)

    def _quantity(self, value: float, unit: str) -> str:
        if unit == "fraction":
            return f"{self._share(value)} %"
        return f"{number_text(value * UNITS[unit].factor, self._locale)} {UNITS[unit].base}"

    def _band(self, spread: Spread, unit: str) -> str:
        if unit == "fraction":
            low, high = self._share(spread.low), self._share(spread.high)
            return self.tr("{low} to {high} %").format(low=low, high=high)
        factor = UNITS[unit].factor
        return band_text(spread.low * factor, spread.high * factor, self._locale)

    def _share(self, value: float) -> str:
        return self._locale.toString(value * 100, "f", 1).replace("-", MINUS)

    def _numbers(
        self, label: str, unit: str, names: Sequence[str], columns: Sequence[tuple[float, ...]]
    ) -> tuple[tuple[str, ...], ...]:
        """Return a line for each name; a column is empty or has a number for each."""
        return tuple(
            (label, name, unit, *(self._number(column[i]) if column else "" for column in columns))
            for i, name in enumerate(names)
        )

    def _number(self, value: float) -> str:
        return self._plain.toString(value, "g", 12)


def _four(spread: Spread | None) -> tuple[float, ...]:
    return (spread.central, spread.low, spread.median, spread.high) if spread else ()


def _without_tabs(text: str) -> str:
    return " ".join(text.split())
