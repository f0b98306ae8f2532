"""Starts the application: options, the one QApplication, the window, and a proper end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QApplication

from desktop.about import application_version
from desktop.crash import CrashHandler, log_faults
from desktop.main_window import MainWindow
from desktop.notices import Notice
from desktop.places import settings_folder, state_folder
from desktop.questions import Answer
from desktop.recovery import Recovery
from desktop.session import Settings, SettingsFile, restore
from desktop.theme import application_icon
from desktop.translation import Translation

FIRST_PRESET = "baseline-2026-07"
PREVIEW = Path("jevons-preview.png")
_SIZE = QSize(1280, 800)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the application and return its exit status."""
    options = _options(sys.argv[1:] if arguments is None else arguments)
    app = application()
    translation = Translation(app)
    if options.headless or options.picture:
        return _picture(options, translation)
    return _run(options, translation)


def application() -> QApplication:
    """Return the one application object, named and dressed."""
    QCoreApplication.setApplicationName("Jevons")
    QCoreApplication.setOrganizationName("Jevons")
    QCoreApplication.setApplicationVersion(application_version())
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setWindowIcon(application_icon())
    app.setDesktopFileName("jevons")
    return app


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="jevons-desktop",
        description="Does a more efficient AI model sell fewer GPUs, or more?",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="scenario files or preset names")
    parser.add_argument(
        "--headless",
        action="store_true",
        help=f"print the headline table and write the window's picture to {PREVIEW}",
    )
    parser.add_argument("--picture", type=Path, metavar="PATH", help="write the picture and end")
    parser.add_argument("--theme", choices=["light", "dark"], help="of this run")
    parser.add_argument("--size", type=_size, default=_SIZE, metavar="WxH", help="of the picture")
    parser.add_argument("--reference", default="", help="of the picture: defaults or no-events")
    parser.add_argument(
        "--story", action="store_true", help="tell what happened in January 2025, in five scenes"
    )
    parser.add_argument(
        "--end-when-painted", action="store_true", help="say when the first chart stands, and end"
    )
    return parser.parse_args([*arguments])


def _size(text: str) -> QSize:
    width, _, height = text.partition("x")
    return QSize(int(width), int(height))


def _run(options: argparse.Namespace, translation: Translation) -> int:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    store = SettingsFile(settings_folder())
    settings, damage = store.load()
    if options.theme:
        settings = settings.model_copy(update={"theme": options.theme})
    translation.use(settings.language)
    window = MainWindow(settings)
    window.language_requested.connect(translation.use)
    recovery = Recovery(window.workspace, state_folder(), window)
    crashes = CrashHandler(
        application_version(), state_folder() / "crash.log", recovery.keep_now, window
    )
    crashes.install()
    faults = log_faults(state_folder() / "faults.log")
    recovery.failed.connect(lambda words: window.notices.show_notice(Notice(words, kind="warning")))
    if damage:
        window.notices.show_notice(Notice(damage, kind="warning"))
    _open_first(window, settings, options.files)
    window.show()
    recovery.start()
    _offer_recovery(window, recovery)
    _offer_story(window, options)
    if options.end_when_painted:
        window.first_shown.connect(_say_painted)
    # Saved whenever something is opened or closed, so that a crash forgets no session.
    window.workspace.documents_changed.connect(lambda: _save(store, window))
    status = app.exec()
    _save(store, window)
    recovery.finish()
    window.end()
    crashes.uninstall()
    if faults is not None:
        faults.close()
    return status


def _save(store: SettingsFile, window: MainWindow) -> None:
    try:
        store.save(window.settings())
    except OSError as error:
        print(f"The settings could not be saved: {error}", file=sys.stderr)  # noqa: T201


def _open_first(window: MainWindow, settings: Settings, names: Sequence[str]) -> None:
    """Open what the command line names, or else what was open, or else a preset."""
    for name in names:
        window.file_flow.open_named(name)
    if not names:
        for error in restore(settings.session, window.workspace):
            window.notices.show_refused(error)
    if not window.workspace.documents:
        window.workspace.new_from_preset(FIRST_PRESET)


def _offer_recovery(window: MainWindow, recovery: Recovery) -> None:
    found, words = recovery.look()
    for sentence in words:
        window.notices.show_notice(Notice(sentence, kind="warning"))
    if not found:
        return
    answer = window.questions.recover([item.scenario.name for item in found])
    if answer is Answer.RECOVER:
        recovery.recover(found)
    elif answer is Answer.DISCARD:
        recovery.discard(found)
    else:
        recovery.leave()


def _offer_story(window: MainWindow, options: argparse.Namespace) -> None:
    """Tell the story when asked to; offer it once to who names no files, or to go on with it."""
    if options.story:
        window.guide.open()
    elif not options.files:
        notice = window.guide.offer()
        if notice is not None:
            window.notices.show_notice(notice)


def _say_painted() -> None:
    print("painted", flush=True)  # noqa: T201
    QCoreApplication.quit()


def _picture(options: argparse.Namespace, translation: Translation) -> int:
    """Write the picture of the window; in a headless run also print the headline table."""
    translation.use("en")
    settings = Settings(theme=options.theme or "light")
    window = MainWindow(settings)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(options.size)
    for name in options.files or [FIRST_PRESET]:
        window.file_flow.open_named(name)
    if options.reference:
        window.workspace.set_reference(options.reference)
    refusals = [notice.text for notice in window.notices.notices]
    if refusals or not window.workspace.documents:
        print("\n".join(refusals), file=sys.stderr)  # noqa: T201
        window.end()
        return 2
    window.show()
    window.settle()
    if options.headless:
        print(window.report())  # noqa: T201
    target = options.picture or PREVIEW
    saved = window.grab().save(str(target))
    window.end()
    if not saved:
        print(f"The picture could not be written to {target}.", file=sys.stderr)  # noqa: T201
    elif options.headless:
        print(f"The window's picture: {target}")  # noqa: T201
    return 0 if saved else 1
