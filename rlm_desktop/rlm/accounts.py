"""Answers to open questions, why and how and what problems: the sentences of the text that tell.

No one place states such an answer, so what a small reader makes of several cannot be checked: asked for the
scale of buybacks it takes the nearest amount. But it judges well whether a sentence belongs to a question.
"""

import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm import prompts, sentences
from rlm_desktop.rlm.figures import Row, over_time, related, rows_of, telling
from rlm_desktop.rlm.scopes import Scope
from rlm_desktop.rlm.sentences import Sentence
from rlm_desktop.rlm.subcalls import SubCalls
from rlm_desktop.spans import DocumentId, Span

_PASSAGES = 40
_JUDGED, _JUDGED_OF_EACH = 16, 6
_KEPT, _KEPT_OF_EACH = 6, 2
_ROWS, _ROWS_OF_EACH = 4, 2
_WORDS = 0.3
"""What all of the question's words in a sentence count, beside its likelihood."""
_BELONGS, _BY_ITSELF, _KEEPS, _SURE = 0.55, 0.75, 0.65, 0.8
"""How likely a sentence must belong, and one that shares no word; what it must come to with its words to be
kept, and what the best must come to for there to be an answer at all (docs/measurements.md)."""
_BEHIND = 0.25
"""So far behind the best a sentence is of another matter."""
_AS_MUCH = 0.7
_MOST_DOCUMENTS = 12
_ITEM = re.compile(r"^[-*\u2022\u25aa] ")
_TELL = re.compile(r"^\s*(?:please )?tell me (?:something |more )?about ", re.IGNORECASE)
_OF_TELLING = telling(
    "tell say said know known explain describe outline discuss assess examine happen happened"
)
"""Words that ask for an account, and do not say of what."""


class Account(msgspec.Struct, frozen=True):
    """What was found of one document, or of all: sentences in their order, then rows of figures."""

    document: DocumentId | None
    sentences: tuple[Sentence, ...]
    rows: tuple[Row, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return (*(sentence.span for sentence in self.sentences), *(row.span for row in self.rows))

    def lines(self) -> list[str]:
        """Each as it stands in the text, in quotes; of a row the figure and what stands beside it."""
        return [
            *(f"\u201c{_ITEM.sub('', sentence.text)}\u201d" for sentence in self.sentences),
            *(row.told() for row in self.rows),
        ]


class Gathered(msgspec.Struct, frozen=True):
    """What tells, and all that a reader was shown to find it."""

    accounts: tuple[Account, ...] = ()
    read: tuple[Span, ...] = ()


def gather(
    question: str, scope: Scope, context: Context, subcalls: SubCalls, prose: Sequence[DocumentId] = ()
) -> Gathered:
    """What tells, of each document where the question compares several; nothing where no sentence does.

    `prose` are the documents to look in where the question names none.
    """
    several = over_time(question) and 1 < len(scope.documents) <= _MOST_DOCUMENTS
    groups: list[Sequence[DocumentId]] = (
        [(each,) for each in scope.documents] if several else [scope.documents or prose]
    )
    known = telling(" ".join(scope.names)) | _OF_TELLING
    question = _TELL.sub("What is said about ", question)
    found = [_candidates(question, group, context, known, several=several) for group in groups]
    weighed = _weighed(question, [each for group in found for each in group], subcalls)
    read = tuple(weighed)
    best = max(weighed.values(), default=0.0)
    if best < _SURE:
        return Gathered(read=read)
    least = max(_KEEPS, best - _BEHIND)
    told = []
    for group, candidates in zip(groups, found, strict=True):
        kept = _of_the_matter([(share, each) for share, each in candidates if weighed[each.span] >= least])
        kept.sort(key=lambda sentence: -weighed[sentence.span])
        some = sorted(kept[: _KEPT_OF_EACH if several else _KEPT], key=lambda sentence: sentence.span)
        near = related(
            question, rows_of(question, group, context), known, most=_ROWS_OF_EACH if several else _ROWS
        )
        beside = {sentence.span for sentence in some}
        rows = _that_belong(question, [row for row in near if row.span not in beside], subcalls)
        read += tuple(row.span for row in near)
        if rows or some:
            told.append(Account(group[0] if several else None, tuple(some), tuple(rows)))
    return Gathered(tuple(told), read)


def _that_belong(question: str, rows: Sequence[Row], subcalls: SubCalls) -> list[Row]:
    """A row has a word of the question, "stock", and may be about something else: stocks of goods."""
    asked = [prompts.for_sentence_judge(question, row.told(grouped=True)) for row in rows]
    yes = subcalls.yes(asked, what="which rows tell") if rows else []
    return [row for row, likely in zip(rows, yes, strict=True) if likely is not None and likely >= _KEEPS]


def _of_the_matter(likely: Sequence[tuple[float, Sentence]]) -> list[Sentence]:
    """Those with nearly as much of the question as the best of them, and what stands right behind these."""
    most = max((share for share, _ in likely), default=0.0)
    near = [sentence for share, sentence in likely if share >= _AS_MUCH * most]
    behind = [
        sentence
        for _, sentence in likely
        if sentence not in near
        and any(
            one.span.document == sentence.span.document and 0 <= sentence.span.start - one.span.end <= 2
            for one in near
        )
    ]
    return [*near, *behind]


def _candidates(
    question: str,
    documents: Sequence[DocumentId],
    context: Context,
    known: frozenset[str],
    *,
    several: bool,
) -> list[tuple[float, Sentence]]:
    hits = context.search(question, limit=_PASSAGES, documents=documents)
    best = sentences.ranked(question, sentences.of(hits), known)
    first = {sentence.text: sentence for _, sentence in reversed(best)}
    different = [(score, sentence) for score, sentence in best if first[sentence.text] is sentence]
    return different[: _JUDGED_OF_EACH if several else _JUDGED]


def _weighed(question: str, found: Sequence[tuple[float, Sentence]], subcalls: SubCalls) -> dict[Span, float]:
    """How likely each sentence belongs to the question, and how much of its words it has."""
    asked = [prompts.for_sentence_judge(question, sentence.told()) for _, sentence in found]
    yes = subcalls.yes(asked, what="which sentences tell")
    return {
        sentence.span: likely + _WORDS * share
        if likely is not None and likely >= (_BELONGS if share else _BY_ITSELF)
        else 0.0
        for (share, sentence), likely in zip(found, yes, strict=True)
    }
