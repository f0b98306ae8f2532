"""The search box of the form, and the switch that leaves only what was changed."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.assumption_search import AssumptionSearch
from desktop.form import named
from desktop.number_row import GUTTER, MARGIN
from desktop.theme import Theme, icon
from scenarios.assumptions import registry
from scenarios.record import newest_data


class AssumptionFinder(QWidget):
    """Says which assumptions are wanted, by any words about them or because they were changed.

    Signals: ``wanted(object)`` with the ids looked for, or None when nothing is looked for;
    ``entered`` when a person goes on from the box to what was found.
    """

    wanted = Signal(object)
    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._declared = registry(newest_data())
        self._changed: frozenset[str] = frozenset()
        self._found: frozenset[str] = frozenset()
        self._meant = ""
        self._create(theme)
        self._lay_out()
        self._query.textChanged.connect(self._look)
        self._query.left_downwards.connect(self.entered)
        self._only_changed.toggled.connect(self._look)
        self._offer.clicked.connect(self._search_for_meant)
        self.retranslate()

    def show_changed(self, changed: Collection[str]) -> None:
        """Say what differs from the defaults. What no longer does stays until the next search."""
        self._changed = frozenset(changed)
        self._write_count()
        if self._only_changed.isChecked() and not self._changed <= self._found:
            self._look()

    def show_everything(self) -> None:
        """Look for nothing."""
        self._query.clear()
        self._only_changed.setChecked(False)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._glass.setIcon(icon("search", theme))
        self._only_changed.setIcon(_dot(theme))

    def focus_box(self) -> None:
        """Put the keyboard into the box, ready to replace what is in it."""
        self._query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._query.selectAll()

    def retranslate(self) -> None:
        """Write every text in the present language."""
        self._search = AssumptionSearch(self._declared.values())
        words = self.tr("Search %n assumption(s)", "", len(self._declared))
        self._query.setAccessibleName(words)
        self._only_changed.setToolTip(self.tr("Show only what differs from the defaults"))
        self._only_changed.setAccessibleName(self.tr("Only what differs from the defaults"))
        self._write_count()

    def _create(self, theme: Theme) -> None:
        self._query = named(_Query(self), "assumption_search")
        self._query.setClearButtonEnabled(True)
        place = QLineEdit.ActionPosition.LeadingPosition
        self._glass = self._query.addAction(icon("search", theme), place)
        self._only_changed = named(QToolButton(self), "only_changed")
        self._only_changed.setCheckable(True)
        self._only_changed.setIcon(_dot(theme))
        self._only_changed.setIconSize(QSize(8, 16))
        self._only_changed.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # As high as the box beside it: what stands below does not move when it comes and goes.
        self._only_changed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self._nothing = named(QLabel(self), "nothing_found", "muted")
        self._nothing.setWordWrap(True)
        self._offer = named(QPushButton(self), "did_you_mean")
        self._nothing.hide()
        self._offer.hide()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._query, 1)
        line.addWidget(self._only_changed)
        page = QVBoxLayout(self)
        page.setContentsMargins(GUTTER, 8, MARGIN, 4)
        page.setSpacing(6)
        page.addLayout(line)
        page.addWidget(self._nothing)
        page.addWidget(self._offer, 0, Qt.AlignmentFlag.AlignLeft)

    def _write_count(self) -> None:
        count = len(self._changed)
        self._only_changed.setText(self.tr("%n changed", "", count))
        # While only these are shown, the way back to all must stay.
        self._only_changed.setVisible(bool(count) or self._only_changed.isChecked())
        whole = self._query.accessibleName()
        beside = not self._only_changed.isHidden()
        self._query.setPlaceholderText(self.tr("Search") if beside else whole)

    def _look(self) -> None:
        query, only_changed = self._query.text().strip(), self._only_changed.isChecked()
        self._write_count()
        found = self._search.find(query) if query else frozenset(self._declared)
        self._found = found & self._changed if only_changed else found
        self._say_nothing(query)
        self.wanted.emit(self._found if query or only_changed else None)

    def _say_nothing(self, query: str) -> None:
        """Say that nothing was found, and offer what was perhaps meant."""
        self._meant = "" if self._found or not query else self._search.perhaps(query)
        words = self.tr("Nothing differs from the defaults.")
        if query:
            words = self.tr("No assumption matches “{query}”.").format(query=query)
        self._nothing.setText(words)
        self._nothing.setVisible(not self._found)
        self._offer.setText(self.tr("Did you mean {word}?").format(word=self._meant))
        self._offer.setVisible(bool(self._meant))

    def _search_for_meant(self) -> None:
        self._query.setText(self._meant)
        self._query.setFocus()


def _dot(theme: Theme) -> QIcon:
    """Return the mark of a changed number as an icon."""
    made = QIcon()
    for scale in (1, 2, 3):
        picture = QPixmap(8 * scale, 16 * scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colour("warning")))
        painter.drawEllipse(QPointF(4, 8), 3, 3)
        painter.end()
        made.addPixmap(picture)
    return made


class _Query(QLineEdit):
    """A search box: Escape empties it, Return and Down lead to what was found."""

    left_downwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
