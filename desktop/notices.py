"""How problems reach a person: notices above the charts, and questions that need an answer.

A notice says what happened, in place, without taking the keyboard; details unfold. A question is
a dialog, and is asked only where going on without an answer would lose something.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.theme import Theme, icon
from scenarios.errors import InvalidInput

#: Notices shown at once; an older one makes room.
MOST_SHOWN = 3

Kind = Literal["info", "warning", "error"]

#: Lines of details that are seen without scrolling.
_MOST_LINES = 8

_ICONS = {"info": "info", "warning": "warning", "error": "warning"}
_ROLES = {"info": "accent", "warning": "warning", "error": "error"}
_GROUNDS = {"info": "accent_soft", "warning": "warning_soft", "error": "warning_soft"}


@dataclass(frozen=True)
class Notice:
    """Something to tell.

    Attributes
    ----------
    text : one or two sentences
    details : what unfolds, to read and copy; "" for nothing
    kind : how grave it is
    key : a notice takes the place of one with the same key; the text by default
    actions : buttons, each a label and what pressing it does; any of them takes the notice away
    """

    text: str
    details: str = ""
    kind: Kind = "info"
    key: str = ""
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()

    @property
    def identity(self) -> str:
        """The key, or the text where there is none."""
        return self.key or self.text


class NoticeBar(QWidget):
    """The notices, one under the other; it takes no room while there are none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._theme = theme
        self._rows: list[_Row] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is shown, from top to bottom."""
        return tuple(row.notice for row in self._rows)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice below the others, or in the place of the one with its key."""
        places = [i for i, row in enumerate(self._rows) if row.notice.identity == notice.identity]
        row = _Row(notice, self._theme, self)
        row.closed.connect(lambda: self.take_away(notice.identity))
        at = places[0] if places else len(self._rows)
        self.take_away(notice.identity)
        self._rows.insert(at, row)
        self._layout.insertWidget(at, row)
        if len(self._rows) > MOST_SHOWN:
            others = [found for found in self._rows if found is not row]
            least = min(others, key=lambda found: found.notice.kind == "error")
            self.take_away(least.notice.identity)
        row.show()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(row, QAccessible.Event.Alert))

    def show_refused(self, error: InvalidInput) -> None:
        """Say that a file cannot be opened, with every problem in the details."""
        count = len(error.problems)
        if count == 1:
            text = self.tr("“{name}” cannot be opened: {problem}").format(
                name=error.subject, problem=error.problems[0]
            )
        else:
            text = self.tr("“{name}” cannot be opened. It has %n problem(s).", "", count)
            text = text.format(name=error.subject)
        details = error.report() if count > 1 else ""
        self.show_notice(Notice(text, details, "error", f"refused {error.subject}"))

    def show_not_written(self, name: str, error: OSError) -> None:
        """Say that a file could not be written and why."""
        text = self.tr("“{name}” could not be saved: {reason}.")
        text = text.format(name=name, reason=reason_of(error))
        self.show_notice(Notice(text, kind="error", key=f"not written {name}"))

    def take_away(self, identity: str) -> None:
        """Take a notice away, if it is shown."""
        for row in [found for found in self._rows if found.notice.identity == identity]:
            self._rows.remove(row)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.setVisible(bool(self._rows))

    def show_theme(self, theme: Theme) -> None:
        """Take on a theme."""
        self._theme = theme
        for row in self._rows:
            row.show_theme(theme)


