"""Days that are asked for: not years, where another table has the days, nor the ninth of any month."""

import re
from collections.abc import Sequence

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.linking import words

_DAY = re.compile(
    r"\b(?:on )?(?:which|what)\s+(?:[a-z]+\s+){0,2}?(?:day|date)\b"
    r"(?! of (?:(?:the|each|every|a|any) )?(?:week|month)s?\b)(?! numbers?\b)",
    re.IGNORECASE,
)
_OF_DAYS = ("date", "timestamp")
_OF_A_YEAR = ("month", "week", "quarter")
_USUAL = re.compile(r"\bof the year\b|\busual|\bgeneral|\btypical|\bon average\b", re.IGNORECASE)
_PARTS = frozenset(("year", "month", "day"))
_LONGER = frozenset(("year", "month", "quarter", "decade"))


def problem(tree: exp.Query, question: str, used: Sequence[Table], tables: Sequence[Table]) -> str:
    """Rule "a year is no day": why a query tells none; empty where it may, or where no table has days."""
    if not _DAY.search(question) or any(column.type in _OF_DAYS for t in used for column in t.columns):
        return ""
    stored = {column.name.lower(): column for table in used for column in table.columns}
    named = [one.unalias() for one in tree.selects]
    shown = [stored.get(one.name.lower()) for one in named if isinstance(one, exp.Column)]
    longer = [c.name for c in shown if c is not None and _LONGER & set(words(c.name.replace("_", " ")))]
    having = [f"{t.name}.{column.name}" for t in tables for column in t.columns if column.type in _OF_DAYS]
    if not longer or not having:
        return ""
    return f"{longer[0]} tells no day, which is asked for. Days are in: {', '.join(having)}."


def dated(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "the ninth is no day alone": days are told with the month and the year that stand beside them.

    Of a table with the columns year, month and day; whether a query was mended, as the column's name.
    """
    numbers = {column.name.lower() for column in table.columns if column.type == "integer"}
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    if not _DAY.search(question) or not numbers >= _PARTS or not isinstance(tree, exp.Select):
        return ""
    group = tree.args.get("group")
    shown = [one for one in tree.expressions if _is_day(one.unalias())]
    if not shown or used & {"month", "year"}:
        return ""
    for one in shown:
        alias = one.alias or "day"
        one.replace(exp.alias_(_date(), alias))
    for key in [key for key in group.expressions if _is_day(key)] if group else []:
        key.replace(_date())
    return "day"


def with_its_year(tree: exp.Query, question: str, table: Table) -> bool:
    """Rule "May is one of many": the month, week or quarter of one row is told with the year beside it."""
    columns = {column.name.lower() for column in table.columns if column.type == "integer"}
    if not isinstance(tree, exp.Select) or "year" not in columns or _USUAL.search(question):
        return False
    one_row = tree.args.get("order") and tree.args.get("limit") and not tree.args.get("group")
    shown = [one.unalias() for one in tree.expressions]
    parts = [one for one in shown if isinstance(one, exp.Column) and one.name.lower() in _OF_A_YEAR]
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    if not one_row or not parts or "year" in used or tree.find(exp.AggFunc):
        return False
    tree.set("expressions", [exp.column("year", quoted=True), *tree.expressions])
    return True


def _is_day(one: exp.Expr) -> bool:
    return isinstance(one, exp.Column) and one.name.lower() == "day"


def _date() -> exp.Expr:
    return exp.Anonymous(
        this="make_date", expressions=[exp.column(part) for part in ("year", "month", "day")]
    )
