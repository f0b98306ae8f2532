"""Bands of the draws that fit the record, as a line of the charts."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.chart_sight import Sight
from desktop.charts.data import Grain
from desktop.fitting_bands import can_fit, fitting_lines
from scenarios import files
from scenarios.explain.hindcast import conditioned, quarterly, weighted_percentiles
from scenarios.projection import PERCENTILES
from tests.desktop.results import BASE, preset, request, result, results


@pytest.mark.parametrize(("name", "fits"), [(BASE, True), ("baseline-2026-07", False)])
def test_that_draws_can_be_held_against_what_came_since_the_as_of_month(
    name: str, fits: bool
) -> None:
    assert can_fit(files.preset(name)) is fits


def test_that_the_bands_of_a_quarter_are_the_weighted_ones() -> None:
    sight = Sight(request(BASE, grain=Grain.QUARTER), results(BASE))
    (line,) = fitting_lines(sight, "revenue")
    projection = result(BASE)
    weights = conditioned(projection)
    expected = weighted_percentiles(quarterly(projection)[:, 1:], weights.values, PERCENTILES)
    assert line.bands is not None
    np.testing.assert_allclose(line.bands, expected, rtol=1e-12)
    assert line.central.tolist() == line.bands[2].tolist()
    assert f"as good as {round(weights.effective)} of 64" in line.label


def test_that_bands_of_what_fits_are_narrower_where_the_record_is_known() -> None:
    sight = Sight(request(BASE), results(BASE))
    (line,) = fitting_lines(sight, "revenue")
    everything = next(iter(sight.lines("revenue")))
    assert line.bands is not None and everything.bands is not None
    widths = [bands[4] - bands[0] for bands in (line.bands[:, :6], everything.bands[:, :6])]
    assert (widths[0] < widths[1]).all()


def test_that_any_variable_can_be_seen_by_month_and_year_too() -> None:
    for grain in Grain:
        sight = Sight(request(BASE, grain=grain), results(BASE))
        (line,) = fitting_lines(sight, "compute_demand")
        assert line.x.tolist() == sight.values(sight.projection, "compute_demand").x.tolist()


def test_that_from_the_newest_quarter_there_is_no_such_line() -> None:
    name = "baseline-2026-07"
    assert preset(name).as_of.ordinal > preset(BASE).as_of.ordinal
    sight = Sight(request(name), results(name))
    assert list(fitting_lines(sight, "revenue")) == []
