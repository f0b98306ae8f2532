"""What an analysis is asked about: an outcome and what it is measured against, or periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios import record
from scenarios.comparison import EFFECTS, Outcome, outcome
from scenarios.engine.memory import Array
from scenarios.errors import InvalidInput, Problem, printable
from scenarios.explain.attribution import Attribution, Item
from scenarios.explain.variants import Against, check_outcome
from scenarios.months import Month
from scenarios.projection import VARIABLES, paired, project
from scenarios.scenario import Scenario
from scenarios.units import UNITS

_SHARE = "equity_value_effect_share"


@dataclass(frozen=True)
class Asked:
    """An outcome of a scenario's central case.

    Attributes
    ----------
    scenario : the scenario
    against : what effects are measured against
    outcome : the outcome, its central value alone
    """

    scenario: Scenario
    against: Against
    outcome: Outcome

    @property
    def heading(self) -> list[str]:
        """The lines that head a table: which scenario, against what, and how it stands."""
        scenario = self.scenario
        scope = f"as of {scenario.as_of}, {scenario.horizon_months} months, data {scenario.data}"
        lines = [printable(scenario.name), scope]
        if self.outcome.id in EFFECTS:
            lines.append(f"effects against: {printable(self.against.baseline.name)}")
        return lines


def asked(scenario: Scenario, name: str, baseline: str | None) -> Asked:
    """Return an outcome of a scenario; `InvalidInput` says why there is none.

    ``baseline`` is that of `Against.named`, or None: without its events where there are any.
    """
    check_outcome(scenario, name)
    last = record.history_until(scenario.data, scenario.as_of)[-1]
    if name == _SHARE and last.market_cap is None:
        words = f"cannot be had: the record has no market value for {scenario.as_of}."
        raise InvalidInput(name, [Problem("", words)])
    against = Against.named(scenario, baseline or ("no-events" if scenario.events else "defaults"))
    reference = project(paired(against.baseline, scenario), keep=("revenue",), draws=False)
    projection = project(scenario, draws=False).against(reference)
    return Asked(scenario, against, outcome(projection, name))


@dataclass(frozen=True)
class Split:
    """An attribution by period.

    Attributes
    ----------
    first, second : the scenarios
    items : what differs
    label, unit : of the output; of a flow summed over the months of a year, the unit of the sum
    periods : months, or fiscal years, with how many months where not all are projected; of an
        outcome a single one without a name
    from_value, to_value : the output of either scenario, shape (period,)
    shares : shape (item, period)
    error : standard error of each share, at most; shape (item, period)
    """

    first: Scenario
    second: Scenario
    items: tuple[Item, ...]
    label: str
    unit: str
    periods: tuple[str, ...]
    from_value: Array
    to_value: Array
    shares: Array
    error: Array

    @property
    def exact(self) -> bool:
        """Whether no share was sampled."""
        return not self.error.any()


def split_of(
    first: Scenario, second: Scenario, found: Attribution, output: str, *, by_month: bool
) -> Split:
    """Return an attribution of ``output`` by month or by fiscal year.

    A flow is summed over the projected months of a fiscal year, a stock is that at its end, and
    anything else its mean.
    """
    if output not in VARIABLES or VARIABLES[output].scalar:
        reference = asked(first, output, "defaults").outcome
        label, unit = reference.label, reference.unit
        periods: tuple[str, ...] = ("",)
        weights = np.ones((1, 1))
    else:
        variable = VARIABLES[output]
        label, unit = variable.label, variable.unit
        months = (first, second)[first.horizon_months > second.horizon_months].months
        if by_month:
            periods, weights = tuple(map(str, months)), np.eye(len(months))
        else:
            summed = unit.removesuffix("/yr")
            adds_up = unit.endswith("/yr") and summed in UNITS
            unit = summed if adds_up else unit
            periods, weights = _years(months, stock=variable.stock, adds_up=adds_up)
    return Split(
        first,
        second,
        found.items,
        label,
        unit,
        periods,
        weights @ found.first,
        weights @ found.second,
        found.shares @ weights.T,
        found.error @ weights.T,
    )


def _years(months: Sequence[Month], *, stock: bool, adds_up: bool) -> tuple[tuple[str, ...], Array]:
    """Return fiscal years and what each month counts in them, shape (year, month)."""
    of_month = np.array([month.fiscal_year for month in months])
    years = np.unique(of_month)
    inside = years[:, None] == of_month
    count = inside.sum(axis=1)
    names = tuple(
        f"FY{year}" if projected == 12 else f"FY{year} ({projected} months)"
        for year, projected in zip(years.tolist(), count.tolist(), strict=True)
    )
    if stock:
        last = inside & (np.cumsum(inside, axis=1) == count[:, None])
        return names, last.astype(np.float64)
    return names, inside / (12.0 if adds_up else count[:, None])
