"""Twenty days are compared with `days`, not with what else has days in its name."""

import re
from collections.abc import Mapping

from sqlglot import exp

from rlm_desktop.profile import Column
from rlm_desktop.rlm.question.linking import words

_COMPARED = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.EQ)
_NUMBERS = ("integer", "decimal")


def mend(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> str:
    """Rule "20 days are days": the one column that is called as what a number counts; it, if it was put."""
    for condition in tree.find_all(*_COMPARED):
        of, number = condition.this, condition.expression
        if not isinstance(of, exp.Column) or not isinstance(number, exp.Literal) or number.is_string:
            continue
        said = re.search(rf"(?<![\w.]){re.escape(number.name)} ([a-z]+)\b", question, re.IGNORECASE)
        meant = columns.get(said[1].lower()) if said else None
        if meant is None or meant.type not in _NUMBERS or of.name.lower() == meant.name.lower():
            continue
        if set(words(meant.name)) < set(words(of.name.replace("_", " "))):
            of.set("this", exp.to_identifier(meant.name, quoted=True))
            return meant.name
    return ""
