"""The words of a story as they stand in its file, made ready to be shown and to be listened to."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from desktop.form import data_text

FIGURE = re.compile(r"\{(?:(?P<preset>[a-z0-9-]+)\.)?(?P<name>[a-z0-9_]+)\}")
"""``{figure}`` or ``{preset.figure}``."""

LINK = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<target>[^)]+)\)")
"""``[words](target)``."""

NBSP = "\N{NO-BREAK SPACE}"

_SHORT = 16
"""Letters of a figure that fit on a line together."""


def paragraphs(text: str, figure: Callable[[str, str], str], active: str = "") -> list[str]:
    """Return the paragraphs of a text in HTML, in the application's language.

    ``figure`` gives a figure of a preset as a person reads it; ``active`` is the preset whose
    figures have no name in front. Links lead to targets.
    """

    def filled(found: re.Match[str]) -> str:
        text = figure(found["preset"] or active, found["name"])
        # A number is not parted from its unit, nor a month from its year.
        unbroken = re.sub(r"\s", NBSP, text) if len(text) <= _SHORT else text
        return f"<b>{escape(unbroken)}</b>"

    translated = escape(data_text(text.strip()), quote=False)
    linked = LINK.sub(r'<a href="\g<target>">\g<words></a>', translated)
    parts = (" ".join(part.split()) for part in linked.split("\n\n"))
    return [FIGURE.sub(filled, part) for part in parts]


def plain(html: str) -> str:
    """Return a paragraph without its tags, to be listened to."""
    tagless = re.sub(r"<[^>]+>", "", html)
    return tagless.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
