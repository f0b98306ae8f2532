"""Hypothesis strategies for valid scenarios, in the form in which a file holds them.

They read the declarations from the shipped table and reckon spreads with the reference model, so
that a fault in the code under test cannot hide behind the examples made for it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

import resources
from scenarios import files
from scenarios.scenario import Scenario
from tests import reference_model

Tree = dict[str, Any]

DATA = resources.path("data/2026-11")
_LEAST_YIELD = 0.01


@cache
def rows() -> Mapping[str, Mapping[str, str]]:
    """Rows of the table of assumptions by id."""
    return {row["id"]: row for row in reference_model.table(DATA, "assumptions.csv")}


@cache
def as_of_months() -> Sequence[str]:
    """Months a scenario may start from."""
    return tuple(row["as_of"] for row in reference_model.table(DATA, "vintages.csv"))


def parsed(tree: Tree) -> Scenario:
    """The scenario that a file with this tree holds."""
    return files.parse(json.dumps(tree).encode(), tree["name"])


def month_after(as_of: str, months: int) -> str:
    """The month so many months after another, as written in a file."""
    number = reference_model.month_number(as_of) + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def within(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers from ``low`` to ``high``, the two ends often among them."""
    return st.one_of(
        st.floats(low, high, allow_subnormal=False), st.sampled_from((float(low), float(high)))
    )


def _range(name: str, *, usual: bool) -> tuple[float, float]:
    kind = "slider_" if usual else ""
    row = rows()[name]
    return float(row[f"{kind}minimum"]), float(row[f"{kind}maximum"])


@st.composite
def numbers(draw: st.DrawFn, name: str, *, usual: bool) -> float:
    """A value of an assumption: within its usual range, or anywhere within its limits."""
    return draw(within(*_range(name, usual=usual)))


@st.composite
def spreads(draw: st.DrawFn, name: str, *, usual: bool) -> Tree:
    """Three percentiles of an assumption through which there is a spread."""
    row = rows()[name]
    minimum, maximum = float(row["minimum"]), float(row["maximum"])
    low, high = _range(name, usual=usual)
    edges = []
    for edge in (low, high):
        edge = min(max(edge, minimum + 1e-6), maximum - 1e-6)
        edges.append(reference_model.transformed(edge, row["transform"], minimum, maximum))
    start, width = draw(st.floats(0, 0.9)), draw(st.floats(0.01, 1))
    part = draw(st.floats(0.17, 0.83))
    q10 = edges[0] + start * (edges[1] - edges[0])
    q90 = q10 + width * (edges[1] - q10)
    places = (q10, q10 + part * (q90 - q10), q90)
    values = [reference_model.restored(q, row["transform"], minimum, maximum) for q in places]
    return dict(
        zip(("p10", "p50", "p90"), (min(max(v, minimum), maximum) for v in values), strict=True)
    )


@st.composite
def settings_of(draw: st.DrawFn, name: str, *, usual: bool) -> Any:
    """What a file may say of an assumption: a number, a spread or a certain number."""
    kinds = ["number", "fixed"] + ["spread"] * bool(rows()[name]["transform"])
    match draw(st.sampled_from(kinds)):
        case "number":
            return draw(numbers(name, usual=usual))
        case "fixed":
            return {"fixed": draw(numbers(name, usual=usual))}
        case _:
            return draw(spreads(name, usual=usual))


def median(setting: Any, name: str) -> float:
    """The central value of a setting, or the default at the newest vintage."""
    if setting is None:
        return float(rows()[name]["p50"])
    if isinstance(setting, Mapping):
        return float(setting["fixed"] if "fixed" in setting else setting["p50"])
    return float(setting)


@st.composite
def assumption_settings(
    draw: st.DrawFn, *, usual: bool, names: Collection[str] | None = None
) -> Tree:
    """Settings of some assumptions whose value after the horizon is finite."""
    offered = tuple(rows()) if names is None else tuple(names)
    most = len(offered) if draw(st.booleans()) else min(8, len(offered))
    chosen = draw(st.lists(st.sampled_from(offered), unique=True, max_size=most))
    tree = {name: draw(settings_of(name, usual=usual)) for name in chosen}
    highest = median(tree.get("discount_rate"), "discount_rate") - _LEAST_YIELD
    if median(tree.get("terminal_growth"), "terminal_growth") > highest:
        tree["terminal_growth"] = highest
    return tree


