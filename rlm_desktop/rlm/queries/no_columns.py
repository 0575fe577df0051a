"""Conditions over columns that a log does not have: its lines are looked through for what they compare with.

Of "sessions opened for root" a small root makes `session = 'root'`: no column of a log, but lines say it.
"""

from collections.abc import Sequence

from sqlglot import exp

from rlm_desktop.profile import Table


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


def _has_line(table: Table) -> bool:
    return any(column.name == "line" for column in table.columns)
