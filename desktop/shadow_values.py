"""Works out shadow values off the GUI thread, when somebody asks what more would be worth."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.explain.analyst import Analyst
from desktop.explain.question import Progress, Question
from scenarios.scenario import Scenario


class ShadowValues(QObject):
    """Answers what one per cent more chips, power or demand adds to a scenario's revenue.

    Signals
    -------
    found : a `Scenario` and its `scenarios.explain.shadow.Shadow`
    """

    found = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._analyst = Analyst(self)
        self._analyst.answered.connect(lambda _, answer: self.found.emit(*answer))

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._analyst.is_busy

    def ask(self, scenario: Scenario) -> None:
        """Ask for a scenario's shadow values; one that still waits is forgotten."""
        self._analyst.ask(Question((lambda progress: _shadow(scenario, progress),)))

    def stop(self) -> None:
        """Forget every question and wait for the worker's end."""
        self._analyst.stop()


def _shadow(scenario: Scenario, _progress: Progress) -> tuple[Scenario, object]:
    # The window starts without what only this needs.
    from scenarios.explain.shadow import shadow

    return scenario, shadow(scenario)
