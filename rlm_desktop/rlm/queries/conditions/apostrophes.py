"""Apostrophes of a question inside the texts of a query: "Won't" ends no text, though a root wrote it so."""

import re

import sqlglot
from sqlglot.errors import SqlglotError

_QUOTED = re.compile(r"[\"\u201c\u201e]([^\"\u201c\u201d\u201e]*'[^\"\u201c\u201d\u201e]*)[\"\u201c\u201d]")
_WORD = re.compile(r"\w+(?:'\w+)+")


def written_twice(text: str, question: str) -> str:
    """A query that can't be read, with the question's apostrophes twice if that helps; any other as it is."""
    plain = question.replace("\u2019", "'")
    if "'" not in plain or _is_query(text):
        return text
    doubled = text
    for said_so in dict.fromkeys([*_QUOTED.findall(plain), *_WORD.findall(_QUOTED.sub(" ", plain))]):
        said = rf"(?<!\w){re.escape(said_so)}(?!\w)"
        doubled = re.sub(said, lambda found: found[0].replace("'", "''"), doubled, flags=re.IGNORECASE)
    return doubled if _is_query(doubled) else text


def _is_query(text: str) -> bool:
    try:
        return bool(sqlglot.parse_one(text, dialect="duckdb"))
    except SqlglotError:
        return False
