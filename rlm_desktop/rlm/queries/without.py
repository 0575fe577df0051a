"""Rows without something: where a column writes "none", they are not those in which nothing stands."""

import re
from collections.abc import Mapping

from sqlglot import exp

from rlm_desktop.profile import Column

_NONE = frozenset(
    ("none", "no", "nothing", "without", "blank", "empty", "not given", "not available", "missing")
)
_BRACKETS = "()[]<>- "
_SAYS_NONE = re.compile(r"\b(?:no|without|none|lack\w*|any|never)\b|n['\u2019]t\b", re.IGNORECASE)


def mend(condition: exp.Expr, columns: Mapping[str, Column], question: str) -> exp.Expr | None:
    """Rule "no hair is none": of a column that writes it so, the rows that say it; None where it does not.

    Rows in which nothing stands are those of which it is not known.
    """
    empty = isinstance(condition, exp.Is) and isinstance(condition.expression, exp.Null)
    if not empty or not isinstance(condition.this, exp.Column) or not _SAYS_NONE.search(question):
        return None
    column = columns.get(condition.this.name.lower())
    written = (
        [value for value, _ in column.values if value.lower().strip(_BRACKETS) in _NONE] if column else []
    )
    if len(written) != 1:
        return None
    return exp.EQ(this=condition.this.copy(), expression=exp.Literal.string(written[0]))
