"""A calendar month, the step of every projection.

Months are written ``YYYY-MM``. Nvidia's fiscal year N ends in January of year N, so a fiscal
quarter is three months ending in April, July, October or January.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from scenarios.errors import shown

_PATTERN = "^[0-9]{4}-(0[1-9]|1[0-2])$"


@total_ordering
@dataclass(frozen=True, slots=True)
class Month:
    """A month, counted from January of year 0."""

    ordinal: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``YYYY-MM``; raise ``ValueError`` for anything else."""
        if not re.fullmatch(_PATTERN, text):
            raise ValueError(_refusal(text))
        return cls(int(text[:4]) * 12 + int(text[5:]) - 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __lt__(self, other: Month) -> bool:
        return self.ordinal < other.ordinal

    def __add__(self, months: int) -> Month:
        return Month(self.ordinal + months)

    def __sub__(self, other: Month) -> int:
        """Months from ``other`` to this one."""
        return self.ordinal - other.ordinal

    @property
    def year(self) -> int:
        """Calendar year."""
        return self.ordinal // 12

    @property
    def month(self) -> int:
        """Month of the year, 1 to 12."""
        return self.ordinal % 12 + 1

    @property
    def fiscal_year(self) -> int:
        """Nvidia's fiscal year that this month falls in."""
        return (self.ordinal + 11) // 12

    @property
    def fiscal_quarter(self) -> int:
        """Nvidia's fiscal quarter that this month falls in, 1 to 4."""
        return (self.ordinal + 11) % 12 // 3 + 1

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _checked, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": _PATTERN, "examples": ["2025-02"]}


def _checked(value: object) -> Month:
    if isinstance(value, Month):
        return value
    if not isinstance(value, str) or not re.fullmatch(_PATTERN, value):
        raise PydanticCustomError("month", "{words}", {"words": _refusal(value)})
    return Month.parse(value)


def _refusal(value: object) -> str:
    return f"must be a month written YYYY-MM, such as 2025-02; this is {shown(value)}."
