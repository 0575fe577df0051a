"""The host's side of the verbs: what a program in the interpreter may ask for.

One `Tools` serves one program. It keeps what the program answered, on what, and what was seen.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

import msgspec

from rlm_desktop import events
from rlm_desktop.errors import VerbMisused
from rlm_desktop.ports import Context, Message, Tool
from rlm_desktop.profile import Document, Rows, Scan
from rlm_desktop.reply import Listing
from rlm_desktop.rlm import accents, grammars, prompts
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.focus import focus, support
from rlm_desktop.rlm.linking import identifier
from rlm_desktop.rlm.subcalls import SubCalls, says_nothing
from rlm_desktop.spans import DocumentId, Hit, Span

_MOST_HITS = 5000
_MOST_PASSAGES = 200
_PAGE = 50  # passages fetched at once
_BATCH = 4
_READ_WHOLE = 6
_BELIEVED = 0.55
"""Below this an answer is told with a warning."""
_SUPPORTED = 0.6
"""So much of the question around an answer ends the search for a better one."""
_LONGEST_READ = 1 << 20

Ask = Callable[[str, str | None], object]
"""A child run: question and its text (None: the same text), to its answer."""


class Outcome(msgspec.Struct):
    """What a program left behind."""

    answered: bool = False
    value: object = None
    evidence: list[Span] = []
    scanned: Scan | None = None
    """What the last scan found, with its exact totals."""
    doubtful: bool = False
    """Whether little of the question stands around the answer that `find` took."""
    loosely: bool = False
    """Whether that scan found words only with other accents than it was given."""
    scan: Listing | None = None
    """That scan, to be done again for all its places."""
    notes: list[tuple[Span | None, str]] = []
    """What readers answered, with the passage they read."""
    queries: list[tuple[str, Rows]] = []


class _Told(msgspec.Struct, frozen=True):
    """A reader's answer, how much of the question stands around it, and where it stands."""

    support: float
    answer: str
    span: Span


