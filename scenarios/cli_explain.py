"""The commands that explain: ``explain``, ``sensitivity``, ``frontier``, ``solve``, ``hindcast``.

What loads the engine is imported inside the commands, so that help comes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from scenarios.cli_parts import (
    LeverName,
    Listed,
    ScenarioName,
    changed,
    draws_option,
    format_option,
    give,
    outcomes,
    output_option,
    reads_as_lever,
    refuse,
    regions,
    seed_option,
    settings_option,
    target_of,
    variables,
)

_PRESET = "r1-shock"
_SHARE = "equity_value_effect_share"
_REBOUNDS = "training_rebound+inference_rebound"
#: How much of its market value Nvidia lost on 27 January 2025, as the press printed it.
_MARKET = -0.169


_outcome_option = click.option(
    "--outcome",
    metavar="ID",
    default=_SHARE,
    show_default=True,
    type=Listed(outcomes),
    help="What is asked about: an outcome of the headline table.",
)
_baseline_option = click.option(
    "--baseline",
    type=click.Choice(["defaults", "no-events"]),
    help="What an effect is measured against; by default no-events where the scenario has events.",
)


@click.command(
    epilog="""\b
Example:
  jevons explain baseline-2025-01 r1-shock-weak-rebound --by fiscal-year
"""
)
@click.argument("first", metavar="A", type=ScenarioName())
@click.argument("second", metavar="B", type=ScenarioName())
@click.option(
    "--variable",
    metavar="ID",
    default="revenue",
    show_default=True,
    type=Listed(variables),
    help="What is split: an output by month, or an outcome against the defaults of A.",
)
@click.option(
    "--region",
    metavar="world|us_allies|china|rest_of_world",
    default="world",
    show_default=True,
    type=Listed(regions),
    help="Of which region, where the output is given by region.",
)
@click.option("--single", is_flag=True, help="Each assumption and event on its own, not in groups.")
@click.option(
    "--by",
    default="fiscal-year",
    show_default=True,
    type=click.Choice(["fiscal-year", "month"]),
    help="Sum by fiscal year, or every month.",
)
@format_option("table", "csv", "json")
@output_option
def explain(
    first: str,
    second: str,
    variable: str,
    region: str,
    single: bool,
    by: str,
    form: str,
    output: Path | None,
) -> None:
    """Say why B differs from A: the gap split exactly over what differs.

    Each share is the mean of what an item adds over all orders in which the items could change
    (Shapley value); shares sum to the gap.
    """
    from scenarios import export_explain, report_explain
    from scenarios.explain.asked import split_of
    from scenarios.explain.attribution import attribute, items_of
    from scenarios.files import find

    a, b = find(first), find(second)
    _check_variable(variable)
    items = items_of(a, b, single=single)
    found = attribute(a, b, variable, region, items=items)
    split = split_of(a, b, found, variable, by_month=by == "month")
    forms = {
        "table": report_explain.attribution,
        "csv": export_explain.attribution_csv,
        "json": export_explain.attribution_json,
    }
    give(forms[form](split), output)


def _check_variable(name: str) -> None:
    from scenarios.errors import did_you_mean

    known = list(variables())
    if name not in known and not name.startswith("revenue_fy") and name != "binding_constraint":
        hint = did_you_mean(name, known) or f" There are {', '.join(known)}."
        refuse(f"there is no output {name}.{hint}")


@click.command(
    epilog="""\b
Examples:
  jevons sensitivity r1-shock --method tornado
  jevons sensitivity r1-shock --outcome revenue_fy2027 --method sobol --samples 256
