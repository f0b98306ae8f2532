"""Journeys through the story: told from start to end, and what its words lead to."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.headline_card import Card
from desktop.session import StoryPlace
from desktop.story import Scene, load_story
from desktop.story_figures import figure
from desktop.story_ring import Ring
from tests.desktop.parts import part
from tests.desktop.pseudo_locale import pseudo_locale
from tests.desktop.reader import ALT, PLAIN, Reader

SCENES = load_story().scene


@pytest.fixture
def reader(qtbot: QtBot) -> Reader:
    made = Reader(qtbot)
    made.open("baseline-2026-07")
    return made


def is_seen(widget: QWidget, window: QWidget) -> bool:
    """Whether all of a widget lies within the window and nothing scrolls it out of view."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


# From start to end


def test_that_the_story_is_told_from_start_to_end_by_keyboard(reader: Reader) -> None:
    before = reader.open_presets(), reader.window.windowTitle()
    reader.press("story")
    assert reader.panel.isVisible()
    assert "On one Monday Nvidia lost" in reader.text()
    assert reader.open_presets() == before[0], "the cover changes nothing"
    for number, scene in enumerate(SCENES, 1):
        reader.on()
        assert_told(reader, number, scene)
    reader.on()
    assert not reader.panel.isVisible()
    assert (reader.open_presets(), reader.window.windowTitle()) == before
    assert reader.window.settings().story == StoryPlace(scene="", offered=True)


def assert_told(reader: Reader, number: int, scene: Scene) -> None:
    """A scene stands on the stage: its scenarios, its place, its figures."""
    window, active = reader.window, reader.document
    assert window.windowTitle() == f"Scene {number} of 5 – {active.name}[*]"
    assert active.preset == scene.active
    assert window.workspace.reference == scene.reference
    assert reader.visible_presets() == set(scene.presets)
    assert window._view_bar.view() == scene.view
    assert is_seen(reader.ring(), window), scene.focus
    assert reader.ringed().objectName() == FOCUSES[scene.key]
    assert part(reader.panel, QPushButton, "story_next").hasFocus()
    figures = {name: shown(reader, preset, name) for preset, name in scene.figures()}
    for name, text in figures.items():
        assert text in reader.text(), name


FOCUSES = {
    "before": "chart_revenue",
    "fewer": "equity_value_effect",
    "more": "chart_compute_demand",
    "rules": "timeline",
    "after": "explain_hindcast",
}


def shown(reader: Reader, preset: str, name: str) -> str:
    sighting = reader.window._sighting
    assert sighting is not None
    projection = sighting.projections[reader.document_of(preset).key]
    return re.sub(r"\s", " ", figure(name, projection, reader.panel.locale()))


def test_that_a_text_says_what_the_card_beside_it_says(reader: Reader) -> None:
    reader.go_to(2)
    card = part(reader.window, Card, "equity_value_effect")
    on_card = re.sub(r"\s", " ", card.text().figure)
    assert on_card == "−18.0 %"
    assert f"changes by {on_card}." in reader.text()


def test_that_the_story_goes_back_to_the_cover_and_on_again(reader: Reader) -> None:
    reader.go_to(2)
    for place in ("Scene 1 of 5", ""):
        reader.key(Qt.Key.Key_Left, ALT)
        assert reader.window.guide.where() == place
    assert part(reader.panel, QPushButton, "story_next").text() == "Go on with scene 1"
    reader.on()
    assert reader.window.guide.where() == "Scene 1 of 5"


def test_that_a_click_on_next_goes_on_and_takes_the_ring_along(reader: Reader) -> None:
    reader.go_to(1)
    first = reader.ringed()
    QTest.mouseClick(part(reader.panel, QPushButton, "story_next"), Qt.MouseButton.LeftButton)
    reader.settle()
    assert reader.ringed() is not first


def test_that_the_ring_goes_when_the_user_does_something(reader: Reader) -> None:
    reader.go_to(2)
    assert reader.ring().isVisible()
    handle = reader.window.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, PLAIN, QPoint(640, 400))
    reader.bot.waitUntil(lambda: not reader.window.findChildren(Ring))


@pytest.mark.parametrize(("width", "height"), [(1024, 680), (1440, 900)])
def test_that_the_window_keeps_its_size_and_everything_pointed_at_is_in_view(
    reader: Reader, width: int, height: int
) -> None:
    reader.window.resize(width, height)
    reader.press("story")
    for scene in SCENES:
        reader.on()
        assert (reader.window.width(), reader.window.height()) == (width, height)
        assert is_seen(reader.ring(), reader.window), scene.focus
        assert is_seen(part(reader.panel, QPushButton, "story_next"), reader.window)


