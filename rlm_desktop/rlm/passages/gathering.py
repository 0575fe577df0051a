"""What many places of a text tell, each read by itself: a value of each, or none, and how sure it is.

A small reader that sees one sentence and a question for one thing is nearly always right, where it loses
half of the things that a whole page lists. Whether a sentence tells is judged four times, of the sentence
with what was read in it and without; together they part those that tell from those that only name the same
thing (docs/decisions/0014).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from rlm_desktop.errors import BudgetSpent
from rlm_desktop.ports import Context
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages import anchors, finding, judging, relevance, sentences
from rlm_desktop.rlm.passages.anchors import Anchor
from rlm_desktop.rlm.passages.sentences import Sentence
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.question.linking import words
from rlm_desktop.spans import Hit, Span

_AROUND = 700  # bytes on either side of a line, in which its sentence begins and ends
_BESIDE = 200  # the same of a line whose sentence is longer, or that is a heading
_AT_ONCE = 8
_MOST_READ = 60
_NEAR, _FLOOR, _FAR = 2.45, 2.2, 2.9
"""What four judgements of a place come to together, 0 to 4: near the first lies the border between those
that tell and those that do not, below the second none does, beyond the third it says nothing more."""
_DRAWS, _EDGE = 0.6, 0.1
"""How many units of a gap it is worth to lie one unit nearer to the border; the gap beyond the last."""
_DOUBT = 0.25
"""So far below the border it is doubtful whether a place tells."""
_SPEAKS = 1.15
"""What the two judgements that know no answer must come to where none was read, to be doubtful."""
_UNKNOWN = 0.65
"""A judgement of a reader that does not say how likely its Yes is."""
_APART = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s*;\s*|\s*\n\s*(?:[-*]\s+)?")
_COMMAS = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s*;\s*|\s*\n\s*(?:[-*]\s+)?")
_BEGINS = re.compile(r"^(?:the|an?)\s+(?=[A-Z\d])|^[\s\"'\u201c\u2018(-]+", re.IGNORECASE)
_ENDS = re.compile(r"[\s\"'\u201d\u2019).,;:!?]+$")
_GOES_ON = re.compile(
    r"^[\"'\u201d\u2019]?(?:,? (?:and|or|as well as) |, )(?:the )?[A-Z\u00c0-\u00de\d\"\u201c]"
)
_WENT_ON = re.compile(r"[A-Z\u00c0-\u00de][\w'\u2019-]*(?:,? (?:and|or) |, )(?:the )?$")
_WHO = re.compile(r"^\W*(?:(?:to|by|from|for|with) )?who(?:m|se)?\b", re.IGNORECASE)
_MOST_OF_IT = 0.7
"""A reply with so many of a sentence's words tells the sentence again."""
_DOES = re.compile(
    r"^\W*(?:who|(?:which|what) [\w-]+) (?P<verb>[a-z]+(?:ed|t|d|w|n|e|ame|ook|ave|old))\b", re.IGNORECASE
)
"""Who did something to somebody, in the past tense."""


class Mention(msgspec.Struct, frozen=True):
    """A sentence, what was read in it, if anything, and how sure it is that it tells."""

    sentence: Sentence
    values: tuple[str, ...]
    sure: float


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    told: tuple[Mention, ...]
    doubtful: tuple[Mention, ...]
    """Sentences that may tell something: nothing of it is in the answer."""
    read: tuple[Span, ...]
    places: int
    """How many sentences there are to be read."""
    stopped: str = ""
    """Why not all were read, where the run's limits ended it."""


