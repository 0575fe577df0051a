"""Answers to open questions, why and how and what problems: the sentences of the text that tell.

No one place states such an answer, so what a small reader makes of several cannot be checked: asked for the
scale of buybacks it takes the nearest amount. But it judges well whether a sentence belongs to a question.
"""

import math
import re
from collections.abc import Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm import orders_to_models, prompts
from rlm_desktop.rlm.passages import figures, looking, relations, relevance, sentences
from rlm_desktop.rlm.passages.figures import Row, over_time, related, rows_of, telling
from rlm_desktop.rlm.passages.sentences import Sentence
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.question.documents import scopes
from rlm_desktop.rlm.question.documents.scopes import Scope
from rlm_desktop.spans import DocumentId, Hit, Span

_PASSAGES = 40
_JUDGED, _JUDGED_OF_EACH = 16, 6
_KEPT, _KEPT_OF_EACH = 6, 2
_ROWS, _ROWS_OF_EACH = 4, 2
_OF_A_SIDE = 3
"""Sentences of a named document that are judged and told of each of two things that are related."""
_EVIDENT = 0.6
"""A sentence that says so much of what is asked needs no judge (docs/measurements.md)."""
_LONG, _LONGEST = 16_384, 8_388_608  # bytes
"""Named documents of such a size are read by code from end to end: all of their sentences are compared."""
_WORDS = 0.3
"""What all of the question's words in a sentence count, beside its likelihood."""
_BELONGS, _BY_ITSELF, _KEEPS, _SURE = 0.55, 0.75, 0.65, 0.8
"""How likely a sentence must belong, and one that shares no word; what it must come to with its words to be
kept, and what the best must come to for there to be an answer at all (docs/measurements.md)."""
_BEHIND = 0.25
"""So far behind the best a sentence is of another matter."""
_AS_MUCH, _MUCH = 0.7, 0.5
_HALF = 0.4
"""What says less than so much of what the best sentence does is left out."""
_MOST_OF_IT = 0.6
"""So many of the words of a side a sentence has that speaks of it."""
_MOST_DOCUMENTS = 12
_ITEM = re.compile(r"^[-*\u2022\u25aa] ")
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_NUMBER = re.compile(r"#(\d{2,})\b")
_TELL = re.compile(r"^\s*(?:please )?tell me (?:something |more )?about ", re.IGNORECASE)
_ASKS = re.compile(r"\?[\"')\]\u201d\u2019*_]*$")
_OF_ASKING = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|questions?|(?:in|en)quir\w+|wonder\w*|wants? to know)\b", re.IGNORECASE
)
_OF_MAIL = re.compile(
    r"^(?:From|To|Cc|Date|Subject|Message-ID|In-Reply-To|References|Sent|Received):\s"
    r"|^On\b.{6,120}\bwrote:|^.{2,80}<[^<>\s]+@[^<>\s]+> (?:wrote|writes|said):",
    re.IGNORECASE,
)
"""The headers of a mail, and who is quoted: neither says anything of the matter."""
_OF_TELLING = telling(
    "tell say said know known explain describe outline discuss assess examine happen happened think"
    " thought opinion"
)
"""Words that ask for an account, and do not say of what."""


class Account(msgspec.Struct, frozen=True):
    """What was found of one document, or of one side of a question: sentences in their order, then rows."""

    document: DocumentId | None
    sentences: tuple[Sentence, ...]
    rows: tuple[Row, ...]
    side: str = ""
    """Which of two things that a question relates this is about."""

    @property
    def spans(self) -> tuple[Span, ...]:
        return (*(sentence.span for sentence in self.sentences), *(row.span for row in self.rows))

    def lines(self) -> list[str]:
        """Each as it stands in the text, in quotes; of a row the figure and what stands beside it."""
        return [
            *([f"On {self.side}:"] if self.side else []),
            *(quoted(sentence) for sentence in self.sentences),
            *(row.told() for row in self.rows),
        ]


