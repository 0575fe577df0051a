"""A library's record file, from its documents: shapes found, tables loaded, statistics counted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import duckdb

from rlm_desktop.context.records.detect import Group, find_groups
from rlm_desktop.context.records.documents import FEWEST_LISTED, LIST, list_documents, list_table
from rlm_desktop.context.records.load import Loaded, load
from rlm_desktop.context.records.outlines import directories, genealogies
from rlm_desktop.context.records.shapes.names import column_name, unique
from rlm_desktop.context.records.stats import table_of, table_of_documents
from rlm_desktop.context.records.values.entities import Entities
from rlm_desktop.context.source import Source
from rlm_desktop.profile import Table


class Progress(Protocol):
    """Called with what is done, how much of it, of how much, the document, and what the numbers count."""

    def __call__(self, doing: str, done: int, total: int, document: str, unit: str = "") -> None: ...


STORAGE = "v2.0.0"
"""The form of the files: that of the oldest DuckDB of a release. "latest" would follow each new DuckDB,
and the release before could not read what a newer one wrote."""
MEMORY_MB = 700
MOST_TABLES = 12


def assemble(database: Path, sources: Sequence[Source], progress: Progress) -> tuple[Table, ...]:
    """Write the record file `database`, which must not exist, and say what it holds."""
    progress("finding out what the text is", 0, 1, "")
    groups = find_groups(sources)[:MOST_TABLES]
    connection = duckdb.connect(str(database), config={"storage_compatibility_version": STORAGE})
    try:
        connection.execute(f"SET memory_limit = '{MEMORY_MB}MB'")
        connection.execute("SET enable_progress_bar = false")
        connection.execute("CREATE SCHEMA base; CREATE SCHEMA hidden")
        headed = any(group.shape.borders == "documents" for group in groups)
        listed = len(sources) >= FEWEST_LISTED and not headed
        list_documents(connection, sources, count=headed or listed)
        tables = _tables(connection, groups, Entities(sources), progress)
        if listed:
            # The documents with headers are a table already, and one that knows more.
            list_table(connection)
            tables.append(table_of_documents(connection))
        return tuple(tables)
    finally:
        connection.close()


def _tables(
    connection: duckdb.DuckDBPyConnection, groups: Sequence[Group], entities: Entities, progress: Progress
) -> list[Table]:
    total = sum(group.size for group in groups)
    done = 0
    loaded: list[Loaded] = []
    for name, group in zip(table_names(groups), groups, strict=True):

        def advance(count: int, group: Group = group) -> None:
            nonlocal done
            done += count
            progress("parsing records", min(done, total), total, group.sources[0].name, "bytes")

        loaded.append(load(connection, name, group.shape, group.sources, entities=entities, on_bytes=advance))
    for resolve in (genealogies.resolve, directories.resolve):
        resolve(connection, {table.name: table.shape for table in loaded})
    return [_counted(connection, table, progress) for table in loaded]


def _counted(connection: duckdb.DuckDBPyConnection, table: Loaded, progress: Progress) -> Table:
    def look(number: int, of: int) -> None:
        progress("counting values", number, of, table.name)

    return table_of(connection, table, on_column=look)


def table_names(groups: Sequence[Group]) -> list[str]:
    """`records` for the main shape; the others after their document, or their kind. `documents` is taken."""
    names = ["records", LIST]
    for group in groups[1:]:
        stem = Path(group.sources[0].name).stem if len(group.sources) == 1 else f"{group.shape.kind}_records"
        names.append(column_name(group.shape.called or stem, "records"))
    names = unique(names)
    return [name for name in names if name != LIST][: len(groups)]
