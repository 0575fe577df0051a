"""Where records begin and end: documents read in blocks and cut into records at exact byte offsets."""

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec
import numpy as np
from numpy.typing import NDArray

from rlm_desktop.context.records.shapes.shape import Borders
from rlm_desktop.context.source import Source

BLOCK = 16 * 1024 * 1024
"""Bytes of a document that are read and cut at once."""
BATCH = 64 * 1024 * 1024
"""About so many bytes of records are handed on together."""
GROUP = 122_880
"""The table engine writes so many rows at once and packed. What is less is kept open, written twice and takes
half as much space again, so a batch has a multiple of them where it can."""
_MARK = b"\xef\xbb\xbf"
"""May stand at the beginning of a text in UTF-8, before its first quote."""
RUNAWAY = 4 * 1024 * 1024
"""A quoted record longer than this is taken for a stray quote, and lines for records from there on."""
NEWLINE, QUOTE, APOSTROPHE, BACKSLASH, OPEN, CLOSE, RETURN, CELL = 10, 34, 39, 92, 123, 125, 13, 31
OPEN_LIST, CLOSE_LIST = 91, 93
BLANK, TAB = 32, 9

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]


class Batch(msgspec.Struct, frozen=True):
    """Records that lie one behind the other in `data`: the n-th from `borders[n]` to `borders[n + 1]`."""

    data: Bytes
    borders: Offsets
    documents: NDArray[np.int32]
    starts: Offsets
    numbers: Offsets
    ends: Offsets | None = None
    """Where records end in their documents; none where they lie there as they do here."""

    def __len__(self) -> int:
        return len(self.starts)


def batches(
    sources: Sequence[Source],
    borders: Borders,
    *,
    delimiter: str = "",
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Batch]:
    """All records of the sources in order, some megabytes at a time."""
    waiting: list[Batch] = []
    size = 0
    for source in sources:
        for piece in _pieces(source, borders, delimiter):
            waiting.append(piece)
            size += len(piece.data)
            if on_bytes is not None:
                on_bytes(len(piece.data))
            if size >= BATCH:
                whole, rest = _parted(_joined(waiting))
                yield whole
                waiting = [rest] if len(rest) else []
                size = len(rest.data)
    if waiting:
        yield _joined(waiting)


def ahead[T](items: Iterator[T]) -> Iterator[T]:
    """The same items; the next one is made while the last is worked on."""
    with ThreadPoolExecutor(1, thread_name_prefix="cut records") as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def _joined(some: Sequence[Batch]) -> Batch:
    ends = np.cumsum([0, *(len(one.data) for one in some)])
    offsets = [one.borders[:-1] + end for one, end in zip(some, ends, strict=False)]
    return Batch(
        data=np.concatenate([one.data for one in some]),
        borders=np.concatenate([*offsets, ends[-1:]]),
        documents=np.concatenate([one.documents for one in some]),
        starts=np.concatenate([one.starts for one in some]),
        numbers=np.concatenate([one.numbers for one in some]),
    )


def _parted(batch: Batch) -> tuple[Batch, Batch]:
    """As many whole groups of rows as there are, and the rest; all of it, if it is less than one."""
    count = len(batch) // GROUP * GROUP or len(batch)
    cut = int(batch.borders[count])
    return (
        Batch(
            batch.data[:cut],
            batch.borders[: count + 1],
            batch.documents[:count],
            batch.starts[:count],
            batch.numbers[:count],
        ),
        Batch(
            batch.data[cut:],
            batch.borders[count:] - cut,
            batch.documents[count:],
            batch.starts[count:],
            batch.numbers[count:],
        ),
    )


def _pieces(source: Source, borders: Borders, delimiter: str) -> Iterator[Batch]:
    """Blocks of one document, each beginning and ending with a record."""
    find: Callable[..., Offsets] = FINDERS[borders]
    quoted = borders == "quoted"
    if borders in ("entries", "begun", "stamped", "elements"):
        find = partial(find, begins=delimiter.encode())
    nested = Nested(delimiter) if borders == "nested" else None
    find = nested or find
    carried: Bytes = np.empty(0, np.uint8)
    position, number, left = 0, 1, source.size
    with source.path.open("rb") as file:
        file.seek(source.start)
        while left > 0:
            read = file.read(min(BLOCK, left))
            left = left - len(read) if read else 0
            data = np.concatenate([carried, np.frombuffer(read, np.uint8)])
            if quoted:
                data = _without_strays(data, ord(delimiter))
            starts = find(data)
            if nested is not None and nested.end is not None:
                data, left = data[: nested.end], 0
            if position == 0 and data[:3].tobytes() == codecs.BOM_UTF8 and len(starts):
                starts[0] = max(int(starts[0]), 3)
            if len(starts) < 2 and len(data) > RUNAWAY and nested is None:
                starts = _lines(data)
            cut = len(data)
            if left > 0:
                if len(starts) < 2:
                    carried = data
                    continue
                # The last record may go on in the next block.
                cut, starts = int(starts[-1]), starts[:-1]
            if len(starts):
                yield _piece(source, data[:cut], starts, position, number, delimiter if quoted else "")
            position, number, carried = position + cut, number + len(starts), data[cut:]


