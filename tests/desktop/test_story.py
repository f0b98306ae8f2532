"""The story's file: every name in it exists, and every text says what the model and the tables do.

A digit may stand in a told text only inside a phrase that is put together here from the tables, the
presets or a projection, without the code that fills the texts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

import resources
from desktop.story import Scene, load_story, parse_story, targets
from desktop.story_figures import figure
from desktop.story_text import paragraphs, plain
from scenarios import files
from scenarios.errors import InvalidInput
from scenarios.months import Month
from scenarios.projection import CONSTRAINTS, Projection, paired, project
from tests.test_resources import (
    before_sell_off,
    dates,
    event,
    evidence,
    number,
    preset,
    quarter,
    rule,
    sell_off,
    sources,
    table,
    words,
)

BRITISH = QLocale("en_GB")
SCENES = {scene.key: scene for scene in load_story().scene}
#: Names with a digit in them, which say nothing of a value.
NAMES = r"\b(?:R1|H20|H100e)\b"
NUMBER_WORDS = (
    r"\b(three|six|seven|eight|nine|ten|eleven|twelve|twice|half|double[ds]?|triple[ds]?|dozen)\b"
)


@cache
def projection(name: str, reference: str) -> Projection:
    """A preset's projection with its effect; the reference holds all outputs, as in the window."""
    scenario = files.preset(name)
    other = scenario.defaults() if reference == "defaults" else scenario.without_events()
    return project(scenario).against(project(paired(other, scenario)))


def told(scene: Scene, locale: QLocale = BRITISH) -> str:
    """The text of a scene as a person reads it, with plain spaces."""

    def shown(name: str, of: str) -> str:
        return figure(of, projection(name, scene.reference), locale)

    text = "\n".join(map(plain, paragraphs(scene.text, shown, scene.active)))
    return re.sub(r"[^\S\n]", " ", text)


# What the file names


def test_that_the_story_has_five_scenes_in_the_order_of_events() -> None:
    assert [*SCENES] == ["before", "fewer", "more", "rules", "after"]
    assert [scene.focus for scene in SCENES.values()] == [
        "chart:revenue",
        "headline:equity_value_effect",
        "chart:compute_demand",
        "timeline:china",
        "view:hindcast",
    ]


def test_that_the_story_points_at_every_kind_of_place() -> None:
    pointed = {target for scene in SCENES.values() for target in scene.targets()}
    assert {target.partition(":")[0] for target in pointed} == set(targets())
    assert {"control:rebound", "view:frontier", "view:hindcast"} <= pointed


@pytest.mark.parametrize("key", SCENES)
def test_that_every_source_of_a_scene_exists_and_says_that_the_story_uses_it(key: str) -> None:
    raw = tomllib.loads(resources.path("story.toml").read_text(encoding="utf-8"))
    for scene in raw["scene"]:
        for source in scene["sources"]:
            assert re.search(r"Used by: (.*; )?story\.$", sources()[source]["note"]), source
        assert len(set(scene["sources"])) == len(scene["sources"])
    assert SCENES[key].sources


def test_that_no_source_says_that_the_story_uses_it_where_it_does_not() -> None:
    used = {source for scene in SCENES.values() for source in scene.sources}
    assert used == {key for key, found in sources().items() if "story." in found["note"]}


def test_that_what_is_judged_is_said_to_be_judgement() -> None:
    for key, scene in SCENES.items():
        assert "judgement" in scene.sources, key


def test_that_scenarios_of_a_scene_start_from_january_2025() -> None:
    for scene in SCENES.values():
        assert {preset(name)["as_of"] for name in scene.presets} == {"2025-01"}


# What is wrong with a file is said at once, each with its place


GOOD = """
title = "T"
introduction = "I"
[[scene]]
key = "a"
title = "A"
date = "2025"
presets = ["stargate"]
active = "stargate"
reference = "no-events"
focus = "chart:revenue"
text = "It is {equity_effect}, see [there](view:gap)."
sources = ["judgement"]
"""


