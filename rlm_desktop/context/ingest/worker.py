"""The process that reads hostile files: one after the other, with limits on memory and time."""

import os
import sys
from pathlib import Path
from typing import IO

from rlm_desktop import walls
from rlm_desktop.context.ingest.apart import POSSIBLE, apart
from rlm_desktop.context.ingest.messages import (
    Begun,
    Broken,
    Done,
    Ended,
    Task,
    pass_on,
    receive,
    send_begun,
    send_done,
    send_ended,
    send_text,
)
from rlm_desktop.context.ingest.parts import Part, Unread
from rlm_desktop.context.ingest.reading import FOREIGN, damaged, texts_of
from rlm_desktop.errors import DocumentUnreadable, SandboxUnsafe

MEMORY = 1536 * 1024 * 1024
"""Address space of the process. A document that needs more is given up."""
_POLITE = 5
"""As nice to everything else that runs; there is a process for each core."""
_LONGEST_NAME = 1000
_TOO_LARGE = "it needs too much memory to be read"


def main() -> None:
    """Answer tasks from standard input until it ends."""
    walls.die_with_parent()
    tasks, replies = sys.stdin.buffer, _own_output()
    _limit()
    problem = ""
    if POSSIBLE:
        walls.prepare()
    else:
        problem = _shut_in()
    # The time that a file may take begins when the readers are loaded.
    send_done(replies, Done())
    while True:
        try:
            task = receive(tasks)
            if isinstance(task, Task):
                _serve(task, replies, problem)
        except Broken:
            return


def _shut_in() -> str:
    """Where one process reads all files: it may read any, and nothing else. What went wrong, or nothing."""
    try:
        walls.confine(read=[Path("/")])
    except SandboxUnsafe as error:
        return error.message
    return ""


def _serve(task: Task, replies: IO[bytes], problem: str = "") -> None:
    """Answer one task; where the system can, in a process of its own behind walls."""
    if problem:
        send_done(replies, Done(reason=problem))
        return

    def work(stream: IO[bytes]) -> None:
        send_done(stream, Done(_read(task, stream)))

    if not POSSIBLE:
        work(replies)
        return
    for message in apart(work, file=Path(task.path)):
        pass_on(replies, message)


def _own_output() -> IO[bytes]:
    """The pipe of the replies. Whatever a library prints goes nowhere and cannot break the frames."""
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return replies


def _limit() -> None:
    if sys.platform == "win32":
        return
    import resource

    os.nice(_POLITE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        # macOS refuses a limit on address space.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read(task: Task, replies: IO[bytes]) -> str:
    """Send every text of a file. What is wrong with the file as a whole, or nothing."""
    try:
        with Path(task.path).open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            for part in texts_of(stream, task.name, size):
                send_begun(replies, Begun(part.name[:_LONGEST_NAME], part.kind))
                send_ended(replies, _part(part, replies))
    except DocumentUnreadable as error:
        return error.message
    except MemoryError:
        return _TOO_LARGE
    except FOREIGN as error:
        return damaged(error)
    return ""


def _part(part: Part | Unread, replies: IO[bytes]) -> Ended:
    if isinstance(part, Unread):
        return Ended(reason=part.reason)
    try:
        return _send_text(part, replies)
    except DocumentUnreadable as error:
        return Ended(reason=error.message)
    except MemoryError:
        return Ended(reason=_TOO_LARGE)
    except FOREIGN as error:
        return Ended(reason=damaged(error))


def _send_text(part: Part, replies: IO[bytes]) -> Ended:
    pages: list[int] = []
    at = 0
    while True:
        try:
            piece = next(part.text)
        except StopIteration as end:
            return Ended(pages=tuple(pages), note=end.value or "")
        text = piece if isinstance(piece, bytes) else _utf8(piece)
        if part.paged:
            pages.append(at)
        send_text(replies, text)
        at += len(text)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


if __name__ == "__main__":
    main()
