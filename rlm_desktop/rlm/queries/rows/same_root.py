"""A column that is empty where the question looks, beside one of the same root that is filled there.

Of a proposal that is to be replaced nothing stands in `replaces`, but in `proposed_replacement`.
"""

from collections.abc import Callable, Iterator, Sequence

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Rows, Table
from rlm_desktop.rlm.expressions import conjuncts, reads
from rlm_desktop.rlm.question.linking import identifier, words

_ROOT = 5  # letters


def mend(
    tree: exp.Query, question: str, tables: Sequence[Table], query: Callable[[str], Rows]
) -> Iterator[str]:
    """Rule "the other column of that word": it is shown for the empty one; what was done."""
    shown = _shown(tree, tables)
    asked = {word[:_ROOT] for word in words(question) if len(word) >= _ROOT}
    roots = _roots(shown) & asked
    others = [c.name for t in tables for c in t.columns if c.name.lower() != shown and _roots(c.name) & roots]
    if not shown or len(others) != 1 or not _only_there(shown, others[0], tree, tables[0], query):
        return
    for column in [one for one in tree.find_all(exp.Column) if one.name.lower() == shown]:
        column.set("this", exp.to_identifier(others[0], quoted=True))
        if isinstance(column.parent, exp.NEQ) and column.parent.expression.name == "":
            # A number is no text, not even an empty one.
            column.parent.replace(exp.not_(exp.Is(this=column.copy(), expression=exp.null())))
    yield f"Nothing stands in the column that was looked at: {others[0]} was taken."


def _shown(tree: exp.Query, tables: Sequence[Table]) -> str:
    """The only column that a query over a single table shows of some of its rows."""
    if len(tables) != 1 or not reads(tree, tables[0].name) or not tree.args.get("where"):
        return ""
    one = tree.expressions[0].unalias() if len(tree.expressions) == 1 else None
    return one.name.lower() if isinstance(one, exp.Column) and not tree.args.get("joins") else ""


def _only_there(shown: str, other: str, tree: exp.Query, table: Table, query: Callable[[str], Rows]) -> bool:
    """Whether the rows looked at have nothing in one column, and something in the other.

    Whether the query asks for something in the first itself does not matter.
    """
    kept = [one for one in conjuncts(tree.args["where"].this) if shown not in _columns(one)]
    where = f" WHERE {exp.and_(*kept).sql(dialect='duckdb')}" if kept else ""
    counts = f"count({identifier(shown)}), count({identifier(other)})"
    try:
        ((own, others),) = query(f"SELECT {counts} FROM {identifier(table.name)}{where}").rows
    except TableError:
        return False
    return bool(kept) and not own and bool(others)


def _columns(condition: exp.Expr) -> set[str]:
    return {column.name.lower() for column in condition.find_all(exp.Column)}


def _roots(name: str) -> set[str]:
    return {word[:_ROOT] for word in words(name.replace("_", " ")) if len(word) >= _ROOT}
