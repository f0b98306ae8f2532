"""A screen of its own, what stands on it, and a hand on its mouse and keys: Xvfb and xdotool."""

from __future__ import annotations

import os
import struct
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

SIZE = (1400, 1000)
DEADLINE = 30.0


def wait_until(there: Callable[[], bool], what: str) -> None:
    """Come back when the state is there; fail with ``what`` when it does not come."""
    end = time.monotonic() + DEADLINE
    while not there():
        assert time.monotonic() < end, f"{what} did not come within {DEADLINE:.0f} s"
        time.sleep(0.05)


class Screen:
    """A virtual screen of 1400 by 1000 pixels, without a window manager."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "Xvfb_screen0"
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        server = ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-fbdir", str(folder)]
        self._server = subprocess.Popen(
            [*server, "-nolisten", "tcp", "-noreset"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._server.stdout is not None
        self.display = f":{self._server.stdout.readline().strip()}"
        # In the middle, where it stands at first, it would hover over something.
        self.hand("mousemove", *SIZE)

    def close(self) -> None:
        """End the screen."""
        self._server.terminate()
        self._server.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def picture(self, part: QRect) -> QImage:
        """What stands on a part of the screen now."""
        content = self._file.read_bytes()
        header = struct.unpack_from(">25I", content)
        start, line = header[0] + 12 * header[19], header[12]
        whole = QImage(content[start:], *SIZE, line, QImage.Format.Format_RGB32)
        return whole.copy(part)

    def settled(self, part: QRect, unlike: QImage | None = None) -> QImage:
        """A part of the screen once it is not ``unlike`` and stays as it is for half a second."""
        seen, since = self.picture(part), time.monotonic()

        def still() -> bool:
            nonlocal seen, since
            now = self.picture(part)
            if now != seen:
                seen, since = now, time.monotonic()
            return time.monotonic() - since > 0.5 and (unlike is None or seen != unlike)

        wait_until(still, "a picture that stays")
        return seen

    def hand(self, *words: str | int) -> str:
        """Do one thing with xdotool; what it prints."""
        found = subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        return found.stdout.strip()

    def windows(self, title: str) -> list[str]:
        """The windows on the screen whose title has ``title`` in it."""
        return self.hand("search", "--onlyvisible", "--name", title).split()

    def key(self, window: str, chord: str) -> None:
        """Press keys in a window. Without a window manager nobody else gives it the focus."""
        self.hand("windowfocus", "--sync", window, "key", "--clearmodifiers", chord)

    def drag(self, *places: tuple[int, int]) -> None:
        """Press the mouse at the first place, and let it go at the last."""
        for number, (x, y) in enumerate(places):
            self.hand("mousemove", "--sync", x, y)
            if number == 0:
                self.hand("mousedown", 1)
        self.hand("mouseup", 1)

    def choose_file(self, title: str, path: Path) -> None:
        """Type a path into the dialog of that title, save, and wait for the file."""
        wait_until(lambda: bool(self.windows(title)), f"the dialog “{title}”")
        (dialog,) = self.windows(title)
        self.key(dialog, "ctrl+a")
        self.hand("type", str(path))
        # The first Return may go to the list of completions, so the button is pressed instead.
        self.key(dialog, "alt+s")
        wait_until(path.exists, path.name)


class Program:
    """A program on a screen, in an environment of nothing but what is named."""

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str], title: str, on: Screen
    ) -> None:
        self.process = subprocess.Popen(
            [*map(str, command)],
            env={"DISPLAY": on.display, **environment},
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until(lambda: bool(on.windows(title)) or self._has_ended(), f"the window “{title}”")
        self.window = next(iter(on.windows(title)), "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def _has_ended(self) -> bool:
        return self.process.poll() is not None

    def ended(self) -> tuple[int, str]:
        """Status and error output, once it has ended by itself."""
        errors = self.process.communicate(timeout=DEADLINE)[1]
        return self.process.returncode, errors
