"""What frame the active scenario is projected in, in a corner of the menu bar."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget

from desktop.event_texts import EventTexts
from scenarios.scenario import Scenario


class ScopeButton(QToolButton):
    """Says as-of month, horizon and draws, and leads to where they are changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scope")
        self.setAutoRaise(True)
        self._frame: tuple[object, ...] = ()

    def shows(self, scenario: Scenario) -> bool:
        """Whether a scenario has the frame that is shown."""
        return self._frame == _frame(scenario)

    def show_scenario(self, scenario: Scenario | None) -> bool:
        """Show the frame of a scenario, or nothing; whether the text is another now."""
        self.setVisible(scenario is not None)
        if scenario is None:
            return False
        self._frame = _frame(scenario)
        words = self.tr("as of {month} · {months} months · {draws} draws").format(
            month=EventTexts(self.locale()).month(scenario.as_of),
            months=scenario.horizon_months,
            draws=self.locale().toString(scenario.uncertainty.draws),
        )
        changed = words != self.text()
        self.setToolTip(self.tr("Change start, horizon, draws and correlations"))
        self.setText(words)
        self.setAccessibleName(words)
        return changed


def _frame(scenario: Scenario) -> tuple[object, ...]:
    return scenario.data, scenario.as_of, scenario.horizon_months, scenario.uncertainty.draws
