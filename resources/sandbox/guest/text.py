"""`context`: the whole text as a string-like object that stays on disk."""

from collections.abc import Iterator, Sequence
from typing import Any, SupportsIndex

from lines import Lines
from pages import BLOCK, Pages, Row

WHOLE = 64 << 20
"""Most bytes that are made into one ordinary string without being asked for as a slice."""
_MOST_AT_ONCE = 256 << 20
_PIECE = 8 << 20


class Document:
    """One document of the text: `id`, `name`, `start` and `size` in bytes."""

    def __init__(self, pages: Pages, number: int) -> None:
        self._pages = pages
        self._number = number
        self.id, self.name, _, _, self.size = pages.rows[number]
        self.start = pages.starts[number]

    def read(self, start: int = 0, size: int | None = None) -> str:
        """The text of `size` bytes from `start`."""
        start = max(0, min(start, self.size))
        end = self.size if size is None else max(start, min(start + size, self.size))
        return _decode(self._pages, self.start + start, self.start + end)

    @property
    def lines(self) -> Lines:
        return Lines(self._pages, self.start, self.start + self.size)

    def __len__(self) -> int:
        return self.size

    def __str__(self) -> str:
        return self.read()

    def __repr__(self) -> str:
        return f"<document {self.name!r}, {self.size:,} bytes>"

    def __plain__(self) -> dict[str, object]:
        return {"id": self.id, "name": self.name, "size": self.size}


