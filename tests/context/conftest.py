"""A shelf in a folder of its own, and libraries over files that a test writes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from rlm_desktop.context.library import Emit, Library
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.context.texts import Texts
from rlm_desktop.paths import DataFolder
from rlm_desktop.profile import Profile

Files = dict[str, bytes]
MakeLibrary = Callable[[Files], Library]


def plain_profile(texts: Texts, database: Path, *, emit: Emit, should_stop: Callable[[], bool]) -> Profile:
    """Only the counts: tables have tests of their own, and take a process each time."""
    return Profile(documents=len(texts.sources), bytes=0, lines=texts.lines_total)


@pytest.fixture
def shelf(data: DataFolder) -> Shelf:
    return Shelf(data, derive=plain_profile)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test's files lie: the folder that is added."""
    place = tmp_path / "files"
    place.mkdir()
    return place


def write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.fixture
def library_of(shelf: Shelf, folder: Path) -> Iterator[MakeLibrary]:
    """A library over the files of the test's folder, read and up to date."""
    with ExitStack() as stack:

        def make(files: Files) -> Library:
            write(folder, files)
            library = stack.enter_context(shelf.for_paths([folder]))
            library.update()
            return library

        yield make
