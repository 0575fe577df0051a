"""Makes the pictures of the user guide: the real window over the sample library, in light and in dark.

    python packaging/pictures.py --data-dir FOLDER [--out docs/images/guide] [--only NAME ...]

The questions are asked of the real models the first time; afterwards their runs are opened from the
history of that folder. Its path shows in the pictures, so choose one that may be seen. Texts that are too
large to ship are made in `--scratch`, and kept there. To look at other sizes and languages, and not for the
guide: `--size 2560x1440`, `--language de`, QT_SCALE_FACTOR=2. On a machine without a display:
QT_QPA_PLATFORM=offscreen.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import made_up
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from studio import SETTLING_MS, Studio

from rlm_desktop.engine import fit
from rlm_desktop.gui.answers.answer_card import QuoteLine
from rlm_desktop.gui.application import prepare
from rlm_desktop.gui.beneath.backend import AskChoice, OpenLibrary
from rlm_desktop.gui.findings import DOCUMENT_TAB
from rlm_desktop.gui.library_work import SAMPLE
from rlm_desktop.gui.panels.models_page import ModelCard
from rlm_desktop.gui.panels.profile_card import ProfileCard
from rlm_desktop.gui.questions.conversation import RunCard
from rlm_desktop.gui.questions.cost_card import CostCard
from rlm_desktop.gui.saying import language
from rlm_desktop.gui.state import WindowState
from rlm_desktop.gui.style.shortcuts import ShortcutsDialog
from rlm_desktop.paths import DataFolder

GROUPS = "How many lines have the level ERROR, for each component?"
FOLLOWING = "And how many have the level WARN?"
MONTHS = "How many orders are there for each month?"
BROKEN = "What broke in the post?"
WORRIES = "What worries the owner of the shop?"
NOWHERE = "How old is Ludmilla Hartwig?"
LATE = "How many notes say that the Kelani delivery came late?"
PRICES = "Prices hold until 31 December 2027"
READ_FOR_A_PICTURE = 3
MILLION = "How many lines have the level INFO?"


def first_start(studio: Studio) -> None:
    studio.wait(lambda: studio.window.ask_page.first._ready, 120)
    studio.take("first-start")
    studio.window.shelf.add_sample()


def stick(studio: Studio) -> None:
    """An empty data folder, and a model that comes from a file."""
    models = sorted(studio.data.models.glob("*.gguf"), key=lambda path: path.stat().st_size)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Studio(DataFolder(Path(folder)), studio.out, studio.only, studio.size)
        first = fresh.window.ask_page.first
        fresh.wait(lambda: first._missing)
        fresh.take("no-model")
        fresh.window.model_work.bring(str(models[-1]))
        fresh.wait(lambda: 200 < first._bar.value() < 900, 60)
        fresh.take("stick", settle=60)
        fresh.wait(lambda: first._ready)
        fresh.wait(lambda: not first._busy)
        fresh.close()


def could_not(studio: Studio) -> None:
    """A question where no model is here."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Studio(DataFolder(Path(folder)), studio.out, studio.only, studio.size, studio.scratch)
        sample(fresh)
        fresh.asked(GROUPS)
        fresh.take("could-not")
        fresh.close()


def library(studio: Studio) -> None:
    window = studio.window
    sample(studio)
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


def unreadable(studio: Studio) -> None:
    """A folder with a file that cannot be read, and the reason."""
    window = studio.window
    studio.library("Letters", lambda: made_up.folder_with_a_broken_file(studio.scratch / "letters"))
    if not window.libraries.ingest.isVisible():
        window.shelf.update("Letters")
        studio.wait(lambda: window.desk.ingesting, 30)
        studio.wait(lambda: not window.desk.ingesting)
    studio.take("unreadable")
    window.libraries.ingest.hide()
    sample(studio)


def nowhere(studio: Studio) -> None:
    studio.asked(NOWHERE)
    studio.take("not-in-the-text")


