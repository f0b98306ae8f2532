"""The declared assumptions: one row of the data each, and what a scenario may say of one.

A row of ``assumptions.csv`` is the only place where an assumption is declared. Form, file schema,
command line, engine and tests read it from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Discriminator, Tag

from scenarios import record
from scenarios.limits import Limits, Value
from scenarios.metalog import Belief, Scale, why_not


class Spread(Value):
    """An assumption given by three percentiles, in its unit."""

    p10: float
    p50: float
    p90: float


class Fixed(Value):
    """An assumption given as a certain number."""

    fixed: float


def _kind(setting: Any) -> str:
    if isinstance(setting, dict):
        return "as-fixed" if "fixed" in setting else "as-spread"
    if isinstance(setting, Spread):
        return "as-spread"
    return "as-fixed" if isinstance(setting, Fixed) else "as-number"


#: What a scenario says of an assumption: a new median, a spread, or a certain number.
Setting = Annotated[
    Annotated[float, Tag("as-number")]
    | Annotated[Spread, Tag("as-spread")]
    | Annotated[Fixed, Tag("as-fixed")],
    Discriminator(_kind),
]


@dataclass(frozen=True)
class Assumption:
    """The declaration of one assumption.

    Attributes
    ----------
    id, group, label, unit : its names and its unit, one of `units.UNITS`
    p10, p50, p90 : default percentiles; p10 and p90 are None where there is no spread
    minimum, maximum : limits; a value outside is refused
    slider_minimum, slider_maximum : usual range; a value outside is marked
    transform : the space of its spread: log, logit, plain, or empty where there is none
    vintage : whether its median depends on the as-of month
    definition, help, basis : what it is, in plain words, what the default rests on
    source_keys, evidence : keys of the sources, parameters of the evidence table
    confidence : confirmed, derived, memory or judgement
    """

    id: str
    group: str
    label: str
    unit: str
    p10: float | None
    p50: float
    p90: float | None
    minimum: float
    maximum: float
    slider_minimum: float
    slider_maximum: float
    transform: str
    vintage: bool
    definition: str
    help: str
    basis: str
    source_keys: tuple[str, ...]
    evidence: tuple[str, ...]
    confidence: str

    @property
    def has_spread(self) -> bool:
        """Whether percentiles can be given."""
        return bool(self.transform)

    @cached_property
    def scale(self) -> Scale:
        """The space of the spread."""
        return Scale(self.transform or "plain", self.minimum, self.maximum)

    @cached_property
    def default(self) -> Belief:
        """What is believed by default at the newest vintage."""
        if self.p10 is None or self.p90 is None:
            return Belief.fixed(self.p50, self.scale)
        return Belief.through(self.p10, self.p50, self.p90, self.scale)

    @property
    def multiplies(self) -> bool:
        """Whether equal ratios matter equally, so that a slider should be logarithmic."""
        return self.transform == "log" and self.slider_minimum > 0

    def refusals(self, setting: float | Spread | Fixed) -> list[tuple[str, str]]:
        """Return why a setting cannot be: the part of it (such as ``p10``) and the words."""
        limits = Limits(self.minimum, self.maximum, self.unit if self.unit != "1" else "")
        if isinstance(setting, Spread) and not self.has_spread:
            return [("", 'has no spread: give a number or {"fixed": ...}.')]
        values = dict(setting) if isinstance(setting, Spread | Fixed) else {"": setting}
        found = [(part, words) for part, v in values.items() if (words := limits.refusal(v))]
        if found or not isinstance(setting, Spread):
            return found
        words = why_not(setting.p10, setting.p50, setting.p90, self.scale)
        return [("", words)] if words else []

    def refusal(self, setting: float | Spread | Fixed) -> str:
        """Say why a setting cannot be, or return an empty text."""
        found = (
            words if part in ("", "fixed") else f"{part} {words}"
            for part, words in self.refusals(setting)
        )
        return next(found, "")

    def belief(self, setting: float | Spread | Fixed | None, start: float | None) -> Belief:
        """Return what a scenario believes: its setting, or else the vintage's ``start``."""
        if isinstance(setting, Fixed):
            return Belief.fixed(setting.fixed, self.scale)
        if isinstance(setting, Spread):
            return Belief.through(setting.p10, setting.p50, setting.p90, self.scale)
        median = start if setting is None else setting
        return self.default if median is None else self.default.moved_to(median)


_LISTS = ("source_keys", "evidence")
_TEXTS = ("id", "group", "label", "unit", "transform", "definition", "help", "basis", "confidence")
_QUOTING = ("definition", "help")


@lru_cache
def registry(data: str) -> Mapping[str, Assumption]:
    """Return the assumptions of a data version by id, in the order of the table."""
    return MappingProxyType(
        {row["id"]: _declared(row) for row in record.table(data, "assumptions")}
    )


def _declared(row: Mapping[str, str]) -> Assumption:
    values: dict[str, Any] = {}
    for name in (field.name for field in fields(Assumption)):
        text = row[name]
        if name in _LISTS:
            values[name] = tuple(part for part in text.split(";") if part)
        elif name == "vintage":
            values[name] = text == "yes"
        elif name in _TEXTS:
            values[name] = text
        else:
            values[name] = float(text) if text else None
    numbers = {name: f"{v:g}" for name, v in values.items() if isinstance(v, float)}
    for name in _QUOTING:
        values[name] = values[name].format(**numbers)
    return Assumption(**values)
