"""Boxes that a table has for what a question names: a column `coc` with a Y, for the deaths with cocaine."""

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from rlm_desktop.profile import Column, Table

_YES = frozenset(("yes", "true", "y", "t", "x", "1"))
_SHORTEST, _WHOLE = 3, 5  # letters of a column's name, and of the word that it shortens
_MARKED = re.compile(r"\b(?:marked|flagged|ticked|checked|coded|crossed)\b", re.IGNORECASE)
_SEARCHES = (exp.EQ, exp.Like, exp.ILike, exp.Contains, exp.Anonymous)


def mend(tree: exp.Query, question: str, table: Table) -> Iterator[str]:
    """Rule "marked is ticked": what is looked for inside a text, and the question says to be marked."""
    for found, column in _beside(tree, table) if _MARKED.search(question) else ():
        found.replace(exp.not_(exp.Is(this=exp.column(column.name, quoted=True), expression=exp.null())))
        yield f"{column.name} has a mark for it: the rows with one were taken."


def doubts(tree: exp.Query, table: Table) -> Iterator[str]:
    """The same where the question does not say so: the text may not say all that is ticked."""
    for _, column in _beside(tree, table):
        yield f"{column.name} may have a mark for it, and another column was looked at."


def _beside(tree: exp.Query, table: Table) -> Iterator[tuple[exp.Expr, Column]]:
    """The conditions that look in texts for a word of which one column of boxes is the beginning."""
    boxes = [column for column in table.columns if _is_of_yes(column)]
    for found in list(tree.find_all(*_SEARCHES)) if boxes else ():
        text, of = found.find(exp.Literal), found.find(exp.Column)
        word = str(text.name).strip("% ").lower() if text is not None and text.is_string else ""
        named = _called(word, boxes)
        if named is not None and of is not None and of.name.lower() != named.name.lower():
            yield found, named


def _called(word: str, boxes: Sequence[Column]) -> Column | None:
    """The one column whose name is a word or the beginning of it."""
    if not word.isalpha() or len(word) < _WHOLE:
        return None
    found = [box for box in boxes if len(box.name) >= _SHORTEST and word.startswith(box.name.lower())]
    return found[0] if len(found) == 1 else None


def _is_of_yes(column: Column) -> bool:
    """Whether a column says yes in some rows and nothing in others."""
    told = {value.lower() for value, _ in column.values}
    return column.type in ("text", "boolean") and bool(column.nulls) and bool(told) and told <= _YES
