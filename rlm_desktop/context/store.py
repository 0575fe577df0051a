"""What a library knows of its documents, in one SQLite file: where each text lies, its lines and pages.

A document's number stands for one version of one file. A file that changed gets a new number,
so an address that was given once never points at other text.
"""

import errno
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from rlm_desktop.errors import LibraryDamaged, LibraryError, ResourceShort, RlmError
from rlm_desktop.plain import ACTING, strange
from rlm_desktop.profile import Document
from rlm_desktop.spans import DocumentId

_VERSION = 2
_USABLE_FROM = 2
"""The oldest version whose programs can use what this one writes: a step that breaks raises it."""
_SCHEMA = """
create table if not exists facts(name text primary key, value text not null);
create table if not exists paths(path text primary key);
create table if not exists documents(
    id integer primary key autoincrement,
    path text not null unique, name text not null, kind text not null,
    file_size integer not null, modified integer not null,
    reason text not null, note text not null,
    pack integer, start integer not null, size integer not null,
    lines integer not null, line_index blob, pages blob,
    inside text not null default '', seal blob
);
create index if not exists documents_inside on documents(inside) where inside != '';
"""
_SECOND = (
    "alter table documents add column inside text not null default ''",
    "alter table documents add column seal blob",
    # What had no reader before may have one now.
    "delete from documents where kind = 'binary'",
)
"""From version 1, which knew no files within files."""
_COLUMNS = (
    "id, path, name, kind, file_size, modified, reason, note, pack, start, size, lines, length(pages) / 8,"
    " inside"
)


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a library as it was read; with a `reason`, one that could not be."""

    id: DocumentId
    path: str
    """Of a document that is part of a file, the path of that file and the name of the part."""
    name: str
    kind: str
    file_size: int
    modified: int
    """Time of the last change in nanoseconds, with `file_size` the sign that a file is unchanged."""
    reason: str = ""
    note: str = ""
    pack: int | None = None
    """None: the text is the file itself."""
    start: int = 0
    size: int = 0
    lines: int = 0
    pages: int | None = None
    inside: str = ""
    """The file that this document is a part of: an archive, a workbook, a mailbox."""

    @property
    def file(self) -> str:
        """The file on the disk."""
        return self.inside or self.path

    def as_document(self) -> Document:
        """The same as the rest of the program speaks of it."""
        return Document(
            id=self.id,
            name=self.name,
            path=self.file,
            kind=self.kind,
            bytes=self.size,
            lines=self.lines,
            pages=self.pages,
            status="unreadable" if self.reason else "ready",
            reason=self.reason or self.note,
        )


class Details(msgspec.Struct, frozen=True):
    """What is only needed when a document is looked into: its line index, and where its pages start."""

    line_index: bytes | None = None
    pages: bytes | None = None
    seal: bytes | None = None
    """Of a file that is its own text: a mark of how it begins and ends, to know it when it only grew."""


class DocumentStore:
    """The documents of one library. May be used from several threads; calls take turns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        with self._our_errors():
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        try:
            with self._our_errors():
                self._demand_rows_alone()
                self._db.execute("pragma journal_mode = wal")
                self._db.execute("pragma synchronous = normal")
                self._db.execute(
                    "create table if not exists facts(name text primary key, value text not null)"
                )
            self._bring_up_to_date()
        except RlmError:
            self._db.close()
            raise

    def _demand_rows_alone(self) -> None:
        self._db.execute("pragma trusted_schema = off")
        if found := self._db.execute(ACTING).fetchone():
            raise LibraryDamaged(
                f"What is kept of the library is not ours: it holds {found[0]!r}, which acts by itself.",
                hint="Remove the library, and add the files again.",
            )

    def _bring_up_to_date(self) -> None:
        version = int(self.fact("version") or _VERSION)
        if version > _VERSION and int(self.fact("usable from") or version) <= _VERSION:
            # It has more than this version knows of, and all that this one needs.
            return
        if version > _VERSION:
            raise LibraryError(
                f"The library in {self.path.parent} was written by a newer version of this program.",
                hint="Update the program, or add the files again under another name.",
            )
        if version < 2:
            with self.together():
                for step in _SECOND:
                    self._run(step)
                self.set_fact("version", str(_VERSION))
        with self._lock, self._our_errors():
            self._db.executescript(_SCHEMA)
        self.set_fact("version", str(_VERSION))
        self.set_fact("usable from", str(_USABLE_FROM))

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        """Turn SQLite's errors into ours here, at the border, and nowhere else."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            if is_full(error):
                raise ResourceShort(
                    f"The disk that holds {self.path.parent} is full.",
                    hint="Free some space, or choose another place with --data-dir.",
                ) from error
            # SQLite's own class, and none of its kinds: what stands in the file makes no sense.
            kind = LibraryDamaged if type(error) is sqlite3.DatabaseError else LibraryError
            raise kind(
                f"The library in {self.path.parent} could not be used: {error}.",
                hint="Remove the library and add its files again; the files themselves are not touched.",
            ) from error

    def _run(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._lock, self._our_errors():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All changes in the block are kept, or none."""
        with self._lock:
            self._run("begin immediate")
            try:
                yield
            except BaseException:
                self._run("rollback")
                raise
            self._run("commit")

    def fact(self, name: str) -> str | None:
        rows = self._run("select value from facts where name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def set_fact(self, name: str, value: str) -> None:
        self._run("insert or replace into facts values (?, ?)", (name, value))

    def paths(self) -> list[Path]:
        return [Path(str(path)) for (path,) in self._run("select path from paths order by path")]

    def add_path(self, path: Path) -> None:
        self._run("insert or ignore into paths values (?)", (str(path),))

    def remove_path(self, path: Path) -> None:
        self._run("delete from paths where path = ?", (str(path),))

    def all(self) -> list[Stored]:
        """All files, in the order in which they are shown."""
        rows = self._run(f"select {_COLUMNS} from documents order by name, id")
        fields = Stored.__struct_fields__
        return [msgspec.convert(dict(zip(fields, row, strict=True)), Stored, strict=False) for row in rows]

    def totals(self) -> tuple[int, int, int]:
        """Readable documents, unreadable ones, and bytes of text."""
        ((readable, unreadable, size),) = self._run(
            "select count(*) filter (where reason = ''), count(*) filter (where reason != ''),"
            " coalesce(sum(size), 0) from documents"
        )
        return int(str(readable)), int(str(unreadable)), int(str(size))

    def put(self, document: Stored, details: Details) -> DocumentId:
        """Keep a document under a new number, in place of what was known of this path."""
        with self._lock:
            self._run("delete from documents where path = ?", (document.path,))
            return self._insert(None, document, details)

    def keep(self, document: Stored, details: Details) -> None:
        """Keep a document under the number that it has."""
        self._insert(document.id, document, details)

    def _insert(self, number: DocumentId | None, document: Stored, details: Details) -> DocumentId:
        values = (
            *(number, document.path, document.name, document.kind, document.file_size, document.modified),
            *(document.reason, document.note, document.pack, document.start, document.size),
            *(document.lines, details.line_index, details.pages, document.inside, details.seal),
        )
        marks = ", ".join("?" * len(values))
        rows = self._run(f"insert into documents values ({marks}) returning id", values)
        return DocumentId(int(str(rows[0][0])))

    def grow(self, document: Stored, details: Details) -> None:
        """More text stands behind what is known of a document; the addresses in it stay right."""
        self._run(
            "update documents set file_size = ?, modified = ?, size = ?, lines = ?, line_index = ?, seal = ?"
            " where id = ?",
            (
                *(document.file_size, document.modified, document.size, document.lines),
                *(details.line_index, details.seal, document.id),
            ),
        )

    def rename(self, document: DocumentId, name: str) -> None:
        self._run("update documents set name = ? where id = ?", (name, document))

    def move(self, file: str, to: str) -> None:
        """A file lies elsewhere now, and with it all of its parts."""
        self._run(
            "update documents set path = ? || substr(path, ?), inside = ? where inside = ? and inside != ''",
            (to, len(file) + 1, to, file),
        )
        self._run("update documents set path = ? where path = ? and inside = ''", (to, file))

    def call_below(self, root: str, label: str) -> None:
        """Files at or below a path are called by a name of it instead."""
        below = root.rstrip("/\\") + "/"
        for column in ("path", "inside"):
            self._run(
                f"update documents set {column} = ? || substr({column}, ?)"
                f" where {column} = ? or substr({column}, 1, ?) = ?",
                (label, len(root.rstrip("/\\")) + 1, root, len(below), below),
            )

    def place(self, document: DocumentId, pack: int, start: int) -> None:
        self._run("update documents set pack = ?, start = ? where id = ?", (pack, start, document))

    def forget(self, files: Sequence[str]) -> None:
        """Files, and all that is in them."""
        for file in files:
            self._run("delete from documents where path = ?", (file,))
            # The index holds no empty ones, and only serves a query that says so too.
            self._run("delete from documents where inside = ? and inside != ''", (file,))

    def forget_traces(self) -> None:
        """Empty the write-ahead log, which may still hold what was forgotten."""
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    def forget_paths(self) -> None:
        """Watch no folder any more; what was read stays."""
        self._run("delete from paths")

    def copy(self, target: Path) -> None:
        """The same in another file, as it is at this moment."""
        with self._lock, self._our_errors():
            copied = sqlite3.connect(target)
            try:
                self._db.backup(copied)
            finally:
                copied.close()

    def be_one_file(self) -> None:
        """Let all stand in the file itself, with no log beside it."""
        self._run("pragma journal_mode = delete")

    def forget_all(self) -> None:
        self._run("delete from documents")

    def details(self, document: DocumentId) -> Details:
        rows = self._run("select line_index, pages, seal from documents where id = ?", (document,))
        return _details(rows)

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _details(rows: list[tuple[object, ...]]) -> Details:
    return Details(*(value if isinstance(value, bytes) else None for value in rows[0])) if rows else Details()


def is_full(error: sqlite3.Error | OSError) -> bool:
    """Whether it is the disk that has no room left, and nothing is wrong with what is there."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def demand_files(folder: Path) -> None:
    """A library consists of files. Raises `LibraryDamaged` where a link or a pipe is among them."""
    try:
        name = strange(folder)
    except OSError as error:
        raise LibraryError(
            f"The library's folder cannot be looked through: {error.strerror}.", hint=f"Look after {folder}."
        ) from error
    if name:
        raise LibraryDamaged(
            f"{name!r} in the library's folder is no file: it is a link, a pipe or a device.",
            hint="Remove the library, and add the files again.",
        )
