"""The form of everything that a scenario assumes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QPoint, QPointF, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.about_assumption import AboutAssumption
from desktop.assumption_editor import AssumptionEditor
from desktop.assumption_panel import AssumptionPanel
from desktop.density_view import DensityView
from desktop.number_field import NumberField
from desktop.setting_moves import Setting
from desktop.theme import apply_theme, load_theme
from desktop.value_slider import ValueSlider
from scenarios.assumptions import Fixed, Spread, registry
from scenarios.events import MOST_EVENTS, Event, SupplyShock
from scenarios.files import preset, preset_names
from scenarios.months import Month
from scenarios.record import newest_data
from scenarios.scenario import Scenario
from tests.desktop.parts import part

Key = Qt.Key
Left = Qt.MouseButton.LeftButton
DECLARED = registry(newest_data())
GROUPS = tuple(dict.fromkeys(assumption.group for assumption in DECLARED.values()))
REBOUND, GAIN = "training_rebound", "training_efficiency_growth"


class Window:
    """The form with a scenario that follows what it tells, as in the window."""

    def __init__(self, qtbot: QtBot, scenario: Scenario) -> None:
        self.panel = AssumptionPanel(load_theme("light"))
        qtbot.addWidget(self.panel)
        self.scenario = scenario
        self.edited: list[tuple[str, Setting]] = []
        self.notes: list[tuple[str, str]] = []
        self.opened: list[tuple[str, ...]] = []
        self.released = 0
        self.panel.edited.connect(self._edit)
        self.panel.events_edited.connect(self._edit_events)
        self.panel.released.connect(self._count)
        self.panel.note_edited.connect(self._edit_note)
        self.panel.open_groups_changed.connect(self.opened.append)
        self.panel.show_scenario(scenario)
        self.panel.resize(300, 700)
        self.panel.show()
        self.panel.activateWindow()
        qtbot.waitUntil(self.panel.isActiveWindow)

    def show(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.panel.show_scenario(scenario)

    def _edit(self, name: str, setting: Setting) -> None:
        self.edited.append((name, setting))
        self.show(self.scenario.with_setting(name, setting))

    def _edit_events(self, events: tuple[Event, ...], text: str) -> None:
        self.show(self.scenario.replace(events=events))

    def _edit_note(self, name: str, note: str) -> None:
        self.notes.append((name, note))
        self.show(self.scenario.replace(notes={**self.scenario.notes, name: note}))

    def _count(self) -> None:
        self.released += 1

    def row(self, name: str) -> AssumptionEditor:
        return part(self.panel, AssumptionEditor, name)

    def has_row(self, name: str) -> bool:
        return self.panel.findChild(AssumptionEditor, name) is not None

    def sees(self, name: str) -> bool:
        return self.has_row(name) and self.row(name).isVisible()

    def seen(self) -> set[str]:
        return {name for name in DECLARED if self.sees(name)}

    def click(self, name: str) -> None:
        QTest.mouseClick(part(self.panel, QAbstractButton, name), Left)

    def drag(self, name: str, *values: float, release: bool = True) -> None:
        slider = part(self.panel, ValueSlider, f"{name}.slider")
        QTest.mousePress(slider, Left, pos=slider.thumb().toPoint())
        for value in values:
            QTest.mouseMove(slider, slider.point(value).toPoint())
        if release:
            QTest.mouseRelease(slider, Left, pos=slider.point(values[-1]).toPoint())

    def type(self, name: str, text: str) -> NumberField:
        field = part(self.panel, NumberField, f"{name}.number")
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Key.Key_Return)
        return field

    def words(self, name: str) -> str:
        label = part(self.panel, QLabel, f"{name}.words")
        return label.text() if label.isVisible() else ""

    @property
    def box(self) -> QLineEdit:
        return part(self.panel, QLineEdit, "assumption_search")

    @property
    def only_changed(self) -> QToolButton:
        return part(self.panel, QToolButton, "only_changed")

    def search(self, text: str) -> set[str]:
        self.box.setFocus()
        self.box.selectAll()
        QTest.keyClicks(self.box, text)
        return self.seen()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    return Window(qtbot, preset("baseline-2025-01"))


# Numbers


def test_that_a_drag_tells_each_value_and_its_end_once(window: Window) -> None:
    window.drag(GAIN, 4.0, 5.0)
    assert window.edited == [(GAIN, 4.0), (GAIN, 5.0)]
    assert window.released == 1
    assert part(window.panel, NumberField, f"{GAIN}.number").text() == "5.0"


def test_that_the_large_control_and_the_row_show_the_same_number(window: Window) -> None:
    window.drag(GAIN, 5.0)
    assert part(window.panel, NumberField, f"headline.{GAIN}.number").value == 5.0
    window.drag(f"headline.{GAIN}", 4.0)
    assert part(window.panel, NumberField, f"{GAIN}.number").value == 4.0
    assert window.released == 2


def test_that_dragging_takes_a_spread_along(window: Window) -> None:
    window.show(window.scenario.with_setting(GAIN, Spread(p10=2.0, p50=3.0, p90=4.0)))
    window.drag(GAIN, 5.0, 6.0)
    assert window.edited[-1] == (GAIN, Spread(p10=4.0, p50=6.0, p90=8.0))


def test_that_a_spread_dragged_there_and_back_is_what_it_was(window: Window) -> None:
    spread = Spread(p10=2.123456789, p50=3.0, p90=4.321098765)
    window.show(window.scenario.with_setting(GAIN, spread))
    window.drag(GAIN, 3.7, 9.1, 3.0)
    assert window.edited[-1] == (GAIN, spread)


def test_that_a_certain_number_stays_certain(window: Window) -> None:
    window.show(window.scenario.with_setting(GAIN, Fixed(fixed=3.0)))
    window.drag(GAIN, 6.0)
    assert window.edited[-1] == (GAIN, Fixed(fixed=6.0))


def test_that_a_spread_is_not_dragged_to_where_it_has_no_room(window: Window) -> None:
    spread = Spread(p10=-0.08, p50=0.0, p90=0.06)
    window.show(window.scenario.with_setting("terminal_growth", Fixed(fixed=-0.2)))
    window.show(window.scenario.with_setting("terminal_growth", spread))
    window.panel.show_open_groups(GROUPS)
    window.type("terminal_growth", "-0.2")
    assert "There its spread would not fit" in window.words("terminal_growth")
    assert window.edited == []


def test_that_a_value_outside_the_limits_is_refused_beneath_and_stays_typed(
    window: Window,
) -> None:
    field = window.type(REBOUND, "9")
    assert window.words(REBOUND) == "Must lie between 0 and 4; this is 9."
    assert (field.text(), window.edited) == ("9", [])


def test_that_a_value_outside_the_usual_range_is_taken_and_marked(window: Window) -> None:
    window.type(REBOUND, "3")
    assert window.edited == [(REBOUND, 3.0)]
    assert window.words(REBOUND) == "Outside the usual range, 0 to 2."


def test_that_what_only_the_scenario_refuses_is_refused_in_its_words(window: Window) -> None:
    window.panel.show_open_groups(GROUPS)
    field = window.type("terminal_growth", "9.5 %")
    assert window.words("terminal_growth").startswith("Terminal growth must stay 0.01 below")
    assert (field.text(), window.edited) == ("9.5 %", [])
    window.type("terminal_growth", "2 %")
    assert window.edited == [("terminal_growth", 0.02)]
    assert window.words("terminal_growth") == ""


def test_that_a_refused_drag_returns_and_says_why(window: Window) -> None:
    window.show(window.scenario.with_setting("discount_rate", 0.05))
    window.panel.show_open_groups(("valuation",))
    window.drag("terminal_growth", 0.06)
    assert window.edited == []
    assert part(window.panel, ValueSlider, "terminal_growth.slider").value_shown == 0.03
    assert window.words("terminal_growth").startswith("Terminal growth must stay 0.01 below")


def test_that_the_names_of_other_numbers_stand_before_their_refusal(window: Window) -> None:
    window.panel.show_open_groups(("valuation",))
    window.type("discount_rate", "0.035")
    assert window.words("discount_rate").startswith("Terminal growth must stay 0.01 below")


def test_that_events_beyond_the_most_are_refused(window: Window) -> None:
    loss = SupplyShock(month=Month.parse("2026-01"), duration_months=1, capacity_loss=0.01)
    window.show(window.scenario.replace(events=(loss,) * MOST_EVENTS))
    window.drag("headline.export_restriction_level_china", 4.0)
    assert len(window.scenario.events) == MOST_EVENTS
    assert "at most 200" in window.words("headline.export_restriction_level_china")


# Marks


def test_that_a_changed_number_is_marked_and_one_press_takes_it_back(window: Window) -> None:
    assert window.panel.findChild(QAbstractButton, f"{REBOUND}.reset") is None
    window.type(REBOUND, "0.5")
    mark = part(window.panel, QAbstractButton, f"{REBOUND}.reset")
    assert mark.isVisible()
    assert mark.toolTip() == "Back to the default, 0.9"
    window.click(f"{REBOUND}.reset")
    assert window.edited[-1] == (REBOUND, None)
    assert (window.released, mark.isVisible()) == (2, False)


def test_that_the_default_is_that_of_the_as_of_month(window: Window) -> None:
    field = part(window.panel, NumberField, "inference_share.number")
    assert field.text() == "40"
    window.show(preset("baseline-2026-07"))
    assert field.text() == "45"
    assert window.panel.findChild(QAbstractButton, "inference_share.reset") is None


def test_that_a_mark_names_the_default_of_the_as_of_month(window: Window) -> None:
    window.type("inference_share", "50")
    mark = part(window.panel, QAbstractButton, "inference_share.reset")
    assert mark.toolTip() == "Back to the default, 40\N{NO-BREAK SPACE}%"
    window.show(preset("baseline-2026-07").with_setting("inference_share", 0.5))
    assert mark.toolTip() == "Back to the default, 45\N{NO-BREAK SPACE}%"
    assert mark.accessibleName().endswith(mark.toolTip())


def test_that_a_group_tells_how_much_was_changed_in_it(window: Window) -> None:
    heading = part(window.panel, QAbstractButton, "group.training")
    window.type(REBOUND, "0.5")
    assert heading.accessibleName() == "training, 1 changed"
    window.type(REBOUND, "0.9")
    assert heading.accessibleName() == "training"


# Showing


def test_that_showing_tells_nothing(window: Window) -> None:
    window.panel.show_open_groups(GROUPS)
    for name in preset_names():
        window.show(preset(name))
    assert (window.edited, window.released, window.notes, window.opened) == ([], 0, [], [])


def test_that_only_rows_that_changed_are_touched(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.panel.show_open_groups(GROUPS)
    touched: list[str] = []
    show = AssumptionEditor.show_setting

    def spy(row: AssumptionEditor, *state: object) -> None:
        touched.append(row.objectName())
        show(row, *state)  # type: ignore[arg-type]

    monkeypatch.setattr(AssumptionEditor, "show_setting", spy)
    window.show(window.scenario.with_setting(REBOUND, 0.5).with_setting("pue", None))
    assert touched == [REBOUND]


def test_that_typing_refused_for_one_scenario_is_not_left_to_another(window: Window) -> None:
    field = window.type(REBOUND, "9")
    window.show(window.scenario.with_setting(GAIN, 4.0))
    assert field.text() == "9"
    window.panel.forget_typing()
    assert float(field.text()) == 0.9
    assert window.words(REBOUND) == ""


def test_that_rows_are_made_when_their_group_is_first_opened(qtbot: QtBot) -> None:
    panel = AssumptionPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.show_scenario(preset("baseline-2025-01").with_setting("discount_rate", 0.12))
    assert panel.findChild(AssumptionEditor, REBOUND) is not None
    assert panel.findChild(AssumptionEditor, "discount_rate") is None
    panel.show_open_groups(("valuation",))
    assert part(panel, NumberField, "discount_rate.number").text() == "0.12"


def test_that_all_rows_are_made_in_idle_time_unseen(window: Window, qtbot: QtBot) -> None:
    seen = window.seen()
    qtbot.waitUntil(lambda: all(window.has_row(name) for name in DECLARED))
    assert window.seen() == seen
    window.click("group.valuation")
    assert window.seen() == seen | {"free_cash_flow_margin", "discount_rate", "terminal_growth"}


def test_that_rungs_are_named(window: Window) -> None:
    window.panel.show_open_groups(("export controls",))
    note = part(window.panel, QLabel, "export_restriction_level_china.note")
    assert note.text() == "density caps"
    window.type("export_restriction_level_china", "2.5")
    assert note.text() == "between density caps and licences case by case"


# Groups


def test_that_groups_stand_in_the_order_of_the_table_and_so_do_their_rows(window: Window) -> None:
    window.box.setText("terminal_growth")
    assert window.seen() == {"terminal_growth"}
    window.box.clear()
    window.panel.show_open_groups(GROUPS)
    content = part(window.panel, QScrollArea, "assumption_scroll").widget()
    assert content is not None

    def top(widget: QWidget) -> int:
        return widget.mapTo(content, QPoint()).y()

    content.adjustSize()
    tops = [top(window.row(name)) for name in DECLARED]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(tops)


def test_that_opening_and_closing_is_told_and_can_be_shown_again(window: Window) -> None:
    window.click("group.valuation")
    window.click("group.training")
    assert window.opened == [("training", "inference", "valuation"), ("inference", "valuation")]
    assert not window.sees(REBOUND)
    window.panel.show_open_groups(("training",))
    assert window.sees(REBOUND)
    assert not window.sees("discount_rate")
    assert len(window.opened) == 2


def test_that_a_heading_is_worked_by_keyboard(window: Window) -> None:
    heading = part(window.panel, QAbstractButton, "group.valuation")
    heading.setFocus()
    QTest.keyClick(heading, Key.Key_Space)
    assert window.sees("discount_rate")


# Finding


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rebound", {REBOUND, "inference_rebound", "rebound_lag_years"}),
        ("lead_time", {"lead_time_years"}),
        ("Huawei", {"substitution_initial"}),
        ("gw/yr", {"power_additions_gw_per_year"}),
        ("LEAKAGE china", {"leakage_china"}),
    ],
)
def test_that_labels_ids_meanings_and_units_are_searched(
    window: Window, query: str, found: set[str]
) -> None:
    assert found <= window.search(query)
    assert len(window.seen()) < 12


def test_that_a_misspelt_word_is_mended_on_demand(window: Window) -> None:
    assert window.search("training rebund") == set()
    nothing = part(window.panel, QLabel, "nothing_found")
    assert nothing.text() == "No assumption matches “training rebund”."
    offer = part(window.panel, QPushButton, "did_you_mean")
    assert offer.text() == "Did you mean training rebound?"
    QTest.mouseClick(offer, Left)
    assert REBOUND in window.seen()
    assert not (nothing.isVisible() or offer.isVisible())


def test_that_nothing_is_offered_for_what_resembles_nothing(window: Window) -> None:
    window.search("zzzzqqq")
    assert part(window.panel, QLabel, "nothing_found").isVisible()
    assert not part(window.panel, QPushButton, "did_you_mean").isVisible()


def test_that_escape_ends_a_search_and_groups_are_as_they_were(window: Window) -> None:
    before = window.seen()
    assert window.search("discount") == {"discount_rate", "terminal_growth"}
    QTest.keyClick(window.box, Key.Key_Escape)
    assert window.seen() == before
    assert window.opened == []


def test_that_return_leads_to_the_first_number_found(window: Window) -> None:
    window.search("discount rate")
    QTest.keyClick(window.box, Key.Key_Return)
    assert part(window.panel, NumberField, "discount_rate.number").hasFocus()


def test_that_only_what_was_changed_can_be_shown(window: Window) -> None:
    window.show(window.scenario.with_setting(REBOUND, 0.5).with_setting("discount_rate", 0.12))
    assert window.only_changed.text() == "2 changed"
    window.click("only_changed")
    assert window.seen() == {REBOUND, "discount_rate"}
    window.search("training")
    assert window.seen() == {REBOUND}
    window.click("only_changed")
    assert len(window.seen()) > 1


def test_that_a_number_set_back_stays_until_something_else_is_looked_for(window: Window) -> None:
    window.show(window.scenario.with_setting(REBOUND, 0.5))
    window.click("only_changed")
    window.drag(REBOUND, 1.2, 0.9)
    assert window.scenario.assumptions == {}
    assert window.sees(REBOUND)
    window.search("discount")
    window.box.clear()
    assert window.seen() == set()
    words = part(window.panel, QLabel, "nothing_found").text()
    assert words == "Nothing differs from the defaults."
    window.click("only_changed")
    assert window.sees(REBOUND)
    assert not window.only_changed.isVisible()


def test_that_nothing_is_said_of_changes_while_there_are_none(window: Window) -> None:
    assert not window.only_changed.isVisible()
    window.show(window.scenario.with_setting(REBOUND, 0.5))
    assert window.only_changed.isVisible()
    assert window.only_changed.text() == "1 changed"


def test_that_nothing_moves_when_the_first_number_is_changed(window: Window) -> None:
    def places() -> list[QPoint]:
        QCoreApplication.processEvents()
        rows = window.panel.findChildren(AssumptionEditor)
        return [row.mapTo(window.panel, QPoint()) for row in rows if row.isVisible()]

    before = places()
    window.show(window.scenario.with_setting(REBOUND, 0.5))
    assert window.only_changed.isVisible()
    assert places() == before
    assert len(before) > 5


def test_that_a_number_changed_elsewhere_joins_those_that_are_changed(window: Window) -> None:
    window.show(window.scenario.with_setting(REBOUND, 0.5))
    window.click("only_changed")
    window.drag(f"headline.{GAIN}", 5.0)
    assert window.seen() == {REBOUND, GAIN}


def test_that_the_search_is_brought_under_the_keyboard(window: Window) -> None:
    scroll = part(window.panel, QScrollArea, "assumption_scroll")
    bar = scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    window.panel.focus_search()
    assert window.box.hasFocus()
    assert scroll.viewport().rect().contains(window.box.mapTo(scroll.viewport(), QPoint(5, 5)))


def test_that_a_number_can_be_shown_by_its_id(window: Window) -> None:
    window.search("rebound")
    window.panel.show_assumption("discount_rate")
    field = part(window.panel, NumberField, "discount_rate.number")
    scroll = part(window.panel, QScrollArea, "assumption_scroll")
    assert field.hasFocus()
    assert window.box.text() == ""
    assert scroll.viewport().rect().contains(field.mapTo(scroll.viewport(), QPoint(5, 5)))


# Spread and about


def test_that_the_spread_opens_beneath_and_is_set_there(window: Window) -> None:
    window.click(f"{GAIN}.spread")
    density = part(window.panel, DensityView, f"{GAIN}.density")
    assert density.isVisible()
    window.click(f"{GAIN}.own")
    assert window.edited == [(GAIN, Spread(p10=2.2, p50=3.0, p90=4.5))]
    window.click(f"{GAIN}.fixed")
    assert window.edited[-1] == (GAIN, Fixed(fixed=3.0))
    assert part(window.panel, QToolButton, f"{GAIN}.spread").toolTip() == "Fixed: no spread"
    window.click(f"{GAIN}.spread")
    assert not density.isVisible()


def test_that_a_refused_spread_stays_open_to_be_mended(window: Window) -> None:
    window.click(f"{GAIN}.spread")
    field = part(window.panel, NumberField, f"{GAIN}.p50")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "4.4")
    QTest.keyClick(field, Key.Key_Return)
    assert (window.edited, window.released, field.text()) == ([], 1, "4.4")
    window.click(f"{GAIN}.offer")
    assert window.edited == [(GAIN, Spread(p10=2.2, p50=3.99, p90=4.5))]


def test_that_a_number_without_a_spread_offers_none(window: Window) -> None:
    assert not part(window.panel, QToolButton, "training_efficiency_trend.spread").isVisible()


def test_that_about_shows_the_number_and_takes_a_note(window: Window, qtbot: QtBot) -> None:
    window.click(f"{REBOUND}.about")
    about = part(window.panel, AboutAssumption, "about_assumption")
    qtbot.waitUntil(about.isActiveWindow)
    page = part(about, QTextBrowser, "about_assumption.page")
    assert "Goldman" in page.toPlainText()
    window.type(REBOUND, "0.5")
    assert "In this scenario" in page.toPlainText()
    about.activateWindow()
    qtbot.waitUntil(about.isActiveWindow)
    note = part(about, QPlainTextEdit, "about_assumption.note")
    note.setFocus()
    QTest.keyClicks(note, "Why.")
    about.close()
    assert window.notes == [(REBOUND, "Why.")]


# All of it


def test_that_a_locked_form_can_be_read_and_not_set(window: Window) -> None:
    window.panel.show_locked(True)
    window.panel.show_open_groups(GROUPS)
    window.drag(GAIN, 5.0)
    window.drag("discount_rate", 0.15)
    window.type(REBOUND, "0.5")
    window.click(f"{GAIN}.spread")
    window.click(f"{GAIN}.fixed")
    assert window.edited == []
    window.panel.show_locked(False)
    window.drag("discount_rate", 0.15)
    assert [name for name, _ in window.edited] == ["discount_rate"]


def test_that_scrolling_over_a_slider_scrolls_the_form(window: Window, qtbot: QtBot) -> None:
    slider = part(window.panel, ValueSlider, f"{GAIN}.slider")
    bar = part(window.panel, QScrollArea, "assumption_scroll").verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    place = slider.mapTo(window.panel, slider.rect().center())
    QTest.wheelEvent(window.panel.windowHandle(), QPointF(place), QPoint(0, -120))
    assert bar.value() > 0
    assert window.edited == []


def test_that_every_control_has_a_name_for_tests_and_for_ears(window: Window) -> None:
    window.panel.show_open_groups(GROUPS)
    window.show(window.scenario.with_setting(REBOUND, 0.5))
    window.click(f"{REBOUND}.spread")
    controls = [
        widget
        for widget in window.panel.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible()
    ]
    assert len(controls) > 200
    unnamed = [
        widget.objectName() or type(widget).__name__
        for widget in controls
        if not widget.objectName()
        or not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert unnamed == []


def test_that_all_is_reached_by_tab_in_the_order_of_the_eye(window: Window) -> None:
    field = part(window.panel, NumberField, f"{GAIN}.number")
    field.setFocus()
    reached = []
    for _ in range(4):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus.objectName())
        QTest.keyClick(focus, Key.Key_Tab)
    assert reached == [f"{GAIN}.{name}" for name in ("number", "slider", "spread", "about")]


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[None]:
    """The application in the window's looks, for this test alone."""
    font, palette, sheet = qapp.font(), qapp.palette(), qapp.styleSheet()
    apply_theme(qapp, load_theme("light"))
    yield
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.mark.parametrize("width", [280, 300, 340])
def test_that_no_text_is_cut_off(qtbot: QtBot, dressed: None, width: int) -> None:
    window = Window(qtbot, preset("baseline-2025-01"))
    window.panel.resize(width, 700)
    window.panel.show_open_groups(GROUPS)

    def cut_off() -> list[str]:
        labels = [w for w in window.panel.findChildren(QLabel) if w.isVisible()]
        found = [w.text() for w in labels if w.heightForWidth(w.width()) > w.height()]
        found += [
            f"{field.objectName()}: {field.text()}"
            for field in window.panel.findChildren(NumberField)
            if field.fontMetrics().horizontalAdvance(field.text()) > field.width() - 10
        ]
        rows = window.panel.findChildren(AssumptionEditor)
        found += [row.objectName() for row in rows if row.geometry().right() >= width]
        return found

    for name in ("r1-shock-weak-rebound", "efficiency-leap-2026", "full-embargo-2026"):
        window.show(preset(name))
        qtbot.waitUntil(lambda: cut_off() == [])


