"""The strip of key figures above the charts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.headline_card import Card, CardMode, Sizes
from desktop.headline_data import KeyFigures
from desktop.headline_texts import HeadlineTexts
from desktop.theme import Theme

_SPACING = 10
_TIGHT = 6

_SHARES = (1.08, 0.98, 1.02, 1.36, 0.81)
"""How wide the cards are beside each other: the value has two figures in a line."""

_EVEN = (1.0,) * len(_SHARES)


class Headline(QWidget):
    """Five cards in a row: demand, revenue, effect, value, and what binds.

    The figures are only shown; each card says all of it in words to whoever points at it or
    listens.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: KeyFigures | None = None
        self._reference = ""
        self._sizes = Sizes()
        self._cards = [Card(name, theme, self) for name in HeadlineTexts.NAMES]
        self.setObjectName("headline")
        # What stands behind the strip need not be painted when the figures change.
        self.setAutoFillBackground(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._write()

    # What the application says to the strip

    def show_headline(self, data: KeyFigures | None, reference: str = "") -> None:
        """Show key figures, measured against that which is called ``reference``; or none."""
        self._data, self._reference = data, reference
        self._write()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for card in self._cards:
            card.show_theme(theme)

    # What Qt says to the strip

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._mode(width).height

    def sizeHint(self) -> QSize:
        return QSize(860, self._mode(860).height)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, CardMode.SMALL.height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mode = self._mode(self.width())
        gap = _TIGHT if mode is CardMode.SMALL else _SPACING
        edges = _edges(self.width() + gap, _EVEN if mode is CardMode.SMALL else _SHARES)
        for card, (left, after) in zip(self._cards, pairwise(edges), strict=True):
            card.show_mode(mode)
            card.setGeometry(left, 0, after - gap - left, mode.height)
        self._sizes = Sizes()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self._write()

    # What happens

    def _mode(self, width: int) -> CardMode:
        return CardMode.fitting((width + _SPACING) / sum(_SHARES) - _SPACING)

    def _write(self) -> None:
        self.setAccessibleName(self.tr("Key figures"))
        texts = HeadlineTexts(self.locale(), self._reference)
        for card, text in zip(self._cards, texts.cards(self._data), strict=True):
            card.show_text(text)
        self._fit()

    def _fit(self) -> None:
        """Write all cards in one size; it never grows under a slider, only with the strip."""
        for card in self._cards:
            self._sizes = self._sizes.least(card.fitting_sizes())
        for card in self._cards:
            card.show_sizes(self._sizes)


def _edges(width: int, shares: Sequence[float]) -> list[int]:
    """Left edges of parts of a width, and the end of the last one."""
    whole = sum(shares)
    return [round(width * sum(shares[:i]) / whole) for i in range(len(shares) + 1)]
