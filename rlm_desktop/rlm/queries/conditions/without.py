"""Rows without something: those in which a column says "none", else those in which nothing stands."""

import re
from collections.abc import Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.linking import words

_NONE = frozenset(
    ("none", "no", "nothing", "without", "blank", "empty", "not given", "not available", "missing")
)
_BRACKETS = "()[]<>- "
_SAYS_NONE = re.compile(r"\b(?:no|without|none|lack\w*|any|never)\b|n['\u2019]t\b", re.IGNORECASE)


def mend(condition: exp.Expr, columns: Mapping[str, Column], question: str) -> exp.Expr | None:
    """Rule "no hair is none": of a column that writes it so, the rows that say it.

    Where none do, those in which nothing stands ("no licence" compared with 'None'). None where a
    condition is neither, or may stay.
    """
    asked = _SAYS_NONE.search(question)
    of = condition.this if isinstance(condition, exp.Is | exp.EQ) else None
    column = columns.get(of.name.lower()) if isinstance(of, exp.Column) else None
    if asked is None or column is None or of is None:
        return None
    written = [value for value, _ in column.values if value.lower().strip(_BRACKETS) in _NONE]
    if isinstance(condition, exp.Is):
        # Rows in which nothing stands are those of which it is not known.
        if not isinstance(condition.expression, exp.Null) or len(written) != 1:
            return None
        return exp.EQ(this=of.copy(), expression=exp.Literal.string(written[0]))
    said = condition.expression
    none = isinstance(said, exp.Literal) and said.is_string and said.name.lower().strip(_BRACKETS) in _NONE
    known = len(column.values) >= column.distinct
    if not none or written or not known or not column.nulls or not _is_asked_of(column, question):
        return None
    return exp.Is(this=of.copy(), expression=exp.Null())


def _is_asked_of(column: Column, question: str) -> bool:
    """Whether the question has a word of a column's name behind its "no"."""
    names = [word for word in words(column.name.replace("_", " ")) if len(word) > 2]
    return any(
        set(words(behind)) & set(names) for behind in _SAYS_NONE.split(question)[1:] if behind is not None
    )
