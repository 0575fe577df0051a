"""What a sentence sets aside is not what was: "a weight of 35 kg rather than 69 kg".

A small reader that is asked what a system assumed takes the second of the two as lightly as the first.
"""

import re

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages import sentences
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import Span

_AROUND = 400  # bytes
_ASIDE = re.compile(
    r"\b(?:rather than|instead of|as opposed to|in place of|in lieu of)\s+"
    r"(?P<between>(?:[^\s.,;:]+\s+){0,8})$",
    re.IGNORECASE,
)
_ASKS_FOR_IT = re.compile(
    r"\b(?:instead|rather|replac\w+|place|lieu|should|ought|suppos\w+|correct\w*|right(?:ly)?|proper\w*|actual\w*"
    r"|real(?:ly)?|true|expect\w*|intend\w*|meant|usual\w*|normal\w*|former\w*|original\w*|previous\w*|before|not"
    r"|would|avoid\w*|reject\w*|refus\w*|turn(?:ed)? down)\b",
    re.IGNORECASE,
)
"""Such a question may be after what was set aside."""
_NOTE = "The text sets this aside, “{}”: see the sentence."


def doubt(question: str, answer: str, span: Span, context: Context) -> str:
    """What to tell where a sentence says of an answer that something else was so; empty where it does not."""
    if _ASKS_FOR_IT.search(question):
        return ""
    size = next((each.bytes for each in context.documents() if each.id == span.document), span.end)
    text = context.read(Span(span.document, max(0, span.start - _AROUND), min(size, span.end + _AROUND)))
    bare = answer.strip().strip(".")
    at = text.lower().find(bare.lower())
    if at < 0:
        return ""
    start = max((first for first, end in sentences.cut(text) if first <= at < end), default=0)
    match = _ASIDE.search(text[start:at])
    if match is None or match.start() == 0:
        return ""
    asked = set(words(question)) - COMMON
    if asked & set(words(match["between"])) - set(words(text[start : start + match.start()])):
        return ""  # the question speaks of what stands there
    return _NOTE.format(" ".join((match.group() + text[at : at + len(bare)]).split()))
