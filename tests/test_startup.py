"""What starting Jevons imports: help comes at once, and nothing heavy is loaded for it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

HEAVY = {"pandas", "scipy", "matplotlib", "pyam", "PySide6", "pyqtgraph"}

THEN_LIST = "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
RUN = """
import io, contextlib
from scenarios.cli import main
with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())) as out:
    try:
        main(sys.argv[1:])
    except SystemExit as end:
        assert not end.code, end.code
    out.flush()
    assert out.buffer.getvalue()
"""


def imported(code: str, *arguments: str) -> set[str]:
    """The packages that are loaded once ``code`` has run in a Python of its own."""
    lines = ["import json, sys", code, THEN_LIST]
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(lines), *arguments],
        capture_output=True,
        check=True,
    )
    return set(json.loads(found.stdout))


def test_that_importing_scenarios_loads_nothing_of_others() -> None:
    assert "scenarios" in imported("import scenarios")
    assert not imported("import scenarios") & (HEAVY | {"numpy", "pydantic", "click"})


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["run", "--help"], ["--version"], ["completion", "bash"]],
    ids=" ".join,
)
def test_that_help_loads_neither_numpy_nor_anything_heavy(arguments: list[str]) -> None:
    assert not imported(RUN, *arguments) & (HEAVY | {"numpy"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "r1-shock", "--draws", "8", "--format", "iamc"],
        ["compare", "r1-shock", "r1-shock-jevons"],
        ["validate", "r1-shock"],
        ["schema"],
    ],
    ids=" ".join,
)
def test_that_no_command_loads_anything_heavy(arguments: list[str]) -> None:
    found = imported(RUN, *arguments)
    assert "numpy" in found
    assert not found & HEAVY


def test_that_the_console_script_and_the_module_are_one_command_line() -> None:
    (script,) = entry_points(group="console_scripts", name="jevons")
    assert script.value == "scenarios.cli:main"
    for arguments in (["presets"], ["run"]):
        module = subprocess.run(
            [sys.executable, "-m", "scenarios", *arguments], capture_output=True, check=False
        )
        code = "import sys; from scenarios.cli import main; main(sys.argv[1:])"
        function = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, check=False
        )
        assert module.returncode == function.returncode == (2 if arguments == ["run"] else 0)
        assert module.stdout == function.stdout
        assert module.stderr == function.stderr
