"""What becomes of one condition of a query: as it may stand, what was done to it, what is not sure."""

import re
from collections.abc import Iterator, Sequence

import msgspec
from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.linking import words


class Verdict(msgspec.Struct, frozen=True):
    """The condition as it may stand (None: it is dropped), and what was done to it in a sentence."""

    condition: exp.Expr | None
    why: str = ""
    doubt: str = ""
    """What is not sure of it, told beside the answer."""
    impossible: bool = False
    """Whether no row can fit it: it compares with a value that stands nowhere."""


def doubts(judged: Sequence[Verdict], tree: exp.Query) -> Iterator[str]:
    """What is not sure of conditions; of a dropped one only where nothing else is asked of its column."""
    clauses = [*tree.find_all(exp.Where), *tree.find_all(exp.Having), *tree.find_all(exp.If)]
    asked_of = {column.name.lower() for clause in clauses for column in clause.find_all(exp.Column)}
    for each in judged:
        columns = each.condition.find_all(exp.Column) if each.condition is not None else ()
        if each.doubt and not any(column.name.lower() in asked_of for column in columns):
            yield each.doubt


def says_another(mended: exp.Expr | None, condition: exp.Expr, given: Sequence[exp.Expr]) -> bool:
    """Whether a condition would be the same as another of the query, which it was not before."""
    if mended is None or mended == condition or _day_widened(mended, condition):
        return False
    others = [_bare(one) for one in given if one is not condition]
    return _bare(condition) not in others and _bare(mended) in others


def _day_widened(mended: exp.Expr, condition: exp.Expr) -> bool:
    """Whether a day that nobody asked for became its year or month: what is left is the same as the other."""
    day = isinstance(condition, exp.EQ) and re.match(r"\d{4}-\d\d-\d\d", condition.expression.name)
    of, then = condition.find(exp.Column), mended.find(exp.Column)
    return bool(day and of and then and of.name.lower() == then.name.lower())


def is_harmless(condition: exp.Expr) -> bool:
    """Whether it is never wrong to have: it leaves out only the empty."""
    if isinstance(condition, exp.Not):
        condition = condition.this
    if isinstance(condition, exp.Is):
        return isinstance(condition.expression, exp.Null)
    empty = isinstance(condition, exp.NEQ) and isinstance(condition.expression, exp.Literal)
    return empty and condition.expression.this == ""


def demands_filled(condition: exp.Expr) -> bool:
    """Whether it is that a column is not empty."""
    return isinstance(condition, exp.Not) and is_harmless(condition) and isinstance(condition.this, exp.Is)


def fits_every_row(condition: exp.Expr, stored: Column | None) -> bool:
    """Whether a column is compared with the one value that it has."""
    if not isinstance(condition, exp.EQ) or stored is None or stored.distinct != 1 or stored.nulls:
        return False
    return condition.expression.name in [value for value, _ in stored.values]


def qualify(mended: exp.Expr, condition: exp.Expr) -> None:
    """Let a column be that of the same table as before: of a table joined with itself it is one of two."""
    tables = {one.name.lower(): one.args["table"] for one in condition.find_all(exp.Column) if one.table}
    for column in mended.find_all(exp.Column):
        if not column.table and column.name.lower() in tables:
            column.set("table", tables[column.name.lower()].copy())


def is_spoken_of(column: str, question: str) -> bool:
    """Whether a question says a column, or what it comes of: "did he win" says `winner`."""
    said = [word for word in words(question) if len(word) > 2]
    return any(name.startswith(word) for name in words(column.replace("_", " ")) for word in said)


def _bare(condition: exp.Expr) -> str:
    return condition.sql(dialect="duckdb").replace('"', "").lower()
