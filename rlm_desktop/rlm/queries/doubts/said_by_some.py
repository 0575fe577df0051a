"""What the free text of some rows says, of which a query takes no account: "from the sessions table"."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import Links, Query, identifier, literal, words

_PHRASE = re.compile(
    r"\b(?:from|in|into|on|to|of|about|for|with|by|at|against)\s+(?:the|an?|this|that)\s+"
    r"(?P<said>(?:[a-z][\w-]+\s+)?[a-z][\w-]+)",
    re.IGNORECASE,
)
_KINDS = frozenset(("delimited", "json", "key_value", "blocks"))
_SHORTEST = 4  # letters
_ALL = 0.98
"""What so many rows say tells none of them apart."""


def doubts(
    tree: exp.Query, question: str, links: Links, tables: Sequence[Table], called: Iterable[str], query: Query
) -> Iterator[str]:
    """Sentences about nouns of the question that some of the rows which a query looks at say, and others not.

    `called` are names that rows may be called by. Not of logs, whose lines are looked through for such words.
    """
    where = tree.args.get("where")
    table = tables[0] if len(tables) == 1 else None
    if not isinstance(tree, exp.Select) or where is None or table is None or table.kind not in _KINDS:
        return
    texts = [column for column in table.columns if "free text" in column.note]
    known = _known(tree, table, links, called)
    said = [word for match in _PHRASE.finditer(question) for word in match["said"].split()]
    for word in dict.fromkeys(said):
        plain = word.isalpha() and len(word) >= _SHORTEST and wording.tells(word, known)
        if plain and texts and _is_said_by_some(word.lower(), texts, table, where, query):
            yield f"“{word}” of the question has no place in the query."


def _known(tree: exp.Query, table: Table, links: Links, called: Iterable[str]) -> set[str]:
    """Words that the query, the columns, the names of the rows or of their values account for."""
    names = [table.name, *called, *(column.name for column in table.columns)]
    names += [text.name for text in tree.find_all(exp.Literal)]
    names += [link.phrase for link in links.values] + [inside.phrase for inside in links.inside]
    names += [said for said, _, _ in links.meant]
    return {word for name in names for word in words(name.replace("_", " "))}


def _is_said_by_some(word: str, texts: Sequence[Column], table: Table, where: exp.Expr, query: Query) -> bool:
    says = " OR ".join(f"contains(lower({identifier(c.name)}), {literal(word)})" for c in texts)
    counts = f"count(*) FILTER (WHERE {says}), count(*)"
    try:
        rows = query(f"SELECT {counts} FROM {identifier(table.name)} {where.sql(dialect='duckdb')}").rows
    except TableError:
        return False
    some, total = (int(str(number)) for number in rows[0])
    return 0 < some < _ALL * total
