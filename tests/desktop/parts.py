"""Finding the parts of a widget by kind and object name."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject

Part = TypeVar("Part", bound=QObject)


def part(root: QObject, kind: type[Part], name: str) -> Part:
    """The part of a kind and name below ``root``; fails the test when there is none."""
    found = root.findChild(kind, name)
    assert found is not None, f"there is no {kind.__name__} {name}"
    return found
