"""The right panel under mouse and keys: open scenarios, the reference, and what differs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QStandardItemModel,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.difference_list import DifferenceView
from desktop.difference_texts import DifferenceTexts
from desktop.references import DEFAULTS, NO_EVENTS
from desktop.scenario_list import ListedPreset, ScenarioList
from desktop.scenario_model import ListedScenario
from desktop.scenario_rows import ROW, ScenarioView
from desktop.theme import load_theme
from scenarios.assumptions import Fixed, Spread
from scenarios.events import ExportRestriction, SupplyShock
from scenarios.months import Month
from tests.desktop.results import preset

LIGHT, DARK = load_theme("light"), load_theme("dark")
LEFT = Qt.MouseButton.LeftButton
JANUARY, JULY = Month.parse("2025-01"), Month.parse("2026-07")


def entry(key: str, place: int, as_of: Month = JANUARY, **more: object) -> ListedScenario:
    made = ListedScenario(key, f"Scenario {key}", as_of, LIGHT.look(place))
    return replace(made, **more)  # type: ignore[arg-type]


ENTRIES = (entry("a", 0), entry("b", 1, visible=False), entry("c", 2, JULY, modified=True))


SIGNALS = (
    "activate_requested",
    "save_requested",
    "duplicate_requested",
    "close_requested",
    "visibility_requested",
    "rename_requested",
    "move_requested",
    "reference_requested",
    "preset_requested",
    "open_requested",
    "jump_requested",
    "event_requested",
)


class Stand:
    """The panel, what it asked for, and its parts."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.panel = ScenarioList(LIGHT)
        qtbot.addWidget(self.panel)
        self.asked: list[tuple[object, ...]] = []
        for name in SIGNALS:
            getattr(self.panel, name).connect(
                lambda *args, name=name: self.asked.append((name, *args))
            )
        self.panel.show_scenarios(ENTRIES, "a", DEFAULTS)
        self.panel.resize(232, 640)
        self.panel.show()
        self.panel.activateWindow()
        qtbot.waitExposed(self.panel)
        view, chooser = self.panel.findChild(ScenarioView), self.panel.findChild(QComboBox)
        assert isinstance(view, ScenarioView)
        assert isinstance(chooser, QComboBox)
        self.list, self.chooser = view, chooser
        self.list.setFocus()

    def index(self, row: int) -> QModelIndex:
        return self.list.scenario_model().index(row)

    def click(self, row: int, from_right: int = 100) -> None:
        area = self.list.visualRect(self.index(row))
        place = QPoint(area.right() - from_right, area.center().y())
        QTest.mouseClick(self.list.viewport(), LEFT, pos=place)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.list, key, keys)

    def action(self, name: str) -> QAction:
        found = self.panel.findChild(QAction, name)
        assert isinstance(found, QAction)
        return found

    def editor(self) -> QLineEdit:
        found = self.list.viewport().findChild(QLineEdit)
        assert isinstance(found, QLineEdit)
        return found

    def end_editing(self, key: Qt.Key) -> None:
        """Press a key in the editor and wait until it is gone."""
        QTest.keyClick(self.editor(), key)
        self.qtbot.waitUntil(lambda: self.list.viewport().findChild(QLineEdit) is None)

    def menu(self, name: str) -> QMenu:
        found = self.panel.findChild(QMenu, name)
        assert isinstance(found, QMenu)
        return found


@pytest.fixture
def stand(qtbot: QtBot) -> Stand:
    return Stand(qtbot)


# The open scenarios


