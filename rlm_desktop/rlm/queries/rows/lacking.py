"""A figure that the rows of a condition lack: durations stand in other lines than those called STATEMENT."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.expressions import call, conjuncts, reads
from rlm_desktop.rlm.question.linking import Query, identifier, some_row

_WHO = re.compile(r"\W*who\b", re.IGNORECASE)
_ADDRESSES = ("client", "client_ip", "source_ip", "src_ip", "rhost", "ip", "address")
_MOSTLY, _LONG = 0.5, 5
_KINDS = 60
"""A column of more values holds names: whose row has no figure has none."""
_FIGURES = (exp.Avg, exp.Max, exp.Min, exp.Sum, exp.Median)


def drop(tree: exp.Query, columns: Mapping[str, Column], table: str, query: Query) -> Iterator[str]:
    """Rule "those rows have none": a value is no condition where no row with it has the figure; a doubt."""
    where = tree.args.get("where")
    figure = _figure(tree, columns)
    if not isinstance(tree, exp.Select) or where is None or figure is None:
        return
    kept = []
    for condition in conjuncts(where.this):
        column = condition.this if isinstance(condition, exp.EQ) else None
        stored = columns.get(column.name.lower()) if isinstance(column, exp.Column) else None
        is_kind = stored is not None and stored.type == "text" and stored.distinct <= _KINDS
        if not is_kind or _any(condition, figure, table, query):
            kept.append(condition)
            continue
        shown = condition.sql(dialect="duckdb")
        yield f"No row with {shown} has a {figure.name}: the figure is that of the others."
    tree.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)


def of_the_group(tree: exp.Query, columns: Mapping[str, Column], table: str, query: Query) -> Iterator[str]:
    """Rule "which macrolanguage is no condition": a value that is called as what rows are grouped by.

    Left out where no row has both; yields what was done.
    """
    where, group = tree.args.get("where"), tree.args.get("group")
    keys = [one for one in group.expressions if isinstance(one, exp.Column)] if group else []
    if not isinstance(tree, exp.Select) or where is None or len(keys) != 1:
        return
    name = keys[0].name.lower()
    kept = []
    for condition in conjuncts(where.this):
        value = condition.expression if isinstance(condition, exp.EQ) else None
        same = isinstance(value, exp.Literal) and value.is_string and value.name.lower() == name
        if not same or name not in columns or _any(condition, columns[name], table, query):
            kept.append(condition)
            continue
        yield f"{condition.sql(dialect='duckdb')} is said of the groups: no row of one has it."
    tree.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)


def in_lines(tree: exp.Query, columns: Mapping[str, Column], table: Table, query: Query) -> Iterator[str]:
    """Rule "lines say it, too": a value of a column that most lines lack, where no row has it with the rest.

    The rows that say it in their line are taken, if there are some, and if no row with the rest has anything
    in the column: one that has another value there says whose it is. Yields what was done, which is a doubt.
    """
    where = tree.args.get("where")
    if not isinstance(tree, exp.Select) or where is None or "line" not in columns:
        return
    conditions = list(conjuncts(where.this))
    if len(conditions) < 2 or _holds(conditions, table.name, query):
        return
    for number, condition in enumerate(conditions):
        column = condition.this if isinstance(condition, exp.EQ) else None
        stored = columns.get(column.name.lower()) if isinstance(column, exp.Column) else None
        value = condition.expression
        if stored is None or stored.type != "text" or stored.nulls < _MOSTLY * table.rows:
            continue
        if not isinstance(value, exp.Literal) or len(value.name) < _LONG:
            continue
        rest = [*conditions[:number], *conditions[number + 1 :]]
        filled = exp.Not(this=exp.Is(this=condition.this.copy(), expression=exp.null()))
        instead = [*conditions[:number], _says(value.name), *conditions[number + 1 :]]
        if not _holds([*rest, filled], table.name, query) and _holds(instead, table.name, query):
            tree.set("where", exp.Where(this=exp.and_(*instead)))
            yield f"No row with the rest has {stored.name} = “{value.name}”: it was looked for in the lines."
            return


def _says(value: str) -> exp.Expr:
    """Lines with just this: of 10.0.0.1 not those with 10.0.0.10, of admin not those with administrator."""
    shape = rf"(?:^|[^\pL\pN.]){re.escape(value.lower())}(?:[^\pL\pN.]|\.[^\pN]|\.?$)"
    return call("regexp_matches", call("lower", exp.column("line")), exp.Literal.string(shape))


def _holds(conditions: Sequence[exp.Expr], table: str, query: Query) -> bool:
    where = exp.and_(*(condition.copy() for condition in conditions)).sql(dialect="duckdb")
    return some_row(where, table, query)


def who(
    tree: exp.Query, question: str, columns: Mapping[str, Column], table: str, query: Query
) -> Iterator[str]:
    """Rule "who is whom the rows tell": an address for a name that no row with the figure has.

    Yields what was done.
    """
    figure = _figure(tree, columns)
    if not _WHO.match(question) or figure is None or not reads(tree, table):
        return
    # What a condition compares is no name of whom the answer tells.
    told = [one for one in tree.find_all(exp.Column) if one.find_ancestor(exp.Where) is None]
    named = {
        column.name
        for one in told
        if (column := columns.get(one.name.lower())) is not None and column.type == "text" and column.nulls
    }
    others = [columns[name] for name in _ADDRESSES if name in columns]
    if others and _as_row(tree, others[0], figure):
        yield f"{others[0].name} tells who it is."
    for name in sorted(named):
        is_there = exp.Not(this=exp.Is(this=exp.column(name, quoted=True), expression=exp.null()))
        if not others or name == others[0].name or _any(is_there, figure, table, query):
            continue
        for shown in told:
            if shown.name.lower() == name.lower():
                shown.set("this", exp.to_identifier(others[0].name, quoted=True))
        yield f"No row with {figure.name} has a {name}: {others[0].name} tells who it is."


def _as_row(tree: exp.Query, who: Column, figure: Column) -> bool:
    """Whether a figure alone has become the row that has it, with whose it is."""
    one = tree.expressions[0].unalias() if len(tree.expressions) == 1 else None
    if not isinstance(one, exp.Max | exp.Min) or not isinstance(one.this, exp.Column):
        return False
    if any(tree.args.get(part) for part in ("group", "having", "order", "distinct", "joins", "qualify")):
        return False
    by = exp.Ordered(this=one.this.copy(), desc=isinstance(one, exp.Max), nulls_first=False)
    tree.set("expressions", [exp.column(who.name, quoted=True), exp.column(figure.name, quoted=True)])
    tree.set("order", exp.Order(expressions=[by]))
    tree.set("limit", exp.Limit(expression=exp.Literal.number(1)))
    return True


def _figure(tree: exp.Query, columns: Mapping[str, Column]) -> Column | None:
    """The one column that a figure is made of, or rows are put in order by, and that some rows lack."""
    found = {one.name.lower() for each in tree.find_all(*_FIGURES) for one in each.find_all(exp.Column)}
    order = tree.args.get("order")
    if not found and order and tree.args.get("limit"):
        found = {one.name.lower() for one in order.expressions[0].find_all(exp.Column)}
    column = columns.get(found.pop()) if len(found) == 1 else None
    return column if column is not None and column.nulls and column.type in ("integer", "decimal") else None


def _any(condition: exp.Expr, figure: Column, table: str, query: Query) -> bool:
    holds = f"{condition.sql(dialect='duckdb')} AND {identifier(figure.name)} IS NOT NULL"
    any_with = f"SELECT 1 FROM {identifier(table)} WHERE {condition.sql(dialect='duckdb')} LIMIT 1"
    try:
        if query(f"SELECT 1 FROM {identifier(table)} WHERE {holds} LIMIT 1").rows:
            return True
        return not query(any_with).rows  # of a value that no row has it is told elsewhere
    except TableError:
        return True
