"""People whom a text writes last name first: "Conway, Kellyanne E." for Kellyanne Conway of a question."""

import re
from collections.abc import Iterator

import msgspec

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Profile, Table
from rlm_desktop.rlm.question.links import Inside, Links, Query, identifier, literal

_PART = r"[A-Z][\w'\u2019-]*"
_BETWEEN = rf"(?: (?:[A-Z]\.|{_PART}|van|von|der|den|de|la|del|da|di|bin|al))*"
_NAME = re.compile(rf"(?<![\w'\u2019-]){_PART}{_BETWEEN} {_PART}")
_POSSESSIVE = re.compile(r"(?:'s|\u2019s|'|\u2019)$")
_TURNED = re.compile(r"[^\W\d][^,\d]*, *[^\W\d][^,]*(?:,[^,]*)?")
_MOSTLY = 0.6
_MOST_VALUES, _MOST_ROWS = 8, 5_000_000
_MOST_NAMES = 4
_OF_MAIL = frozenset(("sender", "recipient", "reply_to"))
"""Here each person writes the own name, one as "Wynne, Conor" among others that do not."""


def added(links: Links, question: str, profile: Profile, query: Query) -> Links:
    """The links with the people of a question as the columns of a table write them, last name first."""
    names = list(_names(question))[:_MOST_NAMES]
    tables = [table for table in profile.tables if names and table.rows <= _MOST_ROWS]
    found = [
        inside
        for table in tables
        for column in table.columns
        if _is_turned(column) or column.name in _OF_MAIL
        for name in names
        if (inside := next(filter(None, (_stands(one, table, column, query) for one in name)), None))
    ]
    return msgspec.structs.replace(links, inside=(*links.inside, *found)) if found else links


def _names(question: str) -> Iterator[list[str]]:
    """Two names and more beside each other, each with what is left of it without the words before."""
    for match in _NAME.finditer(question):
        parts = _POSSESSIVE.sub("", match.group()).split()
        # "Did Kellyanne Conway" begins with a word that is no name.
        yield [" ".join(parts[start:]) for start in range(len(parts) - 1)]


def _is_turned(column: Column) -> bool:
    values = [value for value, _ in column.values]
    turned = sum(_TURNED.fullmatch(value) is not None for value in values)
    return column.type == "text" and bool(values) and turned >= _MOSTLY * len(values)


def _stands(name: str, table: Table, column: Column, query: Query) -> Inside | None:
    first, last = name.split()[0], name.split()[-1]
    of = identifier(column.name)
    pattern = (
        rf"^\s*(?:[\pL]+ )?{re.escape(last.lower())}\s*,.*(?:^|[^\pL]){re.escape(first.lower())}(?:[^\pL]|$)"
    )
    sql = (
        f"SELECT {of}, count(*) FROM {identifier(table.name)}"
        f" WHERE regexp_matches(lower({of}), {literal(pattern)}) GROUP BY 1 LIMIT {_MOST_VALUES + 1}"
    )
    try:
        rows = query(sql).rows
    except TableError:
        return None  # Links only help: without them the question can still be answered.
    if not 0 < len(rows) <= _MOST_VALUES:
        return None
    return Inside(
        name,
        table.name,
        column.name,
        tuple(str(row[0]) for row in rows),
        sum(int(str(row[1])) for row in rows),
    )
