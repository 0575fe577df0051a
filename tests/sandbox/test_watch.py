"""The thread that watches over an interpreter's process, and how it ends."""

import os
import threading
from types import SimpleNamespace
from typing import Any

from rlm_desktop.sandbox.child import _Watch


class Looking:
    """A child whose memory is being looked at until the test lets go."""

    def __init__(self) -> None:
        self.looked = threading.Event()
        self.go = threading.Event()

    @property
    def process(self) -> SimpleNamespace:
        self.looked.set()
        self.go.wait(10)
        return SimpleNamespace(pid=os.getpid())


def test_a_watch_told_to_end_while_it_looks_does_not_go_to_sleep_for_good() -> None:
    child = Looking()
    watch: Any = _Watch(child, memory_mb=1 << 20)  # type: ignore[arg-type]
    watch.allow(100)
    assert child.looked.wait(10)
    watch.pause()
    ending = threading.Thread(target=watch.end, daemon=True)
    ending.start()
    while not watch._ended:
        ending.join(0.001)

    child.go.set()

    ending.join(10)
    assert not ending.is_alive()
