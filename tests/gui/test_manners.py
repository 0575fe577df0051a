"""One window, a machine that stays awake, a crash that is told of: how the program behaves beside others."""

import faulthandler
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rlm_desktop.gui import application, manners
from rlm_desktop.gui.crashes import CrashReports
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.manners import Manners
from rlm_desktop.gui.one_instance import OneInstance, Wish
from rlm_desktop.paths import DataFolder
from tests.gui.conftest import WAIT, answered, ask
from tests.gui.fake_runtime import FakeRuntime

FIRST_FORM = Path(__file__).parent.parent / "runs" / "forms" / "history-1.sql"

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_a_second_start_hands_its_files_to_the_window_that_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = OneInstance(DataFolder(tmp_path)), OneInstance(DataFolder(tmp_path))
    wishes: list[Wish] = []
    first.wished.connect(wishes.append)
    assert not first.hand_over(["/data/none"], sample=False)
    assert first.listen()

    assert second.hand_over(["/data/a", "/data/b"], sample=True)
    qtbot.waitUntil(lambda: bool(wishes), timeout=WAIT)
    first.close()

    assert wishes == [Wish(("/data/a", "/data/b"), sample=True)]


def test_windows_over_other_data_folders_are_others(tmp_path: Path) -> None:
    first, other = OneInstance(DataFolder(tmp_path / "a")), OneInstance(DataFolder(tmp_path / "b"))
    assert first.listen()

    assert not other.hand_over([], sample=False)
    first.close()


def test_a_crash_leaves_a_report_that_the_next_start_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test's own watch over crashes must stay.
    for name in ("enable", "disable"):
        monkeypatch.setattr(faulthandler, name, lambda *_: None)
    data = DataFolder(tmp_path)
    (data.logs / "crash.log").write_text("Fatal Python error: Segmentation fault\n", encoding="utf-8")

    next_start = CrashReports(data)
    report = next_start.begin()
    next_start.end()

    assert report is not None
    assert "Segmentation fault" in report.read_text(encoding="utf-8")
    assert not (data.logs / "crash.log").exists()
    after = CrashReports(data)
    assert after.begin() is None
    after.end()


def test_the_window_tells_of_the_last_crash_in_a_line(window: MainWindow) -> None:
    shown = []
    window.tell_of_crash("crash-2026-03-01.log", lambda: shown.append(True))

    assert "ended without warning" in window.ask_page.notice.text
    assert "stays on this machine" in window.ask_page.notice.text
    QTest.mouseClick(window.ask_page.notice._action, Qt.MouseButton.LeftButton)
    assert shown == [True]


@pytest.mark.skipif(shutil.which("cat") is None, reason="needs a command that waits for its input's end")
def test_the_machine_is_kept_awake_while_a_run_goes_on(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manners, "inhibitor", lambda: ["cat"])
    runtime.pause = 0.05
    ask(window)
    qtbot.waitUntil(lambda: window.asking.manners._awake is not None, timeout=WAIT)

    answered(qtbot, window)

    assert window.asking.manners._awake is None


def test_the_end_of_a_long_run_is_told_without_the_question(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(manners, "LONG_SECONDS", 0)
    monkeypatch.setattr(Manners, "_notify", lambda _, text: told.append(text))
    monkeypatch.setattr(type(window), "isActiveWindow", lambda _: False)
    window.asking.manners.begin()

    window.asking.manners.end("Answer")

    assert told == ["Your question: Answer"]


def test_another_language_is_a_new_window_over_the_same_runtime(qtbot: QtBot, tmp_path: Path) -> None:
    from rlm_desktop.gui.saying import language
    from rlm_desktop.settings import Settings

    application.prepare([])
    hook = sys.excepthook
    session = application.Session(Settings(data=DataFolder(tmp_path)))
    session.open(Wish())
    old = session.window
    old.settings.language_chosen.emit("de")
    qtbot.waitUntil(lambda: session.window is not old, timeout=WAIT)

    assert session.window.ask_page.box.go.text() == "Fragen"
    assert session.window.isVisible()
    session.window.close()
    language.use("en")
    sys.excepthook = hook


def test_what_became_of_settings_and_history_at_an_update_is_told_in_the_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rlm_desktop.settings import Settings

    data = DataFolder(tmp_path)
    data.settings.write_text("later = 1\n", encoding="utf-8")
    with closing(sqlite3.connect(data.history)) as older:
        older.executescript(FIRST_FORM.read_text(encoding="utf-8"))
    application.prepare([])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    session = application.Session(Settings.load(data))
    qtbot.addWidget(session.window)
    session.open(Wish())

    said = session.window.ask_page.notice.text
    assert "does not know later in settings.toml" in said
    assert "As it was before it is kept as history.form-1.sqlite" in said
    session.open(Wish(), tmp_path / "report.txt")
    assert "report.txt" in session.window.ask_page.notice.text
    assert "history.form-1.sqlite" in session.window.ask_page.notice.text
    session.window.close()


@pytest.mark.slow
def test_a_file_that_macos_opens_with_the_program_comes_to_the_window(tmp_path: Path) -> None:
    """In a process of its own: the tests' application is another one."""
    script = """
        import sys
        from pathlib import Path
        from PySide6.QtGui import QFileOpenEvent
        from rlm_desktop.gui.application import Session, prepare
        from rlm_desktop.paths import DataFolder
        from rlm_desktop.settings import Settings

        app = prepare([])
        session = Session(Settings(data=DataFolder(Path(sys.argv[1]))))
        session.window.begin = lambda paths, *, sample: print(paths, sample)
        app.sendEvent(app, QFileOpenEvent("/data/letters.txt"))
    """
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert said.stdout == "('/data/letters.txt',) False\n", said.stderr


def test_a_model_file_that_the_program_is_opened_with_is_brought(
    qtbot: QtBot, window: MainWindow, runtime: FakeRuntime
) -> None:
    window.begin(["/media/stick/small.gguf"], sample=False)

    qtbot.waitUntil(lambda: "is here" in window.models.notice.text, timeout=WAIT)
    assert window.pages.currentWidget() is window.models


def test_a_screen_reader_meets_the_columns_from_left_to_right(window: MainWindow) -> None:
    columns = QAccessible.queryAccessibleInterface(window.columns)
    names = [columns.child(place).object() for place in range(columns.childCount())]
    met = [part for part in names if part in (window.sidebar, window.pages, window.inspector)]

    assert met == [window.sidebar, window.pages, window.inspector]


def test_a_screen_reader_says_that_the_pages_are_one_of_several(window: MainWindow) -> None:
    pages = [made for made in window.sidebar.findChildren(QPushButton) if made.isCheckable()]

    roles = {QAccessible.queryAccessibleInterface(made).role() for made in pages}

    assert len(pages) == 4
    assert roles == {QAccessible.Role.RadioButton}


def test_a_log_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    handler = application._PrivateFile(tmp_path / "gone" / "window.log", encoding="utf-8", delay=True)

    handler.handle(logging.LogRecord("rlm_desktop", logging.WARNING, "", 0, "something", None, None))

    assert not (tmp_path / "gone").exists()
