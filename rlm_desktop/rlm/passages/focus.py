"""The part of a passage that a question is most likely about: a reader's time is nearly all prompt tokens."""

import re
from collections.abc import Mapping, Sequence, Set

from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.linking import COMMON, words

_PIECE = re.compile(r"[^\n]*?(?:[.!?]['\")\]]?(?=\s)|\n|$)\s*", re.DOTALL)
_SIZE = 800  # bytes
_AROUND = 160  # bytes on either side of the line of an answer
_MOSTLY = 0.5
_APART = re.compile(r"[\W_]+")
_STATUS = re.compile(
    r"\b(?:what|which)\b.*\b(?:status|state|fate|outcome) of\b|\bwhat became of\b", re.IGNORECASE
)
_STATES = """
accepted approved rejected declined refused withdrawn deferred postponed cancelled closed pending superseded
replaced obsolete abandoned completed
"""
_NUMBERED = re.compile(
    r"\b(versions?|releases?|editions?|sections?|chapters?|articles?|clauses?|paragraphs?|appendix|annex|parts?"
    r"|volumes?|phases?|rooms?|figures?|schedules?) (\d[\d.]*)",
    re.IGNORECASE,
)


def focus(text: str, question: str, *, size: int = _SIZE) -> tuple[int, int]:
    """First and last byte of the run of sentences, about `size` bytes, with most of the question's words."""
    whole = len(text.encode())
    if whole <= size * 1.5:
        return 0, whole
    pieces = [piece.encode() for piece in _PIECE.findall(text) if piece]
    scores = shared(question, [piece.decode() for piece in pieces])
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    best, best_score = (0, 1), -1.0
    last = 0
    for first in range(len(pieces)):
        last = max(last, first + 1)
        while last < len(pieces) and starts[last + 1] - starts[first] <= size:
            last += 1
        score = sum(scores[first:last])
        if score > best_score:
            best, best_score = (first, last), score
    return starts[best[0]], starts[best[1]]


def shared(question: str, pieces: Sequence[str]) -> list[float]:
    """How much of the question's words stands in each piece."""
    weights = _weights(question)
    return [sum(weights.get(word, 0.0) for word in set(words(piece))) for piece in pieces]


def support(question: str, text: str, answer: tuple[int, int], *, named: str = "") -> float:
    """How much of the question stands around an answer (bytes from and up to), 0 to 1.

    A reader that is asked about the wrong passage names something of the right kind: a number, a name. The
    passage that tells speaks of what was asked, or its document is `named` so: no page of `pep-0212.rst`
    says "PEP 212".
    """
    asked = set(words(question)) - COMMON
    weights = {word: weight for word, weight in _weights(question).items() if word in asked}
    start, end = max(0, answer[0] - _AROUND), answer[1] + _AROUND
    beside = text.encode()[start:end].decode(errors="ignore")
    if _is_of_another(question, beside):
        return 0.0
    if not weights:
        return 1.0
    around = set(words(beside))
    if around & set(words(states(question))):
        around |= set(words("status state fate outcome became"))
    called = {part.lstrip("0") or part for part in words(_APART.sub(" ", named))}
    rest = {word: weight for word, weight in weights.items() if word not in called}
    # A book on the Beagle tells what many things cost: what is asked beside its name has to be there, too.
    if not rest or _share(rest, around) > _MOSTLY:
        around |= called
    return _share(weights, around)


def _share(weights: Mapping[str, float], around: Set[str]) -> float:
    """The part of what is asked that stands there, in any form: "did it close?" in "it closed"."""
    cut = {forms.cut(word) for word in around}
    there = (
        weight
        for word, weight in weights.items()
        if word in around or forms.cut(word) in cut or any(forms.of_one_verb(word, one) for one in around)
    )
    return sum(there) / sum(weights.values())


def _is_of_another(question: str, text: str) -> bool:
    """Whether the question is about a numbered thing, "version 3", of which a text has only others.

    What is said of version 1.3 has a date as well, and a reader takes it.
    """
    for kind, number in _NUMBERED.findall(question):
        stem = re.escape("".join(words(kind)))
        form = rf"\b{stem}\w{{0,2}}\W{{1,3}}(?:n[or]\W{{1,2}})?(\d[\d.]*)"
        found = {each.rstrip(".") for each in re.findall(form, text, re.IGNORECASE)}
        if found and number.rstrip(".") not in found:
            return True
    return False


def states(question: str) -> str:
    """The words in which a text tells a status, where the question asks for one: it seldom says "status"."""
    return _STATES if _STATUS.search(question) else ""


def _weights(question: str) -> dict[str, float]:
    """Long and unusual words say more about where to look than short ones."""
    found = {word: 1.0 + (len(word) > 5) + 2.0 * any(c.isdigit() for c in word) for word in words(question)}
    return dict.fromkeys(words(states(question)), 2.0) | found
