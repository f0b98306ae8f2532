"""The shadow value of what binds: what one per cent more chips, power or demand adds to revenue.

Each is made one per cent larger from the first projected month on, alone, and the whole model
answers: more of what does not bind adds nothing, and more chips where they do bind also make
compute cheaper, so that revenue rises by less than shipments. The central case and the three
variants are the columns of one engine call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from scenarios.comparison import fiscal_years
from scenarios.engine.blocks import project_all
from scenarios.engine.growth import DT
from scenarios.engine.inputs import Inputs
from scenarios.engine.memory import Array
from scenarios.ensemble import inputs_of
from scenarios.months import Month
from scenarios.projection import Projection
from scenarios.scenario import Scenario

#: What is made larger, in the order of its tables.
FACTORS = ("chips", "power", "demand")
#: By how much.
STEP = 0.01


@dataclass(frozen=True)
class Shadow:
    """What one per cent more of each factor adds to data-centre revenue, in the central case.

    Attributes
    ----------
    months : those projected
    years : the fiscal years that end within the horizon
    binding : what binds without the change, one of `projection.CONSTRAINTS` by index, (month,)
    revenue : without the change, shape (month,) [USD bn/yr]
    added : by factor, one of `FACTORS`, shape (month,) [USD bn/yr]
    """

    months: tuple[Month, ...]
    years: tuple[int, ...]
    binding: Array
    revenue: Array
    added: Mapping[str, Array]

    @property
    def elasticity(self) -> Mapping[str, Array]:
        """Per cent of revenue by factor, shape (month,); NaN in a month without revenue."""
        base = np.where(self.revenue > 0, self.revenue, np.nan)
        return {factor: added / base / STEP for factor, added in self.added.items()}

    def by_fiscal_year(self) -> Mapping[str, Array]:
        """Return what is added in each of `years`, by factor, shape (year,). [USD bn]

        Quarters of the record, which nothing changes any more, add nothing.
        """
        of_month = np.array([month.fiscal_year for month in self.months])
        inside = np.array(self.years)[:, None] == of_month
        return {factor: inside @ added * DT for factor, added in self.added.items()}

    def over_horizon(self) -> Mapping[str, float]:
        """Return what is added over the whole horizon, by factor. [USD bn]"""
        return {factor: float(added.sum() * DT) for factor, added in self.added.items()}


def shadow(scenario: Scenario) -> Shadow:
    """Return the shadow values of chips, power and demand in a scenario's central case."""
    inputs = _inputs(scenario)
    outputs = project_all(inputs)
    projection = Projection(scenario, inputs, outputs)
    revenue = projection.columns("revenue")
    return Shadow(
        scenario.months,
        fiscal_years(scenario),
        projection.central("binding_constraint"),
        revenue[:, 0],
        {
            factor: revenue[:, place] - revenue[:, 0]
            for place, factor in enumerate(FACTORS, start=1)
        },
    )


def _inputs(scenario: Scenario) -> Inputs:
    """Return the central case, and then each factor one per cent larger."""
    central = inputs_of(scenario, draws=False)
    chips, power, demand = np.where(np.eye(len(FACTORS), 1 + len(FACTORS), 1), 1 + STEP, 1.0)
    columns = len(chips)
    assumptions = {n: np.broadcast_to(v, (columns,)) for n, v in central.assumptions.items()}
    assumptions["power_additions_gw_per_year"] = assumptions["power_additions_gw_per_year"] * power
    events = replace(
        central.events,
        capacity=central.events.capacity * chips,
        demand=central.events.demand * demand,
    )
    return replace(central, assumptions=assumptions, events=events)
