"""Finding passages by their words: a BM25 index in SQLite, and a scan for what is not in it yet."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path

from rlm_desktop.context import pages, ranks
from rlm_desktop.context.source import Source
from rlm_desktop.context.store import is_full
from rlm_desktop.context.texts import Texts
from rlm_desktop.errors import DocumentChanged, LibraryDamaged, LibraryError, ResourceShort
from rlm_desktop.spans import DocumentId, Hit, Span

PASSAGE = 2048
"""Bytes of a passage in the index."""
MOST_WORDS = 12
_FEW = 200
"""Passages of the documents that are searched that are looked at one by one."""
_SPARE = 50
"""So many more are asked for: some may be of documents that are gone."""
_COMMIT = 4 * 1024 * 1024
"""Bytes of text between two commits: what a kill may lose, and what memory holds."""
_DELETES = sqlite3.sqlite_version_info >= (3, 43)
_TERM = re.compile(r'"([^"]+)"|(\w+\*?)')
BEGUN = "*"
"""Behind the letters that a word only begins with."""
_COMMON_WORDS = """
a an and are as at be by did do does for from had has have how in is it its many of on or
that the there this to was were what when where which who why will with
i me my mine myself you your yours he him his she her hers they them their theirs we us our ours
am been being can could may might must shall should would s t ll re ve d m
if then than so but into onto these those such also too
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that say who asks, and how: what a text says of itself and of its reader has as many of them."""
_ENDS_SENTENCE = re.compile(r"[.?!:;\n]")
_Row = tuple[DocumentId, int, int, float]
"""Document, start, size and weight of a passage."""
_SCHEMA = f"""
create table if not exists passages(
    id integer primary key, document integer not null, start integer not null, size integer not null);
create index if not exists passages_of on passages(document);
create table if not exists indexed(
    document integer primary key, upto integer not null, done integer not null);
