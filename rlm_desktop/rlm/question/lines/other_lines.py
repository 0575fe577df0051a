"""Lines of a log that are made otherwise than nearly all others: which words of a question they alone say.

A firewall writes connections all day, and once in a while that an interface went down. The columns are those
of the many; what the few say is no column and no free text, and a query over columns never finds them.
"""

import re
from collections.abc import Iterator

import msgspec

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Profile, Table
from rlm_desktop.rlm.question import apart, forms
from rlm_desktop.rlm.question.lines import wording
from rlm_desktop.rlm.question.linking import Links, Query, Worded, identifier, literal

_WENT_UP = re.compile(
    r"\b(?:goes|go|gone|went|came|comes?|coming|is|was|were|back) (?:back )?up\b", re.IGNORECASE
)
_FEW = 0.05
"""So many of the lines may be made otherwise, and lack what the others have."""


def added(links: Links, question: str, profile: Profile, query: Query) -> Links:
    """The links with the lines that say so, where the question names no value of the others' columns."""
    found: list[Worded] = []
    for table in profile.tables:
        named = {link.column for link in links.strongest() if link.table == table.name}
        if not named & set(_lacking(table)):
            found += apart.together(list(said(question, links, table, query)), query)[0]
    return msgspec.structs.replace(links, worded=(*links.worded, *found)) if found else links


def said(question: str, links: Links, table: Table, query: Query) -> Iterator[Worded]:
    """Words of the question that no line says but those which are made otherwise."""
    lacking = _lacking(table)
    if table.kind != "log" or not lacking or wording.has_wording(table):
        return
    others = " AND ".join(f"{identifier(name)} IS NULL" for name in lacking)
    tokens = list(
        dict.fromkeys([*(t for run in wording.runs(question, links) for t in run), *_ways(question)])
    )
    says = {token: f"regexp_matches(lower(line), {literal(forms.pattern((token,)))})" for token in tokens}
    counts = [
        f"count(*) FILTER (WHERE {one}), count(*) FILTER (WHERE {one} AND {others})" for one in says.values()
    ]
    if not counts:
        return
    try:
        (row,) = query(f"SELECT {', '.join(counts)} FROM {identifier(table.name)}").rows
    except TableError:
        return  # Links only help: without them the question can still be answered.
    figures = [int(str(count)) for count in row]
    for token, rows, there in zip(tokens, figures[::2], figures[1::2], strict=True):
        if 0 < rows == there:
            yield Worded(token, table.name, rows, token.lower(), says[token])


def _ways(question: str) -> list[str]:
    """Which way something went, a word that is too short to tell anything elsewhere: it came *up* again."""
    return ["up"] if _WENT_UP.search(question) else []


def _lacking(table: Table) -> list[str]:
    """The columns that a few lines lack, all of them as many times."""
    some = [column for column in table.columns if 0 < column.nulls <= _FEW * table.rows]
    most = max((column.nulls for column in some), default=0)
    names = [column.name for column in some if column.nulls == most]
    return names if len(names) > 1 and any(column.name == "line" for column in table.columns) else []
