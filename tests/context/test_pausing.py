"""Reading can be paused and goes on where it stood; how fast it goes and how long it takes is told."""

import threading
from pathlib import Path

import pytest

from rlm_desktop.context.pace import Pace
from rlm_desktop.context.pausing import Gate
from rlm_desktop.context.shelf import Shelf
from rlm_desktop.errors import Stopped
from rlm_desktop.events import Event, IngestPaused, IngestProgressed, IngestResumed
from rlm_desktop.paths import DataFolder
from tests.context.conftest import write

ROWS = b"name,price\n" + b"".join(b"item%d,%d\n" % (number, number * 3) for number in range(600))


class Watcher:
    """Collects events and lets a test wait for one of a kind."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.paused = threading.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if isinstance(event, IngestPaused):
            self.paused.set()


def test_what_was_paused_goes_on_and_nothing_is_missing(shelf: Shelf, folder: Path) -> None:
    write(folder, {f"{number:03}.txt": b"text\n" for number in range(50)})
    watcher = Watcher()

    with shelf.for_paths([folder]) as library:
        library.pause()
        reading = threading.Thread(target=lambda: library.update(emit=watcher))
        reading.start()
        assert watcher.paused.wait(60)
        assert library.paused and reading.is_alive() and library.documents() == []
        library.resume()
        reading.join()

        assert len(library.documents()) == 50 and not library.paused
    kinds = [type(event) for event in watcher.events]
    assert kinds.index(IngestPaused) < kinds.index(IngestResumed)


def test_what_is_paused_can_be_stopped(shelf: Shelf, folder: Path) -> None:
    write(folder, {"a.txt": b"text\n"})
    watcher = Watcher()

    with shelf.for_paths([folder]) as library:
        library.pause()
        with pytest.raises(Stopped):
            library.update(emit=watcher, should_stop=watcher.paused.is_set)
        library.resume()
        library.update()

        assert len(library.documents()) == 1


def test_records_wait_too_and_are_whole_afterwards(data: DataFolder, folder: Path) -> None:
    write(folder, {"prices.csv": ROWS})
    told: list[Event] = []

    with Shelf(data).for_paths([folder]) as library:

        def pause_once(event: Event) -> None:
            told.append(event)
            match event:
                case IngestProgressed(doing="finding out what the text is"):
                    library.pause()
                case IngestPaused():
                    library.resume()

        library.update(emit=pause_once)

        assert library.profile.tables[0].rows == 600
    assert any(isinstance(event, IngestResumed) for event in told)


def test_a_gate_that_is_open_asks_nothing_but_the_question() -> None:
    gate = Gate()
    told: list[Event] = []
    asked = gate.before(lambda: False, told.append)

    assert not asked() and told == []
    gate.close()
    assert gate.before(lambda: True, told.append)() and told == []


def test_pace_and_remaining_time_leave_out_what_was_paused() -> None:
    now = 0.0
    told: list[Event] = []
    pace = Pace(told.append, clock=lambda: now)

    def progress(done: int) -> IngestProgressed:
        pace(IngestProgressed(doing="reading files", done=done, total=1000, unit="bytes"))
        last = told[-1]
        assert isinstance(last, IngestProgressed)
        return last

    assert progress(0).remaining is None
    now = 2.0
    assert (progress(200).rate, progress(200).remaining) == (100.0, 8.0)
    now = 500.0
    pace(IngestResumed())
    assert progress(200).remaining is None
    now = 502.0
    assert progress(600).remaining == 2.0
