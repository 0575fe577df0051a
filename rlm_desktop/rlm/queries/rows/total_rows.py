"""A row that is the total of all others: of a table of towns the land, which is no town.

Sums would count all twice, and it would be the largest of each. It shows itself by its figures: each is the
sum of those of all other rows.
"""

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries.measures import superlatives
from rlm_desktop.rlm.question.linking import Query, identifier

_FEWEST, _MOST = 4, 1_000_000  # rows
_TESTED, _LEAST = 12, 3  # columns
_MOST_OF_THEM = 0.6
_FIGURES = ("integer", "decimal")


def leave_out(tree: exp.Query, table: Table, query: Query) -> str:
    """Rule "the land is no town": a query over all rows looks not at that of their total; what it is called.

    Not where it asks for that row by its name.
    """
    name = superlatives.row_name(table)
    source = tree.args.get("from_") if isinstance(tree, exp.Select) else None
    alone = source is not None and isinstance(source.this, exp.Table) and not tree.args.get("joins")
    if not isinstance(tree, exp.Select) or name is None or not alone or tree.find(exp.Subquery, exp.CTE):
        return ""
    if not _FEWEST <= table.rows <= _MOST or not (total := _total(table, name.name, query)):
        return ""
    where = tree.args.get("where")
    texts = [text.name.strip("% ").lower() for text in where.find_all(exp.Literal)] if where else []
    if any(text and not text.isdigit() and text in own.lower() for text in texts for own in total):
        return ""
    # A row without a name is no total.
    column = exp.column(name.name, quoted=True)
    kept = exp.Anonymous(this="coalesce", expressions=[column, exp.Literal.string("")])
    tree.where(exp.NEQ(this=kept, expression=exp.Literal.string(total[0])), copy=False)
    return max(total, key=len)


def _total(table: Table, name: str, query: Query) -> list[str]:
    """What the one row is called of which most figures are twice in the sum of all, by `name` first.

    Empty where there is none.
    """
    figures = [c.name for c in table.columns if c.type in _FIGURES and c.distinct > _LEAST][:_TESTED]
    texts = [name, *(c.name for c in table.columns if c.type == "text" and c.name not in (name, "line"))]
    if len(figures) < _LEAST:
        return []
    tests = ", ".join(f"coalesce(2 * max({identifier(c)}) = sum({identifier(c)}), false)" for c in figures)
    try:
        (found,) = query(f"SELECT {tests} FROM {identifier(table.name)}").rows
        summed = [c for c, twice in zip(figures, found, strict=True) if twice]
        if len(summed) < max(_LEAST, _MOST_OF_THEM * len(figures)):
            return []
        largest = " AND ".join(
            f"{identifier(c)} = (SELECT max({identifier(c)}) FROM {identifier(table.name)})" for c in summed
        )
        shown = ", ".join(map(identifier, texts[:_TESTED]))
        rows = query(f"SELECT {shown} FROM {identifier(table.name)} WHERE {largest} LIMIT 2").rows
    except TableError:
        return []
    return [str(text) for text in rows[0] if text] if len(rows) == 1 and rows[0][0] else []
