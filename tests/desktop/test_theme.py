"""Both themes: every role there, readable, told apart by colour-blind eyes, and really applied."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import combinations, pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QIcon, QImage
from PySide6.QtWidgets import QApplication, QLabel, QSlider
from pytestqt.qtbot import QtBot

from desktop.theme import (
    FAMILY,
    NAMES,
    Theme,
    application_icon,
    apply_theme,
    contrast,
    icon,
    load_theme,
    parse_theme,
    style_sheet,
    system_theme,
    text_font,
)
from resources import path

ICONS = sorted(
    place.stem
    for place in path("icons").glob("*.svg")
    if "currentColor" in place.read_text(encoding="utf-8")
)
AREAS = ("region", "constraint", "restriction", "event")
TEXTS = ("text", "muted", "accent", "warning", "positive", "negative", "error")

# How the three kinds of colour-blind eyes see linear RGB, and normal ones (Machado, Oliveira and
# Fernandes 2009, severity 1.0).
EYES = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "red-blind": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "green-blind": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "blue-blind": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.fixture(params=NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    palette, font = qapp.palette(), qapp.font()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


def file_content(name: str = "light") -> dict[str, Any]:
    return tomllib.loads(path(f"themes/{name}.toml").read_text(encoding="utf-8"))


def seen_distance(first: str, second: str, eyes: str) -> float:
    """Distance of two colours in OKLab (Ottosson 2020), of 100, as some eyes see them."""
    to_cone = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )

    def lab(colour: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(
            channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        )
        return np.asarray(
            to_lab @ np.cbrt(to_cone @ np.clip(np.array(EYES[eyes]) @ linear, 0, 1)), dtype=float
        )

    return 100 * float(np.linalg.norm(lab(first) - lab(second)))


def inks(image: QImage) -> set[str]:
    """Colours of the pixels that are fully painted."""
    colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in colours if colour.alpha() == 255}


@pytest.mark.parametrize("role", TEXTS)
@pytest.mark.parametrize("ground", ["window", "panel", "card", "field"])
def test_that_words_can_be_read_on_every_ground(theme: Theme, role: str, ground: str) -> None:
    assert contrast(theme.colour(role), theme.colour(ground)) >= 4.5


def test_that_series_stand_out_from_the_card(theme: Theme) -> None:
    assert min(contrast(theme.colour(f"series.{i}"), theme.colour("card")) for i in range(1, 9)) > 3


@pytest.mark.parametrize("eyes", EYES)
def test_that_no_eye_takes_one_series_for_another(theme: Theme, eyes: str) -> None:
    colours = [theme.colour(f"series.{i}") for i in range(1, 9)]
    assert min(seen_distance(a, b, eyes) for a, b in combinations(colours, 2)) > 6.5
    assert min(seen_distance(a, b, eyes) for a, b in combinations(colours[:4], 2)) > 11


@pytest.mark.parametrize("eyes", EYES)
def test_that_no_eye_takes_one_region_for_another_or_for_a_series(theme: Theme, eyes: str) -> None:
    regions = [theme.colour(f"region.{name}") for name in ("us_allies", "china", "rest_of_world")]
    series = [theme.colour(f"series.{i}") for i in range(1, 9)]
    assert min(seen_distance(a, b, eyes) for a, b in combinations(regions, 2)) > 10
    assert min(seen_distance(a, b, eyes) for a in regions for b in series) > 5


def test_that_series_differ_by_more_than_colour(theme: Theme) -> None:
    looks = [theme.look(i) for i in range(8)]
    assert len({look.dash for look in looks}) == 8
    assert all(a.marker != b.marker for a, b in pairwise(looks))


def test_that_a_ninth_scenario_gets_the_first_look_again(theme: Theme) -> None:
    assert theme.look(8) == theme.look(0)


def test_that_a_stricter_rung_always_stands_out_more(theme: Theme) -> None:
    rungs = [contrast(theme.colour(f"restriction.{i}"), theme.colour("card")) for i in range(6)]
    assert rungs == sorted(rungs)


def test_that_words_on_filled_areas_can_be_read(theme: Theme) -> None:
    filled = [role for role in theme.colours if role.split(".")[0] in AREAS]
    assert len(filled) == 16
    worst = min(contrast(theme.text_on(role), theme.colour(role)) for role in filled)
    assert worst >= 4.5


def test_that_any_role_can_be_written_in(theme: Theme) -> None:
    for role in theme.colours:
        assert contrast(theme.ink(role), theme.colour("card")) >= 4.5, role


def test_that_a_readable_colour_is_written_in_as_it_is(theme: Theme) -> None:
    assert theme.ink("accent") == theme.colour("accent")


def test_that_a_theme_file_is_told_all_its_faults_at_once() -> None:
    content = file_content()
    del content["colours"]["muted"]
    content["colours"]["mutted"] = "#123456"
    content["region"]["china"] = "orange"
    with pytest.raises(ValueError, match="3 problems") as raised:
        parse_theme(content)
    for words in ("muted is missing", "mutted is not a role", "region.china", "'orange'"):
        assert words in str(raised.value)


def test_that_both_themes_know_the_same_roles() -> None:
    light, dark = load_theme("light"), load_theme("dark")
    assert light.colours.keys() == dark.colours.keys()
    assert (light.dark, dark.dark) == (False, True)


def test_that_nobody_can_change_a_loaded_theme(theme: Theme) -> None:
    with pytest.raises(TypeError):
        theme.colours["text"] = "#000000"  # type: ignore[index]


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_that_figures_have_one_width_in_the_shipped_font(qapp: QApplication, weight: int) -> None:
    font = text_font()
    font.setWeight(QFont.Weight(weight))
    widths = [QFontMetricsF(font).horizontalAdvance(figure * 8) for figure in "0123456789"]
    assert QFontInfo(font).family() == FAMILY
    assert max(widths) - min(widths) < 0.2  # the fonts round to sixty-fourths of a pixel


def test_that_the_shipped_font_has_the_signs_the_window_writes(qapp: QApplication) -> None:
    metrics = QFontMetricsF(text_font())
    missing = [sign for sign in "−–×→…·⁰¹²³⁴⁵⁶⁷⁸⁹⁻\u202f" if not metrics.inFontUcs4(ord(sign))]
    assert missing == []


def test_that_the_licence_travels_with_the_font() -> None:
    assert "SIL OPEN FONT LICENSE" in path("fonts/OFL.txt").read_text(encoding="utf-8")


def test_that_applying_a_theme_reaches_a_plain_and_a_styled_widget(
    app: QApplication, qtbot: QtBot, theme: Theme
) -> None:
    apply_theme(app, theme)
    plain, muted = QLabel("plain"), QLabel("muted")
    muted.setProperty("role", "muted")
    for label in (plain, muted):
        qtbot.addWidget(label)
        label.ensurePolished()
    assert plain.palette().windowText().color().name() == theme.colour("text")
    assert muted.palette().windowText().color().name() == theme.colour("muted")
    assert muted.font().pixelSize() < plain.font().pixelSize()


def test_that_a_styled_label_keeps_figures_of_one_width(app: QApplication, qtbot: QtBot) -> None:
    apply_theme(app, load_theme("light"))
    label = QLabel("0")
    label.setProperty("role", "figure")
    qtbot.addWidget(label)
    label.ensurePolished()
    metrics = QFontMetricsF(label.font())
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_that_the_style_sheet_leaves_no_place_unfilled(theme: Theme) -> None:
    sheet = style_sheet(theme)
    assert "${" not in sheet
    assert theme.colour("accent") in sheet


def test_that_every_picture_the_style_sheet_names_is_there(theme: Theme) -> None:
    names = [part.split('"')[1] for part in style_sheet(theme).split("url(")[1:]]
    assert names
    assert all(path(name).is_file() for name in names)


def test_that_the_focus_shows_on_a_slider(app: QApplication, qtbot: QtBot, theme: Theme) -> None:
    apply_theme(app, theme)
    slider = QSlider(Qt.Orientation.Horizontal)
    qtbot.addWidget(slider)
    slider.show()
    qtbot.waitExposed(slider)
    slider.clearFocus()
    without = slider.grab().toImage()
    slider.activateWindow()
    slider.setFocus()
    qtbot.waitUntil(slider.hasFocus)
    assert slider.grab().toImage() != without


@pytest.mark.parametrize("name", ICONS)
def test_that_an_icon_has_the_colour_of_its_role(
    qapp: QApplication, theme: Theme, name: str
) -> None:
    made = icon(name, theme, "accent")
    small, large = (made.pixmap(QSize(size, size)).toImage() for size in (16, 32))
    assert inks(small) <= inks(large) == {theme.colour("accent")}


def test_that_a_disabled_icon_is_paler(qapp: QApplication, theme: Theme) -> None:
    image = icon("save", theme).pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage()
    assert inks(image) == {theme.colour("disabled")}


@pytest.mark.parametrize("size", [16, 48, 256])
def test_that_the_application_icon_shows_its_letter_at_every_size(
    qapp: QApplication, size: int
) -> None:
    image = application_icon().pixmap(QSize(size, size)).toImage()
    assert image.pixelColor(0, 0).alpha() == 0
    assert "#ffffff" in inks(image)


@pytest.mark.parametrize(
    ("scheme", "name"),
    [
        (Qt.ColorScheme.Light, "light"),
        (Qt.ColorScheme.Dark, "dark"),
        (Qt.ColorScheme.Unknown, None),
    ],
)
def test_that_the_system_is_followed_where_it_says_what_it_wants(
    scheme: Qt.ColorScheme, name: str | None
) -> None:
    app: Any = SimpleNamespace(styleHints=lambda: SimpleNamespace(colorScheme=lambda: scheme))
    assert system_theme(app) == name