def quoted(sentence: Sentence) -> str:
    """A sentence in quotes, behind the item of a list that it belongs to: "YES (10)" alone says little."""
    quote = f"\u201c{_ITEM.sub('', sentence.text)}\u201d"
    return f"{sentence.owner}: {quote}" if sentence.owner else quote


class Gathered(msgspec.Struct, frozen=True):
    """What tells, and all that a reader was shown to find it."""

    accounts: tuple[Account, ...] = ()
    read: tuple[Span, ...] = ()
    apart: tuple[str, str] | None = None
    """Two things that the question relates and that no sentence speaks of together."""
    scanned: tuple[Span, ...] = ()
    """What code has read from end to end."""
    by_words: bool = False
    """Whether all that is told was found by its words alone."""


class _Group(msgspec.Struct, frozen=True):
    """Where something is looked for, what, and how many sentences and rows are told of it at most."""

    documents: Sequence[DocumentId]
    asked: str
    judged: int
    told: int
    rows: int
    side: str = ""
    one: DocumentId | None = None
    """The document, where each of several is told by itself."""


def gather(
    question: str,
    scope: Scope,
    context: Context,
    subcalls: SubCalls,
    prose: Sequence[DocumentId] = (),
    *,
    judged: bool = True,
) -> Gathered:
    """What tells, of each document where the question compares several; nothing where no sentence does.

    `prose` are the documents to look in where the question names none. Where nothing may be `judged`, only
    sentences of long documents that the question names are told, and only where their words are enough.
    """
    known, question = telling(" ".join(scope.names)) | _OF_TELLING, _TELL.sub("What is said about ", question)
    whole = _read_whole(scope, context)
    if not whole and not judged:
        return Gathered()
    groups = _groups(question, scope, prose, whole)
    alone = not whole and len(groups) == 1
    looked = looking.looked_at(question, groups[0].documents, context, subcalls) if alone else []
    found = [
        _of_whole(question, group, whole, known, context)
        if whole
        else _candidates(group, context, known, looked)
        for group in groups
    ]
    evident = _evident(found, question, scope, whole)
    unsure = [
        each for group, is_evident in zip(found, evident, strict=True) if not is_evident for each in group
    ]
    if unsure and not judged:
        return Gathered()
    weighed = _weighed(question, unsure, subcalls) if unsure else {}
    read = tuple(weighed)
    scanned = tuple(hit.span for hit in whole.values())
    best = max(weighed.values(), default=0.0)
    if best < _SURE and not any(evident):
        return Gathered(read=read, scanned=scanned)
    least = max(_KEEPS, best - _BEHIND) if best >= _SURE else math.inf
    told = []
    for group, candidates, is_evident in zip(groups, found, evident, strict=True):
        if is_evident:
            weighed |= {each.span: share for share, each in candidates}
            kept = [each for _, each in candidates]
        else:
            likely = [(share, each) for share, each in candidates if weighed[each.span] >= least]
            some_of_it = scope.written or not whole
            kept = _of_the_matter(likely, looked) if some_of_it else [each for _, each in likely]
        kept.sort(key=lambda sentence: -weighed[sentence.span])
        some = kept[: group.told]
        if not whole:
            some.sort(key=lambda sentence: sentence.span)
        rows = [row for hit in _hits(group, whole) for row in figures.rows([hit])]
        rows = rows or rows_of(group.asked, group.documents, context)
        beside = {sentence.span for sentence in some}
        near = related(" ".join(relevance.telling(group.asked, known)), rows, known, most=group.rows)
        near = [row for row in near if row.span not in beside]
        if not is_evident:
            read += tuple(row.span for row in near)
            near = _that_belong(question, near, subcalls)
        if near or some:
            told.append(Account(group.one, tuple(some), tuple(near), group.side))
    apart = _apart(question, groups, whole, known)
    return Gathered(tuple(told), read, apart, scanned=scanned, by_words=not read)


