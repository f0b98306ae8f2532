"""Every text can be translated, plurals are right, and the language changes in an open window."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sysconfig
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import dev
from desktop import translation as module
from desktop.crash import CrashDialog
from desktop.notices import Kind, Notice, NoticeBar
from desktop.questions import Questions
from desktop.theme import load_theme
from desktop.translation import Translation, languages, nearest, plural
from tests.desktop.modal import answered
from tests.desktop.pseudo_locale import pseudo_locale, untranslated

SOURCES = sorted((dev.ROOT / "desktop").rglob("*.py"))


def tool(name: str) -> str:
    """The program of PySide6 beside this Python."""
    found = shutil.which(f"pyside6-{name}", path=sysconfig.get_path("scripts"))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Qt's tool finds in our sources, as a file of texts to translate into French."""
    ts = tmp_path_factory.mktemp("extracted") / "fr.ts"
    languages = ("-source-language", "en", "-target-language", "fr")
    command = [tool("lupdate"), *map(str, SOURCES), *languages, "-ts", str(ts)]
    subprocess.run(command, check=True, capture_output=True)
    return ts


@pytest.fixture
def translation(qtbot: QtBot) -> Iterator[Translation]:
    translation = Translation()
    yield translation
    shiboken6.delete(translation)


@pytest.fixture(scope="module")
def made_french(extracted: Path) -> Path:
    """A folder of resources with some of our texts in French, as a translator would make it."""
    tree = ET.parse(extracted)
    words = {
        "Close this notice": ["Fermer cet avis"],
        "“{name}” cannot be opened. It has %n problem(s).": [
            "« {name} » ne peut être ouvert : %n problème.",
            "« {name} » ne peut être ouvert : %n problèmes.",
        ],
    }
    for message in tree.iter("message"):
        forms = words.get(message.findtext("source", ""))
        place = message.find("translation")
        if forms is None or place is None:
            continue
        del place.attrib["type"]
        places = place.findall("numerusform") or [place]
        for form, text in zip(places, forms, strict=True):
            form.text = text
    translated = extracted.with_name("translated.ts")
    tree.write(translated, encoding="utf-8", xml_declaration=True)
    qm = extracted.with_name("translations") / "fr.qm"
    qm.parent.mkdir()
    command = [tool("lrelease"), str(translated), "-qm", str(qm)]
    subprocess.run(command, check=True, capture_output=True)
    return extracted.parent


