"""From the first start to an exported answer by the keyboard alone: real window, real keys, real model."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rlm_desktop import paths
from tests.gui.test_real_window import display

__all__ = ["display"]

PATIENCE = 900.0
QUESTION = "Which city has the most orders, and how many?"
DIALOG_SECONDS = 3.0


class Keyboard:
    """Presses keys as a person does, and keeps a picture of the screen after each step."""

    def __init__(self, display: str, pictures: Path) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self._pictures = pictures
        self._taken = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._do("key", key)
            time.sleep(0.3)
        self.look()

    def write(self, text: str) -> None:
        self._do("type", "--delay", "30", text)
        time.sleep(0.3)

    def answer_dialog(self, path: Path) -> None:
        """Give a path to the dialog that has just been asked for."""
        time.sleep(DIALOG_SECONDS)
        self.press("ctrl+a")
        self.write(str(path))
        self.press("Return")

    def look(self) -> None:
        if shutil.which("import"):
            self._taken += 1
            target = self._pictures / f"{self._taken:02}.png"
            subprocess.run(["import", "-window", "root", target], env=self._environment, check=False)

    def wait_for_window(self) -> None:
        wait_until(lambda: self._do("search", "--onlyvisible", "--name", "RLM Desktop", check=False), 60)
        time.sleep(2)
        self.look()

    def _do(self, *command: str, check: bool = True) -> bool:
        ended = subprocess.run(["xdotool", *command], env=self._environment, capture_output=True, check=check)
        return ended.returncode == 0


def wait_until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come to that in time"
        time.sleep(1)


def told(data: Path, *command: str) -> str:
    """What the program says in a terminal beside the window."""
    ended = subprocess.run(
        [sys.executable, "-m", "rlm_desktop", *command, "--data-dir", str(data), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout


@pytest.fixture
def started(display: str, tmp_path: Path) -> Iterator[tuple[Keyboard, Path]]:
    """The program over an empty data folder, under a window manager where there is one."""
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed")
    pictures = Path(os.environ.get("RLM_TEST_PICTURES", tmp_path / "pictures"))
    pictures.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
    running = [
        subprocess.Popen([manager], env=environment, stderr=subprocess.DEVNULL)
        for manager in ("openbox",)
        if shutil.which(manager)
    ]
    data = tmp_path / "data"
    command = [sys.executable, "-m", "rlm_desktop", "--data-dir", str(data)]
    running.append(subprocess.Popen(command, env=environment))
    keyboard = Keyboard(display, pictures)
    keyboard.wait_for_window()
    yield keyboard, data
    for process in reversed(running):
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.slow
def test_the_keyboard_alone_leads_from_the_first_start_to_an_exported_answer(
    started: tuple[Keyboard, Path], default_model: Path, tmp_path: Path
) -> None:
    keyboard, data = started
    stick = tmp_path / "stick" / default_model.name
    stick.parent.mkdir()
    shutil.copyfile(default_model, stick)

    # The focus is on "Add a folder…"; the fourth stop after it is "Use a file…".
    keyboard.press("Tab", "Tab", "Tab", "Tab", "space")
    keyboard.answer_dialog(stick)
    model = data / "models" / default_model.name
    wait_until(lambda: model.exists() and model.stat().st_size == stick.stat().st_size)
    keyboard.look()

    keyboard.press("ctrl+shift+o")
    keyboard.answer_dialog(paths.resources() / "sample" / "kettle-and-fern")
    wait_until(lambda: "kettle-and-fern" in told(data, "library", "list"))
    time.sleep(3)

    keyboard.press("ctrl+l")
    keyboard.write(QUESTION)
    keyboard.press("Return")
    wait_until(lambda: '"answered"' in told(data, "runs", "list"))
    time.sleep(3)
    keyboard.look()

    # Back from the box into the answer, onto its first quote, and into the document.
    keyboard.press(*["shift+Tab"] * 5, "Return")
    time.sleep(3)
    keyboard.press("alt+2", "alt+3", "alt+1")

    exported = tmp_path / "answer.json"
    keyboard.press("ctrl+l", "ctrl+s")
    keyboard.answer_dialog(exported)
    wait_until(exported.exists, 60)
    keyboard.look()

    answer = json.loads(exported.read_text(encoding="utf-8"))["reply"]
    assert answer["question"] == QUESTION
    assert answer["status"] == "answered"
    assert answer["value"] == ["Lisbon", 331]
    assert answer["evidence"]["total"] == 331