def test_that_each_row_says_all_of_itself(stand: Stand) -> None:
    said = [stand.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert said == [
        "Scenario a, as of January 2025",
        "Scenario b, hidden, Jan 2025",
        "Scenario c, unsaved, as of July 2026",
    ]
    checked = [stand.index(row).data(Qt.ItemDataRole.CheckStateRole) for row in range(3)]
    assert checked == [Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.Checked]


def test_that_showing_asks_for_nothing(stand: Stand) -> None:
    stand.panel.show_scenarios(ENTRIES[::-1], "c", NO_EVENTS)
    stand.panel.show_differences(preset("r1-shock"), preset("r1-shock").defaults())
    stand.panel.show_presets([ListedPreset("r1-shock", "R1 shock")])
    stand.panel.show_theme(DARK)
    assert stand.asked == []


def test_that_a_click_asks_for_a_scenario_and_the_answer_is_shown(stand: Stand) -> None:
    stand.click(1)
    assert stand.asked == [("activate_requested", "b")]
    stand.panel.show_scenarios(ENTRIES, "b", DEFAULTS)
    assert stand.list.currentIndex().row() == 1
    assert len(stand.asked) == 1


def test_that_arrow_keys_walk_through_the_scenarios(stand: Stand) -> None:
    stand.key(Qt.Key.Key_Down)
    stand.panel.show_scenarios(ENTRIES, "b", DEFAULTS)
    stand.key(Qt.Key.Key_Up)
    assert stand.asked == [("activate_requested", "b"), ("activate_requested", "a")]


def test_that_the_eye_shows_and_hides_without_going_there(stand: Stand) -> None:
    stand.click(1, from_right=12)
    stand.click(2, from_right=12)
    assert stand.asked == [
        ("visibility_requested", "b", True),
        ("visibility_requested", "c", False),
    ]


def test_that_the_space_bar_shows_and_hides(stand: Stand) -> None:
    stand.key(Qt.Key.Key_Space)
    assert stand.asked == [("visibility_requested", "a", False)]


def test_that_f2_renames_in_place(stand: Stand) -> None:
    stand.key(Qt.Key.Key_F2)
    editor = stand.editor()
    assert editor.text() == "Scenario a"
    QTest.keyClicks(editor, "My own")
    stand.end_editing(Qt.Key.Key_Return)
    assert stand.asked == [("rename_requested", "a", "My own")]
    assert stand.index(0).data() == "Scenario a"


@pytest.mark.parametrize("typed", ["", "   ", "Scenario a"])
def test_that_a_name_that_says_nothing_new_is_not_asked_for(stand: Stand, typed: str) -> None:
    stand.panel.rename()
    editor = stand.editor()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor, typed)
    stand.end_editing(Qt.Key.Key_Return)
    assert stand.asked == []


def test_that_escape_leaves_the_name_as_it_was(stand: Stand) -> None:
    stand.key(Qt.Key.Key_F2)
    QTest.keyClicks(stand.editor(), "Other")
    stand.end_editing(Qt.Key.Key_Escape)
    assert stand.asked == []


def test_that_a_row_which_changes_under_the_editor_does_not_close_it(stand: Stand) -> None:
    stand.key(Qt.Key.Key_F2)
    QTest.keyClicks(stand.editor(), "Oth")
    stand.panel.show_scenarios((replace(ENTRIES[0], modified=True), *ENTRIES[1:]), "a", DEFAULTS)
    QTest.keyClicks(stand.editor(), "er")
    stand.end_editing(Qt.Key.Key_Return)
    assert stand.asked == [("rename_requested", "a", "Other")]


def test_that_delete_asks_to_close(stand: Stand) -> None:
    stand.key(Qt.Key.Key_Delete)
    assert stand.asked == [("close_requested", "a")]


def test_that_alt_with_an_arrow_moves_within_the_list(stand: Stand) -> None:
    stand.key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    stand.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert stand.asked == [("move_requested", "a", 1)]


