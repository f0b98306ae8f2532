"""Draws: stratified, the same for every scenario, and paired with the central case before them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import record
from scenarios.assumptions import registry
from scenarios.engine.inputs import Inputs
from scenarios.ensemble import inputs_of, stream
from scenarios.projection import (
    PERCENTILES,
    STATISTICS,
    VARIABLES,
    paired,
    percentiles,
    project,
    project_effect,
)
from scenarios.scenario import Scenario
from tests import reference_model
from tests.strategies import DATA, Tree, parsed, scenario_trees

DECLARED = registry(record.newest_data())
SPREAD = [name for name, assumption in DECLARED.items() if assumption.has_spread]
BAN: Tree = {"type": "export_restriction", "month": "2026-03", "region": "china", "level": 5}


def scenario(**fields: Any) -> Scenario:
    return Scenario(**{"name": "A", "as_of": "2025-01", **fields})


def drawn(made: Scenario) -> dict[str, npt.NDArray[np.float64]]:
    return {name: values[1:] for name, values in inputs_of(made).assumptions.items()}


# Streams


@given(st.sampled_from(list(DECLARED)), st.integers(0, 2**63 - 1), st.integers(1, 300))
def test_that_a_stream_has_one_draw_in_each_stratum(name: str, seed: int, draws: int) -> None:
    uniform = stream(name, seed, draws)
    assert (np.floor(np.sort(uniform) * draws) == np.arange(draws)).all()
    assert uniform.min() > 0
    assert uniform.max() < 1


@given(st.sampled_from(list(DECLARED)), st.integers(0, 2**63 - 1), st.integers(1, 300))
def test_that_a_stream_is_the_one_that_seed_and_name_say(name: str, seed: int, draws: int) -> None:
    assert stream(name, seed, draws).tolist() == reference_model.draws_of(name, seed, draws)


def test_that_assumptions_and_seeds_have_streams_of_their_own() -> None:
    streams = [stream(name, seed, 64).tobytes() for name in DECLARED for seed in (1, 2)]
    assert len(set(streams)) == len(streams)


def test_that_streams_are_uncorrelated_unless_asked() -> None:
    ranks = np.array([stream(name, 1, 1024).argsort().argsort() for name in SPREAD])
    found = np.corrcoef(ranks)
    # Chance alone gives a standard deviation of 1/32; five of them are never seen in 1,000 pairs.
    assert max(abs(found[i, j]) for i, j in combinations(range(len(SPREAD)), 2)) < 5 / 32


def test_that_a_stream_cannot_be_changed_by_who_reads_it() -> None:
    with pytest.raises(ValueError, match="read-only"):
        stream("training_rebound", 1, 8)[0] = 0.5


# Columns


@given(scenario_trees(most_draws=200))
def test_that_the_central_case_comes_first_and_then_the_draws(tree: Tree) -> None:
    made = parsed(tree)
    inputs = inputs_of(made)
    assert inputs.columns == 1 + made.uncertainty.draws
    assert inputs.months == made.horizon_months
    assert list(inputs.assumptions) == list(DECLARED)
    for name, values in inputs.assumptions.items():
        assert values.shape == (inputs.columns,)
        assert values[0] == made.belief(name).p50
        assert np.isfinite(values).all()
        assert values.min() >= DECLARED[name].minimum
        assert values.max() <= DECLARED[name].maximum


@settings(max_examples=50)
@given(scenario_trees(most_draws=30, correlated=False))
def test_that_the_draws_are_those_of_the_reference(tree: Tree) -> None:
    made = parsed(tree)
    central, expected = reference_model.assumption_values(tree, DATA, made.uncertainty.draws)
    found = inputs_of(made).assumptions
    for name in set(DECLARED) - {"terminal_growth"}:
        wanted = [central[name], *(draw[name] for draw in expected)]
        # Neither a share of 1e-300 instead of 0 nor what is left where two terms cancel differs.
        assert found[name] == pytest.approx(wanted, rel=1e-11, abs=1e-15)


@pytest.mark.parametrize("name", SPREAD)
def test_that_draws_follow_their_percentiles(name: str) -> None:
    made = scenario(as_of="2026-07")
    belief = made.belief(name)
    values = np.sort(drawn(made)[name])
    for part, wanted in zip((0.1, 0.5, 0.9), belief.percentiles(), strict=True):
        # Stratified: the order statistics beside a percentile enclose it.
        assert values[int(part * 1024) - 1] <= wanted <= values[int(part * 1024) + 1]


def test_that_a_certain_number_is_the_same_in_every_draw() -> None:
    made = scenario(assumptions={"training_rebound": {"fixed": 0.5}})
    assert set(drawn(made)["training_rebound"]) == {0.5}
    assert set(drawn(made)["premium_cap"]) == {0.4}
    assert len(set(drawn(made)["inference_rebound"])) == 1024


def test_that_growth_for_ever_stays_below_the_discount_rate_in_every_draw() -> None:
    spread = {"p10": 0.01, "p50": 0.08, "p90": 0.15}
    made = scenario(assumptions={"discount_rate": 0.1, "terminal_growth": spread})
    found = drawn(made)
    room = found["discount_rate"] - found["terminal_growth"]
    assert room.min() == pytest.approx(0.01)
    assert (room > 0.0101).mean() > 0.3
    assert (room < 0.0101).mean() > 0.1


def test_that_a_projection_without_draws_has_the_same_central_case() -> None:
    made = scenario(events=[BAN], uncertainty={"draws": 20})
    alone, together = project(made, draws=False), project(made)
    assert alone.inputs.columns == 1
    for variable, region in together.available():
        ours = alone.central(variable.id, region)
        assert ours == pytest.approx(together.central(variable.id, region), rel=1e-13, abs=1e-13)


def test_that_one_draw_is_enough_for_bands() -> None:
    found = project(scenario(uncertainty={"draws": 1}))
    assert (found.bands("revenue") == found.draws("revenue")[:, 0]).all()


# The same draws for every scenario: what was independent in another project made noise of effects


def test_that_two_scenarios_share_the_draws_of_all_they_agree_on() -> None:
    one = scenario()
    other = scenario(assumptions={"training_rebound": 0.5}, events=[BAN], horizon_months=24)
    same, changed = drawn(one), drawn(other)
    for name in DECLARED:
        agree = (same[name] == changed[name]).all()
        assert agree == (name != "training_rebound")
    ratio = changed["training_rebound"] / same["training_rebound"]
    inside = changed["training_rebound"] < DECLARED["training_rebound"].maximum
    assert ratio[inside] == pytest.approx(0.5 / 0.9)


def test_that_an_event_changes_nothing_in_any_draw_before_its_month() -> None:
    made = scenario(events=[BAN])
    for baseline in (made.without_events(), made.defaults()):
        effect = project_effect(made, baseline).draws("revenue_effect")
        assert (effect[:13] == 0).all()
        assert (effect[13:] != 0).any(axis=0).all()


def test_that_a_small_change_has_a_small_effect_in_every_draw() -> None:
    made = scenario(assumptions={"hardware_life_years": 5.0005})
    effect = project_effect(made, made.defaults())
    share = abs(effect.draws("revenue_effect")) / effect.draws("revenue")
    # Draws of its own for each scenario would make differences of the width of the band.
    band = np.ptp(effect.bands("revenue"), axis=0) / effect.central("revenue")
    assert share.max() < 0.01 < band[12:].min()


def test_that_a_baseline_is_projected_with_the_draws_and_horizon_of_the_scenario() -> None:
    made = scenario(horizon_months=24, uncertainty={"draws": 16, "seed": 9})
    other = scenario(
        assumptions={"training_rebound": 0.5},
        events=[BAN, {**BAN, "month": "2029-01"}],
        horizon_months=60,
    )
    baseline = paired(other, made)
    assert (baseline.horizon_months, baseline.uncertainty) == (24, made.uncertainty)
    assert baseline.assumptions == other.assumptions
    assert baseline.events == other.events[:1]
    assert project_effect(made, other).draws("revenue_effect").shape == (24, 16)


def test_that_an_effect_between_different_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="A starts from 2025-01, B from 2025-04"):
        project_effect(scenario(), scenario(name="B", as_of="2025-04"))


def test_that_there_is_no_effect_without_a_baseline() -> None:
    made = project(scenario(uncertainty={"draws": 2}))
    with pytest.raises(KeyError):
        made.central("revenue_effect")
    assert "revenue_effect" not in {variable.id for variable, _ in made.available()}
    against = made.against(made)
    assert "revenue_effect" in {variable.id for variable, _ in against.available()}


# Correlated draws


def test_that_a_correlation_re_orders_those_named_and_leaves_all_others() -> None:
    names = ("training_rebound", "inference_rebound")
    pairs = [[*names, 0.6]]
    plain, correlated = drawn(scenario()), drawn(scenario(uncertainty={"correlations": pairs}))
    for name in DECLARED:
        assert (plain[name] == correlated[name]).all() == (name != "inference_rebound")
        assert (np.sort(plain[name]) == np.sort(correlated[name])).all()
    one, other = (correlated[name].argsort().argsort() for name in names)
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0.6, abs=0.03)


def test_that_a_correlation_leaves_the_central_case_alone() -> None:
    pairs = [["training_rebound", "inference_rebound", 0.6]]
    plain = project(scenario(uncertainty={"draws": 40}))
    correlated = project(scenario(uncertainty={"draws": 40, "correlations": pairs}))
    assert (plain.central("revenue") == correlated.central("revenue")).all()
    assert (plain.bands("revenue") != correlated.bands("revenue")).any()


# Bands: always of draws, never made up


@pytest.mark.parametrize("draws", [1, 2, 3, 7, 100])
def test_that_percentiles_interpolate_between_order_statistics(draws: int) -> None:
    values = np.random.default_rng(draws).lognormal(size=(4, 3, draws))
    expected = np.quantile(values, PERCENTILES, axis=-1)
    assert percentiles(values) == pytest.approx(expected, rel=1e-12)


def test_that_every_statistic_is_that_of_the_draws() -> None:
    made = project(scenario(uncertainty={"draws": 101}))
    draws = made.draws("revenue", "china")
    expected = {
        "central": made.columns("revenue", "china")[:, 0],
        "mean": draws.mean(axis=1),
        "p05": np.sort(draws)[:, 5],
        "p25": np.sort(draws)[:, 25],
        "p50": np.sort(draws)[:, 50],
        "p75": np.sort(draws)[:, 75],
        "p95": np.sort(draws)[:, 95],
    }
    assert set(expected) == set(STATISTICS)
    for name, values in expected.items():
        assert made.statistic(name, "revenue", "china") == pytest.approx(values, rel=1e-12)


def test_that_the_band_of_an_effect_is_that_of_paired_differences() -> None:
    made = scenario(events=[BAN], uncertainty={"draws": 101})
    effect = project_effect(made, made.defaults())
    differences = effect.draws("revenue") - project(made.defaults()).draws("revenue")
    assert (effect.draws("revenue_effect") == differences).all()
    assert effect.bands("revenue_effect")[2] == pytest.approx(np.median(differences, axis=1))
    of_percentiles = effect.bands("revenue") - project(made.defaults()).bands("revenue")
    assert np.abs(effect.bands("revenue_effect") - of_percentiles).max() > 1


def test_that_prepared_bands_are_those_that_would_be_worked_out() -> None:
    made = scenario(uncertainty={"draws": 50})
    ready, fresh = (project_effect(made, made.defaults()) for _ in range(2))
    ready.prepare()
    for variable, region in fresh.available():
        if variable.has_bands:
            bands = fresh.bands(variable.id, region)
            assert (ready.bands(variable.id, region) == bands).all()
            assert bands.shape == (5, 1 if variable.scalar else 60)


def test_that_outputs_that_are_not_kept_cost_nothing_and_change_nothing() -> None:
    made = scenario(uncertainty={"draws": 20})
    part, whole = project(made, keep=("revenue",)), project(made)
    for region in ("world", *VARIABLES["revenue"].regions):
        assert (part.columns("revenue", region) == whole.columns("revenue", region)).all()
    kept = [array.strides[0] != 0 for array in vars(part.outputs).values()]
    assert sum(kept) == 1
    assert (part.outputs.backlog[-1] == whole.outputs.backlog[-1]).all()


# Inputs for fewer months


@settings(max_examples=20)
@given(scenario_trees(most_draws=5), st.integers(1, 6))
def test_that_the_first_months_do_not_depend_on_how_many_follow(tree: Tree, months: int) -> None:
    made = parsed(tree)
    short: Inputs = inputs_of(made, months=months)
    whole = inputs_of(made)
    assert short.months == months
    for name in ("gain", "programme", "capacity"):
        assert (getattr(short.events, name) == getattr(whole.events, name)[:months]).all()
    assert (short.events.level == whole.events.level[: months + 1]).all()
