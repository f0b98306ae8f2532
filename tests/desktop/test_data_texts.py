"""What the data says can be translated like everything else."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator
from pytestqt.qtbot import QtBot

import dev
from desktop.data_texts import CONTEXT, as_source, data_texts
from desktop.form import data_text
from scenarios.assumptions import registry
from scenarios.ladder import RUNG_NAMES
from scenarios.record import newest_data
from tests.desktop.test_translation import tool


def extracted(source: str, folder: Path) -> ET.ElementTree[ET.Element[str]]:
    """What Qt's tool finds in a source."""
    file, ts = folder / "data.py", folder / "fr.ts"
    file.write_text(source, encoding="utf-8")
    languages = ("-source-language", "en", "-target-language", "fr")
    command = [tool("lupdate"), str(file), *languages, "-ts", str(ts)]
    subprocess.run(command, check=True, capture_output=True)
    return ET.parse(ts)


def found(tree: ET.ElementTree[ET.Element[str]]) -> set[str]:
    contexts = [c for c in tree.iter("context") if c.findtext("name") == CONTEXT]
    return {message.findtext("source", "") for c in contexts for message in c.iter("message")}


def test_that_all_that_is_said_of_assumptions_and_rungs_is_among_the_texts() -> None:
    texts = set(data_texts())
    assert set(RUNG_NAMES) <= texts
    for assumption in registry(newest_data()).values():
        assert {assumption.label, assumption.group, assumption.help} - {""} <= texts


def test_that_every_text_of_the_data_is_extracted_as_it_is(tmp_path: Path) -> None:
    awkward = ('a "quoted" word', "a back\\slash", "two\nlines", "ménage 2×")
    texts = {*data_texts(), *awkward}
    assert found(extracted(as_source(texts), tmp_path)) == texts


def test_that_the_command_writes_the_file(tmp_path: Path) -> None:
    target = tmp_path / "data.py"
    command = [sys.executable, "-m", "desktop.data_texts", str(target)]
    subprocess.run(command, check=True, cwd=dev.ROOT)
    assert target.read_text(encoding="utf-8") == as_source(data_texts())


def test_that_a_translated_label_is_spoken(tmp_path: Path, qtbot: QtBot) -> None:
    label = registry(newest_data())["training_rebound"].label
    tree = extracted(as_source([label]), tmp_path)
    place = tree.find(".//translation")
    assert place is not None
    place.attrib.clear()
    place.text = "Effet rebond"
    tree.write(tmp_path / "fr.ts", encoding="utf-8", xml_declaration=True)
    qm = tmp_path / "fr.qm"
    command = [tool("lrelease"), str(tmp_path / "fr.ts"), "-qm", str(qm)]
    subprocess.run(command, check=True, capture_output=True)
    translator = QTranslator()
    assert translator.load(str(qm))
    QCoreApplication.installTranslator(translator)
    assert data_text(label) == "Effet rebond"
    QCoreApplication.removeTranslator(translator)
    assert data_text(label) == label