@pytest.mark.parametrize(
    ("row", "over", "to"), [(0, 1.0, None), (0, 2.0, 1), (0, 3.0, 2), (2, 0.2, 0), (2, 1.2, 1)]
)
def test_that_a_dropped_row_goes_where_the_hand_lets_go(
    stand: Stand, row: int, over: float, to: int | None
) -> None:
    key = ENTRIES[row].key
    stand.panel.show_scenarios(ENTRIES, key, DEFAULTS)
    place = QPointF(60, over * ROW)
    keys, action = Qt.KeyboardModifier.NoModifier, Qt.DropAction.MoveAction
    stand.list.dropEvent(QDropEvent(place, action, QMimeData(), LEFT, keys))
    assert stand.asked == ([] if to is None else [("move_requested", key, to)])


def test_that_files_dragged_over_the_list_are_left_to_the_window(stand: Stand) -> None:
    mime = QMimeData()
    mime.setText("some.jevons")
    keys, action = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    event = QDragEnterEvent(QPoint(20, 20), action, mime, LEFT, keys)
    QApplication.sendEvent(stand.list.viewport(), event)
    assert not event.isAccepted()


def test_that_the_menu_of_a_row_offers_what_can_be_done(stand: Stand, qtbot: QtBot) -> None:
    place = stand.list.visualRect(stand.index(0)).center()
    target = stand.list.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, target.mapToGlobal(place))
    QApplication.sendEvent(target, event)
    menu = stand.menu("scenario_menu")
    qtbot.waitUntil(menu.isVisible)
    assert not stand.action("up").isEnabled()
    assert stand.action("down").isEnabled()
    assert stand.action("visible").isChecked()
    menu.close()
    for name in ("save", "duplicate", "close", "measure", "down", "visible"):
        stand.action(name).trigger()
    assert stand.asked == [
        ("save_requested", "a"),
        ("duplicate_requested", "a"),
        ("close_requested", "a"),
        ("reference_requested", "a"),
        ("move_requested", "a", 1),
        ("visibility_requested", "a", False),
    ]


def test_that_the_list_is_as_high_as_its_rows_up_to_a_few(stand: Stand) -> None:
    three = stand.list.height()
    stand.panel.show_scenarios(ENTRIES[:1], "a", DEFAULTS)
    assert three - stand.list.height() == 2 * ROW
    many = tuple(entry(str(i), i) for i in range(12))
    stand.panel.show_scenarios(many, "3", DEFAULTS)
    assert stand.list.height() < 8 * ROW


def test_that_an_unsaved_name_keeps_its_mark_however_long_it_is(stand: Stand) -> None:
    long = replace(ENTRIES[0], name="A name that goes on and on and on and on")
    stand.panel.show_scenarios((long, *ENTRIES[1:]), "a", DEFAULTS)
    before = stand.list.viewport().grab().toImage()
    stand.panel.show_scenarios((replace(long, modified=True), *ENTRIES[1:]), "a", DEFAULTS)
    assert stand.list.viewport().grab().toImage() != before


def test_that_names_which_begin_alike_can_be_told_apart_in_the_list(stand: Stand) -> None:
    names = [f"A name that goes on and on and on, {end}" for end in ("one", "two")]
    pictures = []
    for name in names:
        same = [replace(ENTRIES[0], name=other) for other in (name, *names)]
        rows = [replace(entry, key=str(place)) for place, entry in enumerate(same)]
        stand.panel.show_scenarios(rows, "2", DEFAULTS)
        area = stand.list.visualRect(stand.list.model().index(0, 0))
        pictures.append(stand.list.viewport().grab(area).toImage())
    assert pictures[0] != pictures[1]


def test_that_an_empty_list_says_how_to_fill_it(stand: Stand) -> None:
    stand.panel.show_scenarios((), "", DEFAULTS)
    words = stand.panel.findChild(QLabel, "same")
    assert isinstance(words, QLabel)
    assert words.isVisible()
    assert words.text().startswith("No scenario is open")


# Opening more


