"""The window before a camera: asks real questions, waits for real answers, takes pictures in both looks."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from rlm_desktop.events import SubCallFinished
from rlm_desktop.gui.application import Session
from rlm_desktop.gui.beneath.backend import AskChoice, OpenLibrary, RunSummary
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.one_instance import Wish
from rlm_desktop.gui.questions.conversation import RunCard
from rlm_desktop.gui.style.theme import THEME
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import Settings

PATIENCE = 1800.0
SETTLING_MS = 500
ENDED = ("answered", "not_found", "partial", "estimated")


class Studio:
    """`only` names the pictures that are wanted; all of them where it is empty."""

    def __init__(
        self,
        data: DataFolder,
        out: Path,
        only: list[str],
        size: tuple[int, int],
        scratch: Path = Path(),
    ) -> None:
        self.data, self.out, self.only, self.size, self.scratch = data, out, only, size, scratch
        self._session = Session(Settings.load(data))
        self._session.open(Wish())
        self.arrange()

    def arrange(self) -> None:
        self.window.resize(*self.size)
        self.window.columns.recall({"sidebar": 264, "inspector": self.size[0] // 3})

    @property
    def window(self) -> MainWindow:
        return self._session.window

    def wait(self, true: Callable[[], object], seconds: float = PATIENCE) -> None:
        until = time.monotonic() + seconds
        while not true():
            if time.monotonic() > until:
                raise SystemExit("It did not come to that in time.")
            QTest.qWait(50)

    @property
    def read(self) -> int:
        """Passages that were read for the question in hand."""
        card = self.window.ask_page.conversation.card(self.window.desk.running or "")
        return sum(isinstance(event, SubCallFinished) for event in card.events) if card else 0

    def take(self, name: str, *, settle: int = SETTLING_MS, of: QWidget | None = None) -> None:
        """One picture in light and one in dark."""
        if self.only and name not in self.only:
            return
        for look, ending in (("light", ""), ("dark", "-dark")):
            THEME.apply(look)  # type: ignore[arg-type]
            QTest.qWait(settle)
            picture = (of or self.window).grab()
            # At this quality WebP loses nothing.
            picture.save(str(self.out / f"{name}{ending}.webp"), "WEBP", 100)
        THEME.apply("light")
        print(name, flush=True)

    def asked(self, question: str, choice: AskChoice | None = None) -> RunCard:
        """A question with its answer on a clean page: from the history, or asked now."""
        window = self.window
        window.asking.begin_anew()
        known = next((run for run in self._ended() if run.question == question), None)
        if known is not None:
            window.asking.reopen(known)
        elif choice is not None:
            # Begun at once: what is weighed before a long run has a picture of its own.
            window.asking._start(question, choice, "")
        else:
            window.asking.ask(question)
        talk = window.ask_page.conversation
        self.wait(lambda: talk.last_answered() is not None)
        QTest.qWait(SETTLING_MS)
        card = talk.last_answered()
        assert card is not None
        return card

    def _ended(self) -> Iterator[RunSummary]:
        library = self.window.library
        runs = self.window.desk.runtime.runs()
        return (run for run in runs if run.status in ENDED and run.library == library)

    def library(self, name: str, make: Callable[[], Path]) -> None:
        """Ask a library of that name from now on; what it is made of is made where it is missing."""
        window = self.window
        self.wait(lambda: window.shelf.listed and not window.desk.ingesting)
        QTest.qWait(SETTLING_MS)
        if name not in window.libraries.names():
            window.shelf.add([str(make())], name=name)
            self.wait(lambda: window.desk.ingesting, 30)
        elif window.library != name:
            window.shelf.choose(name)
        self.wait(lambda: window.library == name and not window.desk.ingesting)
        self.wait(lambda: window.ask_page.conversation.has_profile)
        QTest.qWait(SETTLING_MS)

    def open_document(self, kind: str) -> None:
        """The first document of that kind in the library that is asked."""
        window = self.window

        def show(found: OpenLibrary) -> None:
            wanted = next(item for item in found.documents() if item.kind == kind)
            window.findings.open_document(window.library, wanted)

        window.desk.with_library(window.library, show)
        self.wait(lambda: window.inspector.document.document is not None, 60)
        QTest.qWait(SETTLING_MS)

    def close(self) -> None:
        self.window.close()
