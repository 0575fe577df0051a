"""Bringing a library up to date with the files on disk: read what is new or changed, forget what is gone.

Work is kept in batches. Whoever kills the program loses the files of the last second or two;
the next update goes on from there.
"""

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from io import FileIO

import msgspec
import numpy as np

from rlm_desktop.context import encodings
from rlm_desktop.context.ingest.formats import format_of
from rlm_desktop.context.ingest.plain import InPlace, Recoded, read_plain
from rlm_desktop.context.ingest.pool import Extract, Readers, ReadLimits
from rlm_desktop.context.ingest.walk import Found, walk
from rlm_desktop.context.lines import BLOCK, LineCounter, LineIndex
from rlm_desktop.context.packs import Packed, Packs
from rlm_desktop.context.store import Details, DocumentStore, Stored
from rlm_desktop.errors import DocumentUnreadable, RlmError, Stopped
from rlm_desktop.events import DocumentSkipped, Event, IngestProgressed
from rlm_desktop.spans import DocumentId

Emit = Callable[[Event], None]
ShouldStop = Callable[[], bool]

BATCH_FILES = 500
BATCH_SECONDS = 1.5
_AHEAD = 4
"""Files given to each reading process ahead of the one whose turn it is."""
_PAUSE = 0.1
"""Seconds between two reports of progress."""


class Changes(msgspec.Struct, frozen=True):
    """What an update did: how many files were read, forgotten, and found unchanged."""

    read: int = 0
    forgotten: int = 0
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.read or self.forgotten)


class Update:
    """One update of one library. Use it once."""

    def __init__(
        self, store: DocumentStore, packs: Packs, *, limits: ReadLimits, emit: Emit, should_stop: ShouldStop
    ) -> None:
        self._store = store
        self._packs = packs
        self._limits = limits
        self._emit = emit
        self._should_stop = should_stop
        self._batch: list[tuple[Stored, Details]] = []
        self._committed = self._reported = time.monotonic()
        self._done = self._total = 0

    def run(self) -> Changes:
        """Raises `Stopped`; what was read until then is kept."""
        known = {document.path: document for document in self._store.all()}
        found = list(self._walk())
        fresh = [file for file in found if not _unchanged(file, known.get(file.path))]
        gone = known.keys() - {file.path for file in found}
        self._rename(found, known)
        try:
            self._read_all(fresh)
        finally:
            self._commit()
            self._packs.close()
        with self._store.together():
            self._store.forget(sorted(gone))
        tidy_packs(self._store, self._packs)
        return Changes(len(fresh), len(gone), len(found) - len(fresh))

    def _walk(self) -> Iterator[Found]:
        for number, file in enumerate(walk(self._store.paths())):
            if number % 256 == 0:
                self._stop_if_asked()
            yield file

    def _stop_if_asked(self) -> None:
        if self._should_stop():
            raise Stopped(
                "Reading the files was stopped.",
                hint="What was read is kept; the next time goes on from there.",
            )

    def _rename(self, found: list[Found], known: dict[str, Stored]) -> None:
        """A further path may have changed what the names of known files begin with."""
        with self._store.together():
            for file in found:
                document = known.get(file.path)
                if document is not None and document.name != file.name:
                    self._store.rename(document.id, file.name)

    def _read_all(self, files: list[Found]) -> None:
        self._total = sum(file.size for file in files)
        with Readers(self._packs.folder, self._limits) as readers:
            ahead = _AHEAD * self._limits.processes()
            waiting: deque[tuple[Found, str, Future[Extract]]] = deque()
            for file in files:
                self._stop_if_asked()
                later = self._read(file, readers)
                if later is not None:
                    waiting.append((file, *later))
                while len(waiting) > ahead or (waiting and waiting[0][2].done()):
                    self._keep_extract(*waiting.popleft())
            while waiting:
                self._keep_extract(*waiting.popleft())

    def _read(self, file: Found, readers: Readers) -> tuple[str, Future[Extract]] | None:
        """Read a file now, or have a process read it and say which kind it is."""
        if file.reason:
            self._refuse(file, "", file.reason)
            return None
        kind = ""
        try:
            with open(file.path, "rb", buffering=0) as stream:  # noqa: PTH123 -- hot, and a path object costs more
                head = stream.read(encodings.HEAD)
                form = format_of(file.name, head)
                kind = form.kind
                if form.reader is None:
                    raise DocumentUnreadable(form.reason)
                if form.reader != "plain":
                    return kind, readers.submit(file.path, form.reader)
                self._keep_plain(file, kind, _Watched(stream, self), head)
        except (OSError, DocumentUnreadable) as error:
            self._refuse(file, kind, _reason(error))
        return None

    def _keep_plain(self, file: Found, kind: str, stream: "_Watched", head: bytes) -> None:
        text = read_plain(stream, head, file.size)
        if isinstance(text, Recoded):
            self._keep_packed(file, kind, text.pieces, note=text.note)
            stream.check_unchanged(file)
            return
        stream.check_unchanged(file)
        self._keep(
            _stored(file, kind, start=text.start, size=text.size, lines=text.lines.lines), _details(text)
        )

    def _keep_extract(self, file: Found, kind: str, extract: "Future[Extract]") -> None:
        while not extract.done():
            self._stop_if_asked()
            _wait(extract)
        try:
            text = extract.result()
        except DocumentUnreadable as error:
            self._refuse(file, kind, error.message)
            return
        with text.text as pieces:
            blocks = iter(lambda: pieces.read(encodings.BLOCK), b"")
            self._keep_packed(file, kind, blocks, note=text.note, pages=text.pages)
        self.advance(file.size, file.name)

    def _keep_packed(
        self, file: Found, kind: str, pieces: Iterator[bytes], *, note: str, pages: tuple[int, ...] = ()
    ) -> None:
        counter = LineCounter()
        packed: Packed = self._packs.append(_counted(pieces, counter))
        lines = counter.finish()
        document = _stored(file, kind, start=packed.start, size=packed.size, lines=lines.lines)
        document = msgspec.structs.replace(document, pack=packed.pack, note=note)
        page_starts = np.array(pages, "<u8").tobytes() if pages else None
        self._keep(document, Details(_index_bytes(lines, packed.size), page_starts))

    def _refuse(self, file: Found, kind: str, reason: str) -> None:
        self._emit(DocumentSkipped(document=file.name, reason=reason))
        self._keep(_stored(file, kind or "unknown", reason=reason), Details())

    def _keep(self, document: Stored, details: Details) -> None:
        self._batch.append((document, details))
        if len(self._batch) >= BATCH_FILES or time.monotonic() - self._committed > BATCH_SECONDS:
            self._commit()

    def _commit(self) -> None:
        # The text first: a document in the store must have its text on the disk.
        self._packs.flush()
        with self._store.together():
            for document, details in self._batch:
                self._store.put(document, details)
        self._batch.clear()
        self._committed = time.monotonic()

    def advance(self, size: int, name: str = "") -> None:
        """So many more bytes of files are read."""
        self._done += size
        now = time.monotonic()
        if now - self._reported >= _PAUSE:
            self._reported = now
            self._stop_if_asked()
            self._emit(
                IngestProgressed(doing="reading files", done=self._done, total=self._total, document=name)
            )


