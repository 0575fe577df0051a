"""A library: the files a person added, read once, kept up to date, and open to every question."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Self

import msgspec

from rlm_desktop.context import records, scan, selection, viewing, wordscan
from rlm_desktop.context.derived import Derive, records_and_profile
from rlm_desktop.context.indexing import Indexing
from rlm_desktop.context.ingest.changes import Changes, by_file, changed_files, leave_out
from rlm_desktop.context.ingest.pool import ReadLimits
from rlm_desktop.context.ingest.update import Update
from rlm_desktop.context.ingest.walk import among, checked, walk
from rlm_desktop.context.lock import only_writer
from rlm_desktop.context.pace import Pace
from rlm_desktop.context.packs import Packs
from rlm_desktop.context.pages import whole_characters
from rlm_desktop.context.pausing import Gate
from rlm_desktop.context.profiling import profile_texts
from rlm_desktop.context.records import added
from rlm_desktop.context.ripgrep import Pattern
from rlm_desktop.context.search import WordIndex, terms
from rlm_desktop.context.sieve import Sieve
from rlm_desktop.context.store import DocumentStore, demand_files
from rlm_desktop.context.tables import OpenedTables
from rlm_desktop.context.tally import Tally, tally
from rlm_desktop.context.texts import Texts
from rlm_desktop.events import Event
from rlm_desktop.ports import Mount
from rlm_desktop.profile import Column, Document, Profile, Rows, Scan, with_column
from rlm_desktop.settings import TableLimits
from rlm_desktop.spans import DocumentId, Hit, Place, Span

Emit = Callable[[Event], None]
ShouldStop = Callable[[], bool]


def _ignore(event: Event) -> None:
    """For callers that do not watch."""


def _never() -> bool:
    return False


class Library:
    """One library's folder. Reading is safe from several threads, also while an update runs.

    An update puts a new state in place at its end; until then everything is answered from the last one.
    """

    def __init__(
        self,
        folder: Path,
        *,
        table_limits: TableLimits | None = None,
        read_limits: ReadLimits | None = None,
        derive: Derive = records_and_profile,
    ) -> None:
        self.folder = folder
        self._read_limits = read_limits or ReadLimits()
        self._derive = derive
        demand_files(folder)
        self._store = DocumentStore(folder / "library.sqlite")
        self._packs = Packs(folder / "text")
        self._words = WordIndex(folder / "words.sqlite")
        self._sieve = Sieve(folder / "sieve")
        self._texts = Texts(self._store, self._packs)
        self._profile = self._stored_profile()
        self._gate = Gate()
        self._indexing = Indexing(self._words, self._sieve, self._gate)
        # What is damaged is made anew by the next update.
        self._tables = OpenedTables(
            self.database,
            table_limits or TableLimits(),
            when_damaged=lambda: self._store.set_fact("worked_out", ""),
        )

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def name(self) -> str:
        """What the person called it; empty for one that was only asked about."""
        return self._store.fact("name") or ""

    @name.setter
    def name(self, name: str) -> None:
        self._store.set_fact("name", name)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(str(path) for path in self._store.paths())

    @property
    def profile(self) -> Profile:
        return self._profile

    @property
    def ready(self) -> bool:
        """Whether there is a state to answer from: all was read in once, and its records parsed."""
        return self._store.fact("worked_out") is not None

    def look_again(self) -> None:
        """What another program has read into the library meanwhile is there to be looked at."""
        self._texts = Texts(self._store, self._packs)

    def profile_of(self, documents: Sequence[DocumentId]) -> Profile:
        """The same of some documents only. May take a while: their rows are counted."""
        wanted = set(documents)
        known = [document for document in self.documents() if document.id in wanted]
        ready = [document for document in known if document.status == "ready"]
        return profile_texts(
            [source for source in self._texts.sources if source.document in wanted],
            lines=sum(document.lines for document in ready),
            unreadable=len(known) - len(ready),
            tables=selection.tables_of(
                self._profile.tables, [item.id for item in ready], partial(self.query, hidden=True)
            ),
        )

    def documents(self) -> Sequence[Document]:
        """Every file, also those that could not be read, by name."""
        return [stored.as_document() for stored in self._texts.stored]

    def read(self, span: Span) -> str:
        """The text of a span; a cut multi-byte character at an end is left out. Raises `DocumentChanged`."""
        piece = self._texts.read(span.document, span.start, span.end)
        head, tail = whole_characters(piece)
        return piece[head : len(piece) - tail].decode("utf-8", "replace")

    def locate(self, document: DocumentId, offset: int) -> Place:
        return viewing.place_of(self._texts, document, offset)

    def line_at(self, document: DocumentId, offset: int) -> Hit:
        """The line about an offset; of a very long one what is near."""
        return scan.line_about(self._texts, self._texts.source(document), offset)

    def offset_of(self, document: DocumentId, line: int) -> int:
        """Where a line, from 1, begins."""
        return viewing.offset_of_line(self._texts, document, line)

    def lines(
        self, document: DocumentId, first: int, count: int, *, widest: int = 4096
    ) -> Sequence[viewing.LineView]:
        """Up to `count` lines from `first` (from 1) on, each shown up to `widest` bytes."""
        return viewing.lines(self._texts, document, first, count, widest=widest)

    def search(
        self,
        words: str,
        *,
        limit: int = 20,
        documents: Sequence[DocumentId] = (),
        should_stop: ShouldStop = _never,
    ) -> Sequence[Hit]:
        """Passages that best match words and "phrases in quotes", best first, from all of the text or
        from some documents.
        """
        texts = self._texts
        hits = self._words.search(words, texts, limit=limit, documents=documents)
        missing = [
            source
            for source in self._words.missing(texts.sources)
            if not documents or source.document in documents
        ]
        if missing:
            hits += wordscan.search(
                texts, missing, terms(words), limit=limit, sieve=self._sieve, should_stop=should_stop
            )
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def scan(
        self,
        pattern: str,
        *,
        regex: bool = False,
        ignore_case: bool = True,
        keep: int = 1000,
        documents: Sequence[DocumentId] = (),
        should_stop: ShouldStop = _never,
    ) -> Scan:
        """Look at every byte (or those of some documents): exact totals, and one hit for each of the
        first `keep` lines that match.

        Raises `VerbMisused` for an expression that is not valid or takes too long, `Stopped`.
        """
        wanted = Pattern(pattern, regex, ignore_case)
        return scan.scan(
            self._texts,
            wanted,
            keep=keep,
            documents=documents,
            sieve=self._sieve,
            should_stop=should_stop,
        )

    def tally(
        self,
        pattern: str,
        *,
        ignore_case: bool = False,
        documents: Sequence[DocumentId] = (),
        should_stop: ShouldStop = _never,
    ) -> Tally:
        """Each value that an expression takes out of the lines (its first group, or all of it), counted,
        with all places; to be closed.

        Looks at every byte (or those of some documents) and needs no records.
        Raises `VerbMisused` for an expression that is not valid or takes too long, `Stopped`.
        """
        wanted = Pattern(pattern, regex=True, ignore_case=ignore_case)
        return tally(self._texts, wanted, self.folder, documents=documents, should_stop=should_stop)

    def passages(self, *, size: int, documents: Sequence[DocumentId] = ()) -> Iterator[Span]:
        """The whole text (or some documents) as passages of at most `size` bytes, cut at natural borders."""
        return self._texts.passages(size=size, documents=documents)

    def drawn(
        self,
        count: int,
        *,
        size: int,
        seed: int = 0,
        alike: bool = False,
        documents: Sequence[DocumentId] = (),
    ) -> list[Span]:
        """Passages of at most `size` bytes from random places of the text, in the order they were drawn:
        `count` at most, and all there are where the text has no more bytes than they would. With `alike`
        a large document is as likely as any other of more than two passages."""
        return self._texts.drawn(count, size=size, seed=seed, alike=alike, documents=documents)

    def query(
        self,
        sql: str,
        *,
        limit: int = 10_000,
        seconds: float = 60.0,
        hidden: bool = False,
        should_stop: ShouldStop = _never,
    ) -> Rows:
        """One SELECT over the tables; with `hidden` also over the columns that lead back to the bytes."""
        return self._tables.query(sql, limit=limit, seconds=seconds, hidden=hidden, should_stop=should_stop)

    def add_column(self, table: str, column: Column, values: Sequence[added.Value]) -> Profile:
        """Keep a text column that was worked out for the rows of a table; the profile that has it.

        Raises `LibraryError`; the table is then as it was.
        """
        with only_writer(self.folder):
            self._tables.close()
            added.add(self.database, table, column.name, values)
            self._profile = with_column(self._profile, table, column)
            self._store.set_fact("profile", msgspec.json.encode(self._profile).decode())
        return self._profile

    @property
    def database(self) -> Path:
        """The record file."""
        return self.folder / "records.duckdb"

    def mounts(self) -> Sequence[Mount]:
        """Where the text of each document lies, for the interpreter to read in place."""
        return [
            Mount(source.document, source.name, str(source.path), source.start, source.size)
            for source in self._texts.sources
        ]

    def add(self, paths: Sequence[str | Path]) -> None:
        """Add files and folders; the next update reads them. Raises `BadRequest` for what is not there."""
        for path in checked(paths):
            self._store.add_path(path)

    def leave_out(self, paths: Sequence[str | Path]) -> None:
        """Forget files and folders that were added; the next update forgets what was read of them.

        Raises `BadRequest` for what was not added so, and where none would be left.
        """
        left_out = among(paths, self._store.paths())
        with only_writer(self.folder):
            leave_out(left_out, self._store)

    def changed(self) -> int:
        """How many files were added, written to or taken away since the last update; reads none of them."""
        roots = self._store.paths()
        return changed_files(walk(roots), by_file(self._store.all()), [str(root) for root in roots])

    def update(self, *, emit: Emit = _ignore, should_stop: ShouldStop = _never) -> Changes:
        """Read what is new or changed, forget what is gone. Raises `Stopped`; what was read is kept."""
        emit = Pace(emit)
        should_stop = self._gate.before(should_stop, emit)
        with only_writer(self.folder):
            changes, texts = self._read_files(emit, should_stop)
            if _form_of(texts) != self._store.fact("worked_out") or not self._tables_usable():
                self._work_out(texts, emit, should_stop)
            self._store.set_fact("updated", datetime.now(UTC).isoformat())
            self._texts = texts
            self._indexing.catch_up(texts, emit=emit, should_stop=should_stop)
            self._store.forget_traces()
        return changes

    def read_in(self, *, emit: Emit = _ignore, should_stop: ShouldStop = _never) -> Changes:
        """Only the first step of an update: enough to look at the text and to scan it. The next update
        does the rest, records and words. Raises `Stopped`.
        """
        emit = Pace(emit)
        should_stop = self._gate.before(should_stop, emit)
        with only_writer(self.folder):
            indexing = self._indexing.end()
            changes, self._texts = self._read_files(emit, should_stop)
        if indexing:
            self._indexing.begin(self._texts)
        return changes

    def _read_files(self, emit: Emit, should_stop: ShouldStop) -> tuple[Changes, Texts]:
        self._indexing.end()
        update = Update(
            self._store, self._packs, limits=self._read_limits, emit=emit, should_stop=should_stop
        )
        changes = update.run()
        texts = Texts(self._store, self._packs)
        if not self._texts.sources:
            # Nothing was there to answer from: the text can be looked at while its records are parsed.
            self._texts = texts
        return changes, texts

    def pause(self) -> None:
        """Updates, and the index of words in the background, stand still where they are. Returns at once."""
        self._gate.close()

    def resume(self) -> None:
        """What was paused goes on."""
        self._gate.open()

    @property
    def paused(self) -> bool:
        return self._gate.shut

    def _work_out(self, texts: Texts, emit: Emit, should_stop: ShouldStop) -> None:
        self._tables.close()
        profile = self._derive(texts, self.database, emit=emit, should_stop=should_stop)
        self._tables.close()
        if self.database.is_file():
            self.database.chmod(0o600)
        with self._store.together():
            self._store.set_fact("profile", msgspec.json.encode(profile).decode())
            # Whoever is stopped or killed before this line works it out next time, and so does who failed.
            self._store.set_fact("worked_out", "" if profile.incomplete else _form_of(texts))
        self._profile = profile

    def _tables_usable(self) -> bool:
        """Whether what the profile says of tables can be asked for."""
        return not self._profile.tables or self._tables.usable()

    def _stored_profile(self) -> Profile:
        stored = self._store.fact("profile")
        if stored is None:
            return Profile(documents=0, bytes=0, lines=0)
        try:
            return msgspec.json.decode(stored, type=Profile)
        except msgspec.MsgspecError:
            # Of another version, or from a stranger: the next update makes one.
            self._store.set_fact("worked_out", "")
            return Profile(documents=0, bytes=0, lines=0)

    @property
    def indexing(self) -> bool:
        """Whether words are being indexed in the background."""
        return self._indexing.at_work

    def wait_for_index(self, seconds: float | None = None) -> bool:
        """Wait until all words are indexed; whether they are."""
        return self._indexing.wait(self._texts, seconds)

    def close(self) -> None:
        self._indexing.end()
        self._tables.close()
        self._words.close()
        self._packs.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _form_of(texts: Texts) -> str:
    """What records were made of, and in which form."""
    return f"{records.FORM} {texts.fingerprint}"
