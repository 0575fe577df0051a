"""Who won, where a table writes ranks: the rows with a 1 in the column of places."""

import re
from collections.abc import Iterator

from sqlglot import exp

from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import words

_WON = re.compile(
    r"\b(?:won|wins?|winners?|winning|champions?|(?:came|finished) first|first (?:place|prize))\b",
    re.IGNORECASE,
)
_SAY_SO = frozenset(words("win won winner winning champion victory victor title medal award prize"))
_OF_RANKS = frozenset(
    words("rank ranking place placing placement position pos result finish finished standing")
)


def demand(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "the first has won": a query that looks at no rank gets the first; what was added."""
    column = _rank(question, table)
    if column is None or any(one.name.lower() == column.name.lower() for one in tree.find_all(exp.Column)):
        return
    selects = list(wording.selects_from(tree, table.name))
    for select in selects:
        first = exp.EQ(this=exp.column(column.name, quoted=True), expression=exp.Literal.number(1))
        select.where(first, copy=False)
    if selects:
        yield f"Only rows with {column.name} = 1 were looked at, as those that won."


def _rank(question: str, table: Table) -> Column | None:
    """The one column of ranks, where nothing else says who won."""
    if not _WON.search(question):
        return None
    said = {word for column in table.columns for word in words(column.name.replace("_", " "))}
    said |= {
        word for c in table.columns if c.type == "text" for value, _ in c.values for word in words(value)
    }
    ranks = [
        column
        for column in table.columns
        if column.type == "integer"
        and column.minimum == "1"
        and column.distinct > 1
        and set(words(column.name.replace("_", " "))) & _OF_RANKS
    ]
    return ranks[0] if len(ranks) == 1 and not said & _SAY_SO else None
