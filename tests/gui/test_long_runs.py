"""What a person is asked before a long run, and what they may do with its answer."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from rlm_desktop import events as happened
from rlm_desktop.errors import DocumentChanged
from rlm_desktop.gui.beneath.backend import AskChoice, Forecast
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.questions.conversation import RunCard
from rlm_desktop.gui.questions.cost_card import CostCard
from tests.gui.conftest import QUESTION, WAIT, answered, ask
from tests.gui.fake_runs import a_reply, a_run
from tests.gui.fake_runtime import FakeRuntime
from tests.gui.test_window import texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def press(widget: QWidget, text: str) -> None:
    found = next(item for item in widget.findChildren(QAbstractButton) if item.text().startswith(text))
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


@pytest.fixture
def weighed(qtbot: QtBot, window: MainWindow) -> CostCard:
    """The window was asked to read everything, and says what that takes."""
    box = window.ask_page.box
    box.plan.setCurrentIndex(box.plan.findData("exhaustive"))
    ask(window)
    qtbot.waitUntil(lambda: window.findChild(CostCard) is not None, timeout=WAIT)
    card = window.findChild(CostCard)
    assert card is not None
    return card


def test_before_everything_is_read_the_cost_is_said(weighed: CostCard, runtime: FakeRuntime) -> None:
    said = texts(weighed)

    assert "1,200 passages, some 750,000 tokens, about 2 hours, at the usual speed" in said
    assert "The limits in the settings allow about 20 % of that" in said
    assert runtime.asked == []


@pytest.mark.parametrize(
    ("button", "choice"),
    [
        ("Read everything", AskChoice(plan="exhaustive")),
        ("Estimate from a sample", AskChoice(plan="exhaustive", estimate=True)),
        ("Only what fits", AskChoice(plan="auto")),
    ],
)
def test_what_is_chosen_is_asked(
    qtbot: QtBot, window: MainWindow, weighed: CostCard, runtime: FakeRuntime, button: str, choice: AskChoice
) -> None:
    press(weighed, button)
    answered(qtbot, window)

    assert runtime.asked == [(QUESTION, "Orders", choice)]
    assert window.findChild(CostCard) is None
    assert window.focusWidget() is window.ask_page.box.edit


def test_a_long_run_says_how_far_it_is_and_how_long_the_rest_takes(qtbot: QtBot) -> None:
    def read(number: int) -> happened.SubCallFinished:
        return happened.SubCallFinished(
            number=number, of=16, what="", prompt="", reply="no", tokens=1, seconds=1.0, cached=number <= 2
        )

    card = RunCard("run", QUESTION)
    qtbot.addWidget(card)
    card.expect(52)
    assert "0 of 52 passages" in texts(card)

    card.add([read(number) for number in range(1, 5)])
    assert "4 of 52 passages" in texts(card)
    assert "left" not in texts(card)

    card.add([read(number) for number in range(5, 9)])
    assert "8 of 52 passages · under a minute left" in texts(card)


def test_not_now_puts_the_question_back_into_the_box(window: MainWindow, weighed: CostCard) -> None:
    press(weighed, "Not now")

    assert window.ask_page.box.edit.toPlainText() == QUESTION


def test_a_short_run_begins_at_once(qtbot: QtBot, window: MainWindow, runtime: FakeRuntime) -> None:
    runtime.cost = Forecast(
        passages=3, tokens=1_000, seconds=20, sample_passages=3, sample_seconds=20, measured=True, share=1.0
    )
    window.asking.ask(QUESTION, AskChoice(plan="exhaustive"))

    answered(qtbot, window)

    assert window.findChild(CostCard) is None


def test_an_answer_from_a_part_of_the_text_offers_the_whole(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    part = a_reply().coverage.__class__(bytes_total=100, bytes_scanned=10, documents_total=3)
    runtime.script = a_run(a_reply(status="partial", coverage=part))
    ask(window)

    press(answered(qtbot, window), "Read every page…")

    qtbot.waitUntil(lambda: window.findChild(CostCard) is not None, timeout=WAIT)


def test_asking_again_keeps_the_way_it_was_asked(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    runtime.options = AskChoice(plan="guided", seconds=120.0, seed=7)
    window.asking.ask_again(runtime.history[0])

    qtbot.waitUntil(lambda: bool(runtime.asked), timeout=WAIT)

    assert runtime.asked == [(runtime.history[0].question, "Orders", runtime.options)]


def test_a_program_is_changed_and_run_again(qtbot: QtBot, window: MainWindow, runtime: FakeRuntime) -> None:
    ask(window)
    answered(qtbot, window)
    trajectory = window.inspector.trajectory
    trajectory.show_program()

    trajectory.edit_program()
    bench = trajectory.workbench
    bench.code.setPlainText("answer(1)")
    QTest.mouseClick(bench.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "anna\t2871" in bench.output.toPlainText(), timeout=WAIT)

    assert runtime.scripts == [("answer(1)", "Orders")]
    assert "said" in bench.output.toPlainText()


def test_a_library_is_removed_and_brought_back(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.shelf.remove("Orders")
    qtbot.waitUntil(lambda: window.libraries.names() == [], timeout=WAIT)
    assert "Orders" in [info.name for info in runtime.libraries()]

    press(window.ask_page.notice, "Undo")

    qtbot.waitUntil(lambda: window.library == "Orders", timeout=WAIT)


def test_a_library_whose_removal_was_not_undone_is_gone_when_the_window_closes(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.shelf.remove("Orders")

    window.close()

    assert list(runtime.libraries()) == []


def test_copied_files_are_added_by_pasting(qtbot: QtBot, window: MainWindow, runtime: FakeRuntime) -> None:
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile("/data/case 2024")])
    window.shelf.current = ""

    window.ask_page.box.edit.insertFromMimeData(copied)

    qtbot.waitUntil(lambda: runtime.added == [("case 2024", ("/data/case 2024",))], timeout=WAIT)


def test_a_document_that_changed_is_read_again_at_a_press(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.show_error(DocumentChanged("march.log changed.", hint="Update the library and ask again."))

    press(window.ask_page.notice, "Read it again")

    qtbot.waitUntil(lambda: runtime.added == [("Orders", ())], timeout=WAIT)
