"""The language of the window: which there are, and changing it while the window is open.

Sources are written in English. Other languages are `resources/translations/<code>.qm`, made with
pyside6-lupdate and pyside6-lrelease from the calls of ``tr()`` and from what `desktop.data_texts`
writes of the texts in the tables. English needs no file: a plural is written "%n event(s)" or
"%n countr(y|ies)", and `EnglishPlurals` reads it.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from resources import path

SOURCE = "en"

_ENDING = re.compile(r"\((?P<one>\w+)\|(?P<many>\w+)\)|(?<=\w)\((?P<added>\w+)\)")


class EnglishPlurals(QTranslator):
    """Chooses between the two forms of an English plural by its number."""

    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        # None, which the stub does not know of, hands the text to the next translator.
        return None if n < 0 else plural(sourceText, n)  # type: ignore[return-value]

    def isEmpty(self) -> bool:
        return False


class Translation(QObject):
    """The language in use. Widgets are told of another one by Qt's LanguageChange event."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []

    def use(self, language: str) -> None:
        """Speak a language of `languages`; "" follows the system, in numbers too."""
        chosen = language or nearest(QLocale.system().uiLanguages())
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()
        # The last one installed is asked first.
        self._installed = [self._qt(chosen), self._own(chosen)]
        locale = QLocale(chosen) if language else QLocale.system()
        QLocale.setDefault(locale)
        for window in QApplication.topLevelWidgets():
            window.setLocale(locale)
        for translator in self._installed:
            QCoreApplication.installTranslator(translator)

    def _own(self, language: str) -> QTranslator:
        if language == SOURCE:
            return EnglishPlurals(self)
        translator = QTranslator(self)
        translator.load(str(path(f"translations/{language}.qm")))
        return translator

    def _qt(self, language: str) -> QTranslator:
        """Return the translator of Qt's own dialogs."""
        translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator.load(QLocale(language), "qtbase", "_", folder)
        return translator


def languages() -> dict[str, str]:
    """Return the languages there are: code -> its own name for itself, English first."""
    found = sorted(file.stem for file in path("translations").glob("*.qm"))
    return {code: _own_name(code) for code in (SOURCE, *found)}


def nearest(wanted: list[str]) -> str:
    """Return the first language that is wanted (such as "fr-CA") and there is, or English."""
    there = languages()
    codes = (code.replace("-", "_") for code in wanted)
    parts = (part for code in codes for part in (code, code.partition("_")[0]))
    return next((part for part in parts if part in there), SOURCE)


def plural(text: str, n: int) -> str:
    """Return an English text with its endings for ``n``, "%n" left as it is."""
    singular = n == 1

    def ending(found: re.Match[str]) -> str:
        if found["added"]:
            return "" if singular else found["added"]
        return found["one"] if singular else found["many"]

    return _ENDING.sub(ending, text)


def _own_name(code: str) -> str:
    name = QLocale(code).nativeLanguageName().partition("(")[0].strip() or code
    return "English" if code == SOURCE else name[:1].upper() + name[1:]
