"""Scenario files: opened whole or refused with all that is wrong, saved canonically and whole."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from scenarios import files
from scenarios.assumptions import registry
from scenarios.errors import InvalidInput, Problem
from scenarios.record import newest_data, vintage
from scenarios.scenario import Scenario
from tests.strategies import Tree, parsed, scenario_trees

HERE = Path(__file__).parent / "files"
BROKEN = sorted((HERE / "broken").glob("*.jevons"))
LEAST: Tree = {"format": "jevons-scenario", "version": 1, "name": "A", "as_of": "2025-01"}
BAN: Tree = {"type": "export_restriction", "month": "2025-05", "region": "china", "level": 3}


def content(**fields: Any) -> bytes:
    return json.dumps(LEAST | fields).encode()


def problems(content: bytes) -> list[Problem]:
    with pytest.raises(InvalidInput) as caught:
        files.parse(content, "a.jevons")
    return list(caught.value.problems)


def problem(content: bytes) -> str:
    found = problems(content)
    assert len(found) == 1, found
    return str(found[0])


def scenario(**fields: Any) -> Scenario:
    return files.parse(content(**fields), "a.jevons")


# Every version opens for ever


def test_that_the_example_of_the_interface_opens_with_all_that_it_says() -> None:
    path = HERE / "v1/example.jevons"
    tree, found = json.loads(path.read_bytes()), files.load(path)
    assert (found.name, found.description) == (tree["name"], tree["description"])
    assert (str(found.as_of), found.horizon_months, found.data) == ("2025-01", 60, "2026-11")
    assert found.belief("training_rebound").percentiles() == pytest.approx((0.3, 0.5, 0.8))
    assert found.belief("inference_demand_growth").p50 == 5.5
    assert found.belief("hardware_life_years").percentiles() == (5, 5, 5)
    assert [files.fields_of(event) for event in found.events] == tree["events"]
    assert files.fields_of(found.uncertainty) == tree["uncertainty"]
    assert dict(found.notes) == tree["notes"]


def test_that_there_is_an_old_file_of_each_version_and_that_it_opens() -> None:
    for version in range(1, files.VERSION + 1):
        old = sorted((HERE / f"v{version}").glob("*.jevons"))
        assert old
        for path in old:
            assert json.loads(path.read_bytes())["version"] == version
            found = files.load(path)
            assert json.loads(files.text_of(found))["version"] == files.VERSION
            assert files.parse(files.text_of(found).encode(), "again") == found


def test_that_an_old_file_is_brought_up_version_by_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "VERSION", 3)
    monkeypatch.setattr(
        files,
        "MIGRATIONS",
        {
            1: lambda tree: {**tree, "description": tree["name"] + " from 1"},
            2: lambda tree: {**tree, "description": tree["description"] + ", from 2"},
        },
    )
    for version, description in ((1, "A from 1, from 2"), (2, "B, from 2"), (3, "B")):
        tree = {"version": version} | ({"description": "B"} if version > 1 else {})
        assert scenario(**tree).description == description
    assert problem(content(version=4)).startswith("version: made by a newer Jevons (version 4;")


@pytest.mark.parametrize("name", files.preset_names())
def test_that_a_preset_stands_in_its_file_as_it_would_be_saved(name: str) -> None:
    path = resources.path(f"presets/{name}.jevons")
    assert files.text_of(files.preset(name)) == path.read_text(encoding="utf-8")
    assert files.find(name) == files.preset(name) == files.load(path)


def test_that_there_is_no_preset_of_another_name() -> None:
    with pytest.raises(KeyError):
        files.preset("../presets/r1-shock")


# What is refused


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_that_a_broken_file_is_refused_with_all_that_is_wrong(path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        files.load(path)
    assert f"{caught.value}\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_that_there_is_a_broken_file_for_each_reason_to_refuse_one() -> None:
    assert len(BROKEN) >= 30
    assert {path.stem for path in BROKEN} == {path.stem for path in (HERE / "broken").glob("*.txt")}


def test_that_a_trailing_comma_is_explained() -> None:
    # Which column is named depends on the version of Python.
    assert problem(b'{"name": "A",\n}').startswith(
        "it is not JSON: a name in double quotes is missing, or the comma before is one too many ("
    )


def test_that_more_than_two_hundred_events_are_refused_with_what_else_is_wrong() -> None:
    assert len(scenario(events=[BAN] * 200).events) == 200
    assert problems(content(events=[BAN] * 200 + [BAN | {"level": 9}])) == [
        Problem("events", "must have at most 200 entries; this has 201."),
        Problem(
            "events[200].level",
            "must lie between 0 and 5 (unrestricted to enforced embargo); this is 9.",
        ),
    ]


def test_that_a_newer_file_is_refused_for_that_alone() -> None:
    newer = {"format": "x", "version": 2, "moon": 1, "events": [{"level": 9}]}
    assert problem(json.dumps(newer).encode()) == (
        "version: made by a newer Jevons (version 2; this one reads up to 1): update this one."
    )


@pytest.mark.parametrize("version", [2.0, 10**30])
def test_that_any_whole_number_can_be_a_newer_version(version: float) -> None:
    assert "made by a newer Jevons" in problem(content(version=version))


@pytest.mark.parametrize("version", [0, -1, 1.5, "2", None, True, [2], float("inf")])
def test_that_a_version_that_is_no_version_hides_nothing_else(version: object) -> None:
    found = problems(content(version=version, moon=1))
    assert [each.place for each in found] == ["version", "moon"]
    assert found[0].message.startswith("must be a whole number from 1 on; this is ")


@pytest.mark.parametrize("text", ["60", "60.0", "6e1", "600e-1"])
def test_that_a_whole_number_may_be_written_with_a_point(text: str) -> None:
    body = content(horizon_months=77).replace(b"77", text.encode())
    assert files.parse(body, "a.jevons").horizon_months == 60


def test_that_a_growth_rate_is_not_blamed_for_a_discount_rate_that_is_wrong() -> None:
    said_of = {"terminal_growth": 0.15, "discount_rate": "0.3"}
    assert [p.place for p in problems(content(assumptions=said_of))] == [
        "assumptions.discount_rate"
    ]


def test_that_a_byte_order_mark_is_read_over() -> None:
    assert files.parse(b"\xef\xbb\xbf" + content(), "a.jevons") == scenario()


def test_that_characters_of_any_script_are_kept() -> None:
    name = "Größe – 规模 😀 \\ud800 \u202e"
    assert scenario(name=name).name == name
    assert files.parse(files.text_of(scenario(name=name)).encode(), "a.jevons").name == name


# Large and hostile files: the work done is counted, since a slow machine must not fail a test


START = content()[:-1]
KEYS = b",".join(b'"k%d":1' % i for i in range(300_000))
HOSTILE: dict[str, Callable[[], bytes]] = {
    "300,000 unknown names": lambda: START + b"," + KEYS + b"}",
    "300,000 unknown assumptions": lambda: START + b',"assumptions":{' + KEYS + b"}}",
    "a list of two million": lambda: START + b',"events":[' + b"1," * 2_000_000 + b"1]}",
    "a million lists": lambda: START + b',"events":[' + b"[]," * 1_000_000 + b"[]]}",
    "a million NaNs": lambda: START + b',"events":[' + b"NaN," * 1_000_000 + b"1]}",
    "names that stand twice": lambda: START + b',"a":1' * 700_000 + b"}",
    "objects in a list": lambda: b'[{"a":1,"a":2}' + b',{"a":1,"a":2}' * 300_000 + b"]",
    "a very deep list": lambda: b" " + b"[" * 4_000_000,
    "a very deep object": lambda: b'{"a":' * 800_000 + b"1" + b"}" * 800_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_that_a_file_with_too_many_values_is_refused_before_it_is_read_as_json(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = HOSTILE[name]()
    monkeypatch.delattr(json, "loads")
    assert len(body) <= files.LARGEST
    words = problem(body)
    assert words.startswith("it holds ")
    assert words.endswith(" values: no scenario has more than 20,000.")


def test_that_the_largest_scenario_has_fewer_values_than_are_refused() -> None:
    declared = registry(newest_data())
    able = [name for name, each in declared.items() if each.has_spread]
    said_of = {
        name: {"p10": each.p10, "p50": each.p50, "p90": each.p90}
        if each.has_spread
        else {"fixed": each.p50}
        for name, each in declared.items()
    }
    programme = {
        "type": "investment_programme", "month": "2025-02", "end_month": "2025-03",
        "amount_usd_bn": 1, "accelerator_share": 1, "additionality": 1, "label": "a",
    }  # fmt: skip
    body = content(
        assumptions=said_of,
        events=[programme] * 200,
        uncertainty={"correlations": [[*pair, 0] for pair in combinations(able, 2)]},
        notes=dict.fromkeys(declared, "Why, in words, with commas, [brackets] and {braces}."),
    )
    assert len(files.parse(body, "a.jevons").events) == 200
    assert files.values_in(body.decode()) < files.MOST_VALUES / 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


def count_of(value: object) -> int:
    inside = list(value.values()) if isinstance(value, dict) else value
    return 1 + sum(map(count_of, inside)) if isinstance(inside, list) else 1


@settings(max_examples=50)
@given(JSON, st.booleans())
def test_that_values_are_counted_whatever_their_texts_hold(value: object, escaped: bool) -> None:
    text = json.dumps([value], ensure_ascii=escaped)
    assert count_of([value]) - 1 <= files.values_in(text) <= 2 * count_of([value])


COUNT_OPEN_QUOTES = """
from scenarios.files import values_in
for text in ('{"a": "' + '\\\\"' * 2_000_000, '{"' * 2_000_000, '{"' + chr(92) * 2_000_000):
    print(values_in(text))
