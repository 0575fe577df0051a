"""What is set holds from the next question on; what is removed can be brought back for a while."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.panels.data_place import DataPlace
from rlm_desktop.gui.style import dialogs
from rlm_desktop.paths import DataFolder
from tests.gui.conftest import WAIT, answered
from tests.gui.fake_runtime import FakeRuntime

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def history(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window with its history listed and the third run chosen."""
    window.show_page("history")
    runs = window.history.list.model()
    qtbot.waitUntil(lambda: runs.rowCount() == 40, timeout=WAIT)
    window.history.list.setCurrentIndex(runs.index(2, 0))
    return window


def press(window: MainWindow, text: str) -> None:
    pressed = next(item for item in window.history.findChildren(QAbstractButton) if item.text() == text)
    QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)


def test_a_limit_that_is_set_is_kept_and_the_others_stay(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.show_page("settings")
    window.settings.numbers["Longest time for a question"].setValue(5)
    window.settings.numbers["Programs written at once"].setValue(6)

    qtbot.waitUntil(lambda: runtime.settings.candidates == 6, timeout=WAIT)
    qtbot.waitUntil(lambda: runtime.settings.limits.seconds == 300, timeout=WAIT)

    assert runtime.settings.limits.calls == 5_000


def test_no_limit_is_said_in_words(window: MainWindow) -> None:
    field = window.settings.numbers["Most passages given to the Reader"]
    field.setValue(0)

    assert field.text() == "no limit"


def test_a_removed_run_comes_back_with_undo(qtbot: QtBot, history: MainWindow, runtime: FakeRuntime) -> None:
    runs = history.history.list.model()
    gone = runs.index(2, 0).data(Qt.ItemDataRole.UserRole)
    QTest.keyClick(history.history.list, Qt.Key.Key_Delete)
    assert runs.rowCount() == 39

    press(history, "Undo")

    assert runs.index(2, 0).data(Qt.ItemDataRole.UserRole) is gone
    assert len(runtime.history) == 40


def test_without_undo_a_removed_run_goes_for_good(
    qtbot: QtBot, history: MainWindow, runtime: FakeRuntime
) -> None:
    history.history._undo.setInterval(20)
    press(history, "Remove")

    qtbot.waitUntil(lambda: len(runtime.history) == 39, timeout=WAIT)

    assert not history.history.notice.isVisible()


def test_closing_the_window_settles_what_was_removed(history: MainWindow, runtime: FakeRuntime) -> None:
    press(history, "Remove")
    assert len(runtime.history) == 40

    history.close()

    assert len(runtime.history) == 39


def test_backspace_removes_nothing(history: MainWindow, runtime: FakeRuntime) -> None:
    QTest.keyClick(history.history.list, Qt.Key.Key_Backspace)

    assert history.history.list.model().rowCount() == 40


def test_a_question_of_the_history_is_asked_again(
    qtbot: QtBot, history: MainWindow, runtime: FakeRuntime
) -> None:
    question = history.history._current().question
    press(history, "Ask again")
    answered(qtbot, history)

    assert runtime.asked[-1][:2] == (question, "Orders")
    assert history.pages.currentWidget() is history.ask_page


def test_another_data_folder_is_chosen_for_the_next_start_and_given_up_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, other = DataFolder(tmp_path / "usual"), tmp_path / "other"
    monkeypatch.setattr(DataFolder, "usual", lambda: usual)
    monkeypatch.setattr(dialogs, "choose_folder", lambda *_: str(other))
    place = DataPlace(usual)
    qtbot.addWidget(place)
    assert not place.said

    press_in(place, "Another folder…")
    assert f"From the next start on: {other}." in place.said
    assert DataFolder.default().root == other

    press_in(place, "Back to the usual folder")
    assert not place.said
    assert DataFolder.default() == usual


def test_a_folder_that_was_given_at_the_start_is_not_changed_here(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DataFolder, "usual", lambda: DataFolder(tmp_path / "usual"))
    place = DataPlace(DataFolder(tmp_path / "given"))
    qtbot.addWidget(place)

    assert "--data-dir" in place.said
    shown = [made.text() for made in place.findChildren(QAbstractButton) if not made.isHidden()]
    assert shown == ["Show the folder"]


def press_in(widget: QWidget, text: str) -> None:
    next(item for item in widget.findChildren(QAbstractButton) if item.text() == text).click()
