"""Days that are asked for of a table that has years alone, where another table has the days."""

import re
from collections.abc import Sequence

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.linking import words

_DAY = re.compile(
    r"\b(?:on )?(?:which|what)\s+(?:[a-z]+\s+){0,2}?(?:day|date)\b(?! of the (?:week|month)\b)", re.IGNORECASE
)
_OF_DAYS = ("date", "timestamp")
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
