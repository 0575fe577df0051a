"""Which files the interpreter may read, and where in them each document's text lies."""

import bisect
import os
import stat
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

from rlm_desktop.ports import Mount
from rlm_desktop.sandbox.frames import BrokenFrame, Read
from rlm_desktop.spans import Span

MOST_FILES = 256
"""Files that the interpreter's process holds open; the host reads the others for it."""
MOST_BYTES = 1 << 20
"""Largest stretch the host reads at once."""


class MountTable:
    """The documents of one run, end to end, as the guest sees them."""

    def __init__(self, mounts: Sequence[Mount]) -> None:
        self._mounts = tuple(mounts)
        self._starts = [0, *accumulate(mount.size for mount in self._mounts)]
        distinct = dict.fromkeys(mount.path for mount in self._mounts)
        self.files = [Path(path).resolve() for path in distinct if _is_readable_file(path)][:MOST_FILES]
        """Opened by the interpreter's process before it gives everything away."""

    def rows(self, *, opened: bool = True) -> list[tuple[int, str, int | None, int, int]]:
        """For each document: id, name, number of its file (None: the host reads it), start there, size.

        Unless the interpreter's process has opened the files, the host reads all of them.
        """
        numbers = {str(path): number for number, path in enumerate(self.files)} if opened else {}
        by_path = {mount.path: numbers.get(str(Path(mount.path).resolve())) for mount in self._mounts}
        return [(m.document, m.name, by_path[m.path], m.start, m.size) for m in self._mounts]

    def read(self, wanted: Read) -> bytes:
        """Bytes of a document; fewer, or none, where the file has changed. Raises `BrokenFrame`."""
        if wanted.document >= len(self._mounts) or wanted.size > MOST_BYTES:
            raise BrokenFrame("a read of what is not mounted")
        mount = self._mounts[wanted.document]
        if wanted.offset + wanted.size > mount.size:
            raise BrokenFrame("a read past the end of a document")
        if not _is_readable_file(mount.path):
            return b""
        try:
            with Path(mount.path).open("rb", buffering=0) as file:
                file.seek(mount.start + wanted.offset)
                return file.read(wanted.size)
        except OSError:
            return b""

    def spans(self, stretches: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
        """Stretches of the whole as spans of documents. Raises `BrokenFrame` where there is no such text."""
        return tuple(span for start, end in stretches for span in self._cut(start, end))

    def _cut(self, start: int, end: int) -> Iterable[Span]:
        if not 0 <= start <= end <= self._starts[-1]:
            raise BrokenFrame("a stretch of text that is not there")
        number = max(0, bisect.bisect_right(self._starts, start) - 1)
        while start < end:
            first, last = self._starts[number], self._starts[number + 1]
            stop = min(end, last)
            if stop > start:
                yield Span(self._mounts[number].document, start - first, stop - first)
            start, number = max(start, stop), number + 1


def _is_readable_file(path: str) -> bool:
    """A device or a pipe could hang whoever opens it."""
    try:
        return stat.S_ISREG(Path(path).stat().st_mode) and os.access(path, os.R_OK)
    except OSError:
        return False
