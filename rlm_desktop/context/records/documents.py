"""Documents as records: one row each, from the headers at its beginning, its size and its lines."""

from collections.abc import Callable, Iterator, Sequence

import duckdb
import numpy as np

from rlm_desktop.context.records.heads import dated
from rlm_desktop.context.records.heads.head import head_of
from rlm_desktop.context.records.shapes.blocks import Batch
from rlm_desktop.context.records.shapes.shape import Field
from rlm_desktop.context.records.values.entities import Entities
from rlm_desktop.context.source import Source
from rlm_desktop.profile import FILE_NAME

HEAD = 64 * 1024
AT_ONCE = 5_000
PIECE = 8 * 1024 * 1024
LIST = "documents"
"""The name of the table that lists the documents."""
FEWEST_LISTED = 3


def head(source: Source, text: str, entities: Entities) -> str:
    """The headers of one document, of the text it begins with."""
    found = head_of(entities.unfolded(source.name, text.replace("\r\n", "\n")))
    return dated.with_day(found, source.name)


def heads(
    sources: Sequence[Source], entities: Entities, on_bytes: Callable[[int], None] | None = None
) -> Iterator[Batch]:
    """The header blocks of the documents, as records that start where the document starts."""
    for first in range(0, len(sources), AT_ONCE):
        group = sources[first : first + AT_ONCE]
        texts = []
        for source in group:
            with source.path.open("rb") as file:
                file.seek(source.start)
                head_text = file.read(min(HEAD, source.size))
            texts.append(head(source, head_text.decode("utf-8", "ignore"), entities).encode())
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
        "CREATE TABLE base._documents (id INTEGER PRIMARY KEY, name VARCHAR, kind VARCHAR,"
        " bytes BIGINT, lines BIGINT)"
    )
    for first in range(0, len(sources), AT_ONCE):
        some = sources[first : first + AT_ONCE]
        columns = (
            ("INTEGER[]", [int(source.document) for source in some]),
            ("VARCHAR[]", [source.name for source in some]),
            ("VARCHAR[]", [source.kind for source in some]),
            ("BIGINT[]", [source.size for source in some]),
            ("BIGINT[]", [_lines(source) if count else 0 for source in some]),
        )
        lists = ", ".join(f"unnest(CAST(? AS {kind}))" for kind, _ in columns)
        connection.execute(f"INSERT INTO base._documents SELECT {lists}", [values for _, values in columns])


LISTED = (
    Field(name="name", text="", note=FILE_NAME),
    Field(name="folder", text="", note="where the document lies; empty at the top"),
    Field(name="kind", text="", note="what the file is"),
    Field(name="bytes", text="", type="integer", note="size of the document's text"),
    Field(name="lines", text="", type="integer", note="lines of the document"),
)
"""What is known of every document, whatever stands in it."""


def list_table(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables `main.documents` and `hidden.documents`: one row for each document."""
    shown = "name, regexp_extract(name, '^(.*)/', 1) AS folder, kind, bytes, lines"
    connection.execute(f"CREATE VIEW main.{LIST} AS SELECT {shown} FROM base._documents")
    connection.execute(
        f"CREATE VIEW hidden.{LIST} AS SELECT {shown}, id AS _document, CAST(0 AS BIGINT) AS _start,"
        " bytes AS _end FROM base._documents"
    )


def _lines(source: Source) -> int:
    """The number of lines, the last one without a line end counted."""
    lines, left, last = 0, source.size, b"\n"
    with source.path.open("rb") as file:
        file.seek(source.start)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            lines += piece.count(b"\n")
            last, left = piece[-1:], left - len(piece)
    return lines + (last != b"\n")
