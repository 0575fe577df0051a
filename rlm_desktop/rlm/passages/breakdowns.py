"""A measure as a table breaks it down: revenue by segments, with the total under it.

"What was the revenue breakdown across the segments?" asks for no single row, and no label of one has the
question's words: the heading over them, or the total under them, says what they are parts of.
"""

import re
from collections.abc import Sequence

from rlm_desktop.rlm.passages.figures import Row, telling
from rlm_desktop.rlm.question.times.months import BEGINNINGS

_ASKS = re.compile(
    r"\b(?:breakdown|broken down|break(?:s)? down|distribution|distributed|split|composition)\b"
    r"|\b(?:by|across|among|for each of|in each of) (?:its |the |their |all )*(?:[\w-]+ ){0,2}"
    r"(?:segments|regions|product lines|categories|offerings|divisions|markets)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:total|consolidated|sum)\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:months?|quarters?|years?|weeks?) ended\b"
    rf"|^(?:{BEGINNINGS})[a-z]*\b",
    re.IGNORECASE,
)
"""Days over columns look like rows: "September 30, 2023"."""
_OF_PARTS = telling(
    "breakdown distribution split composition across various different diverse segments regions lines"
    " categories offerings divisions markets business product service cost"
)
_APART = 60  # bytes
"""So much may stand between two rows of one table: a heading, a sum without a name."""
_FEWEST, _MOST = 3, 12


def asked_for(question: str) -> bool:
    return _ASKS.search(question) is not None


def rows(question: str, found: Sequence[Row], known: frozenset[str]) -> list[Row]:
    """The rows of the first table of the measure that is asked after, with its total; none where none is."""
    asked = telling(question) - known - _OF_PARTS
    named = [row for row in found if not _DATE.search(row.label)]
    for block in _blocks(sorted(named, key=lambda row: row.span)):
        *parts, total = block
        measure = telling(total.label).union(*(telling(part.group) for part in parts[:2]))
        of_it = measure & asked and not any(row.telling & asked for row in parts)
        if of_it and _FEWEST <= len(parts) <= _MOST and "%" not in total.value():
            return list(block)
    return []


def _blocks(ordered: Sequence[Row]) -> list[list[Row]]:
    """Rows that stand under each other, up to the total that ends them."""
    blocks: list[list[Row]] = []
    block: list[Row] = []
    for row in ordered:
        before = block[-1].span if block else None
        if before and (before.document != row.span.document or row.span.start - before.end > _APART):
            block = []
        block.append(row)
        if _TOTAL.match(row.label):
            blocks.append(block)
            block = []
    return blocks
