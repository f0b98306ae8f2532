"""Compare: the table's numbers, the keyboard on it, and what leaves it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QLocale, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop.comparison_data import ComparisonData, comparison_csv, comparison_data
from desktop.comparison_model import ComparisonModel
from desktop.comparison_rows import ComparisonTexts, RowKind, TableRow
from desktop.comparison_view import ComparisonView
from desktop.theme import load_theme
from scenarios.comparison import EFFECTS, difference, outcome, outcomes
from scenarios.projection import Projection
from tests.desktop.results import (
    BASE,
    JEVONS,
    LATER,
    WEAK,
    measured,
    preset,
    request,
    result,
    results,
)

LIGHT, DARK = load_theme("light"), load_theme("dark")
BRITISH = QLocale("en_GB")


def compared(
    *names: str, found: dict[str, Projection] | None = None, key: str = ""
) -> ComparisonData:
    data = comparison_data(request(*names, reference_key=key), found or results(*names))
    assert data is not None
    return data


def rows(data: ComparisonData, locale: QLocale = BRITISH) -> tuple[TableRow, ...]:
    return ComparisonTexts(locale).rows(data)


# Numbers


def test_that_outcomes_are_those_of_the_comparison() -> None:
    data = compared(WEAK, JEVONS)
    for line in data.outcomes:
        for value, name in zip(line.values[1:], (WEAK, JEVONS), strict=True):
            wanted = outcome(result(name), line.id)
            assert value is not None
            assert value.central == wanted.central
            assert [value.low, value.high] == wanted.bands()[[0, 4]].tolist()
    assert [line.id for line in data.outcomes] == [o.id for o in outcomes(result(WEAK))]


def test_that_differences_are_paired_and_have_their_probability() -> None:
    data = compared(WEAK)
    baseline = result(WEAK).baseline
    assert baseline is not None
    for line in data.outcomes:
        gap = line.gaps[1]
        assert gap is not None
        if line.id in EFFECTS:
            assert gap.spread == line.values[1]
        else:
            wanted = difference(outcome(result(WEAK), line.id), outcome(baseline, line.id))
            assert gap.spread.central == wanted.central
            assert gap.probability == wanted.probability


def test_that_the_probability_of_an_effect_is_that_of_more_than_none() -> None:
    line = next(one for one in compared(WEAK).outcomes if one.id == "equity_value_effect")
    draws = result(WEAK).draws("equity_value_effect")[0]
    assert line.gaps[1] is not None
    assert line.gaps[1].probability == pytest.approx(((draws > 0) + (draws == 0) / 2).mean())


def test_that_the_reference_is_the_first_column_and_has_no_differences() -> None:
    data = compared(WEAK, JEVONS)
    assert [column.name for column in data.columns] == [
        "baseline",
        preset(WEAK).name,
        preset(JEVONS).name,
    ]
    assert data.columns[0].look is None
    assert all(line.gaps[0] is None for line in data.outcomes)
    assert data.outcomes[0].values[0] == compared(BASE).outcomes[0].values[0]


def test_that_a_reference_which_is_open_is_not_shown_twice() -> None:
    found = {
        WEAK: measured(preset(WEAK), preset(JEVONS)),
        JEVONS: measured(preset(JEVONS), preset(JEVONS)),
    }
    data = compared(WEAK, JEVONS, found=found, key=JEVONS)
    assert [column.name for column in data.columns] == [preset(WEAK).name, preset(JEVONS).name]
    line = data.outcomes[0]
    assert line.gaps[1] is None
    assert line.gaps[0] is not None
    wanted = difference(outcome(found[WEAK], line.id), outcome(found[JEVONS], line.id))
    assert line.gaps[0].probability == wanted.probability


def test_that_scenarios_of_different_months_are_compared_with_their_own_references() -> None:
    data = compared(WEAK, LATER)
    years = [line.id for line in data.outcomes if line.id.startswith("revenue_fy")]
    assert years == [f"revenue_fy{year}" for year in range(2026, 2032)]
    first, last = data.outcomes[2], data.outcomes[7]
    assert first.values[2] is None
    assert last.values[1] is None
    wanted = difference(
        *(outcome(p, last.id) for p in (result(LATER), result(LATER).baseline) if p)
    )
    assert last.gaps[2] is not None
    assert last.gaps[2].spread.central == wanted.central


def test_that_other_draws_do_not_prevent_a_comparison() -> None:
    scenario = preset(JEVONS)
    fewer = scenario.uncertainty.model_copy(update={"draws": 32})
    other = scenario.replace(uncertainty=fewer)
    found = {WEAK: result(WEAK), JEVONS: measured(other, other.defaults())}
    data = compared(WEAK, JEVONS, found=found)
    assert data.outcomes[0].gaps[2] is not None
    assert comparison_csv(data).count("\n") > 100


def test_that_without_a_reference_there_are_no_differences() -> None:
    found = {WEAK: replace(result(WEAK), baseline=None)}
    data = compared(WEAK, found=found)
    assert data.reference == ""
    assert len(data.columns) == 1
    assert not set(EFFECTS) & {line.id for line in data.outcomes}
    assert RowKind.DIFFERENCE not in {row.kind for row in rows(data)}


def test_that_nothing_can_be_compared_without_the_active_scenario() -> None:
    assert comparison_data(request(WEAK, JEVONS), results(JEVONS)) is None


# Words


def test_that_the_table_reads_as_it_should() -> None:
    found = {row.heading: row for row in rows(compared(WEAK))}
    peak = found["Peak compute demand"].cells
    assert peak[1].figure.endswith("H100e")
    assert " – " in peak[1].detail
    less = next(row for row in rows(compared(WEAK)) if row.kind is RowKind.DIFFERENCE)
    assert less.heading == "less baseline"
    assert less.cells[0].figure == ""
    assert less.cells[1].figure.startswith("−")
    assert less.cells[1].aside.startswith("more in ")
    rebound = found["Training rebound (elasticity)"]
    assert [cell.figure for cell in rebound.cells] == ["0.9", "0.5"]
    assert [cell.detail for cell in rebound.cells] == ["0.5 – 1.4", "0.278 – 0.778"]
    shock = found["DeepSeek R1 2×, Feb 2025"]
    assert [cell.figure for cell in shock.cells] == ["–", "yes"]


def test_that_what_is_the_same_is_left_out() -> None:
    kinds = [row.kind for row in rows(compared(BASE))]
    assert RowKind.BELIEF not in kinds
    assert RowKind.EVENT not in kinds
    assert kinds.count(RowKind.SECTION) == 1


# The table


@pytest.fixture
def view(qtbot: QtBot) -> ComparisonView:
    made = ComparisonView(LIGHT)
    qtbot.addWidget(made)
    made.resize(760, 560)
    made.show_comparison(compared(WEAK, JEVONS))
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    table(made).setFocus()
    return made


def table(view: ComparisonView) -> QTableView:
    found = view.findChild(QTableView)
    assert isinstance(found, QTableView)
    return found


def model(view: ComparisonView) -> ComparisonModel:
    found = table(view).model()
    assert isinstance(found, ComparisonModel)
    return found


def place(view: ComparisonView, heading: str, column: int = 1) -> QModelIndex:
    headings = [row.heading for row in model(view).rows]
    return model(view).index(headings.index(heading), column)


def press(view: ComparisonView, name: str) -> None:
    button = view.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_every_cell_says_all_that_stands_in_it(view: ComparisonView) -> None:
    index = place(view, "less baseline", 2)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    cell = model(view).cell(index)
    assert said == f"{cell.figure}, {cell.detail}, {cell.aside}"
    header = model(view).headerData(2, Qt.Orientation.Horizontal)
    assert header == preset(WEAK).name


def test_that_arrow_keys_walk_over_the_cells_and_tab_leaves(view: ComparisonView) -> None:
    table(view).setCurrentIndex(model(view).index(1, 1))
    QTest.keyClick(table(view), Qt.Key.Key_Right)
    QTest.keyClick(table(view), Qt.Key.Key_Down)
    index = table(view).currentIndex()
    assert (index.row(), index.column()) == (2, 2)
    QTest.keyClick(table(view), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not table(view)


def test_that_enter_goes_to_an_assumption(view: ComparisonView, qtbot: QtBot) -> None:
    table(view).setCurrentIndex(place(view, "Training rebound (elasticity)"))
    with qtbot.waitSignal(view.jump_requested) as heard:
        QTest.keyClick(table(view), Qt.Key.Key_Return)
    assert heard.args == ["training_rebound"]
    table(view).setCurrentIndex(place(view, "Peak compute demand"))
    with qtbot.assertNotEmitted(view.jump_requested):
        QTest.keyClick(table(view), Qt.Key.Key_Return)


def test_that_the_cursor_stays_while_numbers_change(view: ComparisonView) -> None:
    where = place(view, "Revenue FY2028 (to January 2028)", 2)
    table(view).setCurrentIndex(where)
    before = where.data()
    changed = preset(JEVONS).with_setting("training_rebound", 1.4)
    found = {WEAK: result(WEAK), JEVONS: measured(changed, changed.defaults())}
    view.show_comparison(compared(WEAK, JEVONS, found=found))
    index = table(view).currentIndex()
    assert (index.row(), index.column()) == (where.row(), where.column())
    assert place(view, "Revenue FY2028 (to January 2028)", 2).data() == before
    assert place(view, "Revenue FY2028 (to January 2028)", 3).data() != before


def test_that_sections_take_the_whole_width(view: ComparisonView) -> None:
    sections = [i for i, row in enumerate(model(view).rows) if row.kind is RowKind.SECTION]
    assert [table(view).columnSpan(row, 0) for row in sections] == [4] * len(sections)
    view.show_comparison(compared(BASE))
    assert [table(view).columnSpan(row, 0) for row in range(3)] == [3, 1, 1]


def test_that_nothing_to_compare_is_said_and_cannot_be_saved(view: ComparisonView) -> None:
    view.show_comparison(None)
    assert model(view).rowCount() == 0
    buttons = view.findChildren(QPushButton)
    assert len(buttons) == 2
    assert not any(button.isEnabled() for button in buttons)


# What leaves it


def clipboard() -> list[list[str]]:
    text = QGuiApplication.clipboard().text()
    return [line.split("\t") for line in text.splitlines()]


def test_that_the_whole_table_is_copied_in_numbers(view: ComparisonView) -> None:
    press(view, "copy_comparison")
    head, *lines = clipboard()
    assert head[3:] == ["baseline", preset(WEAK).name, preset(JEVONS).name]
    assert {len(line) for line in lines} == {len(head)}
    found = {(line[0], line[1]): line[3:] for line in lines}
    wanted = outcome(result(WEAK), "revenue_fy2027")
    assert float(found["Revenue FY2027 (to January 2027)", "central"][1]) == pytest.approx(
        wanted.central
    )
    assert float(found["Revenue FY2027 (to January 2027)", "p95"][1]) == pytest.approx(
        wanted.bands()[4]
    )
    demand = outcome(result(WEAK), "peak_compute_demand").central
    assert float(found["Peak compute demand", "central"][1]) == pytest.approx(demand)
    assert found["Revenue FY2027 (to January 2027)", "difference"][0] == ""
    chance = float(found["Revenue FY2027 (to January 2027)", "share of draws with more"][1])
    assert 0 <= chance <= 1
    assert float(found["Training rebound (elasticity)", "p50"][1]) == 0.5
    assert found["DeepSeek R1 2×, Feb 2025", ""] == ["no", "yes", "yes"]


def test_that_control_c_copies_the_selected_rows(view: ComparisonView) -> None:
    flag = QItemSelectionModel.SelectionFlag.Select
    for heading in ("Peak compute demand", "Revenue FY2026 (to January 2026)"):
        table(view).selectionModel().select(place(view, heading), flag)
    QTest.keyClick(table(view), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert {line[0] for line in clipboard()[1:]} == {
        "Peak compute demand",
        "Revenue FY2026 (to January 2026)",
    }


def test_that_copied_numbers_follow_the_locale(view: ComparisonView) -> None:
    view.setLocale(QLocale("de_DE"))
    press(view, "copy_comparison")
    found = {(line[0], line[1]): line[3:] for line in clipboard()}
    for label in ("Revenue FY2027 (to January 2027)", "Peak compute demand"):
        number = found[label, "central"][1]
        assert "," in number
        assert "." not in number


def test_that_a_name_with_a_tab_does_not_break_the_rows() -> None:
    data = compared(WEAK)
    columns = tuple(replace(column, name="a\tb\nc") for column in data.columns)
    text = ComparisonTexts(BRITISH).copied(replace(data, columns=columns), rows(data))
    assert {line.count("\t") for line in text.splitlines()} == {4}


def test_that_the_file_has_full_precision(view: ComparisonView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.save_requested) as heard:
        press(view, "save_comparison")
    assert heard.args is not None
    lines = list(csv.DictReader(io.StringIO(heard.args[0])))
    central = {
        (line["scenario"], line["outcome"]): float(line["value"])
        for line in lines
        if line["statistic"] == "central"
    }
    for name in (WEAK, JEVONS):
        for found in outcomes(result(name)):
            assert central[preset(name).name, found.id] == found.central
    assert central["Baseline", "revenue_fy2027"] == outcome(result(BASE), "revenue_fy2027").central
    heads = [line for line in heard.args[0].splitlines() if line.startswith("scenario,")]
    assert len(heads) == 1


def test_that_scenarios_of_one_name_are_told_apart_in_the_file() -> None:
    twin = preset(JEVONS).replace(name=preset(WEAK).name)
    found = {WEAK: result(WEAK), JEVONS: measured(twin, twin.defaults())}
    names = {
        line.split(",")[0]
        for line in _unquoted(comparison_csv(compared(WEAK, JEVONS, found=found)))
    }
    assert len(names) == 4


def _unquoted(text: str) -> list[str]:
    return [
        ",".join(cell.replace(",", ";") for cell in row) for row in csv.reader(io.StringIO(text))
    ]


# Looks


@pytest.mark.parametrize("width", [460, 760, 1390])
def test_that_columns_share_the_width_and_stay_wide_enough(qtbot: QtBot, width: int) -> None:
    made = ComparisonView(LIGHT)
    qtbot.addWidget(made)
    made.resize(width, 500)
    made.show_comparison(compared(WEAK, JEVONS, BASE))
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    header = table(made).horizontalHeader()
    widths = [header.sectionSize(i) for i in range(1, 5)]
    assert min(widths) >= 120
    assert max(widths) - min(widths) <= 1
    assert made.minimumSizeHint().width() <= 460


def test_that_the_view_changes_its_theme_while_it_is_seen(view: ComparisonView) -> None:
    before = table(view).grab().toImage()
    view.show_theme(DARK)
    assert table(view).grab().toImage() != before
