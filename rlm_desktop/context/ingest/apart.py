"""Each hostile file is read by a process of its own, which can open that file and nothing else.

The reading process has everything loaded and forks for each file, which costs milliseconds. What a file makes
of its reader ends with it: it reaches no other file, and cannot speak for the one that is read next.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from rlm_desktop import walls
from rlm_desktop.context.ingest.messages import Begun, Broken, Done, Ended, Task, Text, receive, send_done
from rlm_desktop.errors import SandboxUnsafe

POSSIBLE = sys.platform == "linux"
"""Elsewhere the reading process reads the files itself, within its limits."""

Work = Callable[[IO[bytes]], None]
"""Reads the file and sends its text, then that it is done."""


def apart(work: Work, *, file: Path) -> Iterator[Begun | Text | Ended | Done]:
    """What the work sends from behind walls around everything but one file.

    Raises `Broken` when it ends before it is done. Both processes end when the application does.
    """
    source, target = os.pipe()
    parent = os.getpid()
    reader = os.fork()
    if reader == 0:
        _read(work, file, target, parent)
    os.close(target)
    try:
        with os.fdopen(source, "rb") as stream:
            yield from _until_done(stream)
    finally:
        os.kill(reader, signal.SIGKILL)
        os.waitpid(reader, 0)


def _until_done(stream: IO[bytes]) -> Iterator[Begun | Text | Ended | Done]:
    """Nothing that comes after the end is heard: it might be meant for the next file."""
    done = False
    while not done:
        message = receive(stream)
        if isinstance(message, Task):
            raise Broken("a reader gives no tasks")
        yield message
        done = isinstance(message, Done)


def _read(work: Work, file: Path, target: int, parent: int) -> None:
    """The process of its own: it never returns to what called `apart`."""
    try:
        walls.die_with_parent(parent)
        _let_go(target)
        with os.fdopen(target, "wb") as stream:
            try:
                walls.confine(read=[file])
            except SandboxUnsafe as error:
                send_done(stream, Done(reason=error.message))
            else:
                work(stream)
    finally:
        os._exit(0)


def _let_go(kept: int) -> None:
    """Close the pipes of the reading process: its tasks and its replies are not this one's business."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, 256)