create virtual table if not exists words using fts5(
    text, content='', tokenize='{ranks.TOKENS}'{", contentless_delete=1" if _DELETES else ""});
{ranks.SCHEMA}"""
_ADD = f"insert into passages values ({ranks.NEXT}, ?, ?, ?)"


def terms(words: str) -> list[str]:
    """What is looked for: words, beginnings of words with a `*` behind, and phrases in quotes.

    Common words only where there is nothing else, or they are names: the month of May, exports of the US.
    """
    found = list(_TERM.finditer(words))
    before = ["\n", *(words[a.end() : b.start()] for a, b in pairwise(found))]
    has_small = any(match.group()[0].islower() for match in found)
    telling = [
        match[1] or match[2]
        for match, between in zip(found, before, strict=False)
        if match[1] or match[2].lower() not in _COMMON or (has_small and _is_name(match[2], between))
    ]
    return list(dict.fromkeys(telling or (match[1] or match[2] for match in found)))[:MOST_WORDS]


def _is_name(word: str, before: str) -> bool:
    """Whether a word has a capital that the beginning of a sentence does not give it."""
    if len(word) < 2 or not word[0].isupper():
        return False
    return word.isupper() or not _ENDS_SENTENCE.search(before)


class WordIndex:
    """Which words stand in which passage. One thread adds at a time; others may search meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._adding = threading.Lock()
        self._uncommitted = 0
        self._whole: list[Source] = []
        """Documents that were found to be in the index to their ends; a list of them never changes."""
        self._open()

    def _open(self) -> None:
        try:
            self._begin()
        except LibraryDamaged:
            # Only an index: what it held is in the text, and is looked for there until it is made again.
            for file in self.path.parent.glob(self.path.name + "*"):
                file.unlink(missing_ok=True)
            self._begin()

    def _begin(self) -> None:
        with self._our_errors():
            self.path.touch(mode=0o600)
            self._write = _connect(self.path)
            try:
                self._write.executescript(_SCHEMA)
            except sqlite3.Error:
                self._write.close()
                raise
            self._read = _connect(self.path)

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        """Turn SQLite's errors into ours here, at the border, and nowhere else."""
        try:
            yield
        except sqlite3.Error as error:
            if is_full(error):
                raise ResourceShort(
                    f"The disk that holds {self.path.parent} is full.",
                    hint="Free some space, or choose another place with --data-dir.",
                ) from error
            kind = LibraryDamaged if type(error) is sqlite3.DatabaseError else LibraryError
            raise kind(
                f"The index of words could not be used: {error}.", hint="Run `rlm-desktop library reindex`."
            ) from error

    def missing(self, sources: list[Source]) -> list[Source]:
        """The documents that are not in the index, or not to their end."""
        if sources is self._whole:
            return []
        with self._lock, self._our_errors():
            done = dict(self._read.execute("select document, upto from indexed").fetchall())
        missing = [source for source in sources if source.size > done.get(source.document, 0)]
        if not missing:
            self._whole = sources
        return missing

    def add(
        self,
        texts: Texts,
        *,
        should_stop: Callable[[], bool],
        progress: Callable[[int], None] = lambda size: None,
    ) -> bool:
        """Take in what is missing; tell the bytes as they are done. False when stopped before the end."""
        with self._adding, self._our_errors():
            for source in self.missing(texts.sources):
                # A file that changed meanwhile stays out; the next update sees to it.
                with suppress(DocumentChanged):
                    for size in self._add_document(texts, source):
                        progress(size)
                        if should_stop():
                            self._commit()
                            return False
            self._commit()
        return True

    def _add_document(self, texts: Texts, source: Source) -> Iterator[int]:
        """Index a document from where it was left; gives the bytes of each stretch when it is done."""
        upto = self._last_again(source, self._upto(source.document))
        while upto < source.size:
            end = self._add_stretch(texts, source, upto)
            self._uncommitted += end - upto
            if self._uncommitted >= _COMMIT:
                self._commit()
            yield end - upto
            upto = end

    def _upto(self, document: DocumentId) -> int:
        row = self._write.execute("select upto from indexed where document = ?", (document,)).fetchone()
        return int(row[0]) if row else 0

    def _last_again(self, source: Source, upto: int) -> int:
        """Of a text that grew, the passage at the old end comes again: a word may have been cut there."""
        # Where the end was not reached before, the last passage ends at a natural border.
        last = self._write.execute(
            "select id, start from passages join indexed using (document)"
            " where document = ? and start + size = ? and done",
            (source.document, upto),
        ).fetchone()
        if last is None:
            return upto
        if not self._write.in_transaction:
            self._write.execute("begin immediate")
        # Without deletes the short one stays beside the one that goes on: what it says is true all the same.
        if _DELETES:
            self._write.execute("delete from words where rowid = ?", (last[0],))
            self._write.execute("delete from passages where id = ?", (last[0],))
        self._write.execute(
            "update indexed set upto = ?, done = 0 where document = ?", (last[1], source.document)
        )
        return int(last[1])

    def _add_stretch(self, texts: Texts, source: Source, start: int) -> int:
        """Index the next few megabytes of a document; gives where they end."""
        stretch = texts.read(source.document, start, start + _COMMIT)
        last = start + len(stretch) >= source.size
        if not self._write.in_transaction:
            self._write.execute("begin immediate")
        if (there := self._upto(source.document)) != start:
            # Another program indexes the same library: it has done this.
            return there
        end = start
        for begin, until in pages.passages(lambda a, b: stretch[a:b], len(stretch), PASSAGE):
            # The last passage of a stretch may be cut too early; it begins the next one.
            if until == len(stretch) and not last and begin > 0:
                break
            row = (source.document, start + begin, until - begin)
            passage = self._write.execute(_ADD, row).lastrowid
            text = stretch[begin:until].decode("utf-8", "replace")
            self._write.execute("insert into words(rowid, text) values (?, ?)", (passage, text))
            end = start + until
        self._write.execute(
            "insert or replace into indexed values (?, ?, ?)", (source.document, end, end >= source.size)
        )
        return end

    @property
    def common_words_due(self) -> bool:
        """Whether common words are to be counted, which takes a while: only then are they found fast."""
        with self._lock, self._our_errors():
            return ranks.are_due(self._read)

    def count_common_words(self, *, should_stop: Callable[[], bool]) -> bool:
        """Count them, where that is due. False when stopped before the end."""
        with self._adding, self._our_errors():
            return not ranks.are_due(self._write) or ranks.count(self._write, should_stop=should_stop)

    def _commit(self) -> None:
        if self._write.in_transaction:
            self._write.execute("commit")
        self._uncommitted = 0

    def forget_all_but(self, living: set[DocumentId]) -> None:
        """Remove what is known of documents that are gone."""
        with self._adding, self._our_errors():
            known = {int(row[0]) for row in self._write.execute("select document from indexed")}
            gone = sorted(known - living)
            if not gone:
                return
            self._whole = []
            if not _DELETES:
                # This SQLite cannot take single passages out of an index without their text.
                self._start_anew()
                return
            with self._write:
                self._write.execute("begin immediate")
                for document in gone:
                    self._forget(document)

    def _forget(self, document: int) -> None:
        which = "select id from passages where document = ?"
        self._write.execute(f"delete from words where rowid in ({which})", (document,))
        self._write.execute("delete from passages where document = ?", (document,))
        self._write.execute("delete from indexed where document = ?", (document,))

    def _start_anew(self) -> None:
        with self._lock:
            for table in (*ranks.TABLES, "words", "passages", "indexed"):
                self._write.execute(f"drop table if exists {table}")
            self._write.execute("vacuum")
            self._write.executescript(_SCHEMA)

    def search(
        self, words: str, texts: Texts, *, limit: int, documents: Sequence[DocumentId] = ()
    ) -> list[Hit]:
        """The passages that fit best, best first."""
        wanted = terms(words)
        if not wanted:
            return []
        asked = [_asked(term) for term in wanted]
        with self._lock, self._our_errors(), self._read:
            # One state of the index for all that is asked of it.
            self._read.execute("begin")
            rows = self._ranked(asked, documents, limit + _SPARE)
        spans = [(Span(row[0], row[1], row[1] + row[2]), row[3]) for row in rows if texts.has(row[0])]
        return [_hit(texts, span, score) for span, score in spans[:limit]]

    def _ranked(self, asked: Sequence[str], documents: Sequence[DocumentId], most: int) -> list[_Row]:
        if documents and self._are_all(documents):
            documents = ()
        best = None if documents else ranks.best(self._read, asked, most=most)
        if best is None:
            return self._by_index(asked, documents, most)
        places = self._read.execute(
            "select id, document, start, size from passages"
            f" where id in ({', '.join(str(passage) for passage, _ in best)})"
        )
        place_of = {row[0]: row[1:] for row in places}
        if len(place_of) + _SPARE < len(best):
            # So many of these are gone that there may be others.
            return self._by_index(asked, documents, most)
        return [(*place_of[passage], score) for passage, score in best if passage in place_of]

    def _are_all(self, documents: Sequence[DocumentId]) -> bool:
        """Whether the index has no other documents, so that they need not be told from any."""
        known = self._read.execute("select count(*) from indexed").fetchone()[0]
        if known > len(documents):
            return False
        return all(row[0] in documents for row in self._read.execute("select document from indexed"))

    def _by_index(self, asked: Sequence[str], documents: Sequence[DocumentId], most: int) -> list[_Row]:
        # Numbers, not words of a query: they are safe to write out, and there may be more than SQLite binds.
        only = ", ".join(str(int(document)) for document in documents)
        of_these = f"from passages where document in ({only})"
        # Few passages are looked at one by one; of many SQLite would match the words anew for each, which
        # takes minutes. The plus keeps it from that: all that match are compared with them.
        few = only and self._read.execute(f"select count(*) {of_these}").fetchone()[0] <= _FEW
        within = f" and {'' if few else '+'}rowid in (select id {of_these})" if only else ""
        return self._read.execute(
            "select document, start, size, score from"
            " (select rowid as passage, -rank as score from words"
            f" where words match ?{within} order by rank limit ?)"
            " join passages on passages.id = passage order by score desc",
            (" OR ".join(asked), most),
        ).fetchall()

    def close(self) -> None:
        with self._adding, self._lock:
            self._read.close()
            self._write.close()


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
    try:
        db.execute("pragma journal_mode = wal")
        # After a power cut the index may be behind or broken; it can always be made again from the text.
        db.execute("pragma synchronous = off")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _asked(term: str) -> str:
    begun = term.removesuffix(BEGUN)
    return f'"{begun}"*' if begun and begun != term else f'"{term}"'


def _hit(texts: Texts, span: Span, score: float) -> Hit:
    return Hit(span, texts.read(span.document, span.start, span.end).decode("utf-8", "replace"), score)
