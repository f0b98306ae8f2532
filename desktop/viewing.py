"""Asks for projections of all that is visible, and hands over what the views show.

All that can be worked out is worked out in the projector's thread; the views only paint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.chart_sight import OPENING, BoardRequest, Shown
from desktop.chart_views import BoardData, board_data
from desktop.charts.data import Grain
from desktop.comparison_data import ComparisonData, comparison_data
from desktop.document import ScenarioDocument
from desktop.headline_data import KeyFigures, headline_data
from desktop.projector import Projector, Request, Result
from desktop.references import DEFAULTS, NO_EVENTS
from desktop.theme import Theme
from desktop.workspace import Workspace
from scenarios.projection import Projection


@dataclass(frozen=True, eq=False)
class Sighting:
    """What the views show at one moment.

    Attributes
    ----------
    projections : by key of the visible documents, each with its effect where it has one
    active : key of the scenario being edited
    board, figures : for the charts and the headline strip; None where that could not be projected
    comparison : outcomes side by side; None where nobody looks at them
    reference_name : what effects are measured against
    """

    projections: Mapping[str, Projection]
    active: str
    board: BoardData | None
    figures: KeyFigures | None
    comparison: ComparisonData | None
    reference_name: str

    @property
    def projection(self) -> Projection | None:
        """That of the scenario being edited."""
        return self.projections.get(self.active)


class Viewing(QObject):
    """Keeps the views up to date.

    Signals
    -------
    sighted : a `Sighting`, newer than the last
    """

    sighted = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        projector: Projector,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._projector = projector
        self._theme = theme
        self._charts: tuple[str, ...] = OPENING
        self._grain = Grain.QUARTER
        self._compares = False
        self._fitting = False
        projector.projected.connect(self._hand_over)

    @property
    def grain(self) -> Grain:
        """Length of the spans that values stand for."""
        return self._grain

    def set_charts(self, keys: Sequence[str]) -> None:
        """Show these charts from now on."""
        self._charts = tuple(keys)
        self.refresh()

    def set_grain(self, grain: Grain) -> None:
        """Show values by this span from now on."""
        self._grain = grain
        self.refresh()

    def set_compares(self, compares: bool) -> None:
        """Whether scenarios are to be compared too."""
        self._compares = compares
        self.refresh()

    def set_fitting(self, fitting: bool) -> None:
        """Whether draws that fit the record are to be drawn beside all draws."""
        self._fitting = fitting
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Give scenarios the looks of a theme."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Ask for all that is visible as it is now; the newest request wins."""
        active = self._workspace.active
        if active is None:
            return
        documents = [d for d in self._workspace.documents if d is active or self._is_visible(d)]
        wanted = tuple(
            (document.key, document.scenario, self._workspace.reference_scenario(document))
            for document in documents
        )
        board = self._board_request(documents, active)
        self._projector.request(Request(wanted, derive=partial(sight, board, self._compares)))

    def reference_name(self, document: ScenarioDocument) -> str:
        """What the document's effect is measured against, in words."""
        reference = self._workspace.reference
        chosen = self._workspace.document(reference)
        if chosen is not None and self._workspace.reference_scenario(document) is not None:
            return chosen.name
        if chosen is not None:
            return ""
        return {
            DEFAULTS: self.tr("Defaults"),
            NO_EVENTS: self.tr("No events"),
        }[reference]

    def _is_visible(self, document: ScenarioDocument) -> bool:
        return self._workspace.is_visible(document)

    def _board_request(
        self, documents: Sequence[ScenarioDocument], active: ScenarioDocument
    ) -> BoardRequest:
        shown = tuple(
            Shown(d.key, d.name, self._theme.look(self._workspace.colour(d))) for d in documents
        )
        chosen = self._workspace.document(self._workspace.reference)
        return BoardRequest(
            shown,
            active.key,
            self._charts,
            self._grain,
            self.reference_name(active),
            chosen.key if chosen else "",
            fitting=self._fitting,
        )

    def _hand_over(self, result: Result) -> None:
        # The last scenario may have been closed while it was worked on.
        if isinstance(result.derived, Sighting) and self._workspace.active is not None:
            self.sighted.emit(result.derived)


def sight(request: BoardRequest, compares: bool, projections: Mapping[str, Projection]) -> Sighting:
    """Return what the views show of projections; to be called in a worker."""
    active = projections.get(request.active)
    return Sighting(
        dict(projections),
        request.active,
        board_data(request, projections),
        headline_data(active) if active else None,
        comparison_data(request, projections) if compares else None,
        request.reference_name,
    )
