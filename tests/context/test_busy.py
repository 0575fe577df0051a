"""A library that another window or command is reading into is answered from, or waited for."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from rlm_desktop import Runtime, Settings
from rlm_desktop.context.library import Library
from rlm_desktop.context.lock import only_writer
from rlm_desktop.errors import Stopped
from rlm_desktop.events import Event, Noted
from rlm_desktop.paths import DataFolder
from rlm_desktop.runtime.finding import Look
from rlm_desktop.runtime.libraries import bring_up_to_date
from tests.context.conftest import MakeLibrary, plain_profile, write


def never() -> bool:
    return False


def test_what_was_read_before_answers_while_another_reads(library_of: MakeLibrary, folder: Path) -> None:
    library = library_of({"a.txt": b"storm at sea\n"})
    write(folder, {"b.txt": b"storm again\n"})
    told: list[Event] = []

    with only_writer(library.folder):
        bring_up_to_date(library, told.append, never)
        assert library.scan("storm").matches == 1

    assert [event.__class__ for event in told] == [Noted]
    bring_up_to_date(library, told.append, never)
    assert library.scan("storm").matches == 2


def test_where_nothing_was_read_yet_the_other_is_waited_for(tmp_path: Path, folder: Path) -> None:
    write(folder, {"a.txt": b"storm at sea\n"})
    noted = threading.Event()
    (tmp_path / "library").mkdir()
    with Library(tmp_path / "library", derive=plain_profile) as library, ExitStack() as other:
        library.add([folder])
        other.enter_context(only_writer(library.folder))
        work = threading.Thread(target=bring_up_to_date, args=(library, lambda _: noted.set(), never))
        work.start()
        assert noted.wait(30)
        assert not library.documents()
        other.close()
        work.join(30)
        assert library.scan("storm").matches == 1


def test_waiting_for_another_can_be_stopped(tmp_path: Path, folder: Path) -> None:
    write(folder, {"a.txt": b"storm\n"})
    (tmp_path / "library").mkdir()
    with Library(tmp_path / "library", derive=plain_profile) as library, only_writer(library.folder):
        library.add([folder])
        with pytest.raises(Stopped):
            bring_up_to_date(library, lambda _: None, lambda: True)


def test_a_scan_waits_for_others_that_have_read_nothing_yet(data: DataFolder, folder: Path) -> None:
    write(folder, {"a.txt": b"storm at sea\n"})
    told: list[Event] = []
    noted, found = threading.Event(), []

    def hear(event: Event) -> None:
        told.append(event)
        noted.set()

    with Runtime(Settings(data=data)) as runtime, ExitStack() as other:
        other.enter_context(only_writer(runtime.open_library([folder]).folder))
        look = Look(pattern="storm")
        work = threading.Thread(target=lambda: found.append(runtime.scan(look, paths=[folder], emit=hear)))
        work.start()
        assert noted.wait(30) and not found
        other.close()
        work.join(30)

    assert [(one.matches, one.whole) for one in found] == [(1, True)]


def test_a_scan_says_when_others_are_still_reading(data: DataFolder, folder: Path) -> None:
    write(folder, {"a.txt": b"storm at sea\n"})
    with Runtime(Settings(data=data)) as runtime:
        assert runtime.scan(Look(pattern="storm"), paths=[folder]).whole
        write(folder, {"b.txt": b"storm again\n"})
        with only_writer(runtime.open_library([folder]).folder):
            found = runtime.scan(Look(pattern="storm"), paths=[folder])

        assert (found.matches, found.whole) == (1, False)
        assert runtime.group(Look(pattern="storm (.*)"), paths=[folder]).groups == (
            ("again", 1),
            ("at sea", 1),
        )
