"""The system's own walls around a process that handles what is hostile.

On Linux Landlock for files and seccomp for the rest: both are put on a thread, pass to what that thread
starts, and can never be taken off. A process that is ours puts them on itself with `confine`; around a
foreign program a thread of the host does, with `behind`. The walls of macOS and Windows were never tried.
"""

import os
import platform
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import msgspec

from rlm_desktop.errors import RlmError
from rlm_desktop.paths import PROGRAM
from rlm_desktop.walls import calls, files, jobs, seatbelt, untried
from rlm_desktop.walls.files import EXECUTE, KEEP, READ, READ_FILE, WRITE_FILE, Rule
from rlm_desktop.walls.kernel import die_with_parent

__all__ = ["Walls", "behind", "confine", "die_with_parent", "is_filtered", "prepare", "system_files", "walls"]


class Walls(msgspec.Struct, frozen=True):
    """What this kernel can hold. Landlock's version is 0 where there is none."""

    landlock: int = 0
    seccomp: bool = False
    seatbelt: bool = False
    """macOS's profiles."""
    job: bool = False
    """Windows' jobs and ranks."""

    @property
    def around_files(self) -> bool:
        """Whether what a process may read is limited, which can be tried out."""
        return bool(self.landlock) or self.seatbelt

    @property
    def names(self) -> list[str]:
        """What there is, as it is told."""
        there = {"Landlock": self.landlock, "seccomp": self.seccomp, "A profile": self.seatbelt}
        return [name for name, held in (there | {"A job": self.job}).items() if held]


def walls() -> Walls:
    """Which of the layers this system has."""
    if sys.platform == "darwin":
        return Walls(seatbelt=untried.wanted() and seatbelt.is_there())
    if sys.platform == "win32":
        return Walls(job=untried.wanted())
    if sys.platform != "linux":
        return Walls()
    return Walls(landlock=files.version(), seccomp=platform.machine() in calls.MACHINES)


def confine(*, read: Sequence[Path], write: Sequence[Path] = (), held: Walls | None = None) -> None:
    """From now on this thread, and what it starts, reads these files and Python's own, and nothing else.

    It makes and changes files in the folders `write` alone. It starts and reaches nothing, not even another
    process of the same person. To be called before there are other threads. Raises `SandboxUnsafe` where a
    wall that the system has can't be put up.
    """
    held = walls() if held is None else held
    rules = [*((path, READ) for path in read), *((path, KEEP) for path in write)]
    if held.landlock:
        files.restrict(held.landlock, [*system_files(), *_python(), *rules])
    if held.seccomp:
        calls.restrict(starting=False)
    if held.seatbelt:
        seatbelt.restrict([*_python(), *rules])
    if held.job:
        jobs.restrict(write)


def behind[T](start: Callable[[], T], *, rules: Sequence[Rule], held: Walls) -> T:
    """Call `start`, which starts a process, behind the walls; this program itself stays free.

    Raises what `start` raises, and `SandboxUnsafe` where a wall cannot be put up.
    """
    if not held.landlock and not held.seccomp:
        return start()
    results: list[T] = []
    failures: list[BaseException] = []

    def walled() -> None:
        try:
            if held.landlock:
                files.restrict(held.landlock, rules)
            if held.seccomp:
                calls.restrict(starting=True)
            results.append(start())
        except (OSError, RlmError) as error:
            failures.append(error)

    # A thread of its own: it ends with the walls it has put up around itself.
    thread = threading.Thread(target=walled, name="walled-start")
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return results[0]


def is_filtered(process: int) -> bool | None:
    """Whether the kernel says that the filter of system calls is on for a process.

    None where that cannot be told: /proc is not there, or is that of another space of process numbers.
    """
    try:
        if Path("/proc/self").readlink() != Path(str(os.getpid())):
            return None
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return None
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    return lines.get("Seccomp") == "2" and lines.get("NoNewPrivs") == "1"


@cache
def system_files() -> tuple[Rule, ...]:
    """What a dynamically linked program needs before its first line runs."""
    loaders = [*Path("/lib64").glob("ld-linux*"), *Path("/lib").glob("ld-linux*")]
    return (
        *((loader.resolve(), READ_FILE | EXECUTE) for loader in loaders),
        *((Path(folder), READ) for folder in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/sys/fs/cgroup")),
        (Path("/etc/ld.so.cache"), READ_FILE),
        (Path("/dev/null"), READ_FILE | WRITE_FILE),
        (Path("/dev/urandom"), READ_FILE),
    )


@cache
def _python() -> tuple[Rule, ...]:
    """Where Python and this program lie, and what the system tells of itself."""
    places = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, str(PROGRAM)}
    if getattr(sys, "frozen", False):
        places.add(sys.executable)  # a packaged application's modules are read out of its program
    told = ("/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/devices/system/cpu", "/usr/share/zoneinfo")
    places |= {getattr(sys, "_MEIPASS", sys.prefix), *told}
    return tuple((Path(place), READ) for place in sorted(places))


def prepare() -> None:
    """Find out once, for all processes that are forked from this one, what walls around them will need."""
    system_files()
    _python()
    if walls().seccomp:
        calls.prepare()
