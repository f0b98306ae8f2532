"""What Jevons is: versions, data, licences."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from PySide6 import __version__ as qt_version
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import resources
from desktop.form import named, spoken
from desktop.theme import application_icon
from scenarios import record


def application_version() -> str:
    """Return the version of Jevons, or "unknown" where it was not installed."""
    try:
        return version("jevons")
    except PackageNotFoundError:
        return "unknown"


class AboutDialog(QDialog):
    """Says what this is, in which version, from whose data, under which licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle(self.tr("About Jevons"))
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(72, 72))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = named(QLabel(self._words()), "about_words")
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        words.setWordWrap(True)
        words.setMinimumWidth(380)
        licences = spoken(QTextBrowser(), "about_licences", self.tr("Licences"))
        licences.setOpenExternalLinks(True)
        licences.setPlainText(self._licences())
        head = QHBoxLayout()
        head.setSpacing(18)
        head.addWidget(picture)
        head.addWidget(words, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        page = QVBoxLayout(self)
        page.setContentsMargins(22, 20, 22, 16)
        page.setSpacing(16)
        page.addLayout(head)
        page.addWidget(licences)
        page.addWidget(buttons)
        self.resize(560, 520)

    def _words(self) -> str:
        return self.tr(
            "<h2>Jevons {version}</h2>"
            "<p>Does a more efficient AI model sell fewer GPUs, or more?</p>"
            "<p>Data of {data}. Model version 1.<br>"
            "Qt {qt}, PySide6, NumPy {numpy}, Python {python}.</p>"
            "<p>A scenario is an argument made exact, not a forecast and not advice.</p>"
        ).format(
            version=application_version(),
            data=record.newest_data(),
            qt=qt_version,
            numpy=np.__version__,
            python=platform.python_version(),
        )

    def _licences(self) -> str:
        data = resources.path(f"data/{record.newest_data()}")
        return "\n\n".join(
            (
                self.tr(
                    "Jevons: MIT licence.\n"
                    "Qt and PySide6: GNU LGPL version 3. The Qt libraries are separate files "
                    "beside the program and may be replaced by your own build.\n"
                    "NumPy, pyqtgraph, pydantic, click: see the third-party notices.\n"
                    "Inter: SIL Open Font Licence."
                ),
                (data / "README.md").read_text(encoding="utf-8"),
                (data / "LICENSE-epoch-ai.txt").read_text(encoding="utf-8"),
                resources.path("fonts/OFL.txt").read_text(encoding="utf-8"),
            )
        )
