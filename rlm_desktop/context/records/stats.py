"""What a loaded table holds, counted by the table engine: ranges, distinct values, frequent values, nulls."""

from collections.abc import Callable

import duckdb
import msgspec

from rlm_desktop.context.records.documents import LIST, LISTED
from rlm_desktop.context.records.load import Loaded, base, visible
from rlm_desktop.context.records.shapes.several import NOTE, separator
from rlm_desktop.context.records.shapes.shape import Field, identifier
from rlm_desktop.profile import FILE_NAME, FREE_TEXT, RAW_LINE, Column, ColumnType, Table

EXACT_ROWS = 10_000_000
"""Above this many rows distinct values are estimated."""
FREQUENT = 12
LONG = 60
"""Mean length from which on a text column's values are not worth listing."""
MOST_BROKEN = 100
"""Documents that break off whose names are kept."""
_MISFIT = 300
"""Letters of a record that is shown since it did not fit."""


def table_of(
    connection: duckdb.DuckDBPyConnection,
    loaded: Loaded,
    *,
    on_column: Callable[[int, int], None] = lambda number, of: None,
) -> Table:
    """The profile of a table that was just loaded."""
    name = base(loaded.name)
    counted = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE _fits), count(DISTINCT _document) FROM {name}"
    ).fetchone()
    rows, fitting, documents = counted or (0, 0, 0)
    unread = _unread(connection, loaded)
    columns = []
    for number, (shown, _, field) in enumerate(seen := visible(loaded)):
        on_column(number, len(seen))
        column = _column(connection, loaded, shown, field, rows=rows)
        count, example = unread.get(field, (0, "")) if field else (0, "")
        columns.append(msgspec.structs.replace(column, unread=count, unread_example=example))
    return Table(
        name=loaded.name,
        kind=loaded.shape.kind,
        row_is=loaded.shape.row_is,
        rows=rows,
        fits=fitting / rows if rows else 1.0,
        columns=tuple(columns),
        documents=documents,
        bytes=sum(source.size for source in loaded.documents),
        misfit=_misfit(connection, loaded),
        broken_off=loaded.broken[:MOST_BROKEN],
        called=loaded.shape.called if loaded.shape.called != loaded.name else "",
    )


def table_of_documents(connection: duckdb.DuckDBPyConnection) -> Table:
    """The profile of the table that lists the documents."""
    rows = int(str(_one(connection, f"SELECT count(*) FROM {LIST}")[0]))
    return Table(
        name=LIST,
        kind="documents",
        row_is="document",
        rows=rows,
        fits=1.0,
        columns=tuple(_counted(connection, LIST, field.name, field, rows=rows) for field in LISTED),
        documents=rows,
    )


def _unread(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> dict[Field, tuple[int, str]]:
    """Of each field, the rows whose text there is of another type, and such a text.

    Of several in a row the first counts.
    """
    found = connection.execute(
        f"SELECT _bad, count(*), min(_said) FROM {base(loaded.name)} WHERE _bad > 0 GROUP BY 1"
    ).fetchall()
    return {loaded.shape.fields[bad - 1]: (count, _short(said) or "") for bad, count, said in found}


def _column(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, name: str, field: Field | None, *, rows: int
) -> Column:
    table = identifier(loaded.name)
    if field is None:
        if name == "line":
            return Column(name=name, type="text", note=RAW_LINE)
        kind: ColumnType = "integer" if name in ("bytes", "lines") else "text"
        note = {"bytes": "size of the document", "lines": "lines of the document"}.get(name, FILE_NAME)
        field = Field(name=name, text="", type=kind, note=note)
    if field.tail:
        nulls = _one(connection, f"SELECT count(*) - count({identifier(name)}) FROM {table}")
        return Column(name=name, type="text", nulls=int(str(nulls[0])), note=field.note)
    listed = separator(connection, loaded.name, name) if _may_be_lists(loaded, field) else ""
    if listed:
        field = msgspec.structs.replace(field, note=NOTE.format(listed))
    return _counted(connection, loaded.name, name, field, rows=rows)


def _may_be_lists(loaded: Loaded, field: Field) -> bool:
    """Cells of tables and headers may be lists; words of a log's lines are none."""
    return field.type == "text" and not field.note and field.most is None and loaded.shape.kind != "log"


def _counted(
    connection: duckdb.DuckDBPyConnection, table_name: str, name: str, field: Field, *, rows: int
) -> Column:
    table, column = identifier(table_name), identifier(name)
    distinct = f"count(DISTINCT {column})" if rows <= EXACT_ROWS else f"approx_count_distinct({column})"
    length = f"avg(strlen({column}))" if field.type == "text" else "0"
    empty, different, low, high, mean = _one(
        connection,
        f"SELECT count(*) - count({column}), {distinct}, CAST(min({column}) AS VARCHAR),"
        f" CAST(max({column}) AS VARCHAR), {length} FROM {table}",
    )
    few = field.most is not None
    free = field.type == "text" and not (few or field.note) and float(str(mean or 0)) > LONG
    values: tuple[tuple[str, int], ...] = ()
    if field.type in ("text", "boolean") and not free:
        found = connection.execute(
            f"SELECT CAST({column} AS VARCHAR), count(*) AS n FROM {table} WHERE {column} IS NOT NULL"
            f" GROUP BY 1 ORDER BY n DESC, 1 LIMIT {FREQUENT}"
        ).fetchall()
        values = tuple((str(value), int(count)) for value, count in found)
    return Column(
        name=name,
        type=field.type,
        nulls=int(str(empty)),
        distinct=int(str(different)),
        minimum=_short(low),
        maximum=_short(high),
        values=values,
        note=field.note or (FREE_TEXT if free else ""),
    )


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[object, ...]:
    row = connection.execute(sql).fetchone()
    return tuple(row) if row else ()


def _short(value: object) -> str | None:
    return None if value is None else str(value)[:120]


def _misfit(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> str | None:
    """One record that did not fit, as it stands in its document."""
    row = connection.execute(
        f"SELECT _document, _start, _end FROM {base(loaded.name)} WHERE NOT _fits LIMIT 1"
    ).fetchone()
    source = next((one for one in loaded.documents if row and int(one.document) == row[0]), None)
    if row is None or source is None:
        return None
    with source.path.open("rb") as file:
        file.seek(source.start + row[1])
        text = file.read(max(0, min(row[2] - row[1], 4 * _MISFIT))).decode("utf-8", "ignore")
    return text.strip()[:_MISFIT] or None
