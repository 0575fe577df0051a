"""What the store is told of a file that was read: its documents, and the index of their lines."""

from collections.abc import Iterator
from typing import IO

from rlm_desktop.context import encodings
from rlm_desktop.context.ingest.walk import Found
from rlm_desktop.context.lines import BLOCK, LineCounter, LineIndex
from rlm_desktop.context.store import Stored
from rlm_desktop.legible import legible_name
from rlm_desktop.spans import DocumentId


def member(file: Found, name: str) -> Found:
    shown = legible_name(name)
    return Found(f"{file.path}/{shown}", f"{file.name}/{shown}", file.size, file.modified)


def stored(
    file: Found, kind: str, *, start: int = 0, size: int = 0, lines: int = 0, reason: str = ""
) -> Stored:
    return Stored(
        id=DocumentId(0),
        path=file.path,
        name=file.name,
        kind=kind,
        file_size=file.size,
        modified=file.modified,
        reason=reason,
        start=start,
        size=size,
        lines=lines,
    )


def index_bytes(lines: LineIndex, size: int) -> bytes | None:
    # Within one block there is nothing to index.
    return lines.to_bytes() if size > BLOCK else None


def counted(pieces: Iterator[bytes], counter: LineCounter) -> Iterator[bytes]:
    for piece in pieces:
        counter.add(piece)
        yield piece


def stretch(text: IO[bytes], size: int) -> Iterator[bytes]:
    """So many bytes of a file from where it stands."""
    while size > 0 and (piece := text.read(min(size, encodings.BLOCK))):
        size -= len(piece)
        yield piece
