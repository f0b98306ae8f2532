"""The window: puts its parts side by side, owns the actions, and wires every signal in one place.

Only this module knows all parts. Data go one way: a gesture edits a document, the document tells
what is now so, the projector works it out, the views show it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.about import AboutDialog
from desktop.assumption_panel import AssumptionPanel
from desktop.chart_board import ChartBoard
from desktop.charts.data import Grain
from desktop.commands import Commands
from desktop.comparison_view import ComparisonView
from desktop.document import ScenarioDocument
from desktop.explain.question import Other, Subject
from desktop.explain.room import ExplainRoom
from desktop.exports import Exports
from desktop.file_flow import FileFlow
from desktop.fitting_bands import can_fit
from desktop.gestures import Gestures
from desktop.headline import Headline
from desktop.notices import Notice, NoticeBar
from desktop.projector import Projector
from desktop.questions import Questions
from desktop.references import NO_EVENTS
from desktop.scenario_list import ScenarioList
from desktop.scenario_model import ListedScenario
from desktop.scenario_rows import ScenarioView
from desktop.scope_button import ScopeButton
from desktop.session import Settings
from desktop.shadow_values import ShadowValues
from desktop.side_column import SideColumn
from desktop.story_guide import StoryGuide
from desktop.story_panel import StoryPanel
from desktop.story_stage import Parts, WindowStage
from desktop.submenus import Submenus
from desktop.theme import NAMES as THEMES
from desktop.theme import apply_theme, load_theme, system_theme
from desktop.timeline import Timeline
from desktop.turns import Turns
from desktop.view_bar import NAMES, ViewBar
from desktop.viewing import Sighting, Viewing
from desktop.workspace import Workspace
from scenarios.report import headline

_MARGIN = 12
_SPACING = 10
_LEFT, _RIGHT = 304, 232
"""Widths that the side panels begin with, in pixels that do not depend on the screen."""

_TURN = 80
"""Milliseconds from one to the next of what stands around the charts while a hand moves: the key
figures, what binds, the list of differences. No eye reads numbers faster than all three in turn."""


class MainWindow(QMainWindow):
    """The window on all open scenarios.

    Signals
    -------
    language_requested : the user wants another language, "" for that of the system
    first_shown : the first projection stands on the screen
    """

    language_requested = Signal(str)
    first_shown = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._theme = load_theme(self._theme_name())
        self._shown_once = False
        self._create()
        self._lay_out()
        self._make_menus()
        self._make_guide()
        self._connect()
        self._restore()

    # What others need of the window

    def settings(self) -> Settings:
        """The settings as they are now, with the session to be restored."""
        return self._settings.model_copy(
            update={
                "window": bytes(self.saveGeometry().data()),
                "splitters": {"panels": bytes(self._panels.saveState().data())},
                "logarithmic": tuple(sorted(self._board.logarithmic())),
                "charts": self._board.charts(),
                "grain": self._viewing.grain.value,
                "session": self.guide.session(),
                "story": self.guide.place(),
            }
        )

    def settle(self, timeout_ms: int = 20_000) -> bool:
        """Wait until everything asked for is shown; whether that was reached in time."""
        done = self.projector.wait_idle(timeout_ms)
        self._turns.catch_up()
        for _ in range(3):
            QApplication.processEvents()
        self._board.settle()
        QApplication.processEvents()
        return done

    @property
    def is_behind(self) -> bool:
        """Whether something that is known is yet to be shown."""
        return self._turns.waits

    def report(self) -> str:
        """The headline figures of the active scenario, as text."""
        projection = self._sighting.projection if self._sighting else None
        return headline(projection) if projection else ""

    def end(self) -> None:
        """Stop working; the window is not used any more."""
        self.guide.stop()
        self.projector.stop()
        self._room.stop()
        self._shadows.stop()
        self._turns.stop()
        self.close_without_questions()

    def close_without_questions(self) -> None:
        """Close, whatever it would lose."""
        self._asks = False
        self.close()

    # How it is made

    def _create(self) -> None:
        theme = self._theme
        apply_theme(_app(), theme)
        self._asks = True
        self._sighting: Sighting | None = None
        self._listed: tuple[list[ListedScenario], str, str] = ([], "", "")
        self.workspace = Workspace(self)
        self.projector = Projector(self)
        self.questions = Questions(self)
        self.notices = NoticeBar(theme)
        self.file_flow = FileFlow(self.workspace, self.questions, self.notices, self)
        self._gestures = Gestures(self.workspace, self)
        self._exports = Exports(self.questions, self.notices, self)
        self._viewing = Viewing(self.workspace, self.projector, theme, self)
        self.assumption_panel = AssumptionPanel(theme)
        self._headline = Headline(theme)
        self._board = ChartBoard(theme)
        self._timeline = Timeline(theme)
        self._list = ScenarioList(theme)
        self._story = StoryPanel(theme)
        self._comparison = ComparisonView(theme)
        self._view_bar = ViewBar()
        self._room = ExplainRoom(theme)
        self._shadows = ShadowValues(self)
        self._turns = Turns(_TURN, self)
        self._scope = ScopeButton()

    def _lay_out(self) -> None:
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setMinimumSize(1000, 640)
        self.resize(1280, 800)
        self._views = QStackedWidget()
        for view in (self._board, self._comparison, self._room):
            self._views.addWidget(view)
        centre = QWidget()
        centre.setObjectName("centre")
        column = QVBoxLayout(centre)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        column.setSpacing(_SPACING)
        column.addWidget(self._headline)
        column.addWidget(self._view_bar)
        column.addWidget(self._views, 1)
        column.addWidget(self._timeline)
        self._panels = QSplitter(Qt.Orientation.Horizontal)
        self._panels.setObjectName("panels")
        self._panels.setHandleWidth(1)
        self._panels.setChildrenCollapsible(False)
        side = SideColumn(self._story, self._list, self._list.findChild(ScenarioView))
        for part in (self.assumption_panel, centre, side):
            self._panels.addWidget(part)
        self._panels.setStretchFactor(1, 1)
        self._panels.setSizes([_LEFT, self.width() - _LEFT - _RIGHT, _RIGHT])
        self.assumption_panel.setMinimumWidth(280)
        self._list.setMinimumWidth(200)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.notices)
        whole.addWidget(self._panels, 1)
        self.setCentralWidget(page)
        self.menuBar().setCornerWidget(self._scope)

    def _make_menus(self) -> None:
        group = self.workspace.undo_group
        ready = {
            "undo": group.createUndoAction(self, self.tr("&Undo")),
            "redo": group.createRedoAction(self, self.tr("&Redo")),
        }
        self._commands = Commands(self.menuBar(), self, ready)
        for name, part in self._hideable().items():
            self._commands[name].setChecked(True)
            self._commands[name].toggled.connect(part.setVisible)
        self._submenus = Submenus(self._commands.menus, self)
        self._list.show_presets(self._submenus.presets())

    def _make_guide(self) -> None:
        parts = Parts(
            self.workspace,
            self.assumption_panel,
            self._headline,
            self._view_bar,
            self._board,
            self._timeline,
            self._panels,
            self._commands,
            show_view=self._show_view,
            view=self._view,
        )
        self.guide = StoryGuide(WindowStage(parts), self._story, self._settings.story, self)

    def _hideable(self) -> dict[str, QWidget]:
        return {
            "show_assumptions": self.assumption_panel,
            "show_timeline": self._timeline,
            "show_scenarios": self._list,
        }

    def _connect(self) -> None:
        """Wire everything: what the user does, to what is now so, to what is shown."""
        work, flow, view, hand = self.workspace, self.file_flow, self._viewing, self._gestures
        # gestures -> documents
        self.assumption_panel.edited.connect(hand.set_assumption)
        self.assumption_panel.edited_together.connect(hand.set_together)
        self.assumption_panel.events_edited.connect(hand.set_events)
        self.assumption_panel.note_edited.connect(hand.set_note)
        self.assumption_panel.released.connect(hand.end)
        self.assumption_panel.open_groups_changed.connect(
            lambda names: self._change_settings(groups=tuple(names))
        )
        self._timeline.edited.connect(hand.set_events)
        self._timeline.released.connect(hand.end)
        self._timeline.shadow_wanted.connect(
            self._for_active(lambda document: self._shadows.ask(document.scenario))
        )
        self._shadows.found.connect(self._timeline.show_shadow)
        hand.ended.connect(self._turns.catch_up)
        hand.ended.connect(self._board.settle)
        listed = self._list
        listed.activate_requested.connect(self._with_document(work.activate))
        listed.duplicate_requested.connect(self._with_document(work.duplicate))
        listed.close_requested.connect(self._with_document(flow.close))
        listed.visibility_requested.connect(hand.set_visible)
        listed.rename_requested.connect(hand.rename)
        listed.move_requested.connect(hand.move)
        listed.reference_requested.connect(work.set_reference)
        listed.preset_requested.connect(work.new_from_preset)
        listed.open_requested.connect(flow.choose)
        listed.jump_requested.connect(self._jump)
        # documents -> views
        work.documents_changed.connect(self._show_documents)
        work.active_changed.connect(self.assumption_panel.forget_typing)
        work.active_changed.connect(self._show_active)
        work.visibility_changed.connect(self._show_documents)
        work.reference_changed.connect(self._show_documents)
        work.scenario_changed.connect(self._show_changed)
        work.saved_state_changed.connect(self._show_saved_state)
        # projections -> views
        view.sighted.connect(self._show_sighting)
        self.projector.failed.connect(self._show_failure)
        # views among themselves
        self._board.hovered.connect(self._timeline.show_hover)
        self._timeline.hovered.connect(self._board.show_hover)
        self._board.frame_changed.connect(self._align_timeline)
        self._board.charts_requested.connect(lambda: view.set_charts(self._board.charts()))
        self._board.grain_requested.connect(self._set_grain)
        self._board.export_requested.connect(self._export_chart)
        self._comparison.save_requested.connect(self._exports.ask_for_comparison)
        self._comparison.jump_requested.connect(self._jump)
        self._view_bar.requested.connect(self._show_view)
        self._room.jump_requested.connect(self._jump)
        self._room.setting_requested.connect(hand.set_at_once)
        self._room.levers_requested.connect(hand.set_levers)
        self._room.levers_released.connect(hand.end)
        self._room.save_requested.connect(self._exports.ask_for_content)
        flow.used.connect(self._remember_file)
        self.guide.moved.connect(self._show_saved_state)
        # menus -> documents and views
        menus = self._submenus
        menus.preset_chosen.connect(work.new_from_preset)
        menus.file_chosen.connect(lambda path: flow.open_all([path]))
        menus.grain_chosen.connect(self._set_grain)
        menus.theme_chosen.connect(self._set_theme)
        menus.language_chosen.connect(self._set_language)
        menus.reference_chosen.connect(work.set_reference)
        self._commands.menus["recent"].aboutToShow.connect(
            lambda: menus.show_recent(self._settings.recent)
        )
        self._commands.menus["reference"].aboutToShow.connect(self._show_references)
        self._scope.clicked.connect(hand.edit_settings)
        _app().styleHints().colorSchemeChanged.connect(self._follow_system)
        self._connect_commands()

    def _connect_commands(self) -> None:
        work, flow, hand = self.workspace, self.file_flow, self._gestures
        active = self._for_active
        for name, action in {
            "new": lambda: work.new_from_preset("baseline-2026-07"),
            "open": flow.choose,
            "save": active(flow.save),
            "save_as": active(flow.save_as),
            "revert": active(flow.revert),
            "close": active(flow.close),
            "quit": self.close,
            "find": self._find,
            "reset_all": active(hand.reset_all),
            "settings": hand.edit_settings,
            "rename": self._list.rename,
            "duplicate": active(work.duplicate),
            "next": lambda: hand.step(1),
            "previous": lambda: hand.step(-1),
            "story": self.guide.open,
            "about": lambda: AboutDialog(self).open(),
        }.items():
            self._commands[name].triggered.connect(lambda _checked=False, do=action: do())
        for name in NAMES:
            self._commands[name].triggered.connect(
                lambda _checked=False, name=name: self._show_view(name)
            )
        self._commands["fitting"].toggled.connect(self._viewing.set_fitting)
        self._commands["visible"].toggled.connect(
            lambda shown: active(lambda d: work.set_visible(d, shown))()
        )

    def _restore(self) -> None:
        settings = self._settings
        if settings.window:
            self.restoreGeometry(QByteArray(settings.window))
        if "panels" in settings.splitters:
            self._panels.restoreState(QByteArray(settings.splitters["panels"]))
        self._board.show_charts(settings.charts)
        self._board.show_logarithmic(settings.logarithmic)
        self._set_grain(Grain(settings.grain))
        self._viewing.set_charts(self._board.charts())
        if settings.groups is not None:
            self.assumption_panel.show_open_groups(settings.groups)
        self._show_documents()
        # Otherwise the first number would have the keyboard, and look chosen.
        self._panels.setFocus()

    # What is now so, shown

    def _show_documents(self) -> None:
        self._show_list()
        self._show_active()

    def _show_active(self) -> None:
        document = self.workspace.active
        for name in ("save", "save_as", "revert", "close", "settings", "duplicate", "rename"):
            self._commands[name].setEnabled(document is not None)
        self.assumption_panel.show_locked(document is None)
        self._timeline.setEnabled(document is not None)
        if document is not None:
            self.assumption_panel.show_scenario(document.scenario)
            self._timeline.show_scenario(document.scenario)
            self._commands["visible"].setChecked(self.workspace.is_visible(document))
        else:
            self._sighting = None
            self._board.show_nothing()
            self._headline.show_headline(None)
            self._room.show_subject(None)
        self._show_fitting()
        self._show_scope()
        self._show_saved_state()
        self._viewing.refresh()

    def _show_fitting(self) -> None:
        """Offer to hold draws against the record where something has come since."""
        document = self.workspace.active
        fits = document is not None and can_fit(document.scenario)
        self._commands["fitting"].setEnabled(fits)

    def _show_changed(self, document: ScenarioDocument) -> None:
        # The worker begins while the form is shown.
        self._viewing.refresh()
        if document is self.workspace.active:
            self.assumption_panel.show_scenario(document.scenario)
            self._timeline.show_scenario(document.scenario)
            if not self._scope.shows(document.scenario):
                self._show_scope()
                self._show_fitting()
        self._show_entries()
        self._turns.ask(self._show_differences)
        if not document.in_gesture:
            # No hand is at work: what comes of it is shown at once, too.
            self._turns.catch_up()

    def _show_saved_state(self, *_: object) -> None:
        document = self.workspace.active
        name = self.tr("Jevons") if document is None else f"{document.name}[*]"
        where = self.guide.where()
        self.setWindowTitle(f"{where} \N{EN DASH} {name}" if where else name)
        self.setWindowModified(document is not None and document.is_modified)
        self.setWindowFilePath(str(document.path) if document and document.path else "")
        can_revert = document is not None and document.is_modified and document.saved is not None
        self._commands["revert"].setEnabled(can_revert)
        self._show_list()

    def _show_list(self) -> None:
        self._show_entries()
        self._show_differences()

    def _show_entries(self) -> None:
        work = self.workspace
        active = work.active
        entries = [
            ListedScenario(
                document.key,
                document.name,
                document.scenario.as_of,
                self._theme.look(work.colour(document)),
                document.is_modified,
                work.is_visible(document),
                str(document.path) if document.path else self.tr("Not yet in a file"),
            )
            for document in work.documents
        ]
        listed = (entries, active.key if active else "", work.reference)
        if listed != self._listed:
            self._listed = listed
            self._list.show_scenarios(*listed)

    def _show_differences(self) -> None:
        active = self.workspace.active
        if active is not None:
            reference = self.workspace.reference_scenario(active)
            self._list.show_differences(active.scenario, reference)

    def _show_scope(self) -> None:
        document = self.workspace.active
        if self._scope.show_scenario(document.scenario if document else None):
            # The menu bar measures its corner only when it is given one.
            self.menuBar().setCornerWidget(self._scope)

    def _show_sighting(self, sighting: Sighting) -> None:
        self._sighting = sighting
        if sighting.board is not None:
            self._board.show_board(sighting.board)
        self._turns.ask(self._show_figures, self._show_binding)
        self._show_comparison()
        if self._views.currentWidget() is self._room:
            self._room.show_subject(self._subject())
        self.guide.show_projections(sighting.projections)
        if not self._shown_once:
            self._shown_once = True
            self._board.repaint()
            self.first_shown.emit()

    def _show_figures(self) -> None:
        if self._sighting is not None:
            self._headline.show_headline(self._sighting.figures, self._sighting.reference_name)

    def _show_binding(self) -> None:
        if self._sighting is not None and self._sighting.projection is not None:
            self._timeline.show_projection(self._sighting.projection)

    def _show_comparison(self) -> None:
        if self._views.currentWidget() is self._comparison and self._sighting is not None:
            self._comparison.show_comparison(self._sighting.comparison)

    def _subject(self) -> Subject | None:
        """What the explanations are about."""
        work, active = self.workspace, self.workspace.active
        if active is None or self._sighting is None:
            return None
        return Subject(
            active.key,
            active.scenario,
            work.reference_scenario(active),
            self._viewing.reference_name(active),
            without_events=work.reference == NO_EVENTS,
            others=tuple(
                Other(d.key, d.name, d.scenario) for d in work.documents if d is not active
            ),
            projection=self._sighting.projections.get(active.key),
        )

    def _show_failure(self, words: str) -> None:
        self.notices.show_notice(Notice(words, kind="error", key="projection"))

    def _align_timeline(self, x0: float, x1: float, left: int, right: int) -> None:
        self._timeline.show_frame(x0, x1, left, self._timeline.width() - right)

    # Commands

    def _for_active(self, do: Callable[[ScenarioDocument], object]) -> Callable[[], None]:
        """Return a call of ``do`` with the active document, if there is one."""

        def call() -> None:
            if self.workspace.active is not None:
                do(self.workspace.active)

        return call

    def _with_document(self, do: Callable[[ScenarioDocument], object]) -> Callable[[str], None]:
        """Return a call of ``do`` with the document of a key, if it is open."""

        def call(key: str) -> None:
            document = self.workspace.document(key)
            if document is not None:
                do(document)

        return call

    def _find(self) -> None:
        self._commands["show_assumptions"].setChecked(True)
        self.assumption_panel.focus_search()

    def _jump(self, name: str) -> None:
        self._commands["show_assumptions"].setChecked(True)
        self.assumption_panel.show_assumption(name)

    def _show_view(self, name: str) -> None:
        """Put a view in front; Compare chosen again goes back to the charts."""
        if name == "compare" == self._view_bar.view() and not self._commands[name].isChecked():
            name = "charts"
        self._view_bar.show_view(name)
        for each in NAMES:
            self._commands[each].setChecked(each == name)
        shown = {"charts": self._board, "compare": self._comparison}.get(name, self._room)
        if shown is self._room:
            if self._views.currentWidget() is not self._room:
                self._room.show_subject(self._subject())
            self._room.show_view(name)
        self._views.setCurrentWidget(shown)
        self._viewing.set_compares(name == "compare")

    def _view(self, name: str) -> QWidget:
        """A view that has been in front."""
        own: dict[str, QWidget] = {"charts": self._board, "compare": self._comparison}
        return own.get(name) or self._room.view(name)

    def _set_grain(self, grain: Grain) -> None:
        self._board.show_grain(grain)
        self._viewing.set_grain(grain)
        self._submenus.show_grain(grain)

    def _export_chart(self, key: str, kind: str) -> None:
        self._exports.ask(key, kind, lambda path: self._board.save(key, kind, path))

    # Themes

    def _theme_name(self) -> str:
        chosen = self._settings.theme
        return (system_theme(_app()) or THEMES[0]) if chosen == "system" else chosen

    def _set_theme(self, choice: str) -> None:
        self._change_settings(theme=choice)
        self._follow_system()

    def _follow_system(self) -> None:
        name = self._theme_name()
        if name != self._theme.name:
            self._theme = load_theme(name)
            apply_theme(_app(), self._theme)
            for part in (
                self.notices,
                self.assumption_panel,
                self._headline,
                self._board,
                self._timeline,
                self._list,
                self._comparison,
                self._room,
                self._story,
            ):
                part.show_theme(self._theme)
            self._viewing.set_theme(self._theme)
            self._show_list()

    def _set_language(self, language: str) -> None:
        self._change_settings(language=language)
        self.language_requested.emit(language)

    def _show_references(self) -> None:
        work = self.workspace
        allowed = [d for d in work.documents if self._may_be_reference(d)]
        self._submenus.show_references([(d.key, d.name) for d in allowed], work.reference)

    def _may_be_reference(self, document: ScenarioDocument) -> bool:
        active = self.workspace.active
        return active is not None and document.scenario.as_of == active.scenario.as_of

    # Settings

    def _change_settings(self, **changes: object) -> None:
        self._settings = self._settings.model_copy(update=changes)

    def _remember_file(self, path: Path) -> None:
        self._settings = self._settings.with_recent(path)

    # What Qt says to the window

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.file_flow.look()
        elif event.type() == QEvent.Type.LanguageChange:
            self._commands.retranslate()
            self._submenus.retranslate()
            self._show_scope()
            self._viewing.refresh()
            self.guide.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only what no part of the window has a use for comes here.
        if event.key() == Qt.Key.Key_Escape:
            self.guide.leave()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        urls = event.mimeData().urls()
        self.file_flow.open_all(Path(url.toLocalFile()) for url in urls if url.isLocalFile())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._asks or self.file_flow.may_quit():
            self.guide.stop()
            event.accept()
        else:
            event.ignore()


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