def _piece(source: Source, data: Bytes, starts: Offsets, position: int, number: int, delimiter: str) -> Batch:
    first = int(starts[0])
    whole = _cells(data[first:], delimiter) if delimiter else data[first:]
    edges = np.append(starts - first, len(data) - first).astype(np.int64)
    return Batch(
        data=_valid(whole),
        borders=edges,
        documents=np.full(len(starts), int(source.document), np.int32),
        starts=starts + position,
        numbers=np.arange(number, number + len(starts)),
    )


def _lines(data: Bytes) -> Offsets:
    """Where lines begin."""
    ends = np.flatnonzero(data == NEWLINE) + 1
    return np.concatenate([[0], ends[ends < len(data)]]).astype(np.int64)


def _indented(data: Bytes) -> Offsets:
    """Where lines begin that are not indented, and not blank."""
    starts = _lines(data)
    first = data[starts]
    outside = starts[(first != BLANK) & (first != TAB) & (first != NEWLINE) & (first != RETURN)]
    return np.unique(np.concatenate([[0], outside])).astype(np.int64) if len(data) else starts


def _quoted(data: Bytes) -> Offsets:
    """Where lines begin; line ends within quotes, with an odd number of quotes before them, don't count."""
    quotes = np.flatnonzero(data == QUOTE)
    starts = _lines(data)
    if not len(quotes):
        return starts
    outside = starts[np.searchsorted(quotes, starts) % 2 == 0]
    longest = int(np.max(np.diff(np.append(outside, len(data)))))
    return starts if longest > RUNAWAY else outside


def _without_strays(data: Bytes, delimiter: int) -> Bytes:
    """The bytes with an apostrophe for each quote that neither opens nor closes a cell and has no partner.

    One such quote would turn inside out what lies between it and the next, some hundred rows further down.
    """
    quotes = np.flatnonzero(data == QUOTE)
    starts = _lines(data)
    counts = np.diff(np.append(np.searchsorted(quotes, starts), len(quotes)))
    if not np.any(counts % 2):
        return data
    edges = np.array([delimiter, NEWLINE, RETURN, QUOTE, BACKSLASH], np.uint8)
    around = np.concatenate([[NEWLINE, NEWLINE], data, [NEWLINE, NEWLINE]]).astype(np.uint8)
    before, after = around[quotes + 1], around[quotes + 3]
    opens = np.isin(before, edges) | ((before == BLANK) & (around[quotes] == delimiter))
    if data[: len(_MARK)].tobytes() == _MARK:
        opens |= quotes == len(_MARK)
    closes = np.isin(after, edges) | ((after == BLANK) & (around[quotes + 4] == delimiter))
    stray = quotes[~opens & ~closes]
    lines = np.searchsorted(starts, stray, side="right") - 1
    odd = (counts % 2 == 1) & (np.bincount(lines, minlength=len(starts)) % 2 == 1)
    mended: Bytes = data.copy()
    mended[stray[odd[lines]]] = APOSTROPHE
    return mended


def _cells(data: Bytes, delimiter: str) -> Bytes:
    """The same bytes with the delimiters outside quotes replaced by one that no cell holds."""
    data = data.copy()
    found = np.flatnonzero(data == ord(delimiter))
    quotes = np.flatnonzero(data == QUOTE)
    if len(quotes):
        found = found[np.searchsorted(quotes, found) % 2 == 0]
    data[found] = CELL
    return data


def _blocks(data: Bytes) -> Offsets:
    """Where blocks of lines begin: at the first line behind blank ones."""
    starts = _lines(data)
    lengths = np.diff(np.append(starts, len(data)))
    blank = lengths == 1
    two = (lengths <= 2) & (data[starts] == RETURN)
    blank = (blank & (data[starts] == NEWLINE)) | two
    after = np.concatenate([[True], blank[:-1]])
    found: Offsets = starts[after & ~blank] if len(data) else starts
    return found


def _entries(data: Bytes, begins: bytes = b"") -> Offsets:
    """Where entries begin: at lines that begin so and stand behind a blank one; and at the very beginning."""
    starts = _begun(data, begins)
    before = np.concatenate([np.full(3, NEWLINE, np.uint8), data])
    blank = (before[starts + 1] == NEWLINE) | ((before[starts + 1] == RETURN) & (before[starts] == NEWLINE))
    return np.unique(np.concatenate([[0], starts[blank]])).astype(np.int64) if len(data) else starts


