"""The window with its frame lies within its screen, however small that is."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from rlm_desktop.gui import screens
from tests.gui.displays import window_manager, x_server

LOOK = """
import sys, time
from pathlib import Path
from PySide6.QtTest import QTest
from rlm_desktop.gui.application import Session, prepare
from rlm_desktop.gui.one_instance import Wish
from rlm_desktop.paths import DataFolder
from rlm_desktop.settings import Settings
prepare([])
session = Session(Settings(data=DataFolder(Path(sys.argv[1]))))
session.open(Wish())
QTest.qWait(1500)
frame, room = session.window.frameGeometry(), session.window.screen().availableGeometry()
print(frame.height() > session.window.height(), room.contains(frame))
session.window.close()
"""


@pytest.mark.parametrize(
    ("frame", "wanted"),
    [
        (QRect(10, 10, 600, 400), QRect(10, 10, 600, 400)),
        (QRect(0, 0, 1290, 830), QRect(0, 0, 1280, 800)),
        (QRect(900, -20, 600, 400), QRect(680, 0, 600, 400)),
    ],
)
def test_a_frame_is_moved_and_made_smaller_no_more_than_it_must(frame: QRect, wanted: QRect) -> None:
    assert screens.within(frame, QRect(0, 0, 1280, 800)) == wanted


@pytest.mark.slow
@pytest.mark.parametrize("size", ["1024x768", "1280x800", "1366x768"])
def test_a_window_with_its_frame_lies_within_a_small_screen(tmp_path: Path, size: str) -> None:
    with x_server(size) as name, window_manager(name) as environment:
        ended = subprocess.run(
            [sys.executable, "-c", LOOK, str(tmp_path)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert ended.stdout.split() == ["True", "True"]
