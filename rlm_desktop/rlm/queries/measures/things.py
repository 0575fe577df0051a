"""The column whose values are the things asked after: hospitals, where another is only called after them."""

import re

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import words

_THING = re.compile(
    r"\b(?:which|what|how many(?: different| distinct| unique)?)\s+(?P<things>[a-z]+(?:\s+[a-z]+)?)\b",
    re.IGNORECASE,
)
_NAMES = frozenset(words("name id no number code title of the key"))
_OFTEN, _SELDOM = 0.3, 0.05
"""Shares of a column's frequent values that have the thing's word in them."""


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "a hospital's region is no hospital": a column called after a thing and something else gives way.

    To the one column of which many values say what the thing is; that column, if it was put.
    """
    match = _THING.search(question)
    columns = {column.name.lower(): column for column in table.columns}
    own = columns.get(_subject(tree))
    if match is None or own is None:
        return ""
    said = set(words(own.name.replace("_", " ")))
    thing = next((word for word in words(match["things"]) if word in said), "")
    if not thing or not said - {thing} - _NAMES or _share(own, thing) > _SELDOM:
        return ""
    if said <= set(words(question)):
        return ""  # it is asked for by its whole name
    others = [c for c in table.columns if c is not own and _tells(c, thing)]
    if len(others) != 1:
        return ""
    for column in tree.find_all(exp.Column):
        if column.name.lower() == own.name.lower():
            column.set("this", exp.to_identifier(others[0].name, quoted=True))
    return others[0].name


def _tells(column: Column, thing: str) -> bool:
    return column.type == "text" and column.distinct != 1 and _share(column, thing) >= _OFTEN


def _subject(tree: exp.Query) -> str:
    """The column that groups are made of, whose values are counted, or that is shown first."""
    counted = tree.find(exp.Distinct)
    if counted is not None and counted.find_ancestor(exp.Count) is None:
        counted = None
    place: exp.Expr | None = tree.find(exp.Group) or counted
    place = place or next((one.unalias() for one in tree.selects), None)
    column = place.find(exp.Column) if place is not None else None
    return column.name.lower() if column is not None else ""


def _share(column: Column, thing: str) -> float:
    said = [thing in words(value) for value, _ in column.values]
    return sum(said) / len(said) if said else 0.0
