"""Takes what a store from elsewhere knows into a store of our own, row by row.

The file may be anybody's work. Nothing of it is kept but plain values of the kinds that are expected: no
schema that could act, no address of a file outside, no number that does not fit what lies in the packs. Texts
are checked and their lines counted again.
"""

import codecs
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path, PureWindowsPath
from typing import Self

import msgspec
import numpy as np

from rlm_desktop.context.lines import BLOCK, LineCounter, LineIndex
from rlm_desktop.context.packs import Packs
from rlm_desktop.context.store import Details, DocumentStore, Stored
from rlm_desktop.errors import LibraryDamaged
from rlm_desktop.legible import legible_name

_CAUTIOUS = ("trusted_schema = off", "cell_size_check = on", "mmap_size = 0", "query_only = on")
_FACTS = ("name", "profile", "worked_out", "updated")
_MOST_DOCUMENTS = 10_000_000
_LONGEST_FACT = 256 * 1024 * 1024
_NEVER = -1
"""When it was last written to: no file here is taken for one that was moved from there."""
_ELSEWHERE = "elsewhere"
_PIECE = 4 * 1024 * 1024


class _NoLibrary(Exception):
    """What stands in the file is not what a library that was written out holds; the message says what."""


def adopt(stranger: Path, target: Path, packs: Packs) -> None:
    """Make the store `target` of what `stranger` says of the texts in `packs`. Raises `LibraryDamaged`."""
    try:
        source = sqlite3.connect(f"{stranger.absolute().as_uri()}?mode=ro", uri=True)
        try:
            for setting in _CAUTIOUS:
                source.execute(f"pragma {setting}")
            _demand_plain(source)
            _copy(source, target, packs)
        finally:
            source.close()
    except (sqlite3.Error, _NoLibrary, ValueError, OverflowError) as error:
        raise LibraryDamaged(
            f"This library was not written out by this program: {error}.",
            hint="Write it out again with `rlm-desktop library export`, and only open what you trust.",
        ) from error


def _demand_plain(source: sqlite3.Connection) -> None:
    """Tables and indexes of data, and nothing that acts when it is read."""
    for kind, sql in source.execute("select type, coalesce(sql, '') from sqlite_master"):
        if kind not in ("table", "index") or "virtual" in sql.lower()[:40]:
            raise _NoLibrary("it does more than hold data")
    for table in ("facts", "documents"):
        if any(hidden for *_, hidden in source.execute(f"pragma table_xinfo({table})")):
            raise _NoLibrary("it does more than hold data")
    (sound,) = source.execute("pragma quick_check(1)").fetchone()
    if sound != "ok":
        raise _NoLibrary("it is damaged")
    (paths,) = source.execute("select count(*) from paths").fetchone()
    if paths:
        raise _NoLibrary("it watches folders")


def _copy(source: sqlite3.Connection, target: Path, packs: Packs) -> None:
    store = DocumentStore(target)
    try:
        with store.together(), _Texts(packs) as texts:
            for name, value in _facts(source).items():
                store.set_fact(name, value)
            for document, details in _documents(source):
                store.keep(*texts.checked(document, details))
        store.be_one_file()
    finally:
        store.close()


def _facts(source: sqlite3.Connection) -> dict[str, str]:
    marks = ", ".join("?" * len(_FACTS))
    rows = source.execute(f"select name, value from facts where name in ({marks})", _FACTS)
    facts = {str(name): str(value)[:_LONGEST_FACT] for name, value in rows}
    if "updated" in facts:
        datetime.fromisoformat(facts["updated"])
    return facts


def _documents(source: sqlite3.Connection) -> Iterator[tuple[Stored, Details]]:
    (count,) = source.execute("select count(*) from documents").fetchone()
    if count > _MOST_DOCUMENTS:
        raise _NoLibrary(f"it claims {count:,} documents")
    fields = [field for field in Stored.__struct_fields__ if field != "pages"]
    columns = ", ".join([*fields, "line_index", "pages", "seal"])
    for row in source.execute(f"select {columns} from documents order by id"):
        values = dict(zip(fields, row, strict=False))
        *_, index, pages, seal = row
        try:
            document = msgspec.convert(values, Stored)
        except msgspec.ValidationError as error:
            raise _NoLibrary(f"a document of it is not as it should be ({error})") from error
        if not all(value is None or isinstance(value, bytes) for value in (index, pages, seal)):
            raise _NoLibrary("a document of it is not as it should be")
        yield _of_nowhere(document), Details(index, pages, seal)


def _of_nowhere(document: Stored) -> Stored:
    """With paths that are those of no file here, so that it never stands for one."""
    return msgspec.structs.replace(
        document,
        name=legible_name(document.name),
        modified=_NEVER,
        path=_relative(document.path),
        inside=_relative(document.inside) if document.inside else "",
    )


def _relative(path: str) -> str:
    rooted = path.startswith(("/", "\\")) or PureWindowsPath(path).anchor or ".." in Path(path).parts
    return f"{_ELSEWHERE}/{path.lstrip('/')}" if rooted else path


class _Texts:
    """The packs that came along, opened once."""

    def __init__(self, packs: Packs) -> None:
        self._open = ExitStack()
        self._files = {
            number: self._open.enter_context(packs.path(number).open("rb")) for number in packs.numbers()
        }
        self._sizes = {number: packs.path(number).stat().st_size for number in packs.numbers()}
        self._left = sum(self._sizes.values())
        """Bytes without a document so far: none belongs to two, or reading them might never end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def checked(self, document: Stored, details: Details) -> tuple[Stored, Details]:
        """The document with its lines counted. Raises where it is not text that lies in a pack."""
        if document.id < 1 or document.file_size < 0:
            raise _NoLibrary("a document of it is not as it should be")
        if document.reason:
            bare = msgspec.structs.replace(document, pack=None, start=0, size=0, lines=0)
            return bare, Details()
        end = document.start + document.size
        if document.start < 0 or document.size < 0 or end > self._sizes.get(document.pack or 0, -1):
            raise _NoLibrary("a document of it does not lie where it should")
        self._left -= document.size
        if self._left < 0:
            raise _NoLibrary("it claims more text than it holds")
        if details.pages is not None:
            _demand_pages(document, details.pages)
        lines = self._lines(document)
        index = lines.to_bytes() if document.size > BLOCK else None
        return msgspec.structs.replace(document, lines=lines.lines), Details(index, details.pages)

    def _lines(self, document: Stored) -> LineIndex:
        file, counter, decoder = (
            self._files[document.pack or 0],
            LineCounter(),
            codecs.getincrementaldecoder("utf-8")(),
        )
        file.seek(document.start)
        left = document.size
        while left and (piece := file.read(min(left, _PIECE))):
            left -= len(piece)
            counter.add(piece)
            decoder.decode(piece)
        decoder.decode(b"", final=True)
        return counter.finish()


def _demand_pages(document: Stored, pages: bytes) -> None:
    starts = np.frombuffer(pages, "<u8") if len(pages) % 8 == 0 else np.array([], "<u8")
    if not len(starts) or bool((starts[1:] < starts[:-1]).any()) or int(starts[-1]) > document.size:
        raise _NoLibrary("its pages begin where no text is")
