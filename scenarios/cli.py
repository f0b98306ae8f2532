"""The command line: ``jevons run``, ``compare``, ``validate``, ``presets``, ``assumptions``.

What loads the engine is imported inside the commands, so that help comes at once. The commands
that explain a projection stand in `cli_explain`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from scenarios import cli_explain
from scenarios.cli_parts import (
    AssumptionId,
    BaselineName,
    ScenarioName,
    baseline_of,
    changed,
    draws_option,
    format_option,
    give,
    output_option,
    refuse,
    seed_option,
    settings_option,
)

if TYPE_CHECKING:
    from scenarios.projection import Projection
    from scenarios.scenario import Scenario

_COMPLETIONS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}

_EPILOG = """\b
Examples:
  jevons run r1-shock-weak-rebound --baseline no-events
  jevons run r1-shock --set training_rebound=0.5 --format csv --output r1.csv
  jevons compare r1-shock r1-shock-jevons
  jevons explain baseline-2025-01 r1-shock-weak-rebound
  jevons solve r1-shock training_rebound+inference_rebound --target -16.9%
  jevons presets r1-shock > mine.jevons && jevons validate mine.jevons
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jevons")
def cli() -> None:
    """Does a more efficient AI model sell fewer GPUs, or more?

    Jevons projects the demand for AI compute and Nvidia's data-centre revenue from a scenario: a
    file of assumptions and dated events. FILE may also be the name of a preset.
    """


@cli.command()
@click.argument("file", type=ScenarioName())
@settings_option
@draws_option
@seed_option
@click.option("--horizon", type=int, metavar="MONTHS", help="Months to project, 6 to 120.")
@click.option(
    "--baseline",
    default="defaults",
    show_default=True,
    metavar="defaults|no-events|FILE",
    type=BaselineName(),
    help="What the effect is measured against.",
)
@format_option("table", "csv", "json", "iamc")
@output_option
def run(
    file: str,
    settings: Sequence[str],
    draws: int | None,
    seed: int | None,
    horizon: int | None,
    baseline: str,
    form: str,
    output: Path | None,
) -> None:
    """Project a scenario against its baseline."""
    from scenarios import export, report
    from scenarios.files import find

    scenario = changed(file, find(file), settings, draws, seed, horizon)
    projection = _projected(scenario, baseline_of(scenario, baseline))
    texts: dict[str, Callable[[Projection], str]] = {
        "table": report.headline,
        "csv": export.csv_text,
        "json": export.json_text,
        "iamc": export.iamc_text,
    }
    give(texts[form](projection), output)


@cli.command()
@click.argument("files", metavar="FILE FILE...", nargs=-1, required=True, type=ScenarioName())
@format_option("table", "csv", "json")
@output_option
def compare(files: Sequence[str], form: str, output: Path | None) -> None:
    """Compare scenarios: outcomes, differences to the first, and what differs in them.

    The draws of the first serve all of them, so that a difference is never noise.
    """
    from scenarios import export, report
    from scenarios.files import find

    if len(files) < 2:
        raise click.UsageError("compare takes two scenarios or more.")
    first, *others = (find(name) for name in files)
    scenarios = [first, *(s.replace(uncertainty=first.uncertainty) for s in others)]
    projections = [_projected(scenario, scenario.defaults()) for scenario in scenarios]
    texts: dict[str, Callable[[Sequence[Projection]], str]] = {
        "table": report.comparison,
        "csv": export.comparison_csv,
        "json": export.comparison_json,
    }
    give(texts[form](projections), output)


@cli.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=ScenarioName())
def validate(files: Sequence[str]) -> None:
    """Say what is wrong with each file; - reads standard input."""
    from scenarios.errors import InvalidInput, printable
    from scenarios.files import find, parse, read

    good, bad = [], []
    for name in files:
        try:
            if name == "-":
                parse(read(sys.stdin.buffer), "standard input")
            else:
                find(name)
            good.append(f"{printable(name)}: no problems.")
        except InvalidInput as error:
            bad.append(error.report())
    if bad:
        refuse("\n".join([*good, *bad]))
    give("\n".join(good) + "\n")


@cli.command()
@click.argument("name", required=False, type=ScenarioName())
def presets(name: str | None) -> None:
    """List the presets, or print the file of one."""
    from scenarios.errors import did_you_mean
    from scenarios.files import preset, preset_names, text_of
    from scenarios.tables import aligned_table

    if name is None:
        found = [(key, preset(key)) for key in preset_names()]
        rows = [("preset", "name", "as of")]
        rows += [(key, scenario.name, str(scenario.as_of)) for key, scenario in found]
        give(aligned_table(rows, left=3) + "\n")
    elif name in preset_names():
        give(text_of(preset(name)))
    else:
        hint = did_you_mean(name, preset_names()) or " jevons presets lists them."
        refuse(f"there is no preset {name}.{hint}")


@cli.command()
@click.argument("name", metavar="[ID]", required=False, type=AssumptionId())
def assumptions(name: str | None) -> None:
    """List the assumptions, or print all that is declared of one."""
    from scenarios import record, report
    from scenarios.assumptions import registry
    from scenarios.errors import did_you_mean
    from scenarios.tables import aligned_table

    declared = registry(record.newest_data())
    if name is None:
        rows = [("id", "unit", "default")]
        rows += [(a.id, a.unit, report.belief_text(a.default, a)) for a in declared.values()]
        give(aligned_table(rows, left=3) + "\n")
    elif name in declared:
        sources = [_source(record.sources()[key]) for key in declared[name].source_keys]
        give(report.assumption_text(declared[name], sources))
    else:
        hint = did_you_mean(name, declared) or " jevons assumptions lists them."
        refuse(f"there is no assumption {name}.{hint}")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    import json

    from scenarios.schema import file_schema

    give(json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n")


@cli.command()
@click.argument("shell", type=click.Choice(list(_COMPLETIONS)))
def completion(shell: str) -> None:
    """Print the script that makes a shell complete commands, presets and assumptions.

    For bash: jevons completion bash >> ~/.bashrc
    """
    give(_COMPLETIONS[shell](cli, {}, "jevons", "_JEVONS_COMPLETE").source() + "\n")


def _projected(scenario: Scenario, baseline: Scenario) -> Projection:
    """Project with a progress bar once it takes over a second; every band is worked out."""
    from scenarios.errors import printable
    from scenarios.progress import Progress
    from scenarios.projection import project_effect

    if baseline.as_of != scenario.as_of:
        refuse(
            f"an effect needs one as-of month; {printable(scenario.name)} starts from "
            f"{scenario.as_of}, {printable(baseline.name)} from {baseline.as_of}."
        )
    with Progress(f"Projecting {printable(scenario.name)}") as progress:
        return project_effect(scenario, baseline, bands=True, progress=progress.show)


def _source(source: Any) -> str:
    parts = (source.get(key, "") for key in ("title", "publisher", "date", "url"))
    return ", ".join(part for part in parts if part)


for _command in cli_explain.COMMANDS:
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0, or 2 for what the user can mend, 1 for our own fault."""
    from scenarios.errors import InvalidInput

    try:
        cli.main(args=arguments, prog_name="jevons", standalone_mode=True)
    except InvalidInput as error:
        refuse(error.report())
