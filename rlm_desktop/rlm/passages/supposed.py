"""What something would cost is not what it cost: a reader takes an estimate, or a plan, for what was."""

import re

from rlm_desktop.ports import Context
from rlm_desktop.spans import Span

_AROUND = 400  # bytes
_WAS = re.compile(
    r"^\W*(?:(?:for|by|at|in|to|on) )?(?:how (?:much|many|long)|what|when|which|who)\b"
    r".*?\b(?:did|was|were|had)\b",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(
    r"\b(?:would|could|might|may|should|will|if|estimat\w+|expect\w*|quot\w+|plan\w*|propos\w+|forecast\w*|budget\w*"
    r"|suppos\w+|to be|to have)\b",
    re.IGNORECASE,
)
"""A question after what was planned, or might be, is answered by what would be."""
_WOULD_BE = re.compile(
    r"\b(?:would|could|might) (?:probably |then |also |only |have to )?"
    r"(?:be|cost|amount|come|take|need|require|last|mean|run)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?](?:\s|$)|\n\s*\n")
_NOTE = "The text says what would be, “{}”, and not that it was so: see the sentence."
_SHOWN = 160


def doubt(question: str, answer: str, span: Span, context: Context) -> str:
    """What to tell where the sentence of an answer only says what would be; empty where it does not."""
    if not _WAS.match(question) or _SUPPOSES.search(question):
        return ""
    size = next((each.bytes for each in context.documents() if each.id == span.document), span.end)
    text = context.read(Span(span.document, max(0, span.start - _AROUND), min(size, span.end + _AROUND)))
    at = text.lower().find(answer.strip().strip(".").lower())
    if at < 0:
        return ""
    before = [match.end() for match in _ENDS.finditer(text, 0, at)]
    sentence = text[before[-1] if before else 0 : at]
    if not _WOULD_BE.search(sentence):
        return ""
    return _NOTE.format(" ".join((sentence + text[at : at + len(answer)]).split())[-_SHOWN:])
