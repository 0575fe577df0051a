"""What a record takes from those before it: a name that is left blank, the year that has begun meanwhile."""

import duckdb

from rlm_desktop.context.records.kinds import NO_YEAR
from rlm_desktop.context.records.shapes import Shape, identifier

_BACK = 300
"""A time that is so many days before the one above it is of the year after, where no year is told."""


def complete(connection: duckdb.DuckDBPyConnection, table: str, shape: Shape) -> None:
    """Fill in what the records of a loaded table leave to those above them."""
    if shape.carried:
        _carry(connection, table, identifier(shape.carried))
    for field in shape.fields:
        if field.type == "timestamp" and field.note == NO_YEAR:
            _count_years(connection, table, identifier(field.name))


def _carry(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    above = f"last_value({column} IGNORE NULLS) OVER (PARTITION BY _document ORDER BY _start)"
    connection.execute(
        f"UPDATE {table} AS r SET {column} = a.above FROM (SELECT _document, _start, {above} AS above"
        f" FROM {table}) AS a WHERE r._document = a._document AND r._start = a._start AND r.{column} IS NULL"
    )


def _count_years(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """Let the times behind a turn of the year, December and then January, be of the year after."""
    order = "PARTITION BY _document ORDER BY _start"
    back = f"CAST({column} < lag({column}) OVER ({order}) - INTERVAL {_BACK} DAY AS INTEGER)"
    jumps = f"SELECT _document, _start, {back} AS back FROM {table} WHERE {column} IS NOT NULL"
    row = connection.execute(f"SELECT max(back) FROM ({jumps})").fetchone()
    if not row or not row[0]:
        return
    years = f"SELECT _document, _start, sum(back) OVER ({order}) AS years FROM ({jumps})"
    connection.execute(
        f"UPDATE {table} AS r SET {column} = {column} + to_years(CAST(y.years AS INTEGER))"
        f" FROM ({years}) AS y WHERE r._document = y._document AND r._start = y._start AND y.years > 0"
    )