def test_that_presets_and_files_are_opened_from_the_add_button(stand: Stand, qtbot: QtBot) -> None:
    presets = [ListedPreset("r1-shock", "R1 shock", "What happened"), ListedPreset("s", "Stargate")]
    stand.panel.show_presets(presets)
    button = stand.panel.findChild(QToolButton, "add_scenario")
    assert isinstance(button, QToolButton)
    assert button.menu() is stand.menu("add_menu")
    preset_menu = stand.menu("preset_menu")
    assert [action.text() for action in preset_menu.actions()] == ["R1 shock", "Stargate"]
    assert preset_menu.actions()[0].toolTip() == "What happened"
    preset_menu.actions()[1].trigger()
    stand.action("open").trigger()
    assert stand.asked == [("preset_requested", "s"), ("open_requested",)]


# The reference


def items(chooser: QComboBox) -> list[tuple[str, bool]]:
    model = chooser.model()
    assert isinstance(model, QStandardItemModel)
    return [(model.item(i).text(), model.item(i).isEnabled()) for i in range(model.rowCount())]


def test_that_references_of_another_month_are_greyed_and_say_why(stand: Stand) -> None:
    assert items(stand.chooser) == [
        ("Defaults", True),
        ("No events", True),
        ("Scenario a (this scenario)", False),
        ("Scenario b", True),
        ("Scenario c (starts from July 2026)", False),
    ]


def test_that_a_reference_is_chosen_with_keys(stand: Stand) -> None:
    stand.chooser.setFocus()
    QTest.keyClick(stand.chooser, Qt.Key.Key_Down)
    assert stand.asked == [("reference_requested", NO_EVENTS)]
    stand.panel.show_scenarios(ENTRIES, "a", NO_EVENTS)
    QTest.keyClick(stand.chooser, Qt.Key.Key_Down)
    assert stand.asked[1:] == [("reference_requested", "b")]


def test_that_the_reference_is_shown_in_the_chooser_and_in_its_row(stand: Stand) -> None:
    stand.panel.show_scenarios((replace(ENTRIES[0]), entry("b", 1)), "a", "b")
    assert stand.chooser.currentText() == "Scenario b"
    assert stand.list.scenario_model().index(1).data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Scenario b, reference, Jan 2025"
    )


# What differs


def rows(panel: ScenarioList) -> list[tuple[str, str]]:
    view = panel.findChild(DifferenceView)
    assert isinstance(view, DifferenceView)
    return [(row.label, row.change) for row in view.rows()]


def test_that_what_differs_is_told_from_the_reference_to_the_scenario(stand: Stand) -> None:
    scenario = preset("r1-shock-weak-rebound").with_setting("inference_share", 0.5)
    stand.panel.show_differences(scenario, scenario.defaults())
    assert rows(stand.panel) == [
        ("Training rebound (elasticity)", "0.9 → 0.5"),
        ("Inference rebound (elasticity)", "1.1 → 0.5"),
        ("Inference share of compute", "40 → 50 %"),
        ("DeepSeek R1", "2×, Feb 2025"),
    ]


def test_that_another_spread_about_the_same_median_is_a_difference(stand: Stand) -> None:
    base = preset("baseline-2025-01")
    spread = Spread(p10=0.8, p50=0.9, p90=1.0)
    stand.panel.show_differences(base.with_setting("training_rebound", spread), base)
    assert rows(stand.panel) == [("Training rebound (elasticity)", "0.5 – 1.4 → 0.8 – 1")]
    stand.panel.show_differences(base.with_setting("training_rebound", Fixed(fixed=0.9)), base)
    assert rows(stand.panel) == [("Training rebound (elasticity)", "0.5 – 1.4 → 0.9")]


