"""The window: three columns, and what a click in one does in another."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from rlm_desktop import paths as places
from rlm_desktop.errors import RlmError
from rlm_desktop.gui import adding, keys, screens
from rlm_desktop.gui.asking import Asking
from rlm_desktop.gui.beneath.backend import Ask, Backend, RunSummary
from rlm_desktop.gui.columns import Columns
from rlm_desktop.gui.desk import Desk
from rlm_desktop.gui.findings import Findings
from rlm_desktop.gui.library_work import LibraryWork, sample_folder
from rlm_desktop.gui.model_work import ModelWork
from rlm_desktop.gui.panels.drop_hint import DropHint
from rlm_desktop.gui.panels.history_panel import HistoryPanel
from rlm_desktop.gui.panels.inspector import Inspector
from rlm_desktop.gui.panels.models_page import ModelsPage
from rlm_desktop.gui.panels.settings_page import SettingsPage
from rlm_desktop.gui.panels.sidebar import Sidebar
from rlm_desktop.gui.questions.ask_page import AskPage
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.saying.told import told
from rlm_desktop.gui.state import WindowState
from rlm_desktop.gui.style import tab_order
from rlm_desktop.gui.style.notice import Notice
from rlm_desktop.gui.style.theme import THEME, Appearance
from rlm_desktop.profile import Document
from rlm_desktop.settings import Settings


class MainWindow(QMainWindow):
    """Holds the pages and connects them; what takes time is the desk's."""

    renewal_wanted = Signal()
    """The window is to be made again, in another language."""

    def __init__(self, runtime: Backend, ask: Ask) -> None:
        super().__init__()
        self.setWindowTitle("RLM Desktop")
        self.setWindowIcon(QIcon(str(places.resources() / "icons" / "application.svg")))
        self.setAcceptDrops(True)
        self.state = WindowState(runtime.settings.data)
        THEME.apply(self.state.appearance)
        self.desk = Desk(runtime, ask, self)
        self.has_libraries = True
        self._keep_runtime = False
        self._guide: QWidget | None = None
        self._build(runtime)
        self.shelf = LibraryWork(self)
        self.asking = Asking(self)
        self._connect()
        keys.install(self)
        self._restore()
        self.desk.list_libraries()
        self.model_work.list_models()

    # ── the parts ───────────────────────────────────────────────────────────

    def _build(self, runtime: Backend) -> None:
        self.sidebar = Sidebar(offline=runtime.settings.offline)
        self.libraries = self.sidebar.libraries
        self.inspector = Inspector(self.desk.jobs)
        self.findings = Findings(self.desk, self.inspector, self)
        self.ask_page = AskPage(sample=sample_folder().is_dir())
        self.history = HistoryPanel()
        self.models = ModelsPage()
        self.model_work = ModelWork(self.desk, self.models, self._notice_in_sight, self)
        self.settings = SettingsPage(
            runtime.settings, language=self.state.language, watching=self.state.watching
        )
        self.pages = QStackedWidget()
        self.pages.setObjectName("centre")
        self._pages: dict[str, QWidget] = {
            "ask": self.ask_page,
            "history": self.history,
            "models": self.models,
            "settings": self.settings,
        }
        for page in self._pages.values():
            self.pages.addWidget(page)
        self.columns = Columns(self.sidebar, self.pages, self.inspector)
        self._drop_hint = DropHint(self.pages)
        self.setCentralWidget(self.columns)
        self.setMinimumSize(QSize(420, 480))

    def _connect(self) -> None:
        page = self.ask_page
        self.desk.failed.connect(self.show_error)
        self.libraries.document_chosen.connect(self.findings.open_document)
        self.libraries.profile_wanted.connect(self.findings.open_profile)
        self.inspector.profile.suggested.connect(page.box.suggest)
        self.sidebar.page_wanted.connect(self.show_page)
        self.sidebar.guide_wanted.connect(self.show_guide)
        page.first.files_wanted.connect(lambda: adding.choose_files(self, ""))
        page.first.folder_wanted.connect(lambda: adding.choose_folder(self, ""))
        page.first.sample_wanted.connect(self.shelf.add_sample)
        page.first.model_wanted.connect(self.model_work.get)
        page.first.file_wanted.connect(self.model_work.choose_file)
        page.box.edit.files_pasted.connect(lambda paths: adding.dropped(self, paths))
        page.sidebar_wanted.connect(lambda: self.columns.toggle("sidebar"))
        page.inspector_wanted.connect(lambda: self.columns.toggle("inspector"))
        self.model_work.listed.connect(page.first.show_models)
        self.model_work.went_on.connect(page.first.show_progress)
        self.model_work.ended.connect(page.first.end_progress)
        page.first.stop_wanted.connect(self.model_work.stop)
        self.columns.changed.connect(lambda: self.inspector.stand_alone(self.columns.narrow))
        self.inspector.close_wanted.connect(lambda: self.columns.toggle("inspector"))
        self.inspector.document.failed.connect(self.show_error)
        self.findings.revealed.connect(self._reveal)
        self.findings.unreadable.connect(self._not_readable)
        self.history.searched.connect(self._search_history)
        self.settings.look_chosen.connect(self._look_chosen)
        self.settings.language_chosen.connect(self._language_chosen)
        self.settings.watching_chosen.connect(self._watching_chosen)
        self.settings.changed.connect(self._settings_changed)

    def _restore(self) -> None:
        self.resize(screens.first_size(self))
        if self.state.geometry is not None:
            self.restoreGeometry(self.state.geometry)
        self.columns.recall(self.state.columns)
        self.ask_page.box.edit.set_past(self.state.questions)
        self.show_page("ask")

    # ── what others say to the window ───────────────────────────────────────

    @property
    def library(self) -> str:
        """The name of the library that is asked; empty for none."""
        return self.shelf.current

    def begin(self, paths: Sequence[str], *, sample: bool) -> None:
        if not adding.brought_model(self, paths):
            self.shelf.begin(paths, sample=sample)

    def come_forward(self) -> None:
        """The program was started once more: this is the window it has."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def warn(self, warnings: Sequence[str]) -> None:
        """What the person should know before anything is asked."""
        first, *others = map(told, warnings)
        self.ask_page.notice.say(first, " ".join(others))

    def tell_of_crash(self, report: str, show: Callable[[], object], *, also: Sequence[str] = ()) -> None:
        written = tr("What happened is written in {report}. It stays on this machine.", report=report)
        self.ask_page.notice.say(
            tr("The program ended without warning the last time."),
            " ".join([written, *map(told, also)]),
            action=tr("Show it"),
            then=show,
        )

    # ── pages ───────────────────────────────────────────────────────────────

    def show_page(self, name: str) -> None:
        self.pages.setCurrentWidget(self._pages[name])
        self.sidebar.show_page(name)
        self.fit_inspector()
        self.columns.reveal_centre()
        if name == "history":
            self._search_history(self.history.field.text())
            self.history.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "models":
            self.models.setFocus(Qt.FocusReason.OtherFocusReason)
            self.model_work.list_models()
        elif name == "settings":
            self.settings.setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "ask":
            self.ask_page.box.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _notice_in_sight(self) -> Notice:
        """Where something about models is said: on the page that the person looks at."""
        return self.ask_page.notice if self.pages.currentWidget() is self.ask_page else self.models.notice

    def show_guide(self) -> None:
        """One guide, which stays where it was read to."""
        if self._guide is None:
            # Loaded when it is wanted: it would only make the start longer.
            from rlm_desktop.gui.guide import GuideWindow

            self._guide = GuideWindow(self)
        self._guide.show()
        self._guide.activateWindow()

    def fit_inspector(self) -> None:
        """The inspector is about a conversation: it stands beside nothing else."""
        asks = self.pages.currentWidget() is self.ask_page
        self.columns.withhold_inspector(not (asks and self.has_libraries))

    def show_error(self, error: RlmError) -> None:
        if error.kind == "document_changed" and self.library:
            self.ask_page.notice.say(
                told(error.message),
                told(error.hint),
                action=tr("Read it again"),
                then=self.shelf.update_current,
                bad=True,
            )
        else:
            self.ask_page.notice.show_error(error)
        if self.pages.currentWidget() is not self.ask_page:
            self.show_page("ask")

    def _search_history(self, text: str) -> None:
        def show(runs: Sequence[RunSummary]) -> None:
            # A slower, older search must not overwrite a newer one.
            if text == self.history.field.text():
                self.history.show_runs(runs)

        self.desk.jobs.run(lambda: self.desk.runtime.runs(limit=500, search=text), show)

    def _look_chosen(self, look: Appearance) -> None:
        self.state.appearance = look
        THEME.apply(look)

    def _watching_chosen(self, watching: str) -> None:
        self.state.watching = watching
        self.libraries.changes.hide()

    def _language_chosen(self, language: str) -> None:
        if self.desk.running or self.desk.ingesting:
            self.settings.notice.say(
                tr("The program is at work."), tr("The language changes with the next start.")
            )
            self.state.language = language
        elif language != self.state.language:
            self.state.language = language
            self.renewal_wanted.emit()

    def _settings_changed(self, change: Callable[[Settings], Settings]) -> None:
        """Made on the settings as they are then, so that no other change is undone."""
        runtime = self.desk.runtime

        def kept(_: None) -> None:
            self.sidebar.show_offline(runtime.settings.offline)

        self.desk.jobs.run(
            lambda: runtime.change_settings(change(runtime.settings)),
            kept,
            failed=self.settings.notice.show_error,
        )

    def _not_readable(self, document: Document) -> None:
        self.ask_page.notice.say(tr("{name} could not be read.", name=document.name), told(document.reason))

    def _reveal(self, tab: int) -> None:
        self.columns.reveal("inspector")
        self.inspector.setCurrentIndex(tab)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        return tab_order.move(self, forward=forward)

    # ── dropping and closing ────────────────────────────────────────────────

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._show_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._show_dropping(False)

    def _show_dropping(self, dropping: bool) -> None:
        """The first page has a place for it; any other is covered by one."""
        self.ask_page.first.set_dropping(dropping)
        if dropping and not self.ask_page.first.isVisible():
            self._drop_hint.show_over()
        else:
            self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._show_dropping(False)
        paths = adding.local_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            # After the drop has been answered, so that the file manager is not kept waiting.
            QTimer.singleShot(0, lambda: adding.dropped(self, paths))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        # The frame is there only when the window manager has put it about the window.
        QTimer.singleShot(screens.FRAMED_MS, self, lambda: screens.keep_within(self))

    def give_way(self) -> None:
        """Close, and leave the runtime to the window that takes this one's place."""
        self._keep_runtime = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.state.geometry = self.saveGeometry()
        self.state.columns = self.columns.memory()
        self.state.save()
        self.hide()
        for summary in self.history.give_up_undo():
            self.desk.runtime.remove_run(summary.id)
        for name in self.shelf.give_up_undo():
            self.desk.runtime.remove_library(name)
        self.asking.manners.close()
        self.desk.close(keep_runtime=self._keep_runtime)
        event.accept()
