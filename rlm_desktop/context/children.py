"""Starting children that Ctrl-C does not reach: it goes to all programs of a terminal, and ours decides."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

GONE = (BrokenPipeError, ConnectionResetError, EOFError)
"""What a child meets when the program is gone, however that ended. It ends too, and has nobody to tell."""


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """A process that is started within never sees SIGINT, not even while its Python begins."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # What a thread holds back, the processes it starts hold back for good.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
