"""The evidence on an assumption as marks on its slider, each with its meaning and source."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.numbers import quantity_text
from desktop.value_slider import EvidenceMark
from scenarios import record
from scenarios.assumptions import Assumption, registry

#: Units of the evidence table in which a value can be read on the slider, by the slider's unit.
UNITS: Mapping[str, str] = {"absolute elasticity": "1"}

_DEFINITION = "definition"

translate = QCoreApplication.translate


def evidence_marks(assumption: Assumption, locale: QLocale) -> tuple[EvidenceMark, ...]:
    """Return the marks of an assumption's evidence that is in its own unit, in ascending order."""
    rows = (
        row
        for row in record.table(_data_of(assumption), "evidence")
        if row["parameter"] in assumption.evidence
        and UNITS.get(row["unit"]) == assumption.unit
        and row["central"]
    )
    marks = (EvidenceMark(float(row["central"]), _words(row, assumption, locale)) for row in rows)
    return tuple(sorted(marks, key=lambda mark: mark.value))


def _data_of(assumption: Assumption) -> str:
    """Return the newest data version that declares an assumption just so."""
    versions = reversed(record.data_versions())
    return next(data for data in versions if registry(data).get(assumption.id) == assumption)


def _words(row: Mapping[str, str], assumption: Assumption, locale: QLocale) -> str:
    """Return the value, what it is, its source, and how sure it is."""

    def number(text: str) -> str:
        return quantity_text(float(text), assumption.unit, locale)

    value = number(row["central"])
    if row["low"] and row["high"]:
        words = translate("Evidence", "{value} ({low} to {high})")
        value = words.format(value=value, low=number(row["low"]), high=number(row["high"]))
    what = f"{row['definition']} ({row['as_of']})" if row["as_of"] else row["definition"]
    if row["confidence"] == _DEFINITION:
        words = translate("Evidence", "{value} divides: {what}. By definition.")
        return words.format(value=value, what=what)
    words = translate("Evidence", "Evidence {value}: {what}. Source: {source}; {sure}.")
    said = words.format(value=value, what=what, source=row["source_title"], sure=row["confidence"])
    return f"{said} {row['quote_or_note']}." if row["quote_or_note"] else said
