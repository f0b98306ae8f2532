"""The shipped data: tables, sources and presets agree with each other, texts with values.

It reads the files alone, without the code that uses them, so that a fault in the reader cannot hide
one in the data. What makes it long is the second half, which holds a phrase for each number that a
preset's text states.
"""

from __future__ import annotations

import csv
import json
import math
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import resources

DATA = "2026-11"
PRESETS = (
    "baseline-2025-01",
    "baseline-2026-07",
    "diffusion-rule-kept",
    "efficiency-leap-2026",
    "full-embargo-2026",
    "h20-ban",
    "inference-boom-2026",
    "open-trade-2026",
    "r1-shock",
    "r1-shock-jevons",
    "r1-shock-weak-rebound",
    "stargate",
    "taiwan-outage-2027",
    "test-time-scaling",
)
COLUMNS = (
    "id,group,label,unit,p10,p50,p90,minimum,maximum,slider_minimum,slider_maximum,transform,"
    "vintage,definition,help,basis,source_keys,evidence,confidence"
)
TABLES = (
    "assumptions",
    "vintages",
    "history",
    "export_controls",
    "evidence",
    "published_forecasts",
    "hyperscaler_capex",
    "market",
    "epoch_nvidia_chips_by_fiscal_quarter",
    "epoch_all_vendors_h100e",
)
CONFIDENCE = ("confirmed", "derived", "memory", "judgement")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
KEYS = (
    *("format", "version", "name", "description", "as_of", "horizon_months"),
    *("data", "assumptions", "events", "uncertainty", "notes"),
)
EVENT_KEYS = {
    "efficiency_shock": (
        *("type", "month", "multiplier", "diffusion_months"),
        *("training_share", "inference_share", "label"),
    ),
    "export_restriction": ("type", "month", "region", "level", "label"),
    "investment_programme": (
        *("type", "month", "end_month", "amount_usd_bn"),
        *("accelerator_share", "additionality", "label"),
    ),
    "supply_shock": ("type", "month", "duration_months", "capacity_loss", "label"),
}
SHARES = (
    *("training_share", "inference_share", "accelerator_share", "additionality"),
    "capacity_loss",
)


Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    text = resources.path(f"data/{DATA}/{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(keepends=True)))


@cache
def assumptions() -> dict[str, Row]:
    return {row["id"]: row for row in table("assumptions")}


@cache
def sources() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.path("sources.toml").read_text(encoding="utf-8"))


@cache
def preset(name: str) -> dict[str, Any]:
    text = preset_file(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text, object_pairs_hook=without_duplicates)
    return loaded


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), f"a key is written twice: {pairs}"
    return dict(pairs)


def preset_file(name: str) -> Path:
    return resources.path(f"presets/{name}.jevons")


def only(rows: tuple[Row, ...], column: str, part: str) -> Row:
    """The one row whose column contains a text."""
    found = [row for row in rows if part in row[column]]
    assert len(found) == 1, f"{len(found)} rows with {part!r} in {column}"
    return found[0]


def split(cell: str) -> list[str]:
    return cell.split(";") if cell else []