@pytest.mark.parametrize(
    ("right", "wrong", "place", "words_of_it"),
    [
        ('["stargate"]', '["stargate", "stargat"]', "scene[0].presets", "Did you mean stargate?"),
        ('active = "stargate"', 'active = "h20-ban"', "scene[0].active", "preset of this scene"),
        ('"no-events"', '"no-event"', "scene[0].reference", "must be"),
        ("chart:revenue", "chart:revenues", "scene[0].focus", "Did you mean revenue?"),
        ("chart:revenue", "chat:revenue", "scene[0].focus", "Did you mean chart?"),
        ("view:gap", "view:gab", "scene[0].text", "Did you mean gap?"),
        ("{equity_effect}", "{equity}", "scene[0].text", "no figure equity"),
        ("{equity_effect}", "{h20-ban.equity_effect}", "scene[0].text", "preset of this scene"),
        ("{equity_effect}", "{Equity}", "scene[0].text", "{Equity} is no figure"),
        ('["judgement"]', '["judgment"]', "scene[0].sources", "Did you mean judgement?"),
        ("date =", "dates =", "scene[0].dates", "nothing of this name"),
        ('title = "T"', "title = T", "", "is no TOML"),
    ],
)
def test_that_a_fault_is_named_with_its_place(
    right: str, wrong: str, place: str, words_of_it: str
) -> None:
    assert parse_story(GOOD).scene[0].key == "a"
    assert GOOD.count(right) >= 1
    with pytest.raises(InvalidInput) as refused:
        parse_story(GOOD.replace(right, wrong))
    found = [p for p in refused.value.problems if p.place == place]
    assert any(words_of_it in str(problem) for problem in found), refused.value.report()


def test_that_all_faults_are_named_together() -> None:
    wrong = GOOD.replace("chart:revenue", "chart:x").replace("judgement", "nobody")
    second = wrong + GOOD[GOOD.index("[[scene]]") :]
    with pytest.raises(InvalidInput) as refused:
        parse_story(second)
    places = {problem.place for problem in refused.value.problems}
    assert places == {"scene[0].focus", "scene[0].sources", "scene[1].key"}


# What is told


@pytest.mark.parametrize("key", SCENES)
def test_that_every_number_told_is_that_of_the_model_or_of_a_table(
    key: str, qapp: QApplication
) -> None:
    text = told(SCENES[key])
    backed = {i for match in re.finditer(NAMES, text) for i in range(*match.span())}
    for phrase in FACTS[key]():
        assert phrase in text, f"by the values the text must say {phrase!r}: {text}"
        for match in re.finditer(re.escape(phrase), text):
            backed |= set(range(*match.span()))
    loose = [text[i - 25 : i + 25] for i, c in enumerate(text) if c.isdigit() and i not in backed]
    assert not loose, "no value stands behind these numbers"
    assert not re.search(NUMBER_WORDS, text), "a number in words escapes the check"


@pytest.mark.parametrize("key", SCENES)
def test_that_the_title_and_date_of_a_scene_hold_no_other_number(key: str) -> None:
    scene = SCENES[key]
    days = {
        "before": words(before_sell_off()["date"][:7]),
        "fewer": words(sell_off()["date"]),
        "more": words(sources()["nvidia_on_r1"]["date"]),
        "rules": f"January to {words(announced_on('H20 sales to resume')[:7])}",
        "after": f"{words(sources()['stargate_announcement']['date'])} to {newest_month()}",
    }
    assert scene.date == days[key]
    assert not re.search(r"\d", scene.title)


def test_that_a_month_is_named_in_words_where_a_thing_never_comes(qapp: QApplication) -> None:
    weak = projection("r1-shock-weak-rebound", "no-events")
    assert figure("demand_overtakes", weak, BRITISH) == "no month up to January 2030"


