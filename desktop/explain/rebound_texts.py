"""The words of the rebound meter, in the language and the number format of a locale."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from desktop.charts.axis import MINUS, THIN, number_text
from desktop.event_texts import EventTexts
from desktop.form import data_text
from scenarios.events import EfficiencyShock
from scenarios.explain.rebound import Account, Gain, Rebound
from scenarios.months import Month
from scenarios.scenario import Scenario

_TIMES = "\N{MULTIPLICATION SIGN}"

translate = QCoreApplication.translate


class ReboundTexts(QObject):
    """Names of gains and parts, and what happens to compute demand in sentences."""

    def __init__(self, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        self._events = EventTexts(locale, self)

    # Names

    def part(self, part: str) -> str:
        """Name of one of `rebound.PARTS`."""
        return {
            "training": self.tr("Training"),
            "inference": self.tr("Inference"),
            "both": self.tr("Both workloads"),
        }[part]

    def gain(self, gain: Gain, found: Rebound, scenario: Scenario) -> str:
        """Name of a gain."""
        if gain.name == "together":
            return self.tr("All gains together")
        if gain.name == "others":
            named = sum(one.name.startswith("events[") for one in found.gains)
            shocks = sum(isinstance(event, EfficiencyShock) for event in scenario.events)
            return self.tr("%n smaller shock(s)", "", shocks - named)
        if gain.name.startswith("events["):
            return self._shock(gain.name, scenario)
        label = data_text(scenario.declared[gain.name].label)
        if not gain.name.endswith("_efficiency_growth"):
            return label
        trend = gain.name.replace("_growth", "_trend")
        if scenario.belief(gain.name).p50 > scenario.belief(trend).p50:
            return self.tr("{label} ahead of its trend").format(label=label)
        return self.tr("{label} behind its trend").format(label=label)

    def _shock(self, name: str, scenario: Scenario) -> str:
        event = scenario.events[int(name.removeprefix("events[").removesuffix("]"))]
        assert isinstance(event, EfficiencyShock)
        month = self._events.month(event.month, short=True)
        words = event.label or self._events.kind(event.type)
        return f"{words} {number_text(event.multiplier, self._locale)}{_TIMES}, {month}"

    def series(self, key: str) -> str:
        """Name of a line over time."""
        return {
            "direct": self.tr("saved"),
            "response": self.tr("taken back"),
            "net": self.tr("remains"),
        }[key]

    def month(self, month: Month) -> str:
        """A month with its year."""
        return self._events.month(month)

    # What a meter says

    def verdict(self, account: Account, place: int) -> str:
        """How much is taken back in a month, in short."""
        share = float(account.taken_back[place])
        if not math.isfinite(share):
            return self.tr("nothing to take back")
        if account.direct[place] > 0:
            return self.tr("{share} of the loss made up").format(share=self.percent(share))
        if share > 1:
            return self.tr("{share} taken back: Jevons paradox").format(share=self.percent(share))
        return self.tr("{share} taken back").format(share=self.percent(share))

    def amounts(self, account: Account, place: int) -> str:
        """What is saved, taken back and remains in a month, in one line."""
        direct, net = float(account.direct[place]), float(account.net[place])
        if not account.measurable[place]:
            words = self.tr("saves nothing itself · prices add {amount} H100e")
            return words.format(amount=self.signed(net, net))
        words = self.tr("saves {direct} H100e") if direct < 0 else self.tr("costs {direct} H100e")
        parts = [
            words.format(direct=self.amount(abs(direct), direct)),
            self.tr("use {own}").format(own=self.signed(float(account.own[place]), direct)),
            self.tr("price {price}").format(price=self.signed(float(account.price[place]), direct)),
            self.tr("net {net}").format(net=self.signed(net, direct)),
        ]
        return " · ".join(parts)

    def sentence(self, name: str, account: Account, place: int, month: Month) -> str:
        """The same in whole sentences."""
        net = float(account.net[place])
        parts = [self.tr("{gain}, {month}:").format(gain=name, month=self.month(month))]
        if not account.measurable[place]:
            parts.append(self.tr("it saves no compute here by itself."))
        else:
            parts.append(self._called_forth(account, place))
        words = self.tr("In all, {amount} H100e less is wanted than without it.")
        if net > 0:
            words = self.tr("In all, {amount} H100e more is wanted than without it.")
        parts.append(words.format(amount=self.amount(abs(net), self._scale(account, place))))
        if account.measurable[place] and account.direct[place] < 0 < net:
            parts.append(self.tr("That is the Jevons paradox."))
        return " ".join(parts)

    def _called_forth(self, account: Account, place: int) -> str:
        direct = float(account.direct[place])
        words = self.tr(
            "With as much use as without it, {direct} H100e would be saved. Lower cost calls "
            "forth use worth {own}, and the price of compute {price}."
        )
        if direct > 0:
            words = self.tr(
                "With as much use as without it, {direct} H100e more would be needed. Higher cost "
                "changes use by {own}, and the price of compute by {price}."
            )
        return words.format(
            direct=self.amount(abs(direct), direct),
            own=self.signed(float(account.own[place]), direct),
            price=self.signed(float(account.price[place]), direct),
        )

    def note(self, month: Month) -> str:
        """What is seen, in a sentence."""
        words = self.tr("What efficiency saves of compute, and what use takes back by {month}")
        return words.format(month=self.month(month))

    def empty(self) -> str:
        """What to do where there is no gain."""
        return self.tr(
            "This scenario has no gain in efficiency to meter. Add an efficiency shock on the "
            "timeline below (+, or a double click beside “Events”), or set the training- or "
            "inference-efficiency gain above its trend on the left."
        )

    # Numbers

    def _scale(self, account: Account, place: int) -> float:
        """The number that those of an account are written beside."""
        numbers = account.direct if account.measurable[place] else account.net
        return float(numbers[place])

    def percent(self, share: float) -> str:
        """A share in whole per cent, or as a multiple where that says more."""
        text = self._locale.toString(abs(share) * 100, "f", 0)
        sign = MINUS if share < 0 and text != self._locale.zeroDigit() else ""
        return self.tr("{number} %").format(number=sign + text)

    def amount(self, value: float, scale: float) -> str:
        """A number of H100e without the unit, with three digits of the largest beside it."""
        scale = max(abs(scale), 1.0)
        size, word = (1e9, translate("Chart", "bn", "thousand million"))
        if scale < 0.9995e9:
            size, word = 1e6, translate("Chart", "M", "million")
        places = max(0, 2 - math.floor(math.log10(scale / size) + 1e-9))
        text = self._locale.toString(abs(value) / size, "f", places)
        below = value < 0 and any(digit not in "0.," for digit in text)
        return (MINUS if below else "") + text + THIN + word

    def signed(self, value: float, scale: float) -> str:
        """The same with its sign."""
        text = self.amount(value, scale)
        return text if value < 0 else "+" + text
