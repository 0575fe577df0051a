"""What is worked out from the text follows it: profile and tables are of the text as it was last read."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from rlm_desktop.context import records
from rlm_desktop.context.library import Emit
from rlm_desktop.context.records.build import _died
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.context.texts import Texts
from rlm_desktop.errors import LibraryError, Stopped
from rlm_desktop.events import Event, Noted
from rlm_desktop.paths import DataFolder
from rlm_desktop.profile import Profile
from tests.context.conftest import write

ROWS = b"name,price\n" + b"".join(b"item%d,%d\n" % (number, number * 3) for number in range(60))


def test_records_of_a_library_are_queried_and_lead_back_to_their_bytes(
    data: DataFolder, folder: Path
) -> None:
    write(folder, {"prices.csv": ROWS})

    with Shelf(data).for_paths([folder]) as library:
        library.update()

        assert library.profile.tables[0].rows == 60
        assert library.query("SELECT max(price) FROM records").rows == ((177,),)
        sql = "SELECT _document, _start, _end FROM records WHERE name = 'item7'"
        ((document, start, end),) = library.query(sql, hidden=True).rows
        text = (folder / "prices.csv").read_bytes()
        assert isinstance(start, int) and isinstance(end, int)
        assert document == library.documents()[0].id
        assert text[start:end].rstrip() == b"item7,21"


def test_working_out_that_was_stopped_is_done_the_next_time(data: DataFolder, folder: Path) -> None:
    write(folder, {"a.txt": b"text\n"})
    times = 0

    def stopped_once(texts: Texts, database: Path, *, emit: Emit, should_stop: Callable[[], bool]) -> Profile:
        nonlocal times
        times += 1
        if times == 1:
            raise Stopped("stopped")
        return Profile(documents=1, bytes=5, lines=1)

    with Shelf(data, derive=stopped_once).for_paths([folder]) as library:
        with pytest.raises(Stopped):
            library.update()
        assert library.update().read == 0
        library.update()

    assert times == 2
    assert library.profile.documents == 1


def test_without_tables_the_text_can_still_be_read_and_they_are_tried_again(
    data: DataFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LibraryError("The process that parses records died.")

    monkeypatch.setattr(records, "build", broken)
    write(folder, {"prices.csv": ROWS})
    events: list[Event] = []

    with Shelf(data).for_paths([folder]) as library:
        library.update(emit=events.append)

        assert library.scan("item7,").matches == 1
        assert (library.profile.documents, library.profile.tables) == (1, ())
        monkeypatch.undo()
        library.update()
        assert library.profile.tables[0].rows == 60
    assert any(isinstance(event, Noted) and "no tables" in event.text for event in events)


def test_a_processor_that_duckdb_does_not_run_on_is_told_as_that() -> None:
    assert "too old for tables" in _died(-signal.SIGILL).message
    assert "died" in _died(-signal.SIGKILL).message
