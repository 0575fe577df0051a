"""Of a short text, the sentences that the model looks at when it is asked a question.

They may share no word with it: "the teapot arrived in three pieces" for "why was the customer unhappy?".
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from rlm_desktop.ports import Context
from rlm_desktop.rlm.passages import sentences
from rlm_desktop.rlm.passages.sentences import Sentence
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.spans import DocumentId, Hit

_SHORT, _PART = 12_000, 2_000  # bytes
"""A text of at most so many is looked through, in parts of so many."""
_DOCUMENTS = 60
_KEPT = 6


def looked_at(
    question: str, documents: Sequence[DocumentId], context: Context, subcalls: SubCalls
) -> list[Sentence]:
    """The sentences that are looked at most, best first; none of a long text, or where no engine can tell.

    Raises what a sub-call raises.
    """
    if not documents or len(documents) > _DOCUMENTS:
        return []
    spans = list(islice(context.passages(size=_PART, documents=documents), _DOCUMENTS + 1))
    if sum(span.end - span.start for span in spans) > _SHORT or len(spans) > _DOCUMENTS:
        return []
    texts = list(_together([sentences.of([Hit(span, context.read(span))]) for span in spans]))
    looked = subcalls.looked_at(question, [[f" {each.text}" for each in found] for found in texts])
    # The shorter a text, the more of what is looked at falls on each word of it.
    weighed = [
        (weight * sum(len(each.text) for each in found), sentence)
        for weights, found in zip(looked, texts, strict=False)
        for weight, sentence in zip(weights, found, strict=True)
    ]
    weighed.sort(key=lambda each: (-each[0], each[1].span))
    return [sentence for weight, sentence in weighed[:_KEPT] if weight > 0]


def _together(cut: Sequence[list[Sentence]]) -> Iterator[list[Sentence]]:
    """Short documents' sentences in one text, as long as that stays short."""
    text: list[Sentence] = []
    for found in cut:
        if text and sum(len(each.text) for each in (*text, *found)) > _PART:
            yield text
            text = []
        text = text + found
    if text:
        yield text
