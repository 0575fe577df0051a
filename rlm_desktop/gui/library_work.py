"""Libraries made, chosen, added to and removed, with what that changes in the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from rlm_desktop import paths as places
from rlm_desktop.gui import adding, words
from rlm_desktop.gui.backend import LibraryInfo, OpenLibrary
from rlm_desktop.gui.language import tr

if TYPE_CHECKING:
    from rlm_desktop.gui.main_window import MainWindow

SAMPLE = "Sample"
UNDO_MS = 10_000
LISTING_MS = 30


class LibraryWork(QObject):
    """Knows which library is asked. A removed one is gone for good only when it can no longer be undone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._desk, self._shelf = window, window.desk, window.libraries
        self.current = ""
        self._wanted = window.state.library
        self._listed = False
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
        desk.ingest_ended.connect(self._ingest_ended)
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
        if not self._listed:
            QTimer.singleShot(LISTING_MS, lambda: self.begin(paths, sample=sample))
        elif paths:
            self.add(paths)
        elif sample:
            self.add_sample()

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
        self._desk.add_files(name, list(paths), existing=existing)
        self._window.columns.reveal("sidebar")

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
        window.inspector.document.clear()
        window.inspector.profile.clear()
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
        infos = [info for info in found if info.name not in self._removed]
        self._listed = True
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
            profile = library.profile
            facts = f"{words.counted(profile.documents, 'document')}, {words.size(profile.bytes)}"
            self._window.ask_page.show_library(name, facts)
            self._window.ask_page.conversation.show_profile(name, profile)

    def _ingest_ended(self, info: LibraryInfo | None) -> None:
        self._shelf.ingest.end(info)
        if info is not None and info.name == self.current:
            self._desk.open_library(info.name)


def sample_folder() -> Path:
    """The papers of a shop that does not exist; the questions about them stand beside the folder."""
    return places.resources() / "sample" / "kettle-and-fern"