def test_that_a_figure_is_a_dash_where_there_is_none(qapp: QApplication) -> None:
    alone = project(files.preset("baseline-2026-07"))
    for name in ("equity_effect", "revenue_effect", "demand_overtakes", "market_fall", "shock"):
        assert figure(name, alone, BRITISH) == "–", name
    assert figure("projected_latest", alone, BRITISH) == "–"
    assert figure("new_orders_share", alone, BRITISH) == "–"


def test_that_a_number_is_not_parted_from_its_unit() -> None:
    (told,) = paragraphs("It is\n{x.y} here.", lambda preset, name: f"75 {preset} {name}")
    assert told == "It is <b>75\N{NO-BREAK SPACE}x\N{NO-BREAK SPACE}y</b> here."


def test_that_numbers_follow_the_locale(qapp: QApplication) -> None:
    text = told(SCENES["fewer"], QLocale("de_DE"))
    assert "−18,0 %" in text
    assert "16,9 %" in text


def test_that_a_text_follows_the_scenario_and_not_the_preset(qapp: QApplication) -> None:
    scenario = files.preset("r1-shock-weak-rebound").with_setting("training_rebound", 0.8)
    changed = project(scenario).against(project(scenario.without_events()))
    assert figure("training_rebound", changed, BRITISH) == "0.8"
    assert figure("equity_effect", changed, BRITISH) == percent(equity(changed), signed=True)


# The same values by another way


def percent(share: float, *, signed: bool = False) -> str:
    text = f"{abs(share):.1%}".replace("%", " %")
    return f"{'−' if share < 0 else '+'}{text}" if signed else text


def billions(value: float) -> str:
    """USD bn with three digits; up to 1,000 bn."""
    assert 0.9995 <= abs(value) < 999.5
    return f"{float(f'{abs(value):.3g}'):g} bn USD"


def equity(found: Projection) -> float:
    return float(found.central("equity_value_effect_share")[0])


def effect(name: str) -> str:
    value = float(projection(name, "no-events").central("revenue_effect_cumulative")[0])
    return f"{'−' if value < 0 else '+'}{billions(value)}"


def peak(name: str) -> str:
    demand = projection(name, "no-events").central("compute_demand").max()
    return f"{demand / 1e6:.0f} M H100e"


def announced_on(part: str) -> str:
    return rule(part)["date_announced"]


def day(date: str) -> str:
    """A date without its year, as the texts write it under a heading that has the year."""
    return words(date).rpartition(" ")[0]


def newest_month() -> str:
    return words(table("history")[-1]["quarter_end_month"])


def at_newest(name: str) -> str:
    """What a preset says of the newest quarter on record: the mean of its three months."""
    found = projection(name, "no-events")
    last = Month.parse(table("history")[-1]["quarter_end_month"])
    rates = [found.central("revenue")[found.months.index(last + i)] for i in (-2, -1, 0)]
    return billions(float(np.mean(rates)) / 4)


def before() -> list[str]:
    row = quarter("2025-01")
    binds = projection("baseline-2025-01", "defaults").central("binding_constraint")
    chips = [i for i, code in enumerate(binds) if CONSTRAINTS[int(code)] == "chips"]
    assert chips == [*range(len(chips))]
    compliance = dates(rule("Framework for AI Diffusion")["date_effective"])[1]
    return [
        f"{billions(float(row['data_center_revenue_usd_bn']))} for data centres",
        f"quarter to {words('2025-01')}",
        (
            f"{float(before_sell_off()['nvda_market_cap_usd_bn']) / 1e3:.2f} trn USD "
            f"at the close of {day(before_sell_off()['date'])}."
        ),
        f"until {words(str(Month.parse('2025-02') + (len(chips) - 1)))} is how many chips",
        f"On {day(announced_on('Framework for AI Diffusion'))} the Commerce Department",
        f"from {day(compliance)} most countries",
    ]


