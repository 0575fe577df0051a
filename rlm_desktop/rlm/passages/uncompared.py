"""Which of many has the most of something: a passage tells it that says so, any other tells of one."""

import re
from collections.abc import Iterable

_WITH_MOST = re.compile(
    r"\b(?:with|has|have|had|got)\s+the\s+(most|fewest|least|highest|lowest|longest|shortest|largest|biggest|smallest"
    r"|greatest)\b",
    re.IGNORECASE,
)


def is_uncompared(question: str, passages: Iterable[str]) -> bool:
    """Whether a question asks who has most of something, and no passage has that word."""
    match = _WITH_MOST.search(question)
    if match is None:
        return False
    word = re.compile(rf"\b{match[1]}\b", re.IGNORECASE)
    return not any(map(word.search, passages))
