"""Documents as records: one row each, from the headers at its beginning, its size and its lines."""

from collections.abc import Callable, Iterator, Sequence

import duckdb
import numpy as np

from rlm_desktop.context.records.blocks import Batch
from rlm_desktop.context.records.headers import head_of
from rlm_desktop.context.source import Source

HEAD = 64 * 1024
AT_ONCE = 5_000
PIECE = 8 * 1024 * 1024


def heads(sources: Sequence[Source], on_bytes: Callable[[int], None] | None = None) -> Iterator[Batch]:
    """The header blocks of the documents, as records that start where the document starts."""
    for first in range(0, len(sources), AT_ONCE):
        group = sources[first : first + AT_ONCE]
        texts = []
        for source in group:
            with source.path.open("rb") as file:
                file.seek(source.start)
                head = file.read(min(HEAD, source.size))
            texts.append(head_of(head.decode("utf-8", "ignore").replace("\r\n", "\n")).encode())
            if on_bytes is not None:
                on_bytes(source.size)
        yield Batch(
            data=np.frombuffer(b"".join(texts), np.uint8),
            borders=np.cumsum([0, *map(len, texts)], dtype=np.int64),
            documents=np.array([source.document for source in group], np.int32),
            starts=np.zeros(len(group), np.int64),
            numbers=np.ones(len(group), np.int64),
        )


def list_documents(connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], *, count: bool) -> None:
    """The table of documents that rows refer to; their lines are counted only where they are shown."""
    connection.execute(
        "CREATE TABLE base._documents (id INTEGER PRIMARY KEY, name VARCHAR, bytes BIGINT, lines BIGINT)"
    )
    for first in range(0, len(sources), 1000):
        rows = [
            value
            for source in sources[first : first + 1000]
            for value in (int(source.document), source.name, source.size, _lines(source) if count else 0)
        ]
        places = ", ".join(["(?, ?, ?, ?)"] * (len(rows) // 4))
        connection.execute(f"INSERT INTO base._documents VALUES {places}", rows)


def _lines(source: Source) -> int:
    """The number of lines, the last one without a line end counted."""
    lines, left, last = 0, source.size, b"\n"
    with source.path.open("rb") as file:
        file.seek(source.start)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            lines += piece.count(b"\n")
            last, left = piece[-1:], left - len(piece)
    return lines + (last != b"\n")
