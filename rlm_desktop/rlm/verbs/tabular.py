"""The host's side of the verbs over tables: queries, and figures whose columns are checked before."""

import re
import time
from collections.abc import Callable

from rlm_desktop import events
from rlm_desktop.errors import VerbMisused
from rlm_desktop.ports import Context, Tool
from rlm_desktop.profile import Column, Profile, Rows, Table
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.question.linking import identifier, literal
from rlm_desktop.rlm.verbs.given import condition_on, count, offset, shown
from rlm_desktop.spans import DocumentId

_NUMBERS = ("integer", "decimal")
_MOMENTS = ("date", "timestamp", "time")
_FIGURES = {
    "total": "SUM({column})",
    "mean": "AVG({column})",
    "least": "MIN({column})",
    "most": "MAX({column})",
    "distinct": "COUNT(DISTINCT {column})",
    "percentile": "QUANTILE_CONT({column}, {share})",
}
_UNITS = ("year", "month", "week", "day", "hour", "minute")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_ROWS = 10_000
"""That a query of a program gives."""


class Tabular:
    """Serves one program: what it queries is kept, told and accounted for."""

    def __init__(
        self,
        context: Context,
        ledger: Ledger,
        *,
        keep: Callable[[str, Rows], None],
        emit: Callable[[events.Event], None],
        turn: int,
        candidate: int,
    ) -> None:
        self._context = context
        self._ledger = ledger
        self._keep = keep
        self._emit = emit
        self._turn = turn
        self._candidate = candidate

    def by_name(self) -> dict[str, Tool]:
        return {
            "sql": lambda query: self.sql(query),
            "records": self.records,
            "compute": self.compute,
            "extreme": self.extreme,
            "between": self.between,
            "per": self.per,
            "join": self.join,
            "wanted": self.wanted,
        }

    def sql(self, query: str, limit: int = _MOST_ROWS) -> dict[str, object]:
        if not isinstance(query, str) or not query.strip():
            table = self._profile.tables[0].name if self._profile.tables else "records"
            raise VerbMisused(
                f'sql wants a SELECT query as text, e.g. sql("SELECT count(*) FROM {table}"),'
                f" not {shown(query)}."
            )
        started = time.monotonic()
        rows = self._context.query(query.strip().rstrip(";"), limit=limit)
        self._keep(query, rows)
        self._seen(query)
        seconds = time.monotonic() - started
        self._emit(
            events.QueryRan(
                turn=self._turn,
                candidate=self._candidate,
                sql=query.strip(),
                rows=len(rows.rows),
                seconds=seconds,
            )
        )
        return {"columns": rows.columns, "rows": rows.rows}

    def records(self, table: str, first: int, size: int) -> dict[str, object]:
        named = self._table(table).name
        size, first = count(size, "records", _MOST_ROWS), offset(first, "records", 2 * _MOST_ROWS)
        query = f"SELECT * FROM {identifier(named)} ORDER BY _document, _start"
        rows = self._context.query(f"{query} LIMIT {size} OFFSET {first}", hidden=True)
        kept = [number for number, name in enumerate(rows.columns) if not name.startswith("_")]
        self._seen(named)
        return {
            "columns": [rows.columns[number] for number in kept],
            "rows": [[row[number] for number in kept] for row in rows.rows],
        }

    def compute(self, what: str, column: str, where: str, table: str, percent: float) -> object:
        """One figure of one column: total, mean, least, most, percentile or distinct."""
        of = self._table(table)
        found = self._column(of, column, what)
        if what in ("total", "mean", "percentile"):
            self._demand(found, of, what, _NUMBERS, "a column of numbers")
        if what == "percentile" and not (isinstance(percent, int | float) and 0 <= percent <= 100):
            raise VerbMisused(
                f'percentile wants a number from 0 to 100, e.g. percentile("{column}", 95),'
                f" not {shown(percent)}."
            )
        figure = _FIGURES[what].format(column=identifier(found.name), share=float(percent) / 100)
        rows = self._rows(f"SELECT {figure} FROM {identifier(of.name)}{self._where(where, of)}")
        value = rows[0][0]
        return 0 if value is None and what == "total" else value

    def extreme(self, by: str, where: str, table: str, highest: bool) -> dict[str, object] | None:
        """The row with the smallest or the largest value of a column."""
        of, verb = self._table(table), "last" if highest else "first"
        found = self._column(of, by, verb)
        self._demand(found, of, verb, (*_NUMBERS, *_MOMENTS), "a column of numbers or times")
        name = identifier(found.name)
        given = self._condition(where, of)
        holds = f"{name} IS NOT NULL" + (f" AND ({given})" if given else "")
        order = "DESC" if highest else "ASC"
        got = self.sql(f"SELECT * FROM {identifier(of.name)} WHERE {holds} ORDER BY {name} {order} LIMIT 1")
        columns, rows = got["columns"], got["rows"]
        assert isinstance(columns, tuple) and isinstance(rows, tuple)
        return dict(zip(columns, rows[0], strict=True)) if rows else None

    def between(self, column: str, start: str, end: str) -> str:
        """The condition that a column lies from `start` to `end`; days are taken whole."""
        table = next(
            (t for t in self._profile.tables if any(c.name == column for c in t.columns)), None
        ) or self._table("records")
        found = self._column(table, column, "between")
        self._demand(found, table, "between", (*_NUMBERS, *_MOMENTS), "a column of numbers or times")
        for value in (start, end):
            self._demand_value(found, value)
        name = identifier(found.name)
        if found.type == "timestamp" and _DAY.fullmatch(start) and _DAY.fullmatch(end):
            name = f"CAST({name} AS DATE)"
        quoted = (start, end) if found.type in _NUMBERS else (literal(start), literal(end))
        return f"{name} BETWEEN {quoted[0]} AND {quoted[1]}"

    def per(self, unit: str, column: str, where: str, table: str) -> dict[str, object]:
        """Rows counted for each stretch of time."""
        if unit not in _UNITS:
            raise VerbMisused(
                f'per wants one of {", ".join(_UNITS)}, e.g. per("month", "{column}"), not {shown(unit)}.'
            )
        of = self._table(table)
        found = self._column(of, column, "per")
        self._demand(found, of, "per", ("date", "timestamp"), "a column of dates or times")
        name = identifier(found.name)
        given = self._condition(where, of)
        holds = f"{name} IS NOT NULL" + (f" AND ({given})" if given else "")
        shape = {"year": "%Y", "month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d", "hour": "%Y-%m-%d %H"}
        shown_as = f"STRFTIME({name}, {literal(shape.get(unit, '%Y-%m-%d %H:%M'))})"
        return self.sql(
            f"SELECT {shown_as} AS {unit}, COUNT(*) AS n FROM {identifier(of.name)}"
            f" WHERE {holds} GROUP BY 1 ORDER BY 1"
        )

    def join(self, left: str, right: str, on: str, columns: str, where: str) -> dict[str, object]:
        """Rows of two tables that agree in a column."""
        one, other = self._table(left), self._table(right)
        for table in (one, other):
            self._column(table, on, "join")
        using = f"{identifier(one.name)} AS l JOIN {identifier(other.name)} AS r USING ({identifier(on)})"
        if not isinstance(columns, str):
            raise VerbMisused(
                f'join wants columns as text, e.g. "l.{one.columns[0].name}, r.{other.columns[-1].name}",'
                f" not {shown(columns)}."
            )
        return self.sql(f"SELECT {columns.strip() or '*'} FROM {using}{self._where(where, one)}")

    def wanted(self, what: str, value: object, table: str) -> None:
        """Say what should stand in the place of a value that is no text. Always raises `VerbMisused`."""
        of = self._table(table)
        if what == "sort":
            example = of.columns[0].name if of.columns else "1"
            raise VerbMisused(
                f'sort wants the name of a column as text, e.g. "{example}" or "{example} DESC",'
                f" not {shown(value)}."
            )
        raise VerbMisused(
            f'where wants a condition in SQL as text, e.g. "{condition_on(of)}", not {shown(value)}.'
        )

    def _condition(self, where: object, table: Table) -> str:
        """The condition that was given, or nothing."""
        if not isinstance(where, str):
            self.wanted("where", where, table.name)
        return str(where).strip()

    def _where(self, where: object, table: Table) -> str:
        given = self._condition(where, table)
        return f" WHERE {given}" if given else ""

    @property
    def _profile(self) -> Profile:
        return self._context.profile

    def _rows(self, query: str) -> tuple[tuple[object, ...], ...]:
        rows = self.sql(query)["rows"]
        assert isinstance(rows, tuple)
        return rows

    def _table(self, name: object) -> Table:
        found = next((table for table in self._profile.tables if table.name == name), None)
        if found is None:
            names = ", ".join(table.name for table in self._profile.tables) or "none"
            raise VerbMisused(f"There is no table {shown(name)}; the tables are: {names}.")
        return found

    def _column(self, table: Table, name: object, verb: str) -> Column:
        found = next((column for column in table.columns if column.name == name), None)
        if found is None:
            names = ", ".join(column.name for column in table.columns)
            raise VerbMisused(f"{verb} wants a column of {table.name}, not {shown(name)}; they are: {names}.")
        return found

    @staticmethod
    def _demand(column: Column, table: Table, verb: str, types: tuple[str, ...], what: str) -> None:
        if column.type in types:
            return
        example = f", such as {column.values[0][0]!r}" if column.values else ""
        fitting = ", ".join(other.name for other in table.columns if other.type in types) or "none"
        raise VerbMisused(
            f"{verb} wants {what}; {column.name} is {column.type}{example}. Such columns here: {fitting}."
        )

    @staticmethod
    def _demand_value(column: Column, value: str) -> None:
        fits = re.fullmatch(
            r"[-+]?\d+(?:\.\d+)?" if column.type in _NUMBERS else r"[\d:. T-]*\d[\d:. T-]*", value
        )
        if not fits:
            raise VerbMisused(
                f"between wants values like those of {column.name} ({column.minimum} to {column.maximum}),"
                f" not {shown(value)}."
            )

    def _seen(self, query: str) -> None:
        """The tables hold every byte of the documents they were parsed from: code has seen those.

        The list of documents holds nothing of what stands in them.
        """
        parsed = [table for table in self._profile.tables if table.kind != "documents"]
        named = [table for table in parsed if re.search(rf"\b{re.escape(table.name)}\b", query)]
        if not named:
            return
        ready = [document for document in self._context.documents() if document.status == "ready"]
        if sum(table.documents for table in named) >= len(ready):
            self._ledger.scan_all()
            return
        for table in named:
            found = self._context.query(
                f"SELECT DISTINCT _document FROM {identifier(table.name)}", limit=1_000_000, hidden=True
            )
            self._ledger.scan_documents(DocumentId(row[0]) for row in found.rows if isinstance(row[0], int))
