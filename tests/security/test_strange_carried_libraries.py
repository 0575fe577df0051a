"""A library from elsewhere brings values and nothing else: no code, no addresses, no numbers that lie."""

import io
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rlm_desktop.context.shelf import Shelf
from rlm_desktop.errors import LibraryError
from rlm_desktop.paths import DataFolder
from tests.context.conftest import plain_profile, write

GONE = 2**22 + 7
"""No process of Linux has such a number."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a library that was written out is made of: its store and its texts."""
    place = tmp_path_factory.mktemp("carried")
    write(place / "home", {"a.txt": b"storm at sea\n" * 9000, "old.txt": "Größe\n".encode("cp1252")})
    shelf = Shelf(DataFolder(place / "data"), derive=plain_profile)
    with shelf.create("papers", [place / "home"]) as library:
        library.update()
    shelf.write_out("papers", place / "file", emit=lambda event: None, should_stop=lambda: False)
    with tarfile.open(place / "file") as archive:
        archive.extractall(place / "open", filter="data")
    assert str(place / "home").encode() not in (place / "file").read_bytes()
    return place / "open"


@pytest.fixture
def shelf(data: DataFolder) -> Shelf:
    return Shelf(data, derive=plain_profile)


def packed(opened: Path, target: Path, change: Callable[[Path], None]) -> Path:
    """A file of a library that somebody changed before it was sent."""
    changed = target / "changed"
    shutil.copytree(opened, changed)
    change(changed)
    with tarfile.open(target / "sent", "w:") as archive:
        for path in sorted(changed.rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(changed).as_posix())
    return target / "sent"


def with_sql(*steps: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "library.sqlite", isolation_level=None)) as store:
            for step in steps:
                store.execute(step)

    return change


OLD = "name like '%old.txt'"
LYING = {
    "a date that is none": ("insert or replace into facts values ('updated', 'soon')",),
    "a size that is a word": ("update documents set size = 'all of it'",),
    "a size that is a fraction": ("update documents set size = 1e300",),
    "a text beyond its pack": ("update documents set start = 1000000",),
    "a text before its pack": ("update documents set start = -5",),
    "a pack that is not there": ("update documents set pack = 77",),
    "a text that lies in a file here": (f"update documents set pack = null, path = '/x' where {OLD}",),
    "the same text a thousand times": (
        "insert into documents select null, path || value, name, kind, file_size, modified, reason, note,"
        " pack, start, size, lines, line_index, pages, inside, seal from documents, generate",
    ),
    "pages where no text is": ("update documents set pages = x'ffffffffffffffff'",),
    "pages of half a number": ("update documents set pages = x'010203'",),
    "a number below one": ("update documents set id = -id",),
    "a name that is no text": ("update documents set name = x'ff00'",),
    "a text that is not UTF-8": (f"update documents set start = start + 3, size = 3 where {OLD}",),
    "a table that acts": ("drop table facts", "create virtual table facts using fts5(name, value)"),
    "a column that computes": ("alter table documents add column more as (printf('%.*c', 100000000, 'x'))",),
    "a view": ("create view more as select * from facts",),
    "a trigger": ("create trigger more after insert on facts begin delete from documents; end",),
    "folders to watch": ("insert into paths values ('/etc')",),
    "no documents": ("drop table documents",),
    "text in facts that is not UTF-8": ("insert or replace into facts values ('name', cast(x'ff' as text))",),
}  # fmt: skip
COUNTED = "create table generate as with recursive n(value) as (select 1 union all select value + 1 from n" \
    " where value < 1000) select value from n"  # fmt: skip


@pytest.mark.parametrize("kind", LYING)
def test_a_store_that_lies_is_refused_with_a_sentence_and_nothing_of_it_stays(
    opened: Path, tmp_path: Path, data: DataFolder, shelf: Shelf, kind: str
) -> None:
    steps = LYING[kind] if "generate" not in LYING[kind][0] else (COUNTED, *LYING[kind])
    sent = packed(opened, tmp_path, with_sql(*steps))

    with pytest.raises(LibraryError) as refused:
        shelf.take_in(sent, "theirs")

    assert refused.value.hint and "\n" not in refused.value.message
    assert not list(data.libraries.iterdir()) and shelf.list() == []


