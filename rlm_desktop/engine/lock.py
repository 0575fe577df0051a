"""Only one of several programs may write a model file at a time."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rlm_desktop.errors import DownloadFailed


@contextmanager
def alone(lock: Path, *, else_say: str) -> Iterator[None]:
    """Hold `lock` meanwhile. Raises `DownloadFailed` at once where another program holds it."""
    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _taken(handle):
            raise DownloadFailed(else_say, hint="Wait until that has ended.")
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    """Take the lock, which the system gives back when this process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
