"""The host's side of the verbs: what a program in the interpreter may ask for.

One `Tools` serves one program. It keeps what the program answered, on what, and what was seen.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from rlm_desktop import events
from rlm_desktop.errors import PromptTooLong, VerbMisused
from rlm_desktop.ports import Context, Message, Tool
from rlm_desktop.profile import Rows, Scan
from rlm_desktop.reply import Listing
from rlm_desktop.rlm import prompts
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.passages import judging, kinds, phrases, skimming
from rlm_desktop.rlm.passages.finding import Finder, Said
from rlm_desktop.rlm.passages.subcalls import SubCalls
from rlm_desktop.rlm.verbs import given, readers
from rlm_desktop.rlm.verbs.tabular import Tabular
from rlm_desktop.rlm.verbs.textual import Textual
from rlm_desktop.spans import DocumentId, Hit, Span

_SEARCHED = 12
"""Passages whose sentences are compared."""
_MANY = 4
"""So many passages a program asks the same, before each is not read to the last word."""
_BELIEVED = 0.55
"""Below this an answer is told with a warning."""

Ask = Callable[[str, str | None], object]
"""A child run: question and its text (None: the same text), to its answer."""
AskEach = Callable[[Sequence[str]], list[object]]
"""Child runs over the same text, answers in the questions' order."""


class Outcome(msgspec.Struct):
    """What a program left behind."""

    answered: bool = False
    value: object = None
    evidence: list[Span] = []
    scanned: Scan | None = None
    """What the last scan found, with its exact totals."""
    doubtful: bool = False
    """Whether little of the question stands around the answer that `find` took."""
    unstated: list[tuple[str, Span]] = []
    """What `find` read and did not take, since it is not stated there."""
    loosely: bool = False
    """Whether that scan found words only with other accents than it was given."""
    scan: Listing | None = None
    """That scan, to be done again for all its places."""
    notes: list[tuple[Span | None, str]] = []
    """What readers answered, with the passage they read."""
    read: dict[Span, str] = {}
    """Of such passages that were not read whole, what of them was."""
    queries: list[tuple[str, Rows]] = []


