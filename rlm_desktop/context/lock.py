"""One writer at a time for a library's folder, also among several running programs."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rlm_desktop.errors import LibraryBusy, LibraryDamaged

_TRIES, _A_MOMENT = 100, 0.05


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the library for writing. Raises `LibraryBusy` when another program does, and `LibraryDamaged`."""
    lock = folder / "lock"
    try:
        if lock.is_symlink():  # it would lead to somebody's file
            lock.unlink()
        # For reading too: a pipe would be waited for.
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        raise LibraryDamaged(
            f"The lock of this library cannot be used: {error.strerror}.", hint=f"Look after {folder}."
        ) from error
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise LibraryBusy(
                "Another window or command is reading files into this library.",
                hint="Wait until it has finished, or stop it.",
            ) from error
        # Closing the file, or the end of the program, lets go.
        yield


@contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """The same for what takes no time: who comes second waits a moment. Raises `LibraryBusy` at last."""
    with ExitStack() as held:
        for left in reversed(range(_TRIES)):
            try:
                held.enter_context(only_writer(folder))
                break
            except LibraryBusy:
                if not left:
                    raise
                time.sleep(_A_MOMENT)
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
