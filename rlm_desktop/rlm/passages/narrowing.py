"""Passages cut into a few sentences each, every piece read and judged by itself.

A reader of a page names something of the right kind that stands on it, and words in common with the
question do not tell where it is answered in other words. Of a few sentences a small reader is right, and
two judgements, of what it read and of the sentences, know the piece that tells (docs/measurements.md,
"What is left").
"""

from collections.abc import Iterator, Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages import judging, sentences
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.spans import Span

_SIZE = 520
"""Bytes of a piece, at most, unless a sentence is longer."""
SURE = 1.26
"""From this on a piece is taken to tell."""
_CERTAIN = 0.25
"""What it counts how surely an answer was written, beside how likely the two judgements are."""
_LEAST_CERTAIN, _USUAL_CERTAINTY = -1.0, -0.2


class Piece(msgspec.Struct, frozen=True):
    """What was read in a few sentences."""

    span: Span
    text: str
    reply: str


def pieces(spans: Sequence[Span], context: Context) -> Iterator[tuple[Span, str]]:
    """Runs of whole sentences, with what stands between them."""
    for span in spans:
        text = context.read(span)
        for start, end in _runs(text):
            first = span.start + len(text[:start].encode())
            yield Span(span.document, first, first + len(text[start:end].encode())), text[start:end]


def _runs(text: str) -> Iterator[tuple[int, int]]:
    at: tuple[int, int] | None = None
    for start, end in sentences.cut(text):
        if at and len(text[at[0] : end].encode()) <= _SIZE:
            at = (at[0], end)
            continue
        if at:
            yield at
        at = (start, end)
    if at:
        yield at


def sureness(question: str, read: Sequence[Piece], subcalls: SubCalls) -> list[float | None]:
    """How sure it is that each piece tells what was read in it, 0 to 2; None where a reader does not say.

    Raises what a sub-call raises.
    """
    asked = [prompts.for_reader(question, each.text) for each in read]
    certain = subcalls.certainties(asked, max_tokens=judging.READ_TOKENS)
    stated = subcalls.yes(
        [prompts.for_judge(question, each.text) for each in read], what="checking what was read"
    )
    belongs = subcalls.yes(
        [prompts.for_sentence_judge(question, each.text) for each in read], what="which sentences tell"
    )
    return [
        None if one is None or other is None else one + other + _CERTAIN * _bounded(sure)
        for one, other, sure in zip(stated, belongs, certain, strict=True)
    ]


def _bounded(certainty: float | None) -> float:
    return _USUAL_CERTAINTY if certainty is None else max(_LEAST_CERTAIN, certainty)
