"""Reads passages until one of them states the answer, in words that stand in it."""

import re
from collections.abc import Callable, Sequence

import msgspec

from rlm_desktop.ports import Context
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.passages import judging, narrowing, nearest, phrases, rare_names, spelled
from rlm_desktop.rlm.passages.focus import focus, states, support
from rlm_desktop.rlm.passages.judging import Reading
from rlm_desktop.rlm.passages.narrowing import Piece
from rlm_desktop.rlm.passages.refusals import says_nothing
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.question import shapes
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import Span

_ASKS = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
_BATCH = 4
_MANY = 2_000
"""Of so many bytes the few sentences are read first that alone have most of the question's words."""
_READ_WHOLE = 6
_READ_AGAIN = 2
_CUT = 3
"""So many of the best passages are read piece by piece, where no answer stands among the question's words."""
_NEARLY_CERTAIN = 0.9
"""How surely a passage must state what is told in the reader's own words."""
_SHORT = 2_500
"""Bytes. Of longer passages the first layers choose what is read."""
_SUPPORTED = 0.6
"""So much of the question around an answer ends the search for a better one."""
_PART = re.compile(r"[^\W_]+")
_MOST_PARTS = 6
_JUDGED = 3
"""So many answers are checked, the best supported first."""


class Said(msgspec.Struct, frozen=True):
    """A reader's reply, and what of the passage it has read."""

    reply: str
    read: str

    def of(self, question: str) -> "Said":
        """Without what is said around a day or a name that is asked for, and with the office of who it is."""
        bare = spelled.bare(question, self.reply)
        if stands_in(bare, self.read) is None:
            bare = phrases.name_alone(question, bare)
        return Said(phrases.with_office(question, bare, self.read), self.read)


Ask = Callable[[str, Sequence[Span], Sequence[str]], list[Said]]
"""Asks a reader each passage (where it stands, its text)."""


class Told(msgspec.Struct, frozen=True):
    """A reader's answer, how much of the question stands around it, and where it stands."""

    support: float
    answer: str
    span: Span
    passage: str
    """What the reader has read."""
    with_name: float = 0.0
    """The same where what the document is called counts as well."""
    is_sure: bool = False
    """Whether a few sentences by themselves were judged to tell it."""


