"""What the inspector shows of a run: its steps, what it covered, its evidence, the documents behind it."""

from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import QObject, Signal

from rlm_desktop.events import Event, RunStarted, SubCallFinished
from rlm_desktop.gui.answers.places import PlacesFeed
from rlm_desktop.gui.beneath.backend import OpenLibrary
from rlm_desktop.gui.desk import Desk, Run
from rlm_desktop.gui.documents.page_view import Draw
from rlm_desktop.gui.documents.workbench import RunProgram
from rlm_desktop.gui.glimpse import Glimpse
from rlm_desktop.gui.live_coverage import LiveCoverage
from rlm_desktop.gui.panels.inspector import Inspector
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.profile import Document, Profile
from rlm_desktop.reply import Coverage, Quote
from rlm_desktop.spans import DocumentId, Span

STEPS_TAB, COVERAGE_TAB, EVIDENCE_TAB, DOCUMENT_TAB, PROFILE_TAB = range(5)


class Findings(QObject):
    """Points the inspector at one run, and follows clicks from a finding to its text."""

    revealed = Signal(int)
    """A page of the inspector is to be in sight."""
    unreadable = Signal(object)

    def __init__(self, desk: Desk, inspector: Inspector, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._inspector = desk, inspector
        self._run: Run | None = None
        self._run_id = ""
        self._wanted = ""
        """Whose profile is to be shown."""
        self._live = LiveCoverage()
        inspector.evidence.chosen.connect(lambda quote: self.open_quote(self.key, quote))
        inspector.coverage.chosen.connect(self._covered_chosen)

    @property
    def key(self) -> str:
        """The run that is shown; empty for none."""
        return self._run.key if self._run else ""

    def show_run(self, run: Run | None) -> None:
        """Start empty; the run's events fill it."""
        self._run, self._run_id = run, ""
        self._live = LiveCoverage()
        self._inspector.trajectory.clear()
        self._inspector.trajectory.run_program = self._runner(run)
        self._inspector.trajectory.find_call = self._find_call
        self._inspector.evidence.show_evidence(None)
        self._inspector.coverage.show_coverage(None, [], ())

    def _runner(self, run: Run | None) -> RunProgram | None:
        """Runs a program over the library that a run was asked of."""
        if run is None or not run.library:
            return None
        runtime, library = self._desk.runtime, run.library
        return lambda code: runtime.run_script(code, library=library)

    def _find_call(self, number: int) -> SubCallFinished | None:
        """A sub-call of the run that is shown, from the history; takes a moment."""
        if not self._run_id:
            return None
        events = self._desk.runtime.run_events(self._run_id)
        calls = (event for event in events if isinstance(event, SubCallFinished))
        return next(islice(calls, number, None), None)

    def _drawer(self, library: str) -> Draw:
        runtime = self._desk.runtime
        return lambda document, page, width, span: runtime.page_picture(
            library, document, page, width=width, span=span
        )

    def add(self, key: str, events: list[Event]) -> None:
        if self._run is None or key != self._run.key:
            return
        self._run_id = next((event.run for event in events if isinstance(event, RunStarted)), self._run_id)
        self._inspector.trajectory.add(events)
        # No short cut by any(): every event must be taken in.
        news = [self._live.add(event) for event in events]
        if any(news) and self._run.reply is None:
            self._draw_coverage(self._run, self._live.coverage, (), so_far=True)

    def end(self, run: Run) -> None:
        """Show what a run found, now that it has ended."""
        reply = run.reply
        if reply is None or run is not self._run:
            return
        self._inspector.evidence.show_evidence(reply.evidence, self._feed(run))
        if reply.coverage.bytes_total:
            self._draw_coverage(run, reply.coverage, reply.evidence.shown)

    def inspect(self, run: Run, events: list[Event], tab: int) -> None:
        """Show a page of a run, which may be another than the one that is shown."""
        if run is not self._run:
            self.show_run(run)
            self.add(run.key, events)
            self.end(run)
        self.revealed.emit(tab)

    def open_quote(self, key: str, quote: Quote) -> None:
        """Land on a piece of evidence: its document, its line, the span marked."""
        run = self._desk.runs.get(key)
        if run is None:
            return

        def show(library: OpenLibrary, document: Document) -> None:
            shown = run.reply.evidence.shown if run.reply else ()
            at = Span(document.id, quote.start, quote.end)
            marks = {
                Span(document.id, item.start, item.end) for item in shown if item.document == document.name
            }
            self.revealed.emit(DOCUMENT_TAB)
            self._inspector.document.show_document(
                library,
                document,
                marks=sorted(marks | {at}),
                at=at,
                draw=self._drawer(run.library),
                page=quote.page,
            )

        self._desk.place_of(run, quote, show)

    def open_document(self, name: str, document: Document) -> None:
        if document.status != "ready":
            self.unreadable.emit(document)
            return
        self.revealed.emit(DOCUMENT_TAB)
        pane = self._inspector.document
        self._desk.with_library(
            name, lambda library: pane.show_document(library, document, draw=self._drawer(name))
        )

    def show_glimpse(self, glimpse: Glimpse) -> None:
        """The first page of a file that is being read in."""
        facts = tr(
            "{bytes} · the first {lines}; the rest is being read",
            bytes=words.size(glimpse.document.bytes),
            lines=words.counted(glimpse.document.lines, "line"),
        )
        self.revealed.emit(DOCUMENT_TAB)
        self._inspector.document.show_document(glimpse, glimpse.document, facts=facts)

    def open_profile(self, name: str, title: str, documents: Sequence[DocumentId]) -> None:
        """Show what some documents of a library hold; counting their rows may take a moment."""
        pane = self._inspector.profile
        self.revealed.emit(PROFILE_TAB)
        pane.wait(title)
        self._wanted = title

        def show(profile: Profile) -> None:
            # A slower, older count must not take the place of a newer one.
            if self._wanted == title:
                pane.show_profile(title, profile)

        self._desk.with_library(
            name, lambda library: self._desk.jobs.run(lambda: library.profile_of(documents), show)
        )

    def _feed(self, run: Run) -> PlacesFeed | None:
        """The places that the reply does not carry, where there are such."""
        reply = run.reply
        if reply is None or reply.evidence.total <= len(reply.evidence.shown):
            return None
        places, identity = self._desk.runtime.run_places, reply.run
        return PlacesFeed(self._desk.jobs, lambda: places(identity), self)

    def _draw_coverage(
        self, run: Run, coverage: Coverage, quotes: Sequence[Quote], *, so_far: bool = False
    ) -> None:
        def draw(documents: Sequence[Document]) -> None:
            # Listed beside the window: by then another run may be shown, or this one have ended.
            if run is self._run and (run.reply is None) == so_far:
                places = run.reply.evidence.total if run.reply else 0
                self._inspector.coverage.show_coverage(
                    coverage, documents, quotes, places=places, so_far=so_far
                )

        def list_documents(library: OpenLibrary) -> None:
            self._desk.jobs.run(library.documents, draw)

        if run.library:
            self._desk.with_library(run.library, list_documents)

    def _covered_chosen(self, document: Document, quote: Quote | None) -> None:
        if quote is not None:
            self.open_quote(self.key, quote)
        elif self._run is not None:
            self.open_document(self._run.library, document)
