"""The slider over a range of numbers."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.numbers import Scale
from desktop.theme import Theme, load_theme
from desktop.value_slider import ValueSlider

Key = Qt.Key
Left = Qt.MouseButton.LeftButton
GROWTH = Scale(low=1, high=10, minimum=0.2, maximum=100, logarithmic=True)
RUNG = Scale(low=0, high=5, minimum=0, maximum=5, whole=True)


class Stand(QWidget):
    """A slider, something else to focus, and what the slider has told."""

    def __init__(self, unit: str, scale: Scale, value: float) -> None:
        super().__init__()
        self.slider = ValueSlider(unit, scale, load_theme("light"), self)
        self.other = QPushButton(self)
        page = QVBoxLayout(self)
        page.addWidget(self.slider)
        page.addWidget(self.other)
        self.edited: list[float] = []
        self.released = 0
        self.slider.show_value(value)
        self.slider.edited.connect(self.edited.append)
        self.slider.released.connect(self._count)
        self.resize(320, 90)

    def _count(self) -> None:
        self.released += 1

    def press(self, place: QPointF) -> None:
        QTest.mousePress(self.slider, Left, pos=place.toPoint())

    def move(self, place: QPointF) -> None:  # type: ignore[override]
        QTest.mouseMove(self.slider, place.toPoint())

    def release(self, place: QPointF) -> None:
        QTest.mouseRelease(self.slider, Left, pos=place.toPoint())

    def turn(self, notches: int) -> bool:
        """Turn the wheel over the slider; whether it took that."""
        place = QPointF(self.slider.rect().center())
        event = QWheelEvent(
            place,
            self.slider.mapToGlobal(place),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        event.ignore()
        QApplication.sendEvent(self.slider, event)
        return event.isAccepted()


def opened(qtbot: QtBot, stand: Stand) -> Stand:
    qtbot.addWidget(stand)
    stand.show()
    stand.activateWindow()
    qtbot.waitUntil(stand.isActiveWindow)
    stand.other.setFocus()
    return stand


@pytest.fixture
def growth(qtbot: QtBot) -> Stand:
    return opened(qtbot, Stand("x/yr", GROWTH, 3.0))


@pytest.fixture
def rung(qtbot: QtBot) -> Stand:
    return opened(qtbot, Stand("rung 0-5", RUNG, 3.0))


@pytest.fixture
def light(qapp: QApplication) -> Theme:
    return load_theme("light")


def colour_at(widget: QWidget, place: QPointF) -> QColor:
    picture = widget.grab().toImage()
    ratio = picture.devicePixelRatio()
    return picture.pixelColor((place * ratio).toPoint())


def test_that_the_middle_of_a_growth_is_its_geometric_mean(growth: Stand) -> None:
    centre = growth.slider.point(math.sqrt(10))
    assert centre.x() == pytest.approx(growth.slider.width() / 2)


def test_that_a_drag_tells_each_value_and_its_end_once(growth: Stand) -> None:
    start, end = growth.slider.thumb(), growth.slider.point(6.0)
    growth.press(start)
    assert growth.edited == []
    for part in (0.3, 0.6, 1.0):
        growth.move(start + (end - start) * part)
    assert growth.released == 0
    growth.release(end)
    assert (growth.edited[-1], growth.released) == (6.0, 1)
    assert growth.edited == sorted(set(growth.edited))
    assert len(growth.edited) == 3


def test_that_grasping_the_thumb_beside_its_middle_does_not_move_it(growth: Stand) -> None:
    growth.press(growth.slider.thumb() + QPointF(5, 2))
    growth.release(growth.slider.thumb() + QPointF(5, 2))
    assert growth.edited == []


def test_that_pressing_the_groove_brings_the_thumb_there_and_drags_on(growth: Stand) -> None:
    growth.press(growth.slider.point(8.0))
    assert growth.edited == [8.0]
    growth.move(growth.slider.point(5.0))
    growth.release(growth.slider.point(5.0))
    assert (growth.edited, growth.released) == ([8.0, 5.0], 1)


def test_that_escape_takes_a_drag_back(growth: Stand) -> None:
    growth.press(growth.slider.thumb())
    growth.move(growth.slider.point(6.0))
    QTest.keyClick(growth.slider, Key.Key_Escape)
    assert (growth.edited[-1], growth.released) == (3.0, 1)
    growth.release(growth.slider.point(6.0))
    assert (growth.slider.value_shown, growth.released) == (3.0, 1)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Key.Key_Right, 3.05),
        (Key.Key_Left, 2.95),
        (Key.Key_Up, 3.05),
        (Key.Key_PageDown, 2.5),
        (Key.Key_Home, 1.0),
        (Key.Key_End, 10.0),
    ],
)
def test_that_keys_move_it(growth: Stand, key: Qt.Key, value: float) -> None:
    growth.slider.setFocus()
    QTest.keyClick(growth.slider, key)
    assert growth.edited == [value]


def test_that_a_burst_of_keys_is_one_gesture(growth: Stand, qtbot: QtBot) -> None:
    growth.slider.setFocus()
    for _ in range(4):
        QTest.keyClick(growth.slider, Key.Key_Right)
    assert (len(growth.edited), growth.released) == (4, 0)
    qtbot.waitUntil(lambda: growth.released == 1)


def test_that_left_leads_up_where_one_reads_from_the_right(growth: Stand) -> None:
    growth.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert growth.slider.point(2.0).x() > growth.slider.point(8.0).x()
    growth.slider.setFocus()
    QTest.keyClick(growth.slider, Key.Key_Left)
    assert growth.edited == [3.05]
    growth.press(growth.slider.point(8.0))
    growth.release(growth.slider.point(8.0))
    assert growth.edited[-1] == 8.0


def test_that_the_wheel_passes_by_unless_the_slider_has_the_focus(growth: Stand) -> None:
    assert not growth.turn(1)
    assert growth.edited == []
    growth.slider.setFocus()
    assert growth.turn(1)
    assert growth.turn(-2)
    assert growth.edited == [3.05, 2.95]


def test_that_a_value_outside_the_usual_range_waits_at_the_end_marked(
    growth: Stand, light: Theme
) -> None:
    growth.slider.show_value(30.0)
    assert growth.slider.thumb().x() == growth.slider.point(10.0).x()
    assert colour_at(growth.slider, growth.slider.thumb()) == QColor(light.colour("warning"))
    growth.slider.show_value(10.0)
    assert colour_at(growth.slider, growth.slider.thumb()) == QColor(light.colour("panel"))


def test_that_a_step_from_outside_the_usual_range_does_not_jump_into_it(growth: Stand) -> None:
    growth.slider.show_value(30.0)
    growth.slider.setFocus()
    QTest.keyClick(growth.slider, Key.Key_Up)
    assert growth.edited == [30.5]


def test_that_the_spread_is_a_line_beneath_and_the_default_a_tick(growth: Stand) -> None:
    slider = growth.slider
    beneath = QPointF(0, 8)
    bare = slider.grab().toImage()
    slider.show_marks(2.0, (4.0, 6.0))
    marked = slider.grab().toImage()

    def differs(value: float) -> bool:
        place = (slider.point(value) + beneath).toPoint()
        return bare.pixelColor(place) != marked.pixelColor(place)

    assert [differs(value) for value in (1.5, 2.0, 3.0, 4.5, 5.5, 7.0)] == [
        False,
        True,
        False,
        True,
        True,
        False,
    ]


def test_that_a_drag_settles_on_the_default(growth: Stand) -> None:
    growth.slider.show_marks(3.141, None)
    growth.press(growth.slider.thumb())
    growth.move(growth.slider.point(6.0))
    growth.move(growth.slider.point(3.141) + QPointF(2, 0))
    growth.release(growth.slider.point(3.141) + QPointF(2, 0))
    assert growth.edited[-1] == 3.141


def test_that_whole_rungs_attract_and_fractions_can_be_set(rung: Stand) -> None:
    for level in (1.9, 2.5):
        rung.press(rung.slider.point(level))
        rung.release(rung.slider.point(level))
    rung.slider.setFocus()
    QTest.keyClick(rung.slider, Key.Key_Right)
    assert rung.edited == [2.0, 2.5, 3.0]


def test_that_showing_tells_nothing(growth: Stand) -> None:
    growth.slider.show_value(7.0)
    growth.slider.show_marks(3.0, None)
    assert (growth.edited, growth.released) == ([], 0)


def test_that_a_drag_keeps_the_thumb_when_another_value_is_shown(growth: Stand) -> None:
    growth.press(growth.slider.thumb())
    growth.move(growth.slider.point(6.0))
    growth.slider.show_value(3.0)
    assert growth.slider.value_shown == 6.0
    growth.release(growth.slider.point(6.0))
    growth.slider.show_value(3.0)
    assert growth.slider.value_shown == 3.0


def test_that_a_disabled_slider_lets_go(growth: Stand) -> None:
    growth.press(growth.slider.thumb())
    growth.slider.setEnabled(False)
    assert growth.released == 1
    growth.slider.take_number(5.0)
    assert growth.edited == []


def test_that_other_software_reads_and_sets_the_number_itself(growth: Stand) -> None:
    spoken = QAccessible.queryAccessibleInterface(growth.slider)
    number = spoken.valueInterface()
    assert spoken.role() == QAccessible.Role.Slider
    assert (number.currentValue(), number.minimumValue(), number.maximumValue()) == (3, 1, 10)
    assert number.minimumStepSize() == 0.05
    assert spoken.text(QAccessible.Text.Value) == "3×/yr"
    number.setCurrentValue(4.5)
    assert (growth.edited, growth.released, number.currentValue()) == ([4.5], 1, 4.5)
    number.setCurrentValue(1e6)
    assert growth.slider.value_shown == 100


@pytest.mark.parametrize("name", ["light", "dark"])
def test_that_focus_is_seen(growth: Stand, name: str) -> None:
    growth.slider.show_theme(load_theme(name))
    before = growth.slider.grab().toImage()
    growth.slider.setFocus()
    assert growth.slider.grab().toImage() != before
