"""A table that a query joins with itself, row by row, is one table."""

from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import Table
from rlm_desktop.rlm.expressions import reads


def taken_out(tree: exp.Query) -> str:
    """Rule "a row is its own partner": a table joined with itself on one equal column stands once.

    A small root makes two tables of complaints and those of them that are closed. Returns the table's name
    where a query was mended, else nothing.
    """
    name = ""
    for select in tree.find_all(exp.Select):
        first = select.args["from_"].this if select.args.get("from_") else None
        joins = select.args.get("joins") or []
        if not isinstance(first, exp.Table) or not joins:
            continue
        same = [join for join in joins if _is_of_itself(join, first)]
        if len(same) != len(joins):
            continue
        aliases = {first.alias_or_name, *(join.this.alias_or_name for join in same)}
        select.set("joins", [])
        first.set("alias", None)
        for column in select.find_all(exp.Column):
            if column.table in aliases:
                column.set("table", None)
        name = first.name
    return name


def _is_of_itself(join: exp.Join, first: exp.Table) -> bool:
    on = join.args.get("on")
    using = [one.name for one in join.args.get("using") or []]
    if not isinstance(join.this, exp.Table) or join.this.name.lower() != first.name.lower():
        return False
    if on is None:
        return len(using) == 1
    sides = (on.this, on.expression) if isinstance(on, exp.EQ) else ()
    return (
        len(sides) == 2 and all(isinstance(s, exp.Column) for s in sides) and sides[0].name == sides[1].name
    )


def of_its_own(tree: exp.Query, table: Table) -> Iterator[str]:
    """Rule "a row is among itself": of a key that is among those of the same table, what these have is asked.

    So that a condition in there is judged like any other. What was done is told.
    """
    keys = {c.name.lower() for c in table.columns if c.distinct and c.distinct == table.rows and not c.nulls}
    for among in list(tree.find_all(exp.In)):
        inner = among.args["query"].unnest() if among.args.get("query") else None
        key = among.this.name.lower() if isinstance(among.this, exp.Column) else ""
        if key not in keys or isinstance(among.parent, exp.Not) or not isinstance(inner, exp.Select):
            continue
        if not _picks(inner, key, table) or not reads(tree, table.name):
            continue
        where = inner.args.get("where")
        asked = where.this.copy() if where else exp.true()
        among.replace(exp.paren(asked) if isinstance(asked, exp.Or) else asked)
        yield "Rows were looked for among those of the same table: they are the same rows."


def _picks(inner: exp.Select, key: str, table: Table) -> bool:
    """Whether it gives the key of some rows of that table, and no more."""
    only = [one.unalias().name.lower() for one in inner.expressions] == [key]
    more = ("joins", "group", "having", "limit", "offset", "qualify")
    return only and reads(inner, table.name) and not any(inner.args.get(part) for part in more)
