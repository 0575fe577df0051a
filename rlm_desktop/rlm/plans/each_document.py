"""Questions for documents of which something holds: each is asked about, in the passage that speaks of it.

"How many of the letters are complaints?", "which proposals were withdrawn?": no record tells, and counting
lines with a word answers another question. A reader says yes or no of each document, so the number is its
reading, and told as such. Of many documents a random sample is read, and the number comes with an interval.
"""

import math
import random
import re
import time
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from rlm_desktop import events
from rlm_desktop.ports import Context, Message
from rlm_desktop.profile import Document
from rlm_desktop.reply import Estimate
from rlm_desktop.rlm.passages import judging_documents, lengths
from rlm_desktop.rlm.passages.focus import focus
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.plans.whole_documents import documents_meant, no_word
from rlm_desktop.rlm.question import intent
from rlm_desktop.rlm.question.linking import COMMON, words
from rlm_desktop.spans import DocumentId, Span

_HOLDS = (
    r"(?:is|are|was|were|have|has|had|do|does|did|can|could|must|should|will|would|deal|deals|speak|complain"
    r"|ask|asks|say|says|name|names|give|gives|contain|describe|describes|propose|proposes|tell|report|concern"
    r"|belong|come|mention|mentions|discuss|request|allow|forbid|require|include|cover|refer|relate|agree"
    r"|(?:accept|admit|announce|answer|apologi[sz]e|appl(?:y|ie)|argue|blame|cancel|claim|compare|concede|confirm"
    r"|criticise|decide|demand|deny|denie|exclude|expire|explain|fail|govern|grant|guarantee|hold|impose|invite"
    r"|lack|limit|lower|make|need|object|oblige|offer|oppose|order|permit|plan|praise|prohibit|promise|provide"
    r"|raise|recommend|refuse|regret|reject|restrict|set|show|suggest|support|terminate|thank|threaten|urge|use"
    r"|waive|want|warn|welcome)(?:s|es|d|ed)?)"
)
_NOUN = (
    r"(?:of (?:the|these|those|my|our|all)(?: the)? )?"
    r"(?P<kind>(?:(?!(?:do|does|did|is|are|was|were|has|have|can)\b)[\w-]+ ){0,2})(?P<noun>[\w-]+s)"
)
_END = r"\s*[?.!]*\s*$"
_PLEASE = r"^\s*(?:please |can you |could you |tell me )*"
_FORMS: tuple[tuple[Literal["count", "which"], re.Pattern[str]], ...] = (
    (
        "count",
        re.compile(rf"{_PLEASE}how many {_NOUN} (?P<holds>(?:{_HOLDS}|of|about|from|with) .+?){_END}", re.I),
    ),
    ("which", re.compile(rf"{_PLEASE}(?:which|what) {_NOUN} (?P<holds>(?:{_HOLDS}|about) .+?){_END}", re.I)),
    (
        "which",
        re.compile(
            rf"{_PLEASE}(?:list|show|name|find)(?: me)?(?: all)?(?: the)? {_NOUN}"
            rf" (?:(?:that|which|who) )?(?P<holds>(?:{_HOLDS}|about|from|with) .+?){_END}",
            re.I,
        ),
    ),
)
_FEW = 40
"""So few documents are all asked about, whatever words they use."""
_HEAD = 160  # bytes of a document's beginning that are shown before the passage
_PASSAGE = 700
_LOOKED_AT = 1 << 16
"""Bytes of a document in which the passage is looked for."""
_MOST_HITS = 20_000
"""A word with more of them stands nearly everywhere, and is not looked for."""
_AT_ONCE = 8
_BESIDE = 60  # tokens of the question around a passage
_USUAL_SPEED = 50.0
_CONFIDENCE, _DEVIATIONS = 0.95, 1.96
PATIENCE = 180.0
"""Seconds of reading after which what was read is taken for a sample."""
_WITHOUT = COMMON | {"about", "be", "been", "being", "hold", "name", "give", "say", "deal"}


class Asked(msgspec.Struct, frozen=True):
    kind: Literal["count", "which"]
    noun: str
    holds: str
    """What is to hold of a document, as the question says it, with what stands before the noun."""
    documents: tuple[DocumentId, ...]
    """Those that are called so; empty for all."""

    @property
    def words(self) -> list[str]:
        """The words that a document may use for it."""
        noun = set(words(self.noun))
        return [
            word for word in dict.fromkeys(words(self.holds)) if word not in _WITHOUT | noun and len(word) > 2
        ]


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What came of reading: documents of which it holds, and all that were read, with their passages."""

    found: tuple[tuple[str, Span], ...]
    seen: tuple[tuple[str, Span], ...]
    of: int
    documents: int
    """All that are meant, also those that use none of the words."""

    @property
    def read(self) -> int:
        return len(self.seen)

    @property
    def whole(self) -> bool:
        return self.read == self.of

    @property
    def number(self) -> int:
        return len(self.found) if self.whole else round(len(self.found) / max(1, self.read) * self.of)

    def estimate(self) -> Estimate | None:
        """Wilson's interval for a sample; None where all were read."""
        if self.whole or not self.read:
            return None
        share, n, z = len(self.found) / self.read, self.read, _DEVIATIONS
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        low = max(len(self.found), math.floor((middle - half) * self.of))
        high = min(self.of, math.ceil((middle + half) * self.of))
        return Estimate(low=low, high=high, confidence=_CONFIDENCE, sampled=self.read, of=self.of)


