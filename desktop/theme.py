"""The looks: colours by role read from a file, the palette and style sheet made of them, icons.

Widgets ask for a role ("muted", "series.1", "restriction.3"), never for a colour. Labels take
their weight from a dynamic property ``role``: "title", "section", "figure", "muted" or "help";
a frame with ``card`` true gets the rounded background of a chart.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Template
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from resources import path

NAMES = ("light", "dark")
FAMILY = "Inter"
TEXT_SIZE = 13
"""Size of ordinary text in pixels that do not depend on the screen."""

_FONTS = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
_ICON_SIZES = (16, 24, 32, 48)
_SERIES = 8
_ROLES = frozenset(
    "window panel card field hover pressed line strong_line grid axis track text muted disabled "
    "accent accent_soft on_accent warning warning_soft positive negative error tooltip on_tooltip "
    "less even more "
    "region.us_allies region.china region.rest_of_world "
    "constraint.demand constraint.chips constraint.power "
    "restriction.0 restriction.1 restriction.2 restriction.3 restriction.4 restriction.5 "
    "event.efficiency_shock event.export_restriction event.investment_programme "
    "event.supply_shock".split()
) | {f"series.{i + 1}" for i in range(_SERIES)}


@dataclass(frozen=True)
class SeriesLook:
    """What tells one scenario from the others: a colour, and a dash and a marker beside it."""

    role: str
    dash: tuple[float, ...]
    marker: str


@dataclass(frozen=True)
class Theme:
    """Colours by role, and the looks of series."""

    name: str
    dark: bool
    colours: Mapping[str, str]
    looks: tuple[SeriesLook, ...]

    def colour(self, role: str) -> str:
        """Colour of a role as ``#rrggbb``. Raises KeyError for a role that no theme has."""
        return self.colours[role]

    def look(self, index: int) -> SeriesLook:
        """Look of the scenario opened as number ``index`` (from 0); it repeats after the last."""
        return self.looks[index % len(self.looks)]

    def ink(self, role: str, ground: str = "card") -> str:
        """The colour of a role, moved towards the text colour until words in it can be read."""
        return _readable(self.colour(role), self.colour("text"), self.colour(ground))

    def text_on(self, role: str) -> str:
        """Black or white, whichever reads better on an area filled with the colour of a role."""
        dark, light = "#14171c", "#ffffff"
        fill = self.colour(role)
        return dark if contrast(dark, fill) >= contrast(light, fill) else light


def load_theme(name: str) -> Theme:
    """The theme "light" or "dark".

    Raises ValueError that names every role the file lacks, does not know or gives no colour.
    """
    with path(f"themes/{name}.toml").open("rb") as file:
        return parse_theme(tomllib.load(file))


def parse_theme(content: Mapping[str, Any]) -> Theme:
    """A theme from the tables of its file. Raises ValueError as `load_theme` does."""
    series = content["series"]
    colours = {
        **content["colours"],
        **{f"series.{i + 1}": colour for i, colour in enumerate(series["colours"])},
        **{f"restriction.{i}": colour for i, colour in enumerate(content["restriction"]["rungs"])},
        **{
            f"{table}.{role}": colour
            for table in ("region", "constraint", "event")
            for role, colour in content[table].items()
        },
    }
    _check(str(content["name"]), colours)
    looks = tuple(
        SeriesLook(f"series.{i + 1}", tuple(map(float, dash)), marker)
        for i, (dash, marker) in enumerate(zip(series["dashes"], series["markers"], strict=True))
    )
    return Theme(str(content["name"]), bool(content["dark"]), MappingProxyType(colours), looks)


def system_theme(app: QApplication) -> str | None:
    """Name of the theme that the system asks for, or None where it does not say."""
    scheme = app.styleHints().colorScheme()
    return {Qt.ColorScheme.Light: "light", Qt.ColorScheme.Dark: "dark"}.get(scheme)


def apply_theme(app: QApplication, theme: Theme, text_size: int = TEXT_SIZE) -> None:
    """Dress the whole application; widgets that paint themselves get a PaletteChange event."""
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setFont(text_font(text_size))
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme, text_size))


