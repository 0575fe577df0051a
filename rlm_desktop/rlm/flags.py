"""Columns that say yes or no: a question that names one asks for the rows that say yes."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm import wording
from rlm_desktop.rlm.links import Links

_YES = frozenset(("yes", "true", "y", "t"))
_NO = frozenset(("no", "false", "n", "f"))
_IS = r"\b(?:are|is|was|were|being)\s+(?:an?\s+|the\s+)?{}\b|\bhow many {}\b|\bwith (?:an?\s+)?{}\b"
_EACH = re.compile(r"\b(?:per|each|by|whether|share|percent|percentage|proportion)\b", re.IGNORECASE)


def demand(tree: exp.Query, question: str, table: Table, links: Links) -> Iterator[str]:
    """Rule "which are essential": a query that does not look at it gets the rows that say yes; a sentence.

    Not of what is denied, and not where a share or each of both is asked for.
    """
    used = {column.name.lower() for column in tree.find_all(exp.Column)}
    if _EACH.search(question):
        return
    for column in table.columns:
        if column.name.lower() in used or not (yes := _said(column, question, table, links)):
            continue
        value = exp.true() if column.type == "boolean" else exp.Literal.string(yes)
        selects = list(wording.selects_from(tree, table.name))
        for select in selects:
            select.where(
                exp.EQ(this=exp.column(column.name, quoted=True), expression=value.copy()), copy=False
            )
        if selects:
            yield f"Only rows whose {column.name} says {yes} were looked at."


def _said(column: Column, question: str, table: Table, links: Links) -> str:
    """The yes of a column by whose name a question asks for rows; empty where it does not."""
    texts = [value for value, _ in column.values]
    if column.type == "boolean":
        yes = "yes"
    elif column.type == "text" and texts and {text.lower() for text in texts} <= _YES | _NO:
        yes = next((text for text in texts if text.lower() in _YES), "")
    else:
        return ""
    words = [said for said, of, name in links.meant if (of, name) == (table.name, column.name)]
    words.append(column.name.replace("_", " "))
    patterns = [_IS.replace("{}", re.escape(word)) for word in words]
    return yes if any(re.search(pattern, question, re.IGNORECASE) for pattern in patterns) else ""
