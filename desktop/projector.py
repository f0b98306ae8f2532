"""Projects scenarios off the GUI thread: one job at a time, and the newest request wins.

While a slider moves, requests come faster than answers. Each answer is shown although the slider
has moved on, and the next job takes the newest request; those between are never worked on. A job
is not cancelled for a newer one: under a steady hand nothing would ever be shown.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QEventLoop,
    QLocale,
    QObject,
    Qt,
    QThreadPool,
    Signal,
)

from desktop.collector import Collector
from scenarios.projection import Projection, paired, project
from scenarios.scenario import Scenario

#: Bytes of projections kept for another look; the newest are kept in any case.
MOST_KEPT = 32_000_000


@dataclass(frozen=True)
class Request:
    """What is to be shown.

    Attributes
    ----------
    scenarios : a key, the scenario, and what its effect is measured against or None
    bands : the (variable, region) pairs whose bands will be painted
    derive : works out in the worker what the views show of the projections, by key

    Raises ``ValueError`` for an effect between two as-of months.
    """

    scenarios: tuple[tuple[str, Scenario, Scenario | None], ...]
    bands: frozenset[tuple[str, str]] = frozenset()
    derive: Callable[[Mapping[str, Projection]], object] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for _, scenario, baseline in self.scenarios:
            if baseline is not None and baseline.as_of != scenario.as_of:
                raise ValueError(
                    f"an effect needs one as-of month: {scenario.as_of}, {baseline.as_of}"
                )


@dataclass(frozen=True)
class Result:
    """The answer to a request: projections by key, without those that failed.

    ``version`` counts requests from 1; what is shown later has a higher one. ``derived`` is what
    the request's ``derive`` gave.
    """

    request: Request
    version: int
    projections: Mapping[str, Projection]
    derived: object = None


@dataclass(frozen=True)
class _Outcome:
    result: Result
    failures: list[tuple[Scenario, Exception]] = field(default_factory=list)


class Projector(QObject):
    """Answers requests from a worker thread.

    Signals
    -------
    projected : a `Result`; its bands are worked out, so that reading them costs nothing
    failed : a sentence on a scenario that could not be projected
    busy_changed : whether an answer is awaited
    """

    projected = Signal(object)
    failed = Signal(str)
    busy_changed = Signal(bool)

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._cache = _Cache()
        self._version = 0
        self._waiting: Request | None = None
        self._busy = False
        self._stopped = False
        self._collector = Collector(self)
        self._done.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._busy

    def request(self, request: Request) -> None:
        """Ask for projections; a request that still waits for its turn is forgotten."""
        if self._stopped:
            return
        self._version += 1
        self._waiting = request
        if not self._busy:
            self._busy = True
            self.busy_changed.emit(True)
            self._start()

    def wait_idle(self, timeout_ms: int = 10_000) -> bool:
        """Handle events until nothing is awaited; whether that was reached in time."""
        deadline = QDeadlineTimer(timeout_ms)
        while self._busy and not deadline.hasExpired():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        return not self._busy

    def stop(self) -> None:
        """Forget all requests and wait for the worker's end; nothing is emitted from then on."""
        self._stopped = True
        self._waiting = None
        self._pool.waitForDone()
        self._collector.stop()
        self._busy = False

    def _start(self) -> None:
        assert self._waiting is not None
        request, version, self._waiting = self._waiting, self._version, None
        self._pool.start(lambda: self._done.emit(self._work(request, version)))

    def _work(self, request: Request, version: int) -> _Outcome:
        """Answer a request, in the worker."""
        projections: dict[str, Projection] = {}
        outcome = _Outcome(Result(request, version, projections))
        for key, scenario, baseline in request.scenarios:
            if self._stopped:
                break
            try:
                projections[key] = self._cache.projection(scenario, baseline, request.bands)
            # Whatever goes wrong in the model, the window lives and says so.
            except Exception as error:  # noqa: BLE001
                outcome.failures.append((scenario, error))
        self._cache.trim()
        if request.derive is None or not projections or self._stopped:
            return outcome
        try:
            derived = request.derive(projections)
        # As above: what the charts gather of a result must not end the worker either.
        except Exception as error:  # noqa: BLE001
            outcome.failures.append((request.scenarios[0][1], error))
            return outcome
        return replace(outcome, result=replace(outcome.result, derived=derived))

    def _finish(self, outcome: _Outcome) -> None:
        """Show an answer and start the next job, in the GUI thread."""
        if self._stopped:
            return
        if self._waiting is not None:
            self._start()
        else:
            self._busy = False
        self.projected.emit(outcome.result)
        for scenario, error in outcome.failures:
            self.failed.emit(self._words(scenario, error))
            if not isinstance(error, MemoryError):
                sys.excepthook(type(error), error, error.__traceback__)
        if not self._busy:
            self.busy_changed.emit(False)

    def _words(self, scenario: Scenario, error: Exception) -> str:
        if isinstance(error, MemoryError):
            draws = QLocale().toString(scenario.uncertainty.draws)
            return self.tr(
                "“{name}” cannot be projected: there is not enough memory for {draws} draws."
            ).format(name=scenario.name, draws=draws)
        return self.tr("“{name}” cannot be projected: {reason}").format(
            name=scenario.name, reason=str(error) or type(error).__name__
        )


