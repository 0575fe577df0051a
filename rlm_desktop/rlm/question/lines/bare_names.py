"""Names without a capital that a question of a log is about: curl in "when was curl installed?".

A log's lines may be columns from end to end: then no free text is looked through for a question's words.
What has neither article nor number before it and does something, or has it done, is a name all the same.
"""

import re
from collections.abc import Iterator

import msgspec

from rlm_desktop.errors import TableError
from rlm_desktop.profile import Profile
from rlm_desktop.rlm.question.lines import other_lines, wording
from rlm_desktop.rlm.question.linking import Links, Query, Worded, identifier, literal, words

_SUBJECT = re.compile(
    r"\b(?:when|how often|how many times|by whom|why)\s+(?:was|is|did|does|has|had)\s+"
    r"([a-z][\w.+-]{2,})\s+[a-z]{3,}",
    re.IGNORECASE,
)
_MOST_ROWS = 0.9


def of(question: str, links: Links) -> Iterator[str]:
    """Names that the question is about and that are neither columns nor values."""
    columns = {word for _, name in links.columns for word in words(name.replace("_", " "))}
    columns |= {word for link in links.values for word in words(link.phrase)}
    for match in _SUBJECT.finditer(question):
        if wording.tells(match.group(1), columns):
            yield match.group(1)


def added(links: Links, question: str, profile: Profile, query: Query) -> Links:
    """The links with the lines that have such a name, in logs without free text, or are made otherwise."""
    links = other_lines.added(links, question, profile, query)
    found = []
    for table in profile.tables:
        lines = any(column.name == "line" for column in table.columns)
        if table.kind != "log" or not lines or wording.has_wording(table):
            continue
        for name in of(question, links):
            condition = f"contains(lower(line), {literal(name.lower())})"
            try:
                counted = query(f"SELECT count(*) FROM {identifier(table.name)} WHERE {condition}").rows
            except TableError:
                continue
            rows = int(str(counted[0][0]))
            if 0 < rows < _MOST_ROWS * table.rows:
                found.append(Worded(name, table.name, rows, name.lower(), condition))
    return msgspec.structs.replace(links, worded=(*links.worded, *found)) if found else links