def fewer() -> list[str]:
    name, shock = "r1-shock-weak-rebound", event("r1-shock-weak-rebound")
    believed = preset(name)["assumptions"]
    caps = (float(r["nvda_market_cap_usd_bn"]) for r in (before_sell_off(), sell_off()))
    before_it, after_it = caps
    assert abs(equity(projection(name, "no-events")) + 0.17) < 0.02, "no longer the market's fall"
    return [
        f"On {day(sources()['deepseek_r1_release']['date'])} DeepSeek released R1",
        f"On Monday {day(sell_off()['date'])} Nvidia",
        f"fell by {percent(1 - after_it / before_it)}.",
        f"{number(shock['multiplier'])}× less computing",
        (
            f"rebound of {believed['training_rebound']} in training and "
            f"{believed['inference_rebound']} in inference"
        ),
        f"Below {evidence('rebound_threshold')['central'].rstrip('.0')}, cheaper computing",
        f"changes by {percent(equity(projection(name, 'no-events')), signed=True)}.",
    ]


def more() -> list[str]:
    strong = projection("r1-shock-jevons", "no-events")
    assert strong.baseline is not None
    ahead = strong.central("compute_demand") > strong.baseline.central("compute_demand")
    first = ahead.tolist().index(True)
    assert not ahead[:first].any() and ahead[first:].all() and first > 0
    study = evidence("price_elasticity_llm_demand_short_run")
    return [
        f"coal in {sources()['jevons_1865']['date']};",
        f"rebound of {preset('r1-shock-jevons')['assumptions']['inference_rebound']} in inference",
        (
            f"a study of {words(sources()['emerging_market_for_intelligence']['date'])} "
            f"found about {study['central']} in the short run"
        ),
        f"in {words(str(strong.months[first]))}, and",
        f"changes by {percent(equity(strong), signed=True)}.",
        (
            f"peaks at {peak('test-time-scaling')}, where this one’s does at "
            f"{peak('r1-shock-jevons')}."
        ),
    ]


def rules() -> list[str]:
    revoked = sources()["executive_order_14110_revoked"]
    order = re.findall(r"Order (\d+)", revoked["title"])[0]
    return [
        f"revoked on {day(revoked['date'])} was the AI-safety order {order}.",
        f"chip-export rule of {day(announced_on('Framework for AI Diffusion'))} stood until",
        f"announced on {day(announced_on('Rescission of AI Diffusion'))} that it would rescind",
        f"a letter of {day(announced_on('H20 licence requirement'))}: a licence",
        f"up to {words('2030-01')} by {effect('h20-ban')};",
        f"had it been kept, by {effect('diffusion-rule-kept')}.",
        f"announced on {day(announced_on('H20 sales to resume'))} that sales would resume",
    ]


def after() -> list[str]:
    plan = event("stargate")
    share = plan["accelerator_share"] * plan["additionality"]
    years = (Month.parse(plan["end_month"]) - Month.parse(plan["month"]) + 1) / 12
    newest = table("history")[-1]
    return [
        f"On {day(sources()['stargate_announcement']['date'])} OpenAI",
        f"{number(plan['amount_usd_bn'])} bn USD over {number(years)} years",
        f"{share:.0%}, or {billions(share * plan['amount_usd_bn'])},".replace("%", " %"),
        f"by {percent(equity(projection('stargate', 'no-events')), signed=True)}.",
        (
            f"What came: {billions(float(newest['data_center_revenue_usd_bn']))} in the quarter to "
            f"{newest_month()}."
        ),
        (
            f"baseline of {words('2025-01')} gives {at_newest('baseline-2025-01')}, "
            f"the weak rebound {at_newest('r1-shock-weak-rebound')}, "
            f"the strong one {at_newest('r1-shock-jevons')}."
        ),
        f"since {words(table('vintages')[0]['as_of'])}",
    ]


FACTS: dict[str, Callable[[], list[str]]] = {
    "before": before,
    "fewer": fewer,
    "more": more,
    "rules": rules,
    "after": after,
}
