"""The packaged window's first line."""

from __future__ import annotations

import sys

from desktop.launch import main

sys.exit(main())
