"""Files of every usual kind and encoding become the text a person sees, or are listed with a reason."""

import gzip
import io
import os
import socket
import sys
from pathlib import Path

import pytest

from rlm_desktop.context.ingest import html
from rlm_desktop.context.ingest.parts import Part
from rlm_desktop.context.ingest.plain import read_plain
from rlm_desktop.context.ingest.reading import texts_of
from rlm_desktop.context.library import Library
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.events import DocumentSkipped, Event
from rlm_desktop.profile import Document
from rlm_desktop.spans import Span
from tests.context.conftest import MakeLibrary

GERMAN = "Straße, Größe, Äpfel: für Müller über Öl\n"


def text_of(library: Library, document: Document) -> str:
    return library.read(Span(document.id, 0, document.bytes))


def by_name(library: Library) -> dict[str, Document]:
    return {document.name.removeprefix("files/"): document for document in library.documents()}


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_german_text_is_read_in_any_usual_encoding(library_of: MakeLibrary, codec: str) -> None:
    library = library_of({"a.txt": (GERMAN * 30).encode(codec)})

    assert text_of(library, library.documents()[0]) == GERMAN * 30


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("shift_jis", "これは日本語のテキストです。文字コードを調べます。\n"),
        ("gb18030", "这是一个用于测试编码检测的中文文本文件。\n"),
        ("koi8-r", "Это русский текст для проверки кодировки файла.\n"),
    ],
)
def test_older_encodings_are_told_from_the_text(library_of: MakeLibrary, codec: str, text: str) -> None:
    library = library_of({"a.txt": (text * 20).encode(codec)})

    assert text_of(library, library.documents()[0]) == text * 20


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16"])
def test_lines_that_end_with_returns_alone_are_lines(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    monkeypatch.setattr("rlm_desktop.context.encodings.BLOCK", 30)
    library = library_of(
        {
            "excel.csv": "Stadt;Größe\rKöln;7\r\rBonn;3\rUlm;9\r".encode(codec),
            "windows.csv": b"Stadt;x\r\nBonn;3\r\n",
            "bar.log": b"begun\n1%\r2%\r",
        }
    )
    found = by_name(library)

    assert text_of(library, found["excel.csv"]) == "Stadt;Größe\nKöln;7\n\nBonn;3\nUlm;9\n"
    assert found["excel.csv"].lines == 5
    assert text_of(library, found["windows.csv"]) == "Stadt;x\r\nBonn;3\r\n"
    assert found["bar.log"].lines == 2


def test_colours_of_a_terminal_are_no_part_of_the_text(
    library_of: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = (
        "\x1b[2m2026-01-05\x1b[0m \x1b[1;31mERROR\x1b[0m \x1b]8;;http://x.org\x1b\\größer\x1b]8;;\x07 [3m]\n"
    )
    plain = "2026-01-05 ERROR größer [3m]\n"
    files = {"a.log": (line * 40).encode(), "b.log.gz": gzip.compress((line * 40).encode())}
    files["c.log"] = b"a \x1b alone, and one \x1b[ at the end \x1b[31m\n\x1b["

    for block in (*range(90, 190), 4_000_000):
        monkeypatch.setattr("rlm_desktop.context.encodings.BLOCK", block)
        found = list(read_plain(io.BytesIO(files["a.log"]), files["a.log"], 0).pieces)  # type: ignore[union-attr]
        assert b"".join(found).decode() == plain * 40
    library = library_of(files)

    read = by_name(library)
    assert text_of(library, read["a.log"]) == text_of(library, read["b.log.gz"]) == plain * 40
    assert text_of(library, read["c.log"]) == "a \x1b alone, and one \x1b[ at the end \n\x1b["
    assert read["a.log"].reason == "colours of a terminal are left out"
    assert library.search("error")


def test_valid_utf8_stays_where_it_is_and_a_mark_is_not_part_of_the_text(
    library_of: MakeLibrary, folder: Path
) -> None:
    library = library_of({"a.txt": b"\xef\xbb\xbfhello\n"})

    (mount,) = library.mounts()

    assert (Path(mount.path), mount.start, mount.size) == (folder / "a.txt", 3, 6)


def test_a_mount_of_extracted_text_holds_exactly_that_text(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": GERMAN.encode("utf-16"), "b.txt": ("zwei\n" * 9).encode("utf-16")})

    for mount, text in zip(library.mounts(), (GERMAN, "zwei\n" * 9), strict=True):
        with Path(mount.path).open("rb") as file:
            file.seek(mount.start)
            assert file.read(mount.size).decode() == text


def test_a_few_wrong_bytes_are_replaced_and_that_is_noted(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": (GERMAN * 20).encode() + b"broken \xff\xfe here\n"})

    (document,) = library.documents()

    assert text_of(library, document) == GERMAN * 20 + "broken �� here\n"
    assert document.status == "ready" and "not valid UTF-8" in document.reason


def test_a_wrong_byte_far_into_a_file_is_found(library_of: MakeLibrary) -> None:
    library = library_of({"a.txt": b"plain line\n" * 500_000 + b"caf\xe9\n"})

    (document,) = library.documents()

    assert library.scan("café").matches == 1
    assert document.lines == 500_001


def test_binary_files_are_refused_with_a_reason(library_of: MakeLibrary) -> None:
    library = library_of(
        {"a.bin": bytes(range(256)) * 20, "b.docx": b"PK\x03\x04" + b"x" * 90, "c.txt": b"text\n"}
    )

    documents = by_name(library)

    assert "binary" in documents["a.bin"].reason
    assert "damaged" in documents["b.docx"].reason
    assert [name for name, document in documents.items() if document.status == "ready"] == ["c.txt"]


def test_a_log_with_a_hole_of_zeros_is_still_text(library_of: MakeLibrary) -> None:
    library = library_of({"a.log": b"before the crash\n" * 5000 + b"\0" * 512 + b"\nafter it\n"})

    assert library.scan("after it").matches == 1


def test_empty_files_and_empty_folders_are_no_trouble(library_of: MakeLibrary, folder: Path) -> None:
    (folder / "empty").mkdir()

    library = library_of({"nothing.txt": b""})

    assert [(d.bytes, d.lines, d.status) for d in library.documents()] == [(0, 0, "ready")]
    assert list(library.passages(size=100)) == []
    assert library.scan("x").matches == 0
    assert library.search("x", limit=3) == []


def test_kinds_are_told_from_name_and_content(library_of: MakeLibrary) -> None:
    library = library_of(
        {
            "a.log": b"x\n",
            "a.log.1": b"x\n",
            "b.csv": b"x\n",
            "c.json": b'{"a": 1}\n{"a": 2}\n{"a": 3}\n',
            "d.json": b'{"a":\n 1}\n',
            "e.py": b"x = 1\n",
            "f": b"<!DOCTYPE html><p>x",
            "README": b"x\n",
        }
    )

    assert {name: document.kind for name, document in by_name(library).items()} == {
        "a.log": "log",
        "a.log.1": "log",
        "b.csv": "csv",
        "c.json": "jsonl",
        "d.json": "json",
        "e.py": "code",
        "f": "html",
        "README": "text",
    }


def test_a_page_that_is_too_large_to_be_laid_out_is_read_as_it_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(html, "LARGEST", 20)
    page = b"<!DOCTYPE html><p>Dear <b>readers</b></p>" * 10_000

    (part,) = texts_of(io.BytesIO(page), "a.html", len(page))

    assert isinstance(part, Part)
    written: list[str | bytes] = []
    with pytest.raises(StopIteration) as end:
        while True:
            written.append(next(part.text))
    assert b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in written) == page
    assert end.value.value == html.AS_WRITTEN


def test_hidden_files_are_left_out_unless_they_were_added_themselves(shelf: Shelf, folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"x")
    (folder / "seen.txt").write_bytes(b"x")

    with shelf.for_paths([folder]) as library, shelf.for_paths([folder / ".git"]) as hidden:
        library.update()
        hidden.update()

        assert [document.name for document in library.documents()] == ["files/seen.txt"]
        assert [document.name for document in hidden.documents()] == [".git/config"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_in_a_circle_and_to_the_same_file_are_followed_once(
    library_of: MakeLibrary, folder: Path
) -> None:
    (folder / "inside").mkdir()
    (folder / "inside" / "up").symlink_to(folder)
    (folder / "nowhere").symlink_to(folder / "missing")
    (folder / "b.txt").symlink_to(folder / "a.txt")

    documents = by_name(library_of({"a.txt": b"once\n"}))

    assert [name for name, document in documents.items() if document.status == "ready"] == ["a.txt"]
    assert "nothing" in documents["nowhere"].reason


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_pipes_and_sockets_are_skipped_with_a_reason(library_of: MakeLibrary, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    here = Path.cwd()
    os.chdir(folder)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        try:
            listening.bind("socket")
            documents = by_name(library_of({"a.txt": b"x\n"}))
        finally:
            os.chdir(here)

    assert "a pipe" in documents["pipe"].reason
    assert "a socket" in documents["socket"].reason


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_listed_and_read_once_it_may(
    library_of: MakeLibrary, folder: Path
) -> None:
    (folder / "secret.txt").write_bytes(b"now you see it\n")
    (folder / "secret.txt").chmod(0)

    library = library_of({"a.txt": b"x\n"})
    assert "permission" in by_name(library)["secret.txt"].reason

    (folder / "secret.txt").chmod(0o600)
    library.update()
    assert by_name(library)["secret.txt"].status == "ready"


def test_what_is_skipped_is_told_as_it_happens(shelf: Shelf, folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"\0\1\2" * 100)
    events: list[Event] = []

    with shelf.for_paths([folder]) as library:
        library.update(emit=events.append)

    skipped = [event for event in events if isinstance(event, DocumentSkipped)]
    assert [event.document for event in skipped] == ["files/a.bin"]
