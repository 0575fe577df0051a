"""Columns that a log does not have: its lines are looked through for what is compared with them.

Of "sessions opened for root" a small root makes `session = 'root'`: no column of a log, but lines say it.
"""

import re
from collections.abc import Sequence

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.queries.measures import superlatives
from rlm_desktop.rlm.question.linking import words

_MOST_KINDS = 20


def looked_for_in_lines(column: exp.Column, question: str, tables: Sequence[Table]) -> str:
    """Rule "a line says it": a text of the question compared with no column is looked for; what was done."""
    condition = column.parent
    if not isinstance(condition, exp.EQ | exp.Like | exp.ILike) or condition.this is not column:
        return ""
    value = condition.expression
    logs = tables and all(table.kind == "log" and _has_line(table) for table in tables)
    text = value.name.strip("% ").lower() if isinstance(value, exp.Literal) and value.is_string else ""
    if not logs or not text or text not in question.lower() or condition.find_ancestor(exp.Where) is None:
        return ""
    lowered = exp.Anonymous(this="lower", expressions=[exp.column("line")])
    condition.replace(exp.Anonymous(this="contains", expressions=[lowered, exp.Literal.string(text)]))
    return f"There is no column {column.name}: “{text}” was looked for in the lines."


def named_by_lines(column: exp.Column, question: str, tables: Sequence[Table]) -> str:
    """Rule "new segments are lines that say new": a column that is a word of the question, and merely is so.

    The word is looked for in the lines; what was done.
    """
    logs = tables and all(table.kind == "log" and _has_line(table) for table in tables)
    name, condition = column.name.lower(), _mere_yes(column)
    asked = name in re.findall(r"[a-z]{3,}", question.lower())
    if not logs or not asked or condition is None or column.find_ancestor(exp.Where) is None:
        return ""
    within = exp.column("message" if all(map(_has_message, tables)) else "line")
    condition.replace(exp.ILike(this=within, expression=exp.Literal.string(f"%{name}%")))
    return f"There is no column {column.name}: “{name}” was looked for in the lines."


def _mere_yes(column: exp.Column) -> exp.Expr | None:
    """The condition that says no more than that something is so: `new`, `new = '1'`, `new IS NOT NULL`."""
    condition = column.parent
    if isinstance(condition, exp.Where | exp.And | exp.Or):
        return column
    if isinstance(condition, exp.Is) and isinstance(condition.expression, exp.Null):
        return condition.parent if isinstance(condition.parent, exp.Not) else None
    if not isinstance(condition, exp.EQ | exp.Is | exp.Like | exp.ILike) or condition.this is not column:
        return None
    said = condition.expression.sql(dialect="duckdb").strip("%' ").lower()
    return condition if said in ("", "1", "true", "yes", column.name.lower()) else None


def told_by_message(column: exp.Column, question: str, tables: Sequence[Table]) -> str:
    """Rule "the message says which": of the row that has most what it is called is told by its message."""
    select = column.parent
    if not isinstance(select, exp.Select) or column.arg_key != "expressions" or select.args.get("group"):
        return ""
    ranked = select.args.get("order") is not None and select.args.get("limit") is not None
    logs = tables and all(table.kind == "log" and _has_message(table) for table in tables)
    name = column.name.lower()
    if not ranked or not logs or not set(words(name.replace("_", " "))) <= set(words(question)):
        return ""
    column.set("this", exp.to_identifier("message"))
    return f"There is no column {name}: what the message of the row says was taken."


def told_by_kind(column: exp.Column, question: str, tables: Sequence[Table]) -> str:
    """Rule "a region is of the kind region": what rows of a kind are called, for the kind as a column.

    What was done; nothing where no column of kinds has that value.
    """
    select, name = column.parent, column.name.lower()
    if not isinstance(select, exp.Select) or column.arg_key != "expressions" or len(tables) != 1:
        return ""
    called = superlatives.row_name(tables[0])
    kinds = [(kind, value) for kind in tables[0].columns if (value := _of_kind(name, kind))]
    if called is None or len(kinds) != 1 or name not in words(question) or select.args.get("group"):
        return ""
    kind, value = kinds[0]
    column.set("this", exp.to_identifier(called.name, quoted=True))
    used = {one.name.lower() for one in select.find_all(exp.Column)}
    if kind.name.lower() not in used:
        is_kind = exp.EQ(this=exp.column(kind.name, quoted=True), expression=exp.Literal.string(value))
        select.where(is_kind, copy=False)
    return f"{name} is no column, but a {kind.name}: its rows are told by {called.name}."


def called_after(column: exp.Column, question: str, tables: Sequence[Table]) -> str:
    """Rule "a police department is the police": the one column with the word that stands before its name.

    Of `police`, a number, and `police_name` the name is meant. What was done.
    """
    name = column.name.lower()
    match = re.search(rf"\b([a-z]{{4,}})\s+{re.escape(name)}s?\b", question, re.IGNORECASE)
    if match is None or len(tables) != 1:
        return ""
    said = words(match[1])[0]
    having = [c for c in tables[0].columns if c.type == "text" and said in words(c.name.replace("_", " "))]
    named = [c for c in having if c.name.lower().endswith("name")]
    meant = named if len(named) == 1 else having
    if len(meant) != 1:
        return ""
    column.set("this", exp.to_identifier(meant[0].name, quoted=True))
    return f"There is no column {name}; {meant[0].name} was meant."


def as_it_is_called(column: exp.Column, question: str, tables: Sequence[Table]) -> str:
    """Rule "a day is what is called day": of CAST(time AS DATE) AS day, where there is no time, `pan_day`.

    The question has the word, and one column alone has it in its name. What was done.
    """
    alias = column.find_ancestor(exp.Alias)
    called = alias.alias.lower() if isinstance(alias, exp.Alias) else ""
    if len(tables) != 1 or not called or called not in words(question) or column.find_ancestor(exp.AggFunc):
        return ""
    having = [one for one in tables[0].columns if called in words(one.name.replace("_", " "))]
    if not isinstance(alias, exp.Alias) or len(having) != 1 or len(list(alias.find_all(exp.Column))) != 1:
        return ""
    was = alias.this.copy()
    for same in [one for one in column.root().find_all(type(was)) if one == was]:
        same.replace(exp.column(having[0].name, quoted=True))
    return f"There is no column {column.name}; {having[0].name} is what the question calls {called}."


def _of_kind(name: str, column: Column) -> str:
    """The value of a column of few kinds that is called so."""
    if column.type != "text" or not 1 < column.distinct <= _MOST_KINDS:
        return ""
    return next((value for value, _ in column.values if value.lower() == name), "")


def _has_message(table: Table) -> bool:
    return any(column.name == "message" for column in table.columns)


def _has_line(table: Table) -> bool:
    return any(column.name == "line" for column in table.columns)
