"""Reads the mounted documents as one long run of bytes, in place, and remembers what was read."""

import bisect
import os
from collections.abc import Iterator

import channel

Row = tuple[int, str, int | None, int, int]
"""A document: id, name, file (None: the host reads it), start in it, size."""

BLOCK = 1 << 20
_MOST_READS = 10_000


class Pages:
    """All documents end to end."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.starts: list[int] = []
        end = 0
        for row in rows:
            self.starts.append(end)
            end += row[4]
        self.size = end
        self._handles: dict[int, int] = {}
        self._read: list[list[int]] = []

    def extent(self, number: int) -> tuple[int, int]:
        """Where document `number` begins and ends."""
        return self.starts[number], self.starts[number] + self.rows[number][4]

    def document_at(self, offset: int) -> int:
        """Number of the document in which `offset` lies."""
        return bisect.bisect_right(self.starts, offset) - 1

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end`."""
        parts, at = [], start
        while at < end:
            number = self.document_at(at)
            first, last = self.extent(number)
            data = self._read_document(number, at - first, min(end, last) - at)
            parts.append(data)
            at += len(data)
        if start < end:
            self._note(start, end)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def blocks(
        self, start: int = 0, end: int | None = None, size: int = BLOCK
    ) -> Iterator[tuple[int, bytes]]:
        """The text in pieces of at most `size` bytes that never cross a document's end: (offset, bytes)."""
        at, end = start, self.size if end is None else end
        while at < end:
            _, last = self.extent(self.document_at(at))
            data = self.read(at, min(at + size, last, end))
            yield at, data
            at += len(data)

    def take_reads(self) -> list[list[int]]:
        """What was read since the last time this was asked, as [start, end] pairs."""
        reads, self._read = self._read, []
        return reads

    def _read_document(self, number: int, offset: int, size: int) -> bytes:
        _, name, file, start, _ = self.rows[number]
        if file is None:
            data = channel.read_document(number, offset, min(size, BLOCK))
        else:
            data = self._pread(file, start + offset, size)
        if not data:
            raise OSError(f"the text of {name} is shorter than it was: the file changed")
        return data

    def _pread(self, file: int, offset: int, size: int) -> bytes:
        try:
            return os.pread(self._handle(file), size, offset)
        except OSError:  # a cell may have closed it
            self._handles.pop(file, None)
            return os.pread(self._handle(file), size, offset)

    def _handle(self, file: int) -> int:
        if file not in self._handles:
            self._handles[file] = os.open(f"/text/{file}", os.O_RDONLY)
        return self._handles[file]

    def _note(self, start: int, end: int) -> None:
        """Keep the stretches read as sorted, separate pairs."""
        reads = self._read
        if reads and reads[-1][0] <= start <= reads[-1][1]:
            reads[-1][1] = max(reads[-1][1], end)
            return
        low = bisect.bisect_left(reads, start, key=lambda pair: pair[1])
        high = bisect.bisect_right(reads, end, key=lambda pair: pair[0])
        if low < high:
            start, end = min(start, reads[low][0]), max(end, reads[high - 1][1])
        if low < high or len(reads) < _MOST_READS:
            reads[low:high] = [[start, end]]
