"""A person's way through the window: ask, watch, stop, read, click, reopen, add."""

import time

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rlm_desktop import events as happened
from rlm_desktop.errors import ModelMissing
from rlm_desktop.gui.answers.answer_card import QuoteLine
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.panels.drop_hint import DropHint
from rlm_desktop.gui.questions.conversation import RunCard
from tests.gui.conftest import QUESTION, WAIT, answered, ask
from tests.gui.fake_library import line_text
from tests.gui.fake_runs import a_reply, a_run
from tests.gui.fake_runtime import FakeRuntime

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
"""The offscreen platform says so of every window of a least size."""


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_a_question_is_asked_with_return_and_answered_with_its_honesty(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    ask(window)
    card = answered(qtbot, window)

    assert runtime.asked[0][:2] == (QUESTION, "Orders")
    assert runtime.asked[0][2].plan == "auto"
    shown = texts(card)
    assert "anna has the most ERROR lines: 2,871" in shown
    assert "All 3 documents scanned by code · none of the text read by the model · 9.8 s" in shown
    assert window.ask_page.box.go.text() == "Ask"


def test_the_steps_speak_in_the_words_of_the_person(qtbot: QtBot, window: MainWindow) -> None:
    ask(window)

    steps = answered(qtbot, window).step_texts

    assert steps[0] == "Found 80,400 records with 5 fields in 3 documents, 5.2 MB"
    assert steps[-1] == "Wrote 3 programs · both agree · 1 failed · 37 tokens a second"


def test_stop_ends_a_run_in_order_and_the_button_asks_again(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.script = [happened.Noted(text=f"step {number}") for number in range(10_000)]
    runtime.pause = 0.01
    ask(window)
    qtbot.waitUntil(lambda: window.ask_page.box.go.text() == "Stop" and bool(runtime.handles), timeout=WAIT)

    pressed = time.monotonic()
    QTest.mouseClick(window.ask_page.box.go, Qt.MouseButton.LeftButton)
    card = answered(qtbot, window)

    assert time.monotonic() - pressed < 5.0
    assert card.reply is not None
    assert card.reply.status == "stopped"
    assert window.ask_page.box.go.text() == "Ask"
    assert window.ask_page.box.go.isEnabled()


def test_a_click_on_evidence_lands_on_its_line_with_the_span_marked(qtbot: QtBot, window: MainWindow) -> None:
    ask(window)
    line = answered(qtbot, window).findChildren(QuoteLine)[1]

    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    view = window.inspector.document.view
    qtbot.waitUntil(lambda: view.current_line == 70, timeout=WAIT)

    assert window.inspector.currentWidget() is window.inspector.document
    assert window.inspector.document.document is not None
    assert window.inspector.document.document.name == "orders/2026/march.log"
    qtbot.waitUntil(lambda: 70 in view.painted_lines(), timeout=WAIT)
    assert sum(end - start for start, end in view.marks_on(70)) == len(line_text(70).rstrip())


def test_the_evidence_list_is_walked_with_the_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    ask(window)
    answered(qtbot, window)
    window.inspector.setCurrentWidget(window.inspector.evidence)
    window.inspector.evidence.select(9)

    QTest.keyClick(window.inspector.evidence.list, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: window.inspector.document.view.current_line == 350, timeout=WAIT)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("partial", "Partial answer"),
        ("estimated", "Estimate"),
        ("not_found", "Not in the text"),
        ("failed", "Could not be answered"),
        ("stopped", "Stopped"),
    ],
)
def test_an_answer_that_is_not_whole_says_so_in_a_word(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime, status: str, word: str
) -> None:
    runtime.script = a_run(a_reply(status=status))
    ask(window)

    assert word in texts(answered(qtbot, window))


def test_an_error_is_a_line_with_a_way_out(qtbot: QtBot, window: MainWindow, runtime: FakeRuntime) -> None:
    runtime.refuses = ModelMissing("The Planner's model is missing.", hint="Fetch it.")
    ask(window)

    qtbot.waitUntil(lambda: window.ask_page.notice.isVisible(), timeout=WAIT)

    assert "The Planner's model is missing." in texts(window.ask_page.notice)
    assert "Fetch it." in texts(window.ask_page.notice)
    assert window.ask_page.box.go.text() == "Ask"