def test_that_an_event_that_was_changed_is_told_as_one() -> None:
    base = preset("baseline-2025-01")
    first = ExportRestriction(month=Month.parse("2025-05"), region="china", level=3)
    loss = SupplyShock(month=Month.parse("2027-01"), duration_months=6, capacity_loss=0.5)
    before = base.replace(events=(first, loss))
    texts = DifferenceTexts(QLocale("en_GB"))

    def told(*events: object) -> list[tuple[str, str]]:
        return [(r.label, r.change) for r in texts.rows(base.replace(events=events), before)]

    later, stricter = (
        first.model_copy(update=changed)
        for changed in ({"month": Month.parse("2025-06")}, {"level": 4})
    )
    assert told(stricter, loss) == [("China", "rung 3 → rung 4")]
    assert told(later, loss) == [("China", "May 2025 → Jun 2025")]
    both = later.model_copy(update={"level": 4})
    assert told(both, loss) == [("China", "rung 3, May 2025 → rung 4, Jun 2025")]
    assert told(first, loss.model_copy(update={"duration_months": 7.0})) == [
        ("Supply loss", "changed")
    ]
    assert told(first) == [("Supply loss", "left out")]


def test_that_a_click_goes_to_what_differs(stand: Stand, qtbot: QtBot) -> None:
    scenario = preset("r1-shock-weak-rebound")
    stand.panel.show_differences(scenario, scenario.defaults())
    view = stand.panel.findChild(DifferenceView)
    assert isinstance(view, DifferenceView)
    qtbot.waitUntil(view.isVisible)
    for row in (0, 2):
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), LEFT, pos=place)
    assert stand.asked == [("jump_requested", "training_rebound"), ("event_requested", 0)]


def test_that_enter_goes_to_what_differs_too(stand: Stand, qtbot: QtBot) -> None:
    scenario = preset("r1-shock-weak-rebound")
    stand.panel.show_differences(scenario, scenario.defaults())
    view = stand.panel.findChild(DifferenceView)
    assert isinstance(view, DifferenceView)
    qtbot.waitUntil(view.isVisible)
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert stand.asked == [("jump_requested", "inference_rebound")]


def test_that_what_is_left_out_leads_nowhere(stand: Stand, qtbot: QtBot) -> None:
    scenario = preset("r1-shock")
    stand.panel.show_differences(scenario.without_events(), scenario)
    view = stand.panel.findChild(DifferenceView)
    assert isinstance(view, DifferenceView)
    qtbot.waitUntil(view.isVisible)
    assert rows(stand.panel) == [("DeepSeek R1", "left out")]
    QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(20, 10))
    assert stand.asked == []


def test_that_the_same_beliefs_and_a_missing_reference_are_said_in_words(stand: Stand) -> None:
    same = stand.panel.findChild(QLabel, "same")
    assert isinstance(same, QLabel)
    base = preset("baseline-2025-01")
    stand.panel.show_differences(base, base.defaults())
    assert same.isVisible()
    assert "same beliefs" in same.text()
    stand.panel.show_differences(base, None)
    assert "another month" in same.text()
    stand.panel.show_differences(preset("r1-shock"), base)
    assert not same.isVisible()


# Looks and words


@pytest.mark.parametrize("width", [200, 232, 320])
def test_that_numbers_are_never_cut(stand: Stand, width: int) -> None:
    scenario = preset("r1-shock-weak-rebound").with_setting("reasoning_share_initial", 0.4)
    stand.panel.resize(width, 640)
    stand.panel.show_differences(scenario, scenario.defaults())
    QApplication.processEvents()
    view = stand.panel.findChild(DifferenceView)
    assert isinstance(view, DifferenceView)
    for row in range(len(view.rows())):
        area = view.visualRect(view.model().index(row, 0))
        assert 0 < area.width() <= view.viewport().width()
    assert view.verticalScrollBar().maximum() == 0


def test_that_every_control_has_a_name(stand: Stand) -> None:
    parts: list[QWidget] = [stand.list, stand.chooser, *stand.panel.findChildren(QToolButton)]
    assert all(part.accessibleName() for part in parts)


def test_that_the_words_follow_the_locale(stand: Stand) -> None:
    stand.panel.setLocale(QLocale("de_DE"))
    said = stand.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Scenario a, as of Januar 2025"
