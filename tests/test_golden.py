"""Every preset gives what it gave when its golden file was written.

The model is deterministic, so a difference is a change of the model, of the data or of a preset:
`pytest tests/test_golden.py --update-golden` writes the files anew, in a commit that says why.

Nine digits are compared. That is what the model promises on any machine: libraries differ in the
last bits of an exponential, and sums may be reckoned in another order, which together leaves about
1e-13. It is also far finer than anything a reader could draw conclusions from, as the record gives
shipments to two or three digits: a billionth of a year's revenue is a few hundred dollars. An
effect is a difference of two revenues and is held to nine digits of the revenue.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scenarios import files
from scenarios.projection import Projection, project

GOLDEN = Path(__file__).parent / "golden"
SERIES = (
    *("compute_demand", "installed_base", "shipments", "price_per_h100e"),
    *("revenue", "revenue_effect"),
)
SCALARS = ("revenue_effect_cumulative", "equity_value_effect", "equity_value_effect_share")
AGREED = 1e-9


def projected(name: str) -> Projection:
    """The central case of a preset, with its effect against the defaults."""
    made = files.preset(name)
    return project(made, draws=False).against(project(made.defaults(), draws=False))


def stored(name: str) -> Path:
    return GOLDEN / f"{name}.json"


def written(found: Projection) -> str:
    """The text of a golden file, a line for each month, to twelve digits."""

    def short(variable: str) -> list[float]:
        # What is left of an effect that is none differs from machine to machine.
        values = found.central(variable)
        values = values.round(9) + 0.0 if "effect" in variable else values
        return [float(f"{value:.12g}") for value in values]

    rows = zip(found.months, *map(short, SERIES), strict=True)
    months = ",\n".join(f'"{month}": {json.dumps(row)}' for month, *row in rows)
    scalars = [short(variable)[0] for variable in SCALARS]
    return (
        f'{{\n"series": {json.dumps(SERIES)},\n"months": {{\n{months}\n}},\n'
        f'"scalars": {json.dumps(SCALARS)},\n"values": {json.dumps(scalars)}\n}}\n'
    )


@pytest.fixture(autouse=True, scope="module")
def _updated(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update-golden"):
        for name in files.preset_names():
            stored(name).write_text(written(projected(name)), encoding="utf-8")


@pytest.mark.parametrize("name", files.preset_names())
def test_that_a_preset_gives_what_it_gave(name: str) -> None:
    found = projected(name)
    golden = json.loads(stored(name).read_text(encoding="utf-8"))
    assert list(golden["months"]) == [str(month) for month in found.months]
    assert tuple(golden["series"]) == SERIES
    revenue = np.maximum(found.central("revenue"), 1)
    for variable, before in zip(SERIES, np.array([*golden["months"].values()]).T, strict=True):
        now = found.central(variable)
        size = revenue if variable == "revenue_effect" else abs(before)
        assert (abs(now - before) <= AGREED * size).all(), variable
    for variable, value in zip(SCALARS, golden["values"], strict=True):
        size = revenue.sum() if variable != "equity_value_effect_share" else 1
        assert abs(found.central(variable)[0] - value) <= AGREED * size, variable


def test_that_each_preset_and_nothing_else_is_stored() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {
        stored(name).name for name in files.preset_names()
    }


def test_that_a_stored_projection_says_something() -> None:
    for name in files.preset_names():
        golden = json.loads(stored(name).read_text(encoding="utf-8"))
        values = np.array([*golden["months"].values()])
        assert len(values) >= 6
        assert (values[:, : SERIES.index("revenue_effect")] > 0).all()
        assert values[:, SERIES.index("revenue_effect")].any() != name.startswith("baseline-")
