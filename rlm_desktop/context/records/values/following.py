"""What a record takes from those before it: a name that is left blank, the year that has begun meanwhile."""

import duckdb

from rlm_desktop.context.records.shapes.shape import DITTO, Shape, identifier, quote
from rlm_desktop.context.records.values.time_forms import NO_YEAR

CLOCK_ALONE = "1900-01-01 "
"""Stands before a time of day whose day is told above it."""
DAY_ABOVE = "where a line tells no day, the one told above it"
_BACK = 300
"""A time that is so many days before the one above it is of the year after, where no year is told."""


def complete(connection: duckdb.DuckDBPyConnection, table: str, shape: Shape) -> None:
    """Fill in what the records of a loaded table leave to those above them."""
    for column in shape.carried:
        _carry(connection, table, identifier(column))
    for column in shape.repeated:
        _repeat(connection, table, identifier(column))
    for field in shape.fields:
        if field.type == "timestamp" and field.note == NO_YEAR:
            _count_years(connection, table, identifier(field.name))
        if field.note == DAY_ABOVE:
            _carry_days(connection, table, identifier(field.name))


def _carry(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    above = f"last_value({column} IGNORE NULLS) OVER (PARTITION BY _document ORDER BY _start)"
    connection.execute(
        f"UPDATE {table} AS r SET {column} = a.above FROM (SELECT _document, _start, {above} AS above"
        f" FROM {table}) AS a WHERE r._document = a._document AND r._start = a._start AND r.{column} IS NULL"
    )


def _repeat(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """Put what stands above in the place of a sign that says so, be it nothing."""
    told = f"CASE WHEN {column} = {quote(DITTO)} THEN NULL ELSE coalesce({column}, '') END"
    above = f"last_value({told} IGNORE NULLS) OVER (PARTITION BY _document ORDER BY _start)"
    connection.execute(
        f"UPDATE {table} AS r SET {column} = nullif(a.above, '') FROM (SELECT _document, _start,"
        f" {above} AS above FROM {table}) AS a"
        f" WHERE r._document = a._document AND r._start = a._start AND r.{column} = {quote(DITTO)}"
    )


def _carry_days(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """Give the times of day the day that was told last; behind midnight it is the next one. Those before the
    first have its day, or that before it; where none is told they have no moment."""
    order = "PARTITION BY _document ORDER BY _start"
    alone = f"{column} < TIMESTAMP '{CLOCK_ALONE.strip()}' + INTERVAL 1 DAY"
    clock, above = f"CAST({column} AS TIME)", f"CAST(lag({column}) OVER ({order}) AS TIME)"
    # Seconds: a time of day less twelve hours is one of the evening.
    later = f"CAST(epoch({clock}) < epoch({above}) - 12 * 3600 AS INTEGER)"
    told = (
        f"SELECT _document, _start, {column} AS told, {alone} AS alone,"
        f" count(*) FILTER (WHERE NOT ({alone})) OVER ({order}) AS part,"
        f" coalesce({later}, 0) AS later FROM {table} WHERE {column} IS NOT NULL"
    )
    first, below = "(part = 1 AND NOT alone)", f"{order} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING"
    within = "PARTITION BY _document, part ORDER BY _start"
    days = (
        "SELECT _document, _start, alone, CAST(told AS TIME) AS clock,"
        f" CASE WHEN part > 0 THEN sum(CASE WHEN alone THEN later ELSE 0 END) OVER ({within})"
        f" ELSE -sum(CASE WHEN part = 0 OR {first} THEN later ELSE 0 END) OVER ({below}) END AS days,"
        f" CASE WHEN part > 0 THEN first_value(CAST(told AS DATE)) OVER ({within})"
        f" ELSE min(CAST(told AS DATE)) FILTER (WHERE {first}) OVER (PARTITION BY _document) END AS day"
        f" FROM ({told})"
    )
    connection.execute(
        f"UPDATE {table} AS r SET {column} = d.day + d.clock + to_days(CAST(d.days AS INTEGER))"
        f" FROM ({days}) AS d WHERE r._document = d._document AND r._start = d._start AND d.alone"
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
