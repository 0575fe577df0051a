"""Dumps of databases as SQL: each table that is filled is one, with the columns that it was made with."""

import mmap
import re
from collections.abc import Iterator, Sequence

from rlm_desktop.context.records.outlines.objects import lines_of, shape_read
from rlm_desktop.context.records.outlines.sql_rows import read_dump
from rlm_desktop.context.records.shapes.names import column_name
from rlm_desktop.context.records.shapes.shape import Shape
from rlm_desktop.context.source import Source

Row = dict[str, object]

_FEWEST = 3
_MOSTLY = 0.3
"""So much of a dump's beginning, from its first row on, are rows."""
_MOST_TABLES = 60
_PIECE = 64 * 1024
_FILLS = re.compile(r"(?im)^\s*(?:INSERT|REPLACE|COPY)\s+\S")
_NEXT = re.compile(rb"\n(?:CREATE TABLE|COPY) ")
_OF_ALL = 3_000  # rows that tell what a column holds


def dump_shapes(source: Source, head: str) -> tuple[Shape, ...]:
    """A shape for each table of a dump; none of another text, also of a script that does more than fill."""
    first = _FILLS.search(head)
    if first is None:
        return ()
    tables: dict[str, list[Row]] = {}
    covered = _gather(head, tables)
    if not tables or sum(map(len, tables.values())) < _FEWEST:
        return ()
    if covered < _MOSTLY * len(head[first.start() :].encode("utf-8", "replace")):
        return ()
    for piece in _further(source, len(head.encode("utf-8", "replace"))):
        _gather(piece, tables)
    return tuple(
        shape_read(_with_empty(rows), "sql", table, called=column_name(table, "records"))
        for table, rows in list(tables.items())[:_MOST_TABLES]
        if len(rows[0]) > 1
    )


def _with_empty(rows: Sequence[Row]) -> list[Row]:
    """The rows, in which a column that none fills is a text of no letters, so that it is a column at all."""
    filled = {name for row in rows for name, value in row.items() if value is not None}
    return [{name: value if name in filled else "" for name, value in row.items()} for row in rows]


def _gather(text: str, tables: dict[str, list[Row]]) -> int:
    """Adds the rows of a piece of a dump, as far as they tell what columns hold; the bytes they make up."""
    covered = 0
    for found in read_dump(lines_of(text), ""):
        covered += found.end - found.start
        for table, row in (found.value or {}).items():
            rows = tables.setdefault(table, [])
            if isinstance(row, dict) and len(rows) < _OF_ALL:
                rows.append(row)
    for table in [name for name, rows in tables.items() if not rows]:
        del tables[table]
    return covered


def _further(source: Source, behind: int) -> Iterator[str]:
    """The beginnings of tables that a long dump fills behind its head."""
    if source.size <= behind:
        return
    with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        found = _NEXT.finditer(text, source.start + behind, source.start + source.size)
        for match, _ in zip(found, range(_MOST_TABLES), strict=False):
            yield text[match.start() : match.start() + _PIECE].decode("utf-8", "replace")
