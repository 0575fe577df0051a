"""Libraries are made, found again, listed, and really removed."""

import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from rlm_desktop.context.shelf import LibraryInfo, Shelf
from rlm_desktop.errors import BadRequest
from rlm_desktop.paths import DataFolder
from tests.context.conftest import write


def test_a_library_is_opened_again_by_name_or_id(shelf: Shelf, folder: Path) -> None:
    write(folder, {"a.txt": b"text\n", "b.bin": b"\0" * 50})
    with shelf.create("notes", [folder]) as library:
        library.update()
        identity = library.id

    (info,) = shelf.list()
    assert (info.name, info.id, info.documents, info.unreadable, info.bytes) == ("notes", identity, 1, 1, 5)
    assert info.paths == (str(folder),)
    for name in ("notes", identity):
        with shelf.open(name) as library:
            assert library.profile.documents == 1
            assert library.scan("text").matches == 1


def test_no_name_means_none_of_the_libraries_that_nobody_named(shelf: Shelf, folder: Path) -> None:
    write(folder, {"a.txt": b"text\n"})
    shelf.for_paths([folder]).close()

    with pytest.raises(BadRequest, match="needs a name"):
        shelf.open("")
    with pytest.raises(BadRequest, match="needs a name"):
        shelf.remove("")
    assert len(shelf.list()) == 1


def test_asking_about_the_same_paths_again_uses_what_was_read(shelf: Shelf, folder: Path) -> None:
    write(folder, {"a.txt": b"text\n", "b.txt": b"text\n"})

    with shelf.for_paths([folder / "a.txt", folder / "b.txt"]) as library:
        assert library.update().read == 2
    with shelf.for_paths([folder / "b.txt", folder / "a.txt"]) as library:
        assert library.update().read == 0
    assert len(shelf.list()) == 1


def test_removing_leaves_nothing_behind_but_the_persons_files(
    shelf: Shelf, data: DataFolder, folder: Path
) -> None:
    write(folder, {"a.txt": "text\n".encode("utf-16")})
    with shelf.create("notes", [folder]) as library:
        library.update()

    shelf.remove("notes")

    assert shelf.list() == []
    assert list(data.libraries.iterdir()) == []
    assert (folder / "a.txt").is_file()


def test_reindexing_reads_everything_anew(shelf: Shelf, folder: Path) -> None:
    write(folder, {"a.txt": "text\n".encode("utf-16")})
    with shelf.create("notes", [folder]) as library:
        library.update()

    with shelf.reindex("notes") as library:
        assert library.update().read == 1
        assert library.search("text", limit=1)[0].text == "text\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_nobody_else_may_read_what_is_kept(shelf: Shelf, data: DataFolder, folder: Path) -> None:
    write(folder, {"a.txt": "text\n".encode("utf-16")})
    with shelf.create("notes", [folder]) as library:
        library.update()
        for path in data.root.rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_what_is_not_there_or_taken_is_refused_with_a_way_out(shelf: Shelf, folder: Path) -> None:
    shelf.create("notes", [folder]).close()

    with pytest.raises(BadRequest, match="already"):
        shelf.create("notes", [folder])
    with pytest.raises(BadRequest, match="nothing at"):
        shelf.create("other", [folder / "missing"])
    with pytest.raises(BadRequest) as raised:
        shelf.open("unknown")
    assert "notes" in raised.value.hint
    with pytest.raises(BadRequest):
        shelf.for_paths([])


def test_of_two_that_give_one_name_at_once_one_is_told_that_it_is_taken(
    data: DataFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"a.txt": b"text\n"})
    both = threading.Barrier(2)
    look = Shelf.list

    def slowly(self: Shelf) -> "list[LibraryInfo]":
        found = look(self)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.5)
        return found

    monkeypatch.setattr(Shelf, "list", slowly)

    def make(_: int) -> str:
        try:
            Shelf(data).create("notes", [folder]).close()
        except BadRequest as error:
            return error.message
        return "made"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(make, range(2)))

    assert told == ["There already is a library called notes.", "made"]


def test_two_folders_of_one_name_are_told_apart(shelf: Shelf, folder: Path) -> None:
    write(folder, {"one/logs/a.log": b"1\n", "two/logs/a.log": b"2\n"})

    with shelf.for_paths([folder / "one" / "logs", folder / "two" / "logs"]) as library:
        library.update()

        assert len({document.name for document in library.documents()}) == 2