def _groups(
    question: str, scope: Scope, prose: Sequence[DocumentId], whole: dict[DocumentId, Hit]
) -> list[_Group]:
    """Each of several documents, each of two sides, or all together."""
    if over_time(question) and 1 < len(scope.documents) <= _MOST_DOCUMENTS:
        judged = _KEPT_OF_EACH if whole else _JUDGED_OF_EACH
        return [
            _Group((each,), question, judged, _KEPT_OF_EACH, _ROWS_OF_EACH, one=each)
            for each in scope.documents
        ]
    documents = scope.documents or prose
    if whole and (sides := relations.sides(question)):
        return [
            _Group(documents, side, _OF_A_SIDE, _OF_A_SIDE, _ROWS_OF_EACH, side=side)
            for side in (sides.one, sides.other)
        ]
    return [_Group(documents, question, _KEPT if whole else _JUDGED, _KEPT, _ROWS)]


def _read_whole(scope: Scope, context: Context) -> dict[DocumentId, Hit]:
    """The text of long documents that the question names; none where these are short, or too long.

    What somebody wrote is read whole at any size, without what it quotes of others.
    """
    size = {each.id: each.bytes for each in context.documents() if each.id in scope.documents}
    if not (1 if scope.written else _LONG) <= sum(size.values()) <= _LONGEST:
        return {}
    spans = [Span(each, 0, size[each]) for each in scope.documents if size.get(each)]
    whole = {span.document: Hit(span, context.read(span)) for span in spans}
    return _own_words(whole) if scope.written else whole


def _own_words(whole: dict[DocumentId, Hit]) -> dict[DocumentId, Hit]:
    """Mails without what they quote of others: blanks stand in its place, so that nothing moves."""

    def blank(quoted: re.Match[str]) -> str:
        return " " * len(quoted.group().encode())

    return {each: Hit(hit.span, _QUOTED.sub(blank, hit.text)) for each, hit in whole.items()}


def _evident(
    found: Sequence[Sequence[tuple[float, Sentence]]],
    question: str,
    scope: Scope,
    whole: dict[DocumentId, Hit],
) -> list[bool]:
    """Of each group whether it needs no judge: documents read whole, with all names and years in them.

    What only mentions somebody is not of his year.
    """
    there = " ".join([*scope.names, *(hit.text for hit in whole.values())]).lower()
    sure = bool(whole) and all(name in there for name in scopes.names_and_years(question))
    return [sure and max((share for share, _ in each), default=0.0) >= _EVIDENT for each in found]


def _hits(group: _Group, whole: dict[DocumentId, Hit]) -> list[Hit]:
    return [whole[each] for each in group.documents if each in whole]


def _of_whole(
    question: str, group: _Group, whole: dict[DocumentId, Hit], known: frozenset[str], context: Context
) -> list[tuple[float, Sentence]]:
    """The sentences of documents that say most about what is asked, each something else."""
    what = relevance.wanted(group.asked, known, question)
    found = sentences.without_titles(sentences.of(_hits(group, whole)))
    found = sentences.under_subjects(stating(question, found), context)
    best = relevance.ranked(what, _numbered(question, found))
    if relevance.asks_any(question):
        best = [each for each in best if relevance.states(each.sentence)]
    if relevance.asks_clock(question):
        best = relevance.with_clocks(best)
    chosen = relevance.different(best, group.judged)
    best_score = max((each.score for each in chosen), default=0.0)
    return [(each.score, each.sentence) for each in chosen if each.score >= _HALF * best_score]


def _apart(
    question: str, groups: Sequence[_Group], whole: dict[DocumentId, Hit], known: frozenset[str]
) -> tuple[str, str] | None:
    """The two sides of a question, if no sentence has most words of both."""
    if len(groups) != 2 or not all(group.side for group in groups):
        return None
    one, other = (relevance.wanted(group.asked, known, question).terms for group in groups)
    if one & other:
        return None
    for sentence in sentences.of(_hits(groups[0], whole)):
        there = relevance.terms(sentence.told())
        if all(len(side & there) >= _MOST_OF_IT * len(side) for side in (one, other)):
            return None
    return groups[0].side, groups[1].side


