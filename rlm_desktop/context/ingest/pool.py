"""The processes that read hostile files, and what becomes of a document that breaks one of them."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Literal, Self

import msgspec

from rlm_desktop.context.children import deaf_to_interrupts
from rlm_desktop.context.ingest.messages import Broken, Done, Task, Text, receive, send_task
from rlm_desktop.errors import DocumentUnreadable
from rlm_desktop.paths import PROGRAM

WORKER = "--read-files"
"""The first argument that makes a frozen program be a reading process."""

_IN_MEMORY = 4 * 1024 * 1024


class ReadLimits(msgspec.Struct, frozen=True):
    """What one hostile file may cost."""

    seconds: float = 15.0
    text_bytes: int = 1024 * 1024 * 1024
    workers: int = 0
    """0: one less than the machine has cores, at most four."""

    def processes(self) -> int:
        return self.workers or max(1, min(4, (os.cpu_count() or 2) - 1))


class Extract(msgspec.Struct, frozen=True):
    """The text of one file, in a temporary file that is to be closed, and where its pages begin."""

    text: IO[bytes]
    pages: tuple[int, ...]
    note: str


class Readers:
    """A few reading processes, each with the thread that speaks to it."""

    def __init__(self, folder: Path, limits: ReadLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.processes(), thread_name_prefix="read")
        self._mine = threading.local()
        self._all: list[_Process] = []

    def submit(self, path: str, reader: Literal["html", "pdf"]) -> "Future[Extract]":
        """Begin to read a file. The result raises `DocumentUnreadable` with the reason."""
        return self._threads.submit(self._read, Task(path, reader))

    def _read(self, task: Task) -> Extract:
        process: _Process | None = getattr(self._mine, "process", None)
        if process is None or not process.alive:
            process = self._mine.process = _Process()
            self._all.append(process)
        return process.read(task, limits=self._limits, folder=self._folder)

    def close(self) -> None:
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

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def read(self, task: Task, *, limits: ReadLimits, folder: Path) -> Extract:
        text: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder))  # noqa: SIM115
        try:
            done = self._within(limits.seconds, lambda: self._receive(task, text, limits.text_bytes))
        except BaseException:
            text.close()
            raise
        if done.reason:
            text.close()
            raise DocumentUnreadable(done.reason)
        text.seek(0)
        return Extract(text, done.pages, done.note)

    def _receive(self, task: Task, text: IO[bytes], most: int) -> Done:
        assert self._process.stdin is not None and self._process.stdout is not None
        send_task(self._process.stdin, task)
        size = 0
        while True:
            match receive(self._process.stdout):
                case Text(piece):
                    size += len(piece)
                    if size > most:
                        self.kill()
                        raise DocumentUnreadable("it unfolds into more text than is allowed")
                    text.write(piece)
                case Done() as done:
                    return done
                case Task():
                    raise Broken("a reading process gives no tasks")

    def _within(self, seconds: float, work: Callable[[], Done]) -> Done:
        """Kill the process when the time is over: the read then ends, and the next file gets a new one."""
        started = time.monotonic()
        guard = threading.Timer(seconds, self._process.kill)
        guard.start()
        try:
            return work()
        except Broken as error:
            late = time.monotonic() - started >= seconds
            self.kill()
            why = (
                f"reading it took longer than {seconds:g} seconds" if late else "reading it broke the reader"
            )
            raise DocumentUnreadable(why) from error
        finally:
            guard.cancel()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream)


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        # What was not sent to a dead process need not be.
        return


def reading_command() -> list[str]:
    """How to start a reading process, from Python or from the packaged application."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER]
    return [sys.executable, "-m", "rlm_desktop.context.ingest.worker"]


def _environment() -> dict[str, str]:
    """Nothing of the person's environment but what starting a process needs."""
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(PROGRAM.parent), "PYTHONIOENCODING": "utf-8"}
