"""The host's side of the verbs over text: search, scan, read by place, page, line or heading."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice

from rlm_desktop.errors import VerbMisused
from rlm_desktop.ports import Context, Tool
from rlm_desktop.profile import Document, Scan
from rlm_desktop.reply import Listing
from rlm_desktop.rlm.coverage import Ledger
from rlm_desktop.rlm.question.spelled import accents
from rlm_desktop.rlm.verbs.given import count, offset, shown, span, text, word_of
from rlm_desktop.spans import DocumentId, Hit, Span

_MOST_HITS = 5000
_MOST_PASSAGES = 200
_MOST_LINES = 2000
_PAGE = 50  # passages fetched at once
_LONGEST_READ = 1 << 20
_NEAR = 1 << 14
_MARKED = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_NUMBERED = re.compile(r"^(?:(?:\d+\.)+\d*|[IVXLC]+\.|[A-Z]\.)\s+\S.{0,80}$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")


class Textual:
    """Serves one program: what it looks at is accounted for."""

    def __init__(
        self,
        context: Context,
        ledger: Ledger,
        *,
        scanned: Callable[[Scan, Listing, bool], None],
    ) -> None:
        self._context = context
        self._ledger = ledger
        self._scanned = scanned
        self.within: tuple[DocumentId, ...] = ()
        """The documents that are searched and cut into passages; none named means all."""
        self._cutting: tuple[int, tuple[DocumentId, ...], int, Iterator[Span]] = (0, (), 0, iter(()))

    def by_name(self) -> dict[str, Tool]:
        return {
            "search": self.search,
            "scan": self.scan,
            "documents": self.documents,
            "read": self.read,
            "read_lines": self.read_lines,
            "read_page": self.read_page,
            "read_heading": self.read_heading,
            "neighbours": self.neighbours,
            "passages": self.passages,
            "sample": self.sample,
        }

    def search(self, words: str, k: int = 8) -> list[dict[str, object]]:
        text(words, "search", "words", f'search("{word_of(self._context.profile)}")')
        most = count(k, "search", _MOST_PASSAGES)
        hits = self._context.search(words, limit=most, documents=self.within)
        self._ledger.searched = True
        return [self.passage(hit) for hit in hits]

    def scan(
        self, pattern: str, regex: bool = False, ignore_case: bool = True, keep: int = 1000
    ) -> dict[str, object]:
        if not isinstance(pattern, str) or not pattern:
            word = word_of(self._context.profile)
            raise VerbMisused(f'scan wants a text to look for, e.g. scan("{word}"), not {shown(pattern)}.')
        kept = count(keep, "scan", _MOST_HITS)
        found = self._context.scan(pattern, regex=bool(regex), ignore_case=bool(ignore_case), keep=kept)
        loosely = False
        if not found.matches and not regex and (loose := accents.loosely(pattern)):
            # Written without accents, "Natasha" is meant for "Natásha" where only that is there.
            pattern, regex, ignore_case = loose, True, True
            found = self._context.scan(pattern, regex=True, ignore_case=True, keep=kept)
            loosely = found.matches > 0
        self._ledger.scan_all()
        self._scanned(
            found, Listing(pattern=pattern, regex=bool(regex), ignore_case=bool(ignore_case)), loosely
        )
        return {
            "matches": found.matches,
            "lines": found.lines,
            "documents": found.documents,
            "hits": [self.passage(hit) for hit in found.hits],
        }

    def documents(self) -> list[dict[str, object]]:
        return [
            {"id": d.id, "name": d.name, "kind": d.kind, "bytes": d.bytes, "lines": d.lines}
            for d in self.ready.values()
        ]

    def read(self, document: int | str, start: int = 0, size: int = 4000) -> dict[str, object]:
        known = self.document(document)
        begin = offset(start, "read", known.bytes)
        end = min(known.bytes, begin + count(size, "read", _LONGEST_READ))
        return self._read(Span(known.id, begin, max(begin, end)))

    def read_lines(self, document: int | str, first: int, number: int = 1) -> dict[str, object]:
        known = self.document(document)
        wanted = count(first, "read_lines", 1 << 40)
        lines = count(number, "read_lines", _MOST_LINES)
        start = self._offset(known, lambda at: self._context.locate(known.id, at).line >= wanted)
        if start >= known.bytes:
            last = self._context.locate(known.id, max(0, known.bytes - 1)).line
            raise VerbMisused(f"{known.name} has {last:,} lines; there is no line {wanted:,}.")
        end = self._offset(known, lambda at: self._context.locate(known.id, at).line >= wanted + lines)
        return self._read(Span(known.id, start, min(end, start + _LONGEST_READ)))

    def read_page(self, document: int | str, page: int) -> dict[str, object]:
        known = self.document(document)
        wanted = count(page, "read_page", 1 << 40)
        if not known.pages:
            raise VerbMisused(f"{known.name} has no pages; use read_lines, read_heading or passages.")
        if wanted > known.pages:
            raise VerbMisused(f"{known.name} has {known.pages:,} pages; there is no page {wanted:,}.")
        start = self._offset(known, lambda at: (self._context.locate(known.id, at).page or 1) >= wanted)
        end = self._offset(known, lambda at: (self._context.locate(known.id, at).page or 1) > wanted)
        return self._read(Span(known.id, start, min(end, start + _LONGEST_READ)))

    def read_heading(self, heading: str, document: int | str | None) -> dict[str, object]:
        known = (*self._context.profile.headings, "Termination")[0]
        wanted = text(heading, "read_heading", "a heading", f'read_heading("{known}")').strip()
        only = None if document is None else self.document(document).id
        pattern = rf"^[#\s]*(?:[\d.]+\s+|[IVXLC]+\.\s+)?{re.escape(wanted)}\s*#*:?\s*$"
        found = self._context.scan(pattern, regex=True, ignore_case=True, keep=50)
        hits = [hit for hit in found.hits if only is None or hit.span.document == only]
        self._ledger.scan_all()
        if not hits:
            some = "; ".join(self._context.profile.headings[:5])
            raise VerbMisused(
                f"There is no heading {shown(wanted)}." + (f" Some that there are: {some}." if some else "")
            )
        return self._read(self._section(hits[0]))

    def neighbours(self, passage: object, lines: int = 3) -> dict[str, object]:
        inner = span(passage)
        known = self.document(inner.document)
        wanted = count(lines, "neighbours", 200)
        before = self._context.read(Span(known.id, max(0, inner.start - _NEAR), inner.start))
        after = self._context.read(Span(known.id, inner.end, min(known.bytes, inner.end + _NEAR)))
        # The rest of the passage's own first and last line belongs to it and is not counted.
        above = before.splitlines(keepends=True)[-wanted - (not before.endswith("\n")) :]
        whole = self._context.read(inner).endswith("\n")
        below = after.splitlines(keepends=True)[: wanted + (not whole)]
        start = inner.start - len("".join(above).encode())
        end = inner.end + len("".join(below).encode())
        return self._read(Span(known.id, start, end))

    def passages(self, size: int, document: int | str | None, after: int) -> list[dict[str, object]]:
        only = self.within if document is None else (self.document(document).id,)
        size = count(size, "passages", _LONGEST_READ)
        page = list(islice(self._from(size, only, after), _PAGE))
        self._cutting = (size, only, after + len(page), self._cutting[3])
        for piece in page:
            self._ledger.scan(piece)
        return [self.passage(Hit(piece, self._context.read(piece))) for piece in page]

    def sample(
        self, number: int, size: int = 1500, seed: int = 0, alike: bool = False
    ) -> list[dict[str, object]]:
        wanted = count(number, "sample", _MOST_PASSAGES)
        size = count(size, "sample", _LONGEST_READ)
        if not isinstance(seed, int):
            raise VerbMisused(f"sample wants a whole number as its seed, not {shown(seed)}.")
        drawn = self._context.drawn(wanted, size=size, seed=seed, alike=bool(alike), documents=self.within)
        return [self._read(place) for place in drawn]

    def document(self, wanted: int | str) -> Document:
        for document in self.ready.values():
            if wanted in (document.id, document.name):
                return document
        some = ", ".join(document.name for document in list(self.ready.values())[:5])
        raise VerbMisused(f"There is no document {shown(wanted)}; there are: {some}.")

    @cached_property
    def ready(self) -> dict[DocumentId, Document]:
        """What can be read, by its number."""
        return {d.id: d for d in self._context.documents() if d.status == "ready"}

    def passage(self, hit: Hit) -> dict[str, object]:
        """A place and its text, as programs get it."""
        place = hit.span
        return {
            "document": place.document,
            "start": place.start,
            "end": place.end,
            "text": hit.text,
            "name": self.ready[place.document].name if place.document in self.ready else "",
        }

    def _read(self, place: Span) -> dict[str, object]:
        self._ledger.scan(place)
        return self.passage(Hit(place, self._context.read(place)))

    def _from(self, size: int, only: tuple[DocumentId, ...], after: int) -> Iterator[Span]:
        """The passages after the first `after`; a program that goes on goes on where it was."""
        if self._cutting[:3] != (size, only, after):
            spans = self._context.passages(size=size, documents=only)
            next(islice(spans, after, after), None)
            self._cutting = (size, only, after, spans)
        return self._cutting[3]

    @staticmethod
    def _offset(document: Document, reached: Callable[[int], bool]) -> int:
        """The first byte from which on something holds; the document's end where it never does."""
        low, high = 0, document.bytes
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if reached(middle) else (middle + 1, high)
        return low

    def _section(self, heading: Hit) -> Span:
        """From a heading up to the next of its kind, or a higher one."""
        known = self.document(heading.span.document)
        rest = self._context.read(
            Span(known.id, heading.span.start, min(known.bytes, heading.span.start + _LONGEST_READ))
        )
        lines = rest.splitlines(keepends=True)
        size = len(lines[0].encode())
        for number, line in enumerate(lines[1:], 1):
            below = lines[number + 1] if number + 1 < len(lines) else ""
            if self._ends(lines[0].strip(), line.strip(), below.strip()):
                break
            size += len(line.encode())
        return Span(known.id, heading.span.start, heading.span.start + size)

    def _ends(self, heading: str, line: str, below: str) -> bool:
        """Whether a line is the next heading of a section's kind."""
        if marked := _MARKED.match(heading):
            other = _MARKED.match(line)
            return other is not None and len(other.group(1)) <= len(marked.group(1))
        if _NUMBERED.match(heading):
            return _NUMBERED.match(line) is not None and _depth(line) <= _depth(heading)
        if not line or _UNDERLINE.match(line):
            return False
        return _UNDERLINE.match(below) is not None or line in self._context.profile.headings


def _depth(numbered: str) -> int:
    return numbered.split()[0].strip(".").count(".")