def _that_belong(question: str, rows: Sequence[Row], subcalls: SubCalls) -> list[Row]:
    """A row has a word of the question, "stock", and may be about something else: stocks of goods."""
    asked = [prompts.for_sentence_judge(question, row.told(grouped=True)) for row in rows]
    yes = subcalls.yes(asked, what="which rows tell") if rows else []
    return [row for row, likely in zip(rows, yes, strict=True) if likely is not None and likely >= _KEEPS]


def _of_the_matter(likely: Sequence[tuple[float, Sentence]], looked: Sequence[Sentence]) -> list[Sentence]:
    """Those with nearly as much of the question as the best of them, and what stands right behind these.

    Where none has half of it, those that are `looked` at need share no word with it.
    """
    most = max((share for share, _ in likely), default=0.0)
    seen = {sentence.span for sentence in looked} if most < _MUCH else set()
    near = [sentence for share, sentence in likely if share >= _AS_MUCH * most or sentence.span in seen]
    behind = [
        sentence
        for _, sentence in likely
        if sentence not in near and any(_goes_with(sentence, one) for one in near)
    ]
    return [*near, *behind]


def _goes_with(sentence: Sentence, one: Sentence) -> bool:
    """Whether a sentence stands right behind another, or below the same item of a list."""
    if one.span.document != sentence.span.document:
        return False
    alike = bool(one.owner) and f"{sentence.owner}: ".startswith(f"{one.owner}: ")
    return alike or 0 <= sentence.span.start - one.span.end <= 2


def _candidates(
    group: _Group, context: Context, known: frozenset[str], looked: Sequence[Sentence]
) -> list[tuple[float, Sentence]]:
    """Those that share most with the question, and those that are looked at when it is asked."""
    found = sentences.of(context.search(group.asked, limit=_PASSAGES, documents=group.documents))
    there = {sentence.span for sentence in found}
    found += [sentence for sentence in looked if sentence.span not in there]
    found = sentences.under_subjects(stating(group.asked, sentences.without_titles(found)), context)
    best = sentences.ranked(group.asked, _numbered(group.asked, found), known)
    first = {sentence.text: sentence for _, sentence in reversed(best)}
    different = [(score, sentence) for score, sentence in best if first[sentence.text] is sentence]
    seen = {sentence.span for sentence in looked}
    beyond = [each for each in different[group.judged :] if each[1].span in seen]
    return [*different[: group.judged], *beyond]


def _numbered(question: str, found: Sequence[Sentence]) -> Sequence[Sentence]:
    """Those with the number that a question gives, "(#19524)", where any have it."""
    numbers = {match.group(1) for match in _NUMBER.finditer(question)}
    having = [each for each in found if numbers & set(re.findall(r"\d+", each.told()))]
    return having or found


def stating(question: str, found: Sequence[Sentence]) -> list[Sentence]:
    """Without what only asks, or speaks to a model: a text may hold the question and a forged reply."""
    asking = _OF_ASKING.search(question)
    spoken = [s for s in found if not orders_to_models.speaks(s.text) and not _OF_MAIL.match(s.text)]
    return [sentence for sentence in spoken if asking or not _ASKS.search(sentence.text)]


def _weighed(question: str, found: Sequence[tuple[float, Sentence]], subcalls: SubCalls) -> dict[Span, float]:
    """How likely each sentence belongs to the question, and how much of its words it has."""
    asked = [prompts.for_sentence_judge(question, sentence.told()) for _, sentence in found]
    yes = subcalls.yes(asked, what="which sentences tell")
    return {
        sentence.span: likely + _WORDS * min(1.0, share)
        if likely is not None and likely >= (_BELONGS if share else _BY_ITSELF)
        else 0.0
        for (share, sentence), likely in zip(found, yes, strict=True)
    }
