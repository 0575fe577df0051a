"""Files are dragged from another program onto the window with the mouse, as from a file manager."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gui.displays import window_manager, x_server

PATIENCE = 180.0
STEPS = 12
SOURCE = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QLabel

class Source(QLabel):
    def mouseMoveEvent(self, event):
        drag, data = QDrag(self), QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

application = QApplication([])
source = Source("drag me")
source.setWindowTitle("drag source")
source.resize(120, 80)
source.show()
application.exec()
"""

Environment = dict[str, str]


class Screen:
    """A display with the program on it, and a hand with a mouse."""

    def __init__(self, environment: Environment, data: Path, pictures: Path) -> None:
        self._environment, self._data, self._pictures = environment, data, pictures
        self._taken = 0

    def find(self, title: str) -> str:
        """The window of that name, once it is there."""
        until_true(lambda: self._do("search", "--onlyvisible", "--name", title, check=False))
        return self._do("search", "--onlyvisible", "--name", title).split()[-1]

    def put(self, window: str, x: int, y: int, width: int, height: int) -> None:
        self._do("windowsize", window, str(width), str(height))
        self._do("windowmove", window, str(x), str(y))
        time.sleep(1)

    @contextmanager
    def source_of(self, *paths: Path) -> Iterator[None]:
        """A small window whose content can be dragged, in the upper left corner."""
        command = [sys.executable, "-c", SOURCE, *map(str, paths)]
        process = subprocess.Popen(command, env=self._environment)
        try:
            self.put(self.find("drag source"), 0, 0, 120, 80)
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)

    def drag_to(self, x: int, y: int) -> None:
        self._do("mousemove", "60", "60", "mousedown", "1")
        for step in range(1, STEPS + 1):
            place = (60 + (x - 60) * step // STEPS, 60 + (y - 60) * step // STEPS)
            self._do("mousemove", *map(str, place))
            time.sleep(0.1)
        self.look()
        self._do("mouseup", "1")
        time.sleep(1)
        self.look()

    def press(self, *keys: str) -> None:
        for key in keys:
            self._do("key", key)
            time.sleep(0.3)

    def look(self) -> None:
        if shutil.which("import"):
            self._taken += 1
            target = self._pictures / f"drop-{self._taken:02}.png"
            subprocess.run(["import", "-window", "root", target], env=self._environment, check=False)

    def libraries(self) -> dict[str, int]:
        """What the program says in a terminal: names of libraries, and how many documents each has."""
        command = [sys.executable, "-m", "rlm_desktop", "library", "list"]
        ended = subprocess.run(
            [*command, "--json", "--data-dir", str(self._data)], capture_output=True, text=True, check=True
        )
        return {item["name"]: item["documents"] for item in json.loads(ended.stdout)["libraries"]}

    def _do(self, *command: str, check: bool = True) -> str:
        ended = subprocess.run(
            ["xdotool", *command], env=self._environment, capture_output=True, text=True, check=check
        )
        return ended.stdout


def until_true(true: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "it did not come to that in time"
        time.sleep(1)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed")
    pictures = Path(os.environ.get("RLM_TEST_PICTURES", tmp_path / "pictures"))
    pictures.mkdir(parents=True, exist_ok=True)
    data = tmp_path / "data"
    with x_server("1440x900") as name, window_manager(name) as environment:
        program = subprocess.Popen(
            [sys.executable, "-m", "rlm_desktop", "--data-dir", str(data)], env=environment
        )
        made = Screen(environment, data, pictures)
        made.put(made.find("RLM Desktop"), 140, 0, 1280, 820)
        yield made
        program.terminate()
        program.wait(timeout=60)


@pytest.mark.slow
def test_a_folder_and_then_a_file_are_dropped_with_the_mouse(screen: Screen, tmp_path: Path) -> None:
    letters = tmp_path / "letters of 2026"
    letters.mkdir()
    for number in range(3):
        (letters / f"letter {number}.txt").write_text(f"Dear Ana,\nletter {number}.\n", encoding="utf-8")
    more = tmp_path / f"{'a very long name ' * 8}מכתב.txt"
    more.write_text("One more.\n", encoding="utf-8")

    with screen.source_of(letters):
        screen.drag_to(800, 500)  # onto the first page
    until_true(lambda: screen.libraries() == {"letters of 2026": 3})

    with screen.source_of(more):
        screen.drag_to(240, 130)  # onto the library
        screen.press("Down", "Return")
    until_true(lambda: screen.libraries() == {"letters of 2026": 4})

    with screen.source_of(more):
        screen.drag_to(800, 400)  # onto the conversation, and into a new library
        screen.press("Down", "Down", "Return")
    until_true(lambda: sorted(screen.libraries().values()) == [1, 4])
    screen.look()