class _Watched:
    """A file whose reading is reported, and can be stopped."""

    def __init__(self, stream: FileIO, update: Update) -> None:
        self._stream = stream
        self._update = update

    def read(self, size: int, /) -> bytes:
        piece = self._stream.read(size)
        self._update.advance(len(piece))
        return piece

    def seek(self, to: int, /) -> None:
        self._stream.seek(to)

    def check_unchanged(self, file: Found) -> None:
        """Raises `DocumentUnreadable` when somebody wrote to the file while it was read."""
        status = os.fstat(self._stream.fileno())
        if (status.st_size, status.st_mtime_ns) != (file.size, file.modified):
            raise DocumentUnreadable("it was written to while it was read; the next update reads it again")


def tidy_packs(store: DocumentStore, packs: Packs) -> None:
    """Write packs anew that hold text of documents that are gone, so that removed really is removed."""
    living: dict[int, list[Stored]] = {}
    for document in store.all():
        if document.pack is not None:
            living.setdefault(document.pack, []).append(document)
    for pack in packs.numbers():
        texts = sorted(living.get(pack, []), key=lambda document: document.start)
        # Each text is followed by one line end of the pack's own.
        if sum(text.size + 1 for text in texts) == packs.path(pack).stat().st_size:
            continue
        moved = [(text, packs.move(Packed(pack, text.start, text.size))) for text in texts]
        packs.flush()
        with store.together():
            for text, place in moved:
                store.place(text.id, place.pack, place.start)
        packs.delete(pack)
    packs.close()


def _unchanged(file: Found, known: Stored | None) -> bool:
    if known is None or file.reason != "" or known.file_size != file.size or known.modified != file.modified:
        return known is not None and file.reason != "" and file.reason == known.reason
    # What could not be read may be readable now: permissions change without a trace in size and time.
    return known.reason == "" or known.kind == "binary"


def _stored(
    file: Found, kind: str, *, start: int = 0, size: int = 0, lines: int = 0, reason: str = ""
) -> Stored:
    return Stored(
        id=DocumentId(0),
        path=file.path,
        name=file.name,
        kind=kind,
        file_size=file.size,
        modified=file.modified,
        reason=reason,
        start=start,
        size=size,
        lines=lines,
    )


def _details(text: InPlace) -> Details:
    return Details(_index_bytes(text.lines, text.size))


def _index_bytes(lines: LineIndex, size: int) -> bytes | None:
    # Within one block there is nothing to index.
    return lines.to_bytes() if size > BLOCK else None


def _counted(pieces: Iterator[bytes], counter: LineCounter) -> Iterator[bytes]:
    for piece in pieces:
        counter.add(piece)
        yield piece


def _wait(extract: "Future[Extract]") -> None:
    with contextlib.suppress(TimeoutError, RlmError):
        extract.exception(timeout=_PAUSE)


def _reason(error: Exception) -> str:
    if isinstance(error, RlmError):
        return error.message
    if isinstance(error, PermissionError):
        return "you have no permission to read it"
    return (getattr(error, "strerror", None) or str(error)).lower()