"""
)
@click.argument("file", required=False, default=_PRESET, type=ScenarioName())
@_outcome_option
@click.option(
    "--method",
    default="both",
    show_default=True,
    type=click.Choice(["tornado", "sobol", "both"]),
    help="One assumption at a time from p10 to p90, shares of the variance, or both.",
)
@click.option(
    "--samples",
    default=1024,
    show_default=True,
    metavar="N",
    type=click.IntRange(16, 65_536),
    help="Samples of the Sobol indices; each costs a projection for every assumption.",
)
@_baseline_option
@settings_option
@seed_option
@format_option("table", "csv", "json")
@output_option
def sensitivity(
    file: str,
    outcome: str,
    method: str,
    samples: int,
    baseline: str | None,
    settings: Sequence[str],
    seed: int | None,
    form: str,
    output: Path | None,
) -> None:
    """Say which assumptions an outcome depends on.

    FILE is r1-shock when none is given.
    """
    from scenarios import export_explain, report_explain
    from scenarios.errors import printable
    from scenarios.explain.asked import asked
    from scenarios.explain.sensitivity import sobol, tornado, uncertain
    from scenarios.files import find
    from scenarios.progress import Progress

    scenario = changed(file, find(file), settings, seed=seed)
    question = asked(scenario, outcome, baseline)
    if not uncertain(scenario):
        refuse(f"{printable(scenario.name)} has no assumption with a spread.")
    bars = tornado(scenario, outcome, question.against) if method != "sobol" else ()
    found = None
    if method != "tornado":
        with Progress(f"Sampling {printable(scenario.name)}") as progress:
            found = sobol(
                scenario, outcome, question.against, samples=samples, progress=progress.show
            )
    forms: dict[str, Callable[[], str]] = {
        "table": lambda: report_explain.sensitivity(question, bars, found, samples),
        "csv": lambda: export_explain.sensitivity_csv(bars, found),
        "json": lambda: export_explain.sensitivity_json(question, bars, found, samples),
    }
    give(forms[form](), output)


@click.command(
    epilog="""\b
Examples:
  jevons frontier
  jevons frontier r1-shock "events[0]" training_rebound --format json
  jevons frontier training_rebound inference_rebound
"""
)
@click.argument("names", metavar="[FILE] [X Y]", nargs=-1, type=LeverName())
@_outcome_option
@click.option(
    "--size",
    default=64,
    show_default=True,
    metavar="N",
    type=click.IntRange(2, 256),
    help="Values of either lever.",
)
@_baseline_option
@settings_option
@format_option("table", "csv", "json")
@output_option
def frontier(
    names: Sequence[str],
    outcome: str,
    size: int,
    baseline: str | None,
    settings: Sequence[str],
    form: str,
    output: Path | None,
) -> None:
    """Map an outcome over two levers, and where it breaks even.

    X and Y are assumptions, events[N] for the size of the Nth event from 0, or several joined by
    +, moved to one value. With neither, the size of the first efficiency shock (that of r1-shock,
    where FILE has none) and both rebounds. FILE is r1-shock when none is given. The CSV has the
    map, the JSON its lines of equal value too.
    """
    from scenarios import export_explain, report_explain
    from scenarios.explain import frontier as maps
    from scenarios.explain.asked import asked
    from scenarios.explain.variants import lever
    from scenarios.files import find

    if len(names) > 3:
        raise click.UsageError("frontier takes a FILE and two levers at most.")
    file = names[0] if len(names) in (1, 3) else _PRESET
    scenario = changed(file, find(file), settings)
    if len(names) > 1:
        across, up = (lever(scenario, name) for name in names[-2:])
    else:
        scenario, across, up = maps.usual_levers(scenario)
    question = asked(scenario, outcome, baseline)
    if {*across.name.split("+")} & {*up.name.split("+")}:
        refuse(f"{across.name} and {up.name} move the same: choose two levers.")
    found = maps.frontier(scenario, across, up, outcome, question.against, size=size)
    levels = (0.0, _MARKET) if outcome == _SHARE else (0.0,)
    forms: dict[str, Callable[[], str]] = {
        "table": lambda: report_explain.frontier(question, found, levels),
        "csv": lambda: export_explain.frontier_csv(found),
        "json": lambda: export_explain.frontier_json(question, found, levels),
    }
    give(forms[form](), output)


@click.command(
    epilog="""\b
Examples:
  jevons solve
  jevons solve r1-shock "events[0]" --target -5%
  jevons solve r1-shock training_rebound inference_rebound
  jevons solve inference_demand_growth --outcome revenue_fy2027 --target 300
