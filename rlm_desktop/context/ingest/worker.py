"""The process that reads hostile files: one after the other, with limits on memory and time."""

import os
import sys
from pathlib import Path
from typing import IO

from rlm_desktop import walls
from rlm_desktop.context.ingest import html, pdf
from rlm_desktop.context.ingest.apart import POSSIBLE, apart
from rlm_desktop.context.ingest.messages import Broken, Done, Task, Text, receive, send_done, send_text
from rlm_desktop.errors import DocumentUnreadable

MEMORY = 1536 * 1024 * 1024
"""Address space of the process. A document that needs more is given up."""


def main() -> None:
    """Answer tasks from standard input until it ends."""
    walls.die_with_parent()
    tasks, replies = sys.stdin.buffer, _own_output()
    _limit()
    while True:
        try:
            task = receive(tasks)
            if isinstance(task, Task):
                _serve(task, replies)
        except Broken:
            return


def _serve(task: Task, replies: IO[bytes]) -> None:
    """Answer one task; where the system can, in a process of its own behind walls."""

    def work(stream: IO[bytes]) -> None:
        send_done(stream, _read(task, stream))

    if not POSSIBLE:
        work(replies)
        return
    for message in apart(work, file=Path(task.path)):
        if isinstance(message, Text):
            send_text(replies, message.piece)
        else:
            send_done(replies, message)


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

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        # macOS refuses a limit on address space.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read(task: Task, replies: IO[bytes]) -> Done:
    try:
        if task.reader == "pdf":
            return _read_pdf(Path(task.path), replies)
        send_text(replies, _utf8(html.read_html(Path(task.path))))
        return Done()
    except DocumentUnreadable as error:
        return Done(reason=error.message)
    except MemoryError:
        return Done(reason="it needs too much memory to be read")
    except OSError as error:
        return Done(reason=(error.strerror or str(error)).lower())


def _read_pdf(path: Path, replies: IO[bytes]) -> Done:
    pages, at, seen = [], 0, False
    for text in pdf.read_pdf(path):
        pages.append(at)
        piece = _utf8(text)
        send_text(replies, piece)
        at += len(piece)
        seen = seen or bool(text.strip())
    return Done(pages=tuple(pages)) if seen else Done(reason="this PDF has no text layer")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


if __name__ == "__main__":
    main()
