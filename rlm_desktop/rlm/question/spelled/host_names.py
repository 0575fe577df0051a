"""Machines that a question calls by the first part of their name: web-3, of web-3.example.org."""

import re
from collections.abc import Iterator

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.links import Link, Query, identifier

_WHOLE = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)*\.[A-Za-z][\w-]*")
_NAMED = re.compile(
    r"\b(?:host|server|machine|computer|node|workstation|router|client)\s+(?P<called>[A-Za-z][\w-]+)"
    r"|\b(?P<plain>[A-Za-z]+[\w-]*\d[\w-]*|[A-Z]{2}[A-Z-]+|[A-Za-z]\w*(?:-\w+)+)(?![\w.-]*\.\w)",
)
_MOST, _MOST_VALUES = 0.9, 3_000


def links(question: str, table: Table, query: Query) -> Iterator[Link]:
    """The one value that begins with a name and a point, in columns whose values are names of machines."""
    said = dict.fromkeys(match["called"] or match["plain"] for match in _NAMED.finditer(question))
    columns = [column for column in table.columns if _holds_machines(column)] if said else []
    for column in columns:
        values = _values(column, table, query)
        for name in said:
            found = [(value, rows) for value, rows in values if value.lower().startswith(f"{name.lower()}.")]
            if len(found) == 1:
                yield Link(name, table.name, column.name, found[0][0], found[0][1], otherwise=True)


def _holds_machines(column: Column) -> bool:
    if column.type != "text" or column.name == "line" or column.note or column.distinct > _MOST_VALUES:
        return False
    whole = sum(_WHOLE.fullmatch(value) is not None for value, _ in column.values)
    return whole >= _MOST * len(column.values) > 0


def _values(column: Column, table: Table, query: Query) -> list[tuple[str, int]]:
    name = identifier(column.name)
    try:
        rows = query(f"SELECT {name}, count(*) FROM {identifier(table.name)} GROUP BY 1").rows
    except TableError:
        return []
    return [(str(value), int(str(count))) for value, count in rows if value]