class _Cache:
    """Projections by scenario and by what they are measured against; only the worker uses it."""

    def __init__(self) -> None:
        self._kept: dict[Scenario, _Kept] = {}

    def projection(
        self, scenario: Scenario, baseline: Scenario | None, bands: Collection[tuple[str, str]]
    ) -> Projection:
        """Return a projection with its effect, the bands that it has of those wanted ready."""
        against = None if baseline is None else paired(baseline, scenario)
        kept = self._projected(scenario)
        found = kept.measured(None if against is None else self._projected(against))
        found.prepare(bands)
        return found.projection

    def _projected(self, scenario: Scenario) -> _Kept:
        # Hashing a scenario costs as much as several calls of numpy: seldom, and not in loops.
        found = self._kept.pop(scenario, None) or _Kept(project(scenario))
        self._kept[scenario] = found
        found.used = True
        return found

    def trim(self) -> None:
        """Drop what was not used since the last call, the oldest first, down to `MOST_KEPT`."""
        size = sum(found.size for found in self._kept.values())
        for scenario, found in [*self._kept.items()]:
            if size > MOST_KEPT and not found.used:
                size -= self._kept.pop(scenario).size
                found.drop()
            found.used = False
        for found in self._kept.values():
            found.forget_dropped()


class _Kept:
    """A projection, its size, and what is known of its effects.

    Attributes
    ----------
    size : about how many bytes it holds: every output for every draw and month
    used : whether it was asked for since the cache was last trimmed
    dropped : whether the cache has forgotten it
    """

    def __init__(self, projection: Projection) -> None:
        self.projection = projection
        self.size = len(projection.available()) * projection.outputs.backlog.nbytes
        self.used = self.dropped = False
        self._measured: list[_Measured] = []

    def measured(self, against: _Kept | None) -> _Measured:
        """Return the projection with its effect against another one, or without any."""
        for found in self._measured:
            if found.against is against:
                return found
        self._measured.append(_Measured(self.projection, against))
        return self._measured[-1]

    def drop(self) -> None:
        """Let go of all effects: one against itself would keep it alive."""
        self.dropped = True
        self._measured.clear()

    def forget_dropped(self) -> None:
        """Forget the effects against projections that the cache has dropped."""
        self._measured = [m for m in self._measured if m.against is None or not m.against.dropped]


class _Measured:
    """A projection with its effect, and which of its bands are worked out."""

    def __init__(self, projection: Projection, against: _Kept | None) -> None:
        self.against = against
        self.projection = projection if against is None else projection.against(against.projection)
        self._ready: set[tuple[str, str]] = set()

    def prepare(self, bands: Collection[tuple[str, str]]) -> None:
        """Work out those bands that the projection has and that were not wanted before."""
        if missing := {*bands} - self._ready:
            has = {(variable.id, region) for variable, region in self.projection.available()}
            if wanted := has & missing:
                self.projection.prepare(wanted)
            self._ready |= missing
