"""What the commands share: their arguments and options, scenarios from them, and where results go.

What loads the engine is imported inside the functions, so that help comes at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

MENDABLE = 2
_FORMS = {
    "table": "A table to read",
    "csv": "every number in a row of its own",
    "json": "a tree",
    "iamc": "the table of pyam",
}


class ScenarioName(click.ParamType[str]):
    """A scenario file, or the name of a preset."""

    name = "file"
    #: What may stand here besides.
    words: tuple[str, ...] = ()

    def shell_complete(
        self, _: click.Context, __: click.Parameter, incomplete: str
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
        self, _: click.Context, __: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from scenarios import record
        from scenarios.assumptions import registry

        declared = registry(record.newest_data()).values()
        return [CompletionItem(a.id, help=a.label) for a in declared if a.id.startswith(incomplete)]


class LeverName(AssumptionId):
    """An assumption, the size of an event, or several joined by ``+``; or a file before them."""

    name = "lever"

    def shell_complete(
        self, _: click.Context, __: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from scenarios.files import preset_names

        before, plus, last = incomplete.rpartition("+")
        found = super().shell_complete(_, __, last)
        joined = [CompletionItem(before + plus + one.value, help=one.help) for one in found]
        if plus:
            return joined
        presets = (CompletionItem(n) for n in preset_names() if n.startswith(incomplete))
        return [CompletionItem(incomplete, type="file"), *presets, *joined]


class Listed(click.ParamType[str]):
    """One of the names that ``names`` gives when a shell asks; others are refused further on."""

    name = "id"

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names

    def shell_complete(
        self, _: click.Context, __: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(name) for name in self._names() if name.startswith(incomplete)]


def outcomes() -> Iterable[str]:
    """Return the ids of the outcomes of a scenario, here of a preset."""
    from scenarios.comparison import outcome_ids
    from scenarios.files import preset

    return outcome_ids(preset("r1-shock"))


def variables() -> Iterable[str]:
    """Return the ids of outputs by month whose gap can be split, and of outcomes."""
    from scenarios.projection import VARIABLES

    by_month = (v.id for v in VARIABLES.values() if v.has_bands and not v.scalar)
    return [*by_month, *outcomes()]


def regions() -> Iterable[str]:
    """Return the world and its regions."""
    from scenarios.engine.inputs import REGIONS
    from scenarios.projection import WORLD

    return WORLD, *REGIONS


Command = Callable[..., None]


def format_option(*forms: str) -> Callable[[Command], Command]:
    """Return the option for the form of the result, the first of ``forms`` by default."""
    words = [_FORMS[form] for form in forms]
    return click.option(
        "--format",
        "form",
        default=forms[0],
        show_default=True,
        type=click.Choice(forms),
        help=f"{', '.join(words[:-1])}, or {words[-1]}.",
    )


output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write to a file, whole or not at all.",
)
settings_option = click.option(
    "--set",
    "settings",
    metavar="ID=VALUE",
    multiple=True,
    type=AssumptionId(),
    help="Set an assumption: a number, or JSON such as '{\"fixed\": 5}'.",
)
draws_option = click.option(
    "--draws", type=int, metavar="N", help="Draws of the uncertainty, 1 to 65,536."
)
seed_option = click.option("--seed", type=int, metavar="N", help="Seed of the draws.")


def changed(
    file: str,
    scenario: Scenario,
    settings: Sequence[str],
    draws: int | None = None,
    seed: int | None = None,
    horizon: int | None = None,
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


def baseline_of(scenario: Scenario, name: str) -> Scenario:
    """Return what an effect of a scenario is measured against, by a word or a file."""
    from scenarios.files import find

    if name == "defaults":
        return scenario.defaults()
    return scenario.without_events() if name == "no-events" else find(name)


def reads_as_lever(name: str) -> bool:
    """Whether a name is that of a lever, or a misspelt one, rather than that of a file."""
    from scenarios import record
    from scenarios.assumptions import registry
    from scenarios.errors import did_you_mean
    from scenarios.files import preset_names

    part = name.partition("+")[0]
    if name in preset_names() or Path(name).exists():
        return False
    declared = registry(record.newest_data())
    return part in declared or part.startswith("events[") or bool(did_you_mean(part, declared))


def target_of(text: str, unit: str) -> float:
    """Return a number in an outcome's unit, from what a person writes, such as ``−16.9 %``."""
    plain = text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "").replace(",", "")
    digits = plain.strip().removesuffix("%")
    share = digits != plain.strip()
    try:
        value = float(digits)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise click.UsageError(f"--target takes a number, this is {text!r}.")
    if share and unit != "fraction":
        raise click.UsageError(f"--target takes a number in {unit}; {text!r} is a share.")
    return value / 100 if share else value


def give(text: str, output: Path | None = None) -> None:
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
        refuse(f"cannot write {output or 'to standard output'}: {reason(error)}.")


def refuse(words: str) -> NoReturn:
    """End with the reason for which a command is refused."""
    click.echo(words, err=True)
    sys.exit(MENDABLE)
