"""Apostrophes of a question inside the texts of a query: "Won't" ends no text, though a root wrote it so."""

import re
from collections.abc import Iterator

import sqlglot
from sqlglot.errors import SqlglotError

_QUOTED = re.compile(r"[\"\u201c\u201e]([^\"\u201c\u201d\u201e]*'[^\"\u201c\u201d\u201e]*)[\"\u201c\u201d]")
_WORD = re.compile(r"\w+(?:'\w+)+")


def written_twice(text: str, question: str) -> str:
    """A query that can't be read, with the question's apostrophes twice if that helps; any other as it is."""
    plain = question.replace("\u2019", "'")
    if "'" not in plain or _is_query(text):
        return text
    return next((mended for mended in _mended(text, plain) if _is_query(mended)), text)


def _mended(text: str, question: str) -> Iterator[str]:
    """Ways to read it: escaped as in other languages, a quoted text up to its end, each word by itself."""
    text = text.replace("\\'", "''")
    yield text
    phrases = dict.fromkeys(_QUOTED.findall(question))
    for phrase in phrases:
        begun = re.escape(phrase.rstrip("'"))
        whole = f"'{_twice(phrase)}'".replace("\\", r"\\")
        text = re.sub(rf"'{begun}'+", whole, text, flags=re.IGNORECASE)
    yield text
    for word in [*phrases, *dict.fromkeys(_WORD.findall(question))]:
        said = rf"(?<!\w){re.escape(word)}(?!\w)"
        text = re.sub(said, lambda found: _twice(found[0]), text, flags=re.IGNORECASE)
    yield text


def _twice(text: str) -> str:
    return text.replace("'", "''")


def _is_query(text: str) -> bool:
    try:
        return bool(sqlglot.parse_one(text, dialect="duckdb"))
    except SqlglotError:
        return False
