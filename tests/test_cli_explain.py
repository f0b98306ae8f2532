"""The commands that explain: what each gives in each form, and what each refuses."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import select
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scenarios import cli, cli_explain, files, record
from scenarios.comparison import EFFECTS, outcome, outcome_ids
from scenarios.explain.attribution import attribute, by_fiscal_year
from scenarios.explain.hindcast import KNOWN, METHODS, hindcasts
from scenarios.explain.sensitivity import sobol, tornado
from scenarios.explain.variants import Against
from scenarios.projection import project
from scenarios.scenario import Scenario
from tests.command_line import Ended, Jevons

ROOT = str(Path(cli.__file__).parents[1])
PAIR = ("baseline-2025-01", "r1-shock-weak-rebound")
REBOUNDS = "training_rebound+inference_rebound"
SHARE = "equity_value_effect_share"
FEW = ("--samples", "32")


def given(ended: Ended) -> str:
    assert (ended.status, ended.err) == (0, "")
    return ended.out


def refusal(ended: Ended) -> str:
    assert ended.status == 2
    assert ended.out == ""
    return " ".join(ended.err.split())


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def saved(name: str = "mine.jevons", preset: str = "r1-shock", **changes: Any) -> str:
    """The name of a scenario file in this folder, made from a preset."""
    Path(name).write_text(files.text_of(files.preset(preset).replace(**changes)), encoding="utf-8")
    return name


def central(made: Scenario, name: str, baseline: Scenario) -> float:
    projection = project(made, draws=False).against(project(baseline, draws=False))
    return outcome(projection, name).central


# Every command

EVERY = [
    ("explain", *PAIR),
    ("sensitivity", "r1-shock", *FEW),
    ("frontier", "--size", "8"),
    ("solve",),
    ("hindcast", "--draws", "16"),
]


@pytest.mark.parametrize("command", EVERY, ids=lambda command: str(command[0]))
def test_that_each_command_gives_the_same_as_a_process_of_its_own(
    command: tuple[str, ...], jevons: Jevons
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "scenarios", *command],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": ROOT, "PYTHONHASHSEED": "7"},
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.decode() == given(jevons(*command))


@pytest.mark.parametrize("command", EVERY, ids=lambda command: str(command[0]))
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_that_output_holds_what_the_screen_shows(
    form: str, command: tuple[str, ...], jevons: Jevons
) -> None:
    to_screen = given(jevons(*command, "--format", form))
    assert jevons(*command, "--format", form, "--output", "x") == Ended(0, "", "")
    assert Path("x").read_text(encoding="utf-8") == to_screen
    assert to_screen.endswith("\n")
    assert not any(line != line.rstrip() for line in to_screen.splitlines())
    if form == "json":
        json.loads(to_screen)
    elif form == "csv":
        assert rows(to_screen)
    else:
        assert max(map(len, to_screen.splitlines())) <= 110


@pytest.mark.parametrize("command", EVERY, ids=lambda command: str(command[0]))
def test_that_refused_output_is_the_users_to_mend(command: tuple[str, ...], jevons: Jevons) -> None:
    words = refusal(jevons(*command, "--output", "none/x"))
    assert words == "cannot write none/x: no such file or directory."


def examples() -> list[str]:
    found = []
    for command in cli_explain.COMMANDS:
        assert command.epilog
        found += re.findall(r"^  (jevons .*)$", command.epilog, re.MULTILINE)
    return found


@pytest.mark.parametrize("example", examples())
def test_that_the_examples_of_each_help_do_what_they_say(example: str, jevons: Jevons) -> None:
    words = shlex.split(example)[1:]
    assert example in " ".join(given(jevons(words[0], "--help")).split())
    given(jevons(*words))


def test_that_every_command_has_an_example() -> None:
    names = {example.split()[1] for example in examples()}
    assert names == {"explain", "sensitivity", "frontier", "solve", "hindcast"}


@pytest.mark.parametrize("name", ["explain", "sensitivity", "frontier", "solve", "hindcast"])
def test_that_help_loads_no_engine(name: str) -> None:
    code = (
        "import sys\nfrom scenarios.cli import main\n"
        f"try:\n    main(['{name}', '--help'])\n"
        "except SystemExit:\n    print('loaded' if 'numpy' in sys.modules else 'light')\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ended.stdout.decode().splitlines()[-1] == "light"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["explain", "r1-shok", "r1-shock"], "Did you mean r1-shock?"),
        (["explain", "r1-shock"], "Missing argument 'B'."),
        (["explain", "r1-shock", "stargate", "--variable", "revenu"], "Did you mean revenue?"),
        (["explain", "r1-shock", "stargate", "--variable", "moon"], "There are compute_demand,"),
        (["explain", "r1-shock", "stargate", "--region", "moon"], "is not given for moon"),
        (["explain", "r1-shock", "stargate", "--variable", "backlog", "--region", "china"],
         "backlog has 1 problem. is not given for china; choose world."),
        (["explain", "r1-shock", "stargate", "--variable", "binding_constraint"],
         "names what binds in a month: there is no gap to split."),
        (["explain", "r1-shock", "stargate", "--variable", "revenue_fy2099"],
         "is no outcome of R1 shock."),
        (["explain", "r1-shock", "baseline-2026-07"], "no gap to split"),
        (["explain", "r1-shock", "stargate", "--by", "year"], "is not one of"),
        (["sensitivity", "--outcome", "equity_value"], "Did you mean equity_value_effect?"),
        (["sensitivity", "--samples", "1"], "is not in the range 16<=x<=65536"),
        (["sensitivity", "--baseline", "other"], "is not one of 'defaults', 'no-events'"),
        (["sensitivity", "--set", "training_rebund=1"], "Did you mean training_rebound?"),
        (["sensitivity", "--seed", "-1"], "uncertainty.seed: must lie between 0"),
        (["frontier", "training_rebund", "inference_rebound"], "Did you mean training_rebound?"),
        (["frontier", "r1-shock", "events[1]", "training_rebound"], "Did you mean events[0]?"),
        (["frontier", "training_rebound", "training_rebound+inference_rebound"],
         "move the same: choose two levers."),
        (["frontier", "lead_time_years+training_rebound", "inference_rebound"],
         "moves different units together"),
        (["frontier", "a", "b", "c", "d"], "frontier takes a FILE and two levers at most."),
        (["frontier", "--size", "1"], "is not in the range 2<=x<=256"),
        (["solve", "training_rebund"], "Did you mean training_rebound?"),
        (["solve", "r1-shock", "training_rebund"], "Did you mean training_rebound?"),
        (["solve", "r1-shok"], "Did you mean r1-shock?"),
        (["solve", "--target", "a lot"], "--target takes a number, this is 'a lot'."),
        (["solve", "--target", "nan"], "--target takes a number, this is 'nan'."),
        (["solve", "--target", "1e999%"], "--target takes a number"),
        (["solve", "--outcome", "revenue_fy2027", "--target", "5%"],
         "--target takes a number in USD bn; '5%' is a share."),
        (["solve", "--outcome", "revenue_fy2027"],
         "--target is needed for revenue_fy2027, in USD bn."),
        (["solve", "training_rebound", "training_rebound"], "a lever is named twice."),
        (["solve", "training_rebound", "events[0]"],
         "only single assumptions have a joint spread"),
        (["solve", "training_rebound", "premium_cap"], "has no spread in R1 shock"),
        (["hindcast", "--draws", "0"], "uncertainty.draws: must lie between 1"),
        (["hindcast", "moon.jevons"], "there is no such file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_that_what_cannot_be_is_refused_with_the_reason(
    command: list[str], words: str, jevons: Jevons
) -> None:
    assert words in refusal(jevons(*command))


# explain


def shares(text: str, period: str) -> dict[str, float]:
    found = [row for row in rows(text) if row["period"] == period]
    return {row["item"]: float(row["value"]) for row in found}


@pytest.mark.parametrize("single", [(), ("--single",)])
@pytest.mark.parametrize("variable", ["revenue", "installed_base", "price_per_h100e", SHARE])
def test_that_shares_sum_to_the_gap_in_every_period(
    variable: str, single: tuple[str, ...], jevons: Jevons
) -> None:
    for by in ("fiscal-year", "month"):
        options = ("--variable", variable, "--by", by, *single)
        found = rows(given(jevons("explain", *PAIR, *options, "--format", "csv")))
        for period in {row["period"] for row in found}:
            here = [row for row in found if row["period"] == period]
            value = {row["kind"]: float(row["value"]) for row in here}
            added = sum(float(row["value"]) for row in here if row["kind"] == "share")
            size = abs(value["first"]) + abs(value["second"])
            assert value["second"] - value["first"] == pytest.approx(added, abs=1e-9 * size)


def test_that_explain_gives_the_shares_of_the_attribution(jevons: Jevons) -> None:
    first, second = map(files.preset, PAIR)
    found = attribute(first, second)
    text = given(jevons("explain", *PAIR, "--format", "csv"))
    for year, expected in by_fiscal_year(first, found.shares).items():
        given_shares = shares(text, f"FY{year}")
        for item, share in zip(found.items, expected.tolist(), strict=True):
            assert given_shares[item.name] == pytest.approx(share, rel=1e-12)
    by_month = given(jevons("explain", *PAIR, "--by", "month", "--format", "csv"))
    assert [row["period"] for row in rows(by_month)][:: len(found.items) + 2] == [
        str(month) for month in first.months
    ]
    assert shares(by_month, "2025-02")["efficiency"] == found.shares[0, 0]


def test_that_the_sum_of_a_year_is_in_the_unit_of_a_sum(jevons: Jevons) -> None:
    def unit(variable: str, by: str) -> str:
        options = ("--variable", variable, "--by", by, "--format", "csv")
        return rows(given(jevons("explain", *PAIR, *options)))[0]["unit"]

    assert unit("revenue", "fiscal-year") == "USD bn"
    assert unit("revenue", "month") == "USD bn/yr"
    assert unit("shipments", "fiscal-year") == "H100e"
    assert unit("power_additions", "fiscal-year") == "GW/yr"
    assert unit("backlog", "fiscal-year") == "H100e"


def test_that_stocks_are_those_at_the_end_of_a_year_and_prices_its_mean(jevons: Jevons) -> None:
    projection = project(files.preset(PAIR[0]), draws=False)
    for variable, expected in (
        ("installed_base", projection.central("installed_base")[11::12]),
        ("price_per_h100e", projection.central("price_per_h100e").reshape(5, 12).mean(axis=1)),
        ("revenue", projection.central("revenue").reshape(5, 12).sum(axis=1) / 12),
    ):
        text = given(jevons("explain", *PAIR, "--variable", variable, "--format", "csv"))
        found = [float(row["value"]) for row in rows(text) if row["kind"] == "first"]
        assert found == pytest.approx(expected.tolist(), rel=1e-12)


def test_that_a_year_projected_in_part_says_so(jevons: Jevons) -> None:
    other = saved(preset="baseline-2026-07", assumptions={"training_rebound": 0.5})
    out = given(jevons("explain", "baseline-2026-07", other))
    assert "FY2027 (6 months)" in out
    assert "FY2032 (6 months)" in out
    assert "FY2028 (" not in out


def test_that_the_shorter_horizon_counts(jevons: Jevons) -> None:
    short = saved(horizon_months=12)
    assert "FY2027" not in given(jevons("explain", short, "stargate"))
    assert "FY2027" not in given(jevons("explain", "stargate", short))


def test_that_the_same_scenario_has_nothing_to_explain(jevons: Jevons) -> None:
    out = given(jevons("explain", "r1-shock", "r1-shock"))
    assert "They believe the same and have the same events." in out
    tree = json.loads(given(jevons("explain", "r1-shock", "r1-shock", "--format", "json")))
    assert tree["items"] == []
    assert tree["from"] == tree["to"]


def test_that_groups_say_what_is_in_them(jevons: Jevons) -> None:
    out = given(jevons("explain", *PAIR))
    assert "efficiency: training_rebound, DeepSeek R1: efficiency gain of 2x from 2025-02" in out
    single = given(jevons("explain", *PAIR, "--single"))
    assert "\nDeepSeek R1: efficiency gain of 2x from 2025-02" in single
    tree = json.loads(given(jevons("explain", *PAIR, "--format", "json")))
    assert tree["items"][0]["assumptions"] == ["training_rebound"]
    assert tree["items"][0]["events"][0]["multiplier"] == 2
    assert tree["first"] == files.tree_of(files.preset(PAIR[0]))


def test_that_sampled_shares_come_with_their_error(jevons: Jevons) -> None:
    base = files.preset("r1-shock")
    names = [name for name in base.declared if base.declared[name].has_spread][:16]
    moved = {name: base.belief(name).percentiles()[0] for name in names}
    other = saved(assumptions=moved)
    command = ("explain", "r1-shock", other, "--single")
    assert re.search(
        r"sampled orders, with a standard error of at most \S+ ", given(jevons(*command))
    )
    found = rows(given(jevons(*command, "--format", "csv")))
    assert all(float(row["standard_error"]) > 0 for row in found if row["kind"] == "share")
    assert json.loads(given(jevons(*command, "--format", "json")))["exact"] is False
    exact = rows(given(jevons("explain", *PAIR, "--format", "csv")))
    assert {row["standard_error"] for row in exact} == {"", "0"}


def test_that_a_region_can_be_asked_for(jevons: Jevons) -> None:
    text = given(jevons("explain", "r1-shock", "h20-ban", "--region", "china", "--format", "csv"))
    projection = project(files.preset("r1-shock"), draws=False)
    expected = projection.central("revenue", "china").reshape(5, 12).sum(axis=1) / 12
    found = [float(row["value"]) for row in rows(text) if row["kind"] == "first"]
    assert found == pytest.approx(expected.tolist(), rel=1e-12)


# sensitivity


def test_that_sensitivity_gives_the_bars_and_the_indices(jevons: Jevons) -> None:
    made = files.preset("r1-shock")
    against = Against.named(made, "no-events")
    found = rows(given(jevons("sensitivity", "r1-shock", *FEW, "--format", "csv")))
    bars = [row for row in found if row["method"] == "tornado"]
    expected = tornado(made, SHARE, against)
    assert [row["assumption"] for row in bars][::4] == [bar.lever.name for bar in expected]
    figures = {row["statistic"]: float(row["value"]) for row in bars[:4]}
    first = expected[0]
    assert figures == {
        "p10": first.low, "p90": first.high, "at_p10": first.at_low, "at_p90": first.at_high,
    }  # fmt: skip
    indices = sobol(made, SHARE, against, samples=32)
    total = {
        row["assumption"]: float(row["value"])
        for row in found
        if (row["method"], row["statistic"]) == ("sobol", "total")
    }
    assert total == dict(zip(indices.names, indices.total.tolist(), strict=True))


def test_that_a_method_can_be_chosen(jevons: Jevons) -> None:
    for method in ("tornado", "sobol"):
        command = ("sensitivity", "--method", method, *FEW)
        found = rows(given(jevons(*command, "--format", "csv")))
        assert {row["method"] for row in found} == {method}
        tree = json.loads(given(jevons(*command, "--format", "json")))
        assert ("tornado" in tree, "sobol" in tree) == (method == "tornado", method == "sobol")
        table = given(jevons(*command))
        assert ("at p10" in table) == (method == "tornado")
        assert ("Sobol indices" in table) == (method == "sobol")


def test_that_it_is_said_when_samples_are_too_few(jevons: Jevons) -> None:
    command = ("sensitivity", "--method", "sobol", "--outcome", "revenue_fy2027")
    said = " ".join(given(jevons(*command, *FEW)).split())
    assert "Too few samples to rank by: an interval is wider than 0.1. Try --samples 128." in said
    tree = json.loads(given(jevons(*command, *FEW, "--format", "json")))
    assert tree["sobol"]["too_few"] is True
    enough = given(jevons(*command, "--samples", "2048"))
    assert "Too few" not in enough
    assert "the logarithm of the outcome" in enough


def test_that_a_heavy_tail_is_said(jevons: Jevons) -> None:
    out = given(jevons("sensitivity", "r1-shock", "--method", "sobol", "--samples", "512"))
    assert "Sobol indices of the outcome itself" in out
    assert "a few decide these indices" in " ".join(out.split())


def test_that_options_of_sensitivity_change_the_question(jevons: Jevons) -> None:
    command = ("sensitivity", "--method", "sobol", *FEW, "--format", "json")
    plain = json.loads(given(jevons(*command)))
    seeded = json.loads(given(jevons(*command, "--seed", "5")))
    assert plain["sobol"]["indices"] != seeded["sobol"]["indices"]
    fixed = json.loads(given(jevons(*command, "--set", 'training_rebound={"fixed": 0.5}')))
    assert "training_rebound" not in fixed["sobol"]["indices"]
    other = json.loads(given(jevons(*command, "--baseline", "defaults")))
    assert plain["baseline"]["name"] == "R1 shock, without its events"
    assert other["baseline"]["name"] == "Baseline"


@pytest.mark.parametrize("name", outcome_ids(files.preset("r1-shock")))
def test_that_every_outcome_can_be_asked_about(name: str, jevons: Jevons) -> None:
    tree = json.loads(
        given(jevons("sensitivity", "--method", "tornado", "--outcome", name, "--format", "json"))
    )
    made = files.preset("r1-shock")
    assert tree["outcome"] == name
    assert tree["central"] == pytest.approx(central(made, name, made.without_events()), rel=1e-12)
    table = given(jevons("sensitivity", "--method", "tornado", "--outcome", name))
    assert ("effects against" in table) == (name in EFFECTS)


def test_that_a_scenario_without_events_is_measured_against_the_defaults(jevons: Jevons) -> None:
    out = given(jevons("sensitivity", "baseline-2025-01", "--method", "tornado"))
    assert "effects against: Baseline\n" in out


def test_that_a_scenario_that_is_certain_of_all_is_refused(jevons: Jevons) -> None:
    made = files.preset("r1-shock")
    name = saved(assumptions={n: {"fixed": made.belief(n).p50} for n in made.declared})
    assert "has no assumption with a spread" in refusal(jevons("sensitivity", name))


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_that_long_sampling_shows_how_far_it_is() -> None:
    import pty

    ours, theirs = pty.openpty()
    command = ["sensitivity", "--method", "sobol", "--samples", "8192"]
    with subprocess.Popen(
        [sys.executable, "-m", "scenarios", *command],
        env={**os.environ, "PYTHONPATH": ROOT},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as child:
        os.close(theirs)
        shown = b""
        while b"%" not in shown and select.select([ours], [], [], 60)[0]:
            shown += os.read(ours, 4096)
        child.terminate()
    os.close(ours)
    assert b"Sampling R1 shock" in shown


# frontier


def test_that_the_map_is_the_outcome_at_both_levers(jevons: Jevons) -> None:
    axes = ("events[0]", "training_rebound")
    text = given(jevons("frontier", "r1-shock", *axes, "--size", "4", "--format", "csv"))
    found = rows(text)
    assert list(found[0]) == ["x", "y", "value"]
    assert len(found) == 16
    made = files.preset("r1-shock")
    row = found[6]
    shock = made.events[0].model_copy(update={"multiplier": float(row["x"])})
    moved = made.replace(events=(shock,)).with_setting("training_rebound", float(row["y"]))
    expected = central(moved, SHARE, moved.without_events())
    assert float(row["value"]) == pytest.approx(expected, rel=1e-9)


def test_that_arguments_name_file_and_levers_as_they_are_many(jevons: Jevons) -> None:
    def axes(*names: str) -> tuple[str, str, str]:
        tree = json.loads(given(jevons("frontier", *names, "--size", "4", "--format", "json")))
        return tree["scenario"]["name"], tree["x"]["name"], tree["y"]["name"]

    assert axes() == ("R1 shock", "events[0]", REBOUNDS)
    assert axes("efficiency-leap-2026")[0] == files.preset("efficiency-leap-2026").name
    levers = ("lead_time_years", "supply_headroom")
    assert axes(*levers) == ("R1 shock", *levers)
    assert axes("stargate", *levers) == (files.preset("stargate").name, *levers)
    assert axes("baseline-2025-01") == ("Baseline, January 2025", "events[0]", REBOUNDS)


def test_that_lines_of_equal_value_lie_where_the_outcome_is_their_level(jevons: Jevons) -> None:
    tree = json.loads(given(jevons("frontier", "--format", "json")))
    assert [contour["level"] for contour in tree["contours"]] == [0, -0.169]
    made = files.preset("r1-shock")
    for contour in tree["contours"]:
        points = max(contour["lines"], key=len)
        x, y = points[len(points) // 2]
        shock = made.events[0].model_copy(update={"multiplier": x})
        settings = {"training_rebound": y, "inference_rebound": y}
        moved = made.replace(events=(shock,), assumptions=settings)
        value = central(moved, SHARE, moved.without_events())
        assert value == pytest.approx(contour["level"], abs=0.005)


def test_that_the_level_of_the_market_is_that_of_the_equity_share_alone(jevons: Jevons) -> None:
    options = ("--outcome", "equity_value_effect", "--size", "8", "--format", "json")
    tree = json.loads(given(jevons("frontier", *options)))
    assert [contour["level"] for contour in tree["contours"]] == [0]
    assert "is crossed nowhere on this map" in given(
        jevons("frontier", "--set", "free_cash_flow_margin=0.05")
    )


def test_that_an_outcome_that_nothing_moves_is_said_to_be_the_same_everywhere(
    jevons: Jevons,
) -> None:
    command = ("frontier", "baseline-2025-01", "lead_time_years", "supply_headroom")
    out = given(jevons(*command, "--baseline", "no-events", "--size", "4"))
    assert out.count("The outcome is 0 % everywhere on this map.") == 1


def test_that_the_table_is_the_map_thinned(jevons: Jevons) -> None:
    out = given(jevons("frontier"))
    table = [line for line in out.splitlines() if re.match(r"^[\d.]+ +0 %", line)]
    assert len(table) == 9
    small = given(jevons("frontier", "--size", "2"))
    assert len([line for line in small.splitlines() if re.match(r"^[\d.]+ +0 %", line)]) == 2
    assert "across: DeepSeek R1 (events[0])" in out


# solve


def test_that_a_solution_gives_the_target(jevons: Jevons) -> None:
    tree = json.loads(given(jevons("solve", "--format", "json")))
    (rebound,) = tree["solutions"]
    assert tree["target"] == -0.169
    made = files.preset("r1-shock")
    moved = made.replace(assumptions={"training_rebound": rebound, "inference_rebound": rebound})
    assert central(moved, SHARE, moved.without_events()) == pytest.approx(-0.169, rel=1e-6)
    assert 0.5 < rebound < 0.57


@pytest.mark.parametrize(
    "written", ["-5%", "-5 %", "\N{MINUS SIGN}5.0\N{NO-BREAK SPACE}%", "-0.05"]
)
def test_that_a_target_is_read_as_people_write_it(written: str, jevons: Jevons) -> None:
    one = json.loads(given(jevons("solve", "--target", written, "--format", "json")))
    assert one["target"] == -0.05


def test_that_a_target_in_money_is_in_the_unit_of_the_outcome(jevons: Jevons) -> None:
    command = ("solve", "inference_demand_growth", "--outcome", "revenue_fy2027", "--target", "300")
    (row,) = rows(given(jevons(*command, "--format", "csv")))
    assert (row["lever"], row["unit"]) == ("inference_demand_growth", "x/yr")
    made = files.preset("r1-shock").with_setting("inference_demand_growth", float(row["value"]))
    assert central(made, "revenue_fy2027", made.defaults()) == pytest.approx(300, rel=1e-6)


def test_that_it_is_said_why_there_is_no_solution(jevons: Jevons) -> None:
    out = " ".join(given(jevons("solve", "--target", "-90%")).split())
    assert "between 0 and 4 gives −90.0 %: the outcome runs from −31.0 % to " in out
    assert given(jevons("solve", "--target", "-90%", "--format", "csv")) == "lever,unit,value\n"
    tree = json.loads(given(jevons("solve", "--target", "-90%", "--format", "json")))
    assert tree["solutions"] == []
    assert tree["lowest"] == pytest.approx(-0.31, abs=0.005)


def test_that_several_levers_are_moved_with_least_surprise(jevons: Jevons) -> None:
    levers = ("training_rebound", "inference_rebound")
    out = given(jevons("solve", "r1-shock", *levers))
    assert "standard deviations of the joint spread" in " ".join(out.split())
    tree = json.loads(given(jevons("solve", *levers, "--format", "json")))
    assert tree["reached"] is True
    values = {lever["name"]: lever["value"] for lever in tree["levers"]}
    assert tuple(values) == levers
    moved = files.preset("r1-shock").replace(assumptions=values)
    assert central(moved, SHARE, moved.without_events()) == pytest.approx(-0.169, rel=1e-6)
    found = rows(given(jevons("solve", *levers, "--format", "csv")))
    assert {row["lever"]: float(row["value"]) for row in found} == values


def test_that_no_combination_is_said_with_the_nearest(jevons: Jevons) -> None:
    command = ("solve", "training_rebound", "inference_rebound", "--target", "-90%")
    out = " ".join(given(jevons(*command)).split())
    assert "No combination was found that gives −90.0 %; the nearest gives −3" in out
    assert json.loads(given(jevons(*command, "--format", "json")))["reached"] is False


def test_that_the_baseline_counts_when_solving(jevons: Jevons) -> None:
    command = ("solve", "training_rebound", "--target", "-5%", "--format", "json")
    follows, stays = (
        json.loads(given(jevons(*command, "--baseline", name)))
        for name in ("no-events", "defaults")
    )
    assert follows["solutions"] != stays["solutions"]


def test_that_a_file_may_have_the_name_of_a_lever(jevons: Jevons) -> None:
    saved("training_rebound", preset="stargate")
    tree = json.loads(
        given(jevons("solve", "training_rebound", "--target", "0%", "--format", "json"))
    )
    assert tree["scenario"]["name"] == files.preset("stargate").name


# hindcast


def test_that_the_table_says_what_has_to_be_known(jevons: Jevons) -> None:
    out = " ".join(given(jevons("hindcast", "--draws", "16")).split())
    assert KNOWN in out
    for method in METHODS:
        assert method in out
    assert "2026-07 89.0" in out


def test_that_the_csv_has_every_forecast(jevons: Jevons) -> None:
    text = given(jevons("hindcast", "--draws", "16", "--format", "csv"))
    forecasts = hindcasts(files.preset("baseline-2026-07").replace(uncertainty={"draws": 16}))
    found = rows(text)
    assert len(found) == sum(len(forecast.months) for forecast in forecasts)
    first = forecasts[0]
    assert found[1]["method"] == first.method
    assert found[1]["quarters_ahead"] == "2"
    assert float(found[1]["central"]) == first.central[1]
    assert float(found[1]["actual"]) == first.actual[1]
    for row in found:
        assert float(row["p05"]) <= float(row["p50"]) <= float(row["p95"])


def test_that_scores_and_the_honest_words_stand_in_the_json(jevons: Jevons) -> None:
    tree = json.loads(given(jevons("hindcast", "--draws", "16", "--format", "json")))
    assert tree["known"] == KNOWN
    overall = [score for score in tree["scores"] if score["quarters_ahead"] == 0]
    assert [score["method"] for score in overall] == list(METHODS)
    origins = record.as_of_months(record.newest_data())
    assert tree["forecasts"][0]["origin"] == str(origins[0])


def test_that_beliefs_change_a_hindcast(jevons: Jevons) -> None:
    command = ("hindcast", "--draws", "16", "--format", "csv")
    plain = given(jevons(*command))
    assert given(jevons(*command, "--set", "inference_demand_growth=8")) != plain
    assert given(jevons(*command, "--seed", "4")) != plain
    assert given(jevons("hindcast", "r1-shock", "--draws", "16", "--format", "csv")) == plain


# Shell completion


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("explain", "r1-shock-w"), "r1-shock-weak-rebound"),
        (("explain", "r1-shock", "starg"), "stargate"),
        (("explain", "a", "b", "--variable", "revenue_e"), "revenue_effect"),
        (("explain", "a", "b", "--region", "ch"), "china"),
        (("sensitivity", "--outcome", "equity_value_effect_s"), SHARE),
        (("sensitivity", "--set", "lead"), "lead_time_years"),
        (("sensitivity", "--baseline", "no"), "no-events"),
        (("frontier", "starg"), "stargate"),
        (("frontier", "training_reb"), "training_rebound"),
        (("solve", "training_rebound+inference_reb"), "training_rebound+inference_rebound"),
        (("solve", "r1-shock", "lead"), "lead_time_years"),
        (("hindcast", "starg"), "stargate"),
    ],
)
def test_that_a_shell_completes_names(
    words: tuple[str, ...], offered: str, jevons: Jevons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_JEVONS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(["jevons", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    assert f"plain,{offered}" in given(jevons()).splitlines()


# What the documents say


def documented() -> list[str]:
    readme = (Path(ROOT) / "README.md").read_text(encoding="utf-8")
    names = "|".join(command.name or "" for command in cli_explain.COMMANDS)
    return re.findall(rf"`(jevons (?:{names})\b[^`]*)`", readme)


@pytest.mark.parametrize("command", documented())
def test_that_the_commands_of_the_readme_give_an_answer(command: str, jevons: Jevons) -> None:
    given(jevons(*shlex.split(command)[1:]))


def test_that_the_readme_has_each_command() -> None:
    assert {command.split()[1] for command in documented()} == {
        command.name for command in cli_explain.COMMANDS
    }
