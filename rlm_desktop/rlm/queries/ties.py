"""Whether the first place of a ranking is shared: LIMIT 1 hides it, a person wants to know."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from rlm_desktop.errors import TableError
from rlm_desktop.ports import Context
from rlm_desktop.profile import Rows

_LOOKED_AT = 10


def with_first(sql: str, result: Rows, context: Context) -> list[str]:
    """The names of the others that rank like the first; empty where it is alone or nothing is ranked."""
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return []
    if not isinstance(tree, exp.Select):
        return []
    limit, order = tree.args.get("limit"), tree.args.get("order")
    first = isinstance(limit, exp.Limit) and limit.expression.sql() == "1"
    if not first or order is None or len(result.rows) != 1:
        return []
    more, rank = tree.copy(), order.expressions[0].this
    if rank.is_int and 1 <= int(rank.name) <= len(tree.expressions):
        rank = tree.expressions[int(rank.name) - 1].unalias()  # ORDER BY 2 is by what stands second
    more.select(exp.alias_(rank.copy(), "_rank"), copy=False)
    more.limit(_LOOKED_AT, copy=False)
    try:
        rows = context.query(more.sql(dialect="duckdb"), hidden=True).rows
    except TableError:
        return []
    tied = [row for row in rows if row[-1] == rows[0][-1]]
    # The first column may be what they share: of posts of one day it is the day.
    at = next((n for n in range(len(result.rows[0])) if len({row[n] for row in tied}) > 1), 0)
    return [str(row[at]) for row in tied if row[at] != result.rows[0][at]]
