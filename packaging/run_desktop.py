"""The packaged window's first line."""

from __future__ import annotations

import os
import sys

# As Python itself does where it is not frozen (PEP 538): Qt complains of a locale without UTF-8.
if sys.platform == "linux" and not {"LC_ALL", "LC_CTYPE", "LANG"} & os.environ.keys():
    os.environ["LC_CTYPE"] = "C.UTF-8"

from desktop.start import main

sys.exit(main())
