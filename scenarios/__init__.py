"""The scenario engine: from assumptions about AI to chips shipped and vendor revenue."""

from __future__ import annotations
