"""One writer at a time for a library's folder, also among several running programs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rlm_desktop.errors import LibraryBusy


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the library for writing. Raises `LibraryBusy` when another program does."""
    lock = folder / "lock"
    lock.touch(mode=0o600)
    with lock.open("w", encoding="utf-8") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise LibraryBusy(
                "Another window or command is reading files into this library.",
                hint="Wait until it has finished, or stop it.",
            ) from error
        # Closing the file, or the end of the program, lets go.
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