def test_that_nothing_scrolls_where_there_is_room(reader: Reader) -> None:
    reader.window.resize(1440, 1000)
    reader.press("story")
    bar = part(reader.panel, QScrollArea, "story_scroll").verticalScrollBar()
    for number in range(len(SCENES)):
        reader.bot.waitUntil(lambda: not bar.isVisible())
        assert bar.maximum() == 0, number
        reader.on()


# What the text leads to


@pytest.mark.parametrize(
    ("scene", "target", "view"),
    [
        (2, "view:frontier", "frontier"),
        (5, "chart:revenue", "charts"),
        (2, "headline:equity_value_effect", "charts"),
        (1, "timeline:binds", "charts"),
        (3, "assumption:rebound_lag_years", "charts"),
    ],
)
def test_that_a_link_brings_its_place_into_view(
    reader: Reader, scene: int, target: str, view: str
) -> None:
    reader.go_to(scene)
    assert f'href="{target}"' in part(reader.panel, QLabel, "story_text").text()
    part(reader.panel, QLabel, "story_text").linkActivated.emit(target)
    reader.settle()
    assert reader.window._view_bar.view() == view
    assert is_seen(reader.ring(), reader.window)


def test_that_the_slider_it_speaks_of_comes_into_view_and_moves_the_text(reader: Reader) -> None:
    reader.window.resize(1024, 680)
    reader.go_to(2)
    reader.window._commands["show_assumptions"].setChecked(False)
    part(reader.panel, QLabel, "story_text").linkActivated.emit("control:rebound")
    assert reader.ringed().objectName() == "headline.rebound"
    reader.bot.waitUntil(lambda: is_seen(reader.ring(), reader.window))
    assert "changes by −18.0 %." in reader.text()
    reader.drag_slider("training_rebound", 0.7, 1.5)
    reader.settle()
    assert "rebound of 1.5 in training" in reader.text()
    assert "changes by +" in reader.text()
    assert f"changes by {shown(reader, 'r1-shock-weak-rebound', 'equity_effect')}." in reader.text()


def test_that_what_hides_a_place_gives_way(reader: Reader) -> None:
    reader.board.show_charts(("shipments", "backlog", "power", "price"))
    reader.board.charts_requested.emit()
    reader.window._commands["show_timeline"].setChecked(False)
    reader.board.chart("backlog").maximise_requested.emit()
    before = reader.board.charts()
    reader.go_to(1)
    assert reader.board.maximised() == ""
    assert is_seen(reader.board.chart("revenue"), reader.window)
    for _ in range(3):
        reader.on()
    assert is_seen(reader.timeline, reader.window)
    reader.key(Qt.Key.Key_Escape, PLAIN)
    reader.wait_for_charts()
    assert reader.board.charts() == before


def test_that_a_source_opens_in_the_browser(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    reader.go_to(1)
    label = reader.panel.findChildren(QLabel, "story_source")[0]
    label.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(label, Qt.Key.Key_Return)
    assert opened == ["https://github.com/epoch-research/ai-chip-counts"]


# Theme, language, screen


def test_that_the_story_takes_another_theme_and_another_language_on_the_way(
    reader: Reader,
) -> None:
    reader.go_to(2)
    next(a for a in reader.menu("theme").actions() if a.data() == "dark").trigger()
    reader.settle()
    image = reader.panel.grab().toImage()
    assert image.pixelColor(3, image.height() // 2).lightness() < 80
    with pseudo_locale():
        QApplication.sendEvent(reader.window, QEvent(QEvent.Type.LanguageChange))
        QCoreApplication.processEvents()
        assert reader.panel.words().startswith("⟦")
        assert part(reader.panel, QLabel, "story_title").text() == f"⟦{SCENES[1].title}⟧"
    QApplication.sendEvent(reader.window, QEvent(QEvent.Type.LanguageChange))


def test_that_hiding_the_list_of_scenarios_leaves_the_story(reader: Reader) -> None:
    reader.go_to(1)
    reader.window._commands["show_scenarios"].setChecked(False)
    assert reader.panel.isVisible()
    column = part(reader.window, QWidget, "side")
    reader.key(Qt.Key.Key_Escape, PLAIN)
    assert not column.isVisible()
    reader.window._commands["show_scenarios"].setChecked(True)
    assert column.isVisible()
