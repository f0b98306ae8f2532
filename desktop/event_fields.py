"""What can be set of each kind of event: the fields of its form, with their units and scales.

Limits are those of the event's model. A usual range only sets the size of a step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.numbers import RUNG, Scale
from scenarios.events import EVENT_TYPES
from scenarios.limits import Limits

MONTHS = "months"


@dataclass(frozen=True)
class Field:
    """A field of a form.

    ``form`` is "text", "month", "region" or "number"; a number has a unit and a usual range, in
    which steps are equal differences, or equal ratios where it is ``logarithmic``.
    """

    name: str
    form: str
    unit: str = ""
    usual: tuple[float, float] = (0.0, 1.0)
    logarithmic: bool = False


_LABEL = Field("label", "text")
_MONTH = Field("month", "month")

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "efficiency_shock": (
        _LABEL,
        _MONTH,
        Field("multiplier", "number", "x", (1.0, 10.0), logarithmic=True),
        Field("diffusion_months", "number", MONTHS, (1.0, 60.0)),
        Field("training_share", "number", "fraction"),
        Field("inference_share", "number", "fraction"),
    ),
    "export_restriction": (
        _LABEL,
        Field("region", "region"),
        _MONTH,
        Field("level", "number", RUNG, (0.0, 5.0)),
    ),
    "investment_programme": (
        _LABEL,
        _MONTH,
        Field("end_month", "month"),
        Field("amount_usd_bn", "number", "USD bn", (10.0, 2000.0), logarithmic=True),
        Field("accelerator_share", "number", "fraction"),
        Field("additionality", "number", "fraction"),
    ),
    "supply_shock": (
        _LABEL,
        _MONTH,
        Field("duration_months", "number", MONTHS, (1.0, 60.0)),
        Field("capacity_loss", "number", "fraction"),
    ),
}

MAIN = {
    "efficiency_shock": "multiplier",
    "export_restriction": "level",
    "investment_programme": "amount_usd_bn",
    "supply_shock": "capacity_loss",
}
"""The field that says how large an event is: where typing begins."""


def scale(kind: str, field: Field) -> Scale:
    """The scale of a number of a kind of event, with the limits that its model declares."""
    model = next(m for m in EVENT_TYPES if m.model_fields["type"].default == kind)
    limits = next(m for m in model.model_fields[field.name].metadata if isinstance(m, Limits))
    whole = field.unit in (MONTHS, RUNG)
    return Scale(*field.usual, limits.minimum, limits.maximum, field.logarithmic, whole)


class FieldTexts(QObject):
    """Names of fields, and what they mean."""

    def name(self, field: str) -> str:
        """Name of a field."""
        return {
            "label": self.tr("Label"),
            "month": self.tr("From"),
            "end_month": self.tr("Until"),
            "region": self.tr("Region"),
            "multiplier": self.tr("Efficiency gain"),
            "diffusion_months": self.tr("Spreads over"),
            "training_share": self.tr("Share, training"),
            "inference_share": self.tr("Share, inference"),
            "level": self.tr("Restriction level"),
            "amount_usd_bn": self.tr("Amount"),
            "accelerator_share": self.tr("For accelerators"),
            "additionality": self.tr("Additional"),
            "duration_months": self.tr("Lasts"),
            "capacity_loss": self.tr("Capacity lost"),
        }[field]

    def unit(self, field: Field, unit: str) -> str:
        """Text after the number of a field; ``unit`` is how its unit is written."""
        return self.tr("months") if field.unit == MONTHS else unit

    def meaning(self, field: str) -> str:
        """What a field says, in a sentence."""
        return {
            "label": self.tr("Your name for the event."),
            "month": self.tr("First month in which the event acts, written YYYY-MM."),
            "end_month": self.tr("Last month of spending, written YYYY-MM."),
            "region": self.tr("Where the level holds until the next restriction there."),
            "multiplier": self.tr("How many times less compute gives the same result."),
            "diffusion_months": self.tr(
                "Time constant in which the gain reaches the world: after it, 63 % has."
            ),
            "training_share": self.tr("How much of the gain, in logarithms, training gets."),
            "inference_share": self.tr("How much of the gain, in logarithms, inference gets."),
            "level": self.tr("From 0, unrestricted, to 5, an enforced embargo."),
            "amount_usd_bn": self.tr("Announced amount, spent evenly over the months."),
            "accelerator_share": self.tr("Share of the amount that buys accelerators."),
            "additionality": self.tr(
                "Share of those accelerators that would not have been bought anyway."
            ),
            "duration_months": self.tr("For how many months the capacity is lost."),
            "capacity_loss": self.tr("Share of the capacity to make AI chips that is lost."),
        }[field]

    def default(self, field: str, text: str) -> str:
        """Where the value of a new event comes from; ``text`` is the value as it is written."""
        if field in ("label", "region"):
            return ""
        if field == "month":
            return self.tr("A new event begins where it was put.")
        if field == "end_month":
            return self.tr("A new programme ends after four years: judgement.")
        if field == "level":
            return self.tr("A new restriction is one rung stricter than before: judgement.")
        return self.tr("A new event starts with {value}: judgement.").format(value=text)