class Finder:
    """Finds the answer to one question in passages that a search gave."""

    def __init__(self, context: Context, subcalls: SubCalls, ask: Ask) -> None:
        self._context = context
        self._subcalls = subcalls
        self._ask = ask
        self._names = {document.id: document.name for document in context.documents()}
        self._judges = True
        """Whether its readers say how sure they are."""
        self._beliefs: dict[Span, float] = {}
        """How surely what was read is stated where it was read."""
        self._cut_up = False
        """Whether the best passages were read piece by piece."""
        self._alone: nearest.Near | None = None
        self.unstated: list[Told] = []
        """What was read, but is not stated where it was read."""

    def find(self, question: str, spans: Sequence[Span]) -> Told | None:
        """First only the sentences that the question is about are read, then the best passages whole.

        Where nothing stands among the question's words, the best passages are read piece by piece in between.
        """
        if shape := shapes.wanted(question):
            # No other passage tells it, whatever a reader says.
            spans = [span for span in spans if shape.search(self._context.read(span))]
        if near := self.find_alone(question, spans):
            return near
        spans = rare_names.near(question, spans, self._context)
        narrow = [self._focused(span, question) for span in spans]
        short = [span for span in spans[:_CUT] if len(span) <= _SHORT]
        found = self._first_answer(question, narrow, pieces_of=short)
        if found:
            return found
        read = short if self._cut_up else []
        whole = [span for span, part in zip(spans, narrow, strict=True) if span != part and span not in read]
        # Where something was read but is not stated, more of the same passages seldom states it.
        return self._first_answer(question, whole[: _READ_AGAIN if self.unstated else _READ_WHOLE])

    def is_elsewhere(self, told: Told) -> bool:
        """Whether a few sentences have most of the question's words, and this was read in others."""
        near = self._alone
        return near is not None and near.share >= nearest.MOST_OF_IT and not told.span.overlaps(near.span)

    def find_alone(self, question: str, spans: Sequence[Span]) -> Told | None:
        """What the few sentences tell that alone have most of the question's words, where that is sure."""
        if sum(map(len, spans)) < _MANY:
            return None
        self._alone = nearest.alone(question, spans, self._context)
        if self._alone is None:
            return None
        near = self._alone
        return self._in_pieces(question, [(near.span, near.text)]) or self._believed(question, near)

    def _believed(self, question: str, near: nearest.Near) -> Told | None:
        """What these sentences state, though it is not sure by itself: they have the question's words."""
        said = self._ask(question, [near.span], [near.text])[0].of(question)
        there = stands_in(said.reply, said.read) or spelled.has_numbers(said.reply, said.read)
        if is_idle(question, said.reply) or not there:
            return None
        told = self._told(question, near.span, near.text, said)
        support_ = max(told.support, near.share)
        certainty = self._subcalls.certainties(
            [prompts.for_reader(question, said.read)], max_tokens=judging.READ_TOKENS
        )[0]
        reading = Reading(said.read, said.reply, support_, certainty)
        if judging.beliefs(self._subcalls, question, [reading])[0] < judging.BELIEVED:
            return None
        return msgspec.structs.replace(told, support=support_)

    def _focused(self, span: Span, question: str) -> Span:
        start, end = focus(self._context.read(span), question)
        return Span(span.document, span.start + start, span.start + end)

    def _first_answer(
        self, question: str, spans: Sequence[Span], pieces_of: Sequence[Span] = ()
    ) -> Told | None:
        """The answer whose surroundings speak most of the question, of those that their passages state."""
        told: list[Told] = []
        for first in range(0, len(spans), _BATCH):
            some = spans[first : first + _BATCH]
            texts = [self._context.read(span) for span in some]
            replies = [said.of(question) for said in self._ask(question, some, texts)]
            told += [
                self._told(question, span, text, said)
                for span, text, said in zip(some, texts, replies, strict=True)
                if not is_idle(question, said.reply)
            ]
            if any(each.support >= _SUPPORTED for each in told) and (best := self._stated(question, told)):
                return best
            if first == 0 and pieces_of and (sure := self._sure(question, told, pieces_of)):
                return sure
        return self._stated(question, told)

    def _sure(self, question: str, told: Sequence[Told], spans: Sequence[Span]) -> Told | None:
        """What a few sentences of these passages tell, where that is sure: first those of what was read."""
        cut = list(narrowing.pieces(spans, self._context))
        stated = self._stated(question, told)
        own_words = stated is not None and stands_in(stated.answer, stated.passage) is None
        if stated and own_words and self._beliefs[stated.span] >= _NEARLY_CERTAIN:
            return None  # what the reader says in words of its own no piece tells better
        own = [piece for piece in cut if stated and piece[0].overlaps(stated.span)]
        found = self._in_pieces(question, own) if own else None
        if found or not self._judges:
            return found
        self._cut_up = True
        return self._in_pieces(question, cut)

    def _in_pieces(self, question: str, cut: Sequence[tuple[Span, str]]) -> Told | None:
        said = [
            each.of(question)
            for each in self._ask(question, [span for span, _ in cut], [text for _, text in cut])
        ]
        read = [
            Piece(span, each.read, each.reply)
            for (span, _), each in zip(cut, said, strict=True)
            if not is_idle(question, each.reply)
            and stands_in(each.reply, each.read)
            and not judging.cannot_be(question, Reading(each.read, each.reply, 0.0))
        ]
        judged = narrowing.sureness(question, read, self._subcalls)
        self._judges = self._judges and None not in judged
        sure = [(each or 0.0, piece) for each, piece in zip(judged, read, strict=True)]
        best = max(sure, key=lambda each: each[0], default=None)
        if best is None or best[0] < narrowing.SURE:
            return None
        piece = best[1]
        told = self._told(question, piece.span, piece.text, Said(piece.reply, piece.text))
        return msgspec.structs.replace(told, is_sure=True)

    def _told(self, question: str, span: Span, text: str, said: Said) -> Told:
        """What a reader said, where it stands; words that stand nowhere in the passage support nothing."""
        reply = said.reply
        quoted = stands_in(reply, text)
        if quoted is None:
            return Told(0.0, reply, span, said.read)
        place = Span(span.document, span.start + quoted[0], span.start + quoted[1])
        name = self._names.get(span.document, "")
        whole = support(question, text, quoted, named=name)
        if set(words(reply)) & set(words(states(question))):
            # "This has been rejected" is all that a text says of its own status.
            return Told(whole, reply, place, said.read, whole)
        return Told(support(question, text, quoted), reply, place, said.read, whole)

    def _stated(self, question: str, told: Sequence[Told]) -> Told | None:
        """The best supported answer that its passage states; of equals the first: they come best first."""
        best = sorted(told, key=lambda each: -each.support)[:_JUDGED]
        fresh = [each for each in best if each not in self.unstated]
        for each in fresh:
            asked = prompts.for_reader(question, each.passage)
            certainty = self._subcalls.certainties([asked], max_tokens=judging.READ_TOKENS)[0]
            reading = Reading(each.passage, each.answer, each.support, certainty)
            belief = judging.beliefs(self._subcalls, question, [reading])[0]
            if belief >= judging.BELIEVED:
                self._beliefs[each.span] = belief
                return each
            self.unstated.append(each)
        return None