def steps(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def words(date: str) -> str:
    """A date as a text writes it: 2025-05-13 is 13 May 2025, and 2025-05 is May 2025."""
    year, month, *day = date.split("-")
    return " ".join([*(str(int(d)) for d in day), MONTHS[int(month) - 1], year])


def number(value: str | float, places: int | None = None) -> str:
    """A number as a text writes it: 5275 is 5,275, and 8.0 without places is 8."""
    form = ",.12g" if places is None else f",.{places}f"
    return f"{float(value):{form}}"


def percent(value: str | float) -> str:
    return number(100 * float(value))


# The files


def test_that_a_resource_is_found_beside_the_package() -> None:
    package = Path(resources.__file__).parent
    assert resources.path("data/x.csv") == package / "data" / "x.csv"


def test_that_every_table_of_the_data_version_is_there_and_no_other() -> None:
    found = {file.stem for file in resources.path(f"data/{DATA}").glob("*.csv")}
    assert found == set(TABLES)
    assert all(len(table(name)) > 5 for name in TABLES)


def test_that_every_text_file_is_utf8_with_lf_line_ends() -> None:
    folder = resources.path("")
    files = [*folder.glob(f"data/{DATA}/*"), *folder.glob("presets/*"), folder / "sources.toml"]
    for file in files:
        raw = file.read_bytes()
        assert b"\r" not in raw, file.name
        assert not raw.startswith(b"\xef\xbb\xbf"), file.name
        assert raw.decode("utf-8").endswith("\n"), file.name


def test_that_no_row_of_a_table_has_too_many_or_too_few_cells() -> None:
    for name in TABLES:
        for row in table(name):
            assert None not in {*row, *row.values()}, (name, row)


def test_that_the_licence_of_the_chip_counts_travels_with_them() -> None:
    licence = resources.path(f"data/{DATA}/LICENSE-epoch-ai.txt").read_text(encoding="utf-8")
    readme = resources.path(f"data/{DATA}/README.md").read_text(encoding="utf-8")
    for part in ("Copyright (c) 2025 Epoch AI", "Permission is hereby granted", "AS IS"):
        assert part in licence
    for part in ("copyright 2025 Epoch AI", "LICENSE-epoch-ai.txt", "CC BY", *CONFIDENCE):
        assert part in readme
    for name in TABLES:
        assert f"`{name}.csv`" in readme


# The assumptions


def test_that_there_are_51_assumptions_with_the_agreed_columns() -> None:
    header = resources.path(f"data/{DATA}/assumptions.csv").read_text("utf-8").splitlines()[0]
    assert header == COLUMNS
    assert len(table("assumptions")) == len(assumptions()) == 51


@pytest.mark.parametrize("id_", assumptions())
def test_that_the_limits_hold_the_range_and_the_range_holds_the_belief(id_: str) -> None:
    row = assumptions()[id_]
    low, high = float(row["slider_minimum"]), float(row["slider_maximum"])
    started = [float(v[id_]) for v in table("vintages")] if row["vintage"] else []
    believed = [float(row[name]) for name in ("p10", "p50", "p90") if row[name]]
    assert float(row["minimum"]) <= low < high <= float(row["maximum"])
    assert all(low <= value <= high for value in believed + started)


@pytest.mark.parametrize("id_", assumptions())
def test_that_percentiles_rise_and_have_a_metalog(id_: str) -> None:
    row = assumptions()[id_]
    has_spread = bool(row["transform"])
    assert has_spread == bool(row["p10"]) == bool(row["p90"])
    if has_spread:
        q10, q50, q90 = (transformed(row, float(row[name])) for name in ("p10", "p50", "p90"))
        assert 0.16658 < (q50 - q10) / (q90 - q10) < 0.83342
        assert float(row["p10"]) < float(row["p50"]) < float(row["p90"])


def transformed(row: Row, value: float) -> float:
    low, high = float(row["minimum"]), float(row["maximum"])
    if row["transform"] == "log":
        return math.log(value)
    if row["transform"] == "logit":
        return math.log((value - low) / (high - value))
    assert row["transform"] == "plain"
    return value


@pytest.mark.parametrize("id_", assumptions())
def test_that_an_assumption_names_sources_and_evidence_that_exist(id_: str) -> None:
    row = assumptions()[id_]
    keys, evidence = split(row["source_keys"]), split(row["evidence"])
    assert set(keys) <= set(sources())
    assert set(evidence) <= {entry["parameter"] for entry in table("evidence")}
    assert len(set(keys)) == len(keys) > 0
    assert len(set(evidence)) == len(evidence)
    assert row["confidence"].split()[0] in CONFIDENCE
    assert ("judgement" in keys) >= ("judgement" in row["confidence"])
    assert row["basis"] or keys == ["judgement"]


#: Numbers that a text may state outright, because they are not values of that assumption.
STATED = {
    ("training_efficiency_growth", "1"): "the rebound at which a gain neither adds nor saves",
    ("inference_efficiency_growth", "1"): "the rebound at which a gain neither adds nor saves",
    ("training_rebound", "1"): "the threshold by definition: rebound_threshold in the evidence",
    ("inference_rebound", "1"): "the threshold by definition: rebound_threshold in the evidence",
    ("induced_efficiency", "1"): "the rebound at which a gain neither adds nor saves",
    ("inference_demand_growth", "6.7"): "Google's tokens, held to the evidence below",
    ("inference_demand_growth", "2025"): "Google's tokens, held to the evidence below",
    ("inference_demand_growth", "2026"): "Google's tokens, held to the evidence below",
}


@pytest.mark.parametrize("id_", assumptions())
def test_that_a_text_quotes_a_value_only_by_placeholder(id_: str) -> None:
    row = assumptions()[id_]
    own = {float(row[name]) for name in ("p10", "p50", "p90") if row[name]}
    for column in ("label", "definition", "help"):
        text = re.sub(r"\bH100e?\b", "", row[column])
        for name in re.findall(r"\{(.*?)\}", text):
            assert column != "label", "a label is not filled in"
            assert row[name], f"{column} quotes {name}, which is empty"
        for figure in re.findall(r"\d+(?:\.\d+)?", re.sub(r"\{.*?\}", "", text)):
            assert float(figure) not in own, f"{column} states {figure}: use a placeholder"
            assert (id_, figure) in STATED, f"{column} states {figure}: say why it may"


def test_that_every_number_allowed_in_a_text_is_still_stated_there() -> None:
    for id_, figure in STATED:
        row = assumptions()[id_]
        assert re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", row["definition"] + row["help"])


def test_that_the_growth_of_googles_tokens_is_that_of_the_evidence() -> None:
    tokens = {
        row["as_of"]: float(row["central"]) for row in evidence_rows("google_tokens_per_month")
    }
    growth = f"{tokens['2026-05'] / tokens['2025-05']:.1f}x May 2025 to May 2026"
    assert growth in assumptions()["inference_demand_growth"]["definition"]


def evidence_rows(parameter: str) -> list[Row]:
    return [row for row in table("evidence") if row["parameter"] == parameter]


@pytest.mark.parametrize("id_", assumptions())
def test_that_the_help_is_short_and_says_what_moving_it_up_does(id_: str) -> None:
    text = assumptions()[id_]["help"]
    sentences = re.split(r"(?<=\.) (?=[A-Z])", text)
    assert 2 <= len(sentences) <= 3
    assert text.endswith(".")
    assert "oving it" in text
    assert re.search(r"GPU|revenue|chips|shipments|Nvidia|orders|demand|price", text)


def test_that_no_text_of_an_assumption_leans_on_the_row_above() -> None:
    for row in table("assumptions"):
        for column in ("definition", "help", "basis"):
            assert not re.search(r"as above|\bthe above\b|As for|MODEL", row[column]), row["id"]


# The vintages and the rules


def test_that_every_vintage_has_a_quarter_in_the_record_with_a_market_value() -> None:
    record = {row["quarter_end_month"]: row for row in table("history")}
    months = [row["as_of"] for row in table("vintages")]
    assert months == [month for month in record if month >= "2023-10"]
    assert all(float(record[month]["market_cap_usd_bn"]) > 0 for month in months)


def test_that_vintages_hold_the_marked_assumptions_and_end_at_the_defaults() -> None:
    marked = [id_ for id_, row in assumptions().items() if row["vintage"] == "yes"]
    newest = table("vintages")[-1]
    assert set(newest) - {"as_of"} == set(marked)
    for id_ in marked:
        assert float(newest[id_]) == float(assumptions()[id_]["p50"])


def rule(part: str) -> Row:
    return only(table("export_controls"), "measure", part)


def dates(cell: str) -> list[str]:
    return re.findall(r"\d{4}-\d{2}-\d{2}", cell)


def test_that_chinas_rung_follows_the_dates_of_the_rules() -> None:
    caps = dates(rule("Advanced computing update")["date_effective"])[0]
    licences = dates(rule("H20 licence requirement")["date_effective"])[0]
    for row in table("vintages"):
        month = row["as_of"]
        rung = 3 if month >= licences[:7] else 2 if month >= caps[:7] else 1
        assert float(row["export_restriction_level_china"]) == rung, month
        assert float(row["export_restriction_level_row"]) == 0, month


def test_that_events_named_after_a_rule_start_in_its_month() -> None:
    compliance = dates(rule("Framework for AI Diffusion")["date_effective"])[1]
    letter = dates(rule("H20 licence requirement")["date_effective"])[0]
    assert event("diffusion-rule-kept")["month"] == compliance[:7] == "2025-05"
    assert event("h20-ban")["month"] == letter[:7] == "2025-04"
    assert event("diffusion-rule-kept")["region"] == "rest_of_world"
    assert event("h20-ban")["region"] == "china"


# The sources


def test_that_every_source_is_complete() -> None:
    for key, source in sources().items():
        assert set(source) - {"url"} == {"title", "publisher", "date", "confidence", "note"}, key
        assert all(source[name] for name in ("title", "publisher", "note")), key
        assert source["confidence"] in CONFIDENCE, key
        assert re.fullmatch(r"(\d{4}(-\d{2}){0,2})?", source["date"]), key
        assert (source["confidence"] in ("memory", "judgement")) <= ("url" not in source), key


def test_that_every_address_of_a_source_stands_in_the_tables() -> None:
    cells = "\n".join(cell for name in TABLES for row in table(name) for cell in row.values())
    addresses = {part.removeprefix("https://") for part in re.split(r"[\s()]+", cells)}
    for key, source in sources().items():
        if "url" in source:
            assert source["url"].startswith("https://"), key
            assert source["url"].removeprefix("https://") in addresses, key


def test_that_a_source_is_dated_as_its_key_and_title_say() -> None:
    for key, source in sources().items():
        in_key = re.search(r"_(\d{4}(?:_\d\d)*)(?=_|$)", key)
        if in_key:
            assert source["date"].startswith(in_key[1].replace("_", "-")), key
        for day in re.findall(r"\d+ [A-Z][a-z]+ \d{4}", source["title"]):
            assert day == words(source["date"]), key


#: Sources whose page tells of a rule in passing, and whose date is not the rule's.
IN_PASSING = ("nvidia_10q_fy27q2", "semianalysis_ascend")


def test_that_the_source_of_a_rule_has_the_date_of_the_rule() -> None:
    announced_on = {row["source_url"]: row["date_announced"] for row in table("export_controls")}
    checked = [key for key, source in sources().items() if source.get("url") in announced_on]
    assert set(IN_PASSING) < set(checked)
    for key in set(checked) - set(IN_PASSING):
        assert sources()[key]["date"] == announced_on[sources()[key]["url"]], key


def test_that_figures_stand_in_the_tables_and_not_in_notes_on_sources() -> None:
    names = r"\bH\d+e?\b|copyright 2025|Rung \d:|quarter to July 2026"
    for key, source in sources().items():
        note = source["note"].partition("Used by:")[0]
        assert not re.search(r"\d", re.sub(names, "", note)), key


def uses(source: dict[str, str]) -> list[str]:
    """What a source's note says that it is used by, apart from assumptions."""
    _, _, listed = source["note"].partition("Used by: ")
    parts = re.split(r"[;,] ", listed.removesuffix("."))
    return [part.removeprefix("presets ") for part in parts if part]


def test_that_every_source_is_used_and_every_preset_has_one() -> None:
    named = {key for row in table("assumptions") for key in split(row["source_keys"])}
    assert {key for key, source in sources().items() if not uses(source)} <= named
    everything = {use for source in sources().values() for use in uses(source)}
    assert everything == {"vintages", "ladder", "story", *PRESETS}


# The presets


def event(name: str) -> dict[str, Any]:
    """The one event of a preset."""
    (found,) = preset(name)["events"]
    assert isinstance(found, dict)
    return found


def test_that_the_presets_are_exactly_those_of_the_product() -> None:
    assert sorted(file.name for file in resources.path("presets").iterdir()) == sorted(
        f"{name}.jevons" for name in PRESETS
    )
    assert len({preset(name)["name"] for name in PRESETS}) == len(PRESETS) == 14


def in_shortest_form(written: str) -> float:
    value = float(written)
    assert not value.is_integer(), f"{written} is integral: write it without a point"
    assert repr(value) == written, f"{written} has a shorter form"
    return value


@pytest.mark.parametrize("name", PRESETS)
def test_that_a_preset_is_in_canonical_form(name: str) -> None:
    scenario = preset(name)
    raw = preset_file(name).read_bytes().decode("utf-8")
    assert raw == json.dumps(scenario, indent=2, ensure_ascii=False) + "\n"
    assert list(scenario) == [key for key in KEYS if key in scenario]
    assert (scenario["format"], scenario["version"]) == ("jevons-scenario", 1)
    assert scenario["data"] == DATA
    json.loads(raw, parse_float=in_shortest_form)
    for part in ("assumptions", "notes"):
        ids = list(scenario.get(part, {}))
        assert ids == [id_ for id_ in assumptions() if id_ in ids], part
    for happening in scenario.get("events", []):
        assert list(happening) == list(EVENT_KEYS[happening["type"]])


@pytest.mark.parametrize("name", PRESETS)
def test_that_the_january_story_starts_in_january_and_the_others_at_the_newest_quarter(
    name: str,
) -> None:
    newest = table("history")[-1]["quarter_end_month"]
    is_later = re.search(r"-202[67]\b", name)
    assert preset(name)["as_of"] == (newest if is_later else sell_off()["date"][:7])


@pytest.mark.parametrize("name", PRESETS)
def test_that_a_preset_writes_only_what_differs_from_the_defaults(name: str) -> None:
    scenario = preset(name)
    assert not {"horizon_months", "uncertainty"} & set(scenario)
    for part in ("assumptions", "events", "notes"):
        assert scenario.get(part, "left out"), f"{part} is written but empty"
    for id_, value in scenario.get("assumptions", {}).items():
        row = assumptions()[id_]
        assert not row["vintage"]
        assert value != float(row["p50"])
        assert float(row["minimum"]) <= value <= float(row["maximum"])
    assert set(scenario.get("notes", {})) <= set(scenario.get("assumptions", {}))


@pytest.mark.parametrize("name", PRESETS)
def test_that_events_lie_within_the_horizon_and_change_something(name: str) -> None:
    scenario = preset(name)
    (start,) = (row for row in table("vintages") if row["as_of"] == scenario["as_of"])
    for happening in scenario.get("events", []):
        assert 0 < steps(happening["month"]) - steps(scenario["as_of"]) <= 60
        assert 0 < len(happening["label"]) <= 20
        assert all(0 <= happening[share] <= 1 for share in SHARES if share in happening)
        if happening["type"] == "export_restriction":
            column = {"china": "china", "rest_of_world": "row"}[happening["region"]]
            assert 0 <= happening["level"] <= 5
            assert happening["level"] != float(start[f"export_restriction_level_{column}"])


@pytest.mark.parametrize("name", PRESETS)
def test_that_a_description_can_be_quoted(name: str) -> None:
    text = preset(name)["description"]
    assert 3 <= len(re.split(r"(?<=[.?!]) (?=[A-Z])", text)) <= 7
    assert "judgement" in text
    assert text == " ".join(text.split())


NUMBER_WORDS = (
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|half|double[ds]?|"
    r"triple[ds]?|dozen|third)\b"
)
#: Names with a digit in them, which say nothing of a value.
NAMES = r"\b(?:R1|H20|H100|H200|p10|p90|10-Q|a16z)\b"


@pytest.mark.parametrize("name", PRESETS)
def test_that_every_number_of_a_text_is_that_of_the_preset_or_of_a_table(name: str) -> None:
    text = texts(name)
    backed = {i for match in re.finditer(NAMES, text) for i in range(*match.span())}
    for phrase in facts(name):
        assert phrase in text, f"by the values the text must say {phrase!r}"
        for match in re.finditer(re.escape(phrase), text):
            backed |= set(range(*match.span()))
    loose = [text[i - 25 : i + 25] for i, c in enumerate(text) if c.isdigit() and i not in backed]
    assert not loose, "no value stands behind these numbers"
    assert not re.search(NUMBER_WORDS, text), "a number in words escapes the check"


def texts(name: str) -> str:
    scenario = preset(name)
    notes = (f"{id_}: {note}" for id_, note in scenario.get("notes", {}).items())
    labels = (happening["label"] for happening in scenario.get("events", []))
    return "\n".join([scenario["name"], scenario["description"], *notes, *labels])


def facts(name: str) -> list[str]:
    """Every phrase of a preset's texts that holds a number, put together from the values.

    A digit stands in a phrase below only by way of a value from the preset or a table, or in a
    name (H20).
    """
    return {
        "baseline-2025-01": baseline_2025,
        "baseline-2026-07": baseline_2026,
        "diffusion-rule-kept": diffusion_rule_kept,
        "efficiency-leap-2026": efficiency_leap,
        "full-embargo-2026": full_embargo,
        "h20-ban": h20_ban,
        "inference-boom-2026": inference_boom,
        "open-trade-2026": open_trade,
        "r1-shock": r1_shock,
        "r1-shock-jevons": jevons_rebound,
        "r1-shock-weak-rebound": weak_rebound,
        "stargate": stargate,
        "taiwan-outage-2027": taiwan_outage,
        "test-time-scaling": reasoning_up,
    }[name]()


def default(id_: str) -> str:
    return number(assumptions()[id_]["p50"])


def quarter(month: str) -> Row:
    return only(table("history"), "quarter_end_month", month)


def china_rung(month: str) -> str:
    return number(only(table("vintages"), "as_of", month)["export_restriction_level_china"])


def evidence(parameter: str) -> Row:
    (row,) = evidence_rows(parameter)
    return row


def forecast(column: str, part: str) -> Row:
    return only(table("published_forecasts"), column, part)


def stated(phrase: str, text: str) -> str:
    """The number that a cell of a table holds where ``#`` stands in a phrase."""
    before, after = (re.escape(part) for part in phrase.split("#"))
    found = re.search(rf"{before}(\d[\d,.-]*\d|\d){after}", text)
    assert found, f"{phrase!r} is not in {text!r}"
    return found[1]


def announced(part: str) -> str:
    return words(rule(part)["date_announced"])


def before_sell_off() -> Row:
    return only(table("market"), "note", "close before the DeepSeek sell-off")


def sell_off() -> Row:
    return only(table("market"), "note", "-16.97%")


def fall_in_percent() -> str:
    after = float(sell_off()["share_price_usd"])
    return f"{100 * (1 - after / float(before_sell_off()['share_price_usd'])):.2f}"


def baseline(name: str, market: Row) -> list[str]:
    row = quarter(preset(name)["as_of"])
    ends = words(row["quarter_end_month"])
    cap = number(row["market_cap_usd_bn"], 0)
    assert cap == number(market["nvda_market_cap_usd_bn"], 0)
    return [
        f"Baseline, {ends}",
        f"quarter to {ends} ({row['fiscal_quarter']})",
        f"data-centre revenue of {number(row['data_center_revenue_usd_bn'], 1)} bn USD",
        f"market value of about {cap} bn at the close of {words(market['date'])}",
        f"China stands at rung {china_rung(row['quarter_end_month'])} of the ladder",
        f"rest of the world at rung {default('export_restriction_level_row')}",
    ]


def baseline_2025() -> list[str]:
    return [
        *baseline("baseline-2025-01", before_sell_off()),
        f"rules announced on {announced('Advanced computing update')}",
        f"anyone made in {words(preset('baseline-2025-01')['as_of'])}",
    ]


def baseline_2026() -> list[str]:
    newest = table("history")[-1]
    after = steps(newest["quarter_end_month"]) + 3
    return [
        *baseline("baseline-2026-07", only(table("market"), "date", "2026-08-28")),
        f"{number(newest['guidance_next_quarter_total_usd_bn'], 1)} bn guided in total",
        f"rule of {announced('Case-by-case review')} in force",
        f"The quarter to {words(f'{after // 12}-{after % 12 + 1:02}')} is not in the data",
        f"release of {announced('Guidance assumes zero China')}",
    ]


def shock(name: str) -> list[str]:
    blow = event(name)
    training, inference = number(blow["training_share"]), number(blow["inference_share"])
    return [
        f"from {words(blow['month'])} the same result needs {number(blow['multiplier'])}x less",
        f"shares of {training} in training and {inference} in inference",
        f"time constant of {number(blow['diffusion_months'])} months",
        f"defaults of {default('training_rebound')} in training and",
        f"and {default('inference_rebound')} in inference, so",
    ]


def revocation(verb: str) -> list[str]:
    act = sources()["executive_order_14110_revoked"]
    order = stated("Order # on", act["title"])
    return [f"on {words(act['date'])} {verb} the AI-safety order {order}"]


def r1_shock() -> list[str]:
    before, after = before_sell_off(), sell_off()
    return [
        *shock("r1-shock"),
        *revocation("was"),
        f"On {words(sources()['deepseek_r1_release']['date'])} the Chinese laboratory DeepSeek",
        f"on {words(after['date'])} Nvidia's share fell from {before['share_price_usd']} to",
        f" to {after['share_price_usd']} USD, that is by {fall_in_percent()}%",
        f"about {stated('loss #bn', after['confidence'])} bn USD of market value went",
        f"also printed {stated('593.7/#bn', after['note'])} bn",
        f"announced its rescission on {announced('Rescission of AI Diffusion')}",
    ]


def other_rebound(name: str, verb: str) -> list[str]:
    """What both texts of the R1 shock under another rebound say."""
    (believed,) = set(preset(name)["assumptions"].values())
    blow, study = event(name), evidence("price_elasticity_llm_demand_short_run")
    before, after = quarter("2025-01"), quarter("2026-01")
    assert blow == event("r1-shock")
    return [
        f"The R1 surprise again, {number(blow['multiplier'])}x from {words(blow['month'])}",
        f"rebound {verb} {number(believed)} in training and in inference, where",
        f"defaults are {default('training_rebound')} and {default('inference_rebound')}",
        f"a rebound of {number(evidence('rebound_threshold')['central'])},",
        f"a study of {words(study['as_of'])}",
        f"elasticity of token demand at about {study['central']} ",
        f"revenue rose from {number(before['data_center_revenue_usd_bn'], 1)} bn USD in",
        f"in the quarter to {words(before['quarter_end_month'])} to",
        f" to {number(after['data_center_revenue_usd_bn'], 1)} bn in the",
        f"bn in the quarter to {words(after['quarter_end_month'])}",
    ]


def weak_rebound() -> list[str]:
    training, inference = assumptions()["training_rebound"], assumptions()["inference_rebound"]
    believed = number(preset("r1-shock-weak-rebound")["assumptions"]["inference_rebound"])
    return [
        *other_rebound("r1-shock-weak-rebound", "of"),
        f"took off on {words(sell_off()['date'])}, which was {fall_in_percent()}%",
        f"Judgement: {training['p10']} is also the lower end (p10) of the default range",
        f"Judgement: {believed}, below the default range",
        f"whose lower end (p10) is {inference['p10']}.",
    ]


def jevons_rebound() -> list[str]:
    believed = preset("r1-shock-jevons")["assumptions"]
    return [
        *other_rebound("r1-shock-jevons", "is"),
        f"sell-off of {words(sell_off()['date'])}",
        f"time constant of {default('rebound_lag_years')} year by default",
        *(f"{id_}: Judgement: {number(value)} lies" for id_, value in believed.items()),
        *(
            f"upper end (p90) of the default range, {assumptions()[id_]['p90']}."
            for id_ in believed
        ),
    ]


def diffusion_rule_kept() -> list[str]:
    framework, kept = rule("Framework for AI Diffusion"), event("diffusion-rule-kept")
    published, compliance = dates(framework["date_effective"])
    limits, ended = framework["what_it_restricts"], framework["status_end_date"]
    chips, span = stated("(~# H100)", limits), stated("TPP # (", limits)
    assert dates(ended) == [rule("Rescission of AI Diffusion")["date_announced"]]
    return [
        f"On {words(framework['date_announced'])} the Bureau of Industry and Security announced",
        f"published on {words(published)} with compliance due on {words(compliance)}",
        f"{stated('# allies', limits)} allies",
        f"capped at {stated('cap #M TPP', limits)}M units",
        f"about {chips} H100, in {span}.",
        f"from {words(kept['month'])} the rest of the world stands at rung {kept['level']} of",
        f"amounts to rung {kept['level']} is judgement",
        f"Commerce announced on {words(dates(ended)[0])} that it would rescind",
        f"in the regulations in January {stated('in EAR in Jan #', ended)}",
        *revocation("revoked"),
        f"H20 licence requirement of {words(event('h20-ban')['month'])}",
    ]


def reasoning_up() -> list[str]:
    raised = preset("test-time-scaling")["assumptions"]
    length, tokens = evidence("reasoning_tokens_multiplier"), evidence("reasoning_share_of_tokens")
    assert all(value == float(assumptions()[id_]["p90"]) for id_, value in raised.items())
    return [
        f"loss of {words(sell_off()['date'])}",
        f"takes {number(raised['reasoning_multiplier'])}x the tokens of a plain one where",
        f"default is {default('reasoning_multiplier')}x, such replies",
        f"spread at {number(raised['reasoning_adoption_rate'])} a year where",
        f"default is {default('reasoning_adoption_rate')}, and",
        f"{percent(raised['reasoning_share_limit'])}% of queries get one in the end where",
        f"default is {percent(default('reasoning_share_limit'))}%.",
        f"about {length['central']}x in {words(length['as_of'])}",
        f"about {length['high']}x is reported for agents",
        f"by {words(tokens['as_of'])} reasoning models had over {percent(tokens['central'])}%",
    ]


def stargate() -> list[str]:
    plan, source = event("stargate"), sources()["stargate_announcement"]
    months = 1 + steps(plan["end_month"]) - steps(plan["month"])
    bought = plan["amount_usd_bn"] * plan["accelerator_share"] * plan["additionality"]
    amount, years = number(plan["amount_usd_bn"]), number(months / 12)
    assert source["title"] == f"Stargate: {amount} bn USD over {years} years"
    return [
        f"On {words(source['date'])} OpenAI",
        f"Stargate: {amount} bn USD for AI data centres in the United States over {years} years",
        f"evenly over {months} months, from {words(plan['month'])} to {words(plan['end_month'])}",
        f"A share of {number(plan['accelerator_share'])} buys accelerators",
        f"a share of {number(plan['additionality'])} is additional",
        f"{number(bought)} bn of the {amount} bn reach chip makers",
    ]


def china_moves(name: str) -> list[str]:
    move = event(name)
    assert move["region"] == "china"
    before, after = china_rung(preset(name)["as_of"]), number(move["level"])
    return [f"from rung {before} of the ladder of restriction levels to rung {after}"]


def h20_ban() -> list[str]:
    letter, resumed = rule("H20 licence requirement"), rule("H20 sales to resume")
    effect, none_sold = letter["revenue_effect_disclosed"], resumed["revenue_effect_disclosed"]
    fiscal = stated("No H20 sales to China in FY#Q2", none_sold)
    ends = only(table("history"), "fiscal_quarter", f"FY20{fiscal}Q2")["quarter_end_month"]
    feared = stated("up to $#bn charge", effect)
    return [
        *china_moves("h20-ban"),
        f"By a letter of {words(letter['date_announced'])} the US government",
        f"under the rules of {announced('Advanced computing update')}",
        f"told investors on {words(stated('8-K #)', letter['date_effective']))}",
        f"printed {feared} bn USD",
        f"and {feared} bn was the highest charge",
        f"charge booked was {stated('actual $#bn', effect)} bn",
        f"sales lost in the quarter to {words(ends)} at about",
        f"at about {stated('~$#bn lost in Q2', effect)} bn",
        f"case-by-case licences, from {words(event('h20-ban')['month'])}, and leaves it there",
        f"announced on {words(resumed['date_announced'])} that sales would resume",
        f"first licences came on {words(dates(resumed['date_effective'])[0])}",
        f"sold no H20 to China in the quarter to {words(ends)}",
    ]


def full_embargo() -> list[str]:
    ban, share = event("full-embargo-2026"), evidence("china_share_nvidia_dc_compute_now")
    smuggled, act = evidence("smuggled_chips_per_year"), rule("Chip Security Act")
    return [
        *china_moves("full-embargo-2026"),
        f"Full embargo, {ban['month'][:4]}",
        f"By the rule of {announced('Case-by-case review')}",
        f"the quarter to {words(share['as_of'])} puts",
        f"below {percent(share['high'])}% of data-centre revenue",
        f"guidance of {announced('Guidance assumes zero China')} assumes none",
        f"from {words(ban['month'])} China moves",
        f"(rung {number(ban['level'] - 1)} is the embargo alone)",
        f"the {percent(default('leakage_china'))}% of barred demand",
        f"the {percent(default('offshore_china'))}% that it takes to be served abroad",
        f"For {smuggled['as_of']}, CNAS",
        f"at {number(smuggled['low'])} to several hundred thousand",
        f"median of about {number(smuggled['central'])}",
        f"not law on {words(dates(act['date_effective'])[0])}",
    ]


def open_trade() -> list[str]:
    sales, opening = rule("H200 sales to approved Chinese customers"), event("open-trade-2026")
    keybanc = forecast("forecaster", "KeyBanc")
    return [
        *china_moves("open-trade-2026"),
        f"Open trade, {opening['month'][:4]}",
        f"on {words(sales['date_announced'])} the US President allowed",
        f"with {stated('with #% to US', sales['measure'])}% for the US government",
        f"rule of {announced('Case-by-case review')} made",
        f"on {announced('Agents told H200 may not enter')} Chinese customs",
        f"from {words(opening['month'])} China moves",
        f"chips serve {percent(default('substitution_initial'))}% of its demand",
        f"only {percent(default('substitution_reversal_rate'))}% a year",
        f"In {words(keybanc['date_made'])} KeyBanc",
        f"about {keybanc['value']} bn USD a year",
    ]


def efficiency_leap() -> list[str]:
    pace = evidence("algorithmic_training_efficiency_growth")["quote_or_note"]
    weak, strong = (
        preset(f"r1-shock-{kind}")["assumptions"]["training_rebound"]
        for kind in ("weak-rebound", "jevons")
    )
    return [
        *shock("efficiency-leap-2026"),
        f"Efficiency leap, {event('efficiency-leap-2026')['month'][:4]}",
        f"Ho et al. ({sources()['ho_2024']['date']}) found",
        f"halves about every {stated('every ~# months', pace)} months",
        f"default trend is {default('training_efficiency_trend')}x a year",
        f"in {words(sources()['epoch_efficiency_2026']['date'])} Epoch AI called",
        f"about {stated('~#x per year', pace)}x outdated",
        f"held even {stated('even #x per year', pace)}x possible",
        f"Set the rebounds to {weak} or {strong},",
    ]


def inference_boom() -> list[str]:
    raised = preset("inference-boom-2026")["assumptions"]
    tokens = {
        row["as_of"]: float(row["central"]) for row in evidence_rows("google_tokens_per_month")
    }
    before, after = tokens["2025-05"], tokens["2026-05"]
    goldman, length = (
        forecast("quantity", "token consumption"),
        evidence("reasoning_tokens_multiplier"),
    )
    growth = f"{after / before:.1f}x in a year"
    assert all(value == float(assumptions()[id_]["p90"]) for id_, value in raised.items())
    return [
        f"Inference boom, {preset('inference-boom-2026')['as_of'][:4]}",
        f"of {words('2026-05')} Google said that it processed {number(after)} trillion tokens",
        f"after {number(before)} trillion in {words('2025-05')}: {growth}",
        f"Google's tokens grew by {growth}",
        f"queries by {number(raised['inference_demand_growth'])}x a year where",
        f"default is {default('inference_demand_growth')}x, and",
        f"of {number(raised['reasoning_multiplier'])}x the tokens of a plain one where",
        f"default is {default('reasoning_multiplier')}x.",
        f"Goldman Sachs in {words(goldman['date_made'])} expected",
        f"by {goldman['value']}x by {goldman['year']}",
        f"About {length['high']}x is reported for agents",
    ]


def taiwan_outage() -> list[str]:
    outage, wafers = event("taiwan-outage-2027"), forecast("quantity", "CoWoS demand, total")
    total, nvidia = wafers["value"].split(" / ")
    return [
        f"Taiwan outage, {outage['month'][:4]}",
        f"from {words(outage['month'])}, for {number(outage['duration_months'])} months",
        f"a share of {number(outage['capacity_loss'])} of the world's capacity",
        f"for {wafers['year']} Morgan Stanley in {words(wafers['date_made'])} counted",
        f"{number(total)} thousand wafers",
        f"{number(nvidia)} thousand of them Nvidia's",
    ]
