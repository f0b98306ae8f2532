"""A scenario: what someone believes about AI compute from an as-of month on, with dated events.

A scenario is a value: checked when made, never changed, compared by content. An edit makes a new
one. What equals the default is not kept, so two scenarios that mean the same are equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    WrapValidator,
)
from pydantic import ValidationInfo as Info
from pydantic import ValidatorFunctionWrapHandler as Handler
from pydantic_core import InitErrorDetails

from scenarios import record
from scenarios.assumptions import Assumption, Fixed, Setting, Spread, registry
from scenarios.correlation import Correlation, contradicting
from scenarios.errors import MOST_HINTS, Finding, Known, did_you_mean, findings, shown
from scenarios.events import EVENT_TYPES, MOST_EVENTS, Event
from scenarios.limits import Limits, Value, refused
from scenarios.metalog import Belief
from scenarios.months import Month

#: Central terminal growth must stay this far below the discount rate.
LEAST_YIELD = 0.01

Settings = Mapping[str, float | Spread | Fixed]

_setting: TypeAdapter[float | Spread | Fixed] = TypeAdapter(Setting, config=Value.model_config)
_SETTING_NAMES = {"as-spread": Spread.model_fields, "as-fixed": Fixed.model_fields}
_EVENT_NAMES = {event.model_fields["type"].default: event.model_fields for event in EVENT_TYPES}


class Uncertainty(Value):
    """How the spread is explored: draws, seed, and rank correlations between assumptions."""

    draws: Annotated[int, Limits(1, 65_536)] = 1024
    seed: Annotated[int, Limits(0, 2**63 - 1)] = 1
    correlations: Annotated[tuple[Correlation, ...], Field(strict=False)] = ()


def _raise(subject: str, problems: Iterable[Finding]) -> None:
    """Raise all problems, each at its location below the field being checked, if there are any."""
    found = [
        InitErrorDetails(type=refused(words), loc=location, input=None)
        for location, words in problems
    ]
    if found:
        raise ValidationError.from_exception_data(subject, found)


def _tried(
    check: Handler | Callable[[Any], Any], value: object, known: Known
) -> tuple[Any, list[Finding]]:
    """Return the checked value, and what is wrong with it; so further checks can still be made."""
    try:
        return check(value), []
    except ValidationError as error:
        return None, findings(error, known)


def _data_version(value: str) -> str:
    if value not in record.data_versions():
        known = ", ".join(record.data_versions())
        raise refused(
            f"must be a data version that this Jevons has ({known}); this is {shown(value)}."
        )
    return value


def _known(info: Info) -> Mapping[str, Assumption]:
    return registry(info.data.get("data") or record.newest_data())


def _unknown(names: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    for count, name in enumerate(name for name in names if name not in known):
        hint = did_you_mean(name, known) if count < MOST_HINTS else ""
        yield (name,), f"there is no assumption of this name.{hint}"


def _as_of(month: Month) -> Month:
    allowed = record.as_of_months(record.newest_data())
    if month not in allowed:
        raise refused(
            f"must be the last month of a fiscal quarter of the record, {allowed[0]} to "
            f"{allowed[-1]} in steps of three; this is {month}."
        )
    return month


def _events(value: object, handler: Handler, info: Info) -> tuple[Event, ...]:
    events, problems = _tried(handler, value, _EVENT_NAMES)
    # pydantic puts the type of an event between its place and the names in it.
    problems = [
        (location if location[1:2] == ("type",) else (*location[:1], *location[2:]), words)
        for location, words in problems
    ]
    given = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    if len(given) > MOST_EVENTS:
        words = f"must have at most {MOST_EVENTS} entries; this has {len(given):,}."
        problems.append(((), words))
    problems += _outside_horizon(given, info)
    _raise("events", sorted(problems, key=lambda found: found[0][:1]))
    return events  # type: ignore[no-any-return] # what the handler gives


def _outside_horizon(events: Iterable[object], info: Info) -> Iterator[Finding]:
    as_of, horizon = info.data.get("as_of"), info.data.get("horizon_months")
    if as_of is None or horizon is None:
        return
    for place, event in enumerate(events):
        month = event.get("month") if isinstance(event, Mapping) else getattr(event, "month", None)
        try:
            month = Month.parse(month) if isinstance(month, str) else month
        except ValueError:
            continue
        if isinstance(month, Month) and not 0 < month - as_of <= horizon:
            allowed = f"{as_of + 1} and {as_of + horizon}"
            meaning = "after the as-of month and within the horizon"
            yield (place, "month"), f"must lie between {allowed} ({meaning}); this is {month}."


def _settings(value: object, info: Info) -> Settings:
    if not isinstance(value, Mapping):
        raise refused(f"must be an object in braces; this is {shown(value)}.")
    settings, problems = _checked(value, _known(info), _start(info))
    _raise("assumptions", problems)
    return settings


def _checked(
    value: Mapping[Any, Any], declared: Mapping[str, Assumption], start: Mapping[str, float]
) -> tuple[Settings, list[Finding]]:
    """Check every setting against its declaration and drop what equals the default."""
    problems = [*_unknown(value, declared)]
    settings: dict[str, float | Spread | Fixed] = {}
    for name in (name for name in declared if name in value):
        setting, found = _tried(_setting.validate_python, value[name], _SETTING_NAMES)
        if found:  # pydantic says first which kind of setting it took this for
            problems += [((name, *location[1:]), words) for location, words in found]
            continue
        refusals = declared[name].refusals(setting)
        problems += [((name, part) if part else (name,), words) for part, words in refusals]
        if not refusals:
            settings[name] = setting
    believed = {
        name: declared[name].belief(settings.get(name), start.get(name))
        for name in (*settings, "terminal_growth", "discount_rate")
    }
    if not {"terminal_growth", "discount_rate"} & {location[0] for location, _ in problems}:
        problems += _endless_value(believed)
    differing = {
        name: setting
        for name, setting in settings.items()
        if believed[name] != declared[name].belief(None, start.get(name))
    }
    return MappingProxyType(differing), problems


def _endless_value(believed: Mapping[str, Belief]) -> Iterator[Finding]:
    growth, discount = believed["terminal_growth"].p50, believed["discount_rate"].p50
    if growth > discount - LEAST_YIELD:
        words = f"must stay {LEAST_YIELD:g} below the discount rate ({discount:g})"
        yield ("terminal_growth",), f"{words} or the value is endless; this is {growth:g}."


def _start(info: Info) -> Mapping[str, float]:
    data, as_of = info.data.get("data"), info.data.get("as_of")
    return record.vintage(data, as_of) if data and as_of else {}


def _uncertainty(value: object, handler: Handler, info: Info) -> Uncertainty:
    uncertainty, problems = _tried(handler, value, {"": Uncertainty.model_fields})
    given = value.get("correlations") if isinstance(value, Mapping) else value
    pairs = getattr(given, "correlations", given)
    found = _correlation_problems(pairs, _known(info)) if isinstance(pairs, Sequence) else ()
    problems += [(("correlations", place), words) for place, words in found]
    if not problems and (names := contradicting(uncertainty.correlations)):
        words = f"cannot hold together: {', '.join(names)} contradict each other."
        problems.append((("correlations",), words))
    _raise("uncertainty", sorted(problems, key=lambda found: found[0][1:2]))
    return uncertainty  # type: ignore[no-any-return] # what the handler gives


def _correlation_problems(
    pairs: Sequence[object], known: Mapping[str, Assumption]
) -> Iterator[tuple[int, str]]:
    seen: set[frozenset[str]] = set()
    for place, pair in enumerate(pairs):
        match pair:
            case [str(first), str(second), float() | int() as rank]:
                words = _pair_refusal(first, second, rank, known, hint=place < MOST_HINTS)
            case _:
                continue
        if not words and frozenset((first, second)) in seen:
            words = f"{first} and {second} are correlated twice."
        seen.add(frozenset((first, second)))
        if words:
            yield place, words


def _pair_refusal(
    first: str, second: str, rank: float, known: Mapping[str, Assumption], *, hint: bool
) -> str:
    for name in (first, second):
        if name not in known:
            near = did_you_mean(name, known) if hint else ""
            return f"there is no assumption {shown(name)}.{near}"
        if not known[name].has_spread:
            return f"{name} has no spread to correlate."
    if first == second:
        return f"{first} cannot be correlated with itself."
    if -1 < rank < 1 or isinstance(rank, bool) or not math.isfinite(rank):
        return ""
    return f"the rank must lie between -1 and 1, both left out; this is {shown(rank)}."


def _notes(value: object, handler: Handler, info: Info) -> Mapping[str, str]:
    notes, problems = _tried(handler, value, {})
    declared = _known(info)
    names = value if isinstance(value, Mapping) else ()
    _raise("notes", [*_unknown(names, declared), *problems])
    return MappingProxyType({name: notes[name] for name in declared if name in notes})


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
    events: Annotated[tuple[Event, ...], Field(strict=False), WrapValidator(_events)] = ()
    uncertainty: Annotated[Uncertainty, WrapValidator(_uncertainty)] = Uncertainty()
    notes: Annotated[Mapping[str, str], WrapValidator(_notes)] = Field(default_factory=_nothing)

    def __hash__(self) -> int:
        settings = tuple(self.assumptions.items())
        return hash((self.name, self.as_of, self.horizon_months, settings, self.events))

    def replace(self, **changes: Any) -> Self:
        """Return a scenario with some fields changed, checked like any other."""
        return type(self)(**{**dict(self), **changes})

    def with_setting(self, name: str, setting: float | Spread | Fixed | None) -> Self:
        """Return a scenario with one assumption set; None takes it back to its default."""
        wanted = {key: value for key, value in self.assumptions.items() if key != name}
        if setting is not None:
            wanted[name] = setting
        start = record.vintage(self.data, self.as_of)
        settings, problems = _checked(wanted, self.declared, start)
        _raise("Scenario", [(("assumptions", *place), words) for place, words in problems])
        # Nothing else of a scenario depends on what it assumes: the rest stays checked.
        return self.model_copy(update={"assumptions": settings})

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
        return _belief(self.data, self.as_of, name, None)

    def belief(self, name: str) -> Belief:
        """Return what this scenario believes of an assumption; ``KeyError`` for an unknown id."""
        return _belief(self.data, self.as_of, name, self.assumptions.get(name))

    @property
    def months(self) -> tuple[Month, ...]:
        """The months projected."""
        return _months(self.as_of, self.horizon_months)


@lru_cache(maxsize=1024)
def _belief(data: str, as_of: Month, name: str, setting: float | Spread | Fixed | None) -> Belief:
    return registry(data)[name].belief(setting, record.vintage(data, as_of).get(name))


@lru_cache
def _months(as_of: Month, count: int) -> tuple[Month, ...]:
    return tuple(as_of + step for step in range(1, count + 1))
