"""The lines of a text that is too large to hold: iterated, counted and indexed where they lie."""

import bisect
import itertools
from collections.abc import Sequence

from pages import BLOCK

_MOST_AT_ONCE = 5_000_000


class Lines(Sequence):
    """A read-only view of the lines between two offsets. A line ends at a newline or at the end of its document."""

    def __init__(self, pages, start=0, end=None):
        self._pages = pages
        self._start = start
        self._end = pages.size if end is None else end
        self._blocks = None  # offsets of the blocks
        self._before = None  # lines that begin before each block, and at last all of them

    def __iter__(self):
        return self._from(self._start)

    def __len__(self):
        self._index()
        return self._before[-1]

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self._slice(key)
        number = key.__index__()
        if number < 0:
            number += len(self)
        found = next(self._from(self._offset(number)), None) if number >= 0 else None
        if found is None:
            raise IndexError("there is no such line")
        return found

    def __repr__(self):
        shown = ", ".join(repr(line[:80]) for line in itertools.islice(self, 3))
        return f"<{len(self):,} lines: {shown}, …>"

    def __plain__(self):
        return self[:]

    def _slice(self, key):
        if (key.start is None or key.start >= 0) and key.stop is not None and key.stop >= 0:
            start, stop, step = key.start or 0, key.stop, key.step or 1
            if step > 0 and start == 0:  # the usual look at the first few: no index needed
                return list(itertools.islice(self, start, stop, step))
        start, stop, step = key.indices(len(self))
        low, high = (start, stop) if step > 0 else (stop + 1, start + 1)
        if high - low > _MOST_AT_ONCE:
            raise MemoryError(f"{high - low:,} lines at once are too many; loop over them instead")
        if high <= low:
            return []
        taken = list(itertools.islice(self._from(self._offset(low)), high - low))
        return taken[::step] if step > 0 else taken[::-1][::-step]

    def _from(self, start):
        """The lines from `start`, which must be where one begins."""
        at = start
        while at < self._end:
            _, last = self._pages.extent(self._pages.document_at(at))
            last = min(last, self._end)
            yield from self._of_document(at, last)
            at = last

    def _of_document(self, start, end):
        rest = []
        for _, data in self._pages.blocks(start, end):
            cut = data.rfind(b"\n")
            if cut < 0:
                rest.append(data)
                continue
            rest.append(data[:cut])
            yield from _split(b"".join(rest))
            rest = [data[cut + 1 :]]
        if any(rest):
            yield from _split(b"".join(rest))

    def _index(self):
        """Count the lines that begin in each block."""
        if self._before is not None:
            return
        blocks, before, total, first = [], [], 0, True
        for offset, data in self._pages.blocks(self._start, self._end):
            blocks.append(offset)
            before.append(total)
            at_end = self._ends_document(offset + len(data))
            total += data.count(b"\n") + first - (at_end and data.endswith(b"\n"))
            first = at_end
        self._blocks, self._before = blocks, [*before, total]

    def _ends_document(self, offset):
        return offset >= self._end or self._pages.starts[self._pages.document_at(offset)] == offset

    def _begins_document(self, offset):
        return offset == self._start or self._pages.starts[self._pages.document_at(offset)] == offset

    def _offset(self, number):
        """Where line `number` begins; the end where there is none."""
        self._index()
        if number >= self._before[-1]:
            return self._end
        block = bisect.bisect_right(self._before, number) - 1
        offset = self._blocks[block]
        skip = number - self._before[block]
        if self._begins_document(offset):
            if skip == 0:
                return offset
            skip -= 1
        _, data = next(self._pages.blocks(offset, self._end, BLOCK))
        at = -1
        for _ in range(skip + 1):
            at = data.index(b"\n", at + 1)
        return offset + at + 1


def _split(data):
    lines = data.decode("utf-8", "replace").split("\n")
    return (line.removesuffix("\r") for line in lines) if b"\r" in data else lines
