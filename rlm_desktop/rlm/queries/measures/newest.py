"""Which document is the newest is told by its title: the day alone answers when it was written."""

import re

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import reads
from rlm_desktop.rlm.queries.measures import superlatives

_WHICH = re.compile(
    r"\b(?:which|what)(?: one| of (?:them|these|those|the [a-z]+))?"
    r"(?: (?!(?:day|date|year|month|time)\b)[a-z-]+){0,2}?"
    r" (?:is|was|are|were) the (?:very )?(?:newest|oldest|latest|earliest|most recent|first|last)"
    r"(?: one| of (?:them|all|these|those))?(?=\W*$|,| by | going | in | of | according )",
    re.IGNORECASE,
)
_TITLES = ("title", "subject")
_MOMENTS = ("date", "timestamp")


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """The column of titles that was added, or put in the place of a day; empty where none was."""
    if table.row_is != "document" or not _WHICH.search(question) or not isinstance(tree, exp.Select):
        return ""
    names = {column.name.lower(): column for column in table.columns}
    called = next((names[name] for name in _TITLES if name in names), None) or superlatives.row_name(table)
    if called is None or tree.args.get("group") or not reads(tree, table.name):
        return ""
    title = exp.column(called.name, quoted=True)
    moments = {column.name.lower() for column in table.columns if column.type in _MOMENTS}
    shown = [one.unalias() for one in tree.expressions]
    days = [one for one in shown if _day(one) in moments]
    if len(days) != 1:
        return ""
    day, column = days[0], exp.column(_day(days[0]), quoted=True)
    if len(shown) == 1 and isinstance(day, exp.Column) and tree.args.get("limit"):
        tree.set("expressions", [title, column])
    elif len(shown) == 1 and not isinstance(day, exp.Column):
        first = exp.Ordered(this=column.copy(), desc=isinstance(day, exp.Max), nulls_first=False)
        tree.set("expressions", [title, column])
        tree.set("order", exp.Order(expressions=[first]))
        tree.limit(1, copy=False)
    elif all(isinstance(one, exp.Count | exp.Max | exp.Min) for one in shown):
        kind = exp.ArgMax if isinstance(day, exp.Max) else exp.ArgMin
        day.replace(kind(this=title, expression=column))
    else:
        return ""
    return called.name


def _day(shown: exp.Expr) -> str:
    """The column that is shown, or the last or first of it."""
    of = shown.this if isinstance(shown, exp.Max | exp.Min) else shown
    return of.name.lower() if isinstance(of, exp.Column) else ""
