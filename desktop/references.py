"""What effects can be measured against, besides an open scenario, which is known by its key."""

from __future__ import annotations

DEFAULTS = "defaults"
"""The same start with every assumption at its default and no events."""

NO_EVENTS = "no-events"
"""The scenario itself without its events."""
