"""What a model's process gives up before it reads the model's file, which anybody can have made."""

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from rlm_desktop import walls
from rlm_desktop.engine.devices import Device
from rlm_desktop.errors import SandboxUnsafe
from rlm_desktop.walls import untried

_TOLD = ("/sys/devices/system", "/proc/sys/vm/overcommit_memory")
"""What the system says of processors and memory, for those who share out work."""


def why_not(devices: Sequence[Device], *, wanted: bool) -> str:
    """Why there can be no walls around a process that computes on these devices; empty where there can."""
    held = walls.walls()
    if not wanted:
        return "taken away by the setting engine.walls"
    if not held.names:
        return untried.note() or "this system has none"
    if cards := [device.title for device in devices if device.kind != "processor"]:
        return f"the driver of {cards[0]} needs files and sockets of its own"
    return ""


def confine(model: Path | None, kept: Path | None) -> None:
    """From now on this process reads the model, reads and writes what it keeps, and reaches nothing else.

    No socket, no other program, no other process. Raises `SandboxUnsafe`.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no text in a file after a crash
    _demand_alone()
    if kept is not None and not _made(kept):
        kept = None
    read = [*([model] if model else []), *map(Path, _TOLD)]
    walls.confine(read=read, write=[kept] if kept else [])


def _made(folder: Path) -> bool:
    """Whether there is a folder to keep things in: where none can be made it is done without."""
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.is_dir()


def _demand_alone() -> None:
    """Threads that are there already would stay outside."""
    if sys.platform == "linux" and (threads := len(list(Path("/proc/self/task").iterdir()))) > 1:
        raise SandboxUnsafe(
            f"The model's process has {threads} threads before its walls are up.",
            hint="Set engine.walls = false to go without them, and report it.",
        )