def estimate(studio: Studio) -> None:
    """Notes read in part: an answer from a sample."""
    studio.library("Notes", lambda: made_up.ten_thousand_notes(studio.scratch / "notes"))
    studio.asked(BROKEN, AskChoice(plan="exhaustive", estimate=True))
    studio.take("estimate")
    sample(studio)


def failed(studio: Studio) -> None:
    """A program that failed, among the steps."""
    window = studio.window
    window.asking.begin_anew()
    window.asking.ask("Which customer wrote the longest letter?", AskChoice(plan="free"))
    tree = window.inspector.trajectory

    def broken() -> object:
        turns = tree.model.root.children
        return next((node for turn in turns for node in turn.children if node.picture == "failed"), None)

    studio.wait(lambda: broken() is not None or not window.desk.running)
    if (node := broken()) is not None:
        tree.tree.setFocus()
        tree.tree.setCurrentIndex(tree.model.place(node))  # type: ignore[arg-type]
        studio.take("failed")
    window.asking.stop()
    studio.wait(lambda: not window.desk.running)


def million(studio: Studio) -> None:
    """Evidence of a million lines, at its end."""
    window = studio.window
    studio.library("Shop log", lambda: made_up.log_of_a_million_lines(studio.scratch / "shop-2026.log"))
    studio.asked(MILLION)
    window.inspector.setCurrentIndex(2)
    places = window.inspector.evidence.list
    places.go_to_end()
    studio.wait(lambda: places.model().rowCount() > 800_000, 900)
    studio.take("million")
    window.inspector.setCurrentIndex(0)
    sample(studio)


def many(studio: Studio) -> None:
    """What was covered of ten thousand documents."""
    window = studio.window
    studio.library("Notes", lambda: made_up.ten_thousand_notes(studio.scratch / "notes"))
    studio.asked(LATE)
    window.inspector.setCurrentIndex(1)
    studio.wait(lambda: len(window.inspector.coverage.area.stripes) >= 10_000, 120)
    studio.take("ten-thousand")
    window.inspector.setCurrentIndex(0)
    sample(studio)


def large(studio: Studio) -> None:
    """The end of a file of three gigabytes, and the way there."""
    window = studio.window
    name = "All letters"
    if name not in window.libraries.names():
        file = made_up.file_of_three_gigabytes(studio.scratch / "all-letters.txt")
        window.shelf.add([str(file)], name=name)
        studio.wait(lambda: " of " in window.libraries.ingest.said, 60)
        studio.take("indexing", settle=60)
    studio.library(name, lambda: studio.scratch)
    studio.open_document("text")
    view = window.inspector.document.view
    view.go_to(view.line_count)
    studio.take("three-gigabytes")
    sample(studio)


def fitting(studio: Studio) -> None:
    """Models as a machine of eight gigabytes shows them."""
    window = studio.window
    installed, available = fit.installed, fit.available
    fit.installed, fit.available = lambda: 8_000_000_000, lambda: 5_500_000_000
    window.show_page("models")
    studio.wait(lambda: any(not card.isHidden() for card in window.models.findChildren(ModelCard)))
    QTest.qWait(4 * SETTLING_MS)
    window.models.verticalScrollBar().setValue(window.models.verticalScrollBar().maximum())
    studio.take("does-not-fit")
    fit.installed, fit.available = installed, available


def searched(studio: Studio) -> None:
    window = studio.window
    window.show_page("history")
    QTest.keyClicks(window.history.field, "orders")
    QTest.qWait(4 * SETTLING_MS)
    studio.take("history-search")
    window.history.field.clear()


def sample(studio: Studio) -> None:
    studio.library(SAMPLE, lambda: made_up.SHOP)


