"""The walls of the system around the interpreter's process: which files it may open, and that they hold."""

import subprocess
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path

from rlm_desktop import walls
from rlm_desktop.errors import SandboxUnsafe
from rlm_desktop.walls import jobs, seatbelt
from rlm_desktop.walls.files import EXECUTE, READ, READ_FILE

type Spawn = Callable[[Sequence[str], int], "subprocess.Popen[bytes]"]
"""Starts the process, given words to write before its command and flags for Windows."""


def start(
    spawn: Spawn, *, run: Path, read: Sequence[Path], memory_mb: int, held: walls.Walls
) -> "subprocess.Popen[bytes]":
    """A process behind the walls. Raises `SandboxUnsafe` where one cannot be put up."""
    rules = [(run, READ_FILE | EXECUTE), *((path, READ) for path in read)]
    if held.seatbelt:
        return spawn(seatbelt.starting(rules), 0)
    if held.job:
        return in_job(spawn, memory_mb=memory_mb)
    return walls.behind(lambda: spawn((), 0), rules=[*rules, *walls.system_files()], held=held)


def in_job(spawn: Spawn, *, memory_mb: int) -> "subprocess.Popen[bytes]":
    """A process that is shut in before its first line, and ends with this program (Windows)."""
    process = spawn((), jobs.SUSPENDED)
    try:
        job = jobs.hold(int(process._handle), memory_mb=memory_mb)  # type: ignore[attr-defined]
    except SandboxUnsafe:
        process.kill()
        process.wait()
        raise
    weakref.finalize(process, jobs.close, job)
    return process


def holds(process: "subprocess.Popen[bytes]", held: walls.Walls) -> bool:
    """Whether the filter is on for a process that was started behind the walls.

    The kernel has said so when it was put up. Where it can be asked about the process itself, it must agree.
    """
    return held.seccomp and walls.is_filtered(process.pid) is not False
