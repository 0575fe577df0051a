"""The processes that read hostile files, and what becomes of a document that breaks one of them."""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Self

import msgspec
import psutil

from rlm_desktop import awake
from rlm_desktop.awake import Alarm
from rlm_desktop.context.children import deaf_to_interrupts
from rlm_desktop.context.ingest.messages import Begun, Broken, Done, Ended, Task, Text, receive, send_task
from rlm_desktop.errors import DocumentUnreadable
from rlm_desktop.paths import PROGRAM, own_module

WORKER = "--read-files"
"""The first argument that makes a frozen program be a reading process."""

_TO_START = 120.0
"""Seconds that a reading process may take to begin, on the busiest of machines."""
_IN_MEMORY = 4 * 1024 * 1024
_AT_WORK = (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP, psutil.STATUS_STOPPED)
_IDLE = 0.2
"""The share of its time below which a process that waits has not just paused."""
_LONGEST = 20.0
"""On a machine that is busy with other things, its time may last so many times as long."""


class ReadLimits(msgspec.Struct, frozen=True):
    """What one hostile file may cost. A large file may take longer and hold more text."""

    seconds: float = 15.0
    """Of the processor's time, where other programs have the rest of it."""
    text_bytes: int = 1024 * 1024 * 1024
    bytes_a_second: int = 1024 * 1024
    """For each of so many bytes of the file one more second is given."""
    fold: int = 100
    """The text may be so many times as large as the file, once that is more than `text_bytes`."""
    workers: int = 0
    """0: one for each core, at most four; they let everything else go first."""

    def processes(self) -> int:
        return self.workers or min(4, os.cpu_count() or 1)

    def for_size(self, size: int) -> "ReadLimits":
        """The limits of a file of so many bytes."""
        return msgspec.structs.replace(
            self,
            seconds=self.seconds + size / self.bytes_a_second,
            text_bytes=max(self.text_bytes, self.fold * size),
        )


class Extracted(msgspec.Struct, frozen=True):
    """One text of a file: its bytes `start` up to `end` of the extract, or the reason why it has none."""

    name: str
    kind: str
    start: int
    end: int
    pages: tuple[int, ...] = ()
    note: str = ""
    reason: str = ""


class Extract(msgspec.Struct, frozen=True):
    """All texts of one file, in a temporary file that is to be closed."""

    text: IO[bytes]
    parts: tuple[Extracted, ...]


class Readers:
    """A few reading processes, each with the thread that speaks to it."""

    def __init__(self, folder: Path, limits: ReadLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.processes(), thread_name_prefix="read")
        self._mine = threading.local()
        self._all: list[_Process] = []
        self._starting = threading.Lock()
        self._closed = False

    def submit(self, path: str, name: str, size: int) -> "Future[Extract]":
        """Begin to read a file. The result raises `DocumentUnreadable` where nothing of it could be."""
        return self._threads.submit(self._read, Task(path, name), self._limits.for_size(size))

    def _read(self, task: Task, limits: ReadLimits) -> Extract:
        process: _Process | None = getattr(self._mine, "process", None)
        if process is None or not process.alive:
            process = self._mine.process = self._new_process()
        return process.read(task, limits=limits, folder=self._folder)

    def _new_process(self) -> "_Process":
        """Raises `DocumentUnreadable` when all are being ended: one that is started now would stay."""
        with self._starting:
            if self._closed:
                raise DocumentUnreadable("reading was stopped")
            process = _Process()
            self._all.append(process)
        return process

    def close(self) -> None:
        with self._starting:
            self._closed = True
        for process in self._all:
            process.kill()
        self._threads.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Process:
    """One reading process, used by one thread."""

    def __init__(self) -> None:
        with deaf_to_interrupts():
            self._process = subprocess.Popen(
                reading_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )

        self._ready = False
        self._expired = False

    @property
    def alive(self) -> bool:
        return not self._expired and self._process.poll() is None

    def read(self, task: Task, *, limits: ReadLimits, folder: Path) -> Extract:
        text: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder))  # noqa: SIM115
        extract = _Collected(text, limits.text_bytes)
        try:
            reason = "" if self._ready else self._within(_TO_START, self._begin)
            reason = reason or self._within(limits.seconds, lambda: self._receive(task, extract))
            if reason:
                extract.fail(reason)
        except BaseException:
            text.close()
            raise
        text.seek(0)
        return Extract(text, tuple(extract.parts))

    def _begin(self) -> str:
        """Wait until the readers are loaded."""
        assert self._process.stdout is not None
        self._ready = isinstance(receive(self._process.stdout), Done)
        return ""

    def _receive(self, task: Task, extract: "_Collected") -> str:
        """Collect what the process reads. Why it could not read all of it, or nothing."""
        assert self._process.stdin is not None and self._process.stdout is not None
        send_task(self._process.stdin, task)
        while True:
            match receive(self._process.stdout):
                case Begun() as begun:
                    extract.begin(begun)
                case Text(piece):
                    if not extract.add(piece):
                        self.kill()
                        return "it unfolds into more text than is allowed"
                case Ended() as ended:
                    extract.end(ended)
                case Done(reason=reason):
                    return reason
                case Task():
                    raise Broken("a reading process gives no tasks")

    def _within(self, seconds: float, work: Callable[[], str]) -> str:
        """Kill the process when the time is over: the read then ends, and the next file gets a new one."""
        before, until = worked_by(self._process.pid), awake.now() + _LONGEST * seconds

        def rung() -> float:
            more = still_due(
                seconds, worked_by(self._process.pid) - before, waits=all_wait(self._process.pid)
            )
            if not more or awake.now() >= until:
                self._expire()
                return 0.0
            return more

        guard = Alarm(seconds, rung)
        try:
            return work()
        except Broken:
            late = self._expired
            self.kill()
            slow = f"reading it took longer than {seconds:.0f} second{'s' * (seconds >= 1.5)}"
            return slow if late else "reading it broke the reader"
        finally:
            guard.put_off()  # should it be at it: a process that is being killed reads no other file

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream)


