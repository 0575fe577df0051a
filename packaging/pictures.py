"""Makes the pictures of the user guide: the real window over the sample library, in light and in dark.

    python packaging/pictures.py --data-dir FOLDER [--out docs/images/guide] [--only NAME ...]

The questions are asked of the real models the first time; afterwards their runs are opened from the
history of that folder. Its path shows in the pictures, so choose one that may be seen. On a machine without
a display: QT_QPA_PLATFORM=offscreen.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rlm_desktop.gui import language
from rlm_desktop.gui.answer_card import QuoteLine
from rlm_desktop.gui.application import Session, prepare
from rlm_desktop.gui.backend import RunSummary
from rlm_desktop.gui.conversation import RunCard
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.one_instance import Wish
from rlm_desktop.gui.profile_card import ProfileCard
from rlm_desktop.gui.state import WindowState
from rlm_desktop.gui.theme import THEME
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import Settings

GROUPS = "How many lines have the level ERROR, for each component?"
FOLLOWING = "And how many have the level WARN?"
MONTHS = "How many orders are there for each month?"
PATIENCE = 900.0
SETTLING_MS = 500


class Studio:
    """The window, and a camera before it."""

    def __init__(self, data: DataFolder, out: Path, only: list[str]) -> None:
        self._out, self._only = out, only
        self._session = Session(Settings.load(data))
        self._session.open(Wish())
        self.arrange()

    def arrange(self) -> None:
        self.window.resize(1280, 800)
        self.window.columns.recall({"sidebar": 264, "inspector": 430})

    @property
    def window(self) -> MainWindow:
        return self._session.window

    def wait(self, true: Callable[[], object], seconds: float = PATIENCE) -> None:
        until = time.monotonic() + seconds
        while not true():
            if time.monotonic() > until:
                raise SystemExit("It did not come to that in time.")
            QTest.qWait(50)

    def take(self, name: str) -> None:
        """One picture in light and one in dark."""
        if self._only and name not in self._only:
            return
        for look, ending in (("light", ""), ("dark", "-dark")):
            THEME.apply(look)  # type: ignore[arg-type]
            QTest.qWait(SETTLING_MS)
            picture = self.window.grab()
            # At this quality WebP loses nothing.
            picture.save(str(self._out / f"{name}{ending}.webp"), "WEBP", 100)
        THEME.apply("light")
        print(name)

    def asked(self, question: str) -> RunCard:
        """A question with its answer on a clean page: from the history, or asked now."""
        window = self.window
        window.asking.begin_anew()
        known = next((run for run in self._answered() if run.question == question), None)
        if known is not None:
            window.asking.reopen(known)
        else:
            window.asking.ask(question)
        talk = window.ask_page.conversation
        self.wait(lambda: talk.last_answered() is not None)
        QTest.qWait(SETTLING_MS)
        card = talk.last_answered()
        assert card is not None
        return card

    def _answered(self) -> Iterator[RunSummary]:
        return (run for run in self.window.desk.runtime.runs() if run.status == "answered")

    def close(self) -> None:
        self.window.close()


def first_start(studio: Studio) -> None:
    studio.wait(lambda: "ready" in studio.window.ask_page.first._model.text(), 120)
    studio.take("first-start")
    studio.window.shelf.add_sample()


def library(studio: Studio) -> None:
    window = studio.window
    studio.wait(lambda: window.library and not window.desk.ingesting)
    studio.wait(lambda: window.ask_page.conversation.has_profile)
    window.libraries.tree.expand(window.libraries.model.index(0, 0))
    QTest.qWait(SETTLING_MS)
    window.libraries.tree.expandAll()
    studio.take("library")


def answers(studio: Studio) -> None:
    window = studio.window
    card = studio.asked(GROUPS)
    studio.take("answer")
    QTest.mouseClick(card.findChildren(QuoteLine)[0], Qt.MouseButton.LeftButton)
    QTest.qWait(2 * SETTLING_MS)
    studio.take("document")
    for tab, name in ((1, "coverage"), (2, "evidence")):
        window.inspector.setCurrentIndex(tab)
        studio.take(name)
    window.inspector.setCurrentIndex(0)
    window.inspector.trajectory.show_program()
    studio.take("steps")
    window.inspector.trajectory.edit_program()
    studio.take("program")
    studio.asked(MONTHS)
    studio.take("series")


def long_run(studio: Studio) -> None:
    window = studio.window
    window.asking.begin_anew()
    box = window.ask_page.box
    box.plan.setCurrentIndex(box.plan.findData("exhaustive"))
    window.asking.ask("What worries the owner of the shop?")
    QTest.qWait(2 * SETTLING_MS)
    studio.take("cost")
    box.plan.setCurrentIndex(0)


def page(studio: Studio) -> None:
    window = studio.window
    window.asking.begin_anew()

    def show(found: object) -> None:
        documents = found.documents()  # type: ignore[attr-defined]
        window.findings.open_document(window.library, next(item for item in documents if item.kind == "pdf"))

    window.desk.with_library(window.library, show)
    studio.wait(lambda: window.inspector.document.page.paper.height() > 400, 60)
    studio.take("page")


def running(studio: Studio) -> None:
    """While it works, and stopped."""
    window = studio.window
    window.asking.begin_anew()
    window.asking.ask("Which city has the most orders, and how many?")
    studio.wait(lambda: window.inspector.trajectory._record.live is not None or not window.desk.running, 300)
    QTest.qWait(4 * SETTLING_MS)
    studio.take("running")
    window.asking.stop()
    studio.wait(lambda: not window.desk.running)
    studio.take("stopped")


def following(studio: Studio) -> None:
    """A question that leans on the answer before, as it is put and as it was understood."""
    window, talk = studio.window, studio.window.ask_page.conversation
    studio.asked(GROUPS)
    window.ask_page.box.suggest(FOLLOWING)
    studio.take("follow-up")
    QTest.keyClick(window.ask_page.box.edit, Qt.Key.Key_Return)
    studio.wait(lambda: not window.desk.running and len(talk.findChildren(RunCard)) == 2)
    QTest.qWait(2 * SETTLING_MS)
    studio.take("understood")


def folder(studio: Studio) -> None:
    """What one folder of the tree holds."""
    window = studio.window
    window.asking.begin_anew()
    tree, model = window.libraries.tree, window.libraries.model
    shelf = model.root.children[0]
    studio.wait(lambda: shelf.children and shelf.children[0].children)
    logs = next(node for node in shelf.children[0].children if node.text == "logs")
    tree.setCurrentIndex(model.place(logs))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    studio.wait(lambda: window.inspector.profile.findChildren(ProfileCard))
    studio.take("folder")
    window.inspector.setCurrentIndex(0)


def pages(studio: Studio) -> None:
    for name in ("history", "models", "settings"):
        studio.window.show_page(name)
        QTest.qWait(4 * SETTLING_MS)
        studio.take(name)


def german(studio: Studio) -> None:
    old = studio.window
    old.settings.language_chosen.emit("de")
    studio.wait(lambda: studio.window is not old, 60)
    window = studio.window
    studio.arrange()
    studio.wait(lambda: window.library and window.ask_page.conversation.has_profile)
    studio.asked(GROUPS)
    studio.take("german")
    window.state.language = "system"


SCENES: dict[Callable[[Studio], None], tuple[str, ...]] = {
    answers: ("answer", "document", "coverage", "evidence", "steps", "program", "series"),
    long_run: ("cost",),
    page: ("page",),
    running: ("running", "stopped"),
    folder: ("folder",),
    following: ("follow-up", "understood"),
    pages: ("history", "models", "settings"),
    german: ("german",),
}
"""What is played before the camera, and the pictures it gives."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the pictures of the user guide.")
    parser.add_argument("--data-dir", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=Path("docs/images/guide"), metavar="FOLDER")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    data = DataFolder(asked.data_dir.absolute())
    prepare([])
    WindowState(data).language = "en"
    language.use("en")
    studio = Studio(data, asked.out, asked.only)
    if not any(info.name for info in studio.window.desk.runtime.libraries()):
        first_start(studio)
    library(studio)
    for scene, names in SCENES.items():
        if not asked.only or set(asked.only) & set(names):
            scene(studio)
    studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
