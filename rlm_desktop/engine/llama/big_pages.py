"""A model's weights moved into memory pages of 2 MB, in which a processor finds its way sooner.

Linux hands memory out in pages of 4 KB. A model of a gigabyte has a quarter of a million of them, and each
token looks into all. Where the system has big pages, what was loaded is moved into them one by one, and only
while nobody waits: to ask for them before loading makes that 1.6 s longer (docs/measurements.md).
"""

import ctypes
import errno
import io
import sys
from collections import deque
from pathlib import Path

from rlm_desktop.walls.kernel import libc

_MAPS = Path("/proc/self/maps")
_PAGE = 2 << 20
_LEAST = 16 * _PAGE
"""Bytes of a piece of memory worth moving: weights and what a model remembers, not Python's objects."""
_COLLAPSE = 25  # MADV_COLLAPSE, since Linux 6.1
_IN_A_ROW = 8
"""Refusals after which no more is asked for: the system has no big pages left."""


class BigPages:
    """To be made before the walls are up, behind which a process cannot look where its own memory lies."""

    def __init__(self) -> None:
        self._maps = _opened() if sys.platform == "linux" else None
        self._left: deque[int] = deque()
        self._refused = 0

    def find(self) -> None:
        """Look for what was loaded."""
        if self._maps is None:
            return
        with self._maps:
            for line in self._maps:
                self._left.extend(_pages(line))
        self._maps = None

    def move_one(self) -> bool:
        """Move one page's worth, which takes up to some milliseconds; False when nothing is left to move."""
        if not self._left:
            return False
        self._refused = self._refused + 1 if _refused(self._left.popleft()) else 0
        if self._refused == _IN_A_ROW:
            self._left.clear()
        return bool(self._left)


def _opened() -> io.TextIOWrapper | None:
    try:
        return _MAPS.open(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _pages(line: str) -> range:
    """The addresses of whole big pages in a piece of memory: none of one that is small, or not ours alone."""
    span, access, _, _, file, *named = line.split()
    start, end = (int(part, 16) for part in span.split("-"))
    if not access.startswith("rw-p") or file != "0" or named or end - start < _LEAST:
        return range(0)
    return range(-(-start // _PAGE) * _PAGE, end - _PAGE + 1, _PAGE)


def _refused(address: int) -> bool:
    """Whether no big page was to be had. Where nothing has been written yet there is nothing to move."""
    done = libc().madvise(ctypes.c_void_p(address), ctypes.c_size_t(_PAGE), _COLLAPSE) == 0
    return not done and ctypes.get_errno() != errno.EINVAL
