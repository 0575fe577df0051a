"""The one document that a question calls by what it is about: "who asked about KVim"."""

import re
from collections.abc import Iterator

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Column, Table
from rlm_desktop.rlm.question.links import Link, Query, identifier, literal

_ABOUT = re.compile(
    r"\b(?:about|on|regarding|concerning|introduc(?:es|ed|ing)|adds|added)\s+"
    r"((?:[\w'\u2019.+#-]+ ){0,5}[\w'\u2019.+#-]*[\w+#])",
    re.IGNORECASE,
)
_OF_A_DOCUMENT = re.compile(
    r"^\W*(?:who|by whom|which|when|on (?:which|what) (?:day|date))\b.*\b(?:wrote|written|sent|asked|posted"
    r"|started|created|published|assigned|submitted|proposed|mailed|answered|replied|introduc(?:ed|es)|added"
    r"|adds|authored|reviewed|managed|reported|write|send|ask|post|reply|answer)\b"
    r"|^\W*which [\w-]+ (?:is|was|speaks|talks|deals) (?:about|on|of|with)\b",
    re.IGNORECASE,
)
"""What was done with a document its fields may tell; when a meeting takes place they do not."""
_TITLES = ("title", "subject", "feature_name", "headline")
_ARTICLES = frozenset(("the", "a", "an", "of", "for", "to", "in", "and", "its", "our"))
_SHORT = 3  # letters


def links(question: str, table: Table, query: Query) -> Iterator[Link]:
    """The title that has all words of what the question is about, where one document alone has them."""
    titles = [column for column in table.columns if column.name in _TITLES and column.type == "text"]
    match = _ABOUT.search(question)
    if table.row_is != "document" or match is None or not titles or not _OF_A_DOCUMENT.search(question):
        return
    said = match.group(1).split()
    for length in range(len(said), 0, -1):
        phrase = " ".join(said[:length])
        for column in titles:
            if found := _only(phrase, table, column, query):
                yield Link(phrase, table.name, column.name, found, 1, otherwise=True)
                return


def _only(phrase: str, table: Table, column: Column, query: Query) -> str:
    """The title of the only row that has these words in it; empty where none or several have."""
    telling = [word for word in re.findall(r"[\w+#]+", phrase.lower()) if word not in _ARTICLES]
    if not telling or max(map(len, telling)) <= _SHORT:
        return ""
    name = identifier(column.name)
    apart = f"regexp_replace(lower({name}), '[^\\pL\\pN+#]+', ' ', 'g')"
    holds = " AND ".join(f"contains(' ' || {apart} || ' ', {literal(f' {word} ')})" for word in telling)
    try:
        rows = query(f"SELECT {name} FROM {identifier(table.name)} WHERE {holds} LIMIT 2").rows
    except TableError:
        return ""
    return str(rows[0][0]) if len(rows) == 1 else ""
