"""Columns that have no names in the text: what a query takes them for is a guess by their values."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import NAMED_BY_VALUES, Table

_NUMBERED = re.compile(r"number_\d+")


def doubts(tree: exp.Query, table: Table) -> Iterator[str]:
    """Each such column that a query uses; of one that has a word to the letter it is sure."""
    unnamed = {column.name.lower() for column in table.columns if column.note == NAMED_BY_VALUES}
    sure = [one.this for one in tree.find_all(exp.EQ) if _is_text(one.expression)]
    used = [column for column in tree.find_all(exp.Column) if column not in sure]
    for name in dict.fromkeys(column.name for column in used if column.name.lower() in unnamed):
        yield f"The text has no names for its columns: “{name}” was called so by its values."


def unknown(tree: exp.Query, table: Table) -> str:
    """Rule "a number without a name tells nothing": such a column that a query computes with or ranks by."""
    unnamed = {column.name.lower() for column in table.columns if column.note == NAMED_BY_VALUES}
    for place in tree.find_all(exp.AggFunc, exp.Ordered):
        for column in place.find_all(exp.Column):
            if column.name.lower() in unnamed and _NUMBERED.fullmatch(column.name.lower()):
                return column.name
    return ""


def _is_text(value: exp.Expr) -> bool:
    return isinstance(value, exp.Literal) and value.is_string