class Tools:
    """Everything one program may call, by name."""

    def __init__(
        self,
        context: Context,
        subcalls: SubCalls,
        ledger: Ledger,
        *,
        child: Ask,
        emit: Callable[[events.Event], None],
        turn: int = 0,
        candidate: int = 0,
    ) -> None:
        self._context = context
        self._subcalls = subcalls
        self._child = child
        self._emit = emit
        self._turn = turn
        self._candidate = candidate
        self.ledger = ledger
        self.outcome = Outcome()
        self._cutting: tuple[int, tuple[DocumentId, ...], int, Iterator[Span]] = (0, (), 0, iter(()))

    def by_name(self) -> Mapping[str, Tool]:
        return {
            "sql": self.sql,
            "records": self.records,
            "search": self.search,
            "scan": self.scan,
            "documents": self.documents,
            "read": self.read,
            "passages": self.passages,
            "find": self.find,
            "ask_each": self.ask_each,
            "label": self.label,
            "extract": self.extract,
            "answer": self.answer,
            "llm_query": self.llm_query,
            "llm_query_batched": self.llm_query_batched,
            "rlm_query": self.rlm_query,
            "rlm_query_batched": self.rlm_query_batched,
        }

    # -- records

    def sql(self, query: str) -> dict[str, object]:
        if not isinstance(query, str) or not query.strip():
            raise VerbMisused(f"sql wants a SELECT query as text, not {_shown(query)}.")
        started = time.monotonic()
        rows = self._context.query(query.strip().rstrip(";"))
        self.outcome.queries.append((query, rows))
        self._seen_by_query(query)
        seconds = time.monotonic() - started
        self._emit(
            events.QueryRan(
                turn=self._turn,
                candidate=self._candidate,
                sql=query.strip(),
                rows=len(rows.rows),
                seconds=seconds,
            )
        )
        return {"columns": rows.columns, "rows": rows.rows}

    def records(self, table: str, first: int, size: int) -> dict[str, object]:
        names = [known.name for known in self._context.profile.tables]
        if table not in names:
            raise VerbMisused(
                f"There is no table {_shown(table)}; the tables are: {', '.join(names) or 'none'}."
            )
        query = f"SELECT * FROM {identifier(table)} ORDER BY _document, _start"
        rows = self._context.query(f"{query} LIMIT {int(size)} OFFSET {int(first)}", hidden=True)
        kept = [number for number, name in enumerate(rows.columns) if not name.startswith("_")]
        self._seen_by_query(table)
        return {
            "columns": [rows.columns[number] for number in kept],
            "rows": [[row[number] for number in kept] for row in rows.rows],
        }

    def _seen_by_query(self, query: str) -> None:
        """The tables hold every byte of the documents they were parsed from: code has seen those.

        The list of documents holds nothing of what stands in them.
        """
        parsed = [table for table in self._context.profile.tables if table.kind != "documents"]
        named = [table for table in parsed if re.search(rf"\b{re.escape(table.name)}\b", query)]
        if not named:
            return
        if sum(table.documents for table in named) >= len(self._documents):
            self.ledger.scan_all()
            return
        for table in named:
            found = self._context.query(
                f"SELECT DISTINCT _document FROM {identifier(table.name)}", limit=1_000_000, hidden=True
            )
            self.ledger.scan_documents(DocumentId(row[0]) for row in found.rows if isinstance(row[0], int))

    # -- text

    def search(self, words: str, k: int = 8) -> list[dict[str, object]]:
        if not isinstance(words, str) or not words.strip():
            raise VerbMisused('search wants words as text, e.g. search("late delivery").')
        hits = self._context.search(words, limit=_count(k, "search", _MOST_PASSAGES))
        self.ledger.searched = True
        return [self._passage(hit) for hit in hits]

    def scan(
        self, pattern: str, regex: bool = False, ignore_case: bool = True, keep: int = 1000
    ) -> dict[str, object]:
        if not isinstance(pattern, str) or not pattern:
            raise VerbMisused('scan wants a text to look for, e.g. scan("overdue").')
        kept = _count(keep, "scan", _MOST_HITS)
        found = self._context.scan(pattern, regex=bool(regex), ignore_case=bool(ignore_case), keep=kept)
        if not found.matches and not regex and (loose := accents.loosely(pattern)):
            # Written without accents, "Natasha" is meant for "Natásha" where only that is there.
            pattern, regex, ignore_case = loose, True, True
            found = self._context.scan(pattern, regex=True, ignore_case=True, keep=kept)
            self.outcome.loosely = found.matches > 0
        self.ledger.scan_all()
        self.outcome.scanned = found
        self.outcome.scan = Listing(pattern=pattern, regex=bool(regex), ignore_case=bool(ignore_case))
        return {
            "matches": found.matches,
            "lines": found.lines,
            "documents": found.documents,
            "hits": [self._passage(hit) for hit in found.hits],
        }

    def documents(self) -> list[dict[str, object]]:
        return [
            {"id": d.id, "name": d.name, "kind": d.kind, "bytes": d.bytes, "lines": d.lines}
            for d in self._documents.values()
        ]

    def read(self, document: int | str, start: int = 0, size: int = 4000) -> dict[str, object]:
        known = self._document(document)
        end = min(known.bytes, start + _count(size, "read", _LONGEST_READ))
        span = Span(known.id, max(0, start), max(0, end))
        self.ledger.scan(span)
        return self._passage(Hit(span, self._context.read(span)))

    def passages(self, size: int, document: int | str | None, after: int) -> list[dict[str, object]]:
        only = () if document is None else (self._document(document).id,)
        size = _count(size, "passages", _LONGEST_READ)
        page = list(islice(self._from(size, only, after), _PAGE))
        self._cutting = (size, only, after + len(page), self._cutting[3])
        for span in page:
            self.ledger.scan(span)
        return [self._passage(Hit(span, self._context.read(span))) for span in page]

    def _from(self, size: int, only: tuple[DocumentId, ...], after: int) -> Iterator[Span]:
        """The passages after the first `after`; a program that goes on goes on where it was."""
        if self._cutting[:3] != (size, only, after):
            spans = self._context.passages(size=size, documents=only)
            next(islice(spans, after, after), None)
            self._cutting = (size, only, after, spans)
        return self._cutting[3]

    def _document(self, wanted: int | str) -> Document:
        for document in self._documents.values():
            if wanted in (document.id, document.name):
                return document
        some = ", ".join(document.name for document in list(self._documents.values())[:5])
        raise VerbMisused(f"There is no document {_shown(wanted)}; there are: {some}.")

    @cached_property
    def _documents(self) -> dict[DocumentId, Document]:
        """What can be read, by its number."""
        return {d.id: d for d in self._context.documents() if d.status == "ready"}

    def _passage(self, hit: Hit) -> dict[str, object]:
        span = hit.span
        return {
            "document": span.document,
            "start": span.start,
            "end": span.end,
            "text": hit.text,
            "name": self._name(span.document),
        }

    def _name(self, document: DocumentId) -> str:
        return self._documents[document].name if document in self._documents else ""

    # -- readers

    def find(self, question: str, places: Sequence[Mapping[str, int]]) -> dict[str, object] | None:
        """Read passages until one answers in words that stand in it.

        First only the sentences that the question is about, then the best passages whole.
        """
        spans = [_span(place) for place in places]
        narrow = [self._focused(span, question) for span in spans]
        whole = [span for span, part in zip(spans, narrow, strict=True) if span != part][:_READ_WHOLE]
        return self._first_answer(question, narrow) or self._first_answer(question, whole)

    def _focused(self, span: Span, question: str) -> Span:
        start, end = focus(self._context.read(span), question)
        return Span(span.document, span.start + start, span.start + end)

    def _first_answer(self, question: str, spans: Sequence[Span]) -> dict[str, object] | None:
        """The answer whose surroundings speak most of the question."""
        told: list[_Told] = []
        for first in range(0, len(spans), _BATCH):
            some = spans[first : first + _BATCH]
            texts = [self._context.read(span) for span in some]
            replies = self._ask(question, some, texts)
            told += [
                self._told(question, span, text, reply)
                for span, text, reply in zip(some, texts, replies, strict=True)
                if not says_nothing(reply)
            ]
            if any(each.support >= _SUPPORTED for each in told):
                break
        if not told:
            return None
        best = max(told, key=lambda each: each.support)  # the first of equals: the best passages come first
        self.outcome.doubtful = best.support < _BELIEVED
        return {
            "answer": best.answer,
            "passage": self._passage(Hit(best.span, self._context.read(best.span))),
        }

    def _told(self, question: str, span: Span, text: str, reply: str) -> _Told:
        """What a reader said, where it stands; words that stand nowhere in the passage support nothing."""
        quoted = stands_in(reply, text)
        if quoted is None:
            return _Told(0.0, reply, span)
        place = Span(span.document, span.start + quoted[0], span.start + quoted[1])
        return _Told(support(question, text, quoted), reply, place)

    def ask_each(self, question: str, pieces: Sequence[object]) -> list[str]:
        if not isinstance(question, str) or not question.strip():
            raise VerbMisused("ask_each wants a question as text and a list of passages.")
        spans, texts = self._texts(pieces)
        return self._ask(question, spans, texts)

    def _ask(self, question: str, spans: Sequence[Span | None], texts: Sequence[str]) -> list[str]:
        self._note_read(spans)
        asked = [prompts.for_reader(question, self._fitting(text)) for text in texts]
        replies = self._subcalls.complete(asked, what=question, max_tokens=64)
        self.outcome.notes += zip(spans, replies, strict=True)
        return replies

    def label(self, pieces: Sequence[object], labels: Sequence[str], what: str) -> list[str]:
        if len(set(labels)) < 2:
            raise VerbMisused('label wants at least two labels, e.g. label(items, ["yes", "no"]).')
        spans, texts = self._texts(pieces)
        self._note_read(spans)
        return self._subcalls.label([" ".join(text.split())[:2000] for text in texts], list(labels), what)

    def extract(self, piece: object, fields: Sequence[str]) -> dict[str, object]:
        if not fields:
            raise VerbMisused('extract wants the names of fields, e.g. extract(passage, ["date", "amount"]).')
        spans, texts = self._texts([piece])
        self._note_read(spans)
        asked = [prompts.for_extraction(self._fitting(texts[0]), fields)]
        grammar = grammars.object_of(fields)
        reply = self._subcalls.complete(asked, what=", ".join(fields), max_tokens=300, grammar=grammar)[0]
        try:
            found = json.loads(reply)
        except json.JSONDecodeError:
            return dict.fromkeys(fields)  # cut off at the limit: nothing can be relied on
        return {name: found.get(name) for name in fields}

    def llm_query(self, prompt: str) -> str:
        return self.llm_query_batched([prompt])[0]

    def llm_query_batched(self, asked: Sequence[str]) -> list[str]:
        messages = [(Message("user", self._fitting(str(prompt))),) for prompt in asked]
        return self._subcalls.complete(messages, what="llm_query", max_tokens=400)

    def rlm_query(self, question: str, text: str | None = None) -> object:
        return self._child(question, text)

    def rlm_query_batched(self, questions: Sequence[str]) -> list[object]:
        return [self._child(question, None) for question in questions]

    def _texts(self, pieces: Sequence[object]) -> tuple[list[Span | None], list[str]]:
        spans = [_span(piece) if isinstance(piece, Mapping) else None for piece in pieces]
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
        self.outcome.evidence = [_span(place) for place in evidence]


def stands_in(answer: str, text: str) -> tuple[int, int] | None:
    """The bytes of the line in which an answer stands, whatever its case; None where it stands nowhere."""
    bare = answer.strip().strip(".!\"'` ").lower()
    at = text.lower().find(bare) if bare else -1
    if at < 0:
        return None
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at + len(bare))
    line = text[start : end if end >= 0 else len(text)]
    first = len(text[:start].encode())
    return first, first + len(line.encode())


def _span(place: object) -> Span:
    if isinstance(place, Mapping) and {"document", "start", "end"} <= set(place):
        return Span(DocumentId(int(place["document"])), int(place["start"]), int(place["end"]))
    raise VerbMisused(f"A passage from search, scan, read or passages was expected, not {_shown(place)}.")


def _count(number: object, verb: str, most: int) -> int:
    if not isinstance(number, int) or number < 1:
        raise VerbMisused(f"{verb} wants a whole number above 0, not {_shown(number)}.")
    return min(number, most)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