def is_idle(question: str, reply: str) -> bool:
    """Whether a reply tells nothing, the question again, or a thing of another kind."""
    return says_nothing(reply) or repeats(question, reply) or shapes.is_another(question, reply)


_ASKS_NAME = re.compile(r"\W*(?:who|whose|what (?:is|was|were|are) the (?:[a-z]+ )?names?)\b", re.IGNORECASE)
"""A name that stands in such a question is not the one it asks for."""


def repeats(question: str, reply: str) -> bool:
    """Whether a reply only says the question again: "The password was used for the cluster." """
    said = [word for word in words(reply) if word not in COMMON]
    choice = " or " in question.lower() or not _ASKS.search(question)
    least = 1 if _ASKS_NAME.match(question) else 3
    return len(said) >= least and not choice and set(said) <= set(words(question))


def stands_in(answer: str, text: str) -> tuple[int, int] | None:
    """The bytes of the line in which an answer stands, whatever its case; None where it stands nowhere.

    "October 1, 2025" stands where the text has "1 October 2025": its few words in one line, in any order. So
    do "36 days" where it has "a 36-day trip", and "August 14th" where it has "the fourteenth of August".
    """
    bare = answer.strip().strip(".!\"'` ").lower()
    lowered = text.lower()
    at = lowered.find(bare) if bare else -1
    if at >= 0:
        return _line_of(text, at, at + len(bare))
    # Lines of running text break anywhere, in a mail behind the mark of what is quoted.
    if broken := re.search(r"[\s>]+".join(map(re.escape, bare.split())), lowered) if bare else None:
        return _line_of(text, *broken.span())
    parts = _PART.findall(bare)
    numbers = [part for part in parts if part.isdigit()]
    if 1 < len(parts) <= _MOST_PARTS and numbers:
        for match in re.finditer(rf"\b{re.escape(max(numbers, key=len))}\b", lowered):
            start, end = _line_of(text, match.start(), match.end(), in_bytes=False)
            if set(words(bare)) <= set(words(lowered[start:end])):
                return _line_of(text, match.start(), match.end())
    found = next(spelled.places(bare, text), None)
    return _line_of(text, *found) if found else None


def _line_of(text: str, at: int, upto: int, *, in_bytes: bool = True) -> tuple[int, int]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", upto)
    end = end if end >= 0 else len(text)
    if not in_bytes:
        return start, end
    first = len(text[:start].encode())
    return first, first + len(text[start:end].encode())
