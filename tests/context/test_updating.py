"""An update reads what changed and nothing else; a change behind its back is noticed; a kill loses little."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rlm_desktop.context.ingest.changes import Changes
from rlm_desktop.context.library import Library
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.context.store import DocumentStore
from rlm_desktop.errors import BadRequest, DocumentChanged, LibraryError, Stopped
from rlm_desktop.paths import PROGRAM, DataFolder
from rlm_desktop.spans import Span
from tests.context.conftest import MakeLibrary, plain_profile, write
from tests.context.offices import archive
from tests.context.pdfs import pdf

UTF16 = "in an old encoding\n".encode("utf-16")


def contents(library: Library) -> dict[str, str]:
    return {
        document.name: library.read(Span(document.id, 0, document.bytes))
        for document in library.documents()
        if document.status == "ready"
    }


def test_only_what_changed_is_read_again(library_of: MakeLibrary, folder: Path) -> None:
    library = library_of({"a.txt": b"one\n", "b.txt": UTF16, "c.txt": b"three\n"})
    numbers = {document.name: document.id for document in library.documents()}

    write(folder, {"b.txt": "changed\n".encode("utf-16"), "d.txt": b"four\n"})
    (folder / "c.txt").unlink()

    assert library.update() == Changes(read=2, forgotten=1, unchanged=1)
    assert contents(library) == {"files/a.txt": "one\n", "files/b.txt": "changed\n", "files/d.txt": "four\n"}
    assert {document.name: document.id for document in library.documents()}["files/a.txt"] == numbers[
        "files/a.txt"
    ]
    assert library.update() == Changes(unchanged=3)


def test_a_folder_that_is_gone_altogether_does_not_empty_its_library(
    library_of: MakeLibrary, folder: Path
) -> None:
    library = library_of({"a.txt": b"one\n", "b.txt": UTF16})
    elsewhere = folder.rename(folder.with_name("unplugged"))

    with pytest.raises(LibraryError, match="is no longer there") as raised:
        library.update()
    assert "add it where it is now" in raised.value.hint

    elsewhere.rename(folder)
    assert library.update() == Changes(unchanged=2)


def test_a_changed_file_gets_a_new_number_so_that_old_addresses_never_lie(
    library_of: MakeLibrary, folder: Path
) -> None:
    library = library_of({"a.txt": b"one\n"})
    old = library.documents()[0].id

    write(folder, {"a.txt": b"other\n"})
    library.update()

    assert library.documents()[0].id > old


def test_text_of_files_that_are_gone_is_really_removed(library_of: MakeLibrary, folder: Path) -> None:
    library = library_of({"a.txt": "a secret word\n".encode("utf-16"), "b.txt": "kept\n".encode("utf-16")})
    (folder / "a.txt").unlink()

    library.update()
    library.wait_for_index()

    packs = [path.read_bytes() for path in library.folder.rglob("*.pack")]
    assert b"kept\n" in b"".join(packs) and b"secret" not in b"".join(packs)
    assert library.search("secret", limit=3) == []
    assert contents(library) == {"files/b.txt": "kept\n"}


@pytest.mark.parametrize("change", ["written", "cut", "gone"])
def test_reading_a_file_that_changed_says_so(library_of: MakeLibrary, folder: Path, change: str) -> None:
    library = library_of({"a.txt": b"some text\n" * 9})
    document = library.documents()[0].id
    if change == "gone":
        (folder / "a.txt").unlink()
    else:
        write(folder, {"a.txt": b"other text\n" if change == "written" else b"some"})

    with pytest.raises(DocumentChanged):
        library.read(Span(document, 0, 4))
    with pytest.raises(DocumentChanged):
        library.scan("text")
    with pytest.raises(DocumentChanged):
        list(library.passages(size=16))


def test_stopping_keeps_what_was_read(shelf: Shelf, folder: Path) -> None:
    write(folder, {f"{number:04}.txt": b"text\n" for number in range(600)})
    asked = 0

    def stop_later() -> bool:
        nonlocal asked
        asked += 1
        return asked > 400

    with shelf.for_paths([folder]) as library:
        with pytest.raises(Stopped):
            library.update(should_stop=stop_later)
        second = library.update()

    assert second.read < 600
    assert second.read + second.unchanged == 600


def test_two_programs_do_not_write_at_once(library_of: MakeLibrary, shelf: Shelf, folder: Path) -> None:
    library = library_of({"a.txt": b"text\n"})

    def in_the_middle() -> bool:
        with shelf.for_paths([folder]) as other, pytest.raises(LibraryError, match="Another"):
            other.update()
        return False

    write(folder, {"b.txt": b"more\n"})
    library.update(should_stop=in_the_middle)


UPDATE = """
import sys
from pathlib import Path
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.context.store import DocumentStore
from rlm_desktop.paths import DataFolder
from rlm_desktop.profile import Profile
plain = lambda texts, database, **_: Profile(documents=0, bytes=0, lines=0)
with Shelf(DataFolder(Path(sys.argv[1])), derive=plain).for_paths([sys.argv[2]]) as library:
    print("begins", flush=True)
    library.update()
    print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that cannot be caught")
