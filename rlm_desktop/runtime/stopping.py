"""A person's stop reaches a program that computes, too."""

import threading
from collections.abc import Callable

from rlm_desktop.sandbox.process import Sandbox

ShouldStop = Callable[[], bool]


def never() -> bool:
    """Of what nobody stops."""
    return False


class stopping:  # noqa: N801 - a context manager that reads like a phrase
    """Ends a sandbox's cell when the person stops, also while the cell itself computes."""

    def __init__(self, sandbox: Sandbox, should_stop: ShouldStop) -> None:
        self._sandbox = sandbox
        self._should_stop = should_stop
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stop watch", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            if self._should_stop():
                self._sandbox.stop()
