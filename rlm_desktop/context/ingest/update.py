"""Bringing a library up to date with the files on disk: read what is new or changed, forget what is gone.

Work is kept in batches. Whoever kills the program loses the files of the last second or two;
the next update goes on from there.
"""

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from io import FileIO
from typing import IO

import msgspec
import numpy as np

from rlm_desktop.context import encodings
from rlm_desktop.context.ingest.changes import Changes, Files, away, by_file, is_below, is_unchanged, moves
from rlm_desktop.context.ingest.formats import format_of
from rlm_desktop.context.ingest.made import counted, index_bytes, member, stored, stretch
from rlm_desktop.context.ingest.plain import Recoded, read_on, read_plain
from rlm_desktop.context.ingest.pool import Extract, Extracted, Readers, ReadLimits
from rlm_desktop.context.ingest.seals import only_grew, seal_of
from rlm_desktop.context.ingest.tidy import tidy_packs
from rlm_desktop.context.ingest.walk import Found, walk
from rlm_desktop.context.lines import LineCounter, LineIndex
from rlm_desktop.context.packs import Packed, Packs
from rlm_desktop.context.store import Details, DocumentStore, Stored
from rlm_desktop.errors import DocumentUnreadable, LibraryError, RlmError, Stopped
from rlm_desktop.events import DocumentSkipped, Event, IngestProgressed
from rlm_desktop.legible import legible_name

