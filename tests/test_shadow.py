"""Shadow values against finite differences of separate projections, and where they must be 0."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios import files
from scenarios.engine.blocks import project_all
from scenarios.engine.inputs import stacked
from scenarios.ensemble import inputs_of
from scenarios.explain.shadow import FACTORS, STEP, Shadow, shadow
from scenarios.projection import CONSTRAINTS, project
from scenarios.scenario import Scenario

Array = npt.NDArray[np.float64]
Tree = dict[str, Any]

ALWAYS = {"type": "supply_shock", "month": "2025-02", "duration_months": 1200}
#: The price keeps to its trend, so that more shipments are as much more revenue.
PRICED = {"scarcity_sensitivity": 0}
AMPLE = {
    **PRICED,
    "supply_headroom": 5,
    "initial_backlog_ratio": 0.1,
    "power_additions_gw_per_year": 10_000,
}


def scenario(
    assumptions: Tree | None = None, events: list[Tree] | None = None, **fields: Any
) -> Scenario:
    made = {"name": "A", "as_of": "2025-01", "assumptions": assumptions or {}}
    return Scenario(**{**made, "events": events or [], **fields})


def revenue(made: Scenario) -> Array:
    return project(made, draws=False).central("revenue")


def binding(found: Shadow) -> set[str]:
    return {CONSTRAINTS[int(code)] for code in found.binding}


# Finite differences


def test_that_one_per_cent_more_chips_is_as_in_separate_projections() -> None:
    short = scenario(None, [{**ALWAYS, "capacity_loss": 1 - 1 / (1 + STEP)}])
    gap = revenue(short.without_events()) - revenue(short)
    assert np.abs(gap).max() > 0.1
    assert shadow(short).added["chips"] == pytest.approx(gap, abs=1e-9)


def test_that_one_per_cent_more_power_is_as_in_separate_projections() -> None:
    made = scenario({"power_additions_gw_per_year": 5})
    gap = revenue(made.with_setting("power_additions_gw_per_year", 5 * (1 + STEP))) - revenue(made)
    assert np.abs(gap).max() > 0.1
    assert shadow(made).added["power"] == pytest.approx(gap, abs=1e-9)


def test_that_one_per_cent_more_demand_is_as_in_separate_projections() -> None:
    """Without rebound, a shock that makes all compute one per cent dearer is such a demand."""
    beliefs = {"training_rebound": 0, "inference_rebound": 0}
    dearer = {
        "type": "efficiency_shock",
        "month": "2025-02",
        "multiplier": 1 / (1 + STEP),
        "diffusion_months": 0.1,
        "training_share": 1,
        "inference_share": 1,
    }
    made = scenario(beliefs)
    gap = revenue(scenario(beliefs, [dearer])) - revenue(made)
    assert np.abs(gap).max() > 0.1
    # A shock never reaches everyone at once: a month after it, all but one in 22,000.
    assert shadow(made).added["demand"] == pytest.approx(gap, rel=1e-3, abs=1e-4)


def test_that_the_first_column_is_the_central_case() -> None:
    for name in files.preset_names():
        made = files.preset(name)
        found, projection = shadow(made), project(made, draws=False)
        assert found.revenue == pytest.approx(projection.central("revenue"), rel=1e-12)
        assert (found.binding == projection.central("binding_constraint")).all()
        assert found.months == projection.months


# Where the answer is known


def test_that_more_of_what_never_binds_adds_nothing() -> None:
    found = shadow(scenario(AMPLE))
    assert binding(found) == {"demand"}
    assert (found.added["chips"] == 0).all()
    assert (found.added["power"] == 0).all()
    assert (found.added["demand"] > 0).all()


def test_that_revenue_goes_with_chips_where_only_chips_bind_and_the_price_stays() -> None:
    found = shadow(scenario(PRICED, [{**ALWAYS, "capacity_loss": 0.9}]))
    assert binding(found) == {"chips"}
    assert found.elasticity["chips"] == pytest.approx(1, rel=1e-9)
    assert (found.added["power"] == 0).all()


def test_that_revenue_goes_with_power_where_only_power_binds_and_the_price_stays() -> None:
    found = shadow(scenario({**PRICED, "power_additions_gw_per_year": 1}))
    assert binding(found) == {"power"}
    assert found.elasticity["power"] == pytest.approx(1, rel=1e-9)
    assert (found.added["chips"] == 0).all()


def test_that_chips_add_nothing_once_all_are_lost() -> None:
    found = shadow(scenario(PRICED, [{**ALWAYS, "capacity_loss": 1}]))
    assert (found.revenue == 0).all()
    assert (found.added["chips"] == 0).all()
    assert np.isnan(found.elasticity["chips"]).all()


# The factor on demand


def test_that_a_factor_multiplies_compute_wanted_in_its_months_and_no_other() -> None:
    inputs = inputs_of(scenario(PRICED), draws=False)
    factor = np.ones((60, 1))
    factor[12:24] = 1.5
    moved = replace(inputs, events=replace(inputs.events, demand=factor))
    plain, found = (project_all(i).compute_demand for i in (inputs, moved))
    ratio = found / plain
    assert ratio[12:24] == pytest.approx(1.5, rel=1e-14)
    assert (ratio[:12] == 1).all()
    assert (ratio[24:] == 1).all()


def test_that_columns_with_and_without_a_factor_stand_side_by_side() -> None:
    inputs = inputs_of(scenario(), draws=False)
    moved = replace(inputs, events=replace(inputs.events, demand=np.full((60, 1), 2.0)))
    alone = [project_all(i).revenue[..., 0] for i in (inputs, moved)]
    both = project_all(stacked([inputs, moved])).revenue
    assert (both[..., 0] == alone[0]).all()
    assert (both[..., 1] == alone[1]).all()


# Sums


def test_that_fiscal_years_are_those_that_end_within_the_horizon() -> None:
    found = shadow(files.preset("baseline-2026-07"))
    assert found.years == (2027, 2028, 2029, 2030, 2031)
    found = shadow(scenario(horizon_months=13))
    assert found.years == (2026,)


def test_that_a_fiscal_year_is_the_sum_of_its_months() -> None:
    found = shadow(files.preset("baseline-2026-07"))
    for factor in FACTORS:
        added = found.added[factor]
        by_year = found.by_fiscal_year()[factor]
        assert by_year[0] == pytest.approx(added[:6].sum() / 12)  # August to January
        assert by_year[1:] == pytest.approx(added[6:54].reshape(4, 12).sum(axis=1) / 12)
        assert found.over_horizon()[factor] == pytest.approx(added.sum() / 12)


def test_that_a_horizon_without_a_fiscal_year_still_has_months() -> None:
    found = shadow(scenario(horizon_months=6))
    assert found.years == ()
    assert found.by_fiscal_year()["chips"].shape == (0,)
    assert len(found.added["chips"]) == 6
