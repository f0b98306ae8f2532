"""Names cut to the room there is, so that those which begin alike can still be told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

ELLIPSIS = "…"

_SHARE = 2.0
"""How much more of a name than other names have too must be seen for its end to be cut off."""

_BEFORE = 3
"""Letters of a long word that are kept before the one in which it differs."""

Fits = Callable[[str], bool]


def told_apart(names: Sequence[str], fits: Fits) -> tuple[str, ...]:
    """Return every name as it stands, or cut to what fits; different names differ if they can.

    The end of a name goes first. Where that is what tells it from the others, its middle goes.
    """
    found: dict[str, str] = {}
    for name in names:
        if name not in found:
            taken = set(found.values()) | {other for other in names if other != name}
            found[name] = next(
                (cut for cut in _cuts(name, names, fits) if cut not in taken),
                _ending_cut(name, fits),
            )
    return tuple(found[name] for name in names)


@lru_cache(maxsize=256)
def letters_told_apart(names: tuple[str, ...], longest: int) -> tuple[str, ...]:
    """Return names of at most so many letters."""
    return told_apart(names, lambda text: len(text) <= longest)


def _cuts(name: str, names: Sequence[str], fits: Fits) -> Iterator[str]:
    """Ways to write a name, the best first."""
    if fits(name):
        yield name
        return
    alike = max((_alike(name, other) for other in names if other != name), default=0)
    short = _ending_cut(name, fits)
    if len(short) - len(ELLIPSIS) >= _SHARE * alike:
        yield short
    telling = name[_word_start(name, alike) :]
    yield from _middle_cuts(name, telling, fits)
    yield _ending_cut(ELLIPSIS + telling, fits)
    yield short
    for length in range(len(name)):
        yield from _middle_cuts(name, name[length:], fits)


def _middle_cuts(name: str, end: str, fits: Fits) -> Iterator[str]:
    """A name without its middle: as much of its beginning as fits before an end."""
    for length in range(len(name) - len(end), 1, -1):
        cut = name[:length].rstrip(" ,") + ELLIPSIS + end
        if fits(cut):
            yield cut
            return


def _ending_cut(name: str, fits: Fits) -> str:
    """As much of the beginning of a name as fits."""
    if fits(name):
        return name
    kept = name[:-1]
    while kept and not fits(kept.rstrip(" ,") + ELLIPSIS):
        kept = kept[:-1]
    return kept.rstrip(" ,") + ELLIPSIS


def _alike(first: str, second: str) -> int:
    """How many letters two names have in common at their beginning."""
    pairs = zip(first, second, strict=False)
    shorter = min(len(first), len(second))
    return next((place for place, (a, b) in enumerate(pairs) if a != b), shorter)


def _word_start(name: str, place: int) -> int:
    """Where the word begins that a place lies in, or the next; a little before it in a long one."""
    while 0 < place < len(name) and name[place] in " ,":
        place += 1
    return max(name.rfind(" ", 0, place) + 1, place - _BEFORE)
