"""Where pictures stand that come in pairs: both, one in front where room is scarce, or words."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from desktop.explain.picture import Drawing, Picture, Spot
from desktop.form import named
from desktop.theme import Theme

_LEAST = 140
_HEIGHT = 22

TURN = 176.0
"""Room beside the caption of a picture for the choice of the one in front."""


class Front(IntEnum):
    """Which of two pictures is in front where there is room for one only."""

    FIRST = 0
    SECOND = 1


class PairDrawing(Drawing, Protocol):
    """A drawing of two pictures."""

    def least_height(self, width: float) -> float:
        """Return the height that it needs at a width."""
        ...

    def hides(self, width: float, height: float) -> bool:
        """Whether a size has room for one of the two pictures only."""
        ...


Draw = Callable[[Front], PairDrawing]
"""Makes the drawing with one of the two pictures in front."""


class Stage(QStackedWidget):
    """Shows a pair of pictures, or says in words why there are none.

    Signals
    -------
    clicked : target of the spot that was clicked
    """

    clicked = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.stage")
        self._draw: Draw | None = None
        self._described = ""
        self._front = Front.FIRST
        self.picture = Picture(theme)
        self._scroller = QScrollArea(self)
        self._scroller.setWidgetResizable(True)
        self._scroller.setFrameShape(QFrame.Shape.NoFrame)
        self._scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setWidget(self.picture)
        self._turn = _Turn(name, self._scroller)
        self._turn.hide()
        self._words = named(QLabel(self), f"{name}.empty", "muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._words.setMargin(24)
        self.addWidget(self._scroller)
        self.addWidget(self._words)
        self.picture.clicked.connect(self.clicked)
        self.picture.walked_to.connect(self._show_spot)
        self._turn.chosen.connect(self._turn_to)

    def show_names(self, first: str, second: str, words: str) -> None:
        """Write what the two pictures are called, and a sentence on the choice between them."""
        self._turn.show_names(first, second, words)
        self._place_turn()

    def show_words(self, words: str) -> None:
        """Say why there is nothing to see."""
        self._draw = None
        self.picture.show_drawing(None)
        self._words.setText(words)
        self.setCurrentWidget(self._words)

    def show_pictures(self, draw: Draw, description: str) -> None:
        """Show pictures; ``description`` says in words what is seen."""
        self._draw, self._described = draw, description
        self.setCurrentWidget(self._scroller)
        self._redraw()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.picture.show_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        if self._draw is None:
            return
        drawing, width = self._draw(self._front), self.width()
        least = max(_LEAST, int(drawing.least_height(width)) + 1)
        self.picture.setMinimumHeight(least)
        self.picture.show_drawing(drawing, self._described)
        self._turn.setVisible(drawing.hides(width, max(self.height(), least)))
        self._place_turn()

    def _show_spot(self, spot: Spot) -> None:
        """Scroll to a spot that a key went to."""
        middle = spot.rect.top + spot.rect.height / 2
        self._scroller.ensureVisible(0, round(middle), 0, round(spot.rect.height))

    def _turn_to(self, front: int) -> None:
        self._front = Front(front)
        self._redraw()

    def _place_turn(self) -> None:
        size: QSize = self._turn.sizeHint()
        bar = self._scroller.verticalScrollBar()
        taken = bar.width() if bar.isVisible() else 0
        self._turn.setGeometry(self.width() - size.width() - taken, 0, size.width(), _HEIGHT)
        self._turn.raise_()


class _Turn(QWidget):
    """The choice of the picture in front.

    Signals
    -------
    chosen : a `Front`, as a number
    """

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons = [named(QToolButton(self), f"{name}.front{front}") for front in Front]
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for front, button in zip(Front, self._buttons, strict=True):
            button.setCheckable(True)
            group.addButton(button, front)
            row.addWidget(button)
        self._buttons[Front.FIRST].setChecked(True)
        group.idClicked.connect(self.chosen)

    def show_names(self, first: str, second: str, words: str) -> None:
        """Write on the buttons."""
        for button, text in zip(self._buttons, (first, second), strict=True):
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(words)
