"""Opens the window over the sample, types a question, waits for the answer and prints it.

    python packaging/window_question.py --data-dir FOLDER QUESTION

The window is the real one, with the real model of that folder. Without a question it opens a socket instead:
that is what `offline_proof.py` has to notice. Without a display: QT_QPA_PLATFORM=offscreen.
"""

import argparse
import json
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rlm_desktop.gui import application
from rlm_desktop.gui.library_work import SAMPLE
from rlm_desktop.gui.main_window import MainWindow
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import Settings

PATIENCE = 1200.0


class _TooLong(Exception):
    """The window did not come to what it was waited for."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("question", metavar="QUESTION", nargs="?", default="")
    parser.add_argument("--data-dir", type=Path, required=True)
    arguments = parser.parse_args()
    application.prepare([])
    answers: list[object] = []
    QTimer.singleShot(0, lambda: _in_the_window(arguments.question, answers))
    status = application.run(Settings.load(DataFolder(arguments.data_dir)), sample=True)
    sys.stdout.write(json.dumps(answers) + "\n")
    return status if answers else 1


def _in_the_window(question: str, answers: list[object]) -> None:
    shown = (top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow))
    window = next(shown)
    try:
        answers.append(_asked(window, question) if question else _socket_opened())
    finally:
        window.close()


def _asked(window: MainWindow, question: str) -> object:
    page = window.ask_page
    _wait(lambda: window.library == SAMPLE and not window.desk.ingesting and page.conversation.has_profile)
    page.box.edit.setFocus()
    QTest.keyClicks(page.box.edit, question)
    QTest.keyClick(page.box.edit, Qt.Key.Key_Return)
    _wait(lambda: page.conversation.last_answered() is not None)
    return window.desk.runtime.runs()[0].answer


def _socket_opened() -> object:
    with socket.socket():
        return None


def _wait(true: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            raise _TooLong
        QTest.qWait(50)


if __name__ == "__main__":
    sys.exit(main())
