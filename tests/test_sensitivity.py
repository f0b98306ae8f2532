"""Sensitivity against closed forms, an independent package and separate projections."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios import files
from scenarios.assumptions import Fixed
from scenarios.comparison import outcome
from scenarios.explain.sensitivity import (
    HEAVY,
    Bar,
    Indices,
    indices,
    largest,
    sobol,
    tornado,
    uncertain,
)
from scenarios.explain.variants import Against
from scenarios.projection import project
from scenarios.scenario import Scenario

Array = npt.NDArray[np.float64]
Model = Callable[[Array], Array]

SHARE = "equity_value_effect_share"


def uniforms(samples: int, count: int, seed: int = 1) -> Array:
    """Latin hypercubes A and B, shape (2, name, sample)."""
    rng = np.random.default_rng(seed)
    ranks = rng.permuted(np.tile(np.arange(samples), (2, count, 1)), axis=-1)
    found: Array = (ranks + rng.random(ranks.shape)) / samples
    return found


def outcomes(model: Model, points: Array) -> tuple[Array, Array, Array]:
    """The model at A, at B, and at A with each column from B; ``points`` are A and B."""
    a, b = points
    mixed = np.repeat(a[None], len(a), axis=0)
    for place in range(len(a)):
        mixed[place, place] = b[place]
    return model(a), model(b), np.array([model(one) for one in mixed])


def found(model: Model, points: Array) -> Indices:
    names = tuple(f"x{place}" for place in range(points.shape[1]))
    return indices(names, *outcomes(model, points), np.random.default_rng(2))


# Known answers

COEFFICIENTS = np.array([3.0, 2.0, 1.0, 0.0])


def linear(x: Array) -> Array:
    return COEFFICIENTS @ (x - 0.5)


def ishigami(u: Array) -> Array:
    x = np.pi * (2 * u - 1)
    wavy: Array = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    return wavy


def ishigami_answer() -> tuple[Array, Array]:
    """First and total indices in closed form (Ishigami and Homma 1990)."""
    a, b = 7.0, 0.1
    alone = (1 + b * np.pi**4 / 5) ** 2 / 2, a**2 / 8, 0.0
    joint = 8 * b**2 * np.pi**8 / 225
    first, total = np.array(alone), np.array(alone) + joint * np.array([1, 0, 1])
    return first / (sum(alone) + joint), total / (sum(alone) + joint)


def test_that_the_indices_of_a_sum_are_the_shares_of_its_variance() -> None:
    made = found(linear, uniforms(4096, 4))
    shares = COEFFICIENTS**2 / (COEFFICIENTS**2).sum()
    assert made.first == pytest.approx(shares, abs=0.02)
    assert made.total == pytest.approx(shares, abs=0.02)
    assert made.first[3] == made.total[3] == 0
    assert not made.logarithmic
    assert not made.too_few


def test_that_the_ishigami_function_has_the_indices_of_its_closed_form() -> None:
    made = found(ishigami, uniforms(2**14, 3))
    first, total = ishigami_answer()
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)
    assert made.first == pytest.approx(first, abs=0.03)
    assert made.total == pytest.approx(total, abs=0.02)


def test_that_a_product_has_the_indices_of_the_sum_of_its_logarithms() -> None:
    def product(x: Array) -> Array:
        return np.asarray(np.exp(4 * linear(x)))

    points = uniforms(1024, 4)
    made, plain = found(product, points), found(linear, points)
    assert made.logarithmic
    assert made.total == pytest.approx(plain.total, rel=1e-9)
    assert made.first == pytest.approx(plain.first, abs=1e-9)


def test_that_an_outcome_that_is_not_positive_throughout_is_taken_as_it_is() -> None:
    assert not found(lambda x: linear(x) + 1, uniforms(256, 4)).logarithmic
    assert found(lambda x: linear(x) + 3, uniforms(256, 4)).logarithmic


def test_that_an_outcome_that_never_changes_depends_on_nothing() -> None:
    made = found(lambda x: np.full(x.shape[1], 5.0), uniforms(64, 3))
    assert (made.first == 0).all()
    assert (made.total == 0).all()
    assert not made.heavy_tailed


SALIB = """
import json, sys
import numpy as np
from SALib.analyze import sobol
given = json.load(sys.stdin)
a, b, mixed = (np.array(given[name]) for name in ("a", "b", "mixed"))
values = np.vstack([a, mixed, b]).T.ravel()
problem = {"num_vars": len(mixed), "names": given["names"], "bounds": [[0, 1]] * len(mixed)}
found = sobol.analyze(problem, values, calc_second_order=False, num_resamples=2, seed=1)
print(json.dumps({"first": found["S1"].tolist(), "total": found["ST"].tolist()}))
"""


@pytest.mark.parametrize("model", [linear, ishigami])
def test_that_salib_finds_the_same_from_the_same_samples(model: Model) -> None:
    # In a process of its own: importing SALib loads plotting, and warns of what is not ours.
    points = uniforms(1024, 4)
    a, b, mixed = outcomes(model, points)
    names = [f"x{place}" for place in range(4)]
    given = {"a": a.tolist(), "b": b.tolist(), "mixed": mixed.tolist(), "names": names}
    read = subprocess.run(
        [sys.executable, "-c", SALIB],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    theirs = json.loads(read.stdout.splitlines()[-1])
    made = found(model, points)
    assert made.total == pytest.approx(theirs["total"], abs=1e-12)
    # SALib centres at the mean of all values, we at that of A and B.
    both = np.concatenate((a, b))
    shift = both.mean() - np.concatenate((a, b, mixed.ravel())).mean()
    centring = shift * (mixed - a).mean(axis=1) / both.var()
    assert made.first + centring == pytest.approx(theirs["first"], abs=1e-12)
    assert np.abs(centring).max() < 0.02


# When samples are too few


def test_that_few_samples_are_said_to_be_too_few() -> None:
    assert found(ishigami, uniforms(64, 3)).too_few
    assert not found(ishigami, uniforms(2**15, 3)).too_few


def test_that_a_heavy_tail_is_said_to_make_samples_too_few() -> None:
    def tailed(x: Array) -> Array:
        return np.asarray((x[0] - 0.5) / x[1])

    made = found(tailed, uniforms(2048, 2))
    assert made.heavy_tailed
    assert made.too_few
    assert made.tail > HEAVY
    assert not found(linear, uniforms(2048, 4)).heavy_tailed


def test_that_the_tail_of_normal_numbers_is_that_of_the_books() -> None:
    """``E[z^2; |z| > 2.576] = 2 (2.576 phi(2.576) + 0.005)``, of a variance of 1."""
    normal = np.random.default_rng(1).normal(size=(2, 1, 2**16))
    made = found(lambda x: x[0], normal)
    assert made.tail == pytest.approx(2 * (2.5758 * 0.014460 + 0.005), abs=0.003)


def test_that_bootstrap_intervals_cover_the_truth_as_often_as_they_say() -> None:
    first, total = ishigami_answer()
    inside = []
    for seed in range(60):
        made = found(ishigami, np.random.default_rng(seed).random((2, 3, 512)))
        for truth, (low, high) in ((first, made.first_interval), (total, made.total_interval)):
            inside += ((low <= truth) & (truth <= high)).tolist()
    # 360 intervals of 95 %; three estimates of one sample go together.
    assert 0.90 < np.mean(inside) < 0.99


# Of scenarios


def certain_but(beliefs: dict[str, Any], preset: str = "r1-shock-jevons") -> Scenario:
    """A preset in which only ``beliefs`` have a spread."""
    made = files.preset(preset)
    fixed = {name: {"fixed": made.belief(name).p50} for name in uncertain(made)}
    return made.replace(assumptions={**fixed, **beliefs})


def test_that_what_alone_is_uncertain_decides_everything() -> None:
    made = certain_but({"training_rebound": {"p10": 0.5, "p50": 0.9, "p90": 1.4}})
    against = Against.named(made, "defaults")
    result = sobol(made, SHARE, against, samples=256)
    assert result.names == ("training_rebound",)
    assert result.first == pytest.approx([1], abs=0.15)
    assert result.total == pytest.approx([1], abs=0.15)
    assert [bar.lever.name for bar in tornado(made, SHARE, against)] == ["training_rebound"]


def test_that_a_value_is_a_margin_times_the_rest() -> None:
    """Of the logarithm of a product, each factor's share is that of its logarithm's variance."""
    spreads = {
        "free_cash_flow_margin": {"p10": 0.3, "p50": 0.4, "p90": 0.5},
        "discount_rate": {"p10": 0.09, "p50": 0.1, "p90": 0.11},
    }
    made = certain_but(spreads)
    result = sobol(made, SHARE, Against.named(made, "no-events"), samples=4096)
    assert result.logarithmic
    place = {name: at for at, name in enumerate(result.names)}
    y = (np.arange(128) + 0.5) / 128
    of_margin = np.log(made.belief("free_cash_flow_margin").quantile(y)).var()
    rates = made.belief("discount_rate").quantile(y).tolist()
    effects = [equity_share(made.with_setting("discount_rate", rate)) for rate in rates]
    of_rate = np.log(effects).var()
    expected = of_margin / (of_margin + of_rate)
    assert result.total[place["free_cash_flow_margin"]] == pytest.approx(expected, abs=0.03)
    assert result.first[place["free_cash_flow_margin"]] == pytest.approx(expected, abs=0.05)
    assert result.total.sum() == pytest.approx(1, abs=0.05)


def central(made: Scenario, baseline: Scenario, name: str) -> float:
    projection = project(made, draws=False).against(project(baseline, draws=False))
    return outcome(projection, name).central


def equity_share(made: Scenario) -> float:
    return central(made, made.without_events(), SHARE)


@pytest.mark.parametrize("name", [SHARE, "revenue_fy2027", "peak_compute_demand"])
@pytest.mark.parametrize("baseline", ["defaults", "no-events"])
def test_that_bars_are_those_of_separate_projections_at_p10_and_p90(
    name: str, baseline: str
) -> None:
    made = files.preset("r1-shock")
    bars = tornado(made, name, Against.named(made, baseline))
    assert {bar.lever.name for bar in bars} == {*uncertain(made)}
    for bar in bars[:12]:
        p10, _, p90 = made.belief(bar.lever.name).percentiles()
        assert (bar.low, bar.high) == (p10, p90)
        for value, at in ((p10, bar.at_low), (p90, bar.at_high)):
            moved = made.with_setting(bar.lever.name, value)
            against = moved.without_events() if baseline == "no-events" else made.defaults()
            assert at == pytest.approx(central(moved, against, name), rel=1e-9)


def test_that_bars_are_ordered_by_swing() -> None:
    made = files.preset("r1-shock")
    bars = tornado(made, "revenue_fy2028", Against.named(made, "defaults"))
    swings = [bar.swing for bar in bars]
    assert swings == sorted(swings, reverse=True)
    assert swings[0] > 10 * swings[20] > 0
    assert Bar(bars[0].lever, 0, 1, 5, 2).swing == 3


def test_that_the_same_seed_gives_the_same_indices_and_another_others() -> None:
    made = certain_but({"training_rebound": 0.9, "inference_rebound": 1.1})
    against = Against.named(made, "defaults")
    one, same = (sobol(made, SHARE, against, samples=64) for _ in range(2))
    assert (one.total == same.total).all()
    assert (one.total_interval == same.total_interval).all()
    other = made.replace(uncertainty={"seed": 2})
    assert (sobol(other, SHARE, against, samples=64).total != one.total).all()


def test_that_correlations_are_left_out() -> None:
    made = certain_but({"training_rebound": 0.9, "inference_rebound": 1.1})
    pairs = [["training_rebound", "inference_rebound", 0.9]]
    against = Against.named(made, "defaults")
    correlated = made.replace(uncertainty={"correlations": pairs})
    one, other = (sobol(each, SHARE, against, samples=64) for each in (made, correlated))
    assert (one.first == other.first).all()


def test_that_progress_is_told_by_assumption_and_may_stop() -> None:
    made = certain_but({"training_rebound": 0.9, "inference_rebound": 1.1})
    against = Against.named(made, "defaults")
    told: list[tuple[int, int]] = []
    sobol(made, SHARE, against, samples=16, progress=lambda *done: told.append(done))
    assert told == [(1, 2), (2, 2)]

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sobol(made, SHARE, against, samples=16, progress=stop)


def test_that_the_largest_are_told_by_their_total() -> None:
    made = found(linear, uniforms(512, 4))
    assert list(largest(made, 2)) == ["x0", "x1"]
    assert largest(made)["x1"] == (made.first[1], made.total[1])


def test_that_a_scenario_without_any_spread_has_no_bars() -> None:
    scenario = files.preset("r1-shock")
    for name in uncertain(scenario):
        scenario = scenario.with_setting(name, Fixed(fixed=scenario.belief(name).p50))
    assert tornado(scenario, SHARE, Against.named(scenario, "no-events")) == ()
