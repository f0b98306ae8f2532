"""A drawing in a window: what it says under the mouse and the keys, and how it is saved."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.charts.look import Look
from desktop.charts.surface import Rect, Surface, TextLook
from desktop.explain.picture import Picture, Spot
from desktop.theme import Theme, load_theme


class TwoBoxes:
    """Two boxes beside each other, the right one over the end of the left one."""

    title = "Two boxes"
    unit = "USD bn"

    def draw(self, surface: Surface, look: Look) -> tuple[Spot, ...]:
        left, right = Rect(10, 10, 60, 40), Rect(60, 10, 60, 40)
        surface.box(left, look.theme.colour("positive"))
        surface.box(right, look.theme.colour("negative"))
        surface.text((10, 80), "Below", TextLook(look.theme.colour("text")))
        return Spot(left, "The left one.", "training_rebound"), Spot(right, "The right one.")


@pytest.fixture
def theme() -> Theme:
    return load_theme("light")


@pytest.fixture
def picture(qtbot: QtBot, theme: Theme) -> Picture:
    picture = Picture(theme)
    qtbot.addWidget(picture)
    picture.resize(300, 200)
    picture.show()
    picture.show_drawing(TwoBoxes(), "There are two boxes.")
    return picture


def colour_at(image: QImage, x: int, y: int) -> str:
    ratio = image.devicePixelRatio()
    return QColor(image.pixel(round(x * ratio), round(y * ratio))).name()


def test_that_the_drawing_is_seen_and_described(picture: Picture, theme: Theme) -> None:
    assert colour_at(picture.grab().toImage(), 30, 30) == theme.colour("positive")
    assert picture.accessibleName() == "Two boxes"
    assert picture.accessibleDescription() == "There are two boxes."


def test_that_another_theme_paints_it_anew(picture: Picture) -> None:
    dark = load_theme("dark")
    picture.show_theme(dark)
    image = picture.grab().toImage()
    assert colour_at(image, 30, 30) == dark.colour("positive")
    assert colour_at(image, 200, 150) == dark.colour("card")


def test_that_the_topmost_of_two_spots_is_found(picture: Picture) -> None:
    found = picture.spot_at(QPointF(65, 30))
    assert found is not None
    assert found.words == "The right one."
    assert picture.spot_at(QPointF(200, 150)) is None


def test_that_a_click_asks_for_the_target_of_a_spot(picture: Picture, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picture.clicked) as signal:
        QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert signal.args == ["training_rebound"]
    with qtbot.assertNotEmitted(picture.clicked):
        QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(100, 30))


def test_that_keys_walk_over_the_spots_and_enter_clicks(picture: Picture, qtbot: QtBot) -> None:
    picture.setFocus()
    qtbot.waitUntil(picture.hasFocus)
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.accessibleDescription() == "The left one."
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.accessibleDescription() == "The right one."
    QTest.keyClick(picture, Qt.Key.Key_Down)
    with qtbot.waitSignal(picture.clicked) as signal:
        QTest.keyClick(picture, Qt.Key.Key_Return)
    assert signal.args == ["training_rebound"]


def test_that_the_first_step_back_goes_to_the_last_spot(picture: Picture, qtbot: QtBot) -> None:
    picture.setFocus()
    qtbot.waitUntil(picture.hasFocus)
    QTest.keyClick(picture, Qt.Key.Key_Left)
    assert picture.accessibleDescription() == "The right one."


def test_that_the_place_under_a_pressed_button_is_told(picture: Picture, qtbot: QtBot) -> None:
    places: list[QPointF] = []
    picture.pressed_at.connect(places.append)
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=QPoint(150, 120))
    assert places == [QPointF(150, 120)]


def test_that_a_saved_picture_has_the_title_and_the_drawing(picture: Picture, theme: Theme) -> None:
    image = QImage.fromData(picture.content("png"))
    assert (image.width(), image.height()) == (2 * 480, 2 * 300)
    assert QColor(image.pixel(2 * (14 + 30), 2 * (34 + 30))).name() == theme.colour("positive")


def test_that_the_vector_picture_holds_its_words(picture: Picture) -> None:
    root = ET.fromstring(picture.content("svg"))
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert words == ["Two boxes", "USD bn", "Below"]
    group = root.find("{http://www.w3.org/2000/svg}g")
    assert group is not None
    assert group.get("transform") == "translate(14 34)"


def test_that_the_picture_goes_to_the_clipboard(picture: Picture) -> None:
    picture.copy()
    assert QGuiApplication.clipboard().image().width() == 2 * 480


def test_that_no_drawing_leaves_an_empty_card(picture: Picture, theme: Theme) -> None:
    picture.show_drawing(None)
    assert picture.spots() == ()
    assert colour_at(picture.grab().toImage(), 30, 30) == theme.colour("card")
