"""Codes and names that a question has only as ordinary words: SEA where airports lie below sea level."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp

from rlm_desktop.profile import Column

_CODE = re.compile(r"[A-Z]{2,5}")
_NAME = re.compile(r"[A-Z][a-z]+")
_MANY = 50
"""Codes of which there are so many stand for things of their own, as airports and shares do; OK does not."""
_POINTS_AT = r"\b(?:to|from|at|in|for|via|by|of|code|symbol|ticker|called|named|and|or|between|with)\s+"
_AMOUNT = r"\b(?:hours|minutes|seconds|days|pounds|tons|kilos|grams|lit(?:er|re)s|miles|pages|pieces)\s+of\s+"


def doubts(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """Of each condition on a code, or on a name behind an amount, whether it is meant at all."""
    for condition in tree.find_all(exp.EQ, exp.In):
        column = columns.get(condition.this.name.lower()) if isinstance(condition.this, exp.Column) else None
        if column is None or column.type != "text" or column.distinct < _MANY:
            continue
        values = condition.expressions if isinstance(condition, exp.In) else [condition.expression]
        words = [value.name for value in values if isinstance(value, exp.Literal) and value.is_string]
        if any(_is_ordinary(word, question) for word in words):
            yield f"It is not sure whether only rows with {condition.sql(dialect='duckdb')} are meant."
    yield from _searched(tree, question, columns)


def _searched(tree: exp.Query, question: str, columns: Mapping[str, Column]) -> Iterator[str]:
    """The same of ordinary words that were looked for in a column of codes."""
    for condition in tree.find_all(exp.RegexpLike, exp.Contains, exp.Like, exp.ILike, exp.Anonymous):
        of, sought = condition.find(exp.Column), condition.find(exp.Literal)
        column = columns.get(of.name.lower()) if of is not None else None
        if column is None or not _holds_codes(column) or sought is None:
            continue
        said = [word for word in re.findall(r"\b[a-z]{2,5}\b", question) if word in sought.name]
        if found := next((word for word in said if _is_ordinary(word.upper(), question)), ""):
            shown = f"{column.name} = '{found.upper()}'"
            yield f"It is not sure whether only rows with {shown} are meant."


def _holds_codes(column: Column) -> bool:
    ends = [text for text in (column.minimum, column.maximum) if text]
    shown = [*ends, *(value for value, _ in column.values)]
    return (
        column.type == "text"
        and column.distinct >= _MANY
        and bool(shown)
        and all(map(_CODE.fullmatch, shown))
    )


def _is_ordinary(value: str, question: str) -> bool:
    """Whether a question writes a value small all along, and where no code or name is pointed at."""
    small = re.escape(value.lower())
    if not re.search(rf"\b{small}\b", question) or re.search(rf"\b{re.escape(value)}\b", question):
        return False
    if _CODE.fullmatch(value):
        return not re.search(rf"{_POINTS_AT}{small}\b", question, re.IGNORECASE)
    return bool(_NAME.fullmatch(value) and re.search(rf"{_AMOUNT}{small}\b", question))
