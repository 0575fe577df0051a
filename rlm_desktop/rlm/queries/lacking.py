"""A figure that the rows of a condition lack: durations stand in other lines than those called STATEMENT."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column
from rlm_desktop.rlm.expressions import conjuncts
from rlm_desktop.rlm.question.linking import Query, identifier

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
        if stored is None or stored.type != "text" or _any(condition, figure, table, query):
            kept.append(condition)
            continue
        shown = condition.sql(dialect="duckdb")
        yield f"No row with {shown} has a {figure.name}: the figure is that of the others."
    tree.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)


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
