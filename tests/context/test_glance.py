"""The first lines of a file are those that are shown once it is read in, whatever it is written in."""

from pathlib import Path

import pytest

from rlm_desktop.context.glance import first_lines
from rlm_desktop.context.library import Library
from tests.context.conftest import MakeLibrary

TEXT = "".join(f"Zeile {n}: Größe, Übermut\r\n" for n in range(20))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("times", [1, 900])
def test_the_first_lines_are_those_of_the_library(library_of: MakeLibrary, encoding: str, times: int) -> None:
    library = library_of({"a.txt": (TEXT * times).encode(encoding)})

    assert first_lines(_file(library), 40) == _shown(library, 40)


@pytest.mark.parametrize("content", [b"one", b"one\n", b"one\n\ntwo", b"\n", b"x" * 300_000])
def test_short_files_and_long_lines_are_shown_too(library_of: MakeLibrary, content: bytes) -> None:
    library = library_of({"a.txt": content})

    assert first_lines(_file(library), 3, widest=100) == _shown(library, 3, widest=100)


def test_what_only_a_reader_can_open_has_no_first_lines(tmp_path: Path) -> None:
    for name, content in (("a.pdf", b"%PDF-1.7\n"), ("b.bin", bytes(range(256)) * 9)):
        (tmp_path / name).write_bytes(content)
        assert first_lines(tmp_path / name, 3) == []


def _file(library: Library) -> Path:
    return Path(library.documents()[0].path)


def _shown(library: Library, count: int, *, widest: int = 4096) -> list[str]:
    return [view.text for view in library.lines(library.documents()[0].id, 1, count, widest=widest)]
