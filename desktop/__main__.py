"""``python -m desktop [FILE...]``: opens the window."""

from __future__ import annotations

import sys

from desktop.launch import main

if __name__ == "__main__":
    sys.exit(main())
