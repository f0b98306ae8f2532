"""Data, presets and other files that ship with Jevons, in the tree and in a frozen build."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """Place of a shipped file or folder, such as ``"data/2026-11/history.csv"``.

    ``name`` is relative to this package, with forward slashes. The file need not exist:
    opening it says so.
    """
    return Path(__file__).parent / name
