"""How a picture is drawn, apart from what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale

from desktop.theme import Theme

TEXT = 11
"""Size of the texts on a chart in pixels."""


@dataclass(frozen=True)
class Look:
    """The colours, the language of numbers and months, and the scale."""

    theme: Theme
    locale: QLocale
    logarithmic: bool = False