def _begun(data: Bytes, begins: bytes = b"") -> Offsets:
    """Where lines begin so, or are so where a line end is part of it; and the very beginning."""
    if begins.endswith(b"\n"):
        return _stamped(data, re.escape(begins[:-1]) + rb"[ \t]*\r?\n")
    key = np.frombuffer(begins, np.uint8)
    starts = _lines(data)
    starts = starts[starts + len(key) <= len(data)]
    starts = starts[(data[starts[:, None] + np.arange(len(key))] == key).all(axis=1)]
    return np.unique(np.concatenate([[0], starts])).astype(np.int64) if len(data) else starts


def _stamped(data: Bytes, begins: bytes = b"") -> Offsets:
    """Where lines begin that are like a pattern, that of a time; and the very beginning."""
    found = [match.start() for match in re.finditer(b"(?m)^(?:" + begins + b")", data.tobytes())]
    return np.unique(np.array([0, *found], np.int64)) if len(data) else np.array([], np.int64)


def _elements(data: Bytes, begins: bytes = b"") -> Offsets:
    """Where elements of XML of this name begin."""
    tag = re.compile(rb"<(?:[\w.-]+:)?" + re.escape(begins) + rb"(?=[\s/>])")
    return np.array([match.start() for match in tag.finditer(data.tobytes())], np.int64)


def _array(data: Bytes) -> Offsets:
    """Where the objects of a JSON array begin: at braces that are in no other and in no string."""
    quotes = np.flatnonzero(data == QUOTE)
    if len(quotes):
        quotes = quotes[~_escaped(data, quotes)]
    braces = np.flatnonzero((data == OPEN) | (data == CLOSE))
    braces = braces[np.searchsorted(quotes, braces) % 2 == 0]
    depth = np.cumsum(np.where(data[braces] == OPEN, 1, -1))
    found: Offsets = braces[(depth == 1) & (data[braces] == OPEN)].astype(np.int64)
    return found


def nesting(data: Bytes) -> tuple[Offsets, Offsets]:
    """Where brackets of JSON are that stand in no string, and how deep one is behind each."""
    quotes = np.flatnonzero(data == QUOTE)
    if len(quotes):
        quotes = quotes[~_escaped(data, quotes)]
    opens = (data == OPEN) | (data == OPEN_LIST)
    marks = np.flatnonzero(opens | (data == CLOSE) | (data == CLOSE_LIST))
    marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    return marks, np.cumsum(np.where(opens[marks], 1, -1))


class Nested:
    """Finds where the objects of an array begin that lies in an object under a name: `{"data": [{…}, …]}`."""

    def __init__(self, name: str) -> None:
        self._name = re.compile(rb'"%s"\s*:\s*\[' % re.escape(name.encode()))
        self._inside = False
        self.end: int | None = None
        """Where the array ends, in the bytes that were looked at last."""

    def __call__(self, data: Bytes) -> Offsets:
        begins = 0
        if not self._inside:
            found = self._name.search(data.tobytes())
            if found is None:
                return np.empty(0, np.int64)
            begins = found.end()
        rest = data[begins:]
        marks, depth = nesting(rest)
        over = np.flatnonzero(depth < 0)
        if len(over):
            self.end = begins + int(marks[over[0]])
            marks, depth = marks[: over[0]], depth[: over[0]]
        starts: Offsets = (marks[(depth == 1) & (rest[marks] == OPEN)] + begins).astype(np.int64)
        # Of a single one the end is not known: it is looked for again, with what comes behind it.
        self._inside = self._inside or len(starts) > 1
        return starts


def _escaped(data: Bytes, quotes: Offsets) -> NDArray[np.bool_]:
    """Which quotes have an odd number of backslashes before them."""
    odd = np.zeros(len(quotes), bool)
    active = np.arange(len(quotes))
    back = 1
    while len(active):
        places = quotes[active] - back
        active = active[(places >= 0) & (data[np.maximum(places, 0)] == BACKSLASH)]
        odd[active] ^= True
        back += 1
    return odd


def _valid(data: Bytes) -> Bytes:
    """The bytes, certain to be UTF-8: a file that changed meanwhile must not reach the table engine raw."""
    if not len(data) or data.max() < 0x80:
        return data
    try:
        data.tobytes().decode("utf-8")
    except UnicodeDecodeError:
        data = data.copy()
        data[data >= 0x80] = ord("?")
    return data


FINDERS: dict[Borders, Callable[[Bytes], Offsets]] = {
    "lines": _lines,
    "indented": _indented,
    "quoted": _quoted,
    "blocks": _blocks,
    "entries": _entries,
    "begun": _begun,
    "stamped": _stamped,
    "elements": _elements,
    "array": _array,
    "nested": _array,
}
