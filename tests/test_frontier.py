"""Where efficiency breaks even: lines of known functions, and points projected on their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scenarios import comparison, files
from scenarios.engine.memory import Array
from scenarios.explain.frontier import REBOUND, Frontier, frontier, usual_levers
from scenarios.explain.solve import solve
from scenarios.explain.variants import Against, Lever, lever
from scenarios.projection import project_effect
from scenarios.scenario import Scenario

SHOCK = {
    "type": "efficiency_shock",
    "month": "2025-02",
    "multiplier": 2,
    "diffusion_months": 9,
    "training_share": 1,
    "inference_share": 0.5,
}
SHARE = "equity_value_effect_share"


def scenario(**fields: Any) -> Scenario:
    tree = {"name": "A", "as_of": "2025-01", "events": [SHOCK], "uncertainty": {"draws": 1}}
    return Scenario(**{**tree, **fields})


# Lines of known functions


def mapped(
    function: Callable[[Array, Array], Array], size: int = 41, *, ratios: bool = False
) -> Frontier:
    """A function over x from -2 to 2, or from 0.1 to 10 at equal ratios, and y from -2 to 2."""
    low, high = (0.1, 10.0) if ratios else (-2.0, 2.0)
    across = Lever("x", "x", "1", low, high, (low, high), ratios, 1.0)
    up = Lever("y", "y", "1", -2, 2, (-2, 2), False, 1.0)
    x, y = across.grid(size), up.grid(size)
    return Frontier(across, up, x, y, function(x[None, :], y[:, None]))


def test_that_a_circle_is_one_closed_line() -> None:
    (line,) = mapped(lambda x, y: x**2 + y**2 - 1).contour()
    assert (line[0] == line[-1]).all()
    # A chord over a tenth of the radius leaves the circle by about 0.1 ** 2 / 8.
    assert np.hypot(*line.T) == pytest.approx(1, abs=0.1**2 / 6)
    angles = np.unwrap(np.arctan2(line[:, 1], line[:, 0]))
    assert abs(angles[-1] - angles[0]) == pytest.approx(2 * np.pi)
    assert np.abs(np.diff(angles)).max() < 0.2
    steps = np.diff(angles)
    assert (steps >= 0).all() or (steps <= 0).all()


def test_that_the_line_of_another_level_is_another() -> None:
    (line,) = mapped(lambda x, y: x**2 + y**2).contour(2.25)
    assert np.hypot(*line.T) == pytest.approx(1.5, abs=0.1**2 / 6)


def test_that_straight_lines_are_straight_from_edge_to_edge() -> None:
    (line,) = mapped(lambda x, y: x + 2 * y - 0.33).contour()
    assert line[:, 0] + 2 * line[:, 1] == pytest.approx(0.33, abs=1e-12)
    assert sorted((line[0, 0], line[-1, 0])) == [-2, 2]


@pytest.mark.parametrize("middle", [0.001, -0.001])
def test_that_the_two_arms_of_a_saddle_stay_apart(middle: float) -> None:
    # In the cell around (0, 0) two opposite corners are above and two below.
    lines = mapped(lambda x, y: x * y + middle, size=42).contour()
    assert len(lines) == 2
    for line in lines:
        assert line[:, 0] * line[:, 1] == pytest.approx(-middle, rel=1e-9)
        assert (np.sign(line[:, 0] * line[:, 1]) == -np.sign(middle)).all()
        assert len(set(np.sign(line[:, 0]))) == 1


def test_that_places_are_read_at_equal_ratios_where_a_lever_multiplies() -> None:
    (line,) = mapped(lambda x, y: np.log(x) - y / 3, size=8, ratios=True).contour()
    assert np.log(line[:, 0]) == pytest.approx(line[:, 1] / 3, abs=1e-12)


@pytest.mark.parametrize("level", [-20.0, 20.0])
def test_that_a_level_that_is_not_reached_has_no_line(level: float) -> None:
    assert mapped(lambda x, y: x + y).contour(level) == []


def test_that_no_line_runs_along_an_edge_that_is_the_level_throughout() -> None:
    # Like an event of no size: at x = -2 nothing differs, whatever y is.
    (line,) = mapped(lambda x, y: (x + 2) * (y - 0.33)).contour()
    assert line[:, 1] == pytest.approx(0.33, abs=0.06)
    assert line[:, 0].min() == -2
    assert line[:, 0].max() == 2
    assert (np.diff(line[:, 0]) != 0).all()
    assert mapped(lambda x, _: np.broadcast_to(x + 2, (41, 41))).contour() == []


def test_that_a_line_through_points_of_the_grid_is_not_broken() -> None:
    (line,) = mapped(lambda x, y: x - y).contour()
    assert line[:, 0] == pytest.approx(line[:, 1], abs=1e-12)
    assert sorted((line[0, 0], line[-1, 0])) == [-2, 2]


# Projected on their own


def alone(of: Scenario, multiplier: float, rebound: float, against: str = "no-events") -> float:
    """The effect of one scenario with this size of event and these rebounds, the plain way."""
    place = next(i for i, event in enumerate(of.events) if event.type == "efficiency_shock")
    changed = of.events[place].model_copy(update={"multiplier": multiplier})
    believed = of.replace(
        events=(*of.events[:place], changed, *of.events[place + 1 :]),
        assumptions={
            **of.assumptions,
            "training_rebound": rebound,
            "inference_rebound": rebound,
        },
    )
    baseline = Against.named(believed, against).baseline
    return comparison.outcome(project_effect(believed, baseline), SHARE).central


def usual(of: Scenario, against: str = "no-events", size: int = 64) -> Frontier:
    used, across, up = usual_levers(of)
    return frontier(used, across, up, SHARE, Against.named(used, against), size=size)


@pytest.mark.parametrize("against", ["no-events", "defaults"])
def test_that_every_cell_is_what_its_scenario_gives(against: str) -> None:
    shock = scenario(horizon_months=24)
    found = usual(shock, against, size=6)
    assert found.values.shape == (6, 6)
    for row, column in ((0, 0), (0, 5), (3, 2), (5, 0), (5, 5)):
        expected = alone(shock, found.x[column], found.y[row], against)
        assert found.values[row, column] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("level", [0.0, -0.169])
def test_that_scenarios_on_a_line_have_its_outcome(level: float) -> None:
    found = usual(scenario())
    (line,) = found.contour(level)
    assert len(line) > 60
    for multiplier, rebound in line[:: len(line) // 6].tolist():
        gives = alone(scenario(), multiplier, rebound)
        assert gives == pytest.approx(level, abs=interpolation_error(found, multiplier, rebound))


def interpolation_error(found: Frontier, x: float, y: float) -> float:
    """The most by which a bilinear map is off in a cell: an eighth of its second differences."""
    column = int(np.clip(np.searchsorted(found.x, x), 2, len(found.x) - 2))
    row = int(np.clip(np.searchsorted(found.y, y), 2, len(found.y) - 2))
    near = found.values[row - 2 : row + 2, column - 2 : column + 2]
    bends = [np.abs(np.diff(near, 2, axis=axis)).max() / 8 for axis in (0, 1)]
    assert sum(bends) < 5e-4
    return float(sum(bends))


def test_that_the_markets_line_runs_through_twofold_and_a_rebound_of_a_half() -> None:
    (line,) = usual(scenario()).contour(-0.169)
    at_two = np.interp(2.0, line[:, 0], line[:, 1])
    assert f"{at_two:.3f}" == "0.536"
    assert (np.diff(line[:, 0]) > 0).all()
    # The larger the gain, the more rebound the same fall needs.
    assert (np.diff(line[:, 1]) > 0).all()


def test_that_the_frontier_agrees_with_solving() -> None:
    shock = scenario()
    found = usual(shock)
    (line,) = found.contour()
    (even,) = solve(shock, found.up, SHARE, 0.0, Against.named(shock, "no-events")).values
    assert np.interp(2.0, line[:, 0], line[:, 1]) == pytest.approx(even, abs=1e-4)


def test_that_any_two_levers_can_be_mapped() -> None:
    shock = scenario(horizon_months=24)
    across, up = lever(shock, "inference_demand_growth"), lever(shock, "supply_growth")
    found = frontier(shock, across, up, "revenue_fy2027", Against.named(shock, "defaults"), size=5)
    for row, column in ((0, 4), (2, 2), (4, 1)):
        beliefs = {"inference_demand_growth": found.x[column], "supply_growth": found.y[row]}
        believed = shock.replace(assumptions=beliefs)
        projection = project_effect(believed, shock.defaults())
        expected = comparison.outcome(projection, "revenue_fy2027").central
        assert found.values[row, column] == pytest.approx(expected, rel=1e-9)


# The usual axes


def test_that_the_usual_axes_are_the_earliest_gain_and_both_rebounds() -> None:
    late, early = SHOCK | {"month": "2026-02", "multiplier": 4}, SHOCK | {"multiplier": 3}
    ban = {"type": "export_restriction", "month": "2025-02", "region": "china", "level": 4}
    shock = scenario(events=[ban, late, early])
    used, across, up = usual_levers(shock)
    assert used is shock
    assert (across.name, across.now, across.unit) == ("events[2]", 3, "x")
    assert up.name == REBOUND


def test_that_a_scenario_without_a_gain_is_given_that_of_the_preset() -> None:
    preset = files.preset("r1-shock")
    ban = {"type": "export_restriction", "month": "2025-05", "region": "china", "level": 4}
    used, across, _ = usual_levers(scenario(events=[ban]))
    assert used.events[0] == scenario(events=[ban]).events[0]
    assert used.events[1] == preset.events[0].model_copy(update={"label": ""})
    assert across.name == "events[1]"
    later, _, _ = usual_levers(scenario(as_of="2026-07", events=[]))
    assert [str(event.month) for event in later.events] == ["2026-08"]
