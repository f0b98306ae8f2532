"""What holds for every test of the window: folders of its own, one language, nothing left over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, QStandardPaths, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from tests.desktop.leftovers import Leftovers

_ADVICE = (
    "End it in the close() or stop() of what started it, or hand the widget to qtbot.addWidget."
)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    # Another system's dialogs cannot be found by a test, let alone be clicked.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    QStandardPaths.setTestModeEnabled(True)
    return QApplication


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder, and with it Qt's folders of settings and state, for this test alone."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def british_english(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture(autouse=True)
def mouse_elsewhere(qapp: QApplication) -> None:
    """Put the mouse where no window is: what it is over looks pointed at, whoever left it there."""
    QCursor.setPos(qapp.primaryScreen().geometry().bottomRight() + QPoint(999, 999))


@pytest.fixture(autouse=True)
def nothing_left_over(
    qapp: QApplication, british_english: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail the test that leaves a thread, a timer or a window behind."""
    leftovers = Leftovers(monkeypatch)
    yield
    found = leftovers.found()
    if found:
        lines = "".join(f"\n  {line}" for line in found)
        pytest.fail(f"This test left something behind:{lines}\n{_ADVICE}", pytrace=False)
