"""The bytes of a model file's header, from the front: each number and text held against what it allows."""

import struct
from pathlib import Path
from typing import BinaryIO, NoReturn

from rlm_desktop.errors import ModelRefused

_LONGEST_HEADER = 512 << 20
_PIECE = 4 << 20

NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "B", 10: "Q", 11: "q", 12: "d"}
"""Type in the file: the letter that `struct` has for it."""


def refuse(path: Path, why: str, hint: str = "") -> NoReturn:
    """Raise `ModelRefused` for a file."""
    # What is wrong may quote the file, and a name in it may be meant for a terminal.
    told = "".join(letter if letter.isprintable() else "�" for letter in why)
    raise ModelRefused(
        f"{path.name} is not a model this program will load: {told}.",
        hint=hint or "Get the file again from its maker, or choose another.",
    )


class HeaderBytes:
    """Where a reader of the header stands, and what it takes from there.

    The file is read, not mapped: a mapped file that somebody shortens ends the program.
    """

    def __init__(self, path: Path, file: BinaryIO, size: int) -> None:
        self._path = path
        self._file = file
        self._data = bytearray()
        self._size = size
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes of the file that were not passed yet."""
        return self._size - self.at

    def refuse(self, why: str, hint: str = "") -> NoReturn:
        refuse(self._path, why, hint)

    def take(self, size: int, what: str) -> bytes:
        self.skip(size, what)
        return bytes(self._data[self.at - size : self.at])

    def skip(self, size: int, what: str) -> None:
        self._fill(self.at + size, f"its {what}")
        self.at += size

    def _fill(self, end: int, what: str) -> None:
        """Read on, up to that byte at least."""
        if end > self._size:
            self.refuse(f"{what} goes beyond the end of the file", "The file is cut off: get it again.")
        self.within(end, _LONGEST_HEADER, "bytes of header")
        while len(self._data) < end:
            piece = self._file.read(max(_PIECE, end - len(self._data)))
            if not piece:
                self.refuse("it became shorter while it was read", "Wait until it is copied.")
            self._data += piece

    def number(self, kind: int, what: str) -> int:
        letter = NUMBERS[kind]
        (value,) = struct.unpack(f"<{letter}", self.take(struct.calcsize(letter), what))
        return int(value)

    def numbers(self, kind: int, count: int, what: str) -> tuple[int | float, ...]:
        letter = NUMBERS[kind]
        self.within(count, self.left // struct.calcsize(letter), f"numbers in {what}")
        return struct.unpack(f"<{count}{letter}", self.take(count * struct.calcsize(letter), what))

    def text(self, longest: int, what: str) -> str:
        size = self.within(self.number(10, f"length of the {what}"), longest, f"bytes in a {what}")
        try:
            return self.take(size, what).decode("utf-8")
        except UnicodeDecodeError:
            self.refuse(f"its {what} is not UTF-8")

    def pass_texts(self, count: int, what: str) -> None:
        """Go past some texts without a look at what they say."""
        length, data, at = struct.Struct("<Q"), self._data, self.at
        for _ in range(count):
            if at + 8 > len(data):
                self._fill(at + 8, what)
            (size,) = length.unpack_from(data, at)
            at += 8 + size
        self.at = at
        self._fill(at, what)

    def within(self, value: int | float, most: int, what: str) -> int:
        if not 0 <= value <= most:
            self.refuse(f"it claims {value} {what}, and {most} are possible")
        return int(value)
