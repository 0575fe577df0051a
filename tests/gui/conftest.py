"""Tests of the window draw into memory: no display is needed."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rlm_desktop.gui import application
from rlm_desktop.gui.main_window import MainWindow
from tests.gui.fakes import FakeRuntime


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
        lambda: made.library == "Orders" and bool(made.ask_page.conversation.has_profile), timeout=30_000
    )
    yield made
    made.close()
