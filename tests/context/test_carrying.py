"""A library is written into one file, and opens on a machine that has none of its files."""

import io
import shutil
import sqlite3
import tarfile
from pathlib import Path

import pytest

from rlm_desktop import Runtime, Settings
from rlm_desktop.errors import BadRequest, DocumentChanged, LibraryError, Stopped
from rlm_desktop.paths import DataFolder
from tests.context.conftest import write

ROWS = "number,kind\n" + "".join(f"{n},{'abc'[n % 3]}\n" for n in range(300))
FILES = {
    "rows.csv": ROWS.encode(),
    "marked.txt": b"\xef\xbb\xbfstorm at sea\n",
    "old.txt": "Größe und Übermut im Sturm\n".encode("cp1252"),
    "empty.txt": b"",
    "broken.bin": bytes(range(256)) * 40,
}


@pytest.fixture
def carried(data: DataFolder, folder: Path, tmp_path: Path) -> Path:
    """A library of some files, written out; then the files and the program's folder are gone."""
    write(folder, FILES)
    with Runtime(Settings(data=data)) as here:
        here.add_library("papers", [folder])
        here.export_library("papers", tmp_path / "papers.library")
    shutil.rmtree(folder)
    shutil.rmtree(data.root)
    return tmp_path / "papers.library"


def test_it_opens_where_none_of_its_files_are(carried: Path, data: DataFolder) -> None:
    with Runtime(Settings(data=data)) as there:
        info = there.import_library(carried)
        there.update_library("papers")
        library = there.open_library("papers")

        assert (info.name, info.paths) == ("papers", ())
        assert {document.name: document.status for document in library.documents()}[
            "files/broken.bin"
        ] == "unreadable"
        assert [hit.text for hit in library.scan("storm").hits] == ["storm at sea"]
        assert library.scan("Übermut").matches == 1
        assert [hit.text for hit in library.search("Sturm")] == ["Größe und Übermut im Sturm\n"]
        found = library.query("SELECT count(*), sum(number) FROM records WHERE kind = 'b'").rows
        assert found == ((100, 14_950),)
        ((document, start, end),) = library.query(
            "SELECT _document, _start, _end FROM records WHERE number = 7", hidden=True
        ).rows
        (rows,) = [one for one in library.documents() if one.id == document]
        assert library.lines(rows.id, 9, 1)[0].text == "7,b"
        assert ROWS[int(str(start)) : int(str(end))] == "7,b"


def test_files_that_are_added_there_join_it(carried: Path, data: DataFolder, folder: Path) -> None:
    with Runtime(Settings(data=data)) as there:
        there.import_library(carried, "more")
        write(folder, {"new.txt": b"another storm\n"})
        there.update_library("more", add=[folder / "new.txt"])
        assert there.open_library("more").scan("storm").matches == 2


def test_names_and_files_that_are_taken_are_refused(carried: Path, data: DataFolder) -> None:
    with Runtime(Settings(data=data)) as there:
        there.import_library(carried)
        with pytest.raises(BadRequest):
            there.import_library(carried)
        with pytest.raises(BadRequest):
            there.export_library("papers", carried)
        assert [library.name for library in there.libraries()] == ["papers"]


def test_nothing_half_written_stays(data: DataFolder, folder: Path, tmp_path: Path) -> None:
    write(folder, FILES)
    target = tmp_path / "papers.library"
    with Runtime(Settings(data=data)) as here:
        here.add_library("papers", [folder])
        with pytest.raises(Stopped):
            here.export_library("papers", target, should_stop=lambda: True)
        write(folder, {"marked.txt": b"another text\n"})
        with pytest.raises(DocumentChanged):
            here.export_library("papers", target)

    assert not [path for path in tmp_path.iterdir() if "library" in path.name]


def _with(file: Path, name: str, content: bytes, kind: bytes = tarfile.REGTYPE) -> None:
    with tarfile.open(file, "a:") as archive:
        entry = tarfile.TarInfo(name)
        entry.size, entry.type, entry.linkname = len(content), kind, "/etc/passwd"
        archive.addfile(entry, io.BytesIO(content))


@pytest.mark.parametrize(
    "name", ["../out", "/tmp/out", "text/../../out", "words.sqlite", "text/x.pack", "lock"]
)
def test_a_file_with_other_names_in_it_is_refused(carried: Path, data: DataFolder, name: str) -> None:
    _with(carried, name, b"x")
    _refused(carried, data)


def test_links_and_a_cut_file_are_refused(carried: Path, data: DataFolder) -> None:
    whole = carried.read_bytes()
    _with(carried, "text/0900.pack", b"", tarfile.SYMTYPE)
    _refused(carried, data)
    carried.write_bytes(whole[: len(whole) // 2])
    _refused(carried, data)
    carried.write_bytes(b"no archive" * 100)
    _refused(carried, data)


@pytest.mark.parametrize(
    "step",
    [
        "update documents set pack = null where name like '%marked.txt'",
        "insert into paths values ('/etc')",
        "create trigger t after insert on facts begin delete from documents; end",
        "create view v as select * from facts",
    ],
)
def test_a_store_that_points_outside_or_acts_is_refused(
    carried: Path, data: DataFolder, tmp_path: Path, step: str
) -> None:
    with tarfile.open(carried) as archive:
        archive.extractall(tmp_path / "open", filter="data")
    store = sqlite3.connect(tmp_path / "open" / "library.sqlite")
    store.execute(step)
    store.commit()
    store.close()
    with tarfile.open(carried, "w:") as archive:
        for path in sorted((tmp_path / "open").rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(tmp_path / "open").as_posix())
    _refused(carried, data)


def _refused(file: Path, data: DataFolder) -> None:
    with Runtime(Settings(data=data)) as there:
        with pytest.raises(LibraryError):
            there.import_library(file)
        assert not there.libraries()
        assert not list(data.libraries.iterdir())
