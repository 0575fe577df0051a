"""The walls of the system around the interpreter's process: which files it may open, and that they hold."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from rlm_desktop import walls
from rlm_desktop.walls.files import EXECUTE, READ, READ_FILE


def start[T](start_process: Callable[[], T], *, run: Path, read: Sequence[Path], held: walls.Walls) -> T:
    """Call `start_process` behind the walls. Raises `SandboxUnsafe` where one cannot be put up."""
    rules = [(run, READ_FILE | EXECUTE), *walls.system_files(), *((path, READ) for path in read)]
    return walls.behind(start_process, rules=rules, held=held)


def holds(process: "subprocess.Popen[bytes]", held: walls.Walls) -> bool:
    """Whether the filter is on for a process that was started behind the walls.

    The kernel has said so when it was put up. Where it can be asked about the process itself, it must agree.
    """
    return held.seccomp and walls.is_filtered(process.pid) is not False
