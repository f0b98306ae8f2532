"""The way in: imports all that the window needs with Python's collector at rest.

What is imported stays for good. Collected along the way, it would be gone through several times,
which took a tenth of the time to the first picture.
"""

from __future__ import annotations

import gc


def main() -> int:
    """Run the application with the command line's arguments; return its exit status."""
    gc.disable()
    from desktop.start import main as start

    gc.freeze()
    gc.enable()
    return start()
