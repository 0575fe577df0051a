"""What takes a while over a library ends within a moment when the run that asked is stopped."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rlm_desktop.context.library import Library
from rlm_desktop.context.search import WordIndex
from rlm_desktop.context.stoppable import Stoppable
from rlm_desktop.errors import RlmError, Stopped

ENDLESS = "SELECT count(*) FROM range(100000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5"
SHORT = "SELECT count(*) FROM records"
MOMENT = 5.0
"""Far less than the 60 seconds of a query; a busy machine must not fail the test."""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    text = tmp_path / "orders.csv"
    text.write_text("name,price\n" + "".join(f"a{n},{n}\n" for n in range(50)), encoding="utf-8")
    folder = tmp_path / "library"
    folder.mkdir()
    with Library(folder) as made:
        made.add([text])
        made.update(emit=lambda _: None, should_stop=lambda: False)
        yield made


class Asking:
    """A call on a thread of its own, and how it ended."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.ended: object = None
        self._work = work
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def wait(self) -> object:
        self._thread.join(MOMENT)
        assert not self._thread.is_alive()
        return self.ended

    def _run(self) -> None:
        try:
            self.ended = self._work()
        except RlmError as error:
            self.ended = error


def test_a_query_ends_with_the_run_that_asked_and_the_next_one_is_answered(library: Library) -> None:
    library.query(SHORT)
    stopped = threading.Event()
    asking = Asking(lambda: Stoppable(library, stopped.is_set).query(ENDLESS))
    time.sleep(0.3)

    stopped.set()

    assert isinstance(asking.wait(), Stopped)
    assert library.query(SHORT).rows == ((50,),)


def test_a_run_that_waits_for_the_query_of_another_is_stopped_and_the_other_goes_on(library: Library) -> None:
    library.query(SHORT)
    over, stopped = threading.Event(), threading.Event()
    other = Asking(lambda: Stoppable(library, over.is_set).query(ENDLESS))
    time.sleep(0.3)
    waiting = Asking(lambda: Stoppable(library, stopped.is_set).query(SHORT))
    time.sleep(0.2)

    stopped.set()

    assert isinstance(waiting.wait(), Stopped)
    assert other.ended is None
    over.set()
    assert isinstance(other.wait(), Stopped)


def test_a_scan_and_a_search_end_with_their_run(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordIndex, "missing", lambda self, sources: list(sources))  # not indexed yet
    stopped = Stoppable(library, lambda: True)

    with pytest.raises(Stopped):
        stopped.scan("a7")
    with pytest.raises(Stopped):
        stopped.search("a7", limit=1)


def test_a_run_over_a_library_sees_all_of_it(library: Library) -> None:
    seen = Stoppable(library, lambda: False)

    assert seen.profile == library.profile and seen.documents() == library.documents()
    assert list(seen.passages(size=100)) == list(library.passages(size=100))
    assert seen.search("a7", limit=1) == library.search("a7", limit=1)
    assert seen.scan("a7").matches == 1
    assert seen.mounts() == library.mounts()
