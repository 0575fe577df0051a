"""The documents of somebody of whom a question asks what they think: the mails of Ada, not those to her.

"What did Carl think of the change, and why?" is told in what Carl wrote; others quote him at most.
"""

import re
from collections.abc import Callable, Sequence

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Rows, Table
from rlm_desktop.rlm.question.documents import told_in_text
from rlm_desktop.rlm.question.documents.scopes import Scope
from rlm_desktop.rlm.question.links import identifier
from rlm_desktop.spans import DocumentId

_SAYS = (
    "think|thinks|thought|say|says|said|write|wrote|answer|answers|answered|reply|replied|suggest|suggests|suggested"
    "|object|objected|propose|proposed|argue|argued|recommend|recommended|complain|complained|feel|felt|respond"
    "|responded|explain|explained|like|dislike|prefer|want|criticise|criticize|mean"
)
_WHO = r"[A-Z][\w.'-]*(?:\s+[A-Z][\w.'-]*){0,3}"
_ASKED = re.compile(
    rf"\b(?:[Ww]hat|[Ww]hy|[Hh]ow)\b.{{0,40}}?\b(?:did|does|do|would)\s+(?P<who>{_WHO})\s+(?:{_SAYS})\b"
    rf"|\b(?:opinion|view|objections?|reply|answer|reaction|response) of (?P<of>{_WHO})"
)
_FACT = re.compile(
    r"^\W*(?:[Ii]n |[Oo]n |[Tt]o |[Ww]ith |[Bb]y )?(?:[Ww]hich|[Ww]hat|[Ww]here|[Ww]hom?)\b.{0,60}?"
    rf"\b(?:did|does|do|has|had)\s+(?P<who>{_WHO})(?:\s+(?:of|from|at)\s+{_WHO})?\s+"
    r"(?:say|said|give|gives|given|gave|mention|mentioned|state|stated|tell|told|report|reported|name|named"
    r"|claim|claimed|promise|promised|admit|admitted|quote|quoted)\b"
)
"""A fact that somebody tells: it stands in what they wrote, or nowhere."""
_FULL_NAME = re.compile(
    r"(?<![\w.'\u2019-])(?!(?:When|As|How|What|Which|Who|Where|Why|In|On|At|By|According|The)\b)"
    r"[A-Z][\w-]*[a-z][\w-]*(?: (?:[A-Z]\.|[a-z]{2,3}))?(?: [A-Z][\w'\u2019-]*[a-z][\w'\u2019-]*)+"
)
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_WRITERS = ("sender", "author", "authors", "writer", "poster")


def of(question: str, tables: Sequence[Table], query: Callable[[str], Rows]) -> Scope | None:
    """The documents of who is asked about; None where nobody is, or nobody who wrote any."""
    fact = _FACT.match(question)
    match = fact or _ASKED.search(question)
    table = next((one for one in tables if one.kind == "headers"), None)
    if table is None:
        return None
    if match is None:
        return _named(question, tables, table, query)
    said = re.sub(r"['\u2019]s$", "", match["who"] or match.groupdict().get("of") or "").lower()
    documents = _written_by(said, table, query)
    if not documents or len(documents) == table.rows:
        return None
    return Scope(documents, fact is not None, (said,), written=True)


def _named(
    question: str, tables: Sequence[Table], table: Table, query: Callable[[str], Rows]
) -> Scope | None:
    """What those wrote who are named in full in a question that no head tells: that is looked into first.

    "How many packages had been checked when Ada Holm reported it?" is told by a mail of Ada Holm, or else by
    one that answers it.
    """
    if not told_in_text.asks(question, tables):
        return None
    names = [_POSSESSIVE.sub("", match.group()).lower() for match in _FULL_NAME.finditer(question)]
    documents = {each for name in names for each in _written_by(name, table, query)}
    if not documents or len(documents) == table.rows:
        return None
    return Scope(tuple(sorted(documents)), False, tuple(names))


def _written_by(said: str, table: Table, query: Callable[[str], Rows]) -> tuple[DocumentId, ...]:
    """The documents whose head names somebody as who wrote them."""
    column = next((c.name for c in table.columns if c.name in _WRITERS and c.type == "text"), "")
    parts = re.findall(r"[^\W_]+", said)
    if not column or not parts or len("".join(parts)) < 3:
        return ()
    name = identifier(column)
    having = " AND ".join(f"regexp_matches(lower({name}), '\\b{part}\\b')" for part in parts)
    try:
        rows = query(f"SELECT _document FROM {identifier(table.name)} WHERE {having}").rows
    except TableError:
        return ()
    return tuple(DocumentId(int(str(row[0]))) for row in rows)
