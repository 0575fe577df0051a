"""The profile of some documents of a library: the tables it has already, counted over their rows alone."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import msgspec

from rlm_desktop.context.records.shapes.shape import identifier
from rlm_desktop.errors import RlmError
from rlm_desktop.profile import Column, Rows, Table
from rlm_desktop.spans import DocumentId

Query = Callable[[str], Rows]
FREQUENT = 12
MOST_COLUMNS = 25
MOST_RANGES = 300
"""Runs of neighbouring documents that a query names; a selection in more pieces is counted without tables."""


def tables_of(tables: Sequence[Table], documents: Sequence[DocumentId], query: Query) -> tuple[Table, ...]:
    """The tables that have rows from these documents, with what those rows hold.

    A table that cannot be counted now is left out, as are lists of documents.
    """
    ranges = list(_ranges(sorted(documents)))
    if not ranges or len(ranges) > MOST_RANGES:
        return ()
    where = " OR ".join(f"_document BETWEEN {first} AND {last}" for first, last in ranges)
    found = []
    for table in tables:
        if table.kind == "documents":
            continue
        try:
            counted = _table(table, where, query)
        except RlmError:
            continue
        if counted.rows:
            broken = tuple(each for each in table.broken_off if each[0] in documents)
            found.append(msgspec.structs.replace(counted, broken_off=broken))
    return tuple(found)


def _ranges(documents: Sequence[DocumentId]) -> Iterator[tuple[int, int]]:
    """1, 2, 3, 7 as 1 to 3 and 7 to 7."""
    for _, run in groupby(enumerate(documents), lambda item: item[1] - item[0]):
        numbers = [document for _, document in run]
        yield numbers[0], numbers[-1]


def _table(table: Table, where: str, query: Query) -> Table:
    """One look at all columns, then one at the frequent values of each that has such."""
    columns = table.columns[:MOST_COLUMNS]
    wanted = ", ".join(["count(*)", "count(DISTINCT _document)", *(_facts(column) for column in columns)])
    name = identifier(table.name)
    row = list(query(f"SELECT {wanted} FROM {name} WHERE {where}").rows[0])
    rows, documents = _number(row[0]), _number(row[1])
    counted = []
    for place, column in enumerate(columns):
        filled, distinct, low, high = row[2 + 4 * place : 6 + 4 * place]
        values = _values(column, name, where, query) if column.values else ()
        counted.append(
            msgspec.structs.replace(
                column,
                nulls=rows - _number(filled),
                unread=0,
                unread_example="",
                distinct=_number(distinct),
                minimum=None if low is None else str(low),
                maximum=None if high is None else str(high),
                values=values,
            )
        )
    # How many of these rows fit, or say something else, is not counted anew: nothing is said of it.
    return msgspec.structs.replace(
        table, rows=rows, documents=documents, columns=tuple(counted), fits=1.0, misfit=None
    )


def _facts(column: Column) -> str:
    name = identifier(column.name)
    # What was too long to be told apart in the whole library is not told apart here either.
    distinct = f"count(DISTINCT {name})" if column.distinct else "0"
    ends = f"CAST(min({name}) AS VARCHAR), CAST(max({name}) AS VARCHAR)"
    return f"count({name}), {distinct}, {ends if column.minimum is not None else 'NULL, NULL'}"


def _values(column: Column, table: str, where: str, query: Query) -> tuple[tuple[str, int], ...]:
    name = identifier(column.name)
    found = query(
        f"SELECT CAST({name} AS VARCHAR) AS v, count(*) AS n FROM {table}"
        f" WHERE ({where}) AND {name} IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT {FREQUENT}"
    )
    return tuple((str(value), _number(count)) for value, count in found.rows)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
