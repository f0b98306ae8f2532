"""The command line: ``jevons run``, ``compare``, ``validate``, ``presets``, ``assumptions``.

What loads the engine is imported inside the commands, so that help comes at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete

if TYPE_CHECKING:
    from scenarios.projection import Projection
    from scenarios.scenario import Scenario

MENDABLE = 2
_COMPLETIONS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}

_EPILOG = """\b
Examples:
  jevons run r1-shock-weak-rebound --baseline no-events
  jevons run r1-shock --set training_rebound=0.5 --format csv --output r1.csv
  jevons compare r1-shock r1-shock-jevons
  jevons presets r1-shock > mine.jevons && jevons validate mine.jevons
"""


class ScenarioName(click.ParamType[str]):
    """A scenario file, or the name of a preset."""

    name = "file"
    #: What may stand here besides.
    words: tuple[str, ...] = ()

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from scenarios.files import preset_names

        names = (n for n in (*self.words, *preset_names()) if n.startswith(incomplete))
        # First, since bash forgets what it was offered when it is told to complete files.
        return [CompletionItem(incomplete, type="file"), *map(CompletionItem, names)]


class BaselineName(ScenarioName):
    """What an effect is measured against: a word, a scenario file, or the name of a preset."""

    words = ("defaults", "no-events")


class AssumptionId(click.ParamType[str]):
    """The id of an assumption, with ``=`` and a value where one is set."""

    name = "id"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from scenarios import record
        from scenarios.assumptions import registry

        declared = registry(record.newest_data()).values()
        return [CompletionItem(a.id, help=a.label) for a in declared if a.id.startswith(incomplete)]


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jevons")
def cli() -> None:
    """Does a more efficient AI model sell fewer GPUs, or more?

    Jevons projects the demand for AI compute and Nvidia's data-centre revenue from a scenario: a
    file of assumptions and dated events. FILE may also be the name of a preset.
    """


@cli.command()
@click.argument("file", type=ScenarioName())
@click.option(
    "--set",
    "settings",
    metavar="ID=VALUE",
    multiple=True,
    type=AssumptionId(),
    help="Set an assumption: a number, or JSON such as '{\"fixed\": 5}'.",
)
@click.option("--draws", type=int, metavar="N", help="Draws of the uncertainty, 1 to 65,536.")
@click.option("--seed", type=int, metavar="N", help="Seed of the draws.")
@click.option("--horizon", type=int, metavar="MONTHS", help="Months to project, 6 to 120.")
@click.option(
    "--baseline",
    default="defaults",
    show_default=True,
    metavar="defaults|no-events|FILE",
    type=BaselineName(),
    help="What the effect is measured against.",
)
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(["table", "csv", "json", "iamc"]),
    help="A table to read, every number in a row of its own, a tree, or the table of pyam.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write to a file, whole or not at all.",
)
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

    scenario = _changed(file, find(file), settings, draws, seed, horizon)
    projection = _projected(scenario, _baseline(scenario, baseline))
    texts: dict[str, Callable[[Projection], str]] = {
        "table": report.headline,
        "csv": export.csv_text,
        "json": export.json_text,
        "iamc": export.iamc_text,
    }
    _give(texts[form](projection), output)


@cli.command()
@click.argument("files", metavar="FILE FILE...", nargs=-1, required=True, type=ScenarioName())
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(["table", "csv", "json"]),
    help="A table to read, every number in a row of its own, or a tree.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write to a file, whole or not at all.",
)
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
    _give(texts[form](projections), output)


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
        _refuse("\n".join([*good, *bad]))
    _give("\n".join(good) + "\n")


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
        _give(aligned_table(rows, left=3) + "\n")
    elif name in preset_names():
        _give(text_of(preset(name)))
    else:
        hint = did_you_mean(name, preset_names()) or " jevons presets lists them."
        _refuse(f"there is no preset {name}.{hint}")


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
        _give(aligned_table(rows, left=3) + "\n")
    elif name in declared:
        sources = [_source(record.sources()[key]) for key in declared[name].source_keys]
        _give(report.assumption_text(declared[name], sources))
    else:
        hint = did_you_mean(name, declared) or " jevons assumptions lists them."
        _refuse(f"there is no assumption {name}.{hint}")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of scenario files."""
    import json

    from scenarios.schema import file_schema

    _give(json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n")


@cli.command()
@click.argument("shell", type=click.Choice(list(_COMPLETIONS)))
def completion(shell: str) -> None:
    """Print the script that makes a shell complete commands, presets and assumptions.

    For bash: jevons completion bash >> ~/.bashrc
    """
    _give(_COMPLETIONS[shell](cli, {}, "jevons", "_JEVONS_COMPLETE").source() + "\n")


def _changed(
    file: str,
    scenario: Scenario,
    settings: Sequence[str],
    draws: int | None,
    seed: int | None,
    horizon: int | None,
) -> Scenario:
    """Return the scenario as the options change it."""
    from pydantic import ValidationError

    from scenarios.errors import InvalidInput, problems_of

    given = {"draws": draws, "seed": seed}
    uncertainty = dict(scenario.uncertainty) | {k: v for k, v in given.items() if v is not None}
    try:
        return scenario.replace(
            horizon_months=scenario.horizon_months if horizon is None else horizon,
            assumptions={**scenario.assumptions, **dict(map(_setting, settings))},
            uncertainty=uncertainty,
        )
    except ValidationError as error:
        raise InvalidInput(f"{file} with these options", problems_of(error)) from error


def _setting(text: str) -> tuple[str, Any]:
    import json

    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--set takes ID=VALUE; this is {text!r}.")
    try:
        return name.strip(), json.loads(value)
    except (ValueError, RecursionError):
        words = 'is neither a number nor JSON such as {"fixed": 5}'
        raise click.UsageError(f"--set {name}: {value!r} {words}.") from None


def _baseline(scenario: Scenario, name: str) -> Scenario:
    from scenarios.files import find

    if name == "defaults":
        return scenario.defaults()
    return scenario.without_events() if name == "no-events" else find(name)


def _projected(scenario: Scenario, baseline: Scenario) -> Projection:
    """Project with a progress bar once it takes over a second; every band is worked out."""
    from scenarios.errors import printable
    from scenarios.progress import Progress
    from scenarios.projection import project_effect

    if baseline.as_of != scenario.as_of:
        _refuse(
            f"an effect needs one as-of month; {printable(scenario.name)} starts from "
            f"{scenario.as_of}, {printable(baseline.name)} from {baseline.as_of}."
        )
    with Progress(f"Projecting {printable(scenario.name)}") as progress:
        projection = project_effect(scenario, baseline, progress=progress.show)
        projection.prepare()
    return projection


def _source(source: Any) -> str:
    parts = (source.get(key, "") for key in ("title", "publisher", "date", "url"))
    return ", ".join(part for part in parts if part)


def _give(text: str, output: Path | None = None) -> None:
    """Write the result to a file, whole or not at all, or to standard output, always in UTF-8."""
    content = text.encode("utf-8")
    try:
        if output is None:
            click.echo(content, nl=False)
        else:
            from scenarios.files import write_atomically

            write_atomically(output, content)
    except BrokenPipeError:
        raise
    except OSError as error:
        from scenarios.files import reason

        if output is None:  # or Python would try again to write what is left when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _refuse(f"cannot write {output or 'to standard output'}: {reason(error)}.")


def _refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(MENDABLE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0, or 2 for what the user can mend, 1 for our own fault."""
    from scenarios.errors import InvalidInput

    try:
        cli.main(args=arguments, prog_name="jevons", standalone_mode=True)
    except InvalidInput as error:
        _refuse(error.report())
