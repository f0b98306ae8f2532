"""What the explanations are about, and a question as work for another thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scenarios.explain.variants import Against
from scenarios.projection import Projection
from scenarios.scenario import Scenario

Progress = Callable[[int, int], None]
Step = Callable[[Progress], object]


@dataclass(frozen=True, eq=False)
class Other:
    """Another open scenario, by its key and name."""

    key: str
    name: str
    scenario: Scenario


@dataclass(frozen=True, eq=False)
class Subject:
    """What the views explain.

    Attributes
    ----------
    key, scenario : the scenario being edited
    reference : what its effect is measured against; None where the as-of months differ
    reference_name : that in words
    without_events : whether the reference is the scenario without its events
    others : the other open scenarios, those of another as-of month too
    projection : of the scenario, with its effect; None before the first
    """

    key: str
    scenario: Scenario
    reference: Scenario | None
    reference_name: str
    without_events: bool = False
    others: tuple[Other, ...] = ()
    projection: Projection | None = None

    def against(self) -> Against:
        """Return what effects of variants are measured against, the defaults for want of more."""
        if self.reference is None:
            return Against(self.scenario.defaults())
        return Against(self.reference, follows=self.without_events)


@dataclass(frozen=True, eq=False)
class Question:
    """Work for another thread.

    Attributes
    ----------
    steps : called in turn, each with what is to be told of progress; every answer is shown, so
        that a quick first picture can come before an exact one
    long : whether a newer question ends it at once; short work is rather finished and shown, or
        under a steady hand nothing ever would be
    asker : who is told of answers, progress and failure; set by the room
    """

    steps: tuple[Step, ...]
    long: bool = False
    asker: object = None