@pytest.fixture
def french(made_french: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is French besides English."""
    monkeypatch.setattr(module, "path", lambda name: made_french / name)


# Plurals


@pytest.mark.parametrize(
    ("source", "one", "many"),
    [
        ("%n event(s)", "%n event", "%n events"),
        ("%n countr(y|ies) (%n in all)", "%n country (%n in all)", "%n countries (%n in all)"),
        ("There (is|are) %n draw(s).", "There is %n draw.", "There are %n draws."),
        ("Save(s) %n", "Save %n", "Saves %n"),
    ],
)
def test_that_an_english_plural_has_two_forms(source: str, one: str, many: str) -> None:
    assert plural(source, 1) == one
    assert plural(source, 0) == plural(source, 2) == many


def test_that_a_person_reads_the_right_plural(translation: Translation) -> None:
    translation.use("en")
    texts = [QObject().tr("%n event(s)", "", n) for n in (0, 1, 2)]
    assert texts == ["0 events", "1 event", "2 events"]
    assert QObject().tr("Shock(s)") == "Shock(s)"


def test_that_no_plural_of_ours_is_left_with_its_brackets(extracted: Path) -> None:
    messages = ET.parse(extracted).iterfind(".//message[@numerus='yes']")
    sources = [message.findtext("source", "") for message in messages]
    assert "“{name}” cannot be opened. It has %n problem(s)." in sources
    read = [plural(source, n) for source in sources for n in (1, 2)]
    assert [text for text in read if "(s)" in text or "|" in text] == []


# Every text is found by Qt's tool


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of ``tr`` and ``translate`` in our sources, and where it stands."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (
                ast.unparse(node.func).endswith(".tr")
                or ast.unparse(node.func) in ("translate", "QCoreApplication.translate")
            ):
                yield f"{path.relative_to(dev.ROOT)}:{node.lineno}", node


def test_that_every_text_is_written_so_that_it_can_be_extracted(extracted: Path) -> None:
    sources = {found.findtext("source"): found for found in ET.parse(extracted).iter("message")}
    wrong = []
    for place, call in calls():
        texts = [a.value if isinstance(a, ast.Constant) else None for a in call.args]
        text = texts[0] if ast.unparse(call.func).endswith(".tr") else texts[1]
        if text is None or call.keywords:
            wrong.append(f"{place}: a literal without names for arguments is needed")
        elif text not in sources:
            wrong.append(f"{place}: lupdate does not find {text!r}")
        elif ("%n" in str(text)) != (sources[text].get("numerus") == "yes"):
            wrong.append(f'{place}: a plural is self.tr("...%n...", "", n)')
    assert wrong == []


def test_that_notices_can_be_translated(qtbot: QtBot) -> None:
    kinds: tuple[Kind, ...] = ("info", "warning", "error")
    with pseudo_locale():
        bar = NoticeBar(load_theme("light"))
        qtbot.addWidget(bar)
        for kind in kinds:
            bar.show_notice(Notice(f"⟦{kind}⟧", "⟦details⟧", kind))
    assert untranslated(bar) == []


def test_that_the_crash_dialog_can_be_translated(qtbot: QtBot) -> None:
    with pseudo_locale():
        dialog = CrashDialog("report", is_safe=True)
        qtbot.addWidget(dialog)
    assert untranslated(dialog) == []


@pytest.mark.parametrize("ask", ["save_changes", "recover", "overwrite_changed", "revert"])
def test_that_questions_can_be_translated(qtbot: QtBot, ask: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    left: list[str] = []

    def look(box: QMessageBox) -> None:
        left.extend(untranslated(box, known=["R1"]))
        box.reject()

    with pseudo_locale():
        question = getattr(Questions(window), ask)
        names = ["R1"] if ask in ("save_changes", "recover") else "R1"
        answered(QMessageBox, look, lambda: question(names))
    assert left == []


def test_that_an_untranslated_text_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pseudo_locale():
        QLabel("Plain", window)
        QPushButton(window.tr("Translated"), window).setToolTip("Tip")
        QLabel("12.5 %", window)
        window.setWindowTitle("Jevons")
    assert untranslated(window, known=["Jevons"]) == ["Plain", "Tip"]


# Changing the language


@pytest.mark.usefixtures("french")
def test_that_another_language_reaches_an_open_window(
    qtbot: QtBot, translation: Translation
) -> None:
    class Window(QWidget):
        spoken = ""

        def changeEvent(self, event: QEvent) -> None:
            if event.type() == QEvent.Type.LanguageChange:
                self.spoken = QCoreApplication.translate("_Row", "Close this notice")

    window = Window()
    qtbot.addWidget(window)
    translation.use("fr")
    qtbot.waitUntil(lambda: window.spoken == "Fermer cet avis")
    assert window.locale().language() == QLocale.Language.French
    assert QLocale().toString(12.5) == "12,5"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annuler"
    translation.use("en")
    assert QCoreApplication.translate("_Row", "Close this notice") == "Close this notice"
    qtbot.waitUntil(lambda: window.spoken == "Close this notice")
    assert QLocale().toString(12.5) == "12.5"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


@pytest.mark.usefixtures("french")
def test_that_a_language_has_its_own_plurals(translation: Translation) -> None:
    translation.use("fr")
    source = "“{name}” cannot be opened. It has %n problem(s)."
    bar = NoticeBar(load_theme("light"))
    assert bar.tr(source, "", 0) == "« {name} » ne peut être ouvert : 0 problème."
    assert bar.tr(source, "", 2) == "« {name} » ne peut être ouvert : 2 problèmes."


@pytest.mark.usefixtures("french")
def test_that_languages_are_offered_by_their_own_names() -> None:
    assert languages() == {"en": "English", "fr": "Français"}


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["fr-CA", "fr", "en"], "fr"),
        (["de-DE", "de", "fr-FR"], "fr"),
        (["en-GB", "fr"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_that_the_first_language_there_is_is_spoken(wanted: list[str], found: str) -> None:
    assert nearest(wanted) == found


def test_that_following_the_system_takes_its_numbers_too(
    translation: Translation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("de_CH"))
    translation.use("")
    assert QLocale() == QLocale("de_CH")
    assert QObject().tr("%n event(s)", "", 1) == "1 event"


def test_that_english_needs_no_file() -> None:
    assert languages()["en"] == "English"
