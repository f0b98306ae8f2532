"""Outcomes in words and numbers, for the views that ask where one of them comes out."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject

from desktop.charts.axis import MINUS, number_text
from scenarios.comparison import EFFECTS
from scenarios.units import UNITS

SHARE = "equity_value_effect_share"
_UNITS = {SHARE: "fraction", "peak_compute_demand": "H100e", "installed_base_end": "H100e"}


def outcome_unit(name: str) -> str:
    """Return the unit of an outcome, see `comparison.outcome_ids`."""
    return _UNITS.get(name, "USD bn")


class OutcomeTexts(QObject):
    """What outcomes are called, and their values, in the format of a locale."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale

    def label(self, name: str) -> str:
        """What an outcome is called, as at the start of a sentence."""
        if name.startswith("revenue_fy"):
            year = name.removeprefix("revenue_fy")
            january = self._locale.standaloneMonthName(1, QLocale.FormatType.ShortFormat)
            return self.tr("Revenue FY{year} (to {month} {year})").format(year=year, month=january)
        return {
            "peak_compute_demand": self.tr("Peak compute demand"),
            "installed_base_end": self.tr("Installed base at the horizon"),
            "revenue_effect_cumulative": self.tr("Revenue effect over the horizon"),
            "equity_value_effect": self.tr("Equity-value effect, USD"),
            SHARE: self.tr("Equity-value effect"),
        }[name]

    def compared_label(self, name: str) -> str:
        """What an outcome is called where it is compared with a baseline."""
        label = self.label(name)
        return label if name in EFFECTS else self.tr("{outcome}, change").format(outcome=label)

    def phrase(self, name: str) -> str:
        """What an outcome is called within a sentence."""
        label = self.compared_label(name)
        return label[:1].lower() + label[1:]

    def quantity(self, value: float, unit: str, signed: bool = False) -> str:
        """A value with its unit: ``−16.9 %``, ``792 bn USD``."""
        sign = "+" if signed and value > 0 else ""
        if unit == "fraction":
            return self._per_cent(sign + self.percentage(value))
        known = UNITS[unit]
        return f"{sign}{number_text(value * known.factor, self._locale)} {known.base}"

    def percentage(self, share: float, places: int = 1) -> str:
        """A share in per cent, without the sign for it."""
        text = self._locale.toString(abs(share) * 100, "f", places)
        below = share < 0 and any(c.isdigit() and c != "0" for c in text)
        return MINUS + text if below else text

    def round_quantity(self, value: float, unit: str) -> str:
        """A round value with its unit and its sign, as short as can be: ``−20 %``."""
        if unit == "fraction":
            number = number_text(abs(value) * 100, self._locale)
            sign = "+" if value > 0 else MINUS if value < 0 else ""
            return self._per_cent(sign + number)
        return self.quantity(value, unit, signed=True)

    def _per_cent(self, number: str) -> str:
        # A sign alone on the next line would be read as nothing.
        return self.tr("{number} %").format(number=number).replace(" %", "\N{NO-BREAK SPACE}%")