class _Collected:
    """The parts of a file as they come in. A part that was begun and not ended has no text."""

    def __init__(self, text: IO[bytes], most: int) -> None:
        self.parts: list[Extracted] = []
        self._text = text
        self._left = most
        self._begun: Begun | None = None
        self._start = 0

    def begin(self, begun: Begun) -> None:
        self._begun = begun
        self._start = self._text.tell()

    def add(self, piece: bytes) -> bool:
        """Whether that much text is allowed."""
        self._left -= len(piece)
        if self._begun is None:
            raise Broken("text that belongs to nothing")
        if self._left >= 0:
            self._text.write(piece)
        return self._left >= 0

    def end(self, ended: Ended) -> None:
        if self._begun is None:
            raise Broken("an end without a beginning")
        if ended.reason:
            self._text.seek(self._start)
            self._text.truncate()
        self.parts.append(
            Extracted(
                name=self._begun.name,
                kind=self._begun.kind,
                start=self._start,
                end=self._text.tell(),
                pages=ended.pages,
                note=ended.note,
                reason=ended.reason,
            )
        )
        self._begun = None

    def fail(self, reason: str) -> None:
        """The file ends here with a reason. Raises `DocumentUnreadable` where there is no part of it."""
        if self._begun is not None:
            self.end(Ended(reason=reason))
        elif self.parts:
            self.parts.append(Extracted("", "unknown", 0, 0, reason=f"the rest could not be read: {reason}"))
        if all(part.name == "" and part.reason for part in self.parts):
            raise DocumentUnreadable(reason)


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        # What was not sent to a dead process need not be.
        return


def still_due(seconds: float, worked: float, *, waits: bool) -> float:
    """Seconds that a process has not had yet of its time, because others had the processor; 0.0: none."""
    if waits and worked < _IDLE * seconds:
        return 0.0
    return seconds - worked if seconds - worked > awake.TICK else 0.0


def worked_by(pid: int) -> float:
    """Seconds of processor time that a process has had, with the processes that read for it."""
    worked = 0.0
    for each in _readers_of(pid):
        with contextlib.suppress(psutil.Error):  # One that has ended by now: its reader has its time.
            worked += sum(each.cpu_times()[: 4 if each.pid == pid else 2])
    return worked


def all_wait(pid: int) -> bool:
    """Whether it and those that read for it wait for something else than the processor or a disk."""
    for each in _readers_of(pid):
        with contextlib.suppress(psutil.Error):
            if each.status() in _AT_WORK:
                return False
    return True


def _readers_of(pid: int) -> list[psutil.Process]:
    """A process and those that read for it; nothing where it has ended."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def reading_command() -> list[str]:
    """How to start a reading process, from Python or from the packaged application."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER]
    return own_module("rlm_desktop.context.ingest.worker")


def _environment() -> dict[str, str]:
    """Nothing of the person's environment but what starting a process needs."""
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(PROGRAM.parent), "PYTHONIOENCODING": "utf-8"}
