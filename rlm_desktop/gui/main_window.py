"""The window: three columns, and what a click in one does in another."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from rlm_desktop import paths as places
from rlm_desktop.errors import RlmError
from rlm_desktop.events import Event
from rlm_desktop.gui import adding, export, keys, words
from rlm_desktop.gui.ask_page import AskPage
from rlm_desktop.gui.backend import Ask, Backend, LibraryInfo, OpenLibrary, RunSummary
from rlm_desktop.gui.columns import Columns
from rlm_desktop.gui.desk import Desk, Run
from rlm_desktop.gui.findings import COVERAGE_TAB, EVIDENCE_TAB, STEPS_TAB, Findings
from rlm_desktop.gui.history_panel import HistoryPanel
from rlm_desktop.gui.inspector import Inspector
from rlm_desktop.gui.language import tr
from rlm_desktop.gui.model_work import ModelWork
from rlm_desktop.gui.models_page import ModelsPage
from rlm_desktop.gui.settings_page import SettingsPage
from rlm_desktop.gui.sidebar import Sidebar
from rlm_desktop.gui.state import WindowState
from rlm_desktop.gui.theme import THEME, Appearance
from rlm_desktop.profile import Document
from rlm_desktop.settings import Settings

SAMPLE = "Sample"


class MainWindow(QMainWindow):
    """Holds the pages and connects them; what takes time is the desk's."""

    def __init__(self, runtime: Backend, ask: Ask) -> None:
        super().__init__()
        self.setWindowTitle("RLM Desktop")
        self.setWindowIcon(QIcon(str(places.resources() / "icons" / "application.svg")))
        self.setAcceptDrops(True)
        self.state = WindowState(runtime.settings.data)
        THEME.apply(self.state.appearance)
        self.desk = Desk(runtime, ask, self)
        self.library = ""
        self._wanted = self.state.library
        self._listed = False
        self._build(runtime)
        self._connect()
        self._connect_answers()
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
        self.model_work = ModelWork(self.desk, self.models, self)
        self.settings = SettingsPage(runtime.settings)
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
        self.setCentralWidget(self.columns)
        self.setMinimumSize(QSize(420, 480))

    def _connect(self) -> None:
        desk, page, shelf = self.desk, self.ask_page, self.libraries
        desk.libraries_listed.connect(self._libraries_listed)
        desk.library_opened.connect(self._library_opened)
        desk.documents_listed.connect(shelf.show_documents)
        desk.ingest_started.connect(shelf.ingest.begin)
        desk.ingest_went_on.connect(shelf.ingest.add)
        desk.ingest_ended.connect(self._ingest_ended)
        desk.run_went_on.connect(self._run_went_on)
        desk.run_ended.connect(self._run_ended)
        desk.failed.connect(self.show_error)
        shelf.chosen.connect(self.choose_library)
        shelf.document_chosen.connect(self.findings.open_document)
        shelf.documents_wanted.connect(desk.list_documents)
        shelf.files_wanted.connect(lambda name: adding.choose_files(self, name))
        shelf.folder_wanted.connect(lambda name: adding.choose_folder(self, name))
        shelf.removal_wanted.connect(self._offer_removal)
        shelf.ingest.stopped.connect(desk.stop_adding)
        self.sidebar.page_wanted.connect(self.show_page)
        page.asked.connect(self.ask)
        page.box.stopped.connect(self.stop)
        page.first.files_wanted.connect(lambda: adding.choose_files(self, ""))
        page.first.folder_wanted.connect(lambda: adding.choose_folder(self, ""))
        page.first.sample_wanted.connect(self.add_sample)
        page.sidebar_wanted.connect(lambda: self.columns.toggle("sidebar"))
        page.inspector_wanted.connect(lambda: self.columns.toggle("inspector"))
        page.new_wanted.connect(self.new_conversation)
        self.inspector.close_wanted.connect(lambda: self.columns.toggle("inspector"))
        self.inspector.document.failed.connect(self.show_error)
        self.history.searched.connect(self._search_history)
        self.history.chosen.connect(self.reopen)
        self.history.again_wanted.connect(self.ask_again)
        self.history.removed.connect(self._remove_run)
        self.settings.look_chosen.connect(self._look_chosen)
        self.settings.changed.connect(self._settings_changed)

    def _connect_answers(self) -> None:
        page = self.ask_page
        talk = page.conversation
        talk.quote_chosen.connect(self.findings.open_quote)
        talk.evidence_wanted.connect(lambda run: self._inspect(run, EVIDENCE_TAB))
        talk.coverage_wanted.connect(lambda run: self._inspect(run, COVERAGE_TAB))
        talk.steps_wanted.connect(lambda run: self._inspect(run, STEPS_TAB))
        talk.save_wanted.connect(self._save)
        talk.models_wanted.connect(lambda: self.show_page("models"))
        self.model_work.listed.connect(page.first.show_models)
        self.model_work.went_on.connect(page.first.show_progress)
        page.first.model_wanted.connect(self.model_work.get)
        page.first.file_wanted.connect(self.model_work.choose_file)
        self.findings.revealed.connect(self._reveal)
        self.findings.unreadable.connect(self._not_readable)

    def _restore(self) -> None:
        self.resize(1280, 800)
        if self.state.geometry is not None:
            self.restoreGeometry(self.state.geometry)
        self.columns.recall(self.state.columns)
        self.ask_page.box.edit.set_past(self.state.questions)
        self.show_page("ask")

    # ── pages ───────────────────────────────────────────────────────────────

    def show_page(self, name: str) -> None:
        self.pages.setCurrentWidget(self._pages[name])
        self.sidebar.show_page(name)
        self.columns.reveal_centre()
        if name == "history":
            self._search_history(self.history.field.text())
            self.history.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "models":
            self.models.setFocus(Qt.FocusReason.OtherFocusReason)
            self.model_work.list_models()
        elif name == "ask":
            self.ask_page.box.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: RlmError) -> None:
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

    def _settings_changed(self, change: Callable[[Settings], Settings]) -> None:
        """Made on the settings as they are then, so that no other change is undone."""
        runtime = self.desk.runtime
        self.desk.jobs.run(
            lambda: runtime.change_settings(change(runtime.settings)), failed=self.settings.notice.show_error
        )

    # ── libraries ───────────────────────────────────────────────────────────

    def begin(self, paths: Sequence[str], *, sample: bool) -> None:
        """What the program was started with, done once it is known which libraries there are."""
        if not self._listed:
            QTimer.singleShot(30, lambda: self.begin(paths, sample=sample))
        elif paths:
            self.add_paths(paths)
        elif sample:
            self.add_sample()

    def add_sample(self) -> None:
        if SAMPLE in self.libraries.names():
            self.choose_library(SAMPLE)
        else:
            self.add_paths([str(sample_folder())], name=SAMPLE)

    def add_paths(self, paths: Sequence[str], *, name: str = "") -> None:
        """Add files to the library of that name, or to a new one named after them."""
        existing = name in self.libraries.names()
        name = name or adding.fresh_name(paths, self.libraries.names())
        self._wanted = name
        self.desk.add_files(name, list(paths), existing=existing)
        self.columns.reveal("sidebar")

    def choose_library(self, name: str) -> None:
        """Make a library the one that is asked; a run goes on in its own conversation."""
        self.show_page("ask")
        if name == self.library:
            return
        self.library = self.state.library = name
        self.ask_page.conversation.clear()
        self.inspector.document.clear()
        self.findings.show_run(None)
        self.libraries.select(name)
        self.ask_page.show_library(name, "")
        self.desk.open_library(name)

    def _libraries_listed(self, infos: list[LibraryInfo]) -> None:
        self._listed = True
        names = [info.name for info in infos]
        self.libraries.show_libraries(infos, self.library)
        self.ask_page.show_first(not infos)
        self.columns.withhold_inspector(not infos)
        if self._wanted in names and self._wanted != self.library:
            self.choose_library(self._wanted)
        elif self.library not in names:
            self.library = ""
            if names:
                self.choose_library(names[0])
        self._wanted = ""

    def _library_opened(self, name: str, library: OpenLibrary) -> None:
        if name == self.library:
            profile = library.profile
            facts = f"{words.counted(profile.documents, 'document')}, {words.size(profile.bytes)}"
            self.ask_page.show_library(name, facts)
            self.ask_page.conversation.show_profile(name, profile)

    def _ingest_ended(self, info: LibraryInfo | None) -> None:
        self.libraries.ingest.end(info)
        if info is not None and info.name == self.library:
            self.desk.open_library(info.name)

    def _offer_removal(self, name: str) -> None:
        notice = self.ask_page.notice
        text = tr("Your files stay where they are; only the index made of them goes.")
        notice.say(
            tr("Remove the library {name}?", name=name),
            text,
            action=tr("Remove"),
            then=lambda: self.desk.remove_library(name),
        )
        self.show_page("ask")

    # ── asking ──────────────────────────────────────────────────────────────

    def ask(self, question: str) -> None:
        if not self.library:
            self.ask_page.notice.say(tr("There is nothing to ask yet."), tr("Add files or a folder first."))
            return
        choice = self.ask_page.box.choice()
        run = self.desk.ask(question, self.library, choice)
        self.state.questions = self.ask_page.box.edit.past
        self.ask_page.notice.hide()
        self.ask_page.box.begin()
        self._begin_card(run)

    def stop(self) -> None:
        if self.desk.running:
            self.ask_page.box.stopping()
            self.desk.stop()

    def new_conversation(self) -> None:
        """Clear the page for a new question; the old ones are in the history."""
        if self.desk.running:
            return
        self.ask_page.conversation.clear()
        self.findings.show_run(None)
        self.show_page("ask")
        if self.library:
            self.desk.open_library(self.library)

    def reopen(self, summary: RunSummary) -> None:
        """Show a run of the history as it was."""
        if summary.library in self.libraries.names() and summary.library != self.library:
            self.choose_library(summary.library)
        self.show_page("ask")
        self._begin_card(self.desk.replay(summary))

    def ask_again(self, summary: RunSummary) -> None:
        """Ask the question of a run anew; what the Reader has answered before is known already."""
        if self.desk.running:
            self.history.notice.say(tr("A question is being answered."), tr("Ask again when it has ended."))
        elif summary.library not in self.libraries.names():
            name = summary.library or tr("of the files it was asked of")
            self.history.notice.say(
                tr("There is no library {name}.", name=name), tr("Add the files, then ask.")
            )
        else:
            self.choose_library(summary.library)
            self.ask(summary.question)

    def _remove_run(self, summary: RunSummary) -> None:
        """Called when it can no longer be undone."""
        self.desk.jobs.run(lambda: self.desk.runtime.remove_run(summary.id))

    def _begin_card(self, run: Run) -> None:
        self.findings.show_run(run)
        self.ask_page.conversation.begin(run.key, run.question)
        self.inspector.setCurrentIndex(0)

    def _run_went_on(self, key: str, events: list[Event]) -> None:
        self.ask_page.conversation.add(key, events)
        self.findings.add(key, events)

    def _run_ended(self, key: str) -> None:
        if not self.desk.running:
            self.ask_page.box.end()
        run = self.desk.runs[key]
        if run.reply is None:
            return
        self.findings.end(run)
        if not self.isActiveWindow():
            self.ask_page.alert(self)

    # ── the inspector ───────────────────────────────────────────────────────

    def _inspect(self, key: str, tab: int) -> None:
        run, card = self.desk.runs.get(key), self.ask_page.conversation.card(key)
        if run is not None:
            self.findings.inspect(run, card.events if card else [], tab)

    def _not_readable(self, document: Document) -> None:
        self.ask_page.notice.say(tr("{name} could not be read.", name=document.name), document.reason)

    def _save(self, key: str) -> None:
        """Save an answer where the person wants it, beside the window."""
        run = self.desk.runs.get(key)
        target = export.choose_file(self)
        if run is None or run.reply is None or target is None:
            return
        reply, runtime = run.reply, self.desk.runtime
        left_out = reply.evidence.total > len(reply.evidence.shown)

        def work() -> None:
            places = runtime.run_places(reply.run) if left_out else iter(reply.evidence.shown)
            export.write(reply, places, target)

        self.desk.jobs.run(work, lambda _: self.ask_page.notice.say(tr("Saved as {target}.", target=target)))

    def _reveal(self, tab: int) -> None:
        self.columns.reveal("inspector")
        self.inspector.setCurrentIndex(tab)

    # ── dropping and closing ────────────────────────────────────────────────

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.ask_page.first.set_dropping(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self.ask_page.first.set_dropping(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self.ask_page.first.set_dropping(False)
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            # After the drop has been answered, so that the file manager is not kept waiting.
            QTimer.singleShot(0, lambda: adding.dropped(self, paths))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.state.geometry = self.saveGeometry()
        self.state.columns = self.columns.memory()
        self.state.save()
        self.hide()
        for summary in self.history.give_up_undo():
            self.desk.runtime.remove_run(summary.id)
        self.desk.close()
        event.accept()


def sample_folder() -> Path:
    """The papers of a shop that does not exist; the questions about them stand beside the folder."""
    return places.resources() / "sample" / "kettle-and-fern"
