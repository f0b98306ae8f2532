"""Bands of the draws that fit the record, for the charts: each draw weighs as much as it fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.charts.data import Emphasis, Series
from scenarios import record
from scenarios.projection import PERCENTILES
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    from desktop.chart_sight import Sight

ROLE = "warning"
"""Colour of what fits: that of no scenario."""

_DASH = (9.0, 3.0)

translate = QCoreApplication.translate


def can_fit(scenario: Scenario) -> bool:
    """Whether something has come since a scenario's as-of month that draws can be held against."""
    return any(quarter.month > scenario.as_of for quarter in record.history(scenario.data))


def fitting_lines(sight: Sight, variable: str) -> Iterator[Series]:
    """Return the median and the bands of the active scenario's draws, weighted by their fit.

    None where nothing has come since the as-of month. The label says as how many draws the
    weighted ones are good.
    """
    # The window starts without what only this needs.
    from scenarios.explain.hindcast import conditioned, weighted_percentiles

    if not can_fit(sight.projection.scenario):
        return
    weights = conditioned(sight.projection)
    values = sight.values(sight.projection, variable)
    bands = weighted_percentiles(values.values[:, 1:], weights.values, PERCENTILES)
    words = translate("Fitting", "draws that fit the record, as good as {effective} of {draws}")
    draws = len(weights.values)
    yield Series(
        "fitting",
        words.format(effective=round(weights.effective), draws=draws),
        ROLE,
        values.x,
        bands[2],
        bands,
        Emphasis.OTHER,
        _DASH,
        short=translate("Fitting", "fits the record"),
    )
