"""Who won by how many votes, where a table has the votes of each place in rows of their own."""

import re

from sqlglot import exp, parse_one

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.linking import identifier, words

_WON = re.compile(r"\b(?:who|which (?P<of>[a-z]+)) (?:won|came first|was elected)\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:each|every|all|both|per|by (?!how\b|what\b)|fewest|least|more than|at least|times|twice|never"
    r"|most (?!votes\b|ballots\b|goals\b|points\b)|which [a-z]+(?<!s)s won)\b",
    re.IGNORECASE,
)
"""Of what the most is asked for, or for which of several."""
_AHEAD = re.compile(r"\bby (?:how (?:many|much)|what margin)\b", re.IGNORECASE)
_COUNTED = ("votes", "vote_count", "total_votes", "ballots", "goals", "points")
_NAMES = ("candidate", "candidate_name", "name", "nominee", "player", "team")
_RANKED = frozenset(
    words(
        "winner winning won win victor victory rank ranking place placing result elected position outcome"
        " standing champion finish decision loser lost loss wl"
    )
)
_OUTCOMES = frozenset(
    ("w", "l", "win", "won", "winner", "loss", "lose", "lost", "elected", "victory", "defeat")
)


def mend(tree: exp.Query, question: str, table: Table) -> str:
    """Rule "the one with most votes won": each name's rows are added up, and the first is told.

    With how far it is ahead of the next where that is asked for. The column that was added up.
    """
    columns = {column.name.lower(): column for column in table.columns}
    counted = next((columns[name] for name in _COUNTED if name in columns), None)
    won = _WON.search(question)
    if not isinstance(tree, exp.Select) or won is None or any(map(_tells_who_won, table.columns)):
        return ""
    who = None if _OTHERWISE.search(question) else _who(won["of"] or "", tree, columns, table)
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


def _tells_who_won(column: Column) -> bool:
    """Whether a column says it in its name, or by its values."""
    if _RANKED.intersection(words(column.name.replace("_", " "))):
        return True
    return column.type == "text" and any(value.lower() in _OUTCOMES for value, _ in column.values)


def _who(of: str, tree: exp.Query, columns: dict[str, Column], table: Table) -> Column | None:
    """The column of names, several rows each, that the question speaks `of`, or that is called so."""
    shown = [one.name.lower() for select in tree.selects for one in select.find_all(exp.Column)]
    names = (*_NAMES, *shown)
    if of:
        names = tuple(name for name in columns if set(words(of)) & set(words(name.replace("_", " "))))
    for name in names:
        column = columns.get(name)
        if column is not None and column.type == "text" and 1 < column.distinct < 0.5 * table.rows:
            return column
    return None
