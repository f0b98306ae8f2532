"""Writes the icon as Windows and macOS want it: ``python icons.py jevons.svg jevons.ico``."""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
#: Apple's names of icons by their width in pixels.
ICNS_SIZES = {"ic11": 32, "ic12": 64, "ic07": 128, "ic08": 256, "ic09": 512, "ic10": 1024}


def png(renderer: QSvgRenderer, size: int) -> bytes:
    """The drawing as a PNG of ``size`` by ``size`` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def ico(renderer: QSvgRenderer) -> bytes:
    """Windows' icon: a table, then a PNG for each size. A width of 256 is written as 0."""
    pictures = [(size % 256, png(renderer, size)) for size in ICO_SIZES]
    table, place = struct.pack("<3H", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for size, picture in pictures:
        table += struct.pack("<4B2H2I", size, size, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return table + b"".join(picture for _, picture in pictures)


def icns(renderer: QSvgRenderer) -> bytes:
    """Apple's icon: for each size its name, its length and a PNG."""
    content = b""
    for name, size in ICNS_SIZES.items():
        picture = png(renderer, size)
        content += struct.pack(">4sI", name.encode("ascii"), 8 + len(picture)) + picture
    return struct.pack(">4sI", b"icns", 8 + len(content)) + content


def write(drawing: Path, target: Path) -> Path:
    """Write the icon of an SVG drawing in the format of ``target``'s suffix; return ``target``."""
    renderer = QSvgRenderer(str(drawing))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes({".ico": ico, ".icns": icns}[target.suffix](renderer))
    return target


def main(arguments: Sequence[str]) -> None:
    """Write the icon that the arguments name."""
    drawing, target = map(Path, arguments)
    write(drawing, target)


if __name__ == "__main__":
    main(sys.argv[1:])
