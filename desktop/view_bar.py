"""The row of tabs above the charts: which view of the scenarios is in front."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

#: The views by name, in the order of their tabs; the explanations come after the first two.
NAMES = (
    "charts",
    "compare",
    "gap",
    "rebound",
    "frontier",
    "solve",
    "sensitivity",
    "hindcast",
)


class ViewBar(QTabBar):
    """A tab for every view.

    Signals
    -------
    requested : name of the view that the user wants to see
    """

    requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("view_bar")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        for name in NAMES:
            self.setTabData(self.addTab(name), name)
        self._retranslate()
        self.currentChanged.connect(lambda place: self.requested.emit(self.tabData(place)))

    def view(self) -> str:
        """Name of the view in front."""
        name: str = self.tabData(self.currentIndex())
        return name

    def show_view(self, name: str) -> None:
        """Mark the view in front, without saying that the user chose it."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(NAMES.index(name))
        self.blockSignals(blocked)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Views"))
        texts = {
            "charts": (self.tr("Charts"), self.tr("The projection over time")),
            "compare": (self.tr("Compare"), self.tr("All visible scenarios side by side")),
            "gap": (self.tr("Why"), self.tr("What makes two scenarios differ, and by how much")),
            "rebound": (
                self.tr("Rebound"),
                self.tr("What efficiency saves, what use takes back"),
            ),
            "frontier": (
                self.tr("Break-even"),
                self.tr("Where efficiency stops hurting sales"),
            ),
            "solve": (self.tr("Believe"), self.tr("What one would have to believe for a result")),
            "sensitivity": (self.tr("Sensitivity"), self.tr("Which assumptions matter most")),
            "hindcast": (
                self.tr("Hindcast"),
                self.tr("What would have been said, and what came"),
            ),
        }
        for place, name in enumerate(NAMES):
            text, tip = texts[name]
            self.setTabText(place, text)
            self.setTabToolTip(place, tip)