"""


def test_that_counting_takes_one_pass_however_quotes_are_left_open() -> None:
    # A second look for each quote would take hours, in which no timer of this process could act.
    command = [sys.executable, "-c", COUNT_OPEN_QUOTES]
    counted = subprocess.run(command, capture_output=True, check=True, timeout=100)
    assert counted.stdout.split() == [b"1", b"1000000", b"1"]


def test_that_deep_nesting_is_refused_in_words() -> None:
    assert problem(b'{"a":' * 19_000 + b"1" + b"}" * 19_000) == (
        "it is nested too deeply to be a scenario."
    )


@pytest.mark.parametrize("depth", [10, 100, 900])
def test_that_nesting_that_can_be_read_is_refused_at_its_place(depth: int) -> None:
    body = content()[:-1] + b',"events":' + b"[" * depth + b"]" * depth + b"}"
    assert problem(body) == "events[0]: must be an object in braces; this is a list."


def test_that_near_names_are_looked_for_a_few_times_in_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []

    def none_near(name: str, *_: object, **__: object) -> list[str]:
        calls.append(name)
        return []

    monkeypatch.setattr("difflib.get_close_matches", none_near)
    names = {f"training_rebund{i}": "x" for i in range(2_000)}
    pairs = [["training_rebund", "inference_rebund", 0.5]] * 1_000
    found = problems(
        content(
            **names,
            assumptions=names,
            events=[BAN | {f"a{i}": 1} for i in range(200)],
            uncertainty={**names, "correlations": pairs},
            notes=names,
        )
    )
    assert len(found) == 9_200
    assert len(calls) == 6 * 20


def test_that_no_more_is_read_of_a_file_than_shows_that_it_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.jevons"
    path.write_bytes(content() + b" " * (files.LARGEST - len(content())))
    assert files.load(path) == scenario()
    with path.open("ab") as file:
        file.write(b" ")
    with pytest.raises(InvalidInput) as caught:
        files.load(path)
    assert str(caught.value.problems[0]) == "it is over 5 MB: no scenario is that large."

    class Endless:
        asked = 0

        def read(self, size: int) -> bytes:
            self.asked += size
            return b" " * size

    endless = Endless()
    assert len(files.read(endless)) == endless.asked == files.LARGEST + 1  # type: ignore[arg-type]


# Anything at all is answered in our words


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(
        ("2025-02", "2025-01", "china", "export_restriction", "training_rebound", "p10")
    ),
    st.lists(st.none() | st.integers(), max_size=3),
    st.dictionaries(st.sampled_from(("type", "month", "fixed", "p10", "p50", "p90")), st.floats()),
)


def places_in(tree: object) -> Iterator[tuple[Any, Any]]:
    """Every (object or list, name or place in it)."""
    if isinstance(tree, dict | list):
        for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
            yield tree, key
            yield from places_in(value)


@settings(max_examples=40)
@given(scenario_trees(most_events=3), st.data())
def test_that_a_file_with_something_odd_in_it_opens_or_is_refused_in_our_words(
    tree: Tree, data: st.DataObject
) -> None:
    tree = json.loads(json.dumps(tree))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(list(places_in(tree))))
        match data.draw(st.sampled_from(("replace", "remove", "add"))):
            case "replace":
                holder[key] = data.draw(ODD)
            case "remove":
                del holder[key]
            case "add" if isinstance(holder, dict):
                holder[data.draw(st.text())] = data.draw(ODD)
        if not tree:
            break
    body = json.dumps(tree).encode()
    try:
        found = files.parse(body, "a.jevons")
    except InvalidInput as error:
        for each in error.problems:
            assert each.place
            assert each.message.endswith((".", "?"))
            assert str(each).isprintable()
            assert not any(
                word in str(each) for word in ("nput should", "pydantic", "Python", "tuple")
            )
    else:
        assert files.parse(files.text_of(found).encode(), "a.jevons") == found


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_that_any_bytes_are_refused_in_words(body: bytes) -> None:
    for each in problems(body):
        assert str(each).isprintable()


# Finding a file


def test_that_a_name_is_a_file_first_and_then_a_preset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stargate").mkdir()  # a folder is no scenario
    files.save(scenario(name="Mine"), tmp_path / "r1-shock")
    assert files.find("r1-shock").name == "Mine"
    assert files.find("stargate") == files.preset("stargate")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("r1-shok", "there is no such file, and no preset of this name. Did you mean r1-shock?"),
        ("mine.jevons", "there is no such file, and no preset of this name."),
        ("a" * 300, "it cannot be read: file name too long."),
        (".", "it cannot be read: is a directory."),
    ],
)
def test_that_what_cannot_be_found_is_said_by_the_name_given(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput) as caught:
        files.find(name)
    assert caught.value.subject == name
    assert [str(each) for each in caught.value.problems] == [words]


def test_that_a_file_that_is_not_there_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="it cannot be read: no such file or directory"):
        files.load(tmp_path / "mine.jevons")


# Canonical text


def test_that_the_example_is_saved_in_canonical_form() -> None:
    text = files.text_of(files.load(HERE / "v1/example.jevons"))
    assert text == (HERE / "v1/example.canonical").read_text(encoding="utf-8")


def test_that_a_scenario_that_says_nothing_is_saved_in_six_lines() -> None:
    # The data version is written though it is the default: the newest one changes with time.
    assert files.text_of(scenario()) == (
        '{\n  "format": "jevons-scenario",\n  "version": 1,\n  "name": "A",\n'
        '  "as_of": "2025-01",\n  "data": "2026-11"\n}\n'
    )


def test_that_what_equals_a_default_is_not_written() -> None:
    start = vintage(newest_data(), scenario().as_of)
    said_of = {name: start.get(name, a.p50) for name, a in registry(newest_data()).items()}
    said = scenario(
        description="",
        horizon_months=60,
        assumptions=said_of,
        events=[],
        uncertainty={"draws": 1024, "seed": 1, "correlations": []},
        notes={},
    )
    assert files.text_of(said) == files.text_of(scenario())
    one = json.loads(files.text_of(scenario(uncertainty={"draws": 1024, "seed": 2})))
    assert one["uncertainty"] == {"seed": 2}
    labelled = scenario(events=[BAN | {"label": ""}, BAN | {"label": "H20 ban"}])
    assert json.loads(files.text_of(labelled))["events"] == [BAN, BAN | {"label": "H20 ban"}]


@settings(max_examples=40)
@given(scenario_trees())
def test_that_what_is_saved_opens_as_it_was_and_is_saved_the_same(tree: Tree) -> None:
    found = parsed(tree)
    text = files.text_of(found)
    again = files.parse(text.encode(), "again")
    assert again == found
    assert files.text_of(again) == text


ORDER = ["format", "version", "name", "description", "as_of", "horizon_months", "data",
         "assumptions", "events", "uncertainty", "notes"]  # fmt: skip


@settings(max_examples=40)
@given(scenario_trees())
def test_that_saved_text_is_json_indented_by_two_with_its_names_in_order(tree: Tree) -> None:
    text = files.text_of(parsed(tree))
    found = json.loads(text)
    assert text == json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    assert list(found) == [name for name in ORDER if name in found]
    declared = list(registry(newest_data()))
    for part in ("assumptions", "notes"):
        assert list(found.get(part, ())) == [n for n in declared if n in found.get(part, ())]
    assert found.get("uncertainty", "left out") != {}


@settings(max_examples=40)
@given(scenario_trees(most_draws=4), st.randoms(use_true_random=False))
def test_that_equal_scenarios_give_equal_bytes(tree: Tree, chance: random.Random) -> None:
    other = shuffled(json.loads(json.dumps(tree)), chance)
    other.setdefault("horizon_months", 60)
    other.setdefault("notes", {})
    other["uncertainty"].setdefault("seed", 1)
    one, same = parsed(tree), parsed(other)
    assert one == same
    assert files.text_of(one) == files.text_of(same)


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same tree with names in another order and whole numbers written otherwise."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    if isinstance(value, list):
        return [shuffled(item, chance) for item in value]
    is_whole = isinstance(value, int) and abs(value) < 2**53
    return float(value) if is_whole and chance.random() < 0.5 else value


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1, "0.1"),
        (5.0, "5"),
        (-0.0, "0"),
        (100_000.0, "100000"),
        (1e15, "1000000000000000"),
        (1e16, "1e+16"),
        (1 / 3, "0.3333333333333333"),
        (2.5e-9, "2.5e-09"),
    ],
)
def test_that_numbers_are_written_at_their_shortest(number: float, text: str) -> None:
    assert json.dumps(files.shortest(number)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_that_the_shortest_number_reads_back_identical(number: float) -> None:
    assert float(json.dumps(files.shortest(number))) == number


# Saving whole or not at all


OLD = "what was there before"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jevons"
    path.write_text(OLD, encoding="utf-8")
    return path


def alone(path: Path) -> bool:
    """Whether nothing else was left beside the file."""
    return list(path.parent.iterdir()) == [path]


def test_that_a_scenario_is_saved_as_its_text_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "mine.jevons"
    files.save(scenario(name="Größe"), path)
    assert path.read_bytes() == files.text_of(scenario(name="Größe")).encode("utf-8")
    assert b"\r" not in path.read_bytes()
    assert files.load(path) == scenario(name="Größe")
    assert alone(path)


def failing(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
def test_that_a_failure_at_any_step_leaves_the_old_file(
    old: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step, failing)
    with pytest.raises(OSError, match="No space left on device"):
        files.save(scenario(), old)
    monkeypatch.undo()
    assert old.read_text(encoding="utf-8") == OLD
    assert alone(old)


def test_that_an_interruption_leaves_the_old_file(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.save(scenario(), old)
    assert old.read_text(encoding="utf-8") == OLD
    assert alone(old)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.name != "posix" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may make a small file system; the limit on file size stands in")
    yield folder
    subprocess.run(["umount", folder], check=True)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


LARGE = "Many words. " * 20_000


def test_that_a_full_disk_leaves_the_old_file(small_disk: Path) -> None:
    path = small_disk / "mine.jevons"
    files.save(scenario(), path)
    before = path.read_bytes()
    with pytest.raises(OSError, match="No space left on device"):
        files.save(scenario(description=LARGE), path)
    assert path.read_bytes() == before
    assert alone(path)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such limit")
def test_that_a_write_that_fails_half_way_leaves_the_old_file(old: Path) -> None:
    with file_size_limit(30_000), pytest.raises(OSError, match="File too large"):
        files.save(scenario(description=LARGE), old)
    assert old.read_text(encoding="utf-8") == OLD
    assert alone(old)


SAVE_FOR_EVER = """
import sys
from pathlib import Path
from scenarios import files
one, other = (files.parse(Path(name).read_bytes(), name) for name in sys.argv[1:3])
while True:
    for scenario in (one, other):
        files.save(scenario, Path(sys.argv[3]))
        print("saved", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")
def test_that_killing_it_while_it_saves_leaves_a_whole_file(tmp_path: Path) -> None:
    sources = []
    for name in ("one", "other"):
        sources.append(tmp_path / name)
        # Large, so that by far the most time is spent in writing.
        sources[-1].write_bytes(content(name=name, description=LARGE * 8))
    whole = [files.text_of(files.load(path)) for path in sources]
    target = tmp_path / "target"
    for saves in (1, 2, 3, 4):
        with subprocess.Popen(
            [sys.executable, "-c", SAVE_FOR_EVER, *sources, target], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            for _ in range(saves):
                assert child.stdout.readline() == b"saved\n"
            child.send_signal(signal.SIGKILL)
        assert child.returncode == -signal.SIGKILL
        assert target.read_text(encoding="utf-8") in whole


def test_that_a_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target.jevons", tmp_path / "link.jevons"
    link.symlink_to(target)
    for name in ("new", "again"):
        files.save(scenario(name=name), link)
        assert link.is_symlink()
        assert files.load(target).name == name


def test_that_links_in_a_circle_are_an_error_of_the_system(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(OSError, match="symbolic links"):
        files.save(scenario(), one)
    assert one.is_symlink()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_that_an_existing_file_keeps_its_permissions(old: Path, mode: int) -> None:
    old.chmod(mode)
    files.save(scenario(), old)
    assert stat.S_IMODE(old.stat().st_mode) == mode
    assert files.load(old) == scenario()


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_that_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        files.save(scenario(), tmp_path / "saved")
        (tmp_path / "written").write_bytes(b"")
    finally:
        assert os.umask(before) == mask
    saved, written = ((tmp_path / name).stat().st_mode for name in ("saved", "written"))
    assert saved == written


def test_that_a_name_as_long_as_the_system_allows_can_be_saved_to(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 255)
    files.save(scenario(), path)
    assert files.load(path) == scenario()


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_that_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb") as reader:
        files.write_atomically(pipe, b"text")
        assert reader.read() == b"text"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(IsADirectoryError):
        files.write_atomically(tmp_path, b"text")


NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """Be a user without rights: what needs a module that is not loaded yet cannot be done."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_that_what_may_not_be_written_is_not_written(what: str) -> None:
    # The folders of tests are closed to others, this one is not.
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "mine.jevons")
        files.save(scenario(), path)
        locked = path.parent if what == "folder" else path
        locked.chmod(0o500)
        if os.geteuid() == 0:
            os.chown(path.parent, NOBODY, NOBODY)
            os.chown(path, NOBODY, NOBODY)
        other = scenario(name="B")
        with pytest.raises(PermissionError) as caught, without_rights():
            files.save(other, path)
        assert files.reason(caught.value) == "permission denied"
        assert files.load(path) == scenario()
        assert alone(path)
        locked.chmod(0o700)


def test_that_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.save(scenario(), tmp_path / "none" / "mine.jevons")
    assert list(tmp_path.iterdir()) == []
