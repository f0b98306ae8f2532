"""The command line: what each command gives, to which stream, with which exit status."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import select
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from scenarios import cli, export, files, report
from scenarios.assumptions import registry
from scenarios.projection import project_effect
from scenarios.record import newest_data
from scenarios.scenario import Scenario
from tests.command_line import Ended, Jevons

LEAST = {"format": "jevons-scenario", "version": 1, "name": "Mine", "as_of": "2025-01"}
FEW = ("--draws", "32")
ROOT = str(Path(cli.__file__).parents[1])
COMMANDS = ["run", "compare", "validate", "presets", "assumptions", "schema", "completion"]
COMMANDS += ["explain", "sensitivity", "frontier", "solve", "hindcast"]


def refusal(ended: Ended) -> str:
    """The reason for which a command was refused, which is all that it says."""
    assert ended.status == 2
    assert ended.out == ""
    return ended.err.strip()


def mine(**fields: object) -> str:
    """The name of a scenario file in this folder."""
    Path("mine.jevons").write_text(json.dumps({**LEAST, **fields}), encoding="utf-8")
    return "mine.jevons"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def process(*arguments: str, **settings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "scenarios", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ROOT, **settings},
    )


# run


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ([], report.headline),
        (["--format", "table"], report.headline),
        (["--format", "csv"], export.csv_text),
        (["--format", "json"], export.json_text),
        (["--format", "iamc"], export.iamc_text),
    ],
)
def test_that_run_gives_the_projection_of_a_preset_in_each_form(
    form: list[str], text: Callable[..., str], jevons: Jevons
) -> None:
    ended = jevons("run", "r1-shock", *FEW, *form)
    assert (ended.status, ended.err) == (0, "")
    scenario = files.preset("r1-shock").replace(uncertainty={"draws": 32})
    assert ended.out == text(project_effect(scenario, scenario.defaults()))


def test_that_a_scenario_file_is_run_like_a_preset(jevons: Jevons) -> None:
    Path("shock.jevons").write_text(files.text_of(files.preset("r1-shock")), encoding="utf-8")
    of_file, of_preset = (jevons("run", name, *FEW) for name in ("shock.jevons", "r1-shock"))
    assert of_file == of_preset
    assert of_file.status == 0


def test_that_the_same_command_gives_the_same_bytes(jevons: Jevons) -> None:
    command = ("run", "r1-shock", "--format", "csv")
    assert jevons(*command) == jevons(*command)
    other = process(*command, PYTHONHASHSEED="7").communicate()[0]
    assert other.decode() == jevons(*command).out


def test_that_options_change_the_scenario_and_its_draws(jevons: Jevons) -> None:
    options = [
        *("--set", "training_rebound=0.5", "--set", 'lead_time_years={"fixed": 1}'),
        *("--set", 'inference_rebound={"p10": 0.5, "p50": 1, "p90": 2}'),
        *("--draws", "16", "--seed", "7", "--horizon", "24", "--format", "json"),
    ]
    tree = json.loads(jevons("run", "r1-shock", *options).out)
    assert tree["scenario"]["assumptions"] == {
        "training_rebound": 0.5,
        "inference_rebound": {"p10": 0.5, "p50": 1, "p90": 2},
        "lead_time_years": {"fixed": 1},
    }
    assert tree["scenario"]["uncertainty"] == {"draws": 16, "seed": 7}
    assert len(tree["months"]) == tree["scenario"]["horizon_months"] == 24
    assert tree["scenario"]["events"] == json.loads(jevons("presets", "r1-shock").out)["events"]


def test_that_a_setting_replaces_that_of_the_file_and_the_last_one_counts(jevons: Jevons) -> None:
    name = mine(assumptions={"training_rebound": {"p10": 0.3, "p50": 0.5, "p90": 0.8}})
    settings = ("--set", "training_rebound=1.2", "--set", "training_rebound=0.7")
    tree = json.loads(jevons("run", name, *settings, *FEW, "--format", "json").out)
    assert tree["scenario"]["assumptions"] == {"training_rebound": 0.7}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--set", "training_rebund=0.5"],
         ("assumptions.training_rebund: there is no assumption of this name. "
         "Did you mean training_rebound?")),
        (["--set", "training_rebound=5"],
         "assumptions.training_rebound: must lie between 0 and 4; this is 5."),
        (["--set", "training_rebound=NaN"],
         "assumptions.training_rebound: must be a finite number; this is NaN."),
        (["--set", "training_rebound=1e999"],
         "assumptions.training_rebound: must be a finite number; this is Infinity."),
        (["--set", 'training_rebound="0.5"'],
         'assumptions.training_rebound: must be a number; this is "0.5".'),
        (["--set", 'training_rebound={"p10": 1}'],
         "assumptions.training_rebound.p50: is required and missing."),
        (["--horizon", "5"], "horizon_months: must lie between 6 and 120 (months); this is 5."),
        (["--horizon", "12"], ("events[0].month: must lie between 2025-02 and 2026-01 (after the "
         "as-of month and within the horizon); this is 2027-03.")),
        (["--draws", "0"], "uncertainty.draws: must lie between 1 and 65,536; this is 0."),
        (["--draws", "65537"], "uncertainty.draws: must lie between 1 and 65,536; this is 65537."),
        (["--seed", "-1"], ("uncertainty.seed: must lie between 0 and 9,223,372,036,854,775,807; "
         "this is -1.")),
    ],
)  # fmt: skip
def test_that_an_option_that_cannot_be_is_refused_in_the_words_of_the_file(
    options: list[str], reason: str, jevons: Jevons
) -> None:
    outage = {
        "type": "supply_shock", "month": "2027-03", "duration_months": 12, "capacity_loss": 0.5,
    }  # fmt: skip
    words = refusal(jevons("run", mine(events=[outage]), *options)).splitlines()
    assert re.fullmatch(r"mine\.jevons with these options has \d problems?\.", words[0])
    assert f"  {reason}" in words


def test_that_all_options_that_cannot_be_are_refused_at_once(jevons: Jevons) -> None:
    options = ("--set", "a=1", "--set", "training_rebound=9", "--draws", "0", "--horizon", "1")
    assert refusal(jevons("run", "r1-shock", *options)).startswith(
        "r1-shock with these options has 4 problems."
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "training_rebound"], "--set takes ID=VALUE; this is 'training_rebound'."),
        (["--set", "training_rebound="],
         "--set training_rebound: '' is neither a number nor JSON such as {\"fixed\": 5}."),
        (["--set", "training_rebound=high"],
         "--set training_rebound: 'high' is neither a number nor JSON such as {\"fixed\": 5}."),
        (["--set", "training_rebound=" + "[" * 100_000], "is neither a number nor JSON such as"),
        (["--draws", "many"], "'many' is not a valid integer"),
        (["--format", "xml"], "'xml' is not one of 'table', 'csv', 'json', 'iamc'"),
        (["--drws", "5"], "No such option '--drws'. Did you mean '--draws'?"),
        (["another"], "Got unexpected extra argument (another)"),
    ],
)  # fmt: skip
def test_that_a_misused_option_is_refused_with_the_way_to_help(
    options: list[str], words: str, jevons: Jevons
) -> None:
    reason = refusal(jevons("run", "r1-shock", *options))
    assert "jevons run --help" in reason
    assert words in reason


def effect(ended: Ended) -> list[str]:
    assert ended.status == 0, ended.err
    return [row["value"] for row in rows(ended.out) if row["variable"] == "revenue_effect"]


def test_that_the_effect_is_measured_against_the_baseline_asked_for(jevons: Jevons) -> None:
    run = ("run", "r1-shock-weak-rebound", *FEW, "--format", "csv")
    by_default = effect(jevons(*run))
    assert effect(jevons(*run, "--baseline", "defaults")) == by_default
    no_events = effect(jevons(*run, "--baseline", "no-events"))
    against_itself = effect(jevons(*run, "--baseline", "r1-shock-weak-rebound"))
    assert set(against_itself) == {"0"}
    assert len({tuple(by_default), tuple(no_events), tuple(against_itself)}) == 3
    own = {"assumptions": json.loads(jevons("presets", run[1]).out)["assumptions"]}
    assert effect(jevons(*run, "--baseline", mine(**own))) == no_events


def test_that_a_baseline_from_another_month_is_refused(jevons: Jevons) -> None:
    assert refusal(jevons("run", "r1-shock", "--baseline", "baseline-2026-07")) == (
        "an effect needs one as-of month; R1 shock starts from 2025-01, "
        "Baseline, July 2026 from 2026-07."
    )


@pytest.mark.parametrize("options", [(), ("--baseline", "r1-shok")])
def test_that_a_misspelt_preset_is_refused_with_the_nearest(
    options: tuple[str, ...], jevons: Jevons
) -> None:
    name = "r1-shock" if options else "r1-shok"
    assert refusal(jevons("run", name, *options)) == (
        "r1-shok has 1 problem.\n"
        "  there is no such file, and no preset of this name. Did you mean r1-shock?"
    )


def test_that_a_broken_file_is_refused_by_each_command_that_reads_one(jevons: Jevons) -> None:
    name = mine(assumptions={"training_rebund": 1}, horizon_months=500)
    commands = [
        ("run", name),
        ("run", "r1-shock", "--baseline", name),
        ("compare", "r1-shock", name),
        ("validate", name),
    ]
    reasons = {refusal(jevons(*command)) for command in commands}
    assert reasons == {
        (
            "mine.jevons has 2 problems.\n"
            "  horizon_months: must lie between 6 and 120 (months); this is 500.\n"
            "  assumptions.training_rebund: there is no assumption of this name. "
            "Did you mean training_rebound?"
        )
    }


def test_that_an_iamc_table_needs_a_whole_year(jevons: Jevons) -> None:
    command = ("run", mine(), *FEW, "--format", "iamc", "--horizon")
    assert refusal(jevons(*command, "22")) == (
        "Mine has 1 problem.\n  horizon_months: holds no whole calendar year, and the IAMC table "
        "is by year; 23 months would hold 2026, this is 22."
    )
    assert jevons(*command, "23").out.startswith("model,scenario,region,variable,unit,2026\n")


def test_that_a_name_cannot_write_to_the_terminal(jevons: Jevons) -> None:
    name = mine(name="a\x1b[2J\nb")
    assert jevons("run", name, *FEW).out.startswith(r"a\x1b[2J\nb" + "\n")
    assert "\x1b" not in jevons("compare", name, name).out


# --output


def test_that_output_goes_to_the_file_alone(jevons: Jevons) -> None:
    for command in (("run", "r1-shock", *FEW), ("compare", "r1-shock", "r1-shock-jevons")):
        to_screen = jevons(*command, "--format", "csv")
        assert jevons(*command, "--format", "csv", "--output", "x.csv") == Ended(0, "", "")
        assert Path("x.csv").read_bytes() == to_screen.out.encode()


def test_that_output_is_written_whole_or_not_at_all(
    jevons: Jevons, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    Path("x.csv").write_text("before", encoding="utf-8")
    command = ("run", "r1-shock", *FEW, "--output", "x.csv")
    assert refusal(jevons(*command)) == "cannot write x.csv: no space left on device."
    assert Path("x.csv").read_text(encoding="utf-8") == "before"
    assert list(Path().iterdir()) == [Path("x.csv")]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("none/x.csv", "no such file or directory"),
        (".", "is a directory"),
        ("mine.jevons/x.csv", "not a directory"),
        ("a" * 300, "file name too long"),
    ],
)
def test_that_output_that_cannot_be_written_is_the_users_to_mend(
    path: str, reason: str, jevons: Jevons
) -> None:
    ended = jevons("run", mine(), *FEW, "--output", path)
    assert refusal(ended) == f"cannot write {path}: {reason}."


def test_that_a_refused_run_leaves_the_output_as_it_was(jevons: Jevons) -> None:
    Path("x.csv").write_text("before", encoding="utf-8")
    refusal(jevons("run", "r1-shock", "--horizon", "1", "--output", "x.csv"))
    assert Path("x.csv").read_text(encoding="utf-8") == "before"


# compare


def test_that_compare_gives_each_form(jevons: Jevons) -> None:
    names = ("r1-shock", "r1-shock-jevons", "stargate")
    table = jevons("compare", *names)
    scenarios = [files.preset(name) for name in names]
    for scenario in scenarios:
        assert scenario.name in table.out.splitlines()[0]
    assert "R1 shock, Jevons rebound less the first" in table.out
    found = rows(jevons("compare", *names, "--format", "csv").out)
    assert list(dict.fromkeys(row["scenario"] for row in found)) == [s.name for s in scenarios]
    tree = json.loads(jevons("compare", *names, "--format", "json").out)
    assert list(tree["scenarios"]) == [s.name for s in scenarios]
    assert "training_rebound" in tree["differing_assumptions"]


def test_that_the_draws_of_the_first_serve_all(jevons: Jevons) -> None:
    name = mine(uncertainty={"draws": 16, "seed": 3})
    tree = json.loads(jevons("compare", name, "r1-shock", "--format", "json").out)
    assert [each["uncertainty"] for each in tree["scenarios"].values()] == [
        {"draws": 16, "seed": 3}
    ] * 2


def test_that_compare_needs_two(jevons: Jevons) -> None:
    assert "compare takes two scenarios or more." in refusal(jevons("compare", "r1-shock"))
    assert "Missing argument" in refusal(jevons("compare"))


# validate


def test_that_good_files_are_said_to_have_no_problems(jevons: Jevons) -> None:
    ended = jevons("validate", mine(), "r1-shock")
    assert ended == Ended(0, "mine.jevons: no problems.\nr1-shock: no problems.\n", "")


def test_that_one_bad_file_among_good_ones_is_enough(jevons: Jevons) -> None:
    Path("bad.jevons").write_text("{}", encoding="utf-8")
    Path("folder").mkdir()
    Path("folder/bad.jevons").write_text("", encoding="utf-8")
    lines = refusal(jevons("validate", "bad.jevons", mine(), "folder/bad.jevons")).splitlines()
    assert lines[0] == "mine.jevons: no problems."
    assert lines[1] == "bad.jevons has 4 problems."
    assert lines[-2:] == ["folder/bad.jevons has 1 problem.", "  it is empty."]


def test_that_a_dash_reads_standard_input(jevons: Jevons) -> None:
    assert jevons("validate", "-", stdin=json.dumps(LEAST).encode()).out == "-: no problems.\n"
    reason = refusal(jevons("validate", "-", stdin=b'{"name": '))
    assert reason == (
        "standard input has 1 problem.\n"
        "  it is not JSON: a value is missing or misspelt (line 1, column 10)."
    )
    reason = refusal(jevons("validate", "-", stdin=b" " * 6_000_000))
    assert "it is over 5 MB" in reason


# presets, assumptions, schema


def test_that_presets_are_listed_and_printed_as_files(jevons: Jevons) -> None:
    listed = jevons("presets").out
    assert listed.splitlines()[0].split() == ["preset", "name", "as", "of"]
    for name in files.preset_names():
        (line,) = (line for line in listed.splitlines() if line.split()[0] == name)
        assert files.preset(name).name in line
        assert line.endswith(str(files.preset(name).as_of))
        assert jevons("presets", name).out == files.text_of(files.preset(name))


def test_that_assumptions_are_listed_and_printed_in_full(jevons: Jevons) -> None:
    listed = jevons("assumptions").out.splitlines()
    declared = registry(newest_data())
    assert [line.split()[0] for line in listed[2:]] == list(declared)
    for name, each in declared.items():
        text = " ".join(jevons("assumptions", name).out.split())
        for words in (each.label, each.unit, each.group, each.confidence, each.help, "Source: "):
            assert " ".join(words.split()) in text


def test_that_the_schema_is_printed_as_json(jevons: Jevons) -> None:
    from scenarios.schema import file_schema

    assert json.loads(jevons("schema").out) == file_schema()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["presets", "r1-shok"], "there is no preset r1-shok. Did you mean r1-shock?"),
        (["presets", "moon"], "there is no preset moon. jevons presets lists them."),
        (["assumptions", "training_rebund"],
         "there is no assumption training_rebund. Did you mean training_rebound?"),
        (["assumptions", "moon"], "there is no assumption moon. jevons assumptions lists them."),
    ],
)  # fmt: skip
def test_that_a_name_that_is_none_is_refused_with_the_nearest_or_the_list(
    arguments: list[str], reason: str, jevons: Jevons
) -> None:
    assert refusal(jevons(*arguments)) == reason


# Help


def test_that_there_are_the_commands_of_the_interface() -> None:
    assert sorted(cli.cli.commands) == sorted(COMMANDS)


@pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)], ids=str)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_that_each_command_explains_itself(
    arguments: list[str], option: str, jevons: Jevons
) -> None:
    ended = jevons(*arguments, option)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(f"Usage: {' '.join(['jevons', *arguments])} ")
    command = cli.cli.commands[arguments[0]] if arguments else cli.cli
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[-1] in ended.out
            assert parameter.help


def examples() -> list[str]:
    assert cli.cli.epilog
    return [line.strip() for line in cli.cli.epilog.splitlines() if line.startswith("  jevons ")]


@pytest.mark.parametrize("example", examples())
def test_that_the_examples_of_the_help_do_what_they_say(example: str, jevons: Jevons) -> None:
    for part in example.split(" && "):
        words, _, target = part.partition(" > ")
        ended = jevons(*shlex.split(words)[1:])
        assert (ended.status, ended.err) == (0, "")
        if target:
            Path(target).write_text(ended.out, encoding="utf-8")
    assert example in " ".join(jevons("--help").out.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [([], "Usage: jevons [OPTIONS] COMMAND"), (["explode"], "No such command 'explode'")],
)
def test_that_no_command_or_one_that_is_none_is_refused(
    arguments: list[str], words: str, jevons: Jevons
) -> None:
    assert words in refusal(jevons(*arguments))


def test_that_the_version_is_that_of_the_package(jevons: Jevons) -> None:
    from importlib.metadata import version

    assert jevons("--version").out == f"jevons, version {version('jevons')}\n"


# Faults of our own, and what happens around the process


def test_that_an_internal_fault_is_not_blamed_on_the_user(
    jevons: Jevons, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise ValueError("the engine is broken")

    monkeypatch.setattr(report, "headline", broken)
    with pytest.raises(ValueError, match="the engine is broken"):
        jevons("run", "r1-shock", *FEW)
    monkeypatch.undo()
    code = (
        "from scenarios import cli, report\n"
        "report.headline = None\n"
        "cli.main(['run', 'r1-shock', '--draws', '2'])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ended.returncode == 1
    assert ended.stdout == b""
    assert b"TypeError" in ended.stderr


def test_that_text_is_utf_8_whatever_the_terminal(jevons: Jevons) -> None:
    for command in (["assumptions"], ["run", mine(name="Größe – 规模"), *FEW]):
        child = process(*command, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
        out, err = child.communicate()
        assert (child.returncode, err) == (0, b"")
        assert out.decode("utf-8") == jevons(*command).out
        assert not out.isascii()


def test_that_a_closed_pipe_is_quiet() -> None:
    child = process("run", "r1-shock", "--draws", "2", "--format", "csv")
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()  # as head does once it has its lines
    assert child.stderr.read() == b""
    assert child.wait() == 1
    child.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_that_a_full_disk_behind_standard_output_is_said_in_words() -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        ended = subprocess.run(
            [sys.executable, "-m", "scenarios", "presets"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr == b"cannot write to standard output: no space left on device.\n"


def read_until(terminal: int, words: bytes) -> bytes:
    """What is shown on a terminal up to the words, or to the end."""
    shown = b""
    while words not in shown and select.select([terminal], [], [], 60)[0]:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
    return shown


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_that_a_long_run_shows_how_far_it_is_and_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = ["run", "stargate", "--draws", "65536", "--horizon", "120", "--output", "x.csv"]
    with subprocess.Popen(
        [sys.executable, "-m", "scenarios", *command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ROOT},
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as child:
        os.close(theirs)
        assert b"Projecting Stargate" in read_until(ours, b"%")
        child.send_signal(signal.SIGINT)
        rest = read_until(ours, b"no such words")
        assert child.stdout is not None
        assert child.stdout.read() == b""
    os.close(ours)
    assert child.returncode == 1
    assert b"Aborted!" in rest
    assert b"Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


def test_that_no_bar_is_shown_where_there_is_no_terminal(
    jevons: Jevons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenarios.progress._PATIENCE", -1.0)
    assert jevons("run", "r1-shock", *FEW).err == ""


# Shell completion


Completions = Callable[..., list[str]]


@pytest.fixture
def completions(jevons: Jevons, monkeypatch: pytest.MonkeyPatch) -> Completions:
    """What a shell is offered for the last word, through the protocol that its script speaks."""

    def offered(shell: str, *words: str) -> list[str]:
        place = words[-1] if shell == "fish" else str(len(words))
        monkeypatch.setenv("_JEVONS_COMPLETE", f"{shell}_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(["jevons", *words]))
        monkeypatch.setenv("COMP_CWORD", place)
        ended = jevons()
        assert (ended.status, ended.err) == (0, "")
        return ended.out.splitlines()

    return offered


PRESETS = [name for name in files.preset_names() if name.startswith("r1")]


def test_that_a_shell_completes_commands_presets_and_assumptions(completions: Completions) -> None:
    assert completions("bash", "comp") == ["plain,compare", "plain,completion"]
    offered = ["file,r1", *(f"plain,{name}" for name in PRESETS)]
    assert completions("bash", "run", "r1") == offered
    assert completions("bash", "compare", "stargate", "r1") == offered
    assert completions("bash", "validate", "r1") == offered
    assert completions("bash", "run", "r1-shock", "--baseline", "no") == [
        "file,no",
        "plain,no-events",
    ]
    assert completions("bash", "run", "r1-shock", "--set", "training_r") == [
        "plain,training_rebound"
    ]
    assert completions("bash", "assumptions", "lead") == ["plain,lead_time_years"]


def test_that_zsh_and_fish_are_offered_the_same(completions: Completions) -> None:
    label = registry(newest_data())["lead_time_years"].label
    assert completions("zsh", "assumptions", "lead") == ["plain", "lead_time_years", label]
    assert completions("fish", "assumptions", "lead") == [f"plain,lead_time_years\t{label}"]
    assert [line for line in completions("zsh", "run", "r1") if line in PRESETS] == PRESETS
    assert completions("fish", "run", "r1")[1:] == [f"plain,{name}" for name in PRESETS]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_that_each_shell_is_given_its_script(shell: str, jevons: Jevons) -> None:
    ended = jevons("completion", shell)
    assert ended.status == 0
    assert f"_JEVONS_COMPLETE={shell}_complete" in ended.out
    assert "is not one of 'bash', 'zsh', 'fish'" in refusal(jevons("completion", "tcsh"))


def test_that_bash_itself_completes_presets(jevons: Jevons, tmp_path: Path) -> None:
    command = tmp_path / "jevons"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scenarios "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    script = (
        f"{jevons('completion', 'bash').out}\n"
        "compopt() { :; }\n"  # it has a meaning only while a key is being pressed
        "COMP_WORDS=(jevons run r1) COMP_CWORD=2\n"
        "_jevons_completion jevons\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        check=True,
        env={**os.environ, "PATH": path, "PYTHONPATH": ROOT},
    )
    assert ended.stdout.decode().split() == PRESETS


def test_that_a_scenario_made_by_the_command_line_is_a_value_like_any_other(jevons: Jevons) -> None:
    tree = json.loads(jevons("run", "r1-shock", *FEW, "--format", "json").out)
    assert isinstance(files.parse(json.dumps(tree["scenario"]).encode(), "out"), Scenario)
