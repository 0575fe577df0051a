"""The document that a question calls by its title, in other words: "the proposal on the circuit window".

What it tells is looked for there before anywhere else.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Rows, Table
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.documents import told_in_text
from rlm_desktop.rlm.question.documents.scopes import Scope
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.rlm.question.links import identifier
from rlm_desktop.spans import DocumentId

_CALLED = re.compile(
    r"\b(?:the|that|this|his|her|their) (?:[\w-]+ ){0,2}?(?P<noun>[a-z-]+)"
    r" (?:on|about|to|for|against|of|by|called|named|titled|entitled|that|which|in which|where)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?P<noun>[a-z-]+) (?:no\.? |number |nr\.? )?#?\d", re.IGNORECASE)
_TITLES = ("title", "subject", "headline")
_MOST = 20_000
_MUCH = 0.6
"""So much of a title must stand in the question, its rare words counting more."""
_AHEAD = 0.12
"""So far behind another title may as well be meant."""
_LEAST = 2  # words


def of(question: str, tables: Sequence[Table], query: Callable[[str], Rows]) -> Scope | None:
    """None where no document is spoken of so, or several titles fit as well."""
    table = next((one for one in tables if one.kind == "headers" and one.row_is == "document"), None)
    column = next((c.name for c in table.columns if c.name in _TITLES), "") if table else ""
    if table is None or not column or not 2 <= table.rows <= _MOST or not _speaks_of_one(question, tables):
        return None
    name = identifier(column)
    listed = f"SELECT _document, {name} FROM {identifier(table.name)} WHERE {name} IS NOT NULL"
    try:
        rows = query(listed).rows
    except TableError:
        return None
    documents: dict[frozenset[str], list[DocumentId]] = {}
    for document, title in rows:
        documents.setdefault(_stems(str(title)), []).append(DocumentId(int(str(document))))
    best = _best(_stems(question), list(documents))
    meant = documents[best] if best else []
    return Scope(tuple(meant)) if meant and len(meant) < table.rows else None


def _speaks_of_one(question: str, tables: Sequence[Table]) -> bool:
    if any(told_in_text.is_document(match["noun"]) for match in _NUMBERED.finditer(question)):
        return False
    if told_in_text.asks(question, tables):
        return True
    return any(told_in_text.is_document(match["noun"]) for match in _CALLED.finditer(question))


def _best(asked: frozenset[str], titles: Sequence[frozenset[str]]) -> frozenset[str] | None:
    """The title of which most stands in the question; the answers to a mail have the same."""
    times = Counter(word for title in titles for word in title)
    weights = {word: math.log(1 + len(titles) / number) for word, number in times.items()}

    def share(title: frozenset[str]) -> float:
        if len(title & asked) < _LEAST:
            return 0.0
        return sum(weights[word] for word in title & asked) / sum(weights[word] for word in title)

    found = sorted(((share(title), title) for title in titles), key=lambda each: -each[0])
    if not found or found[0][0] < _MUCH or (len(found) > 1 and found[1][0] > found[0][0] - _AHEAD):
        return None
    return found[0][1]


def _stems(text: str) -> frozenset[str]:
    return frozenset(forms.cut(word) for word in words(text) if word not in COMMON and word not in _REPLIES)


_REPLIES = frozenset(("re", "aw", "fw", "fwd"))