"""
)
@click.argument("names", metavar="[FILE] [LEVER]...", nargs=-1, type=LeverName())
@_outcome_option
@click.option(
    "--target",
    metavar="VALUE",
    help="The outcome wanted, in its unit; a share also as -16.9%, which is the default.",
)
@_baseline_option
@settings_option
@format_option("table", "csv", "json")
@output_option
def solve(
    names: Sequence[str],
    outcome: str,
    target: str | None,
    baseline: str | None,
    settings: Sequence[str],
    form: str,
    output: Path | None,
) -> None:
    """Say what one would have to believe for an outcome to be VALUE.

    With one LEVER, every value within its limits that gives it; with several, their least
    surprising combination. A LEVER is an assumption, events[N] for the size of the Nth event from
    0, or several joined by +, moved to one value: by default both rebounds. FILE is r1-shock when
    none is given, VALUE what the market took off Nvidia on 27 January 2025.
    """
    from scenarios import export_explain, report_explain
    from scenarios.explain.asked import asked
    from scenarios.explain.solve import least_surprising
    from scenarios.explain.solve import solve as solutions
    from scenarios.explain.variants import lever
    from scenarios.files import find

    file, levers = _file_and_levers(names)
    scenario = changed(file, find(file), settings)
    question = asked(scenario, outcome, baseline)
    unit = question.outcome.unit
    if target is None and outcome != _SHARE:
        raise click.UsageError(f"--target is needed for {outcome}, in {unit}.")
    wanted = _MARKET if target is None else target_of(target, unit)
    moved = [lever(scenario, name) for name in levers]
    if len({each.name for each in moved}) < len(moved):
        refuse("a lever is named twice.")
    forms: dict[str, Callable[[], str]]
    if len(moved) == 1:
        found = solutions(scenario, moved[0], outcome, wanted, question.against)
        forms = {
            "table": lambda: report_explain.solution(question, moved[0], wanted, found),
            "csv": lambda: export_explain.solution_csv(moved[0], found),
            "json": lambda: export_explain.solution_json(question, moved[0], wanted, found),
        }
    else:
        joint = least_surprising(scenario, moved, outcome, wanted, question.against)
        forms = {
            "table": lambda: report_explain.combination(question, wanted, joint),
            "csv": lambda: export_explain.combination_csv(joint),
            "json": lambda: export_explain.combination_json(question, wanted, joint),
        }
    give(forms[form](), output)


def _file_and_levers(names: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the file, and the levers that follow; a first name that reads as a lever is one."""
    if not names:
        return _PRESET, (_REBOUNDS,)
    if reads_as_lever(names[0]):
        return _PRESET, names
    return names[0], names[1:] or (_REBOUNDS,)


@click.command(
    epilog="""\b
Example:
  jevons hindcast --set inference_demand_growth=5.5
"""
)
@click.argument("file", required=False, default="baseline-2026-07", type=ScenarioName())
@settings_option
@draws_option
@seed_option
@format_option("table", "csv", "json")
@output_option
def hindcast(
    file: str,
    settings: Sequence[str],
    draws: int | None,
    seed: int | None,
    form: str,
    output: Path | None,
) -> None:
    """Forecast from every past quarter, and score against what came.

    FILE gives the beliefs, by default those of baseline-2026-07; its events and its as-of month
    are left aside. Beside it stand a random walk with drift and Holt's method. The table has the
    scores; the CSV has every forecast.
    """
    from scenarios import export_explain, report_explain
    from scenarios.explain.hindcast import hindcasts, scores
    from scenarios.files import find

    forecasts = hindcasts(changed(file, find(file), settings, draws, seed))
    forms: dict[str, Callable[[], str]] = {
        "table": lambda: report_explain.hindcast(forecasts, scores(forecasts)),
        "csv": lambda: export_explain.hindcast_csv(forecasts),
        "json": lambda: export_explain.hindcast_json(forecasts, scores(forecasts)),
    }
    give(forms[form](), output)


COMMANDS = (explain, sensitivity, frontier, solve, hindcast)
