"""The JSON Schema of a scenario file, made from the declarations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from scenarios import record
from scenarios.assumptions import Assumption, registry
from scenarios.events import MOST_EVENTS, Event
from scenarios.files import FORMAT, VERSION
from scenarios.scenario import Scenario, Uncertainty


def file_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12) of a scenario file of the newest version.

    It says all that holds of one value. What holds between values is left to the reading of the
    file: months within the horizon, percentiles that rise, correlations that hold together.
    """
    data = record.newest_data()
    declared = registry(data)
    events = TypeAdapter(Event).json_schema()
    for kind in events["$defs"].values():
        kind["required"].insert(0, "type")  # in Python an event knows its own type
    fields = Scenario.model_fields
    horizon = TypeAdapter(fields["horizon_months"].rebuild_annotation()).json_schema()
    uncertainty = Uncertainty.model_json_schema()
    uncertainty["properties"]["correlations"]["items"] = _correlation(declared.values())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Jevons scenario",
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "version", "name", "as_of"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "name": {"type": "string"},
            "description": {"type": "string"},
            "as_of": {"enum": [str(month) for month in record.as_of_months(data)]},
            "horizon_months": {**horizon, "default": fields["horizon_months"].default},
            "data": {"enum": list(record.data_versions())},
            "assumptions": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: _assumption(a) for name, a in declared.items()},
            },
            "events": {
                "type": "array",
                "maxItems": MOST_EVENTS,
                "items": {key: value for key, value in events.items() if key != "$defs"},
            },
            "uncertainty": uncertainty,
            "notes": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: {"type": "string"} for name in declared},
            },
        },
        "$defs": events["$defs"],
    }


def _assumption(declared: Assumption) -> dict[str, Any]:
    number = {"type": "number", "minimum": declared.minimum, "maximum": declared.maximum}
    kinds: list[dict[str, Any]] = [number, _object({"fixed": number})]
    if declared.has_spread:
        kinds.append(_object(dict.fromkeys(("p10", "p50", "p90"), number)))
    return {
        "title": declared.label,
        "description": f"{declared.definition} [{declared.unit}]",
        "default": declared.p50,
        "anyOf": kinds,
    }


def _correlation(declared: Iterable[Assumption]) -> dict[str, Any]:
    name = {"enum": [assumption.id for assumption in declared if assumption.has_spread]}
    rank = {"type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1}
    return {"type": "array", "minItems": 3, "maxItems": 3, "prefixItems": [name, name, rank]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }
