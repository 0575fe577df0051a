"""Which bytes of which document a run has seen: by code, and in a model's prompt.

Kept as sorted, disjoint intervals per document, so that reading twice counts once
and "exhaustive" is a fact and not a claim.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from rlm_desktop import reply
from rlm_desktop.spans import DocumentId, Span

_MOST_DOCUMENTS = 10_000
_MOST_INTERVALS = 1_000


class Intervals:
    """A set of byte positions, as disjoint half-open intervals in order."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Join `start` up to `end` to the set; touching intervals become one."""
        if end <= start:
            return
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        if first < last:
            start = min(start, self._starts[first])
            end = max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]

    def __len__(self) -> int:
        return sum(end - start for start, end in self)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(list(zip(self._starts, self._ends, strict=True)))


class Ledger:
    """What one run has seen of a library whose documents have the given sizes in bytes."""

    def __init__(
        self, sizes: Mapping[DocumentId, int], names: Mapping[DocumentId, str] | None = None
    ) -> None:
        self._sizes = dict(sizes)
        self._names = dict(names or {})
        self.scanned: dict[DocumentId, Intervals] = {}
        self.read: dict[DocumentId, Intervals] = {}
        self.looked_at: dict[DocumentId, Intervals] = {}
        """Long passages that a model's first layers went through, to choose what of them is read."""
        self.searched = False
        """Whether the index of all words was asked: code has seen every byte, but only ranked it."""

    def scan(self, span: Span) -> None:
        self._add(self.scanned, span)

    def scan_documents(self, documents: Iterable[DocumentId]) -> None:
        for document in documents:
            self.scan(Span(document, 0, self._sizes.get(document, 0)))

    def scan_all(self) -> None:
        self.scan_documents(self._sizes)

    def read_by_model(self, span: Span) -> None:
        self._add(self.read, span)

    def look_at(self, span: Span) -> None:
        self._add(self.looked_at, span)

    def merge(self, other: "Ledger") -> None:
        """Take over what a child run, or the chosen candidate, has seen."""
        self.searched = self.searched or other.searched
        for mine, theirs in (
            (self.scanned, other.scanned),
            (self.read, other.read),
            (self.looked_at, other.looked_at),
        ):
            for document, intervals in theirs.items():
                for start, end in intervals:
                    self._add(mine, Span(document, start, end))

    def has_read(self, documents: Iterable[DocumentId]) -> bool:
        """Whether every byte of these documents was in a model's prompt."""
        return all(len(self.read.get(d, Intervals())) == self._sizes.get(d, 0) for d in documents)

    def totals(self) -> reply.Coverage:
        """The ledger in the contract's words. Exhaustive: every byte was seen, by code or by a model."""
        total = sum(self._sizes.values())
        scanned = total if self.searched else sum(len(intervals) for intervals in self.scanned.values())
        read = sum(len(intervals) for intervals in self.read.values())
        touched = {d for kept in (self.scanned, self.read) for d, i in kept.items() if len(i)}
        return reply.Coverage(
            bytes_total=total,
            bytes_scanned=scanned,
            bytes_read_by_model=read,
            bytes_looked_at=_together(self.read, self.looked_at) - read,
            documents_total=len(self._sizes),
            documents_touched=len(self._sizes) if self.searched else len(touched),
            exhaustive=_together(self.scanned, self.read) == total,
            documents=tuple(self._covered(document) for document in sorted(touched)[:_MOST_DOCUMENTS]),
        )

    def _covered(self, document: DocumentId) -> reply.Covered:
        none = Intervals()
        return reply.Covered(
            document=self._names.get(document, ""),
            scanned=tuple(self.scanned.get(document, none))[:_MOST_INTERVALS],
            read=tuple(self.read.get(document, none))[:_MOST_INTERVALS],
        )

    def _add(self, kept: dict[DocumentId, Intervals], span: Span) -> None:
        size = self._sizes.get(span.document, 0)
        kept.setdefault(span.document, Intervals()).add(max(span.start, 0), min(span.end, size))


def _together(*kept: Mapping[DocumentId, Intervals]) -> int:
    """Bytes that are in one of them or in several."""
    seen = 0
    for document in set().union(*kept):
        joined = Intervals()
        for intervals in (each[document] for each in kept if document in each):
            for start, end in intervals:
                joined.add(start, end)
        seen += len(joined)
    return seen
