"""The popover in which an event is edited: its fields, what it refuses, and how it is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.event_editor import EventEditor
from desktop.event_fields import FIELDS, scale
from desktop.event_moves import KINDS, STARTS, changed, new_event
from desktop.month_field import MonthField
from desktop.number_field import NumberField
from desktop.numbers import quantity_text
from desktop.theme import load_theme
from desktop.timeline import Timeline
from scenarios.events import EVENT_TYPES, Event, InvestmentProgramme
from scenarios.files import preset
from scenarios.limits import Limits
from scenarios.months import Month
from scenarios.scenario import Scenario

M = Month.parse
Left = Qt.MouseButton.LeftButton


class Stage:
    """A timeline with one event of each kind, in a window; its editor; and what was told."""

    def __init__(self, qtbot: QtBot) -> None:
        base = preset("baseline-2025-01")
        month = M("2026-01")
        self.scenario = base.replace(
            events=tuple(new_event(kind, month, base, "china") for kind in KINDS)
        )
        self.window = QWidget()
        layout = QVBoxLayout(self.window)
        self.other = QLineEdit(self.window)
        self.timeline = Timeline(load_theme("light"))
        layout.addWidget(self.other)
        layout.addStretch(1)
        layout.addWidget(self.timeline)
        self.window.resize(900, 680)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.timeline.show_scenario(self.scenario)
        self.edits: list[tuple[Event, ...]] = []
        self.order: list[str] = []
        self.timeline.edited.connect(self._take)
        self.timeline.released.connect(lambda: self.order.append("released"))

    @property
    def editor(self) -> EventEditor:
        return self.timeline.editor()

    def open(self, kind: str) -> None:
        """Select the event of a kind and open its editor by keyboard."""
        index = KINDS.index(kind)
        rect = self.timeline.event_rect(index)
        QTest.mouseClick(self.timeline, Left, pos=QPoint(rect.left() + 9, rect.center().y()))
        QTest.keyClick(self.timeline, Qt.Key.Key_Return)
        assert self.editor.isVisible()

    def event(self, kind: str) -> Event:
        """The event of a kind as it stands after the last edit."""
        return (self.edits[-1] if self.edits else self.scenario.events)[KINDS.index(kind)]

    def type_number(self, name: str, text: str) -> None:
        """Type into a number field and press Return."""
        line = self.editor.field(name)
        assert isinstance(line, NumberField)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def type_month(self, name: str, text: str) -> QLineEdit:
        """Type into a month field."""
        line = self.month(name).line()
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)
        return line

    def month(self, name: str) -> MonthField:
        made = self.editor.field(name)
        assert isinstance(made, MonthField)
        return made

    def _take(self, events: tuple[Event, ...], text: str) -> None:
        self.edits.append(events)
        self.order.append(text)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@pytest.mark.parametrize("model", EVENT_TYPES, ids=lambda model: model.__name__)
def test_that_every_field_of_the_model_can_be_edited(model: type[Event]) -> None:
    kind = model.model_fields["type"].default
    assert {field.name for field in FIELDS[kind]} == set(model.model_fields) - {"type"}


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_limits_are_those_of_the_model(kind: str) -> None:
    model = next(m for m in EVENT_TYPES if m.model_fields["type"].default == kind)
    for field in FIELDS[kind]:
        declared = [m for m in model.model_fields[field.name].metadata if isinstance(m, Limits)]
        assert bool(declared) == (field.form == "number")
        for limits in declared:
            made = scale(kind, field)
            assert (made.minimum, made.maximum) == (limits.minimum, limits.maximum)


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_default_is_called_judgement_with_its_value(stage: Stage, kind: str) -> None:
    stage.open(kind)
    units = {field.name: field.unit for field in FIELDS[kind]}
    for name, value in STARTS[kind].items():
        words = stage.editor.field(name).toolTip()
        assert quantity_text(value, units[name], stage.editor.locale()) in words
        assert "judgement" in words
    if kind == "export_restriction":
        assert "judgement" in stage.editor.field("level").toolTip()


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_control_has_a_name_and_a_description(stage: Stage, kind: str) -> None:
    stage.open(kind)
    for field in FIELDS[kind]:
        control = stage.editor.field(field.name)
        assert control.objectName() == field.name
        assert control.accessibleName()
        assert control.accessibleDescription()


@pytest.mark.parametrize(
    ("kind", "name", "text", "value"),
    [
        ("efficiency_shock", "multiplier", "3.5", 3.5),
        ("efficiency_shock", "diffusion_months", "12", 12.0),
        ("efficiency_shock", "training_share", "80", 0.8),
        ("efficiency_shock", "inference_share", "25 %", 0.25),
        ("export_restriction", "level", "2.5", 2.5),
        ("investment_programme", "amount_usd_bn", "1.2 trn", 1200.0),
        ("investment_programme", "accelerator_share", "60", 0.6),
        ("investment_programme", "additionality", "10", 0.1),
        ("supply_shock", "duration_months", "6 months", 6.0),
        ("supply_shock", "capacity_loss", "100", 1.0),
    ],
)
def test_that_a_typed_number_changes_the_event(
    stage: Stage, kind: str, name: str, text: str, value: float
) -> None:
    stage.open(kind)
    before = stage.event(kind)
    stage.type_number(name, text)
    assert stage.event(kind) == changed(before, **{name: value})
    assert stage.order[-1] == "released"


@pytest.mark.parametrize(
    ("kind", "name", "text", "words"),
    [
        ("export_restriction", "level", "7", "between rung 0 and rung 5"),
        ("efficiency_shock", "multiplier", "0", "between 0.01"),
        ("supply_shock", "capacity_loss", "150", "100"),
        ("supply_shock", "capacity_loss", "much", "not a number"),
    ],
)
def test_that_a_number_outside_the_limits_is_refused_in_words_beneath(
    stage: Stage, kind: str, name: str, text: str, words: str
) -> None:
    stage.open(kind)
    stage.type_number(name, text)
    assert stage.edits == []
    assert words in stage.editor.refusal(name)
    stage.type_number(name, "1")
    assert stage.editor.refusal(name) == ""
    assert len(stage.edits) == 1


def test_that_the_popover_makes_room_for_a_refusal(stage: Stage) -> None:
    stage.open("supply_shock")
    QApplication.processEvents()
    before = stage.editor.geometry()
    stage.type_number("capacity_loss", "150")
    QApplication.processEvents()
    after = stage.editor.geometry()
    assert after.height() > before.height()
    assert after.bottom() == before.bottom()


def test_that_a_month_can_be_typed(stage: Stage) -> None:
    stage.open("supply_shock")
    stage.type_month("month", "2027-11")
    assert str(stage.event("supply_shock").month) == "2027-11"


@pytest.mark.parametrize("text", ["2025-01", "2031-02"])
def test_that_a_month_outside_the_horizon_is_refused(stage: Stage, text: str) -> None:
    stage.open("supply_shock")
    stage.type_month("month", text)
    assert stage.edits == []
    assert "2025-02 and 2030-01" in stage.editor.refusal("month")
    assert stage.month("month").line().property("refused")
    stage.type_month("month", "2029-12")
    assert stage.editor.refusal("month") == ""
    assert str(stage.event("supply_shock").month) == "2029-12"


def test_that_what_is_no_month_is_refused_when_the_field_is_left(stage: Stage) -> None:
    stage.open("supply_shock")
    line = stage.type_month("month", "2027-13")
    assert stage.editor.refusal("month") == ""
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert "YYYY-MM" in stage.editor.refusal("month")
    assert stage.edits == []


def test_that_an_end_before_the_start_is_refused_until_the_start_is_moved_too(
    stage: Stage,
) -> None:
    stage.open("investment_programme")
    stage.type_month("end_month", "2025-12")
    assert "2025-12" in stage.editor.refusal("end_month")
    assert stage.edits == []
    stage.type_month("month", "2025-10")
    event = stage.event("investment_programme")
    assert isinstance(event, InvestmentProgramme)
    assert (str(event.month), str(event.end_month)) == ("2025-10", "2025-12")
    assert stage.editor.refusal("end_month") == ""


def test_that_a_refused_value_stays_while_another_field_is_edited(stage: Stage) -> None:
    stage.open("investment_programme")
    stage.type_month("end_month", "2024-05")
    stage.type_number("amount_usd_bn", "800")
    event = stage.event("investment_programme")
    assert isinstance(event, InvestmentProgramme)
    assert (event.amount_usd_bn, str(event.end_month)) == (800.0, "2029-12")
    assert stage.month("end_month").line().text() == "2024-05"
    assert "2024-05" in stage.editor.refusal("end_month")


def test_that_a_programme_may_end_after_the_horizon(stage: Stage) -> None:
    stage.open("investment_programme")
    stage.type_month("end_month", "2040-06")
    event = stage.event("investment_programme")
    assert isinstance(event, InvestmentProgramme)
    assert str(event.end_month) == "2040-06"


@pytest.mark.parametrize(
    ("key", "month"),
    [
        (Qt.Key.Key_Up, "2026-02"),
        (Qt.Key.Key_Down, "2025-12"),
        (Qt.Key.Key_PageUp, "2027-01"),
    ],
)
def test_that_keys_step_a_month(stage: Stage, key: Qt.Key, month: str) -> None:
    stage.open("efficiency_shock")
    line = stage.month("month").line()
    line.setFocus()
    QTest.keyClick(line, key)
    assert str(stage.event("efficiency_shock").month) == month


def test_that_stepping_months_by_button_is_one_gesture(stage: Stage, qtbot: QtBot) -> None:
    stage.open("efficiency_shock")
    later = stage.month("month").findChildren(QWidget, "month_later")[0]
    for _ in range(3):
        QTest.mouseClick(later, Left)
    assert str(stage.event("efficiency_shock").month) == "2026-04"
    assert "released" not in stage.order
    qtbot.waitUntil(lambda: "released" in stage.order)
    assert stage.order.count("released") == 1


def test_that_a_label_is_taken_letter_by_letter_and_is_one_gesture(stage: Stage) -> None:
    stage.open("efficiency_shock")
    line = stage.editor.field("label")
    line.setFocus()
    QTest.keyClicks(line, "R1")
    assert [events[0].label for events in stage.edits] == ["R", "R1"]
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert stage.order[-1] == "released"
    assert stage.order.count("released") == 1


def test_that_the_region_can_be_chosen(stage: Stage) -> None:
    stage.open("export_restriction")
    choice = stage.editor.field("region")
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    before = new_event("export_restriction", M("2026-01"), stage.scenario.without_events())
    assert stage.event("export_restriction") == changed(before, region="rest_of_world")


def test_that_the_sentence_follows_the_event(stage: Stage) -> None:
    stage.open("supply_shock")
    stage.type_number("capacity_loss", "30")
    assert "30 %" in stage.editor.accessibleDescription()


def test_that_undo_elsewhere_is_shown_in_the_open_editor(stage: Stage) -> None:
    stage.open("supply_shock")
    stage.type_number("capacity_loss", "30")
    stage.timeline.show_scenario(stage.scenario)
    field = stage.editor.field("capacity_loss")
    assert isinstance(field, NumberField)
    assert field.value == 0.5


def test_that_the_editor_closes_when_its_event_goes(stage: Stage) -> None:
    stage.open("supply_shock")
    stage.timeline.show_scenario(stage.scenario.without_events())
    assert not stage.editor.isVisible()
    assert stage.timeline.selection() == -1


def test_that_the_button_deletes_the_event(stage: Stage) -> None:
    stage.open("investment_programme")
    button = stage.editor.findChild(QWidget, "delete_event")
    assert button is not None
    QTest.mouseClick(button, Left)
    assert [event.type for event in stage.edits[-1]] == [
        kind for kind in KINDS if kind != "investment_programme"
    ]
    assert not stage.editor.isVisible()


def test_that_escape_first_takes_back_what_is_typed(stage: Stage) -> None:
    stage.open("supply_shock")
    field = stage.editor.field("capacity_loss")
    QTest.keyClicks(field, "9")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert stage.editor.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not stage.editor.isVisible()
    assert stage.edits == []


def test_that_tab_stays_in_the_editor(stage: Stage) -> None:
    stage.open("efficiency_shock")
    seen = []
    for _ in range(12):
        focus = QApplication.focusWidget()
        assert focus is not None and stage.editor.isAncestorOf(focus)
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert stage.editor.isVisible()
    assert len(set(seen)) == 8


def test_that_going_elsewhere_closes_the_editor(stage: Stage) -> None:
    stage.open("efficiency_shock")
    stage.other.setFocus()
    assert not stage.editor.isVisible()
    assert stage.other.hasFocus()


def test_that_a_click_beside_all_events_closes_the_editor(stage: Stage) -> None:
    stage.open("efficiency_shock")
    row = stage.timeline.row_rect("binds")
    QTest.mouseClick(stage.timeline, Left, pos=QPoint(row.right() - 5, row.center().y()))
    assert not stage.editor.isVisible()
    assert stage.timeline.selection() == -1


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_editor_stands_above_its_event_within_the_window(stage: Stage, kind: str) -> None:
    stage.open(kind)
    inside = QRect(QPoint(0, 0), stage.window.size())
    assert inside.contains(stage.editor.geometry())
    event = stage.timeline.event_rect(KINDS.index(kind))
    top = stage.timeline.mapTo(stage.window, event.topLeft()).y()
    assert stage.editor.geometry().bottom() <= top


def test_that_an_editor_near_the_top_opens_below(qtbot: QtBot, stage: Stage) -> None:
    stage.editor.show_event(stage.scenario, 0)
    stage.editor.open_beside(stage.window, QRect(300, 40, 60, 18))
    assert stage.editor.geometry().top() >= 58


def test_that_events_of_a_new_scenario_are_accepted_by_it() -> None:
    scenario: Scenario = preset("baseline-2026-07")
    for kind in KINDS:
        for month in ("2020-01", "2028-03", "2050-01"):
            event = new_event(kind, M(month), scenario)
            assert scenario.replace(events=(event,)).events == (event,)
