"""The table that a query means by its columns, where it names another of several."""

from collections.abc import Mapping

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.queries.tables import joins
from rlm_desktop.rlm.question.linking import words


def mend(tree: exp.Query, tables: Mapping[str, Table], question: str) -> str:
    """Rule "columns tell the table": a query of one table is put over the one that has what it lacks.

    Conditions on columns of the table before go, unless the question says what they compare with, or names
    that table: a late order of somebody from Austria takes both.
    """
    named = list(tree.find_all(exp.Table))
    used = {table.name.lower() for table in named}
    if len(used) != 1 or not used <= set(tables) or tree.find(exp.CTE) or tree.find(exp.Lambda):
        return ""
    derived = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
    asked = {column.name.lower() for column in tree.find_all(exp.Column)} - derived - {"*", "rowid"}
    first = tables[used.pop()]
    missing = asked - _names(first)
    others = [table for table in tables.values() if table.kind != "documents"]
    having = [table for table in others if missing and missing <= _names(table)]
    if not missing or len(having) != 1:
        return ""
    lost = _strange(tree, asked - _names(having[0]), question)
    if lost is None or _speaks_of(first, having[0], question):
        return ""
    if joins.counts_its_own(tree, first, having[0], question):
        return ""
    for condition, where in lost:
        rest = [one for one in conjuncts(where.this) if one is not condition]
        where.set("this", exp.and_(*rest, copy=False)) if rest else where.pop()
    for table in named:
        table.set("this", exp.to_identifier(having[0].name, quoted=True))
    return having[0].name


def _names(table: Table) -> set[str]:
    return {column.name.lower() for column in table.columns}


def _speaks_of(table: Table, other: Table, question: str) -> bool:
    """Whether the question has a word that one table is called by and the other is not."""
    own = set(words(table.name.replace("_", " "))) - set(words(other.name.replace("_", " ")))
    return bool(own.intersection(words(question)))


def _strange(tree: exp.Query, left: set[str], question: str) -> list[tuple[exp.Expr, exp.Where]] | None:
    """Conditions that alone speak of such columns; None where something else does, or the question asks."""
    said = set(words(question))
    found: list[tuple[exp.Expr, exp.Where]] = []
    for where in tree.find_all(exp.Where):
        for condition in conjuncts(where.this):
            if not {column.name.lower() for column in condition.find_all(exp.Column)} & left:
                continue
            if any(said.intersection(words(text.name)) for text in condition.find_all(exp.Literal)):
                return None
            found.append((condition, where))
    inside = {id(column) for condition, _ in found for column in condition.find_all(exp.Column)}
    others = [c for c in tree.find_all(exp.Column) if c.name.lower() in left and id(c) not in inside]
    # Two conditions of one WHERE would each be taken from the other's remains.
    return None if others or len({id(where) for _, where in found}) < len(found) else found
