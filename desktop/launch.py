"""The way in: imports all that the window needs, as fast as it goes."""

from __future__ import annotations

import gc
import os


def main() -> int:
    """Run the application with the command line's arguments; return its exit status."""
    # pydantic would read the metadata of every installed package to find plugins for itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # What is imported stays for good. Collected along the way, it would be gone through often.
    gc.disable()
    from desktop.start import main as start

    gc.freeze()
    gc.enable()
    return start()
