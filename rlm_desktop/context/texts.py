"""The text of a library's documents as it lies on disk: read anywhere, a little at a time."""

import hashlib
import os
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from io import FileIO
from itertools import accumulate
from pathlib import Path

import numpy as np

from rlm_desktop.context import pages
from rlm_desktop.context.lines import LineIndex
from rlm_desktop.context.packs import Packs
from rlm_desktop.context.source import Source
from rlm_desktop.context.store import DocumentStore, Stored
from rlm_desktop.errors import BadRequest, DocumentChanged
from rlm_desktop.spans import DocumentId, Span

_KEPT_INDEXES = 64


class Texts:
    """The readable documents at one moment. Safe to use from several threads."""

    def __init__(self, store: DocumentStore, packs: Packs) -> None:
        self._store = store
        self.stored = store.all()
        self.sources = [_source(document, packs) for document in self.stored if not document.reason]
        """In the order in which documents are shown."""
        self._by_id = {document.id: document for document in self.stored if not document.reason}
        self._source_of = {source.document: source for source in self.sources}
        self._indexes: dict[DocumentId, LineIndex] = {}

    def source(self, document: DocumentId) -> Source:
        try:
            return self._source_of[document]
        except KeyError:
            raise BadRequest(f"There is no readable document with the number {document}.") from None

    def has(self, document: DocumentId) -> bool:
        """Whether there is a readable document with that number."""
        return document in self._source_of

    @property
    def fingerprint(self) -> str:
        """Changes when any text does: a number stands for one version of one file, which can only grow."""
        shown = "\n".join(f"{source.document} {source.size} {source.name}" for source in self.sources)
        return hashlib.sha256(f"{len(self.stored)}\n{shown}".encode()).hexdigest()

    @property
    def lines_total(self) -> int:
        return sum(document.lines for document in self._by_id.values())

    def chosen(self, documents: Sequence[DocumentId]) -> list[Source]:
        return [self.source(document) for document in documents] if documents else self.sources

    def read(self, document: DocumentId, start: int, end: int) -> bytes:
        """Bytes `start` up to `end` of a document; what lies beyond its end is left out."""
        source = self.source(document)
        start, end = max(0, start), min(end, source.size)
        if end <= start:
            return b""
        piece = self._from_disk(source, start, end)
        if len(piece) < end - start:
            raise _changed(source)
        return piece

    def _from_disk(self, source: Source, start: int, end: int) -> bytes:
        try:
            with open(source.path, "rb", buffering=0) as file:  # noqa: PTH123 -- hot
                self.check(source, os.fstat(file.fileno()))
                file.seek(source.start + start)
                return _all_of(file, end - start)
        except OSError as error:
            raise _changed(source) from error

    def passages(self, *, size: int, documents: Sequence[DocumentId] = ()) -> Iterator[Span]:
        for source in self.chosen(documents):
            for start, end in pages.passages(partial(self.read, source.document), source.size, size):
                yield Span(source.document, start, end)

    def drawn(
        self, count: int, *, size: int, seed: int, alike: bool, documents: Sequence[DocumentId] = ()
    ) -> list[Span]:
        """Passages from random places, each byte as likely as the other, or with `alike` each document of
        more than two passages; all where the text is that short."""
        sources = self.chosen(documents)
        if sum(source.size for source in sources) <= count * size:
            whole = list(self.passages(size=size, documents=documents))
            random.Random(seed).shuffle(whole)
            return whole
        weights = [min(source.size, 2 * size) if alike else source.size for source in sources]
        ends = list(accumulate(weights))
        found: dict[Span, None] = {}
        for place in pages.spread(ends[-1], count, seed):
            which = bisect_right(ends, place)
            source, weight = sources[which], weights[which]
            at = (place - ends[which] + weight) * source.size // weight
            start, end = pages.around(partial(self.read, source.document), source.size, size, at)
            found[Span(source.document, start, end)] = None
        return list(found)

    def check(self, source: Source, status: os.stat_result) -> None:
        """Raises `DocumentChanged` when the file is not the one that was indexed."""
        known = self._by_id[source.document]
        if known.pack is None and (status.st_size, status.st_mtime_ns) != (known.file_size, known.modified):
            raise _changed(source)

    def check_all(self, sources: Sequence[Source]) -> None:
        for source in sources:
            try:
                self.check(source, source.path.stat())
            except OSError as error:
                raise _changed(source) from error

    def lines(self, document: DocumentId) -> LineIndex:
        index = self._indexes.get(document)
        if index is None:
            stored = self._store.details(document).line_index
            known = self._by_id[self.source(document).document]
            if stored is None:
                index = LineIndex.of([self.read(document, 0, known.size)])
            else:
                index = LineIndex.from_bytes(stored, known.lines)
            while len(self._indexes) >= _KEPT_INDEXES:
                self._indexes.pop(next(iter(self._indexes)), None)
            self._indexes[document] = index
        return index

    def kind(self, document: DocumentId) -> str:
        return self._by_id[self.source(document).document].kind

    def page(self, document: DocumentId, offset: int) -> int | None:
        """The page, from 1, on which an offset of a paged document lies."""
        if not self._by_id[self.source(document).document].pages:
            return None
        starts = np.frombuffer(self._store.details(document).pages or b"", "<u8")
        return max(1, int(np.searchsorted(starts, offset, side="right")))


def _source(document: Stored, packs: Packs) -> Source:
    path = Path(document.path) if document.pack is None else packs.path(document.pack)
    return Source(
        document=document.id,
        name=document.name,
        kind=document.kind,
        path=path,
        start=document.start,
        size=document.size,
    )


def _all_of(file: FileIO, size: int) -> bytes:
    """So many bytes, or fewer at the end of the file: one call may give less than was asked for."""
    pieces = [file.read(size)]
    missing = size - len(pieces[0])
    while missing and (piece := file.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def _changed(source: Source) -> DocumentChanged:
    return DocumentChanged(
        f"{source.name} changed or went away after it was read.", hint="Update the library and ask again."
    )
