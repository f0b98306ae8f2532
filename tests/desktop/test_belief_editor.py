"""A number turned into a spread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.belief_editor import BeliefEditor
from desktop.density_view import DensityView
from desktop.number_field import NumberField
from desktop.setting_moves import Setting, moved, nearest_median
from desktop.theme import load_theme
from scenarios.assumptions import Assumption, Fixed, Spread, registry
from scenarios.metalog import why_not
from scenarios.record import newest_data
from tests.desktop.parts import part

DECLARED = registry(newest_data())
GAIN = DECLARED["training_efficiency_growth"]
SHARE = DECLARED["inference_share"]
SPREADS = [assumption for assumption in DECLARED.values() if assumption.has_spread]
Left = Qt.MouseButton.LeftButton


class Stand:
    """An editor that is shown what it tells, as in the window."""

    def __init__(self, qtbot: QtBot, assumption: Assumption, setting: Setting = None) -> None:
        self.assumption = assumption
        self.editor = BeliefEditor(assumption, load_theme("light"))
        qtbot.addWidget(self.editor)
        self.edited: list[Setting] = []
        self.released = 0
        self.editor.edited.connect(self._follow)
        self.editor.released.connect(self._count)
        self.show(setting)
        self.editor.resize(260, 240)
        self.editor.show()
        self.editor.activateWindow()
        qtbot.waitUntil(self.editor.isActiveWindow)

    def show(self, setting: Setting) -> None:
        belief = self.assumption.belief(setting, None)
        self.editor.show_belief(setting, belief, self.assumption.default)

    def _follow(self, setting: Setting) -> None:
        self.edited.append(setting)
        same = self.assumption.belief(setting, None) == self.assumption.default
        self.show(None if same else setting)

    def _count(self) -> None:
        self.released += 1

    def choose(self, name: str) -> None:
        button = part(self.editor, QToolButton, f"{self.assumption.id}.{name}")
        QTest.mouseClick(button, Left)

    def field(self, name: str) -> NumberField:
        return part(self.editor, NumberField, f"{self.assumption.id}.{name}")

    def type(self, name: str, text: str) -> None:
        field = self.field(name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    @property
    def density(self) -> DensityView:
        return part(self.editor, DensityView, f"{self.assumption.id}.density")

    @property
    def words(self) -> str:
        label = part(self.editor, QLabel, f"{self.assumption.id}.spread_refusal")
        return label.text() if label.isVisible() else ""

    @property
    def offer(self) -> QPushButton:
        return part(self.editor, QPushButton, f"{self.assumption.id}.offer")

    @property
    def chosen(self) -> str:
        names = ("default", "own", "fixed")
        buttons = {
            name: part(self.editor, QToolButton, f"{self.assumption.id}.{name}") for name in names
        }
        return next(name for name in names if buttons[name].isChecked())

    def drag(self, handle: int, values: list[float], release: bool = True) -> None:
        QTest.mousePress(self.density, Left, pos=self.density.handle(handle).toPoint())
        for value in values:
            QTest.mouseMove(self.density, self.density.point(value).toPoint())
        if release:
            QTest.mouseRelease(self.density, Left, pos=self.density.handle(handle).toPoint())


@pytest.fixture
def gain(qtbot: QtBot) -> Stand:
    return Stand(qtbot, GAIN)


def test_that_a_default_is_shown_as_one(gain: Stand) -> None:
    assert gain.chosen == "default"
    assert [gain.field(name).text() for name in ("p10", "p50", "p90")] == ["2.2", "3.0", "4.5"]


def test_that_own_begins_with_the_spread_that_was_believed(qtbot: QtBot) -> None:
    stand = Stand(qtbot, GAIN, 6.0)
    stand.choose("own")
    assert stand.edited == [Spread(p10=4.4, p50=6.0, p90=9.0)]
    assert (stand.chosen, stand.released) == ("own", 1)


def test_that_own_stays_chosen_while_it_still_equals_the_default(gain: Stand) -> None:
    gain.choose("own")
    assert gain.chosen == "own"
    gain.choose("default")
    assert gain.chosen == "default"


def test_that_fixed_takes_the_spread_away_and_keeps_the_number(qtbot: QtBot) -> None:
    stand = Stand(qtbot, GAIN, Spread(p10=4.0, p50=6.0, p90=9.0))
    stand.choose("fixed")
    assert stand.edited == [Fixed(fixed=6.0)]
    assert stand.chosen == "fixed"
    assert not stand.field("p10").isVisible()


def test_that_the_way_back_from_fixed_leads_to_the_default_spread(qtbot: QtBot) -> None:
    stand = Stand(qtbot, GAIN, Fixed(fixed=6.0))
    stand.choose("own")
    assert stand.edited == [Spread(p10=4.4, p50=6.0, p90=9.0)]


@pytest.mark.parametrize(("median", "told"), [(6.0, 6.0), (3.0, None)])
def test_that_default_keeps_the_number(qtbot: QtBot, median: float, told: Setting) -> None:
    stand = Stand(qtbot, GAIN, Fixed(fixed=median))
    stand.choose("default")
    assert stand.edited == [told]


def test_that_choosing_what_is_chosen_changes_nothing(qtbot: QtBot) -> None:
    stand = Stand(qtbot, GAIN, Spread(p10=2.0, p50=3.0, p90=4.0))
    stand.choose("own")
    assert stand.edited == []


def test_that_a_handle_sets_its_percentile_live(gain: Stand) -> None:
    gain.drag(2, [4.8, 5.4])
    spreads = [setting for setting in gain.edited if isinstance(setting, Spread)]
    assert len(spreads) == len(gain.edited) == 2
    assert spreads[1].p90 == pytest.approx(5.4, rel=0.02)
    assert spreads[0].p90 < spreads[1].p90
    assert {(spread.p10, spread.p50) for spread in spreads} == {(2.2, 3.0)}
    assert (gain.released, gain.chosen) == (1, "own")


def test_that_handles_cannot_pass_each_other(gain: Stand) -> None:
    gain.drag(0, [4.4])
    p10 = gain.field("p10").value
    assert 2.2 < p10 < 3.0


def test_that_the_view_holds_still_under_a_drag(gain: Stand) -> None:
    place = gain.density.point(4.0)
    gain.drag(2, [4.8, 5.4], release=False)
    assert gain.density.point(4.0) == place
    QTest.mouseRelease(gain.density, Left, pos=gain.density.handle(2).toPoint())
    assert gain.density.point(4.0) != place


def test_that_a_median_too_near_an_end_is_refused_with_one_that_would_do(gain: Stand) -> None:
    gain.type("p50", "4.4")
    assert gain.words == "p50 lies too near p90 for a smooth spread."
    assert (gain.edited, gain.field("p50").text()) == ([], "4.4")
    assert gain.offer.text() == "Use p50 = 3.99×/yr"
    QTest.mouseClick(gain.offer, Left)
    assert gain.edited == [Spread(p10=2.2, p50=3.99, p90=4.5)]
    assert (gain.words, gain.offer.isVisible()) == ("", False)


def test_that_a_drag_into_what_cannot_be_is_refused_and_escape_takes_it_back(gain: Stand) -> None:
    gain.drag(1, [2.3], release=False)
    assert gain.words == "p50 lies too near p10 for a smooth spread."
    assert gain.edited == []
    QTest.keyClick(gain.density, Qt.Key.Key_Escape)
    assert (gain.words, gain.field("p50").value) == ("", 3.0)


def test_that_what_was_refused_stays_while_the_same_is_shown_again(gain: Stand) -> None:
    gain.type("p50", "4.4")
    gain.show(None)
    assert gain.field("p50").value == 4.4
    assert gain.words != ""
    gain.show(3.5)
    assert (gain.field("p50").value, gain.words) == (3.5, "")


def test_that_escape_in_a_field_takes_back_what_was_refused(gain: Stand) -> None:
    gain.type("p50", "4.4")
    QTest.keyClick(gain.field("p50"), Qt.Key.Key_Escape)
    assert (gain.field("p50").value, gain.words) == (3.0, "")


def test_that_percentiles_have_to_rise(gain: Stand) -> None:
    gain.type("p10", "5")
    assert gain.words == "p10, p50 and p90 must rise."
    assert (gain.edited, gain.offer.isVisible()) == ([], False)
    gain.type("p10", "2")
    assert gain.edited == [Spread(p10=2.0, p50=3.0, p90=4.5)]


def test_that_a_percentile_outside_the_limits_is_refused(qtbot: QtBot) -> None:
    stand = Stand(qtbot, SHARE)
    stand.type("p90", "120")
    nbsp = "\N{NO-BREAK SPACE}"
    assert stand.words == f"Must lie between 1 and 99{nbsp}%; this is 120{nbsp}%."
    assert (stand.edited, stand.field("p90").text()) == ([], "120")


def test_that_a_percentile_on_a_limit_is_refused_where_there_is_no_spread(qtbot: QtBot) -> None:
    stand = Stand(qtbot, SHARE)
    stand.type("p90", "99")
    assert stand.words == "A percentile cannot lie on a limit, where there is no spread."
    assert stand.edited == []


def test_that_the_density_is_drawn_and_follows_the_spread(gain: Stand) -> None:
    before = gain.density.grab().toImage()
    gain.show(Spread(p10=2.6, p50=3.0, p90=3.6))
    assert gain.density.grab().toImage() != before
    theme = load_theme("light")
    inside = gain.density.point(3.0) - QPointF(4, 20)
    colour = gain.density.grab().toImage().pixelColor(inside.toPoint())
    assert colour.name() == theme.colour("accent_soft")


def test_that_the_density_is_told_in_words(gain: Stand) -> None:
    assert gain.density.accessibleDescription() == "p10 2.2×/yr, p50 3×/yr, p90 4.5×/yr"


def test_that_showing_tells_nothing(gain: Stand) -> None:
    gain.show(Fixed(fixed=2.0))
    gain.show(Spread(p10=2.0, p50=3.0, p90=4.0))
    gain.show(None)
    assert (gain.edited, gain.released) == ([], 0)


def test_that_a_locked_spread_cannot_be_dragged(gain: Stand) -> None:
    gain.editor.show_locked(True)
    gain.drag(2, [5.0])
    assert gain.edited == []


@given(
    st.sampled_from(SPREADS), st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(0.01, 0.99)
)
def test_that_an_offered_median_is_accepted_and_as_near_as_can_be(
    assumption: Assumption, first: float, second: float, third: float
) -> None:
    low, high = assumption.slider_minimum, assumption.slider_maximum
    p10, p50, p90 = sorted(low + (high - low) * part for part in (first, second, third))
    nearest = nearest_median((p10, p50, p90), assumption.scale)
    if nearest is None:
        assert not p10 < p90
        return
    assert why_not(p10, nearest, p90, assumption.scale) == ""
    if why_not(p10, p50, p90, assumption.scale):
        beyond = nearest + (0.3 * (p10 - nearest) if p50 < nearest else 0.3 * (p90 - nearest))
        assert why_not(p10, beyond, p90, assumption.scale) != ""


def test_that_moving_keeps_the_kind_of_a_setting() -> None:
    spread = Spread(p10=2.0, p50=3.0, p90=6.0)
    assert moved(None, 4.0, GAIN.scale) == 4.0
    assert moved(2.0, 4.0, GAIN.scale) == 4.0
    assert moved(Fixed(fixed=2.0), 4.0, GAIN.scale) == Fixed(fixed=4.0)
    assert moved(spread, 6.0, GAIN.scale) == Spread(p10=4.0, p50=6.0, p90=12.0)
