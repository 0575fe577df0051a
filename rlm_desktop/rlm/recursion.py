"""A question within a question: what `rlm_query` does.

A child has an empty window and its own piece of text. A text that fits is read at once; a longer one
page by page, and the notes are put together. Deeper than the limit, the child is a plain reader.
"""

from collections.abc import Sequence

from rlm_desktop.ports import Context
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.subcalls import SubCalls, says_nothing

_PAGE = 6000
_NOTHING = "NONE"


class Children:
    """Runs the children of one run, on its budget."""

    def __init__(self, subcalls: SubCalls, context: Context, *, depth: int) -> None:
        self._subcalls = subcalls
        self._context = context
        self._depth = depth

    def ask(self, question: str, text: str | None) -> str:
        """The child's answer; "NONE" where its text does not tell."""
        if text is None:
            hits = self._context.search(question, limit=8)
            return self._over_pages(question, [hit.text for hit in hits])
        pages = [text[start : start + _PAGE] for start in range(0, len(text), _PAGE)] or [""]
        return self._over_pages(question, pages if self._depth > 0 else pages[:1])

    def _over_pages(self, question: str, pages: Sequence[str]) -> str:
        asked = [prompts.for_reader(question, page) for page in pages]
        replies = self._subcalls.complete(asked, what=question, max_tokens=64)
        told = [reply for reply in replies if not says_nothing(reply)]
        if len(set(told)) <= 1:
            return told[0] if told else _NOTHING
        combined = prompts.for_combiner(question, told)
        return self._subcalls.complete([combined], what="putting the notes together", max_tokens=200)[0]
