"""Makes Qt's copy of the ICU data smaller: it leaves out what no function reads that Qt calls.

QtCore calls ICU to sort (`ucol_*`), to convert text (`ucnv_*`), to change case (`u_strTo*`) and to
name time zones (`ucal_*`). What these read stays whole, in all languages; names of languages, units
and currencies, spelt-out numbers, transliteration and line breaking go.
"""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path

#: Folders and endings of items, by how much each gives: docs/packaging.md.
LEFT_OUT = re.compile(r"[^/]+/(brkitr/|curr/|lang/|rbnf/|translit/|unit/|unames\.icu$)")

_FORMAT = b"CmnD"  # stands 12 bytes into the header of a package of ICU data
_ALIGNED = 16


def package(library: bytes) -> bytes:
    """The package of ICU data in a library, and whatever follows it."""
    return library[library.index(_FORMAT) - 12 :]


def items(data: bytes) -> dict[str, bytes]:
    """What a package holds, name -> content. The last one has the rest of the file behind it."""
    (start,) = struct.unpack_from("<H", data)
    (count,) = struct.unpack_from("<I", data, start)
    table = [struct.unpack_from("<II", data, start + 4 + 8 * row) for row in range(count)]
    ends = [place for _, place in table[1:]] + [len(data) - start]
    return {
        data[start + name : data.index(0, start + name)].decode("ascii"): data[
            start + place : start + end
        ]
        for (name, place), end in zip(table, ends, strict=True)
    }


def packed(header: bytes, kept: dict[str, bytes]) -> bytes:
    """A package of these items: header, count, table, names, contents."""
    names, places, offset = b"", list[int](), 4 + 8 * len(kept)
    for name in kept:
        places.append(offset + len(names))
        names += name.encode("ascii") + b"\0"
    # Where contents begin is counted from behind the header, whose length is a multiple of 16.
    names += b"\xaa" * (-(offset + len(names)) % _ALIGNED)
    table, place = struct.pack("<I", len(kept)), offset + len(names)
    contents = [content + b"\xaa" * (-len(content) % _ALIGNED) for content in kept.values()]
    for name_place, content in zip(places, contents, strict=True):
        table += struct.pack("<II", name_place, place)
        place += len(content)
    return header + table + names + b"".join(contents)


def shrink(library: Path, folder: Path) -> Path:
    """Write a smaller `libicudata.so.N` into ``folder``, with binutils; return its path."""
    data = package(library.read_bytes())
    (start,) = struct.unpack_from("<H", data)
    kept = {name: part for name, part in items(data).items() if not LEFT_OUT.match(name)}
    folder.mkdir(parents=True, exist_ok=True)
    target, raw = folder / library.name, folder / "icu.dat"
    raw.write_bytes(packed(data[:start], kept))
    symbol = f"icudt{library.name.rpartition('.')[2]}_dat"
    (folder / "icu.s").write_text(
        f".section .rodata\n.balign {_ALIGNED}\n.globl {symbol}\n.type {symbol}, @object\n"
        f'{symbol}: .incbin "{raw.name}"\n.size {symbol}, .-{symbol}\n'
        '.section .note.GNU-stack,"",@progbits\n',
        encoding="ascii",
    )
    link = ["ld", "-shared", "-z", "noexecstack", "-soname", library.name, "-o", target.name]
    for command in (["as", "icu.s", "-o", "icu.o"], [*link, "icu.o"]):
        subprocess.run(command, cwd=folder, check=True)
    return target
