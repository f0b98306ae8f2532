"""How fast the engine is, beside compiled code and beside plain Python."""

from __future__ import annotations
