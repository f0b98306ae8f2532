"""A progress bar for runs that take over a second."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self

import click

_PATIENCE = 1.0


class Progress:
    """Shows a bar on a terminal's standard error once a run has taken a second."""

    def __init__(self, label: str) -> None:
        self._label, self._start = label, time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def show(self, done: int, total: int) -> None:
        """Say that ``done`` parts of ``total`` are ready."""
        if self._bar is None:
            if not sys.stderr.isatty() or time.monotonic() - self._start < _PATIENCE:
                return
            self._bar = click.progressbar(length=total, label=self._label, file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.__exit__(kind, error, trace)
