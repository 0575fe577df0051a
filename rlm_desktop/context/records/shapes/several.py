"""Columns whose cells are lists of things that recur: authors, tags, countries, parted by a sign."""

import re
from collections import Counter
from collections.abc import Sequence, Set

import duckdb

from rlm_desktop.context.records.shapes.shape import identifier

SEPARATORS = (",", ";", "|")
NOTE = "several, parted by “{}”"
_ONLY_PARTS = "|"
"""A sign that nobody writes within names or sentences, so that things need not recur."""
_OFTEN = 0.05
_VERSION = re.compile(r"\s*\([<>=~^!][^()]*\)")
"""What stands behind the name of a part of a program: "libc6 (>= 2.34)" is libc6."""
_LOOKED_AT = 20_000  # rows
_FEWEST = 3
_RARE = 0.01
_LONGEST = 60  # characters of an element, on average
_ALIKE = 0.3
"""Such a share of what stands behind a sign stands before one as well, and the other way round."""


def separator(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """The sign between the things of a column of lists; empty for a column of anything else."""
    name = identifier(column)
    sampled = f"SELECT {name} FROM {identifier(table)} WHERE {name} <> ''"
    found = connection.execute(
        f"{sampled} USING SAMPLE reservoir({_LOOKED_AT} ROWS) REPEATABLE (7)"
    ).fetchall()
    values = [str(row[0]) for row in found]
    return next((sign for sign in SEPARATORS if _are_lists(values, sign)), "")


def _are_lists(values: Sequence[str], sign: str) -> bool:
    """Whether things stand before and behind the sign alike, and not always as many.

    "Boston, MA" and "Smith, Ann" are no lists: what stands first is of another kind than what follows.
    """
    values = [_VERSION.sub("", value) for value in values]
    rows = [[part.strip() for part in value.split(sign) if part.strip()] for value in values if sign in value]
    rows = [row for row in rows if len(row) > 1]
    if len(rows) < max(_FEWEST, _RARE * len(values)) or any("\n" in value for value in values[:100]):
        return False
    alone = [value.strip() for value in values if sign not in value]
    if not alone and len({len(row) for row in rows}) < 2:
        return False
    first = Counter(row[0] for row in rows)
    later = Counter(part for row in rows for part in row[1:])
    parts = first.keys() | later.keys()
    if sum(map(len, parts)) > _LONGEST * len(parts) or all(
        re.fullmatch(r"[\d.,\s-]+", part) for part in parts
    ):
        return False
    if sign == _ONLY_PARTS and len(rows) >= _OFTEN * len(values):
        return True
    return min(_share(later, first.keys() | set(alone)), _share(first, later.keys())) >= _ALIKE


def _share(counted: Counter[str], known: Set[str]) -> float:
    return sum(count for part, count in counted.items() if part in known) / counted.total()
