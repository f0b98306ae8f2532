"""A scenario: what someone believes about AI compute from an as-of month on, with dated events.

A scenario is a value: checked when made, never changed, compared by content. An edit makes a new
one. What equals the default is not kept, so two scenarios that mean the same are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, PlainValidator, TypeAdapter, ValidationError
from pydantic import ValidationInfo as Info
from pydantic_core import InitErrorDetails

from scenarios import record
from scenarios.assumptions import Assumption, Fixed, Setting, Spread, registry
from scenarios.correlation import Correlation, contradicting
from scenarios.errors import did_you_mean, problems_of
from scenarios.events import MOST_EVENTS, Event
from scenarios.limits import Limits, Value, refused
from scenarios.metalog import Belief
from scenarios.months import Month

#: Central terminal growth must stay this far below the discount rate.
LEAST_YIELD = 0.01

Settings = Mapping[str, float | Spread | Fixed]

_SUGGESTED = 20
_setting: TypeAdapter[float | Spread | Fixed] = TypeAdapter(Setting, config=Value.model_config)


class Uncertainty(Value):
    """How the spread is explored: draws, seed, and rank correlations between assumptions."""

    draws: Annotated[int, Limits(1, 65_536)] = 1024
    seed: Annotated[int, Limits(0, 2**63 - 1)] = 1
    correlations: Annotated[tuple[Correlation, ...], Field(strict=False)] = ()


def _raise(subject: str, problems: Iterable[tuple[tuple[str | int, ...], str]]) -> None:
    """Raise all problems, each at its location below the field being checked, if there are any."""
    found = [
        InitErrorDetails(type=refused(words), loc=location, input=None)
        for location, words in problems
    ]
    if found:
        raise ValidationError.from_exception_data(subject, found)


def _data_version(value: str) -> str:
    if value not in record.data_versions():
        known = ", ".join(record.data_versions())
        raise refused(f"must be a data version that this Jevons has ({known}); this is {value!r}.")
    return value


def _known(info: Info) -> Mapping[str, Assumption]:
    return registry(info.data.get("data") or record.newest_data())


def _unknown(names: Iterable[str], known: Iterable[str]) -> Iterator[tuple[tuple[str], str]]:
    for count, name in enumerate(names):
        hint = did_you_mean(name, known) if count < _SUGGESTED else ""
        yield (name,), f"there is no assumption of this name.{hint}"


def _as_of(month: Month) -> Month:
    allowed = record.as_of_months(record.newest_data())
    if month not in allowed:
        raise refused(
            f"must be the last month of a fiscal quarter of the record, {allowed[0]} to "
            f"{allowed[-1]} in steps of three; this is {month}."
        )
    return month


def _within_horizon(event: Event, info: Info) -> Event:
    as_of, horizon = info.data.get("as_of"), info.data.get("horizon_months")
    if as_of is not None and horizon is not None and not 0 < event.month - as_of <= horizon:
        raise refused(
            f"month {event.month} must lie between {as_of + 1} and {as_of + horizon}: "
            "after the as-of month and within the horizon."
        )
    return event


def _settings(value: object, info: Info) -> Settings:
    """Check every setting against its declaration and drop what equals the default."""
    if not isinstance(value, Mapping):
        raise refused("must be an object in braces, assumption by assumption.")
    declared, start = _known(info), _start(info)
    problems: list[tuple[tuple[str | int, ...], str]] = [
        *_unknown((name for name in value if name not in declared), declared)
    ]
    settings: dict[str, float | Spread | Fixed] = {}
    for name in (name for name in declared if name in value):
        try:
            setting = _setting.validate_python(value[name])
        except ValidationError as error:
            problems += [((name, found.place), found.message) for found in problems_of(error)]
            continue
        words = declared[name].refusal(setting)
        if words:
            problems.append(((name,), words))
        else:
            settings[name] = setting
    believed = {
        name: declared[name].belief(settings.get(name), start.get(name)) for name in declared
    }
    _raise("assumptions", [*problems, *_endless_value(believed)])
    return MappingProxyType(
        {
            name: setting
            for name, setting in settings.items()
            if believed[name] != declared[name].belief(None, start.get(name))
        }
    )


def _endless_value(believed: Mapping[str, Belief]) -> Iterator[tuple[tuple[str], str]]:
    growth, discount = believed["terminal_growth"].p50, believed["discount_rate"].p50
    if growth > discount - LEAST_YIELD:
        words = f"must stay {LEAST_YIELD:g} below the discount rate ({discount:g})"
        yield ("terminal_growth",), f"{words} or the value is endless; this is {growth:g}."


def _start(info: Info) -> Mapping[str, float]:
    data, as_of = info.data.get("data"), info.data.get("as_of")
    return record.vintage(data, as_of) if data and as_of else {}


def _correlated(value: Uncertainty, info: Info) -> Uncertainty:
    declared = _known(info)
    problems: list[tuple[tuple[str | int, ...], str]] = []
    seen: set[frozenset[str]] = set()
    for place, (first, second, rank) in enumerate(value.correlations):
        words = _pair_refusal(first, second, rank, declared)
        if not words and frozenset((first, second)) in seen:
            words = f"{first} and {second} are correlated twice."
        seen.add(frozenset((first, second)))
        problems += [(("correlations", place), words)] if words else []
    if not problems and (names := contradicting(value.correlations)):
        contradiction = f"cannot hold together: {', '.join(names)} contradict each other."
        problems.append((("correlations",), contradiction))
    _raise("uncertainty", problems)
    return value


def _pair_refusal(first: str, second: str, rank: float, known: Mapping[str, Assumption]) -> str:
    for name in (first, second):
        if name not in known:
            return f"there is no assumption {name}.{did_you_mean(name, known)}"
        if not known[name].has_spread:
            return f"{name} has no spread to correlate."
    if first == second:
        return f"{first} cannot be correlated with itself."
    return "" if -1 < rank < 1 else f"must lie between -1 and 1, both left out; this is {rank:g}."


def _notes(value: Mapping[str, str], info: Info) -> Mapping[str, str]:
    declared = _known(info)
    _raise("notes", _unknown((name for name in value if name not in declared), declared))
    return MappingProxyType({name: value[name] for name in declared if name in value})


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


class Scenario(Value):
    """A checked, immutable scenario; makes `pydantic.ValidationError` with every problem.

    Attributes
    ----------
    name, description : for people
    as_of : last month of the record that it starts from
    horizon_months : months projected, 6 to 120
    data : version of the shipped data
    assumptions : what differs from the defaults, by id, in the order of the declarations
    events : dated events, in the order given
    uncertainty : draws, seed, correlations
    notes : the author's words, by assumption id
    """

    name: str
    description: str = ""
    as_of: Annotated[Month, AfterValidator(_as_of)]
    horizon_months: Annotated[int, Limits(6, 120, "months")] = 60
    data: Annotated[str, AfterValidator(_data_version)] = Field(default_factory=record.newest_data)
    assumptions: Annotated[Settings, PlainValidator(_settings)] = Field(default_factory=_nothing)
    events: Annotated[
        tuple[Annotated[Event, AfterValidator(_within_horizon)], ...],
        Field(strict=False, max_length=MOST_EVENTS),
    ] = ()
    uncertainty: Annotated[Uncertainty, AfterValidator(_correlated)] = Uncertainty()
    notes: Annotated[Mapping[str, str], AfterValidator(_notes)] = Field(default_factory=_nothing)

    def __hash__(self) -> int:
        settings = tuple(self.assumptions.items())
        return hash((self.name, self.as_of, self.horizon_months, settings, self.events))

    def replace(self, **changes: Any) -> Self:
        """Return a scenario with some fields changed, checked like any other."""
        return type(self)(**{**dict(self), **changes})

    def with_setting(self, name: str, setting: float | Spread | Fixed | None) -> Self:
        """Return a scenario with one assumption set; None takes it back to its default."""
        others = {key: value for key, value in self.assumptions.items() if key != name}
        return self.replace(assumptions=others if setting is None else {**others, name: setting})

    def without_events(self) -> Self:
        """Return the same beliefs with no events."""
        return self.replace(name=f"{self.name}, without its events", events=())

    def defaults(self) -> Self:
        """Return the baseline: the defaults at the same as-of month, horizon and draws."""
        return self.replace(name="Baseline", description="", assumptions={}, events=(), notes={})

    @property
    def declared(self) -> Mapping[str, Assumption]:
        """The declarations that this scenario's assumptions are read against, by id."""
        return registry(self.data)

    def default(self, name: str) -> Belief:
        """Return what is believed of an assumption by default at this as-of month."""
        start = record.vintage(self.data, self.as_of).get(name)
        return self.declared[name].belief(None, start)

    def belief(self, name: str) -> Belief:
        """Return what this scenario believes of an assumption; ``KeyError`` for an unknown id."""
        start = record.vintage(self.data, self.as_of).get(name)
        return self.declared[name].belief(self.assumptions.get(name), start)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months projected."""
        return tuple(self.as_of + step for step in range(1, self.horizon_months + 1))