class Gatherer:
    """Reads the places that an anchor has."""

    def __init__(self, context: Context, subcalls: SubCalls) -> None:
        self._context = context
        self._subcalls = subcalls
        self._sizes = {document.id: document.bytes for document in context.documents()}

    def gather(self, question: str, of_one: str, anchor: Anchor) -> Gathered:
        """`question` asks for all, `of_one` the same for one. Raises `Stopped`, `EngineLost`."""
        found = list(self._sentences(anchor))
        chosen = self._best(of_one, found, anchor)
        done: list[Mention] = []
        stopped = ""
        try:
            for first in range(0, len(chosen), _AT_ONCE):
                done += self._read(question, of_one, chosen[first : first + _AT_ONCE], anchor)
        except BudgetSpent as spent:
            stopped = spent.message
        least = border([each.sure for each in done if each.values])
        told = [each for each in done if each.values and each.sure >= least]
        rest = [
            each
            for each in done
            if each not in told and each.sure >= (least - _DOUBT if each.values else _SPEAKS)
        ]
        return Gathered(
            told=tuple(told),
            doubtful=tuple(rest),
            read=tuple(each.sentence.span for each in done),
            places=max(len(found), anchor.lines if len(anchor.hits) < anchor.lines else 0),
            stopped=stopped,
        )

    def _sentences(self, anchor: Anchor) -> Iterator[Sentence]:
        """Each sentence that has the anchor, once; of one that is too long what stands around the anchor."""
        lines = [hit.span for hit in anchor.hits]
        for span in _joined([self._around(line, _AROUND) for line in lines]):
            cut = sentences.of([Hit(span, self._context.read(span))])
            found = [each for each in cut if anchor.has(each.text)]
            yield from found
            seen = [each.span for each in found]
            for line in (one for one in lines if one.overlaps(span)):
                if not any(line.overlaps(other) for other in seen):
                    seen.append(self._around(line, _BESIDE))
                    yield Sentence(seen[-1], " ".join(self._context.read(seen[-1]).split()))

    def _around(self, span: Span, more: int) -> Span:
        size = self._sizes.get(span.document, 0)
        return Span(span.document, max(0, span.start - more), min(size, span.end + more))

    def _best(self, of_one: str, found: Sequence[Sentence], anchor: Anchor) -> list[Sentence]:
        """All of them, or of very many those that share most with the question, in the order of the text.

        Where the text is about a name from end to end, they must share more with it than the name.
        """
        if anchor.lines > anchors.FREQUENT:
            asked = set(map(relevance.term, relevance.telling(of_one, words(anchor.word))))
            found = [each for each in found if asked & relevance.terms(each.text)]
        if len(found) <= _MOST_READ:
            return list(found)
        ranked = sentences.ranked(of_one, found, frozenset(words(anchor.word)))
        return sorted((each for _, each in ranked[:_MOST_READ]), key=lambda each: each.span)

    def _read(
        self, question: str, of_one: str, some: Sequence[Sentence], anchor: Anchor
    ) -> Iterator[Mention]:
        texts = [each.told() for each in some]
        replies = self._replies(of_one, texts)
        # A line that only looks like a heading has names of its own.
        above = [
            not value_in(reply, each.text, anchor) and bool(value_in(reply, text, anchor))
            for each, text, reply in zip(some, texts, replies, strict=True)
        ]
        texts = [
            each.text if is_above else text for each, text, is_above in zip(some, texts, above, strict=True)
        ]
        replies = self._replies(of_one, texts) if any(above) else replies
        stated = self._subcalls.yes(
            [prompts.for_judge(of_one, text) for text in texts], what="checking what was read"
        )
        belongs = self._subcalls.yes(
            [prompts.for_sentence_judge(of_one, text) for text in texts], what="which sentences tell"
        )
        read = [
            () if is_doer(of_one, anchor, text) else self._values(question, of_one, text, reply, anchor)
            for text, reply in zip(texts, replies, strict=True)
        ]
        checked = iter(
            self._checked(of_one, [(t, values) for t, values in zip(texts, read, strict=True) if values])
        )
        for each, values, one, other in zip(some, read, stated, belongs, strict=True):
            yield Mention(each, values, _known(one) + _known(other) + (next(checked) if values else 0.0))

    def _checked(self, of_one: str, read: Sequence[tuple[str, tuple[str, ...]]]) -> list[float]:
        """How sure it is that each sentence says what was read in it, by two more judgements."""
        told = [(text, " and ".join(values)) for text, values in read]
        right = self._subcalls.yes(
            [prompts.for_answer_judge(of_one, text, answer) for text, answer in told],
            what="checking what was read",
        )
        says = self._subcalls.yes(
            [prompts.for_answer_check(of_one, text, answer) for text, answer in told],
            what="checking what was read",
        )
        return [_known(one) + _known(other) for one, other in zip(right, says, strict=True)]

    def _replies(self, of_one: str, texts: Sequence[str]) -> list[str]:
        asked = [prompts.for_reader(of_one, text) for text in texts]
        return self._subcalls.complete(asked, what=of_one, max_tokens=judging.READ_TOKENS)

    def _values(self, question: str, of_one: str, text: str, reply: str, anchor: Anchor) -> tuple[str, ...]:
        """What was read, as far as it stands there; of several that stand beside each other all."""
        first = value_in(reply, text, anchor)
        if not first or finding.is_idle(of_one, reply):
            return ()
        if question != of_one and _stands_in_a_list(first, text):
            asked = [prompts.for_reader(question, text)]
            more = self._subcalls.complete(asked, what=question, max_tokens=judging.READ_TOKENS)[0]
            several = tuple(value for part in _APART.split(more) if (value := value_in(part, text, anchor)))
            if len(several) > 1:
                return tuple(dict.fromkeys(several))
        parts = (_APART if _WHO.match(of_one) else _COMMAS).split(first)
        apart = tuple(value for part in parts if (value := value_in(part, text, anchor)))
        return apart if len(apart) > 1 and len(apart) == len(parts) else (first,)


