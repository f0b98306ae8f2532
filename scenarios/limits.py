"""Numbers that must lie within limits, declared once for checking and for the file's schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from scenarios.errors import shown


class Value(BaseModel):
    """An immutable checked value: strict types, no unknown keys, finite numbers."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Both limits of a number, included, and in words what the number means."""

    minimum: float
    maximum: float
    meaning: str = ""

    def refusal(self, value: float) -> str:
        """Say that ``value`` lies outside, or return an empty text."""
        if self.minimum <= value <= self.maximum:
            return ""
        meaning = f" ({self.meaning})" if self.meaning else ""
        return (
            f"must lie between {_limit(self.minimum)} and {_limit(self.maximum)}{meaning}; "
            f"this is {shown(value)}."
        )

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        described = {"description": self.meaning} if self.meaning else {}
        inner = handler(schema)
        return {**inner, "minimum": self.minimum, "maximum": self.maximum, **described}

    def _checked(self, value: float) -> float:
        words = self.refusal(value)
        if words:
            raise refused(words)
        return value


def _limit(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,g}"


def refused(words: str) -> PydanticCustomError:
    """Return the error that a validator raises to say ``words`` of the value before it."""
    return PydanticCustomError("refused", "{words}", {"words": words})
