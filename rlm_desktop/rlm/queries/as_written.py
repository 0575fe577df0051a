"""Answers of queries as people write them: durations as the text does, months and weekdays by their names."""

import re
from collections.abc import Callable, Iterator
from functools import partial

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.profile import Column, Profile, Rows
from rlm_desktop.rlm import compare
from rlm_desktop.rlm.question import amounts
from rlm_desktop.rlm.question.times.months import MONTHS, WEEKDAYS

_LASTS = "written as "
_NO_YEAR = "the text gives no year"
_UNDECIDED = "day and month are not told apart"
_WEEKDAYS = ("sunday", *WEEKDAYS)
"""By DuckDB's dayofweek from 0 on, and by isodow from 1 on: both agree where both have a number."""
_NAMED: dict[str, tuple[str, ...]] = {
    "month": ("", *MONTHS),
    "%m": ("", *MONTHS),
    **dict.fromkeys(("dayofweek", "dayofweekiso", "isodow", "dow", "weekday", "%w", "%u"), _WEEKDAYS),
}
_ASKS_NUMBER = re.compile(r"\bhow many (?:months|days|weekdays)\b|\bnumber of the\b", re.IGNORECASE)
_FIGURES = (exp.Min, exp.Max, exp.Avg, exp.Sum, exp.Median)


def in_words(sql: str, rows: Rows, value: object, profile: Profile, question: str = "") -> str:
    """A result with its durations, months and weekdays so; empty where it has none, or is not the answer."""
    tree = _parsed(sql)
    if tree is None or compare.atoms(value) != compare.atoms([list(row) for row in rows.rows]):
        return ""
    columns = _columns(tree, profile)
    lasting: dict[int, Column] = {}
    told: dict[int, Callable[[object], object]] = {}
    for number, shown in enumerate(tree.expressions):
        if (column := _duration(shown.unalias(), columns)) is not None:
            lasting[number] = column
            told[number] = partial(_lasting, column=column)
        elif not _ASKS_NUMBER.search(question) and (names := _names(shown.unalias())):
            told[number] = partial(_called, names=names)
    if not told:
        return ""
    cells = [[told.get(number, _as_is)(cell) for number, cell in enumerate(row)] for row in rows.rows]
    text = compare.in_words(compare.simple(cells))
    if len(rows.rows) == len(tree.expressions) == 1 and lasting:
        text += f" ({compare.in_words(value)} {amounts.unit_of(lasting[0])})"
    return text


def remarks(sql: str, profile: Profile) -> Iterator[str]:
    """What a person should know of how the columns of a query were read."""
    tree = _parsed(sql)
    for column in _columns(tree, profile).values() if tree is not None else ():
        if column.note.startswith(_UNDECIDED):
            yield f"{column.name}: {column.note}."
    yield from _without_year(tree, profile) if tree is not None else ()


def _without_year(tree: exp.Select, profile: Profile) -> Iterator[str]:
    """A year is shown with each day, and the text has none: that is told where days are shown."""
    named = {column.name.lower() for shown in tree.expressions for column in shown.find_all(exp.Column)}
    read = {table.name.lower() for table in tree.find_all(exp.Table)}
    for table in profile.tables if named else ():
        yearless = {column.name for column in table.columns if column.note.startswith(_NO_YEAR)}
        of_time = {f"of {name}" for name in yearless}
        shown = (c for c in table.columns if c.name.lower() in named)
        if table.name.lower() in read and any(c.name in yearless or c.note in of_time for c in shown):
            yield "The text gives no year: 2000 stands for it."


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


def _names(shown: exp.Expr) -> tuple[str, ...]:
    """How the numbers of a part of a date are called: the months, the weekdays."""
    if isinstance(shown, exp.Cast):
        return _names(shown.this)
    if shown.find(exp.Sub, exp.DateDiff, exp.Interval) or any(
        call.name.lower() == "age" for call in shown.find_all(exp.Anonymous)
    ):
        return ()  # of how long something took
    match shown:
        case exp.Extract():
            part = shown.name
        case exp.TimeToStr():
            # "%M" are minutes.
            return _NAMED.get(shown.text("format"), ())
        case exp.Anonymous(name=name) if name.lower() in ("date_part", "datepart") and shown.expressions:
            part = shown.expressions[0].name
        case exp.Func():
            part = shown.name if isinstance(shown, exp.Anonymous) else type(shown).__name__
        case _:
            part = ""
    return _NAMED.get(part.lower(), ())


def _as_is(cell: object) -> object:
    return cell


def _called(cell: object, names: tuple[str, ...]) -> object:
    number = int(cell) if isinstance(cell, int | str) and str(cell).isdecimal() else -1
    return names[number].capitalize() if 0 <= number < len(names) and names[number] else cell


def _lasting(cell: object, column: Column) -> object:
    if not isinstance(cell, int | float):
        return cell
    size = amounts.size_of(amounts.unit_of(column)) or 1.0
    return amounts.lasting(cell * size, column.note.partition(_LASTS)[2])
