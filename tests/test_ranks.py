"""Bands: what they are, and that no road to them gives others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NoReturn

import numpy as np
import pytest

from scenarios import files, ranks
from scenarios.engine import blocks
from scenarios.projection import PERCENTILES, Projection, percentiles, project, project_effect
from scenarios.scenario import Scenario


def made(name: str = "r1-shock", *, draws: int = 100, months: int = 61) -> Scenario:
    preset = files.preset(name)
    uncertainty = preset.uncertainty.model_copy(update={"draws": draws})
    return preset.replace(uncertainty=uncertainty, horizon_months=months)


def with_effect(bands: bool) -> Projection:
    return project_effect(made(), made("baseline-2025-01"), bands=bands)


def same_bands(one: Projection, other: Projection) -> bool:
    keys = [(v.id, region) for v, region in other.available() if v.has_bands]
    assert len(keys) > 15
    return all((one.bands(*key) == other.bands(*key)).all() for key in keys)


@pytest.mark.parametrize("draws", [1, 2, 20, 21, 1024])
def test_that_percentiles_lie_between_neighbouring_draws_as_numpys_do(draws: int) -> None:
    values = np.random.default_rng(draws).normal(size=(7, draws))
    expected = np.quantile(values, PERCENTILES, axis=-1)
    np.testing.assert_allclose(percentiles(values), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    "run", [lambda bands: project(made(), bands=bands), with_effect], ids=["plain", "effect"]
)
@pytest.mark.parametrize("cores", [1, 2, 5])
def test_that_bands_made_during_the_projection_are_those_made_after_it(
    run: Callable[[bool], Projection], cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "cores", lambda: cores)
    assert same_bands(run(True), run(False))


def test_that_bands_wait_for_every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = project(made(), bands=True)
    monkeypatch.setattr(blocks, "BLOCK", 16)
    assert same_bands(project(made(), bands=True), whole)


@pytest.mark.parametrize("months", [6, 12, 13])
def test_that_short_horizons_have_bands_in_every_month(months: int) -> None:
    short = project(made(months=months, name="baseline-2025-01"), bands=True)
    assert short.bands("revenue").shape == (len(PERCENTILES), months)
    assert same_bands(short, project(short.scenario))


def test_that_chosen_bands_come_in_any_order_and_beside_unkept_outputs() -> None:
    whole = project(made())
    chosen = [("orders", "world"), ("revenue", "china"), ("installed_base", "world")]
    some = project(made())
    some.prepare(chosen)
    for key in chosen:
        assert (some.bands(*key) == percentiles(whole.draws(*key))).all()
    part = project(made(), keep=("revenue",))
    part.prepare([("revenue", "china"), ("revenue", "world")])
    for region in ("china", "world"):
        assert (part.bands("revenue", region) == whole.bands("revenue", region)).all()


@pytest.mark.parametrize("cores", [1, 2])
def test_that_a_failure_while_sorting_is_not_swallowed(
    cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "cores", lambda: cores)
    begun = threading.Event()

    def read(months: slice) -> NoReturn:
        begun.set()
        raise MemoryError(f"no room for {months}")

    def run() -> None:
        ranking = ranks.Ranking(read, [("revenue", "world")], 12, 10)
        ranking.sort_until(12)
        assert begun.wait(timeout=60)  # so that it fails in the other thread
        ranking.finish()

    with pytest.raises(MemoryError, match="no room"):
        run()
