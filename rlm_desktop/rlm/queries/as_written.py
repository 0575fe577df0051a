"""Answers of queries as the text writes its values: how long in hours and minutes; how dates were read."""

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.profile import Column, Profile, Rows
from rlm_desktop.rlm import compare
from rlm_desktop.rlm.question import amounts

_LASTS = "written as "
_UNDECIDED = "day and month are not told apart"
_FIGURES = (exp.Min, exp.Max, exp.Avg, exp.Sum, exp.Median)


def in_words(sql: str, rows: Rows, value: object, profile: Profile) -> str:
    """A result with its durations as the text writes such; empty where it has none, or is not the answer."""
    tree = _parsed(sql)
    if tree is None or compare.atoms(value) != compare.atoms([list(row) for row in rows.rows]):
        return ""
    columns = _columns(tree, profile)
    lasting = {
        number: column
        for number, shown in enumerate(tree.expressions)
        if (column := _duration(shown.unalias(), columns)) is not None
    }
    if not lasting:
        return ""
    told = [[_cell(cell, lasting.get(number)) for number, cell in enumerate(row)] for row in rows.rows]
    text = compare.in_words(compare.simple(told))
    if len(rows.rows) == len(tree.expressions) == 1:
        text += f" ({compare.in_words(value)} {amounts.unit_of(lasting[0])})"
    return text


def remarks(sql: str, profile: Profile) -> Iterator[str]:
    """What a person should know of how the columns of a query were read."""
    tree = _parsed(sql)
    for column in _columns(tree, profile).values() if tree is not None else ():
        if column.note.startswith(_UNDECIDED):
            yield f"{column.name}: {column.note}."


def _parsed(sql: str) -> exp.Select | None:
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return None
    return tree if isinstance(tree, exp.Select) else None


def _columns(tree: exp.Select, profile: Profile) -> dict[str, Column]:
    """The columns that a query uses, by their names."""
    tables = {table.name.lower() for table in tree.find_all(exp.Table)}
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    return {
        column.name.lower(): column
        for table in profile.tables
        if table.name.lower() in tables
        for column in table.columns
        if column.name.lower() in used
    }


def _duration(shown: exp.Expr, columns: dict[str, Column]) -> Column | None:
    inside = shown.this if isinstance(shown, _FIGURES) else shown
    column = columns.get(inside.name.lower()) if isinstance(inside, exp.Column) else None
    return column if column is not None and _LASTS in column.note else None


def _cell(cell: object, column: Column | None) -> object:
    if column is None or not isinstance(cell, int | float):
        return cell
    size = amounts.size_of(amounts.unit_of(column)) or 1.0
    return amounts.lasting(cell * size, column.note.partition(_LASTS)[2])
