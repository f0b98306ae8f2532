"""The four dated events of a scenario: efficiency, export rules, investment, supply.

An event acts from its month on. Its equations are those of the engine's stage of that name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from scenarios.limits import Limits, Value, refused
from scenarios.months import Month

MOST_EVENTS = 200

Share = Annotated[float, Limits(0, 1, "a share")]
Rung = Annotated[float, Limits(0, 5, "unrestricted to enforced embargo")]
Region = Literal["china", "rest_of_world"]


class EfficiencyShock(Value):
    """A one-off change of efficiency over trend.

    ``multiplier`` says how many times less compute gives the same result; it reaches the world
    with time constant ``diffusion_months``, training and inference each by its share.
    """

    type: Literal["efficiency_shock"] = "efficiency_shock"
    month: Month
    multiplier: Annotated[float, Limits(0.01, 1000, "times less compute for the same result")]
    diffusion_months: Annotated[float, Limits(0.1, 240, "months")]
    training_share: Share
    inference_share: Share
    label: str = ""


class ExportRestriction(Value):
    """A change of the export-restriction level of one region, until the next one for it."""

    type: Literal["export_restriction"] = "export_restriction"
    month: Month
    region: Region
    level: Rung
    label: str = ""


class InvestmentProgramme(Value):
    """An announced programme, spent evenly from ``month`` to ``end_month``, both included.

    ``accelerator_share`` of the amount buys accelerators; ``additionality`` of that would not
    have been bought without the programme.
    """

    type: Literal["investment_programme"] = "investment_programme"
    month: Month
    end_month: Month
    amount_usd_bn: Annotated[float, Limits(0, 100_000, "USD bn")]
    accelerator_share: Share
    additionality: Share
    label: str = ""

    @field_validator("end_month")
    @classmethod
    def _not_before(cls, end: Month, info: ValidationInfo) -> Month:
        start = info.data.get("month")
        if start is not None and end < start:
            raise refused(f"must not be before month {start}; this is {end}.")
        return end


class SupplyShock(Value):
    """A loss of chip-making capacity for a while."""

    type: Literal["supply_shock"] = "supply_shock"
    month: Month
    duration_months: Annotated[float, Limits(0, 1200, "months")]
    capacity_loss: Share
    label: str = ""


Event = Annotated[
    EfficiencyShock | ExportRestriction | InvestmentProgramme | SupplyShock,
    Field(discriminator="type"),
]
EVENT_TYPES = (EfficiencyShock, ExportRestriction, InvestmentProgramme, SupplyShock)