class Tools:
    """Everything one program may call, by name."""

    def __init__(
        self,
        context: Context,
        subcalls: SubCalls,
        ledger: Ledger,
        *,
        child: Ask,
        children: AskEach | None = None,
        emit: Callable[[events.Event], None],
        turn: int = 0,
        candidate: int = 0,
    ) -> None:
        self._context = context
        self._subcalls = subcalls
        self._child = child
        self._children = children or (lambda questions: [child(question, None) for question in questions])
        self._emit = emit
        self._turn = turn
        self._candidate = candidate
        self.reads_whole = False
        """Whether long passages are read to the last word, and not where the first layers look."""
        self.ledger = ledger
        self.outcome = Outcome()
        self._tabular = Tabular(
            context, ledger, keep=self._keep_rows, emit=emit, turn=turn, candidate=candidate
        )
        self._textual = Textual(context, ledger, scanned=self._keep_scan)

    def search_within(self, documents: Sequence[DocumentId]) -> None:
        """Let searches find, and reading go over, passages of these documents alone."""
        self._textual.within = tuple(documents)

    @property
    def read_whole(self) -> bool:
        """Whether a model has read all of the documents that reading was to go over."""
        return bool(self._textual.within) and self.ledger.has_read(self._textual.within)

    def give_children(self, child: Ask, children: AskEach) -> None:
        """Let `rlm_query` and `rlm_query_batched` be answered by these from now on."""
        self._child, self._children = child, children

    def by_name(self) -> Mapping[str, Tool]:
        return {
            **self._tabular.by_name(),
            **self._textual.by_name(),
            "find": self.find,
            "ask_each": self.ask_each,
            "ask_all": self.ask_all,
            "label": self.label,
            "extract_each": self.extract_each,
            "compare": self.compare,
            "summarise": self.summarise,
            "answer": self.answer,
            "llm_query": self.llm_query,
            "llm_query_batched": self.llm_query_batched,
            "rlm_query": self.rlm_query,
            "rlm_query_batched": self.rlm_query_batched,
        }

    def sql(self, query: str, *, limit: int = 10_000) -> dict[str, object]:
        """A query of the host's own."""
        return self._tabular.sql(query, limit)

    def _keep_rows(self, query: str, rows: Rows) -> None:
        self.outcome.queries.append((query, rows))

    def _keep_scan(self, found: Scan, again: Listing, loosely: bool) -> None:
        self.outcome.scanned, self.outcome.scan = found, again
        self.outcome.loosely = self.outcome.loosely or loosely

    # -- readers

    def find(self, question: str, places: Sequence[Mapping[str, int]]) -> dict[str, object] | None:
        """Read passages until one states the answer in words that stand in it."""
        self._demand_question(question, "find")
        finder = Finder(self._context, self._subcalls, self._ask)
        try:
            best = finder.find(question, [given.span(place) for place in places])
        finally:
            self.outcome.unstated = [(each.answer, each.span) for each in finder.unstated]
        if best is None:
            return None
        little = not best.is_sure and max(best.support, best.with_name) < _BELIEVED
        told = phrases.whole(best.answer, best.passage)
        if little and kinds.is_another(question, told, self._subcalls):
            return None
        self.outcome.doubtful = little or finder.is_elsewhere(best)
        return {
            "answer": told,
            "passage": self._textual.passage(Hit(best.span, self._context.read(best.span))),
        }

    def find_alone(self, question: str) -> None:
        """Answer with what the few sentences state that alone have most of the question's words."""
        hits = self._context.search(question, limit=_SEARCHED, documents=self._textual.within)
        self.ledger.searched = True
        finder = Finder(self._context, self._subcalls, self._ask)
        if best := finder.find_alone(question, [hit.span for hit in hits]):
            place = self._textual.passage(Hit(best.span, self._context.read(best.span)))
            self.outcome.answered, self.outcome.value = True, phrases.whole(best.answer, best.passage)
            self.outcome.evidence = [given.span(place)]

    def ask_each(self, question: str, pieces: Sequence[object]) -> list[str]:
        self._demand_question(question, "ask_each")
        spans, texts = self._texts(pieces)
        return [said.reply for said in self._ask(question, spans, texts, whole=len(texts) < _MANY)]

    def _ask(
        self, question: str, spans: Sequence[Span | None], texts: Sequence[str], *, whole: bool = False
    ) -> list[Said]:
        read = self._skimmed(question, spans, [self._fitting(text) for text in texts], whole=whole)
        asked = [prompts.for_reader(question, text) for text in read]
        replies = self._subcalls.complete(asked, what=question, max_tokens=judging.READ_TOKENS)
        self.outcome.notes += zip(spans, replies, strict=True)
        return [Said(reply, text) for reply, text in zip(replies, read, strict=True)]

    def _skimmed(
        self, question: str, spans: Sequence[Span | None], texts: Sequence[str], *, whole: bool
    ) -> list[str]:
        """What of each passage its reader gets; noted in the books before it is read."""
        whole = whole or self.reads_whole
        unread = [] if whole else [n for n, text in enumerate(texts) if not self._knows(question, text)]
        found = [skimming.Shown(text) for text in texts]
        for number, shown in zip(
            unread, skimming.shown(question, [texts[n] for n in unread], self._subcalls), strict=True
        ):
            found[number] = shown
        for span, shown in zip(spans, found, strict=True):
            if span is None:
                continue
            if not shown.parts:
                self.ledger.read_by_model(span)
                continue
            self.ledger.look_at(span)
            self.outcome.read[span] = shown.text
            for start, end in shown.parts:
                self.ledger.read_by_model(Span(span.document, span.start + start, span.start + end))
        return [shown.text for shown in found]

    def _knows(self, question: str, text: str) -> bool:
        """Whether a passage was read whole before: then that is known, and better."""
        return self._subcalls.knows(prompts.for_reader(question, text), max_tokens=judging.READ_TOKENS)

    def label(self, pieces: Sequence[object], labels: Sequence[str], what: str) -> list[str]:
        some = isinstance(labels, list | tuple)
        names = list(dict.fromkeys(map(str, labels))) if some else []
        if len(names) < 2:
            raise VerbMisused(
                'label wants at least two labels in a list, e.g. label(items, ["yes", "no"]),'
                f" not {given.shown(labels)}."
            )
        spans, texts = self._texts(pieces)
        self._note_read(spans)
        return self._subcalls.label([" ".join(text.split())[:2000] for text in texts], names, what)

    def extract_each(self, pieces: Sequence[object], fields: object) -> list[dict[str, object]]:
        wanted = readers.fields_of(fields)
        spans, texts = self._texts(given.pieces(pieces, "extract_each"))
        self._note_read(spans)
        return readers.extract(self._subcalls, [self._fitting(text) for text in texts], wanted)

    def ask_all(self, question: str, document: int | str | None) -> str:
        self._demand_question(question, "ask_all")
        only = () if document is None else (self._textual.document(document).id,)
        spans = list(self._context.passages(size=self._page_size(), documents=only))
        texts = [self._context.read(span) for span in spans]
        texts = self._skimmed(question, spans, texts, whole=len(texts) < _MANY)
        together, replies = readers.ask_all(self._subcalls, question, texts)
        self.outcome.notes += zip(spans, replies, strict=True)
        return together

    def compare(self, one: object, other: object, what: str) -> str:
        spans, texts = self._texts([one, other])
        self._note_read(spans)
        half = max(1000, (self._subcalls.window - 1200) * 3 // 2)
        return readers.compare(self._subcalls, texts[0][:half], texts[1][:half], what)

    def summarise(self, pieces: Sequence[object], about: str) -> str:
        spans, texts = self._texts(given.pieces(pieces, "summarise"))
        self._note_read(spans)
        return readers.summarise(self._subcalls, [self._fitting(text) for text in texts], about)

    def _demand_question(self, question: object, verb: str) -> None:
        word = given.word_of(self._context.profile)
        given.text(question, verb, "a question", f'{verb}("What is said of {word}?")')

    def _page_size(self) -> int:
        return min(6000, max(1500, (self._subcalls.window - 1500) * 2))

    def llm_query(self, prompt: str) -> str:
        word = given.word_of(self._context.profile)
        given.text(prompt, "llm_query", "a prompt", f'llm_query("Is {word} a person?")')
        return self.llm_query_batched([prompt])[0]

    def llm_query_batched(self, asked: Sequence[str]) -> list[str]:
        """Replies in the prompts' order; where a prompt cannot be answered, its place says why."""
        prompts_given = given.questions(asked, "llm_query_batched")
        messages = [(Message("user", self._fitting(prompt)),) for prompt in prompts_given]
        try:
            return self._subcalls.complete(messages, what="llm_query", max_tokens=400)
        except PromptTooLong:
            if len(messages) == 1:
                raise
        return [self._reply_or_error(message) for message in messages]

    def _reply_or_error(self, messages: Sequence[Message]) -> str:
        try:
            return self._subcalls.complete([messages], what="llm_query", max_tokens=400)[0]
        except PromptTooLong as error:
            return f"Error: {error.message}"

    def rlm_query(self, question: str, text: str | None = None) -> object:
        wanted = given.text(question, "rlm_query", "a question", 'rlm_query("Who signed it?", text)')
        return self._child(wanted, None if text is None else str(text))

    def rlm_query_batched(self, questions: Sequence[str]) -> list[object]:
        return self._children(given.questions(questions, "rlm_query_batched"))

    def _texts(self, pieces: Sequence[object]) -> tuple[list[Span | None], list[str]]:
        spans = [given.span(piece) if isinstance(piece, Mapping) else None for piece in pieces]
        texts = [
            self._context.read(span) if span else str(piece)
            for span, piece in zip(spans, pieces, strict=True)
        ]
        return spans, texts

    def _note_read(self, spans: Sequence[Span | None]) -> None:
        for span in spans:
            if span is not None:
                self.ledger.read_by_model(span)

    def _fitting(self, text: str) -> str:
        """Cut what would not fit the reader's window; four characters a token is far on the safe side."""
        return text[: max(2000, (self._subcalls.window - 1200) * 3)]

    # -- the answer

    def answer(self, value: object, evidence: Sequence[Mapping[str, int]] = ()) -> None:
        self.outcome.answered = True
        self.outcome.value = value
        self.outcome.evidence = [given.span(place) for place in evidence]
