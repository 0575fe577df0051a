"""Puts a column that was worked out, not read, beside the columns of a table: the labels of its rows.

It is kept in the record file, so later questions and later runs have it; when the text changes, the file
is made anew and the column with it.
"""

import multiprocessing
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rlm_desktop import walls
from rlm_desktop.context.children import GONE, UNBELIEVED, apart
from rlm_desktop.context.records.shapes.shape import identifier
from rlm_desktop.errors import LibraryError, SandboxUnsafe

if TYPE_CHECKING:
    import duckdb

_LONGEST_ANSWER = 10_000
Value = tuple[int, int, str]
"""Document and start of a row, and what the row has in the column."""


class _Order(msgspec.Struct, frozen=True):
    database: str
    table: str
    column: str
    values: tuple[Value, ...]


def add(database: Path, table: str, column: str, values: Sequence[Value]) -> None:
    """Add a text column to a table, or put other values into one that was added before.

    Nobody may have the record file open. Raises `LibraryError`; the file is then as it was.
    """
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_work, args=(theirs,), daemon=True)
    with apart():
        process.start()
    theirs.close()
    try:
        ours.send_bytes(msgspec.msgpack.encode(_Order(str(database), table, column, tuple(values))))
        problem = msgspec.msgpack.decode(ours.recv_bytes(_LONGEST_ANSWER), type=str)
    except (EOFError, OSError, *UNBELIEVED) as error:
        process.join(5)
        _take_back(database)
        raise LibraryError(
            "The process that keeps the labels died.", hint="Is there enough free memory and disk? Try again."
        ) from error
    finally:
        process.join(5)
        if process.is_alive():
            process.kill()
            process.join()
        ours.close()
        process.close()
    if problem:
        _take_back(database)
        raise LibraryError(f"The labels could not be kept: {problem}.", hint="Is there enough free disk?")


def _take_back(database: Path) -> None:
    """What was not ended stands in a log beside the file, and whoever only reads could not open it."""
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)


def _work(pipe: Connection) -> None:
    """The child. DuckDB is loaded here and not in the program itself."""
    with suppress(*GONE):
        order = msgspec.msgpack.decode(pipe.recv_bytes(), type=_Order)
        try:
            walls.confine(read=(), write=[Path(order.database).parent])
            problem = _kept(order)
        except SandboxUnsafe as error:
            problem = error.message
        pipe.send_bytes(msgspec.msgpack.encode(problem))


def _kept(order: _Order) -> str:
    """What went wrong, or nothing."""
    import duckdb

    try:
        with duckdb.connect(order.database, config={"enable_external_access": "false"}) as connection:
            connection.begin()
            _fill(connection, order)
            connection.commit()
            connection.execute("CHECKPOINT")
    except (duckdb.Error, OSError, MemoryError) as error:
        return str(error).splitlines()[0] if str(error) else type(error).__name__
    return ""


def _fill(connection: "duckdb.DuckDBPyConnection", order: _Order) -> None:
    added = f"base.{identifier(f'_{order.table}_{order.column}')}"
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {added} (_document INTEGER, _start BIGINT, value VARCHAR)"
    )
    connection.execute(f"DELETE FROM {added}")
    documents, starts, values = zip(*order.values, strict=True) if order.values else ((), (), ())
    connection.execute(
        f"INSERT INTO {added} SELECT unnest($1::INTEGER[]), unnest($2::BIGINT[]), unnest($3::VARCHAR[])",
        [list(documents), list(starts), list(values)],
    )
    if not _has_column(connection, order):
        _show(connection, order, added)


def _has_column(connection: "duckdb.DuckDBPyConnection", order: _Order) -> bool:
    found = connection.execute(
        "SELECT count(*) FROM information_schema.columns"
        " WHERE table_schema = 'main' AND table_name = $1 AND column_name = $2",
        [order.table, order.column],
    ).fetchone()
    return bool(found and found[0])


def _show(connection: "duckdb.DuckDBPyConnection", order: _Order, added: str) -> None:
    """Put the views of the table anew, the one before beneath them."""
    view, column = identifier(order.table), identifier(order.column)
    beneath = f"_{order.table}_without_{order.column}"
    connection.execute(f"ALTER VIEW hidden.{view} RENAME TO {identifier(beneath)}")
    connection.execute(
        f"CREATE VIEW hidden.{view} AS SELECT r.* EXCLUDE (_document, _start, _end), a.value AS {column},"
        f" r._document, r._start, r._end FROM hidden.{identifier(beneath)} AS r"
        f" LEFT JOIN {added} AS a ON a._document = r._document AND a._start = r._start"
    )
    connection.execute(
        f"CREATE OR REPLACE VIEW main.{view} AS SELECT * EXCLUDE (_document, _start, _end) FROM hidden.{view}"
    )