def test_killed_at_any_time_nothing_is_wrong_and_nothing_is_lost(data: DataFolder, folder: Path) -> None:
    write(folder, {f"{number:04}.txt": f"text number {number}\n".encode("utf-16") for number in range(1500)})
    write(folder, {f"{number}.pdf": pdf([f"page of {number}"]) for number in range(5)})
    program = [sys.executable, "-c", UPDATE, str(data.root), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parent)}

    for moment in (0.02, 0.15, 0.3, 0.6):
        with subprocess.Popen(program, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)

    with Shelf(data, derive=plain_profile).for_paths([folder]) as library:
        library.update()
        texts = contents(library)
        assert len(texts) == 1505
        assert all(texts[f"files/{number:04}.txt"] == f"text number {number}\n" for number in range(1500))
        assert library.scan("text number").matches == 1500
        assert library.search('"number 1234"', limit=1)[0].text == "text number 1234\n"
        packed = sum(path.stat().st_size for path in library.folder.rglob("*.pack"))
        assert packed == sum(document.bytes + 1 for document in library.documents())


def test_a_file_is_forgotten_without_a_look_at_all_others(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path / "library.sqlite")
    asked: list[str] = []
    store._db.set_trace_callback(asked.append)

    store.forget(["/one"])
    store.move("/two", "/elsewhere")

    store._db.set_trace_callback(None)
    plans = [str(store._run(f"explain query plan {sql}")) for sql in asked]
    assert len(plans) == 4
    assert not [plan for plan in plans if "SCAN" in plan]
    store.close()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that cannot be caught")
def test_killed_fifty_times_nothing_is_wrong_and_nothing_is_lost(data: DataFolder, folder: Path) -> None:
    write(folder, {f"{number:04}.txt": f"text number {number}\n".encode("utf-16") for number in range(4000)})
    inside = {f"{number}.txt": f"inside number {number}\n" for number in range(200)}
    write(folder, {"a.zip": archive(inside), "b.log": b"a line of the log\n" * 500_000})
    program = [sys.executable, "-c", UPDATE, str(data.root), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parent)}

    for kill in range(50):
        with subprocess.Popen(program, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.02 + 0.013 * kill)
            process.send_signal(signal.SIGKILL)

    with Shelf(data, derive=plain_profile).for_paths([folder]) as library:
        library.update()
        texts = contents(library)
        assert len(texts) == 4201
        assert all(texts[f"files/{number:04}.txt"] == f"text number {number}\n" for number in range(4000))
        assert all(texts[f"files/a.zip/{name}"] == text for name, text in inside.items())
        assert library.scan("a line of the log").matches == 500_000
        packed = sum(path.stat().st_size for path in library.folder.rglob("*.pack"))
        assert packed == sum(
            document.bytes + 1 for document in library.documents() if document.kind == "text"
        )


