"""The controls on top of the form: three large ones, and the rebound."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from desktop.headline_controls import (
    CHINA,
    EFFICIENCY,
    INFERENCE,
    REBOUND,
    REBOUNDS,
    HeadlineControls,
    depth_after_a_year,
    with_china_level,
)
from desktop.number_field import NumberField
from desktop.setting_moves import Setting, with_settings
from desktop.theme import load_theme
from desktop.value_slider import ValueSlider
from scenarios.assumptions import Fixed
from scenarios.events import EfficiencyShock, Event, ExportRestriction
from scenarios.files import preset
from scenarios.months import Month
from scenarios.scenario import Scenario
from tests.desktop.parts import part

M = Month.parse
Left = Qt.MouseButton.LeftButton
BAN = ExportRestriction(month=M("2025-05"), region="china", level=3.0, label="H20 ban")
EMBARGO = ExportRestriction(month=M("2026-05"), region="china", level=4.0)


class Stand:
    """The controls, shown what they tell, as in the window."""

    def __init__(self, qtbot: QtBot, scenario: Scenario) -> None:
        self.controls = HeadlineControls(load_theme("light"))
        qtbot.addWidget(self.controls)
        self.scenario = scenario
        self.edited: list[tuple[str, Setting]] = []
        self.events: list[tuple[Event, ...]] = []
        self.texts: set[str] = set()
        self.released = 0
        self.controls.edited.connect(self._edit)
        self.together: list[dict[str, Setting]] = []
        self.controls.edited_together.connect(self._edit_together)
        self.controls.events_edited.connect(self._edit_events)
        self.controls.released.connect(self._count)
        self.controls.show_scenario(scenario)
        self.controls.resize(300, 320)
        self.controls.show()
        self.controls.activateWindow()
        qtbot.waitUntil(self.controls.isActiveWindow)

    def show(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.controls.show_scenario(scenario)

    def _edit(self, name: str, setting: Setting) -> None:
        self.edited.append((name, setting))
        self.show(self.scenario.with_setting(name, setting))

    def _edit_together(self, settings: dict[str, Setting], text: str) -> None:
        self.together.append(settings)
        self.texts.add(text)
        self.show(with_settings(self.scenario, settings))

    def _edit_events(self, events: tuple[Event, ...], text: str) -> None:
        self.events.append(events)
        self.texts.add(text)
        self.show(self.scenario.replace(events=events))

    def _count(self) -> None:
        self.released += 1

    def slider(self, name: str) -> ValueSlider:
        return part(self.controls, ValueSlider, f"headline.{name}.slider")

    def field(self, name: str) -> NumberField:
        return part(self.controls, NumberField, f"headline.{name}.number")

    def words(self, name: str) -> str:
        return part(self.controls, QLabel, f"headline.{name}.note").text()

    def drag(self, name: str, *values: float) -> None:
        slider = self.slider(name)
        QTest.mousePress(slider, Left, pos=slider.thumb().toPoint())
        for value in values:
            QTest.mouseMove(slider, slider.point(value).toPoint())
        QTest.mouseRelease(slider, Left, pos=slider.point(values[-1]).toPoint())


@pytest.fixture
def plain(qtbot: QtBot) -> Stand:
    """As of January 2025, when the record has rung 2 for China, without events."""
    return Stand(qtbot, preset("baseline-2025-01"))


@pytest.fixture
def banned(qtbot: QtBot) -> Stand:
    return Stand(qtbot, preset("baseline-2025-01").replace(events=(BAN,)))


def test_that_the_rung_of_the_record_is_named_with_its_month(plain: Stand) -> None:
    assert plain.field(CHINA).value == 2
    assert plain.words(CHINA) == "Density caps, as in January 2025"


def test_that_dragging_adds_one_event_in_the_first_month(plain: Stand) -> None:
    plain.drag(CHINA, 3.0, 4.0)
    event = ExportRestriction(month=M("2025-02"), region="china", level=4.0)
    assert plain.events[-1] == (event,)
    assert [len(events) for events in plain.events] == [1, 1]
    assert (plain.released, len(plain.texts)) == (1, 1)
    assert plain.words(CHINA) == "Embargo, from February 2025"


def test_that_dragging_back_to_the_record_leaves_no_event(plain: Stand) -> None:
    plain.drag(CHINA, 4.0, 2.0)
    assert plain.events[-1] == ()
    plain.drag(CHINA, 4.0)
    plain.drag(CHINA, 2.0)
    assert plain.scenario.events == ()


def test_that_the_level_of_the_last_event_is_edited_in_its_place(banned: Stand) -> None:
    banned.show(banned.scenario.replace(events=(EMBARGO, BAN)))
    banned.drag(CHINA, 5.0)
    assert banned.scenario.events == (EMBARGO.model_copy(update={"level": 5.0}), BAN)
    assert banned.words(CHINA) == "Enforced embargo, from May 2026 (last of 2 changes)"


def test_that_an_event_of_the_author_stays_at_the_level_of_the_record(banned: Stand) -> None:
    assert banned.words(CHINA) == "Licences case by case, from May 2025"
    banned.drag(CHINA, 2.0)
    assert banned.scenario.events == (BAN.model_copy(update={"level": 2.0}),)


def test_that_a_named_event_of_the_first_month_stays_too(plain: Stand) -> None:
    ban = BAN.model_copy(update={"month": M("2025-02")})
    plain.show(plain.scenario.replace(events=(ban,)))
    plain.drag(CHINA, 2.0)
    assert plain.scenario.events == (ban.model_copy(update={"level": 2.0}),)


def test_that_a_drag_through_the_record_and_back_changes_nothing(plain: Stand) -> None:
    ban = BAN.model_copy(update={"month": M("2025-02"), "label": ""})
    events = (ban, *preset("r1-shock").events)
    plain.show(plain.scenario.replace(events=events))
    plain.drag(CHINA, 2.0, 3.0)
    assert len(plain.events) == 2
    assert plain.scenario.events == events


def test_that_other_events_stay_as_they_are() -> None:
    others = preset("r1-shock").events
    rest = ExportRestriction(month=M("2025-05"), region="rest_of_world", level=2.0)
    scenario = preset("r1-shock").replace(events=(*others, rest))
    changed = scenario.replace(events=with_china_level(scenario, 3.5))
    assert changed.events[:-1] == scenario.events
    assert with_china_level(changed, 2.0) == scenario.events


def test_that_a_fraction_lies_between_two_rungs(plain: Stand) -> None:
    field = plain.field(CHINA)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert plain.words(CHINA).startswith("Between density caps and licences case by case, from")
    assert plain.released == 1


def test_that_the_mark_takes_the_level_back_to_the_record(plain: Stand) -> None:
    plain.drag(CHINA, 4.0)
    QTest.mouseClick(part(plain.controls, QAbstractButton, f"headline.{CHINA}.reset"), Left)
    assert plain.scenario.events == ()
    assert plain.released == 2


def test_that_numbers_are_told_while_dragging_and_the_end_once(plain: Stand) -> None:
    plain.drag(EFFICIENCY, 4.0, 5.0)
    assert [name for name, _ in plain.edited] == [EFFICIENCY, EFFICIENCY]
    assert plain.edited[-1] == (EFFICIENCY, 5.0)
    assert plain.released == 1


def test_that_a_fixed_number_stays_fixed(plain: Stand) -> None:
    plain.show(plain.scenario.with_setting(INFERENCE, Fixed(fixed=6.0)))
    plain.drag(INFERENCE, 4.0)
    assert plain.edited[-1] == (INFERENCE, Fixed(fixed=4.0))


def test_that_the_gain_is_put_in_words_with_what_comes_all_at_once(plain: Stand) -> None:
    assert plain.words(EFFICIENCY) == "Compute for a fixed capability falls 3× a year"
    plain.show(preset("r1-shock"))
    assert plain.words(EFFICIENCY).endswith("; one-off gains: 2× in Feb 2025")
    plain.show(preset("r1-shock").with_setting(EFFICIENCY, 5.0))
    assert plain.words(EFFICIENCY).startswith(
        "Compute for a fixed capability falls 5× a year (3× is expected)"
    )
    plain.show(preset("baseline-2025-01").with_setting(EFFICIENCY, 0.5))
    assert "rises 2× a year" in plain.words(EFFICIENCY)


def test_that_a_gain_counts_by_its_share_in_training(plain: Stand) -> None:
    shocks = [
        EfficiencyShock(
            month=M("2025-02") + i,
            multiplier=4.0,
            diffusion_months=9,
            training_share=share,
            inference_share=1.0,
        )
        for i, share in enumerate((0.5, 0.0, 1.0, 1.0))
    ]
    plain.show(plain.scenario.replace(events=shocks))
    assert plain.words(EFFICIENCY).endswith("2× in Feb 2025, 4× in Apr 2025 and 1 more")


def test_that_inference_says_what_deeper_reasoning_adds(plain: Stand) -> None:
    scenario = plain.scenario
    start, limit, rate, more = (
        scenario.belief(name).p50
        for name in (
            "reasoning_share_initial",
            "reasoning_share_limit",
            "reasoning_adoption_rate",
            "reasoning_multiplier",
        )
    )
    adopted = limit / (1 + (limit / start - 1) * 2.718281828459045**-rate)
    depth = (1 + adopted * (more - 1)) / (1 + start * (more - 1))
    assert depth_after_a_year(scenario) == pytest.approx(depth, rel=1e-12)
    assert f"one takes {depth:.1f}× the tokens after a year" in plain.words(INFERENCE)
    plain.show(scenario.with_setting("reasoning_multiplier", 1.0))
    assert plain.words(INFERENCE) == "Queries grow 5× a year at first"


def test_that_showing_tells_nothing(plain: Stand) -> None:
    for name in ("r1-shock", "full-embargo-2026", "open-trade-2026"):
        plain.show(preset(name))
    assert (plain.edited, plain.events, plain.released) == ([], [], 0)


def test_that_numbers_are_written_by_locale(plain: Stand) -> None:
    plain.controls.setLocale(QLocale("de_DE"))
    plain.controls.retranslate()
    assert plain.field(EFFICIENCY).text() == "3,0"
    assert plain.words(CHINA).endswith("Januar 2025")


def test_that_a_locked_form_cannot_be_dragged(plain: Stand) -> None:
    plain.controls.show_locked(True)
    plain.drag(CHINA, 4.0)
    plain.drag(EFFICIENCY, 5.0)
    assert (plain.events, plain.edited) == ([], [])


# The rebound


def test_that_rebounds_which_differ_are_both_told(plain: Stand) -> None:
    assert plain.field(REBOUND).value == 1.0
    assert plain.words(REBOUND) == "Training 0.9, inference 1.1; moving it sets both"
    assert "in training and in answering alike" in plain.slider(REBOUND).accessibleDescription()


@pytest.mark.parametrize(("value", "words"), [(0.5, "lowers"), (1.0, "makes up"), (1.5, "raises")])
def test_that_the_rebound_says_what_comes_of_efficiency(
    plain: Stand, value: float, words: str
) -> None:
    plain.show(with_settings(plain.scenario, dict.fromkeys(REBOUNDS, value)))
    assert words in plain.words(REBOUND)


def test_that_dragging_the_rebound_sets_both_in_one_gesture(plain: Stand) -> None:
    plain.drag(REBOUND, 0.8, 0.5)
    assert plain.together[-1] == dict.fromkeys(REBOUNDS, 0.5)
    assert plain.scenario.assumptions == dict.fromkeys(REBOUNDS, 0.5)
    assert (plain.released, plain.texts, plain.edited) == (1, {"Rebound"}, [])


def test_that_a_certain_rebound_stays_certain_and_the_reset_takes_both_back(plain: Stand) -> None:
    plain.show(plain.scenario.with_setting(REBOUNDS[0], Fixed(fixed=0.7)))
    plain.drag(REBOUND, 1.2)
    assert plain.scenario.assumptions == {REBOUNDS[0]: Fixed(fixed=1.2), REBOUNDS[1]: 1.2}
    mark = part(plain.controls, QAbstractButton, f"headline.{REBOUND}.reset")
    QTest.mouseClick(mark, Left)
    assert plain.scenario.assumptions == {}
    assert plain.released == 2