def _known(share: float | None) -> float:
    return _UNKNOWN if share is None else share


def border(sure: Sequence[float]) -> float:
    """Above which places tell: where there is a gap between them, near what is usual.

    A question that a small model finds hard draws all of its judgements together.
    """
    ordered = sorted(min(each, _FAR) for each in sure)
    if not ordered:
        return _NEAR
    gaps = [((one + other) / 2, other - one) for one, other in pairwise(ordered)]
    gaps += [(ordered[0] - _EDGE / 2, _EDGE), (ordered[-1] + _EDGE / 2, _EDGE)]
    possible = [gap for gap in gaps if gap[0] >= _FLOOR] or [(_NEAR, 0.0)]
    return max(possible, key=lambda gap: gap[1] - _DRAWS * abs(gap[0] - _NEAR))[0]


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    """Spans that overlap as one, so that no sentence is cut."""
    last: Span | None = None
    for span in sorted(spans):
        if last and last.document == span.document and span.start <= last.end:
            last = Span(last.document, last.start, max(last.end, span.end))
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def value_in(reply: str, text: str, anchor: Anchor) -> str:
    """What of a reply stands in a sentence, as it is written there; empty where that is nothing of its own.

    "Ms. Okafor voted no." of "Ms Okafor said that she voted no" is "Ms Okafor".
    """
    bare = _ENDS.sub("", _BEGINS.sub("", reply.strip()))
    parts = re.findall(r"\w+(?:[^\w\s]+\w+)*|[^\w\s]", bare)
    for upto in range(len(parts), 0, -1):
        if not any(character.isalnum() for character in "".join(parts[:upto])):
            continue
        pattern = r"\W{0,3}".join(map(re.escape, [part for part in parts[:upto] if part[0].isalnum()]))
        match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
        if match:
            found = " ".join(match.group().split())
            return "" if _tells_again(found, text) or _only(found, anchor) else found
        if upto == len(parts) and not bare[:1].isupper():
            return ""
    return ""


def _tells_again(found: str, text: str) -> bool:
    return len(found.split()) > 4 and len(found.split()) > _MOST_OF_IT * len(text.split())


def _only(found: str, anchor: Anchor) -> bool:
    """Whether it is the thing itself that every place names."""
    return anchor.has(found) and (anchor.is_name or len(words(found)) == 1)


def _stands_in_a_list(value: str, text: str) -> bool:
    at = text.find(value)
    if at < 0:
        return False
    return bool(_GOES_ON.match(text[at + len(value) :]) or _WENT_ON.search(text[:at]))


def is_doer(of_one: str, anchor: Anchor, text: str) -> bool:
    """Whether a sentence says that the one who is named did what is asked who did to it.

    "Who paid Dobrynkin?" is not told by "Dobrynkin paid his landlady".
    """
    match = _DOES.match(of_one)
    if match is None or not anchor.has(of_one[match.end() :]):
        return False
    pattern = rf"{re.escape(anchor.word)} (?:had |has |have |also |then |never |only )?{match['verb']}\b"
    return re.search(pattern, text) is not None
