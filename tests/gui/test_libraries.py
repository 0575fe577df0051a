"""Libraries in the window: files that are being read stand still and go on."""

import threading
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from rlm_desktop.events import IngestProgressed
from rlm_desktop.gui.glimpse import LINES, first_page
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.panels.profile_card import PendingCard, ProfileCard
from rlm_desktop.gui.saying import words
from rlm_desktop.gui.style.bars import Bars
from rlm_desktop.profile import Column, Profile, Table
from tests.gui.conftest import WAIT
from tests.gui.fake_library import DOCUMENTS, PROFILE, FakeLibrary, line_text
from tests.gui.fake_runtime import FakeRuntime
from tests.gui.test_window import texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_adding_files_is_paused_and_goes_on_where_it_stood(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.pause = 0.02
    bar = window.libraries.ingest
    window.shelf.add(["/data/case"])
    qtbot.waitUntil(bar.pause.isEnabled, timeout=WAIT)

    QTest.mouseClick(bar.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bar.pause.accessibleName() == "Go on adding files", timeout=WAIT)
    assert "Paused" in bar.said
    assert "case" not in window.libraries.names()

    bar.pause.setFocus()
    QTest.keyClick(bar.pause, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "case" in window.libraries.names(), timeout=WAIT)
    assert runtime.going.is_set()


def test_what_is_stopped_while_it_stands_still_does_not_stand_still_the_next_time(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.pause = 0.02
    bar = window.libraries.ingest
    window.shelf.add(["/data/case"])
    qtbot.waitUntil(bar.pause.isEnabled, timeout=WAIT)
    QTest.mouseClick(bar.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Paused" in bar.said, timeout=WAIT)

    stop = next(made for made in bar.findChildren(QToolButton) if made is not bar.pause)
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: not window.desk.ingesting, timeout=WAIT)
    qtbot.waitUntil(runtime.going.is_set, timeout=WAIT)


def test_a_file_that_the_program_is_opened_with_again_is_asked_where_it_is(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.begin(["/data/case/notes.txt"], sample=False)
    qtbot.waitUntil(lambda: window.library == "notes", timeout=WAIT)
    window.begin(["/data/other.txt"], sample=False)
    qtbot.waitUntil(lambda: window.library == "other", timeout=WAIT)

    window.begin(["/data/case/../case/notes.txt"], sample=False)

    qtbot.waitUntil(lambda: window.library == "notes", timeout=WAIT)
    assert "notes 2" not in [name for name, _ in runtime.added] + window.libraries.names()


def test_progress_says_how_fast_it_goes_and_how_long_the_rest_takes() -> None:
    event = IngestProgressed(
        doing="reading files",
        done=1_200_000_000,
        total=3_000_000_000,
        unit="bytes",
        rate=38e6,
        remaining=125.0,
    )

    assert words.how_far(event) == "Reading files · 1.2 GB of 3.0 GB"
    assert words.pace(event) == "38 MB/s · about 2 minutes left"
    assert words.pace(IngestProgressed(doing="reading files", done=1, total=2)) == ""


def test_a_folder_of_the_tree_is_profiled_with_the_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    tree, model = window.libraries.tree, window.libraries.model
    tree.expand(model.index(0, 0))
    shelf = model.root.children[0]
    qtbot.waitUntil(lambda: len(shelf.children) == 2, timeout=WAIT)

    tree.setCurrentIndex(model.place(shelf.children[1]))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    pane = window.inspector.profile
    qtbot.waitUntil(lambda: bool(pane.findChildren(ProfileCard)), timeout=WAIT)

    assert window.inspector.currentWidget() is pane
    card = pane.findChildren(ProfileCard)[0]
    assert card.accessibleName() == "What orders holds"
    assert "2 documents · 5.1 MB · 80,400 lines" in texts(card)


def test_bars_are_drawn_only_where_a_value_comes_again(qtbot: QtBot) -> None:
    names = Column(name="supplier", type="text", distinct=3, values=(("Aal", 1), ("Bär", 1), ("Cox", 1)))
    cities = Column(name="city", type="text", distinct=2, values=(("Bergen", 2), ("Oslo", 1)))
    table = Table(name="records", kind="delimited", row_is="line", rows=3, fits=1.0, columns=(names, cities))
    card = ProfileCard("Suppliers", Profile(documents=1, bytes=60, lines=4, tables=(table,)))
    qtbot.addWidget(card)

    assert [bars.accessibleName() for bars in card.findChildren(Bars)] == ["Values of city"]
    assert "3 different values · for example Aal, Bär, Cox" in texts(card)


def test_a_library_without_text_says_what_to_do(qtbot: QtBot) -> None:
    empty = ProfileCard("Empty", Profile(documents=1, bytes=0, lines=0))
    prose = ProfileCard("Letters", Profile(documents=1, bytes=60, lines=4))
    qtbot.addWidget(empty)
    qtbot.addWidget(prose)

    assert "There is no text in it. Add files with text, or remove it." in texts(empty)
    assert "searching and reading" in texts(prose) and "no text" not in texts(prose)


def test_no_key_is_claimed_twice(window: MainWindow) -> None:
    """Qt does nothing at all for a key that two claim, and says so in its log alone."""
    keys = [made.key().toString() for made in window.findChildren(QShortcut)]
    keys += [
        made.shortcut().toString() for made in window.findChildren(QAction) if not made.shortcut().isEmpty()
    ]

    assert sorted(keys) == sorted(set(keys))


def test_a_changed_file_is_told_of_in_a_line_that_reads_it(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.changes = 3
    window.shelf.watch.look()
    qtbot.waitUntil(lambda: bool(window.libraries.changes.said), timeout=WAIT)
    assert window.libraries.changes.said == "3 files of Orders changed"
    assert not runtime.added

    runtime.changes = 0
    read = next(made for made in window.libraries.changes.findChildren(QPushButton) if made.isVisible())
    QTest.mouseClick(read, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: runtime.added == [("Orders", ())], timeout=WAIT)
    qtbot.waitUntil(lambda: not window.libraries.changes.said, timeout=WAIT)


def test_changed_files_are_read_without_a_word_where_that_is_wanted(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.settings.watching_chosen.emit("read")
    runtime.changes = 1
    window.shelf.watch.look()

    qtbot.waitUntil(lambda: runtime.added == [("Orders", ())], timeout=WAIT)
    assert not window.libraries.changes.said


def test_nothing_is_looked_at_where_that_is_not_wanted(window: MainWindow) -> None:
    window.settings.watching_chosen.emit("off")

    assert not window.shelf._watched()


def test_the_first_page_is_there_while_the_file_is_read_and_the_rest_from_the_same_line_on(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime, tmp_path: Path
) -> None:
    file = tmp_path / "march.log"
    file.write_text("\n".join(line_text(number) for number in range(1, 900)), encoding="utf-8")
    known = msgspec.structs.replace(DOCUMENTS[0], path=str(file))
    runtime.going.clear()
    window.shelf.add([str(file)])
    pane = window.inspector.document
    qtbot.waitUntil(lambda: pane.document is not None, timeout=WAIT)

    assert window.inspector.currentWidget() is pane
    assert pane.document and pane.document.name == "march.log"
    assert pane.view.line_count == LINES
    assert "the first 200 lines; the rest is being read" in texts(pane)
    pane.view.go_to(100)
    top = pane.view.top_line

    runtime.library = FakeLibrary([known], PROFILE)
    runtime.going.set()
    qtbot.waitUntil(lambda: pane.view.line_count == known.lines, timeout=WAIT)
    assert pane.view.top_line == top > 1


def test_a_library_is_listed_as_soon_as_its_text_can_be_looked_at(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.library = FakeLibrary(DOCUMENTS, Profile(documents=0, bytes=0, lines=0))
    runtime.records_wait = threading.Event()
    window.shelf.add(["/data/case"])

    qtbot.waitUntil(lambda: window.library == "case", timeout=WAIT)
    talk = window.ask_page.conversation
    qtbot.waitUntil(lambda: bool(talk.findChildren(PendingCard)), timeout=WAIT)
    assert window.desk.ingesting
    assert not talk.has_profile

    runtime.library = FakeLibrary(DOCUMENTS, PROFILE)
    runtime.records_wait.set()
    qtbot.waitUntil(lambda: talk.has_profile, timeout=WAIT)


def test_what_is_unfolded_and_chosen_stays_so_when_the_files_were_read_again(
    qtbot: QtBot, window: MainWindow
) -> None:
    tree, model = window.libraries.tree, window.libraries.model
    tree.expand(model.index(0, 0))
    qtbot.waitUntil(lambda: len(model.root.children[0].children) == 2, timeout=WAIT)
    folder = model.root.children[0].children[1]
    tree.expand(model.place(folder))
    tree.setCurrentIndex(model.place(folder))

    window.shelf.update("Orders")
    qtbot.waitUntil(lambda: not window.desk.ingesting, timeout=WAIT)
    qtbot.waitUntil(lambda: model.root.children[0].children[1] is not folder, timeout=WAIT)

    again = model.root.children[0].children[1]
    assert tree.isExpanded(model.place(again))
    assert model.node(tree.currentIndex()) is again


def test_the_first_page_that_is_shown_is_of_a_file_with_something_in_it(tmp_path: Path) -> None:
    for name, text in (("a.txt", ""), ("b.txt", "\n\n"), ("c.txt", "hello\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")

    found = first_page([str(tmp_path)], lambda path, _: Path(path).read_text(encoding="utf-8").split("\n"))

    assert found is not None
    assert found.document.name == "c.txt"
