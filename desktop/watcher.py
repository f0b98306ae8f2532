"""Notices that another program has written, replaced or removed an open file.

It says which file, not what has happened to it: whoever reads the file again finds out, and finds
that nothing has changed where the change was our own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

#: Time for a program to finish what it is writing. [ms]
SETTLE = 200

#: Size and time of change, and which file on the disk has the name; None where none has.
_Stamp = tuple[int, int, int] | None


class Watcher(QObject):
    """Watches files by their paths, also while no file has that name.

    Signals
    -------
    changed : the ``Path`` of a file that was written, replaced, removed or put back
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None, settle_ms: int = SETTLE) -> None:
        super().__init__(parent)
        self._stamps: dict[Path, _Stamp] = {}
        self._watcher = QFileSystemWatcher(self)
        self._settling = QTimer(self, singleShot=True, interval=settle_ms)
        self._settling.timeout.connect(self.look)
        self._watcher.fileChanged.connect(self._settle)
        self._watcher.directoryChanged.connect(self._settle)

    def watch(self, paths: Iterable[Path]) -> None:
        """Watch these files and no others."""
        wanted = set(paths)
        self._renew(wanted)
        self._stamps = {path: self._stamps.get(path, _stamp(path)) for path in wanted}

    def look(self) -> None:
        """Tell at once of what has changed, for where a file system gives no notice."""
        self._settling.stop()
        self._renew(self._stamps.keys())
        before, self._stamps = self._stamps, {path: _stamp(path) for path in self._stamps}
        for path, stamp in before.items():
            if stamp != self._stamps.get(path, stamp):
                self.changed.emit(path)

    def _settle(self) -> None:
        # Not started anew by every notice: in a busy folder it would never end.
        if not self._settling.isActive():
            self._settling.start()

    def _renew(self, paths: Collection[Path]) -> None:
        """Watch every file, and its folder for the time when the file is not there.

        A file that was replaced has to be added again: what was watched is gone.
        """
        folders = {str(path.parent) for path in paths if path.parent.exists()}
        files = {str(path) for path in paths if path.exists()}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        unwanted, missing = watched - folders - files, (folders | files) - watched
        if unwanted:
            self._watcher.removePaths([*unwanted])
        if missing:
            self._watcher.addPaths([*missing])


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino
