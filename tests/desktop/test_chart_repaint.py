"""A chart keeps parts of its picture: whatever changes, it looks as if it were painted anew."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.charts.chart import Chart
from desktop.charts.data import ChartData, Grain, Points
from desktop.charts.ink import encoded
from tests.desktop.chart_parts import (
    AS_OF,
    DARK,
    EVERY,
    QUARTERS,
    effect,
    lines,
    picture,
    shown,
)

Change = Callable[[Chart], None]


def record(**changes: object) -> ChartData:
    """The lines with another record."""
    data = lines()
    return replace(data, points=(replace(data.points[0], **changes),))  # type: ignore[arg-type]


def data_to(made: ChartData) -> Change:
    return lambda chart: chart.show_data(made)


def a_larger_chart(chart: Chart) -> None:
    chart.resize(700, 400)


def a_logarithmic_scale(chart: Chart) -> None:
    chart.show_logarithmic(True)


def french(chart: Chart) -> None:
    chart.setLocale(QLocale("fr_FR"))


def another_theme(chart: Chart) -> None:
    chart.show_theme(DARK)


CHANGES: dict[str, Change] = {
    "values of the record": data_to(record(values=np.linspace(20, 60, 9))),
    "months of the record": data_to(record(x=AS_OF + np.arange(-21.0, 6, 3))),
    "marker of the record": data_to(record(marker="square")),
    "colour of the record": data_to(record(role="positive")),
    "no record": data_to(lines(points=())),
    "a record that is not known": data_to(record(values=np.full(9, np.nan))),
    "as-of month": data_to(lines(as_of=AS_OF + 6)),
    "no as-of month": data_to(lines(as_of=None)),
    "larger values": data_to(lines(scale=7)),
    "months shown": data_to(lines(span=(AS_OF - 12, AS_OF + 36))),
    "grain": data_to(lines(grain=Grain.YEAR)),
    "fiscal year": data_to(lines(grain=Grain.YEAR, fiscal_start=7)),
    "another kind of chart": data_to(replace(effect(), key="revenue")),
    "a note": data_to(lines(note="Nothing to measure against")),
    "size": a_larger_chart,
    "scale": a_logarithmic_scale,
    "locale": french,
    "theme": another_theme,
}


def painted(chart: Chart) -> bytes:
    """What the chart paints when it remembers no ranges, and no places of names."""
    chart.show_logarithmic(chart.logarithmic())
    return encoded(picture(chart))


@pytest.mark.parametrize("name", CHANGES)
def test_that_a_changed_chart_looks_like_a_new_one(name: str, qtbot: QtBot) -> None:
    chart = shown(qtbot, lines())
    before = painted(chart)
    CHANGES[name](chart)
    fresh = shown(qtbot, ChartData("", "", ""))
    fresh.show_data(chart.data())
    CHANGES[name](fresh)
    assert painted(chart) == painted(fresh) != before


def test_that_the_same_data_is_painted_the_same(qtbot: QtBot) -> None:
    chart = shown(qtbot, lines())
    before = painted(chart)
    chart.show_data(lines())
    assert painted(chart) == before


class _Words(QTranslator):
    """Puts marks about all that charts say."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"*{source}*" if context == "Chart" else ""

    def isEmpty(self) -> bool:
        return False


def test_that_a_kept_part_is_written_in_the_new_language(qtbot: QtBot, qapp: QApplication) -> None:
    chart = shown(qtbot, lines())
    before = painted(chart)
    words = _Words(qapp)
    qapp.installTranslator(words)
    try:
        qtbot.waitUntil(lambda: painted(chart) != before)
        assert painted(chart) == painted(shown(qtbot, lines()))
    finally:
        qapp.removeTranslator(words)
    assert painted(chart) == before


@pytest.mark.parametrize("made", EVERY)
def test_that_a_chart_lets_go_of_what_it_showed_before(
    made: Callable[[], ChartData], qtbot: QtBot
) -> None:
    data = made()
    # What is drawn may be a small part of a large projection.
    held = [weakref.ref(part) for part in (*data.series, *data.bars, *data.stack, *data.ribbons)]
    chart = shown(qtbot, data)
    painted(chart)
    chart.show_data(made())
    painted(chart)
    del data
    gc.collect()
    assert held
    assert [part() for part in held] == [None] * len(held)


def test_that_points_are_equal_when_they_look_the_same() -> None:
    one, other = (Points("r", "record", QUARTERS[:3], np.array([1.0, np.nan, 2.0])) for _ in "ab")
    assert one == other
    assert hash(one) == hash(other)
    assert one != replace(other, values=np.array([1.0, 2.0, np.nan]))
    assert one != "record"