def test_that_another_theme_repaints_everything(window: Window) -> None:
    window.click(f"{GAIN}.spread")
    before = window.panel.grab().toImage()
    window.panel.show_theme(load_theme("dark"))
    after = window.panel.grab().toImage()
    changed = sum(
        before.pixelColor(x, y) != after.pixelColor(x, y)
        for x in range(0, 300, 3)
        for y in range(0, 700, 3)
    )
    assert changed > 500


def test_that_numbers_follow_the_locale(window: Window) -> None:
    window.panel.setLocale(QLocale("fr_FR"))
    assert part(window.panel, NumberField, f"{REBOUND}.number").text() == "0,90"
    window.type(REBOUND, "0.5")
    window.type(REBOUND, "0,6")
    assert window.edited == [(REBOUND, 0.5), (REBOUND, 0.6)]


class Shouting(QTranslator):
    """A language that consists of English in capitals."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return "".join(
            part if part.startswith("{") else part.upper()
            for part in text.replace("}", "}\0").replace("{", "\0{").split("\0")
        ).replace("%N", "%n")


def test_that_another_language_is_taken_up_at_once(window: Window, qapp: QApplication) -> None:
    window.type(REBOUND, "3")
    window.click(f"{REBOUND}.spread")
    language = Shouting()
    qapp.installTranslator(language)
    try:
        QCoreApplication.sendPostedEvents()
        texts = {label.text() for label in window.panel.findChildren(QLabel)}
        assert {"TRAINING REBOUND (ELASTICITY)", "OUTSIDE THE USUAL RANGE, 0 TO 2."} <= texts
        assert part(window.panel, QToolButton, f"{REBOUND}.fixed").text() == "FIXED"
        assert window.search("rebound elasticity") == {REBOUND, "inference_rebound"}
    finally:
        qapp.removeTranslator(language)
        QCoreApplication.sendPostedEvents()
