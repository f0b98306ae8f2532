"""Charts to be tested with, and hands and eyes for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QImage,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget
from pytestqt.qtbot import QtBot

from desktop.charts.axis import month_x
from desktop.charts.chart import Chart
from desktop.charts.data import (
    Array,
    Bars,
    Category,
    ChartData,
    Emphasis,
    Grain,
    Points,
    Ribbon,
    Series,
    StackLayer,
)
from desktop.theme import Theme, load_theme

AS_OF = month_x(2025, 1)
MONTHS = AS_OF + np.arange(1.0, 61)
QUARTERS = AS_OF + np.arange(3.0, 61, 3)
LIGHT, DARK = load_theme("light"), load_theme("dark")
SIZE = (520.0, 320.0)


def bands_about(central: Array) -> Array:
    return np.multiply.outer([0.6, 0.8, 1.0, 1.25, 1.6], central)


def lines(scale: float = 1.0, **changes: object) -> ChartData:
    central = scale * (100 + 2 * np.arange(60.0))
    record = month_x(2023, 1) + np.arange(0.0, 27, 3)
    content: dict[str, object] = {
        "key": "revenue",
        "title": "Data-centre revenue",
        "unit": "bn USD a year",
        "series": (
            Series("s", "weak rebound", "series.1", MONTHS, central, bands_about(central)),
            Series("b", "baseline", "muted", MONTHS, 1.2 * central, None, Emphasis.REFERENCE),
        ),
        "points": (Points("r", "record", record, np.linspace(15, 95, 9)),),
        "as_of": AS_OF,
        "span": (month_x(2023, 1), AS_OF + 60),
    }
    return ChartData(**{**content, **changes})  # type: ignore[arg-type]


def effect() -> ChartData:
    central = -np.linspace(5, 40, 20)
    bands = np.multiply.outer([1.8, 1.3, 1.0, 0.7, 0.2], central)
    bars = (Bars("e", "weak rebound", QUARTERS, central, bands),)
    return ChartData("effect", "Effect", "bn USD", bars=bars, as_of=AS_OF, grain=Grain.QUARTER)


def regions() -> ChartData:
    parts = {"us_allies": 80.0, "china": 2.0, "rest_of_world": 30.0}
    layers = [
        StackLayer(key, key, f"region.{key}", MONTHS, np.full(60, value))
        for key, value in parts.items()
    ]
    return ChartData("regions", "Who gets the chips", "H100e", stack=tuple(layers), as_of=AS_OF)


def constraint() -> ChartData:
    states = tuple(Category(name, f"constraint.{name}") for name in ("demand", "chips", "power"))
    codes = np.repeat([1.0, 0, 2], 20)
    rows = tuple(Ribbon(key, key, MONTHS, codes, states) for key in ("one", "two"))
    return ChartData("binding", "Binding constraint", "", ribbons=rows, as_of=AS_OF)


EVERY: list[Callable[[], ChartData]] = [lines, effect, regions, constraint]


def shown(qtbot: QtBot, data: ChartData, theme: Theme = LIGHT) -> Chart:
    made = Chart(theme)
    made.setLocale(QLocale("en_GB"))
    qtbot.addWidget(made)
    made.show_data(data)
    made.resize(560, 340)
    made.show()
    qtbot.waitExposed(made)
    return made


def viewport(chart: Chart) -> QWidget:
    view = chart.findChild(QGraphicsView)
    assert isinstance(view, QGraphicsView)
    return view.viewport()


def move_to(chart: Chart, x: float) -> None:
    """Move the mouse over the picture to a month ordinal."""
    frame = chart.plot_frame()
    place = QPointF(float(frame.px(np.array(x))), frame.top + frame.height / 2)
    target = viewport(chart)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        target.mapToGlobal(place),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)


def picture(chart: Chart) -> QImage:
    QApplication.processEvents()
    return viewport(chart).grab().toImage()


def colour_at(chart: Chart, x: float, value: float) -> str:
    frame = chart.plot_frame()
    place = QPoint(round(float(frame.px(np.array(x)))), round(float(frame.py(np.array(value)))))
    return picture(chart).pixelColor(place).name()


def action(chart: Chart, name: str) -> QAction:
    found = chart.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found
