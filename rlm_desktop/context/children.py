"""Starting children that Ctrl-C does not reach, and that run nothing but what they are for."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import msgspec

GONE = (BrokenPipeError, ConnectionResetError, EOFError)
"""What a child meets when the program is gone, however that ended. It ends too, and has nobody to tell."""
UNBELIEVED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What the program meets where a child, taken over by what it was given, says what cannot be."""
_main_hidden = threading.Lock()
_SAFE_PATH = "PYTHONSAFEPATH"


@contextmanager
def apart() -> Iterator[None]:
    """A process of multiprocessing that is started within is deaf to interrupts, and runs no script again.

    For the sake of classes that might stand there, multiprocessing runs the person's script in each child
    once more. Ours need nothing of it, and a script that asks without `if __name__ == "__main__"` would ask
    in each of them, or end them.
    """
    with _main_hidden, deaf_to_interrupts(), _not_from_here():
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


@contextmanager
def _not_from_here() -> Iterator[None]:
    """A Python that is started within takes no modules from the folder one is in, as `paths.own_module`."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_SAFE_PATH)
        else:
            os.environ[_SAFE_PATH] = before


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """A process that is started within never sees SIGINT, not even while its Python begins.

    It goes to all programs of a terminal, and ours decides what ends.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # What a thread holds back, the processes it starts hold back for good.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