def asked(
    question: str,
    documents: Sequence[Document],
    prose: Sequence[DocumentId],
    says: Callable[[DocumentId, str], bool] = no_word,
) -> Asked | None:
    """None where the question is for something else, or its noun for no documents of running text.

    `says`: whether a document has a word.
    """
    of = intent.of(question)
    if any((of.most, of.least, of.earliest, of.latest, of.average, of.total, of.distinct)):
        return None
    for kind, form in _FORMS:
        match = form.match(question)
        if match is None:
            continue
        before, _, first = match["kind"].strip().rpartition(" ")
        called = documents_meant(first, match["noun"], documents, prose, says) if first else None
        if called is None:
            before = match["kind"].strip()
            called = documents_meant(None, match["noun"], documents, prose, says)
        if called is None or (not called and len(prose) < len(documents)):
            continue
        holds = f"{before} {match['holds']}".strip()
        found = Asked(kind, match["noun"], _said(before, match["noun"], match["holds"]), called)
        if holds and found.words:
            return found
    return None


def _said(kind: str, noun: str, holds: str) -> str:
    verbless = re.match(r"(?:of|about|from|with)\b", holds)
    said = f"are {holds}" if verbless else holds
    return f"are {kind.strip()} {noun} and {said}" if kind.strip() else said


class EachDocument:
    """Asks a reader about one document after the other."""

    def __init__(
        self,
        context: Context,
        subcalls: SubCalls,
        documents: Sequence[Document],
        *,
        emit: Callable[[events.Event], None],
        seed: int,
        patience: float,
    ) -> None:
        """`patience`: seconds of reading after which it ends; 0: everything is read."""
        self._context = context
        self._subcalls = subcalls
        self._emit = emit
        self._seed = seed
        self._patience = patience
        self._documents = documents

    def read(self, wanted: Asked) -> Read:
        """Raises `Stopped`, `BudgetSpent`; what was read by then is kept for the next time."""
        all_meant = [d for d in self._documents if not wanted.documents or d.id in wanted.documents]
        some = all_meant if len(all_meant) <= _FEW else self._that_speak(wanted, all_meant)
        drawn = random.Random(self._seed).sample(some, len(some))
        self._tell_cost(wanted, len(some))
        seen: list[tuple[str, Span]] = []
        said: list[float | None] = []
        started = time.monotonic()
        what = f"which {wanted.noun} {wanted.holds}"
        neutral = judging_documents.of_nothing(wanted.noun, wanted.holds) if drawn else []
        nothing = self._subcalls.yes(neutral, what="four made-up texts that tell nothing, to compare with")
        for first in range(0, len(drawn), _AT_ONCE):
            if self._patience and seen and time.monotonic() - started > self._patience:
                break
            few = drawn[first : first + _AT_ONCE]
            spans = [self._passage(document, wanted) for document in few]
            seen += [(document.name, span) for document, span in zip(few, spans, strict=True)]
            asked = [self._prompt(d, span, wanted) for d, span in zip(few, spans, strict=True)]
            said += self._subcalls.yes(asked, what=what)
            self._emit(events.IngestProgressed(doing="reading documents", done=len(seen), total=len(drawn)))
        holds = judging_documents.parted(said, nothing)
        found = sorted(one for one, held in zip(seen, holds, strict=True) if held)
        return Read(found=tuple(found), seen=tuple(seen), of=len(some), documents=len(all_meant))

    def _that_speak(self, wanted: Asked, documents: Sequence[Document]) -> list[Document]:
        """The documents that have all of the words, in any of their endings."""
        having = {document.id for document in documents}
        for word in wanted.words:
            pattern = rf"(?:^|\W){re.escape(word)}"
            found = self._context.scan(pattern, regex=True, ignore_case=True, keep=_MOST_HITS)
            if found.lines <= _MOST_HITS:
                having &= {hit.span.document for hit in found.hits}
        return [document for document in documents if document.id in having]

    def _passage(self, document: Document, wanted: Asked) -> Span:
        text = self._context.read(Span(document.id, 0, min(document.bytes, _LOOKED_AT)))
        start, end = focus(text, " ".join(wanted.words), size=_PASSAGE)
        return Span(document.id, start, end)

    def _prompt(self, document: Document, span: Span, wanted: Asked) -> tuple[Message, ...]:
        head = ""
        if span.start > _HEAD:
            head = " ".join(self._context.read(Span(document.id, 0, _HEAD)).split()) + " …\n"
        return judging_documents.asked(
            document.name, head + self._context.read(span), wanted.noun, wanted.holds
        )

    def _tell_cost(self, wanted: Asked, number: int) -> None:
        tokens = number * ((_PASSAGE + _HEAD) / lengths.bytes_a_token(self._context) + _BESIDE)
        minutes = tokens / self._speed() / 60
        text = (
            f"{number:,} {wanted.noun} are to be asked about, a call each: about {tokens:,.0f} tokens,"
            f" some {max(1, round(minutes)):,} min unless they were read before."
        )
        self._emit(events.Noted(text=text))
        if self._patience and minutes * 60 > self._patience:
            text = (
                f"After {self._patience / 60:.0f} minutes the answer is an estimate from those that were"
                " read, drawn at random; choose the plan “exhaustive” to have all of them read."
            )
            self._emit(events.Noted(text=text))

    def _speed(self) -> float:
        counts = self._subcalls.counts
        spent = counts.prompt_tokens + counts.generated_tokens
        return spent / counts.seconds if counts.seconds > 1 and spent else _USUAL_SPEED
