"""A screen that nobody sees: what stands on it, and the keys and clicks that are given to it."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DISPLAY = 97
PATIENCE = 600.0
SIZE = "1280x800"
ACCENT = bytes.fromhex("0f766e")
"""The window's colour, in its light look."""


def keys(*arguments: str | int) -> str:
    done = subprocess.run(
        ["xdotool", *map(str, arguments)],
        env={**os.environ, "DISPLAY": f":{DISPLAY}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.strip()


def click(place: tuple[int, int]) -> None:
    keys("mousemove", *place, "click", 1)


def type_in(text: str) -> None:
    keys("type", "--delay", 40, text)
    keys("key", "Return")


def wait_for(what: str, true: Callable[[], object], patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not true():
        if time.monotonic() > until:
            raise SystemExit(f"It did not come to this in time: {what}.")
        time.sleep(0.5)


@contextmanager
def screen() -> Iterator[None]:
    command = ["Xvfb", f":{DISPLAY}", "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp"]
    shown = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for("a screen", Path(f"/tmp/.X11-unix/X{DISPLAY}").exists, 30)
        yield
    finally:
        shown.terminate()
        shown.wait()


def middle(across: int) -> int:
    """Down the screen: the middle of the button of the window's colour that has its left edge there."""
    top, bottom = accents(across, least=20)[0]
    return (top + bottom) // 2


def picture(place: Path) -> None:
    """The screen as it is, as a file."""
    subprocess.run(["import", "-display", f":{DISPLAY}", "-window", "root", str(place)], check=False)


def accents(across: int, *, least: int) -> list[tuple[int, int]]:
    """From where to where, down the screen, there is the window's colour."""
    shot = subprocess.run(
        ["import", "-display", f":{DISPLAY}", "-window", "root", "-depth", "8", "ppm:-"],
        capture_output=True,
        check=True,
    ).stdout
    width, height = map(int, SIZE.split("x"))
    pixels = shot[-width * height * 3 :]
    line = "".join("#" if pixels[3 * (y * width + across) :][:3] == ACCENT else "." for y in range(height))
    found = [match.span() for match in re.finditer(f"#{{{least},}}", line)]
    if not found:
        raise SystemExit("The screen does not show what it should.")
    return found