def test_a_run_whose_worker_dies_without_a_word_is_ended(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.script = [happened.Noted(text="and then nothing")]
    ask(window)

    qtbot.waitUntil(lambda: window.ask_page.notice.isVisible(), timeout=WAIT)

    assert not window.desk.running


def test_up_brings_the_question_before(qtbot: QtBot, window: MainWindow) -> None:
    ask(window)
    answered(qtbot, window)

    QTest.keyClick(window.ask_page.box.edit, Qt.Key.Key_Up)

    assert window.ask_page.box.edit.toPlainText() == QUESTION


def test_dropped_files_become_a_library_with_the_reasons_for_what_failed(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.shelf.current = ""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/data/case 2024")])
    drop = QDropEvent(
        QPointF(200, 200),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(drop)

    qtbot.waitUntil(lambda: "case 2024" in window.libraries.names(), timeout=WAIT)
    qtbot.waitUntil(lambda: window.library == "case 2024", timeout=WAIT)

    assert runtime.added == [("case 2024", ("/data/case 2024",))]
    assert "It is a picture without a text layer." in texts(window.libraries.ingest)


def test_what_is_kept_for_the_paths_of_a_question_is_no_library_in_the_list(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime._names.append("")
    window.desk.list_libraries()
    qtbot.wait(200)

    assert window.libraries.names() == ["Orders"]


def test_a_library_unfolds_into_folders_and_documents(qtbot: QtBot, window: MainWindow) -> None:
    model = window.libraries.model
    window.libraries.tree.expand(model.index(0, 0))
    shelf = model.root.children[0]
    qtbot.waitUntil(lambda: len(shelf.children) == 2, timeout=WAIT)

    assert [node.text for node in shelf.children] == ["letters", "orders"]
    letters = [node.text for node in shelf.children[0].children]
    assert letters == ["halden.txt", "scan.pdf"]


def test_history_is_searched_and_a_run_reopened_as_it_was(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("history")
    model = window.history.list.model()
    qtbot.waitUntil(lambda: model.rowCount() == 40, timeout=WAIT)
    QTest.keyClicks(window.history.field, "after May")
    qtbot.waitUntil(lambda: model.rowCount() == 20, timeout=WAIT)

    window.history.list.setCurrentIndex(model.index(0, 0))
    QTest.keyClick(window.history.list, Qt.Key.Key_Return)
    card = answered(qtbot, window)

    assert "anna has the most ERROR lines: 2,871" in texts(card)
    assert window.inspector.trajectory.model.rowCount() > 3


def test_closing_during_a_run_stops_it(qtbot: QtBot, window: MainWindow, runtime: FakeRuntime) -> None:
    runtime.script = [happened.Noted(text=str(number)) for number in range(10_000)]
    runtime.pause = 0.01
    ask(window)
    qtbot.waitUntil(lambda: bool(runtime.handles), timeout=WAIT)
    qtbot.wait(60)

    window.close()

    assert runtime.handles[0].done
    assert runtime.closed


def test_every_part_of_the_window_has_a_name_for_a_screen_reader(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    ask(window)
    answered(qtbot, window)
    window.libraries.tree.expandAll()
    for page in ("history", "models", "settings", "ask"):
        window.show_page(page)
        qtbot.wait(60)

    widgets = [widget for widget in window.findChildren(QWidget) if _needs_name(widget)]
    nameless = [f"{type(widget).__name__} in {widget.parent()}" for widget in widgets if not _name(widget)]

    assert len(widgets) > 40
    assert nameless == []


def _needs_name(widget: QWidget) -> bool:
    # Parts that Qt makes inside its own widgets are named by the widget they serve.
    if widget.objectName().startswith("qt_") or type(widget).__module__.startswith("rlm_desktop") is False:
        inside = widget.parentWidget()
        if inside is not None and inside.objectName().startswith("qt_"):
            return False
    takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes_keys) or isinstance(widget, QAbstractButton)


def _name(widget: QWidget) -> str:
    own = widget.accessibleName()
    parent = widget.parentWidget()
    proxied = widget.focusProxy() is not None or widget.objectName().startswith("qt_")
    return own or (_name(parent) if proxied and parent else "")


def test_the_answer_is_copied_with_its_sources(qtbot: QtBot, window: MainWindow) -> None:
    ask(window)
    card = answered(qtbot, window)
    assert card.answer is not None

    card.answer.copy()

    copied = QApplication.clipboard().text()
    assert "anna, 2,871" in copied
    assert "[1] orders/2026/march.log, line 35: “2026-03-08 anna ERROR order 35 done”" in copied


def test_a_narrow_window_shows_one_column_at_a_time(qtbot: QtBot, window: MainWindow) -> None:
    ask(window)
    answered(qtbot, window)
    window.resize(800, 700)
    qtbot.waitUntil(lambda: window.columns.narrow, timeout=WAIT)
    assert window.pages.isVisible()
    assert not window.inspector.isVisible()

    window.columns.reveal("inspector")
    assert window.inspector.isVisible()
    assert not window.pages.isVisible()

    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not window.columns.narrow, timeout=WAIT)
    assert window.pages.isVisible()


def test_the_cards_end_where_the_question_box_does_with_a_scroll_bar_too(
    qtbot: QtBot, window: MainWindow
) -> None:
    talk, box = window.ask_page.conversation, window.ask_page.box

    def edges(widget: QWidget) -> tuple[int, int]:
        left = widget.mapTo(window, widget.rect().topLeft()).x()
        return left, left + widget.width()

    for width in (1280, 1900):
        window.resize(width, 500)
        ask(window)
        answered(qtbot, window)
        qtbot.waitUntil(lambda: talk.verticalScrollBar().maximum() > 0, timeout=WAIT)
        cards = talk.findChildren(RunCard)
        qtbot.waitUntil(lambda: {edges(card) for card in cards} == {edges(box)}, timeout=WAIT)  # noqa: B023


def test_files_that_are_held_over_the_window_show_where_they_go(qtbot: QtBot, window: MainWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/data/more")])
    held = QDropEvent(
        QPointF(window.rect().center()),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.DragEnter,
    )
    hint = window.findChild(DropHint)
    assert hint is not None

    window.dragEnterEvent(held)  # type: ignore[arg-type]
    assert hint.isVisible()

    window.dragLeaveEvent(QDragLeaveEvent())
    assert not hint.isVisible()


def test_a_window_with_room_for_two_columns_keeps_the_libraries_until_the_inspector_is_wanted(
    qtbot: QtBot, window: MainWindow
) -> None:
    ask(window)
    answered(qtbot, window)
    columns = window.columns
    window.resize(1000, 640)
    qtbot.waitUntil(lambda: columns.narrow, timeout=WAIT)
    assert (columns.is_shown("sidebar"), columns.is_shown("inspector")) == (True, False)

    columns.toggle("inspector")
    assert (columns.is_shown("sidebar"), columns.is_shown("inspector")) == (False, True)
    assert window.pages.isVisible()

    columns.toggle("sidebar")
    assert (columns.is_shown("sidebar"), columns.is_shown("inspector")) == (True, False)

    columns.toggle("sidebar")
    assert not columns.is_shown("sidebar")


def test_the_window_remembers_its_library_and_its_columns(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.columns.toggle("inspector")
    window.close()
    again = MainWindow(FakeRuntime(runtime.settings.data.root), runtime.ask_from_window)
    qtbot.addWidget(again)
    again.show()

    qtbot.waitUntil(lambda: again.library == "Orders", timeout=WAIT)

    assert not again.columns.is_shown("inspector")
    again.close()


def test_a_reply_of_every_shape_makes_a_card(qtbot: QtBot, window: MainWindow, runtime: FakeRuntime) -> None:
    for value in (
        [["a", 1], ["b", 2]],
        [{"x": 1, "y": None}],
        {"a": 1.5, "b": 2},
        list(range(40)),
        "word",
        7,
        None,
    ):
        runtime.script = a_run(a_reply(value=value, answer="something\nlonger " * 20))
        before = len(runtime.asked)
        ask(window)
        qtbot.waitUntil(lambda before=before: len(runtime.asked) > before, timeout=WAIT)  # type: ignore[misc]
        qtbot.waitUntil(lambda: not window.desk.running, timeout=WAIT)


def test_the_inspector_comes_with_the_first_library(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    fresh = FakeRuntime(runtime.settings.data.root / "fresh", libraries=())
    first = MainWindow(fresh, fresh.ask_from_window)
    qtbot.addWidget(first)
    first.show()
    qtbot.waitUntil(lambda: not first.columns.is_shown("inspector"), timeout=WAIT)

    first.shelf.add(["/data/case"])
    qtbot.waitUntil(lambda: first.library == "case", timeout=WAIT)

    assert first.columns.is_shown("inspector")
    first.close()
