"""Libraries made, chosen, added to and removed, with what that changes in the window."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from rlm_desktop import paths as places
from rlm_desktop.events import Event, IngestProgressed
from rlm_desktop.gui import adding, glimpse
from rlm_desktop.gui.beneath.backend import LibraryInfo, OpenLibrary
from rlm_desktop.gui.folder_watch import FolderWatch
from rlm_desktop.gui.glimpse import Glimpse
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.profile import Document

if TYPE_CHECKING:
    from rlm_desktop.gui.main_window import MainWindow

SAMPLE = "Sample"
UNDO_MS = 10_000
LISTING_MS = 30
GLIMPSE_MS = 150
"""What is read in by then needs no first page of its own."""
READING = "reading files"
"""What the first step of adding files is called; after it the text is there to be looked at."""


class LibraryWork(QObject):
    """Knows which library is asked. A removed one is gone for good only when it can no longer be undone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._desk, self._shelf = window, window.desk, window.libraries
        self.current = ""
        self._wanted = window.state.library
        self.listed = False
        """Whether it is known which libraries there are."""
        self._infos: Sequence[LibraryInfo] = ()
        self._fresh = ""
        """A library that is being made and is not in the list yet."""
        self._glimpsed = ""
        """The file whose first page is shown."""
        self.watch = FolderWatch(self._desk, self._watched, self)
        self._removed: list[str] = []
        self._undo = QTimer(self, singleShot=True, interval=UNDO_MS)
        self._undo.timeout.connect(self._remove_for_good)
        self._connect()

    def _connect(self) -> None:
        desk, shelf, window = self._desk, self._shelf, self._window
        desk.libraries_listed.connect(self._list)
        desk.library_opened.connect(self._opened)
        desk.documents_listed.connect(shelf.show_documents)
        desk.ingest_started.connect(shelf.ingest.begin)
        desk.ingest_went_on.connect(shelf.ingest.add)
        desk.ingest_went_on.connect(self._ingest_went_on)
        desk.ingest_ended.connect(self._ingest_ended)
        self.watch.seen.connect(self._changes_seen)
        shelf.changes.read_wanted.connect(self.update)
        shelf.chosen.connect(self.choose)
        shelf.documents_wanted.connect(desk.list_documents)
        shelf.files_wanted.connect(lambda name: adding.choose_files(window, name))
        shelf.folder_wanted.connect(lambda name: adding.choose_folder(window, name))
        shelf.removal_wanted.connect(self.remove)
        shelf.update_wanted.connect(self.update)
        shelf.ingest.stopped.connect(desk.stop_adding)
        shelf.ingest.pause_wanted.connect(desk.pause_adding)

    def begin(self, paths: Sequence[str], *, sample: bool) -> None:
        """What the program was started with, done once it is known which libraries there are."""
        if not self.listed:
            QTimer.singleShot(LISTING_MS, lambda: self.begin(paths, sample=sample))
        elif paths:
            self._open(paths)
        elif sample:
            self.add_sample()

    def _open(self, paths: Sequence[str]) -> None:
        """What a file manager opened: the library of just these files where there is one, else a new one."""
        wanted = {os.path.realpath(path) for path in paths}
        made = (
            info.name for info in self._infos if {os.path.realpath(path) for path in info.paths} == wanted
        )
        if name := next(made, ""):
            self.choose(name)
            self.update(name)
        else:
            self.add(paths)

    def add_sample(self) -> None:
        if SAMPLE in self._shelf.names():
            self.choose(SAMPLE)
        else:
            self.add([str(sample_folder())], name=SAMPLE)

    def add(self, paths: Sequence[str], *, name: str = "") -> None:
        """Add files to the library of that name, or to a new one named after them."""
        existing = name in self._shelf.names()
        # A name that is being removed is not free yet.
        name = name or adding.fresh_name(paths, [*self._shelf.names(), *self._removed])
        self._wanted = name
        free = not self._desk.ingesting
        self._desk.add_files(name, list(paths), existing=existing)
        self._window.columns.reveal("sidebar")
        if free and not existing:
            self._fresh = name
            QTimer.singleShot(GLIMPSE_MS, self, lambda: self._glimpse(name, list(paths)))

    def _glimpse(self, name: str, paths: list[str]) -> None:
        """Show the first page of what is being read in, where that takes longer than a moment."""
        runtime = self._desk.runtime

        def show(found: Glimpse | None) -> None:
            if found is not None and self._fresh == name:
                self._glimpsed = str(found.path)
                self._window.has_libraries = True
                self._window.fit_inspector()
                self._window.findings.show_glimpse(found)

        if self._fresh == name:
            self._desk.jobs.run(lambda: glimpse.first_page(paths, runtime.first_lines), show)

    def update(self, name: str) -> None:
        """Read what is new or has changed in the files of a library."""
        self._wanted = name
        self._desk.add_files(name, [], existing=True)
        self._window.columns.reveal("sidebar")

    def update_current(self) -> None:
        self.update(self.current)

    def choose(self, name: str) -> None:
        """Make a library the one that is asked; a run goes on in its own conversation."""
        window = self._window
        window.show_page("ask")
        if name == self.current:
            return
        self.current = window.state.library = name
        window.ask_page.conversation.clear()
        window.ask_page.notice.hide()
        if not self._glimpsed:
            window.inspector.document.clear()
        window.inspector.profile.clear()
        self._shelf.changes.hide()
        window.findings.show_run(None)
        self._shelf.select(name)
        window.ask_page.show_library(name, "")
        self._desk.open_library(name)

    def remove(self, name: str) -> None:
        """Take a library off the list; for a while it can be brought back."""
        self._removed.append(name)
        self._undo.start()
        self._desk.list_libraries()
        self._window.show_page("ask")
        self._window.ask_page.notice.say(
            tr("The library {name} is removed.", name=name),
            tr("Your files stay where they are; only the index made of them goes."),
            action=tr("Undo"),
            then=self._bring_back,
        )

    def give_up_undo(self) -> list[str]:
        """The libraries whose removal has not been done yet; it cannot be undone any more."""
        self._undo.stop()
        names, self._removed = self._removed, []
        return names

    def _bring_back(self) -> None:
        names = self.give_up_undo()
        self._wanted = names[-1] if names else ""
        self._desk.list_libraries()

    def _remove_for_good(self) -> None:
        self._window.ask_page.notice.hide()
        for name in self.give_up_undo():
            self._desk.remove_library(name)

    def _list(self, found: list[LibraryInfo]) -> None:
        kept = (info for info in found if info.name not in self._removed)
        self._infos = infos = sorted(kept, key=lambda info: info.name.casefold())
        self.listed = True
        names = [info.name for info in infos]
        self._shelf.show_libraries(infos, self.current)
        self._window.ask_page.show_first(not infos)
        self._window.has_libraries = bool(infos)
        self._window.fit_inspector()
        if self._wanted in names and self._wanted != self.current:
            self.choose(self._wanted)
        elif self.current not in names:
            self.current = ""
            if names:
                self.choose(names[0])
        self._wanted = ""

    def _opened(self, name: str, library: OpenLibrary) -> None:
        if name == self.current:
            self._show_whole(name, library)
            profile = library.profile
            if name == self._desk.ingesting_into and not profile.documents:
                self._window.ask_page.conversation.show_pending(name)
                return
            facts = f"{words.counted(profile.documents, 'document')}, {words.size(profile.bytes)}"
            self._window.ask_page.show_library(name, facts)
            self._window.ask_page.conversation.show_profile(name, profile)

    def _show_whole(self, name: str, library: OpenLibrary) -> None:
        """The file whose first page is shown, as it is in the library: all of it, from the same line on."""
        path, self._glimpsed = self._glimpsed, ""

        def find() -> Document | None:
            return next((document for document in library.documents() if document.path == path), None)

        def show(document: Document | None) -> None:
            if document is not None and name == self.current:
                self._window.findings.open_document(name, document)

        if path:
            self._desk.jobs.run(find, show)

    def _watched(self) -> str:
        """The library to be looked after; none where that is not wanted, or nobody sees the window."""
        window = self._window
        wanted = window.state.watching != "off" and window.isVisible() and not window.isMinimized()
        return self.current if wanted else ""

    def _changes_seen(self, name: str, files: int) -> None:
        if files and self._window.state.watching == "read" and not self._desk.running:
            self._desk.add_files(name, [], existing=True, quietly=True)
        else:
            self._shelf.changes.show_changes(name, files)

    def _ingest_went_on(self, events: list[Event]) -> None:
        """A library that is being made is listed as soon as its text can be looked at."""
        read = any(isinstance(event, IngestProgressed) and event.doing != READING for event in events)
        if self._fresh and read:
            self._wanted, self._fresh = self._fresh, ""
            self._desk.list_libraries()

    def _ingest_ended(self, info: LibraryInfo | None) -> None:
        self._shelf.ingest.end(info)
        self._shelf.changes.hide()
        self._fresh = ""
        if self._glimpsed and info is None:
            self._window.inspector.document.clear()
            self._glimpsed = ""
        if info is not None and info.name == self.current:
            self._desk.open_library(info.name)


def sample_folder() -> Path:
    """The papers of a shop that does not exist; the questions about them stand beside the folder."""
    return places.resources() / "sample" / "kettle-and-fern"