def test_addresses_of_files_here_are_those_of_no_file_any_more(
    opened: Path, tmp_path: Path, shelf: Shelf
) -> None:
    real = tmp_path / "mine.txt"
    real.write_bytes(b"mine\n")
    other = tmp_path / "other.txt"
    other.write_bytes(b"other\n")
    steps = (
        f"update documents set path = '{real}', file_size = 5, modified = {real.stat().st_mtime_ns}"
        f" where {OLD}",
        f"update documents set file_size = 6, modified = {other.stat().st_mtime_ns} where not {OLD}",
        f"update documents set path = 'C:\\Users\\x', lines = 999, line_index = x'00' where not {OLD}",
        f"update documents set name = 'a' || char(27) || '[2J' where not {OLD}",
    )
    identity = shelf.take_in(packed(opened, tmp_path, with_sql(*steps)), "theirs")

    with shelf.open(identity) as library:
        library.add([real, other])
        library.update()
        words = ("mine", "other", "storm", "Größe")
        assert [library.scan(word).matches for word in words] == [1, 1, 9000, 1]
        assert {document.lines for document in library.documents()} == {1, 9000}
        assert sum(Path(document.path).is_absolute() for document in library.documents()) == 2
        assert all(document.name.isprintable() for document in library.documents())


def _headers(kind: bytes, size: bytes, count: int) -> bytes:
    entry = tarfile.TarInfo("x")
    entry.type = kind
    block = bytearray(entry.tobuf(tarfile.USTAR_FORMAT)[:512])
    block[124:136] = size.ljust(12, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) * count


ARCHIVES = {
    "a header longer than memory": _headers(b"x", b"77777777777", 1) + b"1",
    "a header of a size beyond all": _headers(b"x", b"\x80" + b"\x7f" * 11, 1),
    "a name longer than memory": _headers(b"L", b"\x80" + bytes(3) + b"\x40" + bytes(7), 1) + b"1",
    "a size below nothing": _headers(b"0", b"\xff" * 12, 3),
    "ten thousand headers in one another": _headers(b"L", b"00000000000", 10_000),
    "sparse without end": _headers(b"S", b"00000000000", 50),
    "nothing": b"",
    "zeros": bytes(1 << 20),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_an_archive_that_lies_is_refused_with_a_sentence(
    tmp_path: Path, data: DataFolder, shelf: Shelf, kind: str
) -> None:
    (tmp_path / "sent").write_bytes(ARCHIVES[kind])

    with pytest.raises(LibraryError) as refused:
        shelf.take_in(tmp_path / "sent", "theirs")

    assert refused.value.hint and not list(data.libraries.iterdir())


def test_what_killed_programs_left_half_taken_in_or_half_written_goes(
    data: DataFolder, shelf: Shelf, tmp_path: Path
) -> None:
    write(tmp_path / "home", {"a.txt": b"text\n"})
    with shelf.create("papers", [tmp_path / "home"]) as library:
        library.update()
        half = [
            library.folder / ".written-x",
            data.libraries / f".coming-{GONE}-1",
            data.libraries / ".coming-0123ab",
        ]
    for folder in half:
        folder.mkdir()
        (folder / "text").write_bytes(b"text")
    (tmp_path / f".file.{GONE}-0123abcd").write_bytes(b"text")
    kept = tmp_path / f".file.{GONE}-notes"
    kept.write_bytes(b"the person's own")

    again = Shelf(data, derive=plain_profile)
    again.write_out("papers", tmp_path / "file", emit=lambda event: None, should_stop=lambda: False)

    assert not any(folder.exists() for folder in half)
    assert sorted(path.name for path in tmp_path.glob(".file*")) == [kept.name]


def test_archives_of_the_same_kinds_among_the_files_hold_no_text(tmp_path: Path, shelf: Shelf) -> None:
    for number, content in enumerate(ARCHIVES.values()):
        write(tmp_path / "came", {f"{number}.tar": content or b" "})

    with shelf.create("came", [tmp_path / "came"]) as library:
        library.update()
        assert all(document.reason or document.bytes <= 1 for document in library.documents())


def test_members_beside_those_that_are_known_are_refused(opened: Path, tmp_path: Path, shelf: Shelf) -> None:
    sent = packed(opened, tmp_path, lambda folder: None)
    with tarfile.open(sent, "a:") as archive:
        entry = tarfile.TarInfo("came.sqlite")
        entry.size = 1
        archive.addfile(entry, io.BytesIO(b"x"))

    with pytest.raises(LibraryError):
        shelf.take_in(sent, "theirs")
