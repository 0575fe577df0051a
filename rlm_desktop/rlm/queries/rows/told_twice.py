"""What a log tells in two kinds of lines each time: counted as one, and said, since it may be two things."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import KIND_OF_MESSAGE, Column, Table
from rlm_desktop.rlm.queries.verdicts import Verdict
from rlm_desktop.rlm.question.linking import Query, identifier

_MOST_KINDS, _FEWEST = 3, 3
_LONGEST = 120
"""A message may go on with a stack trace: no more of it is told."""


_ASKS_LINES = re.compile(
    r"\b(?:lines?|messages?|entries|records?|mentions?|contains?|says?)\b|[\"\u201c\u201d]", re.IGNORECASE
)
"""Whoever counts lines counts all of them."""


def once(
    tree: exp.Query, question: str, columns: Mapping[str, Column], table: str, query: Query
) -> Verdict | None:
    """Rule "said twice is once": where the rows counted are as many of one kind of line as of another.

    "Invalid user ada from 10.0.0.1" is followed by "input_userauth_request: invalid user ada" each time.
    """
    kind = next((column for column in columns.values() if column.note == KIND_OF_MESSAGE), None)
    where = tree.args.get("where")
    if kind is None or where is None or not isinstance(tree, exp.Select) or not _counts_rows(tree):
        return None
    if _ASKS_LINES.search(question) or where.find(exp.Or):
        return None
    if any(_is_chosen(column, kind.name) for column in where.find_all(exp.Column)):
        return None
    name, times = identifier(kind.name), "time" if "time" in columns else "line"
    kinds = (
        f"SELECT {name}, count(*) AS n, min({times}) AS first FROM {identifier(table)}"
        f" {where.sql(dialect='duckdb')} GROUP BY 1 ORDER BY 3, strpos(lower({name}), ':'), 1 LIMIT 9"
    )
    try:
        rows = query(kinds).rows
    except TableError:
        return None
    if not 1 < len(rows) <= _MOST_KINDS or not _are_alike(rows):
        return None
    first, count = str(rows[0][0]), int(str(rows[0][1]))
    condition = exp.EQ(this=exp.column(kind.name, quoted=True), expression=exp.Literal.string(first))
    tree.where(condition, copy=False)
    others = " and ".join(f"“{_cut(str(row[0]))}”" for row in rows[1:])
    return Verdict(
        condition,
        f"Lines like “{_cut(first)}” were counted ({count:,}).",
        f"As many lines say {others}: it is not sure that both tell of the same.",
    )


def to_the_letter(tree: exp.Query, question: str, table: Table, query: Query) -> Iterator[str]:
    """Rule "twice to the letter": each line that is counted stands there more than once, time and all."""
    where = tree.args.get("where")
    moments = [column for column in table.columns if column.type == "timestamp" and column.distinct > 1]
    lined = any(column.name == "line" for column in table.columns)
    if table.kind != "log" or not moments or not lined or where is None or _ASKS_LINES.search(question):
        return
    if not isinstance(tree, exp.Select) or not _counts_rows(tree):
        return
    again = f"SELECT count(*) AS n FROM {identifier(table.name)} {where.sql(dialect='duckdb')} GROUP BY line"
    try:
        ((fewest, lines),) = query(f"SELECT coalesce(min(n), 0), count(*) FROM ({again})").rows
    except TableError:
        return
    if int(str(fewest)) > 1 and int(str(lines)) > 1:
        yield f"Each of these lines stands there more than once, to the letter: {lines} are different."


def _is_chosen(column: exp.Column, kind: str) -> bool:
    """Whether lines of one process are looked at, or of one kind; a word in their kind is one of the line."""
    looked_in = column.find_ancestor(exp.Contains, exp.Anonymous) is not None
    return column.name.lower() == "pid" or (column.name.lower() == kind and not looked_in)


def _cut(kind: str) -> str:
    return kind if len(kind) <= _LONGEST else f"{kind[:_LONGEST].rstrip()}…"


def _counts_rows(tree: exp.Select) -> bool:
    """Whether rows are counted as they are, and nothing is grouped."""
    if any(tree.args.get(part) for part in ("group", "having", "joins", "order", "limit", "distinct")):
        return False
    return any(isinstance(one.unalias(), exp.Count) and one.find(exp.Star) for one in tree.selects)


def _are_alike(rows: Sequence[Sequence[object]]) -> bool:
    counts = {int(str(row[1])) for row in rows}
    return len(counts) == 1 and counts.pop() >= _FEWEST and all(row[0] is not None for row in rows)
