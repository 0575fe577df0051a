"""What is said to be given or known of a column: "for which a value is given" asks for no row of Given."""

import re
from collections.abc import Iterable, Sequence

from rlm_desktop.profile import Table
from rlm_desktop.rlm.question.links import Link

_KNOWN = frozenset(
    ("given", "known", "stated", "recorded", "reported", "listed", "provided", "available", "told", "noted")
)
_BETWEEN = r"(?:(?!\b(?:that|which|who|of|those|whose)\b)[^,.;?]){0,25}?"


def without(links: Sequence[Link], question: str, tables: Sequence[Table]) -> list[Link]:
    """The links but for words that say of a column that it holds something."""
    names = {column.name for table in tables for column in table.columns}
    return [link for link in links if not is_said_of_a_column(link.phrase, question, names)]


def is_said_of_a_column(phrase: str, question: str, columns: Iterable[str]) -> bool:
    """Whether a word says of a column that it holds something, and names no value."""
    names = "|".join(re.escape(name.replace("_", " ")) for name in columns)
    if phrase.lower() not in _KNOWN or not names:
        return False
    said = rf"\b(?:an?|the|no|any|its|their)\s+(?:{names})\b{_BETWEEN}\b(?:is|are|was|were)\s+(?:not\s+)?"
    return re.search(rf"{said}{re.escape(phrase)}\b", question, re.IGNORECASE) is not None
