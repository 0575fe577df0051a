"""What a reader gets of a long passage: the sentences that the model's first layers look at.

Nearly all that a reader costs are the tokens of its passage, and most sentences have nothing to do with the
question. To go through all of it by a third of the layers and to read less than half of it whole
costs less than to read all, and a reader with less beside the place that tells is right nearly as often
(docs/decisions/0011).
"""

from collections.abc import Iterator, Sequence

import msgspec

from rlm_desktop.ports import Weights
from rlm_desktop.rlm.passages import focus, sentences
from rlm_desktop.rlm.passages.subcalls import SubCalls

SHARE = 0.4
"""Of a passage: so much is read whole."""
LEAST = 1_500  # characters
"""A shorter passage spares too little."""
_LONGEST = 400  # characters
"""What has no end of a sentence, a listing say, is cut between its lines into parts of so many."""
_BY_WORDS = 2
"""Sentences that share most with the question are always read: no layer is needed to see that."""
_GAP = " … "


class Shown(msgspec.Struct, frozen=True):
    """What a reader gets of a passage."""

    text: str
    parts: tuple[tuple[int, int], ...] = ()
    """The bytes of the passage that this is; empty where it is the whole passage."""


def shown(question: str, texts: Sequence[str], subcalls: SubCalls) -> list[Shown]:
    """Long texts without what the first layers do not look at; all as they are where no engine can tell.

    Raises what a sub-call raises.
    """
    cut = {place: list(parts(text)) for place, text in enumerate(texts) if len(text) >= LEAST}
    pieces = [[texts[place][start:end] for start, end in cut[place]] for place in cut]
    looked = subcalls.looked_at(question, pieces, sense=False) if pieces else []
    found = [Shown(text) for text in texts]
    for place, of_text, weights in zip(cut, pieces, looked, strict=False):
        left_in = chosen(question, of_text, weights)
        found[place] = _joined(texts[place], [cut[place][number] for number in left_in])
    return found


def parts(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, headings, items and rows, in characters, each with the space before it: all of a text."""
    at = 0
    for start, end in sentences.cut(text):
        while end - start > _LONGEST and (line := text.rfind("\n", start, start + _LONGEST)) > start:
            yield at, line
            at = start = line
        yield at, end
        at = end


def chosen(question: str, pieces: Sequence[str], weights: Weights) -> list[int]:
    """Those that share most with the question, then those that are looked at most, in their order."""
    left = SHARE * sum(map(len, pieces))
    shared = focus.shared(question, pieces)
    by_words = sorted((n for n in range(len(pieces)) if shared[n]), key=lambda n: (-shared[n], n))
    by_looks = sorted(range(len(pieces)), key=lambda n: -weights[n])
    kept: list[int] = []
    for number in dict.fromkeys([*by_looks[:1], *by_words[:_BY_WORDS], *by_looks]):
        if not kept or len(pieces[number]) <= left:
            kept.append(number)
            left -= len(pieces[number])
    return sorted(kept)


def _joined(text: str, kept: Sequence[tuple[int, int]]) -> Shown:
    runs: list[tuple[int, int]] = []
    for start, end in kept:
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    if runs == [(0, len(text))]:
        return Shown(text)
    told = _GAP.join(text[start:end].strip() for start, end in runs)
    return Shown(told, tuple(_in_bytes(text, runs)))


def _in_bytes(text: str, runs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    seen = at = 0
    for start, end in runs:
        first = at + len(text[seen:start].encode())
        at, seen = first + len(text[start:end].encode()), end
        yield first, at
