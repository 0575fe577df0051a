"""Displays of a test's own, with a window manager or without one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def x_server(size: str = "1600x1000") -> Iterator[str]:
    """An X server, which chooses a free number itself; its name."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    number, written = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(written), "-screen", "0", f"{size}x24"],
        pass_fds=[written],
        stderr=subprocess.DEVNULL,
    )
    os.close(written)
    with os.fdopen(number, encoding="ascii") as told:
        name = told.readline().strip()
    try:
        yield f":{name}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def window_manager(display: str) -> Iterator[dict[str, str]]:
    """Frames about windows; the environment of a program that is to be shown there."""
    if shutil.which("openbox") is None:
        pytest.skip("openbox is not installed")
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield environment
    finally:
        manager.terminate()
        manager.wait()
