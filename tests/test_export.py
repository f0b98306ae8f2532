"""Tables out: exactly the columns, names, units and numbers that people script against."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import export, files
from scenarios.engine.memory import Array
from scenarios.errors import InvalidInput
from scenarios.projection import Projection, paired, project, project_effect
from scenarios.scenario import Scenario

Row = dict[str, str]

STATISTICS = ["central", "mean", "p05", "p25", "p50", "p75", "p95"]
REGIONS = ["us_allies", "china", "rest_of_world"]
BY_MONTH = {
    "compute_demand": "H100e",
    "compute_demand_training": "H100e",
    "compute_demand_inference": "H100e",
    "installed_base": "H100e",
    "backlog": "H100e",
    "orders": "H100e/yr",
    "shipments": "H100e/yr",
    "supply_limit_chips": "H100e/yr",
    "supply_limit_power": "H100e/yr",
    "power_additions": "GW/yr",
    "price_per_h100e": "USD",
    "accelerator_spend": "USD bn/yr",
    "revenue": "USD bn/yr",
    "revenue_effect": "USD bn/yr",
    "binding_constraint": "1",
}
BY_REGION = ["revenue", "revenue_effect", "installed_base"]
STOCKS = [name for name, unit in BY_MONTH.items() if unit == "H100e"]
SCALARS = {
    "revenue_effect_cumulative": "USD bn",
    "equity_value_effect": "USD bn",
    "equity_value_effect_share": "fraction",
}
LEVELS = {"p05": 5, "p25": 25, "p50": 50, "p75": 75, "p95": 95}


def scenario(**fields: object) -> Scenario:
    preset = files.preset("r1-shock-weak-rebound")
    return preset.replace(**{"horizon_months": 30, "uncertainty": {"draws": 64}, **fields})


@pytest.fixture(scope="module")
def projection() -> Projection:
    return project_effect(scenario(), scenario().defaults())


@pytest.fixture(scope="module")
def rows(projection: Projection) -> list[Row]:
    return list(csv.DictReader(io.StringIO(export.csv_text(projection))))


def series(rows: list[Row], variable: str, statistic: str, region: str = "world") -> Array:
    wanted = (variable, statistic, region)
    return np.array(
        [
            float(row["value"])
            for row in rows
            if (row["variable"], row["statistic"], row["region"]) == wanted
        ]
    )


# CSV


def test_that_the_header_is_that_of_the_interface(projection: Projection) -> None:
    first = export.csv_text(projection).splitlines()[0]
    assert first == "scenario,month,variable,region,unit,statistic,value"


def test_that_the_table_holds_every_variable_and_nothing_else(rows: list[Row]) -> None:
    expected = [
        (variable, region, unit, statistic)
        for variable, unit in (BY_MONTH | SCALARS).items()
        for region in ["world", *(REGIONS if variable in BY_REGION else [])]
        for statistic in (["central"] if variable == "binding_constraint" else STATISTICS)
    ]
    found = [(r["variable"], r["region"], r["unit"], r["statistic"]) for r in rows]
    assert list(dict.fromkeys(found)) == expected


def test_that_each_series_has_a_row_for_each_month_and_a_scalar_one_without(
    rows: list[Row],
) -> None:
    months = [f"{2025 + i // 12}-{i % 12 + 1:02d}" for i in range(1, 31)]
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        key = row["variable"], row["region"], row["statistic"]
        found.setdefault(key, []).append(row["month"])
    for (variable, *_), each in found.items():
        assert each == ([""] if variable in SCALARS else months)


def test_that_every_row_names_the_scenario_as_its_author_did() -> None:
    name = 'A "quoted", split\nname – 规模'
    named = scenario(name=name, horizon_months=6)
    text = export.csv_text(project_effect(named, named.defaults()))
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["scenario"] for row in found} == {name}
    assert "\r" not in text


def test_that_numbers_are_the_shortest_that_read_back_identical(
    projection: Projection, rows: list[Row]
) -> None:
    for row in rows:
        number = float(row["value"])
        assert np.isfinite(number)
        shortest = repr(number).removesuffix(".0") if abs(number) < 1e16 else repr(number)
        assert row["value"] == shortest.replace("-0", "0") if number == 0 else shortest
    for variable, region in projection.available():
        for statistic in STATISTICS if variable.has_bands else ["central"]:
            values = projection.statistic(statistic, variable.id, region)
            assert np.array_equal(series(rows, variable.id, statistic, region), values)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_that_any_number_reads_back_identical(number: float) -> None:
    text = export.number(number)
    assert float(text) == number
    assert len(text) <= len(repr(number))


def test_that_a_constraint_is_one_of_three_in_the_central_case_alone(rows: list[Row]) -> None:
    found = [row for row in rows if row["variable"] == "binding_constraint"]
    assert {row["statistic"] for row in found} == {"central"}
    assert {row["value"] for row in found} <= {"0", "1", "2"}
    assert len({row["value"] for row in found}) > 1


def draws_of(scenario: Scenario) -> Mapping[str, Array]:
    projected = project(scenario)
    regions = {name: projected.draws("revenue", name) for name in REGIONS}
    return {"world": projected.draws("revenue"), **regions}


def test_that_the_statistics_of_the_effect_are_those_of_paired_differences(
    rows: list[Row],
) -> None:
    baseline = draws_of(paired(scenario().defaults(), scenario()))
    for region, draws in draws_of(scenario()).items():
        gaps = draws - baseline[region]
        of_percentiles = {
            name: np.percentile(draws, level, axis=1)
            - np.percentile(baseline[region], level, axis=1)
            for name, level in LEVELS.items()
        }
        mean = series(rows, "revenue_effect", "mean", region)
        assert mean == pytest.approx(gaps.mean(axis=1), rel=1e-9, abs=1e-9)
        for name, level in LEVELS.items():
            found = series(rows, "revenue_effect", name, region)
            # The order of two draws may turn on the last digit: an absolute 1e-9 USD bn.
            assert found == pytest.approx(np.percentile(gaps, level, axis=1), rel=1e-9, abs=1e-9)
            assert not np.allclose(found, of_percentiles[name], rtol=0.01)


def test_that_the_sum_of_the_effect_is_over_months_and_paired(rows: list[Row]) -> None:
    baseline = draws_of(paired(scenario().defaults(), scenario()))["world"]
    sums = (draws_of(scenario())["world"] - baseline).sum(axis=0) / 12
    for name, level in LEVELS.items():
        (found,) = series(rows, "revenue_effect_cumulative", name)
        assert found == pytest.approx(np.percentile(sums, level), rel=1e-9)
    (central,) = series(rows, "revenue_effect_cumulative", "central")
    assert central == pytest.approx(series(rows, "revenue_effect", "central").sum() / 12)


def test_that_regions_add_up_to_the_world(rows: list[Row]) -> None:
    for variable in BY_REGION:
        for statistic in ("central", "mean"):
            parts = [series(rows, variable, statistic, region) for region in REGIONS]
            whole = series(rows, variable, statistic)
            assert np.sum(parts, axis=0) == pytest.approx(whole, rel=1e-9, abs=1e-9)


def test_that_there_are_no_effects_without_a_baseline() -> None:
    text = export.csv_text(project(scenario(horizon_months=6)))
    found = {row["variable"] for row in csv.DictReader(io.StringIO(text))}
    assert found == set(BY_MONTH) - {"revenue_effect"}


# JSON


def test_that_json_holds_the_same_numbers_with_the_scenarios(
    projection: Projection, rows: list[Row]
) -> None:
    text = export.json_text(projection)
    tree = json.loads(text)
    assert text.endswith("}\n")
    for name, expected in (("scenario", scenario()), ("baseline", scenario().defaults())):
        assert files.parse(json.dumps(tree[name]).encode(), name) == expected
    assert tree["months"][0] == "2025-02"
    assert len(tree["months"]) == 30
    assert {name: entry["unit"] for name, entry in tree["variables"].items()} == (
        BY_MONTH | SCALARS
    )
    count = 0
    for name, entry in tree["variables"].items():
        for region, statistics in entry["regions"].items():
            for statistic, values in statistics.items():
                flat = [values] if name in SCALARS else values
                assert np.array_equal(flat, series(rows, name, statistic, region))
                count += len(flat)
    assert count == len(rows)


def test_that_json_says_when_there_is_no_baseline() -> None:
    tree = json.loads(export.json_text(project(scenario(horizon_months=6))))
    assert tree["baseline"] is None
    assert "revenue_effect" not in tree["variables"]


# IAMC


def iamc(projection: Projection) -> list[Row]:
    return list(csv.DictReader(io.StringIO(export.iamc_text(projection))))


def test_that_the_iamc_table_is_wide_by_whole_calendar_years(projection: Projection) -> None:
    found = iamc(projection)
    # 2025-02 to 2027-07 hold one calendar year whole.
    assert list(found[0]) == ["model", "scenario", "region", "variable", "unit", "2026"]
    assert {row["model"] for row in found} == {"Jevons 1"}
    assert {row["scenario"] for row in found} == {"R1 shock, weak rebound"}
    assert {row["region"] for row in found} == {
        "World",
        "US and allies",
        "China",
        "Rest of world",
    }
    keys = [tuple(row[name] for name in list(row)[:5]) for row in found]
    assert len(set(keys)) == len(keys) == 4 * (14 + 3 * 3)


@pytest.mark.parametrize("variable", [name for name in BY_MONTH if name != "binding_constraint"])
def test_that_a_year_is_the_mean_of_a_flow_and_the_december_of_a_stock(
    variable: str, projection: Projection, rows: list[Row]
) -> None:
    label = next(v.label for v, _ in projection.available() if v.id == variable)
    suffixes = {
        "": "central",
        "|5th Percentile": "p05",
        "|Median": "p50",
        "|95th Percentile": "p95",
    }
    for suffix, statistic in suffixes.items():
        months = series(rows, variable, statistic)[11:23]
        expected = months[-1] if variable in STOCKS else months.mean()
        (found,) = (
            float(row["2026"])
            for row in iamc(projection)
            if row["variable"] == f"AI Compute|{label}{suffix}" and row["region"] == "World"
        )
        assert found == pytest.approx(expected, rel=1e-12)


def test_that_scalars_and_codes_are_left_out_of_years(projection: Projection) -> None:
    named = {row["variable"] for row in iamc(projection)}
    assert not any("Equity" in name or "sum" in name or "onstraint" in name for name in named)


def test_that_a_horizon_without_a_whole_year_has_no_iamc_table() -> None:
    short = project(scenario(horizon_months=22))
    with pytest.raises(InvalidInput, match="23 months would hold 2026, this is 22"):
        export.iamc_text(short)
    assert list(iamc(project(scenario(horizon_months=23)))[0])[-1] == "2026"


READ_BY_PYAM = """
import json, sys
import pyam
data = pyam.IamDataFrame(sys.argv[1])
assert data.timeseries().notna().all().all()
assert data.time_col == "year"
print(json.dumps({
    "dimensions": [data.model, data.scenario, data.region, data.year],
    "units": data.unit_mapping,
    "world": data.filter(region="World", year=2026).data[["variable", "value"]].values.tolist(),
}))
"""


def test_that_pyam_itself_reads_the_iamc_table(projection: Projection, tmp_path: Path) -> None:
    # In a process of its own: importing pyam warns of things that are not ours to mend. What it
    # keeps of the units it read names the environment that it read them in.
    path = tmp_path / "r1.csv"
    path.write_text(export.iamc_text(projection), encoding="utf-8")
    read = subprocess.run(
        [sys.executable, "-c", READ_BY_PYAM, path],
        capture_output=True,
        env={**os.environ, "IAM_UNITS_CACHE": str(tmp_path / "units")},
        check=False,
    )
    assert read.returncode == 0, read.stderr.decode()
    found = json.loads(read.stdout.splitlines()[-1])
    assert found["dimensions"] == [
        ["Jevons 1"],
        ["R1 shock, weak rebound"],
        ["China", "Rest of world", "US and allies", "World"],
        [2026],
    ]
    written = [row for row in iamc(projection) if row["region"] == "World"]
    assert dict(found["world"]) == {row["variable"]: float(row["2026"]) for row in written}
    assert found["units"] == {row["variable"]: row["unit"] for row in iamc(projection)}