def text_font(size: int = TEXT_SIZE) -> QFont:
    """The shipped font with figures of equal width; the system's own if it cannot be loaded."""
    font = QFont(QApplication.font())
    if _load_fonts():
        font.setFamilies([FAMILY, *font.families()])
    font.setPixelSize(size)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def palette(theme: Theme) -> QPalette:
    """The palette for Fusion, so that a widget without a rule in the style sheet fits in too."""
    made = QPalette()
    for role, name in _PALETTE.items():
        made.setColor(role, QColor(theme.colour(name)))
    faint = QColor(theme.colour("disabled"))
    for role in (_Role.Text, _Role.WindowText, _Role.ButtonText, _Role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    made.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor(theme.colour("line")))
    return made


def style_sheet(theme: Theme, text_size: int = TEXT_SIZE) -> str:
    """The style sheet with the theme's colours and the sizes that follow from ``text_size``."""
    values = {role.replace(".", "_"): colour for role, colour in theme.colours.items()}
    sizes = {"normal": text_size, "small": text_size - 2, "figure": text_size + 7}
    sizes["caption"] = text_size - 1
    places = {"icons": path("icons").as_posix(), "name": theme.name}
    template = path("themes/window.qss").read_text(encoding="utf-8")
    return Template(template).substitute(values, **sizes, **places)


def icon(name: str, theme: Theme, role: str = "muted") -> QIcon:
    """A line icon in the colour of a role, paler when disabled, sharp at twice the size."""
    return _icon(name, theme.colour(role), theme.colour("disabled"))


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    made = QIcon()
    for mode, ink, sizes in (
        (QIcon.Mode.Normal, colour, _ICON_SIZES),
        (QIcon.Mode.Disabled, disabled, _ICON_SIZES[::2]),
    ):
        renderer = _renderer(name, ink)
        for size in sizes:
            made.addPixmap(_pixmap(renderer, size), mode)
    return made


def application_icon() -> QIcon:
    """The icon of windows and launchers."""
    made = QIcon()
    renderer = _renderer("jevons", "#ffffff")
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_pixmap(renderer, size))
    return made


@lru_cache(maxsize=4096)
def _readable(colour: str, text: str, ground: str) -> str:
    steps = (mixed(colour, text, i / 10) for i in range(11))
    return next((step for step in steps if contrast(step, ground) >= 4.5), text)


@lru_cache(maxsize=4096)
def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as in WCAG 2.2."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def mixed(first: str, second: str, share: float) -> str:
    """A colour that is ``share`` of the way from the first to the second."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _check(name: str, colours: Mapping[str, Any]) -> None:
    problems = [f"{role} is missing" for role in sorted(_ROLES - colours.keys())]
    problems += [f"{role} is not a role" for role in sorted(colours.keys() - _ROLES)]
    problems += [
        f"{role} must be a colour such as #1f62d0; this is {colour!r}"
        for role, colour in colours.items()
        if not re.fullmatch("#[0-9a-f]{6}", str(colour))
    ]
    if problems:
        raise ValueError(f"The theme {name} has {len(problems)} problems: " + "; ".join(problems))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = (c / 255 for c in _channels(colour))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _load_fonts() -> bool:
    loaded = [QFontDatabase.addApplicationFont(str(path(f"fonts/{name}"))) for name in _FONTS]
    return all(number >= 0 for number in loaded)


def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = path(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(text.encode()))


def _pixmap(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


_Role = QPalette.ColorRole
_PALETTE = {
    _Role.Window: "window",
    _Role.WindowText: "text",
    _Role.Base: "panel",
    _Role.AlternateBase: "field",
    _Role.Text: "text",
    _Role.PlaceholderText: "muted",
    _Role.Button: "panel",
    _Role.ButtonText: "text",
    _Role.BrightText: "error",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on_accent",
    _Role.Accent: "accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.ToolTipBase: "tooltip",
    _Role.ToolTipText: "on_tooltip",
    _Role.Light: "hover",
    _Role.Midlight: "line",
    _Role.Mid: "line",
    _Role.Dark: "strong_line",
    _Role.Shadow: "strong_line",
}
