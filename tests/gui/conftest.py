"""Tests of the window draw into memory: no display is needed."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rlm_desktop.gui import application
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.gui.questions.conversation import RunCard
from tests.gui.fake_runtime import FakeRuntime

WAIT = 10_000
"""Milliseconds after which something does not happen any more, also on a busy machine."""
QUESTION = "Which user has the most ERROR lines, and how many?"


def ask(window: MainWindow, question: str = QUESTION) -> None:
    """Type a question and press Return, as a person does."""
    QTest.keyClicks(window.ask_page.box.edit, question)
    QTest.keyClick(window.ask_page.box.edit, Qt.Key.Key_Return)


def answered(qtbot: QtBot, window: MainWindow) -> RunCard:
    """Wait for an answer; its card."""
    qtbot.waitUntil(lambda: window.ask_page.conversation.last_answered() is not None, timeout=WAIT)
    card = window.ask_page.conversation.last_answered()
    assert card is not None
    return card


@pytest.fixture
def runtime(tmp_path: Path) -> FakeRuntime:
    return FakeRuntime(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, runtime: FakeRuntime) -> Iterator[MainWindow]:
    """The window on a fake runtime with one library, ready to be asked."""
    application.prepare([])
    made = MainWindow(runtime, runtime.ask_from_window)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(
        lambda: made.library == "Orders" and bool(made.ask_page.conversation.has_profile), timeout=WAIT
    )
    yield made
    made.close()