def test_of_a_log_that_grew_only_the_new_end_is_read(
    library_of: MakeLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "eine Zeile über nichts\n".encode()
    library = library_of({"a.log": line * 40_000 + b"halb"})
    (before,) = library.documents()
    monkeypatch.setattr("rlm_desktop.context.ingest.update.read_plain", None)

    with (folder / "a.log").open("ab") as log:
        log.write("e Zeile, dann Ärger\n".encode() + line * 10)
    changes = library.update()
    (after,) = library.documents()

    assert changes == Changes(read=1)
    assert (after.id, after.lines, after.bytes) == (before.id, 40_011, before.bytes + 21 + 10 * len(line))
    assert library.scan("halbe Zeile, dann Ärger").matches == 1
    (hit,) = library.search("Ärger", limit=3)
    assert "halbe Zeile" in hit.text
    assert library.locate(after.id, library.offset_of(after.id, 40_005)).line == 40_005


def test_a_log_that_was_written_anew_and_is_longer_is_read_anew(
    library_of: MakeLibrary, folder: Path
) -> None:
    library = library_of({"a.log": b"an old line\n" * 40_000})
    old = library.documents()[0].id

    write(folder, {"a.log": b"a new line of text\n" * 40_000})
    library.update()

    assert library.documents()[0].id > old
    assert (library.scan("old").matches, library.scan("new").matches) == (0, 40_000)


def test_a_moved_file_keeps_its_number_and_is_not_read_again(
    library_of: MakeLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = library_of({"a.txt": b"one\n", "b.zip": archive({"x.txt": "two\n"})})
    numbers = [document.id for document in library.documents()]
    monkeypatch.setattr("rlm_desktop.context.ingest.update.read_plain", None)

    (folder / "further").mkdir()
    (folder / "a.txt").rename(folder / "further" / "c.txt")
    (folder / "b.zip").rename(folder / "further" / "d.zip")

    assert library.update() == Changes(unchanged=2)
    assert sorted(contents(library).items()) == [
        ("files/further/c.txt", "one\n"),
        ("files/further/d.zip/x.txt", "two\n"),
    ]
    assert sorted(document.id for document in library.documents()) == numbers


@pytest.mark.parametrize("change", ["write", "add", "remove", "move", "none"])
def test_a_look_at_the_files_tells_how_many_an_update_would_read(
    library_of: MakeLibrary, folder: Path, change: str
) -> None:
    library = library_of(
        {"a.txt": b"one\n", "b/c.eml": b"From: x\nSubject: y\n\nz\n", "d.bin": bytes(range(256))}
    )
    assert library.changed() == 0

    match change:
        case "write":
            write(folder, {"a.txt": b"one more\n"})
        case "add":
            write(folder, {"e.txt": b"new\n"})
        case "remove":
            (folder / "a.txt").unlink()
        case "move":
            (folder / "a.txt").rename(folder / "f.txt")

    assert library.changed() == (change != "none")
    library.update()
    assert library.changed() == 0


def _unplug(place: Path, *, mounted: bool) -> Path:
    """As if the disk of a folder were not connected: the place where it was is empty, or gone too."""
    elsewhere = place.rename(place.with_name("unplugged"))
    if mounted:
        place.mkdir()
        os.utime(place, (0, 0))
    return elsewhere


@pytest.mark.parametrize("mounted", [False, True])
def test_of_several_folders_one_that_is_not_connected_keeps_what_was_read(
    shelf: Shelf, folder: Path, tmp_path: Path, *, mounted: bool
) -> None:
    other = tmp_path / "disk"
    write(folder, {"a.txt": b"one\n"})
    write(other, {"b.txt": UTF16})
    with shelf.for_paths([folder, other]) as library:
        library.update()
        elsewhere = _unplug(other, mounted=mounted)

        with pytest.raises(LibraryError, match=r"disk is no longer there"):
            library.update()
        assert len(library.documents()) == 2

        if mounted:
            other.rmdir()
        elsewhere.rename(other)
        assert library.update() == Changes(unchanged=2)


def test_a_folder_that_somebody_emptied_is_empty(library_of: MakeLibrary, folder: Path) -> None:
    library = library_of({"a.txt": b"one\n"})
    (folder / "a.txt").unlink()

    assert library.update() == Changes(forgotten=1)


def test_of_several_files_that_were_added_one_may_be_deleted(shelf: Shelf, folder: Path) -> None:
    write(folder, {"a.txt": b"one\n", "b.txt": b"two\n"})
    with shelf.for_paths([folder / "a.txt", folder / "b.txt"]) as library:
        library.update()
        (folder / "b.txt").unlink()

        library.update()

        assert [one.name for one in library.documents() if one.status == "ready"] == ["a.txt"]


def test_a_folder_that_was_moved_is_found_where_it_is_now(shelf: Shelf, folder: Path, tmp_path: Path) -> None:
    write(folder, {"a.txt": b"one\n"})
    with shelf.for_paths([folder]) as library:
        library.update()
        library.add([folder.rename(tmp_path / "moved")])

        assert library.update() == Changes(read=1, unchanged=1)
        assert contents(library) == {"moved/a.txt": "one\n"}


def test_a_path_that_is_left_out_is_forgotten_though_it_is_gone(
    library_of: MakeLibrary, folder: Path, tmp_path: Path
) -> None:
    library = library_of({"a.txt": b"one\n"})
    other = tmp_path / "unplugged"
    write(other, {"b.txt": b"two\n"})
    library.add([other])
    library.update()
    other.rename(tmp_path / "elsewhere")

    with pytest.raises(BadRequest, match="was not added to the library by itself"):
        library.leave_out([folder / "a.txt"])
    with pytest.raises(BadRequest, match="Nothing would be left"):
        library.leave_out([folder, other])
    library.leave_out([other])
    library.update()

    assert contents(library) == {"files/a.txt": "one\n"}
    assert library.paths == (str(folder),)


def test_what_lies_in_another_path_as_well_stays(library_of: MakeLibrary, folder: Path) -> None:
    library = library_of({"a.txt": b"one\n", "in/b.txt": b"two\n"})
    library.add([folder / "in"])
    library.update()

    library.leave_out([folder / "in"])
    library.update()

    assert sorted(contents(library).values()) == ["one\n", "two\n"]
