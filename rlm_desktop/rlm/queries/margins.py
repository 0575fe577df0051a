"""Who won by how many votes, where a table has the votes of each place in rows of their own."""

import re

from sqlglot import exp, parse_one

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import identifier

_WON = re.compile(r"\b(?:who|which [a-z]+) (?:won|came first|was elected)\b", re.IGNORECASE)
_AHEAD = re.compile(r"\bby (?:how (?:many|much)|what margin)\b", re.IGNORECASE)
_COUNTED = ("votes", "vote_count", "total_votes", "ballots", "goals", "points")
_NAMES = ("candidate", "candidate_name", "name", "nominee", "player", "team")
_RANKED = frozenset(("winner", "won", "rank", "place", "result", "elected", "position"))


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "the one with most votes won": each name's rows are added up, and the first is told.

    With how far it is ahead of the next where that is asked for. The column that was added up.
    """
    columns = {column.name.lower(): column for column in table.columns}
    counted = next((columns[name] for name in _COUNTED if name in columns), None)
    who = _who(tree, columns, table)
    if not isinstance(tree, exp.Select) or not _WON.search(question) or columns.keys() & _RANKED:
        return ""
    if counted is None or counted.type not in ("integer", "decimal") or who is None or tree.args.get("joins"):
        return ""
    total = f"SUM({identifier(counted.name)})"
    shown = [identifier(who.name), f"{total} AS n"]
    if _AHEAD.search(question):
        shown[1] = f"{total} - lead({total}) OVER (ORDER BY {total} DESC) AS ahead"
    select = parse_one(f"SELECT {', '.join(shown)} FROM t", dialect="duckdb")
    assert isinstance(select, exp.Select)
    tree.set("expressions", select.expressions)
    for part in ("group", "having", "distinct", "qualify"):
        tree.set(part, None)
    tree.group_by(identifier(who.name), copy=False, dialect="duckdb")
    tree.order_by(f"{total} DESC", append=False, copy=False, dialect="duckdb")
    tree.limit(1, copy=False)
    return counted.name


def _who(tree: exp.Query, columns: dict[str, Column], table: Table) -> Column | None:
    """The column of names, several rows each, that a query shows, or that is called so."""
    shown = [one.name.lower() for select in tree.selects for one in select.find_all(exp.Column)]
    for name in (*_NAMES, *shown):
        column = columns.get(name)
        if column is not None and column.type == "text" and 1 < column.distinct < 0.5 * table.rows:
            return column
    return None
