"""Where the lines of a document begin, in about an eighth of a thousandth of its size.

The index holds how many line ends come before each block of 64 KiB. A line is found by a look
in that table and a count within one block, whatever the number or the length of the lines.
"""

from collections.abc import Iterable
from typing import Self

import numpy as np
import numpy.typing as npt

BLOCK = 64 * 1024
_NEWLINE = 10

Bytes = bytes | bytearray | memoryview


class LineCounter:
    """Counts line ends block by block while the text passes by, in pieces of any length."""

    def __init__(self) -> None:
        self._counts: list[npt.NDArray[np.uint32]] = []
        self._open = 0
        """Line ends in the block that is not full yet."""
        self._fill = 0
        self._last = _NEWLINE
        self.size = 0

    @classmethod
    def after(cls, index: "LineIndex") -> Self:
        """A counter that goes on with the last block of an index, which is to be added again; see `size`."""
        counter = cls()
        counter._counts = [index.counts[:-1]]
        counter.size = (len(index.counts) - 1) * BLOCK
        return counter

    def add(self, piece: Bytes) -> None:
        if not len(piece):
            return
        ends = np.frombuffer(piece, np.uint8) == _NEWLINE
        self.size += len(ends)
        self._last = piece[-1]
        ends = self._complete_open_block(ends)
        whole = len(ends) // BLOCK * BLOCK
        if whole:
            # A sum goes through a small buffer; count_nonzero along an axis copies eightfold.
            self._counts.append(ends[:whole].reshape(-1, BLOCK).sum(axis=1, dtype=np.uint32))
        self._open += int(np.count_nonzero(ends[whole:]))
        self._fill += len(ends) - whole

    def _complete_open_block(self, ends: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        missing = BLOCK - self._fill
        if not self._fill or len(ends) < missing:
            return ends
        full = self._open + int(np.count_nonzero(ends[:missing]))
        self._counts.append(np.array([full], np.uint32))
        self._open = self._fill = 0
        return ends[missing:]

    def finish(self) -> "LineIndex":
        counts = np.concatenate([*self._counts, np.array([self._open], np.uint32)])
        return LineIndex(counts, ends_open=self.size > 0 and self._last != _NEWLINE)


class LineIndex:
    """The number of line ends in each block of one document."""

    def __init__(self, counts: npt.NDArray[np.uint32], *, ends_open: bool) -> None:
        self.counts = counts
        self._before = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        self.lines = int(self._before[-1]) + ends_open
        """Lines of the document; a last one without line end counts."""

    @classmethod
    def of(cls, pieces: Iterable[Bytes]) -> "LineIndex":
        counter = LineCounter()
        for piece in pieces:
            counter.add(piece)
        return counter.finish()

    def to_bytes(self) -> bytes:
        return self.counts.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes, lines: int) -> Self:
        counts = np.frombuffer(stored, "<u4").astype(np.uint32)
        return cls(counts, ends_open=lines > int(counts.sum(dtype=np.int64)))

    def block_of_offset(self, offset: int) -> tuple[int, int]:
        """The start of the offset's block, and the number of line ends before it."""
        block = min(offset // BLOCK, len(self.counts) - 1)
        return block * BLOCK, int(self._before[block])

    def block_of_line(self, line: int) -> tuple[int, int]:
        """The block in which line `line` (from 1) begins, and which line end in it, from 1, comes before."""
        if line <= 1:
            return 0, 0
        block = int(np.searchsorted(self._before[1:], line - 1, side="left"))
        return block * BLOCK, line - 1 - int(self._before[block])


def nth_line_end(block: bytes, number: int) -> int:
    """The offset after the `number`th line end of a block."""
    return int(np.flatnonzero(np.frombuffer(block, np.uint8) == _NEWLINE)[number - 1]) + 1
