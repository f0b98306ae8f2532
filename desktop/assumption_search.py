"""Finding assumptions by any words about them, and what was perhaps meant by a misspelt one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from desktop.form import data_text
from desktop.numbers import unit_text
from scenarios.assumptions import Assumption

_WORD = re.compile(r"[^\W\d_][\w-]{2,}")


class AssumptionSearch:
    """The texts of all assumptions, in the present language, to be searched through."""

    def __init__(self, assumptions: Iterable[Assumption]) -> None:
        known = list(assumptions)
        self._texts: Mapping[str, str] = {a.id: _text(a) for a in known}
        names = " ".join(f"{a.id.replace('_', ' ')} {data_text(a.label)}" for a in known)
        self._vocabulary = sorted({word.casefold() for word in _WORD.findall(names)})

    def find(self, query: str) -> frozenset[str]:
        """Return the ids of the assumptions whose texts hold every word of a query."""
        words = query.casefold().split()
        found = (name for name, text in self._texts.items() if all(word in text for word in words))
        return frozenset(found)

    def perhaps(self, query: str) -> str:
        """Return the query with its unknown words mended, or an empty text if that helps not."""
        texts = " ".join(self._texts.values())
        words = [
            word if word in texts else self._nearest(word) for word in query.casefold().split()
        ]
        mended = " ".join(words)
        return mended if all(words) and self.find(mended) else ""

    def _nearest(self, word: str) -> str:
        near = difflib.get_close_matches(word, self._vocabulary, n=1)
        return near[0] if near else ""


def _text(assumption: Assumption) -> str:
    a = assumption
    parts = (a.id, a.id.replace("_", " "), a.group, a.label, a.help, a.definition, a.unit)
    spoken = (data_text(a.label), data_text(a.help), data_text(a.group), unit_text(a.unit))
    return " ".join((*parts, *spoken)).casefold()
