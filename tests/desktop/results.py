"""Projections of presets with few draws, shared by the tests of what is shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from desktop.chart_sight import OPENING, BoardRequest, Shown
from desktop.charts.data import Grain
from desktop.theme import load_theme
from scenarios import files
from scenarios.projection import Projection, paired, project
from scenarios.scenario import Scenario

DRAWS = 64
WEAK, JEVONS, BASE = "r1-shock-weak-rebound", "r1-shock-jevons", "baseline-2025-01"
LATER = "taiwan-outage-2027"


@lru_cache
def preset(name: str, horizon: int = 60) -> Scenario:
    """A preset with few draws."""
    scenario = files.preset(name)
    uncertainty = scenario.uncertainty.model_copy(update={"draws": DRAWS})
    return scenario.replace(uncertainty=uncertainty, horizon_months=horizon)


@lru_cache
def result(name: str, horizon: int = 60) -> Projection:
    """A preset's projection, measured against the defaults."""
    scenario = preset(name, horizon)
    return measured(scenario, scenario.defaults())


def measured(scenario: Scenario, reference: Scenario) -> Projection:
    """A projection measured against another scenario."""
    return project(scenario).against(project(paired(reference, scenario)))


def results(*names: str) -> Mapping[str, Projection]:
    """Projections by the names of their presets, which serve as keys."""
    return {name: result(name) for name in names}


def request(
    *names: str,
    charts: tuple[str, ...] = OPENING,
    grain: Grain = Grain.QUARTER,
    reference_name: str = "baseline",
    reference_key: str = "",
) -> BoardRequest:
    """A request for presets, the first of which is the active one."""
    theme = load_theme("light")
    shown = tuple(Shown(n, preset(n).name, theme.look(i)) for i, n in enumerate(names))
    return BoardRequest(shown, names[0], charts, grain, reference_name, reference_key)