class Documents(Sequence[Document]):
    """The documents in order; one by its number or its name."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def __len__(self) -> int:
        return len(self._pages.rows)

    def __getitem__(self, key: SupportsIndex | slice | str) -> Any:  # noqa: ANN401  a document or a list of them
        if isinstance(key, slice):
            return [Document(self._pages, number) for number in range(*key.indices(len(self)))]
        if isinstance(key, str):
            return Document(self._pages, self._number(key))
        number = key.__index__()
        if not -len(self) <= number < len(self):
            raise IndexError(f"there are {len(self):,} documents")
        return Document(self._pages, number % len(self))

    def _number(self, name: str) -> int:
        for number, row in enumerate(self._pages.rows):
            if row[1] == name:
                return number
        raise KeyError(f"there is no document named {name!r}")

    def __repr__(self) -> str:
        return f"[{', '.join(map(repr, self[:10]))}{', …' if len(self) > 10 else ''}]"


class Text:
    """All documents, one after the other, as if they were one string. Offsets and lengths are in bytes."""

    def __init__(self, rows: list[Row]) -> None:
        self._pages = Pages(rows)
        self.size = self._pages.size
        self.documents = Documents(self._pages)
        self.lines = Lines(self._pages)

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        return self.size > 0

    def take_reads(self) -> list[list[int]]:
        """What was read since the last time this was asked, as [start, end] pairs."""
        return self._pages.take_reads()

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        if not isinstance(key, slice):
            number = key.__index__()
            if not -self.size <= number < self.size:
                raise IndexError("the text is not that long")
            return self[number % self.size : number % self.size + 4][:1]
        start, end, step = key.indices(self.size)
        if step != 1:
            return str(self)[key]
        return _decode(self._pages, start, max(start, end))

    def __iter__(self) -> Iterator[str]:
        """The lines, one at a time."""
        return iter(self.lines)

    def __contains__(self, wanted: str) -> bool:
        return self.find(wanted) >= 0

    def __str__(self) -> str:
        if self.size > WHOLE:
            raise MemoryError(f"the text has {self.size:,} bytes; loop over its lines, slice it or search it")
        return self[:]

    def __repr__(self) -> str:
        return f"<text of {self.size:,} bytes in {len(self.documents):,} documents: {self[:200]!r} …>"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __add__(self, other: str) -> str:
        return str(self) + other

    def __radd__(self, other: str) -> str:
        return other + str(self)

    def __plain__(self) -> str:
        return str(self)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the method of a string is
        """Every other method of a string, as long as the text is small enough to be one."""
        if name.startswith("_") or not hasattr(str, name):
            raise AttributeError(f"context has no attribute {name!r}")
        return getattr(str(self), name)

    @property
    def __class__(self) -> type:
        """A program that asks whether this is a string is told yes: it can do what a string can."""
        return str

    def pieces(self) -> Iterator[str]:
        """The text as one string, or, where it is large, in pieces cut at the ends of lines."""
        if self.size <= WHOLE:
            yield str(self)
            return
        rest = b""
        for offset, data in self._pages.blocks(size=_PIECE):
            data = rest + data
            cut = data.rfind(b"\n") + 1 if offset + _PIECE < self.size else len(data)
            yield data[:cut].decode("utf-8", "replace")
            rest = data[cut:]
        if rest:
            yield rest.decode("utf-8", "replace")

    def read(self, document: int | str | Document, start: int = 0, size: int | None = None) -> str:
        """The text of one document, by its number, name or as found in `documents`."""
        chosen = document if isinstance(document, Document) else self.documents[document]
        return chosen.read(start, size)

    def splitlines(self, keepends: bool = False) -> Sequence[str]:
        """A view of the lines that is not held in memory."""
        return self.lines if not keepends else str(self).splitlines(True)

    def split(self, separator: str | None = None, maxsplit: int = -1) -> Sequence[str]:
        if separator == "\n" and maxsplit < 0:
            return self.lines
        return str(self).split(separator, maxsplit)

    def find(self, wanted: str, start: int = 0, end: int | None = None) -> int:
        """Byte offset of the first place where `wanted` stands, or -1."""
        start, end, _ = slice(start, end).indices(self.size)
        return next(self._places(_needle(wanted), start, end), -1)

    def index(self, wanted: str, start: int = 0, end: int | None = None) -> int:
        found = self.find(wanted, start, end)
        if found < 0:
            raise ValueError("the text does not contain that")
        return found

    def count(self, wanted: str, start: int = 0, end: int | None = None) -> int:
        """How often `wanted` stands in the text, without overlaps."""
        start, end, _ = slice(start, end).indices(self.size)
        needle = _needle(wanted)
        if not needle:
            return end - start + 1
        if _overlaps_itself(needle):
            return sum(1 for _ in self._places(needle, start, end))
        total, rest = 0, b""
        for _, data in self._pages.blocks(start, end):
            data = rest + data
            total += data.count(needle)
            # Only an unfinished match may be carried over: a finished one was counted.
            rest = data[max(0, len(data) - len(needle) + 1) :] if len(needle) > 1 else b""
        return total

    def startswith(self, prefix: str | tuple[str, ...], *place: int) -> bool:
        return self[: 4 * BLOCK].startswith(prefix, *place)

    def endswith(self, suffix: str | tuple[str, ...], *place: int) -> bool:
        return self[-4 * BLOCK :].endswith(suffix, *place)

    def _places(self, needle: bytes, start: int, end: int) -> Iterator[int]:
        """Offsets where `needle` stands between `start` and `end`, left to right, without overlaps."""
        if not needle:
            yield start
            return
        rest, next_free = b"", start
        for offset, data in self._pages.blocks(start, end):
            base = offset - len(rest)
            data = rest + data
            at = data.find(needle, max(0, next_free - base))
            while at >= 0:
                next_free = base + at + len(needle)
                yield base + at
                at = data.find(needle, next_free - base)
            rest = data[max(0, len(data) - len(needle) + 1) :] if len(needle) > 1 else b""


def _needle(wanted: str) -> bytes:
    if not isinstance(wanted, str):
        raise TypeError(f"the text can be searched for a string, not for {type(wanted).__name__}")
    return wanted.encode("utf-8", "surrogatepass")


def _overlaps_itself(needle: bytes) -> bool:
    return any(needle.startswith(needle[shift:]) for shift in range(1, len(needle)))


def _decode(pages: Pages, start: int, end: int) -> str:
    """Text between two offsets; a character cut at an end is left out."""
    if end - start > _MOST_AT_ONCE:
        raise MemoryError(f"{end - start:,} bytes at once are too many; take them in parts")
    return pages.read(start, end).decode("utf-8", "ignore")
