"""A group of the form that folds away; its rows are made when they are seen, or in idle time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.assumption_editor import AssumptionEditor, Looks
from desktop.form import data_text, named, section_font
from desktop.number_row import GUTTER, MARGIN
from desktop.theme import TEXT_SIZE
from scenarios.assumptions import Assumption


class AssumptionGroup(QWidget):
    """The rows of one group under a heading that opens and closes it.

    Signals: ``toggled(str, bool)`` with the group's name when a person opens or closes it.
    """

    toggled = Signal(str, bool)

    def __init__(
        self,
        name: str,
        assumptions: Iterable[Assumption],
        make: Callable[[Assumption, QWidget], AssumptionEditor],
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._make = name, make
        self._assumptions = {assumption.id: assumption for assumption in assumptions}
        self._rows: dict[str, AssumptionEditor] = {}
        self._seen: set[str] = set()
        self._open = False
        self._wanted: Collection[str] | None = None
        self._changed = 0
        self._heading = named(GroupHeading(looks, self), f"group.{name}")
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.setSpacing(1)
        self._page.addWidget(self._heading)
        self._heading.clicked.connect(self._toggle)
        self.retranslate()

    @property
    def is_open(self) -> bool:
        """Whether the group is open when nothing is searched for."""
        return self._open

    def show_open(self, is_open: bool) -> None:
        """Open or close the group."""
        self._open = is_open
        self._refresh()

    def show_wanted(self, wanted: Collection[str] | None) -> None:
        """Show only these ids, opened, and nothing where there is none; None shows all again."""
        self._wanted = wanted
        self._refresh()

    def show_changed(self, changed: Collection[str]) -> None:
        """Say in the heading how many of these ids are in the group."""
        count = len(self._assumptions.keys() & set(changed))
        if count != self._changed:
            self._changed = count
            self.retranslate()

    def show_looks(self, looks: Looks) -> None:
        """Take the colours of a theme; the rows are dressed by who made them."""
        self._heading.show_looks(looks)

    def retranslate(self) -> None:
        """Write every text in the present language."""
        changed = self.tr("%n changed", "", self._changed) if self._changed else ""
        self._heading.show_texts(data_text(self._name), changed)

    def make_next(self) -> bool:
        """Make a row that is not seen yet; return whether there was one to make."""
        name = next((name for name in self._assumptions if name not in self._rows), None)
        if name is None:
            return False
        self._add(name, seen=False)
        return True

    def first_row(self) -> AssumptionEditor | None:
        """Return the first row that is shown."""
        return next((self._rows[name] for name in self._assumptions if name in self._seen), None)

    def _toggle(self) -> None:
        self.show_open(not self._open)
        self.toggled.emit(self._name, self._open)

    def _refresh(self) -> None:
        wanted = self._wanted
        shown = self._assumptions.keys() if wanted is None else self._assumptions.keys() & wanted
        is_open = self._open if wanted is None else bool(shown)
        self.setVisible(wanted is None or bool(shown))
        self._heading.setChecked(is_open)
        self._heading.setEnabled(wanted is None)
        for name in self._assumptions:
            self._show_row(name, is_open and name in shown)

    def _show_row(self, name: str, visible: bool) -> None:
        if visible == (name in self._seen):
            return
        self._seen ^= {name}
        if name in self._rows:
            self._rows[name].setVisible(visible)
        else:
            self._add(name)

    def _add(self, name: str, seen: bool = True) -> None:
        row = self._rows[name] = self._make(self._assumptions[name], self)
        if not seen:
            row.hide()
        made = [other for other in self._assumptions if other in self._rows]
        self._page.insertWidget(made.index(name) + 1, row)
        if seen and self.isVisible():
            row.show()


class GroupHeading(QAbstractButton):
    """The heading of a group: its name in small capitals, what changed, and an arrow."""

    def __init__(self, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looks = looks
        self._changed = ""
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_texts(self, name: str, changed: str) -> None:
        """Show a name and what is changed in the group."""
        self._changed = changed
        self.setText(name)
        self.setAccessibleName(f"{name}, {changed}" if changed else name)
        self.update()

    def show_looks(self, looks: Looks) -> None:
        """Take the colours and icons of a theme."""
        self._looks = looks
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._looks.theme.colour("accent")), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(6.5, 3.5, -6.5, -3.5), 4, 4)
        font = section_font(TEXT_SIZE - 2)
        hovered = self.underMouse() and self.isEnabled()
        painter.setFont(font)
        painter.setPen(QColor(self._looks.theme.colour("text" if hovered else "muted")))
        line = self.rect().adjusted(GUTTER, 0, -MARGIN, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, middle, self.text())
        width = QFontMetrics(font).horizontalAdvance(self.text())
        font.setCapitalization(QFont.Capitalization.MixedCase)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self._looks.theme.colour("warning")))
        painter.drawText(line.adjusted(width + 8, 0, -18, 0), middle, self._changed)
        if self.isEnabled():
            self._paint_arrow(painter)

    def _paint_arrow(self, painter: QPainter) -> None:
        arrow = self._looks.opened if self.isChecked() else self._looks.closed
        centre = QPointF(self.width() - MARGIN - 7, self.height() / 2)
        arrow.paint(painter, QRectF(centre.x() - 7, centre.y() - 7, 14, 14).toRect())
