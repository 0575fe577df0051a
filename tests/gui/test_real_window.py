"""The same ways through the window, in a real one: on a display that is there for the test alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.displays import x_server

HERE = Path(__file__).parent


@pytest.fixture
def display() -> Iterator[str]:
    with x_server() as name:
        yield name


@pytest.mark.slow
@pytest.mark.parametrize("tests", ["test_window.py", "test_long_runs.py", "test_pictures.py"])
def test_a_real_window_does_as_the_one_in_memory(display: str, tests: str) -> None:
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(HERE / tests)],
        cwd=HERE.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-3000:]
