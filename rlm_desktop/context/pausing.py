"""A gate on the way of long work: while it is shut the work waits there, and goes on where it was."""

import threading
from collections.abc import Callable

from rlm_desktop.events import Event, IngestPaused, IngestResumed

LOOK = 0.1
"""Seconds between two looks, while it waits, at whether the work is to end altogether."""


def _unheard(event: Event) -> None:
    """For work that nobody watches."""


class Gate:
    """Shut and opened by one thread, passed by others."""

    def __init__(self) -> None:
        self._opened = threading.Event()
        self._opened.set()

    @property
    def shut(self) -> bool:
        return not self._opened.is_set()

    def close(self) -> None:
        self._opened.clear()

    def open(self) -> None:
        self._opened.set()

    def before(
        self, should_stop: Callable[[], bool], emit: Callable[[Event], None] = _unheard
    ) -> Callable[[], bool]:
        """The question whether to stop, which is only answered when the gate is open or the answer is yes."""

        def asked() -> bool:
            if self.shut and not should_stop():
                emit(IngestPaused())
                while not self._opened.wait(LOOK):
                    if should_stop():
                        return True
                emit(IngestResumed())
            return should_stop()

        return asked
