"""The panel that tells a story: what stands there, its keys, its sources, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.story_panel import Page, StoryPanel
from desktop.story_ring import Ring
from desktop.theme import load_theme
from tests.desktop.parts import part
from tests.desktop.pseudo_locale import pseudo_locale, untranslated

ADDRESS = "https://example.org/rule"
SOURCES = (
    {
        "title": "A rule",
        "publisher": "An office",
        "date": "2025-01-13",
        "url": ADDRESS,
        "confidence": "confirmed",
        "note": "Read second-hand. Used by: story.",
    },
    {
        "title": "An old book",
        "publisher": "A house",
        "date": "1865",
        "confidence": "memory",
        "note": "",
    },
)
LINKED = 'Look at <a href="chart:revenue">the chart</a>: <b>3 &lt; 4</b>.'


def page(number: int, *paragraphs: str, resume: int = 0) -> Page:
    sources = SOURCES if number else ()
    text = paragraphs or (LINKED,)
    return Page(number, 5, f"Scene {number}", "January 2025", text, sources, resume)


@pytest.fixture
def panel(qtbot: QtBot) -> StoryPanel:
    made = StoryPanel(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(280, 420)
    return made


def shown(qtbot: QtBot, panel: StoryPanel, told: Page) -> StoryPanel:
    panel.show_page(told)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def button(panel: StoryPanel, name: str) -> QPushButton:
    return part(panel, QPushButton, f"story_{name}")


def emitted(panel: StoryPanel) -> list[str]:
    """What the panel asks for from now on."""
    asked: list[str] = []

    def noted(name: str) -> Callable[..., None]:
        return lambda *what: asked.append(" ".join([name, *what]))

    for name in ("back", "next", "leave", "restart", "target", "address"):
        getattr(panel, f"{name}_requested").connect(noted(name))
    return asked


def test_that_a_scene_stands_there_with_place_date_title_and_text(panel: StoryPanel) -> None:
    panel.show_page(page(2))
    texts = {label.objectName(): label.text() for label in panel.findChildren(QLabel)}
    assert texts["story_caption"] == "Scene 2 of 5"
    assert texts["story_date"] == "January 2025"
    assert texts["story_title"] == "Scene 2"
    assert panel.accessibleName() == "Scene 2 of 5: Scene 2"
    assert panel.accessibleDescription() == panel.words() == "Look at the chart: 3 < 4."
    assert part(panel, QWidget, "story_dots").toolTip() == "Scene 2 of 5"


def test_that_buttons_say_where_they_lead(panel: StoryPanel) -> None:
    told = [
        (page(0), "Begin", False, False),
        (page(0, resume=3), "Go on with scene 3", False, True),
        (page(1), "Next", True, False),
        (page(5), "Finish", True, False),
    ]
    panel.show()
    for what, onward, back, restart in told:
        panel.show_page(what)
        assert button(panel, "next").text() == onward
        assert button(panel, "back").isVisible() == back
        assert button(panel, "restart").isVisible() == restart


def test_that_a_source_tells_its_date_and_how_sure_it_is(panel: StoryPanel) -> None:
    panel.show_page(page(1))
    first, second = panel.findChildren(QLabel, "story_source")
    assert first.accessibleName() == "A rule, An office, 13 January 2025"
    assert first.toolTip() == f"<p>{ADDRESS}</p><p>Read second-hand.</p>"
    assert second.accessibleName() == "An old book, A house, 1865, recalled, not read again"
    assert second.toolTip() == "<p>No address is recorded.</p>"
    assert second.focusPolicy() == Qt.FocusPolicy.NoFocus
    panel.show_page(page(0))
    assert all(label.isHidden() for label in (first, second))


def test_that_links_and_sources_are_reached_and_opened_by_keyboard(
    qtbot: QtBot, panel: StoryPanel
) -> None:
    shown(qtbot, panel, page(1))
    asked = emitted(panel)
    for label in (part(panel, QLabel, "story_text"), part(panel, QLabel, "story_source")):
        label.setFocus(Qt.FocusReason.TabFocusReason)
        assert label.hasFocus()
        QTest.keyClick(label, Qt.Key.Key_Return)
    assert asked == ["target chart:revenue", f"address {ADDRESS}"]


def test_that_the_tab_key_goes_through_the_panel_in_reading_order(
    qtbot: QtBot, panel: StoryPanel
) -> None:
    shown(qtbot, panel, page(2))
    leave = part(panel, QToolButton, "story_leave")
    leave.setFocus()
    order = [leave.objectName()]
    for _ in range(4):
        focus = panel.focusWidget()
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        order.append(panel.focusWidget().objectName())
    assert order == ["story_leave", "story_text", "story_source", "story_back", "story_next"]


@pytest.mark.parametrize(
    ("key", "modifier", "asked_for"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier, ["next"]),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, ["back"]),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, ["next"]),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, ["back"]),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, ["leave"]),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, ["next"]),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, ["next"]),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, []),
    ],
)
def test_that_a_key_leads_on(
    qtbot: QtBot,
    panel: StoryPanel,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    asked_for: list[str],
) -> None:
    shown(qtbot, panel, page(2))
    asked = emitted(panel)
    panel.take_keyboard()
    QTest.keyClick(button(panel, "next"), key, modifier)
    assert asked == asked_for


def test_that_page_down_reads_on_before_it_turns_the_page(qtbot: QtBot, panel: StoryPanel) -> None:
    shown(qtbot, panel, page(2, *(f"Paragraph {i}, some words long." for i in range(30))))
    asked, bar = emitted(panel), part(panel, QScrollArea, "story_scroll").verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    panel.take_keyboard()
    QTest.keyClick(button(panel, "next"), Qt.Key.Key_PageDown)
    assert bar.value() > 0 and not asked
    while bar.value() < bar.maximum():
        QTest.keyClick(button(panel, "next"), Qt.Key.Key_PageDown)
    assert not asked
    QTest.keyClick(button(panel, "next"), Qt.Key.Key_PageDown)
    assert asked == ["next"]
    QTest.keyClick(button(panel, "next"), Qt.Key.Key_PageUp)
    assert asked == ["next"] and bar.value() < bar.maximum()


def test_that_a_figure_that_changes_leaves_the_reading_place_alone(
    qtbot: QtBot, panel: StoryPanel
) -> None:
    words = [f"Paragraph {i}, some words long." for i in range(30)]
    shown(qtbot, panel, page(2, *words))
    bar = part(panel, QScrollArea, "story_scroll").verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(40)
    panel.show_page(page(2, "Another figure.", *words[1:]))
    assert bar.value() == 40
    panel.show_page(page(3, *words))
    assert bar.value() == 0


def test_that_the_panel_wants_the_height_of_its_text(qtbot: QtBot, panel: StoryPanel) -> None:
    heights = []
    for count in (1, 4, 12):
        panel.show_page(page(1, *(["Some words to be told."] * count)))
        heights.append(panel.sizeHint().height())
    assert heights == sorted(set(heights))
    assert panel.minimumSizeHint().height() < heights[-1]


def test_that_links_are_legible_after_the_theme_has_changed(
    qtbot: QtBot, panel: StoryPanel
) -> None:
    panel.show_page(page(1))
    sources = panel.findChildren(QLabel, "story_source")
    panel.show_theme(load_theme("dark"))
    renewed = [s for s in panel.findChildren(QLabel, "story_source") if s.isVisibleTo(panel)]
    assert len(renewed) == 2 and not set(renewed) & set(sources)


def test_that_every_text_of_the_panel_can_be_translated(qtbot: QtBot) -> None:
    with pseudo_locale():
        panel = StoryPanel(load_theme("light"))
        qtbot.addWidget(panel)
        panel.show_page(page(2, "⟦told⟧"))
    data = ("A rule", "An old book", "<a ", f"<p>{ADDRESS}")
    left = untranslated(panel, known=["Scene 2", "January 2025"])
    assert [text for text in left if not text.startswith(data)] == []


# The ring


@pytest.fixture
def target(qtbot: QtBot) -> Iterator[QPushButton]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    inside = QPushButton("Target", window)
    inside.setGeometry(40, 30, 200, 100)
    window.show()
    qtbot.waitUntil(lambda: window.windowHandle() is not None and window.isVisible())
    yield inside
    window.close()


def test_that_the_ring_lies_around_its_target_and_follows_it(target: QPushButton) -> None:
    ring = Ring(target)
    assert ring.isVisible()
    assert ring.geometry() == target.rect()
    accent = ring.palette().accent().color()
    edge = target.grab().toImage().pixelColor(100, 1)
    assert _near(edge, accent)
    target.resize(120, 60)
    assert ring.geometry() == target.rect()


def test_that_the_ring_lets_the_mouse_through_and_goes_at_a_click(
    qtbot: QtBot, target: QPushButton
) -> None:
    clicked: list[bool] = []
    target.clicked.connect(lambda: clicked.append(True))
    Ring(target)
    QTest.mouseClick(
        target.window().windowHandle(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        target.mapTo(target.window(), QPoint(50, 50)),
    )
    assert len(clicked) == 1
    qtbot.waitUntil(lambda: target.findChild(Ring) is None)


def test_that_the_ring_stays_while_only_a_modifier_is_held(
    qtbot: QtBot, target: QPushButton
) -> None:
    ring, handle = Ring(target), target.window().windowHandle()
    QTest.keyPress(handle, Qt.Key.Key_Alt)
    QTest.keyRelease(handle, Qt.Key.Key_Alt)
    assert ring.isVisible()
    QTest.keyPress(handle, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: target.findChild(Ring) is None)


def _near(one: QColor, other: QColor) -> bool:
    return all(
        abs(getattr(one, name)() - getattr(other, name)()) < 24 for name in ("red", "green", "blue")
    )
