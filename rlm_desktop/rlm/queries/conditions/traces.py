"""Whether what a query compares with can be traced to the question, and to what it says of the text."""

import re

from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.linking import Links, words
from rlm_desktop.rlm.question.times import moments
from rlm_desktop.rlm.question.times.moments import Moments

_SHORT = 3  # letters
_DENYING = frozenset(("never", "not", "without", "except", "ever"))
"""Words by which a question leaves something out: no text that rows would have."""


class Traces:
    """Knows the words, numbers, days and linked values of one question."""

    def __init__(self, question: str, links: Links) -> None:
        self._question = question.lower()
        self._words = set(words(question))
        self._numbers = intent.numbers_in(question)
        self._moments = Moments(question)
        self._links = links

    def found(self, text: str) -> bool:
        """Whether a literal can be traced to the question: its words, a number, a date, a linked value."""
        bare = text.strip("%").strip().lower()
        if bare in _DENYING and bare not in map(str.lower, self._links.quoted):
            return False
        if not bare or self._says(bare):
            return True
        known = {link.value.lower() for link in self._links.values}
        known |= {value.lower() for each in self._links.inside for value in each.values}
        if bare in known | {worded.said for worded in self._links.worded}:
            return True
        if number_of(bare) is not None:
            return number_of(bare) in self._numbers
        if (moment := moments.parse(bare)) is not None:
            return self._moments.names(moment)
        parts = words(bare)
        return bool(parts) and all(part in self._words for part in parts)

    def _says(self, bare: str) -> bool:
        """Whether the question has a text, from the beginning of a word on; a short one as a word."""
        ends = r"(?!\w)" if len(bare) <= _SHORT else ""
        begins = r"(?<!\w)" if bare[0].isalnum() else ""
        return re.search(f"{begins}{re.escape(bare)}{ends}", self._question) is not None


def number_of(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
