"""A number turned into a spread: three percentiles, the density through them, or no spread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.density_view import DensityView
from desktop.form import named, show_words
from desktop.number_field import NumberField
from desktop.numbers import Scale, quantity_text
from desktop.setting_moves import Setting, Triplet, as_spread, nearest_median
from desktop.theme import Theme
from scenarios.assumptions import Assumption, Fixed, Spread
from scenarios.metalog import Belief, why_not

_NAMES = ("p10", "p50", "p90")
_DEFAULT, _OWN, _FIXED = range(3)


class BeliefEditor(QWidget):
    """Says how sure one is of a number: as by default, by one's own percentiles, or certain.

    What cannot be is kept to see, with the reason and the nearest median that would do.

    Signals: ``edited(object)`` with a number, `Spread`, `Fixed` or None for the default;
    ``released`` at the end of a gesture.
    """

    edited = Signal(object)
    released = Signal()

    def __init__(self, assumption: Assumption, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assumption = assumption
        self._setting: Setting = None
        self._belief = self._default = assumption.default
        self._proposed: Triplet | None = None
        self._wants_own = False
        self._create(theme)
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_belief(self, setting: Setting, belief: Belief, default: Belief) -> None:
        """Show what a scenario says of the assumption, what it believes, and the default.

        Percentiles that were refused stay to be mended until something else is shown.
        """
        state = (setting, belief, default)
        if state == (self._setting, self._belief, self._default):
            return
        self._setting, self._belief, self._default = state
        self._proposed = None
        self._wants_own = self._wants_own and setting is None
        self._refresh()

    def show_locked(self, locked: bool) -> None:
        """Let nothing be edited, or again."""
        for part in (*self._choices.buttons(), self._density, *self._fields, self._offer):
            part.setEnabled(not locked)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._density.show_theme(theme)
        for field in self._fields:
            field.show_theme(theme)

    def retranslate(self) -> None:
        """Write every text in the present language."""
        texts = {
            _DEFAULT: (self.tr("Default"), self.tr("The default's spread around the number")),
            _OWN: (self.tr("Own"), self.tr("A spread of your own: 10, 50 and 90 % lie below")),
            _FIXED: (self.tr("Fixed"), self.tr("No spread: the number is certain")),
        }
        for choice, (name, help_text) in texts.items():
            button = self._choices.button(choice)
            button.setText(name)
            button.setToolTip(help_text)
            button.setAccessibleDescription(help_text)
        words = self.tr("{label}: {name}, the value that {share} % of cases lie below")
        for name, share, field in zip(_NAMES, (10, 50, 90), self._fields, strict=True):
            field.retranslate()
            field.setAccessibleName(
                words.format(label=self._assumption.label, name=name, share=share)
            )
        self._density.setAccessibleName(self.tr("Density of the spread"))
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._proposed is not None:
            self._take_back()
        else:
            super().keyPressEvent(event)

    def _create(self, theme: Theme) -> None:
        a, scale = self._assumption, Scale.of(self._assumption)
        self._choices = QButtonGroup(self)
        for choice, name in enumerate(("default", "own", "fixed")):
            button = named(QToolButton(self), f"{a.id}.{name}")
            button.setCheckable(True)
            self._choices.addButton(button, choice)
        self._density = DensityView(scale, theme, self)
        self._density.setObjectName(f"{a.id}.density")
        self._fields = [NumberField(a.unit, scale, theme, self) for _ in _NAMES]
        self._captions = [QLabel(name, self) for name in _NAMES]
        for name, field, caption in zip(_NAMES, self._fields, self._captions, strict=True):
            named(field, f"{a.id}.{name}").setProperty("quiet", False)
            named(caption, f"{a.id}.{name}.caption", "help").setBuddy(field)
        self._words = named(QLabel(self), f"{a.id}.spread_refusal", "error")
        self._words.setWordWrap(True)
        self._offer = named(QPushButton(self), f"{a.id}.offer")

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(2)
        for button in self._choices.buttons():
            choices.addWidget(button)
        choices.addStretch()
        percentiles = QGridLayout()
        percentiles.setHorizontalSpacing(8)
        percentiles.setVerticalSpacing(1)
        for column, (caption, field) in enumerate(zip(self._captions, self._fields, strict=True)):
            percentiles.addWidget(caption, 0, column)
            percentiles.addWidget(field, 1, column)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 2, 0, 6)
        page.setSpacing(4)
        page.addLayout(choices)
        page.addWidget(self._density)
        page.addLayout(percentiles)
        page.addWidget(self._words)
        page.addWidget(self._offer)

    def _connect(self) -> None:
        self._choices.idClicked.connect(self._choose)
        self._density.dragged.connect(self._propose)
        self._density.released.connect(self.released)
        self._density.taken_back.connect(self._take_back)
        self._offer.clicked.connect(self._take_offer)
        for index, field in enumerate(self._fields):
            field.edited.connect(lambda value, index=index: self._propose_one(index, value))
            field.released.connect(self.released)
            field.refused.connect(lambda words: self._show_words(words or self._reason()))

    def _choose(self, choice: int) -> None:
        # A scenario does not keep a spread that equals the default's, though it was chosen.
        self._wants_own = choice == _OWN
        if choice == _DEFAULT:
            p50 = self._belief.p50
            self.edited.emit(None if p50 == self._default.p50 else p50)
        elif choice == _FIXED:
            self.edited.emit(Fixed(fixed=self._belief.p50))
        elif not isinstance(self._setting, Spread):
            spread = as_spread(self._belief if not self._belief.certain else self._around())
            self._propose((spread.p10, spread.p50, spread.p90))
        self.released.emit()
        self._refresh()

    def _around(self) -> Belief:
        """Return the default's spread around the number."""
        return self._default.moved_to(self._belief.p50)

    def _propose_one(self, index: int, value: float) -> None:
        triplet = list(self._proposed or self._belief.percentiles())
        triplet[index] = value
        self._propose((triplet[0], triplet[1], triplet[2]))

    def _propose(self, triplet: Triplet) -> None:
        spread = Spread(p10=triplet[0], p50=triplet[1], p90=triplet[2])
        refused = bool(self._assumption.refusal(spread))
        self._proposed = triplet if refused else None
        if refused:
            self._refresh()
        else:
            self._setting = spread
            self._belief = Belief.through(*triplet, self._assumption.scale)
            self._refresh()
            self.edited.emit(spread)

    def _take_offer(self) -> None:
        triplet = self._proposed or self._belief.percentiles()
        nearest = nearest_median(triplet, self._assumption.scale)
        if nearest is not None:
            self._propose((triplet[0], nearest, triplet[2]))
            self.released.emit()

    def _take_back(self) -> None:
        self._proposed = None
        self._refresh()

    def _refresh(self) -> None:
        fixed = isinstance(self._setting, Fixed) and self._proposed is None
        own = isinstance(self._setting, Spread) or self._proposed is not None or self._wants_own
        self._choices.button(_FIXED if fixed else _OWN if own else _DEFAULT).setChecked(True)
        triplet = self._proposed or self._belief.percentiles()
        if self._proposed is None:
            self._density.show_belief(self._belief, self._default)
        else:
            self._density.show_percentiles(triplet)
        for field, caption, value in zip(self._fields, self._captions, triplet, strict=True):
            field.show_value(value)
            field.setVisible(not fixed)
            caption.setVisible(not fixed)
        self._density.setAccessibleDescription(self._sentence(triplet))
        self._show_words(self._reason())

    def _reason(self) -> str:
        """Say why the proposed percentiles cannot be."""
        if self._proposed is None:
            return ""
        p10, p50, p90 = self._proposed
        if not p10 < p50 < p90:
            return self.tr("p10, p50 and p90 must rise.")
        if nearest_median(self._proposed, self._assumption.scale) is None:
            return self.tr("A percentile cannot lie on a limit, where there is no spread.")
        if not why_not(p10, p50, p90, self._assumption.scale):
            return ""
        words = self.tr("p50 lies too near {name} for a smooth spread.")
        scale = self._assumption.scale
        q10, q50, q90 = (scale.forward(value) for value in self._proposed)
        return words.format(name="p10" if q50 - q10 < q90 - q50 else "p90")

    def _show_words(self, words: str) -> None:
        show_words(self._words, words, "error")
        nearest = None
        if self._proposed is not None and words == self._reason():
            nearest = nearest_median(self._proposed, self._assumption.scale)
        self._offer.setVisible(nearest is not None)
        if nearest is not None:
            number = quantity_text(nearest, self._assumption.unit, self.locale())
            self._offer.setText(self.tr("Use p50 = {number}").format(number=number))

    def _sentence(self, triplet: Triplet) -> str:
        p10, p50, p90 = (
            quantity_text(value, self._assumption.unit, self.locale()) for value in triplet
        )
        if triplet[0] == triplet[2]:
            return self.tr("No spread: {p50}").format(p50=p50)
        return self.tr("p10 {p10}, p50 {p50}, p90 {p90}").format(p10=p10, p50=p50, p90=p90)
