"""What is told with an answer over records of a text that breaks off: a copy that was cut short, say."""

import re
from collections.abc import Iterator

from rlm_desktop.profile import Profile, Table
from rlm_desktop.spans import DocumentId

_VERBS = re.compile(
    r"\b(?:count|where|group|top|total|mean|least|most|percentile|distinct|first|last|between|per|records)\("
)
"""Those that look at the main table where a program names none."""


def told(profile: Profile, program: str, documents: set[DocumentId]) -> Iterator[str]:
    """Of each table that a program looks at, or in whose documents an answer stands."""
    used = {table.name for table in profile.tables if re.search(rf"\b{re.escape(table.name)}\b", program)}
    if not used and _VERBS.search(program):
        used = {"records"}
    for table in profile.tables:
        broken = {DocumentId(number) for number, _ in table.broken_off}
        if broken and (table.name in used or broken & documents):
            yield _said(table)


def _said(table: Table) -> str:
    name, more = table.broken_off[0][1], len(table.broken_off) - 1
    if more:
        return (
            f"“{name}” and {more:,} more break off before their end: their last records may not be whole,"
            " and others may be missing."
        )
    return f"“{name}” breaks off before its end: its last record may not be whole, and others may be missing."