def efficiency_shocks(months: st.SearchStrategy[str]) -> st.SearchStrategy[Tree]:
    """Efficiency shocks over their whole limits."""
    return st.fixed_dictionaries(
        {
            "type": st.just("efficiency_shock"),
            "month": months,
            "multiplier": within(0.01, 1000),
            "diffusion_months": within(0.1, 240),
            "training_share": within(0, 1),
            "inference_share": within(0, 1),
        }
    )


def export_restrictions(months: st.SearchStrategy[str]) -> st.SearchStrategy[Tree]:
    """Export restrictions at and between all rungs."""
    return st.fixed_dictionaries(
        {
            "type": st.just("export_restriction"),
            "month": months,
            "region": st.sampled_from(("china", "rest_of_world")),
            "level": st.one_of(st.integers(0, 5), within(0, 5)),
        },
        optional={"label": st.text(max_size=5)},
    )


@st.composite
def investment_programmes(draw: st.DrawFn, months: st.SearchStrategy[str]) -> Tree:
    """Investment programmes, some of which run on past the horizon."""
    month = draw(months)
    return {
        "type": "investment_programme",
        "month": month,
        "end_month": month_after(month, draw(st.integers(0, 150))),
        "amount_usd_bn": draw(within(0, 100_000)),
        "accelerator_share": draw(within(0, 1)),
        "additionality": draw(within(0, 1)),
    }


def supply_shocks(months: st.SearchStrategy[str]) -> st.SearchStrategy[Tree]:
    """Supply shocks, some longer than any horizon."""
    return st.fixed_dictionaries(
        {
            "type": st.just("supply_shock"),
            "month": months,
            "duration_months": st.one_of(st.integers(0, 24), within(0, 1200)),
            "capacity_loss": within(0, 1),
        }
    )


def events(as_of: str, horizon: int) -> st.SearchStrategy[Tree]:
    """Events of all four kinds after ``as_of`` and within the horizon."""
    months = st.integers(1, horizon).map(lambda step: month_after(as_of, step))
    return st.one_of(
        efficiency_shocks(months),
        export_restrictions(months),
        investment_programmes(months),
        supply_shocks(months),
    )


@st.composite
def correlation_lists(draw: st.DrawFn) -> list[list[Any]]:
    """Rank correlations that can hold together: those of a few random directions in space."""
    able = [name for name, row in rows().items() if row["transform"]]
    names = draw(st.lists(st.sampled_from(able), unique=True, min_size=2, max_size=4))
    coordinate = st.floats(-1, 1)
    ways = [[1.0 + draw(coordinate) / 2, draw(coordinate), draw(coordinate)] for _ in names]
    found = []
    for (first, a), (second, b) in combinations(zip(names, ways, strict=True), 2):
        cosine = sum(x * y for x, y in zip(a, b, strict=True)) / (math.hypot(*a) * math.hypot(*b))
        # Shrinking towards none at all keeps the matrix well away from contradiction.
        found.append([first, second, round(0.9 * cosine, 3)])
    return found


@st.composite
def uncertainties(draw: st.DrawFn, *, most_draws: int, correlated: bool) -> Tree:
    """Draws, seed and, if wanted, rank correlations."""
    tree: Tree = {"draws": draw(st.integers(1, most_draws))}
    if draw(st.booleans()):
        tree["seed"] = draw(st.integers(0, 2**63 - 1))
    if correlated and draw(st.booleans()):
        tree["correlations"] = draw(correlation_lists())
    return tree


@st.composite
def scenario_trees(
    draw: st.DrawFn,
    *,
    usual: bool = False,
    most_draws: int = 40,
    most_events: int = 6,
    correlated: bool = True,
) -> Tree:
    """Whole valid scenarios in file form.

    Parameters
    ----------
    usual : whether assumptions stay in their usual range, else they go up to their limits
    most_draws, most_events : how many at most
    correlated : whether some have rank correlations
    """
    as_of = draw(st.sampled_from(as_of_months()))
    horizon = draw(st.one_of(st.integers(6, 120), st.just(60)))
    tree: Tree = {"format": files.FORMAT, "version": files.VERSION, "name": "made up"}
    tree["as_of"] = as_of
    if horizon != 60 or draw(st.booleans()):
        tree["horizon_months"] = horizon
    tree["assumptions"] = draw(assumption_settings(usual=usual))
    tree["events"] = draw(st.lists(events(as_of, horizon), max_size=most_events))
    tree["uncertainty"] = draw(uncertainties(most_draws=most_draws, correlated=correlated))
    return tree