class _Row(QFrame):
    """One notice: a stripe and a sign of its kind, the words, buttons, and details that unfold.

    Signals
    -------
    closed : it has served
    """

    closed = Signal()

    def __init__(self, notice: Notice, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setObjectName("notice")
        self.setAccessibleName(self._spoken())
        self.setAccessibleDescription(notice.details)
        self.setAutoFillBackground(True)
        self._stripe = QFrame(self)
        self._stripe.setFixedWidth(3)
        self._stripe.setAutoFillBackground(True)
        self._sign = QLabel(self)
        self._words = QLabel(notice.text, self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._fold = self._made_fold()
        self._unfold = self._made_unfold()
        self._dismiss = self._made_dismiss()
        self._buttons = [self._made_action(*action) for action in notice.actions]
        self._lay_out()
        self.show_theme(theme)

    def _spoken(self) -> str:
        kinds = {
            "info": self.tr("Note: {text}"),
            "warning": self.tr("Warning: {text}"),
            "error": self.tr("Error: {text}"),
        }
        return kinds[self.notice.kind].format(text=self.notice.text)

    def _made_details(self) -> QPlainTextEdit:
        details = QPlainTextEdit(self.notice.details, self, readOnly=True)
        details.setObjectName("details")
        details.setAccessibleName(self.tr("Details"))
        details.setTabChangesFocus(True)
        lines = min(self.notice.details.count("\n") + 1, _MOST_LINES)
        details.setFixedHeight(lines * details.fontMetrics().lineSpacing() + 20)
        return details

    def _made_fold(self) -> QWidget:
        fold = QWidget(self)
        layout = QVBoxLayout(fold)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(self._made_details())
        fold.hide()
        return fold

    def _made_unfold(self) -> QToolButton:
        unfold = QToolButton(self)
        unfold.setObjectName("unfold")
        unfold.setText(self.tr("Details"))
        unfold.setCheckable(True)
        unfold.setVisible(bool(self.notice.details))
        unfold.toggled.connect(self._fold.setVisible)
        return unfold

    def _made_dismiss(self) -> QToolButton:
        dismiss = QToolButton(self)
        dismiss.setObjectName("dismiss")
        dismiss.setToolTip(self.tr("Close this notice (Esc)"))
        dismiss.setAccessibleName(self.tr("Close this notice"))
        dismiss.clicked.connect(self.closed)
        return dismiss

    def _made_action(self, label: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(label, self)
        button.clicked.connect(lambda: self._press(act))
        return button

    def _press(self, act: Callable[[], object]) -> None:
        # Closed first: what is done may have something to tell under the same key.
        self.closed.emit()
        act()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self._unfold, *self._buttons, self._dismiss):
            buttons.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        grid.setRowMinimumHeight(0, 40)
        grid.addWidget(self._stripe, 0, 0, 2, 1)
        grid.addWidget(self._sign, 0, 1)
        grid.addWidget(self._words, 0, 2)
        grid.addLayout(buttons, 0, 3)
        grid.addWidget(self._fold, 1, 2, 1, 2)

    def show_theme(self, theme: Theme) -> None:
        role = _ROLES[self.notice.kind]
        _fill(self, theme.colour(_GROUNDS[self.notice.kind]))
        _fill(self._stripe, theme.colour(role))
        self._sign.setPixmap(icon(_ICONS[self.notice.kind], theme, role).pixmap(20))
        self._dismiss.setIcon(icon("close", theme))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._dismiss.click()
        else:
            super().keyPressEvent(event)


def reason_of(error: OSError) -> str:
    """Return why a file could not be read or written, in plain words without a full stop."""
    translate = QCoreApplication.translate
    words = {
        errno.ENOSPC: translate("Reason", "the disk is full"),
        errno.EDQUOT: translate("Reason", "your share of the disk is used up"),
        errno.EACCES: translate("Reason", "you have no permission to do that there"),
        errno.EPERM: translate("Reason", "you have no permission to do that there"),
        errno.EROFS: translate("Reason", "that disk can only be read"),
        errno.ENOENT: translate("Reason", "there is no such file or folder"),
        errno.ENOTDIR: translate("Reason", "there is no such folder"),
        errno.EISDIR: translate("Reason", "that is a folder"),
        errno.ENAMETOOLONG: translate("Reason", "the name is too long"),
        errno.EBUSY: translate("Reason", "another program is using it"),
        errno.EIO: translate("Reason", "the disk does not answer"),
    }
    return words.get(error.errno or 0) or (error.strerror or str(error)).lower()


def _fill(widget: QWidget, colour: str) -> None:
    palette = QGuiApplication.palette()
    palette.setColor(widget.backgroundRole(), QColor(colour))
    widget.setPalette(palette)
