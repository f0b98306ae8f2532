"""The panel that tells a story: where one is in it, a scene's words and sources, and the way on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.form import named, section_font
from desktop.story_parts import Dots, LinkedLabel, Source, SourceLabel
from desktop.story_text import plain
from desktop.theme import TEXT_SIZE, Theme, icon, text_font

_WIDTH = 264
_TAB = Qt.FocusPolicy.TabFocus
_RULE = 1
_SHORTEST = 260
"""Pixels of the panel's height that suffice for some lines of text between head and buttons."""


@dataclass(frozen=True)
class Page:
    """What the panel tells at one moment.

    Attributes
    ----------
    number, count : the scene, from 1, of how many; number 0 is the cover
    title, date : of the scene
    paragraphs : in HTML; links lead to targets
    sources : as they stand in the table of sources
    resume : on the cover, number of the scene to go on with; 0 when the story starts
    """

    number: int
    count: int
    title: str
    date: str
    paragraphs: tuple[str, ...]
    sources: tuple[Source, ...] = ()
    resume: int = 0


class StoryPanel(QFrame):
    """Tells one page of a story.

    Alt+Left and Alt+Right go back and on from anywhere in the window. With the keyboard in the
    panel Page Up and Page Down scroll, and turn the page where there is no more to scroll; Escape
    leaves.

    Signals
    -------
    back_requested, next_requested, leave_requested : the user wants to go there
    restart_requested : on a cover that offers to go on: from the first scene instead
    target_requested : a link to a place in the window was chosen
    address_requested : a source is to be opened in the browser
    """

    back_requested = Signal()
    next_requested = Signal()
    leave_requested = Signal()
    restart_requested = Signal()
    target_requested = Signal(str)
    address_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._page: Page | None = None
        self._sources: list[SourceLabel] = []
        self._create()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.show_theme(theme)
        self.hide()

    # What the application says to the panel

    def show_page(self, page: Page) -> None:
        """Tell a page; only what differs from what stands there is written."""
        before, self._page = self._page, page
        if page == before:
            return
        same = before is not None and (before.number, before.resume) == (page.number, page.resume)
        if not same:
            self._write_head(page)
            self._write_sources(page.sources)
            self._scroll.verticalScrollBar().setValue(0)
        self._write_text(page.paragraphs)
        self._order()
        self.setAccessibleDescription(self.words())
        self.updateGeometry()
        if not same:
            self._speak()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._leave.setIcon(icon("close", theme))
        self._dots.show_theme(theme)
        if self._page is not None:
            self._write_text(self._page.paragraphs)
            self._write_sources(self._page.sources)
            self._order()

    def take_keyboard(self) -> None:
        """Put the keyboard on the button that goes on."""
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the panel knows

    def page(self) -> Page | None:
        """What is told."""
        return self._page

    def words(self) -> str:
        """The text of the page, to be listened to."""
        return "\n".join(plain(words) for words in self._page.paragraphs) if self._page else ""

    def wanted_height(self, width: int) -> int:
        """Pixels in which the whole page is seen without scrolling."""
        fixed = self._head.heightForWidth(width) + self._foot.sizeHint().height() + _RULE
        # Beside its bar, or the bar that was there once would never go.
        beside = width - self._scroll.verticalScrollBar().sizeHint().width()
        return fixed + self._page_layout.heightForWidth(beside)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, self.wanted_height(max(self.width(), _WIDTH)))

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDTH, _SHORTEST)

    # What Qt says to the panel

    def hasHeightForWidth(self) -> bool:
        # The layout's answer would leave out what has to be scrolled to.
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, bar = event.key(), self._scroll.verticalScrollBar()
        if key == Qt.Key.Key_Escape:
            self.leave_requested.emit()
        elif key == Qt.Key.Key_PageDown and bar.value() < bar.maximum():
            bar.setValue(bar.value() + bar.pageStep())
        elif key == Qt.Key.Key_PageDown:
            self._next.click()
        elif key == Qt.Key.Key_PageUp and bar.value() > bar.minimum():
            bar.setValue(bar.value() - bar.pageStep())
        elif key == Qt.Key.Key_PageUp:
            self._back.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self.retranslate()

    # How it is made

    def _create(self) -> None:
        self.setObjectName("story")
        self.setProperty("panel", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._head, self._foot, self._inner = QWidget(self), QWidget(self), QWidget()
        self._caption_top = named(QLabel(self._head), "story_caption", "section")
        self._leave = named(QToolButton(self._head), "story_leave")
        self._dots = named(Dots(self._theme, self._head), "story_dots")
        self._date = named(QLabel(self._head), "story_date", "muted")
        self._title = named(QLabel(self._head), "story_title", "title")
        self._scroll = named(QScrollArea(self), "story_scroll")
        self._text = named(LinkedLabel(self._inner), "story_text")
        self._caption = named(QLabel(self._inner), "story_sources", "section")
        self._back = named(QPushButton(self._foot), "story_back")
        self._restart = named(QPushButton(self._foot), "story_restart")
        self._next = named(QPushButton(self._foot), "story_next")
        self._next.setDefault(True)
        for label in (self._title, self._date):
            label.setWordWrap(True)
        self._shortcuts = [QShortcut(self), QShortcut(self)]
        for label in (self._caption_top, self._caption):
            label.setFont(section_font(TEXT_SIZE - 2))
        self._title.setFont(text_font(TEXT_SIZE + 2))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._caption_top, 1)
        top.addWidget(self._leave)
        where = QHBoxLayout()
        where.setSpacing(10)
        where.addWidget(self._dots)
        where.addWidget(self._date, 1)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(14, 12, 10, 4)
        head.setSpacing(6)
        head.addLayout(top)
        head.addLayout(where)
        head.addWidget(self._title)
        self._page_layout = QVBoxLayout(self._inner)
        self._page_layout.setContentsMargins(14, 2, 14, 8)
        self._page_layout.setSpacing(4)
        self._page_layout.addWidget(self._text)
        self._page_layout.addSpacing(8)
        self._page_layout.addWidget(self._caption)
        self._page_layout.addStretch()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(14, 6, 14, 12)
        foot.addWidget(self._back)
        foot.addWidget(self._restart)
        foot.addStretch()
        foot.addWidget(self._next)
        self._put_together()

    def _put_together(self) -> None:
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inner)
        for part in (self._inner, self._scroll.viewport()):
            part.setAutoFillBackground(False)
        rule = QFrame(self)
        rule.setProperty("rule", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot)
        column.addWidget(rule)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._restart.clicked.connect(self.restart_requested)
        self._leave.clicked.connect(self.leave_requested)
        self._text.linkActivated.connect(self.target_requested)
        for shortcut, key, button in zip(
            self._shortcuts,
            (Qt.Key.Key_Left, Qt.Key.Key_Right),
            (self._back, self._next),
            strict=True,
        ):
            shortcut.setKey(QKeySequence(Qt.Modifier.ALT | key))
            shortcut.activated.connect(button.click)

    def retranslate(self) -> None:
        """Write every text in the present language."""
        self._leave.setToolTip(self.tr("Leave the story (Esc)"))
        self._leave.setAccessibleName(self.tr("Leave the story"))
        self._back.setText(self.tr("Back"))
        self._back.setToolTip(self.tr("The scene before (Alt+Left)"))
        self._restart.setText(self.tr("From the start"))
        self._caption.setText(self.tr("Sources"))
        self._text.setAccessibleName(self.tr("What happened"))
        self._next.setToolTip(self.tr("The next scene (Alt+Right)"))
        if self._page is not None:
            self._write_head(self._page)
            self._write_sources(self._page.sources)
            self._order()

    # What is told

    def _write_head(self, page: Page) -> None:
        where = self.tr("Scene {number} of {count}").format(number=page.number, count=page.count)
        caption = where if page.number else self.tr("Guided story")
        self._caption_top.setText(caption)
        self._dots.show_place(page.number, page.count, caption)
        self._date.setText(page.date)
        self._title.setText(page.title)
        self.setAccessibleName(f"{where}: {page.title}" if page.number else page.title)
        self._back.setVisible(page.number > 0)
        self._restart.setVisible(page.resume > 0)
        self._next.setText(self._onward(page))

    def _onward(self, page: Page) -> str:
        """What the button that goes on says."""
        if page.resume:
            return self.tr("Go on with scene {number}").format(number=page.resume)
        if not page.number:
            return self.tr("Begin")
        return self.tr("Next") if page.number < page.count else self.tr("Finish")

    def _write_text(self, paragraphs: Sequence[str]) -> None:
        self._text.show_html("".join(f"<p>{words}</p>" for words in paragraphs))

    def _write_sources(self, sources: Sequence[Source]) -> None:
        for label in self._sources:
            self._page_layout.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._sources = [SourceLabel(source, self._inner) for source in sources]
        for label in self._sources:
            label.linkActivated.connect(self.address_requested)
        at = self._page_layout.indexOf(self._caption) + 1
        for label in reversed(self._sources):
            self._page_layout.insertWidget(at, label)
        self._caption.setVisible(bool(sources))

    def _order(self) -> None:
        """Let Tab go through the panel from top to bottom, over what takes the keyboard."""
        links = [part for part in (self._text, *self._sources) if part.focusPolicy() & _TAB]
        order = [self._leave, *links, self._back, self._restart, self._next]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _speak(self) -> None:
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
