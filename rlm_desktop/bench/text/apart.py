"""Work done in a process of its own, with its seconds, those of its processor, and its most memory."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import psutil

from rlm_desktop import walls
from rlm_desktop.errors import BadRequest


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What something took; `computed` and `peak` count the processes that it started too."""

    seconds: float
    computed: float
    peak: int = 0
    """Most bytes of memory of the process itself."""
    peak_below: int = 0
    """Most bytes of memory of one that it started."""

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.computed:.2f} of processor time"


class _Failed(msgspec.Struct, frozen=True):
    why: str


def measured[T](work: Callable[..., T], *arguments: object) -> tuple[T, Cost]:
    """The result of a module's function, called in a process that did nothing before.

    The clock stands while the process starts. Raises `BadRequest` where the work failed.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    # Not a daemon: what is measured starts processes of its own.
    process = spawn.Process(target=_work, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        result, cost = ours.recv()
    except EOFError:
        result, cost = _Failed("its process died"), None
    finally:
        process.join()
        ours.close()
    if isinstance(result, _Failed):
        raise BadRequest(f"What was to be measured failed: {result.why}.")
    return result, cost


def _work(pipe: Connection, work: Callable[..., object], arguments: Sequence[object]) -> None:
    walls.die_with_parent(os.getppid())
    clock, before = time.monotonic(), _computed()
    try:
        result = work(*arguments)
    except Exception as error:  # noqa: BLE001 -- told to the one who measures
        pipe.send((_Failed(f"{type(error).__name__}: {error}"), None))
        return
    seconds = time.monotonic() - clock
    own, below = _peaks()
    cost = Cost(seconds=seconds, computed=_computed() - before, peak=own, peak_below=below)
    pipe.send((result, cost))


def _computed() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peaks() -> tuple[int, int]:
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset, 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    below = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    return _high_water() or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit, below


def _high_water() -> int:
    """Linux knows it of this program; the other count takes in what it was forked from."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return 0
    lines = status.read_text(encoding="utf-8").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def ran(command: Sequence[str]) -> tuple[str, Cost]:
    """What a program prints, and what it took. Raises `BadRequest` where it fails."""
    before, clock = os.times(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    seconds, after = time.monotonic() - clock, os.times()
    if done.returncode not in (0, 1):
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BadRequest(f"{Path(command[0]).name} ended with {done.returncode}: {said}")
    computed = after.children_user - before.children_user + after.children_system - before.children_system
    return done.stdout, Cost(seconds=seconds, computed=computed)
