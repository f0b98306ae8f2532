"""The rebound meter in the real window: what is saved, what comes back, what remains."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from desktop.charts.chart import Chart
from desktop.explain.picture import Picture
from desktop.explain.rebound_courses import shares_over_time
from desktop.explain.rebound_drawing import Meter, MeterDrawing
from desktop.explain.rebound_texts import ReboundTexts
from desktop.explain.rebound_view import HEADER, ReboundView
from scenarios import files
from scenarios.events import EfficiencyShock
from scenarios.explain.rebound import PARTS, Rebound, rebound
from scenarios.months import Month
from scenarios.scenario import Scenario
from tests.desktop.parts import part
from tests.desktop.pseudo_locale import pseudo_locale, untranslated
from tests.desktop.window import Hands, Left

BRITISH = QLocale("en_GB")


class Eyes:
    """The view as a person meets it."""

    def __init__(self, qtbot: QtBot, name: str = "r1-shock") -> None:
        self.hands = Hands(qtbot)
        self.bot = qtbot
        self.hands.open(name)
        scenario = self.hands.document.scenario
        uncertainty = scenario.uncertainty.model_copy(update={"draws": 64})
        self.set(scenario.replace(uncertainty=uncertainty))
        self.hands.press("rebound")
        self.wait()

    def set(self, scenario: Scenario) -> None:
        self.hands.document.edit(scenario, "change it")
        self.hands.wait_for_charts()

    def wait(self) -> None:
        self.hands.wait_for_answers()

    @property
    def view(self) -> ReboundView:
        return part(self.hands.window, ReboundView, "explain_rebound")

    @property
    def picture(self) -> Picture:
        return part(self.view, Picture, "picture")

    @property
    def drawing(self) -> MeterDrawing:
        drawing = self.picture.drawing()
        assert isinstance(drawing, MeterDrawing)
        return drawing

    @property
    def chart(self) -> Chart:
        return next(iter(self.view.findChildren(Chart)))

    @property
    def truth(self) -> Rebound:
        return rebound(self.hands.document.scenario)

    def meter(self, label: str) -> Meter:
        return next(one for one in self.drawing.meters if one.label.startswith(label))

    def choose(self, name: str, steps: int) -> None:
        """Go down (or up) the entries of a choice by keyboard."""
        box = part(self.view, QComboBox, f"rebound.{name}")
        box.setFocus()
        for _ in range(abs(steps)):
            QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


@pytest.fixture
def eyes(qtbot: QtBot) -> Eyes:
    return Eyes(qtbot)


# Meters


def test_that_every_gain_has_a_meter_and_all_together_one(eyes: Eyes) -> None:
    labels = [meter.label for meter in eyes.drawing.meters]
    assert labels == [
        "All gains together",
        "Restriction-induced efficiency",
        "DeepSeek R1 2×, Feb 2025",
    ]


def test_that_a_meter_says_what_is_saved_taken_back_and_remains(eyes: Eyes) -> None:
    gain = next(gain for gain in eyes.truth.gains if gain.name == "events[0]")
    account, meter = gain.accounts["both"], eyes.meter("DeepSeek R1")
    assert meter.own == pytest.approx(-account.own[-1] / account.direct[-1])
    assert meter.price == pytest.approx(-account.price[-1] / account.direct[-1])
    assert meter.verdict == f"{account.taken_back_at_end:.0%}".replace("%", " %") + " taken back"
    assert meter.amounts == (
        f"saves {-account.direct[-1] / 1e6:.0f}\u202fM H100e · "
        f"use +{account.own[-1] / 1e6:.0f}\u202fM · "
        f"price +{account.price[-1] / 1e6:.0f}\u202fM · "
        f"net −{-account.net[-1] / 1e6:.0f}\u202fM"
    )
    assert "less is wanted than without it." in meter.words
    assert "Jevons" not in meter.words


def test_that_more_than_all_taken_back_is_called_the_jevons_paradox(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot, "r1-shock-jevons")
    meter = eyes.meter("DeepSeek R1")
    assert meter.own is not None and meter.own + meter.price > 1
    assert meter.verdict.endswith("taken back: Jevons paradox")
    assert meter.words.endswith("more is wanted than without it. That is the Jevons paradox.")


def test_that_training_and_inference_are_metered_apart(eyes: Eyes) -> None:
    gain = next(gain for gain in eyes.truth.gains if gain.name == "events[0]")
    for steps, name in ((1, "inference"), (1, "training")):
        eyes.choose("part", steps)
        account = gain.accounts[name]
        own = eyes.meter("DeepSeek R1").own
        assert own == pytest.approx(-account.own[-1] / account.direct[-1])
    assert "training" in eyes.drawing.title.lower()


def test_that_a_gain_without_a_part_of_its_own_there_has_no_bar(eyes: Eyes) -> None:
    eyes.choose("part", 1)
    meter = eyes.meter("Restriction-induced")
    assert meter.own is None
    assert meter.verdict == "nothing to take back"
    assert meter.amounts.startswith("saves nothing itself · prices add +")
    assert "saves no compute here by itself" in meter.words


def test_that_a_loss_of_efficiency_is_not_called_a_saving(qtbot: QtBot) -> None:
    eyes = Eyes(qtbot)
    scenario = eyes.hands.document.scenario
    (shock,) = scenario.events
    assert isinstance(shock, EfficiencyShock)
    worse = shock.model_copy(update={"multiplier": 0.5})
    eyes.set(scenario.replace(events=(worse,)))
    eyes.wait()
    meter = eyes.meter("DeepSeek R1")
    assert meter.verdict.endswith("of the loss made up")
    assert meter.amounts.startswith("costs ")
    assert "H100e more would be needed" in meter.words
    assert "Jevons" not in meter.words


def test_that_the_picture_is_told_in_words(eyes: Eyes) -> None:
    said = eyes.picture.accessibleDescription()
    assert said == " ".join(meter.words for meter in eyes.drawing.meters)


@pytest.mark.parametrize(
    ("label", "steps", "target"),
    [
        ("Restriction-induced", 0, "induced_efficiency"),
        ("DeepSeek R1", 0, "training_rebound"),
        ("DeepSeek R1", 1, "inference_rebound"),
    ],
)
def test_that_a_click_goes_to_the_assumption_behind_a_gain(
    eyes: Eyes, label: str, steps: int, target: str
) -> None:
    eyes.choose("part", steps)
    place = [meter.label.startswith(label) for meter in eyes.drawing.meters].index(True)
    rect = eyes.picture.spots()[place].rect
    with eyes.bot.waitSignal(eyes.view.jump_requested) as jump:
        QTest.mouseClick(eyes.picture, Left, pos=QPoint(60, round(rect.top + rect.height / 2)))
    assert jump.args == [target]


def test_that_arrow_keys_and_enter_go_to_an_assumption_too(eyes: Eyes) -> None:
    eyes.picture.setFocus()
    with eyes.bot.waitSignal(eyes.view.jump_requested) as jump:
        QTest.keyClick(eyes.picture, Qt.Key.Key_Down)
        QTest.keyClick(eyes.picture, Qt.Key.Key_Down)
        QTest.keyClick(eyes.picture, Qt.Key.Key_Return)
    assert jump.args == ["induced_efficiency"]


def test_that_bars_lie_one_below_the_other_with_room_for_all(eyes: Eyes) -> None:
    assert eyes.picture.height() >= eyes.drawing.least_height()
    rects = [spot.rect for spot in eyes.picture.spots()]
    assert len(rects) == len(eyes.drawing.meters)
    assert all(a.bottom <= b.top for a, b in pairwise(rects))
    assert rects[-1].bottom < eyes.picture.height()


# Over time


def test_that_the_course_of_a_gain_is_drawn_month_by_month(eyes: Eyes) -> None:
    eyes.choose("gain", 2)
    account = next(g for g in eyes.truth.gains if g.name == "events[0]").accounts["both"]
    lines = {one.key: one for one in eyes.chart.data().series}
    np.testing.assert_allclose(lines["net"].central, account.net, rtol=1e-9)
    np.testing.assert_allclose(lines["direct"].central, account.direct, rtol=1e-9)
    np.testing.assert_allclose(lines["response"].central, account.response, rtol=1e-9)
    assert lines["net"].x[0] == Month.parse("2025-02").ordinal


def test_that_shares_taken_back_are_drawn_against_all_of_the_saving(eyes: Eyes) -> None:
    eyes.choose("course", 1)
    lines = {one.key: one for one in eyes.chart.data().series}
    assert set(lines["whole"].central) == {100.0}
    account = eyes.truth.together.accounts["both"]
    np.testing.assert_allclose(lines["together"].central, 100 * account.taken_back, rtol=1e-9)
    assert {"events[0]", "induced_efficiency"} < set(lines)


def test_that_a_share_of_next_to_nothing_is_left_out() -> None:
    scenario = files.preset("r1-shock")
    found = rebound(scenario)
    found.together.accounts["both"].direct[0] = -1.0
    data = shares_over_time(found, found.together, "both", scenario, ReboundTexts(BRITISH))
    assert np.isnan(data.series[0].central[0])
    assert np.isfinite(data.series[0].central[1:]).all()


def test_that_pointing_at_a_month_reads_the_meter_there(eyes: Eyes) -> None:
    chart, found = eyes.chart, eyes.truth
    at_the_end = eyes.meter("DeepSeek R1").own
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Home)
    account = next(g for g in found.gains if g.name == "events[0]").accounts["both"]
    first = eyes.meter("DeepSeek R1").own
    assert first == pytest.approx(-account.own[0] / account.direct[0])
    assert "February 2025" in eyes.meter("DeepSeek R1").words
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert eyes.meter("DeepSeek R1").own == at_the_end


# Live, and empty


def test_that_a_slider_moves_the_meter(eyes: Eyes) -> None:
    before = eyes.meter("DeepSeek R1").own
    eyes.hands.drag_slider("inference_rebound", 1.3, 1.6)
    eyes.wait()
    after = eyes.meter("DeepSeek R1").own
    assert before is not None and after is not None and after > before


def test_that_a_choice_stays_while_the_scenario_changes(eyes: Eyes) -> None:
    eyes.choose("part", 1)
    eyes.choose("gain", 2)
    eyes.hands.type_into("inference_rebound", "0.7")
    eyes.wait()
    assert part(eyes.view, QComboBox, "rebound.part").currentData() == "inference"
    assert part(eyes.view, QComboBox, "rebound.gain").currentData() == "events[0]"


def test_that_without_a_gain_one_is_told_what_to_do(eyes: Eyes) -> None:
    scenario = eyes.hands.document.scenario.replace(events=())
    eyes.set(scenario.with_setting("induced_efficiency", 0.0))
    eyes.wait()
    empty = part(eyes.view, QLabel, "rebound_empty")
    assert empty.isVisible()
    assert "Add an efficiency shock on the timeline below" in empty.text()
    assert not eyes.chart.isVisible()
    assert eyes.view.picture("png") == b""
    eyes.hands.press("undo")
    eyes.wait()
    assert not empty.isVisible()
    assert eyes.picture.isVisible()


def test_that_a_gain_of_its_own_needs_no_sum(eyes: Eyes) -> None:
    eyes.set(eyes.hands.document.scenario.with_setting("induced_efficiency", 0.0))
    eyes.wait()
    assert [meter.label for meter in eyes.drawing.meters] == ["DeepSeek R1 2×, Feb 2025"]
    assert part(eyes.view, QComboBox, "rebound.gain").currentData() == "events[0]"


# Names


def test_that_gains_are_called_by_what_they_are() -> None:
    scenario = files.preset("r1-shock").with_setting("training_efficiency_growth", 5.0)
    scenario = scenario.with_setting("inference_efficiency_growth", 2.0)
    shock = EfficiencyShock(
        month=Month.parse("2026-01"),
        multiplier=1.5,
        diffusion_months=6,
        training_share=1.0,
        inference_share=1.0,
    )
    scenario = scenario.replace(events=(*scenario.events, *(shock,) * 8))
    found = rebound(scenario)
    texts = ReboundTexts(BRITISH)
    names = {gain.name: texts.gain(gain, found, scenario) for gain in found.gains}
    assert names["training_efficiency_growth"] == "Training-efficiency gain ahead of its trend"
    assert names["inference_efficiency_growth"] == "Inference-efficiency gain behind its trend"
    assert names["events[0]"] == "DeepSeek R1 2×, Feb 2025"
    assert names["events[1]"] == "Efficiency shock 1.5×, Jan 2026"
    assert names["others"].startswith("5 smaller shock")


def test_that_amounts_beside_each_other_have_one_scale() -> None:
    texts = ReboundTexts(BRITISH)
    assert texts.amount(2.5e9, 2.5e9) == "2.50\u202fbn"
    assert texts.signed(-137_750, 19.3e6) == "−0.1\u202fM"
    assert texts.signed(-1_000, 19.3e6) == "0.0\u202fM"
    assert texts.signed(178.07e6, 190e6) == "+178\u202fM"


# Taking it elsewhere, themes, languages


def test_that_the_saved_table_reads_back_as_the_accounts(eyes: Eyes) -> None:
    rows = list(csv.DictReader(io.StringIO(eyes.view.table())))
    assert tuple(rows[0]) == HEADER
    found = eyes.truth
    for gain in (*found.gains, found.together):
        for name in PARTS:
            own = [r for r in rows if (r["gain"], r["part"]) == (gain.name, name)]
            net = [float(r["value"]) for r in own if r["statistic"] == "net"]
            assert net == gain.accounts[name].net.tolist()
            shares = [r for r in own if r["statistic"] == "taken_back"]
            assert len(shares) == gain.accounts[name].measurable.sum()
    demand = [r for r in rows if (r["statistic"], r["part"]) == ("demand", "both")]
    assert [float(r["value"]) for r in demand] == found.demand["both"].tolist()
    assert {r["unit"] for r in rows} == {"H100e", "fraction"}


def test_that_picture_and_chart_are_saved(eyes: Eyes) -> None:
    assert eyes.view.picture("png").startswith(b"\x89PNG")
    assert "DeepSeek R1" in eyes.view.picture("svg").decode()
    eyes.hands.answers("file_to_export", None)
    with eyes.bot.waitSignal(eyes.view.save_requested) as saved:
        eyes.chart.export_requested.emit("csv")
    name, kind, content = saved.args
    assert (name, kind) == ("Change of compute demand", "csv")
    assert content.decode().startswith("series,month,unit")


def test_that_another_theme_paints_the_meters_anew(eyes: Eyes) -> None:
    light = eyes.picture.grab().toImage()
    eyes.hands.window._set_theme("dark")
    QApplication.processEvents()
    assert eyes.picture.grab().toImage() != light


def test_that_every_text_of_the_view_can_be_translated(eyes: Eyes) -> None:
    with pseudo_locale():
        QCoreApplication.sendEvent(eyes.view, QEvent(QEvent.Type.LanguageChange))
        known = ("H100e", eyes.chart.accessibleDescription())
        left = untranslated(eyes.view, known=known)
        assert [text for text in left if "DeepSeek R1 2×, Feb 2025" not in text] == []
        assert all("⟦" in meter.words for meter in eyes.drawing.meters)
        assert all("⟦" in meter.amounts for meter in eyes.drawing.meters)
