"""What is measured of this program: each a function that a new process calls."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from rlm_desktop.context.derived import records_and_profile
from rlm_desktop.context.glance import first_lines
from rlm_desktop.context.library import Library
from rlm_desktop.context.texts import Texts
from rlm_desktop.events import Event
from rlm_desktop.profile import Profile
from rlm_desktop.spans import DocumentId

FIRST = 40
"""Lines of a page."""
LONG_ENOUGH = 40
"""Characters of a line from which on it says on which page it stands."""


class Indexed(msgspec.Struct, frozen=True):
    """What reading came to."""

    documents: int
    unreadable: int
    bytes: int
    lines: int
    index_bytes: int
    """Of the index of lines."""


class Parsed(msgspec.Struct, frozen=True):
    rows: int
    columns: int
    bytes: int


class Counted(msgspec.Struct, frozen=True):
    """Matches, lines that have any, and the seconds of the count alone."""

    matches: int
    lines: int
    seconds: float


class Grouped(msgspec.Struct, frozen=True):
    groups: tuple[tuple[str, int], ...]
    places: int
    seconds: float


def nothing_derived(
    texts: Texts, database: Path, *, emit: Callable[[Event], None], should_stop: Callable[[], bool]
) -> Profile:
    """For what is measured without records."""
    return Profile(documents=len(texts.sources), bytes=0, lines=texts.lines_total)


def indexed(folder: Path, *paths: Path) -> Indexed:
    """Files read in and their lines indexed, without records and words."""
    with Library(_made(folder), derive=nothing_derived) as library:
        library.add(paths)
        library.read_in()
        ready = [document for document in library.documents() if document.status == "ready"]
        return Indexed(
            documents=len(ready),
            unreadable=len(library.documents()) - len(ready),
            bytes=sum(document.bytes for document in ready),
            lines=sum(document.lines for document in ready),
            index_bytes=sum(4 * (document.bytes // 65536 + 1) for document in ready),
        )


def with_records(folder: Path) -> Parsed:
    """Records of what is read in already parsed into columns."""
    with Library(folder, derive=records_and_profile) as library:
        library.update()
        table = library.profile.tables[0]
        return Parsed(table.rows, len(table.columns), library.database.stat().st_size)


def indexed_whole(folder: Path, *paths: Path) -> Indexed:
    """Files read in as a library is: with records and with words."""
    with Library(_made(folder), derive=records_and_profile) as library:
        library.add(paths)
        library.update()
        library.wait_for_index()
    return indexed(folder)


def read_and_looked_at(folder: Path, path: Path) -> Indexed:
    """A file read in, scanned, and shown from its middle."""
    found = indexed(folder, path)
    with Library(folder, derive=nothing_derived) as library:
        library.scan("word0500", keep=50)
        (document,) = library.documents()
        place = library.locate(document.id, document.bytes // 2)
        library.lines(document.id, place.line, FIRST)
    return found


def read_and_counted(folder: Path, path: Path, pattern: str) -> tuple[int, int]:
    """Lines, and matches of a literal; the text is in no cache before either."""
    forget_cached(path)
    lines = indexed(folder, path).lines
    forget_cached(path)
    return lines, counted(folder, pattern, False).matches


def forget_cached(path: Path) -> None:
    """Have the system forget a file, so that one that is larger than memory is not the only one it reads."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def page_spans(folder: Path, paths: Sequence[Path]) -> list[tuple[str, int, str]]:
    """Lines of every document: its file, the page that they are said to be on, their text."""
    spans = []
    with Library(_made(folder), derive=nothing_derived) as library:
        library.add(paths)
        library.read_in()
        for document in library.documents():
            for view in library.lines(document.id, 1, document.lines):
                if len(view.text) >= LONG_ENOUGH:
                    page = library.locate(document.id, view.span.start).page
                    spans.append((document.path, page or 0, view.text))
    return spans


def lines_read(folder: Path, first: int) -> float:
    """Seconds until a page of lines is there, from a library that nobody has open."""
    clock = time.monotonic()
    with Library(folder, derive=nothing_derived) as library:
        library.lines(DocumentId(1), first, FIRST)
        return time.monotonic() - clock


def counted(folder: Path, pattern: str, regex: bool, keep: int = 50) -> Counted:
    with Library(folder, derive=nothing_derived) as library:
        clock = time.monotonic()
        found = library.scan(pattern, regex=regex, ignore_case=False, keep=keep)
        return Counted(found.matches, found.lines, time.monotonic() - clock)


def searched(folder: Path, words: str) -> tuple[int, float]:
    """Passages found, and the seconds of the second search: the first warms the system's cache."""
    with Library(folder, derive=nothing_derived) as library:
        library.search(words)
        clock = time.monotonic()
        return len(library.search(words)), time.monotonic() - clock


def grouped_by_query(folder: Path, sql: str, places: str) -> Grouped:
    """Groups by a query over the records, and the places of one of them by another."""
    with Library(folder, derive=nothing_derived) as library:
        library.query("SELECT 1")
        clock = time.monotonic()
        rows = library.query(sql).rows
        seconds = time.monotonic() - clock
        spans = library.query(places, hidden=True).rows
        return Grouped(tuple((str(value), int(str(count))) for value, count in rows), len(spans), seconds)


def grouped_bare(pattern: str, path: Path) -> Grouped:
    """Groups from a file that nothing is known of, and the places of the most frequent; its seconds without
    those for reading the file in.
    """
    with TemporaryDirectory() as folder, Library(Path(folder), derive=nothing_derived) as library:
        library.add([path])
        library.read_in()
        clock = time.monotonic()
        with library.tally(pattern) as found:
            groups = tuple(found.groups)
            seconds = time.monotonic() - clock
            return Grouped(groups, sum(1 for _ in found.places(groups[0][0])), seconds)


def first_page(path: Path) -> float:
    """Seconds until the first lines of a file are there that nobody has read."""
    clock = time.monotonic()
    first_lines(path, FIRST)
    return time.monotonic() - clock


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
