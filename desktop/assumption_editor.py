"""One row of the form of assumptions: number, slider, spread and what there is to know about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.belief_editor import BeliefEditor
from desktop.evidence_marks import evidence_marks
from desktop.form import data_text, named
from desktop.number_row import NumberRow
from desktop.numbers import RUNG
from desktop.setting_moves import Setting, moved
from desktop.theme import Theme, icon
from scenarios.assumptions import Assumption, Fixed, Spread
from scenarios.ladder import rung_name
from scenarios.metalog import Belief


@dataclass(frozen=True)
class Looks:
    """A theme and the icons of the form, made once for all rows."""

    theme: Theme
    about: QIcon
    spread: QIcon
    own_spread: QIcon
    opened: QIcon
    closed: QIcon

    @classmethod
    def of(cls, theme: Theme) -> Looks:
        """Return the looks of the form in a theme."""
        return cls(
            theme,
            icon("info", theme),
            icon("spread", theme),
            icon("spread", theme, "accent"),
            icon("chevron-down", theme),
            icon("chevron-right", theme),
        )


class SettingRow(NumberRow):
    """The number that a scenario gives to one assumption, to set.

    Dragging a number that has a spread of its own takes the spread along; a certain number stays
    certain.

    Signals: ``edited(str, object)`` with the id and a number, `Spread`, `Fixed` or None for the
    default; and those of `NumberRow`.
    """

    edited = Signal(str, object)

    def __init__(
        self,
        name: str,
        assumption: Assumption,
        theme: Theme,
        parent: QWidget | None = None,
        large: bool = False,
    ) -> None:
        self._setting: Setting = None
        self._origin: tuple[Setting] | None = None
        self._belief = self._default_belief = assumption.default
        super().__init__(name, assumption, theme, parent, large)

    def show_setting(self, setting: Setting, belief: Belief, default: Belief) -> None:
        """Show what a scenario says, what it believes, and what would be believed by default."""
        self._setting, self._belief, self._default_belief = setting, belief, default
        p10, p50, p90 = belief.percentiles()
        spread = None if belief.certain else (p10, p90)
        self.show_number(p50, default.p50, spread, setting is not None)

    def _connect(self) -> None:
        super()._connect()
        self.moved.connect(self._move)
        self.released.connect(self._settle)
        self.reset_requested.connect(self._reset)

    def _move(self, value: float) -> None:
        if self._origin is None:
            self._origin = (self._setting,)
        setting = moved(self._origin[0], value, self._assumption.scale)
        if self._assumption.refusal(setting):
            self.show_refusal(self._misfit())
        else:
            self.edited.emit(self._assumption.id, setting)

    def _misfit(self) -> str:
        low, high = self._span(self._assumption.minimum, self._assumption.maximum)
        words = self.tr("There its spread would not fit between {low} and {high}.")
        return words.format(low=low, high=high)

    def _settle(self) -> None:
        """Show after a gesture what is so, where a part of it was refused."""
        self._origin = None
        self.show_setting(self._setting, self._belief, self._default_belief)

    def _reset(self) -> None:
        self.field.setFocus()
        self.edited.emit(self._assumption.id, None)
        self.released.emit()


class AssumptionEditor(SettingRow):
    """One row of the form: the number of an assumption, its spread, and what there is to know.

    Signals: ``about_requested(str)`` with the id; and those of `SettingRow`.
    """

    about_requested = Signal(str)

    def __init__(self, assumption: Assumption, looks: Looks, parent: QWidget | None = None) -> None:
        self._looks = looks
        self._pictured: QIcon | None = None
        self._spread: BeliefEditor | None = None
        super().__init__(assumption.id, assumption, looks.theme, parent)
        self._dress()
        self.retranslate()

    @property
    def spread_editor(self) -> BeliefEditor | None:
        """The editor of the spread once it has been opened."""
        return self._spread

    def show_setting(self, setting: Setting, belief: Belief, default: Belief) -> None:
        super().show_setting(setting, belief, default)
        self.show_note(rung_name(belief.p50) if self._assumption.unit == RUNG else "")
        if self._spread is not None:
            self._spread.show_belief(setting, belief, default)
        self._dress()

    def show_locked(self, locked: bool) -> None:
        super().show_locked(locked)
        if self._spread is not None:
            self._spread.show_locked(locked)

    def show_looks(self, looks: Looks) -> None:
        """Take the colours and icons of a theme."""
        self._looks = looks
        self.show_theme(looks.theme)
        if self._spread is not None:
            self._spread.show_theme(looks.theme)
        self._dress()

    def retranslate(self) -> None:
        super().retranslate()
        label = data_text(self._assumption.label)
        self._show_evidence()
        if self._spread is not None:
            self._spread.retranslate()
        self._about_button.setToolTip(self.tr("About this number"))
        self._about_button.setAccessibleName(self.tr("About {label}").format(label=label))
        self._spread_button.setAccessibleName(self.tr("Spread of {label}").format(label=label))
        self._dress()

    def _show_evidence(self) -> None:
        """Mark the evidence on the slider, and say them to who hears it."""
        marks = evidence_marks(self._assumption, self.locale())
        self.slider.show_evidence(marks)
        said = [self.slider.accessibleDescription(), *(mark.words for mark in marks)]
        self.slider.setAccessibleDescription(" ".join(said))

    def _create(self) -> None:
        super()._create()
        self._spread_button = self._small_button("spread")
        self._spread_button.setCheckable(True)
        if not self._assumption.has_spread:
            policy = self._spread_button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self._spread_button.setSizePolicy(policy)
            self._spread_button.hide()
        self._about_button = self._small_button("about")

    def _small_button(self, name: str) -> QToolButton:
        button = named(QToolButton(self), f"{self._assumption.id}.{name}")
        button.setProperty("small", True)
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(20, 20)
        return button

    def _lay_out(self) -> None:
        super()._lay_out()
        self._second.addSpacing(4)
        self._second.addWidget(self._spread_button)
        self._second.addWidget(self._about_button)

    def _connect(self) -> None:
        super()._connect()
        self._spread_button.toggled.connect(self._show_spread)
        self._about_button.clicked.connect(lambda: self.about_requested.emit(self._assumption.id))

    def _show_spread(self, shown: bool) -> None:
        if self._spread is None:
            self._spread = BeliefEditor(self._assumption, self._looks.theme, self)
            self._spread.setObjectName(f"{self._assumption.id}.spread_editor")
            self._spread.show_locked(self.field.isReadOnly())
            self._page.addWidget(self._spread)
            self._spread.edited.connect(
                lambda setting: self.edited.emit(self._assumption.id, setting)
            )
            self._spread.released.connect(self.released)
        self._spread.show_belief(self._setting, self._belief, self._default_belief)
        self._spread.setVisible(shown)

    def _dress(self) -> None:
        """Say with the icons whether the spread was chosen or is the default's."""
        own = isinstance(self._setting, Spread | Fixed)
        picture = self._looks.own_spread if own else self._looks.spread
        if picture is not self._pictured:
            self._pictured = picture
            self._spread_button.setIcon(picture)
            self._about_button.setIcon(self._looks.about)
        self._spread_button.setToolTip(self._spread_words())

    def _spread_words(self) -> str:
        if self._belief.certain:
            return self.tr("Fixed: no spread")
        p10, _, p90 = self._belief.percentiles()
        low, high = self._span(p10, p90)
        words = (
            self.tr("Own spread: {low} to {high}")
            if isinstance(self._setting, Spread)
            else self.tr("Default spread: {low} to {high}")
        )
        return words.format(low=low, high=high)
