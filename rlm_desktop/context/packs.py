"""Extracted texts, one after the other, in a few big files of a library's folder."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import msgspec

LARGEST = 256 * 1024 * 1024
"""A pack is closed when it has grown beyond this; a longer text still lies in one piece."""
_COPY = 4 * 1024 * 1024


class Packed(msgspec.Struct, frozen=True):
    """Where a text lies: number of the pack, first byte, size."""

    pack: int
    start: int
    size: int


class Packs:
    """The packs of one library. One process writes at a time; what is written never moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._number = 0
        self._file: IO[bytes] | None = None

    def path(self, pack: int) -> Path:
        return self.folder / f"{pack:04}.pack"

    def append(self, pieces: Iterable[bytes]) -> Packed:
        """Write one text. Where its pieces end in an error, nothing of it stays."""
        file = self._open()
        start = file.tell()
        try:
            for piece in pieces:
                file.write(piece)
        except BaseException:
            file.seek(start)
            file.truncate()
            raise
        size = file.tell() - start
        # A line end between texts, so that no line ever belongs to two documents.
        file.write(b"\n")
        return Packed(self._number, start, size)

    def _open(self) -> IO[bytes]:
        if self._file is None or self._file.tell() >= LARGEST:
            self.close()
            # Always a new pack: the one of the last update may have an end that was never committed.
            self._number = max([self._number, *self.numbers()], default=0) + 1
            descriptor = os.open(self.path(self._number), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(descriptor, "wb")
        return self._file

    def numbers(self) -> list[int]:
        return sorted(int(path.stem) for path in self.folder.glob("*.pack") if path.stem.isdigit())

    def flush(self) -> None:
        """Everything appended so far is on the disk; only now may the store say so."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def move(self, text: Packed) -> Packed:
        """Copy a text into the pack that is being written."""
        with self.path(text.pack).open("rb") as old:
            old.seek(text.start)
            return self.append(_pieces(old, text.size))

    def delete(self, pack: int) -> None:
        self.path(pack).unlink(missing_ok=True)


def _pieces(file: IO[bytes], size: int) -> Iterable[bytes]:
    while size > 0 and (piece := file.read(min(size, _COPY))):
        size -= len(piece)
        yield piece
