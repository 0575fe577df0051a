"""Which of two a text means that says "the former" or "the latter": a small reader takes the nearer one."""

import re

from rlm_desktop.ports import Context
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import Span

_AROUND = 400  # bytes
_OF_TWO = re.compile(r"\bthe (?P<which>former|latter)\b", re.IGNORECASE)
_NOUN = r"(?:(?:his|her|its|their|the|an?|our|my) )?(?P<{}>[a-z][\w-]*|[A-Z][\w-]+(?: [A-Z][\w-]+)*)"
_PAIR = re.compile(rf"{_NOUN.format('first')} (?:or|and|nor) {_NOUN.format('second')}")
_NOTE = "The text says “{}” there, which may be “{}” and not what was read: see the sentence."


def doubt(question: str, answer: str, span: Span, context: Context) -> str:
    """What to tell where the other of two was read; empty where none is spoken of so."""
    size = next((each.bytes for each in context.documents() if each.id == span.document), span.end)
    around = Span(span.document, max(0, span.start - _AROUND), min(size, span.end + _AROUND))
    text = " ".join(context.read(around).split())
    said = set(words(answer)) - COMMON
    for match in _OF_TWO.finditer(text):
        pairs = list(_PAIR.finditer(text, 0, match.start()))
        if not pairs or not _is_about(question, text[match.start() :].partition(".")[0]):
            continue
        first, second = pairs[-1]["first"], pairs[-1]["second"]
        meant, other = (first, second) if match["which"].lower() == "former" else (second, first)
        if said & set(words(other)) and not said & set(words(meant)):
            return _NOTE.format(match.group(), meant)
    return ""


def _is_about(question: str, rest: str) -> bool:
    """Whether what is said of it has a word of the question."""
    return bool((set(words(question)) - COMMON) & set(words(rest)))
