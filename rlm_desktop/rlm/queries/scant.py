"""A count of none, or of one kind alone: seldom what is asked for, and most often a sign of something else.

People ask for what there is. Of 439 answers over files of strangers that nothing else was doubted of ten were
such a count, and all ten were wrong (docs/measurements.md, "A judge of the whole").
"""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.rlm import compare
from rlm_desktop.rlm.programs import Program
from rlm_desktop.rlm.question.linking import contained, quoted

_NONE = "No row is like that: what is asked for may be said otherwise."


def doubt(program: Program, value: object, question: str) -> str:
    """A sentence where a query counted none, or one kind alone; of none not where the question quotes."""
    selects = _selects(program)
    counts = [each for shown in selects for each in shown.find_all(exp.Count)]
    number = compare.simple(value)
    if not counts or isinstance(number, bool) or not isinstance(number, int | float):
        return ""
    if number == 0 and not quoted(question) and not contained(question):
        return _NONE
    kinds = counts[0].find(exp.Distinct)
    column = kinds.find(exp.Column) if kinds else None
    if number == 1 and len(selects) == 1 and column is not None:
        return f"Only one value of {column.name} was counted: something else may be meant."
    return ""


def _selects(program: Program) -> list[exp.Expr]:
    if program.language != "sql":
        return []
    try:
        tree = sqlglot.parse_one(program.text, dialect="duckdb")
    except SqlglotError:
        return []
    return list(tree.selects) if isinstance(tree, exp.Query) else []