def long_run(studio: Studio) -> None:
    window = studio.window
    window.asking.begin_anew()
    box = window.ask_page.box
    box.plan.setCurrentIndex(box.plan.findData("exhaustive"))
    window.asking.ask(WORRIES)
    QTest.qWait(2 * SETTLING_MS)
    studio.take("cost")
    card = window.findChildren(CostCard)[-1]
    QTest.mouseClick(card.first, Qt.MouseButton.LeftButton)
    box.plan.setCurrentIndex(0)
    studio.wait(lambda: studio.read >= READ_FOR_A_PICTURE or not window.desk.running, 900)
    QTest.qWait(2 * SETTLING_MS)
    studio.take("long-run")
    window.asking.stop()
    studio.wait(lambda: not window.desk.running)
    QTest.qWait(2 * SETTLING_MS)
    studio.take("stopped")


def page(studio: Studio) -> None:
    """A place on the page of a PDF, marked."""
    window = studio.window
    window.asking.begin_anew()

    def show(found: OpenLibrary) -> None:
        document = next(item for item in found.documents() if item.kind == "pdf")
        span = found.scan(PRICES, documents=[document.id]).hits[0].span
        window.findings.revealed.emit(DOCUMENT_TAB)
        window.inspector.document.show_document(
            found,
            document,
            marks=[span],
            at=span,
            draw=window.findings._drawer(window.library),
            page=found.locate(document.id, span.start).page,
        )

    window.desk.with_library(window.library, show)
    studio.wait(lambda: studio.window.inspector.document.page.paper.height() > 400, 60)
    studio.take("page")


def running(studio: Studio) -> None:
    """While it works."""
    window = studio.window
    window.asking.begin_anew()
    window.asking.ask("Which city has the most orders, and how many?")
    studio.wait(lambda: window.inspector.trajectory._record.live is not None or not window.desk.running, 300)
    QTest.qWait(4 * SETTLING_MS)
    studio.take("running")
    window.asking.stop()
    studio.wait(lambda: not window.desk.running)


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
    shelf = next(node for node in model.root.children if node.text == SAMPLE)
    tree.expand(model.place(shelf))
    studio.wait(lambda: shelf.children and shelf.children[0].children)
    logs = next(node for node in shelf.children[0].children if node.text == "logs")
    tree.setCurrentIndex(model.place(logs))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    studio.wait(lambda: window.inspector.profile.findChildren(ProfileCard))
    studio.take("folder")
    window.inspector.setCurrentIndex(0)


def keys(studio: Studio) -> None:
    list_of_keys = ShortcutsDialog(studio.window)
    list_of_keys.show()
    studio.take("keys", of=list_of_keys)
    list_of_keys.close()


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
    stick: ("no-model", "stick"),
    could_not: ("could-not",),
    library: ("library",),
    answers: ("answer", "document", "coverage", "evidence", "steps", "program", "series"),
    long_run: ("cost", "long-run", "stopped"),
    page: ("page",),
    running: ("running",),
    folder: ("folder",),
    following: ("follow-up", "understood"),
    nowhere: ("not-in-the-text",),
    estimate: ("estimate",),
    failed: ("failed",),
    unreadable: ("unreadable",),
    many: ("ten-thousand",),
    million: ("million",),
    large: ("indexing", "three-gigabytes"),
    keys: ("keys",),
    pages: ("history", "models", "settings"),
    searched: ("history-search",),
    fitting: ("does-not-fit",),
    german: ("german",),
}
"""What is played before the camera, and the pictures it gives."""


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the pictures of the user guide.")
    parser.add_argument("--data-dir", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=Path("docs/images/guide"), metavar="FOLDER")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH")
    parser.add_argument("--language", default="en", choices=sorted(language.LANGUAGES))
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "made-up")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    asked.scratch.mkdir(parents=True, exist_ok=True)
    data = DataFolder(asked.data_dir.absolute())
    prepare([])
    WindowState(data).language = asked.language
    language.use(asked.language)
    studio = Studio(data, asked.out, asked.only, asked.size, asked.scratch)
    if not any(info.name for info in studio.window.desk.runtime.libraries()):
        first_start(studio)
    sample(studio)
    for scene, names in SCENES.items():
        if not asked.only or set(asked.only) & set(names):
            scene(studio)
    studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
