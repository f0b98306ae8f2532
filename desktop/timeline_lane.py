"""The lane of dated events to look at: levels, flags and bars, what binds, what is under a point.

`desktop.timeline` makes it one that can be edited.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolTip, QWidget

from desktop.chart_values import central_case
from desktop.charts.axis import Tick, time_ticks
from desktop.charts.data import Grain
from desktop.event_moves import START_LEVEL
from desktop.event_texts import EventTexts
from desktop.form import tip
from desktop.theme import Theme
from desktop.timeline_axis import Axis
from desktop.timeline_paint import Pointer, TimelinePicture, Words, text_width
from desktop.timeline_scene import Binding, Grip, Row, Scene, build
from desktop.timeline_shadow import ShadowWords
from desktop.timeline_words import TimelineWords
from scenarios import record
from scenarios.months import Month
from scenarios.projection import Projection
from scenarios.scenario import Scenario

if TYPE_CHECKING:
    from scenarios.explain.shadow import Shadow

_RECORD_MONTHS = 24
_LEFT, _RIGHT = 92, 14
_WIDTH = 480
_YEARS = 3
"""So many years on the axis need no months between them."""


class Lane(QFrame):
    """The timeline of one scenario and, in a ribbon, what binds in its projection.

    Signals
    -------
    hovered : the month ordinal that the mouse points at, or None
    shadow_wanted : somebody looks at what binds: what would more of it be worth?
    """

    hovered = Signal(object)
    shadow_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture = TimelinePicture(theme)
        self._scenario = _nothing_yet()
        self._binding: Binding | None = None
        self._shadow: Shadow | None = None
        self._shadow_asked = False
        self._tip: QPoint | None = None
        self._frame: tuple[float, float, int, int] | None = None
        self._kept: QPixmap | None = None
        self._pointer = Pointer()
        self._hovered: Month | None = None
        self._held = -1
        self._kept_height = 0.0
        self.setObjectName("timeline")
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._retranslate()

    # What the application says to the lane

    def show_scenario(self, scenario: Scenario) -> None:
        """Show the events and restriction levels of a scenario."""
        before, self._scenario = self._scenario, scenario
        if before != scenario:
            self._shadow, self._shadow_asked = None, False
        if _shown(before) != _shown(scenario):
            self._refresh()

    def show_projection(self, projection: Projection) -> None:
        """Show what binds in a projection."""
        codes = central_case(projection).central("binding_constraint").astype(int).tolist()
        binding = Binding(projection.months[0], tuple(codes))
        if binding != self._binding:
            self._binding = binding
            self._refresh()

    def show_shadow(self, scenario: Scenario, shadow: Shadow) -> None:
        """Say what more of what binds would be worth, unless that of another scenario."""
        if scenario != self._scenario:
            return
        self._shadow = shadow
        self._describe()
        if self._tip is not None and QToolTip.isVisible():
            self._show_tip(self._tip)

    def show_frame(self, x0: float, x1: float, left: int, right: int) -> None:
        """Put month ordinal ``x0`` at pixel ``left`` and ``x1`` at pixel ``right``."""
        self._frame = (x0, x1, left, right)
        self._refresh()

    def show_hover(self, x: float | None) -> None:
        """Point at a month ordinal, as the charts do."""
        if x is None:
            self._point(x=None)
        else:
            text = self._texts.month(Month(round(x)), short=True)
            self._point(x=self._scene.axis.px(x), text=text, firm=False)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._picture = TimelinePicture(theme)
        self._repaint()

    # What the lane knows

    def scene(self) -> Scene:
        """Where everything stands now."""
        return self._scene

    def event_rect(self, index: int, grip: str = "body") -> QRect:
        """The area of a flag, a bar or a step, or of the "start" or "end" to drag a bar by."""
        if grip == Grip.BODY:
            return self._scene.rect_of(index).toAlignedRect()
        return self._scene.grips[index, Grip(grip)].toAlignedRect()

    def row_rect(self, row: str) -> QRect:
        """The area of a row: "china", "rest_of_world", "events" or "binds"."""
        return self._scene.rows[Row(row)].toAlignedRect()

    def month_pixel(self, month: Month) -> int:
        """A pixel in the middle of a month."""
        return int(self._scene.axis.px(month.ordinal - 0.5))

    def pointer(self) -> Pointer:
        """What is selected and pointed at."""
        return self._pointer

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, round(max(self._scene.height, self._kept_height)))

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDTH // 2, self.sizeHint().height())

    # What Qt says to the lane

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept_picture())
        self._picture.paint_pointed(painter, self._scene, self._written, self._pointer)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._retranslate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event.pos())
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover_at(event.position())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._want_shadow()

    def leaveEvent(self, event: QEvent) -> None:
        self._tip = None
        self._hover(None)
        super().leaveEvent(event)

    # How it is drawn

    def _retranslate(self) -> None:
        self._texts = EventTexts(self.locale(), self)
        self._words = TimelineWords(self._texts, self)
        self._shadow_words = ShadowWords(self.locale(), self._texts, self)
        self._refresh()

    def _refresh(self) -> None:
        """Place everything anew. While an event is held, the lane gets no lower."""
        axis = self._axis()
        scene = build(
            self._scenario, self._seen_binding(), axis, self._texts, text_width, self._held
        )
        self._kept_height = max(self._kept_height, scene.height) if self._held >= 0 else 0.0
        self._scene = scene
        words = self._words
        self._written = Words(words.rows(), words.constraints(), words.hint(), self._ticks(axis))
        self._describe()
        if self.sizeHint().height() != self.height():
            self.updateGeometry()
        self._repaint()

    def _repaint(self) -> None:
        self._kept = None
        self.update()

    def _kept_picture(self) -> QPixmap:
        """The picture without what is pointed at, kept until something else changes."""
        ratio = self.devicePixelRatioF()
        size = (QSizeF(self.size()) * ratio).toSize()
        if self._kept is None or self._kept.size() != size:
            self._kept = self._painted(size, ratio)
        return self._kept

    def _painted(self, size: QSize, ratio: float) -> QPixmap:
        made = QPixmap(size)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self._picture.paint(painter, self._scene, self._written, self._pointer)
        painter.end()
        return made

    def _axis(self) -> Axis:
        """The axis asked for; before that, two years of the record and the whole horizon."""
        as_of, horizon = self._scenario.as_of.ordinal, self._scenario.horizon_months
        edge = max(self.width() - _RIGHT, _LEFT + 1)
        low, high, left, right = self._frame or (
            as_of - _RECORD_MONTHS,
            as_of + horizon,
            _LEFT,
            edge,
        )
        return Axis(low, high, left, right, max(edge, right))

    def _ticks(self, axis: Axis) -> tuple[Tick, ...]:
        """Years; in a short time, months too."""
        width = axis.right - axis.left
        ticks = time_ticks(axis.low, axis.high, width, Grain.MONTH, 1, self.locale())
        years = [tick for tick in ticks if tick.place % 12 == 0]
        return tuple(years if len(years) >= _YEARS else ticks)

    def _seen_binding(self) -> Binding | None:
        """What binds, unless it is still that of a scenario with another as-of month."""
        fits = self._binding is not None and self._binding.first == self._scenario.as_of + 1
        return self._binding if fits else None

    def _describe(self) -> None:
        """Say to a screen reader what is selected, else what there is."""
        selected = self._pointer.selected
        if selected < 0:
            self.setAccessibleName(self.tr("Timeline"))
            binds = self._words.description(self._scenario, self._seen_binding())
            worth = self._shadow_words.over_horizon(self._shadow) if self._shadow else []
            self.setAccessibleDescription(" ".join([binds, *worth]))
        else:
            self.setAccessibleName(self._words.event_name(self._scenario, selected))
            self.setAccessibleDescription(self._texts.sentence(self._scenario.events[selected]))

    # What is pointed at

    def _point(self, **changes: Any) -> None:
        """Change some of what is pointed at."""
        before, self._pointer = self._pointer, replace(self._pointer, **changes)
        if (before.selected, before.under) != (self._pointer.selected, self._pointer.under):
            self._repaint()
        elif before != self._pointer:
            self.update()

    def _show_tip(self, place: QPoint) -> None:
        """Say what is under a point, on the ribbon also what more would be worth."""
        point = QPointF(place)
        words = self._words.tool_tip(self._scene, self._scenario, point)
        on_ribbon = self._is_on_ribbon(point)
        self._tip = place if on_ribbon else None
        if on_ribbon:
            self._want_shadow()
            words += "".join(tip(line) for line in self._worth(point))
        QToolTip.showText(self.mapToGlobal(place), words, self)

    def _worth(self, point: QPointF) -> list[str]:
        if self._shadow is None:
            return [self._shadow_words.waiting()]
        return self._shadow_words.in_year(self._shadow, self._scene.axis.month_at(point.x()))

    def _is_on_ribbon(self, point: QPointF) -> bool:
        return any(stretch.rect.contains(point) for stretch in self._scene.stretches)

    def _want_shadow(self) -> None:
        """Ask what more would be worth, once for a scenario."""
        if not self._shadow_asked and self._seen_binding() is not None:
            self._shadow_asked = True
            self.shadow_wanted.emit()

    def _hover_at(self, point: QPointF) -> None:
        if self._is_on_ribbon(point):
            self._want_shadow()
        axis = self._scene.axis
        within = axis.left <= point.x() <= axis.right
        self._hover(axis.month_at(point.x()) if within else None)

    def _hover(self, month: Month | None) -> None:
        if month is None:
            self._point(x=None)
        else:
            text = self._texts.month(month, short=True)
            self._point(x=self._scene.axis.px(month.ordinal - 0.5), text=text, firm=False)
        if month != self._hovered:
            self._hovered = month
            self.hovered.emit(None if month is None else float(month.ordinal))


def _shown(scenario: Scenario) -> tuple[object, ...]:
    """Everything of a scenario that the lane shows; most edits change nothing of it."""
    levels = (scenario.belief(name).p50 for name in START_LEVEL.values())
    return (scenario.events, scenario.as_of, scenario.horizon_months, scenario.data, *levels)


def _nothing_yet() -> Scenario:
    """A scenario with no events, to show until there is another."""
    data = record.newest_data()
    return Scenario(name="", as_of=record.as_of_months(data)[-1], data=data)
