"""The lines of a text that is too large to hold: iterated, counted and indexed where they lie."""

import bisect
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, SupportsIndex

from pages import BLOCK, Pages

_MOST_AT_ONCE = 5_000_000


class Lines(Sequence[str]):
    """A read-only view of the lines between two offsets. The end of a document ends its last line."""

    def __init__(self, pages: Pages, start: int = 0, end: int | None = None) -> None:
        self._pages = pages
        self._start = start
        self._end = pages.size if end is None else end
        self._known: tuple[list[int], list[int]] | None = None

    def __iter__(self) -> Iterator[str]:
        return self._from(self._start)

    def __len__(self) -> int:
        return self._index()[1][-1]

    def __getitem__(self, key: SupportsIndex | slice) -> Any:  # noqa: ANN401  a line or a list of them
        if isinstance(key, slice):
            return self._slice(key)
        number = key.__index__()
        if number < 0:
            number += len(self)
        found = next(self._from(self._offset(number)), None) if number >= 0 else None
        if found is None:
            raise IndexError("there is no such line")
        return found

    def __repr__(self) -> str:
        shown = ", ".join(repr(line[:80]) for line in itertools.islice(self, 3))
        return f"<{len(self):,} lines: {shown}, …>"

    def __plain__(self) -> list[str]:
        return self[:]

    def _slice(self, key: slice) -> list[str]:
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

    def _from(self, start: int) -> Iterator[str]:
        """The lines from `start`, which must be where one begins."""
        at = start
        while at < self._end:
            _, last = self._pages.extent(self._pages.document_at(at))
            last = min(last, self._end)
            yield from self._of_document(at, last)
            at = last

    def _of_document(self, start: int, end: int) -> Iterator[str]:
        rest: list[bytes] = []
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

    def _index(self) -> tuple[list[int], list[int]]:
        """Where each block begins; and how many lines begin before it, with all of them at last."""
        if self._known is not None:
            return self._known
        blocks: list[int] = []
        before: list[int] = []
        total, first = 0, True
        for offset, data in self._pages.blocks(self._start, self._end):
            blocks.append(offset)
            before.append(total)
            at_end = self._ends_document(offset + len(data))
            total += data.count(b"\n") + first - (at_end and data.endswith(b"\n"))
            first = at_end
        self._known = blocks, [*before, total]
        return self._known

    def _ends_document(self, offset: int) -> bool:
        return offset >= self._end or self._pages.starts[self._pages.document_at(offset)] == offset

    def _begins_document(self, offset: int) -> bool:
        return offset == self._start or self._pages.starts[self._pages.document_at(offset)] == offset

    def _offset(self, number: int) -> int:
        """Where line `number` begins; the end where there is none."""
        blocks, before = self._index()
        if number >= before[-1]:
            return self._end
        block = bisect.bisect_right(before, number) - 1
        offset, skip = blocks[block], number - before[block]
        if self._begins_document(offset):
            if skip == 0:
                return offset
            skip -= 1
        _, data = next(self._pages.blocks(offset, self._end, BLOCK))
        at = -1
        for _ in range(skip + 1):
            at = data.index(b"\n", at + 1)
        return offset + at + 1


def _split(data: bytes) -> Iterable[str]:
    lines = data.decode("utf-8", "replace").split("\n")
    return (line.removesuffix("\r") for line in lines) if b"\r" in data else lines
