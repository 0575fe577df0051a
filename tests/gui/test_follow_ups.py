"""A conversation: the next question follows up the last answer, and what was stopped goes on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rlm_desktop.events import QuestionUnderstood, RunEnded
from rlm_desktop.gui.beneath.backend import AskChoice
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.reply import ErrorShown, Reply
from tests.gui.conftest import QUESTION, WAIT, answered, ask
from tests.gui.fake_runs import a_reply
from tests.gui.fake_runtime import FakeRuntime
from tests.gui.test_window import texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_a_question_that_leans_continues_the_last_answer_and_says_how_it_was_understood(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    box = window.ask_page.box
    ask(window)
    answered(qtbot, window)
    whole = "Which user has the most ERROR lines in May?"
    reply = a_reply(question="and in May?", understood_as=whole, after="01J")
    runtime.script = [
        QuestionUnderstood(question="and in May?", understood_as=whole, why="It was put in."),
        RunEnded(reply=reply),
    ]

    QTest.keyClicks(box.edit, "and in May?")
    assert box.follows.isVisible()
    assert box.follows.said == f"Continues: {QUESTION}"
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: f"Understood as: {whole}" in texts(window.ask_page.conversation), timeout=WAIT)

    assert runtime.followed == ["", "01J"]
    assert not box.follows.isVisible()


def test_a_question_that_stands_alone_continues_nothing(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    ask(window)
    answered(qtbot, window)

    QTest.keyClicks(window.ask_page.box.edit, "How many orders are there?")

    assert not window.ask_page.box.follows.isVisible()


def test_a_person_may_ask_by_itself_what_reads_like_a_follow_up(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    box = window.ask_page.box
    ask(window)
    answered(qtbot, window)
    QTest.keyClicks(box.edit, "and in May?")

    box.follows.close_button.setFocus()
    QTest.keyClick(box.follows.close_button, Qt.Key.Key_Space)
    assert not box.follows.isVisible()
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(runtime.followed) == 2, timeout=WAIT)

    assert runtime.followed == ["", ""]


def test_a_new_conversation_has_nothing_to_continue(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    ask(window)
    answered(qtbot, window)
    window.asking.begin_anew()

    QTest.keyClicks(window.ask_page.box.edit, "and in May?")

    assert not window.ask_page.box.follows.isVisible()


_LOST = ErrorShown(kind="engine_lost", message="The model's process ended (killed by signal 9).")


@pytest.mark.parametrize(
    "ended",
    [
        a_reply(status="stopped", answer="", after="01H"),
        a_reply(status="failed", answer="", after="01H", error=_LOST),
    ],
)
def test_what_ended_too_soon_goes_on_the_way_it_was_asked(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime, ended: Reply
) -> None:
    runtime.options = AskChoice(plan="exhaustive", estimate=True)
    runtime.script = [RunEnded(reply=ended)]
    ask(window)
    card = answered(qtbot, window)

    go_on = next(made for made in card.findChildren(QPushButton) if made.text() == "Go on")
    QTest.mouseClick(go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(runtime.asked) == 2, timeout=WAIT)

    assert runtime.asked[1][0] == a_reply().question
    assert runtime.asked[1][2] == runtime.options
    assert runtime.followed[1] == "01H"
