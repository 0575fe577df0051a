"""What the window works with: the open libraries, the run in hand, and the way to the runtime."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from rlm_desktop.errors import LibraryError, RlmError
from rlm_desktop.events import Event, RunEnded
from rlm_desktop.gui.beneath.backend import (
    Ask,
    AskChoice,
    Backend,
    LibraryInfo,
    OpenLibrary,
    RunHandle,
    RunSummary,
)
from rlm_desktop.gui.beneath.event_pump import Arrival, EventPump
from rlm_desktop.gui.beneath.jobs import Jobs
from rlm_desktop.gui.panels.libraries_panel import document_nodes
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.profile import Document
from rlm_desktop.reply import Quote, Reply

INGEST = "library "
"""Begins the name under which the events of adding files travel."""
CLOSE_SECONDS = 5.0


class Run:
    """One question in the conversation."""

    def __init__(self, key: str, question: str, library: str) -> None:
        self.key, self.question, self.library = key, question, library
        self.reply: Reply | None = None


class Desk(QObject):
    """All calls of the runtime that may take a while are made beside the window."""

    libraries_listed = Signal(list)
    library_opened = Signal(str, object)
    documents_listed = Signal(str, list)
    ingest_started = Signal(str)
    ingest_went_on = Signal(list)
    ingest_ended = Signal(object)
    run_went_on = Signal(str, list)
    run_ended = Signal(str)
    failed = Signal(object)

    def __init__(self, runtime: Backend, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runtime = runtime
        self._ask = ask
        self.pump = EventPump(self)
        self.pump.arrived.connect(self._arrived)
        self.jobs = Jobs(self.pump, self.failed.emit)
        self.runs: dict[str, Run] = {}
        self.running: str = ""
        self.watchers: dict[str, Callable[[list[Event]], object]] = {}
        """Who else wants events, by the name under which they travel."""
        self._open: dict[str, OpenLibrary] = {}
        self._handle: RunHandle | None = None
        self._stop_wanted = False
        self._ingest_stop = False
        self._ingesting = ""
        self._quietly = False
        self._paused = ""
        """The library whose reading stands still."""
        # A worker that died without a last word must not leave the window waiting.
        self._watch = QTimer(self, interval=500)
        self._watch.timeout.connect(self._look_after_run)

    # ── libraries ───────────────────────────────────────────────────────────

    def _named_libraries(self) -> list[LibraryInfo]:
        """Those that a person made; what is kept for the paths of a question has no name."""
        return [info for info in self.runtime.libraries() if info.name]

    def list_libraries(self) -> None:
        self.jobs.run(self._named_libraries, self.libraries_listed.emit)

    def with_library(self, name: str, then: Callable[[OpenLibrary], object]) -> None:
        """Call `then` with the open library, now or when it has been opened."""
        if name in self._open:
            then(self._open[name])
            return

        def opened(library: OpenLibrary) -> None:
            self._open[name] = library
            then(library)

        self.jobs.run(lambda: self.runtime.open_library(name), opened)

    def open_library(self, name: str) -> None:
        self.with_library(name, lambda library: self.library_opened.emit(name, library))

    def list_documents(self, name: str) -> None:
        def listed(library: OpenLibrary) -> None:
            self.jobs.run(
                lambda: document_nodes(library.documents()),
                lambda nodes: self.documents_listed.emit(name, nodes),
            )

        self.with_library(name, listed)

    @property
    def ingesting(self) -> bool:
        return bool(self._ingesting)

    @property
    def ingesting_into(self) -> str:
        """The library that files are being read into; empty for none."""
        return self._ingesting

    def add_files(self, name: str, paths: Sequence[str], *, existing: bool, quietly: bool = False) -> None:
        """Add files to a library, or make one of them. `quietly`: nobody asked for it, so that another
        window at the same work is nobody's matter.
        """
        if self._ingesting:
            message = tr("Files are being added to {ingesting} already.", ingesting=self._ingesting)
            self.failed.emit(LibraryError(message, hint=tr("Wait until that is done, or stop it.")))
            return
        self._ingesting, self._ingest_stop, self._quietly = name, False, quietly
        self.ingest_started.emit(name)

        def push(event: Event) -> None:
            self.pump.push(INGEST + name, event)

        def work() -> LibraryInfo:
            if existing:
                return self.runtime.update_library(
                    name, add=paths, emit=push, should_stop=self._ingest_stopped
                )
            return self.runtime.add_library(name, paths, emit=push, should_stop=self._ingest_stopped)

        self.jobs.run(work, self._added, failed=self._not_added, after_events=True)

    def pause_adding(self, pause: bool) -> None:
        """Have the reading stand still, or go on where it stood; the events tell when it is so."""
        name = self._ingesting
        if not name:
            return
        self._paused = name if pause else ""
        if pause:
            self.jobs.run(lambda: self.runtime.pause_library(name))
        else:
            self.jobs.run(lambda: self.runtime.resume_library(name))

    def stop_adding(self) -> None:
        self._ingest_stop = True

    def remove_library(self, name: str) -> None:
        self._open.pop(name, None)
        self.jobs.run(lambda: self.runtime.remove_library(name), lambda _: self.list_libraries())

    def _ingest_stopped(self) -> bool:
        return self._ingest_stop

    def _added(self, info: LibraryInfo) -> None:
        self._open.pop(info.name, None)
        self._let_go_on()
        self._ingesting = ""
        self.ingest_ended.emit(info)
        self.list_libraries()

    def _let_go_on(self) -> None:
        """What was stopped while it stood still must not stand still the next time."""
        if self._paused:
            self.pause_adding(False)

    def _not_added(self, error: RlmError) -> None:
        self._let_go_on()
        self._ingesting = ""
        self.ingest_ended.emit(None)
        self.list_libraries()
        if error.kind != "stopped" and not (self._quietly and error.kind == "library_busy"):
            self.failed.emit(error)

    # ── runs ────────────────────────────────────────────────────────────────

    def ask(self, question: str, library: str, choice: AskChoice, *, after: str = "") -> Run:
        """Start a question; its events come as `run_went_on` under the run's key."""
        run = Run(f"run-{len(self.runs) + 1}", question, library)
        self.runs[run.key] = run
        self.running, self._handle, self._stop_wanted = run.key, None, False

        def push(event: Event) -> None:
            self.pump.push(run.key, event)

        def start() -> None:
            handle = self._ask(question, library=library, choice=choice, emit=push, after=after)
            # Held at once, on this thread: Stop must not wait behind events that are still to be drawn.
            self._handle = handle
            if self._stop_wanted:
                handle.stop()

        def refused(error: RlmError) -> None:
            self._finish(run.key)
            self.failed.emit(error)

        self.jobs.run(start, failed=refused)
        self._watch.start()
        return run

    def stop(self) -> None:
        """Ask the run in hand to end; it ends in order, with an event."""
        self._stop_wanted = True
        if self._handle is not None:
            self._handle.stop()

    def replay(self, summary: RunSummary) -> Run:
        """Let a run of the history happen again in the window, from its kept events."""
        run = Run(f"history-{summary.id}-{len(self.runs)}", summary.question, summary.library)
        self.runs[run.key] = run

        def kept() -> tuple[list[Event], Reply | None]:
            return list(self.runtime.run_events(summary.id)), self.runtime.run_reply(summary.id)

        def play(found: tuple[list[Event], Reply | None]) -> None:
            events, reply = found
            for event in events:
                self.pump.push(run.key, event)
            if reply is not None and not any(isinstance(event, RunEnded) for event in events):
                self.pump.push(run.key, RunEnded(reply=reply))

        self.jobs.run(kept, play)
        return run

    def place_of(self, run: Run, quote: Quote, then: Callable[[OpenLibrary, Document], object]) -> None:
        """Find the document a quote names, in the library the run was asked of."""

        def look(library: OpenLibrary) -> None:
            def find() -> Document | None:
                return next((item for item in library.documents() if item.name == quote.document), None)

            def found(document: Document | None) -> None:
                if document is None:
                    message = tr("{document} is no longer in the library.", document=quote.document)
                    self.failed.emit(LibraryError(message, hint=tr("Add the file again, and ask once more.")))
                else:
                    then(library, document)

            self.jobs.run(find, found)

        self.with_library(run.library, look)

    def close(self, *, keep_runtime: bool = False) -> None:
        """End the run in hand in order, then let everything go."""
        self._watch.stop()
        self.stop_adding()
        if self._handle is not None and self.running:
            self._handle.stop()
            self._handle.wait(CLOSE_SECONDS)
        self.jobs.close()
        self.pump.stop()
        if not keep_runtime:
            self.runtime.close()

    def _arrived(self, batch: list[Arrival]) -> None:
        together: dict[str, list[Event]] = {}
        for key, event in batch:
            together.setdefault(key, []).append(event)
        for key, events in together.items():
            if key.startswith(INGEST):
                self.ingest_went_on.emit(events)
            elif key in self.watchers:
                self.watchers[key](events)
            elif key in self.runs:
                self._went_on(self.runs[key], events)

    def _went_on(self, run: Run, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, RunEnded):
                run.reply = event.reply
        self.run_went_on.emit(run.key, events)
        if run.reply is not None:
            self._finish(run.key)

    def _finish(self, key: str) -> None:
        if self.running == key:
            self.running, self._handle = "", None
            self._watch.stop()
        self.run_ended.emit(key)

    def _look_after_run(self) -> None:
        handle, run = self._handle, self.runs.get(self.running)
        if handle is None or run is None or not handle.done or self.pump.waiting:
            return
        reply = handle.wait(0)
        if reply is not None:
            self._went_on(run, [RunEnded(reply=reply)])
            return
        self._finish(run.key)
        self.failed.emit(
            RlmError(tr("The run ended without a result."), hint=tr("Ask again; the log tells more."))
        )
