"""What one per cent more of what limits deliveries would be worth, said where the ribbon is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLocale, QObject

from desktop.charts.axis import number_text
from desktop.event_texts import EventTexts
from scenarios.months import Month

if TYPE_CHECKING:
    from scenarios.explain.shadow import Shadow

_LEAST = 0.005
"""Billions of dollars below which nothing is added."""


class ShadowWords(QObject):
    """Shadow values in sentences, in the language and the number format of a locale."""

    def __init__(self, locale: QLocale, texts: EventTexts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale, self._texts = locale, texts

    def waiting(self) -> str:
        """That the values are still being worked out."""
        return self.tr("What more chips, power or demand would be worth is being worked out…")

    def in_year(self, shadow: Shadow, month: Month) -> list[str]:
        """What 1 % more of each adds to the revenue of the fiscal year of a month."""
        year = month.fiscal_year
        inside = np.array([m.fiscal_year == year for m in shadow.months])
        name = self.tr("FY{year}’s revenue").format(year=year)
        if year not in shadow.years:
            last = self._texts.month(shadow.months[-1])
            words = self.tr("FY{year}’s revenue up to {month}")
            name = words.format(year=year, month=last)
        added = {
            factor: float(values[inside].sum()) / 12 for factor, values in shadow.added.items()
        }
        lines = [self._sentence(factor, value, name) for factor, value in added.items()]
        if min(added.values()) <= -_LEAST:
            lines.append(
                self.tr(
                    "More can mean less later: orders are served sooner, and compute gets cheaper."
                )
            )
        return lines

    def over_horizon(self, shadow: Shadow) -> list[str]:
        """The same over the whole horizon."""
        name = self.tr("revenue over the horizon")
        return [
            self._sentence(factor, value, name) for factor, value in shadow.over_horizon().items()
        ]

    def _sentence(self, factor: str, value: float, name: str) -> str:
        more = {
            "chips": self.tr("1 % more chips"),
            "power": self.tr("1 % more power"),
            "demand": self.tr("1 % more demand"),
        }[factor]
        if abs(value) < _LEAST:
            return self.tr("{more} would add nothing to {revenue}.").format(more=more, revenue=name)
        words = self.tr("{more} would add {amount} bn USD to {revenue}.")
        if value < 0:
            words = self.tr("{more} would take {amount} bn USD off {revenue}.")
        amount = number_text(abs(value), self._locale, 2)
        return words.format(more=more, amount=amount, revenue=name)
