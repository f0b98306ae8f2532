"""The names of the ladder of export-restriction levels, from unrestricted to enforced embargo.

What each rung lets through stands in `scenarios.engine.access`; here is how it is called.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: its level, its short name, and in words what it stands for."""

    level: int
    name: str
    meaning: str


LADDER = (
    Rung(0, "unrestricted", "no restriction"),
    Rung(1, "interconnect caps", "interconnect caps as of October 2022: A800 and H800 allowed"),
    Rung(2, "density caps", "performance-density caps as of October 2023: H20 class allowed"),
    Rung(3, "licences case by case", "licences case by case, as from April 2025 on"),
    Rung(4, "embargo", "no legal sales"),
    Rung(5, "enforced embargo", "no legal sales, diversion and cloud rental closed too"),
)

#: Short names by level.
RUNG_NAMES = tuple(rung.name for rung in LADDER)


def rung_name(level: float) -> str:
    """Return what a level is called; a fraction lies ``between`` two rungs.

    Raises ``ValueError`` for a level off the ladder.
    """
    if not 0 <= level <= LADDER[-1].level:
        raise ValueError(f"the ladder goes from 0 to {LADDER[-1].level}; this is {level:g}.")
    below, above = math.floor(level), math.ceil(level)
    if below == above:
        return RUNG_NAMES[below]
    return f"between {RUNG_NAMES[below]} and {RUNG_NAMES[above]}"