Emit = Callable[[Event], None]
ShouldStop = Callable[[], bool]
BATCH_FILES = 500
BATCH_SECONDS = 1.5
_AHEAD = 4
"""Files given to each reading process ahead of the one whose turn it is."""
_PAUSE = 0.1
"""Seconds between two reports of progress."""
_MOST_TOLD = 50
"""Files that could not be read and are told of, each; of one archive there may be a hundred thousand."""


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
        self._batch: list[tuple[str, list[tuple[Stored, Details]]]] = []
        self._committed = self._reported = time.monotonic()
        self._done = self._total = self._skipped = 0

    def run(self) -> Changes:
        """Raises `Stopped`; what was read until then is kept. Raises `LibraryError` where something that
        was added is not in its place any more: a disk that is not connected must not empty its library.
        """
        known = by_file(self._store.all())
        found = list(self._walk())
        known = self._follow_moves(found, known)
        fresh = [file for file in found if not is_unchanged(file, known.get(file.path, ()))]
        gone = self._gone(known, {file.path for file in found})
        self._check_there(gone, known)
        self._rename(found, known)
        try:
            self._read_all(fresh, known)
        finally:
            self._commit()
            self._packs.close()
            self._tell_rest()
        with self._store.together():
            self._store.forget(sorted(gone))
        tidy_packs(self._store, self._packs)
        return Changes(len(fresh), len(gone), len(found) - len(fresh))

    def _check_there(self, gone: set[str], known: Files) -> None:
        """What was added is looked at path by path: of several one may be on a disk that is not connected."""
        updated = self._store.fact("updated") or ""
        if not (lost := away(self._store.paths(), gone, known, updated)):
            return
        why = "what was added has been moved or deleted, or its disk is not connected."
        one = f"{lost[0]} is no longer there: {why}"
        several = f"{lost[0]} and {len(lost) - 1:,} more are no longer there: {why}"
        raise LibraryError(
            one if len(lost) == 1 else several,
            hint="Put it back in its place, or add it where it is now. What was read of it is kept. Where it"
            " is gone for good, leave it out: `rlm-desktop library remove NAME PATH`.",
        )

    def _gone(self, known: Files, there: set[str]) -> set[str]:
        """Files that are no longer where they were. Texts that were carried here are of no folder."""
        roots = tuple(str(path) for path in self._store.paths())
        return {path for path in known.keys() - there if is_below(path, roots)}

    def _follow_moves(self, found: list[Found], known: Files) -> Files:
        """A file that is gone and one that is new, with the same size and time of writing, are one file."""
        there = {file.path for file in found}
        moved = dict(moves([file for file in found if file.path not in known], known, there))
        if not moved:
            return known
        with self._store.together():
            for old, new in moved.items():
                self._store.move(old, new)
        return by_file(self._store.all())

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

    def _rename(self, found: list[Found], known: Files) -> None:
        """A further path may have changed what the names of known files begin with."""
        with self._store.together():
            for file in found:
                for document in known.get(file.path, ()):
                    name = file.name + document.path[len(file.path) :]
                    if document.name != name:
                        self._store.rename(document.id, name)

    def _read_all(self, files: list[Found], known: Files) -> None:
        self._total = sum(file.size for file in files)
        with Readers(self._packs.folder, self._limits) as readers:
            ahead = _AHEAD * self._limits.processes()
            waiting: deque[tuple[Found, str, Future[Extract]]] = deque()
            for file in files:
                self._stop_if_asked()
                if self._grown(file, known.get(file.path, ())):
                    continue
                later = self._read(file, readers)
                if later is not None:
                    waiting.append((file, *later))
                while len(waiting) > ahead or (waiting and waiting[0][2].done()):
                    self._keep_extract(*waiting.popleft())
            while waiting:
                self._keep_extract(*waiting.popleft())

    def _grown(self, file: Found, known: Sequence[Stored]) -> bool:
        """Read only what is new at the end of a file, if there is nothing else that is new."""
        if file.reason or len(known) != 1 or known[0].pack is not None or known[0].reason:
            return False
        (old,) = known
        if file.size <= old.file_size:
            return False
        details = self._store.details(old.id)
        try:
            with open(file.path, "rb", buffering=0) as stream:  # noqa: PTH123 -- as below
                if details.line_index is None or not only_grew(stream, old.file_size, details.seal):
                    return False
                watched = _Watched(stream, self)
                self._done += old.file_size
                text = read_on(watched, old.start, LineIndex.from_bytes(details.line_index, old.lines))
                watched.check_unchanged(file)
                details = Details(text.lines.to_bytes(), seal=seal_of(stream, file.size))
        except (OSError, UnicodeDecodeError, DocumentUnreadable):
            return False
        self._commit()
        document = msgspec.structs.replace(
            old, file_size=file.size, modified=file.modified, size=text.size, lines=text.lines.lines
        )
        with self._store.together():
            self._store.grow(document, details)
        return True

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
                    return kind, readers.submit(file.path, file.name, file.size)
                self._keep_plain(file, kind, _Watched(stream, self), head)
        except (OSError, DocumentUnreadable) as error:
            self._refuse(file, kind, _reason(error))
        return None

    def _keep_plain(self, file: Found, kind: str, stream: "_Watched", head: bytes) -> None:
        text = read_plain(stream, head, file.size)
        if isinstance(text, Recoded):
            one = self._packed(file, kind, text.pieces, note=text.note)
            stream.check_unchanged(file)
            self._keep(file, [one])
            return
        seal = seal_of(stream, file.size)
        stream.check_unchanged(file)
        document = stored(file, kind, start=text.start, size=text.size, lines=text.lines.lines)
        self._keep(file, [(document, Details(index_bytes(text.lines, text.size), seal=seal))])

    def _keep_extract(self, file: Found, kind: str, extract: "Future[Extract]") -> None:
        while not extract.done():
            self._stop_if_asked()
            _wait(extract)
        try:
            found = extract.result()
        except DocumentUnreadable as error:
            self._refuse(file, kind, error.message)
            return
        with found.text as text:
            if not found.parts:
                self._refuse(file, kind, "there is nothing in it")
            else:
                names = _Names()
                self._keep(file, [self._part(file, names.own(part), text) for part in found.parts])
        self.advance(file.size, file.name)

    def _part(self, file: Found, part: Extracted, text: IO[bytes]) -> tuple[Stored, Details]:
        """One text of a file; of a file that is one text, that of the file itself."""
        inside = file if not part.name else member(file, part.name)
        if part.reason:
            self._tell_skipped(inside.name, part.reason)
            document, details = stored(inside, part.kind, reason=part.reason), Details()
        else:
            text.seek(part.start)
            pieces = stretch(text, part.end - part.start)
            document, details = self._packed(inside, part.kind, pieces, note=part.note, pages=part.pages)
        return (msgspec.structs.replace(document, inside=file.path) if part.name else document), details

    def _packed(
        self, file: Found, kind: str, pieces: Iterator[bytes], *, note: str, pages: tuple[int, ...] = ()
    ) -> tuple[Stored, Details]:
        counter = LineCounter()
        packed: Packed = self._packs.append(counted(pieces, counter))
        lines = counter.finish()
        document = stored(file, kind, start=packed.start, size=packed.size, lines=lines.lines)
        document = msgspec.structs.replace(document, pack=packed.pack, note=note)
        page_starts = np.array(pages, "<u8").tobytes() if pages else None
        return document, Details(index_bytes(lines, packed.size), page_starts)

    def _refuse(self, file: Found, kind: str, reason: str) -> None:
        self._tell_skipped(file.name, reason)
        self._keep(file, [(stored(file, kind or "unknown", reason=reason), Details())])

    def _tell_skipped(self, name: str, reason: str) -> None:
        self._skipped += 1
        if self._skipped <= _MOST_TOLD:
            self._emit(DocumentSkipped(document=name, reason=reason))

    def _tell_rest(self) -> None:
        if (rest := self._skipped - _MOST_TOLD) > 0:
            reason = "the library's list of documents has each of them with its reason"
            self._emit(DocumentSkipped(document=f"{rest:,} more", reason=reason))

    def _keep(self, file: Found, documents: list[tuple[Stored, Details]]) -> None:
        """All documents of a file, in one commit: one that was half read must not look as if it were read."""
        self._batch.append((file.path, documents))
        if len(self._batch) >= BATCH_FILES or time.monotonic() - self._committed > BATCH_SECONDS:
            self._commit()

    def _commit(self) -> None:
        # The text first: a document in the store must have its text on the disk.
        self._packs.flush()
        with self._store.together():
            self._store.forget([file for file, _ in self._batch])
            for _, documents in self._batch:
                for document, details in documents:
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
                IngestProgressed(
                    doing="reading files", done=self._done, total=self._total, document=name, unit="bytes"
                )
            )


class _Names:
    """Names of the parts of one file: two that look alike would stand for each other."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def own(self, part: Extracted) -> Extracted:
        name = shown = legible_name(part.name)
        while name in self._taken:
            self._taken[shown] += 1
            name = f"{shown} ({self._taken[shown]})"
        self._taken[name] = 1
        return msgspec.structs.replace(part, name=name)


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


def _wait(extract: "Future[Extract]") -> None:
    with contextlib.suppress(TimeoutError, RlmError):
        extract.exception(timeout=_PAUSE)


def _reason(error: Exception) -> str:
    if isinstance(error, RlmError):
        return error.message
    if isinstance(error, PermissionError):
        return "you have no permission to read it"
    return (getattr(error, "strerror", None) or str(error)).lower()
