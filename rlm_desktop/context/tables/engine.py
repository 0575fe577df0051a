"""The table engine in its own process: opened read-only, locked, and asked over a pipe."""

import datetime
import decimal
import math
from multiprocessing.connection import Connection

import duckdb
import msgspec

from rlm_desktop.context.tables.frames import MOST_BYTES, Answer, Ask, Failed, Found, Ready

"""A larger result is an error: nobody reads it."""


def serve(pipe: Connection, database: str, memory_mb: int, threads: int) -> None:
    """Answer queries until the pipe closes."""
    try:
        shown, hidden = _connect(database, memory_mb, threads)
        _send(pipe, Ready(_tables(shown)))
    except duckdb.Error as error:
        _send(pipe, Failed(str(error)))
        return
    while True:
        try:
            ask = msgspec.json.decode(pipe.recv_bytes(), type=Ask)
        except (EOFError, OSError, KeyboardInterrupt):
            return
        _send(pipe, _answer(hidden if ask.hidden else shown, ask))


def _connect(
    database: str, memory_mb: int, threads: int
) -> tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]:
    """Two connections to one locked engine: one sees the tables, the other their hidden columns too."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_unsigned_extensions": "false",
        "python_enable_replacements": "false",
        "memory_limit": f"{memory_mb}MB",
        "temp_directory": "",
    }
    if threads:
        config["threads"] = str(threads)
    shown = duckdb.connect(database, read_only=True, config=config)
    hidden = shown.cursor()
    for connection, schema in ((shown, "main"), (hidden, "hidden")):
        connection.execute(f"SET search_path = '{schema}'")
        connection.execute("SET enable_progress_bar = false")
    shown.execute("SET lock_configuration = true")
    return shown, hidden


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'"
        " ORDER BY table_name <> 'records', table_name, ordinal_position"
    ).fetchall()
    tables: dict[str, tuple[str, ...]] = {}
    for table, column in rows:
        tables[table] = (*tables.get(table, ()), column)
    return tables


def _answer(connection: duckdb.DuckDBPyConnection, ask: Ask) -> Found | Failed:
    try:
        cursor = connection.execute(ask.sql)
        columns = tuple(str(column[0]) for column in cursor.description or ())
        rows = cursor.fetchmany(ask.limit + 1)
    except (duckdb.Error, RuntimeError, OverflowError, ValueError) as error:
        return Failed(f"{error}")
    except MemoryError:
        return Failed("the result needs more memory than allowed")
    values = tuple(tuple(json_value(value) for value in row) for row in rows[: ask.limit])
    return Found(columns, values, len(rows) > ask.limit)


def json_value(value: object) -> object:
    """A value as JSON has it: dates as ISO text, decimals as numbers, what is not a number as null."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if -(2**63) <= value < 2**63 else float(value)
        case float():
            return value if math.isfinite(value) else None
        case decimal.Decimal():
            return json_value(float(value))
        case datetime.datetime():
            return value.isoformat(sep=" ")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case list() | tuple():
            return [json_value(item) for item in value]
        case dict():
            return {str(key): json_value(item) for key, item in value.items()}
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)


def _send(pipe: Connection, answer: Answer) -> None:
    data = msgspec.json.encode(answer)
    if len(data) > MOST_BYTES:
        data = msgspec.json.encode(
            Failed("the result is too large; select fewer or shorter columns, or fewer rows")
        )
    pipe.send_bytes(data)
