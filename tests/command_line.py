"""The command line as tests run it; the fixture ``jevons`` does so in an empty folder."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from scenarios import cli


@dataclass
class Ended:
    """A command that has ended."""

    status: int
    out: str
    err: str


Jevons = Callable[..., Ended]


def runner(monkeypatch: pytest.MonkeyPatch, output: pytest.CaptureFixture[bytes]) -> Jevons:
    """Return a call that runs the command line; ``stdin`` is what it is given to read."""

    def run(*arguments: str, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            cli.main(list(arguments))
        out, err = output.readouterr()
        assert isinstance(ended.value.code, int)
        return Ended(ended.value.code, out.decode("utf-8"), err.decode("utf-8"))

    return run
