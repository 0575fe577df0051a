"""A table that a query joins with itself, row by row, is one table."""

from sqlglot import exp


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
