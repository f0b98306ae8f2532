"""The packaged command line's first line."""

from __future__ import annotations

from scenarios.cli import main

main()
