"""The texts of the data that the window shows, written so that Qt's tool finds them.

They stand in tables, where pyside6-lupdate does not look. ``python -m desktop.data_texts data.py``
writes a file that it reads beside the sources; `desktop.form.data_text` then speaks them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from scenarios.assumptions import registry
from scenarios.ladder import RUNG_NAMES
from scenarios.projection import VARIABLES
from scenarios.record import newest_data

CONTEXT = "data"
"""The context in which `desktop.form.data_text` looks a text up."""


def data_texts() -> tuple[str, ...]:
    """Return what is called or said of assumptions, rungs and outputs, each text once."""
    return tuple(dict.fromkeys(text for text in _texts() if text))


def as_source(texts: Iterable[str]) -> str:
    """Return Python source in which pyside6-lupdate finds texts in `CONTEXT`."""
    calls = (f"QCoreApplication.translate({_quoted(CONTEXT)}, {_quoted(text)})" for text in texts)
    return "\n".join(("from PySide6.QtCore import QCoreApplication", *calls, ""))


def _texts() -> Iterator[str]:
    for assumption in registry(newest_data()).values():
        yield from (assumption.group, assumption.label, assumption.help, assumption.definition)
        yield assumption.basis
    yield from RUNG_NAMES
    yield from (variable.label for variable in VARIABLES.values())


def _quoted(text: str) -> str:
    """A text as a literal of a kind that the tool reads: it knows these escapes and no others."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(as_source(data_texts()), encoding="utf-8")
