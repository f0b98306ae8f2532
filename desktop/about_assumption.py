"""About this number: what it means, what its default rests on, the evidence, and a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from PySide6.QtCore import QEvent, QLocale, QObject, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.form import data_text, named, section_font
from desktop.numbers import quantity_text, span_texts
from desktop.theme import TEXT_SIZE, Theme
from scenarios import record
from scenarios.assumptions import Assumption, Fixed, Spread
from scenarios.metalog import Belief
from scenarios.scenario import Scenario

_ADDRESS = re.compile(r"https?://[^\s;,]+")


class AboutAssumption(QDialog):
    """A page about one assumption, beside the window; the note below it is the author's.

    Signals: ``note_edited(str, str)`` with the id and the note, once its writing is over.
    """

    note_edited = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_assumption")
        self.setModal(False)
        self._theme = theme
        self._shown: tuple[Assumption, Scenario] | None = None
        self._words = AboutWords(self.locale())
        self._page = named(QTextBrowser(self), "about_assumption.page")
        self._page.setOpenExternalLinks(True)
        self._caption = named(QLabel(self), "about_assumption.caption", "section")
        self._caption.setFont(section_font(TEXT_SIZE - 2))
        self._note = named(_Note(self), "about_assumption.note")
        self._note.setFixedHeight(72)
        self._note.setTabChangesFocus(True)
        self._caption.setBuddy(self._note)
        self._close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._close.rejected.connect(self.close)
        self._note.left.connect(self._tell)
        self._lay_out()
        self.retranslate()

    @property
    def shown_id(self) -> str:
        """The id of the assumption on the page, or an empty text."""
        return self._shown[0].id if self._shown else ""

    def show_assumption(self, name: str, scenario: Scenario) -> None:
        """Show an assumption as a scenario has it; ``KeyError`` for an unknown id."""
        assumption = scenario.declared[name]
        if self._shown is not None and self._shown[0].id != name:
            self._tell()
        before, self._shown = self._shown, (assumption, scenario)
        if before is None or before[0].id != name or not self._note.hasFocus():
            self._write_note(scenario.notes.get(name, ""))
        self.setWindowTitle(data_text(assumption.label))
        self._write_page()

    def show_locked(self, locked: bool) -> None:
        """Let the note not be edited, or again."""
        self._note.setReadOnly(locked)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._write_page()

    def retranslate(self) -> None:
        """Write every text in the present language."""
        self._words = AboutWords(self.locale())
        self._caption.setText(self.tr("Your note"))
        self._note.setAccessibleName(self.tr("Your note on this number"))
        self._note.setPlaceholderText(self.tr("Why you chose this value. Saved with the scenario."))
        self._page.setAccessibleName(self.tr("About this number"))
        self._write_page()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LocaleChange):
            self.retranslate()

    def hideEvent(self, event: QHideEvent) -> None:
        self._tell()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(14, 14, 14, 14)
        page.setSpacing(8)
        page.addWidget(self._page, 1)
        for part in (self._caption, self._note, self._close):
            page.addWidget(part)
        self.resize(460, 620)

    def _write_page(self) -> None:
        if self._shown is None:
            return
        top = self._page.verticalScrollBar().value()
        self._page.document().setDefaultStyleSheet(_style(self._theme))
        self._page.setHtml(self._words.page(*self._shown))
        self._page.verticalScrollBar().setValue(top)

    def _write_note(self, note: str) -> None:
        if note != self._note.toPlainText():
            self._note.setPlainText(note)

    def _tell(self) -> None:
        """Say what the note is now, if it was changed."""
        if self._shown is None:
            return
        assumption, scenario = self._shown
        note = self._note.toPlainText().strip()
        if note != scenario.notes.get(assumption.id, ""):
            self.note_edited.emit(assumption.id, note)


class _Note(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class AboutWords(QObject):
    """The page about an assumption, written in HTML."""

    def __init__(self, locale: QLocale) -> None:
        super().__init__()
        self._locale = locale

    def page(self, assumption: Assumption, scenario: Scenario) -> str:
        """Return the page about an assumption as a scenario has it."""
        in_files = self.tr("Name in files:")
        parts = [
            f"<p class='title'>{_text(assumption.label)}</p>",
            f"<p>{_text(assumption.help)}</p>",
            f"<p class='muted'>{_text(assumption.definition)}</p>",
            *self._values(assumption, scenario),
            *self._grounds(assumption),
            *self._sources(assumption),
            *self._evidence(assumption, scenario.data),
            f"<p class='muted'>{escape(in_files)} <code>{assumption.id}</code></p>",
        ]
        return "".join(parts)

    def _values(self, a: Assumption, scenario: Scenario) -> Iterator[str]:
        setting, default = scenario.assumptions.get(a.id), scenario.default(a.id)
        rows = [(self.tr("Default"), self._belief(default, a))]
        if a.vintage:
            as_of = scenario.as_of
            month = f"{self._locale.standaloneMonthName(as_of.month)} {as_of.year}"
            rows[0] = (self.tr("Default as of {month}").format(month=month), rows[0][1])
        if setting is not None:
            rows.append((self.tr("In this scenario"), self._belief(scenario.belief(a.id), a)))
        rows.append((self.tr("Usual range"), self._span(a.slider_minimum, a.slider_maximum, a)))
        rows.append((self.tr("Limits"), self._span(a.minimum, a.maximum, a)))
        if isinstance(setting, Spread | Fixed):
            kind = self.tr("own") if isinstance(setting, Spread) else self.tr("none, it is fixed")
            rows.append((self.tr("Spread"), kind))
        cells = (f"<tr><td class='muted'>{escape(n)}</td><td>{v}</td></tr>" for n, v in rows)
        yield f"<table cellspacing='0' cellpadding='0'>{''.join(cells)}</table>"

    def _grounds(self, a: Assumption) -> Iterator[str]:
        yield _heading(self.tr("What the default rests on"))
        if a.basis:
            yield f"<p>{_text(a.basis)}</p>"
        yield f"<p>{self._confidence(a.confidence)}</p>"

    def _sources(self, a: Assumption) -> Iterator[str]:
        if a.source_keys:
            yield _heading(self.tr("Sources"))
        for key in a.source_keys:
            source = record.sources()[key]
            facts = (source["publisher"], source["date"])
            yield (
                f"<p>{_link(source['title'], source.get('url', ''))}<br>"
                f"<span class='muted'>{escape(', '.join(fact for fact in facts if fact))}. "
                f"{self._confidence(source['confidence'])}</span></p>"
            )

    def _evidence(self, a: Assumption, data: str) -> Iterator[str]:
        rows = [row for row in record.table(data, "evidence") if row["parameter"] in a.evidence]
        if rows:
            yield _heading(self.tr("Evidence"))
        for row in rows:
            note = f" {escape(row['quote_or_note'])}." if row["quote_or_note"] else ""
            yield (
                f"<p><span class='figure'>{self._evident(row)}</span> {escape(row['definition'])} "
                f"({escape(row['as_of'])})<br><span class='muted'>"
                f"{_link(row['source_title'], row['source_url'])}.{note} "
                f"{self._confidence(row['confidence'])}</span></p>"
            )

    def _evident(self, row: Mapping[str, str]) -> str:
        """Return the figures of a row of evidence: central, and low to high."""
        low, central, high = row["low"], row["central"], row["high"]
        unit = escape(row["unit"])
        if low and high:
            span = self.tr("{low} to {high}").format(low=low, high=high)
            return f"{central} {unit} ({span})" if central else f"{span} {unit}"
        return f"{central or low or high} {unit}"

    def _belief(self, belief: Belief, a: Assumption) -> str:
        text = quantity_text(belief.p50, a.unit, self._locale)
        if belief.certain:
            return escape(text)
        p10, _, p90 = belief.percentiles()
        low, high = span_texts(p10, p90, a.unit, self._locale)
        words = self.tr("{p50}; in 80 % of cases {low} to {high}")
        return escape(words.format(p50=text, low=low, high=high))

    def _span(self, low: float, high: float, a: Assumption) -> str:
        first, second = span_texts(low, high, a.unit, self._locale)
        return escape(self.tr("{low} to {high}").format(low=first, high=second))

    def _confidence(self, level: str) -> str:
        """Return how sure a figure is, in words."""
        words = {
            "confirmed": self.tr("Confirmed: a page or filing shows it."),
            "derived": self.tr("Derived: arithmetic on confirmed figures."),
            "memory": self.tr("From memory: recalled, not read again."),
            "judgement": self.tr("Judgement: set by hand."),
        }
        return escape(words.get(level) or level[:1].upper() + level[1:] + ".")


def _text(text: str) -> str:
    return escape(data_text(text))


def _link(title: str, address: str) -> str:
    """Return a title, linked if there is an address that a browser can open."""
    found = _ADDRESS.match(address)
    return f"<a href='{escape(found[0])}'>{escape(title)}</a>" if found else escape(title)


def _heading(text: str) -> str:
    return f"<p class='heading'>{escape(text)}</p>"


def _style(theme: Theme) -> str:
    muted, accent = theme.colour("muted"), theme.colour("accent")
    return (
        f".title {{ font-size: {TEXT_SIZE + 4}px; font-weight: 600; margin-bottom: 6px; }}"
        f".heading {{ font-size: {TEXT_SIZE - 2}px; font-weight: 600; color: {muted};"
        " text-transform: uppercase; letter-spacing: 0.6px; margin: 16px 4px 4px 4px; }"
        "p { margin: 3px 4px 6px 4px; } table { margin: 8px 4px 4px 4px; }"
        f"td {{ padding: 2px 14px 2px 0; }} .muted {{ color: {muted}; }}"
        f".figure {{ font-weight: 600; }} a {{ color: {accent}; text-decoration: none; }}"
    )
