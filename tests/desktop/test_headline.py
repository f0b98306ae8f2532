"""The key figures: what they are, how they are said, and that they fit their cards."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.headline import Headline
from desktop.headline_card import Card, CardMode, CardText, Sizes
from desktop.headline_data import headline_data, market_move, next_fiscal_year
from desktop.headline_texts import HeadlineTexts, is_far
from desktop.theme import load_theme
from scenarios import files, record
from scenarios.comparison import bindings, difference, outcome
from scenarios.projection import Projection
from tests.desktop.results import BASE, LATER, WEAK, measured, preset, result

LIGHT, DARK = load_theme("light"), load_theme("dark")
BRITISH = QLocale("en_GB")
EFFECTS = {
    "effect": "revenue_effect_cumulative",
    "equity": "equity_value_effect",
    "equity_share": "equity_value_effect_share",
}


def texts(projection: Projection | None, locale: QLocale = BRITISH) -> dict[str, CardText]:
    figures = headline_data(projection) if projection else None
    cards = HeadlineTexts(locale, "baseline").cards(figures)
    return dict(zip(HeadlineTexts.NAMES, cards, strict=True))


# Figures


def test_that_the_figures_are_those_of_the_comparison() -> None:
    projection = result(WEAK)
    found = headline_data(projection)
    assert found.peak.central == outcome(projection, "peak_compute_demand").central
    for name, wanted in EFFECTS.items():
        same = outcome(projection, wanted)
        spread = getattr(found, name)
        assert spread.central == same.central
        assert [spread.low, spread.median, spread.high] == same.bands()[[0, 2, 4]].tolist()


def test_that_differences_to_the_reference_are_paired() -> None:
    projection = result(WEAK)
    assert projection.baseline is not None
    found = headline_data(projection)
    for gap, name in (
        (found.peak_gap, "peak_compute_demand"),
        (found.revenue_gap, "revenue_fy2026"),
    ):
        assert gap is not None
        wanted = difference(outcome(projection, name), outcome(projection.baseline, name))
        assert gap.central == wanted.central
        assert [gap.low, gap.median, gap.high] == wanted.bands[[0, 2, 4]].tolist()


def test_that_the_effect_as_a_share_is_of_the_revenue_of_the_reference() -> None:
    projection = result(WEAK)
    assert projection.baseline is not None
    found = headline_data(projection)
    ratio = projection.central("revenue").sum() / projection.baseline.central("revenue").sum()
    assert found.effect_share == pytest.approx(ratio - 1)


def test_that_the_next_fiscal_year_is_the_one_after_the_as_of_month() -> None:
    assert next_fiscal_year(preset(WEAK)) == 2026
    assert next_fiscal_year(preset(LATER)) == 2028
    assert next_fiscal_year(preset("baseline-2026-07", 6)) == 2027
    assert next_fiscal_year(preset(BASE, 11)) == 0


def test_that_the_market_took_16_9_per_cent_off_in_january_2025_only() -> None:
    move = market_move(preset(WEAK))
    assert move == pytest.approx(-0.169, abs=5e-4)
    assert market_move(preset(LATER)) is None


def test_that_shares_of_what_binds_add_up() -> None:
    found = headline_data(result(LATER))
    assert sum(found.binding_shares.values()) == pytest.approx(1)
    assert found.bindings == bindings(result(LATER))


# Words


def test_that_the_cards_of_the_january_story_say_what_they_should() -> None:
    found = texts(measured(files.preset(WEAK), files.preset(WEAK).defaults()))
    peak, revenue = found["peak_compute_demand"], found["revenue"]
    assert (peak.label, peak.figure, peak.unit) == ("Peak compute demand", "376\u202fM", "H100e")
    assert peak.note == "−119\u202fM against baseline"
    assert revenue.label == "Revenue FY2026 (to Jan 2026)"
    assert (revenue.figure, revenue.unit) == ("173\u202fbn", "USD")
    assert revenue.band == "125 – 219\u202fbn"
    effect, equity = found["revenue_effect"], found["equity_value_effect"]
    assert (effect.label, effect.figure) == ("Revenue effect to 2030", "−548\u202fbn")
    assert effect.note == "−30.3 % of revenue"
    assert (equity.figure, equity.unit) == ("−22.7 %", "−792\u202fbn USD")
    assert equity.note == "market −16.9 %"
    binds = found["binding"]
    assert (binds.figure, binds.band, binds.note) == ("Demand", "from Jul 2025", "chips before")


def test_that_the_market_is_not_mentioned_in_another_month() -> None:
    equity = texts(result(LATER))["equity_value_effect"]
    assert "market −" not in equity.note
    assert "27 January" not in equity.words
    assert equity.note == ""


def test_that_a_scenario_that_is_its_own_reference_differs_by_nothing() -> None:
    found = texts(result(BASE))
    assert found["peak_compute_demand"].note == found["revenue"].note == "same as baseline"
    for name in ("revenue_effect", "equity_value_effect"):
        assert found[name].figure == "No effect"
        assert found[name].quiet
        assert found[name].note == "same as baseline"
        assert "Move a slider" in found[name].words
    assert not any(card.quiet for card in texts(result(WEAK)).values())


def test_that_a_median_far_from_the_central_case_is_shown_and_explained() -> None:
    found, figures = texts(result(WEAK)), headline_data(result(WEAK))
    assert figures.effect is not None
    assert is_far(figures.effect)
    effect = found["revenue_effect"]
    assert effect.median.startswith("median −")
    assert effect.short_median.startswith("p50 −")
    assert "not the middle of the draws" in effect.words
    assert not is_far(figures.peak)
    peak = found["peak_compute_demand"]
    assert (peak.median, peak.short_median) == ("", "")
    assert "not the middle of the draws" not in peak.words
    assert "Nine of ten draws" in peak.words


def test_that_the_median_of_a_share_is_a_share() -> None:
    equity = texts(result(WEAK))["equity_value_effect"]
    assert equity.median.endswith(" %")
    assert [end.split()[0] for end in equity.ends] == ["p5", "p95"]
    assert all(end.endswith(" %") for end in equity.ends)


def test_that_without_a_reference_there_is_no_effect_and_the_card_says_why() -> None:
    found = texts(replace(result(WEAK), baseline=None))
    assert found["revenue"].figure != "–"
    assert found["revenue"].note == ""
    for name in ("revenue_effect", "equity_value_effect"):
        assert found[name].figure == "–"
        assert "starts from another month" in found[name].words


def test_that_a_short_horizon_without_a_fiscal_year_says_so() -> None:
    revenue = texts(result(BASE, 11))["revenue"]
    assert revenue.figure == "–"
    assert "horizon" in revenue.words


def test_that_what_binds_names_its_time_and_its_neighbour() -> None:
    projection = result(LATER)
    card, stretches = texts(projection)["binding"], bindings(projection)
    longest = max(stretches, key=lambda found: found.last - found.first)
    assert card.figure.lower() == longest.constraint
    for stretch in stretches:
        assert f"{stretch.constraint}: " in card.words


def test_that_what_binds_all_the_time_needs_no_neighbour() -> None:
    figures = headline_data(result(WEAK))
    whole = replace(figures.bindings[-1], first=preset(WEAK).months[0])
    card = HeadlineTexts(BRITISH, "").cards(replace(figures, bindings=(whole,)))[-1]
    assert (card.band, card.note) == ("all the time", "")


def test_that_numbers_and_months_follow_the_locale() -> None:
    found = texts(result(WEAK), QLocale("de_DE"))
    assert "," in found["equity_value_effect"].figure
    assert found["binding"].band.startswith("from Jul")
    assert "Januar 2030" in found["peak_compute_demand"].words


# Cards


@pytest.fixture
def strip(qtbot: QtBot) -> Headline:
    made = Headline(LIGHT)
    qtbot.addWidget(made)
    made.resize(868, made.heightForWidth(868))
    made.show()
    qtbot.waitExposed(made)
    return made


def cards(strip: Headline) -> list[Card]:
    return strip.findChildren(Card)


def test_that_the_strip_shows_figures_and_takes_them_away(strip: Headline) -> None:
    strip.show_headline(headline_data(result(WEAK)), "baseline")
    assert [card.objectName() for card in cards(strip)] == list(HeadlineTexts.NAMES)
    assert "–" not in [card.text().figure for card in cards(strip)]
    strip.show_headline(None)
    assert {card.text().figure for card in cards(strip)} == {"–"}


def test_that_every_card_says_its_figure_and_the_whole_story_in_words(strip: Headline) -> None:
    strip.show_headline(headline_data(result(WEAK)), "baseline")
    for card in cards(strip):
        assert card.text().figure in card.accessibleName()
        assert card.accessibleDescription()
        assert card.toolTip() == card.accessibleDescription()
    assert "baseline" in cards(strip)[0].accessibleDescription()


def test_that_a_change_of_locale_is_seen_at_once(strip: Headline) -> None:
    strip.show_headline(headline_data(result(WEAK)), "baseline")
    strip.setLocale(QLocale("de_DE"))
    assert "," in cards(strip)[3].text().figure


@pytest.mark.parametrize("name", [WEAK, LATER, "full-embargo-2026"])
@pytest.mark.parametrize("width", [464, 540, 720, 838, 868, 1100, 1165, 1400])
def test_that_no_figure_runs_out_of_its_card(qtbot: QtBot, width: int, name: str) -> None:
    strip = Headline(LIGHT)
    qtbot.addWidget(strip)
    strip.show_headline(headline_data(result(name)), "baseline")
    strip.resize(width, strip.heightForWidth(width))
    strip.show()
    qtbot.waitExposed(strip)
    for card in cards(strip):
        assert not ink(card, card.width() - 5, card.width() - 2), card.text()
        assert ink(card, 6, card.width() - 5)


def ink(card: Card, left: int, right: int) -> bool:
    """Whether there is anything but the ground in some columns, away from the border."""
    image = card.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = image.devicePixelRatio()
    raw = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1) & 0xFFFFFF
    ground = np.bincount(raw.ravel()).argmax()
    inside = raw[round(10 * ratio) : -round(8 * ratio), round(left * ratio) : round(right * ratio)]
    return bool((inside != ground).any())


def test_that_cards_have_one_height_and_share_the_width(strip: Headline) -> None:
    for width in (464, 640, 868, 1400):
        strip.resize(width, strip.heightForWidth(width))
        QApplication.processEvents()
        assert len({card.height() for card in cards(strip)}) == 1
        gaps = [b.x() - a.geometry().right() - 1 for a, b in pairwise(cards(strip))]
        assert len(set(gaps)) == 1
        assert min(card.width() for card in cards(strip)) > 0.13 * width
        assert cards(strip)[0].x() == 0
        assert cards(strip)[-1].geometry().right() == width - 1
        assert strip.heightForWidth(width) == cards(strip)[0].height()


def test_that_a_wide_card_is_lower_than_a_narrow_one() -> None:
    heights = [CardMode.fitting(width).height for width in (90, 150, 260)]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 3


@pytest.mark.parametrize("width", [464, 718, 868, 1400])
def test_that_all_cards_are_written_in_one_size_that_does_not_flicker(
    strip: Headline, width: int
) -> None:
    strip.resize(width, strip.heightForWidth(width))
    small, large = headline_data(result(BASE)), headline_data(result(WEAK))
    strip.show_headline(large, "baseline")
    fitting = [card.fitting_sizes() for card in cards(strip)]
    used = {card.sizes() for card in cards(strip)}
    assert used == {Sizes(min(s.figure for s in fitting), min(s.row for s in fitting))}
    strip.show_headline(small, "baseline")
    assert {card.sizes() for card in cards(strip)} == used


def test_that_the_strip_changes_its_theme_while_it_is_seen(strip: Headline) -> None:
    strip.show_headline(headline_data(result(WEAK)), "baseline")
    before = cards(strip)[0].grab().toImage()
    strip.show_theme(DARK)
    assert cards(strip)[0].grab().toImage() != before


def test_that_the_record_has_a_market_value_for_every_month_one_can_start_from() -> None:
    data = record.newest_data()
    quarters = {quarter.month: quarter.market_cap for quarter in record.history(data)}
    assert all(quarters[month] for month in record.as_of_months(data))
