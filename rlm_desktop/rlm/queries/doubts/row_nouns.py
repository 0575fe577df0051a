"""What a question counts, where rows are something else: villains, in a table of characters.

A query that counts all rows of a publisher is right for its characters and wrong for its villains. Where
nothing in the query speaks of the noun, the model is shown some rows and asked whether each is one. Over 70
nouns of 36 tables that told the one from the other with an AUC of 0.88 (docs/measurements.md).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Table
from rlm_desktop.rlm.queries.conditions.asked_for import AskedFor
from rlm_desktop.rlm.queries.measures import superlatives
from rlm_desktop.rlm.question.linking import COMMON, Links, Query, identifier, words

_NOUN = re.compile(
    r"\bhow many\s+(?:different |distinct |of the |of these )?(?:[a-z-]+\s+){0,2}?(?P<counted>[a-z]{3,}s)\b"
    r"|\b(?:most|fewest)\s+(?P<ranked>[a-z]{3,}s)\b"
    r"|\b(?:first|last|earliest|latest)\s+(?P<one>[a-z]{3,})\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:how many|number of|more|most|fewer|fewest)\s+(?:different |distinct |of the )?([a-z]{3,}s)\b",
    re.IGNORECASE,
)
_IS_CALLED = re.compile(r"\b(?:called|named|by the name of|with the name)\b", re.IGNORECASE)
"""Whoever counts what is called so counts the rows."""
_HOW_MANY = re.compile(r"\bhow many (?P<noun>[a-z]{3,})\b", re.IGNORECASE)
_NO_NOUNS = frozenset(
    words(
        "times people persons others things items kinds types sorts year month week day hour minute second"
        " time ones pieces points units percent this"
    )
)
_SHORTEST = 4  # letters
_LEAST = 0.3
"""Below this likelihood a row is taken for something else: 22 of 29 such nouns, 1 of 41 others."""
_SHOWN_ROWS, _SHOWN_COLUMNS, _LONGEST = 3, 9, 30
_FEWEST_NAMES, _NAMES = 20, 0.05
"""A column with more different values than so many, and than such a share of the rows, may hold names."""
_KINDS = frozenset(("delimited", "json", "key_value", "blocks"))


def doubts(
    tree: exp.Query, question: str, table: Table, called: Iterable[str], links: Links, asked: AskedFor | None
) -> Iterator[str]:
    """A sentence where rows are, as the model sees it, not what the question counts.

    `called` are names that rows may be called by. Not asked where the query or a column speaks of the noun.
    """
    if asked is None or table.kind not in _KINDS or table.row_is == "document":
        return
    known = {word for name in (table.name, *called) for word in words(name.replace("_", " "))}
    known |= {word for column in table.columns for word in words(column.name.replace("_", " "))}
    known |= {word for text in tree.find_all(exp.Literal) for word in words(text.name)}
    known |= {word for said, _, _ in links.meant for word in words(said)}
    for phrase in sorted((link.phrase for link in links.values), key=len, reverse=True):
        question = question.replace(phrase, "?")
    for match in _NOUN.finditer(question):
        noun = next(filter(None, match.groups())).lower()
        stem = "".join(words(noun))
        if stem in known or stem in COMMON or stem in _NO_NOUNS or _is_added_up(stem, tree):
            continue
        likely = asked.every_row(stem, table)
        if likely is not None and likely < _LEAST:
            yield f"It is not sure that each row is what is counted: {stem}."
        return


def of_another_table(
    tree: exp.Query, question: str, used: Sequence[Table], tables: Iterable[Table]
) -> Iterator[str]:
    """Rule "airports have a table of their own": rows of another one are counted, though one is called so."""
    match = _COUNTED.search(question)
    if match is None or not any(isinstance(one.this, exp.Star) for one in tree.find_all(exp.Count)):
        return
    noun = words(match[1])
    own = [table for table in tables if words((table.called or table.name).replace("_", " ")) == noun]
    if len(own) == 1 and own[0].name not in {table.name for table in used}:
        yield f"It is not sure that each row is what is counted: {' '.join(noun)}."


def _is_added_up(stem: str, tree: exp.Query) -> bool:
    """Whether a query adds up a column whose name ends so: bytes, of `sentbyte`."""
    summed = (column for total in tree.find_all(exp.Sum, exp.Avg) for column in total.find_all(exp.Column))
    return len(stem) >= _SHORTEST and any(column.name.lower().rstrip("s").endswith(stem) for column in summed)


def of_one_row(
    tree: exp.Query, question: str, table: Table, called: Iterable[str], links: Links
) -> Iterator[str]:
    """Rule "one row counts nothing": how many of something there are is not how many rows are called so.

    "How many children live at Oakhill" over a table of homes: Oakhill stands in one row.
    """
    noun, _ = _counted_in_one(tree, question, table, called, links)
    if noun:
        yield f"Only the row called so was counted, which does not tell how many {noun} there are."


def of_its_own(tree: exp.Query, question: str, table: Table, called: Iterable[str], links: Links) -> str:
    """What a query can't tell the number of that counts the one row with the name that rows are called by."""
    if _IS_CALLED.search(question):
        return ""
    noun, columns = _counted_in_one(tree, question, table, called, links)
    name = superlatives.row_name(table)
    # Where others stand in several rows, a row is one of what is counted: one visit.
    of_each = name is not None and name.name in columns and name.distinct == table.rows
    return noun if of_each else ""


def told(noun: str) -> str:
    """Why a query that counts such a row must not run."""
    return f"A single row is called so, and counting it does not tell how many {noun} there are."


def perhaps(noun: str) -> str:
    """What is not sure of a query written after one that had counted such a row."""
    return f"It is not sure that a column tells how many {noun} there are."


def _counted_in_one(
    tree: exp.Query, question: str, table: Table, called: Iterable[str], links: Links
) -> tuple[str, set[str]]:
    """What a question counts that no row is called, and the columns by which a query counts one row."""
    match = _HOW_MANY.search(question)
    counts = [one.unalias() for one in tree.selects]
    if match is None or len(counts) != 1 or not isinstance(counts[0], exp.Count) or tree.find(exp.Group):
        return "", set()
    noun = "".join(words(match["noun"]))
    known = {word for name in (table.name, *called) for word in words(name.replace("_", " "))}
    names = {c.name for c in table.columns if c.distinct > max(_FEWEST_NAMES, _NAMES * table.rows)}
    single = [link for link in links.values if link.column in names and link.rows == 1]
    # An address may stand in one row as where to, and in many as where from.
    compared = {(e.this.name.lower(), e.expression.name.lower()) for e in tree.find_all(exp.EQ)}
    columns = {one.column for one in single if (one.column.lower(), one.value.lower()) in compared}
    return (noun, columns) if columns and noun not in known | COMMON else ("", set())


def shown(table: Table, query: Query) -> list[str]:
    """Some rows as a model is shown them; none where they can't be had."""
    columns = [column.name for column in table.columns if column.name != "line"][:_SHOWN_COLUMNS]
    listed = ", ".join(map(identifier, columns))
    rows: list[str] = []
    for place in dict.fromkeys((0, table.rows // 2, max(0, table.rows - 1))):
        try:
            found = query(f"SELECT {listed} FROM {identifier(table.name)} LIMIT 1 OFFSET {place}").rows
        except TableError:
            return []
        for row in found:
            pairs = zip(columns, row, strict=True)
            rows.append(
                "; ".join(f"{name}: {str(value)[:_LONGEST]}" for name, value in pairs if value is not None)
            )
    return rows[:_SHOWN_ROWS]
