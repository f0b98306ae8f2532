"""The lane of events: what it shows, and what mouse and keyboard do to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import event_moves
from desktop.document import ScenarioDocument
from desktop.event_texts import EventTexts
from desktop.theme import load_theme
from desktop.timeline import Timeline
from desktop.timeline_axis import Axis
from desktop.timeline_paint import level_colour
from desktop.timeline_scene import Row, build
from scenarios.events import (
    MOST_EVENTS,
    EfficiencyShock,
    Event,
    ExportRestriction,
    InvestmentProgramme,
    SupplyShock,
)
from scenarios.files import preset
from scenarios.months import Month
from scenarios.projection import project
from scenarios.scenario import Scenario

M = Month.parse
Left = Qt.MouseButton.LeftButton

SHOCK = EfficiencyShock(
    month=M("2025-06"),
    multiplier=2.0,
    diffusion_months=9.0,
    training_share=1.0,
    inference_share=0.5,
    label="DeepSeek R1",
)
BAN = ExportRestriction(month=M("2026-04"), region="china", level=3.0, label="H20 licence")
PROGRAMME = InvestmentProgramme(
    month=M("2025-06"),
    end_month=M("2028-05"),
    amount_usd_bn=500.0,
    accelerator_share=0.5,
    additionality=0.3,
    label="Stargate",
)
OUTAGE = SupplyShock(
    month=M("2027-03"), duration_months=12.0, capacity_loss=0.5, label="Taiwan outage"
)
EVENTS: tuple[Event, ...] = (SHOCK, BAN, PROGRAMME, OUTAGE)


@dataclass
class Told:
    """What a timeline told, in order."""

    edits: list[tuple[tuple[Event, ...], str]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    @property
    def events(self) -> tuple[Event, ...]:
        return self.edits[-1][0]

    @property
    def text(self) -> str:
        return self.edits[-1][1]


@pytest.fixture
def scenario() -> Scenario:
    return preset("baseline-2025-01").replace(events=EVENTS)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def timeline(qtbot: QtBot, window: QWidget, scenario: Scenario) -> Timeline:
    """A timeline at the bottom of a window, with ten pixels to a month."""
    layout = QVBoxLayout(window)
    before = QLineEdit(window)
    before.setObjectName("before")
    made = Timeline(load_theme("light"))
    layout.addWidget(before)
    layout.addStretch(1)
    layout.addWidget(made)
    layout.addWidget(QLineEdit(window))
    window.resize(1000, 700)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made.show_scenario(scenario)
    low = M("2023-12").ordinal
    made.show_frame(low, low + 85, 100, 950)
    QApplication.processEvents()
    return made


@pytest.fixture
def told(timeline: Timeline) -> Told:
    made = Told()

    def take(events: tuple[Event, ...], text: str) -> None:
        made.edits.append((events, text))
        made.order.append("edited")

    timeline.edited.connect(take)
    timeline.released.connect(lambda: made.order.append("released"))
    return made


@pytest.fixture(autouse=True)
def no_menu_left() -> Iterator[None]:
    yield
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def move(timeline: Timeline, place: QPoint, held: Qt.MouseButton = Left) -> None:
    """Move the mouse with a button held."""
    there = timeline.mapToGlobal(place)
    kind = QEvent.Type.MouseMove
    none, mods = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    sent = QMouseEvent(kind, QPointF(place), QPointF(there), none, held, mods)
    QApplication.sendEvent(timeline, sent)


def drag(timeline: Timeline, start: QPoint, months: int) -> None:
    """Drag by so many months of ten pixels, a month at a time."""
    QTest.mousePress(timeline, Left, pos=start)
    step = 1 if months > 0 else -1
    for by in range(step, months + step, step):
        move(timeline, start + QPoint(10 * by, 0))
    QTest.mouseRelease(timeline, Left, pos=start + QPoint(10 * months, 0))


def grip(timeline: Timeline, index: int, which: str = "body") -> QPoint:
    rect = timeline.event_rect(index, which)
    if which == "body" and index == 1:
        return QPoint(rect.left() + 5, rect.center().y())
    return rect.center()


def select(timeline: Timeline, index: int) -> None:
    QTest.mouseClick(timeline, Left, pos=grip(timeline, index))


def empty(timeline: Timeline, row: str, month: str) -> QPoint:
    """A place in a row at a month."""
    return QPoint(timeline.month_pixel(M(month)), timeline.row_rect(row).center().y())


def menu() -> QMenu:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    return popup


def choose(text: str) -> None:
    """Go to an entry of the open menu with the keyboard, and take it."""
    shown = menu()
    action = next(a for a in shown.actions() if a.text() == text)
    for _ in shown.actions():
        if shown.activeAction() is not action:
            QTest.keyClick(shown, Qt.Key.Key_Down)
    QTest.keyClick(shown, Qt.Key.Key_Return)


# What it shows


def test_that_months_stand_where_the_frame_puts_them(timeline: Timeline) -> None:
    assert timeline.month_pixel(M("2024-01")) == 105
    timeline.show_frame(M("2025-01").ordinal, M("2027-01").ordinal, 200, 680)
    assert timeline.month_pixel(M("2025-02")) == 210
    assert timeline.event_rect(0).left() == pytest.approx(200 + 4 * 20, abs=1)


def test_that_a_band_changes_colour_in_the_month_of_its_event(timeline: Timeline) -> None:
    theme = load_theme("light")
    picture = timeline.grab().toImage()
    ratio = picture.devicePixelRatio()

    def colour(month: str) -> str:
        place = empty(timeline, "china", month) - QPoint(0, 7)
        return picture.pixelColor((QPointF(place) * ratio).toPoint()).name()

    assert colour("2026-03") == level_colour(theme, 2.0)
    assert colour("2026-05") == level_colour(theme, 3.0)
    assert level_colour(theme, 2.0) == theme.colour("restriction.2")


def test_that_the_record_is_paler_than_the_same_level_ahead(timeline: Timeline) -> None:
    picture = timeline.grab().toImage()
    ratio = picture.devicePixelRatio()

    def lightness(month: str) -> float:
        place = empty(timeline, "china", month) - QPoint(0, 7)
        return picture.pixelColor((QPointF(place) * ratio).toPoint()).lightnessF()

    assert lightness("2025-01") > lightness("2025-02") + 0.03


def test_that_the_record_shows_the_levels_that_were_in_force(timeline: Timeline) -> None:
    timeline.show_scenario(preset("baseline-2026-07"))
    past = [
        (str(part.step.start), part.step.level)
        for part in timeline.scene().parts
        if part.past and part.row is Row.CHINA
    ]
    assert past == [("2023-10", 2.0), ("2025-04", 3.0)]


def test_that_a_step_names_its_level(timeline: Timeline) -> None:
    texts = {part.step.event: part.text for part in timeline.scene().parts if not part.past}
    assert texts[1].startswith("3 licences case by case")
    assert "H20 licence" in texts[1]


def test_that_of_two_restrictions_in_a_month_the_later_in_the_file_holds(
    scenario: Scenario,
) -> None:
    both = (event_moves.changed(BAN, level=4.0), event_moves.changed(BAN, level=1.0))
    assert event_moves.level_at(scenario.replace(events=both), "china", BAN.month) == 1.0
    assert event_moves.level_at(scenario.replace(events=both), "china", BAN.month + -1) == 2.0
    assert event_moves.level_at(scenario.replace(events=both), "rest_of_world", BAN.month) == 0.0


def test_that_flags_and_bars_do_not_cover_each_other(timeline: Timeline) -> None:
    blocks = timeline.scene().blocks
    assert len(blocks) == 3
    assert blocks[0].rect.top() != blocks[1].rect.top()
    for one in blocks:
        for other in blocks:
            assert one is other or not one.whole.intersects(other.whole)


def test_that_events_apart_in_time_share_a_row(timeline: Timeline, scenario: Scenario) -> None:
    timeline.show_scenario(scenario.replace(events=(SHOCK, OUTAGE)))
    tops = {block.rect.top() for block in timeline.scene().blocks}
    assert len(tops) == 1


def test_that_a_crowd_of_events_stays_within_its_row(
    timeline: Timeline, scenario: Scenario
) -> None:
    crowd = tuple(event_moves.moved(PROGRAMME, i % 3, scenario) for i in range(MOST_EVENTS))
    timeline.show_scenario(scenario.replace(events=crowd))
    row = timeline.scene().rows[Row.EVENTS]
    assert all(row.contains(block.rect) for block in timeline.scene().blocks)
    assert timeline.sizeHint().height() < 220


@pytest.mark.parametrize("width", [380, 500, 1400])
def test_that_texts_stay_on_the_axis(scenario: Scenario, width: int) -> None:
    late = event_moves.moved(SHOCK, 55, scenario)
    axis = Axis(M("2023-01").ordinal, M("2030-01").ordinal, 70, width - 30, width)
    made = build(
        scenario.replace(events=(*EVENTS, late)),
        None,
        axis,
        EventTexts(QLocale("en_GB")),
        lambda text: 6.0 * len(text),
    )
    for block in made.blocks:
        assert block.whole.left() >= 70
        assert block.whole.right() <= width + 1


def test_that_a_programme_beyond_the_horizon_is_drawn_open(
    timeline: Timeline, scenario: Scenario
) -> None:
    longer = event_moves.changed(PROGRAMME, end_month=M("2035-01"))
    timeline.show_scenario(scenario.replace(events=(longer,)))
    assert timeline.scene().blocks[0].open
    assert timeline.scene().blocks[0].rect.right() == 950


def test_that_the_ribbon_says_what_binds(timeline: Timeline, scenario: Scenario) -> None:
    projection = project(scenario, draws=False)
    timeline.show_projection(projection)
    codes = projection.central("binding_constraint")
    shown = {
        month: stretch.code
        for stretch in timeline.scene().stretches
        for month in range(stretch.first.ordinal, stretch.last.ordinal + 1)
    }
    assert shown == {
        month.ordinal: int(code) for month, code in zip(scenario.months, codes, strict=True)
    }
    assert len(set(codes)) > 1
    assert timeline.scene().stretches[0].rect.left() == pytest.approx(100 + 13 * 10)


def test_that_what_bound_from_another_as_of_month_is_not_shown(
    timeline: Timeline, scenario: Scenario
) -> None:
    timeline.show_projection(project(scenario, draws=False))
    assert timeline.scene().stretches
    timeline.show_scenario(preset("baseline-2026-07"))
    assert not timeline.scene().stretches


@pytest.mark.parametrize("name", ["light", "dark"])
def test_that_every_preset_can_be_drawn_in_every_theme(timeline: Timeline, name: str) -> None:
    timeline.show_theme(load_theme(name))
    for chosen in ("r1-shock", "stargate", "taiwan-outage-2027", "diffusion-rule-kept"):
        timeline.show_scenario(preset(chosen))
        colours = timeline.grab().toImage()
        card = load_theme(name).colour("card")
        assert any(
            colours.pixelColor(x, timeline.row_rect("china").center().y()).name() != card
            for x in range(100, 940, 20)
        )


def test_that_what_is_shown_is_not_told(timeline: Timeline, told: Told) -> None:
    timeline.show_scenario(preset("r1-shock"))
    timeline.show_hover(float(M("2026-01").ordinal))
    timeline.show_theme(load_theme("dark"))
    assert told.order == []


def test_that_the_mouse_points_at_a_month(timeline: Timeline) -> None:
    seen: list[float | None] = []
    timeline.hovered.connect(seen.append)
    move(timeline, empty(timeline, "events", "2029-03"), Qt.MouseButton.NoButton)
    move(timeline, empty(timeline, "events", "2029-03") + QPoint(2, 1), Qt.MouseButton.NoButton)
    assert seen == [M("2029-03").ordinal]
    assert timeline.pointer().text == "Mar 2029"
    QApplication.sendEvent(timeline, QEvent(QEvent.Type.Leave))
    assert seen[1:] == [None]
    assert timeline.pointer().x is None


def test_that_months_are_named_in_the_language_of_the_window(timeline: Timeline) -> None:
    timeline.show_hover(float(M("2029-02").ordinal))
    assert timeline.pointer().text == "Feb 2029"
    timeline.window().setLocale(QLocale("fr_FR"))
    timeline.show_hover(float(M("2029-02").ordinal))
    assert timeline.pointer().text == "févr. 2029"
    assert "juin 2025" in timeline.accessibleDescription()


@pytest.mark.parametrize(
    ("row", "month", "words"),
    [
        ("china", "2028-01", "restriction level 3, licences case by case"),
        ("china", "2025-03", "starts at restriction level 2 density caps"),
        ("china", "2024-06", "On record from October 2023"),
        ("china", "2024-12", "HBM controls"),
        ("events", "2026-10", "500"),
    ],
)
def test_that_a_tool_tip_reads_what_is_there(
    timeline: Timeline, row: str, month: str, words: str
) -> None:
    place = empty(timeline, row, month)
    if words == "HBM controls":
        place += QPoint(0, 7)
    if row == "events":
        place = timeline.event_rect(2).center()
    assert words in tool_tip(timeline, place)


def test_that_names_of_rows_and_the_as_of_line_say_what_they_mean(timeline: Timeline) -> None:
    for row, words in (
        ("china", "unrestricted"),
        ("rest_of_world", "without the United States"),
        ("events", "efficiency shocks"),
    ):
        place = empty(timeline, row, "2028-01")
        place.setX(20)
        assert words in tool_tip(timeline, place)
    line = (empty(timeline, "china", "2025-01") + empty(timeline, "china", "2025-02")) / 2
    assert "record on the left" in tool_tip(timeline, line)


def tool_tip(timeline: Timeline, place: QPoint) -> str:
    """What is shown where the mouse rests."""
    event = QHelpEvent(QEvent.Type.ToolTip, place, timeline.mapToGlobal(place))
    QApplication.sendEvent(timeline, event)
    found = QToolTip.text()
    QToolTip.hideText()
    return found


# The mouse


def test_that_a_drag_moves_an_event_live_and_is_one_gesture(timeline: Timeline, told: Told) -> None:
    drag(timeline, grip(timeline, 0), 4)
    months = [str(events[0].month) for events, _ in told.edits]
    assert months == ["2025-07", "2025-08", "2025-09", "2025-10"]
    assert told.text == "move DeepSeek R1"
    assert told.events[1:] == EVENTS[1:]
    assert told.order == ["edited"] * 4 + ["released"]


def test_that_a_press_that_hardly_wanders_changes_nothing(timeline: Timeline, told: Told) -> None:
    place = grip(timeline, 0)
    QTest.mousePress(timeline, Left, pos=place)
    move(timeline, place + QPoint(2, 1))
    QTest.mouseRelease(timeline, Left, pos=place)
    assert told.order == []
    assert timeline.selection() == 0


def test_that_the_month_is_shown_while_dragging(timeline: Timeline) -> None:
    place = grip(timeline, 0)
    QTest.mousePress(timeline, Left, pos=place)
    move(timeline, place + QPoint(20, 0))
    assert timeline.pointer().text == "Aug 2025"
    assert timeline.pointer().firm
    QTest.mouseRelease(timeline, Left, pos=place)
    assert not timeline.pointer().firm


@pytest.mark.parametrize(("months", "month"), [(-40, "2025-02"), (80, "2030-01")])
def test_that_a_drag_stops_at_the_ends_of_the_horizon(
    timeline: Timeline, told: Told, months: int, month: str
) -> None:
    for index in range(len(EVENTS)):
        drag(timeline, grip(timeline, index), months)
        assert str(told.events[index].month) == month


def test_that_a_programme_keeps_its_length_when_moved(timeline: Timeline, told: Told) -> None:
    drag(timeline, grip(timeline, 2), 7)
    assert told.events[2] == event_moves.changed(
        PROGRAMME, month=M("2026-01"), end_month=M("2028-12")
    )


def test_that_the_edge_of_a_step_can_be_dragged(timeline: Timeline, told: Told) -> None:
    edge = QPoint(100 + 10 * (BAN.month - M("2024-01")), timeline.row_rect("china").center().y())
    drag(timeline, edge, -3)
    assert told.events[1] == event_moves.changed(BAN, month=M("2026-01"))
    assert told.text == "move H20 licence"


@pytest.mark.parametrize(
    ("index", "which", "months", "changes"),
    [
        (2, "end", 12, {"end_month": M("2029-05")}),
        (2, "end", 40, {"end_month": M("2031-09")}),
        (2, "end", -60, {"end_month": M("2025-06")}),
        (2, "start", 3, {"month": M("2025-09")}),
        (2, "start", 60, {"month": M("2028-05")}),
        (3, "end", 6, {"duration_months": 18.0}),
        (3, "end", -30, {"duration_months": 1.0}),
        (3, "start", -2, {"month": M("2027-01"), "duration_months": 14.0}),
        (3, "start", 30, {"month": M("2028-02"), "duration_months": 1.0}),
    ],
)
def test_that_the_ends_of_a_bar_can_be_dragged(
    timeline: Timeline,
    told: Told,
    index: int,
    which: str,
    months: int,
    changes: dict[str, object],
) -> None:
    drag(timeline, grip(timeline, index, which), months)
    assert told.events[index] == event_moves.changed(EVENTS[index], **changes)
    assert told.text.startswith("resize ")


def test_that_escape_takes_a_drag_back(timeline: Timeline, told: Told) -> None:
    place = grip(timeline, 2)
    QTest.mousePress(timeline, Left, pos=place)
    move(timeline, place + QPoint(50, 0))
    assert told.events != EVENTS
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    assert told.events == EVENTS
    assert told.order[-1] == "released"
    move(timeline, place + QPoint(90, 0))
    assert told.events == EVENTS
    QTest.mouseRelease(timeline, Left, pos=place)
    assert told.order.count("released") == 1


def test_that_an_event_that_is_taken_away_is_no_longer_dragged(
    timeline: Timeline, told: Told, scenario: Scenario
) -> None:
    place = grip(timeline, 3)
    QTest.mousePress(timeline, Left, pos=place)
    move(timeline, place + QPoint(20, 0))
    timeline.show_scenario(scenario.without_events())
    edits = len(told.edits)
    move(timeline, place + QPoint(60, 0))
    QTest.mouseRelease(timeline, Left, pos=place)
    assert len(told.edits) == edits
    assert timeline.selection() == -1


def test_that_a_double_click_on_a_band_adds_a_stricter_level_there(
    timeline: Timeline, told: Told
) -> None:
    QTest.mouseDClick(timeline, Left, pos=empty(timeline, "china", "2028-09"))
    added = ExportRestriction(month=M("2028-09"), region="china", level=4.0)
    assert told.events == (*EVENTS, added)
    assert told.text == "add export restriction, China"
    assert told.order == ["edited", "released"]
    assert timeline.selection() == 4
    assert timeline.editor().isVisible()


def test_that_a_double_click_on_the_record_adds_at_the_start(
    timeline: Timeline, told: Told
) -> None:
    QTest.mouseDClick(timeline, Left, pos=empty(timeline, "rest_of_world", "2024-06"))
    assert told.events[-1] == ExportRestriction(
        month=M("2025-02"), region="rest_of_world", level=1.0
    )


def test_that_the_row_of_events_asks_what_to_add(timeline: Timeline, told: Told) -> None:
    QTest.mouseDClick(timeline, Left, pos=empty(timeline, "events", "2029-06"))
    texts = [action.text() for action in menu().actions() if action.isVisible()]
    assert texts == ["Add efficiency shock", "Add investment programme", "Add supply loss"]
    shown = menu()
    loss = next(action for action in shown.actions() if action.text() == texts[2])
    QTest.mouseClick(shown, Left, pos=shown.actionGeometry(loss).center())
    assert told.events[-1].type == "supply_shock"
    assert str(told.events[-1].month) == "2029-06"
    assert timeline.editor().isVisible()


def test_that_a_double_click_on_an_event_edits_it(timeline: Timeline, told: Told) -> None:
    for index in range(len(EVENTS)):
        QTest.mouseDClick(timeline, Left, pos=grip(timeline, index))
        assert timeline.selection() == index
        assert timeline.editor().isVisible()
    assert told.order == []


def test_that_the_ribbon_takes_no_events(timeline: Timeline, told: Told) -> None:
    QTest.mouseDClick(timeline, Left, pos=empty(timeline, "binds", "2028-09"))
    assert told.order == []
    assert QApplication.activePopupWidget() is None


def test_that_the_button_offers_the_four_kinds(timeline: Timeline, told: Told) -> None:
    button = timeline.findChild(QWidget, "add_event")
    assert button is not None
    for kind in event_moves.KINDS:
        QTest.mouseClick(button, Left)
        assert sum(action.isVisible() for action in menu().actions()) == 4
        words = {"supply_shock": "supply loss"}.get(kind, kind.replace("_", " "))
        choose(f"Add {words}")
        assert told.events[-1].type == kind
    assert len(told.events) == len(EVENTS) + 4


def test_that_a_full_scenario_takes_no_more_events(
    timeline: Timeline, told: Told, scenario: Scenario
) -> None:
    timeline.show_scenario(scenario.replace(events=(BAN,) * MOST_EVENTS))
    QTest.mouseDClick(timeline, Left, pos=empty(timeline, "rest_of_world", "2028-09"))
    assert told.order == []
    timeline.setFocus()
    QTest.keyClick(timeline, Qt.Key.Key_Insert)
    assert not any(a.isEnabled() for a in menu().actions() if a.isVisible())


def test_that_the_context_menu_edits_duplicates_and_deletes(timeline: Timeline, told: Told) -> None:
    def open_menu() -> None:
        place = grip(timeline, 3)
        QTest.mouseClick(timeline, Qt.MouseButton.RightButton, pos=place)
        reason = QContextMenuEvent.Reason.Mouse
        asked = QContextMenuEvent(reason, place, timeline.mapToGlobal(place))
        QApplication.sendEvent(timeline, asked)

    open_menu()
    choose("Duplicate")
    assert told.events == (*EVENTS, event_moves.changed(OUTAGE, month=M("2027-06")))
    assert told.text == "duplicate Taiwan outage"
    open_menu()
    choose("Delete")
    assert told.events == (*EVENTS[:3], event_moves.changed(OUTAGE, month=M("2027-06")))
    assert told.text == "delete Taiwan outage"
    assert told.order.count("released") == 2
    open_menu()
    choose("Edit…")
    assert timeline.editor().isVisible()


def test_that_the_context_menu_of_a_band_adds_to_its_region(timeline: Timeline, told: Told) -> None:
    place = empty(timeline, "rest_of_world", "2027-02")
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, timeline.mapToGlobal(place))
    QApplication.sendEvent(timeline, asked)
    choose("Add export restriction")
    assert told.events[-1] == ExportRestriction(
        month=M("2027-02"), region="rest_of_world", level=1.0
    )


def connected(timeline: Timeline, scenario: Scenario) -> ScenarioDocument:
    """A document that is edited by the timeline and shown on it."""
    document = ScenarioDocument(scenario)

    def edit(events: tuple[Event, ...], text: str) -> None:
        document.edit(document.scenario.replace(events=events), text, gesture="events")

    timeline.edited.connect(edit)
    timeline.released.connect(document.end_gesture)
    document.scenario_changed.connect(lambda: timeline.show_scenario(document.scenario))
    return document


def test_that_one_undo_takes_a_drag_back(timeline: Timeline, scenario: Scenario) -> None:
    document = connected(timeline, scenario)
    before = timeline.event_rect(0)
    drag(timeline, grip(timeline, 0), 5)
    drag(timeline, grip(timeline, 0), 2)
    assert document.undo_stack.count() == 2
    assert document.undo_stack.undoText() == "move DeepSeek R1"
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.scenario == scenario
    assert timeline.event_rect(0) == before


def test_that_a_drag_taken_back_leaves_nothing_to_undo(
    timeline: Timeline, scenario: Scenario
) -> None:
    document = connected(timeline, scenario)
    place = grip(timeline, 2)
    QTest.mousePress(timeline, Left, pos=place)
    move(timeline, place + QPoint(50, 0))
    assert document.undo_stack.count() == 1
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    assert document.undo_stack.count() == 0
    QTest.mouseRelease(timeline, Left, pos=place)


# The keyboard


@pytest.mark.parametrize(
    ("key", "modifier", "index", "changes"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 0, {"month": M("2025-07")}),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 0, {"month": M("2025-05")}),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 1, {"month": M("2026-07")}),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier, 2, {"end_month": M("2028-06")}),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier, 3, {"duration_months": 11.0}),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 1, {"level": 3.5}),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 1, {"level": 2.5}),
    ],
)
def test_that_keys_change_the_selected_event(
    timeline: Timeline,
    told: Told,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    index: int,
    changes: dict[str, object],
) -> None:
    select(timeline, index)
    QTest.keyClick(timeline, key, modifier)
    assert told.events[index] == event_moves.changed(EVENTS[index], **changes)
    assert len(told.edits) == 1


def test_that_a_burst_of_keys_is_one_gesture(timeline: Timeline, told: Told, qtbot: QtBot) -> None:
    select(timeline, 0)
    for _ in range(5):
        QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert told.order == ["edited"] * 5
    qtbot.waitUntil(lambda: told.order[-1] == "released")
    assert told.order.count("released") == 1
    assert str(told.events[0].month) == "2025-11"


def test_that_a_burst_ends_when_another_event_is_selected(timeline: Timeline, told: Told) -> None:
    select(timeline, 0)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    QTest.keyClick(timeline, Qt.Key.Key_Tab)
    assert timeline.selection() == 1
    assert told.order == ["edited", "released"]


def test_that_a_drag_after_a_burst_is_a_gesture_of_its_own(timeline: Timeline, told: Told) -> None:
    select(timeline, 0)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    drag(timeline, grip(timeline, 0), 1)
    assert told.order == ["edited", "released", "edited", "released"]


@pytest.mark.parametrize(
    ("level", "up", "down"), [(2.3, 2.5, 2.0), (5.0, 5.0, 4.5), (0.0, 0.5, 0.0)]
)
def test_that_a_level_goes_to_halves_and_stays_on_the_ladder(
    level: float, up: float, down: float
) -> None:
    event = event_moves.changed(BAN, level=level)
    assert event_moves.with_level(event, 1) == event_moves.changed(BAN, level=up)
    assert event_moves.with_level(event, -1) == event_moves.changed(BAN, level=down)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_that_a_key_deletes_the_selected_event(timeline: Timeline, told: Told, key: Qt.Key) -> None:
    select(timeline, 2)
    QTest.keyClick(timeline, key)
    assert told.events == (SHOCK, BAN, OUTAGE)
    assert told.text == "delete Stargate"
    assert told.order == ["edited", "released"]
    assert timeline.selection() == -1


def test_that_keys_do_nothing_without_a_selected_event(timeline: Timeline, told: Told) -> None:
    timeline.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(timeline, key)
    assert told.order == []
    assert not timeline.editor().isVisible()


def test_that_tab_goes_through_the_events_in_time_and_on(timeline: Timeline) -> None:
    before = timeline.window().findChild(QLineEdit, "before")
    assert before is not None
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert timeline.hasFocus()
    order = [timeline.selection()]
    names = [timeline.accessibleName()]
    while timeline.hasFocus() and len(order) < 10:
        QTest.keyClick(timeline, Qt.Key.Key_Tab)
        if timeline.hasFocus():
            order.append(timeline.selection())
            names.append(timeline.accessibleName())
    assert order == [0, 2, 1, 3]
    assert names[1] == "Stargate, Investment programme, Jun 2025 – May 2028"
    assert len(set(names)) == 4
    focus = QApplication.focusWidget()
    assert focus is not None and focus.objectName() == "add_event"


def test_that_back_tab_comes_from_the_last_event(timeline: Timeline) -> None:
    button = timeline.findChild(QWidget, "add_event")
    assert button is not None
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Backtab)
    assert timeline.selection() == 3
    QTest.keyClick(timeline, Qt.Key.Key_Backtab)
    assert timeline.selection() == 1


def test_that_the_selected_event_is_told_and_described(timeline: Timeline) -> None:
    chosen: list[int] = []
    timeline.selected.connect(chosen.append)
    whole = timeline.accessibleDescription()
    assert all(event.label in whole for event in EVENTS)
    select(timeline, 3)
    assert timeline.accessibleDescription().startswith("Taiwan outage: from March 2027")
    assert "50 %" in timeline.accessibleDescription()
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    assert chosen == [3, -1]
    assert timeline.accessibleDescription() == whole


def test_that_moving_an_event_changes_how_it_is_announced(timeline: Timeline) -> None:
    select(timeline, 0)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.accessibleName().endswith("Jul 2025")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2])
def test_that_a_key_opens_the_editor_and_escape_comes_back(
    timeline: Timeline, qtbot: QtBot, key: Qt.Key
) -> None:
    select(timeline, 2)
    QTest.keyClick(timeline, key)
    editor = timeline.editor()
    assert editor.isVisible()
    focus = QApplication.focusWidget()
    assert focus is editor.field("amount_usd_bn")
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert timeline.hasFocus()
    assert timeline.selection() == 2
