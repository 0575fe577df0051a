"""The verbs over tables of records. The host checks columns and types and says what would fit."""

from collections.abc import Iterator

from channel import call

_MOST_AT_ONCE = 10_000
"""Rows that the host gives at most: of more it would leave some out."""


class Rows(list[tuple[object, ...]]):
    """The rows of a query as tuples; `columns` are their names, `dicts()` the rows by name."""

    columns: tuple[str, ...] = ()

    def dicts(self) -> list[dict[str, object]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self]


def sql(query: str) -> Rows:
    """Rows of one SELECT over the library's tables: a list of tuples."""
    return _rows(call("sql", query))


def records(table: str = "records", size: int = 5000) -> Iterator[dict[str, object]]:
    """All rows of a table, one dict after the other, fetched `size` at a time."""
    first, size = 0, min(_number(size, "records"), _MOST_AT_ONCE)
    while True:
        got = call("records", table, first, size)
        for row in got["rows"]:
            yield dict(zip(got["columns"], row, strict=True))
        if len(got["rows"]) < size:
            return
        first += size


def count(where: str = "", table: str = "records") -> int:
    """How many rows fit a condition in SQL; all rows without one."""
    return int(str(sql(f"SELECT COUNT(*) FROM {_name(table)}{_where(where, table)}")[0][0]))


def group(column: str, where: str = "", table: str = "records", top: int = 1000) -> Rows:
    """Each value of a column with its number of rows, the most frequent first; empty ones are left out."""
    given = _condition(where, table)
    holds = f"{_name(column)} IS NOT NULL" + (f" AND ({given})" if given else "")
    counted = f"SELECT {_name(column)}, COUNT(*) AS n FROM {_name(table)} WHERE {holds}"
    return sql(f"{counted} GROUP BY 1 ORDER BY n DESC, 1 LIMIT {_number(top, 'group')}")


def where(
    condition: str = "", table: str = "records", sort: str = "", limit: int = 1000
) -> list[dict[str, object]]:
    """The rows that fit a condition in SQL, as dicts; sorted by a column, "amount" or "amount DESC"."""
    order = f" ORDER BY {sort}" if _condition(sort, table, "sort") else ""
    return sql(
        f"SELECT * FROM {_name(table)}{_where(condition, table)}{order} LIMIT {_number(limit, 'where')}"
    ).dicts()


def top(column: str, k: int = 1, where: str = "", table: str = "records") -> Rows:
    """The `k` most frequent values of a column, each with its number of rows."""
    return group(column, where, table, _number(k, "top"))


def total(column: str, where: str = "", table: str = "records") -> float:
    """The sum of a column of numbers."""
    return call("compute", "total", column, where, table, 0)


def mean(column: str, where: str = "", table: str = "records") -> float | None:
    """The mean of a column of numbers; None where no row fits."""
    return call("compute", "mean", column, where, table, 0)


def least(column: str, where: str = "", table: str = "records") -> object:
    """The smallest number, or the earliest time, of a column."""
    return call("compute", "least", column, where, table, 0)


def most(column: str, where: str = "", table: str = "records") -> object:
    """The largest number, or the latest time, of a column."""
    return call("compute", "most", column, where, table, 0)


def percentile(column: str, percent: float, where: str = "", table: str = "records") -> float | None:
    """The value of a column of numbers below which `percent` of the rows lie; 50 is the median."""
    return call("compute", "percentile", column, where, table, percent)


def distinct(column: str, where: str = "", table: str = "records") -> int:
    """How many different values a column has."""
    return call("compute", "distinct", column, where, table, 0)


def first(by: str, where: str = "", table: str = "records") -> dict[str, object] | None:
    """The row with the smallest number or the earliest time in the column `by`; None where no row fits."""
    return call("extreme", by, where, table, False)


def last(by: str, where: str = "", table: str = "records") -> dict[str, object] | None:
    """The row with the largest number or the latest time in the column `by`."""
    return call("extreme", by, where, table, True)


def between(column: str, start: object, end: object) -> str:
    """A condition for `where`: from `start` to `end`, both included; days are whole days."""
    return call("between", column, str(start), str(end))


def per(unit: str, column: str, where: str = "", table: str = "records") -> Rows:
    """How many rows there are for each year, month, week, day, hour or minute of a time column, in order."""
    return _rows(call("per", unit, column, where, table))


def join(left: str, right: str, on: str, columns: str = "*", where: str = "") -> Rows:
    """Rows of two tables that have the same value in the column `on`; in SQL they are `l` and `r`."""
    return _rows(call("join", left, right, on, columns, where))


def _rows(got: dict[str, list[object]]) -> Rows:
    rows = Rows(tuple(row) for row in got["rows"])
    rows.columns = tuple(got["columns"])
    return rows


def _number(value: object, verb: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{verb} wants a whole number above 0, not {value!r}.")
    return value


def _name(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _where(condition: object, table: str) -> str:
    given = _condition(condition, table)
    return f" WHERE {given}" if given else ""


def _condition(given: object, table: str, what: str = "where") -> str:
    """The text that was given; of anything else the host says what it wants, with columns of this text."""
    if not isinstance(given, str):
        call("wanted", what, given, table)
    return str(given).strip()
