"""The sentences of some passages that have most of a question's words, each with those beside it.

Of a passage of a page the words of a question stand far apart, and many pages of a book have them all. In one
sentence and its neighbours few have, and these are read in a moment.
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages import sentences
from rlm_desktop.rlm.passages.sentences import Sentence
from rlm_desktop.rlm.question import forms
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import Hit, Span

_BESIDE = 0.5
"""What a word of the sentences beside it counts."""
MOST_OF_IT, _AHEAD, _BEYOND = 0.45, 1.35, 0.2
"""What stands alone has so much of a question, and so many times what the next have or so much more."""
_SOME_OF_IT, _FAR_AHEAD = 0.38, 1.45
"""The same where a question says much that the text does not say there."""
_USUAL = 220  # letters
_LONGEST_BESIDE = 420  # bytes
_GAP = 40
"""So many bytes at most lie between sentences that stand beside each other."""


class Near(msgspec.Struct, frozen=True):
    """A few sentences, and how much of the question stands in them, 0 to 1."""

    span: Span
    text: str
    share: float


def saying(said: str, hits: Sequence[Hit]) -> list[tuple[float, Sentence]]:
    """Sentences with the share of what is said that stands in each by itself, best first."""
    found = sentences.of(hits)
    asked = _stems(said)
    own = [_stems(sentence.text) & asked for sentence in found]
    weights = _weights(asked, own)
    whole = sum(weights.values()) or 1.0
    shares = ((_weight(each, weights) / whole, sentence) for each, sentence in zip(own, found, strict=True))
    return sorted(shares, key=lambda each: (-each[0], each[1].span))


def alone(question: str, spans: Sequence[Span], context: Context) -> Near | None:
    """The few sentences that have far more of a question's words than any others have."""
    best = windows(question, spans, context, most=2)
    if not best or best[0].share < _SOME_OF_IT:
        return None
    first, second = best[0].share, best[1].share if len(best) > 1 else 0.0
    ahead = _AHEAD if first >= MOST_OF_IT else _FAR_AHEAD
    return best[0] if first >= ahead * second or first - second >= _BEYOND else None


def windows(question: str, spans: Sequence[Span], context: Context, *, most: int) -> list[Near]:
    """The best of them, best first; none overlaps another."""
    found = sentences.of([Hit(span, context.read(span)) for span in spans])
    asked = _stems(question)
    own = [_stems(sentence.text) & asked for sentence in found]
    weights = _weights(asked, own)
    whole = sum(weights.values()) or 1.0
    before = [False, *(_follows(one, other) for one, other in pairwise(found))]
    scored = []
    for number, sentence in enumerate(found):
        beside = set[str]()
        if before[number]:
            beside |= own[number - 1]
        if number + 1 < len(found) and before[number + 1]:
            beside |= own[number + 1]
        share = _weight(own[number], weights) + _BESIDE * _weight(beside - own[number], weights)
        length = math.sqrt(max(1.0, len(sentence.text) / _USUAL))
        scored.append((share / whole / length, share / whole, number))
    chosen: list[Near] = []
    for _, share, number in sorted(scored, key=lambda each: (-each[0], each[2])):
        span = _with_neighbours(found, number, before)
        if len(chosen) < most and not any(span.overlaps(other.span) for other in chosen):
            chosen.append(Near(span, context.read(span), share))
    return chosen


def _with_neighbours(found: Sequence[Sentence], number: int, before: Sequence[bool]) -> Span:
    first = last = found[number].span
    if before[number] and len(found[number - 1].span) <= _LONGEST_BESIDE:
        first = found[number - 1].span
    if number + 1 < len(found) and before[number + 1] and len(found[number + 1].span) <= _LONGEST_BESIDE:
        last = found[number + 1].span
    return Span(first.document, first.start, last.end)


def _follows(one: Sentence, other: Sentence) -> bool:
    return one.span.document == other.span.document and 0 <= other.span.start - one.span.end <= _GAP


def _weights(asked: set[str], of_each: Sequence[set[str]]) -> dict[str, float]:
    """What each word counts: rare ones among these sentences more."""
    times = Counter(word for own in of_each for word in own)
    return {word: math.log(1 + len(of_each) / (1 + times[word])) for word in asked}


def _weight(some: set[str], weights: dict[str, float]) -> float:
    return sum(weights[word] for word in some)


def _stems(text: str) -> set[str]:
    return {forms.cut(word) for word in words(text) if word not in COMMON and len(word) > 1}
